"""The gap by what a column of a ledger says, such as townships: parts of the gap of all, which they add up to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from heatcalc.costing.apportion import apportion
from heatcalc.costing.gap import Gap, Revenue, cost_of
from heatcalc.costing.shares import PayerShare, added_up, split_over
from heatcalc.errors import UsageError
from heatcalc.money import in_fen, yuan


class ClassSum(NamedTuple):
    """Homes of a class of which a column has one value: area [㎡], what the tariff comes to, what they pay [fen]."""

    area: Fraction
    total: int
    paid: int


ClassSums = Mapping[tuple[str, str, str], ClassSum]
"""By value, city and class."""


class ValueGap(NamedTuple):
    """The gap of the homes of which a column has one value: area [㎡], amounts [CNY]."""

    value: str
    households: int
    area: Fraction
    cost: Decimal
    paid: Decimal
    others: Decimal
    gap: Decimal
    parts: tuple[PayerShare, ...]


def first_of(values: Sequence[ValueGap], most: int, rest: str) -> tuple[ValueGap, ...]:
    """Return the first `most` of gaps by value, and the sum of those behind them as one that is called `rest`."""
    behind = values[most:]
    if not behind:
        return tuple(values)
    cost, paid, others, gap = (
        sum((getattr(each, name) for each in behind), Decimal(0)) for name in ("cost", "paid", "others", "gap")
    )
    area = sum((each.area for each in behind), Fraction(0))
    parts = [part for each in behind for part in each.parts]
    shared = added_up({part.payer: part.share for part in parts}, parts)
    homes = sum(each.households for each in behind)
    return (*values[:most], ValueGap(rest, homes, area, cost, paid, others, gap, shared))


def gaps_by_value(
    sums: Sequence[Mapping[str, Any]],
    revenues: Sequence[Revenue],
    gaps: Sequence[Gap],
    of_classes: ClassSums = MappingProxyType({}),
) -> tuple[ValueGap, ...]:
    """Return the gaps by the values of a column, the greatest first; `sums` are those of the bills by its values.

    The cost is shared out by area, or by what the tariff comes to where it is taken for the cost, so that the costs
    of all values add up to the fen. Who fills the gap is by class, as without a column: the gap of a class is shared by
    the values in which it has one, and a class with a surplus fills no gap of another.

    Raises:
        UsageError: a ㎡ does not cost the same in all cities and classes of the ledger.
    """
    closed = gaps[0].inputs.closed
    costs = [
        cost_of(each, gap.inputs)[0].exact / (each.tariff_total if closed else each.area)
        for each, gap in zip(revenues, gaps, strict=True)
        if each.tariff_total or not closed
    ]
    if len(set(costs)) > 1 or any(gap.inputs.closed != closed for gap in gaps):
        raise UsageError("usage.by_costs")
    whole = in_fen(sum((gap.cost for gap in gaps), Decimal(0)))
    weights = [Fraction(each["total" if closed else "area"]) for each in sums]
    parts = apportion(whole, [whole * weight / (sum(weights) or 1) for weight in weights], "largest-remainder")
    shared = split_over(_to_be_filled(sums, gaps, of_classes), gaps[0].shares) if gaps[0].shares else [()] * len(sums)
    found = []
    for each, part, filled in zip(sums, parts, shared, strict=True):
        cost = yuan(part)
        paid = Decimal(each["household"])
        gap = cost - paid
        figures = each["households"], Fraction(each["area"]), cost, paid, Decimal(each["others"]), gap
        found.append(ValueGap(each["value"], *figures, filled))
    return tuple(sorted(found, key=lambda each: (-each.gap, each.value)))


def _to_be_filled(sums: Sequence[Mapping[str, Any]], gaps: Sequence[Gap], of_classes: ClassSums) -> list[Decimal]:
    """Return how much of the gaps of all classes falls to each value [CNY]; they add up to those gaps."""
    exact = [Fraction(0)] * len(sums)
    lacking = [gap for gap in gaps if gap.gap > 0]
    for gap in lacking:
        keys = [(each["value"], gap.found.city.id, gap.class_) for each in sums]
        cells = [of_classes.get(key, ClassSum(Fraction(0), 0, 0)) for key in keys]
        weights = [Fraction(cell.total) if gap.inputs.closed else cell.area for cell in cells]
        cost, weight = in_fen(gap.cost), sum(weights)
        gaps_here = [
            max(cost * each / weight - cell.paid, Fraction(0)) for each, cell in zip(weights, cells, strict=True)
        ]
        whole, of = in_fen(gap.gap), sum(gaps_here)
        exact = [so_far + whole * each / of for so_far, each in zip(exact, gaps_here, strict=True)]
    whole = in_fen(sum((gap.gap for gap in lacking), Decimal(0)))
    return list(map(yuan, apportion(whole, exact, "largest-remainder")))
