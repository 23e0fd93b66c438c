"""The rows of a ledger as homes among which a cost is shared, and who had them when; or why a row has no part."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import IO, Any

from heatcalc.batches.allocated import ONE_COST, Costs
from heatcalc.batches.allocation_columns import refuse_unread, with_vacant
from heatcalc.batches.allocation_doubts import DottedThousands, like_account, refuse_comma, unmasked_texts
from heatcalc.batches.allocation_totals import TotalLines
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.other_heads import refuse_other_head
from heatcalc.batches.over_time import Period, ReadHome, over_time
from heatcalc.batches.reading import reading
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sections import Sections
from heatcalc.batches.titles import refuse_titles
from heatcalc.costing.allocation_inputs import (
    ESTIMATED,
    FACTOR,
    MOVED_IN,
    MOVED_OUT,
    OWN,
    READ_OR_NOT,
    USED,
    USES,
    attributes_with,
    is_estimate,
)
from heatcalc.costing.allocation_key import BY_AREA, Occupancy, Unread
from heatcalc.errors import HeatcalcError, InputFileError, UsageError, said_of
from heatcalc.files.hashing import Hashed
from heatcalc.inputs import INPUTS, Input
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried import Watched, look_through, watched_columns
from heatcalc.ledger.columns import NAMING, TARIFF_WORDS, WITHIN, bare, base_of, one_line
from heatcalc.ledger.dataset import Part, values_of
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Ledger, open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError, figure_of
from heatcalc.ledger.words import figure_places
from heatcalc.measures import AREAS
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table

_MOOT = ("class", "city", "winter", "plan", "relief", "usable_m2")
"""What a line may say of other homes that changes no share of a cost."""


class Occupancies:
    """Reads a ledger for an allocation. `homes` are in the order of its rows; where there are `rejects`, none count."""

    def __init__(
        self,
        file: IO[bytes],
        table: Table,
        options: BatchOptions,
        costs: Costs = ONE_COST,
        period: Period | None = None,
        unread: Unread = "refuse",
    ) -> None:
        """Begin to read; `costs` say which column names the building of a home, and what buildings are called.

        Raises:
            InputFileError: it is no ledger as a whole.
            UsageError: a column that an option speaks of is not there, or several could be the area or the use.
        """
        self._table, self._options, self._period, self._unread = table, options, period, unread
        self._hashed = Hashed(file)
        attributes = attributes_with(table.attributes())
        self.ledger: Ledger = open_ledger(
            self._hashed, options.encoding, options.renamed, attributes, options.block_bytes, options.sheets
        )
        self.header: Header = self.ledger.header
        refuse_titles(table, Defaults(), self.header, file, _MOOT)
        words, building = [bare(word) for word in self.header.words], costs.column
        if building and bare(building) not in words:
            raise UsageError("usage.no_such_header", header=building, headers=[*filter(None, self.header.words)])
        values_of(Part("", file), self.header.words, options.renamed, attributes, options.asked)
        self._costs = costs
        self._called: dict[str, str] = {}
        self._building = words.index(bare(building)) if building else None
        refuse_unread(self.header, options.renamed, self._building)
        self.biller = RowBiller(
            table,
            Defaults(),
            options.lang,
            self.header,
            several=options.several,
            values=with_vacant(self.header, options.values),
        )
        self.area, self._used = self._only(AREAS), self._only(USES)
        name = self._used.removeprefix("with ")
        self.use = USED.get(name, name)
        """What the use of homes is measured in; `""` if it has none."""
        self.has_factor = FACTOR.column in self.header.meanings
        if period and not {MOVED_IN.column, MOVED_OUT.column} & {*self.header.meanings}:
            raise UsageError("allocate.no_dates", columns=[MOVED_IN.label, MOVED_OUT.label])
        self.lines = self.skipped = self.ledger.heads
        self.joined = 0
        self.skipped_lines: list[tuple[Record, str]] = []
        self.homes: list[ReadHome] = []
        self.rejects: list[tuple[Reject, Record]] = []
        self._rejected: set[tuple[str, ...]] = set()
        self._said: dict[tuple[str, str], dict[str, int]] = {}
        self.totals = TotalLines(self.header, self.area, self._used)
        self.dotted = DottedThousands()

    def unmatched(self) -> list[str]:
        """Return the words of which the user says what they mean and which no row had."""
        said = {(bare(word), plain_word(each)) for word, meant in self._options.values.items() for each in meant}
        found = (each.rpartition(":") for each in self.biller.unmatched())
        return [f"{word}:{each}" for word, _, each in found if (bare(word), each) in said]

    def _only(self, meanings: Sequence[str]) -> str:
        """Return which of the meanings a column has; `""` for none.

        Raises:
            UsageError: several have one of them.
        """
        found = [each for each in self.header.meanings if each in meanings]
        if len(found) > 1:
            raise UsageError("allocate.two_columns", columns=[self.header.word_for(each) for each in found])
        return found[0] if found else ""

    def read(self, *, area: bool, use: bool) -> None:
        """Read all rows, which must say their `area` or `use` where the cost is shared by it.

        Raises:
            InputFileError: the ledger is unusable as a whole.
            UsageError: a home changes hands, and nobody said in which period or what its days weigh.
        """
        watched = watched_columns(self.header, self._options.renamed, ("status",))
        sections = Sections(self._table, Defaults(), self.header, self.biller.skips, _MOOT)
        for block in self.ledger.blocks:
            self.lines += block.length
            with said_of(block.sheet):
                self._read_block(block, sections, watched, area=area, use=use)
        if not self.homes and not self.rejects:
            raise InputFileError("ledger.no_homes", line=self.header.line)
        self._refuse_mixed()
        once = self._used if use else ""
        whole = [each for each in self.homes if not each.key or each.key not in self._rejected]
        self.homes = over_time(whole, self._period, self._unread, once, self._reject, several=self._options.several)

    def _read_block(
        self, block: Block, sections: Sections, watched: Sequence[Watched], *, area: bool, use: bool
    ) -> None:
        sections.begin(block, self.header.meanings)
        figures = figure_places(self.header.meanings)
        for record in block.records(self.ledger.width):
            self.joined += record.lines > 1
            skipped = self.biller.skips(record)
            sections.look(record, skipped=skipped)
            if skipped:
                self.skipped += record.lines
                self.skipped_lines.append((record, block.sheet))
                self.totals.check(record, self.homes)
                continue
            look_through(record, watched)
            try:
                self.homes.append(self._home(record, block, area=area, use=use))
            except (HeatcalcError, FieldError) as error:
                refuse_other_head(record, figures)
                self._reject(record, block, error)

    def unmasked(self) -> list[str]:
        """Return the headers of texts that are carried along as they are though names are to be masked."""
        if not self._options.mask:
            return []
        return unmasked_texts(self.header, [each.record for each in self.homes], self._building)

    def sha256(self) -> str:
        """Return the hash of the ledger, all of which was read."""
        return self._hashed.sha256()

    def report(self, *, area: bool, use: bool) -> dict[str, Any]:
        """Return the reading report of the manifest; unused is what was read and changes nothing here: a class."""
        asked = {*(each.column for each in OWN.values()), *NAMING, WITHIN, "status"} - {*TARIFF_WORDS, *USES}
        asked |= {self.area} if area else set()
        asked |= {self._used} if use else set()
        named = [*zip(map(one_line, self.header.words), self.header.meanings, strict=True)]
        found = reading(self.header, (), (), 0)
        found["read"] = {word: USED.get(meaning, meaning) for word, meaning in found["read"].items()}
        unused = [word for word, meaning in named if meaning and base_of(meaning) not in asked]
        if self._building is not None:
            word = named[self._building][0]
            found["read"][word] = "building"
            found["carried"] = [each for each in found["carried"] if each != word]
            unused = [each for each in unused if each != word]
        return {**found, "unused": unused}

    def _refuse_mixed(self) -> None:
        """Check that the rows that share a cost are of one winter, and of one city.

        Raises:
            InputFileError: they are not.
        """
        for (_, meaning), said in self._said.items():
            if len(said) > 1:
                found = [f"{word} ({homes})" for word, homes in said.items()]
                column = self.header.word_for(meaning)
                raise InputFileError("allocate.mixed", column=column, found=found[:5])

    def _reject(self, record: Record, block: Block, error: HeatcalcError | FieldError) -> None:
        self.rejects.append((self.biller.reject(record, error, block.sheet), record))
        if not record.fault:
            self._rejected.add(self._key(record))

    def _key(self, record: Record) -> tuple[str, ...]:
        """Return what identifies the home of a record; nothing where each row is one."""
        said = dict(zip(self.header.meanings, record.fields, strict=True))
        building = self._building_of(record)
        account = account_text(said.get("account", ""))
        return (account, account_text(said.get(WITHIN, "")), building) if account else ()

    def _building_of(self, record: Record) -> str:
        word = "" if self._building is None else record.fields[self._building].strip()
        return self._called.setdefault(word, self._costs.called(word))

    def _home(self, record: Record, block: Block, *, area: bool, use: bool) -> ReadHome:
        """Return what a record says.

        Raises:
            FieldError: a field cannot be read, is missing, or asks for what an allocation does not do.
        """
        row, said = self.biller.read(record)
        measures = row.home.measures
        for each in INPUTS.values():
            stated = each.name in measures if each.is_measure else each.kind == "event" and said.get(each.column, "")
            if stated and (each.asks or each.is_event) and each.name != self.area:
                raise FieldError("R22", each.column, said[each.column].strip(), "R22_allocate")
        stopped = "stopped" in row.home.attributes
        own = {name: self._own(each, row.home.attributes) for name, each in OWN.items() if each.is_measure}
        named = self.area, self.use
        for column in filter(None, (self.area, self._used, FACTOR.column if self.has_factor else "")):
            refuse_comma(self.ledger, column, said[column])
        self.dotted.see(said.get(self._used, ""))
        figures = [measures.get(self.area), own.get(self._used.removeprefix("with "), measures.get(self.use))]
        for name, figure in zip(named, figures, strict=True):
            if figure is not None and name in INPUTS and not INPUTS[name].holds(figure):
                raise FieldError("R07", INPUTS[name].column, said[INPUTS[name].column].strip())
        if figures[0] is None and (area or self._unread in BY_AREA):
            raise FieldError("R19", self.area or AREAS[0], "", "R19_share")
        if use and stopped and figures[1]:
            raise FieldError("R24", "status", said["status"].strip(), "R24_stopped", use=self.use_word)
        if use and figures[1] is None and not stopped and self._unread == "refuse":
            raise FieldError("R19", self._used, "", "R19_unread")
        if self.has_factor and own["factor"] is None:
            raise FieldError("R19", FACTOR.column, "", "R19_share")
        building = self._building_of(record)
        if not building and self._building is not None:
            raise FieldError("R12", self.header.words[self._building], "")
        for meaning, word in (("winter", "" if row.winter is None else winter_text(row.winter)), ("city", row.city)):
            homes = self._said.setdefault((building, meaning), {})
            if word:
                homes[word] = homes.get(word, 0) + 1
        days = tuple(None if own[each.name] is None else _day(own[each.name]) for each in (MOVED_IN, MOVED_OUT))
        estimated = _is_estimate(row.home.attributes) and figures[1] is not None
        occupancy = Occupancy(figures[0], figures[1], own["factor"] or Fraction(1), stopped, estimated=estimated)
        return ReadHome(record, block, self._key(record), building, (days[0], days[1]), occupancy)

    def _own(self, asked: Input, stated: Mapping[str, str]) -> Fraction | None:
        """Return the figure of a column that only an allocation asks for; None where the field is blank."""
        text = stated.get(asked.name, "")
        if not text:
            return None
        figure = figure_of(asked, text)
        if not asked.holds(figure):
            raise FieldError("R07", asked.column, text)
        return figure

    @property
    def account_like(self) -> str | None:
        """The header that is most like one of accounts, `""` if none is; None where accounts were read."""
        return None if "account" in self.header.meanings else like_account(self.header, self._building)

    @property
    def use_word(self) -> str:
        """How the ledger calls the column of the use of homes."""
        return self.header.word_for(self._used)


def _day(ordinal: Fraction | None) -> dt.date:
    return dt.date.fromordinal(int(ordinal or 1))


def _is_estimate(stated: Mapping[str, str]) -> bool:
    """Return whether the ledger says that the use of a home is no reading."""
    word = stated.get(ESTIMATED.name, "")
    said = is_estimate(word)
    if said is None:
        known = {value: list(words[:4]) for value, words in READ_OR_NOT.items()}
        raise FieldError("R08", ESTIMATED.column, word, "R08_estimated", **known)
    return said
