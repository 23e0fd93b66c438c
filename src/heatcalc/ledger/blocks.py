"""A ledger in blocks of lines, so that one of any length takes no more memory than another.

Most lines of a block are plain: split at each separator they give as many fields as the header. Only the others are
looked at one by one; in the text of the block a blank line replaces each.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import NamedTuple

from heatcalc.ledger.header import Header
from heatcalc.ledger.records import LONGEST_LINE, Record, record_at, row_record

BLOCK_BYTES = 8 * 2**20
_BLOCK_ROWS = 100_000
UNIT_SEPARATOR = "\x1f"
_BREAKS = re.compile("[\x00\r\x1d\ufffd]")
_ODD = re.compile("[\x00\r\n\x1d\ufffd]")
NOT_PLAIN = re.compile("[\x00\r\n\x1d\x1f\ufffd]")
"""What no field of a plain line has."""


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
        return lines_of(self.text)

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

    def without_mark(self, width: int) -> "Block":
        """Return the block with its first line among the odd if a byte order mark begins it, which readers drop."""
        if not self.text.startswith(BOM_UTF8):
            return self
        first, rest = self.text.split(b"\n", 1)
        line = first.decode("utf-8", "replace")
        blank = self.separator * (width - 1) + ("\r" if line.endswith("\r") else "")
        odd = {0: self.record(0, line.removesuffix("\r"), width), **self.odd}
        return self._replace(text=blank.encode() + b"\n" + rest, odd=odd)


def lines_of(text: bytes) -> list[str]:
    """Return the lines of the text of a block without their ends; bytes that are no UTF-8 are U+FFFD."""
    return [line.removesuffix("\r") for line in text.decode("utf-8", "replace").split("\n")[:-1]]


def joined(lines: Iterable[str], end: str = "\n") -> bytes:
    """Return lines as the text of a block, each with its `end`."""
    return end.join((*lines, "")).encode()


def line_end(text: bytes) -> str:
    r"""Return how the first line of a text ends: with `\r\n`, else with `\n`."""
    return "\r\n" if text[: text.find(b"\n") + 1].endswith(b"\r\n") else "\n"


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
            if beyond or long or any(map(NOT_PLAIN.search, fields)):
                odd[at] = row_record(line + at, row, fields, f"R04_beyond:{beyond}" if beyond else "")
                fields = [""] * width
            lines.append(UNIT_SEPARATOR.join(fields))
        if not lines:
            return
        yield Block(line, len(lines), joined(lines), UNIT_SEPARATOR, odd)
        line += len(lines)
