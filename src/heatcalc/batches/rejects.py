"""What a ledger's rejects are: the row, the reason, and the columns that a file of them has."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from heatcalc.errors import HeatcalcError, Refused
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.ledger.records import Record, split


class Reject(NamedTuple):
    """A line that could not be billed: where, in which column, the code of the reason, and the reason in words."""

    line: int
    column: str
    code: str
    message: str
    file: str = ""
    """The file of a ledger that has many."""
    words: tuple[tuple[str, str], ...] = ()
    """The words that were not understood, each after its header."""


_CODES = {
    "unknown_city": "R14",
    "ambiguous_city": "R14",
    "no_city": "R14",
    "unknown_class": "R15",
    "which_class": "R15",
    "no_class": "R15",
    "no_price": "R15",
    "no_plan": "R16",
    "usage.plan": "R16",
    "no_winter": "R17",
    "no_tariff_in_winter": "R17",
    "no_season": "R17",
    "no_dates": "R17",
    "needs_winter": "R17",
    "unknown_group": "R18",
    "missing_measure": "R19",
    "no_conversion": "R19",
    "needs_month": "R19",
    "no_rule": "R20",
    "no_rule_for_home": "R20",
    "part_of_no_area": "R20",
    "part_of_mixed": "R20",
    "missing_attribute": "R21",
    "unknown_value": "R21",
    "usage.dates": "R24",
    "contradiction": "R24",
    "usage.range": "R07",
    "usage.range_above": "R07",
}
"""The code of each cause; what is not here is R10."""
WORDS = ("R08", "R14", "R15", "R16", "R18")
"""The codes of words that are not understood, or for which the table has no price."""


def code_of(error: HeatcalcError) -> str:
    """Return the code of the reason why a row cannot be billed."""
    return _CODES.get(error.code if isinstance(error, Refused) else error.key, "R10")


def laid_out(record: Record, delimiter: str, width: int) -> list[str]:
    """Return a broken line in the columns of the ledger as well as it goes, for a clerk to correct.

    One whose quotes are not in order stays in one piece: laid out it would be billed when it is read again as it is.
    """
    parts = split(record.raw, delimiter) if '"' in record.raw else record.raw.split(delimiter)
    if parts is not None and len(parts) <= width and record.fault != "R03":
        return [*parts, *[""] * (width - len(parts))]
    return [record.raw, *[""] * (width - 1)]


def reject_row(fields: Sequence[str], reject: Reject) -> list[Any]:
    """Return the row of a reject as a spreadsheet may read it."""
    file = [escaped(reject.file)] if reject.file else []
    why = [escaped(reject.column), reject.code, escaped(reject.message)]
    return [*map(escaped, fields), *file, reject.line, *why]
