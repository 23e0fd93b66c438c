"""What a spreadsheet's number format shows of a number besides its digits: zeros, texts, or another number."""

import re
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from heatcalc.money import half_width

DIGIT = "\0"
"""The place of a digit in what is shown of a whole number."""
BUILT_IN = {
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "48": "##0.0E+0",
}
"""The formats that a workbook names by number alone, as far as they show something else than digits."""


class NumberLook(NamedTuple):
    """How a number format shows a number."""

    whole: str = ""
    """What it shows of a whole number: a `DIGIT` for each that it has at least, and texts; `""` where unsure."""
    around: tuple[str, str] | None = None
    """The texts before and behind a figure; None where it shows another number, as with a percent sign."""

    @property
    def width(self) -> int:
        """With so many digits a whole number is shown that has nothing but zeros before it; 0 where it has more."""
        return len(self.whole) if not self.whole.strip(DIGIT) else 0

    def alters(self, number: str) -> bool:
        """Return whether a number, as the file has it, may be shown otherwise."""
        return not (self.width and number.isdigit() and len(number) >= self.width)

    def shown(self, digits: str) -> str:
        """Return what is shown of a whole number; the first place has all the digits for which there is none."""
        more = max(len(digits) - self.whole.count(DIGIT), 0)
        digits = digits.zfill(self.whole.count(DIGIT))
        each = iter((digits[: more + 1], *digits[more + 1 :]))
        return "".join(next(each) if place == DIGIT else place for place in self.whole).strip()


_OTHER = NumberLook()
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[\$(?P<sign>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>E[+-])|(?P<end>;)|(?P<special>[0#?.,%/@]|[ymdhsaegb]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(?P<of_none>(?:=|<|<=) *0)|[<>=].*")
"""When a section holds; of none above zero, or of some numbers."""
_TEXT = "T"
_NUMBER = re.compile(r"(?P<before>T?)(?P<whole>[0#?](?:[0#?,]*[0#?])?)?(?:\.[0#?]*)?(?P<power>E[0#?]+)?(?P<behind>T?)")
_ZEROS = re.compile("[#?]*0+")
_Section = list[tuple[str, str]]


@cache
def look_of(code: str) -> NumberLook | None:
    """Return how a number format shows a number above zero; None for its digits alone, or as a date."""
    sections: list[_Section] = [[]]
    of_none, of_some = set[int](), False
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "blank"
        text = found[kind] if found.lastgroup else ""
        condition = _CONDITION.fullmatch(text) if kind == "bracket" else None
        if kind == "end":
            sections.append([])
        elif condition is None:
            sections[-1].append((kind, text))
        elif condition["of_none"]:
            of_none.add(len(sections) - 1)
        else:
            of_some = True
    if not code:
        return None
    held = [each for at, each in enumerate(sections[:3]) if at not in of_none]
    looks = [_look(each) for each in (held if of_some else held[:1])]
    return looks[0] if looks and all(look == looks[0] for look in looks) else _OTHER


def _look(section: _Section) -> NumberLook | None:
    """Return how one section of a number format shows a number."""
    parts, is_plain = list[tuple[str, str]](), True
    for kind, text in section:
        small = text.lower()
        if (kind == "special" and set(small) & set("ymdhs")) or (kind == "bracket" and not small.strip("hms")):
            return None
        if kind in ("quoted", "escaped", "other"):
            parts.append((_TEXT, text))
        elif kind in ("general", "exponent", "special"):
            parts.append(("", {"general": "0", "exponent": "E"}.get(kind, text)))
        elif (kind == "sign" and text) or small.startswith("dbnum"):
            is_plain = False
    if not parts:
        return None if any(kind in ("bracket", "sign") for kind, _ in section) else _OTHER
    return None if parts == [("", "@")] else _look_of_parts(parts, is_plain=is_plain)


def _look_of_parts(parts: _Section, *, is_plain: bool) -> NumberLook | None:
    """Return how texts and places of digits show a number; it is not `is_plain` with a currency, or other numerals."""
    places = "".join(part for key, part in parts if not key)
    whole = ""
    if is_plain and _ZEROS.fullmatch(places):
        whole = "".join(part if key else DIGIT * part.count("0") for key, part in parts).strip()
    filled = [(key, "".join(part for _, part in run)) for key, run in groupby(_without_blanks(parts), itemgetter(0))]
    number = _NUMBER.fullmatch("".join(key or part for key, part in filled))
    if number is None or not places.strip(",."):
        return NumberLook(whole)
    before, behind = (half_width(filled[at][1]) if number[name] else "" for at, name in ((0, "before"), (-1, "behind")))
    if any(map(str.isdecimal, before + behind)):
        return NumberLook(whole)
    is_usual = is_plain and len(filled) == 1 and (number["whole"] or "").count("0") < 2 and not number["power"]
    return None if is_usual else NumberLook(whole, (before, behind))


def _without_blanks(parts: _Section) -> _Section:
    """Return the parts without blank texts, which stand between digits as commas do."""
    return [(key, part) for key, part in parts if not key or part.strip()]
