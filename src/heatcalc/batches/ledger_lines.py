"""What a check tells besides of its ledger: rejects by column, and the lines of amounts that cannot be read.

A file of bills has no lines of the ledger, which is read again for them: few are asked for.
"""

import csv
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.check_sums import CheckSums
from heatcalc.batches.local import LocalBatch
from heatcalc.batches.paid_column import amount_said
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import REJECT
from heatcalc.ledger.corrected import BROKEN
from heatcalc.ledger.reader import Ledger, open_ledger
from heatcalc.ledger.records import Record
from heatcalc.tariffs.model import Table


def opened_again(ledger: IO[bytes], options: BatchOptions, table: Table) -> Ledger:
    """Return a ledger from its start."""
    return open_ledger(
        *(Hashed(ledger), options.encoding, options.renamed, table.attributes()),
        *(options.block_bytes, options.sheets),
        own=options.own,
    )


def count_the_rest(
    sums: CheckSums, way: LocalBatch, place: int, by: Sequence[int], again: Callable[[], Ledger]
) -> None:
    """Count the rows without a bill, by the columns to sum by, and find the lines of the amounts that are named.

    `place` is that of the amounts.

    Raises:
        InputFileError: a column has too many values, or the ledger cannot be read any more.
    """
    with way.rejects.open(encoding="utf-8-sig", newline="") as file:
        for row in islice(csv.reader(file), 1, None):
            broken = row[REJECT.index("code") - len(REJECT)] in BROKEN  # which has no fields
            paid = "unread" if broken else amount_said(row[place], way.totals.currency)
            values = ["" if broken else unescaped(row[at]).strip() for at in by]
            sums.reject(values, paid if isinstance(paid, int) else 0)
    if sums.unread:
        found = lines_of(again(), way.rejects, way.biller.skips, [each.bill for each in sums.unread])
        sums.unread[:] = [each._replace(sheet=found[each.bill][0], line=found[each.bill][1]) for each in sums.unread]


def lines_of(
    ledger: Ledger, rejects: Path, skips: Callable[[Record], bool], bills: Collection[int]
) -> dict[int, tuple[str, int]]:
    """Return the sheet, where several are read, and the physical line of some bills, by their numbers from 1."""
    found: dict[int, tuple[str, int]] = {}
    wanted, number = set(bills), 0
    left = _rejected(rejects, several=ledger.sheets is not None and len(ledger.sheets.read) > 1)
    for block in ledger.blocks:
        for record in block.records(ledger.width):
            if skips(record) or (block.sheet, record.line) in left:
                continue
            number += 1
            if number in wanted:
                found[number] = block.sheet, record.line
                if len(found) == len(wanted):
                    return found
    return found


def _rejected(rejects: Path, *, several: bool) -> set[tuple[str, int]]:
    """Return the sheets and lines of rows without a bill."""
    at = -len(REJECT)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {(row[at - 1] if several else "", int(row[at])) for row in rows}
