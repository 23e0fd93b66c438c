"""The columns of measures of a household table, read as whole numbers, and the tests that they could be read."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from heatcalc.formula.nodes import Formula
from heatcalc.formula.sql.dialect import SCALE, Dialect
from heatcalc.formula.walk import measures_of
from heatcalc.inputs import INPUTS, Input
from heatcalc.money import plain


class QuantityColumn(NamedTuple):
    """A column with a measure: in whole parts of its unit, `scale` to one, at least and at most so many."""

    column: str
    scale: int
    least: int
    most: int

    def text(self, engine: Dialect) -> str:
        """Return its whole parts; NULL where it is none that is billed."""
        if self.scale == 1:
            day = engine.day.format(self.column)
            read = f"CASE WHEN {day} BETWEEN {self.least} AND {self.most} THEN {day} END"
            return f"CASE WHEN {engine.is_day.format(self.column)} THEN {read} END" if engine.is_day else read
        low, high = (plain(Fraction(end, self.scale)) for end in (self.least, self.most))
        number = engine.number.format(self.column)
        is_number = f"{engine.is_number.format(self.column)} AND " if engine.is_number else ""
        tests = f"{is_number}{number} BETWEEN {low} AND {high} AND {engine.four_decimals.format(number)}"
        return f"CASE WHEN {tests}\n      THEN {engine.scaled.format(number)} END"


def quantity(called: str, asked: Input) -> QuantityColumn:
    """Return a column with what is asked for."""
    scale = 1 if asked.kind == "date" else SCALE
    return QuantityColumn(called, scale, *asked.bounds(scale))


def within(engine: Dialect, measures: Iterable[str]) -> list[str]:
    """Return the tests that what a home states could be read and is in range."""
    readable = {name: f"{engine.quoted(f'{name}_')} IS NOT NULL" for name in measures}
    return [engine.either(engine.negated(_there(engine, name)), test) for name, test in readable.items()]


def idle(engine: Dialect, measures: Iterable[str], formula: Formula) -> list[str]:
    """Return the tests that no home states what this price does not depend on; in `batch` it has no bill either."""
    used = measures_of(formula)
    return [engine.negated(_there(engine, name)) for name in measures if INPUTS[name].asks and name not in used]


def _there(engine: Dialect, name: str) -> str:
    """Return the test that a home states a measure, readable or not."""
    return engine.holds(engine.quoted(f"{name}_there"))
