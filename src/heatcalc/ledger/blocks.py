"""A ledger in blocks of lines, so that one of any length takes no more memory than another.

Most lines of a block are plain: split at each separator they give as many fields as the header. Only the others are
looked at one by one; in the text of the block a blank line replaces each.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, islice, repeat
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.inputs import column_input
from heatcalc.ledger.disguise import refuse_disguised
from heatcalc.ledger.excel import SheetRows, is_spreadsheet, sheets_of
from heatcalc.ledger.header import SEARCHED, Header, find_header
from heatcalc.ledger.parquet import is_parquet, parquet_text
from heatcalc.ledger.records import LONGEST_LINE, Decoded, Record, delimiter_of, may_go_on, record_at, split

BLOCK_BYTES = 8 * 2**20
_BLOCK_ROWS = 100_000
_HEADER_LINES = 5
"""A word of a header is wrapped onto fewer lines."""
_UNIT_SEPARATOR = "\x1f"
_SPECIAL = re.compile('["\x00\r\x1d\x1f\ufffd]')
_BREAKS = re.compile("[\x00\r\x1d\ufffd]")
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

    def record(self, at: int, line: str, width: int) -> Record | None:
        """Return the record of the line at a place, or None where it belongs to one that began before."""
        if at in self.odd:
            return self.odd[at]
        if self.separator == _UNIT_SEPARATOR:  # it was looked through: no quote in it is more than a character
            return Record(self.line + at, 1, tuple(line.split(_UNIT_SEPARATOR)), line)
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
        return self._replace(text=_joined(lines), odd=odd)


class Ledger(NamedTuple):
    """A ledger that is being read: what its columns mean, and its lines after the header."""

    header: Header
    delimiter: str
    encoding: Callable[[], str]
    """Tells the encoding, which is certain once all blocks are read."""
    blocks: Iterator[Block]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.header.words)


def open_ledger(
    file: Hashed,
    encoding: str | None,
    renamed: Mapping[str, str],
    attributes: list[str],
    size: int = BLOCK_BYTES,
    sheet: str | None = None,
) -> Ledger:
    """Begin to read a ledger from the start of its file; a block has about `size` bytes. Of a workbook `sheet` is read.

    Raises:
        InputFileError: it is no ledger as a whole.
        UsageError: an unknown encoding or column.
    """
    file.restart()
    start = file.read(512)
    file.restart()
    refuse_disguised(start)
    if is_spreadsheet(start):
        return _of_sheet(_chosen(sheets_of(file.read()), sheet, renamed, attributes), renamed, attributes)
    if is_parquet(start):
        return _of_parquet(file, renamed, attributes, size)
    decoded = Decoded(file, encoding, size)
    pieces = iter(decoded)
    first = next(pieces, b"")
    if not first.strip():
        raise InputFileError("ledger.empty")
    lines = first.split(b"\n", SEARCHED)[:SEARCHED]
    words = [line.decode("utf-8", "replace").removesuffix("\r") for line in lines]
    delimiter = delimiter_of(max(words, key=lambda line: max(line.count(each) for each in ",\t;，")))
    rows, ends = _first_rows(words, delimiter)
    header = find_header(rows, renamed, attributes, ends)
    body = first[sum(len(line) + 1 for line in lines[: header.line]) :]
    blocks = _blocks(chain([body], pieces), header, delimiter)
    return Ledger(header, delimiter, lambda: decoded.encoding, blocks)


def _first_rows(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the first rows of a text and the lines that they end on: in a header a quoted word may take several."""
    rows, ends = list[list[str]](), list[int]()
    at = 0
    while at < len(lines):
        joined = ["\n".join(lines[at : at + more]) for more in range(1, _HEADER_LINES)]
        read = [split(each, delimiter) for each in joined]
        taken = next((more for more, row in enumerate(read, 1) if row), 1)
        rows.append(read[taken - 1] or [])
        at += taken
        ends.append(at)
    return rows, ends


def _blocks(pieces: Iterable[bytes], header: Header, delimiter: str) -> Iterator[Block]:
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
        block = Block(line, text.count(b"\n"), text, delimiter, {})
        if any(special in text for special in (b'"', b"\x00", b"\x1d", b"\x1f", b"\xef\xbf\xbd")):
            block, put_off = _looked_through(block, len(header.words), last=not following)
        line += block.length
        if block.length:
            yield block
        piece = following


def _looked_through(block: Block, width: int, *, last: bool) -> tuple[Block, bytes]:
    """Return the block with its quoted lines made plain, or among the odd, and what is put off to the next."""
    lines = block.lines()
    plain = [line.replace(block.separator, _UNIT_SEPARATOR) for line in lines]
    odd: dict[int, Record | None] = {}
    for at, line in enumerate(lines):
        if at in odd or not (_SPECIAL.search(line) or line.count(block.separator) != width - 1):
            continue
        if not last and may_go_on(lines, at, block.separator, width):
            put_off = "\n".join((*lines[at:], "")).encode()
            return Block(block.line, at, _joined(plain[:at]), _UNIT_SEPARATOR, odd), put_off
        record = record_at(lines, at, block.line, block.separator, width)
        if record.lines == 1 and not record.fault and not any(map(_NOT_PLAIN.search, record.fields)):
            plain[at] = _UNIT_SEPARATOR.join(record.fields)
            continue
        odd[at] = record
        odd |= dict.fromkeys(range(at + 1, at + record.lines))
        for taken in range(at, at + record.lines):
            plain[taken] = _UNIT_SEPARATOR * (width - 1)
    return block._replace(text=_joined(plain), separator=_UNIT_SEPARATOR, odd=odd), b""


def _joined(lines: list[str]) -> bytes:
    return "\n".join((*lines, "")).encode()


def _of_parquet(file: Hashed, renamed: Mapping[str, str], attributes: list[str], size: int) -> Ledger:
    """Return a ledger of the rows of a Parquet file, each of which counts as a line, as do the names of its columns."""
    stack = ExitStack()
    try:
        text = stack.enter_context(parquet_text(file, _UNIT_SEPARATOR))
        header = find_header([text.names], renamed, attributes)
    except BaseException:
        stack.close()
        raise

    def blocks() -> Iterator[Block]:
        with stack:
            line, waiting = 2, next(text.odd, None)
            for piece in text.pieces(size):
                length = piece.count(b"\n")
                odd: dict[int, Record | None] = {}
                while waiting is not None and waiting[0] + 2 < line + length:
                    at, fields = waiting
                    odd[at + 2 - line] = Record(at + 2, 1, tuple(fields), "\t".join(fields))
                    waiting = next(text.odd, None)
                yield Block(line, length, piece, _UNIT_SEPARATOR, odd)
                line += length

    return Ledger(header, "\t", lambda: "parquet", blocks())


MERGED = "#MERGED!"
"""Stands where a figure was merged over several homes: it is that of all of them, or of the first."""


def _chosen(sheets: list[SheetRows], asked: str | None, renamed: Mapping[str, str], attributes: list[str]) -> SheetRows:
    """Return the sheet that is asked for, or the only one that is a ledger.

    Raises:
        InputFileError: several are, or there is none of that name.
        UsageError: an unknown column.
    """
    names = [each.name for each in sheets]
    if asked is not None:
        if asked not in names:
            raise InputFileError("ledger.no_sheet", sheet=asked, sheets=names)
        return sheets[names.index(asked)]
    ledgers = []
    for each in sheets:
        try:
            find_header([_trimmed(row) for row in each.rows[:SEARCHED]], renamed, attributes)
        except InputFileError as error:
            if error.key == "ledger.no_header":
                continue
        ledgers.append(each)
    if len(ledgers) > 1:
        raise InputFileError("ledger.sheets", sheets=[each.name for each in ledgers])
    if not sheets:
        raise InputFileError("ledger.empty")
    return (ledgers or sheets)[0]


def _of_sheet(sheet: SheetRows, renamed: Mapping[str, str], attributes: list[str]) -> Ledger:
    """Return a ledger of the rows of a sheet, each of which counts as a line."""
    header = find_header([_trimmed(row) for row in sheet.rows[:SEARCHED]], renamed, attributes)
    for (row, column), figure in sheet.merged.items():
        meaning = header.meanings[column] if column < len(header.meanings) else ""
        sheet.rows[row][column] = MERGED if (asked := column_input(meaning)) and asked.is_measure else figure
    blocks = _row_blocks(iter(sheet.rows[header.line :]), header)
    return Ledger(header, "\t", lambda: "excel", blocks)


def _trimmed(row: list[str]) -> list[str]:
    """Return a row without the blank cells at its end, which a spreadsheet has as far as its widest row goes."""
    width = max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)
    return row[:width]


def _row_blocks(rows: Iterator[list[str]], header: Header) -> Iterator[Block]:
    width, line = len(header.words), header.line + 1
    while True:
        lines: list[str] = []
        odd: dict[int, Record | None] = {}
        for at, row in enumerate(islice(rows, _BLOCK_ROWS)):
            fields = (row + [""] * width)[:width]
            beyond = any(cell.strip() for cell in row[width:])
            if beyond or any(map(_NOT_PLAIN.search, fields)):
                odd[at] = Record(line + at, 1, tuple(fields), "\t".join(row), "R04_beyond" if beyond else "")
                fields = [""] * width
            lines.append(_UNIT_SEPARATOR.join(fields))
        if not lines:
            return
        yield Block(line, len(lines), _joined(lines), _UNIT_SEPARATOR, odd)
        line += len(lines)
