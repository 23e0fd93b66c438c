"""Words of a ledger as parts of a file's name, on every system."""

import re
import unicodedata

_MOST = 60
_BARRED = re.compile(r'[\\/:*?"<>|%\s]+')


def plain_name(word: str) -> str:
    """Return a word without what no file's name may have, at most so long; blank where nothing is left of it.

    It goes behind something else in the name: alone it may be one that a system keeps for itself, such as `con`.
    """
    seen = "".join(each for each in unicodedata.normalize("NFC", word) if each.isprintable() or each.isspace())
    return _BARRED.sub("_", seen).strip("._ ")[:_MOST].rstrip("._ ")
