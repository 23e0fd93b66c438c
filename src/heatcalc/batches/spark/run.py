"""One way through a ledger of many files, by Apache Spark: on this machine, or spread over those of a cluster.

The rows that are sure are billed and written by Spark's SQL. The others go to the exact reader in Spark's workers,
those of one account together and in their order. The sums are calculated apart from the writing.

No order is kept, so the proof that every home is there once is a sum of hashes: that of all rows as they were read,
less those that were rejected or skipped, must be that of the bills in the files in the end. So must the
counts, and the sums of money; and the exact reader bills some of the homes again.
"""

import csv
import json
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from heatcalc.batches.batch_options import BatchOptions, run_currency
from heatcalc.batches.control_totals import ControlTotals, Group, PriceUsed, price_of
from heatcalc.batches.plans import BILLED, Profile, Profiles
from heatcalc.batches.rejects import Reject, reject_row
from heatcalc.batches.row_biller import RowBiller, blank_words
from heatcalc.batches.spark.proof import Read, prove_amounts, prove_rows
from heatcalc.batches.spark.rows import SparkRows
from heatcalc.batches.spark.session import (
    billed,
    expression,
    in_small_methods,
    key_of,
    partitions_as_text,
    quoted,
    session,
    ship,
    unmarked,
)
from heatcalc.batches.spark.workers import EXACT_SCHEMA, PLACE, ExactBiller
from heatcalc.batches.titles import refuse_titles
from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.spreadsheet_text import escaped
from heatcalc.formula.sql.dialects import SCALE, SPARK
from heatcalc.ledger.accounts import account_sql
from heatcalc.ledger.carried import SAID, watched_columns
from heatcalc.ledger.columns import REJECT, RESULTS, TARIFF_WORDS, distinct
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.reader import Sheets
from heatcalc.measures import AREAS
from heatcalc.money import plain
from heatcalc.schema.winters import period_from
from heatcalc.tariffs.model import Table

_AMOUNTS = ("total", "others", "due")
_BROADCAST = 2_000_000
"""So many repeated accounts are sent to every worker; more are joined."""


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
        self.rejects = folder / "rejects.csv"
        self.tree = folder / "tree"

    def bill(self) -> None:
        """Bill the ledger.

        Raises:
            InputFileError: the ledger is unusable as a whole, or has more rejects than allowed.
            UnprovenError: what was written is not what was read and calculated.
            UsageError: the extra or Java is not installed.
        """
        with session(self._options.spark, self._options.master) as spark:
            self._spark = spark
            if not spark.sparkContext.master.startswith("local["):
                ship(spark, self._folder)
            rows = SparkRows(spark, self._parts, self._folder, self._options, self._table.attributes())
            self._words, self._keys, self.header = rows.words, rows.keys, rows.header
            self._masks = masked_columns(rows.header) if self._options.mask else {}
            self.biller = RowBiller(
                self._table, self._options.defaults, self._options.lang, rows.header, values=self._options.values
            )
            refuse_titles(self._table, self._options.defaults, rows.header.titles, rows.header.meanings)
            rows.count(self.totals)
            self._with_repeated(rows.frame()).createOrReplaceTempView("heatcalc_rows")
            self._read = rows.read
            self._look_through()
            try:
                self._bill_rows()
            finally:
                for view in ("rows", "known", "profiles", "sure"):
                    spark.catalog.dropTempView(f"heatcalc_{view}")

    def _look_through(self) -> None:
        """Look through the columns that are only carried along.

        Raises:
            InputFileError: a word in one speaks of what may change a bill.
        """
        for at, header in watched_columns(self.header, self._options.renamed).items():
            said = f"c{at} RLIKE {SPARK.literal(SAID.pattern)}"
            for row in self._spark.sql(f"SELECT line, c{at} FROM heatcalc_rows WHERE {said} LIMIT 1").collect():
                raise InputFileError("ledger.said", columns=[header], header=header, line=row[0], found=row[1][:40])

    def _with_repeated(self, rows: Any) -> Any:  # noqa: ANN401 - DataFrames
        """Return the rows with their `key`, and whether it is that of others too."""
        keyed = rows.selectExpr("*", f"{key_of(self.header, several=self._options.several)} AS key")
        counted = keyed.where("key IS NOT NULL").groupBy("key").count().where("count > 1")
        repeated = counted.selectExpr("key AS twice").cache()
        many = repeated.count()
        if not many:
            return keyed.selectExpr("*", "FALSE AS repeated")
        if many <= _BROADCAST:
            repeated = repeated.hint("broadcast")
        joined = keyed.join(repeated, keyed["key"] == repeated["twice"], "left")
        return joined.selectExpr("*", "twice IS NOT NULL AS repeated").drop("twice")

    def _bill_rows(self) -> None:
        profiles = self._profiles()
        width = len(self.header.words)
        carried = [*PLACE, "key", *(f"c{at}" for at in range(width))]
        self._with_profile(profiles).createOrReplaceTempView("heatcalc_known")
        # Kept in between, since Spark's planner would put the whole of the formulas into each test on an amount.
        kept = str(self._folder / "billed")
        with in_small_methods(self._spark):
            self._spark.sql(billed(self.header, profiles, "heatcalc_known", carried)).write.parquet(kept)
        made = self._spark.read.parquet(kept)
        sure = made.where(BILLED)
        self._add_sums(sure, profiles)
        self._write(sure, "sure")
        self._bill_exactly(made.where(f"NOT ({BILLED})"))
        self._gather()
        self.totals.close()

    def _with_profile(self, profiles: Profiles) -> Any:  # noqa: ANN401 - a DataFrame
        """Return the rows with the number of their profile, or NULL."""
        words, measures = profiles.words, profiles.measures
        known = [
            (number, *(word for _, word in profile.words), *(name in profile.stated for name in measures.values()))
            for number, profile in profiles.known()
        ]
        names = [f"w{at} STRING" for at in range(len(words))] + [f"s{at} BOOLEAN" for at in range(len(measures))]
        numbers = self._spark.createDataFrame(known, ", ".join(["profile INT", *names]))
        numbers.hint("broadcast").createOrReplaceTempView("heatcalc_profiles")
        tests = [f"c{at} = w{number}" for number, at in enumerate(words)]
        tests += [f"(c{at} <> '') = s{number}" for number, at in enumerate(measures)]
        joined = f"heatcalc_rows LEFT JOIN heatcalc_profiles ON {' AND '.join(tests) or 'TRUE'}"
        return self._spark.sql(f"SELECT heatcalc_rows.*, profile FROM {joined}")

    def _profiles(self) -> Profiles:
        def formula_of(profile: Profile) -> Any:  # noqa: ANN401 - a formula or None
            return self.biller.specialized(dict(profile.words), profile.stated)

        profiles = Profiles(self.header, formula_of, SPARK)
        columns = profiles.columns
        if columns:
            places = ", ".join(str(at + 1) for at in range(len(columns)))
            usual = self._spark.sql(
                f"SELECT {', '.join(columns)}, count(*) AS homes FROM heatcalc_rows WHERE fault = ''"
                f" GROUP BY {places} ORDER BY homes DESC, {places} LIMIT {profiles.room(())}"
            )
            profiles.learn((row[:-1] for row in usual.collect()), ())
        return profiles

    def _add_sums(self, sure: Any, profiles: Profiles) -> None:  # noqa: ANN401 - a DataFrame
        sums = [f"sum(CAST({name} AS DECIMAL(38, 0))) AS {name}" for name in ("area", *_AMOUNTS, "lines")]
        sums.append("sum(CAST(lines > 1 AS INT)) AS joined")
        sure.createOrReplaceTempView("heatcalc_sure")
        found = self._spark.sql(
            f"SELECT tariff, count(*) AS homes, {', '.join(sums)} FROM heatcalc_sure GROUP BY tariff"
        )
        for row in found.collect():
            profile = profiles[row.tariff]
            place = self.biller.found(dict(profile.words))
            bases = tuple(name for name in AREAS if name in profile.stated)[:1]
            area = Fraction(int(row.area), SCALE)
            amounts = (int(row.total), int(row.others), int(row.due))
            self.totals.add(Group(place.city.id, place.class_, row.homes, area, *amounts, bases))
            self.totals.add_tariff(price_of(self._table, place), blank_words(profile.words), row.homes)
            self.totals.counts["billed"] += int(row.lines)
            self.totals.joined += row.joined

    def _write(self, bills: Any, name: str) -> None:  # noqa: ANN401 - a DataFrame
        """Write bills, in a folder for each that the ledger's files lie in."""
        width = len(self._words)
        names = self._names()
        texts = [f"{text} AS {quoted(name)}" for text, name in zip(self._texts(), names, strict=False)]
        currency = self.totals.currency
        decimal = f"CAST(CAST({{}} AS DECIMAL(16, 0)) * {plain(currency.minor)}BD AS DECIMAL(18, {currency.places}))"
        minor = ("total", "total - others", "others", "due")
        amounts = zip(map(decimal.format, minor), names[width:], strict=True)
        texts += [f"{amount} AS {quoted(called)}" for amount, called in amounts]
        texts += [f"c{width + at} AS {quoted(key)}" for at, key in enumerate(self._keys)]
        writer = bills.selectExpr(*texts).write
        if self._keys:
            writer = writer.partitionBy(*self._keys)
        writer.parquet(str(self._folder / name))

    def _names(self) -> list[str]:
        """Return what the columns of the bills are called: those of the files, then the amounts."""
        return distinct([*self._words, *self.header.added(RESULTS)])

    def _texts(self) -> list[str]:
        """Return the expressions of a row's fields as they are written."""
        fields = [self._masks[at].sql(f"c{at}") if at in self._masks else f"c{at}" for at in range(len(self._words))]
        texts = [unmarked(field) for field in fields]
        for at, meaning in enumerate(self.header.meanings[: len(texts)]):
            if meaning == "account":
                texts[at] = account_sql(fields[at], SPARK.literal)
        return texts

    def _bill_exactly(self, unsure: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Bill rows one by one in Spark's workers; those of one account come together, in their order."""
        width = len(self.header.words)
        exact = ExactBiller(
            self._table,
            self._options.defaults,
            self._options.lang,
            self.header,
            self._options.several,
            self._options.values,
        )
        fields = ", ".join(f"c{at} STRING" for at in range(width))
        schema = f"{EXACT_SCHEMA}, {fields}"
        together = unsure.selectExpr(
            *PLACE, *(f"c{at}" for at in range(width)), "COALESCE(key, xxhash64(part, line)) AS k"
        )
        ordered = together.repartition("k").sortWithinPartitions("part", "line").drop("k")
        kept = str(self._folder / "exact_rows")
        ordered.mapInArrow(exact.bill, schema).write.parquet(kept)
        rows = self._spark.read.schema(schema).parquet(kept)
        bills = rows.where("kind = 'billed'")
        sums = [f"sum({name}) AS {name}" for name in ("area", *_AMOUNTS, "lines")]
        decisive = {f"c{at}": each for at, each in enumerate(self.header.meanings) if each in TARIFF_WORDS}
        sums += [f"sum(CAST(trim({field}) = '' AS INT)) AS {field}" for field in decisive]
        groups = bills.groupBy("city", "class", "basis", "winter", "price", "seen", "winters_old")
        found = groups.agg(*(expression(each) for each in ("count(*) AS homes", *sums))).collect()
        for row in found:
            bases = (row.basis,) if row.basis else ()
            area = Fraction(row.area, SCALE)
            self.totals.add(Group(row.city, row["class"], row.homes, area, row.total, row.others, row.due, bases))
            price = PriceUsed(row.price, row.seen, period_from(row.winter), row.winters_old)
            self.totals.add_tariff(price, (), row.homes)
            for field, meaning in decisive.items():
                self.totals.blank[meaning] += row[field]
            self.totals.counts["billed"] += row.lines
        self.totals.joined += rows.where("lines > 1").count()
        for row in rows.where("kind = 'skipped'").orderBy("part", "line").toLocalIterator():
            said = [row[f"c{at}"] or "" for at in range(len(self._words))]
            self.totals.skip(row.line, row.lines, said, self._parts[row.part].name)
        if found:
            self._write(bills, "exact")
        self._not_billed = rows.where("kind <> 'billed'")
        self._write_rejects(rows.where("kind = 'rejected'").orderBy("part", "line"))

    def _write_rejects(self, rejected: Any) -> None:  # noqa: ANN401 - a DataFrame
        width = len(self._words)
        columns = [f"c{at}" for at in [*range(width, width + len(self._keys)), *range(width)]]
        with self.rejects.open("w", encoding="utf-8-sig", newline="") as file:
            bad = csv.writer(file, lineterminator="\r\n")
            bad.writerow([*map(escaped, [*self._keys, *self._words]), *self.header.added(["file", *REJECT])])
            for row in rejected.toLocalIterator():
                words = tuple((column, word) for column, word in json.loads(row.words))
                reject = Reject(row.line, row.column, row.code, row.message, self._parts[row.part].name, words)
                bad.writerow(reject_row([row[column] for column in columns], reject))
                self.totals.reject(reject, row.lines)

    def _gather(self) -> None:
        """Move what was written into one folder, under names that every run gives, and hold it against the sums."""
        self.tree.mkdir()
        for name in ("sure", "exact"):
            stage = self._folder / name
            for number, file in enumerate(sorted(stage.rglob("part-*.parquet"))):
                target = self.tree / file.parent.relative_to(stage) / f"{name}-{number:05}.parquet"
                target.parent.mkdir(parents=True, exist_ok=True)
                file.replace(target)
        if not self.totals.households:
            shutil.rmtree(self.tree)
            self.tree.mkdir()
            return
        with partitions_as_text(self._spark):
            written = self._spark.read.parquet(str(self.tree))
            read = Read(self._read, self._not_billed, self._texts(), self._keys)
            prove_rows(written, self._names(), read, self.totals, self.tree)
            prove_amounts(written, self._names(), read, self.biller, self.tree)
