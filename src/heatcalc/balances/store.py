"""Bills and payments of any number, sorted by account on a disk."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from heatcalc.files.disk_store import DiskStore

_TABLES = (
    "bills (debtor TEXT, city TEXT, number INTEGER, source INTEGER, due INTEGER, terms INTEGER, fields TEXT)",
    "payments (debtor TEXT, city TEXT, day INT, number INT, amount INT, winter TEXT, source INT, line INT, sheet, row)",
    "lines (kind TEXT, number INTEGER, text TEXT)",
)


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
    source: int
    """Which of the files of payments it is from."""
    line: int
    sheet: str
    """Of a workbook of which several are read."""
    fields: Sequence[str]


_Row = TypeVar("_Row", StoredBill, StoredPayment)


class Store(DiskStore):
    """Bills and payments, and the lines of the outputs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _TABLES)

    def add_bill(self, bill: StoredBill) -> None:
        """Keep a bill."""
        self.add("bills", (*bill[:-1], json.dumps(bill.fields)))

    def add_payment(self, payment: StoredPayment) -> None:
        """Keep a payment."""
        self.add("payments", (*payment[:-1], json.dumps(payment.fields)))

    def add_line(self, kind: str, number: int, text: str) -> None:
        """Keep a line of an output, which `lines` gives in the order of their numbers."""
        self.add("lines", (kind, number, text))

    def lines(self, kind: str) -> Iterator[str]:
        """Yield the lines of an output."""
        for (text,) in self.read("SELECT text FROM lines WHERE kind = ? ORDER BY number", kind):
            yield text

    def accounts(self) -> Iterator[tuple[str, list[StoredBill], list[StoredPayment]]]:
        """Yield each debtor with the bills in the order of cities and numbers, and the payments in that of their days.

        Of one day, what was paid comes before what was paid back, and what names a winter, which it settles first,
        before what does not. So the order of the rows of a day changes nothing.
        """
        bills = self._groups("SELECT * FROM bills ORDER BY debtor, city, number", StoredBill)
        payments = self._groups(
            "SELECT * FROM payments ORDER BY debtor, day, amount < 0, winter IS NULL, winter, source, number",
            StoredPayment,
        )
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
        for debtor, rows in groupby(self.read(statement), key=itemgetter(0)):
            yield debtor, [made(*row[:-1], json.loads(row[-1])) for row in rows]
