"""Ledgers and bills in Parquet files, which DuckDB reads and writes."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import FORMULA
from heatcalc.formula.sql.dialects import text_literal

_MEMORY = "256MB"
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


class ParquetText(NamedTuple):
    """The rows of a Parquet file as lines of text, whose fields `separator` divides, and those that cannot be lines."""

    names: list[str]
    lines: IO[bytes]
    odd: Iterator[tuple[int, list[str]]]
    """The rows in whose place a line of blanks stands: the place from 0, and the fields."""


@contextmanager
def parquet_text(file: Hashed, separator: str) -> Iterator[ParquetText]:
    """Give the rows of a Parquet file as text, which takes no more memory for a larger file.

    Raises:
        InputFileError: it is no Parquet file that can be read.
        UsageError: the extra that reads it is not installed.
    """
    duckdb = load_duckdb()
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder:
        settings = {"memory_limit": _MEMORY, "temp_directory": folder}
        path, copy, lines = file.path, Path(folder) / "ledger.parquet", Path(folder) / "lines"
        with duckdb.connect(config=settings) as connection, ExitStack() as stack:
            out = None if path else stack.enter_context(copy.open("wb"))
            while chunk := file.read(_CHUNK):
                if out is not None:
                    out.write(chunk)
            stack.close()
            source = f"read_parquet({pattern_literal(path or copy)}, file_row_number = true, hive_partitioning = false)"
            try:
                described = connection.execute(f"SELECT * FROM {source} LIMIT 0").description
                names = [column[0] for column in described[:-1]]
                cells = [f"COALESCE(CAST({_quoted(name)} AS VARCHAR), '')" for name in names]
                mark = text_literal(separator)
                line = f"concat_ws({mark}, {', '.join(cells)})"
                odd = f"(length(line) - length(replace(line, {mark}, '')) <> {len(names) - 1}"
                odd += " OR regexp_matches(line, '[\\x00\\r\\n\ufffd]'))"
                blank = text_literal(separator * (len(names) - 1))
                texts = f"(SELECT {line} AS line FROM {source})"
                connection.execute(
                    f"COPY (SELECT CASE WHEN {odd} THEN {blank} ELSE line END FROM {texts})"
                    f" TO {text_literal(str(lines))} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ',')"
                )
                numbered = f"SELECT file_row_number, {', '.join(cells)}, {line} AS line FROM {source}"
                found = connection.execute(f"SELECT * EXCLUDE (line) FROM ({numbered}) WHERE {odd} ORDER BY 1")
                yield ParquetText(
                    names,
                    stack.enter_context(lines.open("rb")),
                    ((at, cells) for at, *cells in iter(found.fetchone, None)),
                )
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
    named = ", ".join(f"{column} AS {_quoted(name)}" for column, name in zip(kept, distinct(words), strict=True))
    options = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, nullstr = '\x1e'"
    source = f"read_csv({pattern_literal(bills)}, columns = {{{columns}}}, {options})"
    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(out.parent)}) as connection:
        connection.execute(f"COPY (SELECT {named} FROM {source}) TO {text_literal(str(out))} (FORMAT parquet)")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _unmarked(column: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from running it."""
    marked = f"regexp_matches({column}, '^''{FORMULA.pattern}')"
    return f"CASE WHEN {marked} THEN substr({column}, 2) ELSE {column} END"


def distinct(words: Sequence[str]) -> list[str]:
    """Return the names of columns; one that was there before gets its place behind it."""
    names: list[str] = []
    for at, word in enumerate(words, 1):
        folded = {name.casefold() for name in names}
        names.append(f"{word}_{at}" if word.casefold() in folded or not word else word)
    return names


def pattern_literal(path: Path) -> str:
    """Return a path as SQL gives it to DuckDB's readers, so that no character of it is a pattern."""
    return text_literal("".join(f"[{character}]" if character in "*?[" else character for character in str(path)))
