"""The figures that a cost rests on, as people state them: one range for an option and for a file of scenarios."""

from fractions import Fraction
from typing import NamedTuple

from heatcalc.errors import UsageError
from heatcalc.measures import Both
from heatcalc.money import half_width, parse_number, plain
from heatcalc.schema.fields import NumberField
from heatcalc.tariffs.schema_costs import HEAT_PRICE, HEAT_USE, LOSS, MULTIPLE, NETWORK_COST
from heatcalc.tariffs.schema_heat_costs import UNIT_COSTS


class CostFigure(NamedTuple):
    """A figure of a cost: its option, what it may be, and its name with its unit."""

    option: str
    field: NumberField
    label: Both


COST_FIGURES = {
    "source_price": CostFigure("--source-price", HEAT_PRICE, Both("热源价，元/吉焦", "source price [CNY/GJ]")),
    "heat_use": CostFigure("--heat-use", HEAT_USE, Both("耗热量，吉焦/㎡·采暖季", "heat used [GJ/㎡·season]")),
    "loss": CostFigure("--loss", LOSS, Both("管网热损失率", "network loss as a share")),
    "network_cost": CostFigure(
        "--network-cost", NETWORK_COST, Both("管网成本，元/㎡·采暖季", "network cost [CNY/㎡·season]")
    ),
    "network_monthly": CostFigure(
        "--network-cost", NETWORK_COST, Both("管网成本，元/㎡·月", "network cost [CNY/㎡·month]")
    ),
    "rural_multiple": CostFigure("--rural-multiple", MULTIPLE, Both("农村倍数", "the rural multiple")),
    "extra_days": CostFigure(
        "--extra-days", NumberField("0", "366"), Both("采暖季外供热天数", "days of heat outside the season")
    ),
    "unit_cost": CostFigure(
        "--unit-cost", UNIT_COSTS, Both("单位供热成本，元/㎡·采暖季", "cost of heat [CNY/㎡·season]")
    ),
}
"""By the names of `CostInputs`, in its order."""

_EXAMPLES = {
    "source_price": "24.5",
    "heat_use": "0.4",
    "loss": "0.1",
    "network_cost": "8",
    "network_monthly": "1.33",
    "rural_multiple": "3",
    "extra_days": "10",
    "unit_cost": "25",
}
_MONTHLY = ("/month", "/月")
MOST_COMBINATIONS = 10_000


def network_figure(text: str) -> tuple[str, str]:
    """Return the name of the figure that a network cost is, by the month (`1.33/月`) or the season, and its number."""
    if text.endswith(_MONTHLY):
        return "network_monthly", text.rpartition("/")[0]
    return "network_cost", text


def figures_of(name: str, text: str) -> list[Fraction]:
    """Read the figure `name`, or the figures of a range: `24.5..27.5:0.5`; a share may be in per cent: `8%..12%:2%`.

    Raises:
        UsageError: it is no number or range, it is out of range, or there are too many figures.
    """
    option = COST_FIGURES[name].option
    first, dots, rest = half_width(text).partition("..")
    if not dots:
        value = parse_number(text, ("%",))
        if value is None and ":" in half_width(text):
            raise UsageError("usage.range_of", option=option, value=text, example=_range_like(name))
        if value is None:
            raise UsageError("usage.number", option=option, value=text, example=_EXAMPLES[name])
        return [in_range(name, value / 100 if half_width(text).endswith("%") else value)]
    last, colon, step = rest.partition(":")
    low, high, by = (parse_number(each, ("%",)) for each in (first, last, step))
    in_percent = {each.endswith("%") for each in (first, last, step)}
    if not colon or low is None or high is None or not by or high < low or len(in_percent) > 1:
        raise UsageError("usage.range_of", option=option, value=text, example=_range_like(name))
    if True in in_percent:
        low, high, by = low / 100, high / 100, by / 100
    count = (high - low) // by + 1
    if count > MOST_COMBINATIONS:
        raise UsageError("usage.sweep", most=MOST_COMBINATIONS, count=count)
    return [in_range(name, low + by * at) for at in range(count)]


def _range_like(name: str) -> str:
    """Return a range as one may be written."""
    return "8%..12%:2%" if name == "loss" else "24.5..27.5:0.5"


def in_range(name: str, value: Fraction) -> Fraction:
    """Return the figure `name` if it may be that.

    Raises:
        UsageError: it is out of range.
    """
    option, field, _ = COST_FIGURES[name]
    if not field.holds(value):
        low = field.low if field.above is None else field.above
        key = "usage.range" if field.above is None else "usage.range_above"
        assert low is not None
        assert field.high is not None
        raise UsageError(key, name=option, value=plain(value), low=plain(low), high=plain(field.high))
    return value
