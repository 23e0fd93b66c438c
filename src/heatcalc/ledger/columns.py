"""The columns of a ledger: which header means what, in Chinese or English, and which line is the header."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from heatcalc.errors import InputFileError, UsageError
from heatcalc.inputs import INPUTS
from heatcalc.measures import AREAS, GJ_PER
from heatcalc.schema.suggest import near_miss

NAMING: dict[str, tuple[str, ...]] = {
    "account": ("户号", "用户编号", "用户号", "卡号", "供热编号", "编号", "accountno", "id"),
    "name": ("户名", "姓名", "用户姓名", "用户名称", "owner"),
    "address": ("地址", "用户地址", "住址", "房号"),
    "city": ("城市", "所在城市"),
    "class": ("用户类别", "用户类型", "类别", "用热性质", "性质"),
    "plan": ("计费方式", "计费模式"),
    "winter": ("采暖季", "采暖期", "供暖季", "年度"),
}
"""The columns that say which home it is and by which tariff it is billed, each with its other headers."""

ACCOUNTED_BY = ("city", "winter")
"""An account is unique for each city and winter, as the ledger writes them: companies number their own homes."""

RESULTS = ("total", "household", "others", "due")
"""The columns that bills add."""


def known_columns() -> dict[str, tuple[str, ...]]:
    """Return the columns that a bill may rest on, each with the headers that mean it besides its own name."""
    return NAMING | {each.column: each.headers for each in INPUTS.values() if each.column}


SEARCHED = 20
"""How many lines may come before the header."""


class Header(NamedTuple):
    """The header: its physical line, from 1, its words, and what each column means (`""`: carried through)."""

    line: int
    words: tuple[str, ...]
    meanings: tuple[str, ...]

    def word_for(self, meaning: str) -> str:
        """Return how the ledger calls a column, or its meaning where it has none."""
        return self.words[self.meanings.index(meaning)] if meaning in self.meanings else meaning


def find_header(rows: Sequence[Sequence[str]], renamed: Mapping[str, str], attributes: Sequence[str]) -> Header:
    """Return the header of a ledger, which may have title lines above it.

    `renamed` gives columns that are called otherwise, as `--map` does: header → meaning. A header that is the name of
    an attribute of the table (`building`) states that attribute.

    Raises:
        InputFileError: no line names an area, or two columns mean the same.
        UsageError: `renamed` maps to an unknown column.
    """
    known = list(known_columns())
    for meaning in renamed.values():
        if meaning not in known:
            raise UsageError("usage.column", column=meaning, columns=known, hint=near_miss(meaning, known))
    for index, words in enumerate(rows[:SEARCHED]):
        meanings = [meaning_of(word, renamed, attributes) for word in words]
        if any(meaning in AREAS or meaning in GJ_PER for meaning in meanings):
            twice = {meaning for meaning in meanings if meaning and meanings.count(meaning) > 1}
            if twice:
                raise InputFileError("ledger.two_columns", line=index + 1, columns=sorted(twice))
            return Header(index + 1, tuple(words), tuple(meanings))
    raise InputFileError(
        "ledger.no_header", lines=min(len(rows), SEARCHED), columns=[INPUTS["building_m2"].headers[0], "building_m2"]
    )


def meaning_of(word: str, renamed: Mapping[str, str], attributes: Sequence[str]) -> str:
    """Return what a column that is called so means; `""` where it is carried through."""
    if word.strip() in renamed:
        return renamed[word.strip()]
    plain = _plain(word)
    for meaning, others in known_columns().items():
        if plain == _plain(meaning) or plain in map(_plain, others):
            return meaning
    return f"with {word.strip()}" if word.strip() in attributes else ""


_HEAT_UNITS = "|".join(unit for name in GJ_PER for unit in INPUTS[name].units)
"""Units in brackets that say which figure it is: heat in kWh is another than heat in GJ."""


def _plain(word: str) -> str:
    """Return a header without width, case, blanks, underscores and what is in parentheses, mostly a unit."""
    narrow = unicodedata.normalize("NFKC", word).strip().lower()
    return re.sub(rf"\((?!{_HEAT_UNITS}).*?\)|[\s_()*:/㎡]", "", narrow)
