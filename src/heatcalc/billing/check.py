"""Checking a paid amount: the rule's amount, the difference, and plain explanations that would give what was paid.

A fit is a possibility, never a verdict: other facts of the home may give the same amount.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, Unpack

from heatcalc.billing.bill import Bill, Refusal, in_words, refusal
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.explanations import Fit, explanations
from heatcalc.billing.request import BillKeywords, BillRequest, Value, request_of, table_of
from heatcalc.errors import Refused
from heatcalc.formula.evaluate import Evaluator, amounts, name_of
from heatcalc.measures import AREAS
from heatcalc.messages import Lang, say
from heatcalc.money import exact, plain, round_to
from heatcalc.tariffs.model import Table

_NEAREST = 5
"""How many explanations that do not fit are named: the best of each kind that halves the difference at least."""


class Checked(NamedTuple):
    """What a home should pay against what it paid: `fits` give the paid amount exactly, `nearest` do not."""

    paid: Decimal
    bill: Bill
    difference: Decimal
    fits: tuple[Fit, ...]
    nearest: tuple[Fit, ...]
    verdict: str
    equal_to: str = ""
    """In words: the share of the due amount that was paid, and the area that it would pay for."""

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
            "equal_to": self.equal_to,
            "bill": self.bill.to_dict(),
        }


def check(paid: Value, **asked: Unpack[BillKeywords]) -> Checked | Refusal:
    """Compare what was paid with what the rules give; `BillKeywords` has what can be asked.

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
    currency = calculation.formula.currency
    amount = currency.rounded(paid)
    difference, shown = amount - bill.due, currency.in_words(amount, lang)
    if not difference:
        return Checked(amount, bill, difference, (), (), say("check.equal", lang, paid=shown))
    tried = sorted(explanations(calculation, amount, lang), key=lambda fit: abs(fit.difference))
    fits = tuple(fit for fit in tried if not fit.difference)
    best: dict[str, Fit] = {}
    for fit in tried:
        if 0 < abs(fit.difference) < abs(difference) / 2:
            best.setdefault(fit.kind, fit)
    nearest = list(best.values())[:_NEAREST]
    key = "check.some_fit" if fits else "check.none_fits"
    verdict = say(key, lang, paid=shown)
    return Checked(amount, bill, difference, fits, tuple(nearest), verdict, _equal_to(calculation, amount, lang))


def _equal_to(calculation: Calculation, paid: Decimal, lang: Lang) -> str:
    """Say which share of the due amount was paid, and which area it would pay for at the same price [㎡]."""
    due = Fraction(calculation.amounts.due)
    if not due:
        return ""
    share = plain(round_to(Fraction(paid) / due * 100, Fraction(1, 100), "half_up"))
    said = say("check.share", lang, share=share)
    stated = next((name for name in AREAS if name in calculation.request.home.measures), None)
    if stated is None or not paid:
        return said
    area = round_to(calculation.home.measures[stated] * Fraction(paid) / due, Fraction(1, 100), "half_up")
    try:
        found = amounts(calculation.formula, Evaluator(calculation.home.with_measures(**{stated: area}))).due
    except Refused:
        return said
    # The amount is near enough where it is that of this area to a hundredth: the price may have tiers or a fixed part.
    if abs(Fraction(found) - Fraction(paid)) * area > Fraction(paid) / 100:
        return said
    key = "check.area_paid" if found == paid else "check.about_area"
    return said + say(key, lang, name=name_of(stated), area=plain(area))
