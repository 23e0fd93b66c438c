"""What one area is of another, by the conversions of a city."""

from collections.abc import Sequence
from fractions import Fraction

from heatcalc.measures import AREAS
from heatcalc.tariffs.model import City, Conversion

AREA_RANK = {"usable_m2": 0, "inner_m2": 1, "building_m2": 2}
"""The areas from the smallest, where it is known which one holds which."""


def area_ratio(start: str, end: str, conversions: Sequence[Conversion]) -> Fraction | None:
    """Return what one area is of another by some conversions; None where they do not tell."""
    found = {start: Fraction(1)}
    for _ in AREAS:
        for each in conversions:
            if each.from_ in found and each.gives not in found:
                found[each.gives] = found[each.from_] * each.ratio
            elif each.gives in found and each.from_ not in found:
                found[each.from_] = found[each.gives] / each.ratio
    return found.get(end)


def building_share(name: str, city: City) -> Fraction | None:
    """Return what an area is of the building area in every home of a city; None where the city does not say."""
    return area_ratio("building_m2", name, [each for each in city.area if not each.when])
