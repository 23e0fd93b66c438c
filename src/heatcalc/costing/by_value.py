"""The gap by what a column of a ledger says, such as townships: parts of the gap of all, which they add up to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.costing.apportion import apportion
from heatcalc.costing.gap import Gap, Revenue, cost_of
from heatcalc.costing.shares import PayerShare, added_up, split
from heatcalc.errors import UsageError
from heatcalc.money import in_fen, yuan


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
    sums: Sequence[Mapping[str, Any]], revenues: Sequence[Revenue], gaps: Sequence[Gap]
) -> tuple[ValueGap, ...]:
    """Return the gaps by the values of a column, the greatest first; `sums` are those of the bills by its values.

    The cost is shared out by area, or by what the tariff comes to where it is taken for the cost, so that the costs
    of all values add up to the fen. A surplus of one value fills no gap of another.

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
    found = []
    for each, part in zip(sums, parts, strict=True):
        cost = yuan(part)
        paid = Decimal(each["household"])
        gap = cost - paid
        figures = each["households"], Fraction(each["area"]), cost, paid, Decimal(each["others"]), gap
        found.append(ValueGap(each["value"], *figures, split(gap, gaps[0].shares)))
    return tuple(sorted(found, key=lambda each: (-each.gap, each.value)))
