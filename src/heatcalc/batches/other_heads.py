"""A row among homes that is the head of others below it, with columns in another order."""

import re
from collections.abc import Sequence

from heatcalc.errors import InputFileError
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import meaning_said
from heatcalc.ledger.records import Record
from heatcalc.measures import AREAS, GJ_PER
from heatcalc.money import half_width

_UNITS = "|".join(sorted({re.escape(unit) for each in INPUTS.values() for unit in each.units}, key=len, reverse=True))
NUMBER = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:{_UNITS})?", re.IGNORECASE)
"""A figure, with its unit or without."""


def refuse_other_head(record: Record, figures: Sequence[int]) -> None:
    """Check that a row that cannot be billed is not the head of other homes below it, with columns in another order.

    `figures` are the places of the columns of figures, in which a head has no number.

    Raises:
        InputFileError: it is.
    """
    for at in figures if record.fields else ():
        if NUMBER.fullmatch(half_width(record.fields[at])):
            return
    words = [field for field in record.fields if field.strip()]
    least = max(2, len(words) // 2 + 1)
    meanings: set[str] = set()
    for number, word in enumerate(words):
        if len(meanings) + len(words) - number < least:  # of most rows, before the last word
            return
        if not word.isdecimal():
            meanings.add(meaning_said(word))
            meanings.discard("")
    if len(meanings) >= least and meanings & {*AREAS, *GJ_PER}:
        found = " ".join(word.strip() for word in words)[:60]
        raise InputFileError("ledger.other_head", line=record.line, found=found)
