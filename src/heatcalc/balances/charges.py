"""What the date of a payment changes of a bill: the fee and the discount that the bill itself would have.

No rule is told apart here. The formula of the bill is read once without a date and once with it, and the difference is
the fee or the discount; so a balance and `heatcalc bill --paid-on` cannot disagree.
"""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from heatcalc.balances.account import Timing
from heatcalc.billing.calculate import Calculation, PricedTariff
from heatcalc.billing.events import attributes_stated
from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Subtotal
from heatcalc.money import round_to
from heatcalc.rules.payment_dates import PAID
from heatcalc.schema.winters import MonthDay
from heatcalc.tariffs.model import Table


class PaymentTerms(NamedTuple):
    """What bills of one tariff have in common: the city, the winter, and when the date of a payment matters."""

    city: str
    winter: int | None
    timing: Timing
    unanswered: bool = False
    """Whether a rule asks for the winter, and none is known."""


def terms_of(table: Table, home: Home, priced: PricedTariff, due: MonthDay | None) -> PaymentTerms:
    """Return the terms of homes with these attributes; `due` is when bills are due of which no rule says so."""
    found = priced.found
    stated = Home({}, attributes_stated(table, found.city, home.attributes))
    rules = [rule for rule in priced.rules if rule.reads == PAID.name and rule.is_for(stated)]
    fee_after = min(filter(None, (rule.due_date(found.span) for rule in rules)), default=None)
    ends = (None if found.winter is None else rule.discount_ends(found.winter) for rule in rules)
    until = max(filter(None, ends), default=None)
    said = due.in_winter(found.winter) if due is not None and found.winter is not None else None
    timing = Timing(*map(_day, (fee_after or said, fee_after, until)))
    return PaymentTerms(found.city.id, found.winter, timing, unanswered=bool(rules) and found.winter is None)


def _day(date: dt.date | None) -> int | None:
    return None if date is None else date.toordinal()


class BillCharges:
    """Fees and discounts of one bill; it is calculated when the first is asked for."""

    def __init__(self, due: int, calculate: Callable[[], Calculation]) -> None:
        """Make them for what is due [minor units]; `calculate` gives the bill as if no date of payment were known."""
        self._due, self._calculate = due, calculate
        self._on: dict[int, Fraction] = {}

    @cached_property
    def _bill(self) -> Calculation:
        return self._calculate()

    @cached_property
    def _exact(self) -> Fraction:
        """The bill before it is rounded [minor units]."""
        return self._read(self._bill.evaluator)

    @cached_property
    def _scale(self) -> Fraction:
        """What the amount due is of the bill that the table gives: 1, unless the bill was made otherwise."""
        own = self._round(self._exact)
        return Fraction(self._due, own) if own else Fraction(0)

    @property
    def differs(self) -> bool:
        """Whether the bill was calculated here, and is not what the table gives."""
        return "_bill" in self.__dict__ and self._scale != 1

    def fee(self, day: int) -> Fraction:
        """Return what is added to the whole bill if it is paid on a day [minor units]."""
        return max(self._change(day), Fraction(0))

    def discount(self, day: int) -> int:
        """Return what is taken off the whole bill if it is paid on a day [minor units]."""
        if day < self._bill.found.since.toordinal():
            return 0
        return max(-self.rounded(min(self._change(day), Fraction(0))), 0)

    def rounded(self, fees: Fraction) -> int:
        """Return what fees on the bill come to where they are rounded with it [minor units]."""
        base = self._exact if self._scale == 1 else Fraction(self._due)
        return self._round(base + fees) - self._due

    def _change(self, day: int) -> Fraction:
        if day not in self._on:
            paid = self._bill.home.with_measures(**{PAID.name: Fraction(day)})
            self._on[day] = (self._read(Evaluator(paid)) - self._exact) * self._scale
        return self._on[day]

    def _read(self, evaluator: Evaluator) -> Fraction:
        formula = self._bill.formula
        return evaluator.value(Subtotal(formula.lines)) / formula.currency.minor

    def _round(self, minor: Fraction) -> int:
        formula = self._bill.formula
        amount = round_to(minor * formula.currency.minor, formula.rounding.step, formula.rounding.mode)
        return formula.currency.in_minor(formula.currency.rounded(amount))
