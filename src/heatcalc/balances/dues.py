"""What is due: bills that `batch` wrote, as they stand; or ledgers, which are billed first by the same code."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.balances.account import Timing
from heatcalc.balances.charges import BillCharges, PaymentTerms, terms_of
from heatcalc.balances.payments import debtor_of, minor_units
from heatcalc.balances.store import StoredBill
from heatcalc.balances.unbilled import RowsWithoutBill
from heatcalc.batches.batch_options import BatchOptions, Defaults, defaults_of
from heatcalc.batches.publish import beside
from heatcalc.batches.reading import sheets_read
from heatcalc.batches.row_biller import NO_WINTER, RowBiller
from heatcalc.batches.run import run
from heatcalc.billing.calculate import Calculation
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed, sha256_of
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import IN_CHINESE, RESULTS, TARIFF_WORDS, WITHIN, bare, base_of
from heatcalc.ledger.dataset import opened, whole
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Ledger, open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.messages import LANGS
from heatcalc.schema.winters import MonthDay, first_day, winter_text
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

_FORMULA = "formula"
_SAID_OF_LEDGERS = ("defaults", "blank", "sheets", "merged", "hidden_rows", "hidden_columns")
"""What the manifest of their bills says, that of balances says too."""


class Bills(NamedTuple):
    """Bills of one file: the ledger's own columns, and those that were added."""

    name: str
    header: Header
    """Of the ledger's own columns."""
    biller: RowBiller
    rows: Iterator[tuple[int, Sequence[str]]]
    """The line of each, and its fields."""
    due: int
    """The place of the amount due."""
    sha256: Callable[[], str]
    """Tells the hash of the file, once it is read."""
    read_as: Callable[[], dict[str, Any]]
    """Tells what else the manifest says of it, once it is read."""


class Dues:
    """The bills of some files, one file after the other."""

    def __init__(
        self, files: Sequence[Path], table: Table, table_hash: str, options: BatchOptions, due: MonthDay | None
    ) -> None:
        """Make it; `due` is the day on which bills are due where no rule says so."""
        self._files, self._table, self._table_hash = files, table, table_hash
        self._options, self._due = options, due
        self.sources: list[Bills] = []
        self.terms: list[PaymentTerms] = []
        self.inputs: list[dict[str, Any]] = []
        """What the manifest says of the files."""
        self.unbilled = RowsWithoutBill()
        """The rows that have no bill, or of which it is not known for which winter."""
        self._terms_of: list[set[int]] = [set() for _ in files]
        """Which terms the rows of each file have."""
        self.count = self.total = 0
        """How many bills there are, and what is due of all [minor units]."""

    def read(self, folder: Path) -> Iterator[StoredBill]:
        """Yield all bills; `folder` is for those of ledgers.

        Raises:
            InputFileError: a file has no bills and is no ledger, or a bill cannot be read.
        """
        for place, path in enumerate(self._files):
            with opened(path) as file:
                hashed = Hashed(file)
                ledger = self._open(hashed, self._options)
                added = _added(ledger.header)
                if added:
                    bills = self._given(path, hashed, ledger, added)
                else:
                    bills = self._billed(path, file, ledger.header, folder / f"bills-{place + 1}.csv")
                self.sources.append(bills)
                before = self.count
                try:
                    yield from self._bills(bills, place, folder / f"unbilled-{place + 1}.csv")
                finally:
                    self.unbilled.close()
                kind = "bills" if added else "ledger"
                read = {"file": path.name, "sha256": bills.sha256(), "kind": kind, "bills": self.count - before}
                self.inputs.append({**read, **self._billed_as(place), **bills.read_as()})

    @property
    def first_winter(self) -> int | None:
        """The first winter, or year, of all bills; None where none says which it is of."""
        return min((each.winter for each in self.terms if each.winter is not None), key=first_day, default=None)

    def _called(self, name: str) -> str:
        return name if len(self._files) > 1 else ""

    def city_name(self, city: str) -> str:
        """Return the name of a city by its id."""
        return find_city(self._table, city).both[LANGS.index(self._options.lang)]

    def _billed_as(self, place: int) -> dict[str, Any]:
        """Return where and for which winter the rows of a file are billed, and which options say otherwise."""
        found = [self.terms[each] for each in sorted(self._terms_of[place])]
        cities = sorted({each.city for each in found})
        winters = sorted({winter_text(each.winter) for each in found if each.winter is not None})
        if not found:
            return {"cities": [], "winters": [], "passed_over": {}}
        asked = self._options.defaults
        city = None if asked.city is None else find_city(self._table, asked.city).id
        winter = None if asked.winter is None else winter_text(asked.winter)
        unused = {"city": city if city not in cities else None, "winter": winter if winter not in winters else None}
        passed = {name: said for name, said in unused.items() if said is not None}
        return {"cities": cities, "winters": winters, "passed_over": passed}

    def charges(self, bill: StoredBill) -> BillCharges:
        """Return what the date of a payment changes of a bill."""
        source = self.sources[bill.source]

        def calculate() -> Calculation:
            record = Record(0, 1, tuple(bill.fields), "")
            try:
                return source.biller.bill(record, {"paid_on": ""}, again=True)
            except (HeatcalcError, FieldError) as error:
                raise self._unanswered(source, bill, error) from error

        return BillCharges(bill.due, calculate)

    def said(self, bill: StoredBill, meaning: str) -> str:
        """Return what the row of a bill says in a column, by its meaning; `""` where it has none."""
        place = self.sources[bill.source].header.place(meaning)
        return "" if place is None else bill.fields[place]

    def _unanswered(self, source: Bills, bill: StoredBill, error: HeatcalcError | FieldError) -> InputFileError:
        record = Record(0, 1, tuple(bill.fields), "")
        reason = source.biller.reject(record, error).message
        return InputFileError("balance.unanswered", file=source.name, account=self.said(bill, "account"), reason=reason)

    def _open(self, file: Hashed, options: BatchOptions) -> Ledger:
        return open_ledger(file, options.encoding, options.renamed, self._table.attributes(), sheets=options.sheets)

    def _given(self, path: Path, file: Hashed, ledger: Ledger, added: int) -> Bills:
        """Return the bills of a file that `batch` wrote."""
        width = len(ledger.header.words) - added
        own = Header(ledger.header.line, ledger.header.words[:width], ledger.header.meanings[:width])
        asked = self._options.defaults
        defaults = _billed_by(path) or asked
        if defaults.winter is None:
            defaults = defaults._replace(winter=asked.winter)
        if defaults.winter is None and own.place("winter") is None:
            raise InputFileError("balance.which_winter", file=path.name)
        biller = self._biller(own, defaults)

        def rows() -> Iterator[tuple[int, Sequence[str]]]:
            for block in ledger.blocks:
                for record in block.records(ledger.width):
                    if record.fault:
                        raise InputFileError("balance.broken_bill", file=path.name, line=record.line)
                    if not biller.skips(record._replace(fields=record.fields[:width])):
                        yield record.line, record.fields

        def read_as() -> dict[str, Any]:
            return {"defaults": defaults.named(), "blank": {}, **sheets_read(ledger.sheets)}

        return Bills(path.name, own, biller, rows(), width + RESULTS.index("due"), file.sha256, read_as)

    def _billed(self, path: Path, file: Any, header: Header, out: Path) -> Bills:  # noqa: ANN401 - an open file
        """Bill a ledger, without the dates of payment that it may have: the payments tell these."""
        dates = [word for word, meaning in zip(header.words, header.meanings, strict=True) if meaning == "paid_on"]
        options = self._options._replace(renamed={**self._options.renamed, **dict.fromkeys(dates, "")}, asked=())
        done = run(whole(file), out, self._table, self._table_hash, options)
        if done.manifest["rejects"]:
            rejects = beside(out, "rejects.csv")
            self.unbilled.keep(
                len(self.sources), rejects, done.manifest["rejects"], done.reasons, self._called(path.name)
            )
        meanings = tuple("" if meaning == "paid_on" else meaning for meaning in header.meanings)
        own = header._replace(meanings=meanings)

        def rows() -> Iterator[tuple[int, Sequence[str]]]:
            with out.open(encoding="utf-8-sig", newline="") as bills:
                yield from enumerate(csv.reader(bills), 1)

        written = rows()
        next(written)
        biller = self._biller(own, self._options.defaults)
        read = done.manifest["input"]["sha256"]
        said = {name: done.manifest[name] for name in _SAID_OF_LEDGERS if name in done.manifest}
        due = len(own.words) + RESULTS.index("due")
        return Bills(path.name, own, biller, written, due, lambda: read, lambda: said)

    def _biller(self, header: Header, defaults: Defaults) -> RowBiller:
        options = self._options
        return RowBiller(
            *(self._table, defaults, options.lang, header),
            several=options.several,
            values=options.values,
            needs_winter=options.needs_winter,
        )

    def _bills(self, bills: Bills, source: int, unbilled: Path) -> Iterator[StoredBill]:
        header, terms = bills.header, dict[tuple[str, ...], int | None]()
        account, within, paid_on = map(header.place, ("account", WITHIN, "paid_on"))
        if account is None:
            raise InputFileError("balance.no_accounts", file=bills.name)
        decisive = [at for at, meaning in enumerate(header.meanings) if _decides(meaning)]
        for line, fields in bills.rows:
            words = tuple(fields[at] for at in decisive)
            if words not in terms:
                said = {header.meanings[at]: word for at, word in zip(decisive, words, strict=True)}
                terms[words] = self._new_terms(bills, source, said, line)
            number, own = terms[words], fields[: len(header.words)]
            if number is None:
                reject = bills.biller.reject(Record(line, 1, tuple(own), ""), NO_WINTER)
                self.unbilled.reject(source, unbilled, header, own, reject, self._called(bills.name))
                continue
            found = self.terms[number]
            if paid_on is not None and fields[paid_on].strip() and found.timing != Timing(found.timing.due):
                raise InputFileError("balance.dated_bills", file=bills.name, line=line, column=header.words[paid_on])
            due = self._amount(bills, fields[bills.due], line)
            self.count += 1
            self.total += due
            debtor = debtor_of(unescaped(fields[account]), "" if within is None else unescaped(fields[within]))
            yield StoredBill(debtor, found.city, self.count, source, due, number, own)

    def _amount(self, bills: Bills, text: str, line: int) -> int:
        try:
            due = minor_units(text, "due", bills.biller.currency)
        except FieldError:
            due = -1
        if due < 0:
            raise InputFileError("balance.no_amount", file=bills.name, line=line, found=text)
        return due

    def _new_terms(self, bills: Bills, source: int, words: Mapping[str, str], line: int) -> int | None:
        """Return the number of the terms of bills with these words; None of those that leave their winter open."""
        try:
            request, priced = bills.biller.asked(tuple(words.items()))
            found = terms_of(self._table, request.home, priced, self._due)
        except (HeatcalcError, FieldError) as error:
            if error is NO_WINTER:
                return None
            record = Record(line, 1, ("",) * len(bills.header.words), "")
            reason = bills.biller.reject(record, error).message
            raise InputFileError("balance.no_terms", file=bills.name, line=line, reason=reason) from error
        if found.unanswered:
            raise InputFileError("balance.which_winter", file=bills.name)
        self.terms.append(found)
        self._terms_of[source].add(len(self.terms) - 1)
        return len(self.terms) - 1


def _decides(meaning: str) -> bool:
    """Return whether what a column says may decide by which tariff, and which rules, a bill was made."""
    return base_of(meaning) in TARIFF_WORDS or meaning.startswith("with ")


def _added(header: Header) -> int:
    """Return how many columns `batch` has added to those of a ledger; 0 of a ledger."""
    words = tuple(map(bare, header.words))
    for names in (RESULTS, tuple(IN_CHINESE[name] for name in RESULTS)):
        for formula in ((), (_FORMULA,), (IN_CHINESE[_FORMULA],)):
            last = (*names, *formula)
            if len(words) > len(last) and words[-len(last) :] == last:
                return len(last)
    return 0


def _billed_by(path: Path) -> Defaults | None:
    """Return what the manifest of a file of bills says of rows without a city, class, plan or winter of their own.

    None where there is no manifest of these very bytes, beside the file or beside a folder that it lies in.
    """
    names = {path: path.suffix.removeprefix(".")}
    names |= {
        folder: path.absolute().relative_to(folder).as_posix() for folder in path.absolute().parents if folder.name
    }
    for out, name in names.items():
        try:
            manifest = json.loads(beside(out, "manifest.json").read_text(encoding="utf-8"))
            if manifest["outputs"][name] == sha256_of(path):
                return defaults_of(manifest)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return None
