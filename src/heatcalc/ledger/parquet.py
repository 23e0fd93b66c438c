"""Ledgers and bills in Parquet files, which DuckDB reads and writes."""

import csv
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from heatcalc.errors import InputFileError, OutputError, UnprovenError, UsageError
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import FORMULA, unescaped
from heatcalc.files.stops import undisturbed
from heatcalc.formula.sql.dialects import DUCKDB, text_literal
from heatcalc.ledger.columns import distinct
from heatcalc.ledger.records import LONGEST_LINE, MARK

_MEMORY = "256MB"
_CHUNK = 2**20
_PIECE = 60_000
"""About so many bytes are looked through at once, which fit the processor's cache."""


_ROOM, _ROOM_A_THREAD = 2**30, 2**27
"""The address space that DuckDB is given, and for each of its threads: without it the whole process is aborted."""


def load_duckdb() -> Any:  # noqa: ANN401 - the module
    """Return DuckDB.

    Raises:
        UsageError: the extra is not installed, or the process may not take as much memory as it needs.
    """
    needed = _ROOM + _ROOM_A_THREAD * (os.cpu_count() or 1)
    if _most_memory() < needed:
        raise UsageError("usage.memory", needed=needed // 2**20)
    try:
        with undisturbed():  # an exception inside aborts the process
            import duckdb
    except ImportError:
        raise UsageError("usage.extra", extra="duckdb") from None
    return duckdb


def _most_memory() -> float:
    """Return how much memory the process may take, as `ulimit -v` and `ulimit -d` say [bytes]."""
    try:
        import resource
    except ImportError:  # Windows
        return math.inf
    limits = [resource.getrlimit(each)[0] for each in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min((each for each in limits if each != resource.RLIM_INFINITY), default=math.inf)


def is_parquet(start: bytes) -> bool:
    """Return whether a file is a Parquet file, by its first bytes."""
    return start.startswith(b"PAR1")


class ParquetText(NamedTuple):
    """The rows of a Parquet file as lines of text, whose fields `separator` divides, and those that cannot be lines."""

    names: list[str]
    rows: int
    lines: IO[bytes]
    """The lines, and behind each the number of its row between marks."""
    odd: Iterator[tuple[int, list[str]]]
    """The rows that a line of blanks replaces: the place from 0, and the fields."""

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the lines in pieces of about `size` bytes, each line held against the number of its row.

        Raises:
            UnprovenError: a row is missing, or not in its place.
        """
        mark, row = MARK.encode(), 0
        made: list[bytes] = []
        while piece := self.lines.read(_PIECE) + self.lines.readline():
            parts = piece.split(mark)
            numbers = list(map(int, parts[1::2]))
            if numbers != list(range(row, row + len(numbers))):
                raise UnprovenError("proof.other_parquet_row", row=row)
            row += len(numbers)
            made.append(b"".join(parts[::2]))
            if sum(map(len, made)) >= size:
                yield b"".join(made)
                made.clear()
        if row != self.rows:
            raise UnprovenError("proof.other_parquet_row", row=row)
        if made:
            yield b"".join(made)


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
                cells = [f"COALESCE(CAST({DUCKDB.quoted(name)} AS VARCHAR), '')" for name in names]
                mark = text_literal(separator)
                line = f"concat_ws({mark}, {', '.join(cells)})"
                odd = f"(length(line) - length(replace(line, {mark}, '')) <> {len(names) - 1}"
                odd += f" OR length(line) > {LONGEST_LINE} OR regexp_matches(line, '[\\x00\\r\\n\x1d\ufffd]'))"
                blank = text_literal(separator * (len(names) - 1))
                texts = f"(SELECT {line} AS line, file_row_number AS row FROM {source})"
                (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
                connection.execute(
                    f"COPY (SELECT concat(CASE WHEN {odd} THEN {blank} ELSE line END, '{MARK}', row, '{MARK}')"
                    f" FROM {texts})"
                    f" TO {text_literal(str(lines))} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ',')"
                )
                numbered = f"SELECT file_row_number, {', '.join(cells)}, {line} AS line FROM {source}"
                found = connection.execute(f"SELECT * EXCLUDE (line) FROM ({numbered}) WHERE {odd} ORDER BY 1")
                yield ParquetText(
                    names,
                    rows,
                    stack.enter_context(lines.open("rb")),
                    ((at, cells) for at, *cells in iter(found.fetchone, None)),
                )
            except duckdb.Error as error:
                raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error


class Held(NamedTuple):
    """Some of the bills that were written, to hold what is made of them against: so many rows, and a few by number."""

    rows: int
    some: Mapping[int, list[str]]


def write_parquet(bills: Path, out: Path, figures: range, held: Held, places: int = 2) -> None:
    """Write bills in CSV, in UTF-8, as Parquet: texts, and in the columns `figures` decimals of so many `places`.

    Raises:
        OutputError: DuckDB cannot write it, such as an amount of more than sixteen digits.
        UnprovenError: what was written has not as many rows, or another where one is `held`.
        UsageError: the extra that writes it is not installed.
    """
    duckdb = load_duckdb()
    with bills.open(encoding="utf-8-sig", newline="") as text:
        words = next(csv.reader(text))
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(words)))
    decimal = f"DECIMAL(18, {places})"
    kept = [f"CAST(c{at} AS {decimal})" if at in figures else _unmarked(f"c{at}") for at in range(len(words))]
    names = [DUCKDB.quoted(name) for name in distinct(words)]
    named = ", ".join(f"{column} AS {name}" for column, name in zip(kept, names, strict=True))
    if any("\n" in word or "\r" in word for word in words):  # which DuckDB does not know in a header
        bills = _body(bills, words)
        options = "header = false"
    else:
        options = "header = true"
    options += ", delim = ',', quote = '\"', escape = '\"', auto_detect = false"
    options += f", nullstr = '{MARK}null{MARK}'"
    source = f"read_csv({pattern_literal(bills)}, columns = {{{columns}}}, {options})"
    with (
        _unwritable(out, duckdb.Error),
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(out.parent)}) as connection,
    ):
        connection.execute(f"COPY (SELECT {named} FROM {source}) TO {text_literal(str(out))} (FORMAT parquet)")
        written = f"read_parquet({pattern_literal(out)}, file_row_number = true)"
        (rows,) = connection.execute(f"SELECT count(*) FROM {written}").fetchone()
        if rows != held.rows:
            raise UnprovenError("proof.other_rows_written", file=out, written=rows, rows=held.rows)
        cells = ", ".join(f"CAST({name} AS VARCHAR)" for name in names)
        numbers = ", ".join(map(str, held.some)) or "-1"
        found = connection.execute(
            f"SELECT file_row_number, {cells} FROM {written} WHERE file_row_number IN ({numbers})"
        )
        for number, *row in iter(found.fetchone, None):
            if row != [unescaped(cell) for cell in held.some[number]]:
                raise UnprovenError("proof.other_row_written", file=out, row=number + 1)


def _body(bills: Path, words: list[str]) -> Path:
    """Return a file beside the bills that has their rows without the header."""
    body = bills.with_suffix(".body.csv")
    with bills.open("rb") as whole, body.open("wb") as rows:
        for _ in range("".join(words).count("\n") + 1):
            whole.readline()
        shutil.copyfileobj(whole, rows)
    return body


@contextmanager
def _unwritable(out: Path, fault: type[Exception]) -> Iterator[None]:
    """Say of what DuckDB cannot write that it is that file."""
    try:
        yield
    except fault as error:
        raise OutputError("files.unwritable", file=out.name, reason=str(error).splitlines()[0]) from error


def _unmarked(column: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from running it."""
    marked = f"regexp_matches({column}, '^''{FORMULA.pattern}')"
    return f"CASE WHEN {marked} THEN substr({column}, 2) ELSE {column} END"


def pattern_literal(path: Path) -> str:
    """Return a path as SQL gives it to DuckDB's readers, so that no character of it is a pattern, nor `~` a home.

    Raises:
        UsageError: the path is no UTF-8, which DuckDB cannot open.
    """
    whole = str(path.absolute())
    try:
        whole.encode()
    except UnicodeEncodeError:
        raise UsageError("usage.path", path=path) from None
    return text_literal("".join(f"[{character}]" if character in "*?[" else character for character in whole))
