"""The keys of what sources say of the cost of heat: use per ㎡, cost per ㎡, who shares a subsidy, rural subsidies."""

import datetime as dt
from fractions import Fraction
from typing import Any

from heatcalc.measures import AREAS, GJ_PER, Both
from heatcalc.money import plain
from heatcalc.schema.fields import SHARE, DayField, FlagField, NumberField, OneOf, TextField
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import QUOTE_KEY, SOURCE_KEY, Key, ListOf, Shape, Values
from heatcalc.tariffs.model_costs import (
    PERIODS,
    Band,
    CostItem,
    HeatUse,
    MeteredPrice,
    RuralSubsidy,
    Split,
    SplitShare,
    UnitCost,
)
from heatcalc.tariffs.schema_costs import HEAT_USE
from heatcalc.tariffs.schema_prices import WHEN
from heatcalc.tariffs.schema_words import CLASS_ID

_NAMES = {
    "name": Key(TextField(), Both("中文名", "name in Chinese"), required=True),
    "english": Key(TextField(), Both("英文名", "name in English"), required=True),
}
_BASIS = Key(OneOf(AREAS), Both("按哪种面积；出处未说明的用 billed_m2", "per ㎡ of which area"), required=True)
_AMOUNT = NumberField(above="0", high="100000")
UNIT_COSTS = NumberField(above="0", high="1000")
"""What a ㎡ may cost [CNY]."""
FUELS = ("kWh", "m3", "t")


def _check_use(values: Values, path: KeyPath, findings: Findings) -> None:
    value, unit = values.valid("value"), values.valid("unit") or "GJ"
    if "tariff" in values and "metered" in values:
        findings.add(path, "one_of", "tariff, metered", Both("二者之一", "one of the two"))
    elif ("tariff" in values or "metered" in values) != ("area_tariff" in values):
        lacking = "area_tariff" if "tariff" in values else "tariff"
        findings.add(path, "missing_key", lacking, Both("价格的 id", "the id of a tariff"))
    if value is not None and not HEAT_USE.holds(value * GJ_PER[unit]):
        findings.add((*path, "value"), "out_of_range", value, HEAT_USE.allowed)


_METERED = Shape(
    "metered",
    {
        "rate": Key(NumberField(above="0", high="1000"), Both("计量热价", "the metered price"), required=True),
        "per": Key(OneOf(tuple(GJ_PER)), Both("计量单位", "the unit of heat"), required=True),
        "basic_share": Key(
            SHARE, Both("基本热费占面积热费的比例", "the basic charge as a share of the area price"), required=True
        ),
        "winter": Key(
            DayField(dated=False, winter=True), Both("执行的采暖季", "the winter it was in force"), required=True
        ),
    },
    MeteredPrice,
)
HEAT_USE_KNOWN = Shape(
    "heat_use",
    {
        "value": Key(NumberField(above="0", high="10000"), Both("耗热量", "the heat"), required=True),
        "unit": Key(OneOf(tuple(GJ_PER)), Both("单位，默认 GJ", "its unit; default GJ")),
        "basis": _BASIS,
        "class": Key(CLASS_ID, Both("用户类别，默认 residential", "the class; default residential")),
        "tariff": Key(
            TextField(),
            Both(
                "由哪个两部制热价推出：价格的 id；推出的数由程序核对",
                "the id of the metered tariff that it follows from, which it is checked against",
            ),
        ),
        "area_tariff": Key(
            TextField(),
            Both("两部制热价所依据的面积热价的 id", "the id of the area price that the metered tariff was made with"),
        ),
        "metered": Key(
            _METERED,
            Both(
                "价目表没有收录的计量热价（如试点），代替 tariff",
                "in place of `tariff`, a metered price that the table has no tariff of, as of a trial",
            ),
        ),
        "when": WHEN,
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    HeatUse,
    _check_use,
)


def check_heat_uses(values: Values, path: KeyPath, findings: Findings) -> None:
    """Find two heat uses of one class: by its name one must be meant."""
    classes = [use.class_ for use in values.valid("heat_use") or ()]
    for index, class_ in enumerate(classes):
        if class_ in classes[:index]:
            findings.add((*path, "heat_use", index, "class"), "repeated", class_)


def _check_unit_cost(values: Values, path: KeyPath, findings: Findings) -> None:
    value, to, items = values.valid("value"), values.valid("to"), values.valid("items")
    if value is not None and to is not None and to <= value:
        findings.add((*path, "to"), "out_of_range", to, Both(f"> {plain(value)}", f"> {plain(value)}"))
    if value is None or not items:
        return
    total = sum((item.value for item in items), Fraction(0))
    if abs(total - value) > _ROUNDING * len(items) and not values.valid("incomplete"):
        findings.add((*path, "items"), "does_not_follow", plain(total), Both(plain(value), plain(value)))


_ROUNDING = Fraction(1, 200)
"""What each item of a breakdown may be off through rounding [CNY]."""

_ITEM = Shape(
    "items",
    {**_NAMES, "value": Key(NumberField("-1000", "1000"), Both("数值", "its value"), required=True)},
    CostItem,
)
UNIT_COST = Shape(
    "unit_cost",
    {
        "value": Key(UNIT_COSTS, Both("单位成本，元/㎡", "the cost per ㎡ [CNY]"), required=True),
        "to": Key(UNIT_COSTS, Both("出处给的是范围时的上限", "the upper end where the source gives a range")),
        "basis": _BASIS,
        "period": Key(OneOf(PERIODS), Both("每采暖季、每月或每供热年度", "per season, month or heating year")),
        "winter": Key(DayField(dated=False, winter=True), Both("采暖季", "the winter")),
        "class": Key(CLASS_ID, Both("用户类别；省略为全部", "the class; all if omitted")),
        "items": Key(ListOf(_ITEM), Both("分项", "the items that it is made of")),
        "incomplete": Key(FlagField(), Both("见到的分项不全，差额另列", "the items as found do not come to the whole")),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    UnitCost,
    _check_unit_cost,
)


def _from_text(from_: dt.date | int | None) -> str:
    if from_ is None:
        return ""
    return f"{from_}-{from_ + 1}" if isinstance(from_, int) else from_.isoformat()


def _split(from_: dt.date | int | None = None, **others: Any) -> Split:  # noqa: ANN401 - the other fields
    return Split(from_text=_from_text(from_), **others)


def _check_split(values: Values, path: KeyPath, findings: Findings) -> None:
    payers = values.valid("payers") or ()
    total = sum((payer.share for payer in payers), Fraction(0))
    if payers and total != 1:
        findings.add((*path, "payers"), "does_not_follow", plain(total), Both("合计为 1", "shares that add up to 1"))


_FROM = Key(DayField(winter=True), Both("已知开始执行的日期或采暖季", "first day known to apply"))
SPLIT = Shape(
    "split",
    {
        **_NAMES,
        "payers": Key(
            ListOf(
                Shape(
                    "payers",
                    {**_NAMES, "share": Key(SHARE, Both("承担的比例", "its share"), required=True)},
                    SplitShare,
                )
            ),
            Both("各级财政及比例，合计为 1", "the payers, whose shares add up to 1"),
            required=True,
        ),
        "from": _FROM,
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    _split,
    _check_split,
)


def _rural(from_: dt.date | int | None = None, **others: Any) -> RuralSubsidy:  # noqa: ANN401 - the other fields
    return RuralSubsidy(from_text=_from_text(from_), **others)


def _check_rural(values: Values, path: KeyPath, findings: Findings) -> None:
    rate, most, cap = values.valid("rate"), values.valid("most"), values.valid("cap")
    if not {"rate", "bands", "cap"} & set(values):
        findings.add(path, "one_of", "", Both("rate、bands、cap", "rate, bands, cap"))
    if {"rate", "bands"} & set(values) and "per" not in values:
        findings.add(path, "missing_key", "per", Both("、".join(FUELS), ", ".join(FUELS)))
    bands = values.valid("bands") or ()
    for index, band in enumerate(bands[1:]):
        if band.up_to <= bands[index].up_to:
            least = plain(bands[index].up_to)
            place = (*path, "bands", index + 1, "up_to")
            findings.add(place, "out_of_range", band.up_to, Both(f"> {least}", f"> {least}"))
    full = rate * most if rate is not None and most is not None else None
    if full is not None and cap is not None and full != cap:
        findings.add((*path, "cap"), "does_not_follow", plain(cap), Both(plain(full), plain(full)))


_BAND = Shape(
    "bands",
    {
        "up_to": Key(_AMOUNT, Both("用量上限（含）", "up to and with this quantity"), required=True),
        "rate": Key(NumberField("0", "100000"), Both("元/单位", "CNY per unit"), required=True),
    },
    Band,
)
RURAL_SUBSIDY = Shape(
    "rural_subsidy",
    {
        **_NAMES,
        "per": Key(OneOf(FUELS), Both("补贴按什么计", "what it is per")),
        "rate": Key(_AMOUNT, Both("元/单位", "CNY per unit")),
        "bands": Key(ListOf(_BAND), Both("分档，最后一档以上不补", "by bands; nothing above the last")),
        "most": Key(_AMOUNT, Both("最高补贴用量", "so many units at most")),
        "cap": Key(_AMOUNT, Both("每户每采暖季最高，元", "at most so much a home and season [CNY]")),
        "from": _FROM,
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    _rural,
    _check_rural,
)
