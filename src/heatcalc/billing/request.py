"""What a bill is asked for: a home, what happened to it, and the city, class, plan and winter to bill it by."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypedDict

from heatcalc.errors import UsageError
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.inputs import INPUTS
from heatcalc.messages import Lang
from heatcalc.money import exact, half_width
from heatcalc.schema.winters import CalendarYear
from heatcalc.tariffs.load_city import load_for
from heatcalc.tariffs.model import Table
from heatcalc.written import ColdDays, parse_winter

Value = int | str | Decimal | Fraction
"""A number as Python callers give it. No float: it does not say exactly which number is meant."""


class BillKeywords(TypedDict, total=False):
    """What a Python caller may ask with; all of it may be left out.

    The keywords of `heatcalc.inputs`, spelled out for type checkers, and those that choose the tariff.
    """

    area: Value | None
    """Building area [㎡]."""
    usable: Value | None
    """Usable area [㎡]."""
    inner: Value | None
    """Area inside the home's walls [㎡]."""
    city: str | None
    """Id, name or alias; the table's default city where none is given."""
    class_: str
    """Id or name of the class billed; `residential` where none is given."""
    plan: str
    """`area`, which is the default, or `metered`."""
    winter: str | None
    """Such as `2022-2023`; the newest that the city has where none is given."""
    year: int | str | None
    """A calendar year, where the city bills by those."""
    months: Value | None
    """Months billed [month], as the caller's own assumption."""
    days: Value | None
    """Days billed [day], as the caller's own assumption."""
    kwh: Value | None
    """Heat used [kWh]."""
    gj: Value | None
    """Heat used [GJ]."""
    mwh: Value | None
    """Heat used [MWh]."""
    height: Value | None
    """Ceiling height [m]."""
    stopped: bool
    """Whether the supply is stopped for the season."""
    stopped_m2: Value | None
    """The part of the home whose supply is stopped, of the area that its price is per [㎡]."""
    reconnected: bool
    """Whether the supply was opened again after a stop."""
    relief: str | None
    """The group whose relief the home has."""
    paid_on: dt.date | None
    """The day the bill is paid."""
    supply_from: dt.date | None
    """First day of supply, where it is not the season's."""
    supply_to: dt.date | None
    """Last day of supply, where it is not the season's."""
    cold: Sequence[tuple[Value, Value] | tuple[Value, Value, int]]
    """Temperatures [°C], each with the days [day] that the home was at it, and their month where the price asks."""
    cold_area: Value | None
    """The area of the cold rooms, of the area that the price is per [㎡]."""
    outage_hours: Value | None
    """Time without heat [h]."""
    ratio: Value | None
    """Usable area ÷ building area, as the caller's own assumption in place of the city's conversion."""
    attributes: Mapping[str, str] | None
    """What a tariff may depend on, such as `{"building": "high_rise"}`."""
    measures: Mapping[str, Value] | None
    """Any other measure by its name, such as `{"kW": 10}`."""
    tariffs: Table | None
    """The table; the shipped one where none is given."""
    lang: Lang
    """The language of labels, formulas and notes; Chinese where none is given."""


class BillRequest(NamedTuple):
    """What a bill is asked for, read from whatever way it was asked."""

    home: Home
    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: int | None = None
    events: SupplyEvents = SupplyEvents()
    ratio: Fraction | None = None
    """Usable area ÷ building area, as an assumption."""
    price_from: dt.date | None = None
    """The first day of one of several prices of the season, which `check` tries for all of it."""


def request_of(asked: BillKeywords) -> BillRequest:
    """Return the request that a Python caller asks.

    Raises:
        UsageError: the winter is not written like `2022-2023`, or a name is empty.
        TypeError: an unknown keyword, or a float where an exact number is asked for.
    """
    unknown = sorted(set(asked) - BillKeywords.__optional_keys__ - {each.keyword for each in INPUTS.values()})
    if unknown:
        raise TypeError(f"unknown keyword: {', '.join(unknown)}")
    for name in ("city", "class_", "plan"):
        if asked.get(name) == "":
            raise UsageError("usage.empty", option=name)
    stated = {name: exact(value) for name, value in (asked.get("measures") or {}).items()}
    attributes = dict(asked.get("attributes") or {})
    for each in INPUTS.values():
        value: Any = asked.get(each.keyword) if each.keyword else None
        if value is None or value is False:
            continue
        if each.kind == "number":
            stated.setdefault(each.name, exact(value))
        elif each.kind == "date":
            stated[each.name] = Fraction(value.toordinal())
        elif each.kind in ("word", "flag"):
            attributes[each.name] = value if each.kind == "word" else "yes"
    cold = tuple(ColdDays(exact(each), exact(days), *month) for each, days, *month in asked.get("cold", ()))
    return BillRequest(
        Home(stated, attributes),
        asked.get("city"),
        asked.get("class_", "residential"),
        asked.get("plan", "area"),
        period_of(asked.get("winter"), asked.get("year")),
        SupplyEvents(asked.get("supply_from"), asked.get("supply_to"), cold),
        None if (ratio := asked.get("ratio")) is None else exact(ratio),
    )


def table_of(asked: BillKeywords) -> Table:
    """Return the table that is asked, or of the shipped one as much as the city's bill needs."""
    table = asked.get("tariffs")
    return load_for(asked.get("city")) if table is None else table


def period_of(winter: str | int | None, year: str | int | None = None) -> int | None:
    """Return the first year of a winter given as text, `2022-2023` or shorter `2022-23`; or a calendar year, a number.

    Raises:
        UsageError: it is no winter, or no year, or both are given.
    """
    if year is not None:
        if winter is not None:
            raise UsageError("usage.winter_and_year")
        if not re.fullmatch("(?:19|20|21)[0-9]{2}", half_width(str(year)), re.ASCII):
            raise UsageError("usage.year", year=year)
        return CalendarYear(half_width(str(year)))
    if winter is None:
        return None
    if isinstance(winter, int):
        return period_of(None, winter)
    year = parse_winter(winter)
    if year is None:
        raise UsageError("usage.winter", winter=winter)
    return year
