"""Ledgers that lie elsewhere, such as `s3://bucket/ledger.parquet`: fetched by DuckDB's own file systems, or refused.

An extension that is not on this machine is never downloaded. What was fetched is read as any file is: of a pattern, a
folder of files.
"""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from heatcalc.errors import InputFileError, OutputError
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.ledger.parquet import load_duckdb

_ELSEWHERE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+(?=[^/])")
"""A scheme has at least two letters: one is a drive of Windows. A `Path` keeps but one of its slashes."""
_EXTENSIONS = {
    **dict.fromkeys(("s3", "s3a", "s3n", "gs", "gcs", "r2", "http", "https", "hf"), "httpfs"),
    **dict.fromkeys(("az", "azure", "abfss"), "azure"),
}
"""The extension of DuckDB that reads what lies there."""


def address(asked: str | Path) -> str:
    """Return a path as an address of another file system, such as `s3://bucket/a`; blank where it is of this one."""
    found = _ELSEWHERE.match(str(asked))
    if found is None or Path(asked).exists():
        return ""
    return f"{found[1].lower()}://{str(asked)[found.end() :]}"


def refuse_elsewhere(out: Path) -> None:
    """Check that an output is a path of this machine, where it can appear whole or not at all.

    Raises:
        OutputError: it is not.
    """
    said = address(out)
    if said:
        raise OutputError("files.remote_out", file=said, scheme=_scheme(said))


@contextmanager
def at_hand(asked: str | Path, *, cluster: bool = False) -> Iterator[Path]:
    """Give the path of a ledger on this machine: what lies elsewhere is fetched into a folder that goes afterwards.

    What the workers of a `cluster` are to read cannot be fetched for them.

    Raises:
        InputFileError: it lies where nothing on this machine can read, is not there, or may not be read.
        UsageError: the extra that reads it is not installed.
    """
    said = address(asked)
    if not said:
        yield Path(asked)
        return
    extension = _EXTENSIONS.get(_scheme(said).removesuffix("://"))
    if extension is None or cluster:
        raise InputFileError("files.remote", file=said, scheme=_scheme(said))
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder:
        yield _fetched(said, extension, Path(folder))


def _scheme(said: str) -> str:
    return f"{said.partition('://')[0]}://"


def _fetched(said: str, extension: str, folder: Path) -> Path:
    """Fetch the files of an address into a folder; return the file, or the folder if the address is a pattern."""
    duckdb = load_duckdb()
    settings = {"autoinstall_known_extensions": "false", "temp_directory": str(folder / ".spilt")}
    with duckdb.connect(config=settings) as connection:
        try:
            connection.execute(f"LOAD {extension}")
        except duckdb.Error as error:
            raise InputFileError("files.no_extension", file=said, scheme=_scheme(said), extension=extension) from error
        try:
            pattern = re.search(r"[*?\[]", said)
            if pattern is None:
                _fetch(connection, said, folder / said.rpartition("/")[2])
                return folder / said.rpartition("/")[2]
            fixed = said[: said.rfind("/", 0, pattern.start())]
            for (name,) in connection.execute(f"FROM glob({text_literal(said)})").fetchall():
                _fetch(connection, name, folder / _below(name, fixed))
        except duckdb.Error as error:
            raise InputFileError("files.unreadable", file=said, reason=str(error).splitlines()[0]) from error
    if not any(folder.iterdir()):
        raise InputFileError("ledger.no_files", folder=said)
    return folder


def _below(name: str, fixed: str) -> PurePosixPath:
    """Return the path of a file below the part of its address that is no pattern; DuckDB may leave the scheme out."""
    path = fixed.partition("://")[2]
    known = next(each for each in (fixed, path, path.partition("/")[2], "") if each in name)
    return PurePosixPath(
        *(part for part in (name.partition(known)[2] if known else name).split("/") if part not in ("", ".", ".."))
    )


def _fetch(connection: Any, name: str, file: Path) -> None:  # noqa: ANN401 - of DuckDB
    """Write a file as it is, byte for byte."""
    found = connection.execute(f"SELECT content FROM read_blob({text_literal(name)})").fetchone()
    if found is None:
        raise InputFileError("files.unreadable", file=name, reason=os.strerror(errno.ENOENT))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(found[0])
