"""What heat costs, as a formula: the same tree as a bill's, so that it explains itself and runs over many homes.

    per ㎡ and season = source price [CNY/GJ] × heat used [GJ/㎡·season] ÷ (1 - loss) + network cost [CNY/㎡·season]

A rural home's cost is a multiple of that; heat outside the season costs its share of the heat bought. Of the report on
朔州 only the multiple is known: then the cost is calculated from the tariff, if the tariff covers the urban cost.
"""

from fractions import Fraction
from typing import NamedTuple

from heatcalc.costing.source_prices import SourcePrices
from heatcalc.errors import Refused, UsageError
from heatcalc.formula.home import Span
from heatcalc.formula.nodes import Formula, Line, Node, Number, Product, Quotient, Subtotal, Sum
from heatcalc.measures import Both
from heatcalc.tariffs.lookup import Found
from heatcalc.tariffs.model import City
from heatcalc.tariffs.price_nodes import area_node

NOTHING = Both("", "")


class CostInput(NamedTuple):
    """A figure that the cost rests on, and its source; without one it is the asker's own."""

    value: Fraction
    source: str = ""
    city: str = ""
    """The id of the city whose figure it is, where it is taken by the city's name."""
    whose: Both = NOTHING
    """The same in words: `太原，同省`."""
    how: str = ""
    """How it follows from the figure of the source, where that is per other ㎡ or another period: `31.02 × 0.75`."""

    def marked(self, label: Both) -> Both:
        """Return the label of a line with whose figure is in it."""
        if not self.city:
            return label
        return Both(f"{label.zh}（{self.whose.zh}）", f"{label.en} ({self.whose.en})")


class CostInputs(NamedTuple):
    """The figures of a cost. None is assumed: each is given by the asker, or by the table with its source."""

    source_price: CostInput | None = None
    """[CNY/GJ]"""
    heat_use: CostInput | None = None
    """[GJ/㎡·season]"""
    loss: CostInput | None = None
    """A share of the heat bought."""
    network_cost: CostInput | None = None
    """[CNY/㎡·season]"""
    network_monthly: CostInput | None = None
    """The same by the month of the season [CNY/㎡·month]."""
    rural_multiple: CostInput | None = None
    """Cost per ㎡ of a rural home ÷ that of an urban one; None for an urban home."""
    extra_days: CostInput | None = None
    """Days of heat outside the season [day]."""
    unit_cost: CostInput | None = None
    """What heat costs in all [CNY/㎡·season], instead of all that it is made of."""

    @property
    def closed(self) -> bool:
        """Whether nothing is known of the cost but the multiple, so that the tariff is taken for it."""
        return all(each is None for each in _parts(self))


COST_INPUTS = CostInputs._fields


def _parts(inputs: CostInputs) -> tuple[CostInput | None, ...]:
    return (inputs.heat_use, inputs.network_cost, inputs.network_monthly, inputs.loss, inputs.unit_cost)


def from_table(given: CostInputs, found: Found, prices: SourcePrices, *, rural: bool) -> CostInputs:
    """Return the inputs with what a source states for the city, where the asker gives none.

    The multiple is taken only for a `rural` home.

    Raises:
        UsageError: a cost in all is given beside what it is made of.
    """
    city, price = found.city, prices.agreed
    stated = {
        name: CostInput(value, entry.source)
        for entry in city.cost
        for name in ("heat_use", "loss", "network_cost", "rural_multiple")
        if (value := getattr(entry, name)) is not None
    }
    if price is not None:
        stated["source_price"] = CostInput(price.rate, price.source)
    if given.unit_cost is not None:
        if any(getattr(given, name) is not None for name in COST_INPUTS if name not in ("unit_cost", "rural_multiple")):
            raise UsageError("usage.unit_cost_alone")
        stated = {name: each for name, each in stated.items() if name == "rural_multiple"}
    if not rural:
        stated.pop("rural_multiple", None)
    if given.network_monthly is not None:
        stated.pop("network_cost", None)
    return CostInputs(**{name: getattr(given, name) or stated.get(name) for name in COST_INPUTS})


def cost_formula(
    inputs: CostInputs, city: City, span: Span, tariff_total: Fraction | None, offered: Both, unfit: Both
) -> Formula:
    """Return the formula of what the heat of a home, or of an area, costs in a season.

    `tariff_total` [CNY], what the tariff comes to, is taken for the urban cost where nothing else is known. `offered`
    says which figures could be taken by name, `unfit` which prices do not hold; a refusal says both.

    Raises:
        Refused: a figure is missing; `missing` names it.
    """
    lines: list[Line] = []

    def add(id_: str, label: Both, node: Node, source: str) -> None:
        lines.append(Line(id_, label, node, source, always=True))

    if inputs.unit_cost is not None:
        cost = inputs.unit_cost
        rate = Number(cost.value, ("building_m2", "season"), cost.source)
        label = cost.marked(Both("单位成本 × 面积", "Cost per ㎡ × area"))
        add("unit", label, Product((area_node("building_m2", city), rate)), cost.source)
    elif inputs.closed:
        if inputs.rural_multiple is None or tariff_total is None or inputs.extra_days is not None:
            raise _no_cost(("heat_use", "loss", "network_cost"), inputs, city, offered, unfit)
        add(
            "urban",
            Both("城区成本（假定等于热价）", "Urban cost (taken as the tariff)"),
            Number(tariff_total, "money"),
            "",
        )
    else:
        area = area_node("building_m2", city)
        price, use, loss = _all(inputs, city, offered, unfit)
        heat = Quotient(
            Product((area, Number(price.value, ("GJ",), price.source), Number(use.value, "heat_use", use.source))),
            Sum((Number(Fraction(1)), Number(-loss.value, "share", loss.source))),
        )
        add("heat", use.marked(Both("购热", "Heat bought")), heat, price.source)
        network, source = _network(inputs, area, span)
        add("network", Both("管网", "Network"), network, source)
        if inputs.extra_days is not None:
            if span.days is None:
                raise Refused("no_season", ("day",))
            days = Number(inputs.extra_days.value, "day", inputs.extra_days.source)
            extra = Product((Quotient(lines[0], Number(span.days, "day")), days))
            add("extra_days", Both("采暖季外供热", "Heat outside the season"), extra, inputs.extra_days.source)
    if inputs.rural_multiple is not None:
        multiple = inputs.rural_multiple
        more = Sum((Number(multiple.value, "", multiple.source), Number(Fraction(-1))))
        add(
            "rural",
            Both("农村增加的成本", "Extra cost of a rural home"),
            Product((Subtotal(tuple(lines)), more)),
            multiple.source,
        )
    return Formula(tuple(lines))


def _no_cost(missing: tuple[str, ...], inputs: CostInputs, city: City, offered: Both, unfit: Both) -> Refused:
    """Return the refusal for figures that are missing, with the options that give them."""
    lacking = [name for name in ("source_price",) if inputs.source_price is None and name not in missing]
    options = [f"--{name.replace('_', '-')}" for name in (*lacking, *missing)]
    message = "no_cost_but_rural" if inputs.closed and inputs.extra_days is None else ""
    rural = "--rural" if any(entry.rural_multiple for entry in city.cost) else "--rural-multiple"
    values = {"options": options, "rural": rural, "offered": offered}
    values["unfit"] = unfit if inputs.source_price is None else NOTHING
    return Refused("no_cost", missing, message=message, city=city.both, **values)


def _network(inputs: CostInputs, area: Node, span: Span) -> tuple[Node, str]:
    """Return what the network costs for a season, and the source of the figure."""
    yearly, monthly = inputs.network_cost, inputs.network_monthly
    if yearly is not None:
        return Product((area, Number(yearly.value, ("building_m2", "season"), yearly.source))), yearly.source
    assert monthly is not None
    if span.months is None:
        raise Refused("no_season", ("month",))
    rate = Number(monthly.value, ("building_m2", "month"), monthly.source)
    return Product((area, rate, Number(span.months, "month", span.source))), monthly.source


def _all(inputs: CostInputs, city: City, offered: Both, unfit: Both) -> tuple[CostInput, CostInput, CostInput]:
    network = inputs.network_cost or inputs.network_monthly
    price, use, loss = inputs.source_price, inputs.heat_use, inputs.loss
    named = (("source_price", price), ("heat_use", use), ("loss", loss), ("network_cost", network))
    missing = tuple(name for name, each in named if each is None)
    if price is None or use is None or loss is None or network is None:
        raise _no_cost(missing, inputs, city, offered if use is None else NOTHING, unfit)
    return price, use, loss
