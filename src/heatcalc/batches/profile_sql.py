"""The SQL by which DuckDB finds the formula of a row among thousands, and bills it, without a join.

Each profile has one text for its key. Of lists that are parameters of the statement one holds the keys, each at a place
of its own that its hash gives; others hold the numbers of the profiles, their formulas, and what the formulas are made
of. So a statement has one branch for each shape of an expression, however many profiles there are.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from heatcalc.batches.plans import KEY_MARK
from heatcalc.formula.sql.compile import Billing
from heatcalc.formula.sql.dialects import text_literal
from heatcalc.formula.sql.select import levels_of, select
from heatcalc.formula.sql.shapes import FORMULA_COLUMN, shapes_of

_A_BUCKET = 4
"""So many keys share a shift."""
_LOW_BITS = 24
_LOW = 2**_LOW_BITS - 1
_MOST_SHIFT = 1000
_MOST_SIZES = 50
"""With so many sizes some keys are left out, whose rows the exact reader bills."""


class Statement(NamedTuple):
    """A SELECT, and the values of its parameters."""

    text: str
    values: dict[str, list[Any]]


def statement_of_few(
    rows: str,
    carried: str,
    known: Mapping[str, int],
    billings: Mapping[int, Billing],
    columns: tuple[list[str], list[str]],
) -> Statement:
    """Return the same as `statement` where few profiles are known: each is asked for, and each formula written out.

    A few are asked for sooner than looked up. `columns` are those of the words and of the measures.
    """
    words, measures = columns
    tests = [*words, *(f"{each} <> ''" for each in measures)]
    numbered = [(key.split(KEY_MARK), number) for key, number in known.items()]
    split = [([*parts[: len(words)], *(part == "1" for part in parts[len(words) :])], at) for parts, at in numbered]
    rows = f"(SELECT *, CASE WHEN sure THEN {_tree(tests, split)} ELSE 0 END AS tariff FROM {rows})"
    return Statement(select(levels_of(billings), rows, f"{carried}, tariff"), {})


def _tree(tests: list[str], known: list[tuple[list[Any], int]]) -> str:
    """Return the number of a profile, asked column by column; NULL for values that are not among the `known`."""
    if not tests:
        return str(known[0][1]) if known else "NULL"
    by_value: dict[Any, list[tuple[list[Any], int]]] = {}
    for (value, *rest), number in known:
        by_value.setdefault(value, []).append((rest, number))
    test, *later = tests
    whens = []
    for value, some in by_value.items():
        holds = (test if value else f"NOT ({test})") if isinstance(value, bool) else f"{test} = {text_literal(value)}"
        whens.append(f"WHEN {holds} THEN {_tree(later, some)}")
    return f"CASE {' '.join(whens)} END" if whens else "NULL"


def statement(
    rows: str,
    carried: str,
    known: Mapping[str, int],
    billings: Mapping[int, Billing],
    hashes_of: Callable[[list[str]], Mapping[str, int]],
) -> Statement:
    """Return the SELECT that bills `rows`, which have the columns `key`, and `sure` of whether they are billed here.

    `known` are the numbers of profiles by their keys, and `billings` the formulas by those numbers. It gives the
    columns `carried`; then `tariff`, NULL where the profile is not known, and 0 where the row is not billed here;
    then `total`, `others` and `due` [fen], which are NULL where no bill can be made.
    """
    shifts, keys = _placed(hashes_of(list(known)))
    different = list(dict.fromkeys(billings.values()))
    places = {billing: at for at, billing in enumerate(different, 1)}
    formulas = {number: places[billing] for number, billing in billings.items()}
    shapes = shapes_of(different)
    values: dict[str, list[Any]] = {
        "shifts": shifts,
        "keys": keys,
        # The first place is that of rows which are not billed here.
        "tariffs": [0, *(0 if key is None else known[key] for key in keys)],
        "formulas": [0, *(0 if key is None else formulas.get(known[key], 0) for key in keys)],
        **shapes.numbers,
    }
    shift = f"($shifts::INTEGER[])[CAST(hashed % {len(shifts)} AS BIGINT) + 1]"
    slot = f"(CAST(hashed >> {_LOW_BITS} AS BIGINT) + {shift} * CAST(hashed & {_LOW} AS BIGINT)) % {len(keys)} + 1"
    for columns in (
        ["hash(key) AS hashed"],
        [f"{slot} AS slot"],
        ["CASE WHEN sure THEN CASE WHEN ($keys::VARCHAR[])[slot] = key THEN slot + 1 END ELSE 1 END AS place"],
        ["($tariffs::INTEGER[])[place] AS tariff", f"($formulas::INTEGER[])[place] AS {FORMULA_COLUMN}"],
        [f"(${name}::{type_}[])[{FORMULA_COLUMN}] AS {name}" for name, type_ in shapes.types.items()],
    ):
        rows = f"(SELECT {', '.join(['*', *columns])} FROM {rows})"
    return Statement(select(shapes.levels, rows, f"{carried}, tariff"), values)


def _placed(hashes: Mapping[str, int]) -> tuple[list[int], list[str | None]]:
    """Return shifts, and keys in places of their own: that of a key is told by its hash and the shift of its bucket.

    It is (high part + shift × low part) modulo the number of places, from 0. A place without a key has None.
    """
    buckets: list[list[tuple[str, int]]] = [[] for _ in range(len(hashes) // _A_BUCKET + 1)]
    for key, hashed in hashes.items():
        buckets[hashed % len(buckets)].append((key, hashed))
    least = len(hashes) * 3 // 2 + 1
    for size in range(least, least + _MOST_SIZES):
        shifts, keys, free = [0] * len(buckets), list[str | None]([None] * size), bytearray(b"1" * size)
        for at, bucket in sorted(enumerate(buckets), key=lambda each: -len(each[1])):
            shifts[at], places = _free_places([hashed for _, hashed in bucket], free)
            for (key, _), place in zip(bucket, places, strict=False):
                keys[place], free[place] = key, 0
        if len(hashes) + keys.count(None) == size:
            break
    return shifts, keys


def _free_places(hashes: list[int], free: bytearray) -> tuple[int, list[int]]:
    """Return a shift by which some hashes have places of their own that are free, and those; none if there is none."""
    parts = [(hashed >> _LOW_BITS, hashed & _LOW) for hashed in hashes]
    for shift in range(_MOST_SHIFT):
        places = [(high + shift * low) % len(free) for high, low in parts]
        if all(map(free.__getitem__, places)) and len({*places}) == len(places):
            return shift, places
    return 0, []
