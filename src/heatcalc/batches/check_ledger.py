"""A ledger checked: each home's due against what was paid, with the explanation that fits it best."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, Unpack

from heatcalc.batches.batch_options import BatchOptions, LedgerKeywords, options_of
from heatcalc.batches.bill_rows import BillBlock, blocks_of, cells_behind, fields_at, rows_of
from heatcalc.batches.bill_writer import BillWriter
from heatcalc.batches.check_sheets import check_sheets
from heatcalc.batches.check_sums import CheckSums, Large, Unread, condition
from heatcalc.batches.fits import FitFinder, Fits
from heatcalc.batches.ledger_lines import count_the_rest, opened_again
from heatcalc.batches.local import LocalBatch
from heatcalc.batches.money_beside import MoneyBeside
from heatcalc.batches.paid_column import amount_said, paid_place, refuse_amounts
from heatcalc.batches.patterns import Patterns, Units
from heatcalc.batches.plans import deciding_columns
from heatcalc.batches.run import Batch, run
from heatcalc.batches.sums_by import places_of
from heatcalc.batches.trials import Cause
from heatcalc.errors import UsageError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.columns import FOUND, RESULTS, bare, distinct, one_line, says_paid
from heatcalc.ledger.dataset import Part, is_many
from heatcalc.ledger.format_names import AUDIT_FORMATS
from heatcalc.ledger.formats import format_of
from heatcalc.ledger.reader import Ledger
from heatcalc.ledger.remote import at_hand
from heatcalc.messages import Lang, say
from heatcalc.money import Currency
from heatcalc.tariffs.load import hash_of_table, load_tariffs
from heatcalc.tariffs.model import Table

SCHEMA = "heatcalc.check_ledger/1"


def check_ledger(
    ledger: str | Path,
    out: str | Path | None = None,
    *,
    against: str | None = None,
    tariffs: str | Path | None = None,
    force: bool = False,
    **asked: Unpack[LedgerKeywords],
) -> Batch:
    """Bill a ledger as `batch` does, and hold what each home paid against it: into `out`, or as a dry run.

    `against` is the header of the column of amounts, where it is not called 实缴, 已开, `paid` or the like. The sums
    are also made `by` headers. The manifest's `check` has what was found: amounts in the currency of the run.

    Raises:
        InputFileError: the ledger is unusable as a whole, or a column to sum by has too many values.
        InvalidTable: the table is invalid.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: as `batch`; the ledger has no column of what was paid, or several, or is many files.
    """
    table = load_tariffs(tariffs)
    options = options_of(table, asked)
    if is_many(Path(ledger)):
        raise UsageError("usage.check_many")
    with at_hand(ledger) as path, Part(path.name, path).open() as read:
        return run_check(
            read, None if out is None else Path(out), table, hash_of_table(tariffs), options, against, force=force
        )


def run_check(
    ledger: IO[bytes],
    out: Path | None,
    table: Table,
    table_hash: str,
    options: BatchOptions,
    against: str | None,
    *,
    force: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Batch:
    """Check a ledger, see `check_ledger`; all else is as of `run`.

    Raises:
        InputFileError, OutputError, UsageError: as `run` and `check_ledger` do.
    """
    if out is not None:
        format_of(out, options.format, AUDIT_FORMATS)
    own = says_paid if against is None else lambda word: bare(word) == bare(against)
    again = partial(opened_again, ledger, options._replace(own=own), table)

    def check(way: LocalBatch) -> dict[str, Any]:
        found = LedgerCheck(way, against, options.by, options.lang, again).write()
        way.more_sheets = check_sheets(found["check"], way.totals.rejected, table, options.lang)
        return found

    # The sums that a check makes by columns are its own.
    return run(
        ledger,
        out,
        table,
        table_hash,
        options._replace(by=(), own=own),
        force=force,
        progress=progress,
        then=check,
    )


class _Row(NamedTuple):
    """A row of bills whose home paid another amount than is due [minor units]."""

    fields: list[str]
    group: tuple[str, str]
    values: tuple[str, ...]
    due: int
    paid: int


class LedgerCheck:
    """Goes through the bills of a ledger twice: to find what fits each home, and to choose by what homes share."""

    def __init__(
        self, way: LocalBatch, against: str | None, by: Sequence[str], lang: Lang, again: Callable[[], Ledger]
    ) -> None:
        """Make it for bills that are there; `again` opens their ledger once more.

        Raises:
            InputFileError: the ledger has several of one header that is named.
            UsageError: the ledger has no such column, or none of what was paid, or several.
        """
        header = way.header
        self._way, self._lang, self._again = way, lang, again
        self._place, self._by = paid_place(header, against), places_of(header, by)
        self.against = one_line(header.words[self._place])
        self._due = way.width + RESULTS.index("due")
        self._currency: Currency = way.totals.currency
        refuse_amounts(header, self._place, way.bills, self._currency, lang)
        self._words = deciding_columns(header).words
        self._said = fields_at([*self._words, *self._by])
        self._groups: dict[Sequence[str], tuple[str, str]] = {}
        self._whole = f"{self._currency.amount(0)}".removeprefix("0")
        """What stands behind a whole amount that is due."""
        self._units = Units(header, self._by)
        self._beside = MoneyBeside(header, self._place, self._currency, lang)
        self._finder = FitFinder(header, way.biller, lang)
        self._patterns = Patterns(Cause("unknown", say("check.unknown", lang)))
        columns = [one_line(header.words[at]) for at in self._by]
        self._sums = CheckSums(columns, self._currency, lang)
        self._known: dict[Fits, int] = {}
        self._numbered: list[Fits] = []

    def write(self) -> dict[str, Any]:
        """Write what was found behind the bills, and return what the manifest says of it.

        Raises:
            InputFileError: a column to sum by has too many values.
            UnprovenError: a compiled formula gives another amount than the exact reader.
        """
        kept = self._way.bills.with_name("fits")
        with kept.open("w+", encoding="ascii") as fits:
            self._find(fits)
            self._numbered = list(self._known)
            fits.seek(0)
            self._write(fits)
        kept.unlink()
        count_the_rest(self._sums, self._way, self._place, self._by, self._again)
        return {"schema": SCHEMA, "check": {"against": self.against, **self._sums.manifest()}}

    def _counted_as(self, fields: Sequence[str]) -> tuple[tuple[str, str], tuple[str, ...]]:
        """Return what a row is counted as: the city and class by which it was billed, its values in `--by`."""
        return self._told(self._said(fields))

    def _told(self, said: Sequence[str]) -> tuple[tuple[str, str], tuple[str, ...]]:
        deciding = said[: len(self._words)]
        group = self._groups.get(deciding)
        if group is None:
            meanings = self._way.header.meanings
            words = zip(self._words, deciding, strict=True)
            found = self._way.biller.found({meanings[at]: unescaped(word) for at, word in words})
            group = self._groups[deciding] = found.city.id, found.class_
        return group, tuple([unescaped(value).strip() for value in said[len(self._words) :]])

    def _find(self, fits: IO[str]) -> None:
        """Find what fits each home, count it, and keep it by the places of rows, one line for each block of them."""
        order = 0
        for block in blocks_of(self._way.bills):
            rows = block.fields()
            found = {place: self._found(rows[place], order + place + 1) for place in self._differing(rows)}
            told = {place: each for place, each in found.items() if each is not None}
            fits.write(f"{json.dumps([len(rows), told])}\n")
            order += len(rows)

    def _differing(self, rows: Sequence[list[str]]) -> list[int]:
        """Count the homes that say plainly that they paid what is due, and return the places of the others."""
        paid, due, whole = self._place, self._due, self._whole
        others = [at for at, row in enumerate(rows) if row[paid] != row[due] and row[paid] + whole != row[due]]
        left = set(others)
        sums = defaultdict[Sequence[str], list[int]](lambda: [0, 0])
        for at, row in enumerate(rows):
            if at not in left:
                sum_ = sums[self._said(row)]
                sum_[0] += 1
                sum_[1] += int(row[due].replace(".", ""))
        for said, (homes, amount) in sums.items():
            self._sums.agree(*self._told(said), homes, amount)
        return others

    def _read(self, fields: list[str]) -> _Row | Literal["blank", "unread"]:
        """Return what a row of bills says, or why it is not compared."""
        paid = amount_said(fields[self._place], self._currency)
        if isinstance(paid, str):
            return paid
        return _Row(fields, *self._counted_as(fields), int(fields[self._due].replace(".", "")), paid)

    def _found(self, fields: list[str], order: int) -> int | str | tuple[Cause, ...] | None:
        """Count a home, and return what fits it: a number of what is known, or causes; or why it is not compared.

        None is for one that paid what is due.
        """
        row = self._read(fields)
        if isinstance(row, str):
            whose = self._said_of(fields, "account"), self._said_of(fields, "address")
            values = self._counted_as(fields)[1]
            due = int(fields[self._due].replace(".", ""))
            self._sums.leave(row, Unread(order, *whose, values, unescaped(fields[self._place])), due)
            return row
        self._sums.add(row.group, row.values, row.due, row.paid)
        if row.due == row.paid:
            return None
        found = self._finder.fits(fields, row.due, row.paid)
        self._patterns.add(self._units.of(fields, *row.group), found)
        # Those of the second kind differ from home to home.
        return found.causes if found.second else self._known.setdefault(found, len(self._known))

    def _write(self, fits: IO[str]) -> None:
        """Write the rows anew, each with what was chosen for it, in the place of the bills."""
        way = self._way
        columns, _ = next(rows_of(way.bills))
        names = way.header.added(FOUND)
        made = way.bills.with_name("checked.csv")
        written = BillWriter(made, [*columns, *distinct([*columns, *names])[len(columns) :]])
        try:
            order = 0
            for block, line in zip(blocks_of(way.bills), fits, strict=True):
                count, told = json.loads(line)
                written.write(self._longer(block, told, order), count)
                order += count
        finally:
            written.close()
        made.replace(way.bills)
        way.written = written
        way.more_numbers = {self._place, len(columns)}

    def _longer(self, block: BillBlock, told: dict[str, Any], order: int) -> bytes:
        """Return the lines of a block with what was found behind each, `told` by its place."""
        agreed = cells_behind([str(self._currency.amount(0)), "", "", "", ""])
        if block.is_plain and not told:
            return block.text.replace(b"\r\n", agreed)
        rows = block.fields() if told else []
        behind = {int(place): self._cells(rows[int(place)], each, order + int(place)) for place, each in told.items()}
        return b"".join([line + behind.get(place, agreed) for place, line in enumerate(block.lines())])

    def _cells(self, fields: list[str], found: int | str | list[list[str]], order: int) -> bytes:
        """Return what stands behind a home that did not pay what is due, or was not compared, and count it."""
        if isinstance(found, str):
            return cells_behind(["", say(f"check.{found}", self._lang), found, "", ""])
        if isinstance(found, int):
            fits = self._numbered[found]
        else:
            fits = Fits(tuple(Cause(*each) for each in found), second=True)
        return cells_behind(self._explained(fields, fits, order))

    def _explained(self, fields: list[str], fits: Fits, order: int) -> list[str]:
        """Return the cells of a home that paid another amount than is due, and count them."""
        row = self._read(fields)
        assert isinstance(row, _Row)
        chosen = self._patterns.chosen(self._units.of(row.fields, *row.group), fits)
        found = self._beside.weighed(chosen, row.fields, row.paid - row.due)
        account, address = self._said_of(row.fields, "account"), self._said_of(row.fields, "address")
        size = abs(row.paid - row.due)
        self._sums.explain(row.group, row.values, Large(size, -order, account, address, row.due, row.paid, found))
        return [
            str(self._currency.amount(row.paid - row.due)),
            condition(found.cause.text),
            found.cause.kind,
            found.sure,
            "; ".join(condition(each.text) for each in found.others),
        ]

    def _said_of(self, fields: Sequence[str], meaning: str) -> str:
        place = self._way.header.place(meaning)
        return "" if place is None else unescaped(fields[place]).strip()
