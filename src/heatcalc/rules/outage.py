"""Outage: a refund for whole days without heat.

兰州: 连续停热超过 24 小时的，退还当日热费.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from heatcalc.formula.home import Home, Span, SupplyEvents
from heatcalc.formula.nodes import All, Compare, Measure, Number, Product, Quotient, Refuse, Stated, Steps
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import STOPPED, BillBuilder, both, off, share
from heatcalc.schema.fields import NumberField, TextField
from heatcalc.schema.record import Key

HOURS = Measure("outage_hours")
_DAY = 24
"""Hours of a day, of which only whole ones are refunded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Rule):
    """After `after_hours` or `at_least_hours` [h] without heat: whole days × the daily fee × the share `refund`."""

    kind: ClassVar[str] = "outage"
    stage: ClassVar[int] = 10
    handles: ClassVar[str] = "outage"
    cites_note: ClassVar[bool] = True

    refund: Fraction
    after_hours: Fraction | None = None
    at_least_hours: Fraction | None = None
    charge: str = ""

    def note(self, home: Home, events: SupplyEvents, span: Span) -> tuple[str, Mapping[str, object]] | None:  # noqa: ARG002
        """Return that an outage was too short for a refund."""
        hours = home.measures.get(HOURS.name)
        least = self.after_hours if self.at_least_hours is None else self.at_least_hours
        assert least is not None
        long_enough = hours is not None and (hours > least or (self.at_least_hours is not None and hours == least))
        if hours is None or not self.is_for(home) or (long_enough and hours >= _DAY):
            return None
        key = "bill.note_outage_short" if self.at_least_hours is None else "bill.note_outage_short_at_least"
        if long_enough:
            key = "bill.note_outage_part_day"
        return key, {"hours": plain(hours), "least": plain(least)}

    def needs_charge(self) -> str:
        """Return the charge that is refunded."""
        return self.charge

    def apply(self, builder: BillBuilder) -> None:
        """Add the refund."""
        counted = Stated(HOURS.name), *(() if builder.span.days is not None else (Stated("day"),))
        longest = Product((builder.season_days(), Number(Fraction(24), HOURS.name)))
        longer = All((*counted, Compare(HOURS, longest)))
        builder.refusals.append((longer, Refuse("contradiction", (HOURS.name,))))
        if self.at_least_hours is not None:
            long_enough = Compare(HOURS, Number(self.at_least_hours, HOURS.name), or_equal=True)
        else:
            assert self.after_hours is not None
            long_enough = Compare(HOURS, Number(self.after_hours, HOURS.name))
        applies = both(Stated(HOURS.name), long_enough, builder.condition(self.terms.when))
        builder.refusals.append((All((Stated(HOURS.name), STOPPED)), Refuse("contradiction", ("stopped", HOURS.name))))
        builder.refuse_stopped_in_part(applies)
        days = Steps(HOURS, Fraction(24), begun=False, unit="day")
        refund = builder.add(
            self.kind,
            Both("停热退费", "Outage refund"),
            off(Quotient(builder.base(self.charge), builder.season_days()), days, share(self.refund)),
            self.terms.source,
            part="due",
            applies=applies,
        )
        builder.deductions.append(refund)


SHAPE = rule_shape(
    Outage.kind,
    {
        "after_hours": Key(
            NumberField("0", "1000"),
            Both("停热超过此小时数，不含此数", "after more than this long without heat [h]"),
        ),
        "at_least_hours": Key(
            NumberField("0", "1000"),
            Both(
                "代替 after_hours：停热达到此小时数，含此数",
                "in place of `after_hours`: after this long without heat or longer [h]",
            ),
        ),
        "charge": Key(TextField(), Both("只退还此名称的费用项", "what is refunded is the charge of this name alone")),
        "refund": Key(
            NumberField("0", "2"),
            Both(
                "退还日热费的比例；加倍退还为 2", "the share of the daily fee refunded; 2 where it is refunded double"
            ),
            required=True,
        ),
    },
    Outage,
    lambda values, path, findings: one_of(values, path, findings, ("after_hours",), ("at_least_hours",)),
)
