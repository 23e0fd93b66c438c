"""What a check of a ledger comes to: sums by explanation, by class, by column, and the largest differences."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from heatcalc.batches.patterns import SURE, Chosen, Sure
from heatcalc.batches.sums_by import refuse_more
from heatcalc.batches.trials import Cause
from heatcalc.messages import Lang, say
from heatcalc.money import Currency

LARGEST = 10
"""So many differences are named, the largest first."""

_MOST_TIED = 3
"""So many explanations are named together where nothing decides between them."""


class HomeSum:
    """Homes, and what they come to [minor units]."""

    def __init__(self) -> None:
        self.homes = self.differing = self.due = self.paid = self.rejected = 0
        self.causes: dict[Cause, list[int]] = {}
        """Of each explanation the homes, and the sum of their differences [minor units]."""

    def add(self, due: int, paid: int) -> None:
        """Count a home."""
        self.homes += 1
        self.differing += due != paid
        self.due += due
        self.paid += paid

    def agree(self, homes: int, due: int) -> None:
        """Count homes that paid what is due, and what is due of them together."""
        self.homes += homes
        self.due += due
        self.paid += due

    def count(self, other: "HomeSum") -> None:
        """Count the homes of another sum; what explains them is counted apart."""
        self.homes += other.homes
        self.differing += other.differing
        self.due += other.due
        self.paid += other.paid

    def explain(self, cause: Cause, difference: int) -> None:
        """Count the explanation of a home that was counted before."""
        sums = self.causes.setdefault(cause, [0, 0])
        sums[0] += 1
        sums[1] += difference


class Large(NamedTuple):
    """A large difference: whose it is, and what was found [minor units]."""

    size: int
    order: int
    account: str
    address: str
    due: int
    paid: int
    found: Chosen


class Unread(NamedTuple):
    """An amount that cannot be read: the number of its bill, whose it is, and what is written."""

    bill: int
    account: str
    address: str
    values: tuple[str, ...]
    """What its row says in the columns that are summed by."""
    found: str
    sheet: str = ""
    line: int = 0
    """Its physical line in the ledger, once that is known."""


class CheckSums:
    """Counts the homes of one check."""

    def __init__(self, columns: Sequence[str], currency: Currency, lang: Lang) -> None:
        """Make it; `columns` are the headers of those that are summed by."""
        self._currency, self._lang, self._columns = currency, lang, columns
        self._whole = HomeSum()
        self._classes: dict[tuple[str, str], HomeSum] = {}
        self._by: list[dict[str, HomeSum]] = [{} for _ in columns]
        self._sure: dict[Cause, dict[Sure, int]] = {}
        self._largest: list[Large] = []
        self._left = {"blank": 0, "unread": 0}
        self._left_due = self._rejected_paid = 0
        """What is due of the homes not compared, and what rows without a bill say was paid [minor units]."""
        self.unread: list[Unread] = []
        """The first amounts that cannot be read."""

    def add(self, group: tuple[str, str], values: Sequence[str], due: int, paid: int) -> None:
        """Count a home of a city and class, with its `values` in the columns [minor units].

        Raises:
            InputFileError: a column has too many values.
        """
        for each in self._sums_for(group, values):
            each.add(due, paid)

    def agree(self, group: tuple[str, str], values: Sequence[str], homes: int, due: int) -> None:
        """Count homes that paid what is due [minor units], all of one city and class and of the same `values`.

        Raises:
            InputFileError: a column has too many values.
        """
        for each in self._sums_for(group, values):
            each.agree(homes, due)

    def _sums_for(self, group: tuple[str, str], values: Sequence[str]) -> Iterator[HomeSum]:
        """Yield the sums into which homes of a city and class go, with what they say in the columns.

        Raises:
            InputFileError: a column has too many values.
        """
        if group not in self._classes:
            self._classes[group] = HomeSum()
        yield self._classes[group]
        yield from self._of_columns(values)

    def _of_columns(self, values: Sequence[str]) -> Iterator[HomeSum]:
        for column, sums, value in zip(self._columns, self._by, values, strict=True):
            if value not in sums:
                refuse_more(sums, column)
                sums[value] = HomeSum()
            yield sums[value]

    def reject(self, values: Sequence[str], paid: int) -> None:
        """Count a row that has no bill, with its `values` in the columns, and what it says was paid [minor units].

        Raises:
            InputFileError: a column has too many values.
        """
        self._rejected_paid += paid
        for each in self._of_columns(values):
            each.rejected += 1

    def leave(self, why: Literal["blank", "unread"], row: Unread, due: int) -> None:
        """Count a home that is not compared, and what is due of it, and keep the first whose amount cannot be read."""
        self._left[why] += 1
        self._left_due += due
        if why == "unread" and len(self.unread) < LARGEST:
            self.unread.append(row)

    def explain(self, group: tuple[str, str], values: Sequence[str], large: Large) -> None:
        """Count what was found of a home that was counted before."""
        cause, difference = self._named(large.found), large.paid - large.due
        of_columns = (sums[value] for sums, value in zip(self._by, values, strict=True))
        for each in (self._whole, self._classes[group], *of_columns):
            each.explain(cause, difference)
        sure = self._sure.setdefault(cause, dict.fromkeys(SURE, 0))
        sure[large.found.sure] += 1
        if len(self._largest) < LARGEST:
            heapq.heappush(self._largest, large)
        else:
            heapq.heappushpop(self._largest, large)

    def _folded(self, cause: Cause) -> Cause:
        """Return one explanation for all slips of single areas, which differ from home to home."""
        return Cause(cause.kind, say("check.mistyped_any", self._lang)) if cause.kind == "mistyped" else cause

    def _named(self, found: Chosen) -> Cause:
        """Return the explanation of a home; of several between which nothing decides, those that are named together."""
        tied = dict.fromkeys(map(self._folded, found.tied))
        if len(tied) < 2:
            return self._folded(found.cause)
        first, *others = [condition(each.text) for each in tied]
        text = first
        for each in others[: _MOST_TIED - 1]:
            text = say("check.or", self._lang, one=text, other=each)
        return Cause(found.cause.kind, text + ("…" if len(others) >= _MOST_TIED else ""))

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest says: amounts as text, the most homes first."""
        whole = self._whole
        for each in self._classes.values():
            whole.count(each)
        explained = sum(amount for _, amount in whole.causes.values())
        assert explained == whole.paid - whole.due, "a difference is lost"
        return {
            "compared": whole.homes,
            "agree": whole.homes - whole.differing,
            "differ": whole.differing,
            **self._left,
            "left_due": str(self._currency.amount(self._left_due)),
            "rejected_paid": str(self._currency.amount(self._rejected_paid)),
            "unread_first": [self._place(each) for each in self.unread],
            **self._amounts(whole),
            "explanations": [
                {**shown, "sure": self._sure[cause]} for cause, shown in zip(*self._explanations(whole), strict=True)
            ],
            "classes": [
                {"city": city, "class": class_, **self._sum(each)}
                for (city, class_), each in sorted(self._classes.items())
            ],
            "by": {
                column: [
                    {"value": value, **self._sum(each), "rejected": each.rejected} for value, each in _most_first(sums)
                ]
                for column, sums in zip(self._columns, self._by, strict=True)
            },
            "largest": [self._large(each) for each in sorted(self._largest, reverse=True)],
        }

    def _place(self, each: Unread) -> dict[str, Any]:
        return {
            **({"sheet": each.sheet} if each.sheet else {}),
            "line": each.line,
            "account": each.account,
            "address": each.address,
            "by": dict(zip(self._columns, each.values, strict=True)),
            "found": each.found,
        }

    def _amounts(self, each: HomeSum) -> dict[str, str]:
        amounts = {"due": each.due, "paid": each.paid, "difference": each.paid - each.due}
        return {name: str(self._currency.amount(amount)) for name, amount in amounts.items()}

    def _sum(self, each: HomeSum) -> dict[str, Any]:
        _, explanations = self._explanations(each)
        return {
            "homes": each.homes,
            "differ": each.differing,
            **self._amounts(each),
            "explanations": explanations,
        }

    def _explanations(self, each: HomeSum) -> tuple[list[Cause], list[dict[str, Any]]]:
        ranked = sorted(each.causes.items(), key=lambda item: (-item[1][0], -abs(item[1][1]), item[0]))
        shown = [
            {
                "cause": cause.kind,
                "explanation": condition(cause.text),
                "homes": homes,
                "difference": str(self._currency.amount(amount)),
            }
            for cause, (homes, amount) in ranked
        ]
        return [cause for cause, _ in ranked], shown

    def _large(self, each: Large) -> dict[str, str]:
        amounts = {"due": each.due, "paid": each.paid, "difference": each.paid - each.due}
        return {
            "account": each.account,
            "address": each.address,
            **{name: str(self._currency.amount(amount)) for name, amount in amounts.items()},
            "cause": each.found.cause.kind,
            "explanation": condition(each.found.cause.text),
            "sure": each.found.sure,
        }


def condition(text: str) -> str:
    """Return the condition of a sentence by itself, without the colon that leads on to its formula."""
    return text.rstrip(":：").removeprefix("若")


def _most_first(sums: Mapping[str, HomeSum]) -> list[tuple[str, HomeSum]]:
    return sorted(sums.items(), key=lambda item: (-item[1].differing, -abs(item[1].paid - item[1].due), item[0]))
