"""What calamine leaves out of an .xlsx: its sheets are scanned by patterns or, where not plain, by a parser."""

import re
import zipfile
from typing import IO

from heatcalc.errors import InputFileError
from heatcalc.ledger.archive import elements_of, opened, parser_of
from heatcalc.ledger.excel_scan import (
    EMPTY,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    NEVER_CALCULATED,
    SPARSE,
    ZEROS,
    Place,
    Scan,
)
from heatcalc.ledger.xlsx_plain import Seen, place_of, plain_seen

_CELL = re.compile(r"([A-Za-z]+)([0-9]+)")


def scan_xlsx(data: bytes) -> dict[str, Scan]:
    """Look through the XML of an .xlsx.

    Raises:
        InputFileError: it cannot be read, or would take all memory.
    """
    scans = {}
    with opened(data) as archive:
        widths = _widths(archive)
        for name, member in _members(archive):
            with archive.open(member) as sheet:
                seen = plain_seen(sheet, widths)
            if not seen:
                with archive.open(member) as sheet:
                    seen = parsed_seen(sheet, widths)
            if seen.rows * seen.columns > max(SPARSE, EMPTY * seen.cells):
                raise InputFileError("ledger.far_cell", rows=seen.rows, columns=seen.columns)
            scans[name] = Scan(seen.faults, seen.padded, hidden_rows=seen.hidden_rows)
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


def parsed_seen(sheet: IO[bytes], widths: dict[str, int]) -> Seen:
    """Return what a parser sees of any sheet.

    Raises:
        ExpatError: it is no XML.
        InputFileError: it has a cell beyond what Excel has, or a DTD.
        ValueError: a cell has no place of its own.
    """
    scanner = _SheetScanner(widths)
    scanner.parser.ParseFile(sheet)
    return Seen(scanner.rows, scanner.columns, scanner.cells, scanner.hidden_rows, scanner.faults, scanner.padded)


class _SheetScanner:
    """Looks through a sheet, cell by cell."""

    def __init__(self, widths: dict[str, int]) -> None:
        self.rows = self.columns = self.hidden_rows = self.cells = 0
        self.faults: dict[Place, str] = {}
        self.padded: dict[Place, int] = {}
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
                self._at = place_of(*place.groups()) if place else (self._at[0], self._at[1] + 1)
                if self._at <= self._last:  # of two cells in one place one would be lost
                    raise ValueError(f"r={said}")
                self._last = self._at
                self.cells += 1
                self.rows, self.columns = max(self.rows, self._at[0] + 1), max(self.columns, self._at[1] + 1)
                outside = self.rows > MOST_ROWS or self.columns > MOST_COLUMNS
                if outside or self.rows * self.columns > MOST_CELLS:
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
