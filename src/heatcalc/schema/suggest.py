"""How words that people write are compared, and the known word nearest to one that was not understood."""

import unicodedata


def near_miss(word: str, words: list[str]) -> str:
    """Return the one of `words` that `word` most likely was meant to be, or an empty text."""
    from difflib import get_close_matches

    matches = get_close_matches(word.lower(), {each.lower(): each for each in words}, n=1, cutoff=0.6)
    return next((each for each in words if matches and each.lower() == matches[0]), "")


def plain_word(word: str) -> str:
    """Return a word without width, case and blanks, as words are compared."""
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()
