"""How a city's prices changed: each price of a class and a plan, beside the same price of the tariff before."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import Charge, Price


class PriceChange(NamedTuple):
    """A price, how long it holds, and how it differs from the one before [in the currency per its measures]."""

    tariff: Tariff
    charge: Charge
    price: Price
    """The form of the price that is compared, of those in which it was published."""
    rates: tuple[Fraction, ...]
    """One rate, or that of each tier."""
    until: dt.date | None
    """The last day it is known to hold, or the last before the next price; None while it goes on."""
    seen: str
    """When a source last confirmed it, as precise as known."""
    before: tuple[Fraction, ...]
    """The rates before, where that price is per the same measures, for the same homes, in the same tiers."""
    first: bool
    """Whether the table knows no earlier tariff of the class and the plan."""

    @property
    def changes(self) -> tuple[Fraction, ...]:
        """By how much each rate rose; empty where it cannot be compared."""
        return tuple(new - old for new, old in zip(self.rates, self.before, strict=False))

    @property
    def shares(self) -> tuple[Fraction | None, ...]:
        """By which share of the one before each rate rose; None of a rate that was 0."""
        return tuple((new - old) / old if old else None for new, old in zip(self.rates, self.before, strict=False))


def price_history(table: Table, city: City) -> list[PriceChange]:
    """Return every price of a city, by class and plan in the order of the table, the oldest first."""
    kinds = dict.fromkeys((tariff.class_, tariff.plan) for tariff in city.tariff)
    found: list[PriceChange] = []
    for kind in kinds:
        tariffs = sorted(
            (each for each in city.tariff if (each.class_, each.plan) == kind), key=lambda each: each.from_
        )
        later: list[Tariff | None] = [*tariffs[1:], None]
        before: Tariff | None = None
        for tariff, following in zip(tariffs, later, strict=True):
            replaced = following.from_ - dt.timedelta(1) if following else None
            until = min((day for day in (tariff.until, replaced) if day is not None), default=None)
            found += _changes(table, tariff, before, until)
            before = tariff
    return found


def _changes(table: Table, tariff: Tariff, before: Tariff | None, until: dt.date | None) -> Iterator[PriceChange]:
    seen = table.last_seen(tariff)[0]
    for charge in tariff.charge:
        price, old = _comparable(charge, before)
        yield PriceChange(tariff, charge, price, _rates(price), until, seen, _rates(old) if old else (), before is None)


def _comparable(charge: Charge, before: Tariff | None) -> tuple[Price, Price | None]:
    """Return the form of a charge that the tariff before has too, and that; or its first form alone."""
    for other in before.charge if before else ():
        if _terms(other) == _terms(charge):
            for price in charge.prices:
                for old in other.prices:
                    if _shape(old) == _shape(price):
                        return price, old
    return charge.prices[0], None


def _terms(charge: Charge) -> tuple[object, ...]:
    """Return what two charges must have in common for their rates to be the same thing."""
    return (charge.name, charge.times, dict(charge.when), dict(charge.unless), charge.vat, charge.at_least, charge.cap)


def _shape(price: Price) -> tuple[object, ...]:
    return (price.per, price.whole, [(tier.up_to, tier.amount is None) for tier in price.tiers])


def _rates(price: Price) -> tuple[Fraction, ...]:
    """Return the rate, or what each tier costs."""
    if price.rate is not None:
        return (price.rate,)
    return tuple(tier.rate if tier.amount is None else tier.amount for tier in price.tiers)
