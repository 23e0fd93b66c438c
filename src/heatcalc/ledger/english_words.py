"""Words in English that say what homes are outside the columns for it, as `home_words` has those in Chinese."""

import re
from collections.abc import Iterable

_WORDS = {
    "class": ("shop", "shops", "commercial", "non-residential"),
    "status": (
        *("stopped", "disconnected", "suspended", "vacant", "unheated", "not heated", "shut off", "cut off"),
        *("unoccupied", "empty home", "empty homes", "closed home", "closed homes"),
    ),
    "relief": ("low income", "exempt", "exempted", "discount", "half price", "free of charge", "veteran", "disabled"),
    "plan": ("metered", "by meter", "heat meter", "heat meters"),
}
"""What a title, a heading, a name or a remark says, by the column that would say it."""
_OF_MANY = {
    "class": (
        *("stores", "businesses", "offices", "schools", "hospitals", "hotels", "garages", "restaurants"),
        *("supermarkets", "public buildings", "nonresidential"),
    ),
    "relief": ("discounts", "veterans", "disabled persons"),
    "plan": ("by heat use",),
    "usable_m2": ("usable area", "usable areas", "inner area", "inner areas", "net area", "net areas"),
}
"""What only a title or a heading says, as it is of many homes."""
_PLACES = "road|rd|street|st|avenue|ave|lane|estate|square|bridge|lot|community"
_NOT = r"(?<!not )(?<!no )(?<!non)(?<!non[- ])(?<!un)(?<!excluding )(?<!excl\. )(?<!without )(?<!payment )"
_NONE = rf"(?!:? (?:0|none|excluded|separate|not included|hotline|{_PLACES})\b|: ?0)"


def _spelled(word: str) -> str:
    return re.escape(word).replace("\\ ", "[ -]").replace("\\-", "[ -]")


def _pattern_of(meaning: str) -> re.Pattern[str]:
    words = sorted((*_WORDS.get(meaning, ()), *_OF_MANY.get(meaning, ())), key=len, reverse=True)
    return re.compile(rf"{_NOT}\b({'|'.join(map(_spelled, words))})\b{_NONE}", re.IGNORECASE)


IN_ENGLISH = {meaning: _pattern_of(meaning) for meaning in dict.fromkeys((*_WORDS, *_OF_MANY))}
"""What a title or a heading in English says of homes, by the column that would say it of each."""
BEGINS = "".join(sorted({case for words in _WORDS.values() for word in words for case in (word[0], word[0].upper())}))
"""The letters that begin the words that a row is looked through for."""


def spelled(meaning: str) -> list[str]:
    """Return the words that a row may say by the column that would say it, as RE2 knows them, the longest first."""
    found = []
    for word in sorted(_WORDS[meaning], key=len, reverse=True):
        small, title = _spelled(word), _spelled(word.title())
        found += [f"[{word[0]}{word[0].upper()}]{small[1:]}", small.upper(), *([title] if "[ -]" in title else [])]
    return found


def in_english(asked: Iterable[str]) -> str:
    """Return the pattern, as RE2 knows it, of what a field of a row says; a word before that of a street is a name."""
    words = "|".join(word for each in asked for word in spelled(each))
    return rf"(?:^|[^A-Za-z])(?:{words})(?:$|[^A-Za-z ]| $| [^A-Z])"


def is_english(text: str) -> bool:
    """Return whether a text has no Chinese character."""
    return not any("一" <= each <= "龥" for each in text)
