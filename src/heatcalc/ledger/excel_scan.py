"""What calamine does not tell of a workbook: error cells, formulas never calculated, formats, hidden rows, far cells.

calamine ends the whole process on a file with one far-away cell, and gives an empty text for `#DIV/0!`; so the XML of
a sheet is looked through first: here that of OpenDocument, in `xlsx_scan` that of Excel.
"""

import re
from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.ledger.archive import opened, parser_of
from heatcalc.ledger.number_formats import NumberLook

MOST_CELLS = 20_000_000
"""A sheet of a million rows with twenty columns."""
MOST_ROWS, MOST_COLUMNS = 2**20, 2**14
"""What Excel has."""
SPARSE, EMPTY = 3_000_000, 30
"""Of so many places one in so many must have a cell: calamine takes memory for all of them."""
NEVER_CALCULATED = "#FORMULA?"
_MOST_BLANKS = 1000
"""So many blanks may one element of an OpenDocument text stand for."""
_MOST_REPEATED = 100
"""Of so many rows and columns alike it is seen that they are percent."""

Place = tuple[int, int]
"""A row and a column, from 0."""


class Scan(NamedTuple):
    """What was seen of a sheet."""

    faults: Mapping[Place, str] = {}
    """Cells with an error, or with a formula that was never calculated."""
    looks: Mapping[Place, NumberLook] = {}
    """How numbers are shown whose format shows more than their digits, or another number."""
    blank_formulas: frozenset[Place] = frozenset()
    """Formulas of an .xls whose text is blank: never calculated, or calculated so."""
    hidden_rows: int = 0
    hidden_columns: frozenset[int] = frozenset()
    """The places of hidden columns."""
    printed: tuple[str, ...] = ()
    """What stands above and below printed pages."""
    comments: Mapping[str, str] = {}
    """What is said of cells, by the cell, such as B3."""


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
        self._looks: dict[Place, NumberLook] = {}
        self._name = ""
        self._row = self._column = self._hidden = self._placed = 0
        self._hidden_columns: set[int] = set()
        self._rows = self._columns = 1
        self._width = self._cells = 0
        self._error, self._percent, self._shown, self._stated = False, False, "", False
        self.parser = parser_of(self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        match name.rpartition(" ")[2]:
            case "table":
                self._name, self._row, self._faults, self._hidden = said.get("name", ""), 0, {}, 0
                self._looks, self._hidden_columns = {}, set()
                self._width = self._cells = self._placed = 0
            case "table-column":
                times = min(int(said.get("number-columns-repeated", 1)), MOST_COLUMNS)
                if said.get("visibility", "visible") != "visible":
                    self._hidden_columns.update(range(self._placed, self._placed + times))
                self._placed += times
            case "table-row":
                self._rows, self._column = int(said.get("number-rows-repeated", 1)), 0
                self._hidden += self._rows if said.get("visibility", "visible") != "visible" else 0
            case "table-cell" | "covered-table-cell":
                self._columns, self._shown = int(said.get("number-columns-repeated", 1)), ""
                kinds = [value for key, value in attributes.items() if key.endswith(" value-type")]
                self._error, self._percent = "error" in kinds, "percentage" in kinds
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
                if self._percent:
                    rows, columns = min(self._rows, _MOST_REPEATED), min(self._columns, _MOST_REPEATED)
                    places = product(range(self._row, self._row + rows), range(self._column, self._column + columns))
                    self._looks.update(dict.fromkeys(places, NumberLook()))
                self._column += self._columns
            case "table-row":
                self._row += self._rows
            case "table":
                hidden = frozenset(self._hidden_columns)
                self.scans[self._name] = Scan(self._faults, self._looks, frozenset(), self._hidden, hidden)

    def _see_cells(self) -> None:
        """Count a cell as often as it is repeated; refuse what takes memory beyond what a sheet of its kind needs."""
        rows, self._width = self._row + self._rows, max(self._width, self._column + self._columns)
        self._cells += self._rows * self._columns
        if rows * self._width > min(MOST_CELLS, max(SPARSE, EMPTY * self._cells)):
            raise InputFileError("ledger.far_cell", rows=rows, columns=self._width)


_ODS_VALUES = ("value", "string-value", "date-value", "time-value", "boolean-value", "formula")
_ODS_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NULL!|NUM!)|Err:[0-9]{3}")


def _ods_error(shown: str) -> str:
    """Return an error as Excel calls it; LibreOffice has numbers for some."""
    return shown if shown.startswith("#") else "#VALUE!"
