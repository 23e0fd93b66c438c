"""The archive that a workbook is: opened with bounds, and its XML read without entities."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from xml.parsers import expat

from heatcalc.errors import InputFileError

_MOST_BYTES = 2 * 2**30
_LARGE, _COMPRESSED = 50 * 2**20, 200
_MOST_STRINGS = 4_000_000
"""Four texts of its own for every row that Excel has."""
_CHUNK = 2**20
_OF_WORKBOOKS = {"[content_types].xml", "xl/workbook.xml", "content.xml"}
"""Members of which every workbook has one; another archive was packed by somebody."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,  # of a member that is not there, or an encoding that nobody knows
    expat.ExpatError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Scanner(Protocol):
    """Receives each element of a document, and the text between."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def characters(self, text: str) -> None:
        """Take text."""


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a workbook that is an archive.

    Raises:
        InputFileError: it, or what is read of it, is broken, or it would take all memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if members and not _OF_WORKBOOKS & {member.filename.lower() for member in members}:
                raise InputFileError("ledger.packed", called="ZIP")
            if sum(member.file_size for member in members) > _MOST_BYTES or any(map(_is_bomb, members)):
                raise InputFileError("ledger.too_large")
            if _strings_in(archive, members) > _MOST_STRINGS:
                raise InputFileError("ledger.too_large")
            if any(member.filename.lower() == "xl/workbook.bin" for member in members):
                raise InputFileError("ledger.xlsb")
            if len({member.filename.lower().replace("\\", "/") for member in members}) < len(members):
                raise InputFileError("ledger.no_workbook", reason="two members of one name")
            yield archive
    except _BROKEN as error:
        raise InputFileError("ledger.no_workbook", reason=error) from error


def _strings_in(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> int:
    """Return about how many texts the cells of a workbook share; each takes memory, whatever is in it."""
    count = 0
    for member in members:
        if member.filename.lower() == "xl/sharedstrings.xml":
            with archive.open(member) as texts:
                while chunk := texts.read(_CHUNK):
                    count += chunk.count(b"si>") + 2 * chunk.count(b"si/>")
    return count // 2


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is much larger than anything that people write becomes when it is compressed so."""
    return member.file_size > _LARGE and member.file_size > _COMPRESSED * member.compress_size


def parser_of(scanner: Scanner) -> expat.XMLParserType:
    """Return a parser that hands a scanner what it reads, and refuses a DTD, whose entities may grow without end."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.characters
    parser.StartDoctypeDeclHandler = _doctype
    return parser


def _doctype(*_: object) -> None:
    raise InputFileError("ledger.no_workbook", reason="DTD")


def elements_of(archive: zipfile.ZipFile, member: str, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of the elements of a name, without their name spaces."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == wanted:
            found.append({key.rpartition(" ")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _doctype
    parser.Parse(archive.read(member), True)
    return found
