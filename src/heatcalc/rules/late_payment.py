"""Late payment: something added to what the household pays, after the due date.

天津: 12月31日后每日 2‰. 临沂: 11月11日起每日 5‰，不超过总热费的 10%. 长春: 逾期一次性 5%.
阿合奇: 12月31日后加收 2 元/㎡. A fee per day ends where a rule says so, such as with the season.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import ClassVar

from heatcalc.formula.home import Home, Span
from heatcalc.formula.nodes import Compare, Least, Node, Product
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import PER, Alternative, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, at_most, both, share
from heatcalc.rules.payment_dates import IS_PAID, PAID, day_of, days_between, refuse_early
from heatcalc.schema.fields import DAILY, SHARE, DayField, NumberField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, Values
from heatcalc.schema.winters import MonthDay


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePayment(Rule):
    """`per_day` after `due`, or `once`, as shares of what the household pays; or a price; at most `cap` of the bill.

    No day after `stops` is counted.
    """

    kind: ClassVar[str] = "late_payment"
    reads: ClassVar[str] = PAID.name
    stage: ClassVar[int] = 9

    due: MonthDay
    per_day: Fraction | None = None
    stops: MonthDay | None = None
    once: Fraction | None = None
    rate: Fraction | None = None
    per: tuple[str, ...] = ()
    cap: Fraction | None = None

    def apply(self, builder: BillBuilder) -> None:
        """Add the fee."""
        household = builder.household()
        refuse_early(builder)
        due = day_of(self.due, builder)
        if self.per_day is not None:
            last: Node = PAID if self.stops is None else Least((PAID, day_of(self.stops, builder)))
            node: Node = Product((household, share(self.per_day), days_between(due, last)))
        elif self.once is not None:
            node = Product((household, share(self.once)))
        else:
            assert self.rate is not None
            node = builder.price(self.rate, self.per)
        if self.cap is not None:
            node = at_most(node, Product((household, share(self.cap))))
        builder.add(
            self.kind,
            Both("逾期违约金", "Late payment"),
            node,
            self.terms.source,
            part="due",
            applies=both(IS_PAID, Compare(PAID, due), builder.condition(self.terms.when)),
        )

    def due_date(self, span: Span) -> dt.date | None:
        """Return the due date in the winter that is billed."""
        return None if span.winter is None else self.due.in_winter(span.winter)

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:
        """Yield the home paid late, by up to half a year, or as long as the fee grows."""
        due = self.due_date(span)
        if due is not None and span.winter is not None:
            last = _HALF_A_YEAR if self.stops is None else (self.stops.in_winter(span.winter) - due).days
            for days in range(1, min(last, self._days_of_growth()) + 1):
                yield Alternative("late", {"days": days}, home.with_measures(paid_on=Fraction(due.toordinal() + days)))

    def _days_of_growth(self) -> int:
        """Return for how many days the fee grows; with more it stays the same."""
        if not self.per_day:
            return 1
        return _HALF_A_YEAR if self.cap is None else ceil(self.cap / self.per_day)


_HALF_A_YEAR = 183
"""[day]"""


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    one_of(values, path, findings, ("per_day",), ("once",), ("rate", "per"))
    due, stops = values.valid("due"), values.valid("stops")
    if "stops" in values and "per_day" not in values:
        allowed = Both("与 per_day 同用", "only together with per_day")
        findings.add((*path, "stops"), "without_effect", "stops", allowed)
    elif due is not None and stops is not None and stops.in_winter(2023) <= due.in_winter(2023):
        day = f"{due.month:02}-{due.day:02}"
        allowed = Both(f"{day} 之后的日子", f"a day after {day}")
        findings.add((*path, "stops"), "not_allowed", f"{stops.month:02}-{stops.day:02}", allowed)
    cap, least = values.valid("cap"), values.valid("per_day") or values.valid("once")
    if cap is not None and least is not None and cap < least:
        allowed = Both(f">= {plain(least)}", f">= {plain(least)}")
        findings.add((*path, "cap"), "out_of_range", cap, allowed)


SHAPE = rule_shape(
    LatePayment.kind,
    {
        "due": Key(
            DayField(recurring=True, dated=False),
            Both("缴费截止日（含）", "the last day to pay in time"),
            required=True,
        ),
        "per_day": Key(DAILY, Both("每日加收的比例", "the share added for each day after `due`")),
        "stops": Key(
            DayField(recurring=True, dated=False),
            Both("加收到哪一日为止（含）", "the last day that is counted; the fee stays the same after it"),
        ),
        "once": Key(SHARE, Both("一次性加收的比例", "the share added once")),
        "rate": Key(NumberField("0"), Both("加收的价格，元/单位", "a price added [CNY per unit]")),
        "per": Key(PER, Both("计价单位", "the measures of `rate`")),
        "cap": Key(SHARE, Both("加收的上限，占账单的比例", "the most it adds, as a share of the bill")),
    },
    LatePayment,
    _check,
)
