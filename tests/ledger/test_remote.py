"""A ledger on another file system is fetched by DuckDB where it can be, else refused by its scheme."""

from pathlib import Path

import pytest

import heatcalc
from heatcalc.errors import InputFileError, OutputError
from heatcalc.ledger import remote
from tests.conftest import Program


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("s3://bucket/a/ledger.parquet", "s3://bucket/a/ledger.parquet"),
        (Path("s3a://bucket/*.csv"), "s3a://bucket/*.csv"),  # a Path keeps but one slash
        ("HDFS://group/ledger", "hdfs://group/ledger"),
        ("ledger.csv", ""),
        ("C:/ledgers/ledger.csv", ""),
        ("-", ""),
        ("a:b/ledger.csv", ""),
    ],
)
def test_an_address_is_told_from_a_path(asked: str | Path, address: str) -> None:
    assert remote.address(asked) == address


def test_a_folder_that_is_called_like_a_scheme_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s3:").mkdir()
    (tmp_path / "s3:" / "a.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    assert heatcalc.batch("s3:/a.csv", city="朔州").manifest["due"] == "1512.00"


@pytest.mark.parametrize("scheme", ["hdfs", "oss", "s3a"])
@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_what_cannot_be_read_is_named_with_its_scheme(scheme: str, engine: str, tmp_path: Path, heat: Program) -> None:
    given = f"{scheme}://bucket/ledger.parquet"
    # An empty home has no extension, and no way to one.
    done = heat("batch", given, "-o", str(tmp_path / "b"), "--engine", engine, HOME=str(tmp_path / "home"))
    assert (done.code, given in done.err, f"{scheme}:/b" in done.err.replace(given, "")) == (3, True, False), done.err
    assert ("INSTALL httpfs" in done.err) == (scheme == "s3a" and engine == "duckdb")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []


def test_every_command_that_reads_a_ledger_names_the_scheme(heat: Program, tmp_path: Path) -> None:
    given = "hdfs://group/ledger.csv"
    for command in (("check", "--ledger", given), ("subsidy", "--ledger", given, "--city", "朔州")):
        done = heat(*command, HOME=str(tmp_path))
        assert (done.code, given in done.err) == (3, True), done.err


def test_bills_are_not_written_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    with pytest.raises(OutputError, match="s3://"):
        heatcalc.batch("a.csv", "s3://bucket/bills.csv", city="朔州")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_what_lies_elsewhere_is_billed_as_if_it_lay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB's address of this machine stands in for a bucket, which a test has not, by an extension that is there."""
    monkeypatch.setattr(remote, "_EXTENSIONS", {"file": "json"})
    for winter in ("2022-2023", "2020-2021"):
        part = tmp_path / "ledger" / f"winter={winter}" / "a.csv"
        part.parent.mkdir(parents=True)
        part.write_bytes("户号,建筑面积\n0001,100\n".encode("gb18030"))
    elsewhere = f"file://localhost{tmp_path}/ledger"
    heatcalc.batch(f"{elsewhere}/winter=2022-2023/a.csv", tmp_path / "one.csv", city="朔州", winter="2022-2023")
    heatcalc.batch(f"{elsewhere}/*/a.csv", tmp_path / "all", city="朔州")
    heatcalc.batch(tmp_path / "ledger/winter=2022-2023/a.csv", tmp_path / "two.csv", city="朔州", winter="2022-2023")
    heatcalc.batch(tmp_path / "ledger", tmp_path / "here", city="朔州")
    for one, other in (("one", "two"), ("all", "here")):
        manifests = [(tmp_path / f"{name}.manifest.json").read_bytes() for name in (one, other)]
        assert manifests[0] == manifests[1]
    with pytest.raises(InputFileError, match=r"localhost.*x\.csv"):
        heatcalc.batch(f"{elsewhere}/x.csv", city="朔州")
