"""Options that several commands share, and the reading of their texts."""

import datetime as dt
import os
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from heatcalc.cli.language import LANG
from heatcalc.errors import UsageError
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.input_formats import UNITS, parse_date, parse_winter
from heatcalc.messages import say
from heatcalc.money import half_width, parse_number
from heatcalc.tariffs.load import load_tariffs, shipped
from heatcalc.tariffs.load_city import load_for
from heatcalc.tariffs.model import Table


def text(key: str) -> str:
    """Return a help text in the language of this run."""
    return say(f"help.{key}", LANG)


class FormatChoice(str, Enum):
    """The formats of an answer."""

    table = "table"
    plain = "plain"
    csv = "csv"
    json = "json"
    md = "md"


class LangChoice(str, Enum):
    """The languages."""

    zh = "zh"
    en = "en"


def cities(incomplete: str) -> list[str]:
    """Return the names of cities that begin so: in characters, in pinyin, in English; for shells to complete."""
    names = [name for city in table(None).city for name in (city.name, city.id, city.english, *city.aliases)]
    return [name for name in dict.fromkeys(names) if name.casefold().startswith(incomplete.casefold())]


def classes(incomplete: str) -> list[str]:
    """Return the ids and names of classes that begin so."""
    names = [name for id_, class_ in table(None).classes.items() for name in (id_, class_.name)]
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


Area = Annotated[str | None, typer.Option("--area", help=text("area"), metavar="㎡")]
Usable = Annotated[str | None, typer.Option("--usable", help=text("usable"), metavar="㎡")]
Inner = Annotated[str | None, typer.Option("--inner", help=text("inner"), metavar="㎡")]
CityOption = Annotated[str | None, typer.Option("--city", help=text("city"), autocompletion=cities)]
Months = Annotated[str | None, typer.Option("--months", help=text("months"))]
Days = Annotated[str | None, typer.Option("--days", help=text("days"))]
Kwh = Annotated[str | None, typer.Option("--kwh", help=text("kwh"), metavar="KWH")]
Gj = Annotated[str | None, typer.Option("--gj", help=text("gj"), metavar="GJ")]
With = Annotated[list[str] | None, typer.Option("--with", help=text("with"), metavar="KEY=VALUE")]
OtherMeasure = Annotated[list[str] | None, typer.Option("--measure", help=text("measure"), metavar="NAME=NUMBER")]
Class = Annotated[str, typer.Option("--class", help=text("class"), autocompletion=classes)]
Plan = Annotated[str, typer.Option("--plan", help=text("plan"))]
Winter = Annotated[str | None, typer.Option("--winter", help=text("winter"), metavar="2022-2023")]
Height = Annotated[str | None, typer.Option("--height", help=text("height"), metavar="M")]
Stopped = Annotated[bool, typer.Option("--stopped", help=text("stopped"))]
ReliefOption = Annotated[str | None, typer.Option("--relief", help=text("relief"), metavar="GROUP")]
PaidOn = Annotated[str | None, typer.Option("--paid-on", help=text("paid_on"), metavar="DATE")]
From = Annotated[str | None, typer.Option("--from", help=text("supply_from"), metavar="DATE")]
To = Annotated[str | None, typer.Option("--to", help=text("supply_to"), metavar="DATE")]
Cold = Annotated[str | None, typer.Option("--cold", help=text("cold"), metavar="T:DAYS,...")]
OutageOption = Annotated[str | None, typer.Option("--outage", help=text("outage"), metavar="HOURS")]
Html = Annotated[Path | None, typer.Option("--html", help=text("html"), metavar="FILE")]
Svg = Annotated[Path | None, typer.Option("--svg", help=text("svg"), metavar="FILE")]
Force = Annotated[bool, typer.Option("--force", help=text("force"))]
Tariffs = Annotated[Path | None, typer.Option("--tariffs", help=text("tariffs"), metavar="FILE")]
FormatOption = Annotated[FormatChoice | None, typer.Option("--format", help=text("format"))]
LangOption = Annotated[LangChoice | None, typer.Option("--lang", help=text("lang"))]


def table(path: Path | None) -> Table:
    """Return the table that was named by the option or by `HEATCALC_TARIFFS`, or else the shipped one.

    The variable is read here and not by Typer, whose version 0.26.0 reads none.
    """
    return load_tariffs(_named(path))


def table_for(path: Path | None, city: str | None) -> Table:
    """Return the table like `table`; of the shipped one no more than a city's bill needs."""
    named = _named(path)
    return load_for(city) if named is None else load_tariffs(named)


def table_path(path: Path | None) -> Path:
    """Return the path of the table that `table` reads."""
    return Path(_named(path) or shipped())


def _named(path: Path | None) -> Path | str | None:
    return path or os.environ.get("HEATCALC_TARIFFS") or None


def number(option: str, value: str, units: tuple[str, ...] = (), example: str = "185") -> Fraction:
    """Return the number that was given for `option`.

    Raises:
        UsageError: it is no plain decimal number.
    """
    read = parse_number(value, units)
    if read is None:
        raise UsageError("usage.number", option=option, value=value, example=example)
    return read


def home(
    *,
    area: str | None = None,
    usable: str | None = None,
    inner: str | None = None,
    months: str | None = None,
    days: str | None = None,
    kwh: str | None = None,
    gj: str | None = None,
    height: str | None = None,
    stopped: bool = False,
    relief: str | None = None,
    paid_on: str | None = None,
    outage: str | None = None,
    attributes: Sequence[str] | None = None,
    measures: Sequence[str] | None = None,
) -> Home:
    """Return the home that the options describe.

    Raises:
        UsageError: one of them cannot be read.
    """
    given = (
        ("--area", area, "building_m2"),
        ("--usable", usable, "usable_m2"),
        ("--inner", inner, "inner_m2"),
        ("--months", months, "month"),
        ("--days", days, "day"),
        ("--kwh", kwh, "kWh"),
        ("--gj", gj, "GJ"),
        ("--height", height, "height_m"),
        ("--outage", outage, "outage_hours"),
    )
    stated = {name: number(option, value, UNITS[name]) for option, value, name in given if value is not None}
    for name, value in pairs("--measure", measures, "kW=10").items():
        if name in stated:
            raise UsageError("usage.repeated", option="--measure", name=name)
        stated[name] = number(f"--measure {name}", value)
    if paid_on is not None:
        stated["paid_on"] = Fraction(date("--paid-on", paid_on).toordinal())
    circumstances = {"stopped": "yes"} if stopped else {}
    if relief is not None:
        circumstances["relief"] = relief.strip()
    return Home(stated, {**pairs("--with", attributes, "building=high_rise"), **circumstances})


def events(first: str | None, last: str | None, cold: str | None) -> SupplyEvents:
    """Return what the options say to have happened in the winter.

    Raises:
        UsageError: one of them cannot be read.
    """
    return SupplyEvents(
        None if first is None else date("--from", first),
        None if last is None else date("--to", last),
        () if cold is None else tuple(_cold(each) for each in half_width(cold).split(",")),
    )


def _cold(text: str) -> tuple[Fraction, Fraction]:
    """Read `17:10`, ten days at 17 °C."""
    temperature, _, days = text.strip().partition(":")
    below_zero = temperature.strip().startswith("-")
    degrees = parse_number(temperature.strip().removeprefix("-"), ("℃", "°C", "度"))
    length = parse_number(days, UNITS["day"])
    if degrees is None or not length:
        raise UsageError("usage.cold", value=text)
    return (-degrees if below_zero else degrees), length


def date(option: str, value: str) -> dt.date:
    """Return the date that was given for `option`: `2022-10-13`, `2022/10/13`, `2022年10月13日`, `20221013`.

    Raises:
        UsageError: it is no date.
    """
    read = parse_date(value)
    if read is None:
        raise UsageError("usage.date", option=option, value=value)
    return read


def pairs(option: str, values: Sequence[str] | None, example: str) -> dict[str, str]:
    """Return `name=value` texts as a mapping.

    Raises:
        UsageError: a text is not of that form, or a name comes twice.
    """
    read: dict[str, str] = {}
    for value in values or ():
        name, equals, content = (part.strip() for part in value.partition("="))
        if not (name and equals and content):
            raise UsageError("usage.pair", option=option, value=value, example=example)
        if name in read:
            raise UsageError("usage.repeated", option=option, name=name)
        read[name] = content
    return read


def winter_year(winter: str | None) -> int | None:
    """Return the first year of the winter that was asked for: `2022-2023`, or shorter `2022-23`.

    Raises:
        UsageError: it is no winter.
    """
    if winter is None:
        return None
    year = parse_winter(winter)
    if year is None:
        raise UsageError("usage.winter", winter=winter)
    return year
