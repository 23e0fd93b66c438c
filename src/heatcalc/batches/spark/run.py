"""One way through a ledger of many files, by Apache Spark: on this machine, or spread over those of a cluster.

The files become rows (`rows`), and these are billed as any frame is (`outcomes`). What became of them is kept once, and
the bills, the rejects and the sums are taken from that, each written by Spark's workers.

No order is kept, so the proof that every home is there once is a sum of hashes: that of all rows as they were read,
less those that were rejected or skipped, must be that of the bills in the files in the end. So must the
counts, and the sums of money; and the exact reader bills some of the homes again.
"""

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from heatcalc.batches.batch_options import BatchOptions, run_currency, watched_of
from heatcalc.batches.control_totals import (
    MOST_SKIPPED,
    MOST_WORDS,
    SHOWN,
    ControlTotals,
    Group,
    PriceUsed,
    price_of,
)
from heatcalc.batches.plans import MOST_PROFILES, Profiles
from heatcalc.batches.rejects import Reject
from heatcalc.batches.spark.beside import Beside
from heatcalc.batches.spark.outcomes import AMOUNTS, look_through, outcomes, profiles_of
from heatcalc.batches.spark.proof import Read, prove_amounts, prove_rows
from heatcalc.batches.spark.row_sql import amounts_as, expression, quoted, unmarked
from heatcalc.batches.spark.rows import SparkRows
from heatcalc.batches.spark.session import session, ship, with_setting
from heatcalc.batches.spark.workers import LINE_END, REFUSED, SKIPPED, ExactBiller, RejectLines
from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.formula.sql.dialects import SPARK
from heatcalc.ledger.accounts import account_sql
from heatcalc.ledger.all_columns import Absent
from heatcalc.ledger.columns import REJECT, RESULTS, TARIFF_WORDS, blank_words, distinct
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.mask import masked, masked_columns
from heatcalc.ledger.reader import Sheets
from heatcalc.ledger.value_map import values_by_meaning
from heatcalc.measures import AREAS
from heatcalc.schema.winters import period_from
from heatcalc.tariffs.model import Table

_TIMESTAMPS = ("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
"""By default Spark writes instants in a type that is out of use, and whose readers take them for times of no zone."""
_SUMMED = ("area", *AMOUNTS, "lines")


class SparkBatch:
    """`rejects` is a file of CSV with a byte order mark, `tree` a folder of bills."""

    def __init__(self, parts: Sequence[Part], folder: Path, table: Table, options: BatchOptions) -> None:
        if options.explain:
            raise UsageError("usage.spark_explain")
        self._parts = parts
        self._folder = folder
        self._table = table
        self._options = options
        self.totals = ControlTotals(options.max_rejects, run_currency(table, options.defaults))
        self.sheets: Sheets | None = None
        self.absent: Mapping[str, Absent] = {}
        self.as_text: Sequence[str] = ()
        self.rejects = folder / "rejects.csv"
        self.tree = folder / "tree"

    def bill(self) -> None:
        """Bill the ledger.

        Raises:
            InputFileError: the ledger is unusable as a whole, or has more rejects than allowed.
            UnprovenError: what was written is not what was read and calculated.
            UsageError: the extra or Java is not installed.
        """
        options, table = self._options, self._table
        with session(options.spark, options.master) as spark, with_setting(spark, *_TIMESTAMPS):
            self._spark = spark
            ship(spark)
            rows = SparkRows(spark, self._parts, self._folder, options, table)
            self._words, self._keys, self.header = rows.words, rows.keys, rows.header
            self._masks = masked_columns(rows.header) if options.mask else {}
            exact = ExactBiller(
                *(table, options.defaults, options.lang, rows.header, options.values, options.several, rows.own)
            )
            self.biller = exact.biller()
            rows.count(self.totals)
            frame = rows.frame()
            self._read, self._types, self._titles = rows.read, rows.types, rows.titles
            self.absent, self.as_text = rows.all.absent, rows.as_text
            profiles = profiles_of(frame, self.biller, self.header)
            # Kept, since bills, rejects and sums are each taken from it.
            kept = str(self._folder / "billed")
            outcomes(frame, profiles, exact, ("part", "line")).write.parquet(kept)
            made = spark.read.parquet(kept)
            self._look_at_lines(made)
            seen = made.where(f"kind <> '{SKIPPED}' AND fault = ''")
            watched = watched_of(table, options.defaults, rows.own, options.renamed, rows.header.meanings)
            look_through(seen, watched, [part.name for part in self._parts])
            bills = made.where("kind = 'billed'")
            self._add_sums(bills.where("tariff > 0"), profiles)
            self._add_exact_sums(bills.where("tariff = 0"))
            self._note_words(made, profiles)
            self._skip(made.where(f"kind = '{SKIPPED}'"))
            self._reject(made.where("kind = 'rejected'"))
            self.totals.close()
            if self.totals.households:
                self._write(bills)
            self._prove(made.where("kind <> 'billed'"))

    def _look_at_lines(self, made: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Count the records that take several lines.

        Raises:
            InputFileError: a line speaks of other homes.
        """
        first = f"min(CASE WHEN kind = '{REFUSED}' THEN struct(part, line, said.code, said.words) END) AS first"
        told = "count(said.beside) AS beside"
        found = made.selectExpr("count_if(lines > 1) AS joined", first, told).head()
        if found.first is not None:
            place = {"line": found.first.line, "where": self._parts[found.first.part].name}
            raise InputFileError(found.first.code, **(json.loads(found.first.words) | place))
        beside = Beside(made, self.header.meanings, len(self._words), [part.name for part in self._parts])
        beside.refuse_titles(self._titles)
        if found.beside:
            beside.refuse_lines()
        self.totals.joined = found.joined

    def _add_sums(self, sure: Any, profiles: Profiles) -> None:  # noqa: ANN401 - a DataFrame
        """Count the homes that Spark's SQL has billed."""
        sums = (f"sum(CAST({name} AS DECIMAL(38, 0))) AS {name}" for name in _SUMMED)
        for row in sure.groupBy("tariff").agg(*map(expression, ("count(*) AS homes", *sums))).collect():
            profile = profiles[row.tariff]
            place = self.biller.found(dict(profile.words), profile.stated)
            bases = tuple(name for name in AREAS if name in profile.stated)[:1]
            amounts = (int(row.total), int(row.others), int(row.due))
            area = Fraction(int(row.area), SCALE)
            group = Group(place.city.id, place.class_, row.homes, area, *amounts, bases)
            self.totals.add(group)
            self.totals.add_tariff(group, price_of(self._table, place), blank_words(profile.words))
            self.totals.counts["billed"] += int(row.lines)

    def _add_exact_sums(self, bills: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Count the homes that the exact reader has billed."""
        sums = [f"sum({name}) AS {name}" for name in _SUMMED]
        decisive = {f"c{at}": each for at, each in enumerate(self.header.meanings) if each in TARIFF_WORDS}
        sums += [f"sum(CAST(trim({field}) = '' AS INT)) AS {field}" for field in decisive]
        of = (f"said.{name}" for name in ("city", "class", "basis", "winter", "price", "seen", "winters_old"))
        groups = bills.groupBy(*map(expression, of))
        for row in groups.agg(*map(expression, ("count(*) AS homes", *sums))).collect():
            city, class_, basis, winter, price, seen, winters_old, homes, area, *amounts = row[: 8 + len(_SUMMED)]
            total, others, due, lines = amounts
            bases = (basis,) if basis else ()
            group = Group(city, class_, homes, Fraction(area, SCALE), total, others, due, bases)
            self.totals.add(group)
            self.totals.add_tariff(group, PriceUsed(price, seen, period_from(winter), winters_old), ())
            for field, meaning in decisive.items():
                self.totals.blank[meaning] += row[field]
            self.totals.counts["billed"] += lines

    def _note_words(self, rows: Any, profiles: Profiles) -> None:  # noqa: ANN401 - a DataFrame
        """Note by what the workers billed homes, and which words rows have of which the user says what they mean."""
        asked = [expression(f"{each} AS g{at}") for at, each in enumerate(profiles.columns)]
        one_by_one = rows.where("kind = 'billed' AND tariff = 0").select(*asked).distinct()
        meanings = [self.header.meanings[at] for at in profiles.words]
        for said in one_by_one.limit(MOST_PROFILES).collect() if asked else ():
            there = zip(profiles.measures.values(), said[len(meanings) :], strict=True)
            words = dict(zip(meanings, said, strict=False))
            self.biller.found(words, [name for name, is_there in there if is_there])
        for meaning in values_by_meaning(self.header, self._options.values):
            field = f"c{self.header.meanings.index(meaning)}"
            met = rows.where(f"kind <> '{SKIPPED}' AND fault = ''").select(field).distinct()
            self.biller.note_words((meaning, row[0]) for row in met.limit(MOST_PROFILES).collect())

    def _skip(self, skipped: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Count the rows that are no household, and keep the first of them for the report."""
        fields = [f"c{at}" for at in range(len(self._words))]
        ((lines,),) = skipped.groupBy().agg(expression("sum(lines)")).collect()
        told = skipped.where(f"trim(concat({', '.join(fields)})) <> ''").orderBy("part", "line")
        before = self.totals.counts["skipped"]
        for row in told.limit(MOST_SKIPPED).select("part", "line", "lines", *fields).collect():
            part, line, its_lines, *said = row
            self.totals.skip(line, its_lines, masked(said, self._masks), self._parts[part].name)
        self.totals.counts["skipped"] = before + (lines or 0)

    def _reject(self, rejected: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Count the rejects, and have the workers write them, in their order.

        Raises:
            InputFileError: there are more than allowed.
        """
        said = [f"said.{name} AS {name}" for name in ("`column`", "code", "message")]
        width = len(self._words)
        fields = [f"c{at}" for at in [*range(width, width + len(self._keys)), *range(width)]]
        typed = {len(self._keys) + at: f"own{at}" for at in self._types}
        self._count_rejects(rejected.selectExpr("part", "line", "lines", *said, "said.words AS words"))
        lines = rejected.orderBy("part", "line").selectExpr("part", "line", *said, *fields, *typed.values())
        laid = RejectLines([part.name for part in self._parts], len(fields), list(typed))
        written = lines.mapInArrow(laid.lines, "value STRING").write.option("lineSep", LINE_END)
        written.text(str(self._folder / "rejected"))
        with self.rejects.open("w", encoding="utf-8-sig", newline="") as file:
            head = [*map(escaped, [*self._keys, *self._words]), *self.header.added(["file", *REJECT])]
            csv.writer(file, lineterminator=LINE_END).writerow(head)
        with self.rejects.open("ab") as joined:
            for each in sorted((self._folder / "rejected").glob("part-*")):
                with each.open("rb") as part:
                    shutil.copyfileobj(part, joined)

    def _count_rejects(self, rejected: Any) -> None:  # noqa: ANN401 - a DataFrame
        place = "PARTITION BY code ORDER BY part, line"
        first = rejected.selectExpr("*", f"row_number() OVER ({place}) AS number")
        shown: dict[str, list[Reject]] = {}
        for row in first.where(f"number <= {SHOWN}").orderBy("part", "line").collect():
            reject = Reject(row.line, row.column, row.code, row.message, self._parts[row.part].name, _words(row.words))
            shown.setdefault(row.code, []).append(reject)
        counted = rejected.groupBy("code").agg(*map(expression, ("count(*) AS rows", "sum(lines) AS lines")))
        for row in counted.collect():
            self.totals.reject_many(shown[row.code], row.rows, row.lines)
        words = rejected.where("words <> '[]'").selectExpr(
            "part", "line", "posexplode(from_json(words, 'array<array<string>>')) AS (at, said)"
        )
        met = words.groupBy("said").agg(*map(expression, ("count(*) AS times", "min(struct(part, line, at)) AS met")))
        for row in met.orderBy("met").limit(MOST_WORDS).collect():
            column, word = row.said
            self.totals.words[column, word] = row.times

    def _write(self, bills: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Write bills, in a folder for each that the ledger's files lie in."""
        width = len(self._words)
        names = self._names()
        columns = [f"{text} AS {quoted(name)}" for text, name in zip(self._texts(), names, strict=False)]
        columns += amounts_as(names[width:], self.totals.currency)
        columns += [f"c{width + at} AS {quoted(key)}" for at, key in enumerate(self._keys)]
        made = bills.selectExpr(*columns)
        self._schema = made.schema
        writer = made.write.partitionBy(*self._keys) if self._keys else made.write
        writer.parquet(str(self._folder / "written"))

    def _names(self) -> list[str]:
        """Return what the columns of the bills are called: those of the files, then the amounts."""
        return distinct([*self._words, *self.header.added(RESULTS)])

    def _texts(self) -> list[str]:
        """Return the expressions of a row's fields as they are written: of their own types where they keep them."""
        fields = [self._masks[at].sql(f"c{at}") if at in self._masks else f"c{at}" for at in range(len(self._words))]
        texts = [unmarked(field) for field in fields]
        for at, meaning in enumerate(self.header.meanings[: len(texts)]):
            if meaning == "account":
                texts[at] = account_sql(fields[at], SPARK.literal)
        return [f"own{at}" if at in self._types else text for at, text in enumerate(texts)]

    def _prove(self, not_billed: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Move what was written into one folder, under names that every run gives, and hold it against the sums."""
        self.tree.mkdir()
        if not self.totals.households:
            return
        stage = self._folder / "written"
        for number, file in enumerate(sorted(stage.rglob("part-*.parquet"))):
            target = self.tree / file.parent.relative_to(stage) / f"bills-{number:05}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        written = self._spark.read.schema(self._schema).parquet(str(self.tree))
        read = Read(self._read, not_billed, self._texts(), self._keys, self._types)
        prove_rows(written, self._names(), read, self.totals, self.tree)
        prove_amounts(written, self._names(), read, self.biller, self.tree)


def _words(said: str) -> tuple[tuple[str, str], ...]:
    return tuple((column, word) for column, word in json.loads(said))
