"""Small files of two columns, as clerks write them beside a ledger: what something is called, and its figure."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.files.small import read_small
from heatcalc.ledger.blocks import BLOCK_BYTES
from heatcalc.ledger.disguise import refuse_disguised
from heatcalc.ledger.records import Decoded, delimiters_of
from heatcalc.money import CNY, parse_money, parse_number

Pair = tuple[str, str]
_Row = tuple[int, list[str]]
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Pairs(NamedTuple):
    """A table of two columns: what stands above it, its header, and its rows."""

    titles: tuple[str, ...]
    header: Pair
    rows: tuple[Pair, ...]
    others: tuple[str, ...] = ()
    """The headers of further columns, of remarks, that were left out; `#3` for one that has none."""


def read_pairs(path: Path, example: str = "11,120", *, remarks: bool = False) -> Pairs:
    """Return the rows of a file of two columns without blank ones: CSV in any encoding of a ledger, or a workbook.

    Lines above the header that have one text alone are titles. `example` is a row that errors show. With `remarks`
    there may be more columns, in which nothing is a figure.

    Raises:
        InputFileError: it cannot be read, a row has not two fields, or several sheets could be meant.
        UsageError: the extra that reads Excel files is not installed.
    """
    try:
        data = read_small(path)
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error
    refuse_disguised(data[:512], None)
    rows = _of_workbook(data, path, example) if data.startswith(_WORKBOOKS) else _of_text(data)
    titles = list[str]()
    while len(rows) > 1 and (title := _title(rows[0][1])):
        titles.append(title)
        rows = rows[1:]
    if not rows:
        raise InputFileError("ledger.pairs", file=path, line=1, example=example)
    others = _remarks([fields for _, fields in rows]) if remarks else ()
    if others:
        rows = [(line, fields[:2] if len(fields) <= 2 + len(others) else fields) for line, fields in rows]
    header, *pairs = (_pair(row, path, example) for row in rows)
    return Pairs(tuple(titles), header, tuple(pairs), tuple(filter(None, others)))


def _of_text(data: bytes) -> list[_Row]:
    """Return the rows of CSV that are not blank, with the lines that they are on."""
    text = b"".join(Decoded(Hashed(io.BytesIO(data)), None, BLOCK_BYTES)).decode("utf-8", "replace")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return []
    (delimiter, *_) = delimiters_of([max((line for _, line in lines[:3]), key=_separators)])
    read = csv.reader((line for _, line in lines), delimiter=delimiter)
    return [(number, row) for (number, _), row in zip(lines, read, strict=False)]


def _separators(line: str) -> int:
    return sum(map(line.count, ",\t;"))


def _of_workbook(data: bytes, path: Path, example: str) -> list[_Row]:
    """Return the rows of the one sheet that is seen and has a table of two columns, as their user sees them.

    Raises:
        InputFileError: there is none, or several are.
    """
    from heatcalc.ledger.as_seen import figure_seen
    from heatcalc.ledger.excel import MERGED, sheets_of

    sheets = [sheet for sheet in sheets_of(data) if not sheet.hidden]
    tables = [sheet for sheet in sheets if len(_used(sheet.rows)) == 2]
    if len(tables or sheets) != 1:
        named = [sheet.name for sheet in tables or sheets]
        raise InputFileError("ledger.pairs_sheets", file=path, sheets=named, example=example)
    (sheet,) = tables or sheets
    used = _used(sheet.rows)
    called = min(used, default=0)
    for (at, column), look in sheet.looks.items():
        if column != called:
            sheet.rows[at][column] = figure_seen(sheet.rows[at][column], look)
    for (at, column), figure in sheet.figures.items():
        # What is merged holds for each row where it is no figure, but calls something, such as 1号楼.
        if column != called or figure != MERGED or parse_money(sheet.rows[at][column], CNY) is not None:
            sheet.rows[at][column] = figure
    shown = [
        (at + 1, [row[column] if column < len(row) else "" for column in used]) for at, row in enumerate(sheet.rows)
    ]
    return [(line, row) for line, row in shown if any(field.strip() for field in row)]


def _used(rows: list[list[str]]) -> list[int]:
    """Return the places of the columns that have anything in two rows or more; a title is in one row alone."""
    width = max(map(len, rows), default=0)
    return [at for at in range(width) if sum(bool(row[at].strip()) for row in rows if at < len(row)) > 1]


def _title(row: list[str]) -> str:
    """Return the one text of a row, as often as merged cells have it; `""` where it has none, several, or a figure."""
    said = {field.strip() for field in row if field.strip()}
    text = said.pop() if len(said) == 1 else ""
    return text if parse_number(text, ("月",)) is None else ""


def _remarks(rows: list[list[str]]) -> tuple[str, ...]:
    """Return the headers of the columns behind the second; `()` where one of them has a figure, which may be meant."""
    header, *below = rows
    columns = [[row[at].strip() for row in below if at < len(row)] for at in range(2, len(header))]
    if not below or any(parse_number(field) is not None for column in columns for field in column):
        return ()
    named = enumerate(zip(header[2:], columns, strict=True), 3)
    return tuple(word.strip() or (f"#{at}" if any(column) else "") for at, (word, column) in named)


def _pair(row: _Row, path: Path, example: str) -> Pair:
    line, fields = row
    if len(fields) != 2 or not all(field.strip() for field in fields) or "\ufffd" in "".join(fields):
        raise InputFileError("ledger.pairs", file=path, line=line, example=example)
    return fields[0].strip(), fields[1].strip()
