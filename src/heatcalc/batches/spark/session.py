"""Apache Spark: the session, and the SQL that types the fields of a ledger and bills the rows that are sure.

A row is sure only where its figures are written the plain way. Every other one goes to the exact reader, as do rows
of profiles that have no formula, so that there is one place that knows.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from heatcalc.batches.field_sql import is_in_range, is_no_total
from heatcalc.batches.plans import Profiles
from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.spreadsheet_text import FORMULA
from heatcalc.formula.sql.dialects import SCALE, SPARK
from heatcalc.formula.sql.select import select
from heatcalc.inputs import INPUTS
from heatcalc.ledger.accounts import PLAIN, PLAIN_ESTATE, account_sql
from heatcalc.ledger.columns import ACCOUNTED_BY, WITHIN
from heatcalc.ledger.header import Header
from heatcalc.ledger.row_parser import ERRORS
from heatcalc.ledger.words import left_of_account, total_places
from heatcalc.measures import AREAS

_QUIET = "rootLogger.level = error\nrootLogger.appenderRef.err.ref = err\nappender.err.type = Console\n"
_QUIET += "appender.err.name = err\nappender.err.target = SYSTEM_ERR\nappender.err.layout.type = PatternLayout\n"

_AS_TEXT = ("tinyint", "smallint", "int", "bigint", "decimal", "boolean", "date", "timestamp_ntz", "float")


@contextmanager
def _switched_off(spark: Any, setting: str) -> Iterator[None]:  # noqa: ANN401 - a SparkSession
    before = spark.conf.get(setting)
    spark.conf.set(setting, "false")
    try:
        yield
    finally:
        spark.conf.set(setting, before)


def in_small_methods(spark: Any) -> AbstractContextManager[None]:  # noqa: ANN401 - a SparkSession
    """Have Spark compile each expression by itself: many formulas in one method are more than Java allows (64 KB)."""
    return _switched_off(spark, "spark.sql.codegen.wholeStage")


def partitions_as_text(spark: Any) -> AbstractContextManager[None]:  # noqa: ANN401 - a SparkSession
    """Have Spark read what folders say as text: `winter=2022` is no number."""
    return _switched_off(spark, "spark.sql.sources.partitionColumnTypeInference.enabled")


@contextmanager
def session(given: Any, master: str) -> Iterator[Any]:  # noqa: ANN401 - a SparkSession
    """Give the caller's session, or one of our own at `master`, which ends with it.

    Raises:
        UsageError: the extra or Java is not installed.
    """
    if given is not None:
        yield given
        return
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("usage.extra", extra="spark") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder:
        quiet = Path(folder) / "log4j2.properties"
        quiet.write_text(_QUIET, encoding="ascii")
        builder = SparkSession.builder.master(master).appName("heatcalc").config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        if master.startswith("local"):
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            builder = builder.config("spark.sql.shuffle.partitions", str(4 * (os.cpu_count() or 1)))
        builder = builder.config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={quiet}")
        try:
            made = builder.getOrCreate()
        except PySparkRuntimeError as error:
            raise UsageError("usage.java", reason=str(error).splitlines()[0]) from error
        try:
            yield made
        finally:
            made.stop()


def ship(spark: Any, folder: Path) -> None:  # noqa: ANN401 - a SparkSession
    """Give the workers of a cluster this very program, packed in `folder`."""
    package = Path(__file__).parents[2]
    made = shutil.make_archive(str(folder / "heatcalc"), "zip", package.parent, package.name)
    spark.sparkContext.addPyFile(made)


def as_text(name: str, type_: str) -> str:
    """Return a column of a Parquet file as the text that DuckDB makes of it; blank where it is NULL.

    Raises:
        InputFileError: it is of a type that has no such text.
    """
    column = quoted(name)
    kind = type_.partition("(")[0]
    if kind == "string":
        text = column
    elif kind == "double":
        # Java 17 writes some doubles with more digits than they need; those with four decimals are written from them.
        plain = f"try_cast({column} AS DECIMAL(20, 4))"
        trimmed = f"regexp_replace(CAST({plain} AS STRING), '([.][0-9]+?)0+$', '$1')"
        text = f"CASE WHEN CAST({plain} AS DOUBLE) = {column} THEN {trimmed} ELSE CAST({column} AS STRING) END"
    elif kind in _AS_TEXT:
        text = f"CAST({column} AS STRING)"
    else:
        raise InputFileError("ledger.column_type", column=name, type=type_)
    return f"COALESCE({text}, '')"


quoted = SPARK.quoted


def key_of(header: Header, *, several: bool) -> str:
    """Return the hash of what tells a household apart; NULL where it has no account, or an account has several."""
    if several or "account" not in header.meanings:
        return "CAST(NULL AS BIGINT)"
    account = account_sql(f"c{header.meanings.index('account')}", SPARK.literal)
    known = [f"c{header.meanings.index(meaning)}" for meaning in ACCOUNTED_BY if meaning in header.meanings]
    if WITHIN in header.meanings:
        known[-1] = account_sql(known[-1], SPARK.literal)
    return f"CASE WHEN {account} <> '' THEN xxhash64({', '.join([account, *known])}) END"


def billed(header: Header, profiles: Profiles, source: str, carried: Sequence[str]) -> str:
    """Return the SELECT that bills the rows of `source` which are sure.

    `profile` is there the number of a row's profile, or NULL. It gives the columns `carried`, `tariff`, `area` in
    ten-thousandths of a square metre, and the amounts [fen].
    """
    measures = profiles.measures
    values = [f"{_value(f'c{at}', name)} AS m_{name}" for at, name in measures.items()]
    typed = f"(SELECT {', '.join(['*', *values])} FROM {source})"
    areas = [f"m_{name}" for name in AREAS if name in measures.values()]
    area = f"COALESCE({', '.join(areas)}, 0)" if areas else "0"
    sure = " AND ".join(_sure(header, profiles))
    tariff = f"CASE WHEN {sure} THEN profile ELSE 0 END"
    rows = f"(SELECT *, {tariff} AS tariff, {area} AS area FROM {typed})"
    return select(profiles.billings(()), rows, ", ".join([*carried, "tariff", "area"]))


def unmarked(column: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from running it."""
    return f"CASE WHEN {_like(column, f'''^'{FORMULA.pattern}''')} THEN substr({column}, 2) ELSE {column} END"


def _sure(header: Header, profiles: Profiles) -> Iterator[str]:
    """Yield what must hold of a row that is billed here."""
    yield "fault = '' AND NOT repeated"
    yield from (is_in_range(f"c{at}", name) for at, name in profiles.measures.items())
    for at, meaning in enumerate(header.meanings):
        if meaning and at not in profiles.measures:
            yield f"NOT (contains(c{at}, '#') AND {_like(f'c{at}', f'(?i){ERRORS.pattern}')})"
    yield from (f"c{at} = ''" for at in profiles.events)
    if "account" in header.meanings:
        yield _like(f"c{header.meanings.index('account')}", f"^{PLAIN}$")
    if WITHIN in header.meanings:
        yield _like(f"c{header.meanings.index(WITHIN)}", f"^{PLAIN_ESTATE}$")
    account = [header.meanings.index("account")] if "account" in header.meanings else total_places(header.meanings)
    for at in (*account, *left_of_account(header.meanings)):
        yield is_no_total(f"c{at}", SPARK.literal)


def _like(text: str, pattern: str) -> str:
    return f"({text} RLIKE {SPARK.literal(pattern)})"


def _value(field: str, name: str) -> str:
    """Return the scaled value of a measure's field where it is written the plain way, else NULL."""
    if INPUTS[name].kind == "date":
        day = f"datediff(try_cast({field} AS DATE), DATE '0001-01-01') + 1"
        return f"CASE WHEN {_like(field, '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$')} THEN {day} END"
    number = f"CAST(try_cast({field} AS DECIMAL(13, 4)) * {SCALE} AS BIGINT)"
    sign = "-?" if INPUTS[name].least < 0 else ""
    return f"CASE WHEN {_like(field, f'^{sign}[0-9]{{1,9}}([.][0-9]{{1,4}})?$')} THEN {number} END"


def sum_of_hashes(texts: Iterable[str]) -> str:
    """Return the sum of the hashes of rows, which does not depend on their order."""
    return f"sum(CAST(xxhash64({', '.join(texts)}) AS DECIMAL(38, 0)))"


def expression(text: str) -> Any:  # noqa: ANN401 - a Column
    """Return an expression of SQL as a column."""
    from pyspark.sql.functions import expr

    return expr(text)


def sums_over(rows: Any, *sums: str) -> tuple[Any, ...]:  # noqa: ANN401 - a DataFrame
    """Return some sums over rows."""
    return tuple(rows.groupBy().agg(*map(expression, sums)).collect()[0])
