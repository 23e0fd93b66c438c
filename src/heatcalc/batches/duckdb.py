"""DuckDB bills a block of a ledger at once: it types the fields, finds each row's tariff and runs the formula.

It bills a row only where it is sure of it. Every other row, and all that needs judgement (what a word means, why a
home is refused), is left to the exact reader, so that there is one place that knows.

DuckDB keeps the order of rows through scans, projections and results, and through nothing else. So no statement over
rows has a join, a window or an `IN`, which its optimizer makes a join of; and as that is DuckDB's word alone, every row
comes back with the ledger's own line before it, for `batches/audit.py` to hold against the ledger.
"""

import tempfile
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.arrow_rows import ArrowRows
from heatcalc.batches.field_sql import amount_text, is_among, is_in_range, is_no_total, may_have_totals, scaled_value
from heatcalc.batches.line_sql import line_sql
from heatcalc.batches.plans import BILLED, MOST_PROFILES, UNSURE, Profiles, ProfileSum
from heatcalc.batches.profile_sql import Statement, statement, statement_of_few
from heatcalc.formula.sql.dialects import SCALE, text_literal
from heatcalc.ledger.accounts import PLAIN, PLAIN_ESTATE
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried import SAID
from heatcalc.ledger.columns import ACCOUNTED_BY, WITHIN
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.parquet import load_duckdb, pattern_literal
from heatcalc.ledger.records import LONGEST_LINE, MARK
from heatcalc.ledger.row_parser import ERRORS
from heatcalc.ledger.words import left_of_account, total_places
from heatcalc.money import Currency

_FIGURES = ", ".join(["count(*)", *(f"CAST(sum({each}) AS BIGINT)" for each in ("area", "total", "others", "due"))])
_MEMORY = "256MB"
_FEW = 40
"""So many profiles are asked for one by one."""
_BUFFER = 2 * 2**20
_UNKNOWN = 100
"""So many rows of tariffs that are not known yet are worth looking for them."""
_SAMPLE = 10_000
"""So many rows are looked at for tariffs at first."""


class Answer(NamedTuple):
    """What became of a block: one record a row, as `batches/audit.py` reads it, and the sums."""

    bills: ArrowRows
    sums: list[ProfileSum]
    by: list[list[tuple[Any, ...]]]
    """By each column that is asked for: its values, and homes, area [1/10,000 ㎡], total, others and due of each."""


class Engine:
    """Bills the blocks of a ledger, one after the other."""

    def __init__(
        self,
        header: Header,
        folder: Path,
        profiles: Profiles,
        currency: Currency,
        by: Sequence[int] = (),
        repeated: frozenset[int] = frozenset(),
        watched: Collection[int] = (),
        *,
        mask: bool,
    ) -> None:
        """Make an engine that keeps its files in `folder`, and adds to the `profiles` that are known.

        Rows whose account has one of the hashes `repeated` are left to the exact reader, and those in which a column
        that is `watched` speaks of what may change a bill. The columns at the places `by` are those to sum by.

        Raises:
            UsageError: the extra is not installed.
        """
        duckdb = load_duckdb()
        self._error, self._unwritable = duckdb.Error, duckdb.IOException
        self._folder = folder
        self._header = header
        self._mask = masked_columns(header) if mask else {}
        self._repeated, self._watched = repeated, watched
        self._profiles, self._by = profiles, by
        self._block = folder / "block.csv"
        self._currency = currency
        self._changing = False
        self._connection = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(folder)})
        self._connection.execute("SET disabled_optimizers = 'in_clause'")
        # In files, so that what is remembered of each household takes no memory.
        self._accounts = Path(tempfile.mkdtemp(prefix="accounts-", dir=folder))
        self._kept = 0

    def bill(self, block: Block) -> tuple[Block, Answer | None]:
        """Bill a block. Return it with what of it is not plain, and the answer.

        There is no answer where DuckDB cannot cope with the block at all.

        Raises:
            OSError: the folder cannot be written.
        """
        if b"\r" in block.text and block.text.count(b"\r\n") != block.length:
            # DuckDB reads one kind of line end; a file that was gone on with elsewhere may have both.
            block = block._replace(text=block.text.replace(b"\r\n", b"\n"))
        try:
            return block, self._bill(block)
        except self._error:
            block = block.plain(len(self._header.words))
        try:
            return block, self._bill(block)
        except self._unwritable as error:
            raise OSError(str(error).splitlines()[0]) from error
        except self._error:
            return block, None

    def _bill(self, block: Block) -> Answer:
        with self._block.open("r+b" if self._block.exists() else "wb") as file:
            file.write(block.text)  # over the last one's, which is quicker than a new file
            file.truncate()
        learnt = (self._changing or not self._profiles.numbers(block.values)) and self._learn(block)
        rows, sums = self._rows(block)
        unknown = sum(homes for tariff, _, homes, *_ in sums if tariff is None)
        if unknown > _UNKNOWN and not self._changing and self._learn(block):
            rows, sums = self._rows(block)
        self._changing = unknown > _UNKNOWN or (self._changing and learnt)
        if len(rows) != block.length:
            raise self._error(f"{len(rows)} rows of {block.length} lines")
        self._keep(f"SELECT account FROM rows WHERE {BILLED} AND account <> 0", rows=rows)
        made = []
        for number, billed, homes, area, *minor in sums:
            if billed:
                made.append(ProfileSum(self._profiles[number], homes, Fraction(int(area), SCALE), *map(int, minor)))
        by = [f"SELECT by_{at}, {_FIGURES} FROM rows WHERE {BILLED} GROUP BY ALL" for at in range(len(self._by))]
        return Answer(rows, made, [self._run(each, rows=rows) for each in by])

    def keep(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Remember the households that were billed elsewhere, by account and what else tells them apart."""
        lists = [list(each) for each in zip(*keys, strict=True)]
        if lists:
            columns = ", ".join(f"unnest(?::VARCHAR[]) AS k{at}" for at in range(len(lists)))
            hashed = f"hash({', '.join(f'k{at}' for at in range(len(lists)))})"
            self._keep(f"SELECT {hashed} AS account FROM (SELECT {columns})", lists)

    def repeated(self) -> frozenset[int]:
        """Return the hashes of the accounts that were billed more than once, counted in parts that fit the memory."""
        if not self._kept:
            return frozenset()
        files = ", ".join(pattern_literal(self._accounts / f"{number + 1}.parquet") for number in range(self._kept))
        kept = f"read_parquet([{files}])"
        (accounts,) = self._one(f"SELECT count(*) FROM {kept}")
        parts = accounts // 1_000_000 + 1
        found: set[int] = set()
        for part in range(parts):
            some = f"SELECT account FROM {kept} WHERE account % {parts} = {part} GROUP BY account HAVING count(*) > 1"
            found |= {account for (account,) in self._run(some)}
        return frozenset(found)

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()

    def _keep(self, accounts: str, values: list[Any] | None = None, rows: ArrowRows | None = None) -> None:
        self._kept += 1
        file = text_literal(f"{self._accounts}/{self._kept}.parquet")
        self._run(f"COPY ({accounts}) TO {file} (FORMAT parquet)", values, rows)

    def _run(
        self,
        query: str,
        values: list[Any] | dict[str, Any] | None = None,
        rows: ArrowRows | None = None,  # noqa: ARG002 - a table of the query, which DuckDB finds by its name
    ) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(query, values).fetchall()
        return found

    def _hashes(self, texts: list[str]) -> dict[str, int]:
        return dict(self._run("SELECT text, hash(text) FROM (SELECT unnest(?::VARCHAR[]) AS text)", [texts]))

    def _one(self, query: str) -> tuple[Any, ...]:
        return self._run(query)[0]

    def _learn(self, block: Block) -> bool:
        """Look for profiles in a block, and return whether some can be billed here.

        What a home says alone is left to the exact reader, such as a remark in a column that is called a relief.
        """
        columns, known = self._profiles.columns, self._profiles.numbers(block.values)
        if not columns or len(known) >= MOST_PROFILES:
            return False
        source = self._source(block) if known else f"(SELECT * FROM {self._source(block)} LIMIT {_SAMPLE})"
        order = ", ".join(["count(*) DESC", *(str(at + 1) for at in range(len(columns)))])
        usual = f"SELECT {', '.join(columns)} FROM {source} GROUP BY ALL HAVING count(*) > 1 ORDER BY {order}"
        rows = self._run(f"{usual} LIMIT {MOST_PROFILES - len(known)}")
        return self._profiles.learn(rows, block.values)

    def _source(self, block: Block) -> str:
        columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(self._header.words)))
        options = "header = false, auto_detect = false, quote = '', escape = '', null_padding = false"
        return (
            f"read_csv({pattern_literal(self._block)}, columns = {{{columns}}}, {options},"
            f" delim = '{block.separator}', nullstr = '{MARK}',"
            f" buffer_size = {_BUFFER}, max_line_size = {LONGEST_LINE})"
        )

    def _rows(self, block: Block) -> tuple[ArrowRows, list[tuple[Any, ...]]]:
        """Bill the rows, and return them with their sums by tariff and by whether they are billed."""
        query = self._query(block)
        try:
            rows = ArrowRows(self._connection.sql(query.text, params=query.values or None))
        except RuntimeError as error:  # as nanoarrow tells it
            raise self._error(str(error)) from error
        by = f"SELECT tariff, {BILLED}, {_FIGURES} FROM rows GROUP BY ALL ORDER BY tariff"
        return rows, self._run(by, rows=rows)

    def _query(self, block: Block) -> Statement:
        """Return the query that bills the rows of a block: a record of each, and the figures that are summed."""
        profiles, measures = self._profiles, self._profiles.measures
        values = [f"{scaled_value(f'c{at}', name)} AS m_{name}" for at, name in measures.items()]
        values += ["*", f"CAST({self._key(block)} AS UBIGINT) AS account"]
        fields = f"SELECT {', '.join(values)} FROM {self._source(block)}"
        sure = " AND ".join(self._sure(block)) or "TRUE"
        decided = {*measures, *profiles.harmless()}  # a row with another figure or word there is not billed here
        line = line_sql(len(self._header.words), block.separator, decided, self._mask)
        known, billings = profiles.numbers(block.values), profiles.billings(block.values)
        few = len(known) <= _FEW
        columns = [f"{line} AS line", "account", f"{sure} AS sure"]
        columns += [*(f"c{at}" for at in (*profiles.words, *measures))] if few else [f"{profiles.key} AS key"]
        columns += [f"m_{name}" for name in measures.values()]
        by = [self._mask[at].sql(f"c{at}") if at in self._mask else f"c{at}" for at in self._by]
        columns += [f"{field} AS by_{at}" for at, field in enumerate(by)]
        by_names = [f"by_{at}" for at in range(len(by))]
        rows = f"(SELECT {', '.join(columns)} FROM ({fields}))"
        carried = ", ".join(["line", "account", f"{profiles.area} AS area", *by_names])
        if few:
            asked = [f"c{at}" for at in profiles.words], [f"c{at}" for at in measures]
            billed = statement_of_few(rows, carried, known, billings, asked)
        else:
            billed = statement(rows, carried, known, billings, self._hashes)
        # The line ends as the ledger's own does, and the bill in CRLF: the carriage return is before the mark or after.
        end = f"{MARK}\r\n" if b"\r\n" in block.text[: block.text.find(b"\n") + 1] else f"\r{MARK}\n"
        text = partial(amount_text, currency=self._currency)
        paid_in_full = f"concat(amount, ',', amount, ',{self._currency.amount(0)},', amount)"
        shared = f"concat_ws(',', amount, {text('total - others')}, {text('others')}, {text('due')})"
        bill = f"CASE WHEN others = 0 AND due = total THEN {paid_in_full} ELSE {shared} END"
        record = f"concat(line, ',', CASE WHEN {BILLED} THEN {bill} ELSE '{UNSURE}' END, {text_literal(end)})"
        figures = ", ".join(["account", "tariff", "area", *by_names, "total", "others", "due"])
        amounts = f"(SELECT *, {text('total')} AS amount FROM ({billed.text}))"
        return Statement(f"SELECT {record} AS record, {figures} FROM {amounts}", billed.values)

    def _key(self, block: Block) -> str:
        """Return the hash of what tells a household apart; 0 where it has no account."""
        account = self._header.place("account")
        if account is None:
            return "0"
        values = dict(block.values)
        parts = [f"c{account}"]
        for meaning in ACCOUNTED_BY:
            place = self._header.place(meaning)
            parts.append(text_literal(values.get(meaning, "")) if place is None else f"c{place}")
        return f"CASE WHEN c{account} = '' THEN 0 ELSE hash({', '.join(parts)}) END"

    def _sure(self, block: Block) -> Iterable[str]:
        """Yield what must hold of a row that is billed here."""
        measures = self._profiles.measures
        yield from (is_in_range(f"c{at}", name) for at, name in measures.items())
        for at, meaning in enumerate(self._header.meanings if b"#" in block.text else ()):
            if meaning and at not in measures and at not in self._profiles.words:
                yield f"(NOT contains(c{at}, '#') OR NOT regexp_matches(c{at}, {text_literal(ERRORS.pattern)}, 'i'))"
        yield from (f"c{at} = ''" for at in self._profiles.events)
        yield from (f"(c{at} = '' OR NOT regexp_matches(c{at}, '{SAID.pattern}'))" for at in self._watched)
        account = self._header.place("account")
        if account is not None:
            yield f"regexp_full_match(c{account}, '{PLAIN}')"
            within = self._header.place(WITHIN)
            if within is not None:
                yield f"regexp_full_match(c{within}, '{PLAIN_ESTATE}')"
            # A row with an account is a household, unless that is the word of a total, which begins with no digit.
            yield f"(CASE WHEN c{account} >= '0' AND c{account} < ':' THEN TRUE ELSE {is_no_total(f'c{account}')} END)"
            left = left_of_account(self._header.meanings)
            if left and may_have_totals(block.text):
                yield from (is_no_total(f"c{at}") for at in left)
            if self._repeated:
                yield f"NOT {is_among(self._repeated, 'account')}"
        elif may_have_totals(block.text):
            yield from (is_no_total(f"c{at}") for at in total_places(self._header.meanings))
