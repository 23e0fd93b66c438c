"""Bills and payments of any number, sorted by account on a disk: SQLite, which Python brings along.

It stores and sorts; no amount is calculated in it. Its sorting takes a fixed amount of memory, and temporary files.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

_TOGETHER = 10_000
"""So many rows are written at once."""
_MEMORY_KIB = 32 * 1024
"""What SQLite may take for its pages, and for each sorting."""
_TABLES = """
    CREATE TABLE bills (
        debtor TEXT, city TEXT, number INTEGER, source INTEGER, due INTEGER, terms INTEGER, fields TEXT
    );
    CREATE TABLE payments (
        debtor TEXT, city TEXT, day INTEGER, number INTEGER, amount INTEGER, winter TEXT, line INTEGER, fields TEXT
    );
    CREATE TABLE lines (kind TEXT, number INTEGER, text TEXT);
"""


class StoredBill(NamedTuple):
    """A bill as it is kept: whose it is, where it stands among all, its source and terms, and its row."""

    debtor: str
    city: str
    number: int
    source: int
    due: int
    """[minor units]"""
    terms: int
    fields: Sequence[str]


class StoredPayment(NamedTuple):
    """A payment as it is kept; `city` and `winter` where it says so."""

    debtor: str
    city: str | None
    day: int
    number: int
    amount: int
    """[minor units]"""
    winter: str | None
    line: int
    fields: Sequence[str]


_Row = TypeVar("_Row", StoredBill, StoredPayment)


class Store:
    """A database of its own in a folder, which is of use only while it is open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = sqlite3.connect(folder / "balance.sqlite", isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_MEMORY_KIB}"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._waiting: dict[str, list[tuple[object, ...]]] = {"bills": [], "payments": [], "lines": []}

    def close(self) -> None:
        """Close it; what is left of it goes with its folder."""
        with suppress(sqlite3.Error):
            self._database.close()

    def add_bill(self, bill: StoredBill) -> None:
        """Keep a bill."""
        self._add("bills", (*bill[:-1], json.dumps(bill.fields)))

    def add_payment(self, payment: StoredPayment) -> None:
        """Keep a payment."""
        self._add("payments", (*payment[:-1], json.dumps(payment.fields)))

    def add_line(self, kind: str, number: int, text: str) -> None:
        """Keep a line of an output, which `lines` gives in the order of their numbers."""
        self._add("lines", (kind, number, text))

    def lines(self, kind: str) -> Iterator[str]:
        """Yield the lines of an output."""
        self._write()
        for (text,) in self._read("SELECT text FROM lines WHERE kind = ? ORDER BY number", kind):
            yield text

    def accounts(self) -> Iterator[tuple[str, list[StoredBill], list[StoredPayment]]]:
        """Yield each debtor with the bills in the order of cities and numbers, and the payments in that of their days.

        Of one day, what was paid comes before what was paid back.
        """
        self._write()
        bills = self._groups("SELECT * FROM bills ORDER BY debtor, city, number", StoredBill)
        payments = self._groups("SELECT * FROM payments ORDER BY debtor, day, amount < 0, number", StoredPayment)
        waiting = next(payments, None)
        for debtor, owed in bills:
            while waiting is not None and waiting[0] < debtor:
                yield waiting[0], [], waiting[1]
                waiting = next(payments, None)
            paid: list[StoredPayment] = []
            if waiting is not None and waiting[0] == debtor:
                paid, waiting = waiting[1], next(payments, None)
            yield debtor, owed, paid
        while waiting is not None:
            yield waiting[0], [], waiting[1]
            waiting = next(payments, None)

    def _groups(self, statement: str, made: Callable[..., _Row]) -> Iterator[tuple[str, list[_Row]]]:
        for debtor, rows in groupby(self._read(statement), key=itemgetter(0)):
            yield debtor, [made(*row[:-1], json.loads(row[-1])) for row in rows]

    def _read(self, statement: str, *values: str) -> Iterator[tuple[Any, ...]]:
        with closing(self._database.execute(statement, values)) as rows:
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
