"""The entries that `heatcalc tariff add` takes as options: a price, the city and the source that a table may lack."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

import typer

from heatcalc.cli import options
from heatcalc.cli.language import LANG
from heatcalc.errors import UsageError
from heatcalc.messages import say
from heatcalc.money import parse_number, plain


def tariff_text(key: str) -> str:
    """Return a help text of `heatcalc tariff` in the language of this run."""
    return say(f"help_tariff.{key}", LANG)


class NewTariff(NamedTuple):
    """A price, as options."""

    rate: Annotated[str, typer.Option("--rate", help=tariff_text("rate"))]
    per: Annotated[str, typer.Option("--per", help=tariff_text("per"))]
    from_: Annotated[str, typer.Option("--from", help=tariff_text("from"))]
    source: Annotated[str, typer.Option("--source", help=tariff_text("source"))]
    class_: options.Class = "residential"
    class_name: Annotated[str | None, typer.Option("--class-name", help=tariff_text("class_name"))] = None
    plan: options.Plan = "area"
    quote: Annotated[str | None, typer.Option("--quote", help=tariff_text("quote"))] = None

    def entry(self) -> dict[str, Any]:
        """Return the entry of the table.

        Raises:
            UsageError: the rate is no number.
        """
        charge = {"rate": _decimal("--rate", self.rate), "per": [each.strip() for each in self.per.split(",")]}
        entry = {"class": self.class_, "plan": self.plan, "from": _day(self.from_), "charge": [charge]}
        return {**entry, "source": self.source, **({"quote": self.quote} if self.quote else {})}


class NewCity(NamedTuple):
    """A city that the table lacks, as options."""

    city: Annotated[str, typer.Option("--city", help=tariff_text("city"))]
    city_name: Annotated[str | None, typer.Option("--city-name", help=tariff_text("city_name"))] = None
    city_english: Annotated[str | None, typer.Option("--city-english", help=tariff_text("city_english"))] = None
    province: Annotated[str | None, typer.Option("--province", help=tariff_text("province"))] = None
    season_start: Annotated[str | None, typer.Option("--season-start", help=tariff_text("season_start"))] = None
    season_end: Annotated[str | None, typer.Option("--season-end", help=tariff_text("season_end"))] = None
    season_months: Annotated[str | None, typer.Option("--season-months", help=tariff_text("season_months"))] = None

    def entry(self, source: str) -> dict[str, Any]:
        """Return the entry of the table, with the season as its `source` states it.

        Raises:
            UsageError: the months are no number.
        """
        months = None if self.season_months is None else _decimal("--season-months", self.season_months)
        season = _known(start=self.season_start, end=self.season_end, months=months)
        city = _known(id=self.city, name=self.city_name, english=self.city_english, province=self.province)
        return {**city, **({"season": [{**season, "source": source}]} if season else {})}


class NewSource(NamedTuple):
    """A source that the table lacks, as options."""

    source_title: Annotated[str | None, typer.Option("--source-title", help=tariff_text("source_title"))] = None
    publisher: Annotated[str | None, typer.Option("--publisher", help=tariff_text("publisher"))] = None
    source_date: Annotated[str | None, typer.Option("--source-date", help=tariff_text("source_date"))] = None
    source_kind: Annotated[str | None, typer.Option("--source-kind", help=tariff_text("source_kind"))] = None
    source_url: Annotated[str | None, typer.Option("--source-url", help=tariff_text("source_url"))] = None

    def entry(self) -> dict[str, Any]:
        """Return the entry of the table; empty where no source is described."""
        title, publisher, date, kind, url = self
        return _known(title=title, publisher=publisher, date=date, kind=kind, url=url)


def _known(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _decimal(option: str, value: str) -> Decimal | int:
    number = parse_number(value)
    if number is None:
        raise UsageError("usage.number", option=option, value=value, example="3.3")
    return int(number) if number.denominator == 1 else Decimal(plain(number))


def _day(value: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return value  # a winter, or what the validation will refuse
