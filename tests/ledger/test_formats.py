"""Ledgers and bills in other formats, on standard output and masked: the same bills as in CSV."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import Mask, masked_columns
from heatcalc.ledger.workbook import write_workbook
from heatcalc.tariffs.model import Table
from tests.conftest import Program, environment, shown_on
from tests.helpers.files import read
from tests.helpers.workbooks import ods

TEXT = (
    "户号,户名,联系电话,身份证号,用户类别,建筑面积\n"
    "0001,张三,13812345678,110101199003071234,居民,185\n"
    '0002,"欧阳,䶮",0349-123,,居民,100.5\n'
    "0003,=1+1,,,非居民,100\n"
    "0004,[red]x[/],,,居民,九十\n"
)
BILLED = [("0001", "张三", "2797.20"), ("0002", "欧阳,䶮", "1519.56"), ("0003", "=1+1", "2880.00")]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def rows_of(out: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of bills, read by another reader than heatcalc's."""
    match out.suffix:
        case ".xlsx":
            header, *rows = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
            return [dict(zip(header, row, strict=True)) for row in rows]
        case ".parquet":
            with duckdb.connect() as connection:
                found = connection.execute(f"SELECT * FROM read_parquet('{out}')")
                names = [column[0] for column in found.description]
                return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        case ".jsonl":
            return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        case _:
            return read(out)


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet", "jsonl"])
@pytest.mark.parametrize("named", [True, False])
def test_bills_are_the_same_in_every_format(
    format_: str, named: bool, ledger: Path, heat: Program, tmp_path: Path
) -> None:
    out = tmp_path / (f"bills.{format_}" if named else "bills")
    asked = () if named else ("--out-format", format_)
    arguments = ("batch", str(ledger), "-o", str(out), "--city", "朔州", *asked)
    assert heat(*arguments).code == 1
    made = out.read_bytes()
    if not named:
        out = out.rename(tmp_path / f"moved.{format_}")
    rows = rows_of(out)
    marked = "'" if format_ == "csv" else ""
    expected = [(account, name.replace("=", f"{marked}="), Decimal(due)) for account, name, due in BILLED]
    assert [
        (row["户号"], row["户名"], Decimal(str(row["due" if format_ == "csv" else "应缴"])).quantize(Decimal("0.01")))
        for row in rows
    ] == expected
    if named:
        assert heat(*arguments).out.count("没有改动") == 1
        out.unlink()
        assert heat(*arguments, "--force").code == 1
        assert out.read_bytes() == made


def test_amounts_in_parquet_are_decimals(ledger: Path, heat: Program, tmp_path: Path) -> None:
    heat("batch", str(ledger), "-o", str(tmp_path / "b.parquet"), "--city", "朔州")
    with duckdb.connect() as connection:
        found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{tmp_path / 'b.parquet'}')").fetchall()
    assert [row[1] for row in found] == ["VARCHAR"] * 6 + ["DECIMAL(18,2)"] * 4


@pytest.mark.parametrize("column", ["DECIMAL(9,2)", "DOUBLE", "VARCHAR"])
def test_a_ledger_in_parquet(column: str, heat: Program, tmp_path: Path) -> None:
    path = tmp_path / "it's a [ledger].parquet"
    rows = f"(VALUES ('0001', '张三', 185::{column}), ('0002', '李' || chr(10) || '四', 85.2::{column}), ('0003', NULL, NULL))"  # noqa: E501
    named = str(path).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM {rows} AS t(户号, 户名, 建筑面积)) TO '{named}' (FORMAT parquet)")
    done = heat("batch", str(path), "-o", str(tmp_path / "b.csv"), "--city", "朔州", "--format", "json")
    counts = json.loads(done.out)
    assert (counts["lines"], counts["billed"], counts["rejected"], counts["input"]["encoding"]) == (4, 2, 1, "parquet")
    assert [(row["户名"], row["due"]) for row in read(tmp_path / "b.csv")] == [
        ("张三", "2797.20"),
        ("李\n四", "1288.22"),
    ]


def test_a_file_that_only_begins_like_parquet_is_refused(heat: Program, tmp_path: Path) -> None:
    (tmp_path / "ledger").write_bytes(b"PAR1" + bytes(100))
    done = heat("batch", str(tmp_path / "ledger"), "--dry-run")
    assert (done.code, done.err.count("\n")) == (3, 1)


def test_bills_on_standard_output(ledger: Path, heat: Program, tmp_path: Path) -> None:
    heat("batch", str(ledger), "-o", str(tmp_path / "bills.csv"), "--city", "朔州")
    command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", "-", "--city", "朔州"]
    done = subprocess.run(command, capture_output=True, env=environment(), check=False)
    assert done.returncode == 1
    assert done.stdout == (tmp_path / "bills.csv").read_bytes()
    assert "计费 3，退回 1，跳过 1" in done.stderr.decode()
    assert "R06" in done.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir() if path != ledger) == [
        "bills.csv",
        "bills.manifest.json",
        "bills.rejects.csv",
    ]


def test_a_reader_that_goes_away_and_a_full_device(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积\n" + "".join(f"{n:06},100\n" for n in range(20_000)), encoding="utf-8")
    command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", "-", "--city", "朔州"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert done.returncode == 5
    assert done.stderr.decode().count("\n") == 1


def test_masked_bills_and_whole_rejects(ledger: Path, heat: Program, tmp_path: Path) -> None:
    heat("batch", str(ledger), "-o", str(tmp_path / "b.csv"), "--city", "朔州", "--mask")
    rows = read(tmp_path / "b.csv")
    assert [(row["户名"], row["联系电话"], row["身份证号"]) for row in rows] == [
        ("张*", "138****5678", "110101********1234"),
        ("欧***", "0*******", ""),
        ("'=***", "", ""),
    ]
    assert [row["户名"] for row in read(tmp_path / "b.rejects.csv")] == ["[red]x[/]"]


@pytest.mark.parametrize(
    ("mask", "value", "masked"),
    [
        (Mask(1, 0), "", ""),
        (Mask(1, 0), "张", "张"),
        (Mask(1, 0), "𬱖四五", "𬱖**"),
        (Mask(3, 4), "13812345678", "138****5678"),
        (Mask(3, 4), "1381234", "1******"),
        (Mask(6, 4), "110101199003071234", "110101********1234"),
    ],
)
def test_a_mask_is_the_same_in_sql(mask: Mask, value: str, masked: str) -> None:
    assert mask.text(value) == masked
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {mask.sql('c')} FROM (SELECT ?::VARCHAR AS c)", [value]).fetchall()
    assert found == [(masked,)]


def test_which_columns_are_masked() -> None:
    words = ("户名", "联系电话", "身份证号", "户主", "备注", "建筑面积")
    assert list(masked_columns(Header(1, words, ("name", "", "", "", "", "building_m2")))) == [0, 1, 2, 3]
    people = ("住户", "租户", "租户姓名", "Mieter", "Tenant", "tenant_name", "Owner's name", "Bewohner", "Last name")
    others = ("租户数", "住户类型", "Mietername alt", "tenancy", "names of streets", "面积")
    assert list(masked_columns(Header(1, people + others, ("",) * 15))) == list(range(9))


def test_what_does_not_fit_on_a_sheet_goes_on_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heatcalc.ledger.workbook.MOST_ROWS", 3)
    rows = [["户号", "due"], *([f"{number}", f"{number}.50"] for number in range(7))]
    write_workbook(iter(rows), tmp_path / "b.xlsx", range(1, 2), "账单")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    found = [[tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]
    assert [len(sheet) for sheet in found] == [4, 4, 2]
    assert [row for sheet in found for row in sheet[1:]] == [(f"{n}", n + 0.5) for n in range(7)]


@pytest.mark.slow
def test_nothing_but_standard_modules_is_needed_for_csv(tmp_path: Path, shipped: Table) -> None:
    """Without other packages heatcalc bills CSV home by home, and says which a format needs."""
    code = (
        "import sys\n"
        "for name in ('duckdb', 'python_calamine', 'xlsxwriter'): sys.modules[name] = None\n"
        "from heatcalc.cli.app import main\n"
        "main()\n"
    )
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积\n" + "".join(f"{n:06},{n % 90 + 10}.5\n" for n in range(6000)), encoding="utf-8")
    arguments = [sys.executable, "-c", code, "batch", str(ledger), "--city", "朔州"]
    plain = subprocess.run([*arguments, "-o", str(tmp_path / "b.csv")], env=environment(), check=False)
    assert plain.returncode == 0
    run(
        io.BytesIO(ledger.read_bytes()),
        tmp_path / "c.csv",
        shipped,
        "0",
        BatchOptions(Defaults("朔州"), engine="duckdb"),
    )
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    for name, package in (("p.parquet", "duckdb"), ("x.xlsx", "xlsxwriter")):
        done = subprocess.run(
            [*arguments, "-o", str(tmp_path / name)], env=environment(), capture_output=True, check=False
        )
        said = done.stderr.decode()
        assert (done.returncode, package in said, " -m pip install " in said) == (2, True, True), said
        assert not (tmp_path / name).exists()


def test_rows_of_csv_keep_what_csv_keeps(tmp_path: Path, heat: Program) -> None:
    """A quoted line break, quotes and a quoted separator come through every way of reading and writing."""
    ledger = tmp_path / "l.csv"
    with ledger.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["户号", "备注", "面积"], ["1", 'a "b", c\nd', "100"], ["2", "'x", "50"]])
    for name in ("c.csv", "j.jsonl", "p.parquet", "x.xlsx"):
        assert heat("batch", str(ledger), "-o", str(tmp_path / name), "--city", "朔州").code == 0
        assert [row["备注"] for row in rows_of(tmp_path / name)] == ['a "b", c\nd', "'x"], name


def test_progress_is_shown_on_a_terminal_alone(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", exc_type=ImportError)
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积\n" + "".join(f"{n:06},100\n" for n in range(30_000)), encoding="utf-8")
    command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "--dry-run", "--city", "朔州"]
    quiet = subprocess.run(command, capture_output=True, env=environment(), check=True)
    assert quiet.stderr == b""
    master, slave = pty.openpty()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=slave, env=environment(TERM="xterm-256color")
    ) as process:
        os.close(slave)
        shown = shown_on(master)
        assert process.stdout is not None
        assert process.stdout.read() == quiet.stdout
    assert b"%" in shown


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bills_and_rejects_in_another_encoding(encoding: str, ledger: Path, heat: Program, tmp_path: Path) -> None:
    usual, other = tmp_path / "usual.csv", tmp_path / "other.csv"
    heat("batch", str(ledger), "-o", str(usual), "--city", "朔州")
    arguments = ("batch", str(ledger), "-o", str(other), "--city", "朔州", "--out-encoding", encoding)
    assert heat(*arguments).code == 1
    for suffix in (".csv", ".rejects.csv"):
        made, wanted = other.with_name(f"other{suffix}"), usual.with_name(f"usual{suffix}")
        assert made.read_bytes() == wanted.read_bytes().decode("utf-8-sig").encode(encoding)
    manifest = json.loads((tmp_path / "other.manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"]["csv"] == hashlib.sha256(other.read_bytes()).hexdigest()
    assert "没有改动" in heat(*arguments).out
    again = heat("batch", str(other), "--dry-run", "--city", "朔州", "--format", "json")
    assert json.loads(again.out)["households"] == 3


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_headers_with_line_breaks_and_of_one_name(suffix: str, tmp_path: Path, heat: Program) -> None:
    ledger, out = tmp_path / "ledger.csv", tmp_path / f"b.{suffix}"
    for header in ('户号,"建筑\n面积",备注,备注', '"户\r\n号",建筑面积,"备\n注",备注'):
        ledger.write_bytes(f'{header}\n1,100,x,y\n2,50,\x1e,"a\nb"\n'.encode())
        done = heat("batch", str(ledger), "-o", str(out), "--city", "太原", "--force")
        assert done.code == 0, done.err
        found = [list(row.values())[2:5] for row in rows_of(out)]
        assert [[*map(str, row)] for row in found] == [["x", "y", "1800.00"], ["\x1e", "a\nb", "900.00"]]


@pytest.mark.parametrize("suffix", ["parquet", "ods"])
def test_a_cell_without_end_is_a_reject(suffix: str, tmp_path: Path, heat: Program) -> None:
    ledger, out = tmp_path / f"ledger.{suffix}", tmp_path / "b.csv"
    rows: list[list[str | float | None]] = [
        ["户号", "备注", "建筑面积"],
        ["1", "字" * 200_000, "100"],
        ["2", "x", "50"],
    ]
    if suffix == "ods":
        ledger.write_bytes(ods({"台账": rows}))
    else:
        table = {str(rows[0][at]): [row[at] for row in rows[1:]] for at in range(3)}
        pyarrow.parquet.write_table(pa.table(table), ledger)
    done = heat("batch", str(ledger), "-o", str(out), "--city", "太原")
    assert (done.code, [row["户号"] for row in read(out)]) == (1, ["2"])
    assert [row["code"] for row in read(out.with_name("b.rejects.csv"))] == ["R02"]
