"""Billings of one shape: those whose expressions are equal but for their numbers, which become parameters.

Most formulas of a table are (area × a + b) ÷ d, with numbers of their own. A SELECT of one branch for each shape stays
short for thousands of formulas; the numbers of a row's formula stand in lists, at the formula's place.

Each formula's own numbers were proven to fit its type, so the same arithmetic with them as parameters fits it too.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from heatcalc.formula.sql.compile import Billing
from heatcalc.formula.sql.dialects import DUCKDB, Dialect

_NUMERAL = re.compile(r"\b\d+\b")
"""A number in a billing; our own names, such as `m_building_m2` and `sum_1`, are words with their digits."""


class Shapes(NamedTuple):
    """The shapes of some billings, with the numbers in which the billings of a shape differ."""

    billings: list[Billing]
    """One for each shape, in which columns named as the `parameters` stand for the numbers that differ."""
    numbers: list[int]
    """The shape of each billing, from 1."""
    parameters: dict[str, list[int]]
    """The numbers for each billing, by the name of their column; 1 where its shape has no such number."""
    types: dict[str, str]
    """The integer type of each column of `parameters`."""


def shapes_of(billings: Sequence[Billing], dialect: Dialect = DUCKDB) -> Shapes:
    """Return the shapes of billings in a dialect, which has two types of whole numbers."""
    types = [type_ for type_, _ in dialect.types]
    members: dict[tuple[str, ...], list[int]] = {}
    for at, billing in enumerate(billings):
        members.setdefault(_shape(billing), []).append(at)
    shapes = Shapes([], [0] * len(billings), {}, {})
    for places in members.values():
        of_shape = [billings[at] for at in places]
        shapes.billings.append(_with_parameters(of_shape, places, shapes, types))
        for at in places:
            shapes.numbers[at] = len(shapes.billings)
    return shapes


def _texts(billing: Billing) -> tuple[str, ...]:
    return (*billing.columns, billing.total, billing.others, billing.due)


def _shape(billing: Billing) -> tuple[str, ...]:
    texts = _texts(billing)
    # A text literal might hold digits that are no number.
    return texts if any("'" in text for text in texts) else tuple(_NUMERAL.sub("?", text) for text in texts)


def _with_parameters(billings: list[Billing], places: list[int], shapes: Shapes, types: list[str]) -> Billing:
    """Return the billing of a shape, and put into `shapes` the parameters of those that have it.

    `types` are those of whole numbers, the narrow and the wide one.
    """
    if len(billings) == 1:
        return billings[0]
    numerals = zip(*(_NUMERAL.findall(" ".join(_texts(billing))) for billing in billings), strict=True)
    narrow, broad = types
    wide = any(broad in text for text in _texts(billings[0]))
    names: dict[tuple[str, ...], str] = {}
    written = []
    for values in numerals:
        if len(set(values)) == 1:
            written.append(values[0])
            continue
        if values not in names:
            names[values] = f"{'wide' if wide else 'given'}_{len(names) + 1}"
            column = shapes.parameters.setdefault(names[values], [1] * len(shapes.numbers))
            shapes.types[names[values]] = broad if wide else narrow
            for at, value in zip(places, values, strict=True):
                column[at] = int(value)
        written.append(names[values])
    following = iter(written)
    texts = [_NUMERAL.sub(lambda _: next(following), text) for text in _texts(billings[0])]
    return Billing(tuple(texts[:-3]), *texts[-3:])
