"""What the words of a ledger mean where they are not understood: said by its user, word by word, or in a file."""

from collections.abc import Mapping

from heatcalc.errors import UsageError
from heatcalc.inputs import column_input
from heatcalc.ledger.columns import TARIFF_WORDS, bare, base_of, meaning_said
from heatcalc.ledger.header import Header
from heatcalc.schema.suggest import plain_word


def values_by_meaning(header: Header, values: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return what the words of each column mean, by the column's meaning; `values` has them by header.

    A header that the ledger does not have says nothing.

    Raises:
        UsageError: a column is one of figures or names.
    """
    found: dict[str, dict[str, str]] = {}
    for word, meant in values.items():
        called = [at for at, each in enumerate(header.words) if bare(each) == bare(word)]
        meanings = [header.meanings[at] for at in called] or [
            each for each in header.meanings if each and each == meaning_said(word)
        ]
        for meaning in meanings:
            if not is_in_words(meaning):
                raise UsageError("usage.no_words", header=word)
            found.setdefault(meaning, {}).update({plain_word(each): other for each, other in meant.items()})
    return found


def is_in_words(meaning: str) -> bool:
    """Return whether a column with this meaning says words, and no figures or names."""
    if meaning.startswith("with "):
        return True
    column = base_of(meaning)
    asked = column_input(column)
    return column in TARIFF_WORDS or (asked is not None and not asked.is_measure)
