r"""Types of columns of Parquet that a ledger carries along: the text of each value, and the value of that text again.

Between reading and writing a row is text. So a type is kept where its text gives back the value: of a number, a date or
a time it is what DuckDB writes, in UTC; of bytes `\x` and their digits; of a list, a struct or a map it is JSON, where
all but whole numbers, yes and no is text, so that no digit is lost to a reader's floats.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.formula.sql.dialects import DUCKDB
from heatcalc.ledger.columns import WITHIN

_WHOLE = ("tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint", "boolean")
_SURE = (*_WHOLE, "decimal", "float", "double", "date", "timestamp", "timestamp with time zone", "blob")
"""The types whose text is known to give back each value; others are tried with the values that are there."""
_TEXT = ("varchar", "json")
_NESTED = ("list", "struct", "map", "array")
_MOST_DIGITS = 38
_WITH_ZONE = "TIMESTAMP WITH TIME ZONE"

OF_ACCOUNTS = ("account", WITHIN)
"""What columns mean whose numbers are names."""
WHOLE_FLOATS = 2**24
"""Below it a FLOAT has every whole number; from it on it is written with all of its own digits."""
_WHOLE_DOUBLES = 10**15
"""A DOUBLE of more than 15 digits may be another number than was written, as in a spreadsheet."""
_WITH_EXPONENT = 10**16
"""From here on every float is written with an exponent."""


class CarriedType(NamedTuple):
    """A type as DuckDB calls it, which has a text for each value."""

    name: str
    shape: str = ""
    """Of a list, a struct or a map: the type of the same of texts."""
    sure: bool = True
    """Whether it is known that each text gives back its value."""

    def text(self, column: str) -> str:
        """Return the SQL of the text of a column; NULL where that is."""
        if self.name == "BLOB":
            return f"'\\x' || hex({column})"
        if self.shape:
            return f"CAST(to_json(CAST({column} AS {self.shape})) AS VARCHAR)"
        if self.name == "FLOAT":  # the fewest digits that give it back are not the same to all engines
            whole = f"abs({column}) >= {WHOLE_FLOATS}"
            return (
                f"CASE WHEN {whole} THEN CAST(CAST({column} AS DOUBLE) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
            )
        # Spark's old timestamps say no zone of their own, and are instants all the same.
        return f"CAST(CAST({column} AS {self.name}) AS VARCHAR)"

    @property
    def is_figure(self) -> bool:
        """Whether a column of it can be read: bytes and lists state nothing, an instant no day without a time zone."""
        return not self.shape and self.name not in (_WITH_ZONE, "BLOB")

    def value(self, text: str, *, cast: str = "CAST") -> str:
        """Return the SQL of the value of a text, NULL of a blank one; and of any other, if the `cast` is a TRY_CAST."""
        said = f"NULLIF({text}, '')"
        if self.name == "BLOB":
            other = f"ELSE error({said}) " if cast == "CAST" else ""
            whole = f"regexp_full_match({said}, '\\\\x([0-9A-F]{{2}})*')"
            return f"CASE WHEN {said} IS NULL THEN NULL WHEN {whole} THEN unhex(substr({said}, 3)) {other}END"
        return f"{cast}({f'{cast}({said} AS JSON)' if self.shape else said} AS {self.name})"


Columns = Mapping[str, CarriedType | None]
"""The types of columns by their names; None of texts."""


def type_of(type_: Any, *, instant: bool = False) -> CarriedType | None:  # noqa: ANN401 - a type of DuckDB
    """Return a type of DuckDB as it is carried; None of a text. Spark's old timestamps are each an `instant`."""
    if type_.id in _TEXT:
        return None
    if type_.id in _NESTED:
        name, shape = str(type_), _shape(type_)
        return CarriedType(name, shape, sure=False)
    if type_.id in ("null", "sqlnull"):
        return CarriedType("INTEGER")  # of which nothing is known; Spark takes it for that too
    return CarriedType(_WITH_ZONE if instant else str(type_), sure=type_.id in _SURE)


def columns_of(connection: Any, source: str, path: str) -> dict[str, CarriedType | None]:  # noqa: ANN401
    """Return the types of the columns of a Parquet file by their names; None of texts.

    `source` is the SQL of its rows, with their numbers last, and `path` that of where it lies.

    Raises:
        InputFileError: one is of decimals with more digits than DuckDB has, which makes floats of them.
    """
    kinds = connection.execute(f"SELECT name, type, precision, scale FROM parquet_schema({path})").fetchall()
    for name, _, digits, decimals in kinds:
        if digits is not None and digits > _MOST_DIGITS:
            raise InputFileError("ledger.column_type", column=name, type=f"DECIMAL({digits},{decimals})")
    instants = {name for name, kind, *_ in kinds if kind == "INT96"}
    rows = connection.sql(f"FROM {source}")
    columns = zip(rows.columns[:-1], rows.types[:-1], strict=True)
    return {name: type_of(type_, instant=name in instants and type_.id == "timestamp") for name, type_ in columns}


def without_unkept(connection: Any, source: str, columns: Columns) -> dict[str, CarriedType | None]:  # noqa: ANN401
    """Return the types of columns but for those of which some value is not given back by its text."""
    tried = {name: type_ for name, type_ in columns.items() if type_ is not None and not type_.sure}
    if not tried:
        return dict(columns)
    quoted = {name: DUCKDB.quoted(name) for name in tried}
    others = (
        f"count(*) FILTER ({quoted[name]} IS DISTINCT FROM {type_.value(type_.text(quoted[name]), cast='TRY_CAST')})"
        for name, type_ in tried.items()
    )
    (found,) = connection.execute(f"SELECT {', '.join(others)} FROM {source}").fetchall()
    unkept = {name for name, count in zip(tried, found, strict=True) if count}
    return {name: None if name in unkept else type_ for name, type_ in columns.items()}


def kept_types(types: Sequence[CarriedType | None], carried: Container[int]) -> list[CarriedType | None]:
    """Return the types of columns that bills keep: those at places that are `carried` along as they are."""
    return [type_ if at in carried else None for at, type_ in enumerate(types)]


def cell_text(name: str, type_: CarriedType | None, meaning: str = "") -> str:
    """Return the SQL of the text of a column of Parquet that has a meaning, or none; NULL where that is."""
    column = DUCKDB.quoted(name)
    if type_ is None:
        return f"CAST({column} AS VARCHAR)"
    text = type_.text(column)
    if meaning in OF_ACCOUNTS and type_.name in ("FLOAT", "DOUBLE"):
        return account_of_float(
            column, type_.name, text, f"format('{{:.15e}}', floor(CAST({column} AS DOUBLE)))", "VARCHAR"
        )
    return text


def account_of_float(column: str, kind: str, text: str, with_exponent: str, text_type: str) -> str:
    """Return the SQL of the text of a FLOAT or DOUBLE that is an account, as a spreadsheet would show it.

    A whole number has no point; one that has lost digits has an exponent, so that it is known for a lost account.
    """
    least = WHOLE_FLOATS if kind.upper() == "FLOAT" else _WHOLE_DOUBLES
    whole = f"abs({column}) < {least} AND {column} = floor({column})"
    lost = f"{column} >= {least} AND {column} < {_WITH_EXPONENT}"
    number = f"CAST(CAST({column} AS BIGINT) AS {text_type})"
    return f"CASE WHEN {whole} THEN {number} WHEN {lost} THEN {with_exponent} ELSE {text} END"


def refuse_unreadable(columns: Columns, meanings: Sequence[str]) -> None:
    """Check that no column that is read is of a type that states nothing, such as a list.

    Raises:
        InputFileError: one is.
    """
    for (name, type_), meaning in zip(columns.items(), meanings, strict=True):
        if meaning and type_ is not None and not type_.is_figure:
            raise InputFileError("ledger.column_type", column=name, type=type_.name)


def refuse_other_types(connection: Any, source: str, typed: Mapping[str, tuple[str, CarriedType]]) -> None:  # noqa: ANN401
    """Check that each text of some columns is a value of its type; `typed` has the SQL of the texts by header.

    Raises:
        InputFileError: one is none, as only a correction can be.
    """
    for word, (text, type_) in typed.items():
        value = type_.value(text, cast="TRY_CAST")
        query = f"SELECT {text} FROM {source} WHERE {text} <> '' AND {value} IS NULL LIMIT 1"
        for (found,) in connection.execute(query).fetchall():
            raise InputFileError("ledger.other_type", column=word, found=found[:40], type=type_.name)


def _shape(type_: Any) -> str:  # noqa: ANN401 - a type of DuckDB
    """Return the type of the same of texts, whole numbers, yes and no."""
    children = dict(type_.children) if type_.id in _NESTED else {}
    match type_.id:
        case "list" | "array":
            return f"{_shape(children['child'])}[]"
        case "map":
            return f"MAP(VARCHAR, {_shape(children['value'])})"
        case "struct":
            return f"STRUCT({', '.join(f'{DUCKDB.quoted(name)} {_shape(each)}' for name, each in children.items())})"
        case _:
            return str(type_) if type_.id in _WHOLE else "VARCHAR"
