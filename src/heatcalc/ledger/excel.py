"""Ledgers in Excel files. python-calamine reads them, behind a scan of its own.

For calamine ends the whole process on a file with one far-away cell, and gives an empty text for `#DIV/0!`; so the XML
of a sheet is looked through first: how far its cells reach, which hold errors, which formulas were never calculated.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Container, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import unescape

from heatcalc.errors import InputFileError, UsageError
from heatcalc.money import DIGITS

_MOST_CELLS = 60_000_000
_MOST_BYTES = 2 * 2**30
_NEVER_CALCULATED = "#FORMULA?"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def is_spreadsheet(data: bytes) -> bool:
    """Return whether a file is an Excel file, by its first bytes."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


class SheetRows(NamedTuple):
    """The rows of a sheet as text. `merged` are places below the first of a merged cell whose figure is not theirs."""

    name: str
    rows: list[list[str]]
    merged: dict[tuple[int, int], str]


def sheets_of(data: bytes) -> list[SheetRows]:
    """Return the sheets of a workbook that have anything in them.

    A text that is merged over several rows holds for each of them; a figure does not, and is left to the caller.

    Raises:
        InputFileError: it is no workbook that can be read, is protected, or would take all memory.
        UsageError: the extra that reads Excel files is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        raise UsageError("usage.extra", extra="excel") from None
    scans = _scanned(data) if data.startswith(b"PK") else {}
    found = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            cells = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
            scan = scans.get(name)
            found.append(_sheet(name, cells, ranges, scan))
    except PasswordError:
        raise InputFileError("ledger.password") from None
    except CalamineError as error:
        raise InputFileError("ledger.no_workbook", reason=error) from None
    return [each for each in found if any(cell.strip() for row in each.rows for cell in row)]


def _sheet(name: str, cells: list[list[Any]], ranges: list[Any], scan: "_Scan | None") -> SheetRows:
    rows = [[_text(cell) for cell in row] for row in cells]
    for (row, column), width in (scan.padded if scan else {}).items():
        rows[row][column] = rows[row][column].zfill(width)
    for (row, column), error_text in (scan.faults if scan else {}).items():
        while len(rows) <= row:
            rows.append([])
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = error_text
    merged = {}
    for (first, column), (last, _) in ranges:
        if first >= len(rows) or column >= len(rows[first]):
            continue
        for row in range(first + 1, min(last + 1, len(rows))):
            if isinstance(cells[first][column], str):
                rows[row][column] = rows[first][column]
            else:
                merged[row, column] = rows[first][column]
    return SheetRows(name, rows, merged)


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever calamine gives
    """Return a cell as a person would type it: whole numbers without a point, no exponents, dates as 2022-10-13."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        # Excel shows 15 digits. Whole numbers of more have lost the others, and are shown so that it is seen.
        return f"{cell:.5E}" if abs(cell) >= 10**15 else format(Decimal(f"{cell:.15g}"), "f")
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


class _Scan(NamedTuple):
    faults: dict[tuple[int, int], str]
    padded: dict[tuple[int, int], int]
    """So many digits has a number whose format shows zeros before it."""


def _scanned(data: bytes) -> dict[str, _Scan]:
    scans = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise InputFileError("ledger.too_large")
            widths = _widths(archive)
            for name, member in _members(archive):
                with archive.open(member) as sheet:
                    scanner = _SheetScanner(widths)
                    scanner.parser.ParseFile(sheet)
                scans[name] = _Scan(scanner.faults, scanner.padded)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise InputFileError("ledger.no_workbook", reason=error) from error
    return scans


def _members(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the names of a workbook's sheets, each with the member that holds it."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for relation in re.findall(r"<(?:\w+:)?Relationship [^>]*>", relations):
        id_, target = re.search(r'\bId="([^"]+)"', relation), re.search(r'\bTarget="([^"]+)"', relation)
        if id_ and target:
            targets[id_[1]] = "xl/" + target[1].removeprefix("/xl/").removeprefix("xl/")
    found = []
    for sheet in re.findall(r"<(?:\w+:)?sheet [^>]*>", book):
        name, id_ = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\b\w+:id="([^"]+)"', sheet)
        if name and id_ and "worksheets/" in targets.get(id_[1], ""):
            found.append((unescape(name[1], {"&quot;": '"', "&apos;": "'"}), targets[id_[1]]))
    if not found:
        raise KeyError("sheet")
    return found


def _widths(archive: zipfile.ZipFile) -> dict[str, int]:
    """Return the styles whose number format is `0000`, each with its number of digits."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = archive.read("xl/styles.xml").decode("utf-8", "replace")
    zeros = {}
    for format_ in re.findall(r"<(?:\w+:)?numFmt [^>]*>", styles):
        id_, code = re.search(r'\bnumFmtId="(\d+)"', format_), re.search(r'\bformatCode="(0{2,})"', format_)
        if id_ and code:
            zeros[id_[1]] = len(code[1])
    cells = styles.partition("cellXfs")[2].partition("cellXfs>")[0]
    ids = re.findall(r'<(?:\w+:)?xf [^>]*?\bnumFmtId="(\d+)"', cells)
    return {str(at): zeros[id_] for at, id_ in enumerate(ids) if id_ in zeros}


class _SheetScanner:
    """Looks through a sheet, cell by cell."""

    def __init__(self, widths: dict[str, int]) -> None:
        self.rows = self.columns = 0
        self.faults: dict[tuple[int, int], str] = {}
        self.padded: dict[tuple[int, int], int] = {}
        self._widths = widths
        self._width: int | None = None
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
                self._width = self._widths.get(attributes.get("s", ""))
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
            elif self._width and self._kind in ("", "n") and self._shown.isdigit() and len(self._shown) < self._width:
                self.padded[self._at] = self._width


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


def write_workbook(
    rows: Iterator[list[str]], out: Path, figures: range, sheet: str, measures: Container[int] = ()
) -> None:
    """Write a header and rows as a workbook: texts, and in the columns `figures` numbers [CNY]. Same rows, same bytes.

    In the columns `measures` what is a plain number is one, for spreadsheets to add up; accounts stay texts.

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
        _write_row(page, line, row, figures if at else range(0), money if at else bold, measures if at else ())
    book.close()


def _write_row(
    page: Any,  # noqa: ANN401 - XlsxWriter's
    line: int,
    row: list[str],
    figures: range,
    look: Any,  # noqa: ANN401
    measures: Container[int] = (),
) -> None:
    for column, value in enumerate(row):
        if column in figures:
            page.write_number(line, column, float(value), look)
        elif column in measures and DIGITS.fullmatch(value):
            page.write_number(line, column, float(value))
        else:
            page.write_string(line, column, value, None if figures else look)
