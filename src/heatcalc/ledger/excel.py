"""Ledgers in Excel files. python-calamine reads them, behind a scan of its own.

For calamine ends the whole process on a file with one far-away cell, and gives an empty text for `#DIV/0!`; so the XML
of a sheet is looked through first: how far its cells reach, which hold errors, which formulas were never calculated.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

from heatcalc.errors import InputFileError, UsageError

_MOST_CELLS = 60_000_000
_MOST_BYTES = 2 * 2**30
_NEVER_CALCULATED = "#FORMULA?"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def is_spreadsheet(data: bytes) -> bool:
    """Return whether a file is an Excel file, by its first bytes."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def sheet_rows(data: bytes) -> list[list[str]]:
    """Return the rows of the first sheet of a workbook, as text.

    Raises:
        InputFileError: it is no workbook that can be read, is protected, or would take all memory.
        UsageError: the extra that reads Excel files is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        raise UsageError("usage.extra", extra="excel") from None
    scan = _scanned(data) if data.startswith(b"PK") else _Scan(0, 0, {})
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except PasswordError:
        raise InputFileError("ledger.password") from None
    except CalamineError as error:
        raise InputFileError("ledger.no_workbook", reason=error) from None
    rows = [[_text(cell) for cell in row] for row in cells]
    for (row, column), error_text in scan.faults.items():
        while len(rows) <= row:
            rows.append([])
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = error_text
    return rows


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever calamine gives
    """Return a cell as a person would type it: whole numbers without a point, no exponents, dates as 2022-10-13."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else format(Decimal(repr(cell)), "f")
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


class _Scan(NamedTuple):
    rows: int
    columns: int
    faults: dict[tuple[int, int], str]


def _scanned(data: bytes) -> _Scan:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise InputFileError("ledger.too_large")
            with archive.open(_first_sheet(archive)) as sheet:
                scanner = _SheetScanner()
                scanner.parser.ParseFile(sheet)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise InputFileError("ledger.no_workbook", reason=error) from error
    return _Scan(scanner.rows, scanner.columns, scanner.faults)


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """Return the member of a workbook that holds its first sheet."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    found = re.search(r"<(?:\w+:)?sheet [^>]*\br?:?id=\"(rId\w+)\"", book)
    for relation in re.findall(r"<(?:\w+:)?Relationship [^>]*>", relations):
        if found and f'Id="{found[1]}"' in relation:
            target = re.search(r'Target="([^"]+)"', relation)
            if target:
                return "xl/" + target[1].removeprefix("/xl/").removeprefix("xl/")
    raise KeyError("sheet")


class _SheetScanner:
    """Looks through a sheet, cell by cell."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.faults: dict[tuple[int, int], str] = {}
        self._at = (-1, -1)
        self._kind = ""
        self._formula = self._in_value = False
        self._shown = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise InputFileError("ledger.no_workbook", reason="DTD")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._at = (int(attributes.get("r", self._at[0] + 2)) - 1, -1)
            case "c":
                place = _CELL.fullmatch(attributes.get("r", ""))
                self._at = _place(*place.groups()) if place else (self._at[0], self._at[1] + 1)
                self.rows, self.columns = max(self.rows, self._at[0] + 1), max(self.columns, self._at[1] + 1)
                if self.rows * self.columns > _MOST_CELLS:
                    raise InputFileError("ledger.far_cell", rows=self.rows, columns=self.columns)
                self._kind, self._formula, self._shown = attributes.get("t", ""), False, ""
            case "f":
                self._formula = True
            case "v":
                self._in_value = True

    def _characters(self, text: str) -> None:
        if self._in_value:
            self._shown += text

    def _end(self, name: str) -> None:
        self._in_value = False
        if name.rpartition(" ")[2] == "c":
            if self._kind == "e":
                self.faults[self._at] = self._shown or "#N/A"
            elif self._formula and not self._shown and self._kind != "str":
                self.faults[self._at] = _NEVER_CALCULATED


def _place(letters: str, row: str) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(row) - 1, column - 1


def new_sheet(out: io.BytesIO | str, name: str, *, large: bool = False) -> tuple[Any, Any]:
    """Return a workbook that is written to `out`, where text stays text, and its one sheet, with a header that stays.

    Of a `large` one the rows leave the memory as soon as they are written.

    Raises:
        UsageError: the extra that writes Excel files is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise UsageError("usage.extra", extra="excel") from None
    memory = {"constant_memory": True} if large else {"in_memory": True}
    book = Workbook(out, {**memory, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    return book, page


MOST_ROWS = 1_048_575
"""The rows that a sheet has for bills, below its header."""


def write_workbook(rows: Iterator[list[str]], out: Path, figures: range, sheet: str) -> None:
    """Write a header and rows as a workbook: texts, and in the columns `figures` numbers [CNY]. Same rows, same bytes.

    What does not fit on a sheet goes on to another one.

    Raises:
        UsageError: the extra that writes Excel files is not installed.
    """
    header = next(rows)
    book, page = new_sheet(str(out), sheet, large=True)
    book.set_properties({"created": dt.datetime(2022, 1, 1)})  # noqa: DTZ001 - any fixed date
    money, bold = book.add_format({"num_format": "0.00"}), book.add_format({"bold": True})
    for at, row in enumerate(chain([header], rows)):
        line = (at - 1) % MOST_ROWS + 1 if at else 0
        if at > 1 and line == 1:
            page = book.add_worksheet(f"{sheet}{at // MOST_ROWS + 1}")
            page.freeze_panes(1, 0)
            _write_row(page, 0, header, range(0), bold)
        _write_row(page, line, row, figures if at else range(0), money if at else bold)
    book.close()


def _write_row(page: Any, line: int, row: list[str], figures: range, look: Any) -> None:  # noqa: ANN401 - XlsxWriter's
    for column, value in enumerate(row):
        if column in figures:
            page.write_number(line, column, float(value), look)
        else:
            page.write_string(line, column, value, None if figures else look)
