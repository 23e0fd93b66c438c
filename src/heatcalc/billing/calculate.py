"""Calculating a bill: from the request to exact amounts, before any of it is put into words."""

from typing import TYPE_CHECKING, NamedTuple

from heatcalc.billing.events import with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused, UsageError
from heatcalc.formula.evaluate import Amounts, amounts, name_of
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Formula
from heatcalc.measures import AREAS, GJ_PER, MEASURES
from heatcalc.money import plain
from heatcalc.tariffs.lookup import PLAN_NAMES, Found, find_city, find_class, find_rules, find_tariff
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.to_formula import tariff_formula

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


class Calculation(NamedTuple):
    """A calculated bill, before it is put into words."""

    table: Table
    request: BillRequest
    found: Found
    rules: list["Rule"]
    home: Home
    """The home with the measures that the rules derive from its events."""
    formula: Formula
    amounts: Amounts


class PricedTariff(NamedTuple):
    """The formula of a tariff, which many homes may share, with what it was made from."""

    found: Found
    rules: list["Rule"]
    formula: Formula


def price_tariff(table: Table, request: BillRequest) -> PricedTariff:
    """Find the tariff, the season and the rules that a request asks for, and make their formula.

    Raises:
        Refused: the table has none.
        UsageError: there is no such plan.
    """
    if request.plan not in PLAN_NAMES:
        raise UsageError("usage.plan", plan=request.plan, plans=list(PLAN_NAMES))
    name = request.city or table.default_city
    if not name:
        raise Refused("no_city", ("city",))
    city = find_city(table, name)
    class_ = find_class(table, city, request.class_)
    found = find_tariff(table, city, class_, request.plan, request.winter, request.home.attributes)
    rules = find_rules(table, found)
    return PricedTariff(found, rules, tariff_formula(table, found, rules))


def calculate(table: Table, request: BillRequest, priced: PricedTariff | None = None) -> Calculation:
    """Make the formula that a request asks for, unless it is `priced`, and read it exactly for the home.

    Raises:
        Refused: the table cannot answer.
        UsageError: the request itself is wrong.
    """
    for name, value in request.home.measures.items():
        if name not in MEASURES:
            raise UsageError("usage.measure", name=name, measures=list(MEASURES))
        low, high = MEASURE_RANGES.get(name, (0, 10**12))
        if value < low or (value == 0 and name not in GJ_PER) or value > high:
            key = "usage.range" if low or name in GJ_PER else "usage.range_above"
            raise UsageError(key, name=name_of(name), value=plain(value), low=low, high=high)
    found, rules, formula = priced or price_tariff(table, request)
    home = with_events(request.home, request.events, found, rules)
    return Calculation(table, request, found, rules, home, formula, amounts(formula, home))


MEASURE_RANGES = {
    **dict.fromkeys(AREAS, (0, 10_000_000)),
    "month": (0, 12),
    "day": (0, 366),
    "height_m": (1, 100),
    "outage_hours": (0, 9000),
}
"""The least and the most that one home can have of a measure: beyond it the figure is a slip, not a home."""
