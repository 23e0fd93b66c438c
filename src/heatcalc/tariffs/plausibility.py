"""Figures that look misprinted: warnings, since a table's author may know better."""

from fractions import Fraction
from statistics import median

from heatcalc.measures import GJ_PER, Both
from heatcalc.schema.findings import Findings
from heatcalc.tariffs.model import Charge, Price, Table

_FAR = 5
"""How many times its neighbours' price makes a price look like a slip of the decimal point (which is ten times)."""

_APART = Fraction(2, 100)
"""By how much two published forms of one price may differ through rounding."""


def warn_of_misprints(table: Table, findings: Findings) -> None:
    """Add a warning for each price far from its neighbours', and for each two forms of a price that disagree."""
    prices: dict[tuple[str, ...], list[tuple[Fraction, tuple[int, int, int]]]] = {}
    for at_city, city in enumerate(table.city):
        for at_tariff, tariff in enumerate(city.tariff):
            for at_charge, charge in enumerate(tariff.charge):
                _compare_forms(charge, ("city", at_city, "tariff", at_tariff, "charge", at_charge), findings)
                first = charge.prices[0]
                if first.rate is not None and first.rate > 0:
                    place = (at_city, at_tariff, at_charge)
                    prices.setdefault((charge.name, *first.per), []).append((first.rate, place))
    for neighbours in prices.values():
        for rate, place in neighbours:
            others = [other for other, elsewhere in neighbours if elsewhere[0] != place[0]]
            if len(others) < 2:
                continue
            usual = median(others)
            if not usual / _FAR < rate < usual * _FAR:
                path = ("city", place[0], "tariff", place[1], "charge", place[2], "rate")
                text = f"{float(usual):.4g}"
                allowed = Both(f"其他城市同类价格的中位数为 {text}", f"the median of the other cities' is {text}")
                findings.add(path, "far_price", rate, allowed, severity="warning")


def _compare_forms(charge: Charge, path: tuple[str | int, ...], findings: Findings) -> None:
    """Compare the forms of a price per heat, since 1 GJ is 277.8 kWh whatever a city publishes."""
    first, *others = charge.prices
    for index, other in enumerate(others):
        one, two = _per_gj(first), _per_gj(other)
        if one is not None and two is not None and abs(one - two) > _APART * max(abs(one), abs(two)):
            found = f"{float(one):.4g} / {float(two):.4g}"
            allowed = Both("两种单位折算后应一致（元/GJ）", "the same price in CNY/GJ")
            findings.add((*path, "or", index), "forms_disagree", found, allowed, severity="warning")


def _per_gj(price: Price) -> Fraction | None:
    heat = [name for name in price.per if name in GJ_PER]
    return price.rate / GJ_PER[heat[0]] if heat and price.rate is not None else None
