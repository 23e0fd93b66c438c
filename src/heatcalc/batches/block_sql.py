"""The SQL by which DuckDB bills a block of a ledger: it types the fields, finds each row's tariff and bills it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from heatcalc.batches.account_numbers import NUMBER
from heatcalc.batches.field_sql import (
    amount_text,
    begins_with_digit,
    has_plain_numbers,
    is_among,
    is_in_range,
    is_no_sum,
    is_no_total,
    is_number,
    may_have_totals,
    may_number_columns,
    scaled_value,
    whole_number,
)
from heatcalc.batches.line_sql import line_sql, replaced_fields
from heatcalc.batches.plans import BILLED, Profiles
from heatcalc.batches.profile_sql import Statement, statement, statement_of_few
from heatcalc.batches.seen_accounts import HOUSEHOLD
from heatcalc.files.spreadsheet_text import may_have_formulas
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.ledger.accounts import PLAIN, PLAIN_ESTATE, account_text
from heatcalc.ledger.blocks import UNIT_SEPARATOR, Block, line_end
from heatcalc.ledger.carried import Watched
from heatcalc.ledger.columns import WITHIN
from heatcalc.ledger.header import Header
from heatcalc.ledger.home_words import BRACKETS
from heatcalc.ledger.mask import Mask
from heatcalc.ledger.parquet import pattern_literal
from heatcalc.ledger.records import LONGEST_LINE, MARK
from heatcalc.ledger.row_parser import ERRORS
from heatcalc.ledger.total_lines import (
    NAMING,
    TOTAL_MARKS,
    beside_account,
    left_of_account,
    naming_places,
    total_places,
)
from heatcalc.money import Currency

ACCOUNT_AT = 1
"""The place of the hash of a household among the columns of the answer; it is 0 where the row has no bill there."""
_BUFFER = 8 * 2**20
_MARKS_IN_ACCOUNTS = [mark for mark in TOTAL_MARKS if mark.isascii()]
"""Those that an account of plain characters may have."""
_FEW = 40
"""So many profiles are asked for one by one."""


class _Form(NamedTuple):
    """What of a block decides its query."""

    values: tuple[tuple[str, str], ...]
    separator: str
    end: str
    plain: bool
    """Whether its numbers are, as `has_plain_numbers` says."""
    formulas: bool
    """Whether there may be some of a spreadsheet."""
    errors: bool
    """Whether there may be some of Excel's."""
    brackets: bool
    """Whether there are some, in which a name may have a remark."""
    totals: bool
    """Whether there may be lines of totals, where no account tells a home from them."""
    learnt: int
    """How many profiles are known."""
    watched: bool
    """Whether its accounts are given."""


def may_have_brackets(text: bytes) -> bool:
    """Return whether a text has a bracket in which a name may have a remark."""
    # The byte that a bracket begins with is looked for many times as fast as all three.
    return any(each[:1] in text and each in text for each in map(str.encode, BRACKETS))


class BlockSql:
    """Writes the SQL for the blocks of a ledger, whose fields are `c0`, `c1` … in it."""

    def __init__(
        self,
        header: Header,
        profiles: Profiles,
        currency: Currency,
        masks: Mapping[int, Mask],
        accounted: Collection[str],
        by: Sequence[int],
        repeated: frozenset[int],
        watched: Sequence[Watched],
    ) -> None:
        """Write it for rows of the `profiles` that are known; see `Engine` for what is left to the exact reader."""
        self._header, self._profiles, self._currency = header, profiles, currency
        self._masks, self._accounted, self._by = masks, accounted, by
        self._repeated, self._watched = repeated, watched
        self._last: tuple[_Form, Statement] | None = None

    def source(self, block: Block, file: Path) -> str:
        """Return the table of the fields of a block, whose text is in a file."""
        columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(self._header.words)))
        options = "header = false, auto_detect = false, quote = '', escape = '', null_padding = false"
        return (
            f"read_csv({pattern_literal(file)}, columns = {{{columns}}}, {options},"
            f" delim = '{block.separator}', nullstr = '{MARK}',"
            f" buffer_size = {_BUFFER}, max_line_size = {LONGEST_LINE})"
        )

    def replaced(self, block: Block) -> int:
        """Return how many fields of each row of a block are replaced in its record."""
        return len(replaced_fields(block.separator, self._masks))

    def query(self, block: Block, file: Path, *, watched: bool = False) -> Statement:
        """Return the query that bills the rows of a block: a record of each, and the figures that are summed.

        The text of the block is in `file`. Where accounts are `watched`, they are given too. The query of the block
        before is returned again where the two are alike.
        """
        totals = self._header.place("account") is None and may_have_totals(block.text)
        form = _Form(
            *(block.values, block.separator, line_end(block.text)),
            *(has_plain_numbers(block.text), may_have_formulas(block.text), b"#" in block.text),
            *(may_have_brackets(block.text), totals),
            *(self._profiles.learnt, watched),
        )
        if self._last is None or self._last[0] != form:
            self._last = form, self._query(form, self.source(block, file))
        return self._last[1]

    def _query(self, form: _Form, source: str) -> Statement:
        profiles, measures = self._profiles, self._profiles.measures
        values = [f"{scaled_value(f'c{at}', name, plain=form.plain)} AS m_{name}" for at, name in measures.items()]
        place = self._header.place("account")
        number = "NULL::UBIGINT" if place is None else whole_number(f"c{place}")
        values += ["*", f"CAST({self._key(form)} AS UBIGINT) AS account", f"{number} AS {NUMBER}"]
        fields = f"SELECT {', '.join(values)} FROM {source}"
        known, billings = profiles.numbers(form.values), profiles.billings(form.values)
        few = len(known) <= _FEW
        sure, where_blank = list(self._sure(form)), self._where_blank(form)
        words = [f"c{at}" for at in profiles.words]
        for word, tests in where_blank.items():
            if not few or word not in words:
                sure.append(f"(CASE WHEN {word} <> '' THEN TRUE ELSE {' AND '.join(tests)} END)")
        decided = {*measures, *profiles.harmless()}  # a row with another figure or word there is not billed here
        width = len(self._header.words)
        line = line_sql(width, form.separator, decided, self._masks, formulas=form.formulas)
        columns = [*(f"c{at}" for at in range(width)), "account", NUMBER, f"{' AND '.join(sure) or 'TRUE'} AS sure"]
        columns += [] if few else [f"{profiles.key} AS key"]
        columns += [f"m_{name}" for name in measures.values()]
        by = [self._masks[at].sql(f"c{at}") if at in self._masks else f"c{at}" for at in self._by]
        columns += [f"{field} AS by_{at}" for at, field in enumerate(by)]
        columns += [f"{self._household(form)} AS {HOUSEHOLD}"] if form.watched else []
        by_names = [*(f"by_{at}" for at in range(len(by))), *([HOUSEHOLD] if form.watched else [])]
        rows = f"(SELECT {', '.join(columns)} FROM ({fields}))"
        carried = ", ".join([*columns[:width], "account", NUMBER, f"{profiles.area} AS area", *by_names])
        if few:
            asked = words, [f"m_{name}" for name in measures.values()]
            billed = statement_of_few(rows, carried, known, billings, asked, where_blank)
        else:
            billed = statement(rows, carried, known, billings)
        # The line ends as the ledger's own does, and the bill in CRLF: the carriage return is before the mark or after.
        end = f"{MARK}\r\n" if form.end == "\r\n" else f"\r{MARK}\n"
        text = partial(amount_text, currency=self._currency)
        paid_in_full = f"amount, ',', amount, ',{self._currency.amount(0)},', amount"
        shared = f"concat_ws(',', amount, {text('total - others')}, {text('others')}, {text('due')})"
        record = line.record(paid_in_full, shared, end)
        account = f"CAST(CASE WHEN {BILLED} THEN account ELSE 0 END AS UBIGINT) AS account"
        figures = ", ".join([account, "tariff", "area", *by_names, "total", "others", "due", NUMBER])
        amounts = f"(SELECT *, {text('total')} AS amount FROM ({billed.text}))"
        return billed._replace(text=f"SELECT {record} AS record, {figures} FROM {amounts}")

    def _key(self, form: _Form) -> str:
        """Return the hash of what tells a household apart; 0 where it has no account."""
        account = self._header.place("account")
        return "0" if account is None else f"CASE WHEN c{account} = '' THEN 0 ELSE hash({self._parts(form)}) END"

    def _household(self, form: _Form) -> str:
        """Return the text of what tells a household apart; a blank one where it has no account."""
        account = self._header.place("account")
        parts = f"concat_ws('{UNIT_SEPARATOR}', {self._parts(form)})"
        return "''" if account is None else f"CASE WHEN c{account} = '' THEN '' ELSE {parts} END"

    def _parts(self, form: _Form) -> str:
        values, account = dict(form.values), self._header.place("account")
        rest = (f"c{at}" if at is not None else text_literal(values.get(each, "")) for each, at in self._apart())
        return ", ".join([f"c{account}", *rest])

    def odd_households(self, block: Block) -> dict[int, str]:
        """Return the text of what tells a household apart for rows that are not in the text of a block, by place."""
        values, account = dict(block.values), self._header.place("account")
        found = dict[int, str]()
        if account is None:
            return found
        for place, record in block.odd.items():
            if record is not None and record.fields and (its := account_text(record.fields[account])):
                rest = (values.get(each, "") if at is None else record.fields[at] for each, at in self._apart())
                found[place] = UNIT_SEPARATOR.join([its, *map(account_text, rest)])
        return found

    def _apart(self) -> Iterator[tuple[str, int | None]]:
        yield from ((meaning, self._header.place(meaning)) for meaning in self._accounted)

    def _watched_in(self, form: _Form) -> Iterator[Watched]:
        yield from (each for each in self._watched if form.brackets or not each.in_brackets)

    def _where_blank(self, form: _Form) -> dict[str, list[str]]:
        """Return what must hold of a row that is billed here and says nothing in a column, by that column."""
        tests: dict[str, list[str]] = {}
        for each in self._watched_in(form):
            if each.unless is not None:
                tests.setdefault(f"c{each.unless}", []).append(_says_nothing(each))
        return tests

    def _sure(self, form: _Form) -> Iterable[str]:
        """Yield what must hold of a row that is billed here."""
        measures = self._profiles.measures
        yield from (is_in_range(f"c{at}", name) for at, name in measures.items())
        for at, meaning in enumerate(self._header.meanings if form.errors else ()):
            if meaning and at not in measures and at not in self._profiles.words:
                error = f"regexp_matches(c{at}, {text_literal(ERRORS.pattern)})"
                yield f"(CASE WHEN contains(c{at}, '#') THEN NOT {error} ELSE TRUE END)"
        yield from (f"c{at} = ''" for at in self._profiles.events)
        yield from (_says_nothing(each) for each in self._watched_in(form) if each.unless is None)
        account = self._header.place("account")
        yield from (f"NOT {may_number_columns(f'c{account or 0}', f'c{at}')}" for at in [*measures][:1])
        if account is not None:
            # A row with an account is a household, unless that is the word of a total, which begins with no digit.
            field = f"c{account}"
            number = is_number(field, NUMBER) if form.plain else "FALSE"
            is_account = f"regexp_full_match({field}, '{PLAIN}')"
            no_total = is_no_total(field, marks=_MARKS_IN_ACCOUNTS)
            # A CASE, as of an OR DuckDB works out all its parts for each row.
            other = f"WHEN NOT {is_account} THEN FALSE WHEN {begins_with_digit(field)} THEN TRUE ELSE {no_total}"
            yield f"(CASE WHEN {number} THEN TRUE {other} END)"
            within = self._header.place(WITHIN)
            if within is not None:
                yield f"regexp_full_match(c{within}, '{PLAIN_ESTATE}')"
            # Left of it is often the number of a row: to cast it is sooner than to look through the block for totals.
            left = [f"c{at}" for at in left_of_account(self._header.meanings)]
            yield from (f"(CASE WHEN {is_number(each)} THEN TRUE ELSE {is_no_total(each)} END)" for each in left)
            yield from (is_no_sum(f"c{at}") for at in beside_account(self._header.meanings))
            if self._repeated:
                yield f"NOT {is_among(self._repeated, 'account')}"
        elif form.totals:
            yield from (is_no_total(f"c{at}") for at in total_places(self._header.meanings))
        if naming := naming_places(self._header.meanings):
            yield f"regexp_matches(concat({', '.join(f'c{at}' for at in naming)}), '{NAMING}')"


def _says_nothing(each: Watched) -> str:
    """Return the test that a field has nothing of what its column is watched for."""
    return f"(CASE WHEN c{each.at} = '' THEN TRUE ELSE NOT regexp_matches(c{each.at}, '{each.pattern}') END)"
