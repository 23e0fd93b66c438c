"""Options that several commands share."""

import os
from pathlib import Path
from typing import Annotated

import typer

from heatcalc.cli import completion
from heatcalc.cli.language import LANG
from heatcalc.messages import Lang, say
from heatcalc.show.sheet import Format
from heatcalc.tariffs import load
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.load_city import load_for
from heatcalc.tariffs.model import Table


def text(key: str) -> str:
    """Return a help text in the language of this run."""
    return say(f"help.{key}", LANG)


def about(key: str) -> str:
    """Return a help text of a command that reads a ledger, in the language of this run."""
    return say(f"help_batch.{key}", LANG)


CityOption = Annotated[str | None, typer.Option("--city", help=text("city"), autocompletion=completion.cities)]
Class = Annotated[str, typer.Option("--class", help=text("class"), autocompletion=completion.classes)]
Plan = Annotated[str, typer.Option("--plan", help=text("plan"), autocompletion=completion.plans)]
Winter = Annotated[
    str | None, typer.Option("--winter", help=text("winter"), metavar="2022-2023", autocompletion=completion.winters)
]
Year = Annotated[str | None, typer.Option("--year", help=text("year"), metavar="2024", autocompletion=completion.years)]
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
    return Path(_named(path) or load.shipped())


def hash_of_table(path: Path | None) -> str:
    """Return the hash of that table."""
    return load.hash_of_table(_named(path))


def _named(path: Path | None) -> Path | str | None:
    return path or os.environ.get("HEATCALC_TARIFFS") or None
