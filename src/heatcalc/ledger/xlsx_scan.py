"""What calamine leaves out of an .xlsx: its sheets are scanned by patterns or, where not plain, by a parser."""

import re
import zipfile
from collections.abc import Mapping
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
    Place,
    Scan,
)
from heatcalc.ledger.number_formats import BUILT_IN, NumberLook, look_of
from heatcalc.ledger.xlsx_beside import PrintedText, comments_of
from heatcalc.ledger.xlsx_plain import Seen, hidden_by, place_of, plain_seen

_CELL = re.compile(r"([A-Za-z]+)([0-9]+)")


def scan_xlsx(data: bytes) -> dict[str, Scan]:
    """Look through the XML of an .xlsx.

    Raises:
        InputFileError: it cannot be read, or would take all memory.
    """
    scans = {}
    with opened(data) as archive:
        styles = _styles(archive)
        for name, member in _members(archive):
            with archive.open(member) as sheet:
                seen = plain_seen(sheet, styles)
            if not seen:
                with archive.open(member) as sheet:
                    seen = parsed_seen(sheet, styles)
            if seen.rows * seen.columns > max(SPARSE, EMPTY * seen.cells):
                raise InputFileError("ledger.far_cell", rows=seen.rows, columns=seen.columns)
            scans[name] = Scan(
                *(seen.faults, seen.looks, frozenset(), seen.hidden_rows, seen.hidden_columns),
                *(seen.printed, comments_of(archive, member)),
            )
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


def _styles(archive: zipfile.ZipFile) -> dict[str, NumberLook]:
    """Return the styles whose number format shows something else than digits, by their numbers."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    scanner = _StylesScanner()
    scanner.parser.Parse(archive.read("xl/styles.xml"), True)
    looks = {id_: look for id_, code in scanner.formats.items() if (look := look_of(code)) is not None}
    return {str(at): looks[id_] for at, id_ in enumerate(scanner.cells) if id_ in looks}


class _StylesScanner:
    """Reads number formats, and which of them the styles of cells have."""

    def __init__(self) -> None:
        self.formats = dict(BUILT_IN)
        self.cells: list[str] = []
        self._part = ""
        self.parser = parser_of(self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "numFmts" | "cellXfs" | "cellStyleXfs" | "dxfs" as part:
                self._part = part
            case "numFmt" if self._part == "numFmts":
                self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "xf" if self._part == "cellXfs":
                self.cells.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        pass

    def characters(self, text: str) -> None:
        pass


def parsed_seen(sheet: IO[bytes], styles: Mapping[str, NumberLook]) -> Seen:
    """Return what a parser sees of any sheet.

    Raises:
        ExpatError: it is no XML.
        InputFileError: it has a cell beyond what Excel has, or a DTD.
        ValueError: a cell has no place of its own.
    """
    scanner = _SheetScanner(styles)
    scanner.parser.ParseFile(sheet)
    hidden, seen = (scanner.hidden_rows, frozenset(scanner.hidden_columns)), (scanner.faults, scanner.looks)
    return Seen(scanner.rows, scanner.columns, scanner.cells, *hidden, *seen, scanner.printed.texts())


class _SheetScanner:
    """Looks through a sheet, cell by cell."""

    def __init__(self, styles: Mapping[str, NumberLook]) -> None:
        self.rows = self.columns = self.hidden_rows = self.cells = 0
        self.hidden_columns: set[int] = set()
        self.printed = PrintedText()
        self.faults: dict[Place, str] = {}
        self.looks: dict[Place, NumberLook] = {}
        self._styles = styles
        self._look: NumberLook | None = None
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
            case "col" if not self._in_data:
                self.hidden_columns.update(hidden_by(attributes))
            case other if not self._in_data:
                self.printed.start(other)
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
                self._look = self._styles.get(attributes.get("s", ""))
            case "f":
                self._formula = True
            case "v":
                self._in_value = True

    def characters(self, text: str) -> None:
        if self._in_value:
            self._shown += text
        elif not self._in_data:
            self.printed.characters(text)

    def end(self, name: str) -> None:
        self._in_value = False
        if not self._in_data:
            self.printed.end()
        if name.rpartition(" ")[2] == "sheetData":
            self._in_data = False
        if self._in_data and name.rpartition(" ")[2] == "c":
            if self._kind == "e":
                self.faults[self._at] = self._shown or "#N/A"
            elif self._formula and not self._shown and self._kind != "str":
                self.faults[self._at] = NEVER_CALCULATED
            elif self._look and self._kind in ("", "n") and self._shown and self._look.alters(self._shown):
                self.looks[self._at] = self._look
