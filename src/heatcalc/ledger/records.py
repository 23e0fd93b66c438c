"""From the bytes of a ledger to records, each with its physical lines. One broken line costs one line.

A reader that trusts quotes loses thousands of households to one that is not closed; here each physical line is read by
itself, and lines are joined only where a quoted field that begins on one ends properly on a later one.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.encodings import as_utf_8, guessed_encoding, known_encoding

DELIMITERS = (",", "\t", ";", "|", "，")
"""What may be between the columns of a text."""
LONGEST_LINE = 65_536
"""The most characters of a line."""

MARK = "\x1d"
"""What is in no plain line, so that engines can set apart what they add to it."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
MOST_JOINED = 50
"""The most physical lines that a quoted field may run over."""
_KEPT = 2**17
"""So many characters of a line that is too long are kept: the longest field that Python's reader of CSV takes."""
_KEPT_BYTES = 4 * _KEPT


class Record(NamedTuple):
    """One record: where it begins (from 1), how many physical lines it takes, its fields, or why it has none."""

    line: int
    lines: int
    fields: tuple[str, ...]
    raw: str
    fault: str = ""
    """The code of what is wrong with the line, and after a colon what is shown of it."""


class Decoded:
    """The text of a ledger in pieces of whole lines, in UTF-8, and its encoding as far as it is known.

    The encoding is that of the byte order mark, else the one given, else UTF-8, else GB18030. A byte that is none of
    the encoding's becomes U+FFFD, for the line that holds it to be rejected; in UTF-8 it is left to whoever decodes it.
    """

    def __init__(self, file: Hashed, encoding: str | None, size: int) -> None:
        """Begin to read; `size` is about that of a piece [bytes].

        Raises:
            UsageError: there is no such encoding.
        """
        self._file = file
        self._size = size
        self._first = file.read(size)
        self._certain = True
        for mark, marked in _MARKS:
            if self._first.startswith(mark):
                self.encoding = marked
                while self._first.startswith(mark):
                    self._first = self._first[len(mark) :]
                return
        self.encoding = known_encoding(encoding or "utf-8")
        self._certain = encoding is not None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; every line ends with a line feed, only the last of all may lack it.

        Raises:
            InputFileError: the file has changed in the meantime.
        """
        returns = self._ends_with_returns()
        if self._has_byte_ends():
            yield from map(self._as_utf8, self._read_returns() if returns else self._read())
        else:
            yield from self._transcoded(returns=returns)
        if self._file.has_changed():
            raise InputFileError("ledger.changed")

    def _ends_with_returns(self) -> bool:
        """Return whether lines end with a carriage return alone, as on old Macs; the last of all may end otherwise."""
        if b"\r" not in self._first:
            return False
        text = self._first if self._has_byte_ends() else self._first.decode(self.encoding, "replace").encode()
        lines = text.rstrip(b"\r\n")
        return b"\r" in lines and b"\n" not in lines

    def _has_byte_ends(self) -> bool:
        """Return whether a line feed is a single byte."""
        return "\n".encode(self.encoding) == b"\n"

    def _chunks(self) -> Iterator[bytes]:
        chunk, self._first = self._first, b""
        while chunk:
            yield chunk
            chunk = self._file.read(self._size)

    def _read(self) -> Iterator[bytes]:
        for chunk in self._chunks():
            rest = self._file.readline(_KEPT_BYTES)
            if len(rest) < _KEPT_BYTES or rest.endswith(b"\n"):
                yield chunk + rest
                continue
            yield chunk + rest + b"\n"
            while rest and not rest.endswith(b"\n"):
                rest = self._file.readline(_KEPT_BYTES)

    def _read_returns(self) -> Iterator[bytes]:
        """Yield what is read of a file whose lines end with a carriage return, as on old Macs, with line feeds."""
        begun = b""
        for chunk in self._chunks():
            lines = (begun + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            whole, end, begun = lines.rpartition(b"\n")
            if end:
                yield whole + end
            begun = begun[:_KEPT_BYTES]
        yield begun

    def _transcoded(self, *, returns: bool) -> Iterator[bytes]:
        """Yield what is read as UTF-8, of an encoding whose line feed is no single byte."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        begun = ""
        for chunk in chain(self._chunks(), [b""]):
            text = begun + decoder.decode(chunk, final=not chunk)
            text = text.replace("\r\n", "\n").replace("\r", "\n") if returns else text
            whole, end, begun = text.rpartition("\n")
            if end:
                yield (whole + end).encode()
            begun = begun[:_KEPT]
        yield begun.encode()

    def _as_utf8(self, piece: bytes) -> bytes:
        if self._certain and self.encoding == "utf-8":
            return piece
        if piece.isascii():
            return piece
        if not self._certain:
            self.encoding = guessed_encoding(piece)
            self._certain = True
        return piece if self.encoding == "utf-8" else as_utf_8(piece, self.encoding)


def delimiters_of(lines: Sequence[str]) -> list[str]:
    """Return the characters that may be between the columns of a text, that of which a line has most first.

    Raises:
        InputFileError: there is none.
    """
    counts = {each: max(line.count(each) for line in lines) for each in DELIMITERS}
    found = sorted((each for each in counts if counts[each]), key=lambda each: -counts[each])
    if not found:
        raise InputFileError("ledger.no_columns", header=max(lines, key=len)[:60])
    return found


def record_at(lines: Sequence[str], at: int, first_line: int, delimiter: str, width: int) -> Record:
    """Return the record that begins on `lines[at]`, of a ledger of `width` columns; `first_line` is that of `lines`."""
    line = lines[at]
    taken = 1
    fields = _fields(line, delimiter, width)
    if fields is None and line.count('"') % 2:
        more = _quoted_lines(lines[at : at + MOST_JOINED], delimiter)
        joined = "\n".join(lines[at : at + more])
        fields = _fields(joined, delimiter, width) if more > 1 else None
        if fields is not None:
            line, taken = joined, more
    if fields is None and not line.strip():
        fields = [""] * width
    fault = _fault(line, fields, delimiter, width)
    whole = [more for more, each in enumerate(lines[at : at + taken]) if each.count(delimiter) == width - 1]
    # A quotation mark that opens on a line that was cut short would swallow the whole lines behind it.
    if taken > 1 and not fault and (len(whole) > 1 or any(0 < more < taken - 1 for more in whole)):
        fault = f"R03_joined:{first_line + at}-{first_line + at + taken - 1}"
    return Record(first_line + at, taken, () if fault else tuple(fields or ()), line[:_KEPT], fault)


def _quoted_lines(lines: Sequence[str], delimiter: str) -> int:
    """Return how many of the lines the record takes that begins on the first; 0 where its quotes are not in order."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    try:
        next(reader)
    except csv.Error:
        return 0
    return reader.line_num


def row_record(line: int, cells: Sequence[str], fields: Sequence[str], fault: str = "") -> Record:
    """Return the record of a row of a sheet or of Parquet; one with a cell that is too long is a fault."""
    raw = "\t".join(cell[:LONGEST_LINE] for cell in cells)
    if any(len(cell) > LONGEST_LINE for cell in cells):
        return Record(line, 1, (), raw, f"R02_cut:{LONGEST_LINE}")
    return Record(line, 1, tuple(fields), raw, fault)


def may_go_on(lines: Sequence[str], at: int, delimiter: str, width: int) -> bool:
    """Return whether a record that begins on `lines[at]` may end on a line that is not among them."""
    return (
        at + MOST_JOINED > len(lines)
        and bool(lines[at].count('"') % 2)
        and _fields(lines[at], delimiter, width) is None
    )


def _fields(line: str, delimiter: str, width: int) -> list[str] | None:
    """Return the fields of a line, or None where it cannot be read or has not as many as the header."""
    fields = split(line, delimiter)
    return fields if fields is not None and len(fields) == width else None


def split(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of one record; None where its quotes are not in order."""
    if '"' not in line:
        return line.split(delimiter)
    if line.count('"') % 2 or len(line) > LONGEST_LINE:
        return None
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _fault(line: str, fields: list[str] | None, delimiter: str, width: int) -> str:
    if len(line) > LONGEST_LINE:
        return f"R02_long:{LONGEST_LINE}" if len(line) < _KEPT else f"R02_cut:{_KEPT}"
    if "\ufffd" in line:
        return "R01"
    if "\x00" in line:
        return "R02"
    if fields is None:
        found = split(line, delimiter)
        return "R03" if found is None else f"R04:{len(found)} / {width}"
    return ""
