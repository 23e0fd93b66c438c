"""Homes of two runs, brought together by their accounts in a memory of fixed size.

Two runs over one ledger have their homes in nearly the same order: those that wait for their other half are few, and
are kept in memory. What waits longer is sorted on a disk.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from heatcalc.files.disk_store import DiskStore

_MOST_WAITING = 50_000
"""So many homes wait in memory."""
_OF_A_HOME = "number INTEGER, due INTEGER, place INTEGER, shown TEXT, total INTEGER, others INTEGER"
_TABLES = (
    f"homes (account TEXT, side INTEGER, {_OF_A_HOME})",
    "lines (number INTEGER PRIMARY KEY, text TEXT)",
)
_REJECTED = 2
"""Added to the side of rows that have no bill."""


class BilledHome(NamedTuple):
    """A home as a run billed it."""

    number: int
    """Its place among the bills of the run, from 0."""
    due: int
    """[minor units]"""
    group: int
    """The number of its city and class."""
    shown: Sequence[str]
    """What its row says in the columns that are shown, as it is written there; the account comes first."""
    total: int = 0
    """What its heat comes to, whoever pays it [minor units]."""
    others: int = 0
    """What others pay of that [minor units]."""


class Pair(NamedTuple):
    """A home before and after; None where that run has no bill of it."""

    account: str
    before: BilledHome | None
    after: BilledHome | None
    reason: str = ""
    """Why a run rejected it, or one of its rows, so that it cannot be compared."""
    rejected: int | None = None
    """Which run that was: before (0) or after (1)."""
    several: bool = False
    """Whether it has several rows in a run, which were added up."""


Keyed = tuple[str, BilledHome]
"""A home, and the account that it is found by."""


class PairStore(DiskStore):
    """Homes that wait for their other half, and the lines of the output."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _TABLES)

    def add_home(self, account: str, side: int, home: BilledHome) -> None:
        """Keep a home of the run before (0) or after (1)."""
        self.add(
            "homes", (account, side, home.number, home.due, home.group, json.dumps(home.shown), home.total, home.others)
        )

    def add_reject(self, account: str, side: int, reason: str) -> None:
        """Keep a row that has no bill."""
        self.add("homes", (account, side + _REJECTED, 0, 0, 0, reason, 0, 0))

    def add_line(self, number: int, text: str) -> None:
        """Keep a line of the output, of which each has its own number."""
        self.add("lines", (number, text))

    def lines(self) -> Iterator[str]:
        """Yield the lines of the output, in the order of their numbers."""
        for (text,) in self.read("SELECT text FROM lines ORDER BY number"):
            yield text

    def pairs(self, *, unique: bool) -> Iterator[Pair]:
        """Yield the homes that were kept, each once; several rows of a home in one run are added up.

        A home of which one run has rejected more rows than the other is not compared. Where accounts are `unique`, a
        row that was rejected beside one that was billed is a repeated one, and of no account.
        """
        every = self.read("SELECT * FROM homes ORDER BY account, side, number")
        for account, rows in groupby(every, key=itemgetter(0)):
            sides: tuple[list[BilledHome], list[BilledHome]] = ([], [])
            reasons: tuple[list[str], list[str]] = ([], [])
            for _, side, number, due, group, shown, total, others in rows:
                if side < _REJECTED:
                    sides[side].append(BilledHome(number, due, group, json.loads(shown), total, others))
                else:
                    reasons[side - _REJECTED].append(shown)
            if any(sides):
                rejected = None
                if not (unique and all(sides)) and len(reasons[0]) != len(reasons[1]):
                    rejected = 0 if len(reasons[0]) > len(reasons[1]) else 1
                reason = "" if rejected is None else reasons[rejected][0]
                before, after = map(_added, sides)
                yield Pair(account, before, after, reason, rejected, max(map(len, sides)) > 1)


def _added(homes: Sequence[BilledHome]) -> BilledHome | None:
    if not homes:
        return None
    due, total, others = (sum(getattr(each, name) for each in homes) for name in ("due", "total", "others"))
    return homes[0]._replace(due=due, total=total, others=others)


def pairs_of(
    before: Iterable[Keyed], after: Iterable[Keyed], store: PairStore, *, unique: bool, most: int = _MOST_WAITING
) -> Iterator[Pair]:
    """Yield each home of two runs once.

    Where accounts are `unique` in each, a home is given as soon as both halves are there, and `most` wait in memory;
    else all of them go through the store, which adds up the rows of one account.
    """
    waiting: tuple[dict[str, BilledHome], dict[str, BilledHome]] = ({}, {})

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
