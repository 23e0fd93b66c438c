"""Rows of any number, kept and sorted on a disk in a memory of fixed size: SQLite, which Python brings along.

It stores and sorts; no amount is calculated in it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

_TOGETHER = 10_000
"""So many rows are written at once."""
_MEMORY_KIB = 32 * 1024
"""What SQLite may take for its pages, and for each sorting."""


class DiskStore:
    """A database of its own in a folder, which is of use only while it is open."""

    def __init__(self, folder: Path, tables: Sequence[str]) -> None:
        """Make it; each of the `tables` is its name and its columns: `lines (number INTEGER, text TEXT)`."""
        self.folder = folder
        self._database = sqlite3.connect(folder / "rows.sqlite", isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_MEMORY_KIB}"):
            self._database.execute(f"PRAGMA {setting}")
        for table in tables:
            self._database.execute(f"CREATE TABLE {table}")
        self._database.execute("BEGIN")
        self._waiting: dict[str, list[tuple[object, ...]]] = {table.split()[0]: [] for table in tables}

    def close(self) -> None:
        """Close it; what is left of it goes with its folder."""
        with suppress(sqlite3.Error):
            self._database.close()

    def add(self, table: str, row: tuple[object, ...]) -> None:
        """Keep a row."""
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _TOGETHER:
            self._insert(table)

    def read(self, statement: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a SELECT gives of all that was kept."""
        for table in self._waiting:
            self._insert(table)
        with closing(self._database.execute(statement, values)) as rows:
            yield from rows

    def _insert(self, table: str) -> None:
        rows = self._waiting[table]
        if rows:
            self._database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            rows.clear()
