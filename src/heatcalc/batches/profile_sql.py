"""The SQL by which DuckDB finds the formula of a row among thousands, and bills it, without a join.

What tells the profiles of rows apart is one text, the key. Lists that are parameters of the statement hold the keys in
buckets, by their hash as DuckDB gives it; behind them are the numbers of the profiles, their formulas, and what
the formulas are made of. So a statement has one branch for each shape of a formula, however many profiles there are.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from heatcalc.formula.sql.compile import Billing
from heatcalc.formula.sql.select import select
from heatcalc.formula.sql.shapes import shapes_of


class Statement(NamedTuple):
    """A SELECT, and the values of its parameters."""

    text: str
    values: dict[str, list[Any]]


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
    buckets: list[list[str]] = [[] for _ in range(len(known) or 1)]
    for key, hashed in hashes_of(list(known)).items():
        buckets[hashed % len(buckets)].append(key)
    order = [key for bucket in buckets for key in bucket]
    starts = [1]  # the first place is that of rows which are not billed here
    for bucket in buckets[:-1]:
        starts.append(starts[-1] + len(bucket))
    different = list(dict.fromkeys(billings.values()))
    places = {billing: at for at, billing in enumerate(different, 1)}
    formulas = {number: places[billing] for number, billing in billings.items()}
    shapes = shapes_of(different)
    values: dict[str, list[Any]] = {
        "buckets": buckets,
        "starts": starts,
        "numbers": [0, *(known[key] for key in order)],
        "formulas": [0, *(formulas.get(known[key], 0) for key in order)],
        "shapes": shapes.numbers,
        **shapes.parameters,
    }
    found = "($starts::INTEGER[])[bucket] + NULLIF(list_position(($buckets::VARCHAR[][])[bucket], key), 0)"
    given = "".join(f", (${name}::{type_}[])[formula] AS {name}" for name, type_ in shapes.types.items())
    for columns in (
        f"CAST(hash(key) % {len(buckets)} AS BIGINT) + 1 AS bucket",
        f"CASE WHEN sure THEN {found} ELSE 1 END AS place",
        "($numbers::INTEGER[])[place] AS tariff, ($formulas::INTEGER[])[place] AS formula",
        f"($shapes::INTEGER[])[formula] AS shape{given}",
    ):
        rows = f"(SELECT *, {columns} FROM {rows})"
    of_shapes = dict(enumerate(shapes.billings, 1))
    return Statement(select(of_shapes, rows, f"{carried}, tariff", by="shape"), values)
