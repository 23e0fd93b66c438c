"""What a comparison takes in besides one home in one winter, as options and the keys of JSON state it."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from heatcalc.billing.request import period_of
from heatcalc.billing.stated import number, pairs
from heatcalc.errors import UsageError
from heatcalc.inputs import INPUTS

COMPARED = ("usable", "inner", "class_", "plan", "winter", "year", "kwh", "gj", "mwh", "with_", "measure")
"""What a comparison asks of a home, by keywords of inputs and fields of `HomeOptions`."""


class Axes(NamedTuple):
    """What a comparison may take in besides one home in one winter."""

    areas: tuple[Fraction, ...] = ()
    """Further homes, by their building area [㎡]; what else is stated holds for them too."""
    winters: tuple[int, ...] = ()
    """The winters, by their first years, in place of the one of the request."""
    weights: Mapping[str, Fraction] = {}
    """The weight of each city in the mean, by its name; population or area, as the asker likes."""
    since: int | None = None
    """Prices that no source has confirmed in this year or later are left out."""


def axes_of(
    areas: Sequence[str] = (),
    winters: str | None = None,
    weights: Sequence[str] | None = None,
    since: str | None = None,
) -> Axes:
    """Return the axes that texts state: building areas [㎡] of which the first is the home's own, winters, weights.

    Raises:
        UsageError: one of them cannot be read.
    """
    read = {name: number("--weight", value) for name, value in pairs("--weight", weights, "朔州=1.59").items()}
    more = tuple(number("--area", each, INPUTS["building_m2"].units) for each in areas[1:])
    return Axes(more, _winters(winters), read, _year(since))


def _year(asked: str | None) -> int | None:
    """Read the year of `--since`."""
    if asked is None:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d", asked, re.ASCII):
        raise UsageError("usage.year", year=asked)
    return int(asked)


def _winters(asked: str | None) -> tuple[int, ...]:
    """Read `2020-2021..2023-2024`: every winter from the first to the last."""
    if asked is None:
        return ()
    first, dots, last = asked.partition("..")
    years = [period_of(each) for each in (first, last or first)]
    if years[0] is None or years[1] is None or years[1] < years[0] or bool(dots) != bool(last):
        raise UsageError("usage.winters", value=asked)
    return tuple(range(years[0], years[1] + 1))
