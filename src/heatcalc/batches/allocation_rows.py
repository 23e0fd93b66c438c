"""A ledger that Python gives as rows, header → field, made into a file that is read as any other."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import IO

from heatcalc.billing.request import Value
from heatcalc.errors import UsageError
from heatcalc.money import exact, plain

Cell = Value | dt.date | None
"""A field of a row; None is a blank."""


def as_file(rows: Iterable[Mapping[str, Cell]]) -> IO[bytes]:
    """Return rows as a ledger in CSV; the first one has the header. A column that a row lacks is refused, not blank.

    Raises:
        TypeError: a field is a float, or a time of day.
        UsageError: they are no rows, or have not the same columns.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    header: list[str] | None = None
    for number, row in enumerate([] if isinstance(rows, (Mapping, str)) else rows, 1):
        if not isinstance(row, Mapping):
            raise UsageError("allocate.no_rows", found=type(row).__name__)
        if header is None:
            header = list(row)
            writer.writerow(header)
        if lacking := [name for name in (*header, *row) if name not in row or name not in header]:
            raise UsageError("allocate.unlike_rows", row=number, columns=lacking)
        writer.writerow([_text(row[name]) for name in header])
    if isinstance(rows, Mapping):
        raise UsageError("allocate.no_rows", found=type(rows).__name__)
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise TypeError(f"{cell!r} has a time of day: give a datetime.date")
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, dt.date) else plain(exact(cell))
