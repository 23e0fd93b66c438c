"""The fields of rows as Spark's SQL: their texts, their figures, and the bills of those that are sure.

A row is sure only where its figures are written the plain way. Every other one goes to the exact reader, as do rows
of profiles that have no formula, so that there is one place that knows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from heatcalc.batches.field_sql import is_in_range, is_no_total, may_number_columns
from heatcalc.batches.plans import Profiles
from heatcalc.errors import InputFileError
from heatcalc.files.spreadsheet_text import FORMULA
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.formula.sql.dialects import SPARK
from heatcalc.formula.sql.select import select
from heatcalc.formula.sql.shapes import FORMULA_COLUMN, Shapes
from heatcalc.inputs import INPUTS
from heatcalc.ledger.accounts import PLAIN, PLAIN_ESTATE, account_sql
from heatcalc.ledger.carried_types import OF_ACCOUNTS, WHOLE_FLOATS, account_of_float
from heatcalc.ledger.columns import ACCOUNTED_BY, WITHIN
from heatcalc.ledger.header import Header
from heatcalc.ledger.row_parser import ERRORS
from heatcalc.ledger.total_lines import MAY_BE_SUM, NAMING, beside_account, left_of_account, naming_places, total_places
from heatcalc.money import Currency, plain

_AS_TEXT = ("tinyint", "smallint", "int", "bigint", "decimal", "boolean", "date", "timestamp_ntz")


def is_text(type_: str) -> bool:
    """Return whether a type of Spark is that of texts, in any collation and of any length."""
    return re.split("[ (]", type_)[0] in ("string", "char", "varchar")


def holds_texts(type_: str) -> bool:
    """Return whether a type of Spark is one of several values, which may be texts."""
    return type_.startswith(("array<", "struct<", "map<"))


def fault_of(texts: Sequence[str]) -> str:
    """Return the fault of a row: `R01` where one of its texts, as Spark has them, is none; else blank."""
    valid = " AND ".join(f"COALESCE(is_valid_utf8({each}), TRUE)" for each in texts)
    return f"IF({valid}, '', 'R01')" if texts else "''"


def as_text(name: str, type_: str, meaning: str = "", called: str = "") -> str:
    """Return a column as the text that DuckDB makes of one of Parquet; blank where it is NULL. Users call it `called`.

    Raises:
        InputFileError: it is of a type that has no such text.
    """
    column = quoted(name)
    kind = type_.partition("(")[0]
    if is_text(kind):
        text = f"make_valid_utf8(CAST({column} AS STRING))"  # in what Python is asked no byte may be wrong
    elif kind in ("float", "double"):
        text = _float_text(column, kind)
        if meaning in OF_ACCOUNTS:
            text = account_of_float(
                column, kind, text, f"format_string('%.15e', CAST(floor({column}) AS DOUBLE))", "STRING"
            )
    elif kind == "void":
        text = "''"
    elif kind in _AS_TEXT:
        text = f"CAST({column} AS STRING)"
    else:
        raise InputFileError("ledger.column_type", column=called or name, type=type_)
    return f"COALESCE({text}, '')"


def _float_text(column: str, kind: str) -> str:
    """Return a FLOAT or DOUBLE as DuckDB writes it: with the fewest digits that give it back."""
    digits, all_ = f"CAST({column} AS STRING)", f"CAST(CAST({column} AS DOUBLE) AS STRING)"
    if kind == "float":
        # Where two texts with the fewest digits are as near, and so end in 5 with one more, Java takes one of them.
        nearest = f"length({all_}) <> length({digits}) + 1 OR NOT endswith({all_}, '5')"
        digits = f"IF(abs({column}) < {WHOLE_FLOATS} AND ({nearest}), {digits}, {all_})"
        short = ""
    else:
        # Java 17 writes some doubles with more digits than they need; those with four decimals are written from them.
        plain = f"try_cast({column} AS DECIMAL(20, 4))"
        short = f"WHEN CAST({plain} AS DOUBLE) = {column} THEN {_trimmed(plain)} "
    exponent = f"regexp_replace(replace(lower({digits}), 'infinity', 'inf'), '[.]0e', 'e')"
    exponent = f"regexp_replace(regexp_replace({exponent}, 'e([0-9])', 'e+$1'), 'e-([0-9])$', 'e-0$1')"
    is_plain = f"abs({column}) >= CAST('1e-4' AS {kind}) AND abs({column}) < CAST('1e16' AS {kind})"
    usual = f"WHEN {is_plain} THEN {_trimmed(f'try_cast({digits} AS DECIMAL(38, 21))')}"
    # A decimal has no sign of nothing.
    return f"CASE WHEN {column} = 0 THEN CAST({column} AS STRING) {short}{usual} ELSE {exponent} END"


def _trimmed(decimal: str) -> str:
    return f"regexp_replace(CAST({decimal} AS STRING), '([.][0-9]+?)0+$', '$1')"


quoted = SPARK.quoted


def accounted_by(header: Header) -> list[str]:
    """Return the expressions that identify a household, the account first; none where it has no account."""
    if "account" not in header.meanings:
        return []
    known = [meaning for meaning in ("account", *ACCOUNTED_BY) if meaning in header.meanings]
    return [account_sql(f"c{header.meanings.index(meaning)}", SPARK.literal) for meaning in known]


def billed(rows: Any, header: Header, profiles: Profiles, shapes: Shapes) -> Any:  # noqa: ANN401 - DataFrames
    """Return rows with `tariff`, `area` in ten-thousandths of a square metre, and the amounts of those that are sure.

    `profile` is the number of a row's profile, and the columns of `shapes` are there too, each behind `its_`; or NULL.
    The amounts are in minor units; NULL for the exact reader.
    """
    measures = profiles.measures
    values = [f"{_value(f'c{at}', name)} AS m_{name}" for at, name in measures.items()]
    typed = f"(SELECT {', '.join(['*', *values])} FROM {{rows}})"
    sure = " AND ".join(_sure(header, profiles))
    typed = f"(SELECT *, {sure} AS sure FROM {typed})"
    numbers = [f"CASE WHEN sure THEN its_{name} END AS {name}" for name in (FORMULA_COLUMN, *shapes.types)]
    tariff = "CASE WHEN sure THEN profile ELSE 0 END AS tariff"
    source = f"(SELECT {', '.join(['*', tariff, *numbers])}, {profiles.area} AS area FROM {typed})"
    query = select(shapes.levels, source, ", ".join([*rows.columns, "tariff", "area"]))
    braced = query.replace("{", "{{").replace("}", "}}").replace("{{rows}}", "{rows}")
    return rows.sparkSession.sql(braced, rows=rows)


def unmarked(column: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from running it."""
    return f"CASE WHEN {_like(column, f'''^'{FORMULA.pattern}''')} THEN substr({column}, 2) ELSE {column} END"


def _sure(header: Header, profiles: Profiles) -> Iterator[str]:
    """Yield what must hold of a row that is billed here."""
    yield "fault = '' AND NOT repeated"
    yield from (is_in_range(f"c{at}", name) for at, name in profiles.measures.items())
    for at, meaning in enumerate(header.meanings):
        if meaning and at not in profiles.measures:
            yield f"NOT (contains(c{at}, '#') AND {_like(f'c{at}', ERRORS.pattern)})"
    yield from (f"c{at} = ''" for at in profiles.events)
    first = header.place("account") or 0
    yield from (f"NOT {may_number_columns(f'c{first}', f'c{at}')}" for at in [*profiles.measures][:1])
    if "account" in header.meanings:
        yield _like(f"c{header.meanings.index('account')}", f"^{PLAIN}$")
    if WITHIN in header.meanings:
        yield _like(f"c{header.meanings.index(WITHIN)}", f"^{PLAIN_ESTATE}$")
    account = [header.meanings.index("account")] if "account" in header.meanings else total_places(header.meanings)
    for at in (*account, *left_of_account(header.meanings)):
        yield is_no_total(f"c{at}", SPARK.literal)
    if naming := naming_places(header.meanings):
        yield _like(f"concat({', '.join(f'c{at}' for at in naming)})", NAMING)
    if "account" in header.meanings:
        yield from (f"NOT {_like(f'c{at}', MAY_BE_SUM.pattern)}" for at in beside_account(header.meanings))


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


def amounts_as(names: Iterable[str], currency: Currency) -> list[str]:
    """Return the expressions of what bills add, called by `names`, of their amounts in minor units."""
    decimal = f"CAST(CAST({{}} AS DECIMAL(16, 0)) * {plain(currency.minor)}BD AS DECIMAL(18, {currency.places}))"
    minor = ("total", "total - others", "others", "due")
    return [f"{decimal.format(each)} AS {quoted(name)}" for each, name in zip(minor, names, strict=True)]


def identity(column: str, type_: str) -> str:
    """Return what goes into the hash of a row of one of its columns; a map has no hash of its own."""
    hashed = f"to_json(array({column}))" if "map<" in type_ or "variant" in type_ else column
    return f"{hashed}, {column} IS NULL"


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
