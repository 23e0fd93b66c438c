"""Part season: a home supplied for only a part of the season.

郑州市供热条例: 按实际供热天数计收. Elsewhere a begun month counts whole, or the full season is due.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from heatcalc.formula.home import Home, Span, SupplyEvents
from heatcalc.formula.nodes import Compare, Excess, Measure, Product, Quotient, Refuse, Stated
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import Rule, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, both, off
from heatcalc.schema.fields import OneOf
from heatcalc.schema.record import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeason(Rule):
    """The charges × supplied days ÷ season days, or begun months ÷ season months, or in full."""

    kind: ClassVar[str] = "part_season"
    stage: ClassVar[int] = 4
    handles: ClassVar[str] = "supply"

    cites_note: ClassVar[bool] = True

    by: Literal["day", "month", "none"]

    def note(self, home: Home, events: SupplyEvents, span: Span) -> tuple[str, Mapping[str, object]] | None:  # noqa: ARG002
        """Return that the full season is due, of a home that was supplied for a part of it."""
        if self.by != "none" or "supplied_days" not in home.measures or not self.is_for(home):
            return None
        return "bill.note_full_season", {"days": plain(home.measures["supplied_days"])}

    def derive(self, events: SupplyEvents, span: Span) -> dict[str, Fraction]:
        """Return the days and the begun months, within the season, that the home was supplied."""
        if span.start is None or span.end is None or (events.supply_from, events.supply_to) == (None, None):
            return {}
        first = max(events.supply_from or span.start, span.start)
        last = min(events.supply_to or span.end, span.end)
        if (first, last) == (span.start, span.end):
            return {}
        if last < first:
            return {"supplied_days": Fraction(0), "supplied_months": Fraction(0)}
        days = Fraction((last - first).days + 1)
        # A season's days may be fewer than its dates enclose (120 of 121); no home has more than the season.
        days = days if span.days is None else min(days, span.days)
        months = Fraction(_begun_months(first, last))
        return {
            "supplied_days": days,
            "supplied_months": months if span.months is None else min(months, span.months),
        }

    def apply(self, builder: BillBuilder) -> None:
        """Take off the part of the charges for the time without supply."""
        if self.by == "none":
            return
        name = "supplied_days" if self.by == "day" else "supplied_months"
        whole = builder.season_days() if self.by == "day" else builder.season_months()
        partly = both(Stated(name), Compare(whole, Measure(name)), builder.condition(self.terms.when))
        if builder.changes:
            assert partly is not None
            builder.refusals.append((partly, Refuse("part_of_changed")))
        charges = builder.total()
        due = Quotient(Product((charges, Measure(name))), whole)
        builder.add(
            self.kind,
            Both("未供热时段扣减", "Time without supply"),
            off(Excess(charges, due)),
            self.terms.source,
            applies=partly,
        )


def _begun_months(first: dt.date, last: dt.date) -> int:
    """Return how many months, counted from the first day, have begun by the last: 15 Nov to 14 Dec is one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (1 if last.day >= first.day else 0)


SHAPE = rule_shape(
    PartSeason.kind,
    {
        "by": Key(
            OneOf(("day", "month", "none")),
            Both("按日、按开始的月，或全额", "by day, by begun month, or none: the full season is due"),
            required=True,
        )
    },
    PartSeason,
)
