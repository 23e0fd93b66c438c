"""The kinds of files that are read as ledgers are: which line is the header of each."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import NAMING, PAID, PAYMENT
from heatcalc.measures import MEASURES, kind_of

NO_HEADER = ("ledger.no_header", "ledger.no_payments")
"""The errors of files without a header."""

_BILLED = ("area", "heat", "power", "volume", "own")
"""The kinds of measures that make a line the header; days and persons may stand in a title too."""


def has_amount(meanings: Sequence[str]) -> bool:
    """Return whether some columns state an area, heat or what else is billed, without which there is no bill."""
    return any(meaning in MEASURES and kind_of(meaning) in _BILLED for meaning in meanings)


def of_payments(meanings: Sequence[str]) -> bool:
    """Return whether some columns state whose a payment is, when it was made, and what was paid."""
    return {"account", "paid_on", PAYMENT} <= {*meanings}


class Kind(NamedTuple):
    """A kind of file: what makes a line its header, and columns to name to those whose file has none."""

    is_header: Callable[[Sequence[str]], bool]
    columns: tuple[str, ...]


_PAYMENT = (NAMING["account"][0], INPUTS["paid_on"].headers[0], PAID[0])
HOUSEHOLDS = Kind(has_amount, (INPUTS["building_m2"].headers[0], "building_m2"))
PAYMENTS = Kind(of_payments, _PAYMENT)
