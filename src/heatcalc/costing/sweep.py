"""How a gap moves with its inputs: where it closes, and what each combination of swept inputs gives."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from heatcalc.costing.figures import MOST_COMBINATIONS
from heatcalc.costing.gap import NO_SHARES, Gap, Revenue, cost_of
from heatcalc.costing.heat_cost import CostInput, CostInputs, from_table
from heatcalc.costing.shares import PayerShare, added_up, split
from heatcalc.errors import UsageError
from heatcalc.money import yuan


class BreakEven(NamedTuple):
    """Where there is no gap, and what a yuan more or less of source price does."""

    source_price: Fraction | None
    """[CNY/GJ] at which the households cover the cost; None where no price does."""
    tariff: Fraction
    """[CNY/㎡·season] at which they do."""
    per_yuan: Fraction | None
    """What 1 CNY/GJ changes [CNY/㎡·season]; None where the cost does not rest on a source price."""


def break_even(revenue: Revenue, gap: Gap) -> BreakEven:
    """Return where the households cover the cost; the cost is linear in the source price, so two prices tell."""
    tariff = gap.per_m2(gap.cost)
    if gap.inputs.closed or gap.inputs.source_price is None:
        return BreakEven(None, tariff, None)
    at = [cost_of(revenue, gap.inputs._replace(source_price=CostInput(Fraction(price))))[0].exact for price in (1, 2)]
    slope = at[1] - at[0]
    price = (Fraction(gap.paid) - at[0]) / slope + 1
    return BreakEven(price if price > 0 else None, tariff, slope / revenue.area)


class Combination(NamedTuple):
    """One combination of swept inputs, and the gap that it gives."""

    values: tuple[Fraction, ...]
    cost: Decimal
    paid: Decimal
    gap: Decimal
    area: Fraction
    parts: tuple[PayerShare, ...] = ()


def sweep(
    revenues: Sequence[Revenue],
    given: CostInputs,
    swept: Mapping[str, list[Fraction]],
    shares: Mapping[str, Fraction] = NO_SHARES,
    *,
    rural: bool,
) -> list[Combination]:
    """Return the gap for each combination of swept inputs, from what homes pay in all: no home is billed again.

    `shares` say who fills it: of a ledger that of each class by itself, as without a sweep.

    Raises:
        UsageError: more than two inputs are swept, or there are too many combinations.
    """
    count = 1
    for tried in swept.values():
        count *= len(tried)
    if len(swept) > 2:
        raise UsageError("usage.sweep_inputs", count=len(swept))
    if count > MOST_COMBINATIONS:
        raise UsageError("usage.sweep", most=MOST_COMBINATIONS, count=count)
    found = []
    paid = yuan(sum(each.paid for each in revenues))
    area = sum((each.area for each in revenues), Fraction(0))
    for values in product(*swept.values()):
        changed = given._replace(**{name: CostInput(value) for name, value in zip(swept, values, strict=True)})
        costs = [cost_of(each, from_table(changed, each.found, each.prices, rural=rural))[0].total for each in revenues]
        cost = sum(costs, Decimal(0))
        gaps = [cost - yuan(each.paid) for cost, each in zip(costs, revenues, strict=True)]
        parts = added_up(shares, split(sum((max(gap, Decimal(0)) for gap in gaps), Decimal(0)), shares))
        found.append(Combination(values, cost, paid, cost - paid, area, parts))
    return found
