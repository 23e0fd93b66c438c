"""The columns of a ledger of many files: those that are read are in each, others may be in some of them alone.

The ledger has the columns of the first file, and behind them what later files carry besides. In the rows of a file that
lacks a column it is blank.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from heatcalc.errors import InputFileError, said_of
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.blocks import Block, joined
from heatcalc.ledger.carried_types import CarriedType
from heatcalc.ledger.columns import one_line
from heatcalc.ledger.corrected import without_added
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.header import Header, find_header
from heatcalc.ledger.parquet import carried_types, is_parquet
from heatcalc.ledger.reader import open_ledger, refuse_many_sheets
from heatcalc.ledger.records import Record
from heatcalc.schema.attributes import Attributes

_T = TypeVar("_T")
_HEADER_BYTES = 2**16
"""A header is among the first so many bytes of a text."""


class Absent(NamedTuple):
    """A column that some files lack: how many, and the first of them."""

    files: int
    first: str


class AllColumns(NamedTuple):
    """The header of a ledger of many files, and where each of them has its columns."""

    header: Header
    places: tuple[tuple[int | None, ...], ...]
    """For each file the place in it of each column of the ledger; None where it lacks it."""
    absent: Mapping[str, Absent]
    """The columns that some files lack, by their headers."""

    def is_whole(self, part: int) -> bool:
        """Return whether a file has all columns in the order of the ledger."""
        return self.places[part] == tuple(range(len(self.header.words)))

    def common(self, types: Sequence[Sequence[_T | None] | None]) -> tuple[list[_T | None], list[str]]:
        """Return the type of each column, None where that is a text, and the headers of columns whose types differ.

        `types` are those of the columns of each file, None of a file whose columns have none.
        """
        found: list[_T | None] = []
        differ: list[str] = []
        for at in range(len(self.header.words)):
            found_in = [(each, places[at]) for each, places in zip(types, self.places, strict=True)]
            said = {None if each is None else each[place] for each, place in found_in if place is not None}
            found.append(said.pop() if len(said) == 1 else None)
            if said:
                differ.append(self.header.words[at])
        return found, differ


def headers_of(
    parts: Sequence[Part],
    encoding: str | None,
    renamed: Mapping[str, str],
    attributes: Attributes,
    names_of: Callable[[Path], list[str]],
) -> list[Header]:
    """Return the header of each file; `names_of` gives the names of the columns of one in Parquet.

    Raises:
        InputFileError: a file cannot be read, or is no ledger.
        UsageError: an unknown encoding or column.
    """
    headers = []
    for part in parts:
        assert isinstance(part.file, Path)
        with said_of(part.name), part.open() as file:
            if is_parquet(file.read(4)):
                header = find_header([names_of(part.file)], renamed, attributes)
                headers.append(without_added(header, iter(()))[0])
                continue
            ledger = open_ledger(Hashed(file), encoding, renamed, attributes, _HEADER_BYTES)
            refuse_many_sheets(ledger, part.name)
            headers.append(ledger.header)
    return headers


def types_in(part: Part) -> Sequence[CarriedType | None] | None:
    """Return the types of the columns of a file that bills can keep; None of a file whose columns have none.

    Raises:
        InputFileError: it cannot be read.
        UsageError: the extra that reads it is not installed.
    """
    file = part.open()
    try:
        return carried_types(file) if is_parquet(file.read(4)) else None
    finally:
        if part.name:
            file.close()


def all_columns(parts: Sequence[Part], headers: Sequence[Header]) -> AllColumns:
    """Return the columns of all files, by the headers of each.

    Raises:
        InputFileError: a file lacks a column that is read of another, or reads one that the first lacks.
    """
    columns: dict[tuple[str, int], str] = {}
    for part, header in zip(parts, headers, strict=True):
        own = _numbered(header)
        columns = columns or own
        for one, other, these, those in ((parts[0], part, columns, own), (part, parts[0], own, columns)):
            lacking = [word for (word, number), meaning in these.items() if meaning and (word, number) not in those]
            if lacking:
                raise InputFileError("ledger.other_columns", one=one.name, other=other.name, columns=lacking)
        columns |= own
    places = []
    absent: dict[str, Absent] = {}
    for part, header in zip(parts, headers, strict=True):
        own_places = {column: at for at, column in enumerate(_numbered(header))}
        places.append(tuple(own_places.get(column) for column in columns))
        for at, (column, place) in enumerate(zip(columns, places[-1], strict=True), 1):
            if place is None:
                called = one_line(column[0]) or f"#{at}"
                before = absent.get(called, Absent(0, part.name))
                absent[called] = before._replace(files=before.files + 1)
    words = tuple(word for word, _ in columns)
    header = headers[0]._replace(words=words, meanings=tuple(columns.values()))
    return AllColumns(header, tuple(places), absent)


def _numbered(header: Header) -> dict[tuple[str, int], str]:
    """Return what columns mean, by their words and which of those with that word each is."""
    met = Counter[str]()
    found = {}
    for word, meaning in zip(header.words, header.meanings, strict=True):
        met[word] += 1
        found[word, met[word]] = meaning
    return found


def laid(block: Block, places: Sequence[int | None]) -> Block:
    """Return a block of a file with its fields in the places that the columns have in the ledger."""
    width = sum(place is not None for place in places)
    block = block.plain(width)
    lines, odd = block.lines(), dict(block.odd)
    blank = block.separator * (len(places) - 1)
    for at, line in enumerate(lines):
        if at in odd:
            record = odd[at]
            odd[at] = record and _laid(record, width, places)
            lines[at] = blank
        else:
            lines[at] = block.separator.join(in_places(line.split(block.separator), places))
    return block._replace(text=joined(lines), odd=odd)


def _laid(record: Record, width: int, places: Sequence[int | None]) -> Record:
    return record._replace(fields=tuple(in_places(record.fields, places))) if len(record.fields) == width else record


def in_places(fields: Sequence[str], places: Sequence[int | None]) -> list[str]:
    """Return the fields of a row of a file in the places that the columns have in the ledger."""
    return ["" if place is None else fields[place] for place in places]
