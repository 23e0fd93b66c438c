"""Early payment: something off what the household pays, by the date paid.

邯郸武安: 9月1日-9月15日 2%，9月16日-9月30日 1%. 晋中太谷: 每提前一日优惠热费总额的 1.5‰. 忻州: 8月10日至24日 50 元.
Without `opens` the first day is not known, and none is too early.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, NamedTuple

from heatcalc.formula.home import Home, Span, SupplyEvents
from heatcalc.formula.nodes import Choice, Compare, Condition, Node, Number
from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.rules.base import Alternative, Rule, one_of, rule_shape
from heatcalc.rules.bill_builder import BillBuilder, at_most, both, off, share
from heatcalc.rules.payment_dates import IS_PAID, PAID, day_of, days_between, refuse_early
from heatcalc.schema.fields import DAILY, SHARE, DayField, NumberField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Key, ListOf, Shape, Values
from heatcalc.schema.winters import MonthDay


class Window(NamedTuple):
    """Paid by `until`: a share `off`, or an `amount` [CNY] off."""

    until: MonthDay
    off: Fraction | None = None
    amount: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyPayment(Rule):
    """The first window that the date paid lies in; or `per_day` × the days left to the `deadline`."""

    kind: ClassVar[str] = "early_payment"
    reads: ClassVar[str] = PAID.name
    stage: ClassVar[int] = 8
    cites_note: ClassVar[bool] = True

    windows: tuple[Window, ...] = ()
    per_day: Fraction | None = None
    deadline: MonthDay | None = None
    opens: MonthDay | None = None

    def note(self, home: Home, events: SupplyEvents, span: Span) -> tuple[str, Mapping[str, object]] | None:  # noqa: ARG002
        """Return that a bill was paid before the first day on which something is taken off."""
        paid = home.measures.get(PAID.name)
        if paid is None or self.opens is None or span.winter is None or not self.is_for(home):
            return None
        first = self.opens.in_winter(span.winter)
        return None if paid >= first.toordinal() else ("bill.note_too_early", {"first": first})

    def apply(self, builder: BillBuilder) -> None:
        """Add the discount."""
        household = builder.household()
        refuse_early(builder)
        if self.per_day is not None:
            assert self.deadline is not None
            node: Node = off(household, share(self.per_day), days_between(PAID, day_of(self.deadline, builder)))
        else:
            branches = tuple(
                (Compare(day_of(window.until, builder), PAID, or_equal=True), self._off(window, household))
                for window in self.windows
            )
            node = Choice(branches, Number(Fraction(0), "money"))
        line = builder.add(
            self.kind,
            Both("提前缴费优惠", "Early payment"),
            node,
            self.terms.source,
            part="due",
            applies=both(IS_PAID, builder.condition(self.terms.when), self._has_begun(builder)),
        )
        if self.per_day is not None:
            builder.deductions.append(line)

    def _has_begun(self, builder: BillBuilder) -> Condition | None:
        if self.opens is None:
            return None
        return Compare(PAID, day_of(self.opens, builder), or_equal=True)

    def alternatives(self, home: Home, span: Span) -> Iterable[Alternative]:
        """Yield the home paid on the last day of each window."""
        if span.winter is not None:
            for day in [window.until.in_winter(span.winter) for window in self.windows]:
                yield Alternative("early", {"day": day}, home.with_measures(paid_on=Fraction(day.toordinal())))

    def discount_ends(self, winter: int) -> dt.date | None:
        """Return the last day on which a bill of a winter, by its first year, is paid with something off."""
        day = self.windows[-1].until if self.windows else self.deadline
        return None if day is None else day.in_winter(winter)

    @staticmethod
    def _off(window: Window, household: Node) -> Node:
        if window.off is not None:
            return off(household, share(window.off))
        assert window.amount is not None
        return off(at_most(Number(window.amount, "money"), household))


def _check(values: Values, path: KeyPath, findings: Findings) -> None:
    one_of(values, path, findings, ("windows",), ("per_day", "deadline"))
    windows: tuple[Window, ...] = values.valid("windows") or ()
    opens: MonthDay | None = values.valid("opens")
    ends = windows[0].until if windows else values.valid("deadline")
    if opens is not None and ends is not None and ends.in_winter(2023) < opens.in_winter(2023):
        findings.add((*path, "opens"), "unreachable_window", f"{opens.in_winter(2023):%m-%d}")
    for index, (earlier, later) in enumerate(pairwise(windows), start=1):
        if later.until.in_winter(2023) <= earlier.until.in_winter(2023):
            found = f"{later.until.in_winter(2023):%m-%d}"
            findings.add((*path, "windows", index, "until"), "unreachable_window", found)
            continue
        for key, one, other in (("off", earlier.off, later.off), ("amount", earlier.amount, later.amount)):
            if one is not None and other is not None and other > one:
                allowed = Both(f"<= {plain(one)}", f"<= {plain(one)}")
                findings.add((*path, "windows", index, key), "later_is_more", other, allowed)


def _check_window(values: Values, path: KeyPath, findings: Findings) -> None:
    one_of(values, path, findings, ("off",), ("amount",))


_UNTIL = DayField(recurring=True, dated=False)
_WINDOW = Shape(
    "windows",
    {
        "until": Key(_UNTIL, Both("最后一日（含）", "the last day, inclusive"), required=True),
        "off": Key(SHARE, Both("优惠比例", "the share off")),
        "amount": Key(NumberField(above="0"), Both("优惠金额，元", "the amount off [CNY]")),
    },
    Window,
    _check_window,
)

SHAPE = rule_shape(
    EarlyPayment.kind,
    {
        "windows": Key(ListOf(_WINDOW), Both("各时段的优惠，按日期先后", "discounts by date, the earliest first")),
        "per_day": Key(DAILY, Both("每提前一日的优惠比例", "the share off for each day before `deadline`")),
        "deadline": Key(_UNTIL, Both("提前天数算到哪一日", "the day up to which the days are counted")),
        "opens": Key(
            _UNTIL,
            Both("优惠的第一日，此前缴费不优惠", "the first day; nothing is taken off what is paid before it"),
        ),
    },
    EarlyPayment,
    _check,
)
