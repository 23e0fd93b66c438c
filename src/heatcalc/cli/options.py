"""Options that several commands share, and the reading of their texts."""

import datetime as dt
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from heatcalc.cli.language import LANG
from heatcalc.errors import UsageError
from heatcalc.messages import Lang, say
from heatcalc.money import parse_number
from heatcalc.show.sheet import Format
from heatcalc.tariffs.load import load_tariffs, shipped
from heatcalc.tariffs.load_city import load_for
from heatcalc.tariffs.model import Table
from heatcalc.written import parse_date


def text(key: str) -> str:
    """Return a help text in the language of this run."""
    return say(f"help.{key}", LANG)


def about(key: str) -> str:
    """Return a help text of a command that reads a ledger, in the language of this run."""
    return say(f"help_batch.{key}", LANG)


def cities(incomplete: str) -> list[str]:
    """Return the names of cities that begin so: in characters, in pinyin, in English; for shells to complete."""
    names = [name for city in table(None).city for name in (city.name, city.id, city.english, *city.aliases)]
    return [name for name in dict.fromkeys(names) if name.casefold().startswith(incomplete.casefold())]


def classes(incomplete: str) -> list[str]:
    """Return the ids and names of classes that begin so."""
    names = [name for id_, class_ in table(None).classes.items() for name in (id_, class_.name)]
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


CityOption = Annotated[str | None, typer.Option("--city", help=text("city"), autocompletion=cities)]
Class = Annotated[str, typer.Option("--class", help=text("class"), autocompletion=classes)]
Plan = Annotated[str, typer.Option("--plan", help=text("plan"))]
Winter = Annotated[str | None, typer.Option("--winter", help=text("winter"), metavar="2022-2023")]
Year = Annotated[str | None, typer.Option("--year", help=text("year"), metavar="2024")]
Html = Annotated[Path | None, typer.Option("--html", help=text("html"), metavar="FILE")]
Svg = Annotated[Path | None, typer.Option("--svg", help=text("svg"), metavar="FILE")]
Force = Annotated[bool, typer.Option("--force", help=text("force"))]
Tariffs = Annotated[Path | None, typer.Option("--tariffs", help=text("tariffs"), metavar="FILE")]
FormatOption = Annotated[Format | None, typer.Option("--format", help=text("format"))]
LangOption = Annotated[Lang | None, typer.Option("--lang", help=text("lang"))]


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


def number(
    option: str, value: str, units: tuple[str, ...] = (), example: str = "185", *, signed: bool = False
) -> Fraction:
    """Return the number that was given for `option`.

    Raises:
        UsageError: it is no plain decimal number.
    """
    read = parse_number(value, units, signed=signed)
    if read is None:
        raise UsageError("usage.number", option=option, value=value, example=example)
    return read


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
