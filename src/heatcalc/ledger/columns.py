"""The columns of a ledger: which header means what, in Chinese or English, and where the header stands."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from heatcalc.errors import InputFileError, UsageError
from heatcalc.schema.suggest import near_miss

COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("户号", "用户编号", "用户号", "卡号", "供热编号", "编号", "accountno", "id"),
    "name": ("户名", "姓名", "用户姓名", "用户名称", "owner"),
    "address": ("地址", "用户地址", "住址", "房号"),
    "city": ("城市", "所在城市"),
    "class": ("用户类别", "用户类型", "类别", "用热性质", "性质"),
    "plan": ("计费方式", "计费模式"),
    "winter": ("采暖季", "采暖期", "供暖季", "年度"),
    "building_m2": ("建筑面积", "房屋建筑面积", "用户面积", "面积", "area"),
    "usable_m2": ("使用面积", "usable"),
    "inner_m2": ("套内面积", "套内建筑面积", "inner"),
    "billed_m2": ("计费面积", "收费面积", "供热面积"),
    "height_m": ("层高", "height"),
    "status": ("状态", "用户状态", "用热状态", "是否报停"),
    "relief": ("优惠", "优惠类别", "减免", "是否低保"),
    "kWh": ("用热量kwh", "热量kwh", "kwh"),
    "GJ": ("用热量gj", "热量gj", "用热量", "gj"),
    "months": ("月数", "计费月数", "供热月数"),
    "days": ("天数", "计费天数", "供热天数"),
    "paid_on": ("缴费日期", "交费日期", "缴费时间", "paidon"),
}
"""The columns that a bill may rest on, each with the headers that mean it besides its own name."""

ACCOUNTED_BY = ("city", "winter")
"""An account stands once for each city and winter, as the ledger writes them: companies number their own homes."""

RESULTS = ("total", "household", "government", "due")
"""The columns that bills add."""

SEARCHED = 20
"""How many lines may stand before the header."""


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
        UsageError: `renamed` gives a meaning that there is none of.
    """
    for meaning in renamed.values():
        if meaning not in COLUMNS:
            hint = near_miss(meaning, list(COLUMNS))
            raise UsageError("usage.column", column=meaning, columns=list(COLUMNS), hint=hint)
    for index, words in enumerate(rows[:SEARCHED]):
        meanings = [meaning_of(word, renamed, attributes) for word in words]
        if any(meaning.endswith("_m2") or meaning in ("kWh", "GJ") for meaning in meanings):
            twice = {meaning for meaning in meanings if meaning and meanings.count(meaning) > 1}
            if twice:
                raise InputFileError("ledger.two_columns", line=index + 1, columns=sorted(twice))
            return Header(index + 1, tuple(words), tuple(meanings))
    raise InputFileError("ledger.no_header", lines=min(len(rows), SEARCHED), columns=["建筑面积", "building_m2"])


def meaning_of(word: str, renamed: Mapping[str, str], attributes: Sequence[str]) -> str:
    """Return what a column that is called so means; `""` where it is carried through."""
    if word.strip() in renamed:
        return renamed[word.strip()]
    plain = _plain(word)
    for meaning, others in COLUMNS.items():
        if plain == _plain(meaning) or plain in others:
            return meaning
    return f"with {word.strip()}" if word.strip() in attributes else ""


def _plain(word: str) -> str:
    """Return a header without width, case, blanks, underscores and what stands in parentheses, mostly a unit."""
    narrow = unicodedata.normalize("NFKC", word).strip().lower()
    return re.sub(r"\((?!kwh|gj).*?\)|[\s_()*:/㎡]", "", narrow)
