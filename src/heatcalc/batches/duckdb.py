"""DuckDB bills a block of a ledger at once: it types the fields, finds each row's tariff and runs the formula.

It bills a row only where it is sure of it. Every other row, and all that needs judgement (what a word means, why a
home is refused), is left to the exact reader, so that there is one place that knows.

DuckDB keeps the order of rows through scans, projections and results, and through nothing else. So no statement over
rows has a join, a window or an `IN`, which its optimizer makes a join of; and as that is DuckDB's word alone, every row
comes back with the ledger's own line before it, for `batches/audit.py` to hold against the ledger.
"""

from array import array
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.account_hashes import AccountHashes
from heatcalc.batches.account_numbers import AccountNumbers
from heatcalc.batches.arrow_rows import ArrowRows, NumberRows
from heatcalc.batches.block_sql import ACCOUNT_AT, BlockSql
from heatcalc.batches.plans import BILLED, MOST_PROFILES, Profiles, ProfileSum
from heatcalc.batches.profile_sql import Statement
from heatcalc.batches.seen_accounts import HOUSEHOLD, SeenAccounts
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.carried import Watched
from heatcalc.ledger.columns import ACCOUNTED_BY
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.parquet import load_duckdb
from heatcalc.money import Currency

_FIGURES = ", ".join(["count(*)", *(f"CAST(sum({each}) AS BIGINT)" for each in ("area", "total", "others", "due"))])
_MEMORY = "256MB"
_MANY_ACCOUNTS = 3_000_000
"""From so many on the hashes of accounts take more memory than it takes time to begin with DuckDB anew."""
_BY_AT = 4
"""The place of the first column that is summed by; behind the last is that of accounts, where they are watched."""
_UNKNOWN = 100
"""So many rows of tariffs that are not known yet are worth looking for them."""
_SAMPLE = 2**20
"""So many bytes are looked through for tariffs at first."""
_MANY_KINDS = 100
"""Among homes of so many kinds some are left to the exact reader, as good as always."""


class Answer(NamedTuple):
    """What became of a block: one record a row, as `batches/audit.py` reads it, and the sums."""

    bills: ArrowRows
    sums: list[ProfileSum]
    replaced: int
    """How many fields of each row are replaced in its record."""
    by: list[list[tuple[Any, ...]]]
    """By each column that is asked for: its values, and homes, area [1/10,000 ㎡], total, others and due of each."""
    repeated: dict[int, bool]
    """The places of rows that the exact reader must bill, or reject, since another row has their account.

    Each is with whether such a row before it was billed here.
    """


class Engine:
    """Bills the blocks of a ledger, one after the other."""

    def __init__(
        self,
        header: Header,
        folder: Path,
        profiles: Profiles,
        currency: Currency,
        accounted: Collection[str],
        by: Sequence[int] = (),
        repeated: frozenset[int] = frozenset(),
        watched: Sequence[Watched] = (),
        *,
        mask: bool,
        several: bool,
    ) -> None:
        """Make an engine that keeps its files in `folder`, and adds to the `profiles` that are known.

        A household is told apart by its account, and what rows or folders say of the meanings `accounted`.
        Rows whose account has one of the hashes `repeated` are left to the exact reader, and those in which a column
        that is `watched` speaks of what may change a bill. The columns at the places `by` are those to sum by. With
        `several` an account may have several rows.

        Raises:
            UsageError: the extra is not installed.
        """
        duckdb = load_duckdb()
        self._error, self._unwritable = duckdb.Error, duckdb.IOException
        self._width = len(header.words)
        self._profiles, self._by = profiles, by
        masks = masked_columns(header) if mask else {}
        self._sql = BlockSql(header, profiles, currency, masks, accounted, by, repeated, watched)
        self._block = folder / "block.csv"
        self._changing = False
        self._understood: Statement | None = None
        self._values: tuple[tuple[str, str], ...] | None = None
        """What holds besides their fields for the rows of the block billed last; None before the first."""
        self._alone = set[int]()
        """Hashes of what one home of a block said alone."""
        self._config = {"memory_limit": _MEMORY, "temp_directory": str(folder)}
        self._connection = duckdb.connect(config=self._config)
        self._connection.execute("SET disabled_optimizers = 'in_clause'")
        self._accounts = AccountHashes(folder / "accounts")
        self._numbers = AccountNumbers(self._run)
        self._several = several
        self._seen: SeenAccounts | None = None
        """Looked at where a row of the first block is left; a ledger without such rows has few accounts repeated."""
        self._accounted = [0, *(at for at, meaning in enumerate(ACCOUNTED_BY, 1) if meaning in accounted)]

    def billed_like(self, block: Block) -> bool:
        """Return whether the block before was one for which the same holds besides its rows' fields."""
        return self._values == block.values

    def bill(self, block: Block) -> tuple[Block, Answer | None]:
        """Bill a block. Return it with what of it is not plain, and the answer.

        There is no answer where DuckDB cannot cope with the block at all.

        Raises:
            OSError: the folder cannot be written.
        """
        block = block.without_mark(self._width)
        try:
            return block, self._bill(block)
        except self._error:
            block = block.plain(self._width)
        try:
            return block, self._bill(block)
        except self._unwritable as error:
            raise OSError(str(error).splitlines()[0]) from error
        except self._error:
            return block, None

    def _bill(self, block: Block) -> Answer:
        learnt, through = False, self._changing
        if not self._profiles.numbers(block.values):
            learnt = self._learn(block, _first_of(block.text))
            through = through or bool(self._alone)  # rows of many kinds are all looked through
            self._alone.clear()
        if through:
            learnt = self._learn(block, block.text) or learnt
        self._write(block.text)
        may_watch = self._values is None and not self._several
        if may_watch and len(self._profiles.numbers(block.values)) > _MANY_KINDS:
            self._seen = SeenAccounts(self._run)
        rows, sums = self._rows(block)
        # An odd line is a blank one here, of which there is nothing to know.
        unknown = sum(homes for tariff, _, homes, *_ in sums if tariff is None) - len(block.odd)
        if unknown > _UNKNOWN and not through and self._learn(block, block.text):
            rows, sums = self._rows(block)
        self._changing = unknown > _UNKNOWN or (self._changing and learnt)
        if len(rows) != block.length:
            raise self._error(f"{len(rows)} rows of {block.length} lines")
        left = sum(homes for _, billed, homes, *_ in sums if not billed) - len(block.odd)
        if left and may_watch and self._seen is None:
            self._seen = SeenAccounts(self._run)
            rows, sums = self._rows(block)
        self._values = block.values
        return self._answer(block, rows, sums)

    def _answer(self, block: Block, rows: ArrowRows, sums: list[tuple[Any, ...]]) -> Answer:
        """Return the answer to a block whose rows were billed, with those left to be whose accounts are repeated."""
        seen = self._seen = None if self._seen is None or self._seen.is_full else self._seen
        odd = {} if seen is None else self._sql.odd_households(block)
        others = [*odd.values()]
        accounts = {} if seen is None else seen.repeated(rows, others)
        billed, values = BILLED, None
        if accounts:
            billed, values = f"({BILLED} AND {HOUSEHOLD} NOT IN (SELECT unnest(?::VARCHAR[])))", [list(accounts)]
            sums = self._sums(rows, billed, values)
        made = []
        for number, is_billed, homes, area, *minor in sums:
            if is_billed:
                made.append(ProfileSum(self._profiles[number], homes, int(area), *map(int, minor)))
        queries = [f"SELECT by_{at}, {_FIGURES} FROM rows WHERE {billed} GROUP BY ALL" for at in range(len(self._by))]
        by = [self._run(each, values, rows=rows) for each in queries]
        households = rows.strings(_BY_AT + len(self._by)) if accounts else ()
        there = chain(enumerate(households), odd.items())
        repeated = {place: accounts[each] for place, each in there if each in accounts}
        if not self._several:
            self._numbers.add(rows)
        if seen is not None:
            seen.add(rows, others, accounts)  # last of the queries: where one fails, the block is billed again
        self._accounts.add_but(rows.numbers(ACCOUNT_AT), repeated)
        return Answer(rows, made, self._sql.replaced(block), by, repeated)

    def _write(self, text: bytes) -> None:
        with self._block.open("r+b" if self._block.exists() else "wb") as file:
            file.write(text)  # over the last one's, which is quicker than a new file
            file.truncate()

    def keep(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Remember the households that were billed elsewhere, by account and what else tells them apart."""
        lists = [list(each) for at, each in enumerate(zip(*keys, strict=True)) if at in self._accounted]
        if lists:
            columns = ", ".join(f"unnest(?::VARCHAR[]) AS k{at}" for at in range(len(lists)))
            hashed = f"hash({', '.join(f'k{at}' for at in range(len(lists)))})"
            found = self._run(f"SELECT CAST({hashed} AS UBIGINT) FROM (SELECT {columns})", lists)
            self._numbers.all_differ = False
            self._accounts.add(array("Q", (each for (each,) in found)))

    def repeated(self) -> frozenset[int]:
        """Return the hashes of the accounts that were billed more than once."""
        if self._numbers.all_differ:
            return frozenset()
        if len(self._accounts) > _MANY_ACCOUNTS:  # what the blocks took is given back before these are in memory
            self._connection.close()
            self._connection = load_duckdb().connect(config=self._config)
        return self._accounts.repeated(lambda query, rows: self._run(query, rows=rows))

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()

    def _run(
        self,
        query: str,
        values: list[Any] | None = None,
        rows: ArrowRows | NumberRows | None = None,  # noqa: ARG002 - a table of the query, which is found by its name
    ) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(query, values).fetchall()
        return found

    def _learn(self, block: Block, text: bytes) -> bool:
        """Look for profiles in the text of a block, or in some of it; return whether some can be billed here.

        What a home says alone is left to the exact reader, such as a remark in a column that is called a relief; until
        a home of another block says it too.
        """
        columns, known = self._profiles.columns, self._profiles.numbers(block.values)
        if not columns or len(known) >= MOST_PROFILES:
            return False
        self._write(text)
        source = self._sql.source(block, self._block)
        order = ", ".join(["count(*) DESC", *(str(at + 1) for at in range(len(columns)))])
        said = f"SELECT {', '.join(columns)}, count(*) FROM {source} GROUP BY ALL"
        usual = list[tuple[Any, ...]]()
        alone = set[int]()
        for *row, homes in self._run(f"{said} ORDER BY {order} LIMIT {MOST_PROFILES - len(known)}"):
            seen = hash((*row, block.values))
            if homes > 1 or seen in self._alone:
                usual.append(tuple(row))
            else:
                alone.add(seen)
        if len(self._alone) < MOST_PROFILES:
            self._alone |= alone
        return self._profiles.learn(usual, block.values)

    def _rows(self, block: Block) -> tuple[ArrowRows, list[tuple[Any, ...]]]:
        """Bill the rows, and return them with their sums by tariff and by whether they are billed."""
        query = self._sql.query(block, self._block, watched=self._seen is not None)
        try:
            if query is not self._understood:
                query.prepare(self._connection)
                self._relation = self._connection.sql(query.text, params=query.values or None)
                self._understood = query
            elif hasattr(self._relation, "execute"):
                self._relation.execute()  # before DuckDB 2 a relation keeps its rows, and gives them once
            rows = ArrowRows(self._relation)
        except (RuntimeError, UnicodeDecodeError) as error:  # as nanoarrow tells it, cut within a character
            raise self._error(str(error)) from error
        return rows, self._sums(rows, BILLED)

    def _sums(self, rows: ArrowRows, billed: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        return self._run(
            f"SELECT tariff, {billed}, {_FIGURES} FROM rows GROUP BY ALL ORDER BY tariff", values, rows=rows
        )


def _first_of(text: bytes) -> bytes:
    return text[: text.find(b"\n", _SAMPLE) + 1] or text
