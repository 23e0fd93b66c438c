"""Functions of the amounts that trials give, on whole numbers: of what a home states, and of what is due."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from heatcalc.batches.plans import whole_bounds
from heatcalc.billing.hypotheses import FigureOf
from heatcalc.formula.compiled import BillFunction, Unbilled
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.inputs import INPUTS
from heatcalc.money import Mode, steps_in

Figures = Sequence[int]
"""What a home states, in whole parts of the units, in the order of the ledger's columns."""
Amount = Callable[[Figures, int], int | None]
"""Gives an amount of figures and of what is due [minor units]; None where there is no bill."""


class Argument(NamedTuple):
    """What a function takes for a measure: a figure of the home, by its place; or the same for all."""

    measure: str
    at: int = -1
    made: FigureOf | None = None
    constant: int = 0

    def bounds(self) -> tuple[int, int, int]:
        """Return the parts to one unit that the function is given, and the least and the most of them."""
        scale, least, most = whole_bounds(INPUTS[self.measure])
        finer = 1 if self.made is None else self.made.times.denominator
        return scale * finer, least, most * finer

    def of(self, figures: Figures) -> int:
        """Return what the function is given for a home."""
        if self.at < 0:
            return self.constant
        if self.made is None:
            return figures[self.at]
        if self.made.step is None:
            return figures[self.at] * self.made.times.numerator
        parts = int(self.made.step * SCALE)
        return steps_in(figures[self.at], parts, self.made.mode) * parts


def part_of(part: Fraction) -> Amount:
    """Return what gives a share of what is due, half up."""
    over, under = 2 * part.numerator, 2 * part.denominator

    def amount(_: Figures, due: int) -> int | None:
        return (due * over + part.denominator) // under if due >= 0 else None

    return amount


def rounded_to(parts: int, mode: Mode) -> Amount:
    """Return what rounds what is due to so many minor units."""
    return lambda _, due: steps_in(due, parts, mode) * parts


def amount_of(function: BillFunction, arguments: Sequence[Argument], *, plainly: int) -> Amount:
    """Return what gives the amount of figures; all of `plainly` so many handed on as they are where nothing changes."""
    if [(each.at, each.made) for each in arguments] == [(at, None) for at in range(plainly)]:
        return lambda figures, _: due_of(function, figures)
    constants = [each.constant for each in arguments]
    taken = [(at, each) for at, each in enumerate(arguments) if each.at >= 0]
    as_they_are = [(at, each.at) for at, each in taken]
    if any(each.made for _, each in taken):
        return lambda figures, _: due_of(function, [each.of(figures) for each in arguments])

    def amount(figures: Figures, _: int) -> int | None:
        given = constants.copy()
        for at, place in as_they_are:
            given[at] = figures[place]
        return due_of(function, given)

    return amount


def due_of(function: BillFunction, figures: Figures) -> int | None:
    """Return what is due by a function [minor units]; None where it refuses the home."""
    try:
        return function(*figures)[2]
    except Unbilled:
        return None
