"""Bills the rows of a ledger one by one, by compiled formulas or exactly, and counts what becomes of each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from operator import add
from typing import NamedTuple

from heatcalc.batches.batch_options import BatchOptions, watched_of
from heatcalc.batches.bill_lines import BillLines
from heatcalc.batches.compiled_rows import CompiledRows, Unread
from heatcalc.batches.control_totals import ControlTotals, Group, PriceUsed, group_of, price_of
from heatcalc.batches.other_heads import refuse_other_head
from heatcalc.batches.own_areas import own_area
from heatcalc.batches.plans import Profile, ProfileSum
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sections import Sections
from heatcalc.billing.calculate import Calculation
from heatcalc.errors import HeatcalcError, said_of
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried import look_through
from heatcalc.ledger.columns import blank_words
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked, masked_columns
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.words import figure_places
from heatcalc.measures import AREAS
from heatcalc.tariffs.model import Table

_AT_ONCE = 1000
"""So many lines of bills are handed on together."""


class _Kind(NamedTuple):
    """As what homes of one profile are counted."""

    city: str
    class_: str
    bases: tuple[str, ...]
    price: PriceUsed
    blank: tuple[str, ...]


class OneByOne:
    """Bills rows, counts them, and hands on those that have no bill."""

    def __init__(
        self,
        table: Table,
        options: BatchOptions,
        header: Header,
        totals: ControlTotals,
        rejected: Callable[[Record, Reject, Block], None],
        told: Collection[str] = (),
    ) -> None:
        """Make it for a ledger; `rejected` takes what has no bill, and `told` is what folders say, by meaning.

        Raises:
            Refused: the table has no such city.
            UsageError: the options speak of columns that are not there.
        """
        self._table, self._options = table, options
        self._totals, self._rejected = totals, rejected
        self._width, self._figures = len(header.words), figure_places(header.meanings)
        self._meanings = header.meanings
        self.biller = RowBiller(
            *(table, options.defaults, options.lang, header),
            several=options.several,
            values=options.values,
            needs_winter=options.needs_winter,
        )
        self._sections = Sections(table, options.defaults, header, self.biller.skips)
        self.watched = watched_of(table, options.defaults, header, options.renamed, {*header.meanings, *told})
        self._masks = masked_columns(header) if options.mask else {}
        self._lines = BillLines(header.place("account"), self._masks, totals.currency)
        self._compiled = None
        if options.engine != "exact":
            self._compiled = CompiledRows(table, header, self.biller, self.watched, several=options.several)
        self._kinds: dict[Profile, _Kind] = {}
        self.file = ""
        """The file or the sheet of the rows, where there are several."""

    def restart(self, totals: ControlTotals) -> None:
        """Begin at the start of the ledger, and count into `totals`; what was learnt of its words is kept."""
        self._totals = totals
        self.biller.billed.clear()
        self._sections.restart()

    def begin(self, block: Block, file: str, said: Collection[str], titles: Sequence[str]) -> None:
        """Begin with the rows of a block of a `file` with titles; `said` is what they say themselves, by meaning.

        Raises:
            InputFileError: a line before them speaks of other homes.
        """
        self._block, self.file = block, file or block.sheet
        with said_of(self.file):
            self._sections.begin(block, said, titles)
        self._values = dict(block.values)
        if self._compiled is not None:
            self._compiled.begin(block)

    def bills(self) -> Iterator[tuple[bytes, int]]:
        """Yield the lines of the bills of the whole block, some at a time, and how many they are.

        Raises:
            InputFileError: a row speaks of other homes, or its carried columns of what may change a bill.
        """
        lines: list[str] = []
        self._lines.begin(self._block)
        for at, text, fields in self._block.rows(self._width):
            made = None if fields is None or self._compiled is None else self._compiled.bill(fields, text)
            if made is None or isinstance(made, Unread):
                record = self._block.record(at, text, self._width)
                line = None if record is None else self._exactly(record, unread=made)
            elif isinstance(made, Reject):
                line = None
                self._told(Record(self._block.line + at, 1, tuple(fields or ()), text), made)
            else:
                formula = [self._compiled.explanation()] if self._options.explain and self._compiled else []
                line = self._lines.plain(text, fields or (), *made, formula)
            if line is not None:
                lines.append(line)
            if len(lines) == _AT_ONCE:
                yield "\n".join((*lines, "")).encode(), _AT_ONCE
                lines = []
        if lines:
            yield "\n".join((*lines, "")).encode(), len(lines)
        self.end()

    def bill(self, record: Record, *, before: bool = False) -> str | None:
        """Return the line of a record's bill, without a line feed; or count it as rejected or skipped.

        `before` is whether an engine has billed a row of its account before.

        Raises:
            InputFileError: as `bills` does.
        """
        if self._compiled is not None and record.lines == 1 and not record.fault:
            made = self._compiled.bill(record.fields, record.raw, alone=True, before=before)
            if made is None or isinstance(made, Unread):
                return self._exactly(record, before=before, unread=made)
            if isinstance(made, Reject):
                self._told(record, made)
                return None
            total, others, due = made
            return self._lines.line(record.fields, (total, total - others, others, due))
        return self._exactly(record, before=before)

    def again(self, record: Record) -> str | None:
        """Return the line of a record's bill by the exact reader, counted elsewhere; None where it has none."""
        try:
            return self._line(record, self.biller.bill(record, self._values, again=True)).removesuffix("\r")
        except (HeatcalcError, FieldError):
            return None

    def end(self) -> None:
        """End a block: count what compiled formulas gave."""
        if self._compiled is not None:
            self.add(self._compiled.sums())

    def add(self, sums: Iterable[ProfileSum]) -> None:
        """Count what rows of one physical line come to."""
        of_kinds: dict[_Kind, list[int]] = {}
        for profile, *counted in sums:
            kind = self._kinds.get(profile)
            if kind is None:
                kind = self._kinds[profile] = self._kind(profile)
            so_far = of_kinds.setdefault(kind, [0] * len(counted))
            so_far[:] = map(add, so_far, counted)
        for kind, (households, area, total, others, due) in of_kinds.items():
            self._totals.counts["billed"] += households
            its_area = Fraction(area, SCALE)
            group = Group(kind.city, kind.class_, households, its_area, total, others, due, kind.bases)
            self._totals.add(group)
            self._totals.add_tariff(group, kind.price, kind.blank)

    def _kind(self, profile: Profile) -> _Kind:
        found = self.biller.found(dict(profile.words), profile.stated)
        bases = tuple(name for name in AREAS if name in profile.stated)[:1]
        return _Kind(found.city.id, found.class_, bases, price_of(self._table, found), (*blank_words(profile.words),))

    def _told(self, record: Record, reject: Reject) -> None:
        """Reject a record, which is told what others were that were refused for the same."""
        self._sections.look(record, skipped=False)
        refuse_other_head(record, self._figures)
        self._reject(record, reject._replace(line=record.line, file=self.file))

    def _exactly(self, record: Record, *, before: bool = False, unread: Unread | None = None) -> str | None:
        """Return the line of a record's bill by the exact reader, or count it as rejected or skipped.

        What it is told is kept for others that have the same `unread`.
        """
        self._totals.joined += record.lines > 1
        skipped = self.biller.skips(record)
        self._sections.look(record, skipped=skipped)
        if skipped:
            area = own_area(record.fields, self._meanings)
            self._totals.skip(record.line, record.lines, masked(record.fields, self._masks), self.file, area)
            return None
        look_through(record, self.watched)
        try:
            worked = self.biller.bill(record, self._values, before=before)
        except (HeatcalcError, FieldError) as error:
            refuse_other_head(record, self._figures)
            reject = self.biller.reject(record, error, self.file)
            if unread is not None and self._compiled is not None:
                self._compiled.keep(unread, error, reject)
            self._reject(record, reject)
            return None
        self._totals.counts["billed"] += record.lines
        group = group_of(worked)
        self._totals.add(group)
        self._totals.add_tariff(group, price_of(self._table, worked.found), self.biller.blank_in(record))
        return self._line(record, worked)

    def _reject(self, record: Record, reject: Reject) -> None:
        self._rejected(record, reject, self._block)
        self._totals.reject(reject, record.lines)

    def _line(self, record: Record, worked: Calculation) -> str:
        formula = [self.biller.formula(worked)] if self._options.explain else []
        return self._lines.line(record.fields, group_of(worked).amounts, formula)
