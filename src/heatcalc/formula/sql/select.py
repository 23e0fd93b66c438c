"""The SELECT that bills rows of many tariffs, each by the expressions of its own."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from heatcalc.formula.sql.compile import SUM_NAME, Billing


class Level(NamedTuple):
    """A column of the bills, with the expressions that it has for some rows or others."""

    name: str
    by: str
    """The column whose number says which expression is that of a row."""
    expressions: Mapping[int, str]


def levels_of(billings: Mapping[int, Billing], by: str = "tariff") -> list[Level]:
    """Return the columns of the bills, of which the last are `due`, `total` and `others`.

    Each may name those before it; the column `by` has the numbers of the `billings`.
    """
    depth = max((len(each.columns) for each in billings.values()), default=0)
    levels = []
    for at in range(depth):
        of_level = {number: each.columns[at] for number, each in billings.items() if at < len(each.columns)}
        levels.append(Level(SUM_NAME.format(at + 1), by, of_level))
    levels.append(Level("due", by, {number: each.due for number, each in billings.items()}))
    levels.append(Level("total", by, {number: _by_due(each) for number, each in billings.items()}))
    levels.append(Level("others", by, {number: each.others for number, each in billings.items()}))
    return levels


def select(levels: Sequence[Level], source: str, carried: str) -> str:
    """Return the SELECT that bills the rows of `source`, which have the columns that the levels go by.

    It gives the columns `carried`, then `total`, `others` and `due` [fen], which are NULL where no bill can be made.
    """
    *sums, due, total, others = levels
    for each in sums:
        source = f"(SELECT *, {_by_number(each)} AS {each.name} FROM {source})"
    source = f"(SELECT *, {_amount(due)} FROM {source})"
    return f"SELECT {carried}, {_amount(total)}, {_amount(others)}, due FROM {source}"


def _by_due(billing: Billing) -> str:
    """Return the total by the name of the column `due`, as mostly nobody else pays: all of it, unless it is refused."""
    if billing.total == billing.due:
        return "due"
    before, end, after = billing.total.rpartition(f" ELSE {billing.due} END)")
    return f"{before} ELSE due END)" if end and not after else billing.total


def _amount(level: Level) -> str:
    return f"CAST({_by_number(level)} AS BIGINT) AS {level.name}"


def _by_number(level: Level) -> str:
    if not level.expressions:
        return "NULL"
    numbers: dict[str, list[int]] = {}
    for number, expression in level.expressions.items():
        numbers.setdefault(expression, []).append(number)
    whens = []
    for expression, same in numbers.items():
        # Never `IN`: of five values or more DuckDB's optimizer makes a join, which loses the order of the rows.
        whens.append(f"WHEN {' OR '.join(_runs(same, level.by))} THEN {expression}")
    return f"(CASE {' '.join(whens)} END)"


def _runs(numbers: list[int], by: str) -> Iterator[str]:
    """Yield the tests that the column `by` is one of some numbers, which ascend: one for each run without a gap."""
    for _, run in groupby(enumerate(numbers), lambda placed: placed[1] - placed[0]):
        first, *others = (number for _, number in run)
        yield f"{by} BETWEEN {first} AND {others[-1]}" if others else f"{by} = {first}"
