"""How words that people write are compared, and the known word nearest to one that was not understood."""

import unicodedata

_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Blanks of no width, which copies from web pages and chats bring along."""


def near_miss(word: str, words: list[str]) -> str:
    """Return the one of `words` that `word` most likely was meant to be, or an empty text."""
    from difflib import get_close_matches

    matches = get_close_matches(word.lower(), {each.lower(): each for each in words}, n=1, cutoff=0.6)
    return next((each for each in words if matches and each.lower() == matches[0]), "")


def plain_word(word: str) -> str:
    """Return a word without width, case, blanks and characters that nobody sees, as words are compared."""
    return "".join(unicodedata.normalize("NFKC", word.translate(_UNSEEN)).split()).casefold()
