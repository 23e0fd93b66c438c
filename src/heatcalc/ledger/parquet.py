"""Ledgers and bills in Parquet files, which DuckDB reads and writes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from heatcalc.errors import InputFileError, UsageError
from heatcalc.ledger.hashed import Hashed

_FETCHED = 10_000
_CHUNK = 2**20


def is_parquet(start: bytes) -> bool:
    """Tell whether a file is a Parquet file, by its first bytes."""
    return start.startswith(b"PAR1")


def parquet_rows(file: Hashed) -> Iterator[list[str]]:
    """Yield the names of the columns, then the rows, all as text.

    Raises:
        InputFileError: it is no Parquet file that can be read.
        UsageError: the extra that reads it is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise UsageError("usage.extra", extra="duckdb") from None
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder, duckdb.connect() as connection:
        copy = Path(folder) / "ledger.parquet"
        with copy.open("wb") as out:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
        try:
            rows = connection.sql(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('{literal(copy)}')")
            yield rows.columns
            while fetched := rows.fetchmany(_FETCHED):
                yield from ([cell or "" for cell in row] for row in fetched)
        except duckdb.Error as error:
            raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error


def write_parquet(bills: Path, out: Path, figures: range) -> None:
    """Write bills in CSV, in UTF-8, as Parquet: texts, and in the columns `figures` decimals [CNY].

    Raises:
        UsageError: the extra that writes it is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise UsageError("usage.extra", extra="duckdb") from None
    with duckdb.connect() as connection:
        options = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false"
        with bills.open(encoding="utf-8-sig", newline="") as text:
            import csv

            words = next(csv.reader(text))
        names = [f"c{at}" for at in range(len(words))]
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        kept = ", ".join(
            f'{f"CAST({name} AS DECIMAL(18, 2))" if at in figures else name} AS "{word.replace(chr(34), chr(34) * 2)}"'
            for at, (name, word) in enumerate(zip(names, words, strict=True))
        )
        source = f"read_csv('{literal(bills)}', columns = {{{columns}}}, {options})"
        connection.execute(
            f"COPY (SELECT {kept} FROM {source}) TO '{str(out).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
        )


def literal(path: Path) -> str:
    """Return a path as DuckDB's readers take it between quotes, where no character of it is a pattern."""
    name = "".join(f"[{character}]" if character in "*?[" else character for character in str(path))
    return name.replace("'", "''")
