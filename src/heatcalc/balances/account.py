"""One account in time: its debts, the payments in the order of their dates, and what is owed on a day.

Amounts are whole minor units. A fee is of the part of a debt that is open, and exact until it is rounded with the debt.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, Protocol

Order = Literal["oldest", "newest"]
"""Which debt a payment settles first."""


class Charges(Protocol):
    """What the date of a payment changes of a debt, as its bill has it."""

    def fee(self, day: int) -> Fraction:
        """Return what is added to the whole debt if it is paid on a day [minor units]."""

    def discount(self, day: int) -> int:
        """Return what is taken off the whole debt if it is paid on a day [minor units]."""

    def rounded(self, fees: Fraction) -> int:
        """Return what fees on the debt come to where they are rounded with it [minor units]."""


class Timing(NamedTuple):
    """When the date of a payment matters to a debt [days, counted from 1 in the year 1]; None: it never does."""

    due: int | None = None
    """The last day without a late fee, or the day that debts without such a rule are said to be due."""
    fee_after: int | None = None
    discount_until: int | None = None


class Debt:
    """What is due of one bill, and what became of it."""

    def __init__(self, due: int, timing: Timing, charges: Charges, winter: str | None = None, begun: int = 0) -> None:
        self.due, self.timing, self.winter = due, timing, winter
        self.begun = begun
        """The first day of its winter, as `Timing` counts days; 0 where it has none."""
        self.open = due
        """What is left of the amount due, without fees."""
        self.discount = 0
        self.fees = 0
        """The fees so far."""
        self.fees_paid = 0
        self._charges = charges
        self._fees = Fraction(0)
        self._since = 0
        """The day up to which fees are counted."""

    @property
    def owed(self) -> int:
        """What is owed of it, with fees."""
        return self.open + self.fees - self.fees_paid

    @property
    def paid(self) -> int:
        """What was paid of it, with fees."""
        return self.due - self.discount - self.open + self.fees_paid

    def count_to(self, day: int) -> None:
        """Count the fees on what is open up to a day, inclusive."""
        after = self.timing.fee_after
        if after is not None and self.open and day > max(after, self._since):
            before = self._charges.fee(self._since) if self._since > after else Fraction(0)
            self._fees += (self._charges.fee(day) - before) * Fraction(self.open, self.due)
            self.fees = self._charges.rounded(self._fees)
        self._since = day

    def settle(self, day: int, amount: int) -> int:
        """Pay as much of the amount due as an amount covers, less the discount where it covers all; return how much."""
        if amount <= 0 or not self.open:
            return 0
        until = self.timing.discount_until
        off = self._charges.discount(day) if until is not None and day <= until else 0
        if amount >= self.open - off:
            paid, self.open, self.discount = self.open - off, 0, off
            return paid
        self.open -= amount
        return amount

    def settle_fees(self, amount: int) -> int:
        """Pay as much of the fees as an amount covers, and return how much."""
        paid = max(min(amount, self.fees - self.fees_paid), 0)
        self.fees_paid += paid
        return paid

    def reopen(self, amount: int) -> None:
        """Take back a part of what was paid of the amount due; then it is not paid in full, and has no discount."""
        self.open += amount + self.discount
        self.discount = 0


class Payment(NamedTuple):
    """What was paid on a day [minor units; below zero what was paid back], for a winter where it says so."""

    day: int
    amount: int
    winter: str | None = None


class _Step(NamedTuple):
    """What a payment settled."""

    debt: Debt
    amount: int
    is_fee: bool


class Account:
    """The debts of an account, oldest first, on the day up to which payments were taken."""

    def __init__(self, debts: Sequence[Debt], order: Order = "oldest", *, fee_first: bool = False) -> None:
        self.debts = debts
        self.credit = 0
        """What was paid in advance."""
        self.overdrawn = 0
        """What was paid back beyond all that was paid, and when."""
        self.overdrawn_on = 0
        self.paid = 0
        self._order: Order = order
        self._fee_first = fee_first
        self._steps: list[_Step] = []

    def take(self, payments: Iterable[Payment], on: dt.date) -> None:
        """Take payments, in the order of their dates, and count fees up to a day."""
        for each in payments:
            self.paid += each.amount
            if self._is_moved_by(each.day):
                for debt in self.debts:
                    debt.count_to(each.day)
            if each.amount < 0:
                self._pay_back(each.day, -each.amount)
            else:
                self._pay(each)
        for debt in self.debts:
            debt.count_to(on.toordinal())

    def _is_moved_by(self, day: int) -> bool:
        return any(debt.timing.fee_after is not None and day > debt.timing.fee_after for debt in self.debts)

    @property
    def balance(self) -> int:
        """What is owed; below zero what was paid in advance."""
        return sum(debt.owed for debt in self.debts) + self.overdrawn - self.credit

    def _queue_on(self, day: int) -> Sequence[Debt]:
        """Return the debts as a payment on a day settles them; those of winters yet to come are never the newest."""
        if self._order == "oldest":
            return self.debts
        ahead = [debt for debt in self.debts if debt.begun > day]
        return [*(debt for debt in reversed(self.debts) if debt.begun <= day), *ahead]

    def _pay(self, payment: Payment) -> None:
        left = payment.amount
        queue = self._queue_on(payment.day)
        named = [debt for debt in queue if debt.winter == payment.winter] if payment.winter is not None else []
        for debt in (*named, *queue):
            steps = (True, False) if self._fee_first else (False, True)
            for is_fee in steps:
                paid = debt.settle_fees(left) if is_fee else debt.settle(payment.day, left)
                if paid:
                    self._steps.append(_Step(debt, paid, is_fee))
                    left -= paid
            if not left:
                return
        back = min(left, self.overdrawn)
        self.overdrawn -= back
        self.credit += left - back

    def _pay_back(self, day: int, amount: int) -> None:
        """Pay back from what was paid in advance, then from what was settled last."""
        taken = min(amount, self.credit)
        self.credit -= taken
        left = amount - taken
        while left and self._steps:
            step = self._steps.pop()
            taken = min(left, step.amount)
            if step.is_fee:
                step.debt.fees_paid -= taken
            else:
                step.debt.reopen(taken)
            if taken < step.amount:
                self._steps.append(step._replace(amount=step.amount - taken))
            left -= taken
        if left:
            self.overdrawn += left
            self.overdrawn_on = day
