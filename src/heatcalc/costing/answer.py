"""What is asked of a cost and its gap, and the answer: of a home or a ledger, with what was tried."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from heatcalc.costing.by_value import ClassSums, ValueGap, gaps_by_value
from heatcalc.costing.gap import NO_SHARES, Gap, Revenue, gap_of
from heatcalc.costing.heat_cost import CostInput, CostInputs
from heatcalc.costing.named_figures import named_input, named_split
from heatcalc.costing.price_cap import cap_of
from heatcalc.costing.shares import PayerShare, added_up, split_over
from heatcalc.costing.sweep import Combination, sweep
from heatcalc.errors import UsageError
from heatcalc.messages import Lang
from heatcalc.tariffs.model import Table

_NONE: Mapping[str, Any] = MappingProxyType({})


class CostQuestion(NamedTuple):
    """What a cost rests on and who fills the gap, as it was asked."""

    inputs: CostInputs = CostInputs()
    named: Mapping[str, str] = _NONE
    """The figures that are to be taken from a city, each with the city's name."""
    shares: Mapping[str, Fraction] = NO_SHARES
    split_of: str = ""
    """The city whose split is taken."""
    tried: Mapping[str, list[Fraction]] = _NONE
    """The figures that are tried one after the other."""
    rural: bool = False


class LedgerSums(NamedTuple):
    """What was read of a ledger, besides what its homes pay: its counts and hash, and the sums by a column."""

    read: Mapping[str, Any] = _NONE
    column: str = ""
    sums: Sequence[Mapping[str, Any]] = ()
    of_classes: ClassSums = MappingProxyType({})


NO_LEDGER = LedgerSums()


class Gaps(NamedTuple):
    """The gaps of a home, or of the cities and classes of a ledger, at one value of what is tried."""

    table: Table
    asked: CostQuestion
    given: CostInputs
    """The inputs with those that are taken by name."""
    revenues: tuple[Revenue, ...]
    each: tuple[Gap, ...]
    dearest: Gap
    """That of the first city and class at the greatest of all that is tried; the first where nothing is."""
    tried: tuple[Combination, ...] = ()
    ledger: LedgerSums = NO_LEDGER
    values: tuple[ValueGap, ...] = ()
    """By the column of the ledger."""

    @property
    def above_cap(self) -> bool:
        """Whether a source price, of those that are tried the greatest, is above its cap."""
        caps = map(cap_of, (self.dearest, *self.each))
        return any(cap is not None and cap.broken for cap in caps)

    def sum_of(self, name: str) -> Decimal:
        """Return the sum of `cost`, `paid`, `gap` or `others` of all [CNY]."""
        return sum((getattr(gap, name) for gap in self.each), Decimal(0))

    @property
    def households(self) -> int:
        """How many homes there are."""
        return sum(gap.households for gap in self.each)

    @property
    def area(self) -> Fraction:
        """The building area of all [㎡]."""
        return sum((gap.area for gap in self.each), Fraction(0))

    @property
    def parts(self) -> tuple[PayerShare, ...]:
        """What each payer puts in: the sum over what is shown, so that the rows add up."""
        return added_up(self.each[0].shares, (part for row in self.values or self.each for part in row.parts))


def gaps_of(
    table: Table, revenues: Sequence[Revenue], asked: CostQuestion, lang: Lang, ledger: LedgerSums = NO_LEDGER
) -> Gaps:
    """Return the gaps of what homes pay, by what is asked of their cost.

    Of a range of source prices it is the agreed price that the gaps are of, if it is among them; else the first.

    Raises:
        Refused: a figure of the cost is missing, or a city has none of that name.
        UsageError: a figure is not the same for all classes of a ledger, or too much is tried.
    """
    given = asked.inputs._replace(**{name: CostInput(tried[0]) for name, tried in asked.tried.items()})
    given = given._replace(**_named(table, asked.named, revenues))
    sharing = named_split(table, asked.split_of, revenues[0].found.city) if asked.split_of else None
    agreed = {each.prices.agreed.rate if each.prices.agreed else None for each in revenues}
    if agreed <= set(asked.tried.get("source_price", ())):
        given = given._replace(source_price=None)
    alone = [gap_of(one, given, asked.shares, lang, rural=asked.rural, sharing=sharing) for one in revenues]
    parts = split_over([gap.gap for gap in alone], alone[0].shares)
    each = tuple(gap._replace(parts=of_gap, shares=alone[0].shares) for gap, of_gap in zip(alone, parts, strict=True))
    tried = sweep(revenues, given, asked.tried, each[0].shares, rural=asked.rural) if asked.tried else []
    most = given._replace(**{name: CostInput(max(values)) for name, values in asked.tried.items()})
    dearest = gap_of(revenues[0], most, asked.shares, lang, rural=asked.rural, sharing=sharing)
    values = gaps_by_value(ledger.sums, revenues, each, ledger.of_classes) if ledger.column else ()
    return Gaps(table, asked, given, tuple(revenues), each, dearest, tuple(tried), ledger, values)


def _named(table: Table, named: Mapping[str, str], revenues: Sequence[Revenue]) -> dict[str, CostInput]:
    """Return the figures that are taken by the name of a city.

    Raises:
        UsageError: a figure is not the same for all classes of a ledger.
    """
    read = {}
    for name, city in named.items():
        found = [named_input(table, name, city, each.found, each.attributes) for each in revenues]
        if len({each.value for each in found}) > 1:
            raise UsageError("usage.named_classes", city=city)
        read[name] = found[0]
    return read
