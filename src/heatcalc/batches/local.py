"""One way through a ledger on this machine, block by block: by DuckDB, by the exact reader, or by both."""

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heatcalc.batches.ahead import FEW_LINES, answers_ahead
from heatcalc.batches.audit import proven
from heatcalc.batches.batch_options import BatchOptions, run_currency
from heatcalc.batches.bill_writer import BillWriter
from heatcalc.batches.control_totals import ControlTotals, InputFile
from heatcalc.batches.corrections import corrections_of, refuse_billed
from heatcalc.batches.one_by_one import OneByOne
from heatcalc.batches.plans import Profile, Profiles
from heatcalc.batches.rejects import Reject, laid_out, reject_row
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sums_by import SumsBy
from heatcalc.batches.titles import Titles, titles_of
from heatcalc.errors import UnprovenError, UsageError, said_of
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.formula.sql.dialects import DUCKDB
from heatcalc.ledger.all_columns import Absent, AllColumns, all_columns, headers_of, laid, types_in
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried_types import CarriedType, kept_types
from heatcalc.ledger.columns import ACCOUNTED_BY, REJECT, RESULTS, distinct
from heatcalc.ledger.dataset import Part, values_of
from heatcalc.ledger.formats import write_bills
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import carried_columns
from heatcalc.ledger.parquet import parquet_names
from heatcalc.ledger.reader import open_ledger, refuse_many_sheets
from heatcalc.ledger.records import Record
from heatcalc.tariffs.model import Table

if TYPE_CHECKING:
    from heatcalc.batches.duckdb import Answer, Engine

_MOST_REPEATED = 10_000
"""With more repeated accounts the whole ledger is billed one by one."""


class LocalBatch:
    """`bills` and `rejects` are files of CSV with a byte order mark; of a ledger of many files `tree` has the bills."""

    def __init__(
        self, parts: Sequence[Part], folder: Path, table: Table, options: BatchOptions, progress: Callable[[int], None]
    ) -> None:
        self._parts = parts
        self._many = parts[0].name != ""
        self._folder = folder
        self._table = table
        self._options = options
        self._progress = progress
        self._attributes = table.attributes()
        self._profiles: Profiles | None = None
        self._all: AllColumns | None = None
        self.types: Sequence[CarriedType | None] = ()
        """The types of the columns that bills in Parquet keep, once they are asked for."""
        self.as_text: Sequence[str] = ()
        self.absent: Mapping[str, Absent] = {}
        self.bills = folder / "bills.csv"
        self.rejects = folder / "rejects.csv"
        self.tree = folder / "tree"
        self.more_numbers: set[int] = set()
        """The places of other columns of the bills that have numbers, where something was added; and more sheets."""
        self.more_sheets: Mapping[str, list[list[str]]] = {}

    def bill(self) -> None:
        """Bill the ledger; again, if accounts turn out to be repeated.

        Raises:
            InputFileError: the ledger is unusable as a whole, or has more rejects than allowed.
            OSError: the folder cannot be written.
            UsageError: an extra that is needed is not installed.
        """
        if self._many:
            self._all = self._all_columns()
        repeated: frozenset[int] = frozenset()
        alone = self._options.engine in ("exact", "compiled") or self._options.explain
        while True:
            blocks = self._begin()
            first = next(blocks, None)
            few = self._options.engine is None and (first is None or first.length <= FEW_LINES) and not self._many
            engine = None if alone or few else self._engine(repeated)
            self._through(chain([] if first is None else [first], blocks), engine)
            if engine is None:
                return
            engine.keep(self.biller.billed)
            with self.written.being_synced():
                found = frozenset[int]() if self._options.several else engine.repeated() - repeated
            engine.close()
            if not found:
                return
            repeated |= found
            alone = len(repeated) > _MOST_REPEATED

    def _all_columns(self) -> AllColumns:
        """Read the headers of all files, and the types of their columns.

        Raises:
            InputFileError: one cannot be read, or lacks a column.
            UsageError: an extra that is needed is not installed.
        """
        options = self._options
        headers = headers_of(self._parts, options.encoding, options.renamed, self._attributes, parquet_names)
        found = all_columns(self._parts, headers)
        self.absent = found.absent
        self._keep(found.header, *found.common([types_in(part) for part in self._parts]))
        return found

    def keep_types(self) -> None:
        """Find out which types of columns the bills of one file keep.

        Raises:
            InputFileError: it cannot be read any more.
        """
        if not self._many:
            types = types_in(self._parts[0]) or ()
            self._keep(self.header, types[: self.width])

    def _keep(self, header: Header, types: Sequence[CarriedType | None], differ: Sequence[str] = ()) -> None:
        self.types = kept_types(types, carried_columns(header, mask=self._options.mask))
        self.as_text = [word for word in carried_columns(header).values() if word in differ]

    @property
    def _place_names(self) -> list[str]:
        """What rejects say before the line of where they are from."""
        return ["file"] if self._many else ["sheet"] if self.sheets and len(self.sheets.read) > 1 else []

    @property
    def _columns(self) -> list[str]:
        """The columns of the bills."""
        added = self.header.added([*RESULTS, *(["formula"] if self._options.explain else [])])
        return [*map(escaped, self.header.words), *distinct([*self.header.words, *added])[self.width :]]

    @property
    def width(self) -> int:
        """The number of columns of the ledger."""
        return len(self.header.words)

    def _begin(self) -> Iterator[Block]:
        self.totals = ControlTotals(self._options.max_rejects, run_currency(self._table, self._options.defaults))
        self._delimiters: list[str] = []
        self._told: list[tuple[set[str], list[str]]] = []  # what rows say themselves, and titles, of each file
        shutil.rmtree(self.tree, ignore_errors=True)
        blocks = self._blocks()
        first = next(blocks, None)
        return chain([] if first is None else [first], blocks)

    def _blocks(self) -> Iterator[Block]:
        """Yield the blocks of all files, which have the same columns."""
        options = self._options
        titles = Titles(self._table, options.defaults)
        for number, part in enumerate(self._parts):
            folders, file = dict(part.keys), part.open()
            with said_of(part.name), closing(file) if part.name else nullcontext():
                hashed = Hashed(file)
                ledger = open_ledger(
                    *(hashed, options.encoding, options.renamed, self._attributes),
                    *(options.block_bytes, options.sheets),
                    own=options.own,
                )
                if number == 0:
                    self.header = ledger.header if self._all is None else self._all.header
                values = values_of(part, self.header.words, options.renamed, self._attributes, options.asked)
                if number == 0:
                    self._opened(dict(values))
                    corrections, self.totals.corrected = corrections_of(options, self.header, self._attributes, folders)
                self._told.append(({*ledger.header.meanings, *dict(values)}, titles_of(ledger.header, part)))
                titles.refuse(part.name, *self._told[-1])
                self._delimiters.append(ledger.delimiter)
                refuse_many_sheets(ledger, part.name)
                self.sheets = None if self._many else ledger.sheets
                lines = ledger.heads
                for block in ledger.blocks:
                    lines += block.length
                    if self._all is not None and not self._all.is_whole(number):
                        block = laid(block, self._all.places[number])  # noqa: PLW2901 - the same with other places
                    refuse = partial(refuse_billed, self.biller, dict(values))
                    mended = corrections.put_into(block, part.name or block.sheet, self.width, refuse, folders.values())
                    yield mended._replace(part=number, values=values)
                self.totals.inputs.append(InputFile(part.name, hashed.sha256(), ledger.encoding(), lines))
                self.totals.counts["skipped"] += ledger.heads
                self.totals.lines += ledger.heads
        corrections.close()

    def _opened(self, told: Mapping[str, str]) -> None:
        """Begin with the rows below the header; `told` is what the folder of the first file says, by meaning."""
        if not hasattr(self, "_rows"):  # else it is billed again
            self._rows: OneByOne = OneByOne(self._table, self._options, self.header, self.totals, self._reject, told)
            self.biller: RowBiller = self._rows.biller
        self._rows.restart(self.totals)
        self.sums_by = SumsBy(self.header, self._options.by, self.totals.currency, mask=self._options.mask)

    def _engine(self, repeated: frozenset[int]) -> "Engine | None":
        from heatcalc.batches.duckdb import Engine

        def formula_of(profile: Profile) -> Any:  # noqa: ANN401 - a formula or None
            return self.biller.specialized(dict(profile.words), profile.stated)

        if self._profiles is None:  # what was learnt of a ledger holds when it is billed again
            self._profiles = Profiles(self.header, formula_of, DUCKDB)
        try:
            return Engine(
                *(self.header, self._folder, self._profiles, self.totals.currency),
                [each for each in ACCOUNTED_BY if each in self._told[0][0] or each in self.header.meanings],
                *(self.sums_by.places, repeated, self._rows.watched),
                mask=self._options.mask,
                several=self._options.several,
            )
        except UsageError:
            if self._options.engine is None:
                return None
            raise

    def _through(self, blocks: Iterator[Block], engine: "Engine | None") -> None:
        """Bill the blocks into the files, and count."""
        columns = [*dict(self._parts[0].keys), *self.header.words]
        with self.rejects.open("w", encoding="utf-8-sig", newline="") as rejects:
            self._bad = csv.writer(rejects, lineterminator="\r\n")
            self._bad.writerow([*map(escaped, columns), *self.header.added([*self._place_names, *REJECT])])
            part = 0
            self.written = BillWriter(self.bills, self._columns)
            try:
                for block, answer in answers_ahead(
                    blocks, engine, None if self._options.engine else self.biller.billed
                ):
                    if block.part != part:
                        self._end_bills(self._parts[part])
                        part, self.written = block.part, BillWriter(self.bills, self._columns)
                    self._rows.begin(block, self._parts[part].name, *self._told[part])
                    with said_of(self._rows.file):
                        for lines, rows in self._alone() if answer is None else self._merged(block, answer):
                            self.written.write(lines, rows)
                    self.totals.lines += block.length
                    self._progress(len(block.text))
                self._end_bills(self._parts[part])
            finally:
                self.written.close()
        self.totals.close()

    def _end_bills(self, part: Part) -> None:
        self.written.close()
        if self._many:
            out = self.tree / part.bills
            out.parent.mkdir(parents=True, exist_ok=True)
            figures, held = range(self.width, self.width + len(RESULTS)), self.written.held
            write_bills(self.bills, out, "parquet", figures, "", held, types=self.types)

    def _alone(self) -> Iterator[tuple[bytes, int]]:
        """Yield the bills of a block that are made one by one."""
        for lines, rows in self._rows.bills():
            if self.sums_by.columns:
                self.sums_by.add_lines(lines)
            yield lines, rows

    def _merged(self, block: Block, answer: "Answer") -> Iterator[tuple[bytes, int]]:
        """Yield the bills of the engine, proven, and in their places those that it left to be made one by one."""
        left = 0

        def unsure(place: int, own: bytes) -> bytes | None:
            nonlocal left
            left += 1
            record = self._record(block, place, own)
            line = None if record is None else self._rows.bill(record, before=answer.repeated.get(place, False))
            made = None if line is None else line.removesuffix("\r").encode()
            if made is not None and self.sums_by.columns:
                self.sums_by.add_lines(made)
            return made

        def sampled(place: int, own: bytes) -> bytes | None:
            record = self._record(block, place, own)
            line = None if record is None else self._rows.again(record)
            return None if line is None else line.encode()

        yield from proven(answer.bills.texts(), block, unsure, sampled, answer.replaced, answer.repeated)
        if sum(each.households for each in answer.sums) != block.length - left:
            raise UnprovenError("proof.other_sums", line=block.line)
        self._rows.add(answer.sums)
        for number, sums in enumerate(answer.by):
            self.sums_by.add(number, sums)
        self._rows.end()

    def _record(self, block: Block, place: int, own: bytes) -> Record | None:
        return block.record(place, own.removesuffix(b"\r").decode("utf-8", "replace"), self.width)

    def _reject(self, record: Record, reject: Reject, block: Block) -> None:
        """Write a row that has no bill."""
        self.sums_by.reject(record.fields)
        fields = record.fields or laid_out(record, self._delimiters[block.part], self.width)
        self._bad.writerow(reject_row([*(value for _, value in self._parts[block.part].keys), *fields], reject))
