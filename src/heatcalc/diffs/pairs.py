"""Homes of two runs, brought together by their accounts in a memory of fixed size.

Two runs over one ledger have their homes in nearly the same order: those that wait for their other half are few, and
are kept in memory. What waits longer is sorted on a disk by SQLite, which Python brings along; no amount is calculated
in it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import groupby, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

_MOST_WAITING = 50_000
"""So many homes wait in memory."""
_TOGETHER = 10_000
"""So many rows are written at once."""
_MEMORY_KIB = 32 * 1024
"""What SQLite may take for its pages, and for each sorting."""
_TABLES = """
    CREATE TABLE homes (account TEXT, side INTEGER, number INTEGER, due INTEGER, kind INTEGER, shown TEXT);
    CREATE TABLE lines (number INTEGER PRIMARY KEY, text TEXT);
"""
_REJECTED = 2
"""Added to the side of rows that have no bill."""


class Billed(NamedTuple):
    """A home as a run billed it."""

    number: int
    """Its place among the bills of the run, from 0."""
    due: int
    """[minor units]"""
    group: int
    """The number of its city and class."""
    shown: Sequence[str]
    """What its row says in the columns that are shown."""


class Pair(NamedTuple):
    """A home before and after; None where that run has no bill of it."""

    account: str
    before: Billed | None
    after: Billed | None
    reason: str = ""
    """Why a run rejected it, or one of its rows, so that it cannot be compared."""
    rejected: int | None = None
    """Which run that was: before (0) or after (1)."""
    several: bool = False
    """Whether it has several rows in a run, which were added up."""


Keyed = tuple[str, Billed]
"""A home, and the account that it is found by."""


class PairStore:
    """A database of its own in a folder: homes that wait for their other half, and the lines of the output."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "pairs.sqlite", isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_MEMORY_KIB}"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._waiting: dict[str, list[tuple[object, ...]]] = {"homes": [], "lines": []}

    def close(self) -> None:
        """Close it; what is left of it goes with its folder."""
        with suppress(sqlite3.Error):
            self._database.close()

    def add_home(self, account: str, side: int, home: Billed) -> None:
        """Keep a home of the run before (0) or after (1)."""
        self._add("homes", (account, side, *home[:-1], json.dumps(home.shown)))

    def add_reject(self, account: str, side: int, reason: str) -> None:
        """Keep a row that has no bill."""
        self._add("homes", (account, side + _REJECTED, 0, 0, 0, reason))

    def add_line(self, number: int, text: str) -> None:
        """Keep a line of the output, of which each has its own number."""
        self._add("lines", (number, text))

    def lines(self) -> Iterator[str]:
        """Yield the lines of the output, in the order of their numbers."""
        self._write()
        for (text,) in self._read("SELECT text FROM lines ORDER BY number"):
            yield text

    def pairs(self, *, unique: bool) -> Iterator[Pair]:
        """Yield the homes that were kept, each once; several rows of a home in one run are added up.

        A home of which one run has rejected more rows than the other is not compared. Where accounts are `unique`, a
        row that was rejected beside one that was billed is a repeated one, and of no account.
        """
        self._write()
        every = self._read("SELECT * FROM homes ORDER BY account, side, number")
        for account, rows in groupby(every, key=itemgetter(0)):
            sides: tuple[list[Billed], list[Billed]] = ([], [])
            reasons: tuple[list[str], list[str]] = ([], [])
            for _, side, number, due, group, shown in rows:
                if side < _REJECTED:
                    sides[side].append(Billed(number, due, group, json.loads(shown)))
                else:
                    reasons[side - _REJECTED].append(shown)
            if any(sides):
                rejected = None
                if not (unique and all(sides)) and len(reasons[0]) != len(reasons[1]):
                    rejected = 0 if len(reasons[0]) > len(reasons[1]) else 1
                reason = "" if rejected is None else reasons[rejected][0]
                before, after = map(_added, sides)
                yield Pair(account, before, after, reason, rejected, max(map(len, sides)) > 1)

    def _read(self, statement: str) -> Iterator[tuple[Any, ...]]:
        with closing(self._database.execute(statement)) as rows:
            yield from rows

    def _add(self, table: str, row: tuple[object, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _TOGETHER:
            self._insert(table)

    def _insert(self, table: str) -> None:
        rows = self._waiting[table]
        if rows:
            self._database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            rows.clear()

    def _write(self) -> None:
        for table in self._waiting:
            self._insert(table)


def _added(homes: Sequence[Billed]) -> Billed | None:
    return homes[0]._replace(due=sum(each.due for each in homes)) if homes else None


def pairs_of(
    before: Iterable[Keyed], after: Iterable[Keyed], store: PairStore, *, unique: bool, most: int = _MOST_WAITING
) -> Iterator[Pair]:
    """Yield each home of two runs once.

    Where accounts are `unique` in each, a home is given as soon as both halves are there, and `most` wait in memory;
    else all of them go through the store, which adds up the rows of one account.
    """
    waiting: tuple[dict[str, Billed], dict[str, Billed]] = ({}, {})

    def put_away() -> None:
        for side, homes in enumerate(waiting):
            for account, home in homes.items():
                store.add_home(account, side, home)
            homes.clear()

    for both in zip_longest(before, after):
        one, other = both
        if unique and one is not None and other is not None and one[0] == other[0]:
            yield Pair(one[0], one[1], other[1])
            continue
        for side, each in enumerate(both):
            if each is None:
                continue
            account, home = each
            if not unique:
                store.add_home(account, side, home)
                continue
            half = waiting[1 - side].pop(account, None)
            if half is None:
                waiting[side][account] = home
            else:
                yield Pair(account, home, half) if side == 0 else Pair(account, half, home)
        if len(waiting[0]) + len(waiting[1]) > most:
            put_away()
    put_away()
    yield from store.pairs(unique=unique)
