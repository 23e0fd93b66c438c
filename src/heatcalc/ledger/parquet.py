"""Ledgers in Parquet files, which DuckDB reads."""

import math
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, NamedTuple

from heatcalc.errors import InputFileError, UnprovenError, UsageError
from heatcalc.files.hashing import Hashed
from heatcalc.files.stops import undisturbed
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.installed import lacking
from heatcalc.ledger.carried_types import (
    CarriedType,
    Columns,
    cell_text,
    columns_of,
    refuse_unreadable,
    without_unkept,
)
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
        raise lacking("duckdb") from None
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
def parquet_text(
    file: Hashed, separator: str, meanings_of: Callable[[list[str]], Sequence[str]] = lambda names: [""] * len(names)
) -> Iterator[ParquetText]:
    """Give the rows of a Parquet file as text, which takes no more memory for a larger file.

    `meanings_of` tells from the names of its columns which are read: `""` for one that is carried along.

    Raises:
        InputFileError: it is no Parquet file that can be read, or a column that is read is of no type for that.
        UsageError: the extra that reads it is not installed.
    """
    duckdb = load_duckdb()
    with (
        tempfile.TemporaryDirectory(prefix="heatcalc-") as folder,
        connected(folder) as connection,
        ExitStack() as stack,
    ):
        path, lines = _path_of(file, Path(folder)), Path(folder) / "lines"
        source = _source(path)
        try:
            columns = columns_of(connection, source, pattern_literal(path))
            names = list(columns)
            meanings = meanings_of(names)
            refuse_unreadable(columns, meanings)
            cells = [
                f"COALESCE({cell_text(*column, meaning)}, '')"
                for column, meaning in zip(columns.items(), meanings, strict=True)
            ]
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


def _path_of(file: Hashed, folder: Path) -> Path:
    """Return where a file lies, once it has been read: it is copied into a folder if it has no name."""
    path, copy = file.path, folder / "ledger.parquet"
    with nullcontext() if path else copy.open("wb") as out:
        while chunk := file.read(_CHUNK):
            if out is not None:
                out.write(chunk)
    return path or copy


def _source(path: Path) -> str:
    return f"read_parquet({pattern_literal(path)}, file_row_number = true, hive_partitioning = false)"


class _Kept(NamedTuple):
    """A database that is kept, once it is opened."""

    folder: Path
    stack: ExitStack
    opened: list[Any]


_kept: ContextVar[_Kept | None] = ContextVar("_kept", default=None)


@contextmanager
def one_database(folder: Path) -> Iterator[None]:
    """Let all that is `connected` inside share one database, opened when it is needed: that takes 15 ms each time."""
    with ExitStack() as stack:
        token = _kept.set(_Kept(folder, stack, []))
        try:
            yield
        finally:
            _kept.reset(token)


@contextmanager
def connected(folder: str | Path) -> Iterator[Any]:
    """Give a connection to which an instant is the same text in every time zone; it fetches nothing."""
    duckdb, kept = load_duckdb(), _kept.get()
    if kept is not None and not kept.opened:
        kept.opened.append(kept.stack.enter_context(_database(duckdb, kept.folder)))
    with _database(duckdb, folder) if kept is None else kept.opened[0].cursor() as connection:
        with suppress(duckdb.Error):  # without the extension ICU there is no other time zone
            connection.execute("SET TimeZone = 'UTC'")
        yield connection


def _database(duckdb: Any, folder: str | Path) -> Any:  # noqa: ANN401 - the module, and a connection
    settings = {"memory_limit": _MEMORY, "temp_directory": str(folder), "autoinstall_known_extensions": "false"}
    database = duckdb.connect(config=settings)
    with suppress(duckdb.Error):  # older ones keep nothing of a file, which may be written again under its name
        database.execute("SET enable_external_file_cache = false")
    return database


def parquet_names(path: Path) -> list[str]:
    """Return the names of the columns of a Parquet file.

    Raises:
        InputFileError: it is none that can be read.
        UsageError: the extra that reads it is not installed.
    """
    with path.open("rb") as file:
        return list(_columns(file, kept=False))


def carried_types(file: IO[bytes]) -> list[CarriedType | None]:
    """Return the types of the columns of a Parquet file that bills can keep; None for those that are text in them.

    Raises:
        InputFileError: it is none that can be read.
        UsageError: the extra that reads it is not installed.
    """
    return list(_columns(file, kept=True).values())


def _columns(file: IO[bytes], *, kept: bool) -> Columns:
    duckdb, hashed = load_duckdb(), Hashed(file)
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder, connected(folder) as connection:
        hashed.restart()
        path = hashed.path or _path_of(hashed, Path(folder))
        try:
            columns = columns_of(connection, _source(path), pattern_literal(path))
            return without_unkept(connection, _source(path), columns) if kept else columns
        except duckdb.Error as error:
            raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error


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
