"""What looks misprinted in a table: warnings, since its author may know better, each with what it was held against.

The ranges are those of the shipped table, by the currency, the kind of class and of charge, so that a table of one city
is looked through as well. A price in a currency that the shipped table has not is not held against any.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from heatcalc.measures import AREAS, GJ_PER, Both, kind_of
from heatcalc.schema.findings import Findings, KeyPath, about
from heatcalc.tariffs.entry_ids import warn_of_twins
from heatcalc.tariffs.figure_ranges import between, warn_of_far_figures, warn_of_payers
from heatcalc.tariffs.left_out import warn_of_part_prices
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import Charge, Price
from heatcalc.tariffs.odd_prices import warn_of_odd_prices
from heatcalc.tariffs.usual_bill import warn_beside_the_bill

_FAR = 3
"""By how much a price may be beyond the range of the shipped table: a slip of the decimal point is ten times."""
_LITTLE = Fraction(1, 2)
"""A cap of less than this share of the other plan's bill looks like a slip, and so does a smaller ratio of areas."""
_MUCH = Fraction(2)
"""A cap of more than so many times the other plan's bill caps nothing."""
_APART = Fraction(2, 100)
"""By how much two published forms of one price may differ through rounding."""
_MONTHS, _DAYS = 5, 150
"""A usual season, by which a price per month or day becomes one per season [month, day]."""

Sort = tuple[str, str, str, str]
"""What prices are held against each other: currency, general class, what they are per, `basic` for a basic charge."""


def warn_of_misprints(table: Table, shipped: Table, findings: Findings) -> None:
    """Add a warning for each figure beyond the range of the `shipped` table, or far from its neighbour."""
    ranges = _ranges(shipped)
    for at, city in enumerate(table.city):
        path = ("city", at)
        warn_of_far_figures(city, city.currency or table.currency, path, findings)
        warn_of_odd_prices(city, city.currency or table.currency, path, findings)
        warn_of_payers(city, path, findings)
        warn_beside_the_bill(table, city, path, findings)
        warn_of_part_prices(table, city, path, findings)
        warn_of_twins(city, path, findings)
        for number, conversion in enumerate(city.area):
            low = conversion.ratio if conversion.ratio < 1 else 1 / conversion.ratio
            if low < _LITTLE:
                findings.add(
                    (*path, "area", number, "ratio"),
                    "far_ratio",
                    conversion.ratio,
                    between(_LITTLE, 2),
                    severity="warning",
                )
        for number, tariff in enumerate(city.tariff):
            place = (*path, "tariff", number)
            if tariff.cap is not None and not _LITTLE <= tariff.cap.times <= _MUCH:
                findings.add(
                    (*place, "cap", "times"), "far_cap", tariff.cap.times, between(_LITTLE, _MUCH), severity="warning"
                )
            for index, charge in enumerate(tariff.charge):
                where = (*place, "charge", index)
                _compare_forms(charge, where, findings)
                _compare_range(table, city, tariff, charge, where, ranges, findings)


def _ranges(shipped: Table) -> dict[Sort, tuple[Fraction, Fraction]]:
    """Return the lowest and the highest price of each sort [its currency per ㎡ and season, or per GJ]."""
    found: dict[Sort, list[Fraction]] = {}
    for city in shipped.city:
        for tariff in city.tariff:
            for charge in tariff.charge:
                for price in charge.prices:
                    sort = _sort(shipped, city, tariff, charge, price)
                    if sort is not None and not (charge.when or charge.unless or charge.times):
                        found.setdefault(sort, []).extend(_by_season(price))
    return {sort: (min(prices), max(prices)) for sort, prices in found.items()}


def _sort(table: Table, city: City, tariff: Tariff, charge: Charge, price: Price) -> Sort | None:
    kinds = sorted({kind_of(name) for name in price.per})
    fees = any(tier.amount is not None for tier in price.tiers)
    if fees or kinds not in (["area"], ["area", "time"], ["heat"]):
        return None
    if kinds == ["heat"] and sum(_is_per_heat(each) for each in tariff.charge) > 1:
        return None  # such as heat and its emissions: only together are they the price of heat
    basic = "basic" if charge.name == "basic" else ""
    return city.currency or table.currency, table.classes[tariff.class_].kind or tariff.class_, kinds[0], basic


def _is_per_heat(charge: Charge) -> bool:
    return any(name in GJ_PER for name in charge.prices[0].per)


def _by_season(price: Price) -> Iterator[Fraction]:
    factor = Fraction(1)
    for name in price.per:
        factor *= {"month": Fraction(_MONTHS), "day": Fraction(_DAYS)}.get(name, 1 / GJ_PER.get(name, Fraction(1)))
    rates = [tier.rate for tier in price.tiers] if price.rate is None else [price.rate]
    yield from (rate * factor for rate in rates if rate > 0)


def _compare_range(
    table: Table,
    city: City,
    tariff: Tariff,
    charge: Charge,
    path: KeyPath,
    ranges: dict[Sort, tuple[Fraction, Fraction]],
    findings: Findings,
) -> None:
    """Hold each form of a price against the shipped table's prices of its sort.

    What a metered bill has besides heat is called as its author likes, and what is for some homes, or is a part of
    something else, may be as small as it likes.
    """
    beside = tariff.plan == "metered" and not charge.name and charge.prices[0].per[0] in AREAS
    part = charge.name not in ("", "basic") and charge is not tariff.charge[0]
    small = beside or part or bool(charge.when or charge.unless or charge.times)
    times = prod(charge.times, start=Fraction(1))
    for at, price in enumerate(charge.prices):
        sort = _sort(table, city, tariff, charge, price)
        if sort not in ranges:
            continue
        low, high = ranges[sort][0] / _FAR / times, ranges[sort][1] * _FAR / times
        low = Fraction(0) if small else low
        for rate in _by_season(price):
            if not low <= rate <= high:
                scale = (price.rate or price.tiers[0].rate) / next(_by_season(price))
                key = ("rate",) if price.rate is not None else ("tiers",)
                place = (*path, *(() if at == 0 else ("or", at - 1)), *key)
                findings.add(place, "far_price", rate * scale, between(low * scale, high * scale), severity="warning")


def _compare_forms(charge: Charge, path: KeyPath, findings: Findings) -> None:
    """Compare the forms of a price per heat, since 1 GJ is 277.8 kWh whatever a city publishes."""
    first, *others = charge.prices
    for index, other in enumerate(others):
        one, two = _per_gj(first), _per_gj(other)
        if one is not None and two is not None and abs(one - two) > _APART * max(abs(one), abs(two)):
            found = f"{about(one)} / {about(two)}"
            allowed = Both("两种单位折算后应一致（每GJ）", "the same price per GJ")
            findings.add((*path, "or", index), "forms_disagree", found, allowed, severity="warning")


def _per_gj(price: Price) -> Fraction | None:
    heat = [name for name in price.per if name in GJ_PER]
    return price.rate / GJ_PER[heat[0]] if heat and price.rate is not None else None
