"""From a tariff and its season to a formula."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from heatcalc.formula.nodes import (
    All,
    Choice,
    Compare,
    Condition,
    Either,
    Excess,
    Formula,
    Is,
    Measure,
    Node,
    Not,
    Number,
    Product,
    Quotient,
    Refuse,
    Stated,
    Sum,
    TierRate,
    Tiers,
)
from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both
from heatcalc.rules.bill_builder import BillBuilder, off
from heatcalc.tariffs.lengths import season_days, span_of
from heatcalc.tariffs.lookup import Found, find_rules, find_tariff
from heatcalc.tariffs.model import Charge, City, Conversion, Price, Table, Tariff
from heatcalc.tariffs.model_season import NO_CONDITIONS

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_LABELS = {
    "basic": Both("基本热费", "Basic charge"),
    "area": Both("面积热费", "Area charge"),
    "heat": Both("计量热费", "Metered heat"),
    "power": Both("容量热费", "Capacity charge"),
    "volume": Both("按量费用", "Volume charge"),
    "count": Both("按户费用", "Household charge"),
    "time": Both("固定费用", "Fixed charge"),
}
_MINIMUM = Both("保底补足", "Top-up to the minimum")
_CAP = Both("封顶减免", "Reduction to the cap")
_VAT = Both("增值税", "VAT")


def tariff_formula(table: Table, found: Found, rules: list["Rule"]) -> Formula:
    """Return the formula of the bill that a tariff, its season and the `rules` found for it give, for any home.

    Raises:
        Refused: a cap compares with a plan that has no tariff in this winter, or a refund with a basic charge that
            the tariff does not have.
    """
    tariff = found.tariff
    builder = _charged(found, rules)
    if tariff.minimum is not None:
        least = _price_node(tariff.minimum, None, found)
        builder.add("minimum", _MINIMUM, Excess(least, builder.total()), tariff.source)
    if tariff.cap is not None:
        attributes = found.season.when if found.season else NO_CONDITIONS
        other = find_tariff(table, found.city, found.class_, tariff.cap.plan, found.winter, attributes)
        compared = _charged(other, find_rules(table, other))
        builder.refusals += compared.refusals
        limit: Node = compared.total()
        factor = tariff.cap.times
        if on_top(tariff) != on_top(other.tariff):  # like is compared with like: what is billed, with the tax
            factor *= _with_tax(other.tariff) / _with_tax(tariff)
        if factor != 1:
            limit = Product((limit, Number(factor, "share")))
        builder.add("cap", _CAP, off(Excess(builder.total(), limit)), tariff.source)
    if on_top(tariff):
        assert tariff.vat is not None
        builder.add("vat", _VAT, Product((builder.total(), Number(tariff.vat.rate, "share"))), tariff.source)
    for rule in rules:
        if rule.stage > _CHARGES_STAGE:
            rule.apply(builder)
    return Formula(tuple(builder.lines), tariff.round, tuple(builder.refusals))


def on_top(tariff: Tariff) -> bool:
    """Return whether value-added tax comes on top of a tariff's prices."""
    return tariff.vat is not None and not tariff.vat.included


def _with_tax(tariff: Tariff) -> Fraction:
    """Return what is billed of the charges as a share of them."""
    return 1 + tariff.vat.rate if tariff.vat is not None and on_top(tariff) else Fraction(1)


_CHARGES_STAGE = 2
"""Rules up to this stage change the charges themselves, before minimum, cap and VAT."""


def _charged(found: Found, rules: list["Rule"]) -> BillBuilder:
    """Return the builder with the charges, and what rules change in them."""
    tariff = found.tariff
    builder = BillBuilder(
        span_of(found.season, found.winter),
        tariff.round,
        measure=lambda name: _measure_node(name, found),
        condition=lambda when: _conditions(when, found.city),
        since=found.since,
        changes=any(charge.part for charge in tariff.charge),
    )
    taken: dict[str, int] = {}
    for charge in tariff.charge:
        kind = charge.name or _kind(charge)
        taken[kind] = taken.get(kind, 0) + 1
        line = builder.add(
            kind if taken[kind] == 1 else f"{kind}-{taken[kind]}",
            _label(kind, charge),
            _charge_node(charge, found),
            charge.part.source if charge.part else tariff.source,
            applies=builder.condition(charge.when),
            always=True,
        )
        if any(name in AREAS for name in charge.prices[0].per):
            builder.area_lines.append(line)
        if charge.name == "basic":
            builder.basic_lines.append(line)
    conditions = tuple(line.applies for line in builder.lines if line.applies is not None)
    if len(conditions) == len(builder.lines):
        builder.refusals.append((Not(Either(conditions)), Refuse("no_charge")))
    if any(_is_deduction(charge) for charge in tariff.charge):
        below_zero = Compare(Number(Fraction(0), "CNY"), builder.total())
        builder.refusals.append((below_zero, Refuse("below_zero")))
    for rule in rules:
        if rule.stage <= _CHARGES_STAGE:
            rule.apply(builder)
    return builder


def _label(kind: str, charge: Charge) -> Both:
    label, part = _LABELS.get(kind, Both(kind, kind)), charge.part
    if part is None:
        return label
    return Both(f"{label.zh}（{part.first} 至 {part.last}）", f"{label.en} ({part.first} to {part.last})")


def _is_deduction(charge: Charge) -> bool:
    return any(rate < 0 for price in charge.prices for rate in (price.rate or 0, *(tier.rate for tier in price.tiers)))


def _kind(charge: Charge) -> str:
    kinds = [MEASURES[name].kind for name in charge.prices[0].per]
    return next((kind for kind in kinds if kind != "time"), "time")


def _conditions(when: Any, city: City) -> Condition | None:  # noqa: ANN401 - a mapping of texts
    conditions = tuple(Is(attribute, value, _known(city, attribute)) for attribute, value in when.items())
    return conditions[0] if len(conditions) == 1 else All(conditions) if conditions else None


def _known(city: City, attribute: str) -> tuple[str, ...]:
    """Return the values that the city's entries know for an attribute, in the order of the table."""
    return tuple(dict.fromkeys(when[attribute] for when in city.whens() if attribute in when))


def _charge_node(charge: Charge, found: Found) -> Node:
    """Return the price in the units that the home states; the first where it states several or none."""
    first, *others = (_by_day(charge, _price_node(price, charge.times, found)) for price in charge.prices)
    if not others:
        return first
    branches = []
    for price, node in zip(charge.prices, (first, *others), strict=True):
        stated = tuple(Stated(name) for name in price.per if MEASURES[name].kind not in ("time", "count"))
        branches.append((All(stated), node))
    return Choice(tuple(branches), first)


def _by_day(charge: Charge, node: Node) -> Node:
    """Return a charge for the days of the season on which its price holds."""
    if charge.part is None:
        return node
    days = Number(Fraction((charge.part.last - charge.part.first).days + 1), "day")
    return Quotient(Product((node, days)), Number(Fraction(charge.part.of), "day"))


def _price_node(price: Price, times: Fraction | None, found: Found) -> Node:
    """Return quantities × rate × coefficient × time."""
    measures = [_measure_node(name, found) for name in price.per]
    quantities = [node for node, name in zip(measures, price.per, strict=True) if MEASURES[name].kind != "time"]
    time = [node for node, name in zip(measures, price.per, strict=True) if MEASURES[name].kind == "time"]
    if price.tiers:
        start: list[Node] = [_tiers_node(price, measures[0])]
        rest = [node for node in quantities if node is not measures[0]]
        time = [node for node in time if node is not measures[0]]
    else:
        assert price.rate is not None
        start = [*quantities, Number(price.rate, price.per)]
        rest = []
    coefficient = [] if times is None else [Number(times)]
    return Product((*start, *rest, *coefficient, *time))


def _tiers_node(price: Price, quantity: Node) -> Node:
    """Return what the tiers of a price come to; with fees by band, that of the band in which the quantity lies."""
    if all(tier.amount is None for tier in price.tiers):
        tiers = tuple(TierRate(tier.up_to, Number(tier.rate, price.per)) for tier in price.tiers)
        return Tiers(quantity, tiers, price.whole)
    otherwise: Node = Refuse("beyond_bands")
    branches: list[tuple[Condition, Node]] = []
    for tier in price.tiers:
        node: Node = Product((quantity, Number(tier.rate, price.per)))
        if tier.amount is not None:
            fee = Number(tier.amount, "CNY")
            node = Sum((fee, node)) if tier.rate else fee
        if tier.up_to is None:
            otherwise = node
        else:
            branches.append((Compare(Number(tier.up_to, price.per[0]), quantity, or_equal=True), node))
    return Choice(tuple(branches), otherwise)


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


def _converted_heat(name: str, wanted: str) -> Node:
    """Return heat stated in another unit: 1 GJ is 1000 ÷ 3.6 kWh."""
    ratio = GJ_PER[name] / GJ_PER[wanted]
    if ratio.denominator % 3 == 0:  # no finite decimal: to divide by the inverse reads better
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
