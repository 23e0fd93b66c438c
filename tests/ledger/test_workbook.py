"""Workbooks that heatcalc writes: cell by cell what XlsxWriter alone would write, read by two other readers."""

import csv
import itertools
import random
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from heatcalc.errors import OutputError
from heatcalc.ledger.formats import write_bills
from heatcalc.ledger.parquet_bills import Held
from heatcalc.ledger.sheet_xml import RowWriter, letters_of
from heatcalc.ledger.workbook import write_workbook
from heatcalc.money import DIGITS

HEADER = ["户号", " 备注 & <x>", "面积", "套内面积", "合计", "应缴"]
TEXTS = [
    "", "a", " a", "a ", "\ta", "x\ny", "x\r\ny", "&<>\"'", "_x0041_", "_x", "x_x00e9_", "\x01", "\x1f", "\ufffe",
    "=1+1", "0001", "1.5", "中文", "𬱖", "a%s%d{}", "<t>", "http://x.y", "１２", "\u3000x", "x\xa0", "TRUE", "#N/A",
    "-5", "1e5",
]  # fmt: skip
MEASURES = [*TEXTS, "100.5", "12", "0.10", "007", "12345678901234", "12.34567", "7", "-100.50", "-007"]


def written_by_xlsxwriter(rows: Iterable[list[str]], out: Path) -> None:
    """Write what `write_workbook` does, by XlsxWriter's own functions for cells."""
    with Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("账单")
        page.freeze_panes(1, 0)
        money, bold = book.add_format({"num_format": "0.00"}), book.add_format({"bold": True})
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if line and column >= 4:
                    page.write_number(line, column, float(value), money)
                elif line and column >= 2 and DIGITS.fullmatch(value.removeprefix("-")):
                    page.write_number(line, column, float(value))
                else:
                    page.write_string(line, column, value, None if line else bold)


def as_openpyxl_reads(file: Path) -> tuple[Any, ...]:
    page = openpyxl.load_workbook(file)["账单"]
    cells = [
        (cell.coordinate, cell.value, cell.data_type, cell.number_format, cell.font.b) for row in page for cell in row
    ]
    return page.dimensions, page.freeze_panes, cells


def as_calamine_reads(file: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_a_workbook_is_what_xlsxwriter_alone_writes(tmp_path: Path) -> None:
    drawn = random.Random(1)  # noqa: S311 - repeatable, not secret
    rows = [HEADER] + [
        [
            drawn.choice(TEXTS), drawn.choice(TEXTS) + drawn.choice(TEXTS),
            drawn.choice(MEASURES), drawn.choice(MEASURES),
            f"{drawn.randrange(-(10**drawn.randrange(1, 9)), 10**drawn.randrange(1, 15)) / 100:.2f}", f"{at}.00",
        ]
        for at in range(3000)
    ]  # fmt: skip
    for number in (1, 3001):
        write_workbook(iter(rows[:number]), tmp_path / "ours.xlsx", range(4, 6), "账单", range(2, 4))
        written_by_xlsxwriter(rows[:number], tmp_path / "theirs.xlsx")
        for read in (as_openpyxl_reads, as_calamine_reads):
            assert read(tmp_path / "ours.xlsx") == read(tmp_path / "theirs.xlsx")
        ours, theirs = (zipfile.ZipFile(tmp_path / name).namelist() for name in ("ours.xlsx", "theirs.xlsx"))
        assert ours == theirs


@given(
    st.lists(st.one_of(st.sampled_from(TEXTS), st.text(st.characters(codec="utf-8"))), max_size=5),
    st.sampled_from(MEASURES),
)
def test_a_row_from_the_template_is_that_cell_by_cell(texts: list[str], measure: str) -> None:
    row = [*texts, measure, "-10.00"]
    writer = RowWriter(len(row), range(len(texts) + 1, len(row)), {len(texts)}, "2")
    assert writer.xml(9, row) == writer._cells(9, row)


def test_a_number_has_no_zeros_before_it(tmp_path: Path) -> None:
    bills = [["面积", "应缴"], ["007.50", "01.00"], ["0.50", "0.00"]]
    write_workbook(iter(bills), tmp_path / "b.xlsx", range(1, 2), "账单", range(1))
    xml = zipfile.ZipFile(tmp_path / "b.xlsx").read("xl/worksheets/sheet1.xml")
    assert re.findall(rb"<v>([^<]*)", xml) == [b"7.50", b"1.00", b"0.50", b"0.00"]


def test_an_amount_keeps_its_digits(tmp_path: Path) -> None:
    write_workbook(iter([["户号", "应缴"], ["1", "90071992547409.93"]]), tmp_path / "b.xlsx", range(1, 2), "账单")
    xml = zipfile.ZipFile(tmp_path / "b.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<v>90071992547409.93</v>" in xml


@pytest.mark.parametrize("column", [0, 1])
def test_a_text_of_32767_units_is_the_longest(column: int, tmp_path: Path) -> None:
    for text, fits in (("字" * 32_767, True), ("字" * 32_768, False), ("𬱖" * 16_383, True), ("𬱖" * 16_384, False)):
        row = ["", ""]
        row[column] = text
        for rows in ([["户号", "备注", "应缴"], [*row, "1.00"]], [[*row, "应缴"], ["1", "2", "1.00"]]):
            if fits:
                write_workbook(iter(rows), tmp_path / "b.xlsx", range(2, 3), "账单")
                assert any(text in line for line in as_calamine_reads(tmp_path / "b.xlsx"))
            else:
                with pytest.raises(OutputError, match="32767"):
                    write_workbook(iter(rows), tmp_path / "b.xlsx", range(2, 3), "账单")


@pytest.mark.parametrize("text", ["<r>x</r>", "<r><t>x</t></r>", "<r>&</r>"])
def test_a_text_that_looks_like_markup_is_a_text(text: str, tmp_path: Path) -> None:
    write_workbook(iter([[text, "应缴"], [text, "1.00"]]), tmp_path / "b.xlsx", range(1, 2), "账单")
    assert [row[0] for row in as_calamine_reads(tmp_path / "b.xlsx")] == [text, text]


def test_an_amount_that_is_none_is_not_written(tmp_path: Path) -> None:
    for amount in ("", "x", "1</v>"):
        with pytest.raises(ArithmeticError):
            write_workbook(iter([["户号", "应缴"], ["1", amount]]), tmp_path / "b.xlsx", range(1, 2), "账单")


def test_full_sheets_are_followed_by_no_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heatcalc.ledger.workbook.MOST_ROWS", 3)
    for rows, sheets in ((0, [1]), (3, [4]), (4, [4, 2]), (6, [4, 4])):
        bills = [["户号", "应缴"], *([f"{number}", "0.50"] for number in range(rows))]
        write_workbook(iter(bills), tmp_path / "b.xlsx", range(1, 2), "账单")
        book = openpyxl.load_workbook(tmp_path / "b.xlsx")
        assert [page.max_row for page in book] == sheets
        assert [page.freeze_panes for page in book] == ["A2"] * len(sheets)
        assert [page.dimensions for page in book] == [f"A1:B{size}" for size in sheets]


def test_marks_of_csv_are_left_out(tmp_path: Path) -> None:
    bills = tmp_path / "b.csv"
    with bills.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [["户号", "应缴"], ["'=1+1", "1.00"], ["'x", "1.00"], ["''=1", "1.00"], ["'", "1.00"]]
        )
    write_bills(bills, tmp_path / "b.xlsx", "xlsx", range(1, 2), "账单", held=Held(4, {}))
    assert [row[0] for row in as_calamine_reads(tmp_path / "b.xlsx")][1:] == ["=1+1", "'x", "''=1", "'"]


def test_columns_have_the_letters_of_excel() -> None:
    assert [letters_of(at) for at in (0, 25, 26, 51, 52, 701, 702, 16_383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    assert len(set(map(letters_of, range(16_384)))) == 16_384
    assert all(
        itertools.starmap(lambda a, b: (len(a), a) < (len(b), b), itertools.pairwise(map(letters_of, range(9999))))
    )
