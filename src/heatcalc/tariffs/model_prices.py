"""A price of the table as values: charges, tiers, caps, taxes, rounding."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.formula.nodes import Rounding
from heatcalc.measures import kind_of
from heatcalc.money import Currency, Mode
from heatcalc.tariffs.model_season import NO_CONDITIONS

MOST_SORTS = 4096
"""So many sorts of homes are looked at in a tariff."""


class Tier(NamedTuple):
    """A rate, or an amount [CNY], that holds up to and with `up_to`; the last tier may be open (None)."""

    rate: Fraction = Fraction(0)
    up_to: Fraction | None = None
    amount: Fraction | None = None


class Price(NamedTuple):
    """A price in one set of units: either one `rate`, or `tiers` by the first measure [CNY per the product]."""

    per: tuple[str, ...]
    rate: Fraction | None = None
    tiers: tuple[Tier, ...] = ()
    whole: bool = False
    bounds_per: tuple[str, ...] = ()
    """The measures that the ends of the tiers are multiplied by."""


class PartOfSeason(NamedTuple):
    """The days of a season on which one of several prices holds, `of` its days [days], and the price's source."""

    first: dt.date
    last: dt.date
    of: int
    source: str


class ChargeCap(NamedTuple):
    """A charge comes to at most `times` the charge named `of`."""

    of: str
    times: Fraction = Fraction(1)


class Charge(NamedTuple):
    """One item of a tariff: the same price in one or more units, coefficients, and for which homes it holds."""

    prices: tuple[Price, ...]
    name: str = ""
    times: tuple[Fraction, ...] = ()
    when: Mapping[str, str] = NO_CONDITIONS
    unless: Mapping[str, str] = NO_CONDITIONS
    at_least: Fraction | None = None
    """So much of the first measure is billed at least."""
    cap: ChargeCap | None = None
    vat: "Vat | None" = None
    part: PartOfSeason | None = None
    """Where the price changes inside a season, by days."""

    @property
    def id(self) -> str:
        """What its line on a bill is called: its name, or the first that it is per besides time."""
        kinds = {name: kind_of(name) for name in self.prices[0].per}
        first = next((name for name, kind in kinds.items() if kind != "time"), "")
        return self.name or (first if kinds.get(first) == "own" else kinds.get(first, "time"))

    def is_due(self, home: Mapping[str, str]) -> bool:
        """Return whether a home with some attributes owes it."""
        ruled_out = bool(self.unless) and self.unless.items() <= home.items()
        return self.when.items() <= home.items() and not ruled_out

    def meets(self, other: "Charge") -> bool:
        """Return whether some home may owe both: one with the values of each `when`, but not all of an `unless`."""
        held = {**self.when, **other.when}
        apart = any(other.when.get(name, value) != value for name, value in self.when.items())
        return not apart and not any(each.unless and each.unless.items() <= held.items() for each in (self, other))


class Cap(NamedTuple):
    """The charges come to at most `times` the charges of the other `plan` for the same home."""

    plan: str
    times: Fraction = Fraction(1)


class Vat(NamedTuple):
    """Value-added tax at `rate`, in the price or on top of it."""

    rate: Fraction
    included: bool


def vat_on_top(vat: Vat | None) -> Fraction:
    """Return the tax that comes on top of a price [share]: none where the price has none, or holds it."""
    return Fraction(0) if vat is None or vat.included else vat.rate


class RoundTerms(NamedTuple):
    """How a tariff says that its bills are rounded; to the minor unit of the currency where it names no `step`."""

    step: Fraction | None = None
    mode: Mode = "half_up"
    each: Literal["bill", "line"] = "bill"

    def of(self, currency: Currency) -> Rounding:
        """Return how bills in a currency are rounded."""
        return Rounding(self.step or currency.step, self.mode, self.each)
