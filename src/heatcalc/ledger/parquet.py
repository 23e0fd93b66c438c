"""Ledgers and bills in Parquet files, which DuckDB reads and writes."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heatcalc.errors import InputFileError, UsageError
from heatcalc.formula.sql import text_literal
from heatcalc.ledger.hashed import Hashed
from heatcalc.ledger.rows import FORMULA

_FETCHED = 10_000
_CHUNK = 2**20


def load_duckdb() -> Any:  # noqa: ANN401 - the module
    """Return DuckDB.

    Raises:
        UsageError: the extra is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise UsageError("usage.extra", extra="duckdb") from None
    return duckdb


def is_parquet(start: bytes) -> bool:
    """Tell whether a file is a Parquet file, by its first bytes."""
    return start.startswith(b"PAR1")


def parquet_rows(file: Hashed) -> Iterator[list[str]]:
    """Yield the names of the columns, then the rows, all as text.

    Raises:
        InputFileError: it is no Parquet file that can be read.
        UsageError: the extra that reads it is not installed.
    """
    duckdb = load_duckdb()
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder, duckdb.connect() as connection:
        copy = Path(folder) / "ledger.parquet"
        with copy.open("wb") as out:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
        try:
            rows = connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet({pattern_literal(copy)})")
            yield [column[0] for column in rows.description or ()]
            while fetched := rows.fetchmany(_FETCHED):
                yield from ([cell or "" for cell in row] for row in fetched)
        except duckdb.Error as error:
            raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error


def write_parquet(bills: Path, out: Path, figures: range) -> None:
    """Write bills in CSV, in UTF-8, as Parquet: texts, and in the columns `figures` decimals [CNY].

    Raises:
        UsageError: the extra that writes it is not installed.
    """
    duckdb = load_duckdb()
    with bills.open(encoding="utf-8-sig", newline="") as text:
        words = next(csv.reader(text))
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(words)))
    kept = [f"CAST(c{at} AS DECIMAL(18, 2))" if at in figures else _unmarked(f"c{at}") for at in range(len(words))]
    named = ", ".join(f'{column} AS "{name}"' for column, name in zip(kept, _distinct(words), strict=True))
    options = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, nullstr = '\x1e'"
    source = f"read_csv({pattern_literal(bills)}, columns = {{{columns}}}, {options})"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {named} FROM {source}) TO {text_literal(str(out))} (FORMAT parquet)")


def _unmarked(column: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from running it."""
    marked = f"regexp_matches({column}, '^''{FORMULA.pattern}')"
    return f"CASE WHEN {marked} THEN substr({column}, 2) ELSE {column} END"


def _distinct(words: list[str]) -> list[str]:
    """Return the names of columns, quoted for SQL; one that was there before gets its place behind it."""
    names: list[str] = []
    for at, word in enumerate(words, 1):
        folded = {name.casefold() for name in names}
        names.append(f"{word}_{at}" if word.casefold() in folded or not word else word)
    return [name.replace('"', '""') for name in names]


def pattern_literal(path: Path) -> str:
    """Return a path as SQL gives it to DuckDB's readers, so that no character of it is a pattern."""
    return text_literal("".join(f"[{character}]" if character in "*?[" else character for character in str(path)))
