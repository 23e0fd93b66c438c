"""The sheets of what a finding's code means."""

from collections.abc import Sequence
from typing import NamedTuple

from heatcalc.messages import Lang, say
from heatcalc.show.sheet import Column, Sheet


class Explanation(NamedTuple):
    """A code of findings in words: what is said of it, what it means, an example of a table, and what to do."""

    code: str
    message: str
    meaning: str
    example: str
    advice: str


def explanation_of(code: str, lang: Lang) -> Explanation:
    """Return the explanation of a code.

    Raises:
        KeyError: there is no such code.
    """
    message = say(f"findings.{code}", lang)
    meaning, *example, advice = say(f"explained.{code}", lang).split("\n")
    return Explanation(code, message, meaning, "\n".join(example), advice)


def explained_sheet(explained: Explanation, lang: Lang) -> Sheet:
    """Return the sheet of one code."""
    sheet = Sheet(f"{explained.code}: {explained.message}", [])
    sheet.section(say("show.meaning", lang), [explained.meaning])
    sheet.section(say("show.example", lang), explained.example.split("\n"))
    sheet.section(say("show.advice", lang), [explained.advice])
    return sheet


def codes_sheet(explained: Sequence[Explanation], lang: Lang) -> Sheet:
    """Return the sheet of all codes, one a row."""
    keys = ("code", "meaning")
    sheet = Sheet(say("show.codes", lang), [Column(key, say(f"show.{key}", lang)) for key in keys])
    sheet.rows = [[each.code, each.message] for each in explained]
    return sheet
