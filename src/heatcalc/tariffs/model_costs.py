"""What sources say of the cost of heat in a city, offered to an asker and never used unasked."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.measures import GJ_PER, Both
from heatcalc.tariffs.model_season import NO_CONDITIONS


class MeteredPrice(NamedTuple):
    """A metered price of which the table has no tariff, as one of a trial: what stands beside the area price.

    `rate` [CNY per `per`]; `basic_share` of the area price is the basic charge; `winter` is when it was in force.
    """

    rate: Fraction
    per: str
    basic_share: Fraction
    winter: int


class HeatUse(NamedTuple):
    """The heat that a ㎡ is taken to use in a season: stated, or what a metered tariff was divided by.

    `value` [`unit` per ㎡ of `basis` and season]; `tariff` and `area_tariff` are the ids of the metered tariff that it
    follows from, and of the area price that this was made with. `metered` stands for a tariff that the table lacks.
    """

    value: Fraction
    basis: str
    source: str
    unit: str = "GJ"
    class_: str = "residential"
    tariff: str = ""
    area_tariff: str = ""
    metered: MeteredPrice | None = None
    when: Mapping[str, str] = NO_CONDITIONS
    """Of which homes it is, where the tariffs depend on their attributes."""
    quote: str = ""

    @property
    def gj(self) -> Fraction:
        """The heat in GJ per ㎡ of the basis and season."""
        return self.value * GJ_PER[self.unit]


class CostItem(NamedTuple):
    """An item of a published breakdown, in the unit of the whole; below zero it is taken off."""

    name: str
    english: str
    value: Fraction


Period = Literal["season", "month", "year"]
PERIODS: tuple[Period, ...] = ("season", "month", "year")


class UnitCost(NamedTuple):
    """What heat was said to cost a ㎡ of `basis` in a `period` [CNY]; a range where there is a `to`.

    `incomplete`: the items as found do not come to the whole, and the rest is shown as such.
    """

    value: Fraction
    basis: str
    source: str
    period: Period | None = None
    to: Fraction | None = None
    winter: int | None = None
    """Its first year."""
    class_: str = ""
    items: tuple[CostItem, ...] = ()
    incomplete: bool = False
    quote: str = ""

    @property
    def rest(self) -> Fraction:
        """What no item of the breakdown accounts for."""
        return self.value - sum((item.value for item in self.items), Fraction(0))


class SplitShare(NamedTuple):
    """What share of a subsidy one public payer puts in."""

    name: str
    english: str
    share: Fraction

    @property
    def both(self) -> Both:
        """The payer in both languages."""
        return Both(self.name, self.english)


class Split(NamedTuple):
    """Who puts in what share of a subsidy: of the one that is called `name`."""

    name: str
    english: str
    payers: tuple[SplitShare, ...]
    source: str
    from_text: str = ""
    quote: str = ""

    @property
    def both(self) -> Both:
        """What is split, in both languages."""
        return Both(self.name, self.english)


class Band(NamedTuple):
    """A rate up to and with a quantity."""

    up_to: Fraction
    rate: Fraction


class RuralSubsidy(NamedTuple):
    """What a rural home gets for its fuel: a rate per unit [CNY], or bands of it; `cap` [CNY per home and season]."""

    name: str
    english: str
    source: str
    per: str = ""
    rate: Fraction | None = None
    bands: tuple[Band, ...] = ()
    most: Fraction | None = None
    """So many units are subsidised at most."""
    cap: Fraction | None = None
    from_text: str = ""
    quote: str = ""

    @property
    def both(self) -> Both:
        """What is subsidised, in both languages."""
        return Both(self.name, self.english)
