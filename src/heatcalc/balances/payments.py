"""A file of payments: which column is what, and each row as a payment or as a reject with its reason."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import IO, Any, NamedTuple

from heatcalc.balances.own_totals import OwnTotals
from heatcalc.balances.payment_words import NOT_HEAT, read_of_payments, refuse_unit, says_undone
from heatcalc.balances.repeats import serial_place
from heatcalc.balances.store import StoredPayment
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.control_totals import ControlTotals
from heatcalc.batches.paid_column import nameless_beside
from heatcalc.batches.reading import columns_read, sheets_read
from heatcalc.batches.rejects import Reject, laid_out
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.titles import excludes
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.inputs import INPUTS
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.carried import watched_columns
from heatcalc.ledger.columns import PAYMENT, WITHIN, one_line, payment_headers
from heatcalc.ledger.header import Header
from heatcalc.ledger.kinds import NO_HEADER, PAYMENTS, is_state
from heatcalc.ledger.reader import Ledger, open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError, figure_of, refuse_damaged, refuse_errors, why_no_number
from heatcalc.ledger.total_lines import is_total
from heatcalc.money import Currency, parse_money
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import first_day, winter_text
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from heatcalc.written import parse_winter, parse_year

_YEARS_BEFORE = 5
"""So many years before the first winter of all bills a payment may have been made, in advance or for a winter past."""
_ZEROS = frozenset(dt.date(*day).toordinal() for day in ((1900, 1, 1), (1904, 1, 1)))
"""What spreadsheets show of a blank date, by the two days that they count from; that before 1900 is no date at all."""

WITHIN_MARK = "\x1f"
"""What stands between an account and what it is unique within; it is in neither."""


class RejectedPayment(NamedTuple):
    """A row that is no payment to be counted: its fields, and why."""

    fields: Sequence[str]
    reject: Reject
    source: int
    """Which of the files of payments it is from."""
    amount: int = 0
    """What it says was paid [minor units]; 0 where that cannot be read."""


_WAYS = ((), (PAYMENT,), ("paid_on",), (PAYMENT, "paid_on"))
"""Words that mean the amount and the day in some files alone are taken only where there are no better ones."""


def debtor_of(account: str, within: str) -> str:
    """Return what an account, and what it is unique within, are compared by."""
    return f"{account_text(account)}{WITHIN_MARK}{account_text(within) if within else ''}"


class PaymentFile:
    """A file of payments that is being read."""

    def __init__(
        self,
        file: IO[bytes],
        name: str,
        source: int,
        table: Table,
        options: BatchOptions,
        currency: Currency,
        first: int | None = None,
    ) -> None:
        """Open it as ledgers are opened; `options` say what its columns are called, `source` which of the files it is.

        `first` is the first winter of all bills; payments long before it are rejects.

        Raises:
            InputFileError: it has no columns of accounts, dates and amounts.
            UsageError: an unknown encoding.
        """
        self._table, self._currency = table, currency
        self.name, self._source, self._first = name, source, first
        self._since = 0 if first is None else _years_before(first)
        self._hashed = Hashed(file)
        try:
            self._ledger = self._opened(options)
        except InputFileError as error:
            if error.key == "ledger.empty":
                raise InputFileError("balance.empty", file=name) from error
            raise InputFileError("balance.in_file", file=name, reason=error.text(options.lang)) from error
        self.header: Header = read_of_payments(self._ledger.header, name, options)
        place = self.header.meanings.index(PAYMENT)
        refuse_unit(self.header, "", name, currency)
        for title in self.header.titles:
            self._refuse_line(title)
        self._beside = nameless_beside(self.header, place)
        self._serial = serial_place(self.header)
        self._lines, self._own = ControlTotals(None, currency), OwnTotals()
        self._watched = watched_columns(self.header, options.renamed)
        self._states = frozenset(each.at for each in self._watched if is_state(each.header))
        self._rows = RowBiller(table, Defaults(), options.lang, self._ledger.header)

    def _opened(self, options: BatchOptions) -> Ledger:
        fault: InputFileError | None = None
        for weak in _WAYS:
            renamed = payment_headers(options.renamed, weak)
            try:
                return open_ledger(
                    *(self._hashed, options.encoding, renamed, self._table.attributes()),
                    sheets=options.sheets,
                    kind=PAYMENTS,
                )
            except InputFileError as error:
                if error.key not in NO_HEADER:
                    raise
                fault = error
        assert fault is not None, "there is a way"
        raise fault

    def read_as(self) -> dict[str, Any]:
        """Return what the manifest says of the file, once it is read."""
        read = columns_read(self.header) | sheets_read(self._ledger.sheets)
        skipped = {"skipped_lines": self._lines.skipped, "differing_totals": self._own.said(self._currency)}
        return {"file": self.name, "sha256": self._hashed.sha256(), **read, **skipped}

    def rows(self) -> Iterator[StoredPayment | RejectedPayment]:
        """Yield the payments, numbered as they come, and the rows that are none."""
        number = 0
        for block in self._ledger.blocks:
            for record in block.records(self._ledger.width):
                amount = self._amount_in(record)
                if self._rows.skips(record):
                    if not self.header.is_again(record.fields):
                        self._refuse_line(" ".join(filter(None, map(str.strip, record.fields))))
                    self._lines.skip(record.line, record.lines, record.fields, block.sheet)
                    if amount is not None and is_total(record.fields, self._ledger.header.meanings):
                        self._own.hold(block.sheet, record.line, amount)
                    continue
                number += 1
                self._own.add(block.sheet, amount or 0)
                try:
                    payment = self._payment(record, number)._replace(sheet=block.sheet)
                    self._look_through(payment)
                    yield payment
                except InputFileError:
                    raise
                except (HeatcalcError, FieldError) as error:
                    if len(words := [*filter(None, map(str.strip, record.fields))]) == 1:
                        self._refuse_line(words[0])
                    fields = record.fields or laid_out(record, self._ledger.delimiter, self._ledger.width)
                    reject = self._rows.reject(record, error, block.sheet)
                    yield RejectedPayment(fields, reject, self._source, amount or 0)
        self._own.close()

    def reject(self, payment: StoredPayment, error: FieldError) -> RejectedPayment:
        """Return a payment that turned out to be nobody's as a reject."""
        record = Record(payment.line, 1, tuple(payment.fields), "")
        reject = self._rows.reject(record, error, payment.sheet)
        return RejectedPayment(payment.fields, reject, self._source, payment.amount)

    def serial(self, payment: StoredPayment) -> str:
        """Return the serial number of a payment; `""` where its file has none."""
        return "" if self._serial is None else unescaped(payment.fields[self._serial]).strip()

    def repeated(self, one: StoredPayment, where: str) -> FieldError:
        """Return why a payment is not counted that another one has the serial number of, which stands `where`."""
        assert self._serial is not None, "it has a serial number"
        return FieldError("R11", one_line(self.header.words[self._serial]), self.serial(one), "R11_paid", where=where)

    def _amount_in(self, record: Record) -> int | None:
        place = self.header.meanings.index(PAYMENT)
        number = None if record.fault else parse_money(unescaped(record.fields[place]).strip(), self._currency)
        units = None if number is None else number / self._currency.minor
        return int(units) if units is not None and units.denominator == 1 else None

    def _refuse_line(self, text: str) -> None:
        """Check that a title, or a line that is no payment, speaks of none that never came or is no heat.

        Raises:
            InputFileError: it does, or it says that amounts are in another unit.
        """
        refuse_unit(self.header, text, self.name, self._currency)
        if (says_undone(text, state=False) or NOT_HEAT.search(text)) and not excludes(plain_word(text)):
            raise InputFileError("balance.said_line", file=self.name, found=text.strip()[:60])

    def _look_through(self, payment: StoredPayment) -> None:
        """Look through what is only carried along beside an amount above zero.

        Raises:
            InputFileError: a word says that it was paid back, or never came, or is no heat.
        """
        for each in self._watched if payment.amount > 0 else ():
            field = payment.fields[each.at].strip()
            said = {"file": self.name, "header": each.header, "line": payment.line, "found": field[:40]}
            if field and says_undone(field, state=each.at in self._states):
                raise InputFileError("balance.said", **said)
            if field and NOT_HEAT.search(field):
                raise InputFileError("balance.said_other", **said)

    def _payment(self, record: Record, number: int) -> StoredPayment:
        if record.fault:
            fault, _, found = record.fault.partition(":")
            raise FieldError(fault[:3], "line", found, fault)
        said = {
            meaning: unescaped(field).strip()
            for meaning, field in zip(self.header.meanings, record.fields, strict=True)
            if meaning
        }
        refuse_errors(said)
        account, within = said["account"], said.get(WITHIN, "")
        refuse_damaged(account)
        debtor = debtor_of(account, within)
        if debtor.startswith(WITHIN_MARK):
            raise FieldError("R12", "account", "")
        if WITHIN in said and debtor.endswith(WITHIN_MARK):
            raise FieldError("R12", WITHIN, "", "R12_within")
        day = self._day(said["paid_on"])
        city = find_city(self._table, said["city"]).id if said.get("city") else None
        winter = _winter(said.get("winter", ""))
        amount = minor_units(said[PAYMENT], PAYMENT, self._currency)
        if not amount:
            raise FieldError("R07", PAYMENT, said[PAYMENT])
        for at in self._beside:
            if parse_money(unescaped(record.fields[at]).strip(), self._currency) is not None:
                raise FieldError("R23", PAYMENT, record.fields[at].strip(), "R23_beside")
        return StoredPayment(debtor, city, day, number, amount, winter, self._source, record.line, "", record.fields)

    def _day(self, text: str) -> int:
        """Return a date of payment [days, counted from 1 in the year 1].

        Raises:
            FieldError: it is none, or no payment can have been made on it.
        """
        day = _day_of(text)
        if day in _ZEROS:
            raise FieldError("R07", "paid_on", text, "R07_zero")
        if self._first is not None and day < self._since:
            raise FieldError("R07", "paid_on", text, "R07_early", winter=winter_text(self._first))
        return day


@lru_cache(maxsize=4096)
def _day_of(text: str) -> int:
    """Return a day as a number; files have few of them, each many times."""
    asked = INPUTS["paid_on"]
    day = figure_of(asked, text)
    if not asked.holds(day):
        raise FieldError("R07", "paid_on", text)
    return int(day)


def _years_before(winter: int) -> int:
    begun = first_day(winter)
    return begun.replace(year=begun.year - _YEARS_BEFORE).toordinal()


def minor_units(text: str, column: str, currency: Currency) -> int:
    """Return an amount, which may be below zero, in minor units.

    Raises:
        FieldError: it is none, or has a part of a minor unit.
    """
    number = parse_money(text, currency)
    if number is None:
        raise FieldError("R06", column, text, why_no_number(text))
    units = number / currency.minor
    if units.denominator != 1:
        raise FieldError("R06", column, text, "R06_minor", places=currency.places)
    return int(units)


def _winter(text: str) -> str | None:
    if not text:
        return None
    winter = parse_winter(text) or parse_year(text)
    if winter is None:
        raise FieldError("R09", "winter", text, "R09_winter")
    return winter_text(winter)


def refuse_other_estates(within: bool, header: Header) -> None:
    """Check that payments say the estate where accounts are unique only within one.

    Raises:
        InputFileError: they do not.
    """
    if within and header.place(WITHIN) is None:
        raise InputFileError("balance.no_estates")
