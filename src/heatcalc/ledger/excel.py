"""Ledgers in workbooks: .xlsx and .ods, read by python-calamine behind a scan of our own, and .xls by xlrd."""

import datetime as dt
import gc
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.installed import lacking
from heatcalc.ledger.excel_scan import NEVER_CALCULATED, Scan, is_ods, scan_ods
from heatcalc.ledger.number_formats import NumberLook
from heatcalc.ledger.xls import xls_sheets
from heatcalc.ledger.xlsx_scan import scan_xlsx


class SheetRows(NamedTuple):
    """The rows of a sheet as text, and what its user may not see."""

    name: str
    rows: list[list[str]]
    figures: dict[tuple[int, int], str]
    """What stands where a figure is none of the home's own, by place: merged over several homes, or never calculated.

    It is so in a column of figures alone; in another the cell is what its user sees.
    """
    cells: list[list[Any]]
    """What the cells hold: a spreadsheet may have made a date, a fraction or a truth of an account."""
    looks: dict[tuple[int, int], NumberLook]
    """How numbers are shown whose format shows more than their digits, or another number."""
    merged: list[str]
    """Merged cells, as `B2:B4`."""
    hidden: bool
    hidden_rows: int
    hidden_columns: frozenset[int]
    printed: tuple[str, ...]
    """What stands above and below its printed pages."""
    comments: Mapping[str, str]
    """What is said of cells, by the cell, such as B3."""


MERGED = "#MERGED!"
"""Stands where a figure was merged over several homes: it is that of all of them, or of the first, and so of none."""
SHOWN_OTHERWISE = "#FORMAT!"
"""Stands where a figure's format shows another number than the cell holds."""

_MOST_MERGED = 4_000_000
"""So many cells may be in merged ones."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: millions of cells are none, and to look through them takes a sixth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def sheets_of(data: bytes) -> list[SheetRows]:
    """Return the sheets of a workbook that have anything in them.

    A text that is merged over several rows holds for each of them; a figure does not, however it is written, and is
    left to the caller, who knows in which columns there are figures.

    Raises:
        InputFileError: it is no workbook that can be read, is protected, or would take all memory.
        UsageError: the extra that reads Excel files is not installed.
    """
    if not data.startswith(b"PK"):
        made = [_sheet(*each[:4], hidden=each.hidden) for each in xls_sheets(data)]
        return [each for each in made if _has_cells(each)]
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum
    except ImportError:
        raise lacking() from None
    scans = scan_ods(data) if is_ods(data) else scan_xlsx(data)
    found = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for described in workbook.sheets_metadata:
            sheet = workbook.get_sheet_by_name(described.name)
            cells = sheet.to_python(skip_empty_area=False)
            if described.typ == SheetTypeEnum.WorkSheet and described.name not in scans:
                raise InputFileError("ledger.no_workbook", reason=described.name)  # noqa: TRY301
            scan = scans.get(described.name) or Scan()
            hidden = described.visible != SheetVisibleEnum.Visible
            found.append(_sheet(described.name, cells, sheet.merged_cell_ranges or [], scan, hidden=hidden))
    except PasswordError:
        raise InputFileError("ledger.password") from None
    except (CalamineError, OverflowError) as error:
        raise InputFileError("ledger.no_workbook", reason=error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust, which is no `Exception` and cannot be imported
            raise
        raise InputFileError("ledger.no_workbook", reason=error) from None
    return [each for each in found if _has_cells(each)]


def _has_cells(sheet: SheetRows) -> bool:
    return any(cell.strip() for row in sheet.rows for cell in row)


def _sheet(name: str, cells: list[list[Any]], ranges: list[Any], scan: Scan, *, hidden: bool) -> SheetRows:
    rows = [[cell if cell.__class__ is str else _text(cell) for cell in row] for row in cells]
    # What has a kind and no value may be no cell of the reader's.
    looks = {at: look for at, look in scan.looks.items() if at[0] < len(rows) and at[1] < len(rows[at[0]])}
    for (row, column), look in looks.items():
        if look.width and rows[row][column].isdigit():
            rows[row][column] = rows[row][column].zfill(look.width)
    if sum(min(last, len(rows)) - first for (first, _), (last, _) in ranges) > _MOST_MERGED:
        raise InputFileError("ledger.too_large")
    for (row, column), error_text in scan.faults.items():
        _put(rows, row, column, error_text)
    figures = dict.fromkeys(scan.blank_formulas, NEVER_CALCULATED)
    for (first, column), (last, _) in ranges:
        if first >= len(rows) or column >= len(rows[first]):
            continue
        # A formula that was never calculated may be no cell of the reader's.
        cell = cells[first][column] if first < len(cells) and column < len(cells[first]) else ""
        for row in range(first + 1, min(last + 1, len(rows))):
            _put(rows, row, column, rows[first][column])
            if not isinstance(cell, str):
                _put(cells, row, column, cell)
            if (first, column) in looks:
                looks[row, column] = looks[first, column]
            if not isinstance(cell, str) or any(map(str.isdecimal, cell)):
                figures[row, column] = figures[first, column] = MERGED
    merged = [f"{_cell(*first)}:{_cell(*last)}" for first, last in ranges]
    unseen = hidden, scan.hidden_rows, scan.hidden_columns
    return SheetRows(name, rows, figures, cells, looks, merged, *unseen, scan.printed, scan.comments)


def _put(rows: list[list[Any]], row: int, column: int, cell: Any) -> None:  # noqa: ANN401 - a text, or what calamine gives
    """Put a cell where there may be no row or column yet."""
    rows += ([] for _ in range(row + 1 - len(rows)))
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = cell


def _cell(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever calamine gives
    """Return a cell as a person would type it: whole numbers without a point, no exponents, dates as 2022-10-13."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        # Excel shows 15 digits. Whole numbers of more have lost the others, and are shown so that it is seen.
        if abs(cell) >= 10**15:
            return f"{cell:.5E}"
        shown = f"{cell:.15g}"
        return format(Decimal(shown), "f") if "e" in shown or "n" in shown else shown
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)
