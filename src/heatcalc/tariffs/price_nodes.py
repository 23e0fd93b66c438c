"""From prices to nodes of a formula: quantities in the units that a home states, rates, tiers, areas."""

from collections.abc import Mapping
from fractions import Fraction

from heatcalc.formula.nodes import (
    All,
    Choice,
    Compare,
    Condition,
    Either,
    Excess,
    Is,
    Least,
    Measure,
    Node,
    Number,
    Product,
    Quotient,
    Refuse,
    Stated,
    Sum,
    TierRate,
    Tiers,
)
from heatcalc.measures import AREAS, GJ_PER, kind_of
from heatcalc.money import plain
from heatcalc.tariffs.lookup import Found
from heatcalc.tariffs.model import City, Conversion
from heatcalc.tariffs.model_prices import Charge, Price
from heatcalc.tariffs.model_season import season_days


def conditions_of(when: Mapping[str, str], city: City) -> Condition | None:
    """Return the condition that a home has some values of attributes; None where none are asked."""
    conditions = tuple(Is(attribute, value, _known(city, attribute)) for attribute, value in when.items())
    return conditions[0] if len(conditions) == 1 else All(conditions) if conditions else None


def _known(city: City, attribute: str) -> tuple[str, ...]:
    """Return the values that the city's entries know for an attribute, in the order of the table."""
    return tuple(dict.fromkeys(when[attribute] for when in city.whens() if attribute in when))


def charge_node(charge: Charge, found: Found) -> Node:
    """Return the price in the units that the home states; the first where it states several or none."""
    first, *others = (_by_day(charge, price_node(price, found, charge)) for price in charge.prices)
    if not others:
        return first
    branches = []
    for price, node in zip(charge.prices, (first, *others), strict=True):
        stated = tuple(Stated(name) for name in price.per if kind_of(name) not in ("time", "count"))
        branches.append((All(stated), node))
    return Choice(tuple(branches), first)


def _by_day(charge: Charge, node: Node) -> Node:
    """Return a charge for the days of the season on which its price holds."""
    if charge.part is None:
        return node
    days = Number(Fraction((charge.part.last - charge.part.first).days + 1), "day")
    return Quotient(Product((node, days)), Number(Fraction(charge.part.of), "day"))


def price_node(price: Price, found: Found, charge: Charge | None = None) -> Node:
    """Return quantities × rate × the charge's coefficients × time; of the first quantity at least what is billed."""
    measures = [measure_node(name, found) for name in price.per]
    if charge is not None and charge.at_least is not None:
        least = Number(charge.at_least, price.per[0])
        measures[0] = Choice(((Compare(least, measures[0]), least),), measures[0])
    quantities = [node for node, name in zip(measures, price.per, strict=True) if kind_of(name) != "time"]
    time = [node for node, name in zip(measures, price.per, strict=True) if kind_of(name) == "time"]
    if price.tiers:
        start: list[Node] = [_tiers_node(price, measures[0], found)]
        rest = [node for node in quantities if node is not measures[0]]
        time = [node for node in time if node is not measures[0]]
    else:
        assert price.rate is not None
        start = [*quantities, Number(price.rate, price.per)]
        rest = []
    times = () if charge is None else charge.times
    factors = (*start, *rest, *(Number(_above(each)) for each in times), *time)
    node: Node = Product(factors) if len(factors) > 1 else factors[0]
    for each in times:
        if _above(each) != each:  # 14/30 has no finite decimal
            node = Quotient(node, Number(Fraction(each.denominator)))
    return node


def _above(factor: Fraction) -> Fraction:
    """Return a factor, or of one without a finite decimal what stands above the line."""
    return factor if plain(factor)[0] != "≈" else Fraction(factor.numerator)


def _tiers_node(price: Price, quantity: Node, found: Found) -> Node:
    """Return what the tiers of a price come to."""
    if not price.bounds_per and all(tier.amount is None for tier in price.tiers):
        tiers = tuple(TierRate(tier.up_to, Number(tier.rate, price.per)) for tier in price.tiers)
        return Tiers(quantity, tiers, price.whole)
    return _by_band(price, quantity, found) if price.whole else _by_part(price, quantity, found)


def _by_band(price: Price, quantity: Node, found: Found) -> Node:
    """Return the fee or the price of the band in which the quantity lies."""
    otherwise: Node = Refuse("beyond_bands")
    branches: list[tuple[Condition, Node]] = []
    for tier in price.tiers:
        node: Node = Product((quantity, Number(tier.rate, price.per)))
        if tier.amount is not None:
            fee = Number(tier.amount, "money")
            node = Sum((fee, node)) if tier.rate else fee
        if tier.up_to is None:
            otherwise = node
        else:
            branches.append((Compare(_bound(price, tier.up_to, found), quantity, or_equal=True), node))
    return Choice(tuple(branches), otherwise)


def _by_part(price: Price, quantity: Node, found: Found) -> Node:
    """Return the sum of the parts of a quantity that lie in tiers whose ends depend on other measures."""
    terms: list[Node] = []
    below = Fraction(0)
    for tier in price.tiers:
        above = Excess(quantity, _bound(price, below, found)) if below else quantity
        part = above if tier.up_to is None else Least((above, _bound(price, tier.up_to - below, found)))
        terms.append(Product((part, Number(tier.rate, price.per))))
        below = tier.up_to or below
    if price.tiers[-1].up_to is None:
        return Sum(tuple(terms))
    inside = Compare(_bound(price, below, found), quantity, or_equal=True)
    return Choice(((inside, Sum(tuple(terms))),), Refuse("beyond_bands"))


def _bound(price: Price, up_to: Fraction, found: Found) -> Node:
    """Return the end of a tier in the unit of its quantity."""
    bound = Number(up_to, price.per[0])
    return Product((bound, *(measure_node(name, found) for name in price.bounds_per))) if price.bounds_per else bound


def measure_node(name: str, found: Found) -> Node:
    """Return a measure: as stated, by the season's length, or converted from what the home states instead."""
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


def _converted_heat(name: str, wanted: str) -> Node:
    """Return heat stated in another unit: 1 GJ is 1000 ÷ 3.6 kWh."""
    ratio = GJ_PER[name] / GJ_PER[wanted]
    if plain(ratio)[0] == "≈":  # no finite decimal: to divide by the inverse reads better
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
            condition = conditions_of(conversion.when, city)
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
