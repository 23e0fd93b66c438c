"""Checking a paid amount: the rule's amount, the difference, and plain explanations that would give what was paid.

A fit is a possibility, never a verdict: other facts of the home may give the same amount.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, Unpack

from heatcalc.billing.bill import Bill, Refusal, in_words, refusal
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.explanations import Fit, combinations_of, explanations
from heatcalc.billing.request import BillKeywords, BillRequest, Value, request_of, table_of
from heatcalc.billing.reverse import Reverse, distinct_from, price_paid, reversed_from
from heatcalc.errors import Refused, UsageError
from heatcalc.messages import Lang, say
from heatcalc.money import exact, plain
from heatcalc.tariffs.model import Table

_NEAREST = 5
"""How many explanations that do not fit are named: the best of each kind that halves the difference at least."""
_NEAR = Decimal("0.03")
"""What is further from the amount paid, as a share of it, is no explanation."""


class Checked(NamedTuple):
    """What a home should pay against what it paid: `fits` give the paid amount exactly, `nearest` do not."""

    paid: Decimal
    bill: Bill
    difference: Decimal
    fits: tuple[Fit, ...]
    nearest: tuple[Fit, ...]
    verdict: str
    equal_to: str = ""
    """In words: the share of the due amount that was paid, and the price that it comes to."""
    reverse: tuple[Reverse, ...] = ()
    """The figures that would give what was paid."""

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
            "reverse": [each.to_dict() for each in self.reverse],
            "bill": self.bill.to_dict(),
        }


def check(paid: Value, **asked: Unpack[BillKeywords]) -> Checked | Refusal:
    """Compare what was paid with what the rules give; `BillKeywords` has what can be asked.

    Raises:
        UsageError, TypeError, InvalidTable: as `bill` does.
    """
    return check_paid(table_of(asked), request_of(asked), exact(paid), asked.get("lang", "zh"))


def check_paid(table: Table, request: BillRequest, paid: Fraction, lang: Lang) -> Checked | Refusal:
    """Answer a check, see `check`.

    Raises:
        UsageError: a part of a minor unit is said to be paid.
    """
    try:
        calculation = calculate(table, request)
    except Refused as error:
        return refusal(error, lang)
    bill = in_words(calculation, lang)
    currency = calculation.formula.currency
    if (paid / currency.minor).denominator != 1:
        raise UsageError("usage.paid_places", value=plain(paid), places=currency.places)
    amount = currency.rounded(paid)
    difference, shown = amount - bill.due, currency.in_words(amount, lang)
    if not difference:
        return Checked(amount, bill, difference, (), (), say("check.equal", lang, paid=shown))
    if not amount:
        return Checked(amount, bill, difference, (), (), say("check.nothing_paid", lang))
    made = list(explanations(calculation, amount, lang))
    tried = sorted((each.fit for each in made), key=lambda fit: abs(fit.difference))
    if all(fit.difference for fit in tried):
        tried = [*combinations_of(calculation, made, amount, lang), *tried]
    fits = tuple(_once(fit for fit in tried if not fit.difference))
    best: dict[str, Fit] = {}
    for fit in tried:
        if 0 < abs(fit.difference) < abs(difference) / 2 and abs(fit.difference) <= amount * _NEAR:
            best.setdefault(fit.kind, fit)
    nearest = list(best.values())[:_NEAREST]
    key = "check.some_fit" if fits else "check.none_fits"
    verdict = say(key, lang, paid=shown)
    reverse = tuple(reversed_from(calculation, amount))
    return Checked(amount, bill, difference, fits, tuple(nearest), verdict, _share(calculation, amount, lang), reverse)


def _once(fits: Iterable[Fit]) -> Iterator[Fit]:
    """Yield explanations without those that say the same again, and habits of rounding that do the same here."""
    seen = set[tuple[str, str]]()
    for fit in fits:
        if fit.kind == "winter" and ("price", fit.formula) in seen:
            continue  # the price of another winter that is one of this winter's too
        said = fit.kind, fit.formula if fit.kind in ("rounding", "area_rounding", "price") else fit.text
        if said not in seen:
            seen.add(said)
            yield fit


def _share(calculation: Calculation, paid: Decimal, lang: Lang) -> str:
    """Say which share of the due amount was paid, and which price that comes to."""
    due = Fraction(calculation.amounts.due)
    if not due:
        return ""
    said, about = distinct_from(Fraction(paid) / due * 100, (Fraction(100), Fraction(0)), Fraction(1, 100))
    share = say("check.about_share" if about else "check.share", lang, share=plain(said))
    return (share + (" " if lang == "en" else "") + price_paid(calculation, paid, lang)).strip()
