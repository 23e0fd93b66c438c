"""The measures that a table declares; loaded only for a table that has some."""

from collections.abc import Mapping
from fractions import Fraction

from heatcalc.errors import InputFileError
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import MEASURES, OwnMeasure

_MOST = 1_000_000


def declare(own: Mapping[str, OwnMeasure]) -> None:
    """Make the measures of a table known to this process, as units are: one name has one meaning in it.

    Raises:
        InputFileError: another table has declared one of them otherwise.
    """
    for name, each in own.items():
        quantity = each.quantity
        if MEASURES.setdefault(name, quantity) != quantity:
            raise InputFileError("files.other_measure", measure=name)
        INPUTS[name] = Input(
            name,
            "number",
            column=name,
            headers=(quantity.name.zh, quantity.name.en, *each.aliases),
            units=tuple(unit for unit in quantity.unit if unit),
            least=Fraction(-_MOST if quantity.may_be_negative else 0),
            most=_MOST,
            on_page=True,
        )
