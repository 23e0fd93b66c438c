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


_SUPPLY = "供热|供暖|用热|采暖|用暖"
_NO_KIND = "证件 支付 付款 票据 发票 管道 阀门 设备 交易 建筑结构 户型 结构 缴费 散热器 暖气片"
"""What has a kind that changes no bill: 证件类型."""
_NO_STATE = (
    "缴费 交费 收费 付款 支付 欠费 发票 审核 票据 开票 短信 档案 打印 代扣 催缴 审批 合同 签约 "
    "联系 通知 卡片 在线 装修 ^表"
)
"""What has a state that changes no bill: 缴费状态, 表状态 alone."""


def _not_behind(words: str) -> str:
    return "".join(f"(?<!{word})" for word in words.split())


_CHANGES_MONEY = re.compile(
    r"停(?!车)|未供|不用热|未用热|不采暖|断供|断热|断暖|关栓|补贴|应退|军属|烈属|优抚|贫困|业态|分类|属性|收费项目|商用"
    r"|是否(?:非?居民|商铺|底商|门面|门市|公建|商户|商业|单位|学校|工业|企业|车库|住宅|民用)|优惠|减免|低保|特困|五保|困难|残疾|低收入|层高|超高|(?<!建筑)(?<!楼栋)高度|净高|净空|房高|举架|举高|挑高|挑空|(?<!欠费)(?<!逾期)天数|(?<!工)日数|月数|退费|补退|面积|热量(?!表)"
    rf"|(?<!设计)室温(?!采集)|{_not_behind('水 设计 室外 环境')}温度(?!计|传感)|测温(?:结果|记录|值)?$"
    r"|免费|免收|免交|优待|加收|退热费|调整金额|^(?:开始|起始|结束|终止)(?:日期|时间|日)$|^起止"
    r"|热负荷|折扣|折减|阀(?!门?编?号|门?位置|门类型)|开栓|开通|空置|空房|核减|核增|扣减|增减|应减|减收|系数|比例|分摊|实供|是否供|供否|计量(?!表?编?号|仪表)"
    r"|居民(?!身份|委|会|小组)|^(?:住宅|商业|商户|学校|公建|工业|办公|底商|门市|门面|医院|企业|机关|单位|商铺|店铺|车库)$|民商"
    rf"|{_not_behind(_NO_KIND)}(?:类型|类别|性质|种类)$"
    r"|^(?:户类|户别|行业)|(?:收费|计费|计价|价格|热价)标准|供热对象|套餐|计价方式|^收费方式$|热表(?:$|户)|一户一表|^开/?关(?:情况|状态)?$"
    rf"|(?:{_SUPPLY})$|^(?:是否)?(?:{_SUPPLY}|暖气)(?:与否|情况|状况|方式)?$"
    rf"|(?:{_SUPPLY})(?:开始|起|止|结束|日期|时间|期(?!间)|状态|状况|情况|方式|天|月|与否|否)|(?:开始|停止|恢复)(?:{_SUPPLY})"
    rf"|{_not_behind(_NO_STATE)}状态"
    r"|用途|(?:用热|用户|房屋|使用|客户|供热|用房|建筑|楼宇)(?:类型|类别|性质|种类)"
    r"|^(?:所属|缴费)?(?:年|年份|年度)$|^(?:收费|计费|缴费|费用|结算|供热|所属)(?:周?期间?|年份?|年度|季度?)$|账期|^期[间别]$|^本季$"
    r"|店名|(?:商铺|店铺|门店|门面|底商)名|室高|(?:起供|恢复|销户|(?<!代扣)(?<!卡)注销|拆除|复热|复通|通热)(?:日期|时间)"
    rf"|(?:{_SUPPLY})(?:标[志识记](?!牌)|时长)|^(?:用户|账户)?是否(?:启用|在用|有效|销户|注销)$"
    r"|^(?:billing )?(?:year|period)$|^(?:type|category|tariff|state|connected|metered|exempt|heated|heat on|occupied)$"
    r"|^(?:is )?(?:low[- ]income|shops?|stores?|heat meters?)$|^(?:start|end) date$"
    r"|area|\bstop|relief|discount|height|\bdays?\b|months?\b|suppl(?:y|ied)|heat use|kwh|mwh|\bgj\b|\bmj\b"
    r"|status\b|\bclosed|\bvacant",
    re.IGNORECASE,
)
_OF_OTHER_YEARS = re.compile(r"上年|去年|往年|历年|上季|上期|last year|previous", re.IGNORECASE)


def may_change_money(header: str) -> bool:
    """Return whether a header speaks of what changes a bill: a stop, a relief, an area, heat, days, a refund."""
    word = bare(header) if not header.isascii() else header.replace("_", " ")
    return _CHANGES_MONEY.search(word) is not None and not is_of_other_years(word)


def is_of_other_years(header: str) -> bool:
    """Return whether a header speaks of another winter than the one that is billed."""
    return _OF_OTHER_YEARS.search(header) is not None


ESTATE = re.compile("小区|社区|楼盘|家属院|estate|compound", re.IGNORECASE)
"""A column of estates: companies number their homes within one, and often bill it as a whole."""


def figure_places(meanings: Sequence[str]) -> list[int]:
    """Return the places of the columns of figures."""
    return [at for at, meaning in enumerate(meanings) if (asked := column_input(meaning)) and asked.is_measure]


def number_places(meanings: Sequence[str]) -> set[int]:
    """Return the places of the columns that state numbers, dates left out."""
    return {at for at in figure_places(meanings) if (asked := column_input(meanings[at])) and asked.kind == "number"}
