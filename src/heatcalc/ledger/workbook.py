"""Workbooks that heatcalc writes: text stays text, amounts are numbers."""

import datetime as dt
import io
from collections.abc import Container, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from heatcalc.errors import OutputError, UsageError
from heatcalc.money import DIGITS


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
_MOST_COLUMNS, _LONGEST_CELL = 16_384, 32_767
"""What Excel has; XlsxWriter cuts off what is beyond."""


def write_workbook(
    rows: Iterator[list[str]], out: Path, figures: range, sheet: str, measures: Container[int] = (), places: int = 2
) -> None:
    """Write a header and rows as a workbook: texts, and in the columns `figures` amounts. Same rows, same bytes.

    In the columns `measures` what is a plain number is one, for spreadsheets to add up; accounts stay texts.

    What does not fit on a sheet goes on to another one.

    Raises:
        OutputError: there are more columns, or longer texts, than Excel has.
        OSError: it cannot be written.
        UsageError: the extra that writes Excel files is not installed.
    """
    header = next(rows)
    if len(header) > _MOST_COLUMNS:
        raise OutputError("files.too_wide", file=out.name, columns=len(header), most=_MOST_COLUMNS)
    book, page = new_sheet(str(out), sheet, large=True)
    book.set_properties({"created": dt.datetime(2022, 1, 1)})  # noqa: DTZ001 - any fixed date
    money, bold = book.add_format({"num_format": f"{0:.{places}f}"}), book.add_format({"bold": True})
    for at, row in enumerate(chain([header], rows)):
        line = (at - 1) % MOST_ROWS + 1 if at else 0
        if at > 1 and line == 1:
            page = book.add_worksheet(f"{sheet}{at // MOST_ROWS + 1}")
            page.freeze_panes(1, 0)
            _write_row(page, 0, header, range(0), bold)
        _write_row(page, line, row, figures if at else range(0), money if at else bold, measures if at else ())
    try:
        book.close()
    except Exception as error:  # XlsxWriter's own, such as of too many open files
        raise OSError(str(error)) from error


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
            if len(value) > _LONGEST_CELL:
                raise OutputError("files.long_cell", line=line + 1, most=_LONGEST_CELL)
            page.write_string(line, column, value, None if figures else look)
