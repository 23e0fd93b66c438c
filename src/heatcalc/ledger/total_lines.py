"""Lines of a ledger that are no household: of totals, of signatures, and the sample row of a template."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from heatcalc.ledger.columns import OF_WHOM, WITHIN, bare
from heatcalc.ledger.words import figure_places
from heatcalc.schema.suggest import plain_word

_ALONE = (
    *("求和", "全部", "全楼", "整楼", "本楼", "本栋", "本幢", "本期", "上期", "上年", "应供", "实供", "结转"),
    *("余额", "增减"),
)
"""Words of totals that have no mark in common."""
TOTAL_MARKS = (
    *("计", "計", "共", "均", "总面积", "总数", "总和", "总额", "总供", "汇总", "户", "其中", "页", "差额", "大写"),
    *("最", "∑", "σ", "total", "sum", "forward", "average", "balance", "homes", "households", *_ALONE),
)
"""One of these, in small letters, is in every word that `is_total` knows: such rows are left to the exact reader."""
_SUM = "[合总總共小累総][计計]数?(?:人民币)?[①-⑩]?(?:[(（].*[)）])?[:：]?(?:户数?|[0-9]+户?)?"
_TOTAL = re.compile(
    rf"共[0-9]+户.*|平均.*|均值|.*{_SUM}|.*页计|计|.*总面积[:：]?|(?:.*小区|.*楼)?汇总[:：]?|总数[:：]?|总?户数[:：]?[0-9]*户?"
    rf"|其中.*|总共|合共|总和|最[大小]值?|[户人]均.*|σ|[上本]页结转|(?:过次|承前|承上|转下|接上|续前|接前|过|本)页|差额|大写.*|{_SUM}[-—:：].+"
    rf"|∑|.*总额[:：]?|总供热?面积[:：]?|计数|(?:楼|单元|[栋幢])计|{'|'.join(_ALONE)}"
    r"|.*totals?(?:\(.*\))?:?|(?:sub|grand)?totals?(?:homes|households|area|due|for|of).*|sums?:?"
    "|(?:carried|brought)forward|averages?|balance|[0-9]+(?:homes|households)"
)
_BESIDE = re.compile(rf"(?:本..?.?|.*(?:[楼栋幢座区院层页室村站片号0-9a-z]|单元))?{_SUM}")
"""A word of totals that is nobody's name: 王小计 is one, 3号楼小计 is none."""
_IN_BRACKETS = re.compile(r"[(（\[【〔「](.*)[)）\]】〕」]")
_OF_ADDRESS = re.compile(f".*{_SUM}")
_WHAT_IS_SUMMED = re.compile(
    f"[合总總共小累][计計]数?[(（](.+?)[)）]|(.+?)总面积[:：]?|其中[:：]?(.+?)(?:{_SUM})?|{_SUM}[-—:：](.+)|(.+?){_SUM}"
)
_SUMMED_IN_ENGLISH = re.compile(
    r"(?:page|grand|overall) total:?|(?:sub-? ?|grand )?totals? (?:for|of) (.+)|(.+?) (?:sub-? ?)?totals?:?",
    re.IGNORECASE,
)
SUM_MARKS = ("计", "計")
MAY_BE_SUM = re.compile("[合总總共小累][^0-9A-Za-z一-龥]*[计計]")
"""What is in every word of totals that a record with an account may have in another column.

Between its characters may be what is no letter: engines differ in what they call a blank.
"""


def is_total(fields: Sequence[str], meanings: Sequence[str]) -> bool:
    """Return whether a record is a line of totals (合计, 合 计, 1号楼小计, 合计(㎡), Subtotal) or of signatures.

    The word may be in any column left of the first figure, such as a serial number's or an estate's. A record that
    names somebody is a household; and so is one with an account, unless the word stands left of it, where 2户 or a
    number is how many there are, or in the place of a name or an address.
    """
    places = _places(tuple(meanings))
    account = "" if places.account is None else fields[places.account]
    named = _names_somebody(fields, places)
    has_figure = any(fields[at].strip() for at in places.figures)
    if not _NUMBER.fullmatch(account):
        if plain_word(account) in _SAMPLES or _SIGNATURE.match(bare(account)):
            return True
        if not account.isascii() and not named and _is_count(account):
            return True
        if _is_spread(fields, places.total):
            return True
    if account.strip() and not (_says_total(account) and (_IS_SUM.search(account) or not (named and has_figure))):
        # Beside an account a word that is no 合计 or the like may be an estate's, or a remark: 其中路3号.
        if named:
            return False
        if any(_says_total(fields[at]) and MAY_BE_SUM.search(fields[at]) for at in places.left):
            return True
        if not account.isascii() and any(_is_count(fields[at]) for at in places.names):
            return True
        return any(_is_sum(fields[at], meanings[at]) for at in places.beside)
    counts = places.total if places.account is None else ()
    if not (named and has_figure and not account.strip()) and (
        any(_says_total(fields[at]) for at in places.total) or any(_is_count(fields[at]) for at in counts)
    ):
        return True
    first = next((field for field in fields if field.strip()), "")
    return _SIGNATURE.match(bare(first)) is not None and not has_figure


def _is_count(field: str) -> bool:
    return _COUNT.fullmatch(plain_word(field)) is not None


def _is_spread(fields: Sequence[str], places: Sequence[int]) -> bool:
    """Return whether two fields side by side are one word of totals: 合 | 计."""
    said = [fields[at].strip() for at in places if fields[at].strip()]
    return len(said) == 2 and len(said[0]) == len(said[1]) == 1 and MAY_BE_SUM.fullmatch("".join(said)) is not None


class _Places(NamedTuple):
    """The places of columns in which a line of totals may say what it is."""

    account: int | None
    left: tuple[int, ...]
    names: tuple[int, ...]
    named: tuple[int, ...]
    """Of names and addresses."""
    beside: tuple[int, ...]
    total: tuple[int, ...]
    figures: tuple[int, ...]


@lru_cache(maxsize=100)
def _places(meanings: tuple[str, ...]) -> _Places:
    def of(*wanted: str) -> tuple[int, ...]:
        return tuple(at for at, meaning in enumerate(meanings) if meaning in wanted)

    return _Places(
        *(next(iter(of("account")), None), tuple(left_of_account(meanings)), of("name"), of(*OF_WHOM)),
        *(tuple(beside_account(meanings)), tuple(total_places(meanings)), tuple(figure_places(meanings))),
    )


def _names_somebody(fields: Sequence[str], places: _Places) -> bool:
    """Return whether a record has the name or the address of somebody, and no sum or count for a name.

    Beside an address a name may be a word of totals, too: 平均安, 计某. Beside 合计 a number is how many there are.
    """
    names = [fields[at] for at in places.names if fields[at].strip()]
    if any(_is_sum(name, "name") or _is_count(name) for name in names):
        return False
    whose = [fields[at] for at in places.named if fields[at].strip() and not _says_total(fields[at])]
    if all(_NUMBER.fullmatch(each.strip()) or _is_count(each) for each in whose):
        return bool(whose) and not any(adds_up(fields[at]) for at in places.total)
    return True


_NUMBER = re.compile("[0-9]+")
_COUNT = re.compile(
    "(?:以上|总|全|[本整](?:楼|单元|小区|页)|在册|实供|应收|其余|余)?(?:总?共有?|合)?计?"
    "(?:[1-9][0-9]*|[一二两三四五六七八九十百叁]+)户"
)
_IS_SUM = re.compile(f"{MAY_BE_SUM.pattern}|total|sum", re.IGNORECASE)
"""What stands for a name in a line that adds up the homes of a building: 1号楼,36户."""
_SAMPLES = ("示例", "example:")
"""The account of the sample row of a template."""
_SIGNATURE = re.compile(
    r"(?:计量|金额)?单位[:：]|(?:制表|制单|填表|填报|编制|审核|复核|审批|批准|负责人|经办|经手|财务|主管|校对|打印|收费员|联系人|说明|备注|注)"
    r"(?:人|员|单位|日期|时间|签字|签章)?[:：(（]|第[0-9一二三四五六七八九十]+页|共[0-9]+页"
    r"|(?:制表|填表|制单|审核|复核|经办|负责|收费)(?:人|员)$"
    r"|(?i:(?:prepared|checked|approved|reviewed|signed)by|signature|page[0-9]|printedon|date:)"
)
"""What a line below the households begins with that is none: who made the list, and when."""


def left_of_account(meanings: Sequence[str]) -> list[int]:
    """Return the places left of the account where a line of totals may say what it is, such as a serial number's."""
    place = meanings.index("account") if "account" in meanings else 0
    return [at for at in range(place) if meanings[at] in ("", WITHIN)]


def beside_account(meanings: Sequence[str]) -> list[int]:
    """Return the places of the columns in which a record with an account may say that it is a line of totals.

    Left of the account a word of totals may be a serial number's, of a home that has a name.
    """
    named = {at for at, meaning in enumerate(meanings) if meaning in OF_WHOM}
    account = meanings.index("account") if "account" in meanings else -1
    carried = {at for at in total_places(meanings) if at > account and meanings[at] in ("", WITHIN)}
    return sorted(named | carried)


NAMING = "[0-9A-Za-z一-龥]"
"""What is in a field that names somebody; a field without it may be one of blanks."""


def naming_places(meanings: Sequence[str]) -> list[int]:
    """Return the places of the columns of which one says whose a home is, where there are none of accounts.

    Those are of names and addresses, and others left of the first figure: a line with none of them is a sum's, or its
    home cannot be told. There are none where no column has names or addresses.
    """
    named = {at for at, meaning in enumerate(meanings) if meaning in OF_WHOM}
    left = {at for at in total_places(meanings) if meanings[at] in ("", WITHIN)}
    return sorted(named | left) if named and "account" not in meanings else []


def total_places(meanings: Sequence[str]) -> list[int]:
    """Return the places of the columns that may name a line of totals."""
    figures = figure_places(meanings)
    left = range(figures[0] if figures else len(meanings))
    return list(left) or [at for at in range(len(meanings)) if at not in figures]


def may_say_total(field: str) -> bool:
    """Return whether a field has a word of totals in it: it may be the word of a line of totals."""
    small = field.lower()
    return any(mark in small for mark in TOTAL_MARKS)


def _says_total(field: str) -> bool:
    return may_say_total(field) and _TOTAL.fullmatch(_without_brackets(field)) is not None


def is_sum_word(field: str) -> bool:
    """Return whether a field is the word of a line of totals and says nothing else: 合计, 3户, but not 商铺小计."""
    return _is_count(field) or (_says_total(field) and not summed_up(field))


def adds_up(field: str) -> bool:
    """Return whether a field is the word of a sum of homes of all kinds: 合计, Total, but not 平均 or 商铺小计."""
    return _IS_SUM.search(field) is not None and is_sum_word(field)


def summed_up(field: str) -> str:
    """Return what the word of a line of totals says was added up: 商铺 of 商铺小计; blank where it says none."""
    word = _without_brackets(field) if may_say_total(field) else ""
    if field.isascii() and (english := _SUMMED_IN_ENGLISH.fullmatch(field.strip())):
        return next(filter(None, english.groups()), "")
    found = _WHAT_IS_SUMMED.fullmatch(word)
    return next(filter(None, found.groups())) if found else ""


def _is_sum(field: str, meaning: str) -> bool:
    if not MAY_BE_SUM.search(field):
        return False
    return (_OF_ADDRESS if meaning == "address" else _BESIDE).fullmatch(_without_brackets(field)) is not None


def _without_brackets(field: str) -> str:
    word = bare(field.lower()).strip("=-—_~")
    word = word.strip("*") if word.startswith("*") else word  # 计** is a name behind stars
    found = _IN_BRACKETS.fullmatch(word)
    return found[1] if found else word
