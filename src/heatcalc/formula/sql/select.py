"""The SELECT that bills rows of many tariffs, each by the expressions of its own."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from heatcalc.formula.sql.compile import SUM_NAME, Billing


def select(billings: Mapping[int, Billing], source: str, carried: str, by: str = "tariff") -> str:
    """Return the SELECT that bills the rows of `source`, by the number in their column `by`.

    It gives the columns `carried`, then `total`, `others` and `due` [fen], which are NULL where no bill can be made.
    """
    depth = max((len(each.columns) for each in billings.values()), default=0)
    for level in range(depth):
        of_level = {number: each.columns[level] for number, each in billings.items() if level < len(each.columns)}
        source = f"(SELECT *, {_by_number(of_level, by)} AS {SUM_NAME.format(level + 1)} FROM {source})"
    source = f"(SELECT *, {_amount({number: each.due for number, each in billings.items()}, by)} AS due FROM {source})"
    totals = {number: _by_due(each) for number, each in billings.items()}
    others = {number: each.others for number, each in billings.items()}
    return f"SELECT {carried}, {_amount(totals, by)} AS total, {_amount(others, by)} AS others, due FROM {source}"


def _by_due(billing: Billing) -> str:
    """Return the total by the name of the column `due`, as mostly nobody else pays: all of it, unless it is refused."""
    if billing.total == billing.due:
        return "due"
    before, end, after = billing.total.rpartition(f" ELSE {billing.due} END)")
    return f"{before} ELSE due END)" if end and not after else billing.total


def _amount(expressions: Mapping[int, str], by: str) -> str:
    return f"CAST({_by_number(expressions, by)} AS BIGINT)"


def _by_number(expressions: Mapping[int, str], by: str) -> str:
    if not expressions:
        return "NULL"
    numbers: dict[str, list[int]] = {}
    for number, expression in expressions.items():
        numbers.setdefault(expression, []).append(number)
    whens = []
    for expression, same in numbers.items():
        # Never `IN`: of five values or more DuckDB's optimizer makes a join, which loses the order of the rows.
        whens.append(f"WHEN {' OR '.join(_runs(same, by))} THEN {expression}")
    return f"(CASE {' '.join(whens)} END)"


def _runs(numbers: list[int], by: str) -> Iterator[str]:
    """Yield the tests that the column `by` is one of some numbers, which ascend: one for each run without a gap."""
    for _, run in groupby(enumerate(numbers), lambda placed: placed[1] - placed[0]):
        first, *others = (number for _, number in run)
        yield f"{by} BETWEEN {first} AND {others[-1]}" if others else f"{by} = {first}"
