"""The proof of what an engine gives: every row against the ledger's own line, some amounts against the exact reader.

An engine answers a block with one record a row: the ledger's line as the engine read it, the mark, then
what makes a bill of it, the mark, and the end of the line. So the text outside the marks must be the block's own, byte
by byte: a row that was lost, doubled or moved cannot pass. That costs no more than a split and a comparison, since a
piece fits the processor's cache. Between the marks are the amounts alone, after a comma; or `CHANGED` and a whole line,
where its fields are written otherwise than in the ledger; with `UNSURE` in place of amounts where the engine has none.
Before a field that is replaced in every bill, as a name is by its mask, what replaces it is between marks, and another
mark follows the field.

The amounts belong to their row by the engine's word. So one row of each stretch, drawn by the block's own text, is
billed again by the exact reader.
"""

import random
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator

from heatcalc.batches.plans import CHANGED, UNSURE
from heatcalc.errors import UnprovenError
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.records import MARK

_MARK, _CHANGED, _UNSURE = MARK.encode(), CHANGED.encode(), UNSURE.encode()
_ODD = re.compile(b"[" + re.escape(_CHANGED + _UNSURE) + b"]")
_PIECE = 200_000
"""About so many bytes are held against the ledger at once; smaller and larger pieces were slower."""
_LINE = 4096
_EACH = 2
"""The parts of a record of which no field is replaced."""
STRETCH = 8192
"""Of so many rows in a row one is billed again."""

ExactLine = Callable[[int, bytes], bytes | None]
"""Gives the line of the bill, or None, for the place of a row in its block and its own line; lines without ends."""


def proven(
    answer: Iterable[memoryview],
    block: Block,
    unsure: ExactLine,
    sampled: ExactLine,
    replaced: int,
    left: Collection[int] = (),
) -> Iterator[tuple[bytes, int]]:
    r"""Yield the bills of a block and how many: whole lines that end with `\r\n`.

    `unsure` bills the rows that the engine left, and those at the places that are `left`; `sampled` some of those that
    it billed once more. Of each row so many fields are `replaced`.

    Raises:
        UnprovenError: a row is not the one in that place of the ledger, or an amount is not its own.
    """
    drawn = random.Random(zlib.crc32(block.text[:STRETCH]))  # noqa: S311 - repeatable, not secret
    starts = range(0, block.length, STRETCH)
    held = iter([drawn.randrange(start, min(start + STRETCH, block.length)) for start in starts])
    sample = next(held, -1)
    place = 0
    for records in _held_against(answer, block, replaced):
        while place <= sample < place + records.number:
            line = records.line(sample - place)
            if line is not None:
                _hold(block, sample, line, sampled(sample, records.own_line(sample - place)))
            sample = next(held, -1)
        here = {each - place for each in left if place <= each < place + records.number}
        lines = b"" if here else records.changed_lines()
        if lines:
            yield lines, records.number
        else:
            yield from _lines(records, here, lambda row: unsure(place + row, records.own_line(row)))  # noqa: B023 - at once
        place += records.number


def _lines(
    records: "_Records", left: Collection[int], unsure: Callable[[int], bytes | None]
) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of the bills of records; `unsure` bills a row that the engine left, or that is among those."""
    made, number, start = list[bytes](), 0, 0
    for row in (*(sorted({*records.odd, *left}) if left else records.odd), records.number):
        if start < row:
            made.append(records.plain_lines(start, row))
            number += row - start
        if row < records.number:
            line = None if row in left else records.line(row)
            line = unsure(row) if line is None else line
            if line is not None:
                made.append(line + b"\r\n")
                number += 1
        start = row + 1
    if made:
        yield b"".join(made), number


class _Records:
    """Some records of an answer, split at the marks.

    The parts of one are the ledger's own text, then for each field that is replaced what replaces it, the field, and
    the ledger's own text up to the next; then what makes a bill of it. The end of its line precedes the next one's.
    """

    def __init__(self, text: bytes, replaced: int) -> None:
        self._parts = text.split(_MARK)
        self._each = _EACH + 3 * replaced
        self.number = len(self._parts) // self._each
        self._made = self._parts[self._each - 1 :: self._each]
        self.odd = self._marked() if _CHANGED in text or _UNSURE in text else []
        """The rows that are not the ledger's own lines with amounts."""

    def _marked(self) -> list[int]:
        made = _MARK.join(self._made)
        rows, row, start = list[int](), 0, 0
        for found in _ODD.finditer(made):
            row += made.count(_MARK, start, found.start())
            start = found.start()
            if not rows or rows[-1] != row:
                rows.append(row)
        return rows

    def own_text(self) -> bytes:
        """Return the ledger's own text."""
        if self._each == _EACH:
            return b"".join(self._parts[::2])
        return b"".join(self._without(self._parts, 1, self._each))

    def changed_lines(self) -> bytes:
        """Return the lines of all bills where fields of each differ from the ledger's own; else none."""
        return _all_changed(self._made) if len(self.odd) == self.number else b""

    def plain_lines(self, start: int, end: int) -> bytes:
        """Return the lines of the bills from one row to before another, none of which is odd."""
        parts = self._between(start, end)
        return b"".join(self._without(parts, 2, self._each - 1)) + (b"\n" if parts[-1].endswith(b"\r") else b"\r\n")

    def own_line(self, row: int) -> bytes:
        """Return the ledger's line of a row, without its end."""
        return b"".join(self._without(self._between(row, row + 1), 1, self._each))

    def line(self, row: int) -> bytes | None:
        """Return the bill's line of a row, without its end; None where it has no amounts."""
        made = self._made[row].removesuffix(b"\r")
        if made.endswith(b"," + _UNSURE):
            return None
        if made.startswith(_CHANGED):
            return made[len(_CHANGED) :]
        return self.plain_lines(row, row + 1).removesuffix(b"\r\n")

    def _between(self, start: int, end: int) -> list[bytes]:
        """Return the parts of the records from one row to before another, without the end of the line before."""
        parts = self._parts[start * self._each : end * self._each]
        if start:
            parts[0] = parts[0][parts[0].find(b"\n") + 1 :]
        return parts

    def _without(self, parts: list[bytes], first: int, end: int) -> list[bytes]:
        """Return the parts of records without each third of a record, from the `first` to the `end`."""
        left = parts.copy()
        for at in range(first, end, 3):
            left[at :: self._each] = [b""] * (len(parts) // self._each)
        return left


def _held_against(answer: Iterable[memoryview], block: Block, replaced: int) -> Iterator[_Records]:
    """Yield the records of an answer, whose own text is that of the block."""
    at = 0
    for piece in _pieces(answer):
        records = _Records(piece, replaced)
        own = records.own_text()
        if not block.text.startswith(own, at):
            _refuse(block, at, own)
        at += len(own)
        yield records
    if at != len(block.text):
        _refuse(block, at, b"")


def _pieces(answer: Iterable[memoryview]) -> Iterator[bytes]:
    """Yield the records in pieces of whole ones; each text of an answer has whole ones."""
    for text in answer:
        start = 0
        while start < len(text):
            end = start + _PIECE
            while (rest := bytes(text[end : end + _LINE])) and b"\n" not in rest:
                end += _LINE
            end += rest.find(b"\n") + 1
            yield bytes(text[start:end])
            start = end


def _all_changed(made: list[bytes]) -> bytes:
    """Return the lines of bills, each of which has fields that differ from the ledger's own; none if not all have."""
    end = b"\n" if made[0].endswith(b"\r") else b"\r\n"
    lines = end.join((*made, b""))
    if not lines.startswith(_CHANGED) or lines.count(b"\n" + _CHANGED) != len(made) - 1 or b"," + _UNSURE in lines:
        return b""
    return lines[len(_CHANGED) :].replace(b"\n" + _CHANGED, b"\n")


def _hold(block: Block, place: int, line: bytes, exact: bytes | None) -> None:
    if line != exact:
        raise UnprovenError(
            "proof.other_amount",
            line=block.line + place,
            found=line.decode(errors="replace"),
            exact="-" if exact is None else exact.decode(errors="replace"),
        )


def _refuse(block: Block, at: int, own: bytes) -> None:
    """Raise the error that the text of the ledger from a byte on is not what an engine gives as its own."""
    wrong = next((more for more, (one, other) in enumerate(zip(block.text[at:], own, strict=False)) if one != other), 0)
    raise UnprovenError("proof.other_row", line=block.line + block.text.count(b"\n", 0, at + wrong))
