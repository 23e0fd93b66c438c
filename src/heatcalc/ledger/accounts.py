"""Accounts, and the estates that they are unique within, as they are compared.

`="0001"`, `'0001` and `０００１` are all 0001.
"""

import re
from collections.abc import Callable

_FULL_WIDTH = "".join(map(chr, (0x3000, *range(0xFF01, 0xFF5F))))
_HALF_WIDTH = "".join(map(chr, range(0x20, 0x7F)))
_MARKED = r"""^\s*(?:=\s*"([^"]*)"|'?(.*?))\s*$"""
_TO_HALF_WIDTH = str.maketrans(_FULL_WIDTH, _HALF_WIDTH)

PLAIN = "(?:[0-9A-Za-z_/#]+|[0-9A-Z_/#-]+|[0-9A-DF-Za-df-z_./#]+|[0-9A-DF-Z_./#-]+)"
"""What is compared as it is written, and no date such as 3-May, nor a number such as 1.4E11."""
PLAIN_ESTATE = "[0-9A-Za-z_./#一-龥-]+"


def account_text(written: str) -> str:
    """Return an account or an estate as it is compared: in half width, without what marks it as a text."""
    found = re.match(_MARKED, written.translate(_TO_HALF_WIDTH), re.DOTALL)
    assert found is not None, "the pattern fits any text"
    return (found[1] or found[2] or "").strip()


def account_sql(field: str, literal: Callable[[str], str]) -> str:
    """Return the same as an SQL expression on `field`, for Spark; `literal` writes its texts."""
    narrow = f"translate({field}, {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)})"
    return f"trim(regexp_replace({narrow}, {literal('(?s)' + _MARKED)}, '$1$2'))"
