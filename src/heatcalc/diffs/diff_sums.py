"""What a comparison of two runs comes to: sums by class and columns, how many win and lose, by how much."""

import heapq
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from heatcalc.batches.sums_by import refuse_more
from heatcalc.errors import UnprovenError
from heatcalc.money import Currency

Kind = Literal["same", "less", "more", "only_before", "only_after", "rejected_before", "rejected_after"]
CHANGES: tuple[Kind, ...] = ("less", "more")
MATCHED: tuple[Kind, ...] = (*CHANGES, "same")
ALONE: tuple[Kind, ...] = ("only_before", "only_after", "rejected_before", "rejected_after")
"""Homes that are not compared; of those that a run has rejected, it says why."""
KINDS = (*MATCHED, *ALONE)
LARGEST = 10
"""So many changes are named, the largest first."""
NAMED = 10
"""So many homes of each kind that are not compared are named."""
BOUNDS = tuple(step * 10**power for power in range(6) for step in (1, 2, 5))
"""The bounds of the histogram [the currency's unit], the same on both sides of zero."""


class KindSum(NamedTuple):
    """Homes of a kind, and what was and is due of them [minor units]."""

    homes: int = 0
    before: int = 0
    after: int = 0


class LargeChange(NamedTuple):
    """A large change [minor units]; among equal ones the first home comes first."""

    size: int
    order: int
    shown: Sequence[str]
    before: int
    after: int


class AloneHome(NamedTuple):
    """A home that is not compared, by its place among all homes, and why a run has rejected it, if one has."""

    order: int
    shown: Sequence[str]
    reason: str


class DiffSum:
    """Homes by kind."""

    def __init__(self) -> None:
        self._kinds: dict[Kind, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
        self.rejects = 0
        """Rows of the one ledger of a reform that the old table rejects."""

    @property
    def by_neither(self) -> int:
        """How many rows of one ledger neither table bills; 0 of two runs."""
        return max(0, self.rejects - self.of(("only_after", "rejected_before")).homes)

    @property
    def left_out(self) -> int:
        """How many are not compared."""
        return self.of(ALONE).homes + self.by_neither

    def add(self, kind: Kind, before: int, after: int, homes: int = 1) -> None:
        """Count a home, or several [minor units]."""
        sums = self._kinds[kind]
        sums[0] += homes
        sums[1] += before
        sums[2] += after

    def count(self, other: "DiffSum") -> None:
        """Count the homes of another sum."""
        for kind in KINDS:
            homes, before, after = other.of([kind])
            self.add(kind, before, after, homes)

    def of(self, kinds: Iterable[Kind]) -> KindSum:
        """Return the sum of some kinds."""
        return KindSum(*map(sum, zip(*(self._kinds[kind] for kind in kinds), strict=True)))


class DiffSums:
    """Counts the homes of one comparison."""

    def __init__(self, columns: Sequence[str], currency: Currency) -> None:
        """Make it; `columns` are the headers of those that are summed by."""
        self._columns, self._currency = columns, currency
        self._classes: dict[tuple[str, str], DiffSum] = {}
        self._by: list[dict[str, DiffSum]] = [{} for _ in columns]
        self._bins: dict[int, tuple[int, int]] = {}
        self._largest: list[LargeChange] = []
        self._alone: dict[Kind, list[AloneHome]] = {kind: [] for kind in ALONE}
        self._bounds = [bound * 10**currency.places for bound in BOUNDS]
        self._whole_bills = {"total": [0, 0], "others": [0, 0]}
        self.reclassified = 0
        """How many homes have another class, or city, after."""
        self.several = 0
        """How many homes have several rows, which were added up."""
        self._rejects = 0

    def add(self, kind: Kind, group: tuple[str, str], values: Sequence[str], before: int, after: int) -> None:
        """Count a home of a city and class, with its `values` in the columns [minor units].

        Raises:
            InputFileError: a column has too many values.
        """
        if group not in self._classes:
            self._classes[group] = DiffSum()
        self._classes[group].add(kind, before, after)
        for sums in self._of_values(values):
            sums.add(kind, before, after)

    def add_reject(self, values: Sequence[str]) -> None:
        """Count a row of the one ledger of a reform that the old table rejects, with its `values` in the columns.

        Raises:
            InputFileError: a column has too many values.
        """
        self._rejects += 1
        for sums in self._of_values(values):
            sums.rejects += 1

    def add_whole(self, total: Sequence[int], others: Sequence[int]) -> None:
        """Count what the heat of a home in both runs came to before and after, and what others paid [minor units]."""
        for name, amounts in (("total", total), ("others", others)):
            for side, amount in enumerate(amounts):
                self._whole_bills[name][side] += amount

    def add_change(self, large: LargeChange) -> None:
        """Count a home whose amount has changed, that was counted before."""
        change = large.after - large.before
        at = bisect_left(self._bounds, large.size) + 1
        bin_ = at if change > 0 else -at
        homes, amount = self._bins.get(bin_, (0, 0))
        self._bins[bin_] = homes + 1, amount + change
        if len(self._largest) < LARGEST:
            heapq.heappush(self._largest, large)
        else:
            heapq.heappushpop(self._largest, large)

    def add_alone(self, kind: Kind, home: AloneHome) -> None:
        """Keep a home of a kind that is not compared, if it is among the first."""
        insort(self._alone[kind], home)
        del self._alone[kind][NAMED:]

    def prove(self, before: int, after: int) -> None:
        """Check that no amount is lost: what is due of the two runs [minor units] is what was counted.

        Raises:
            UnprovenError: one is.
        """
        matched, alone = map(self._whole().of, (MATCHED, ALONE))
        change = matched.after - matched.before
        binned = sum(amount for _, amount in self._bins.values())
        if (matched.before + alone.before, matched.after + alone.after, binned) != (before, after, change):
            raise UnprovenError("diff.unequal")

    def manifest(self, shown: Sequence[str]) -> dict[str, Any]:
        """Return what the manifest says: amounts as text; `shown` are the names of what is shown of a home."""
        return {
            **self._sum(self._whole()),
            "by_neither": self._whole().by_neither,
            "whole": {name: self._amounts(KindSum(0, *sides)) for name, sides in self._whole_bills.items()},
            "reclassified": self.reclassified,
            "several": self.several,
            "classes": [
                {"city": city, "class": class_, **self._sum(each)}
                for (city, class_), each in sorted(self._classes.items())
            ],
            "by": {
                column: [{"value": value, **self._sum(each)} for value, each in _most_first(sums)]
                for column, sums in zip(self._columns, self._by, strict=True)
            },
            "histogram": self._histogram(),
            "largest": [
                {
                    "home": dict(zip(shown, each.shown, strict=True)),
                    **self._amounts(KindSum(1, each.before, each.after)),
                }
                for each in sorted(self._largest, reverse=True)
            ],
            "alone": [
                {"kind": kind, "home": dict(zip(shown, each.shown, strict=True)), "reason": each.reason}
                for kind, homes in self._alone.items()
                for each in homes
            ],
        }

    def _of_values(self, values: Sequence[str]) -> Iterator[DiffSum]:
        """Yield the sum of each column's value."""
        for column, sums, value in zip(self._columns, self._by, values, strict=True):
            if value not in sums:
                refuse_more(sums, column)
                sums[value] = DiffSum()
            yield sums[value]

    def _whole(self) -> DiffSum:
        whole = DiffSum()
        whole.rejects = self._rejects
        for each in self._classes.values():
            whole.count(each)
        return whole

    def _amounts(self, each: KindSum) -> dict[str, str]:
        amounts = {"before": each.before, "after": each.after, "change": each.after - each.before}
        return {name: str(self._currency.amount(amount)) for name, amount in amounts.items()}

    def _sum(self, each: DiffSum) -> dict[str, Any]:
        """Return sums: of the homes in both runs, and of each kind, so that none is mixed with another."""
        kinds = {kind: each.of([kind]) for kind in KINDS}
        matched = each.of(MATCHED)
        return {
            "homes": matched.homes,
            **self._amounts(matched),
            "left_out": each.left_out,
            "kinds": {kind: {"homes": sums.homes, **self._amounts(sums)} for kind, sums in kinds.items()},
        }

    def _histogram(self) -> list[dict[str, Any]]:
        """Return the changes by size, from the lowest to the highest bin that has homes; `from` and `to` are bounds.

        A change of a bound belongs to the bin that is nearer to zero; None is no bound.
        """
        if not self._bins:
            return []
        edges = [0, *self._bounds]
        rows = []
        for bin_ in range(min(self._bins), max(self._bins) + 1):
            if not bin_:
                continue
            homes, amount = self._bins.get(bin_, (0, 0))
            near, far = edges[abs(bin_) - 1], edges[abs(bin_)] if abs(bin_) < len(edges) else None
            ends = (near, far) if bin_ > 0 else (None if far is None else -far, -near)
            low, high = (None if end is None else str(self._currency.amount(end)) for end in ends)
            rows.append({"from": low, "to": high, "homes": homes, "change": str(self._currency.amount(amount))})
        return rows


def _most_first(sums: dict[str, DiffSum]) -> list[tuple[str, DiffSum]]:
    def size(each: DiffSum) -> int:
        matched = each.of(MATCHED)
        return abs(matched.after - matched.before)

    return sorted(sums.items(), key=lambda item: (-size(item[1]), item[0]))
