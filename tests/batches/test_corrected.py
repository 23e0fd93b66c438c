"""Rejects that were corrected: billed in their places, or as a ledger of their own; uncorrected they stay rejects."""

import json
from pathlib import Path

import pytest

from tests.conftest import Program, Run
from tests.helpers.files import read

LEDGER = (
    '户号,户名,建筑面积,备注\n0001,张三,100,\n0002,"李四,90,\n0003,王五,九十,x\n0004,赵六,70\n'
    "0005,钱七,80,\n0005,钱七,80,\n0006,孙八,60,\n"
)
ASKED = ("--city", "太原", "--winter", "2023-2024", "--max-rejects", "100%")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, encoding="utf-8")
    return file


@pytest.fixture
def rejects(ledger: Path, heat: Program) -> Path:
    assert heat("batch", str(ledger), "-o", str(ledger.with_name("bills.csv")), *ASKED).code == 1
    return ledger.with_name("bills.rejects.csv")


def _corrected(rejects: Path, *changes: tuple[str, str]) -> None:
    text = rejects.read_bytes().decode("utf-8-sig")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    rejects.write_bytes(text.encode("utf-8-sig"))


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_the_whole_ledger_is_billed_with_corrected_rows_in_their_places(
    engine: str, ledger: Path, rejects: Path, heat: Program
) -> None:
    out = ledger.with_name("bills.csv")

    def run(*more: str) -> Run:
        return heat("batch", str(ledger), "-o", str(out), *ASKED, "--engine", engine, *more)

    _corrected(rejects, ("九十", "90"), ("0004,赵六,70,", "0004,赵六,70,齐"))
    kept = rejects.read_bytes()
    assert run("--corrected", str(rejects)).code == 1
    accounts = ["0001", "0003", "0004", "0005", "0006"]
    assert [row["户号"] for row in read(out)] == accounts
    again = ledger.with_name("bills.rejects-2.csv")
    assert [(row["line"], row["code"]) for row in read(again)] == [("3", "R03"), ("7", "R11")]
    assert rejects.read_bytes() == kept, "what the clerk has corrected stays"
    _corrected(again, ('"0002,""李四,90,",,,', "0002,李四,90,"), ("0005,钱七,80", "0007,钱七,80"))
    done = run("--corrected", str(rejects), "--corrected", str(again))
    assert done.code == 0, done.err
    assert [row["户号"] for row in read(out)] == ["0001", "0002", "0003", "0004", "0005", "0007", "0006"]
    manifest = json.loads(ledger.with_name("bills.manifest.json").read_text("utf-8"))
    assert (manifest["billed"], manifest["rejected"], len(manifest["corrected"])) == (7, 0, 2)


def test_a_header_that_looks_like_a_formula_is_that_of_the_ledger(ledger: Path, heat: Program) -> None:
    ledger.write_text("户号,建筑面积,=备注\n0001,九十,=1\n", encoding="utf-8")
    out = ledger.with_name("bills.csv")
    assert heat("batch", str(ledger), "-o", str(out), *ASKED).code == 1
    rejects = ledger.with_name("bills.rejects.csv")
    _corrected(rejects, ("0001,九十", "0001,90"))
    done = heat("batch", str(ledger), "-o", str(out), *ASKED, "--corrected", str(rejects))
    assert (done.code, done.err) == (0, "")
    assert [(row["'=备注"], row["due"]) for row in read(out)] == [("'=1", "1620.00")]


def test_rejects_run_again_as_they_are_stay_rejects(rejects: Path, heat: Program) -> None:
    first = read(rejects)
    ledger = rejects
    for name in ("again", "third"):
        out = rejects.with_name(f"{name}.csv")
        assert heat("batch", str(ledger), "-o", str(out), *ASKED).code == 1
        ledger = out.with_name(f"{name}.rejects.csv")
        assert read(out) == []
        assert list(read(ledger)[0]) == list(first[0]), "no column is there twice"
        left = [{**row, "line": ""} for row in read(ledger)]
        assert left == [{**row, "line": ""} for row in first]


def test_a_row_that_is_right_as_it_is_has_its_code_removed(rejects: Path, heat: Program) -> None:
    out = rejects.with_name("again.csv")
    _corrected(rejects, ("R04", ""), ("R11", ""))
    assert heat("batch", str(rejects), "-o", str(out), *ASKED).code == 1
    assert [row["户号"] for row in read(out)] == ["0004", "0005"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("户号,户名,建筑面积,备注\n0001,张三,100,\n", "不是这份台账的退回行"),
        ("户号,建筑面积,行号,列,代码,原因\n0003,90,4,,,\n", "不是这份台账的退回行"),
        ("户号,户名,建筑面积,备注,行号,列,代码,原因\n0003,王五,90,,x,,,\n", "没有台账的行号"),
        ("户号,户名,建筑面积,备注,行号,列,代码,原因\n0003,王五,90,,99,,,\n", "在台账里没有位置"),
        ("户号,户名,建筑面积,备注,行号,列,代码,原因\n0003,王五,90,,4,,,\n0003,王五,90,,4,,,\n", "改了两次"),
        ("户号,户名,建筑面积,备注,行号,列,代码,原因\n0003,王五,90,,8,建筑面积,R06,\n", "第 8 行原来没有退回"),
        ("户号,户名,建筑面积,备注,行号,列,代码,原因\n,,,,4,建筑面积,R06,\n", "是空行"),
    ],
)
def test_rejects_of_another_ledger_are_refused(text: str, said: str, ledger: Path, heat: Program) -> None:
    other = ledger.with_name("other.csv")
    other.write_text(text, encoding="utf-8")
    done = heat("batch", str(ledger), "--dry-run", *ASKED, "--corrected", str(other))
    assert (done.code, said in done.err) == (3, True), done.err


def test_spark_does_not_take_corrected_rows(ledger: Path, heat: Program) -> None:
    done = heat("batch", str(ledger), "-o", str(ledger.with_name("b")), "--engine", "spark", "--corrected", str(ledger))
    assert (done.code, "--engine duckdb" in done.err) == (2, True)


@pytest.mark.parametrize("last", ["文件", "工作表", "file", "sheet"])
def test_a_ledger_whose_last_column_is_called_as_the_one_of_files_is_corrected(
    last: str, heat: Program, tmp_path: Path
) -> None:
    ledger, bills = tmp_path / "g.csv", tmp_path / "g-bills.csv"
    ledger.write_text(f"户号,建筑面积,{last}\n0001,x,abc\n0002,80,y\n", encoding="utf-8")
    assert heat("batch", str(ledger), "-o", str(bills)).code == 1
    rejects = tmp_path / "g-bills.rejects.csv"
    mended = tmp_path / "m.csv"
    mended.write_text(rejects.read_text(encoding="utf-8-sig").replace("0001,x,", "0001,90,"), encoding="utf-8")
    done = heat("batch", str(ledger), "-o", str(bills), "--force", "--corrected", str(mended))
    assert done.code == 0, done.err
    rows = [line.split(",")[:3] for line in bills.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert rows == [["0001", "90", "abc"], ["0002", "80", "y"]]


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_rejects_of_folders_that_stand_for_columns_are_corrected(engine: str, heat: Program, tmp_path: Path) -> None:
    ledger, bills = tmp_path / "ledger", tmp_path / "bills"
    for city in ("太原", "大同"):
        (ledger / f"city={city}").mkdir(parents=True)
        (ledger / f"city={city}" / "a.csv").write_text("户号,建筑面积\n1,100\n2,x\n3,90,y\n", encoding="utf-8")
    asked = ("batch", str(ledger), "-o", str(bills), "--engine", engine, "--force", "--winter", "2022-2023")
    assert heat(*asked).code == 1
    rejects = tmp_path / "bills.rejects.csv"
    _corrected(rejects, ("太原,2,x", "太原,2,80"), ("大同,2,x", "大同,2,80"))
    rejects.rename(tmp_path / "mended.csv")
    done = heat(*asked, "--corrected", str(tmp_path / "mended.csv"))
    assert done.code == 1, done.err
    manifest = json.loads((tmp_path / "bills.manifest.json").read_bytes())
    assert (manifest["households"], manifest["rejects"]) == (4, 2)
    assert [row["code"] for row in read(tmp_path / "bills.rejects.csv")] == ["R04", "R04"]
    _corrected(tmp_path / "mended.csv", ("太原,2,80", "朔州,2,80"))
    done = heat(*asked, "--corrected", str(tmp_path / "mended.csv"))
    assert (done.code, "文件夹是 city=太原" in done.err) == (3, True)


def test_a_folder_that_says_what_a_column_says_too_is_refused(heat: Program, tmp_path: Path) -> None:
    (tmp_path / "ledger" / "city=朔州").mkdir(parents=True)
    file = tmp_path / "ledger" / "city=朔州" / "a.csv"
    file.write_text("户号,城市,建筑面积\n1,朔州,80\n", encoding="utf-8")
    done = heat("batch", str(tmp_path / "ledger"), "-o", str(tmp_path / "bills"))
    assert (done.code, "文件夹 city=朔州 说的，文件 city=朔州/a.csv 里也有一列" in done.err) == (3, True)


def test_a_word_may_be_mapped_beside_rows_that_were_corrected(heat: Program, tmp_path: Path) -> None:
    """The rejects advise --map-value; the row of that word is among them, as it was."""
    ledger, out = tmp_path / "l.csv", tmp_path / "b.csv"
    ledger.write_text("户号,建筑面积,状态\n0001,100,空置\n0002,,正常\n0003,80,空置\n", encoding="utf-8")
    asked = ("batch", str(ledger), "-o", str(out), "--city", "太原")
    assert heat(*asked).code == 1
    rejects = tmp_path / "b.rejects.csv"
    _corrected(rejects, ("0002,,正常", "0002,90,正常"))
    done = heat(*asked, "--force", "--corrected", str(rejects), "--map-value", "状态:空置=报停")
    assert (done.code, done.err) == (0, "")
    assert [row["户号"] for row in read(out)] == ["0001", "0002", "0003"]
