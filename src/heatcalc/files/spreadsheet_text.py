"""Text that a spreadsheet will not run as a formula: escaped in one place, and read back in the same."""

import re

BEGINS = "-=+@\t\r＝＋－＠"
"""The characters that begin a formula in spreadsheets."""

FORMULA = re.compile(f"[{BEGINS}]")

FIGURE = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?", re.ASCII)


def escaped(text: str) -> str:
    """Return a text that a spreadsheet will not run as a formula; a plain figure stays one."""
    return f"'{text}" if FORMULA.match(text) and not FIGURE.fullmatch(text) else text


def unescaped(text: str) -> str:
    """Return a text without the one quotation mark that `escaped` puts before it."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
