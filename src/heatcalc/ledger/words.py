"""What the words of a ledger mean, under the header that they are written below."""

import re
from collections.abc import Sequence

from heatcalc.inputs import column_input

_SUPPLIED = (
    *("", "正常", "在用", "用热", "供热", "供暖", "使用", "开", "开通", "开栓", "开阀"),
    *("normal", "active", "running", "on"),
)
_STOPPED = ("停供", "报停", "停热", "停暖", "停止供热", "停用", "关", "关闭", "关栓", "关阀", "stopped", "off")
_YES = ("是", "√", "1", "y", "yes", "true")
_NO = ("否", "×", "0", "n", "no", "false")

_ASKS_FOR_STOP = ("停", "stop")
_ASKS_FOR_SUPPLY = ("供热", "用热", "供暖", "用暖", "开通", "开栓", "suppl", "heated")


def is_stopped(word: str, header: str) -> bool | None:
    """Return whether a word says that a home's supply is stopped; None where it does not say.

    Yes and no mean something only below a header that asks: 是 below 是否报停 is stopped, below 用热状态 supplied, and
    below 状态 neither.
    """
    word, header = word.strip().casefold(), header.casefold()
    if word in _SUPPLIED or word in _STOPPED:
        return word in _STOPPED
    if word in _YES or word in _NO:
        if any(part in header for part in _ASKS_FOR_STOP):
            return word in _YES
        if any(part in header for part in _ASKS_FOR_SUPPLY):
            return word in _NO
    return None


_CHANGES_MONEY = re.compile(
    r"停(?!车)|报停|优惠|减免|低保|特困|五保|困难|残疾|层高|超高|高度|天数|月数|退费|补退|室温|面积|热量|热负荷|折扣|折减|阀|开栓|开通"
    r"|(?:供热|供暖|用热|采暖)(?:开始|起|止|结束|日期|时间|状态|天|月)|(?:开始|停止|恢复)(?:供热|供暖|用热)"
    r"|area|\bstop|relief|discount|height|\bdays?\b|months?\b|suppl(?:y|ied)|heat use|kwh|mwh|\bgj\b|\bmj\b",
    re.IGNORECASE,
)
_OF_OTHER_YEARS = re.compile(r"上年|去年|往年|历年|last year|previous", re.IGNORECASE)


def may_change_money(header: str) -> bool:
    """Return whether a header speaks of what changes a bill: a stop, a relief, an area, heat, days, a refund."""
    word = "".join(header.split()) if not header.isascii() else header.replace("_", " ")
    return _CHANGES_MONEY.search(word) is not None and _OF_OTHER_YEARS.search(word) is None


TOTAL_MARKS = ("计", "total", "sum")
"""One of these, in small letters, is in every word that `is_total` knows: such rows are left to the exact reader."""
_TOTAL = re.compile(r".*[合总共小累]计(?:[(（].*[)）])?[:：]?|(?:sub-?|grand)?totals?(?:\(.*\))?:?|sum:?")


def is_total(fields: Sequence[str], meanings: Sequence[str]) -> bool:
    """Return whether a record is a line of totals: 合计, 合 计, 1号楼小计, 合计(㎡), Subtotal.

    The word may be in any column left of the first figure, such as a serial number's or an estate's. A record with an
    account is a household, whatever else it says.
    """
    account = fields[meanings.index("account")] if "account" in meanings else ""
    if account.strip() and not _says_total(account):
        return False
    return any(_says_total(fields[at]) for at in total_places(meanings))


def total_places(meanings: Sequence[str]) -> list[int]:
    """Return the places of the columns that may name a line of totals."""
    figures = [at for at, meaning in enumerate(meanings) if (asked := column_input(meaning)) and asked.is_measure]
    left = range(figures[0] if figures else len(meanings))
    return list(left) or [at for at in range(len(meanings)) if at not in figures]


def _says_total(field: str) -> bool:
    small = field.lower()
    return any(mark in small for mark in TOTAL_MARKS) and _TOTAL.fullmatch("".join(small.split())) is not None
