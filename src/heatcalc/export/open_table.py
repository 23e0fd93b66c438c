"""The tariff table as rows for other programs: one a figure, each with its entry, its unit and its source."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.measures import AREAS
from heatcalc.money import CNY, plain
from heatcalc.rules.base import Rule
from heatcalc.schema.findings import KeyPath, path_text
from heatcalc.schema.winters import MonthDay, first_day, last_day, winter_text
from heatcalc.tariffs.entry_ids import entry_ids, entry_kind, figure_id
from heatcalc.tariffs.model import City, Conversion, Entry, Table, Tariff
from heatcalc.tariffs.model_costs import HeatUse, MeteredPrice, RuralSubsidy, Split, UnitCost
from heatcalc.tariffs.model_prices import Charge, Price, RoundTerms
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.model_supply import Figure, HeatPrice, Plant

_SAID_ELSEWHERE = (
    *("source", "quote", "id", "class_", "plan", "from_", "from_text", "until", "seen", "terms", "carried_from"),
    *("part", "when", "unless", "per", "name", "english", "unit", "winter", "gives"),
)
"""Fields that are columns of their own, or are worked out."""

_UNITS = {
    **dict.fromkeys(("over", "step", "counted_from", "proportional_to", "refuse_over"), "m"),
    **dict.fromkeys(("loss", "pays", "adds", "max_adds", "refund", "off", "once", "per_day", "basic_share"), "1"),
    **dict.fromkeys(("times", "cap", "rural_multiple"), "1"),
    "adds_per_m": "1/m",
    "months": "month",
    "days": "day",
    "after_hours": "h",
    "at_least_hours": "h",
    "below": "degC",
    "heat_use": "GJ/m2/season",
    "capacity_m2": "m2",
    **dict.fromkeys(AREAS, "m2"),
}
_MONEY = ("rate", "above", "amount", "reconnect", "price", "network_cost")


class FigureRow(NamedTuple):
    """A figure of the table, in texts; `""` is not known, or does not apply."""

    id: str
    """The entry's id and the figure's: `shuozhou/residential/area/2022-09-28#charge[building_m2,month].rate`."""
    city: str
    city_name: str
    province: str
    class_: str
    plan: str
    kind: str
    entry: str
    charge: str
    figure: str
    value: str
    text: str
    unit: str
    measures: str
    conditions: str
    from_: str
    until: str
    seen: str
    source: str
    source_kind: str
    title: str
    publisher: str
    date: str
    document: str
    url: str
    quote: str
    source_note: str
    note: str
    """What the entry says of its figures that none of them says."""


class _Leaf(NamedTuple):
    path: KeyPath
    value: object
    per: tuple[str, ...] = ()
    charge: str = ""
    conditions: str = ""


def figure_rows(table: Table) -> list[FigureRow]:
    """Return every figure of a table, and every word that tells how figures are used, in the order of the table."""
    return [
        _row(table, city, entry, id_, leaf)
        for city in table.city
        for entry, id_ in entry_ids(city)
        for leaf in _leaves_of(entry)
    ]


def _leaves_of(entry: Entry) -> Iterator[_Leaf]:
    """Yield the figures and words of an entry, by their keys in it."""
    if isinstance(entry, Tariff):
        for at, charge in enumerate(entry.charge):
            yield from _leaves_of_charge(charge, ("charge", at))
        others = {name: getattr(entry, name) for name in ("cap", "minimum", "vat", "change")}
        yield from _leaves(others | ({} if entry.round == RoundTerms() else {"round": entry.round}), ())
    else:
        yield from _leaves(entry, ())


def _leaves_of_charge(charge: Charge, path: KeyPath) -> Iterator[_Leaf]:
    conditions = ", ".join([*_pairs(charge.when), *(f"not {each}" for each in _pairs(charge.unless))])
    first, *others = charge.prices
    forms = [(first, path), *((price, (*path, "or", at)) for at, price in enumerate(others))]
    leaves = [leaf for price, place in forms for leaf in _leaves(price, place)]
    given = {"times": charge.times, "at_least": charge.at_least, "cap": charge.cap, "vat": charge.vat}
    leaves += _leaves(given, path, first.per)
    yield from (leaf._replace(charge=charge.name, conditions=conditions) for leaf in leaves)


def _leaves(value: Any, path: KeyPath, per: tuple[str, ...] = ()) -> Iterator[_Leaf]:  # noqa: ANN401 - any part of it
    """Yield what is in a value, down to numbers and words."""
    if isinstance(value, Price):
        yield from _leaves({"rate": value.rate, "tiers": value.tiers}, path, value.per)
        yield from [_Leaf((*path, "tiers_by"), "whole")] if value.whole else []
    elif value is None or value in ("", ()):
        return
    elif isinstance(value, str | Fraction | MonthDay | dt.date | bool):
        if value is not False or path[-1] == "included":
            yield _Leaf(path, value, per)
    elif isinstance(value, Mapping) or hasattr(value, "_asdict") or is_dataclass(value):
        given = _given(value)
        inner = tuple(given.get("per") or per)
        if isinstance(value, MeteredPrice):
            inner = (value.per,)
            yield _Leaf((*path, "winter"), winter_text(value.winter), inner)
        for name, each in given.items():
            # A season's winter, a plant's name: what a column or the id has. A map of months has keys of its own.
            if isinstance(value, Mapping) or name not in _SAID_ELSEWHERE:
                yield from _leaves(each, (*path, name.removesuffix("_")), inner)
    elif all(isinstance(each, str) for each in value):
        yield _Leaf(path, ", ".join(value), per)
    else:
        for at, each in enumerate(value):
            yield from _leaves(each, (*path, at), per)


def _given(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a mapping, a tuple with names, or a rule
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return dict(value._asdict())


def _row(table: Table, city: City, entry: Entry, id_: str, leaf: _Leaf) -> FigureRow:
    source = table.sources[entry.source]
    terms: Any = getattr(entry, "terms", entry)
    days = [getattr(terms, name, None) for name in ("from_", "until")]
    classes, plans = getattr(terms, "classes", ()), getattr(terms, "plans", ())
    if isinstance(entry, Tariff):
        classes, plans = (entry.class_,), (entry.plan,)
    elif isinstance(entry, HeatUse | UnitCost):
        classes = (entry.class_,)
    if isinstance(entry, Season) and entry.winter is not None:
        days = [first_day(entry.winter), last_day(entry.winter)]
    since, until = (day.isoformat() if isinstance(day, dt.date) else "" for day in days)
    when = leaf.conditions or ", ".join(_pairs(getattr(terms, "when", {})))
    seen = table.last_seen(entry)[0] if isinstance(entry, Tariff) else source.date
    currency = table.currency_of(city).code
    value = leaf.value if isinstance(leaf.value, Fraction) and plain(leaf.value)[0] != "≈" else None
    figure = path_text(leaf.path)
    key = next(part for part in reversed(leaf.path) if isinstance(part, str))
    return FigureRow(
        f"{id_}#{figure_id(entry, leaf.path)}",
        city.id,
        city.name,
        city.province,
        ", ".join(classes),
        ", ".join(plans),
        entry_kind(city, entry),
        id_,
        leaf.charge,
        figure,
        "" if value is None else plain(value),
        _word(leaf.value) if value is None else "",
        _unit(entry, leaf, currency) if isinstance(leaf.value, Fraction) else "",
        _measures(entry, key, leaf),
        when,
        since,
        until,
        seen,
        entry.source,
        source.kind,
        source.title,
        source.publisher,
        source.date,
        source.document,
        source.url,
        entry.quote,
        source.note,
        getattr(terms, "note", ""),
    )


def _word(value: object) -> str:
    """Return what is no decimal number: a word, a day, a day of every winter, true, a fraction."""
    if isinstance(value, MonthDay):
        return f"{value.month:02}-{value.day:02}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unit(entry: Entry, leaf: _Leaf, currency: str) -> str:
    """Return the unit of a figure; of a price that of the money, whose measures are a column of their own."""
    key = next(part for part in reversed(leaf.path) if isinstance(part, str))
    if isinstance(entry, HeatUse | UnitCost | Split | RuralSubsidy):
        return _unit_of_costs(entry, key)
    if isinstance(entry, Figure | Conversion):
        return entry.unit if isinstance(entry, Figure) else entry.gives
    if key == "up_to" and isinstance(entry, Rule) and entry.kind == "cold_room":
        return "degC"
    if key in ("up_to", "at_least"):
        bands_of_height = leaf.path[0] == "bands" and not leaf.per
        return "m" if bands_of_height else currency if leaf.path[0] == "bands" else leaf.per[0]
    if key in _MONEY and (key != "rate" or leaf.path[0] != "vat"):
        return "1" if "vat" in leaf.path else currency
    if "round" in leaf.path:
        return currency
    return "1" if {"weights", "vat"} & set(leaf.path) else _UNITS.get(key, "")


def _unit_of_costs(entry: HeatUse | UnitCost | Split | RuralSubsidy, key: str) -> str:
    """Return the unit of a figure of what heat costs, or of who pays for it."""
    match entry:
        case HeatUse():
            return {"rate": CNY.code, "basic_share": "1"}.get(key, f"{entry.unit}/m2/season")
        case UnitCost():
            return CNY.code
        case Split():
            return "1"
        case RuralSubsidy():
            return entry.per if key in ("up_to", "most") else CNY.code


def _measures(entry: Entry, key: str, leaf: _Leaf) -> str:
    """Return the measures that a price is per, separated by commas."""
    if isinstance(entry, Conversion):
        return entry.from_
    if isinstance(entry, HeatPrice) or (isinstance(entry, Plant) and key == "price"):
        return "GJ"
    if isinstance(entry, UnitCost):
        return ", ".join(filter(None, (entry.basis, entry.period)))
    if isinstance(entry, RuralSubsidy):
        return entry.per if key == "rate" else ""
    if key == "network_cost":
        return "building_m2, season"
    is_price = key in ("rate", "above") or (key == "up_to" and leaf.path[0] == "bands")
    return ", ".join(leaf.per) if is_price else ""


def _pairs(when: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in when.items()]
