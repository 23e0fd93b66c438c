"""The proof of what an engine gives: every row against the ledger's own line, some amounts against the exact reader.

An engine answers a block with one record a row: the ledger's line as the engine read it, the mark, then
what makes a bill of it, the mark, and the end of the line. So the text outside the marks must be the block's own, byte
by byte: a row that was lost, doubled or moved cannot pass. That costs no more than a split and a comparison, since a
piece fits the processor's cache. Between the marks are the amounts alone, after a comma; or `CHANGED` and a whole line,
where its fields are written otherwise than in the ledger; with `UNSURE` in place of amounts where the engine has none.

The amounts belong to their row by the engine's word. So one row of each stretch, drawn by the block's own text, is
billed again by the exact reader.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Iterator

from heatcalc.batches.plans import CHANGED, UNSURE
from heatcalc.errors import UnprovenError
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.records import MARK

_MARK, _CHANGED, _UNSURE = MARK.encode(), CHANGED.encode(), UNSURE.encode()
_PIECE = 200_000
"""About so many bytes are held against the ledger at once; smaller and larger pieces were slower."""
_LINE = 4096
STRETCH = 8192
"""Of so many rows in a row one is billed again."""

ExactLine = Callable[[int, bytes], bytes | None]
"""Gives the line of the bill, or None, for the place of a row in its block and its own line; lines without ends."""


def proven(
    answer: Iterable[memoryview], block: Block, unsure: ExactLine, sampled: ExactLine
) -> Iterator[tuple[bytes, int]]:
    r"""Yield the bills of a block and how many: whole lines that end with `\r\n`.

    `unsure` bills the rows that the engine left, `sampled` some of those that it billed once more.

    Raises:
        UnprovenError: a row is not the one in that place of the ledger, or an amount is not its own.
    """
    drawn = random.Random(zlib.crc32(block.text[:STRETCH]))  # noqa: S311 - repeatable, not secret
    starts = range(0, block.length, STRETCH)
    held = iter([drawn.randrange(start, min(start + STRETCH, block.length)) for start in starts])
    sample = next(held, -1)
    place = 0
    for parts, plain in _held_against(answer, block):
        rows = len(parts) // 2
        while place <= sample < place + rows:
            line = _line(parts, sample - place)
            if line is not None:
                _hold(block, sample, line, sampled(sample, _own(parts, sample - place)))
            sample = next(held, -1)
        if plain:
            yield b"".join(parts), rows
        elif changed := _all_changed(parts[1::2]):
            yield changed, rows
        else:
            made = []
            for row in range(rows):
                line = _line(parts, row)
                line = unsure(place + row, _own(parts, row)) if line is None else line
                if line is not None:
                    made.append(line)
            if made:
                yield b"\r\n".join((*made, b"")), len(made)
        place += rows


def _held_against(answer: Iterable[memoryview], block: Block) -> Iterator[tuple[list[bytes], bool]]:
    """Yield the records of an answer, split at the marks, and whether each is the ledger's own line with amounts.

    At even places is the text of the ledger's own lines.
    """
    at = 0
    for piece in _pieces(answer):
        parts = piece.split(_MARK)
        own = b"".join(parts[::2])
        if not block.text.startswith(own, at):
            _refuse(block, at, own)
        at += len(own)
        made = b"".join(parts[1::2]) if _CHANGED in piece or _UNSURE in piece else b""
        yield parts, _CHANGED not in made and _UNSURE not in made
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


def _own(parts: list[bytes], row: int) -> bytes:
    """Return the ledger's line of a row, without its end; that of the line before it is at its front."""
    own = parts[2 * row]
    return own[own.find(b"\n") + 1 :] if row else own


def _line(parts: list[bytes], row: int) -> bytes | None:
    """Return the bill's line of a row, without its end; None where it has no amounts."""
    made = parts[2 * row + 1].removesuffix(b"\r")
    if made.endswith(b"," + _UNSURE):
        return None
    return made[len(_CHANGED) :] if made.startswith(_CHANGED) else _own(parts, row) + made


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
