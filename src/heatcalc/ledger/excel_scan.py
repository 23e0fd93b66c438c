"""What calamine does not tell of a workbook: error cells, formulas never calculated, formats, hidden rows, far cells.

calamine ends the whole process on a file with one far-away cell, and gives an empty text for `#DIV/0!`; so the XML of
a sheet is looked through first.
"""

import re
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.ledger.archive import elements_of, opened, parser_of

_MOST_CELLS = 20_000_000
"""A sheet of a million rows with twenty columns."""
_MOST_ROWS, _MOST_COLUMNS = 2**20, 2**14
"""What Excel has."""
_SPARSE, _EMPTY = 3_000_000, 30
"""Of so many places one in so many must have a cell: calamine takes memory for all of them."""
NEVER_CALCULATED = "#FORMULA?"
ZEROS = "0{2,30}"
"""A number format that shows zeros in front."""
_MOST_BLANKS = 1000
"""So many blanks may one element of an OpenDocument text stand for."""
_CELL = re.compile(r"([A-Za-z]+)([0-9]+)")


Place = tuple[int, int]
"""A row and a column, from 0."""


class Scan(NamedTuple):
    """What was seen of a sheet."""

    faults: Mapping[Place, str] = {}
    """Cells with an error, or with a formula that was never calculated."""
    padded: Mapping[Place, int] = {}
    """So many digits has a number whose format shows zeros before it."""
    blank_formulas: frozenset[Place] = frozenset()
    """Formulas of an .xls whose text is blank: never calculated, or calculated so."""
    hidden_rows: int = 0


def is_ods(data: bytes) -> bool:
    """Return whether a file is an OpenDocument spreadsheet."""
    return data.startswith(b"PK") and b"opendocument.spreadsheet" in data[:200]


def scan_ods(data: bytes) -> dict[str, Scan]:
    """Look through an OpenDocument spreadsheet.

    Raises:
        InputFileError: it cannot be read, or would take all memory.
    """
    scanner = _OdsScanner()
    with opened(data) as archive, archive.open("content.xml") as content:
        scanner.parser.ParseFile(content)
    return scanner.scans


class _OdsScanner:
    """Looks through the tables of an OpenDocument spreadsheet, cell by cell; repeated ones count as often."""

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self._faults: dict[Place, str] = {}
        self._name = ""
        self._row = self._column = self._hidden = 0
        self._rows = self._columns = 1
        self._width = self._cells = 0
        self._error, self._shown, self._stated = False, "", False
        self.parser = parser_of(self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        match name.rpartition(" ")[2]:
            case "table":
                self._name, self._row, self._faults, self._hidden = said.get("name", ""), 0, {}, 0
                self._width = self._cells = 0
            case "table-row":
                self._rows, self._column = int(said.get("number-rows-repeated", 1)), 0
                self._hidden += self._rows if said.get("visibility", "visible") != "visible" else 0
            case "table-cell" | "covered-table-cell":
                self._columns, self._shown = int(said.get("number-columns-repeated", 1)), ""
                kinds = [value for key, value in attributes.items() if key.endswith(" value-type")]
                self._error = "error" in kinds
                self._stated = any(key.rpartition(" ")[2] in _ODS_VALUES for key in attributes)
            case "s" if int(said.get("c", 1)) > _MOST_BLANKS:
                raise InputFileError("ledger.no_workbook", reason=f"text:c={said['c']}")

    def characters(self, text: str) -> None:
        self._shown += text

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "table-cell" | "covered-table-cell":
                if self._shown.strip() or self._stated:
                    self._see_cells()
                if self._error or _ODS_ERROR.fullmatch(self._shown.strip()):
                    self._faults[self._row, self._column] = _ods_error(self._shown.strip())
                self._column += self._columns
            case "table-row":
                self._row += self._rows
            case "table":
                self.scans[self._name] = Scan(self._faults, hidden_rows=self._hidden)

    def _see_cells(self) -> None:
        """Count a cell as often as it is repeated; refuse what takes memory beyond what a sheet of its kind needs."""
        rows, self._width = self._row + self._rows, max(self._width, self._column + self._columns)
        self._cells += self._rows * self._columns
        if rows * self._width > min(_MOST_CELLS, max(_SPARSE, _EMPTY * self._cells)):
            raise InputFileError("ledger.far_cell", rows=rows, columns=self._width)


_ODS_VALUES = ("value", "string-value", "date-value", "time-value", "boolean-value", "formula")
_ODS_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NULL!|NUM!)|Err:[0-9]{3}")


def _ods_error(shown: str) -> str:
    """Return an error as Excel calls it; LibreOffice has numbers for some."""
    return shown if shown.startswith("#") else "#VALUE!"


def scan_xlsx(data: bytes) -> dict[str, Scan]:
    """Look through the XML of an .xlsx.

    Raises:
        InputFileError: it cannot be read, or would take all memory.
    """
    scans = {}
    with opened(data) as archive:
        widths = _widths(archive)
        for name, member in _members(archive):
            scanner = _SheetScanner(widths)
            with archive.open(member) as sheet:
                scanner.parser.ParseFile(sheet)
            if scanner.rows * scanner.columns > max(_SPARSE, _EMPTY * scanner.cells):
                raise InputFileError("ledger.far_cell", rows=scanner.rows, columns=scanner.columns)
            scans[name] = Scan(scanner.faults, scanner.padded, hidden_rows=scanner.hidden_rows)
    return scans


def _members(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the names of a workbook's sheets, each with the member that holds it."""
    targets = {
        each["Id"]: "xl/" + each["Target"].removeprefix("/xl/").removeprefix("xl/")
        for each in elements_of(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        if each.get("Type", "").endswith("/worksheet")
    }
    sheets = [
        (each["name"], targets.get(each.get("id", ""))) for each in elements_of(archive, "xl/workbook.xml", "sheet")
    ]
    found = [(name, member) for name, member in sheets if member]
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
        id_, code = re.search(r'\bnumFmtId="(\d+)"', format_), re.search(rf'\bformatCode="({ZEROS})"', format_)
        if id_ and code:
            zeros[id_[1]] = len(code[1])
    cells = styles.partition("cellXfs")[2].partition("cellXfs>")[0]
    ids = re.findall(r'<(?:\w+:)?xf [^>]*?\bnumFmtId="(\d+)"', cells)
    return {str(at): zeros[id_] for at, id_ in enumerate(ids) if id_ in zeros}


class _SheetScanner:
    """Looks through a sheet, cell by cell."""

    def __init__(self, widths: dict[str, int]) -> None:
        self.rows = self.columns = self.hidden_rows = self.cells = 0
        self.faults: dict[tuple[int, int], str] = {}
        self.padded: dict[tuple[int, int], int] = {}
        self._widths = widths
        self._width: int | None = None
        self._at = (-1, -1)
        self._kind = ""
        self._formula = self._in_value = self._in_data = False
        self._last = (-1, -1)
        self._shown = ""
        self.parser = parser_of(self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "sheetData":
                self._in_data = True
            case _ if not self._in_data:
                pass
            case "row":
                self._at = (int(attributes.get("r", self._at[0] + 2)) - 1, -1)
                self.hidden_rows += attributes.get("hidden") in ("1", "true")
            case "c":
                said = attributes.get("r")
                place = _CELL.fullmatch(said) if said is not None else None
                if said is not None and place is None:
                    raise ValueError(said)
                self._at = _place(*place.groups()) if place else (self._at[0], self._at[1] + 1)
                if self._at <= self._last:  # of two cells in one place one would be lost
                    raise ValueError(f"r={said}")
                self._last = self._at
                self.cells += 1
                self.rows, self.columns = max(self.rows, self._at[0] + 1), max(self.columns, self._at[1] + 1)
                outside = self.rows > _MOST_ROWS or self.columns > _MOST_COLUMNS
                if outside or self.rows * self.columns > _MOST_CELLS:
                    raise InputFileError("ledger.far_cell", rows=self.rows, columns=self.columns)
                self._kind, self._formula, self._shown = attributes.get("t", ""), False, ""
                self._width = self._widths.get(attributes.get("s", ""))
            case "f":
                self._formula = True
            case "v":
                self._in_value = True

    def characters(self, text: str) -> None:
        if self._in_value:
            self._shown += text

    def end(self, name: str) -> None:
        self._in_value = False
        if name.rpartition(" ")[2] == "sheetData":
            self._in_data = False
        if self._in_data and name.rpartition(" ")[2] == "c":
            if self._kind == "e":
                self.faults[self._at] = self._shown or "#N/A"
            elif self._formula and not self._shown and self._kind != "str":
                self.faults[self._at] = NEVER_CALCULATED
            elif self._width and self._kind in ("", "n") and self._shown.isdigit() and len(self._shown) < self._width:
                self.padded[self._at] = self._width


def _place(letters: str, row: str) -> tuple[int, int]:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(row) - 1, column - 1
