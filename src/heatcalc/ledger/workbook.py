"""Workbooks that heatcalc writes: text stays text, amounts are numbers.

XlsxWriter makes a workbook whose sheets have no more than their size and styles; the rows of bills are put between.
"""

import datetime as dt
import io
import re
import shutil
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from heatcalc.errors import OutputError
from heatcalc.installed import lacking
from heatcalc.ledger.sheet_xml import RowWriter, header_xml


def new_sheet(out: io.BytesIO, name: str) -> tuple[Any, Any]:
    """Return a workbook that is written to `out`, where text stays text, and its one sheet, with a header that stays.

    Raises:
        UsageError: the extra that writes Excel files is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise lacking() from None
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    return book, page


def sheet_name(wanted: str, taken: Container[str]) -> str:
    """Return a name that Excel lets a sheet have, and that is not taken."""
    name = re.sub(r"[\[\]:*?/\\']", " ", wanted)[:_LONGEST_NAME].strip()
    numbered = (f"{name[: _LONGEST_NAME - 3]} {number}" for number in range(2, 100))
    return next(each for each in (name, *numbered) if each not in taken)


_LONGEST_NAME = 31
MOST_ROWS = 1_048_575
"""The rows that a sheet has for bills, below its header."""
_MOST_COLUMNS = 16_384
_ROWS_AT_ONCE = 1000
_CHUNK = 2**20


class _Page(NamedTuple):
    """A sheet whose rows are written."""

    rows: int
    """How many there are below the header."""
    xml: IO[bytes]


def write_workbook(
    rows: Iterator[list[str]],
    out: Path,
    figures: range,
    sheet: str,
    measures: Container[int] = (),
    places: int = 2,
    beside: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
) -> None:
    """Write a header and rows as a workbook: texts, and in the columns `figures` amounts. Same rows, same bytes.

    In the columns `measures` what is a plain number is one, for spreadsheets to add up; accounts stay texts.

    What does not fit on a sheet goes on to another one. The sheets `beside`, by name, have a header and rows of a text
    and figures.

    Raises:
        OutputError: there are more columns, or longer texts, than Excel has.
        OSError: it cannot be written.
        UsageError: the extra that writes Excel files is not installed.
    """
    header = next(rows)
    if len(header) > _MOST_COLUMNS:
        raise OutputError("files.too_wide", file=out.name, columns=len(header), most=_MOST_COLUMNS)
    with zipfile.ZipFile(_frame([1], 2, sheet, places)) as sample:
        bold, money = _parts(sample.read(_member(1))).styles
    writer = RowWriter(len(header), figures, measures, money)
    top = header_xml(header, bold).encode()
    with ExitStack() as stack:
        pages: list[_Page] = []
        further: list[list[str]] | None = []
        while further is not None:
            file = out.with_name(f"{out.name}.{len(pages)}")
            stack.callback(file.unlink, missing_ok=True)
            xml = stack.enter_context(file.open("w+b"))
            xml.write(top)
            pages.append(_Page(_write_rows(chain(further, rows), writer, xml), xml))
            further = [following] if (following := next(rows, None)) else None
        frame = _frame([page.rows for page in pages], len(header), sheet, places, beside)
        _assemble(frame, {_member(number): page for number, page in enumerate(pages, 1)}, out)


def _write_rows(rows: Iterator[list[str]], writer: RowWriter, xml: IO[bytes]) -> int:
    """Write as many rows as a sheet has, and return how many there were."""
    written = 0
    while taken := [*islice(rows, min(_ROWS_AT_ONCE, MOST_ROWS - written))]:
        xml.write("".join([writer.xml(line, row) for line, row in enumerate(taken, written + 2)]).encode())
        written += len(taken)
    return written


def _frame(
    sizes: list[int],
    width: int,
    sheet: str,
    places: int,
    beside: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
) -> io.BytesIO:
    """Return a workbook with sheets of so many rows below the header.

    Each has two cells, the first and the last, by which XlsxWriter knows its size, and which have the styles of a
    header and of amounts.
    """
    out = io.BytesIO()
    book, page = new_sheet(out, sheet)
    book.set_properties({"created": dt.datetime(2022, 1, 1)})  # noqa: DTZ001 - any fixed date
    money, bold = book.add_format({"num_format": f"{0:.{places}f}"}), book.add_format({"bold": True})
    for number, rows in enumerate(sizes, 1):
        if number > 1:
            page = book.add_worksheet(f"{sheet}{number}")
            page.freeze_panes(1, 0)
        page.write_number(0, 0, 0, bold)
        page.write_number(rows, width - 1, 0, money if rows else bold)
    for name, (head, *lines) in beside.items():
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, head, bold)
        for at, (value, *figures) in enumerate(lines, 1):
            page.write_string(at, 0, value)
            for column, figure in enumerate(figures, 1):
                page.write_number(at, column, Decimal(figure), money if "." in figure else None)
    book.close()
    return out


class _Parts(NamedTuple):
    """What a sheet of the frame has around its rows, and the styles of its cells."""

    before: bytes
    after: bytes
    styles: list[str]


def _parts(xml: bytes) -> _Parts:
    before, begin, rest = xml.partition(b"<sheetData>")
    rows, end, after = rest.partition(b"</sheetData>")
    assert end, "a sheet of XlsxWriter's"
    return _Parts(before + begin, end + after, re.findall(r' s="([0-9]+)"', rows.decode()))


def _member(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _assemble(frame: io.BytesIO, pages: dict[str, _Page], out: Path) -> None:
    """Write the workbook `frame` with the rows of its sheets, by their members."""
    with zipfile.ZipFile(frame) as made, zipfile.ZipFile(out, "w") as book:
        for member in made.infolist():
            content = made.read(member)
            if not (page := pages.pop(member.filename, None)):
                book.writestr(member, content)
                continue
            parts = _parts(content)
            member.file_size = len(content) + page.xml.tell()
            page.xml.seek(0)
            with book.open(member, "w") as sheet:
                sheet.write(parts.before)
                shutil.copyfileobj(page.xml, sheet, _CHUNK)
                sheet.write(parts.after)
    assert not pages, "a sheet has a member of its number"
