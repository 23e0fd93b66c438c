"""Checking a paid amount: the rule's amount, the difference, and plain explanations that would give what was paid.

A fit is a possibility, never a verdict: other facts of the home may give the same amount.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, Unpack

from heatcalc.billing.bill import Bill, Refusal, in_words, refusal
from heatcalc.billing.calculate import calculate
from heatcalc.billing.explanations import Fit, explanations
from heatcalc.billing.request import BillKeywords, BillRequest, Value, request_of, table_of
from heatcalc.errors import Refused
from heatcalc.messages import Lang, say
from heatcalc.money import exact, to_fen
from heatcalc.tariffs.model import Table

_NEAREST = 5
"""How many explanations that do not fit are named: the best of each kind that halves the difference at least."""


class Checked(NamedTuple):
    """What a home should pay against what it paid [CNY]: `fits` give the paid amount to the fen, `nearest` do not."""

    paid: Decimal
    bill: Bill
    difference: Decimal
    fits: tuple[Fit, ...]
    nearest: tuple[Fit, ...]
    verdict: str

    def to_dict(self) -> dict[str, Any]:
        """Return the check as the JSON object `heatcalc.check/1`."""
        return {
            "schema": "heatcalc.check/1",
            "paid": str(self.paid),
            "due": str(self.bill.due),
            "difference": str(self.difference),
            "verdict": self.verdict,
            "fits": [fit.to_dict() for fit in self.fits],
            "nearest": [fit.to_dict() for fit in self.nearest],
            "bill": self.bill.to_dict(),
        }


def check(paid: Value, **asked: Unpack[BillKeywords]) -> Checked | Refusal:
    """Compare what was paid [CNY] with what the rules give; `BillKeywords` has what can be asked.

    Raises:
        UsageError, TypeError, InvalidTable: as `bill` does.
    """
    return check_paid(table_of(asked), request_of(asked), exact(paid), asked.get("lang", "zh"))


def check_paid(table: Table, request: BillRequest, paid: Fraction, lang: Lang) -> Checked | Refusal:
    """Answer a check, see `check`."""
    try:
        calculation = calculate(table, request)
    except Refused as error:
        return refusal(error, lang)
    bill = in_words(calculation, lang)
    amount = to_fen(paid)
    difference = amount - bill.due
    if not difference:
        return Checked(amount, bill, difference, (), (), say("check.equal", lang, paid=amount))
    tried = sorted(explanations(calculation, amount, lang), key=lambda fit: abs(fit.difference))
    fits = tuple(fit for fit in tried if not fit.difference)
    best: dict[str, Fit] = {}
    for fit in tried:
        if 0 < abs(fit.difference) < abs(difference) / 2:
            best.setdefault(fit.kind, fit)
    nearest = list(best.values())[:_NEAREST]
    key = "check.some_fit" if fits else "check.none_fits"
    return Checked(amount, bill, difference, fits, tuple(nearest), say(key, lang, paid=amount))
