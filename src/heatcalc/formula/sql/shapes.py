"""Shapes: expressions of many bills that are equal but for their numbers, which become parameters.

Most amounts of a table are (area × a + b) ÷ d, with numbers of their own. A SELECT of one branch for each shape stays
short for thousands of formulas; the numbers of a row's formula stand in lists, at the formula's place. Each column of a
bill has shapes of its own: what two formulas differ in elsewhere makes no further branch of it.

Each formula's own numbers were proven to fit its type, so the same arithmetic with them as parameters fits it too.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from heatcalc.formula.sql.compile import Billing
from heatcalc.formula.sql.dialect import Dialect
from heatcalc.formula.sql.dialects import DUCKDB
from heatcalc.formula.sql.select import Level, levels_of

FORMULA_COLUMN = "formula"
"""The column of the number of a row's formula, from 1."""
_NUMERAL = re.compile(r"\b\d+\b")
"""A number in an expression; our own names, such as `m_building_m2` and `sum_1`, are words with their digits."""


class Shapes(NamedTuple):
    """The shapes of some formulas, and what tells the formulas apart."""

    levels: list[Level]
    """The columns of a bill, whose expressions name the columns of `numbers`."""
    numbers: dict[str, list[int]]
    """By its name, a column's value for each formula: the shape that a level goes by, 0 for none; or a parameter, 1."""
    types: dict[str, str]
    """The integer type of each column of `numbers`."""


def shapes_of(billings: Sequence[Billing], dialect: Dialect = DUCKDB) -> Shapes:
    """Return the shapes of the formulas of some billings in a dialect, which has two types of whole numbers."""
    (narrow, _), (broad, _) = dialect.types
    wide = [any(broad in text for text in (*each.columns, each.total, each.others, each.due)) for each in billings]
    made = _Shapes(wide, narrow, broad)
    levels = [made.level(each) for each in levels_of(dict(enumerate(billings, 1)), FORMULA_COLUMN)]
    numbers = {name: [1 if number is None else number for number in column] for name, column in made.numbers.items()}
    return Shapes(levels, numbers, made.types)


class _Shapes:
    def __init__(self, wide: list[bool], narrow: str, broad: str) -> None:
        """`wide` is whether each formula has numbers of the `broad` type."""
        self._wide, self._narrow, self._broad = wide, narrow, broad
        self.numbers: dict[str, list[int | None]] = {}
        self.types: dict[str, str] = {}

    def level(self, level: Level) -> Level:
        """Return a column of the bills with one expression for each shape, the one of most formulas first."""
        members: dict[tuple[bool, str], list[int]] = {}
        for formula, text in level.expressions.items():
            members.setdefault((self._wide[formula - 1], _shape(text)), []).append(formula)
        expressions: dict[str, list[int]] = {}
        for formulas in sorted(members.values(), key=len, reverse=True):
            texts = [level.expressions[formula] for formula in formulas]
            expressions.setdefault(self._with_parameters(texts, formulas), []).extend(formulas)
        if len(expressions) == 1:
            [text] = expressions
            return level._replace(expressions=dict.fromkeys(sorted(level.expressions), text))
        by = f"{level.name}_shape"
        column = self._column(by, self._narrow, 0)
        for shape, formulas in enumerate(expressions.values(), 1):
            for formula in formulas:
                column[formula - 1] = shape
        return Level(level.name, by, dict(enumerate(expressions, 1)))

    def _with_parameters(self, texts: list[str], formulas: list[int]) -> str:
        """Return the expression of a shape, with parameters for the numbers in which its texts differ."""
        if len(set(texts)) == 1:
            return texts[0]
        written = []
        for values in zip(*map(_NUMERAL.findall, texts), strict=True):
            whole = dict(zip(formulas, map(int, values), strict=True))
            written.append(values[0] if len(set(values)) == 1 else self._parameter(whole))
        following = iter(written)
        return _NUMERAL.sub(lambda _: next(following), texts[0])

    def _parameter(self, values: dict[int, int]) -> str:
        """Return the column that has some values, by formula: one that has others for other formulas, if there is."""
        wide = self._wide[next(iter(values)) - 1]
        named, type_ = ("wide", self._broad) if wide else ("given", self._narrow)
        at = 1
        while True:
            name = f"{named}_{at}"
            column = self.numbers.get(name) or self._column(name, type_)
            if all(column[formula - 1] in (None, value) for formula, value in values.items()):
                for formula, value in values.items():
                    column[formula - 1] = value
                return name
            at += 1

    def _column(self, name: str, type_: str, usual: int | None = None) -> list[int | None]:
        self.types[name] = type_
        return self.numbers.setdefault(name, [usual] * len(self._wide))


def _shape(text: str) -> str:
    # A text literal might hold digits that are no number.
    return text if "'" in text else _NUMERAL.sub("?", text)
