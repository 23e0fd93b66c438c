"""Workbooks of Excel 97 to 2003, read by xlrd: in Python, where a damaged file ends in an exception and in no abort."""

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.installed import lacking
from heatcalc.ledger.excel_scan import Place, Scan
from heatcalc.ledger.number_formats import NumberLook, look_of

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class XlsSheet(NamedTuple):
    """A sheet: its cells as Python values, merged ranges (first and last place), and what else was seen of it."""

    name: str
    cells: list[list[Any]]
    merged: list[tuple[Place, Place]]
    scan: Scan
    hidden: bool


def xls_sheets(data: bytes) -> Iterator[XlsSheet]:
    """Yield the sheets of an .xls.

    Raises:
        InputFileError: it is none that can be read, or is protected.
        UsageError: the extra that reads Excel files is not installed.
    """
    try:
        import xlrd
    except ImportError:
        raise lacking() from None
    if _ENCRYPTED in data:
        raise InputFileError("ledger.password")
    try:
        with xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), formatting_info=True) as book:
            for sheet in book.sheets():
                yield _read(book, sheet)
    except Exception as error:  # xlrd raises whatever a broken file makes it stumble over
        if "encrypted" in str(error):
            raise InputFileError("ledger.password") from error
        raise InputFileError("ledger.no_workbook", reason=str(error) or type(error).__name__) from error


def _read(book: Any, sheet: Any) -> XlsSheet:  # noqa: ANN401 - xlrd's
    import xlrd

    faults, looks, blank = dict[Place, str](), dict[Place, NumberLook](), set[Place]()
    cells: list[list[Any]] = []
    for row in range(sheet.nrows):
        values = sheet.row_values(row)
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                faults[row, column] = xlrd.error_text_from_code.get(values[column], "#N/A")
                values[column] = ""
            elif kind == xlrd.XL_CELL_TEXT and not values[column]:
                blank.add((row, column))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                values[column] = bool(values[column])
            elif kind == xlrd.XL_CELL_DATE:
                values[column] = xlrd.xldate.xldate_as_datetime(values[column], book.datemode)
            elif kind == xlrd.XL_CELL_NUMBER:
                style = book.xf_list[sheet.cell_xf_index(row, column)]
                look = look_of(book.format_map[style.format_key].format_str)
                if look is not None:
                    looks[row, column] = look
        cells.append(values)
    hidden_rows = sum(bool(each.hidden) for row, each in sheet.rowinfo_map.items() if row < sheet.nrows)
    hidden_columns = frozenset(column for column, each in sheet.colinfo_map.items() if each.hidden)
    merged = [((top, left), (end - 1, right - 1)) for top, end, left, right in sheet.merged_cells]
    scan = Scan(faults, looks, frozenset(blank), hidden_rows, hidden_columns)
    return XlsSheet(sheet.name, cells, merged, scan, sheet.visibility != 0)
