"""From a tariff and its season to a formula."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from heatcalc.formula.nodes import (
    All,
    Choice,
    Compare,
    Condition,
    Either,
    Excess,
    Formula,
    Is,
    Line,
    Measure,
    Node,
    Not,
    Number,
    Product,
    Refuse,
    Stated,
    Subtotal,
)
from heatcalc.inputs import INPUTS
from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both, kind_of
from heatcalc.money import Currency
from heatcalc.rules.bill_builder import BillBuilder, at_most, both, off, share
from heatcalc.schema.attributes import OTHER
from heatcalc.tariffs.lookup import Found, find_rules, find_tariff
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import Charge, vat_on_top
from heatcalc.tariffs.model_season import NO_CONDITIONS
from heatcalc.tariffs.price_nodes import charge_node, conditions_of, measure_node, price_node

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
_HEAT = Both("热费", "Heat charge")
"""A charge named `heat` that is per no heat, as of areas or water."""
_MINIMUM = Both("保底补足", "Top-up to the minimum")
_CAP = Both("封顶减免", "Reduction to the cap")
_VAT = Both("增值税", "VAT")


def tariff_formula(table: Table, found: Found, rules: list["Rule"]) -> Formula:
    """Return the formula of the bill that a tariff, its season and the `rules` found for it give, for any home.

    Raises:
        Refused: a cap compares with a plan that has no tariff in this winter.
    """
    tariff = found.tariff
    currency = table.currency_of(found.city)
    builder = _charged(table, currency, found, rules)
    if tariff.minimum is not None:
        least = price_node(tariff.minimum, found)
        builder.add("minimum", _MINIMUM, Excess(least, builder.total()), tariff.source)
    if tariff.cap is not None:
        attributes = found.season.when if found.season else NO_CONDITIONS
        other = find_tariff(table, found.city, found.class_, tariff.cap.plan, found.winter, attributes)
        compared = _charged(table, currency, other, find_rules(table, other))
        builder.refusals += compared.refusals
        limit: Node = compared.total()
        factor = tariff.cap.times
        # Like is compared with like: what is billed, with the tax.
        factor *= (1 + vat_on_top(other.tariff.vat)) / (1 + vat_on_top(tariff.vat))
        if factor != 1:
            limit = Product((limit, Number(factor, "share")))
        builder.add("cap", _CAP, off(Excess(builder.total(), limit)), tariff.source)
    _add_vat(builder, tariff)
    builder.season_price = builder.total()
    for rule in rules:
        if rule.stage > _CHARGES_STAGE:
            rule.apply(builder)
    builder.refusals += _unanswered(table, found.city, rules)
    if builder.deductions:
        below_zero: Condition = Compare(Number(Fraction(0), "money"), Subtotal(tuple(builder.lines)))
        there = tuple(line.applies for line in builder.deductions if line.applies is not None)
        if len(there) == len(builder.deductions):
            below_zero = All((Either(there), below_zero))
        builder.refusals.append((below_zero, Refuse("below_zero")))
    return Formula(tuple(builder.lines), tariff.round.of(currency), tuple(builder.refusals), currency)


def _unanswered(table: Table, city: City, rules: list["Rule"]) -> Iterator[tuple[Condition, Refuse]]:
    """Yield what refuses a home that states what the city has rules for, but none of them for such a home.

    `billing/events.py` says so of one home; a formula is also read where nobody looks at its homes one by one.
    An attribute that a home leaves unstated rules nothing out here: whichever line needs it asks for it.
    """
    if not any(rule.terms.when for rule in rules):
        return
    values = {name: (*table.attribute(name, known).values, OTHER) for name, known in city.attributes().items()}
    for each in INPUTS.values():
        groups = {rule.words().get(each.name, "") for rule in rules} - {""} or {""}
        for word in sorted(groups) if each.event else ():
            for_it = [
                rule for rule in rules if each.event in rule.events() and rule.words().get(each.name, word) == word
            ]
            if for_it and all(rule.terms.when for rule in for_it):
                stated = Stated(each.name) if each.is_measure else Is(each.name, word, optional=True)
                ruled_out = (_for_others(rule.terms.when, values) for rule in for_it)
                yield All((stated, *ruled_out)), Refuse("no_rule_for_home", (each.name,))


def _for_others(when: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> Condition:
    """Return the condition that a home states an attribute that is not as `when` has it."""
    return Either(
        tuple(
            Is(name, other, optional=True) for name, value in when.items() for other in values[name] if other != value
        )
    )


def impossible_together(stated: Collection[str]) -> Iterator[tuple[Condition, Refuse]]:
    """Yield what refuses a home that states an area inside another as the larger, or two amounts of heat that differ.

    Amounts in two units may be rounded: up to a hundredth they are the same.
    """
    if len(stated) < 2:  # as of most homes
        return
    areas = [name for name in ("usable_m2", "inner_m2", "building_m2") if name in stated]
    for inside, around in combinations(areas, 2):
        there = All((Stated(inside), Stated(around), Compare(Measure(inside), Measure(around))))
        yield there, Refuse("contradiction", (inside, around))
    heats = [name for name in GJ_PER if name in stated]
    for one, other in permutations(heats, 2):
        ratio = GJ_PER[other] / GJ_PER[one] * Fraction(101, 100)
        # Of few digits, since a database has few, and a hundredth is no exact bound.
        short = ratio.limit_denominator(50) if ratio > 1 else 1 / (1 / ratio).limit_denominator(50)
        much = Product((Measure(other), Number(short)))
        yield All((Stated(one), Stated(other), Compare(Measure(one), much))), Refuse("contradiction", (one, other))


def _add_vat(builder: BillBuilder, tariff: Tariff) -> None:
    """Add the tax that is not in the prices: of each charge with a rate of its own, and of all else."""
    own = {id(line) for line, _ in builder.taxed}
    others = Subtotal(tuple(line for line in builder.lines if line.part == "total" and id(line) not in own))
    due: list[tuple[Node, Fraction]] = [(Subtotal((line,)), rate) for line, rate in builder.taxed if rate]
    if others.lines and (rate := vat_on_top(tariff.vat)):
        due.insert(0, (others, rate))
    for taxed, rate in due:
        builder.add("vat", _VAT, Product((taxed, Number(rate, "share"))), tariff.source)


_CHARGES_STAGE = 2
"""Rules up to this stage change the charges themselves, before minimum, cap and VAT."""


def _charged(table: Table, currency: Currency, found: Found, rules: list["Rule"]) -> BillBuilder:
    """Return the builder with the charges, and what rules change in them."""
    tariff = found.tariff
    builder = BillBuilder(
        found.span,
        tariff.round.of(currency),
        measure=lambda name: measure_node(name, found),
        condition=lambda when: conditions_of(when, found.city),
        since=found.since,
        changes=any(charge.part for charge in tariff.charge),
    )
    builder.area_names = _priced_areas(tariff)
    builder.area = _area(builder.area_names, found)
    made: list[tuple[Line, Charge]] = []
    for charge in tariff.charge:
        kind = charge.id
        node = charge_node(charge, found)
        if charge.cap is not None:
            named = tuple(line for line, each in made if (each.name, each.part) == (charge.cap.of, charge.part))
            node = at_most(node, Product((Subtotal(named), share(charge.cap.times))))
        line = builder.add(
            kind,
            _label(kind, charge, table),
            node,
            charge.part.source if charge.part else tariff.source,
            applies=both(builder.condition(charge.when), _unless(charge, found)),
            always=True,
        )
        made.append((line, charge))
        builder.charges.append((line, charge.name))
        if charge.vat is not None:
            builder.taxed.append((line, vat_on_top(charge.vat)))
        if any(name in AREAS for name in charge.prices[0].per):
            builder.area_lines.append(line)
    conditions = tuple(line.applies for line in builder.lines if line.applies is not None)
    if len(conditions) == len(builder.lines):
        builder.refusals.append((Not(Either(conditions)), Refuse("no_charge")))
    builder.refusals += _part_prices(tariff, found.city)
    if any(_is_deduction(charge) for charge in tariff.charge):
        below_zero = Compare(Number(Fraction(0), "money"), builder.total())
        builder.refusals.append((below_zero, Refuse("below_zero")))
    for rule in rules:
        if rule.stage <= _CHARGES_STAGE:
            rule.apply(builder)
    builder.charged = tuple(builder.lines)
    return builder


def _part_prices(tariff: Tariff, city: City) -> Iterator[tuple[Condition, Refuse]]:
    """Yield what refuses a home that the tariff has only a part of its price for."""
    if not any(charge.when for charge in tariff.charge):
        return
    from heatcalc.tariffs.left_out import splits_of

    for split in splits_of(tariff.charge):
        common = conditions_of(split.common, city)
        conditions = [conditions_of(when, city) for when in (*split.whens, *split.unlesses)]
        named = tuple(condition for condition in conditions if condition is not None)
        left_out = both(common, Not(Either(named)))
        assert left_out is not None
        yield left_out, Refuse("part_of_price", split.by)


def _priced_areas(tariff: Tariff) -> tuple[str, ...]:
    """Return the areas that a price is per, one for each of its forms; none where charges are per different ones."""
    areas = [[name for price in charge.prices for name in price.per if name in AREAS] for charge in tariff.charge]
    priced = [names for names in areas if names]
    return tuple(dict.fromkeys(priced[0])) if len({names[0] for names in priced}) == 1 else ()


def _area(names: tuple[str, ...], found: Found) -> Node | None:
    """Return the first of some areas that the home states, or the first of them."""
    if len(names) < 2:
        return measure_node(names[0], found) if names else None
    return Choice(tuple((Stated(name), measure_node(name, found)) for name in names), measure_node(names[0], found))


def _unless(charge: Charge, found: Found) -> Condition | None:
    condition = conditions_of(charge.unless, found.city)
    return None if condition is None else Not(condition)


def _label(kind: str, charge: Charge, table: Table) -> Both:
    own = MEASURES[kind].name if kind_of(kind) == "own" and kind in MEASURES else table.attribute(kind, ()).called
    label, part = _LABELS.get(kind, own), charge.part
    if kind == "heat" and not any(kind_of(name) == "heat" for name in charge.prices[0].per):
        label = _HEAT
    if part is None:
        return label
    return Both(f"{label.zh}（{part.first} 至 {part.last}）", f"{label.en} ({part.first} to {part.last})")


def _is_deduction(charge: Charge) -> bool:
    """Return whether a charge may come to less than nothing."""
    if any(MEASURES[name].may_be_negative for price in charge.prices for name in price.per):
        return True
    return any(rate < 0 for price in charge.prices for rate in (price.rate or 0, *(tier.rate for tier in price.tiers)))
