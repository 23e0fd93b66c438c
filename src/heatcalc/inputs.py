"""What a home may state, said once: options, keywords, columns of ledgers and SQL, and fields of the page follow.

A new input is a row of `INPUTS`, a help text in `messages/home.json`, and the rule or charge that reads it.
"""

import datetime as dt
from fractions import Fraction
from typing import Literal, NamedTuple

from heatcalc.measures import MEASURES, Both, kind_of

Kind = Literal["number", "date", "word", "flag", "event"]
"""A `number` or `date` becomes a measure, a `word` or `flag` an attribute; an `event` is neither."""


class Input(NamedTuple):
    """Something that a home may state."""

    name: str
    """The measure, attribute or event."""
    kind: Kind
    keyword: str = ""
    """What `heatcalc.bill` calls it; without one it is stated by name in `measures`."""
    option: str = ""
    metavar: str = ""
    column: str = ""
    """What a ledger and the table of `heatcalc sql` call it; without one it is no column."""
    headers: tuple[str, ...] = ()
    """What else a ledger may call it, in lower case, without blanks and brackets."""
    units: tuple[str, ...] = ()
    """How people write its unit behind a number."""
    least: Fraction = Fraction(0)
    most: int = 1_000_000
    """The range that every reader bills [the measure's unit; days since 0001-01-01, counted from 1, of a date]."""
    label: Both = Both("", "")
    """What a rule for it is called, where that is not the name of its measure."""
    event: str = ""
    """What only a rule can handle: a city without such a rule refuses the home."""
    decisive: bool = False
    """Whether a home that states it asks to be billed by it: a ledger's row is rejected where its price is not."""
    on_page: bool = False
    """Whether the resident's page asks for it, where the city's price depends on it."""
    in_template: str = ""
    """Its header in the Chinese template of a ledger."""
    sample: str = ""
    """What the template's sample row says."""

    @property
    def called(self) -> Both:
        """What people call it."""
        return self.label if self.label.zh else MEASURES[self.name].name

    @property
    def is_measure(self) -> bool:
        """Whether it is a figure of the home."""
        return self.kind in ("number", "date")

    @property
    def asks(self) -> bool:
        """Whether a home that states the figure asks to be billed by it, and has no bill where it is of no use."""
        return self.is_measure and (self.decisive or bool(self.event))

    @property
    def is_event(self) -> bool:
        """Whether it is what happened in the winter, which only a rule can handle, home by home."""
        return self.kind == "event" or (self.is_measure and bool(self.event))

    @property
    def may_be_zero(self) -> bool:
        """Whether 0 is a figure: a meter may stand still all winter, but no home has an area of 0."""
        return kind_of(self.name) in ("heat", "volume", "own")

    def bounds(self, scale: int) -> tuple[int, int]:
        """Return the range in whole parts of the unit, `scale` to one."""
        return int(self.least * scale) or (0 if self.may_be_zero else 1), self.most * scale

    def holds(self, value: Fraction) -> bool:
        """Return whether a figure [the measure's unit] is in range."""
        # On whole numbers, which are compared faster than fractions.
        above, below = value.numerator, value.denominator
        if above * self.least.denominator < self.least.numerator * below or above > self.most * below:
            return False
        return above != 0 or self.may_be_zero


def _area(
    name: str, *headers: str, keyword: str = "", in_template: str = "", decisive: bool = False, sample: str = ""
) -> Input:
    return Input(
        name,
        "number",
        keyword=keyword,
        option=f"--{keyword.replace('_', '-')}" if keyword else "",
        metavar="㎡",
        column=name,
        headers=(*headers, keyword) if keyword else headers,
        units=("平方米", "平米", "㎡", "m²", "m2"),
        least=Fraction("0.01"),  # with less a price comes to nothing
        most=10_000_000,
        decisive=decisive,
        in_template=in_template,
        sample=sample,
    )


_PAID_ON = tuple(f"{how}{what}{on}" for how in "缴交收付" for what in "费款" for on in ("日期", "时间"))
UNITLESS = ("用热量", "热量")
"""What columns of heat used are called, without the unit that each needs: kWh and GJ differ by 278 times."""


def _heat(name: str, *units: str, most: int = 1_000_000, in_template: str = "") -> Input:
    """Return heat that a meter has counted; its unit is part of its header."""
    usual = name in ("kWh", "GJ", "MWh")
    return Input(
        name,
        "number",
        keyword=name.lower() if usual else "",
        option=f"--{name.lower()}" if usual else "",
        metavar=name.upper(),
        column=name,
        headers=(*(f"{word}{unit}" for word in UNITLESS for unit in units), name.lower()),
        units=units,
        most=most,
        on_page=usual,
        in_template=in_template,
    )


def _length(name: str, keyword: str, most: int, units: tuple[str, ...], *headers: str) -> Input:
    """Return how long is billed, as the user's own figure."""
    made = Input(name, "number", keyword, f"--{keyword}", "", keyword, headers, units, most=most)
    return made._replace(decisive=True, on_page=True)


def _noted(name: str, label: Both, *headers: str) -> Input:
    """Return an event that only ledgers note in a column of its own."""
    return Input(name, "event", column=name, headers=headers, label=label)


INPUTS: dict[str, Input] = {
    each.name: each
    for each in (
        _area(
            *("building_m2", "建筑面积", "房屋建筑面积", "用户面积", "面积"),
            keyword="area",
            in_template="建筑面积",
            sample="100",
        ),
        _area("usable_m2", "使用面积", keyword="usable", in_template="使用面积", sample="70"),
        _area("inner_m2", "套内面积", "套内建筑面积", keyword="inner"),
        _area(
            *("billed_m2", "计费面积", "收费面积", "供热面积", "供暖面积", "采暖面积", "用热面积", "计热面积"),
            decisive=True,
        ),
        _length("month", "months", 12, ("个月", "月"), "月数", "计费月数", "供热月数"),
        _length("day", "days", 366, ("天", "日"), "天数", "计费天数", "供热天数"),
        _heat("kWh", "kwh", "千瓦时", "度", most=1_000_000_000, in_template="用热量(kWh)"),
        _heat("GJ", "gj", "吉焦", most=3_600_000),
        _heat("MWh", "mwh", "兆瓦时"),
        _heat("Gcal", "gcal", "百万大卡"),
        _heat("Mcal", "mcal", "千大卡", most=1_000_000_000),
        Input("kW", "number", column="kW", headers=("热负荷", "供热负荷"), units=("kw", "千瓦"), on_page=True),
        Input(
            "person", "number", column="person", headers=("人数", "家庭人口"), units=("人",), most=1000, on_page=True
        ),
        Input("m3", "number", column="m3", headers=("热水用量", "热水量"), units=("立方米", "方"), on_page=True),
        Input(
            "height_m",
            "number",
            keyword="height",
            option="--height",
            metavar="M",
            column="height_m",
            headers=("层高", "height"),
            units=("米", "m"),
            least=Fraction(1),
            most=20,  # 28 is 2.8 without its point
            on_page=True,
            in_template="层高",
            sample="2.8",
        ),
        Input(
            "stopped",
            "flag",
            keyword="stopped",
            option="--stopped",
            column="status",
            headers=(
                *("状态", "用户状态", "用热状态", "用暖状态", "供热状态", "供热与否"),
                *("供暖状态", "开通状态", "开栓状态", "阀门状态", "停供标志", "停供标识", "报停标志"),
                *("是否用热", "是否供热", "是否供暖", "是否报停", "是否停供", "是否停热"),
                *("停供状态", "停热状态", "报停状态", "报停", "停供", "停热", "stopped"),
            ),
            label=Both("报停", "stopped supply"),
            event="stopped",
            in_template="状态",
            sample="正常",
        ),
        _area("stopped_m2", "报停面积", "停供面积", "停热面积", keyword="stopped_m2")._replace(
            event="stopped", on_page=True
        ),
        Input(
            "reconnected",
            "flag",
            keyword="reconnected",
            option="--reconnected",
            column="reconnected",
            headers=("复通", "恢复供热", "是否复通", "是否恢复供热"),
            label=Both("复通", "supply opened again"),
            event="reconnected",
        ),
        Input(
            "relief",
            "word",
            keyword="relief",
            option="--relief",
            metavar="GROUP",
            column="relief",
            headers=(
                *("优惠", "优惠类别", "优惠类型", "优惠政策", "减免", "减免类型", "减免类别"),
                *("是否低保", "低保", "低保户", "低保标识", "低保标志", "享受低保"),
                *("特困", "是否特困", "特困户", "特困标识"),
            ),
            label=Both("优惠", "relief"),
            event="relief",
            in_template="优惠",
        ),
        Input(
            "paid_on",
            "date",
            keyword="paid_on",
            option="--paid-on",
            metavar="DATE",
            column="paid_on",
            headers=(*_PAID_ON, "paidon"),
            least=Fraction(dt.date(1900, 1, 1).toordinal()),
            most=dt.date(2199, 12, 31).toordinal(),
            on_page=True,
            in_template="缴费日期",
            sample="2022-10-13",
        ),
        Input(
            "supply_from",
            "event",
            keyword="supply_from",
            option="--from",
            metavar="DATE",
            column="supply_from",
            headers=(
                *("供热起", "供热开始日期", "供热开始时间", "供暖开始日期"),
                *("开始供热日期", "用热开始日期", "supplyfrom"),
            ),
            label=Both("供热开始日期", "first day of supply"),
        ),
        Input(
            "supply_to",
            "event",
            keyword="supply_to",
            option="--to",
            metavar="DATE",
            column="supply_to",
            headers=("供热止", "供热结束日期", "供热截止日期", "供暖结束日期", "用热结束日期", "supplyto"),
            label=Both("供热结束日期", "last day of supply"),
        ),
        Input(
            "cold",
            "event",
            keyword="cold",
            option="--cold",
            metavar="T:DAYS,...",
            column="cold",
            headers=("室温不达标", "室温不达标情况"),
            label=Both("室温不达标退费", "refunds for cold rooms"),
            event="cold",
        ),
        _noted("room_c", Both("室温", "room temperature"), "室温", "实测室温", "室内温度", "平均室温"),
        _noted("cold_days", Both("室温不达标天数", "days with a cold room"), "室温不达标天数", "不达标天数"),
        _area("cold_m2", "不达标面积", "室温不达标面积", keyword="cold_area")._replace(event="cold", on_page=True),
        Input(
            "outage_hours",
            "number",
            keyword="outage_hours",
            option="--outage",
            metavar="HOURS",
            column="outage_hours",
            headers=("停热小时", "停热小时数", "停热时长", "停暖小时", "outagehours"),
            units=("小时", "h"),
            most=9000,
            label=Both("停热退费", "refunds for outages"),
            event="outage",
            on_page=True,
        ),
    )
}
"""By name, in the order in which they are asked for."""


def column_input(column: str) -> Input | None:
    """Return the input of a ledger's column; None for a column that is no input, such as the account."""
    return next((each for each in INPUTS.values() if each.column == column), None) if column else None
