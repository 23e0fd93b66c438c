"""A ledger in blocks of lines, so that one of any length takes no more memory than another.

Most lines of a block are plain: split at each separator they give as many fields as the header. Only the others are
looked at one by one; in the text of the block a blank line replaces each.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import NamedTuple

from heatcalc.ledger.header import Header
from heatcalc.ledger.records import LONGEST_LINE, Record, may_go_on, record_at, row_record

BLOCK_BYTES = 8 * 2**20
_BLOCK_ROWS = 100_000
UNIT_SEPARATOR = "\x1f"
_SPECIAL = re.compile('["\x00\r\x1d\x1f\ufffd]')
_NEVER_PLAIN = (b"\x00", b"\x1d", b"\x1f")
_NO_ENDS = bytes(each for each in range(256) if each not in b"\r\n")
_PIECE = 200_000
_BREAKS = re.compile("[\x00\r\x1d\ufffd]")
_ODD = re.compile("[\x00\r\n\x1d\ufffd]")
_NOT_PLAIN = re.compile("[\x00\r\n\x1d\x1f\ufffd]")


class Block(NamedTuple):
    """Some lines of a ledger."""

    line: int
    """The physical line, from 1, of its first."""
    length: int
    """How many lines there are."""
    text: bytes
    """The lines in UTF-8, each with its end."""
    separator: str
    odd: Mapping[int, Record | None]
    """The records that are not plain, by their place from 0; None where a line belongs to one that began before."""
    part: int = 0
    """Which file of the ledger they are of, from 0."""
    sheet: str = ""
    """Which sheet of a workbook it is of, where several are read."""
    values: tuple[tuple[str, str], ...] = ()
    """What holds for all of its rows besides their fields, by meaning: that of the folder which the file lies in."""

    def lines(self) -> list[str]:
        """Return the lines without their ends; bytes that are no UTF-8 are U+FFFD."""
        lines = self.text.decode("utf-8", "replace").split("\n")
        return [line.removesuffix("\r") for line in lines[: self.length]]

    def records(self, width: int) -> Iterator[Record]:
        """Yield every record."""
        for at, line in enumerate(self.lines()):
            record = self.record(at, line, width)
            if record is not None:
                yield record

    def rows(self, width: int) -> Iterator[tuple[int, str, list[str] | None]]:
        """Yield every line with its place and its fields; None for one that only `record` can read."""
        lines = self.lines()
        quoted = self.separator != UNIT_SEPARATOR and b'"' in self.text
        for at, line in enumerate(lines):
            fields = line.split(self.separator)
            odd = len(fields) != width or len(line) > LONGEST_LINE or (quoted and '"' in line) or at in self.odd
            yield at, line, None if odd or _BREAKS.search(line) else fields

    def record(self, at: int, line: str, width: int) -> Record | None:
        """Return the record of the line at a place, or None where it belongs to one that began before."""
        if at in self.odd:
            return self.odd[at]
        if self.separator == UNIT_SEPARATOR:  # it was looked through: no quote in it is more than a character
            return Record(self.line + at, 1, tuple(line.split(UNIT_SEPARATOR)), line)
        return record_at([line], 0, self.line + at, self.separator, width)

    def plain(self, width: int) -> "Block":
        """Return the block with every line that is not plain among the odd, whatever is wrong with it."""
        lines = self.lines()
        odd = dict(self.odd)
        blank = self.separator * (width - 1)
        for at, (line, found) in enumerate(zip(lines, map(str.count, lines, repeat(self.separator)), strict=True)):
            if at not in odd and (found != width - 1 or len(line) > LONGEST_LINE // 4 or _BREAKS.search(line)):
                odd[at] = self.record(at, line, width)
                lines[at] = blank
        return self._replace(text=joined(lines), odd=odd)


def text_blocks(pieces: Iterable[bytes], header: Header, delimiter: str) -> Iterator[Block]:
    """Yield the blocks of a text; a record that may go on in the next piece is put off to the next block."""
    line = header.line + 1
    put_off = b""
    coming = iter(pieces)
    piece = next(coming, b"")
    while piece or put_off:
        following = next(coming, b"")
        text = put_off + piece
        put_off = b""
        if not following and not text.endswith(b"\n"):
            text = text.removesuffix(b"\r") + (b"\r\n" if text[: text.find(b"\n") + 1].endswith(b"\r\n") else b"\n")
        text, length = _with_one_end(text)
        block = Block(line, length, text, delimiter, {})
        if b'"' in text or _is_strange(text):
            block, put_off = _looked_through(block, len(header.words), last=not following)
        line += block.length
        if block.length:
            yield block
        piece = following


def _with_one_end(text: bytes) -> tuple[bytes, int]:
    r"""Return a text whose lines end all with `\n`, or all with `\r\n`, as engines read it; and how many they are.

    A file that was gone on with elsewhere may have both.
    """
    ends = text.translate(None, _NO_ENDS)  # which takes half as long as to count both
    length = len(ends) // 2
    if ends == b"\r\n" * length:
        return text, length
    return (text.replace(b"\r\n", b"\n") if b"\r" in ends else text), ends.count(b"\n")


def _is_strange(text: bytes) -> bool:
    """Return whether a text has a character that no plain line has, quoted or not."""
    broken = b"\xef" in text and b"\xef\xbf\xbd" in text  # U+FFFD: its first byte is found sooner than all three
    return broken or any(each in text for each in _NEVER_PLAIN)


def _looked_through(block: Block, width: int, *, last: bool) -> tuple[Block, bytes]:
    """Return the block with its quoted lines made plain, or among the odd, and what is put off to the next."""
    pieces = list(_pieces(block.text))
    unquoted = [_unquoted(piece, block.separator, block.separator, width) for piece in pieces]
    if all(unquoted):
        return block._replace(text=b"".join(unquoted)), b""
    unquoted = [_unquoted(piece, block.separator, UNIT_SEPARATOR, width) for piece in pieces]
    in_order: list[bool] = []
    for piece, done in zip(pieces, unquoted, strict=True):
        in_order += [bool(done)] * piece.count(b"\n")
    lines = block.lines()
    separators = block.separator.encode(), UNIT_SEPARATOR.encode()
    made = (done or piece.replace(*separators) for piece, done in zip(pieces, unquoted, strict=True))
    plain = block._replace(text=b"".join(made)).lines()
    odd: dict[int, Record | None] = {}
    for at, line in enumerate(lines):
        if in_order[at] or at in odd or not (_SPECIAL.search(line) or line.count(block.separator) != width - 1):
            continue
        if not last and may_go_on(lines, at, block.separator, width):
            put_off = "\n".join((*lines[at:], "")).encode()
            return Block(block.line, at, joined(plain[:at]), UNIT_SEPARATOR, odd), put_off
        record = record_at(lines, at, block.line, block.separator, width)
        if record.lines == 1 and not record.fault and not any(map(_NOT_PLAIN.search, record.fields)):
            plain[at] = UNIT_SEPARATOR.join(record.fields)
            continue
        odd[at] = record
        odd |= dict.fromkeys(range(at + 1, at + record.lines))
        for taken in range(at, at + record.lines):
            plain[taken] = UNIT_SEPARATOR * (width - 1)
    return block._replace(text=joined(plain), separator=UNIT_SEPARATOR, odd=odd), b""


def _pieces(text: bytes) -> Iterator[bytes]:
    """Yield the lines of a text in pieces that fit the processor's cache."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + _PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def _unquoted(text: bytes, separator: str, between: str, width: int) -> bytes:
    """Return lines without their quotes, with `between` between the fields; nothing if a line is not in order.

    In order is a line of as many fields as the header, each of them bare or all of it in quotes, with no quote, line
    end or `between` inside. So are all lines that programs write, but for a quote in a text.
    """
    if _is_strange(text) or _has_long_line(text):
        return b""
    outer, inner = separator.encode(), between.encode()
    if inner == outer and (even := _evenly_unquoted(text, outer, width)):
        return even
    parts = text.split(b'"')
    bare, quoted = b"\x00".join(parts[::2]), b"".join(parts[1::2])
    gaps = bare.count(b"\x00")
    opened = (b"\n" + bare).count(b"\n\x00") + bare.count(outer + b"\x00")
    closed = sum(bare.count(b"\x00" + each) for each in (outer, b"\n", b"\r\n"))
    if not opened == closed == gaps or any(each in quoted for each in (b"\n", b"\r", inner)):
        return b""
    if inner != outer:
        parts[::2] = bare.replace(outer, inner).split(b"\x00")
    made = b"".join(parts)
    fields = set(map(bytes.count, made.splitlines(), repeat(inner)))
    return made if fields == {width - 1} and made.count(b"\r") == made.count(b"\r\n") else b""


def _evenly_unquoted(text: bytes, separator: bytes, width: int) -> bytes:
    """Return lines without their quotes if the same fields are quoted in each; else nothing.

    It takes half as long as a look at each quote, and so do most programs write their files.
    """
    marks = text.translate(None, bytes(each for each in range(256) if each not in b'"\r\n' + separator))
    first = marks[: marks.find(b"\n") + 1]
    lines = len(marks) // len(first)
    end = b"\r\n" if first.endswith(b"\r\n") else b"\n"
    if marks != first * lines or first.replace(b'""', b"") != separator * (width - 1) + end:
        return b""
    quoted = lines * first.count(b'""')
    begun = text.count(separator + b'"') + text.count(b'\n"') + text.startswith(b'"')
    ended = text.count(b'"' + separator) + text.count(b'"' + end)
    return text.translate(None, b'"') if begun == ended == quoted else b""


def _has_long_line(text: bytes) -> bool:
    """Return whether a line may be too long for engines; each line that is has no end in an eighth of its length."""
    step = LONGEST_LINE // 8
    return any(text.find(b"\n", at, at + step) < 0 for at in range(0, len(text), step))


def joined(lines: list[str]) -> bytes:
    """Return lines as the text of a block."""
    return "\n".join((*lines, "")).encode()


def row_blocks(rows: Iterator[list[str]], header: Header) -> Iterator[Block]:
    """Yield the blocks of the rows of a sheet below its header; cells right of the header make a row a reject."""
    width, line = len(header.words), header.line + 1
    while True:
        lines: list[str] = []
        odd: dict[int, Record | None] = {}
        for at, row in enumerate(islice(rows, _BLOCK_ROWS)):
            text = UNIT_SEPARATOR.join(row)
            plain = len(text) <= LONGEST_LINE and not _ODD.search(text)
            if plain and len(row) == width == text.count(UNIT_SEPARATOR) + 1:
                lines.append(text)
                continue
            fields = (row + [""] * width)[:width]
            beyond = "、".join(cell.strip() for cell in row[width:] if cell.strip())
            long = any(len(cell) > LONGEST_LINE for cell in row)
            if beyond or long or any(map(_NOT_PLAIN.search, fields)):
                odd[at] = row_record(line + at, row, fields, f"R04_beyond:{beyond}" if beyond else "")
                fields = [""] * width
            lines.append(UNIT_SEPARATOR.join(fields))
        if not lines:
            return
        yield Block(line, len(lines), joined(lines), UNIT_SEPARATOR, odd)
        line += len(lines)
