"""The encodings of text: which one it is, and a line in another one, as when somebody added to a file elsewhere."""

import codecs
import re
from contextlib import suppress

from heatcalc.errors import UsageError

ENCODINGS = ("utf-8", "gb18030", "utf-16")
_OF_GB = ("gb18030", "gbk", "gb2312")
_UTF_8_LINE = (
    rb"(?m)\n([\x00-\x09\x0b-\x7f]*+"
    rb"(?:(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})[\x80-\xbf][\x00-\x09\x0b-\x7f]*+)++)$"
)
"""A line that may be UTF-8, and is not all ASCII; before it the end of the last one, by which it is found quickly.

It and the next are compiled where a file needs them, since they take 4 ms.
"""
_GOOD = r"[\u00a0-\u017f\u0800-\ufffc]"


def known_encoding(encoding: str) -> str:
    """Return the name of an encoding of text in which ASCII is ASCII, or UTF-16 or UTF-32.

    Without a mark these are little-endian, as Windows writes them.

    Raises:
        UsageError: it is none, such as base64 or EBCDIC.
    """
    every = "".join(map(chr, range(128)))
    try:
        name = codecs.lookup(encoding).name.removesuffix("-sig")
        name = f"{name}-le" if name in ("utf-16", "utf-32") else name
        wide = name.startswith(("utf-16-", "utf-32-"))
        if wide or (every.encode(name) == every.encode("ascii") and b"\\u4e2d".decode(name) == "\\u4e2d"):
            codecs.getincrementaldecoder(name)
            return name
    except (LookupError, UnicodeError, ValueError):  # of null bytes in the name
        pass
    raise UsageError("usage.encoding", encoding=encoding, encodings=list(ENCODINGS)) from None


def guessed_encoding(piece: bytes) -> str:
    """Return the encoding of a piece that is not all ASCII: UTF-8 unless more of it is bad than good.

    Good are Chinese and Latin letters: of other alphabets are many pairs of bytes that are one character of GB18030,
    such as those of 太 and 原.
    """
    with suppress(UnicodeDecodeError):
        piece.decode()
        return "utf-8"
    text = piece.decode("utf-8", "replace")
    return "utf-8" if len(re.findall(_GOOD, text)) > text.count("\ufffd") else "gb18030"


def as_utf_8(piece: bytes, encoding: str) -> bytes:
    """Return lines in UTF-8; one of a file of GB18030 or the like that is in UTF-8 already is marked for a reject."""
    if encoding in _OF_GB and any(map(_is_utf_8, re.findall(_UTF_8_LINE, b"\n" + piece))):
        return b"\n".join(_line_as_utf_8(line, encoding) for line in piece.split(b"\n"))
    return piece.decode(encoding, "replace").encode()


def _line_as_utf_8(line: bytes, encoding: str) -> bytes:
    if re.fullmatch(_UTF_8_LINE, b"\n" + line) and _is_utf_8(line):
        return line.removesuffix(b"\r") + "\ufffd".encode() + (b"\r" if line.endswith(b"\r") else b"")
    return line.decode(encoding, "replace").encode()


def _is_utf_8(line: bytes) -> bool:
    """Return whether a line that may be UTF-8 is no GB18030, though it can be read as that: 买·提 as 涔奥锋彁.

    So is one whose several characters are all Chinese, and one with a character of more than two bytes that is no
    GB 2312, in which nearly all Chinese names can be written. Two bytes alone are sooner a Chinese character.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    beyond = [each for each in text if not each.isascii()]
    if len(beyond) > 1 and all(0x4000 <= ord(each) <= 0x9FFF for each in beyond):
        return True
    try:
        line.decode("gb2312")
    except UnicodeDecodeError:
        return any(ord(each) >= 0x800 for each in beyond)
    return False
