"""What accounts come to: their figures and ages, and the sums of them by winter and by columns."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from heatcalc.balances.account import Account, Debt
from heatcalc.batches.sums_by import refuse_more
from heatcalc.money import Currency

AGES = ((0, "not_due"), (30, "days_30"), (90, "days_90"), (365, "days_365"))
"""How many days after it was due a debt is of which age, at most."""


class Figures(NamedTuple):
    """What an account, or many, come to [minor units]."""

    due: int = 0
    discount: int = 0
    fees: int = 0
    paid: int = 0
    balance: int = 0
    not_due: int = 0
    days_30: int = 0
    days_90: int = 0
    days_365: int = 0
    older: int = 0
    undated: int = 0
    """What is owed of debts of which nobody said when they were due."""

    def plus(self, other: "Figures") -> "Figures":
        """Return the sums of both."""
        return Figures(*map(sum, zip(self, other, strict=True)))


class WinterSums(NamedTuple):
    """What the bills of a winter come to [minor units]; what was paid in advance is of none."""

    bills: int = 0
    due: int = 0
    discount: int = 0
    fees: int = 0
    paid: int = 0
    owed: int = 0


def figures_of(account: Account, on: dt.date) -> Figures:
    """Return the figures of an account on a day."""
    ages = dict.fromkeys((*(name for _, name in AGES), "older", "undated"), 0)
    for debt in account.debts:
        ages[_age(debt.timing.due, on)] += debt.owed
    if account.overdrawn:
        ages[_age(account.overdrawn_on, on)] += account.overdrawn
    debts = account.debts
    return Figures(
        sum(debt.due for debt in debts),
        sum(debt.discount for debt in debts),
        sum(debt.fees for debt in debts),
        account.paid,
        account.balance,
        **ages,
    )


def oldest_due(account: Account) -> dt.date | None:
    """Return the earliest day on which something was due that is owed; None where that is not known."""
    days = [debt.timing.due for debt in account.debts if debt.owed and debt.timing.due is not None]
    return dt.date.fromordinal(min(days)) if days else None


def _age(due: int | None, on: dt.date) -> str:
    if due is None:
        return "undated"
    days = on.toordinal() - due
    return next((name for most, name in AGES if days <= most), "older")


def greatest_first(sums: Mapping[str, tuple[int, Figures]]) -> list[tuple[str, tuple[int, Figures]]]:
    """Return the sums by the values of a column, with the accounts of each, in the order of their balances."""
    return sorted(sums.items(), key=lambda each: (-each[1][1].balance, each[0]))


class BalanceTotals:
    """The sums of a run."""

    def __init__(self, currency: Currency, by: Sequence[str]) -> None:
        """Make it; `by` are the columns to sum by."""
        self._currency = currency
        self.accounts = self.owing = self.in_credit = 0
        self.owed = self.credit = 0
        self.overpaid_back = self.overdrawn = 0
        """How many accounts were paid back more than they had paid, and how much more [minor units]."""
        self.all = Figures()
        self.winters: dict[str, WinterSums] = {}
        self.by: dict[str, dict[str, tuple[int, Figures]]] = {column: {} for column in by}

    def add(self, account: Account, figures: Figures, values: Iterable[str]) -> None:
        """Add an account; `values` are what it says in the columns to sum by.

        Raises:
            InputFileError: a column has too many values.
        """
        self.accounts += 1
        self.all = self.all.plus(figures)
        if figures.balance > 0:
            self.owing += 1
            self.owed += figures.balance
        elif figures.balance < 0:
            self.in_credit += 1
            self.credit -= figures.balance
        if account.overdrawn:
            self.overpaid_back += 1
            self.overdrawn += account.overdrawn
        for debt in account.debts:
            self._add_debt(debt)
        for (column, sums), value in zip(self.by.items(), values, strict=True):
            if value not in sums:
                refuse_more(sums, column)
            count, before = sums.get(value, (0, Figures()))
            sums[value] = (count + 1, before.plus(figures))

    def _add_debt(self, debt: Debt) -> None:
        own = (1, debt.due, debt.discount, debt.fees, debt.paid, debt.owed)
        before = self.winters.get(debt.winter or "", WinterSums())
        self.winters[debt.winter or ""] = WinterSums(*map(sum, zip(before, own, strict=True)))

    def amounts(self, figures: NamedTuple) -> dict[str, str]:
        """Return figures as a manifest has them."""
        return {name: str(self._currency.amount(value)) for name, value in figures._asdict().items()}

    def of_winters(self) -> list[dict[str, Any]]:
        """Return the sums by winter, the newest first."""
        rows = sorted(self.winters.items(), reverse=True)
        return [{"winter": winter or None, **self.amounts(sums), "bills": sums.bills} for winter, sums in rows]

    def of_columns(self) -> dict[str, list[dict[str, Any]]]:
        """Return the sums by column, for each value, the greatest balance first."""
        return {
            column: [
                {"value": value, "accounts": count, **self.amounts(figures)}
                for value, (count, figures) in greatest_first(sums)
            ]
            for column, sums in self.by.items()
        }
