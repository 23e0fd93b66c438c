"""What the table knows of a network's plants, and of the figures published of a programme, as values."""

from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.measures import Both


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
