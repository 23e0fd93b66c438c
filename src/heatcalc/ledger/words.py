"""What the words of a ledger mean, under the header that they are written below."""

import re
import unicodedata
from collections.abc import Sequence

from heatcalc.inputs import column_input
from heatcalc.ledger.columns import bare
from heatcalc.schema.suggest import plain_word

_SUPPLIED = (
    *("", "/", "-", "--", "正常", "在用", "用热", "供热", "供暖", "使用", "开", "开通", "开栓", "开阀", "供", "已供"),
    *(
        "正常供热",
        "正常供暖",
        "正常用热",
        "正常使用",
        "已开通",
        "已开栓",
        "在网",
        "在供",
        "未报停",
        "不报停",
        "未停",
        "不停",
        "全供",
        "供热中",
        "供暖中",
        "用热中",
    ),
    *("已供热", "已供暖", "normal", "active", "running", "on"),
)
_STOPPED = (
    *(
        "停",
        "停供",
        "报停",
        "停热",
        "停暖",
        "停止供热",
        "停止供暖",
        "停用",
        "关",
        "关闭",
        "关栓",
        "关阀",
        "已停",
        "已报停",
    ),
    *("已停供", "已停热", "报停户", "停供户", "全停", "暂停", "暂停供热", "不供", "未供", "未供热", "不用热"),
    *("未用热", "未开通", "未开栓", "stopped", "off"),
)
_YES = ("是", "有", "√", "\N{CHECK MARK}", "1", "y", "yes", "true")
_NO = ("否", "无", "没有", "×", "0", "n", "no", "false")

_ASKS_FOR_STOP = ("停", "断", "未供", "未用", "未开", "不供", "不用", "不采", "关栓", "stop")
_ASKS_IF_SUPPLIED = re.compile(
    r"^(?:是否(?!停|报停|断|未|不|暂停)|(?:供热|供暖|用热|用暖|采暖|暖气|开通|开栓)(?:与否|否)?$)"
)
"""What a header asks that a blank does not answer: beside ticks, a home without one may have no supply."""
_ASKS_FOR_SUPPLY = ("供热", "用热", "供暖", "用暖", "开通", "开栓", "suppl", "heated")

_PLANS = {
    plain_word(word): plan
    for plan, words in {
        "area": (
            "area",
            "按面积",
            "面积",
            "面积收费",
            "按面积收费",
            "按面积计费",
            "面积计费",
            "按建筑面积",
            "非计量",
            "by area",
        ),
        "metered": (
            *("metered", "两部制", "按热量", "热量", "计量", "热计量", "按热计量", "按计量", "计量收费", "按计量收费"),
            *("计量计费", "按热量收费", "按用热量", "两部制热价", "two-part"),
        ),
    }.items()
    for word in words
}


_LEGEND = re.compile(r"[01是否开关停填]")
"""What makes a legend of the brackets in a header: 供热状态(1开0停)."""


def yes_or_no(word: str) -> bool | None:
    """Return what a word says that is only yes or no; None where it says more."""
    word = plain_word(word)
    return word in _YES if word in _YES or word in _NO else None


def is_stopped(word: str, header: str) -> bool | None:
    """Return whether a word says that a home's supply is stopped; None where it does not say.

    Yes and no mean something only below a header that asks: 是 below 是否报停 is stopped, below 用热状态 supplied, and
    below 状态 neither. A blank is supplied, but not below 是否供热, where others are ticked.
    """
    word, header = plain_word(word), header.casefold()
    if not word and _ASKS_IF_SUPPLIED.search(bare(header)):
        return None
    if word in _SUPPLIED or word in _STOPPED:
        return word in _STOPPED
    header, _, legend = unicodedata.normalize("NFKC", header).partition("(")
    if _LEGEND.search(legend):
        return None  # the header says itself what 1 or 是 means, in a way of its own
    yes = yes_or_no(word)
    if yes is not None:
        if any(part in header for part in _ASKS_FOR_STOP):
            return yes
        if any(part in header for part in _ASKS_FOR_SUPPLY):
            return not yes
    return None


def plan_of(word: str, header: str) -> str:
    """Return the plan that a word means; the word itself where it means none."""
    plain = plain_word(word)
    if plain in _PLANS:
        return _PLANS[plain]
    yes = yes_or_no(word)
    if yes is not None and "计量" in header:
        return "metered" if yes else "area"
    return word.strip()


_RECONNECTED = ("复通", "已复通", "恢复", "已恢复", "恢复供热", "已恢复供热", "恢复用热", "reconnected")
_NOT_RECONNECTED = ("", "/", "-", "--", "未复通", "未恢复", "未恢复供热")


def is_reconnected(word: str) -> bool | None:
    """Return whether a word says that a home's supply was opened again after a stop; None where it does not say."""
    plain = plain_word(word)
    if plain in _RECONNECTED or plain in _NOT_RECONNECTED:
        return plain in _RECONNECTED
    return yes_or_no(word)


_NO_RELIEF = ("", "/", "-", "--", "无优惠", "不享受", "none")
_NOT_GRANTED = re.compile("(?:非|不是|不属于|无|未)(?:低保|特困|五保|优抚|困难|优惠|减免)户?|不(?:优惠|减免|享受)")
_FLAGGED = re.compile("^(?:是否|享受)+|(?:标识|标志|标记|用户|家庭|户|待遇)+$")


def relief_of(word: str, header: str) -> str | None:
    """Return the group of a relief, `""` for none; None for a yes below a header that names no group.

    是 below 是否低保 is 低保, below 优惠 it says nothing.
    """
    plain = plain_word(word)
    yes = yes_or_no(word)
    if plain in _NO_RELIEF or yes is False or _NOT_GRANTED.fullmatch(plain):
        return ""
    if yes is None:
        return word.strip()
    named = _FLAGGED.sub("", plain_word(header))
    return None if not named or any(part in named for part in ("优惠", "减免", "relief", "discount")) else named


SUPPLIED = (*filter(None, _SUPPLIED), "否", "无")
"""What says in a column of stops that there is none."""
SUPPLY_WORDS = list(_SUPPLIED[4:8]), list(_STOPPED[:4])
"""Some words for a supplied home, and for one whose supply is stopped, for those who ask."""


ESTATE = re.compile("小区|社区|楼盘|家属院|estate|compound", re.IGNORECASE)
"""A column of estates: companies number their homes within one, and often bill it as a whole."""


def figure_places(meanings: Sequence[str]) -> list[int]:
    """Return the places of the columns of figures."""
    return [at for at, meaning in enumerate(meanings) if (asked := column_input(meaning)) and asked.is_measure]


def number_places(meanings: Sequence[str]) -> set[int]:
    """Return the places of the columns that state numbers, dates left out."""
    return {at for at in figure_places(meanings) if (asked := column_input(meanings[at])) and asked.kind == "number"}
