"""A bill being made: the lines so far, and what a rule may ask for to add its own."""

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

from heatcalc.formula.home import Span
from heatcalc.formula.nodes import (
    All,
    Choice,
    Compare,
    Condition,
    Is,
    Line,
    Measure,
    Node,
    Number,
    Product,
    Quotient,
    Refuse,
    Rounded,
    Rounding,
    Stated,
    Subtotal,
)
from heatcalc.measures import Both

STOPPED = Is("stopped", "yes", optional=True)
PART = Measure("stopped_m2", unit="building_m2")


class BillBuilder:
    """The lines of a bill in the making. Each line is rounded at once where the tariff rounds each line."""

    def __init__(
        self,
        span: Span,
        rounding: Rounding,
        measure: Callable[[str], Node],
        condition: Callable[[Mapping[str, str]], Condition | None],
        since: dt.date,
        *,
        changes: bool = False,
    ) -> None:
        self.span = span
        self.since = since
        """The first day of the price."""
        self.changes = changes
        """Whether the price changes inside the season."""
        self.measure = measure
        self.condition = condition
        self.lines: list[Line] = []
        self.area: Node | None = None
        """The area that the price is per [㎡]; None where it is per none, or per several."""
        self.area_names: tuple[str, ...] = ()
        """The areas that it may be: one for each form of the price."""
        self.charged: tuple[Line, ...] = ()
        """The charges with what rules change in them, before minimum, cap and tax."""
        self.season_price: Subtotal = Subtotal(())
        """The charges of the whole season, with minimum, cap and tax."""
        self.deductions: list[Line] = []
        """The lines that may take more off than the household pays."""
        self.area_lines: list[Line] = []
        """The charges per area, which a ceiling's height changes."""
        self.charges: list[tuple[Line, str]] = []
        """The charges, with the names that the table gives them."""
        self.taxed: list[tuple[Line, Fraction]] = []
        """The charges with a rate of value-added tax of their own, on top of them."""
        self.refusals: list[tuple[Condition, Refuse]] = []
        self._rounding = rounding

    def add(
        self,
        id_: str,
        label: Both,
        node: Node,
        source: str,
        *,
        part: Literal["total", "payer", "due"] = "total",
        payer: str = "",
        applies: Condition | None = None,
        always: bool = False,
    ) -> Line:
        """Add a line and return it."""
        if self._rounding.each == "line":
            node = Rounded(node, self._rounding.step, self._rounding.mode)
        line = Line(id_, label, node, source, applies, part, payer, always)
        self.lines.append(line)
        return line

    def lines_of(self, name: str) -> tuple[Line, ...]:
        """Return the charges of a name."""
        return tuple(line for line, called in self.charges if called == name)

    def base(self, name: str) -> Node:
        """Return the charges of a name, the refusal where there are none; without a name the whole charge so far."""
        if not name:
            return self.total()
        lines = self.lines_of(name)
        return Subtotal(lines) if lines else Refuse("no_such_charge")

    def part_of_area(self, part: Measure) -> Node:
        """Return what a part of the home [㎡] is of the area that the price is per, or the refusal without one."""
        return Refuse("part_of_no_area") if self.area is None else Quotient(part, self.area, part=True)

    def refuse_larger(self, part: Measure, applies: Condition | None) -> None:
        """Let no home be billed where a rule applies and a part of it is larger than the home."""
        if self.area is not None:
            larger = both(applies, Stated(part.name), Compare(part, self.area))
            assert larger is not None
            self.refusals.append((larger, Refuse("contradiction", (part.name, *self.area_names))))

    def refuse_stopped_in_part(self, applies: Condition | None) -> None:
        """Let no home that is stopped in part have a refund: no table says what of its charges would be refunded."""
        if any(line.id == "stopped_supply" for line in self.lines):
            in_part = both(applies, Stated(PART.name))
            assert in_part is not None
            self.refusals.append((in_part, Refuse("part_and_refund")))

    def total(self) -> Subtotal:
        """Return the whole charge so far."""
        return Subtotal(tuple(line for line in self.lines if line.part == "total"))

    def household(self) -> Subtotal:
        """Return what the household pays so far, before payment timing and refunds."""
        return Subtotal(tuple(line for line in self.lines if line.part != "due"))

    def price(self, rate: Fraction, per: tuple[str, ...]) -> Node:
        """Return rate [CNY] × the measures it is per."""
        return Product((*(self.measure(name) for name in per), Number(rate, per)))

    def season_days(self) -> Node:
        """Return the days of the season [day]: of the table, else of the home, else the refusal."""
        return self._length(self.span.days, "day")

    def season_months(self) -> Node:
        """Return the months of the season [month]: of the table, else of the home, else the refusal."""
        return self._length(self.span.months, "month")

    def _length(self, length: Fraction | None, unit: str) -> Node:
        if length is not None:
            return Number(length, unit, self.span.source)
        return Choice(((Stated(unit), Measure(unit)),), Refuse("no_season", (unit,)))


def off(*factors: Node) -> Node:
    """Return the product of some nodes, below zero."""
    return Product((Number(Fraction(-1)), *factors))


def share(value: Fraction) -> Number:
    """Return a share, which is shown in per cent."""
    return Number(value, "share")


def at_most(node: Node, limit: Node) -> Node:
    """Return `node`, or `limit` where `node` is above it."""
    return Choice(((Compare(node, limit), limit),), node)


def both(*conditions: Condition | None) -> Condition | None:
    """Return the condition that all of some conditions hold; None without any."""
    stated = tuple(condition for condition in conditions if condition is not None)
    return stated[0] if len(stated) == 1 else All(stated) if stated else None
