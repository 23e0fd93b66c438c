"""Accounts settled one after the other: their bills and payments, as they are kept, become lines of the output."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from heatcalc.balances.account import Account, Debt, Order, Payment
from heatcalc.balances.charges import BillCharges
from heatcalc.balances.dues import Dues
from heatcalc.balances.payments import PaymentFile, RejectedPayment
from heatcalc.balances.repeats import SHOWN, alike_in
from heatcalc.balances.store import Store, StoredBill, StoredPayment
from heatcalc.balances.totals import BalanceTotals, Figures, figures_of, oldest_due
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.bill_writer import csv_line
from heatcalc.batches.control_totals import ControlTotals
from heatcalc.batches.rejects import reject_row
from heatcalc.batches.sums_by import places_of
from heatcalc.errors import InputFileError, UnprovenError
from heatcalc.files.spreadsheet_text import escaped, unescaped
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.columns import WITHIN, bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked, masked_columns
from heatcalc.ledger.row_parser import FieldError
from heatcalc.messages import say
from heatcalc.money import Currency
from heatcalc.schema.winters import MonthDay, first_day, winter_text


class BalanceOptions(NamedTuple):
    """What a balance is asked for."""

    batch: BatchOptions
    """How ledgers and payments are read, and how ledgers are billed."""
    on: dt.date
    order: Order = "oldest"
    fee_first: bool = False
    due: MonthDay | None = None
    """The day of each winter on which bills are due of which no rule says so."""
    by: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    """The sheets of payments in a workbook; all that have the same header where none is asked for."""


_WHOSE = ("account", WITHIN, "city", "name", "address")
"""What is said of an account beside its figures, by the meanings of columns."""


class Settling:
    """Settles all accounts of a store, and counts."""

    def __init__(
        self, store: Store, dues: Dues, payments: Sequence[PaymentFile], asked: BalanceOptions, currency: Currency
    ) -> None:
        self._store, self._dues, self._payments, self._asked = store, dues, payments, asked
        self._currency = currency
        self.rejects = ControlTotals(None, currency)
        self.payments = Counter[str]()
        """How many payments were counted, are later than the day, are alike, or are rejected."""
        self.amounts = Counter[str]()
        """What these come to [minor units]; those alike are counted as well."""
        self.alike: list[dict[str, Any]] = []
        """The first pairs of those alike."""
        self.rejected_of: dict[int, bool] = {}
        """The files of payments that have rejects, by their places, and whether these say of which sheet they are."""
        self.differing = 0
        """How many bills that have a fee are not what the table gives."""

    def begin(self) -> None:
        """Choose the columns that are carried along, once all bills are read.

        Raises:
            InputFileError: a file has several of that name.
            UsageError: there is no column to sum by of that name.
        """
        headers = [source.header for source in self._dues.sources]
        meanings = [meaning for meaning in _WHOSE if any(header.place(meaning) is not None for header in headers)]
        if "city" not in meanings and len({terms.city for terms in self._dues.terms}) > 1:
            meanings.append("city")
        shown = [
            next((own.word_for(each) for own in headers if own.place(each) is not None), each) for each in meanings
        ]
        called = {bare(word): word for header in reversed(headers) for word in reversed(header.words)}
        words = list(called.values())
        for header in headers:
            places_of(header, [word for word in self._asked.by if _place_of(word, header) is not None])
        every = Header(0, tuple(words), ("",) * len(words))
        by = [words[place] for place in places_of(every, self._asked.by)]
        others = [word for word in by if bare(word) not in map(bare, shown)]
        self.columns = [*shown, *others]
        self.totals = BalanceTotals(self._currency, by)
        self._places = [
            [*map(header.place, meanings), *(_place_of(word, header) for word in others)] for header in headers
        ]
        self._city = meanings.index("city") if "city" in meanings else None
        made = Header(0, tuple(self.columns), (*meanings, *[""] * len(others)))
        self._masks = masked_columns(made) if self._asked.batch.mask else {}
        names = list(map(bare, self.columns))
        self._by = [names.index(bare(word)) for word in by]

    def read_payments(self) -> None:
        """Keep the payments, and the rows that are none."""
        for row in chain.from_iterable(file.rows() for file in self._payments):
            if isinstance(row, RejectedPayment):
                self._reject(row)
                continue
            if row.day > self._asked.on.toordinal():
                self.payments["later"] += 1
                self.amounts["later"] += row.amount
                continue
            self.payments["counted"] += 1
            self.amounts["counted"] += row.amount
            self._store.add_payment(row)

    def settle(self) -> None:
        """Settle every account, and keep its line."""
        for _, bills, payments in self._store.accounts():
            cities = [list(group) for _, group in groupby(bills, attrgetter("city"))]
            kept = self._once(list(self._of_somebody(bills, payments)))
            self._count_alike(kept)
            for own in cities:
                paid = [each for each in kept if each.city in (None, own[0].city)]
                self._settle(own, paid)

    def _of_somebody(self, bills: Sequence[StoredBill], payments: Sequence[StoredPayment]) -> Iterator[StoredPayment]:
        """Yield the payments that are of one of a debtor's cities; the others are rejects."""
        cities = {bill.city for bill in bills}
        for payment in payments:
            own = cities if payment.city is None else cities & {payment.city}
            winters = {self._winter(bill) for bill in bills if bill.city in own}
            error = None
            account = self._said(payment, "account")
            if not own:
                error = FieldError("R25", "account", account, where=self._where(payment))
            elif len(own) > 1:
                error = FieldError("R27", "account", account, where=self._where(payment), cities=sorted(own))
            elif payment.winter is not None and payment.winter not in winters:
                error = FieldError("R26", "winter", payment.winter, where=self._where(payment), account=account)
            if error is None:
                yield payment
                continue
            self._take_back(payment, error)

    def _take_back(self, payment: StoredPayment, error: FieldError) -> None:
        self.payments["counted"] -= 1
        self.amounts["counted"] -= payment.amount
        self._reject(self._payments[payment.source].reject(payment, error))

    def _once(self, payments: Sequence[StoredPayment]) -> list[StoredPayment]:
        """Return an account's payments without those that repeat one, by their serial number; these are rejects."""
        known: dict[tuple[int, int, str], StoredPayment] = {}
        kept = []
        for each in payments:
            file = self._payments[each.source]
            key = each.day, each.amount, file.serial(each)
            first = known.setdefault(key, each) if key[2] else each
            if first is each:
                kept.append(each)
                continue
            lang = self._asked.batch.lang
            where = say("balance.at", lang, file=self._called(first), line=first.line)
            self._take_back(each, file.repeated(each, where))
        return kept

    def _called(self, payment: StoredPayment) -> str:
        """Return the file of a payment, with its sheet."""
        return " ".join(filter(None, (self._payments[payment.source].name, payment.sheet)))

    def _count_alike(self, payments: Sequence[StoredPayment]) -> None:
        """Count the payments of an account that are alike, and keep the first pairs."""
        for one, other in alike_in(payments):
            self.payments["alike"] += 1
            self.amounts["alike"] += other.amount
            if len(self.alike) < SHOWN:
                self.alike.append(
                    {
                        "account": self._said(other, "account"),
                        "paid_on": dt.date.fromordinal(other.day).isoformat(),
                        "amount": str(self._currency.amount(other.amount)),
                        "rows": [{"file": self._called(each), "line": each.line} for each in (one, other)],
                    }
                )

    def _where(self, payment: StoredPayment) -> str:
        """Return what a payment says of where its account is: its estate, and what is asked for."""
        header = self._payments[payment.source].header
        places = dict.fromkeys((header.place(WITHIN), *(_place_of(word, header) for word in self._asked.by)))
        said = [
            f"{one_line(header.words[at])} {word}"
            for at in places
            if at is not None and (word := unescaped(payment.fields[at]).strip())
        ]
        lang = self._asked.batch.lang
        return say("rejects.of_place", lang, said=said) if said else ""

    def _said(self, payment: StoredPayment, meaning: str) -> str:
        place = self._payments[payment.source].header.place(meaning)
        return "" if place is None else unescaped(payment.fields[place]).strip()

    def _winter(self, bill: StoredBill) -> str | None:
        winter = self._dues.terms[bill.terms].winter
        return None if winter is None else winter_text(winter)

    def _settle(self, bills: list[StoredBill], payments: Sequence[StoredPayment]) -> None:
        bills.sort(key=self._age)
        self._refuse_twice(bills)
        charges = [self._dues.charges(bill) for bill in bills]
        debts = [self._debt(bill, own) for bill, own in zip(bills, charges, strict=True)]
        account = Account(debts, self._asked.order, fee_first=self._asked.fee_first)
        account.take((Payment(each.day, each.amount, each.winter) for each in payments), self._asked.on)
        self.differing += sum(each.differs for each in charges)
        figures = figures_of(account, self._asked.on)
        _prove(account, figures, bills[0].debtor)
        shown = self._shown(bills[-1])
        self.totals.add(account, figures, [shown[at] for at in self._by])
        first = min(bill.number for bill in bills)
        oldest = oldest_due(account)
        amounts = [*map(self._currency.amount, figures), "" if oldest is None else oldest.isoformat()]
        self._store.add_line("accounts", first, csv_line([*map(escaped, shown), *amounts]) + "\n")

    def _debt(self, bill: StoredBill, charges: BillCharges) -> Debt:
        terms = self._dues.terms[bill.terms]
        return Debt(bill.due, terms.timing, charges, self._winter(bill), _begun(terms.winter))

    def _age(self, bill: StoredBill) -> tuple[int, int, int]:
        """Return by what the debts of an account are sorted, the oldest first."""
        terms = self._dues.terms[bill.terms]
        begun = _begun(terms.winter)
        return begun, terms.timing.due or begun, bill.number

    def _refuse_twice(self, bills: Sequence[StoredBill]) -> None:
        """Check that no account has two bills of one winter, unless it may have several.

        Raises:
            InputFileError: one has.
        """
        if self._asked.batch.several:
            return
        winters = [self._winter(bill) for bill in bills]
        for at, winter in enumerate(winters):
            if winter in winters[:at]:
                one, other = bills[winters.index(winter)], bills[at]
                files = [self._dues.sources[each.source].name for each in (one, other)]
                account = account_text(unescaped(self._dues.said(one, "account")))
                raise InputFileError("balance.twice", account=account, winter=winter or "", files=files)

    def _shown(self, bill: StoredBill) -> list[str]:
        """Return what the row of a bill says in the columns that are carried along."""
        places = self._places[bill.source]
        shown = ["" if at is None else unescaped(bill.fields[at]) for at in places]
        shown[0] = account_text(shown[0])
        if self._city is not None:
            shown[self._city] = shown[self._city] or self._dues.city_name(bill.city)
        return masked(shown, self._masks)

    def _reject(self, rejected: RejectedPayment) -> None:
        reject = rejected.reject
        self.payments["rejected"] += 1
        self.amounts["rejected"] += rejected.amount
        name = self._payments[rejected.source].name if len(self._payments) > 1 else ""
        self.rejects.reject(reject._replace(file=" ".join(filter(None, (name, reject.file)))), 0)
        self.rejected_of[rejected.source] = bool(reject.file)
        line = csv_line(reject_row(rejected.fields, reject)) + "\n"
        self._store.add_line(f"rejects {rejected.source}", reject.line, line)


def _begun(winter: dt.date | int | None) -> int:
    return 0 if winter is None else first_day(winter).toordinal()


def _place_of(word: str, header: Header) -> int | None:
    called = list(map(bare, header.words))
    return called.index(bare(word)) if bare(word) in called else None


def _prove(account: Account, figures: Figures, debtor: str) -> None:
    """Check that what an account owes is what was due, less discounts, with fees, less payments; and that ages add up.

    Raises:
        UnprovenError: it is not.
    """
    owed = figures.due - figures.discount + figures.fees - figures.paid
    aged = sum(figures[5:])
    if figures.balance != owed or aged - account.credit != figures.balance:
        raise UnprovenError("balance.unequal", account=account_text(debtor.partition("\x1f")[0]))
