"""What early and late payment share: the date paid, and days of the winter that is billed."""

from fractions import Fraction

from heatcalc.formula.nodes import All, Compare, Excess, Measure, Node, Number, Refuse, Stated
from heatcalc.rules.bill_builder import BillBuilder
from heatcalc.schema.winters import MonthDay

PAID = Measure("paid_on")
IS_PAID = Stated(PAID.name)


def day_of(day: MonthDay, builder: BillBuilder) -> Node:
    """Return a day of the winter that is billed; the refusal where the winter is not known."""
    if builder.span.winter is None:
        return Refuse("needs_winter", ("winter",))
    return Number(Fraction(day.in_winter(builder.span.winter).toordinal()), PAID.name)


def refuse_early(builder: BillBuilder) -> None:
    """Let no home be billed that was paid before its price began."""
    since = Number(Fraction(builder.since.toordinal()), PAID.name)
    builder.refusals.append((All((IS_PAID, Compare(since, PAID))), Refuse("contradiction", (PAID.name,))))


def days_between(earlier: Node, later: Node) -> Node:
    """Return the days from one date to a later one [day], none where it is not later."""
    return Excess(later, earlier, "day")
