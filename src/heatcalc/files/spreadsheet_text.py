"""Text that a spreadsheet will not run as a formula: escaped in one place, and read back in the same."""

import re

BEGINS = "-=+@\t\r＝＋－＠"
"""The characters that begin a formula in spreadsheets."""

FORMULA = re.compile(f"[{BEGINS}]")

FIGURE = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?", re.ASCII)


_BEGUN = tuple(each.encode() for each in BEGINS if each.isascii() and each != "\r")
_WIDE = "＝".encode()[:1]
"""How every full-width character begins in UTF-8, and hardly any Chinese one."""


def may_have_formulas(lines: bytes) -> bool:
    """Return whether a spreadsheet may run a field of some lines; a look at all of them is sooner than at fields."""
    return _WIDE in lines or any(each in lines for each in _BEGUN)


def escaped(text: str) -> str:
    """Return a text that a spreadsheet will not run as a formula; a plain figure stays one."""
    return f"'{text}" if text and text[0] in BEGINS and not FIGURE.fullmatch(text) else text


def unescaped(text: str) -> str:
    """Return a text without the one quotation mark that `escaped` puts before it."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
