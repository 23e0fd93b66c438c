"""What an allocation makes of a ledger's header: columns that it must not pass over, and words of a status."""

from collections.abc import Mapping

from heatcalc.costing.allocation_inputs import FACTOR, MOVED_IN, MOVED_OUT, UNITS, may_change_shares
from heatcalc.errors import InputFileError
from heatcalc.ledger.columns import bare, base_of, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.money_headers import is_of_other_years
from heatcalc.ledger.words import SUPPLY_WORDS

_VACANT = (
    *("空置", "空房", "空关", "空置房", "闲置", "无人居住", "未入住"),
    *("vacant", "empty", "unoccupied", "leer", "Leerstand"),
)
"""Words of a status by which a home has heat, and nobody in it: its owner bears its share as any other home's."""


def refuse_unread(header: Header, renamed: Mapping[str, str], building: int | None) -> None:
    """Check that no column which nobody speaks of is likely to be the use of homes, a factor, or days of moving.

    `renamed` has the columns that an option speaks of, `building` is the place of that of the buildings.

    Raises:
        InputFileError: one is.
    """
    said = {bare(word) for word in renamed}
    unread = [
        one_line(word)
        for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True))
        if not meaning and at != building and bare(word) not in said
        if may_change_shares(word) and not is_of_other_years(word)
    ]
    if unread:
        meanings = ["kWh", "GJ", *(each.label for each in (UNITS, FACTOR, MOVED_IN, MOVED_OUT))]
        raise InputFileError("allocate.unread_columns", columns=unread, header=unread[0], meanings=meanings)


def with_vacant(header: Header, said: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Return what words mean, by header: those of homes that stand empty, and those that the user `said`."""
    named = zip(header.words, header.meanings, strict=True)
    vacant = dict.fromkeys(_VACANT, SUPPLY_WORDS[0][0])
    found = {bare(word): vacant for word, meaning in named if base_of(meaning) == "status"}
    return found | {word: {**found.get(bare(word), {}), **meant} for word, meant in said.items()}
