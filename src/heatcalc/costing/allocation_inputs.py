"""What only an allocation asks of a home: columns of its ledger that no bill knows.

They are told to the header as attributes of homes are, so that `batch` goes on asking what such a column is to mean.
"""

import re
from fractions import Fraction

from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import GJ_PER, Both
from heatcalc.schema.attributes import Attribute, Attributes


def _column(name: str, label: Both, *headers: str) -> Input:
    return Input(name, "number", column=f"with {name}", headers=headers, label=label)


def _date(name: str, label: Both, *headers: str) -> Input:
    days = INPUTS["paid_on"]
    return _column(name, label, *headers)._replace(kind="date", least=days.least, most=days.most)


UNITS = _column(
    "units",
    Both("分摊单位", "allocator units"),
    *("分配表读数", "分配器读数", "分摊器读数", "热分配表读数", "热分配表数", "分配计读数", "热分配计读数", "分摊读数"),
    *("分配单位", "Einheiten", "HKV-Einheiten", "jednostki", "heat units", "allocator reading", "allocator readings"),
)._replace(units=("单位", "个"), most=1_000_000_000)
FACTOR = _column(
    "factor",
    Both("修正系数", "correction factor"),
    *("位置修正系数", "位置系数", "位置修正", "修正", "correction", "Lagefaktor", "LAF"),
)._replace(least=Fraction("0.01"), most=10)
MOVED_IN = _date(
    "moved_in",
    Both("入住日期", "moved in"),
    *(
        "入住",
        "入住时间",
        "迁入日期",
        "迁入时间",
        "搬入日期",
        "搬入时间",
        "住入日期",
        "起租日期",
        "起始日期",
        "开始日期",
    ),
    *("from", "start", "start date", "move in", "move-in", "move-in date", "move_in", "move_in_date", "Einzug"),
)
MOVED_OUT = _date(
    "moved_out",
    Both("迁出日期", "moved out"),
    *("迁出", "迁出时间", "搬出日期", "搬出时间", "退租日期", "截止日期", "结束日期"),
    *("to", "end", "end date", "move out", "move-out", "move-out date", "move_out", "move_out_date", "Auszug"),
)

_GERMAN = f"gesch{chr(0xE4)}tzt"
"""Estimated; GBK lacks the umlaut."""
ESTIMATED = _column(
    "estimated",
    Both("是否估读", "estimated"),
    *("估读", "是否估算", "估算", "读数方式", "抄表方式", "读数类型", "读数来源", "读数性质"),
    *("estimate", "reading type", "read by", "how read", _GERMAN),
)._replace(kind="word")
READ_OR_NOT = {
    "yes": (
        *("估读", "estimated", "是", "估", "估算", "估计", "估抄", "推算", "补量", "√", "1", "y", "true"),
        *("estimate", _GERMAN, "ja", "e"),
    ),
    "no": (
        *("实抄", "read", "否", "实读", "抄表", "远传", "自动", "正常", "实测", "/", "-", "0", "n", "false"),
        *("meter", "actual", "measured", "remote", "abgelesen", "nein"),
    ),
}
"""Words below such a header, for a use that somebody has estimated and for one that was read."""


def _used(unit: str) -> Input:
    """Return heat used [unit] under the headers that `batch` asks about, since it may be of another time there."""
    asked = INPUTS[unit]
    words = (
        *("耗热量", "用量", "本期用量", "本期用热量", "实际用热量", "消耗热量"),
        *("Verbrauch", "consumption", "usage"),
    )
    units = dict.fromkeys((unit, *asked.units))
    headers = (f"{word}{mark}" for word in words for each in units for mark in (f"({each})", f"/{each}", each))
    label = Both(_name(unit), f"heat used ({unit})")
    return _column(label.zh, label, *headers)._replace(units=asked.units, most=asked.most)


def _name(unit: str) -> str:
    """Return a name that is what people say, since lists of what a column may mean have both where they differ."""
    return f"耗热量({unit})"


USED = {_name(unit): unit for unit in GJ_PER}
"""What is measured in which unit."""
OWN = {each.name: each for each in (UNITS, FACTOR, MOVED_IN, MOVED_OUT, ESTIMATED, *map(_used, GJ_PER))}
USES = (*GJ_PER, *(f"with {name}" for name in (UNITS.name, *USED)))
"""What columns of the use of a home may mean; one of them in a ledger."""

_OF_USE = re.compile(
    r"估|用量|热表|耗热|能耗|抄表|表底|表数|读数|示数|止码|起码|累计|消耗|单位数|分配|分摊|系数|修正|热量"
    r"|verbrauch|einheit|ablesung|z.hler|usage|estimat|sch.tz|consum|reading|allocator|\buse\b|\bunits?\b|factor|faktor|correct",
    re.IGNORECASE,
)
_OF_MOVING = re.compile(
    r"入住|迁入|迁出|搬入|搬出|住入|起租|退租|租期|交房|过户|起始|开始|起止|截止|结束|终止"
    r"|\bmov(?:e|ed|ing)\b|tenancy|einzug|auszug|mieter|\bstart|\bend(?:s|ed|ing)?\b|\bbegin",
    re.IGNORECASE,
)
_OF_OTHER = re.compile(
    r"水|电量|用电|燃气|天然气|(?<!分)单位(?!数)|编号|表号|型号|厂家|抄表员|人数|交费|缴费|收费|付款|合同|保修|日志"
    r"|nummer|\bnumber|\bno\b|water|power|electric|payment|contract",
    re.IGNORECASE,
)
"""What makes of such a header one that has nothing to do with a share: 热表编号, 用水量, 缴费截止日期."""


def may_change_shares(header: str) -> bool:
    """Return whether a header that nobody understood speaks of heat used, of a factor, or of a day of moving."""
    word = header.replace("_", " ")
    return bool(_OF_USE.search(word) or _OF_MOVING.search(word)) and not _OF_OTHER.search(word)


def is_estimate(word: str) -> bool | None:
    """Return whether a word says that a use is no reading; a blank says that it is one, and None what is not known."""
    if not word.strip():
        return False
    value = Attribute(ESTIMATED.label, READ_OR_NOT).value_called(word)
    return value == "yes" if value in READ_OR_NOT else None


def attributes_with(attributes: Attributes) -> Attributes:
    """Return the attributes of a table, and besides them what only an allocation asks."""
    return {
        **attributes,
        **{each.name: Attribute(each.label, {}, also=each.headers, is_figure=each.is_measure) for each in OWN.values()},
    }
