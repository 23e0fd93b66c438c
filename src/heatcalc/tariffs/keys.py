"""The keys of the tariff table: what may stand where, and what it means."""

import datetime as dt
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

from heatcalc.formula.tree import Rounding
from heatcalc.measures import AREAS, MEASURES, Both
from heatcalc.money import FEN, MODES
from heatcalc.shapes import (
    FAILED,
    RATE,
    SHARE,
    Amount,
    Check,
    Day,
    Findings,
    Flag,
    Key,
    ListOf,
    MapOf,
    MonthDay,
    OneOf,
    Path,
    Shape,
    Text,
    Values,
    near,
)
from heatcalc.tariffs.model import (
    KINDS,
    Cap,
    Charge,
    City,
    Conversion,
    Price,
    Season,
    Source,
    Table,
    Tariff,
    Tier,
    UserClass,
    Vat,
)

PLANS = ("area", "metered")

_NAME = Text()
_QUOTE = Key(Text(), Both("出处原文", "the words of the source"))


class Known:
    """The name of something that the table itself defines: a source, a class, a city."""

    def __init__(self, what: str, allowed: Both) -> None:
        self.what = what
        self.allowed = allowed

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        assert isinstance(findings, TableFindings)
        names = findings.names[self.what]
        if isinstance(value, str) and value in names:
            return value
        hint = near(value, names) if isinstance(value, str) else ""
        findings.add(path, f"unknown_{self.what}", value, self.allowed, hint)
        return FAILED

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "string"}


class TableFindings(Findings):
    """Findings about a table, with the names that it defines."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__()
        self.names = {what: _keys(document.get(what)) for what in ("sources", "classes")}
        cities = document.get("city")
        ids = [city.get("id") for city in cities if isinstance(city, dict)] if isinstance(cities, list) else []
        self.names["city"] = [id_ for id_ in ids if isinstance(id_, str)]


def _keys(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []


_SOURCE = Key(
    Known("sources", Both("[sources] 中的一项", "one of [sources]")), Both("出处", "the source"), required=True
)
_CLASS = Known("classes", Both("[classes] 中的一项", "one of [classes]"))


class Rows:
    """An array of tables. A faulty one does not hide what is wrong with the others."""

    def __init__(self, row: Shape, together: Any = None) -> None:  # noqa: ANN401 - a function of rows, path, findings
        self.row = row
        self.together = together
        self.allowed = Both(f"[[…{row.name}]] 表的列表", f"a list of [[…{row.name}]] tables")

    def read(self, value: object, path: Path, findings: Findings) -> Any:  # noqa: ANN401, D102
        if not isinstance(value, list) or not value:
            findings.add(path, "wrong_type" if not isinstance(value, list) else "empty_list", value, self.allowed)
            return FAILED
        rows = [(index, self.row.read(each, (*path, index), findings)) for index, each in enumerate(value)]
        sound = [(index, row) for index, row in rows if row is not FAILED]
        if self.together is not None:
            self.together(sound, path, findings)
        return tuple(row for _, row in sound)

    def schema(self) -> dict[str, Any]:  # noqa: D102
        return {"type": "array", "minItems": 1, "items": self.row.schema()}


_WHEN = Key(
    MapOf(Text()), Both("只适用于具有这些属性的用户", "holds only for homes with these attributes, given by --with")
)


def _price(
    per: tuple[str, ...],
    rate: Fraction | None = None,
    tiers: tuple[Tier, ...] = (),
    tiers_by: str = "part",
) -> Price:
    return Price(per, rate, tiers, whole=tiers_by == "whole")


def _charge(
    name: str = "",
    times: Fraction | None = None,
    when: dict[str, str] | None = None,
    or_: tuple[Price, ...] = (),
    **price: Any,  # noqa: ANN401 - the keys of _price
) -> Charge:
    return Charge((_price(**price), *or_), name, times, when or {})


def _check_price(values: Values, path: Path, findings: Findings) -> None:
    if ("rate" in values) == ("tiers" in values):
        findings.add(path, "rate_or_tiers", allowed=Both("rate 或 tiers 二者之一", "either rate or tiers"))
    tiers: tuple[Tier, ...] = values.good("tiers") or ()
    below = Fraction(0)
    for index, tier in enumerate(tiers):
        if tier.up_to is None and index < len(tiers) - 1:
            findings.add((*path, "tiers", index + 1), "unreachable_tier", allowed=_ASCENDING)
        elif tier.up_to is not None and tier.up_to <= below:
            findings.add((*path, "tiers", index, "up_to"), "unreachable_tier", tier.up_to, _ASCENDING)
        below = tier.up_to or below


_ASCENDING = Both("up_to 递增，只有最后一档可以省略", "up_to ascending; only the last tier may go without")

TIER = Shape(
    "tiers",
    {
        "up_to": Key(Amount(above="0"), Both("本档上限（含）", "where the tier ends, included")),
        "rate": Key(RATE, Both("本档价格，元/单位", "the tier's price [CNY per unit]"), required=True),
    },
    Tier,
)
_PRICE = {
    "rate": Key(RATE, Both("价格，元/单位；可以为负", "the price [CNY per unit]; may be negative")),
    "per": Key(
        ListOf(OneOf(tuple(MEASURES)), distinct=True),
        Both("计价单位，各项之积 × 价格 = 费用", "the measures it is per; their product × the rate is the charge"),
        required=True,
    ),
    "tiers": Key(ListOf(TIER), Both("按第一个计量分档，代替 rate", "instead of rate: prices by the first measure")),
    "tiers_by": Key(
        OneOf(("part", "whole")),
        Both(
            "part 各档只管本档内的量（默认）；whole 总量所在档管全部",
            "part: each tier for what lies in it (default); whole: the tier of the whole quantity for all of it",
        ),
    ),
}
PRICE = Shape("or", _PRICE, _price, _check_price)
CHARGE = Shape(
    "charge",
    {
        **_PRICE,
        "name": Key(_NAME, Both("账单上的名称；basic 指基本热费", "its name on the bill; basic is the basic charge")),
        "times": Key(Amount("0", "1000"), Both("系数", "a coefficient")),
        "when": _WHEN,
        "or": Key(ListOf(PRICE), Both("同一价格按其他单位的公布值", "the same price published in other units")),
    },
    _charge,
    _check_price,
)

CAP = Shape(
    "cap",
    {
        "plan": Key(OneOf(PLANS), Both("与哪种计费方式比", "the plan it is compared with"), required=True),
        "times": Key(Amount("0", "10"), Both("倍数，默认 1", "times that plan's charges; default 1")),
    },
    Cap,
)
MINIMUM = Shape(
    "minimum",
    {
        "rate": Key(Amount("0"), Both("最低价格，元/单位", "the least price [CNY per unit]"), required=True),
        "per": Key(ListOf(OneOf(tuple(MEASURES)), distinct=True), Both("计价单位", "the measures"), required=True),
    },
    _price,
)
VAT = Shape(
    "vat",
    {
        "rate": Key(SHARE, Both("税率", "the tax rate"), required=True),
        "included": Key(Flag(), Both("价格是否含税", "whether the price contains it"), required=True),
    },
    Vat,
)


def _check_round(values: Values, path: Path, findings: Findings) -> None:
    step = values.good("step")
    if step is not None and step % FEN:
        findings.add((*path, "step"), "not_allowed", step, Both("0.01 的整数倍", "a multiple of 0.01"))


ROUND = Shape(
    "round",
    {
        "step": Key(Amount("0.01", "100"), Both("取整单位，元；默认 0.01", "the step [CNY]; default 0.01")),
        "mode": Key(OneOf(MODES), Both("取整方式，默认 half_up 四舍五入", "how; default half_up")),
        "each": Key(OneOf(("bill", "line")), Both("整单一次或逐项，默认 bill", "once a bill or each line")),
    },
    Rounding,
    _check_round,
)

CLASS = Shape(
    "classes",
    {
        "name": Key(_NAME, Both("中文名", "name in Chinese"), required=True),
        "english": Key(_NAME, Both("英文名", "name in English")),
        "kind": Key(_CLASS, Both("所属大类", "the general class it is one of")),
    },
    lambda name, english="", kind="": UserClass(name, english or name, kind),
)
SOURCE = Shape(
    "sources",
    {
        "title": Key(_NAME, Both("标题", "title"), required=True),
        "publisher": Key(_NAME, Both("发布者", "who published it"), required=True),
        "date": Key(
            Text(
                r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?",
                Both("YYYY、YYYY-MM 或 YYYY-MM-DD", "YYYY, YYYY-MM or YYYY-MM-DD"),
            ),
            Both("发布日期，知道多少写多少", "when, as precise as known"),
            required=True,
        ),
        "kind": Key(OneOf(KINDS), Both("可信程度，由强到弱", "how far to trust it, strongest first"), required=True),
        "url": Key(Text(r"https?://\S+", Both("网址", "a web address")), Both("网址", "web address")),
        "document": Key(_NAME, Both("文号", "the number of the official paper")),
        "note": Key(_NAME, Both("备注", "a note")),
    },
    Source,
)

_RANK = {"usable_m2": 0, "inner_m2": 1, "building_m2": 2}


def _check_conversion(values: Values, path: Path, findings: Findings) -> None:
    gives, from_, ratio = values.good("gives"), values.good("from"), values.good("ratio")
    if gives is not None and gives == from_:
        findings.add((*path, "from"), "not_allowed", from_, Both("另一种面积", "another area"))
    elif ratio is not None and gives in _RANK and from_ in _RANK:
        if _RANK[gives] < _RANK[from_] and ratio > 1:
            findings.add((*path, "ratio"), "out_of_range", ratio, SHARE.allowed)
        elif _RANK[gives] > _RANK[from_] and ratio < 1:
            findings.add((*path, "ratio"), "out_of_range", ratio, Both(">= 1", ">= 1"))


CONVERSION = Shape(
    "area",
    {
        "gives": Key(OneOf(AREAS), Both("得出的面积", "the area it gives"), required=True),
        "from": Key(OneOf(AREAS), Both("所依据的面积", "the area it follows from"), required=True),
        "ratio": Key(Amount(above="0", high="10"), Both("比例", "gives ÷ from"), required=True),
        "source": _SOURCE,
        "quote": _QUOTE,
        "when": _WHEN,
    },
    Conversion,
    _check_conversion,
)


def _check_season(values: Values, path: Path, findings: Findings) -> None:
    winter = values.good("winter")
    for name in ("start", "end", "started"):
        day = values.good(name)
        if isinstance(day, dt.date) and "winter" not in values:
            findings.add((*path, name), "needs_winter", day, Both('winter，或 "11-15"', 'a winter, or "11-15"'))
        elif isinstance(day, dt.date) and winter is not None:
            _check_within(winter, day, (*path, name), findings)
    if not ({"months", "days"} & set(values) or {"start", "end"} <= set(values)):
        findings.add(path, "no_length", allowed=Both("months、days 或 start 与 end", "months, days, or start and end"))
    start, end = (_in_winter(values.good(name), winter) for name in ("start", "end"))
    if start is not None and end is not None and end < start:
        findings.add((*path, "end"), "end_before_start", end, Both(f">= {start}", f">= {start}"))


def _in_winter(day: dt.date | MonthDay | None, winter: int | None) -> dt.date | None:
    return day.in_winter(2023 if winter is None else winter) if isinstance(day, MonthDay) else day


def _check_within(winter: int, day: dt.date, path: Path, findings: Findings) -> None:
    first, last = dt.date(winter, 7, 1), dt.date(winter + 1, 6, 30)
    if not first <= day <= last:
        findings.add(path, "outside_winter", day, Both(f"{first} 至 {last}", f"{first} to {last}"))


SEASON = Shape(
    "season",
    {
        "winter": Key(Day(dated=False, winter=True), Both("采暖季；省略表示每年", "the winter; every one if left out")),
        "start": Key(Day(recurring=True), Both("开始日", "the first day")),
        "end": Key(Day(recurring=True), Both("结束日（含）", "the last day, included")),
        "months": Key(Amount(above="0", high="12"), Both("计费月数", "months billed")),
        "days": Key(Amount(above="0", high="366"), Both("计费天数", "days billed")),
        "approximate": Key(Flag(), Both("出处只说约数", "the source gives the length only roughly")),
        "started": Key(Day(), Both("实际提前供热日，开始日前不计费", "heat was on from here; free before `start`")),
        "source": _SOURCE,
        "quote": _QUOTE,
    },
    Season,
    _check_season,
)


def _tariff(
    from_: dt.date | int,
    until: dt.date | int | None = None,
    **others: Any,  # noqa: ANN401 - the other fields of a Tariff
) -> Tariff:
    text = f"{from_}-{from_ + 1}" if isinstance(from_, int) else from_.isoformat()
    return Tariff(from_=_first(from_), from_text=text, until=None if until is None else _last(until), **others)


def _first(day: dt.date | int) -> dt.date:
    """Return the first day of a winter's year, or the day itself."""
    return dt.date(day, 7, 1) if isinstance(day, int) else day


def _last(day: dt.date | int) -> dt.date:
    """Return the last day of a winter's year, or the day itself."""
    return dt.date(day + 1, 6, 30) if isinstance(day, int) else day


def _check_tariff(values: Values, path: Path, findings: Findings) -> None:
    from_, until, cap = values.good("from"), values.good("until"), values.good("cap")
    if from_ is not None and until is not None and _last(until) < _first(from_):
        findings.add((*path, "until"), "until_before_from", until, Both(f">= {from_}", f">= {from_}"))
    if cap is not None and cap.plan == (values.good("plan") or "area"):
        findings.add((*path, "cap", "plan"), "not_allowed", cap.plan, Both("另一种计费方式", "the other plan"))


TARIFF = Shape(
    "tariff",
    {
        "class": Key(_CLASS, Both("用户类别", "the class billed"), required=True),
        "plan": Key(OneOf(PLANS), Both("计费方式，默认 area 按面积", "the plan; default area")),
        "from": Key(Day(winter=True), Both("已知开始执行的日期或采暖季", "first day known to hold"), required=True),
        "until": Key(Day(winter=True), Both("最后执行的日期或采暖季", "the last day it holds")),
        "charge": Key(ListOf(CHARGE), Both("费用项", "the charges"), required=True),
        "cap": Key(CAP, Both("封顶", "the charges come to at most")),
        "minimum": Key(MINIMUM, Both("保底", "the charges come to at least")),
        "vat": Key(VAT, Both("增值税", "value-added tax")),
        "round": Key(ROUND, Both("取整", "rounding")),
        "source": _SOURCE,
        "quote": _QUOTE,
    },
    _tariff,
    _check_tariff,
)


def _check_tariffs(tariffs: list[tuple[int, Tariff]], path: Path, findings: Findings) -> None:
    """Two tariffs of one class and plan may not begin on one day, nor one run on into the next."""
    ordered = sorted(tariffs, key=lambda each: (each[1].class_, each[1].plan, each[1].from_, each[0]))
    for (_, earlier), (index, later) in pairwise(ordered):
        if (earlier.class_, earlier.plan) != (later.class_, later.plan):
            continue
        if earlier.from_ == later.from_:
            findings.add((*path, index), "duplicate_tariff", f"{later.class_}, {later.plan}, {later.from_text}")
        elif earlier.until is not None and earlier.until >= later.from_:
            found = f"{earlier.from_text}..{earlier.until}, {later.from_text}.."
            findings.add((*path, index, "from"), "overlapping_tariff", found)
    if any(finding.path[: len(path)] == path for finding in findings):
        return  # a tariff that could not be read may be the one that a cap refers to
    plans = {(tariff.class_, tariff.plan) for _, tariff in tariffs}
    for index, tariff in tariffs:
        if tariff.cap is not None and (tariff.class_, tariff.cap.plan) not in plans:
            found = f"{tariff.class_}, {tariff.cap.plan}"
            findings.add((*path, index, "cap", "plan"), "cap_without_plan", found)


def _check_seasons(seasons: list[tuple[int, Season]], path: Path, findings: Findings) -> None:
    count = Counter(season.winter for _, season in seasons)
    for index, season in seasons:
        if count[season.winter] > 1:
            findings.add((*path, index), "duplicate_season", season.winter or "")


def _check_conversions(conversions: list[tuple[int, Conversion]], path: Path, findings: Findings) -> None:
    seen: set[tuple[frozenset[str], tuple[tuple[str, str], ...]]] = set()
    for index, conversion in conversions:
        key = (frozenset((conversion.gives, conversion.from_)), tuple(sorted(conversion.when.items())))
        if key in seen:
            findings.add((*path, index), "duplicate_conversion", f"{conversion.gives}, {conversion.from_}")
        seen.add(key)


CITY = Shape(
    "city",
    {
        "id": Key(
            Text(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", Both("小写字母、数字和 -", "small letters, digits and -")),
            Both("唯一的 ASCII 标识", "a unique ASCII name"),
            required=True,
        ),
        "name": Key(_NAME, Both("中文名", "name in Chinese"), required=True),
        "english": Key(_NAME, Both("英文名", "name in English")),
        "province": Key(_NAME, Both("省份", "province")),
        "aliases": Key(ListOf(_NAME), Both("别名", "other names")),
        "falls_back_to": Key(_CLASS, Both("细类无价时采用的大类", "the class whose price a finer one without takes")),
        "area": Key(Rows(CONVERSION, _check_conversions), Both("面积换算", "how one area follows from another")),
        "season": Key(Rows(SEASON, _check_seasons), Both("采暖季", "heating seasons")),
        "tariff": Key(Rows(TARIFF, _check_tariffs), Both("供热价格", "tariffs")),
    },
    lambda english="", **others: City(english=english or others["id"].title(), **others),
)


def _check_cities(cities: list[tuple[int, City]], path: Path, findings: Findings) -> None:
    owner: dict[str, str] = {}
    for index, city in cities:
        for name in {word.casefold(): word for word in (city.id, city.name, city.english, *city.aliases)}:
            if owner.setdefault(name, city.id) != city.id or (name == city.id and index != _place(cities, city.id)):
                findings.add((*path, index), "duplicate_city", name, Both("唯一的名称", "a name of its own"))


def _place(cities: list[tuple[int, City]], id_: str) -> int:
    return next(index for index, city in cities if city.id == id_)


def _table(
    schema: Fraction,  # noqa: ARG001 - read for its check
    classes: dict[str, UserClass],
    sources: dict[str, Source],
    city: tuple[City, ...],
    default_city: str = "",
) -> Table:
    return Table(classes, sources, city, default_city)


_SCHEMA: Check = Amount("1", "1")

TABLE = Shape(
    "",
    {
        "schema": Key(_SCHEMA, Both("格式版本，现为 1", "the version of this format, 1"), required=True),
        "default_city": Key(
            Known("city", Both("某个城市的 id", "the id of a city")), Both("默认城市", "the default city")
        ),
        "classes": Key(MapOf(CLASS), Both("用户类别", "the classes"), required=True),
        "sources": Key(MapOf(SOURCE), Both("出处", "the sources"), required=True),
        "city": Key(Rows(CITY, _check_cities), Both("城市", "the cities"), required=True),
    },
    _table,
)
