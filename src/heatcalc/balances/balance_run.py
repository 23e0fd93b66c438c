"""A balance worked out in a folder: bills read, payments read, accounts settled, outputs written and proven."""

import csv
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from heatcalc.balances.balance_sheets import balance_sheets
from heatcalc.balances.dues import Dues
from heatcalc.balances.payments import PaymentFile, refuse_other_estates
from heatcalc.balances.settle import BalanceOptions, Settling
from heatcalc.balances.store import Store
from heatcalc.balances.totals import Figures
from heatcalc.batches.batch_options import run_currency
from heatcalc.batches.bill_writer import BillWriter
from heatcalc.batches.control_totals import Reason
from heatcalc.batches.publish import beside
from heatcalc.batches.said_winters import winters_in
from heatcalc.errors import InputFileError, UnprovenError, UsageError
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.ledger.columns import REJECT, WITHIN, bare, distinct, meaning_said
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.format_names import CSV_ENCODING
from heatcalc.ledger.formats import format_of, transcode, write_bills
from heatcalc.ledger.header import Header
from heatcalc.messages import say
from heatcalc.money import Currency
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table
from heatcalc.version import __version__


def others_of(out: Path, payments: int, ledgers: int) -> list[Path]:
    """Return the paths of outputs that not every run has: rejected payments, and rows of ledgers without a bill."""
    return [
        beside(out, f"{what}.csv" if number == 1 else f"{what}-{number}.csv")
        for what, files in (("rejects", payments), ("unbilled", ledgers))
        for number in range(1, files + 1)
    ]


class BalanceRun:
    """All that happens in a folder which is of use only meanwhile: bills read, payments read, accounts settled."""

    def __init__(
        self,
        store: Store,
        ledgers: Sequence[Path],
        payments: Sequence[Path],
        table: Table,
        table_hash: str,
        asked: BalanceOptions,
    ) -> None:
        """Settle all accounts.

        Raises:
            InputFileError: a file is unusable as a whole.
            UnprovenError: an amount is lost.
            UsageError: an option names a column that no file has.
        """
        self._store, self._asked, self._table_hash = store, asked, table_hash
        self._folder = store.folder
        self._currency: Currency = run_currency(table, asked.batch.defaults)
        options = asked.batch._replace(asked=(), mask=False, needs_winter=True)
        self._dues = Dues(ledgers, table, table_hash, options, asked.due)
        for bill in self._dues.read(self._folder):
            store.add_bill(bill)
        with ExitStack() as stack:
            read_as = options._replace(sheets=asked.sheets)
            first = self._dues.first_winter
            self._paid = [
                PaymentFile(stack.enter_context(opened(path)), path.name, place, table, read_as, self._currency, first)
                for place, path in enumerate(payments)
            ]
            billed = [source.header for source in self._dues.sources]
            _refuse_unknown(asked.batch.asked, [*billed, *(file.header for file in self._paid)])
            within = any(header.place(WITHIN) is not None for header in billed)
            for file in self._paid:
                refuse_other_estates(within, file.header)
                self._refuse_other_winter(file)
            self.settling = Settling(self._store, self._dues, self._paid, asked, self._currency)
            self.settling.begin()
            self.settling.read_payments()
            self._payments = [file.read_as() for file in self._paid]
            _refuse_same(self._payments)
        self.settling.settle()
        self._written = self._write()

    def _refuse_other_winter(self, file: PaymentFile) -> None:
        """Check that what titles say of payments which do not say it themselves is the winter of some bills."""
        billed = {each.winter for each in self._dues.terms}
        if None in billed or file.header.place("winter") is not None:
            return
        for title in (*file.header.titles, Path(file.name).stem):
            found = winters_in(title)
            if found and not billed.intersection(found):
                said = {"winter": winter_text(found[0]), "billed": sorted(map(winter_text, filter(None, billed)))}
                raise InputFileError("balance.title_winter", file=file.name, title=title[:60], **said)

    @property
    def _columns(self) -> list[str]:
        columns = self.settling.columns
        added = self._dues.sources[0].header.added([*Figures._fields, "oldest"])
        return [*map(escaped, columns), *distinct([*columns, *added])[len(columns) :]]

    def _write(self) -> BillWriter:
        """Write the accounts, and prove that no amount is lost."""
        written = BillWriter(self._folder / "accounts.csv", self._columns)
        try:
            for line in self._store.lines("accounts"):
                written.write(line.encode(), 1)
        finally:
            written.close()
        self._prove()
        return written

    def _prove(self) -> None:
        """Hold the sums of what was read against those of what was written.

        Raises:
            UnprovenError: what is due less discounts, with fees, less payments are not the balances.
        """
        place = len(self.settling.columns) + Figures._fields.index("balance")
        balances = 0
        with (self._folder / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            for row in rows:
                balances += int(row[place].replace(".", ""))
        sums, paid = self.settling.totals.all, self.settling.amounts["counted"]
        if balances != self._dues.total - sums.discount + sums.fees - paid:
            raise UnprovenError("balance.lost", due=self._dues.total, paid=paid, balances=balances)

    @property
    def reasons(self) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """Why payments are rejected, and why rows of ledgers have no bill."""
        return self.settling.rejects.reasons(), self._dues.unbilled.reasons()

    def made(self, out: Path) -> dict[Path, Path]:
        """Return where the outputs go, and the files that are to go there."""
        asked, settling = self._asked.batch, self.settling
        made = {out: self._folder / "out"}
        figures = range(len(settling.columns), len(settling.columns) + len(Figures._fields))
        sheet = say("balance.sheet", asked.lang)
        format_ = format_of(out, asked.format)
        places = self._currency.places
        write_bills(
            *(self._folder / "accounts.csv", made[out], format_, figures, sheet, self._written.held),
            places=places,
            beside=balance_sheets(settling.totals, self._currency, asked.lang),
        )
        others = others_of(out, len(self._paid), len(self._dues.sources))
        made |= {others[len(self._paid) + place]: file for place, file in self._dues.unbilled.files.items()}
        made |= {others[place]: self._rejects(place) for place in sorted(settling.rejected_of)}
        if asked.out_encoding != CSV_ENCODING:
            for path, file in made.items():
                if path != out or format_ == "csv":
                    transcode(file, asked.out_encoding)
        return made

    def _rejects(self, place: int) -> Path:
        """Write the rejected payments of a file, as a file of payments once they are corrected."""
        header, path = self._paid[place].header, self._folder / f"rejects-{place}.csv"
        sheet = ["sheet"] if self.settling.rejected_of[place] else []
        file = BillWriter(path, [*map(escaped, header.words), *header.added([*sheet, *REJECT])])
        for line in self._store.lines(f"rejects {place}"):
            file.write(line.encode(), 1)
        file.close()
        return path

    def manifest(self) -> dict[str, Any]:
        """Return the counts and sums, with the hashes of inputs and table."""
        settling, asked, totals = self.settling, self._asked, self.settling.totals
        text = self._currency.amount
        counts, amounts = settling.payments, settling.amounts
        figures = totals.amounts(totals.all)
        return {
            "schema": "heatcalc.balance/1",
            "on": asked.on.isoformat(),
            "order": asked.order,
            "fee_first": asked.fee_first,
            "due_day": None if asked.due is None else f"{asked.due.month:02}-{asked.due.day:02}",
            "accounts": totals.accounts,
            "bills": self._dues.count,
            "unbilled": self._dues.unbilled.rows,
            "differing": settling.differing,
            "has_fees": any(each.timing.fee_after is not None for each in self._dues.terms),
            "currency": self._currency.code,
            **figures,
            "owing": {"accounts": totals.owing, "amount": str(text(totals.owed))},
            "credit": {"accounts": totals.in_credit, "amount": str(text(totals.credit))},
            "overdrawn": {"accounts": totals.overpaid_back, "amount": str(text(totals.overdrawn))},
            "payments": {
                name: {"count": counts[name], "amount": str(text(amounts[name]))}
                for name in ("counted", "later", "rejected", "alike")
            },
            "alike_first": settling.alike,
            "conserved": "due - discount + fees - paid = balance",
            "winters": totals.of_winters(),
            "by": totals.of_columns(),
            "input": {"ledgers": self._dues.inputs, "payments": self._payments},
            "tariffs": self._table_hash,
            "program": __version__,
            "outputs": {},
        }


def _refuse_same(payments: Sequence[Mapping[str, Any]]) -> None:
    """Check that no file of payments was given twice.

    Raises:
        InputFileError: one was.
    """
    known: dict[str, str] = {}
    for each in payments:
        if each["sha256"] in known:
            raise InputFileError("balance.same_payments", one=known[each["sha256"]], other=each["file"])
        known[each["sha256"]] = each["file"]


def _refuse_unknown(asked: Sequence[str], headers: Sequence[Header]) -> None:
    """Check that each column that an option names is in some file.

    Raises:
        UsageError: one is not.
    """
    words = [word for header in headers for word in header.words]
    meanings = {meaning for header in headers for meaning in header.meanings}
    for word in asked:
        if bare(word) not in map(bare, words) and (not meaning_said(word) or meaning_said(word) not in meanings):
            raise UsageError("usage.no_such_header", header=word, headers=[each for each in words if each])
