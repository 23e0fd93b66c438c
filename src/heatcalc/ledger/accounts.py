"""Accounts, and the estates that they are unique within, as they are compared.

`="0001"`, `'0001` and `０００１` are all 0001, whatever blanks are around them, and whatever stands in them unseen.
"""

import re
from collections.abc import Callable

_FULL_WIDTH = "".join(map(chr, (0x3000, *range(0xFF01, 0xFF5F))))
_HALF_WIDTH = "".join(map(chr, range(0x20, 0x7F)))
UNSEEN = "".join(map(chr, (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)))
"""What has no width, and comes along from web pages and chats: soft hyphen, joiners, byte order mark."""
_BLANKS_OF_ASCII = (*range(0x9, 0xE), *range(0x1C, 0x21))
_OTHER_BLANKS = (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
BLANKS = "".join(map(chr, (*_BLANKS_OF_ASCII, *_OTHER_BLANKS)))
"""What Python takes for a blank; Java takes less for one, and Spark still less."""
_MARKED = r"""^\s*'?(?:=\s*"([^"]*)"|(.*?))\s*$"""
_AS_COMPARED = str.maketrans(_FULL_WIDTH, _HALF_WIDTH, UNSEEN)

_OF_PLAIN = ("0-9A-Za-z_/#", "0-9A-Z_/#-", "0-9A-DF-Za-df-z_./#", "0-9A-DF-Z_./#-")
PLAIN = f"(?:{'|'.join(f'[{each}]*[0-9][{each}]*' for each in _OF_PLAIN)})"
"""What is compared as it is written, and no date such as 3-May, nor a number such as 1.4E11, nor NULL or ###."""
PLAIN_ESTATE = "[0-9A-Za-z_./#一-龥-]+"


def account_text(written: str) -> str:
    """Return an account or an estate as it is compared: in half width, without what marks it as a text or is unseen."""
    found = re.match(_MARKED, written.translate(_AS_COMPARED), re.DOTALL)
    assert found is not None, "the pattern fits any text"
    return (found[1] or found[2] or "").strip()


def account_sql(field: str, literal: Callable[[str], str]) -> str:
    """Return the same as an SQL expression on `field`, for Spark; `literal` writes its texts."""
    narrow = f"translate({field}, {literal(_FULL_WIDTH + UNSEEN)}, {literal(_HALF_WIDTH)})"
    marked = literal("(?s)" + _MARKED.replace(r"\s", f"[{BLANKS}]"))
    return f"btrim(regexp_replace({narrow}, {marked}, '$1$2'), {literal(BLANKS)})"
