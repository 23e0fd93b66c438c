"""From which lines of its ledger bills are: the ledger is read again, for few of them are asked for."""

import csv
from collections.abc import Callable, Collection
from pathlib import Path

from heatcalc.ledger.columns import REJECT
from heatcalc.ledger.reader import Ledger
from heatcalc.ledger.records import Record


def lines_of(
    ledger: Ledger, rejects: Path, skips: Callable[[Record], bool], bills: Collection[int]
) -> dict[int, tuple[str, int]]:
    """Return the sheet and the physical line of some bills, by their numbers from 1; the sheet where several are read.

    `rejects` is the file of the rows without a bill, and `skips` tells which rows are no homes.

    Raises:
        OSError: it cannot be read.
    """
    found: dict[int, tuple[str, int]] = {}
    wanted, number = set(bills), 0
    left = _rejected(rejects, several=ledger.sheets is not None and len(ledger.sheets.read) > 1) if wanted else set()
    for block in ledger.blocks if wanted else ():
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
