"""The accounts of the rows that DuckDB has seen, so that a later row of one of them is left to the exact reader."""

from collections.abc import Sequence

from heatcalc.batches.arrow_rows import ArrowRows, Ask
from heatcalc.batches.plans import BILLED

HOUSEHOLD = "household"
"""The column of rows that has the account, and what else tells a household apart; blank where there is no account."""
_MOST = 2_000_000
"""More rows are not looked at one block after the other, which would take longer with each block."""


class SeenAccounts:
    """Remembers each account as it is written, and whether a row of it was billed by DuckDB."""

    def __init__(self, ask: Ask) -> None:
        """Remember none yet."""
        self._ask = ask
        self._number = 0
        ask("CREATE OR REPLACE TEMP TABLE seen (household VARCHAR, billed BOOLEAN)")

    @property
    def is_full(self) -> bool:
        """Whether there are as many as are looked at."""
        return self._number > _MOST

    def repeated(self, rows: ArrowRows, others: Sequence[str]) -> dict[str, bool]:
        """Return those of the accounts of some rows, and of some others, that are there twice, or were seen before.

        Each is with whether a row of it has been billed by DuckDB.
        """
        here = f"(SELECT {HOUSEHOLD} AS each FROM rows WHERE {HOUSEHOLD} <> '' UNION ALL SELECT unnest(?::VARCHAR[]))"
        twice = f"SELECT each, FALSE FROM {here} GROUP BY each HAVING count(*) > 1"
        before = f"SELECT household, bool_or(billed) FROM seen WHERE household IN {here} GROUP BY household"
        return dict(self._ask(twice, [others], rows=rows)) | dict(self._ask(before, [others], rows=rows))

    def add(self, rows: ArrowRows, others: Sequence[str], repeated: dict[str, bool]) -> None:
        """Remember the accounts of some rows and of some others; those that are `repeated` are billed elsewhere."""
        billed = f"{BILLED} AND {HOUSEHOLD} NOT IN (SELECT unnest(?::VARCHAR[]))"
        query = f"INSERT INTO seen SELECT {HOUSEHOLD}, {billed} FROM rows WHERE {HOUSEHOLD} <> ''"
        self._ask(f"{query} UNION ALL SELECT unnest(?::VARCHAR[]), FALSE", [list(repeated), others], rows=rows)
        self._number += len(rows)
