"""How words that people write are compared, and the known word nearest to one that was not understood."""

import unicodedata
from functools import lru_cache

_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Blanks of no width, which copies from web pages and chats bring along."""


def near_miss(word: str, words: list[str]) -> str:
    """Return the one of `words` that `word` most likely was meant to be, or an empty text."""
    from difflib import get_close_matches

    matches = get_close_matches(word.lower(), {each.lower(): each for each in words}, n=1, cutoff=0.6)
    return next((each for each in words if matches and each.lower() == matches[0]), "")


@lru_cache(maxsize=4096)
def plain_word(word: str) -> str:
    """Return a word without width, case, blanks and characters that nobody sees, as words are compared."""
    return "".join(unicodedata.normalize("NFKC", word.translate(_UNSEEN)).split()).casefold()


_SHORTEST = 5


def is_slip(one: str, other: str) -> bool:
    """Return whether two words differ as by a slip of the hand: one letter missing, wrong, or two exchanged.

    Short words and those that differ in a digit are words of their own: `town` and `down`, `zone_1` and `zone_2`.
    """
    short, long = sorted((one.lower(), other.lower()), key=len)
    if len(long) < _SHORTEST or len(long) - len(short) > 1 or not (short + long).isascii():
        return False
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, longer = short[same:], long[same:]
    if len(short) < len(long):
        return longer[0].isalpha() and rest == longer[1:]
    exchanged = rest[:2] == longer[1::-1] and rest[2:] == longer[2:]
    return bool(rest) and (rest[0] + longer[0]).isalpha() and (rest[1:] == longer[1:] or exchanged)
