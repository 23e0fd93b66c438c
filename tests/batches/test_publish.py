"""What stands where outputs should go is replaced only if it is of an earlier run into the same file."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.errors import OutputError

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
Into = Callable[..., Any]


def _batch(folder: Path, out: Path, **how: Any) -> None:
    heatcalc.batch(folder / "ledger.csv", out, tariffs=TABLE, winter="2023-2024", **how)


def _folder(folder: Path, out: Path, **how: Any) -> None:
    heatcalc.batch(folder / "parts", out, tariffs=TABLE, winter="2023-2024", **how)


def _check(folder: Path, out: Path, **how: Any) -> None:
    heatcalc.check_ledger(folder / "ledger.csv", out, tariffs=TABLE, winter="2023-2024", **how)


def _balance(folder: Path, out: Path, **how: Any) -> None:
    files = folder / "ledger.csv", folder / "paid.csv"
    heatcalc.balance(*files, dt.date(2024, 3, 1), out, tariffs=TABLE, winter="2023-2024", **how)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with a ledger, the same in a folder of ledgers, and payments."""
    (tmp_path / "parts").mkdir()
    for ledger in (tmp_path / "ledger.csv", tmp_path / "parts/a.csv"):
        ledger.write_text("户号,建筑面积,实缴\n1,100,2000\n2,x,1\n", encoding="utf-8")
    (tmp_path / "paid.csv").write_text("户号,缴费日期,实缴\n1,2023-12-01,1\n", encoding="utf-8")
    return tmp_path


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("x*") if path.is_file()}


COMMANDS = {"batch": _batch, "check": _check, "balance": _balance}


@pytest.mark.parametrize("second", ["batch", "check", "balance", "folder"])
@pytest.mark.parametrize("first", ["batch", "check", "balance"])
def test_two_outputs_of_other_names_never_share_a_manifest(first: str, second: str, files: Path) -> None:
    COMMANDS[first](files, files / "x.csv")
    before = kept(files)
    other, name = {**COMMANDS, "folder": _folder}[second], "x" if second == "folder" else "x.xlsx"
    with pytest.raises(OutputError, match=r"x\.manifest\.json"):
        other(files, files / name)
    assert kept(files) == before
    other(files, files / name, force=True)
    assert kept(files)["x.manifest.json"] != before["x.manifest.json"]
    other(files, files / name)  # which is its own by now


@pytest.mark.parametrize("name", ["batch", "check", "balance", "folder"])
@pytest.mark.parametrize("other", ["x.manifest.json", "x.rejects.csv"])
def test_what_somebody_else_wrote_beside_the_output_is_kept(other: str, name: str, files: Path) -> None:
    into = {**COMMANDS, "folder": _folder}[name]
    (files / other).write_text('{"mine": 1}', encoding="utf-8")
    with pytest.raises(OutputError, match=other):
        into(files, files / ("x" if name == "folder" else "x.csv"))
    assert kept(files) == {other: b'{"mine": 1}'}
    into(files, files / ("x" if name == "folder" else "x.csv"), force=True)
