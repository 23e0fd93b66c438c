"""What the table knows of a network's plants, and of the figures published of a programme, as values."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.measures import Both
from heatcalc.tariffs.model_season import NO_CONDITIONS


class Plant(NamedTuple):
    """A source of a network's heat: the area that it can heat [㎡], its units, and its own price [CNY/GJ], if any."""

    name: str
    english: str
    capacity_m2: Fraction
    source: str
    units: str = ""
    price: Fraction | None = None
    quote: str = ""


class Figure(NamedTuple):
    """A figure that a source gives of a programme, as it was printed."""

    id: str
    name: str
    english: str
    value: Fraction
    unit: str
    source: str
    quote: str = ""

    @property
    def both(self) -> Both:
        """What it is, in both languages."""
        return Both(self.name, self.english)


class Doubt(NamedTuple):
    """A contradiction inside the published figures: what the two `of` come to, side by side or divided.

    `quotient`: the first ÷ the second is `name`. `differ`: both are given for the same thing. `misprint`: the first
    stands in the words of the source in a unit that cannot be meant.
    """

    kind: Literal["quotient", "differ", "misprint"]
    of: tuple[str, ...]
    name: str
    english: str


class HeatPrice(NamedTuple):
    """A price that is paid to a plant for heat, agreed or the most that is allowed [CNY/GJ], from a day on.

    `at` the substation it is what a building's network pays; a bought GJ has passed the city's network by then.
    """

    rate: Fraction
    from_: dt.date
    from_text: str
    source: str
    until: dt.date | None = None
    quote: str = ""
    at: Literal["plant", "substation"] = "plant"
    class_: str = ""
    when: Mapping[str, str] = NO_CONDITIONS
    """Of the heat of which homes it is."""

    def is_for(self, attributes: Mapping[str, str]) -> bool:
        """Return whether it is of the heat of a home with these attributes."""
        return all(attributes.get(name) == value for name, value in self.when.items())


class HeatCost(NamedTuple):
    """What heat costs a city's network besides the source price, as far as a source says it.

    `heat_use` [GJ/㎡·season], `loss` (a share of the heat bought), `network_cost` [CNY/㎡·season], `rural_multiple`
    (rural cost per ㎡ ÷ urban cost per ㎡).
    """

    source: str
    heat_use: Fraction | None = None
    loss: Fraction | None = None
    network_cost: Fraction | None = None
    rural_multiple: Fraction | None = None
    approximate: bool = False
    quote: str = ""
