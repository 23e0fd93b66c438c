"""The columns of a ledger: which header means what, in Chinese or English, and which line is the header."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from heatcalc.errors import InputFileError, UsageError
from heatcalc.inputs import INPUTS, column_input
from heatcalc.ledger.words import may_change_money
from heatcalc.measures import AREAS, GJ_PER
from heatcalc.schema.suggest import near_miss

NAMING: dict[str, tuple[str, ...]] = {
    "account": (
        *("户号", "用户编号", "用户编码", "用户号", "客户编号", "客户号", "住户编号", "缴费号", "缴费户号", "供热户号"),
        *("供热编号", "卡号", "用户卡号", "编号", "accountno", "id"),
    ),
    "name": (
        "户名",
        "姓名",
        "用户姓名",
        "用户名称",
        "用户名",
        "户主",
        "户主姓名",
        "业主",
        "业主姓名",
        "客户名称",
        "owner",
    ),
    "address": ("地址", "用户地址", "供热地址", "用热地址", "房屋地址", "住址", "房屋坐落", "房号"),
    "city": ("城市", "所在城市"),
    "class": ("用户类别", "用户类型", "类别", "用热类别", "用热性质", "用户性质", "房屋性质", "性质"),
    "plan": ("计费方式", "计费模式"),
    "winter": ("采暖季", "采暖期", "供暖季", "年度"),
}
"""The columns that say which home it is and by which tariff it is billed, each with its other headers."""

WITHIN = "account_within"
"""What a column means that accounts are unique within, such as an estate's, where the user says so."""

ACCOUNTED_BY = ("city", "winter", WITHIN)
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


def find_header(
    rows: Sequence[Sequence[str]],
    renamed: Mapping[str, str],
    attributes: Sequence[str],
    ends: Sequence[int] | None = None,
) -> Header:
    """Return the header of a ledger: the line, or the two lines, of which most columns are understood.

    There may be titles and a summary above it. `renamed` gives columns that are called otherwise, as `--map` does:
    header → meaning, and `""` for a column that is only carried. A header that is the name of an attribute of the table
    (`building`) states that attribute. `ends` are the physical lines on which the rows end, where they take several.

    Raises:
        InputFileError: no line names an area, two columns mean the same, or one that may change what is owed is not
            understood.
        UsageError: `renamed` maps to an unknown column.
    """
    known = list(known_columns())
    for meaning in renamed.values():
        if meaning and meaning != WITHIN and meaning not in known:
            raise UsageError("usage.column", column=meaning, columns=known, hint=near_miss(meaning, known))
    best: Header | None = None
    rank = (False, 0)
    for index, words in enumerate(rows[:SEARCHED]):
        for at, both in ((index, list(words)), (index + 1, _two_lines(rows, index))):
            meanings = [meaning_of(word, renamed, attributes) for word in both]
            if any(meaning in AREAS or meaning in GJ_PER for meaning in meanings):
                found = (not any(_FIGURE.fullmatch(word.strip()) for word in both), len({*meanings} - {""}))
                if best is None or found > rank:
                    best, rank = Header(ends[at] if ends else at + 1, tuple(both), tuple(meanings)), found
    if best is None:
        raise InputFileError(
            "ledger.no_header",
            lines=min(len(rows), SEARCHED),
            columns=[INPUTS["building_m2"].headers[0], "building_m2"],
        )
    settled = best._replace(meanings=_settled(best, renamed))
    unread = [
        word
        for word, meaning in zip(settled.words, settled.meanings, strict=True)
        if not meaning and bare(word) not in map(bare, renamed) and may_change_money(word)
    ]
    if unread:
        raise InputFileError("ledger.unread", columns=unread, header=unread[0])
    return settled


_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
"""What is in no header: a line with one is of households, or a summary above them."""


def _two_lines(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """Return the words of a head of two lines, the lower word where there is one; nothing where it is none.

    In such a head a word above stands over several columns, and the cells beside it are blank; below the other words
    the second line is blank.
    """
    if index + 1 >= min(len(rows), SEARCHED):
        return []
    upper, lower = list(rows[index]), list(rows[index + 1])
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    below = [at for at in range(width) if lower[at].strip()]
    blank = [at for at in range(width) if not upper[at].strip()]
    alone = [at for at in range(width) if upper[at].strip() and not lower[at].strip()]
    if not below or not alone or not set(blank) & set(below):
        return []
    if any(upper[at].strip() and at + 1 not in blank for at in below):
        return []
    return [lower[at] if lower[at].strip() else upper[at] for at in range(width)]


def _settled(header: Header, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return what each column means where several mean the same: one is read, and the others are carried.

    `--map` of one settles it, and then the column's own name, before the other words for it; of names, addresses and
    accounts the first. Nothing else is decided by the order.

    Raises:
        InputFileError: it is not settled.
    """
    meanings = list(header.meanings)
    for meaning in dict.fromkeys(meanings):
        places = [at for at, each in enumerate(meanings) if each == meaning]
        if not meaning or len(places) == 1:
            continue
        own = _plain(meaning), _plain(known_columns().get(meaning, (meaning,))[0])
        chosen = [at for at in places if bare(header.words[at]) in map(bare, renamed)]
        chosen = chosen or [at for at in places if _plain(header.words[at]) in own]
        if len(chosen) != 1 and meaning in ("account", "name", "address"):
            chosen = (chosen or places)[:1]
        if len(chosen) != 1:
            words = [header.words[at] for at in places]
            raise InputFileError(
                "ledger.two_columns", line=header.line, columns=words, header=words[0], meaning=meaning
            )
        for at in places:
            if at not in chosen:
                meanings[at] = ""
    return tuple(meanings)


def meaning_of(word: str, renamed: Mapping[str, str], attributes: Sequence[str]) -> str:
    """Return what a column that is called so means; `""` where it is carried through."""
    for header, meaning in renamed.items():
        if bare(header) == bare(word):
            return meaning
    full, base = _plain(word), _plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", word)))
    meanings = _by_header(tuple(INPUTS))
    if full in meanings:
        return meanings[full]
    # What is in brackets is mostly a remark; but another unit makes another figure of it.
    if base != full and base in meanings and meanings[base] not in GJ_PER and full.removeprefix(base) not in _STRANGE:
        return meanings[base]
    return f"with {word.strip()}" if word.strip() in attributes else ""


@cache
def _by_header(_inputs: tuple[str, ...]) -> dict[str, str]:
    """Return what each header means, alone and with its unit behind it, as `_plain` writes them."""
    found: dict[str, str] = {}
    for meaning, others in known_columns().items():
        asked = column_input(meaning)
        units = () if asked is None or asked.name in GJ_PER else asked.units
        for header in map(_plain, (meaning, *others)):
            for unit in ("", *map(_plain, units)):
                found.setdefault(header + unit, meaning)
    return found


_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|\{.*?\}|【.*?】|<.*?>|《.*?》|〔.*?〕")
_STRANGE = ("cm", "厘米", "mm", "毫米", "亩", "公顷", "万m2", "万平方米", "小时", "h", "周", "年", "季")
"""Units in brackets that no input has."""


def _plain(word: str) -> str:
    """Return a header without width, case, blanks, brackets and what stands between words; ㎡ is m2."""
    return re.sub(r"[\s_()\[\]{}【】<>《》〔〕*:/、.-]", "", unicodedata.normalize("NFKC", word).lower())


def bare(word: str) -> str:
    """Return a header without blanks, as the user of `--map` writes it."""
    return "".join(word.split())
