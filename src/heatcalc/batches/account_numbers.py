"""Accounts that are numbers, each block's above those before: that none is repeated is seen without their hashes."""

from typing import Any

from heatcalc.batches.arrow_rows import ArrowRows, Ask

NUMBER = "number"
"""The column of rows that has their accounts as numbers; NULL where DuckDB cannot cast one."""
_BITS = 2**20
"""Numbers of a block that set so many bits, each its own, are told apart in half the time that counting them takes."""


class AccountNumbers:
    """Looks whether the accounts billed by DuckDB are all different, as far as their numbers show it."""

    def __init__(self, ask: Ask) -> None:
        """Begin where no account has been billed."""
        self._ask = ask
        self._last = -1
        self.all_differ = True
        """Whether all accounts have a number, and no two the same: two that are written otherwise may share one."""

    def add(self, rows: ArrowRows) -> None:
        """Add the accounts of a block, whose numbers must be above those of the blocks before."""
        if not self.all_differ:
            return
        bits = f"bit_count(bitstring_agg(CAST({NUMBER} % {_BITS} AS INTEGER), 0, {_BITS - 1}))"
        [(homes, least, most, different)] = self._asked(f"count(*), min({NUMBER}), max({NUMBER}), {bits}", rows)
        if homes and different != homes:
            [(different,)] = self._asked(f"count(DISTINCT {NUMBER})", rows)
        if homes:
            self.all_differ = homes == different and self._last < least
            self._last = most

    def _asked(self, what: str, rows: ArrowRows) -> list[tuple[Any, ...]]:
        return self._ask(f"SELECT {what} FROM rows WHERE account <> 0", rows=rows)
