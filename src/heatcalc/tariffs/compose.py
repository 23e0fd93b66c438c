"""From a tariff and its season to a formula."""

import datetime as dt
from fractions import Fraction
from typing import Any

from heatcalc.formula.tree import (
    All,
    Amount,
    Choice,
    Condition,
    Either,
    Excess,
    Formula,
    Is,
    Line,
    Measure,
    Node,
    Number,
    Product,
    Quotient,
    Refuse,
    Rounded,
    Stated,
    Tiers,
)
from heatcalc.formula.tree import Tier as TierNode
from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both
from heatcalc.shapes import MonthDay
from heatcalc.tariffs.find import Found, find_tariff
from heatcalc.tariffs.model import Charge, City, Conversion, Price, Season, Table, Tariff

_LABELS = {
    "basic": Both("基本热费", "Basic charge"),
    "area": Both("面积热费", "Area charge"),
    "heat": Both("计量热费", "Metered heat"),
    "power": Both("容量热费", "Capacity charge"),
    "volume": Both("按量费用", "Volume charge"),
    "count": Both("按户费用", "Household charge"),
    "time": Both("固定费用", "Fixed charge"),
}
_MINIMUM = Both("保底补足", "Up to the minimum")
_CAP = Both("封顶减免", "Above the cap")
_VAT = Both("增值税", "VAT")


def compose(table: Table, found: Found) -> Formula:
    """Return the formula of the bill that a tariff and its season give, for any home.

    Raises:
        Refused: a cap compares with a plan that has no tariff in this winter.
    """
    tariff = found.tariff
    charges, guards = _charges(found)
    lines = list(charges)
    if tariff.minimum is not None:
        least = _price_node(tariff.minimum, None, found)
        lines.append(_line("minimum", _MINIMUM, Excess(least, Amount(tuple(lines))), tariff))
    if tariff.cap is not None:
        other = find_tariff(table, found.city, found.class_, tariff.cap.plan, found.winter)
        limit = Amount(_charges(other)[0])
        share = Product((limit, Number(tariff.cap.times, "share"))) if tariff.cap.times != 1 else limit
        capped = Excess(Amount(tuple(lines)), share)
        lines.append(_line("cap", _CAP, Product((Number(Fraction(-1)), capped)), tariff))
    if tariff.vat is not None and not tariff.vat.included:
        lines.append(_line("vat", _VAT, Product((Amount(tuple(lines)), Number(tariff.vat.rate, "share"))), tariff))
    if tariff.round.each == "line":
        lines = _each_rounded(lines, tariff)
    return Formula(tuple(lines), tariff.round, guards)


def _line(id_: str, label: Both, node: Node, tariff: Tariff, **others: Any) -> Line:  # noqa: ANN401
    return Line(id_, label, node, tariff.source, **others)


def _each_rounded(lines: list[Line], tariff: Tariff) -> list[Line]:
    """Return the lines, each rounded; a line that rests on others rests on their rounded amounts."""
    done: dict[int, Line] = {}

    def rest_on_rounded(node: Node) -> Node:
        match node:
            case Amount():
                return Amount(tuple(done.get(id(line), line) for line in node.lines))
            case Product():
                return Product(tuple(rest_on_rounded(factor) for factor in node.factors))
            case Excess():
                return Excess(rest_on_rounded(node.node), rest_on_rounded(node.limit))
            case _:
                return node

    for line in lines:
        node = Rounded(rest_on_rounded(line.node), tariff.round.step, tariff.round.mode)
        done[id(line)] = line._replace(node=node)
    return list(done.values())


def _charges(found: Found) -> tuple[tuple[Line, ...], tuple[tuple[Condition, Refuse], ...]]:
    """Return the lines of the charges, and the guard that at least one of them must hold for the home."""
    tariff = found.tariff
    lines: list[Line] = []
    taken: dict[str, int] = {}
    for charge in tariff.charge:
        kind = charge.name or _kind(charge)
        taken[kind] = taken.get(kind, 0) + 1
        lines.append(
            Line(
                id=kind if taken[kind] == 1 else f"{kind}-{taken[kind]}",
                label=_LABELS.get(kind, Both(kind, kind)),
                node=_charge_node(charge, found),
                source=tariff.source,
                applies=_conditions(charge.when, found.city),
                always=True,
            )
        )
    conditions = [line.applies for line in lines]
    some = tuple(each for each in conditions if each is not None)
    return tuple(lines), () if None in conditions else ((Either(some), Refuse("no_charge")),)


def _kind(charge: Charge) -> str:
    kinds = [MEASURES[name].kind for name in charge.prices[0].per]
    return next((kind for kind in kinds if kind != "time"), "time")


def _conditions(when: Any, city: City) -> Condition | None:  # noqa: ANN401 - a mapping of texts
    conditions = tuple(Is(attribute, value, _known(city, attribute)) for attribute, value in when.items())
    return conditions[0] if len(conditions) == 1 else All(conditions) if conditions else None


def _known(city: City, attribute: str) -> tuple[str, ...]:
    """Return the values that the city's entries know for an attribute, in the order of the table."""
    whens = [conversion.when for conversion in city.area]
    whens += [charge.when for tariff in city.tariff for charge in tariff.charge]
    return tuple(dict.fromkeys(when[attribute] for when in whens if attribute in when))


def _charge_node(charge: Charge, found: Found) -> Node:
    """Return the price in the units that the home states; the first where it states several or none."""
    first, *others = (_price_node(price, charge.times, found) for price in charge.prices)
    if not others:
        return first
    branches = []
    for price, node in zip(charge.prices, (first, *others), strict=True):
        stated = tuple(Stated(name) for name in price.per if MEASURES[name].kind not in ("time", "count"))
        branches.append((All(stated), node))
    return Choice(tuple(branches), first)


def _price_node(price: Price, times: Fraction | None, found: Found) -> Node:
    """Return quantities × rate × coefficient × time."""
    measures = [_measure_node(name, found) for name in price.per]
    quantities = [node for node, name in zip(measures, price.per, strict=True) if MEASURES[name].kind != "time"]
    time = [node for node, name in zip(measures, price.per, strict=True) if MEASURES[name].kind == "time"]
    if price.tiers:
        tiers = tuple(TierNode(tier.up_to, Number(tier.rate, price.per)) for tier in price.tiers)
        start: list[Node] = [Tiers(measures[0], tiers, price.whole)]
        rest = [node for node in quantities if node is not measures[0]]
        time = [node for node in time if node is not measures[0]]
    else:
        assert price.rate is not None
        start = [*quantities, Number(price.rate, price.per)]
        rest = []
    coefficient = [] if times is None else [Number(times)]
    return Product((*start, *rest, *coefficient, *time))


def _measure_node(name: str, found: Found) -> Node:
    season = found.season
    if name in ("season", "household"):
        return Measure(name, Fraction(1))
    if name in ("month", "day"):
        length = season_days(season, found.winter) if name == "day" else season.months if season else None
        if season is None or length is None:
            return Choice(((Stated(name), Measure(name)),), Refuse("no_season", (name,)))
        return Measure(name, length, season.source)
    if name in AREAS:
        return area_node(name, found.city)
    if name in GJ_PER:
        others = [other for other in GJ_PER if other != name]
        branches = [(Stated(other), _converted_heat(other, name)) for other in others]
        return Choice(((Stated(name), Measure(name)), *branches), Measure(name))
    return Measure(name)


def season_days(season: Season | None, winter: int | None) -> Fraction | None:
    """Return the days billed of a season [days]: those it states, else those from its first day to its last.

    None where it states neither, or where they depend on the winter (29 February) and none is known.
    """
    if season is None or season.days is not None:
        return season.days if season else None
    if season.start is None or season.end is None:
        return None
    if winter is None:
        lengths = {_length(season.start, season.end, year) for year in (2022, 2023)}
        return Fraction(lengths.pop()) if len(lengths) == 1 else None
    return Fraction(_length(season.start, season.end, winter))


def _length(start: dt.date | MonthDay, end: dt.date | MonthDay, winter: int) -> int:
    first = start.in_winter(winter) if isinstance(start, MonthDay) else start
    last = end.in_winter(winter) if isinstance(end, MonthDay) else end
    return (last - first).days + 1


def _converted_heat(name: str, wanted: str) -> Node:
    """Return heat stated in another unit: 1 GJ is 1000 ÷ 3.6 kWh."""
    ratio = GJ_PER[name] / GJ_PER[wanted]
    if ratio < 1:
        return Quotient(Measure(name), Number(1 / ratio))
    return Product((Measure(name), Number(ratio)))


def area_node(name: str, city: City) -> Node:
    """Return an area: as stated, or by the city's conversions from another, the shortest way first."""
    branches: list[tuple[Condition, Node]] = [(Stated(name), Measure(name))]
    for start, way in _ways(name, city):
        conditions: list[Condition] = [Stated(start)]
        node: Node = Measure(start)
        at = start
        for conversion in way:
            condition = _conditions(conversion.when, city)
            conditions += [] if condition is None else [condition]
            ratio = Number(conversion.ratio, "", conversion.source)
            if conversion.from_ == at:
                node, at = Product((node, ratio)), conversion.gives
            else:
                node, at = Quotient(node, ratio), conversion.from_
        branches.append((All(tuple(conditions)), node))
    others = Either(tuple(Stated(other) for other in AREAS if other != name))
    return Choice((*branches, (others, Refuse("no_conversion", (name,)))), Measure(name))


def _ways(name: str, city: City) -> list[tuple[str, list[Conversion]]]:
    """Return each chain of conversions that ends in the area `name`, with the area it starts from, shortest first."""
    ways: list[tuple[str, list[Conversion]]] = []
    growing: list[tuple[str, list[Conversion], frozenset[str]]] = [(name, [], frozenset((name,)))]
    while growing:
        at, way, passed = growing.pop(0)
        for conversion in city.area:
            ends = (conversion.gives, conversion.from_)
            before = ends[1] if ends[0] == at else ends[0]
            if at in ends and before not in passed:
                ways.append((before, [conversion, *way]))
                growing.append((before, [conversion, *way], passed | {before}))
    return ways
