"""The heat per ㎡ that a two-part tariff was made with: it is in the tariff, and can be taken out again.

    heat per ㎡ and season = area price × (1 - basic share) ÷ metered price

Price offices divide so (山西省物价局关于城市供热价格管理有关问题的通知); 廊坊's notice prints the division.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from heatcalc.measures import GJ_PER
from heatcalc.tariffs.model import City, Tariff
from heatcalc.tariffs.model_costs import HeatUse
from heatcalc.tariffs.model_prices import Charge
from heatcalc.tariffs.model_season import season_days


class HeatNorm(NamedTuple):
    """The figures of the division, and what they come to in GJ per ㎡ and season."""

    area_price: Fraction
    """[CNY/㎡·season]"""
    basic: Fraction
    """[CNY/㎡·season]"""
    metered: Fraction
    """[CNY per `unit`]"""
    unit: str
    area_since: int | None = None
    """The winter from which the area price is known, where that is after the metered price's."""

    @property
    def gj(self) -> Fraction:
        """The heat [GJ/㎡·season]."""
        return (self.area_price - self.basic) / self.metered * GJ_PER[self.unit]


def norm_of(city: City, use: HeatUse) -> HeatNorm | None:
    """Return the division that a heat use follows from; None where the city's tariffs do not allow it."""
    tariffs = {city.tariff_id(each): each for each in city.tariff}
    metered, by_area = tariffs.get(use.tariff), tariffs.get(use.area_tariff)
    if by_area is None or by_area.class_ != use.class_:
        return None
    if use.metered is not None:
        stated, since = use.metered, _winter_of(by_area)
        area = _per_season(city, by_area, use, max(stated.winter, since))
        later = since if since > stated.winter else None
        return HeatNorm(area, area * stated.basic_share, stated.rate, stated.per, later) if area else None
    if metered is None or metered.class_ != use.class_:
        return None
    winter = _winter_of(metered)
    area = _per_season(city, by_area, use, winter)
    basic = _per_season(city, metered, use, winter, beside_heat=True)
    heat = list(_heat_prices(metered, use))
    if not area or basic is None or not heat:
        return None
    rate, unit = heat[0]
    return HeatNorm(area, basic, rate, unit)


_WINTER_BEGINS = 7
"""The month."""


def _winter_of(tariff: Tariff) -> int:
    return tariff.from_.year if tariff.from_.month >= _WINTER_BEGINS else tariff.from_.year - 1


def _per_season(city: City, tariff: Tariff, use: HeatUse, winter: int, *, beside_heat: bool = False) -> Fraction | None:
    """Return what a ㎡ pays for a season; None where that is not one figure for all homes that the use is of."""
    total = Fraction(0)
    for charge in tariff.charge:
        if _is_for_others(charge, use) or (beside_heat and any(price.per[0] in GJ_PER for price in charge.prices)):
            continue
        fitting = [price for price in charge.prices if price.per[0] == use.basis and price.rate is not None]
        if not fitting or not _is_for_all(charge, use) or len(fitting[0].per) != 2:
            return None
        length = season_length(city, fitting[0].per[1], winter)
        if length is None or fitting[0].rate is None:
            return None
        share = Fraction(1)
        for times in charge.times:
            share *= times
        total += fitting[0].rate * length * share
    return total


def season_length(city: City, unit: str, winter: int | None) -> Fraction | None:
    """Return how many seasons, months or days (`unit`) the season of a winter has; None where that is not known."""
    if unit == "season":
        return Fraction(1)
    named = [each for each in city.season if each.winter == winter]
    seasons = named or [each for each in city.season if each.winter is None]
    lengths = {each.months if unit == "month" else season_days(each, winter) for each in seasons}
    return lengths.pop() if len(lengths) == 1 else None


def _is_for_others(charge: Charge, use: HeatUse) -> bool:
    """Return whether a charge is for none of the homes that a heat use is of."""
    return any(use.when.get(name, value) != value for name, value in charge.when.items())


def _is_for_all(charge: Charge, use: HeatUse) -> bool:
    return charge.when.items() <= use.when.items() and not charge.unless


def _heat_prices(metered: Tariff, use: HeatUse) -> Iterator[tuple[Fraction, str]]:
    """Yield the price of heat in its units, the first first; nothing where it is not one figure for all such homes."""
    for charge in metered.charge:
        for price in charge.prices:
            if price.per[0] in GJ_PER and price.rate and _is_for_all(charge, use) and not charge.times:
                yield price.rate, price.per[0]
