"""The hashes of the accounts that were billed, in a file: what is remembered of each household takes no memory."""

import mmap
from array import array
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Any

from heatcalc.batches.arrow_rows import NUMBER_BYTES, NumberRows

_COUNTED = 500_000
"""So many are counted at once, as their groups then stay in the processor's own memory."""
_MOST = 2**64
"""A hash is less."""

Ask = Callable[[str, NumberRows], list[tuple[Any, ...]]]
"""Asks DuckDB a query of a table that it finds by the name `rows`."""


class AccountHashes:
    """The hashes of accounts, 8 bytes each; 0 is none."""

    def __init__(self, path: Path) -> None:
        """Keep them in a new file.

        Raises:
            OSError: it cannot be written; so `add`.
        """
        self._path = path
        path.write_bytes(b"")

    def __len__(self) -> int:
        return self._path.stat().st_size // NUMBER_BYTES

    def add(self, hashes: "memoryview | array[int]") -> None:
        """Add hashes by the memory that they lie in."""
        with self._path.open("ab") as file:
            file.write(hashes)

    def add_but(self, parts: Iterable[memoryview], places: Container[int]) -> None:
        """Add the hashes of rows, given in parts, but for those at some `places`."""
        start = 0
        for part in parts:
            hashes = part.cast("Q")
            kept = (0 if at in places else each for at, each in enumerate(hashes, start))
            self.add(array("Q", kept) if places else part)
            start += len(hashes)

    def repeated(self, ask: Ask) -> frozenset[int]:
        """Return those that are there more than once, counted in parts that fit the memory."""
        found: set[int] = set()
        parts = -(-len(self) // _COUNTED)
        if not parts:
            return frozenset()
        with (
            self._path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as hashes,
        ):
            rows = NumberRows("account", hashes)
            for part in range(parts):
                least, end = max(_MOST * part // parts, 1), _MOST * (part + 1) // parts
                some = f"account BETWEEN {least} AND {end - 1}"
                query = f"SELECT account FROM rows WHERE {some} GROUP BY account HAVING count(*) > 1"
                found |= {account for (account,) in ask(query, rows)}
            del rows  # which holds the memory
        return frozenset(found)
