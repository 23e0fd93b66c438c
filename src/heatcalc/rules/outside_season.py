"""Heat outside the season: an early start, or an extension, free or charged by the day.

合肥: 延长供暖费 = 采暖季费用 ÷ 90 × 延长天数. 晋城: 提前或延后供热不加收.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from heatcalc.formula.home import Span, SupplyEvents
from heatcalc.formula.nodes import Measure, Product, Quotient, Stated, Subtotal
from heatcalc.measures import Both
from heatcalc.rules.base import Rule, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both
from heatcalc.schema.fields import OneOf
from heatcalc.schema.record import Key

_KINDS = ("early_start", "extension")
"""Neither of the two is charged on the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideSeason(Rule):
    """Days of heat outside the season: for nothing, or each at the total ÷ the season's days."""

    stage: ClassVar[int] = 11
    label: ClassVar[Both]
    measure: ClassVar[str]

    charged: Literal["none", "by_day"]

    def apply(self, builder: BillBuilder) -> None:
        """Add the charge for the days."""
        if self.charged == "none":
            return
        usual = Subtotal(tuple(line for line in builder.total().lines if line.id not in _KINDS))
        builder.add(
            self.kind,
            self.label,
            Product((Quotient(usual, builder.season_days()), Measure(self.measure))),
            self.terms.source,
            applies=both(Stated(self.measure), builder.condition(self.terms.when)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyStart(OutsideSeason):
    """Days of heat before the season's first day."""

    kind: ClassVar[str] = "early_start"
    handles: ClassVar[str] = "early"
    label: ClassVar[Both] = Both("提前供热", "Heat before the season")
    measure: ClassVar[str] = "early_days"

    def derive(self, events: SupplyEvents, span: Span) -> dict[str, Fraction]:
        """Return the days from the first day of supply to the season's first [day]."""
        if events.supply_from is None or span.start is None or events.supply_from >= span.start:
            return {}
        return {self.measure: Fraction((span.start - events.supply_from).days)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(OutsideSeason):
    """Days of heat after the season's last day."""

    kind: ClassVar[str] = "extension"
    handles: ClassVar[str] = "extension"
    label: ClassVar[Both] = Both("延长供热", "Heat after the season")
    measure: ClassVar[str] = "extension_days"

    def derive(self, events: SupplyEvents, span: Span) -> dict[str, Fraction]:
        """Return the days from the season's last day to the last day of supply [day]."""
        if events.supply_to is None or span.end is None or events.supply_to <= span.end:
            return {}
        return {self.measure: Fraction((events.supply_to - span.end).days)}


_CHARGED = Key(OneOf(("none", "by_day")), Both("不收费，或按日收费", "free, or by the day"), required=True)
EARLY_START = rule_shape(EarlyStart.kind, {"charged": _CHARGED}, EarlyStart)
EXTENSION = rule_shape(Extension.kind, {"charged": _CHARGED}, Extension)
