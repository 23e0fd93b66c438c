"""What the prices of a table say against each other: its forms, charges, minimum, cap and the prices of its rules.

Prices are made comparable by the city's own ratios and months. What a home pays at most on a basis is known only where
all its charges are on that basis, and nothing is said of other tariffs.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING

from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both, kind_of
from heatcalc.schema.findings import Findings, KeyPath, about
from heatcalc.tariffs.area_ratios import AREA_RANK, building_share
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import MOST_SORTS, Charge, Price, vat_on_top
from heatcalc.tariffs.model_season import season_days

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_APART = Fraction(1, 10)
"""By how much two forms of one price may differ through rounding."""

_SAME = Fraction(5, 100)
"""Two charges in different units that differ by no more are one price twice."""

Basis = tuple[str, ...]
"""What prices that can be compared are per: kinds of measures, sorted."""


def compare_prices(city: City, tariff: Tariff, path: KeyPath, findings: Findings) -> None:
    """Add an error for each two prices of a tariff that contradict each other, and where they come to nothing."""
    for at, charge in enumerate(tariff.charge):
        _forms(city, charge, (*path, "charge", at), findings)
    for (one, first), (other, second) in combinations(enumerate(tariff.charge), 2):
        if first.when == second.when and first.unless == second.unless and _is_again(city, first, second):
            findings.add((*path, "charge", other), "charge_again", f"charge[{one}], charge[{other}]", _FORMS)
    rates = [rate for charge in tariff.charge for price in charge.prices for rate in rates_of(price)]
    if all(rate < 0 for rate in rates) or _is_free(city, tariff):
        findings.add((*path, "charge"), "all_below_zero", min(rates))
    if tariff.cap is not None and tariff.plan < tariff.cap.plan:
        for other_plan in city.tariff:
            capped = other_plan.cap is not None and other_plan.cap.plan == tariff.plan
            if capped and (other_plan.class_, other_plan.plan) == (tariff.class_, tariff.cap.plan):
                findings.add((*path, "cap"), "caps_in_circle", f"{tariff.plan}, {other_plan.plan}")
                break
    if tariff.minimum is not None and tariff.minimum.rate is not None:
        least = _comparable(city, tariff.minimum.per, tariff.minimum.rate)
        most = [_highest(city, tariff, tariff.minimum.per), _cap_of(city, tariff, tariff.minimum.per)]
        if any(price is not None and least > price for price in most):
            findings.add((*path, "minimum", "rate"), "above_price", tariff.minimum.rate)


_FORMS = Both("同一价格的两种单位写在 or 里", "two units of one price under `or`")


def compare_with_price(city: City, rule: "Rule", reached: Sequence[Tariff], path: KeyPath, findings: Findings) -> None:
    """Add an error for each price of a rule that is above what any home pays that it may be for.

    Subsidies of two payers count together.
    """
    name = rule.needs_charge()
    tariffs = [tariff for tariff in reached if not name or any(charge.name == name for charge in tariff.charge)]
    for code, key, rate, per in rule.below_price():
        above = key == "above"  # a subsidy of all that a price is above it, which none may be
        price = _comparable(city, per, rate) + (0 if above else _paid_by_another(city, rule, per))
        most = [None if tariff.minimum else _highest(city, tariff, per, name) for tariff in tariffs]
        if most and all(each is not None and (price > each or (above and price == each)) for each in most):
            findings.add((*path, key), code, rate)


def compare_with_basic(city: City, rule: "Rule", reached: Sequence[Tariff], path: KeyPath, findings: Findings) -> None:
    """Add an error where what a rule leaves out as the basic charge is all of the price, or is not its basic charge."""
    if getattr(rule, "base", "") != "net_of_basic":
        return
    stated = getattr(rule, "basic_share", None)
    for tariff in reached:
        for charges in sorts_of_homes(tariff):
            bases = {_basis(city, price.per) for charge in charges for price in charge.prices[:1]}
            amounts = [_most_of(city, charge, bases.copy().pop()) if len(bases) == 1 else None for charge in charges]
            if any(amount is None for amount in amounts) or not any(charge.name == "basic" for charge in charges):
                continue
            whole = sum(filter(None, amounts), Fraction(0))
            named = zip(charges, amounts, strict=True)
            basic = sum((amount for charge, amount in named if amount and charge.name == "basic"), Fraction(0))
            if whole > 0 and (basic == whole or (stated is not None and abs(basic / whole - stated) > _SAME)):
                key = "base" if stated is None else "basic_share"
                share = about(basic / whole, 3)
                allowed = Both(f"价格里的 basic 占 {share}", f"of the price, the charge named basic is {share}")
                findings.add((*path, key), "basic_contradicts", "" if stated is None else stated, allowed)
                return


def _paid_by_another(city: City, rule: "Rule", per: tuple[str, ...]) -> Fraction:
    """Return the most that a rule of the same kind with another key, before this one, takes off on the same basis."""
    prices = [
        _comparable(city, also, rate)
        for other in city.rule[: city.rule.index(rule)]
        if (other.kind, other.stage) == ("price_subsidy", rule.stage) and other.exclusive_key() != rule.exclusive_key()
        if other.terms.meets(rule.terms)
        for _, key, rate, also in other.below_price()
        if key != "above" and _basis(city, also) == _basis(city, per)
    ]
    return max(prices, default=Fraction(0))


def reached_by(table: Table, city: City, rule: "Rule") -> Iterator[Tariff]:
    """Yield the tariffs that a rule is for."""
    for tariff in city.tariff:
        classes = {tariff.class_, table.classes[tariff.class_].kind}
        if (not rule.terms.classes or classes & set(rule.terms.classes)) and (
            not rule.terms.plans or tariff.plan in rule.terms.plans
        ):
            yield tariff


def sorts_of_homes(tariff: Tariff) -> Iterator[tuple[Charge, ...]]:
    """Yield the charges of each sort of home that a tariff tells apart, but of one that pays none.

    Of a tariff with thousands of sorts none is yielded.
    """
    values: dict[str, dict[str, None]] = {}
    for charge in tariff.charge:
        for name, value in (*charge.when.items(), *charge.unless.items()):
            values.setdefault(name, {"": None})[value] = None
    if prod(map(len, values.values())) > MOST_SORTS:
        return
    for home in product(*values.values()):
        stated = dict(zip(values, home, strict=True))
        charges = tuple(charge for charge in tariff.charge if charge.is_due(stated))
        if charges:
            yield charges


def rates_of(price: Price) -> list[Fraction]:
    """Return the rates of a price [CNY per its measures]."""
    return [price.rate] if price.rate is not None else [tier.rate for tier in price.tiers]


def _forms(city: City, charge: Charge, path: KeyPath, findings: Findings) -> None:
    """The forms of a price must follow from each other, by the city's own ratios and months, and be distinct."""
    first, *others = charge.prices
    for at, other in enumerate(others):
        if set(first.per) == set(other.per) or any(set(other.per) == set(each.per) for each in others[:at]):
            findings.add((*path, "or", at, "per"), "same_form", ", ".join(other.per))
            continue
        if first.rate is None or other.rate is None:
            continue
        if _basis(city, first.per) != _basis(city, other.per):
            if _smaller_is_cheaper(first.per, other.per, other.rate - first.rate):
                allowed = Both("面积越小，单价越高", "the smaller the area, the higher its price")
                findings.add((*path, "or", at, "rate"), "forms_contradict", other.rate, allowed)
            continue
        one, two = _comparable(city, first.per, first.rate), _comparable(city, other.per, other.rate)
        if abs(one - two) > _APART * max(abs(one), abs(two)):
            follows = about(other.rate * one / two)
            allowed = Both(f"约 {follows}", f"about {follows}")
            findings.add((*path, "or", at, "rate"), "forms_contradict", other.rate, allowed)


def _smaller_is_cheaper(one: tuple[str, ...], other: tuple[str, ...], dearer: Fraction) -> bool:
    """Return whether two prices differ in their areas alone, and the one per the smaller area is lower."""
    areas = [[name for name in per if name in AREA_RANK] for per in (one, other)]
    alike = {name for name in one if name not in AREA_RANK} == {name for name in other if name not in AREA_RANK}
    if not alike or [len(each) for each in areas] != [1, 1]:
        return False
    return (AREA_RANK[areas[0][0]] - AREA_RANK[areas[1][0]]) * dearer < 0


def _is_again(city: City, first: Charge, second: Charge) -> bool:
    """Return whether two charges in different units come to the same."""
    one, other = first.prices[0], second.prices[0]
    if set(one.per) == set(other.per) or _basis(city, one.per) != _basis(city, other.per):
        return False
    rates = [[_comparable(city, price.per, rate) for rate in rates_of(price)] for price in (one, other)]
    return len(rates[0]) == len(rates[1]) and all(
        abs(rate - same) <= _SAME * max(abs(rate), abs(same)) for rate, same in zip(*rates, strict=True)
    )


def _is_free(city: City, tariff: Tariff) -> bool:
    """Return whether the rebates of some home eat up all its charges."""
    for charges in sorts_of_homes(tariff):
        bases = {_basis(city, charge.prices[0].per) for charge in charges}
        if len(bases) == 1 and any(rate < 0 for charge in charges for rate in rates_of(charge.prices[0])):
            most = [_most_of(city, charge, bases.copy().pop()) for charge in charges]
            if not any(each is None for each in most) and sum(filter(None, most), Fraction(0)) <= 0:
                return True
    return False


def _basis(city: City, per: tuple[str, ...]) -> Basis:
    """Return the kinds of measures that a price is per, made as alike as the city's own figures allow."""
    kinds = []
    for name in per:
        factor = _factor(city, name)
        kinds.append(kind_of(name) if factor is not None else name)
    return tuple(sorted(kinds))


def _comparable(city: City, per: tuple[str, ...], rate: Fraction) -> Fraction:
    """Return a price per ㎡ of building area, season and GJ, as far as the city's figures tell."""
    for name in per:
        factor = _factor(city, name)
        if factor is not None:
            rate *= factor
    return rate


def _factor(city: City, name: str) -> Fraction | None:
    """Return what a price per a measure is multiplied by to be one per the usual measure of its kind."""
    if name in AREAS:
        return building_share(name, city)
    if name in GJ_PER:
        return 1 / GJ_PER[name]
    if name == "season":
        return Fraction(1)
    lengths = {season.months if name == "month" else season_days(season, season.winter) for season in city.season}
    if name in ("month", "day") and len(lengths) == 1:
        return lengths.pop()
    return None


def _highest(city: City, tariff: Tariff, per: tuple[str, ...], name: str = "") -> Fraction | None:
    """Return the most that a home pays per the measures of a price, of all charges or of those of a name.

    None where it depends on more than them.
    """
    basis = _basis(city, per)
    found = []
    for charges in sorts_of_homes(tariff):
        counted = [charge for charge in charges if not name or charge.name == name]
        if not counted:
            continue
        most = [_most_of(city, charge, basis) for charge in counted]
        if any(each is None for each in most):
            return None
        found.append(sum(filter(None, most), Fraction(0)))
    return max(found) * (1 + vat_on_top(tariff.vat)) if found else None


def _most_of(city: City, charge: Charge, basis: Basis) -> Fraction | None:
    """Return the most that a charge comes to on a basis; None where it is on another, or knows a least quantity."""
    rates = [rate for price in charge.prices for rate in rates_of(price)]
    if charge.prices[0].per and all(rate <= 0 for rate in rates) and not _may_be_negative(charge):
        fitting = [price for price in charge.prices if _basis(city, price.per) == basis]
        return _times(charge, max(map(max, (_rates_on(city, price) for price in fitting)), default=Fraction(0)))
    fees = any(tier.amount is not None for price in charge.prices for tier in price.tiers)
    price = next((price for price in charge.prices if _basis(city, price.per) == basis), None)
    if price is None or fees or charge.at_least is not None or _may_be_negative(charge):
        return None
    return _times(charge, max(_rates_on(city, price)))


def _rates_on(city: City, price: Price) -> list[Fraction]:
    return [_comparable(city, price.per, rate) for rate in rates_of(price)]


def _times(charge: Charge, rate: Fraction) -> Fraction:
    return rate * prod(charge.times, start=Fraction(1)) * (1 + vat_on_top(charge.vat))


def _may_be_negative(charge: Charge) -> bool:
    return any(MEASURES[name].may_be_negative for price in charge.prices for name in price.per if name in MEASURES)


def _cap_of(city: City, tariff: Tariff, per: tuple[str, ...]) -> Fraction | None:
    """Return the most that the cap leaves per the measures of a price; None without a cap, or where it is not known."""
    others = (
        []
        if tariff.cap is None
        else [
            _highest(city, other, per)
            for other in city.tariff
            if (other.class_, other.plan) == (tariff.class_, tariff.cap.plan)
        ]
    )
    known = [price for price in others if price is not None]
    return None if not known or len(known) < len(others) else max(known) * (tariff.cap.times if tariff.cap else 1)
