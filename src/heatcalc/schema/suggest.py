"""How words that people write are compared, and the known word nearest to one that was not understood."""

import unicodedata
from functools import lru_cache

_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Blanks of no width, which copies from web pages and chats bring along."""


_SHORT = 6
"""Of words of so many letters one may be wrong, of longer ones two."""
_BEGUN = 3


def near_miss(word: str, words: list[str]) -> str:
    """Return the one of `words` that `word` most likely was meant to be, or an empty text.

    Words in Latin letters are alike only where few of them differ, or one is the beginning of the other.
    """
    from difflib import get_close_matches

    written = word.lower()
    matches = get_close_matches(written, {each.lower(): each for each in words}, n=5, cutoff=0.6)
    near = next((each for each in matches if not (written + each).isascii() or _is_near(written, each)), None)
    return "" if near is None else next(each for each in words if each.lower() == near)


def _is_near(written: str, meant: str) -> bool:
    short, long = sorted((written.strip("-"), meant.strip("-")), key=len)
    return (len(short) >= _BEGUN and long.startswith(short)) or are_alike(written, meant)


def are_alike(written: str, meant: str) -> bool:
    """Return whether a word in Latin letters is another but for one wrong letter, or two of a longer word."""
    one, other = ("".join(filter(str.isalnum, each.casefold())) for each in (written, meant))
    return _letters_apart(one, other) <= (1 if len(one) <= _SHORT else 2)


def _letters_apart(one: str, other: str) -> int:
    """Return how many letters of two words are missing, wrong or exchanged with the next."""
    earlier: list[int] = []
    before: list[int] = [*range(len(other) + 1)]
    for at, letter in enumerate(one, 1):
        row: list[int] = [at]
        for to, wanted in enumerate(other, 1):
            row.append(min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != wanted)))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                row[-1] = min(row[-1], earlier[to - 2] + 1)
        earlier, before = before, row
    return before[-1]


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
