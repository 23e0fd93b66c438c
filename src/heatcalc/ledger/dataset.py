"""A ledger in many files: a folder of them, partitioned or not (`winter=2022/part-0.parquet`), or a pattern."""

import errno
import fnmatch
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple
from urllib.parse import unquote

from heatcalc.errors import InputFileError, UsageError
from heatcalc.inputs import column_input
from heatcalc.ledger.columns import bare, known_columns, meaning_of, meaning_said
from heatcalc.schema.attributes import Attributes

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xls", ".ods")
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


class Part(NamedTuple):
    """One file of a ledger."""

    name: str
    """Its path from the folder, by which the manifest and the rejects call it; `""` where it is the whole ledger."""
    file: Path | IO[bytes]
    keys: tuple[tuple[str, str], ...] = ()
    """What the folders that it lies in say: `("winter", "2022")`."""

    def open(self) -> IO[bytes]:
        """Open it, or go to its start; to be closed where it has a name.

        Raises:
            InputFileError: it cannot be read.
        """
        if not isinstance(self.file, Path):
            self.file.seek(0)
            return self.file
        return opened(self.file)

    @property
    def bills(self) -> str:
        """The path of its bills in the folder of bills."""
        return self.name if self.name.endswith(".parquet") else f"{self.name}.parquet"


def opened(path: Path) -> IO[bytes]:
    """Open a file; what can be read but once, such as a pipe, is kept in a temporary one.

    Raises:
        InputFileError: it cannot be read.
    """
    try:
        file = path.open("rb")
        if file.seekable():
            return file
        with file:
            kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
            shutil.copyfileobj(file, kept)
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error
    kept.seek(0)
    return kept


def whole(file: IO[bytes]) -> list[Part]:
    """Return a ledger that is one file."""
    return [Part("", file)]


def is_many(asked: Path) -> bool:
    """Return whether a path is a folder, or a pattern that no file has as its name."""
    return asked.is_dir() or (not asked.exists() and any(character in str(asked) for character in "*?["))


def parts_of(asked: Path) -> list[Part]:
    """Return the files of a folder, or those that a pattern fits, in the order of their names; or the one file.

    A `*` fits any part of a path, `/` too. Names that begin with `.` or `_` are passed over, as Spark and Hive do, and
    with `~$`, as Excel's of open workbooks do.

    Raises:
        InputFileError: there are none, one is of another kind, or their folders are not named alike.
    """
    asked = Path(os.path.abspath(asked))  # noqa: PTH100 - links stay as they are
    if asked.is_file():
        return [Part(asked.name, asked)]
    fixed = asked.parts
    if not asked.is_dir():
        if not is_many(asked):
            why = errno.EINVAL if asked.exists() else errno.ENOENT
            raise InputFileError("files.unreadable", file=asked, reason=os.strerror(why))
        fixed = fixed[: next(at for at, part in enumerate(fixed) if any(each in part for each in "*?["))]
    root = Path(*fixed)
    parts = []
    for path in _files_in(root):
        if asked.is_dir() or fnmatch.fnmatchcase(str(path), str(asked)):
            if path.suffix.lower() not in SUFFIXES or not path.is_file():
                raise InputFileError("ledger.strange_file", file=path, kinds=list(SUFFIXES))
            name = path.relative_to(root).as_posix()
            parts.append(Part(name, path, _keys(name)))
    if not parts:
        raise InputFileError("ledger.no_files", folder=asked)
    parts.sort()
    bills = Counter(part.bills for part in parts)
    for part in parts:
        if bills[part.bills] > 1:
            raise InputFileError("ledger.same_bills", file=part.file, bills=part.bills)
    names = [key for key, _ in parts[0].keys]
    other = next((part for part in parts if [key for key, _ in part.keys] != names), None)
    if other is not None:
        raise InputFileError("ledger.other_folders", one=parts[0].name, other=other.name)
    return parts


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder and its folders, but for hidden names; a link to a folder is no file of a ledger.

    Raises:
        InputFileError: a folder cannot be read.
    """

    def unreadable(error: OSError) -> None:
        raise InputFileError("files.unreadable", file=error.filename, reason=error.strerror or error) from error

    passed = (".", "_", "~$")
    for at, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(passed)]
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        yield from (Path(at) / name for name in [*files, *links] if not name.startswith(passed))


def values_of(
    part: Part,
    words: Sequence[str],
    renamed: Mapping[str, str],
    attributes: Attributes,
    asked: Sequence[str] = (),
) -> tuple[tuple[str, str], ...]:
    """Return what the folders of a file say of its rows, by meaning; `words` are the columns of the file.

    The columns that are `asked` for must be there.

    Raises:
        InputFileError: they say what a column or another folder says too, or a measure, which is each home's own.
        UsageError: one is not.
    """
    there = {bare(word) for word in (*words, *(key for key, _ in part.keys))}
    meanings = {meaning_of(word, renamed, attributes) for word in words}
    for word in asked:
        if bare(word) not in there and (not meaning_said(word) or meaning_said(word) not in meanings):
            raise UsageError("usage.no_such_header", header=word, headers=[each for each in words if each])
    names = {word.casefold() for word in words}
    found: list[tuple[str, str]] = []
    for key, value in part.keys:
        meaning = meaning_of(key, renamed, attributes)
        read = column_input(meaning)
        if meaning == "account" or (read is not None and read.is_measure):
            raise InputFileError("ledger.folder_measure", folder=f"{key}={value}", file=part.name)
        if (meaning and meaning in meanings) or key.casefold() in names:
            raise InputFileError("ledger.folder_column", folder=f"{key}={value}", file=part.name)
        if meaning in known_columns() or meaning.startswith("with "):
            other = next((each for says, each in found if says == meaning and each != value), None)
            if other is not None:
                raise InputFileError("ledger.folder_twice", folder=f"{key}={value}", other=other, file=part.name)
            found.append((meaning, value))
    return tuple(found)


_WINTER = re.compile("20[0-9]{2}[-_]20[0-9]{2}")


def names_of(part: Part) -> list[str]:
    """Return how a file and the folders of the ledger that it lies in are called: 商铺.csv, 楼=商铺.

    So is the folder that holds the ledger, where its name is Chinese or a winter: it may be one of a larger ledger.
    """
    *folders, _ = PurePosixPath(part.name).parts or ("",)
    names = [unquote(folder.rpartition("=")[2]) for folder in folders]
    for path in _path_of(part):
        above = Path(os.path.abspath(path)).parents[len(folders)].name  # noqa: PTH100 - links stay as they are
        named = not above.isascii() or _WINTER.fullmatch(above)
        names += [path.stem, *([above] if named and "=" not in above else [])]
    return names


def _path_of(part: Part) -> list[Path]:
    path = part.file if isinstance(part.file, Path) else getattr(part.file, "name", None)
    return [Path(path)] if isinstance(path, str | Path) else []


def keys_above(part: Part) -> tuple[tuple[str, str], ...]:
    """Return what the folders are called for that lie above what was asked for: they are no part of the ledger."""
    path = _path_of(part)
    every = _keys(Path(os.path.abspath(path[0])).as_posix()) if path else ()  # noqa: PTH100 - links stay as they are
    return every[: len(every) - len(part.keys)]


def _keys(name: str) -> tuple[tuple[str, str], ...]:
    pairs = (folder.partition("=") for folder in PurePosixPath(name).parts[:-1] if "=" in folder)
    return tuple((unquote(key), "" if value == _NO_VALUE else unquote(value)) for key, _, value in pairs)
