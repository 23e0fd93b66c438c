"""The columns of a ledger: which header means what, in Chinese or English."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from heatcalc.inputs import INPUTS, column_input
from heatcalc.measures import GJ_PER, Both
from heatcalc.schema.attributes import Attributes, attribute_called

NAMING: dict[str, tuple[str, ...]] = {
    "account": (
        *("户号", "用户编号", "用户编码", "用户号", "客户编号", "客户号", "住户编号", "缴费号", "缴费户号", "供热户号"),
        *("供热编号", "缴费编号", "卡号", "用户卡号", "编号", "accountno", "id"),
    ),
    "name": (
        *("户名", "姓名", "用户姓名", "用户名称", "用户名", "户主", "户主姓名", "业主", "业主姓名", "客户名称"),
        "owner",
    ),
    "address": ("地址", "用户地址", "供热地址", "用热地址", "房屋地址", "住址", "房屋坐落", "房号"),
    "city": ("城市", "所在城市", "所属城市", "所属市", "城市名称", "供热城市", "地市", "市", "所在市", "municipality"),
    "class": (
        *("用户类别", "用户类型", "类别", "用热类别", "用热类型", "用热性质", "用户性质", "房屋性质", "性质"),
        *("用途", "房屋用途", "使用性质", "用房性质", "客户类别", "客户类型", "收费类别", "用户分类"),
        *("user class", "user type", "customer class", "customer type"),
    ),
    "plan": ("计费方式", "计费模式", "计费类型", "是否计量", "是否计量收费"),
    "winter": (
        *("采暖季", "采暖期", "供暖季", "供热季", "取暖季", "取暖期", "采暖季节", "供暖季节", "所属采暖季", "收费季"),
        *("年度", "采暖年度", "供热年度", "供暖年度", "取暖年度", "收费年度", "计费年度"),
        *("season", "heating season", "heating year"),
    ),
}
"""The columns that say which home it is and by which tariff it is billed, each with its other headers."""

WITHIN = "account_within"
"""What a column means that accounts are unique within, such as an estate's, where the user says so."""

PAYMENT = "payment"
"""What a column of a file of payments means that has what was paid."""

ACCOUNTED_BY = ("city", "winter", WITHIN)
"""An account is unique for each city and winter, as the ledger writes them but for width and blanks around them:
companies number their own homes."""

RESULTS = ("total", "household", "others", "due")
"""The columns that bills add."""

REJECT = ("line", "column", "code", "message")
"""The columns that rejects add; before them goes `file`, where a ledger has many."""

FOUND = ("difference", "explanation", "cause", "sure", "also")
"""The columns that a check against what was paid adds to the bills."""

CHANGED = ("city_id", "class_id", "before", "after", "change", "kind", "result", "message")
"""The columns that a comparison of two runs has behind what is shown of a home."""

PAID = (
    *("实缴", "实缴金额", "实缴费用", "实缴热费", "实缴款", "实缴费额", "实交", "实交金额", "实交热费"),
    *("实收", "实收金额", "实收热费", "实收款", "已缴", "已缴金额", "已缴费用", "已缴热费", "已交", "已交金额"),
    *("已收", "已收金额", "缴费金额", "交费金额", "收费金额", "收款金额", "缴费额", "到账金额", "本次实收"),
    *("已收款", "合计实收", "实收合计", "实收采暖费", "实收供热费", "实收供暖费", "实际缴费", "实际缴费金额"),
    *("实际缴纳", "实际缴纳金额", "缴纳金额"),
    *("paid", "paid amount", "amount paid", "payment", "payment amount", "amount"),
)
"""What ledgers and payments call what was paid; no bill rests on it."""

_AMOUNTS = ("金额", "交易金额", "入账金额", "付款金额", "支付金额")
_DAYS = (
    *("日期", "支付日期", "交易日期", "入账日期", "到账日期", "记账日期"),
    *("支付时间", "交易时间", "入账时间", "到账时间"),
    *("date", "payment date", "date paid"),
)
"""What only a file of payments calls what was paid, and when."""

BILLED = (
    *("已开", "已开金额", "已开票金额", "开票金额", "开票额", "发票金额", "账单金额"),
    *("billed", "billed amount", "amount billed", "invoiced", "amount invoiced"),
)
"""What ledgers call what was billed before; no bill rests on it either."""

IN_CHINESE = {
    "total": "合计",
    "household": "用户承担",
    "others": "他方承担",
    "due": "应缴",
    "fixed": "面积分摊",
    "variable": "用热分摊",
    "amount": "分摊金额",
    "estimated_use": "估算用热",
    "formula": "算法",
    "discount": "早缴优惠",
    "fees": "违约金",
    "paid": "实缴",
    "balance": "欠缴",
    "not_due": "未到期",
    "days_30": "逾期30天内",
    "days_90": "逾期31至90天",
    "days_365": "逾期91至365天",
    "older": "逾期365天以上",
    "undated": "未定到期日",
    "oldest": "最早到期日",
    "file": "文件",
    "sheet": "工作表",
    "line": "行号",
    "column": "列",
    "code": "代码",
    "message": "原因",
    "difference": "差额",
    "explanation": "可能原因",
    "cause": "原因代码",
    "sure": "把握",
    "also": "其他可能",
    "city_id": "城市代码",
    "class_id": "类别代码",
    "before": "原应缴",
    "after": "现应缴",
    "change": "增减",
    "kind": "结果代码",
    "result": "结果",
}
"""What added columns are called where the ledger's own are called in Chinese."""


TARIFF_WORDS = ("city", "class", "plan", "winter")
"""The columns whose words decide by which tariff a home is billed."""


def known_columns() -> dict[str, tuple[str, ...]]:
    """Return the columns that a bill may rest on, each with the headers that mean it besides its own name."""
    return NAMING | {each.column: each.headers for each in INPUTS.values() if each.column}


def called(meaning: str) -> Both:
    """Return what a column of a meaning is called in a ledger in Chinese, and in English."""
    return Both(known_columns()[meaning][0], meaning)


ALSO = "also"
"""What begins the meaning of a further column that says the same in words: `also 2 class`."""


OF_WHOM = ("name", "address")
"""What says whose a home is, and changes no bill."""


def meaning_of(word: str, renamed: Mapping[str, str], attributes: Attributes) -> str:
    """Return what a column that is called so means; `""` where it is carried through.

    Names and addresses are shown and masked as such even where an option carries them through: no bill reads them.
    """
    for header, meaning in renamed.items():
        if bare(header) == bare(word):
            own = "" if meaning else meaning_said(word)
            return own if own in OF_WHOM else meaning
    if not word.strip():
        return ""
    meaning = meaning_said(word)
    attribute = "" if meaning else attribute_called(word, attributes)
    return f"with {attribute}" if attribute else meaning


_AROUND = (("(", ")"), ("（", "）"), ("/", ""))


def payment_headers(said: Mapping[str, str], weak: Sequence[str] = ()) -> dict[str, str]:
    """Return what columns of payments mean, header → meaning: what is `said`, and the usual words for what was paid.

    Of the meanings that are `weak` the words are taken too that say it in a file of payments alone, such as 日期.
    """
    # Other units than yuan are refused by name once the column is found.
    units = (
        "",
        "元",
        *(f"{left}{unit}{right}" for unit in ("元", "万元", "千元", "角", "分") for left, right in _AROUND),
    )
    usual: dict[str, str] = {}
    if PAYMENT not in said.values():
        words = (*PAID, *(_AMOUNTS if PAYMENT in weak else ()))
        usual |= {f"{each}{unit}": PAYMENT for word in words for each in _spelled(word) for unit in units}
    if "paid_on" in weak and "paid_on" not in said.values():
        usual |= {each: "paid_on" for word in _DAYS for each in _spelled(word)}
    return usual | dict(said)


def _spelled(word: str) -> set[str]:
    """Return how a header of English words is spelled; a Chinese one as it is."""
    spelled = {word, word.title(), word.capitalize(), word.upper()}
    return spelled | {each.replace(" ", "_") for each in spelled}


def base_of(meaning: str) -> str:
    """Return what a further column says the same as: `class` of `also 2 class`; any other meaning as it is."""
    return meaning.rpartition(" ")[2] if meaning.startswith(ALSO) else meaning


def meaning_said(word: str) -> str:
    """Return the meaning that a person calls by one of its headers; `""` for none."""
    full = plain_header(word)
    meanings = _by_header(tuple(INPUTS))
    if full in meanings:
        return meanings[full]
    if not _BRACKETS.search(unicodedata.normalize("NFKC", word)):
        return ""
    base = _without_brackets(word)
    # What is in brackets is mostly a remark; but another unit makes another figure of it.
    meaning = meanings.get(base, "") if base != full else ""
    asked = column_input(meaning)
    inner = _in_brackets(word)
    if not meaning or meaning in GJ_PER or _CHANGES_MEANING.search(inner):
        return ""
    return "" if asked is not None and asked.is_measure and _UNITS.search(inner) else meaning


def says_paid(word: str, *, plainly: bool = False) -> bool:
    """Return whether a header is that of what was paid, or billed before: 实缴, 实缴(元), amount paid.

    Words such as 支付金额 are taken too, unless it must say so `plainly`.
    """
    words = (*PAID, *BILLED, *(() if plainly else _AMOUNTS[1:]))
    return _without_brackets(word).removesuffix("元") in map(plain_header, words)


def is_neutral(word: str) -> bool:
    """Return whether a word above others, or below one, changes nothing of what they mean: 房屋信息, (㎡), 本年."""
    return _NEUTRAL.fullmatch(_without_brackets(word)) is not None


@cache
def _by_header(_inputs: tuple[str, ...]) -> dict[str, str]:
    """Return what each header means, alone and with its unit behind it, as `plain_header` writes them."""
    found: dict[str, str] = {}
    for meaning, others in known_columns().items():
        asked = column_input(meaning)
        units = () if asked is None or asked.name in GJ_PER else asked.units
        for header in map(plain_header, (meaning, *others)):
            for unit in ("", *map(plain_header, units)):
                found.setdefault(header + unit, meaning)
    return found


_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|\{.*?\}|【.*?】|<.*?>|《.*?》|〔.*?〕")
_UNITS = re.compile(r"[米平亩顷坪尺寸元时天月年季周焦瓦度%停]|使用|套内|建筑|m|km|ft|(?<![a-z])[hjw](?![a-z])")
"""What makes a unit of a word in brackets; an input's own units are known before this is asked."""
_CHANGES_MEANING = re.compile(r"上年|去年|往年|旧|原|变更|[0-9]{4}")
"""What makes of a column in brackets that of another time."""
_NEUTRAL = re.compile(
    r"(?:(?:用户|住户|客户|业主|房屋|住房|房产|基本|用热|供热|供暖|采暖|收费|计费|面积|本年度?|本季|今年|本期|当年|本采暖季)+)?"
    r"(?:信息|情况|资料|数据|明细|内容|栏)?"
)


def _without_brackets(word: str) -> str:
    return plain_header(_BRACKETS.sub("", unicodedata.normalize("NFKC", word)))


def _in_brackets(word: str) -> str:
    return "".join(_BRACKETS.findall(unicodedata.normalize("NFKC", word).lower()))


def plain_header(word: str) -> str:
    """Return a header without width, case, blanks, brackets and what stands between words; ㎡ is m2."""
    return re.sub(r"[\s_()\[\]{}【】<>《》〔〕*:/、.-]", "", unicodedata.normalize("NFKC", word).lower())


def one_line(word: str) -> str:
    """Return a header as messages show it: without the line ends that it may have in a spreadsheet."""
    return "".join(word.splitlines())


def bare(word: str) -> str:
    """Return a header without blanks, as the user of `--map` writes it."""
    return "".join(word.split())


def as_argument(word: str) -> str:
    """Return a header as it stands in a command line."""
    return f'"{word}"' if re.search(r"[\s&|;()<>]", word) else word


def distinct(words: Sequence[str]) -> list[str]:
    """Return the names of columns; one that was there before gets its place behind it."""
    names: list[str] = []
    folded: set[str] = set()
    for at, word in enumerate(words, 1):
        name = word or f"_{at}"
        while name.casefold() in folded:
            name += f"_{at}"
        names.append(name)
        folded.add(name.casefold())
    return names


def blank_words(said: Iterable[tuple[str, str]]) -> list[str]:
    """Return the meanings of the columns that decide a tariff and in which a row says nothing."""
    return [meaning for meaning, word in said if meaning in TARIFF_WORDS and not word.strip()]
