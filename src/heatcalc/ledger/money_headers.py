"""Which headers speak of what changes a bill: a stop, a relief, an area, heat, days, a refund.

A column of such a header that heatcalc does not read is asked about. The words are listed with what takes each back:
停 is a stop, 停车位 is none.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from heatcalc.ledger.columns import bare


class _Part(NamedTuple):
    """What part of a header speaks of money, unless it is in other words."""

    said: str
    """Words, or patterns of them, with | between."""
    not_behind: str = ""
    """Words with blanks between, behind none of which it counts."""
    not_before: str = ""

    def pattern(self) -> str:
        behind = "".join(f"(?<!{word})" for word in self.not_behind.split())
        before = f"(?!{'|'.join(self.not_before.split())})" if self.not_before else ""
        return f"{behind}(?:{self.said}){before}"


_SUPPLY = "(?:供热|供暖|用热|采暖|用暖)"
_NO_KIND = "证件 支付 付款 票据 发票 管道 阀门 设备 交易 建筑结构 户型 结构 缴费 散热器 暖气片"
"""What has a kind that changes no bill: 证件类型."""
_NO_STATE = (
    "缴费 交费 收费 付款 支付 欠费 发票 审核 票据 开票 短信 档案 打印 代扣 催缴 审批 合同 签约 "
    "联系 通知 卡片 在线 装修 扣款 划扣 ^表"
)
"""What has a state that changes no bill: 缴费状态, 表状态 alone."""

_SUPPLIES = (
    _Part("停", not_before="车"),
    _Part("未供|不用热|未用热|不采暖|断供|断热|断暖|关栓|开栓|开通|空置|空房|实供|是否供|供否|供热对象"),
    _Part("阀", not_before="门?编?号 门?位置 门类型"),
    _Part(f"{_SUPPLY}(?:开始|起|止|终止|截止|到期|结束|日期|时间|期(?!间)|状态|状况|情况|方式|天|月|与否|否|时长)"),
    _Part(f"{_SUPPLY}标[志识记]", not_before="牌"),
    _Part(f"(?:开始|停止|恢复){_SUPPLY}"),
    _Part("(?:起供|恢复|销户|拆除|复热|复通|通热|止热|复供|通暖|退网)(?:日期|时间)|冻结|是否入网"),
    _Part("注销(?:日期|时间)", "代扣 卡"),
    _Part("状态", _NO_STATE),
)
_AMOUNTS = (
    _Part(
        "补贴|应退|退费|补退|退热费|免费|免收|免交|优待|优惠|减免|加收|调整金额|折扣|折减|核减|核增|扣减|增减|应减|减收"
    ),
    _Part("系数|比例|分摊|收费项目|套餐|计价方式|账期|(?:收费|计费|计价|价格|热价|缴费|交费)标准"),
    _Part("军属|烈属|优抚|贫困|低保|特困|五保|困难|残疾|低收入|是否特殊|特殊(?:人群|群体)"),
)
_MEASURES = (
    _Part("面积", "公摊"),
    _Part("月数|热负荷|层高|超高|净高|净空|房高|举架|举高|挑高|挑空|室高"),
    _Part("高度", "建筑 楼栋"),
    _Part("天数", "欠费 逾期"),
    _Part("日数", "工"),
    _Part("热量", not_before="表"),
    _Part("计量", not_before="表?编?号 仪表"),
    _Part("热表(?:$|户)|一户一表"),
    _Part("室温", "设计", "采集"),
    _Part("温度", "水 设计 室外 环境", "计 传感"),
    _Part("测温(?:结果|记录|值)?$"),
)
_CLASSES = (
    _Part("业态|分类|属性|商用|民商|用途|店名|(?:商铺|店铺|门店|门面|底商)名"),
    _Part("是否(?:非?居民|商铺|底商|门面|门市|公建|商户|商业|单位|学校|工业|企业|车库|住宅|民用)"),
    _Part("居民", not_before="身份 委 会 小组"),
    _Part("(?:类型|类别|性质|种类)$", _NO_KIND),
    _Part("(?:用热|用户|房屋|使用|客户|供热|用房|建筑|楼宇)(?:类型|类别|性质|种类)"),
    _Part("^(?:户类|户别|行业)"),
)
_WHOLE = (
    *("住宅|商业|商户|学校|公建|工业|办公|底商|门市|门面|医院|企业|机关|单位|商铺|店铺|车库", "收费方式"),
    *("(?:开始|起始|结束|终止)(?:日期|时间|日)", "起止.*", "开/?关(?:情况|状态)?", "期[间别]", "本季"),
    *("变更后", "(?:本期|本季)?用量", "(?:房屋|房间)?使用情况"),
    *(f".*{_SUPPLY}", f"(?:是否)?(?:{_SUPPLY}|暖气)(?:与否|情况|状况|方式)?"),
    *("(?:所属|缴费)?(?:年|年份|年度)", "(?:收费|计费|缴费|费用|结算|供热|所属)(?:周?期间?|年份?|年度|季度?)"),
    *("(?:用户|账户)?是否(?:启用|在用|有效|销户|注销)", "(?:是否)?入住(?:与否|情况|状态)?"),
)
"""What speaks of money if it is the whole header."""
_ENGLISH = (
    _Part(r"area|\bstop|relief|discount|height|\bdays?\b|months?\b|suppl(?:y|ied)|heat use|kwh|mwh|\bgj\b|\bmj\b"),
    _Part(r"status\b|\bclosed|\bvacant"),
)
_WHOLE_ENGLISH = (
    *("(?:billing )?(?:year|period)", "type|category|tariff|state|connected|metered|exempt|heated|heat on|occupied"),
    *("(?:is )?(?:low[- ]income|shops?|stores?|heat meters?)", "(?:start|end) date"),
)


def _any(parts: Iterable[_Part], whole: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join([*(each.pattern() for each in parts), f"^(?:{'|'.join(whole)})$"]), re.IGNORECASE)


_CHANGES_MONEY = _any((*_SUPPLIES, *_AMOUNTS, *_MEASURES, *_CLASSES, *_ENGLISH), (*_WHOLE, *_WHOLE_ENGLISH))
_OF_OTHER_YEARS = re.compile(r"上年|去年|往年|历年|上季|上期|last year|previous", re.IGNORECASE)


def may_change_money(header: str) -> bool:
    """Return whether a header speaks of what changes a bill: a stop, a relief, an area, heat, days, a refund."""
    word = bare(header) if not header.isascii() else header.replace("_", " ")
    return _CHANGES_MONEY.search(word) is not None and not is_of_other_years(word)


def is_of_other_years(header: str) -> bool:
    """Return whether a header speaks of another winter than the one that is billed."""
    return _OF_OTHER_YEARS.search(header) is not None
