"""The blocks of a text, whose quotes go where they need not be: an engine then splits its lines at each separator."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import repeat

from heatcalc.ledger.blocks import NOT_PLAIN, UNIT_SEPARATOR, Block, joined, line_end, lines_of
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import LONGEST_LINE, MOST_JOINED, Record, may_go_on, record_at

_SPECIAL = re.compile('["\x00\r\x1d\x1f\ufffd]')
_NEVER_PLAIN = (b"\x00", b"\x1d", b"\x1f")
_NO_ENDS = bytes(each for each in range(256) if each not in b"\r\n")
_PIECE = 200_000
"""About so many bytes fit the processor's cache."""
_SMALL = 4000
_FEW_ODD = 20
"""One line in so many may be looked at by itself before a block is written with another separator."""


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
            text = text.removesuffix(b"\r") + line_end(text).encode()
        text, length, is_even = _with_one_end(text)
        block = Block(line, length, text, delimiter, {})
        if b'"' in text or not is_even or _is_strange(text):
            block, put_off = _looked_through(block, len(header.words), last=not following)
        line += block.length
        if block.length:
            yield block
        piece = following


def _with_one_end(text: bytes) -> tuple[bytes, int, bool]:
    r"""Return a text whose lines end all with `\n`, or all with `\r\n`, as engines read it; and how many they are.

    A file that was gone on with elsewhere may have both, and one that was converted twice two carriage returns. Last is
    whether no carriage return is left within a line, of which engines make two.
    """
    ends = text.translate(None, _NO_ENDS)  # which takes half as long as to count both
    length = len(ends) // 2
    if ends == b"\r\n" * length:
        return text, length, True
    while b"\r" in ends and b"\r\n" in text:
        text = text.replace(b"\r\n", b"\n")
    return text, ends.count(b"\n"), b"\r" not in text


def _is_strange(text: bytes) -> bool:
    """Return whether a text has a character that no plain line has, quoted or not."""
    broken = b"\xef" in text and b"\xef\xbf\xbd" in text  # U+FFFD: its first byte is found sooner than all three
    return broken or any(each in text for each in _NEVER_PLAIN)


def _looked_through(block: Block, width: int, *, last: bool) -> tuple[Block, bytes]:
    """Return the block with its quoted lines made plain, or among the odd, and what is put off to the next."""
    pieces = list(_pieces(block.text, _PIECE))
    unquoted = [_unquoted(piece, block.separator, block.separator, width) for piece in pieces]
    if all(unquoted):
        return block._replace(text=b"".join(unquoted)), b""
    # Of a piece that is not in order most lines are: only those beside its odd ones are looked at one by one.
    pieces, unquoted = _in_smaller(pieces, unquoted, block.separator, width)
    few = _line_by_line(block, pieces, unquoted, block.separator, width, block.length // _FEW_ODD, last=last)
    if few is not None:
        return few
    # Where many fields have the separator in them, another one is put between them.
    unquoted = [_unquoted(piece, block.separator, UNIT_SEPARATOR, width) for piece in pieces]
    made = _line_by_line(block, pieces, unquoted, UNIT_SEPARATOR, width, block.length, last=last)
    assert made is not None, "no more lines are odd than there are"
    return made


def _line_by_line(
    block: Block, pieces: list[bytes], unquoted: list[bytes], between: str, width: int, most: int, *, last: bool
) -> tuple[Block, bytes] | None:
    """Return what `_looked_through` does, with `between` between the fields; None where more than `most` lines are odd.

    Those `pieces` that are `unquoted` need no look at their lines.
    """
    separator, end = block.separator, line_end(block.text)
    not_plain = NOT_PLAIN if between == UNIT_SEPARATOR else re.compile(f'{NOT_PLAIN.pattern}|["{between}]')
    blank = between * (width - 1)
    odd: dict[int, Record | None] = {}
    made = list[bytes]()
    start = 0
    for number, (piece, done) in enumerate(zip(pieces, unquoted, strict=True)):
        length = piece.count(b"\n")
        if done and start not in odd:
            made.append(done)
            start += length
            continue
        lines = lines_of(piece)
        for following in pieces[number + 1 :]:
            if len(lines) >= length + MOST_JOINED:
                break
            lines += lines_of(following)
        plain = list[str]()
        for at, line in enumerate(lines[:length]):
            if start + at in odd:
                plain.append(blank)
            elif line.count(separator) == width - 1 and len(line) <= LONGEST_LINE and not _SPECIAL.search(line):
                plain.append(line.replace(separator, between))
            elif not last and may_go_on(lines, at, separator, width):
                text = b"".join((*made, joined(plain, end)))
                put_off = b"".join((joined(lines[at:length], end), *pieces[number + 1 :]))
                return Block(block.line, start + at, text, between, odd), put_off
            else:
                record = record_at(lines, at, block.line + start, separator, width)
                if record.lines == 1 and not record.fault and not any(map(not_plain.search, record.fields)):
                    plain.append(between.join(record.fields))
                    continue
                odd[start + at] = record
                odd |= dict.fromkeys(range(start + at + 1, start + at + record.lines))
                plain.append(blank)
                if len(odd) > most:
                    return None
        made.append(joined(plain, end))
        start += length
    return block._replace(text=b"".join(made), separator=between, odd=odd), b""


def _in_smaller(
    pieces: list[bytes], unquoted: list[bytes], separator: str, width: int
) -> tuple[list[bytes], list[bytes]]:
    """Return the pieces, of which those that are not `unquoted` are divided, and what is unquoted of all."""
    smaller, done = list[bytes](), list[bytes]()
    for piece, whole in zip(pieces, unquoted, strict=True):
        parts = [piece] if whole else list(_pieces(piece, _SMALL))
        smaller += parts
        done += [whole] if whole else [_unquoted(part, separator, separator, width) for part in parts]
    return smaller, done


def _pieces(text: bytes, size: int) -> Iterator[bytes]:
    """Yield the lines of a text in pieces of about a `size` [bytes]."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + size) + 1 or len(text)
        yield text[start:end]
        start = end


def _unquoted(text: bytes, separator: str, between: str, width: int) -> bytes:
    """Return lines without their quotes, with `between` between the fields; nothing if a line is not in order.

    In order is a line of as many fields as the header, each of them bare or all of it in quotes, with no quote, line
    end or `between` inside. So are all lines that programs write, but for a quote in a text. Lines without a quote are
    not looked at, as those of a block without one are not: an engine finds out which of them it cannot read.
    """
    outer, inner = separator.encode(), between.encode()
    if inner == outer and b'"' not in text and not _is_strange(text) and text.count(b"\r") == text.count(b"\r\n"):
        return text
    if _is_strange(text) or _has_long_line(text) or (inner != outer and not _is_readable(text)):
        return b""
    if inner == outer and (even := _evenly_unquoted(text, outer, width)):
        return even
    parts = text.split(b'"')
    bare, quoted = b"\x00".join(parts[::2]), b"".join(parts[1::2])
    if any(each in quoted for each in (b"\n", b"\r", inner)):
        return b""
    gaps = bare.count(b"\x00")
    opened = (b"\n" + bare).count(b"\n\x00") + bare.count(outer + b"\x00")
    closed = sum(bare.count(b"\x00" + each) for each in (outer, b"\n", b"\r\n"))
    if not opened == closed == gaps:
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
    marks = text.translate(None, _ordinary(separator))
    first = marks[: marks.find(b"\n") + 1]
    lines = len(marks) // len(first)
    end = line_end(first).encode()
    if marks != first * lines or first.replace(b'""', b"") != separator * (width - 1) + end:
        return b""
    quoted = lines * first.count(b'""')
    begun = text.count(separator + b'"') + text.count(b'\n"') + text.startswith(b'"')
    ended = text.count(b'"' + separator) + text.count(b'"' + end)
    return text.translate(None, b'"') if begun == ended == quoted else b""


def _is_readable(text: bytes) -> bool:
    """Return whether bytes are UTF-8; where they are not, others find out of a block that keeps its separator."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@cache
def _ordinary(separator: bytes) -> bytes:
    """Return the bytes that part no fields and no lines."""
    return bytes(each for each in range(256) if each not in b'"\r\n' + separator)


def _has_long_line(text: bytes) -> bool:
    """Return whether a line may be too long for engines; each line that is has no end in an eighth of its length."""
    step = LONGEST_LINE // 8
    return any(text.find(b"\n", at, at + step) < 0 for at in range(0, len(text), step))
