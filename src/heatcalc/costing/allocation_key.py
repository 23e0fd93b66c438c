"""By what a cost is shared out, and who had the homes that share in it."""

from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from heatcalc.costing.apportion import RestRule

FactorOf = Literal["use", "area", "both"]
FACTOR_OF: tuple[FactorOf, ...] = get_args(FactorOf)
Unread = Literal["refuse", "area", "fallback", "degree-days"]
"""What becomes of homes without a reading: nothing is shared; they are estimated by area; the same, and all by area
where there are too many; or one reading of a home is split by the days of those who had it."""
UNREAD: tuple[Unread, ...] = get_args(Unread)
BY_AREA: tuple[Unread, ...] = ("area", "fallback")
"""Those that estimate a use by the area."""


class AllocationKey(NamedTuple):
    """By what a cost is shared: two shares that add up to 1, and what holds of homes that are not as the others."""

    by_area: Fraction
    by_use: Fraction
    stopped: Fraction | None = None
    """What counts of the area of a home whose supply is stopped [share]; None where nobody said."""
    factor: FactorOf | None = None
    """What the correction factor corrects; None where there is no such column."""
    unread: Unread = "refuse"
    rest: RestRule = "largest-remainder"


class Occupancy(NamedTuple):
    """Who had a home, and what of it counts."""

    area: Fraction | None
    """In ㎡."""
    use: Fraction | None
    """In the unit of the ledger's column; None where nobody read it."""
    factor: Fraction = Fraction(1)
    stopped: bool = False
    part: Fraction = Fraction(1)
    """What the days in it weigh, of the `whole` period [any unit]."""
    whole: Fraction = Fraction(1)
    of_home: Fraction | None = None
    """Where its use is a part of one reading of the home: what the days of all who had it weigh together."""
    estimated: bool = False
    """Whether its use is no reading, but somebody's estimate."""

    @property
    def own_use(self) -> Fraction | None:
        """Its use, or its part of the home's [the unit of the ledger's column]."""
        return self.use if self.use is None or self.of_home is None else self.use * self.part / self.of_home
