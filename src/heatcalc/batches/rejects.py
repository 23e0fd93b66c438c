"""What a ledger's rejects are: the row, the reason, and the columns that a file of them has."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from heatcalc.files.spreadsheet_text import escaped
from heatcalc.ledger.records import Record


class Reject(NamedTuple):
    """A line that could not be billed: where, in which column, the code of the reason, and the reason in words."""

    line: int
    column: str
    code: str
    message: str
    file: str = ""
    """The file of a ledger that has many."""


REJECT = ("line", "column", "code", "message")
"""The columns that rejects add; before them goes `file`, where a ledger has many."""


def laid_out(record: Record, delimiter: str, width: int) -> list[str]:
    """Return a broken line in the columns of the ledger as well as it goes, for a clerk to correct.

    One whose quotes are not in order stays in one piece: laid out it would be billed when it is read again as it is.
    """
    parts = record.raw.split(delimiter)
    if len(parts) <= width and record.fault != "R03":
        return [*parts, *[""] * (width - len(parts))]
    return [record.raw, *[""] * (width - 1)]


def reject_row(fields: Sequence[str], reject: Reject) -> list[Any]:
    """Return the row of a reject as a spreadsheet may read it."""
    file = [reject.file] if reject.file else []
    return [*map(escaped, fields), *file, reject.line, reject.column, reject.code, reject.message]
