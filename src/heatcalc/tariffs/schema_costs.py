"""The keys of what heat costs a city: the price of the source, its cap, and what is known of use, loss and network."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from heatcalc.measures import Both
from heatcalc.money import plain
from heatcalc.schema.fields import DayField, FlagField, NumberField, OneOf
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import QUOTE_KEY, SOURCE_KEY, Key, Shape, Values
from heatcalc.schema.winters import first_day, last_day, winter_text
from heatcalc.tariffs.model_season import NO_CONDITIONS
from heatcalc.tariffs.model_supply import HeatCost, HeatPrice
from heatcalc.tariffs.schema_prices import WHEN
from heatcalc.tariffs.schema_words import CLASS_ID

HEAT_PRICE = NumberField(above="0", high="1000")
HEAT_USE = NumberField(above="0", high="5")
LOSS = NumberField("0", "0.9999")
NETWORK_COST = NumberField("0", "1000")
MULTIPLE = NumberField("1", "100")
"""What each input of the cost of heat may be."""


def _price(
    from_: dt.date | int,
    rate: Fraction,
    source: str,
    until: dt.date | int | None = None,
    quote: str = "",
    at: Literal["plant", "substation"] = "plant",
    class_: str = "",
    when: Mapping[str, str] = NO_CONDITIONS,
) -> HeatPrice:
    text = winter_text(from_) if isinstance(from_, int) else from_.isoformat()
    return HeatPrice(rate, first_day(from_), text, source, _last(until), quote, at, class_, when)


def _last(until: dt.date | int | None) -> dt.date | None:
    return None if until is None else last_day(until)


_PRICE = {
    "rate": Key(HEAT_PRICE, Both("热价，元/吉焦", "the price of heat [CNY/GJ]"), required=True),
    "from": Key(DayField(winter=True), Both("已知开始执行的日期或采暖季", "first day known to apply"), required=True),
    "until": Key(DayField(winter=True), Both("最后执行的日期或采暖季", "the last day it applies")),
    "source": SOURCE_KEY,
    "quote": QUOTE_KEY,
}
SOURCE_PRICE = Shape(
    "source_price",
    {
        **_PRICE,
        "at": Key(
            OneOf(("plant", "substation")),
            Both("电厂还是换热站，默认 plant", "paid to the plant, or at the substations; default plant"),
        ),
        "class": Key(CLASS_ID, Both("所供的用户类别；省略为全部", "for the heat of which class; all if omitted")),
        "when": WHEN,
    },
    _price,
)
GUIDE_PRICE = Shape("guide_price", _PRICE, _price)

_FIGURES = ("heat_use", "loss", "network_cost", "rural_multiple")


def _check_cost(values: Values, path: KeyPath, findings: Findings) -> None:
    if not any(name in values for name in _FIGURES):
        findings.add(path, "one_of", "", Both("、".join(_FIGURES), ", ".join(_FIGURES)))


COST = Shape(
    "cost",
    {
        "heat_use": Key(HEAT_USE, Both("耗热量，吉焦/㎡·采暖季", "heat used [GJ/㎡·season]")),
        "loss": Key(LOSS, Both("管网热损失率", "network loss as a share of the heat bought")),
        "network_cost": Key(NETWORK_COST, Both("管网成本，元/㎡·采暖季", "cost of the network [CNY/㎡·season]")),
        "rural_multiple": Key(MULTIPLE, Both("农村单位面积成本 ÷ 城区", "rural cost per ㎡ ÷ urban cost per ㎡")),
        "approximate": Key(FlagField(), Both("出处只说约数", "only approximate in the source")),
        "source": SOURCE_KEY,
        "quote": QUOTE_KEY,
    },
    HeatCost,
    _check_cost,
)


def check_source_prices(values: Values, path: KeyPath, findings: Findings) -> None:
    """Find agreed prices above the cap that holds when they begin."""
    caps: Any = values.valid("guide_price") or ()
    for index, price in enumerate(values.valid("source_price") or ()):
        if price.at != "plant":
            continue
        held = [cap for cap in caps if cap.from_ <= price.from_ <= (cap.until or dt.date.max)]
        if held and price.rate > max(held, key=lambda cap: cap.from_).rate:
            most = plain(max(held, key=lambda cap: cap.from_).rate)
            findings.add(
                (*path, "source_price", index, "rate"), "out_of_range", price.rate, Both(f"<= {most}", f"<= {most}")
            )
