"""The SQL by which DuckDB finds the formula of a row among thousands, and bills it, without a join.

Each profile has one text for its key. These texts are the values of an ENUM, which gives a key's place among them.
Lists hold the numbers of the profiles, their formulas, and what the formulas are made of. So a statement has one branch
for each shape of an expression, however many profiles there are.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from heatcalc.batches.plans import KEY_MARK
from heatcalc.formula.sql.compile import Billing
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.formula.sql.select import levels_of, select
from heatcalc.formula.sql.shapes import FORMULA_COLUMN, shapes_of

_BITS = 64
"""So many bits for each key: of other keys one in as many passes for one of them."""


class Statement(NamedTuple):
    """A SELECT, the values of its parameters, and the keys that the type `kinds` must have when it is run."""

    text: str
    values: dict[str, list[int]]
    kinds: list[str]

    def prepare(self, connection: Any) -> None:  # noqa: ANN401 - of DuckDB
        """Make the type that the SELECT needs, and the bits that tell nearly all other keys from its own.

        A key that is not of the type must not be cast to it: DuckDB builds an error message with all keys of the type.
        """
        if self.kinds:
            connection.execute("DROP TYPE IF EXISTS kinds")
            connection.execute(f"CREATE TYPE kinds AS ENUM ({', '.join(map(text_literal, self.kinds))})")
            keys = "SELECT CAST(unnest(enum_range(NULL::kinds)) AS VARCHAR) AS key"
            bits = f"bitstring_agg({_bit(self.kinds)}, 0, {_BITS * len(self.kinds) - 1})"
            connection.execute(f"SET VARIABLE kinds = (SELECT {bits} FROM ({keys}))")


def _bit(kinds: Collection[str]) -> str:
    """Return the place of a key's bit, of which there are some for each of the `kinds`."""
    return f"CAST(hash(key) % {_BITS * len(kinds)} AS INTEGER)"


def statement_of_few(
    rows: str,
    carried: str,
    known: Mapping[str, int],
    billings: Mapping[int, Billing],
    columns: tuple[list[str], list[str]],
    where_blank: Mapping[str, list[str]],
) -> Statement:
    """Return the same as `statement` where few profiles are known: each is asked for, and each formula written out.

    A few are asked for sooner than looked up. `columns` are those of the words and of the measures. Where a row says
    nothing in a column of words, the tests `where_blank` must hold too.
    """
    words, measures = columns
    asked = [*words, *(f"{each} IS NOT NULL" for each in measures)]
    split = list[tuple[list[Any], str]]()
    for key, number in known.items():
        parts = key.split(KEY_MARK)
        blank = [word for word, part in zip(words, parts, strict=False) if not part]
        tests = [test for word in blank for test in where_blank.get(word, [])]
        leaf = f"CASE WHEN {' AND '.join(tests)} THEN {number} ELSE 0 END" if tests else str(number)
        split.append(([*parts[: len(words)], *(part == "1" for part in parts[len(words) :])], leaf))
    rows = f"(SELECT *, CASE WHEN sure THEN {_tree(asked, split)} ELSE 0 END AS tariff FROM {rows})"
    return Statement(select(levels_of(billings), rows, f"{carried}, tariff"), {}, [])


def _tree(tests: list[str], known: list[tuple[list[Any], str]]) -> str:
    """Return what stands for a profile, asked column by column; NULL for values that are not among the `known`."""
    if not tests:
        return known[0][1] if known else "NULL"
    by_value: dict[Any, list[tuple[list[Any], str]]] = {}
    for (value, *rest), leaf in known:
        by_value.setdefault(value, []).append((rest, leaf))
    test, *later = tests
    whens = []
    for value, some in by_value.items():
        holds = (test if value else f"NOT ({test})") if isinstance(value, bool) else f"{test} = {text_literal(value)}"
        whens.append(f"WHEN {holds} THEN {_tree(later, some)}")
    return f"CASE {' '.join(whens)} END" if whens else "NULL"


def statement(rows: str, carried: str, known: Mapping[str, int], billings: Mapping[int, Billing]) -> Statement:
    """Return the SELECT that bills `rows`, which have the columns `key`, and `sure` of whether they are billed here.

    `known` are the numbers of profiles by their keys, and `billings` the formulas by those numbers. It gives the
    columns `carried`; then `tariff`, NULL where the profile is not known, and 0 where the row is not billed here;
    then `total`, `others` and `due` [fen], which are NULL where no bill can be made.
    """
    different = list(dict.fromkeys(billings.values()))
    places = {billing: at for at, billing in enumerate(different, 1)}
    formulas = {number: places[billing] for number, billing in billings.items()}
    shapes = shapes_of(different)
    values = {
        # The first place is that of rows which are not billed here.
        "tariffs": [0, *known.values()],
        "formulas": [0, *(formulas.get(number, 0) for number in known.values())],
        **shapes.numbers,
    }
    # A small enum has a small code, which must not overflow.
    place = "CAST(enum_code(TRY_CAST(key AS kinds)) AS INTEGER) + 2"
    may_be = f"get_bit(getvariable('kinds'), {_bit(known)}) = 1"
    for columns in (
        [f"CASE WHEN NOT sure THEN 1 WHEN {may_be} THEN {place} END AS place"],
        ["($tariffs::INTEGER[])[place] AS tariff", f"($formulas::INTEGER[])[place] AS {FORMULA_COLUMN}"],
        [f"(${name}::{type_}[])[{FORMULA_COLUMN}] AS {name}" for name, type_ in shapes.types.items()],
    ):
        rows = f"(SELECT {', '.join(['*', *columns])} FROM {rows})"
    return Statement(select(shapes.levels, rows, f"{carried}, tariff"), values, list(known))
