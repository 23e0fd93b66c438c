"""The measures a charge may be per, with their units and names in both languages."""

from fractions import Fraction
from typing import NamedTuple


class Both(NamedTuple):
    """A word or sentence in Chinese and in English."""

    zh: str
    en: str


class Quantity(NamedTuple):
    """A quantity with a unit. `kind` groups those that can stand in for one another."""

    kind: str
    unit: Both
    name: Both
    may_be_negative: bool = False


# ㎡ and not m², m3 and not ㎥: a GBK terminal has no character for the latter ones.
MEASURES: dict[str, Quantity] = {
    "building_m2": Quantity("area", Both("㎡", "㎡"), Both("建筑面积", "building area")),
    "usable_m2": Quantity("area", Both("㎡", "㎡"), Both("使用面积", "usable area")),
    "inner_m2": Quantity("area", Both("㎡", "㎡"), Both("套内面积", "inner area")),
    "billed_m2": Quantity("area", Both("㎡", "㎡"), Both("计费面积", "billed area")),
    "month": Quantity("time", Both("月", "month"), Both("计费月数", "months billed")),
    "day": Quantity("time", Both("日", "day"), Both("计费天数", "days billed")),
    "season": Quantity("time", Both("采暖季", "season"), Both("采暖季", "season")),
    "kWh": Quantity("heat", Both("kWh", "kWh"), Both("用热量", "heat used")),
    "GJ": Quantity("heat", Both("GJ", "GJ"), Both("用热量", "heat used")),
    "MWh": Quantity("heat", Both("MWh", "MWh"), Both("用热量", "heat used")),
    "Gcal": Quantity("heat", Both("Gcal", "Gcal"), Both("用热量", "heat used")),
    "Mcal": Quantity("heat", Both("Mcal", "Mcal"), Both("用热量", "heat used")),
    "kW": Quantity("power", Both("kW", "kW"), Both("热负荷", "heat load")),
    "m3": Quantity("volume", Both("立方米", "m3"), Both("体积或水量", "volume")),
    "person": Quantity("count", Both("人", "person"), Both("人数", "persons")),
    "household": Quantity("count", Both("户", "household"), Both("户数", "households")),
    # What rules read of a home; no price is per one of these.
    "height_m": Quantity("circumstance", Both("米", "m"), Both("层高", "ceiling height")),
    "paid_on": Quantity("circumstance", Both("", ""), Both("缴费日期", "date paid")),
    "outage_hours": Quantity("circumstance", Both("小时", "hours"), Both("停热小时数", "hours without heat")),
    "stopped_m2": Quantity("circumstance", Both("㎡", "㎡"), Both("报停面积", "area without supply")),
    "cold_m2": Quantity("circumstance", Both("㎡", "㎡"), Both("不达标面积", "area of the cold rooms")),
    "supplied_days": Quantity("circumstance", Both("天", "days"), Both("供热天数", "days supplied")),
    "supplied_months": Quantity("circumstance", Both("个月", "months"), Both("供热月数", "months supplied")),
    "early_days": Quantity("circumstance", Both("天", "days"), Both("提前供热天数", "days of heat before the season")),
    # What the cost of heat rests on; no home states them.
    "heat_use": Quantity("circumstance", Both("GJ/㎡·采暖季", "GJ/㎡·season"), Both("耗热量", "heat use")),
    "extension_days": Quantity(
        "circumstance", Both("天", "days"), Both("延长供热天数", "days of heat after the season")
    ),
}

COUNTED = {"month": Both("个月", "month"), "day": Both("天", "day")}
"""The unit behind a number of them, where that of a rate misleads: 元/㎡·月 is a rate, but 6月 is June."""

BUILT_IN = frozenset(MEASURES)
CHARGEABLE = tuple(name for name, measure in MEASURES.items() if measure.kind != "circumstance")
STATED = tuple(name for name in CHARGEABLE if name != "season")
"""What a home may state of them: a bill is of one season."""
AREAS = tuple(name for name, measure in MEASURES.items() if measure.kind == "area")

GJ_PER: dict[str, Fraction] = {
    "GJ": Fraction(1),
    "kWh": Fraction(36, 10_000),
    "MWh": Fraction(36, 10),
    "Gcal": Fraction(41_868, 10_000),
    "Mcal": Fraction(41_868, 10_000_000),
}
"""Heat units [GJ each]; exact: 1 kWh is 3.6 MJ, and 1 cal is 4.1868 J, that of the steam tables, which meters count."""


class OwnMeasure(NamedTuple):
    """A measure that a table declares, and what else people call it."""

    quantity: Quantity
    aliases: tuple[str, ...] = ()


def kind_of(name: str) -> str:
    """Return the kind of a measure; `own` of one that a table may declare."""
    return MEASURES[name].kind if name in MEASURES else "own"


def with_unit(name: str) -> Both:
    """Return the name of a measure for people, with its unit."""
    quantity = MEASURES[name]
    return Both(f"{quantity.name.zh}({quantity.unit.zh})", f"{quantity.name.en} ({quantity.unit.en})")
