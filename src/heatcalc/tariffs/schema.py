"""The keys of the tariff table: which keys an entry may have, and what they mean."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any

from heatcalc.measures import AREAS, Both, OwnMeasure
from heatcalc.rules.registry import AnyKind
from heatcalc.schema.attributes import Attributes
from heatcalc.schema.fields import (
    OWN_NAME,
    OWN_NAME_LIKE,
    BuiltInOrOwn,
    DayField,
    Field,
    FlagField,
    NumberField,
    OneOf,
    Reference,
    TextField,
    YearField,
)
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import (
    ID_KEY,
    NAME_LIKE,
    NOTE_KEYS,
    QUOTE_KEY,
    SOURCE_KEY,
    Key,
    ListOf,
    MapOf,
    Shape,
    ShapeLater,
    Values,
    imported_later,
)
from heatcalc.schema.winters import first_day, last_day, winter_text
from heatcalc.tariffs.arrays import TableArray
from heatcalc.tariffs.model import (
    CHANGES,
    PLANS,
    City,
    Conversion,
    Named,
    Source,
    Table,
    Tariff,
    UserClass,
)
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.schema_prices import CAP, CHARGE, MINIMUM, ROUND, VAT, WHEN
from heatcalc.tariffs.schema_words import ATTRIBUTE, CLASS, CLASS_ID, CURRENCY, GROUP, MEASURE, NAME, NAMES, SOURCE

_later = partial(imported_later, "heatcalc.tariffs.validation")
_names = partial(imported_later, "heatcalc.tariffs.validation_names")

CONVERSION = Shape(
    "area",
    {
        "gives": Key(OneOf(AREAS), Both("得出的面积", "the area that results"), required=True),
        "from": Key(OneOf(AREAS), Both("所依据的面积", "the area it is calculated from"), required=True),
        "ratio": Key(NumberField(above="0", high="10"), Both("比例", "gives ÷ from"), required=True),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
        "when": WHEN,
    },
    Conversion,
    _later("check_conversion"),
)


SEASON = Shape(
    "season",
    {
        "winter": Key(
            DayField(dated=False, winter=True), Both("采暖季；省略表示每年", "the winter; every winter if omitted")
        ),
        "year": Key(YearField(), Both("公历年，代替采暖季", "the calendar year, instead of a winter")),
        "start": Key(DayField(recurring=True), Both("开始日", "the first day")),
        "end": Key(DayField(recurring=True), Both("结束日（含）", "the last day, inclusive")),
        "months": Key(NumberField("0.1", "12"), Both("计费月数", "months billed")),
        "days": Key(NumberField(above="0", high="366"), Both("计费天数", "days billed")),
        "approximate": Key(FlagField(), Both("出处只说约数", "the length is only approximate in the source")),
        "started": Key(
            DayField(), Both("实际提前供热日，开始日前不计费", "heating began here; not billed before `start`")
        ),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
        "when": WHEN,
    },
    lambda year=None, winter=None, **others: Season(winter=winter if year is None else year, **others),
    _later("check_season"),
)


def _tariff(
    from_: dt.date | int,
    until: dt.date | int | None = None,
    **others: Any,  # noqa: ANN401 - the other fields of a Tariff
) -> Tariff:
    text = winter_text(from_) if isinstance(from_, int) else from_.isoformat()
    return Tariff(from_=first_day(from_), from_text=text, until=None if until is None else last_day(until), **others)


def _check_tariff(values: Values, path: KeyPath, findings: Findings) -> None:
    _later("check_tariff")(values, path, findings)
    _names("check_charge_names")(values, path, findings)


TARIFF = Shape(
    "tariff",
    {
        "class": Key(CLASS_ID, Both("用户类别", "the class billed"), required=True),
        "plan": Key(BuiltInOrOwn(PLANS, "plans"), Both("计费方式，默认 area 按面积", "the plan; default area")),
        "from": Key(
            DayField(winter=True), Both("已知开始执行的日期或采暖季", "first day known to apply"), required=True
        ),
        "until": Key(DayField(winter=True), Both("最后执行的日期或采暖季", "the last day it applies")),
        "change": Key(
            OneOf(CHANGES),
            Both(
                "采暖季中（首日之后，末日当天也算）开始执行的价格：by_day 新旧各按天数，"
                "next_season 下一采暖季起，whole_season 整季按新价",
                "a price that begins inside a season (after its first day, be it on its last): each price by its days, "
                "from the next season, or for all of it",
            ),
        ),
        "seen": Key(
            DayField(),
            Both(
                "最近一次有出处确认的日子；省略为出处的日期",
                "the last day a source confirms it; default: the source's date",
            ),
        ),
        "id": ID_KEY,
        "charge": Key(ListOf(CHARGE), Both("费用项", "the charges"), required=True),
        "cap": Key(CAP, Both("封顶", "upper limit of the charges")),
        "minimum": Key(MINIMUM, Both("保底", "lower limit of the charges")),
        "vat": Key(VAT, Both("增值税", "value-added tax")),
        "round": Key(ROUND, Both("取整", "rounding")),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
        **NOTE_KEYS,
    },
    _tariff,
    _check_tariff,
)


def _check_city(values: Values, path: KeyPath, findings: Findings) -> None:
    _names("check_named")(values, path, findings)
    _later("check_city")(values, path, findings)
    imported_later("heatcalc.tariffs.schema_costs", "check_source_prices")(values, path, findings)
    imported_later("heatcalc.tariffs.schema_supply", "check_figures")(values, path, findings)
    imported_later("heatcalc.tariffs.schema_heat_costs", "check_heat_uses")(values, path, findings)


def _array_later(name: str, schema: str, constant: str) -> TableArray:
    return TableArray(ShapeLater(name, f"heatcalc.tariffs.schema_{schema}", constant))


CITY = Shape(
    "city",
    {
        "id": Key(
            TextField(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", Both("小写字母、数字和 -", "small letters, digits and -")),
            Both("唯一的 ASCII 标识", "a unique ASCII name"),
            required=True,
        ),
        **NAMES,
        "province": Key(NAME, Both("省份", "province")),
        "currency": Key(CURRENCY, Both("账单货币，默认同全表", "the currency of its bills; default the table's")),
        "aliases": Key(ListOf(NAME), Both("别名", "other names")),
        "falls_back_to": Key(
            CLASS_ID, Both("细类无价时采用的大类", "the class whose price a finer class without one takes")
        ),
        "area": Key(
            TableArray(CONVERSION, _later("check_conversions")),
            Both("面积换算", "how one area is converted into another"),
        ),
        "season": Key(TableArray(SEASON, _later("check_seasons")), Both("采暖季", "heating seasons")),
        "tariff": Key(TableArray(TARIFF, _later("check_tariffs")), Both("供热价格", "tariffs")),
        "rule": Key(TableArray(AnyKind()), Both("计费规则", "rules")),
        "source_price": Key(
            _array_later("source_price", "costs", "SOURCE_PRICE"),
            Both("与电厂的协议热价", "prices agreed with the plants"),
        ),
        "guide_price": Key(
            _array_later("guide_price", "costs", "GUIDE_PRICE"),
            Both("热源指导价，即上限", "guide prices, which are caps"),
        ),
        "cost": Key(_array_later("cost", "costs", "COST"), Both("供热成本", "what heat costs")),
        "plant": Key(_array_later("plant", "supply", "PLANT"), Both("热源", "the plants of the network")),
        "figure": Key(
            _array_later("figure", "supply", "SUPPLY_FIGURE"),
            Both("公布的工程数字", "published figures of a programme"),
        ),
        "doubt": Key(
            _array_later("doubt", "supply", "DOUBT"),
            Both("公布数字中的矛盾", "contradictions in the published figures"),
        ),
        "heat_use": Key(
            _array_later("heat_use", "heat_costs", "HEAT_USE_KNOWN"),
            Both("单位面积耗热量，有出处，供选用", "heat used per ㎡ by a source, offered by name"),
        ),
        "unit_cost": Key(
            _array_later("unit_cost", "heat_costs", "UNIT_COST"),
            Both("公布的单位供热成本", "published costs of heat per ㎡"),
        ),
        "split": Key(
            _array_later("split", "heat_costs", "SPLIT"),
            Both("补贴由谁分担", "who puts in what share of a subsidy"),
        ),
        "rural_subsidy": Key(
            _array_later("rural_subsidy", "heat_costs", "RURAL_SUBSIDY"),
            Both("农村取暖运行补贴", "what rural homes get for their fuel"),
        ),
    },
    lambda name="", english="", **others: City(name=name or english, english=english or others["id"].title(), **others),
    _check_city,
)


def _table(
    schema: Fraction,  # noqa: ARG001 - read for its check
    classes: dict[str, UserClass],
    sources: dict[str, Source],
    city: tuple[City, ...],
    default_city: str = "",
    groups: Mapping[str, Named] = MappingProxyType({}),
    attributes: Attributes = MappingProxyType({}),
    currency: str = "CNY",
    measures: Mapping[str, OwnMeasure] = MappingProxyType({}),
    plans: Mapping[str, Named] = MappingProxyType({}),
) -> Table:
    return Table(classes, sources, city, default_city, groups, plans, measures, attributes, currency)


def _check_table(values: Values, path: KeyPath, findings: Findings) -> None:
    _names("check_declared")(values, path, findings)


_SCHEMA: Field = NumberField("1", "1")

TABLE = Shape(
    "",
    {
        "schema": Key(_SCHEMA, Both("格式版本，现为 1", "the version of this format, 1"), required=True),
        "default_city": Key(
            Reference("city", Both("某个城市的 id", "the id of a city")), Both("默认城市", "the default city")
        ),
        "currency": Key(CURRENCY, Both("账单货币，默认 CNY", "the currency of bills; default CNY")),
        "classes": Key(MapOf(CLASS), Both("用户类别", "the classes"), required=True),
        "groups": Key(MapOf(GROUP), Both("优惠对象的叫法", "what groups with a relief are called")),
        "attributes": Key(
            MapOf(ATTRIBUTE),
            Both(
                f"住宅类型等属性及其值；键用{NAME_LIKE.zh}",
                f"the attributes of homes, and their values, each by a key of {NAME_LIKE.en}",
            ),
        ),
        "plans": Key(
            MapOf(GROUP, OWN_NAME, OWN_NAME_LIKE),
            Both(
                f"价目表自己的计费方式；键{OWN_NAME_LIKE.zh}",
                f"plans of the table's own, each by a key of {OWN_NAME_LIKE.en}",
            ),
        ),
        "measures": Key(
            MapOf(MEASURE, OWN_NAME, OWN_NAME_LIKE),
            Both(
                f"价目表自己的计量，如回水温差；键{OWN_NAME_LIKE.zh}",
                f"measures of the table's own, each by a key of {OWN_NAME_LIKE.en}",
            ),
        ),
        "sources": Key(MapOf(SOURCE), Both("出处", "the sources"), required=True),
        "city": Key(TableArray(CITY, _names("check_cities")), Both("城市", "the cities"), required=True),
    },
    _table,
    _check_table,
)
