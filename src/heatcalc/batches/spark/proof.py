"""The proof of what Spark wrote: every home is there once, the money adds up, and some amounts are billed again."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.control_totals import ControlTotals, group_of
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.spark.row_sql import identity, quoted, sum_of_hashes, sums_over
from heatcalc.errors import HeatcalcError, UnprovenError
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError

DRAWN = 64
"""So many homes are billed again."""


class Read(NamedTuple):
    """What was read: all rows and those that have no bill, as frames, and the expressions of a row's fields."""

    rows: Any
    not_billed: Any
    texts: Sequence[str]
    keys: Sequence[str]
    """The columns of the folders."""
    types: Mapping[int, str]
    """The types of the fields that are no texts, by place."""

    def identities(self, fields: Sequence[str]) -> list[str]:
        """Return what goes into the hash of a row of each of its fields."""
        return [identity(each, self.types[at]) if at in self.types else each for at, each in enumerate(fields)]


def prove_rows(written: Any, names: Sequence[str], read: Read, totals: ControlTotals, tree: Path) -> None:  # noqa: ANN401
    """Hold the bills in the files, whose columns are `names`, against the rows that were read, and against the sums.

    Raises:
        UnprovenError: a home is missing, doubled or another's, or the money does not add up.
    """
    width = len(read.texts)
    sums, currency = totals.sums(), totals.currency
    decimal = f"DECIMAL(38, {currency.places})"
    money = [f"sum(CAST({quoted(names[at])} AS {decimal}))" for at in (width, width + 2, width + 3)]
    found, hashes, *amounts = sums_over(
        written, "count(1)", sum_of_hashes(read.identities([*map(quoted, names[:width])])), *money
    )
    if (found, *amounts) != (totals.households, *(currency.amount(sums[name]) for name in ("total", "others", "due"))):
        raise UnprovenError("proof.other_sums_written", file=tree)
    of_read = sum_of_hashes(read.identities(read.texts))
    (all_,), (left,) = (sums_over(rows, of_read) for rows in (read.rows, read.not_billed))
    if hashes != (all_ or 0) - (left or 0):
        raise UnprovenError("proof.other_homes_written", file=tree)


def prove_amounts(written: Any, names: Sequence[str], read: Read, biller: RowBiller, tree: Path) -> None:  # noqa: ANN401
    """Bill some homes again by the exact reader: those with the least hashes, so that the same are drawn each time.

    Raises:
        UnprovenError: an amount is another.
    """
    width = len(read.texts)
    fields = [*map(quoted, names[:width]), *map(quoted, read.keys)]
    texts = [f"IF({each} IS NULL, '', '.')" if at in read.types else each for at, each in enumerate(fields)]
    columns = [*texts, *map(quoted, names[width:]), f"xxhash64({', '.join(texts)}) AS drawn_by"]
    for row in written.selectExpr(*columns).orderBy("drawn_by").limit(DRAWN).collect():
        cells = tuple(cell or "" for cell in row[: len(fields)])
        if amounts_again(biller, cells) != tuple(row[len(fields) : -1]):
            raise UnprovenError("proof.other_amount_written", home="\t".join(cells), file=tree)


def amounts_again(biller: RowBiller, cells: tuple[str, ...]) -> tuple[Decimal, ...]:
    """Return what the exact reader adds to a row; nothing where it makes no bill of it."""
    with suppress(HeatcalcError, FieldError):
        group = group_of(biller.bill(Record(0, 1, cells, "\t".join(cells)), again=True))
        return tuple(map(biller.currency.amount, group.amounts))
    return ()
