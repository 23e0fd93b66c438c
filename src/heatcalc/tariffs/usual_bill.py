"""Amounts of money held against the bill of a usual home: a slip of the decimal point is above all of it."""

from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from heatcalc.measures import GJ_PER, Both
from heatcalc.schema.findings import Findings, KeyPath, about
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import Charge, Price, vat_on_top
from heatcalc.tariffs.model_season import season_days
from heatcalc.tariffs.price_contradictions import rates_of, reached_by, sorts_of_homes

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_HOME = {
    "building_m2": Fraction(100),
    "billed_m2": Fraction(100),
    "inner_m2": Fraction(80),
    "usable_m2": Fraction(75),
    "kW": Fraction(8),
    "person": Fraction(3),
    "household": Fraction(1),
    "season": Fraction(1),
    **{name: 40 / gj for name, gj in GJ_PER.items()},
}
"""A home of 100 ㎡ that uses 0.4 GJ/㎡."""
_MONTHS, _DAYS = Fraction(5), Fraction(150)
"""A usual season, where the table does not tell [month, day]."""
_SMALLEST = 3
"""By how much a minimum may be above the bill of a usual home: it is for small ones."""
_ALL_OF_IT = 20
"""Who pays all that is above so small a part of the bill pays all of it."""
_WHOLE_STEPS = 50
"""A bill is at least so many steps of its rounding."""


def warn_beside_the_bill(table: Table, city: City, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each amount of a city that is above the bill of a usual home."""
    for at, tariff in enumerate(city.tariff):
        bill = _bill(city, tariff)
        if bill is None:
            continue
        place = (*path, "tariff", at)
        if tariff.minimum is not None and (least := _most(city, tariff.minimum)) and least > _SMALLEST * bill:
            findings.add((*place, "minimum"), "above_usual_bill", least, _about(bill), severity="warning")
        step = tariff.round.step
        if step is not None and step * _WHOLE_STEPS > bill:
            findings.add((*place, "round", "step"), "above_usual_bill", step, _about(bill), severity="warning")
    for at, rule in enumerate(city.rule):
        bills = [_bill(city, tariff) for tariff in reached_by(table, city, rule)]
        known = [bill for bill in bills if bill is not None]
        if not known or len(known) < len(bills):
            continue
        for key, amount in _amounts(city, rule):
            if key == ("above",) and amount * _ALL_OF_IT < min(known):
                findings.add((*path, "rule", at, *key), "far_figure", amount, _about(min(known)), severity="warning")
            if amount > max(known):
                findings.add(
                    (*path, "rule", at, *key), "above_usual_bill", amount, _about(max(known)), severity="warning"
                )


def _amounts(city: City, rule: "Rule") -> Iterator[tuple[KeyPath, Fraction]]:
    """Yield what a rule gives or takes of a usual home [CNY], with the key that says it."""
    for name in ("amount", "reconnect"):
        amount = getattr(rule, name, None)
        if amount is not None:
            yield (name,), amount
    for at, window in enumerate(getattr(rule, "windows", ())):
        if window.amount is not None:
            yield ("windows", at, "amount"), window.amount
    per = getattr(rule, "per", ())
    for name in ("rate", "above"):
        rate = getattr(rule, name, None)
        value = _most(city, Price(per, rate)) if rate is not None and per else None
        if value is not None:
            yield (name,), value


def _bill(city: City, tariff: Tariff) -> Fraction | None:
    """Return what a usual home pays at most for a season [CNY]; None where its measures are not known."""
    bills = []
    for charges in sorts_of_homes(tariff):
        amounts = [_charge(city, charge) for charge in charges]
        if any(amount is None for amount in amounts):
            return None
        bills.append(sum(filter(None, amounts), Fraction(0)))
    return max(bills) * (1 + vat_on_top(tariff.vat)) if bills and max(bills) > 0 else None


def _charge(city: City, charge: Charge) -> Fraction | None:
    amounts = [_most(city, price) for price in charge.prices]
    known = [amount for amount in amounts if amount is not None]
    return max(known) * prod(charge.times, start=Fraction(1)) if known else None


def _most(city: City, price: Price) -> Fraction | None:
    """Return the most that a price may come to for a usual home [CNY]."""
    quantities = [_quantity(city, name) for name in price.per]
    if None in quantities:
        return None
    fees = [tier.amount for tier in price.tiers if tier.amount is not None]
    times = prod((each for each in quantities if each is not None), start=Fraction(1))
    return max(rates_of(price)) * times + max(fees, default=Fraction(0))


def _quantity(city: City, name: str) -> Fraction | None:
    if name == "month":
        return max((season.months for season in city.season if season.months is not None), default=_MONTHS)
    if name == "day":
        days = (season_days(season, season.winter) for season in city.season)
        return max((each for each in days if each is not None), default=_DAYS)
    return _HOME.get(name)


def _about(bill: Fraction) -> Both:
    return Both(
        f"与常见住户一季的热费相比合理（100㎡ 约 {about(bill)}）",
        f"what a usual home may pay, of a bill of about {about(bill)} for 100 ㎡",
    )
