"""Whether the table's quotes hold what rests on them: each figure, and the area that a price is per.

Warnings, made only where they are asked for: a table may be right and its quotes short.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from heatcalc.measures import AREAS, MEASURES, Both
from heatcalc.money import plain
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.winters import MonthDay
from heatcalc.tariffs.model import WEAK, City, Table, Tariff
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.quote_contradictions import find_misread
from heatcalc.tariffs.quote_figures import Need, figures_of
from heatcalc.tariffs.quote_words import AREA_WORDS, names_day, other_unit

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


def find_unquoted(table: Table, findings: Findings) -> None:
    """Add a warning for each tariff or rule whose quote is missing, or lacks its figures or the words of its area.

    And one for each weak source without an address.
    """
    for id_, source in table.sources.items():
        if source.kind in WEAK and not source.url:
            findings.add(("sources", id_), "no_address", source.kind, _ADDRESS, severity="warning")
    for at, city in enumerate(table.city):
        for entry in _entries(city):
            _look(entry, ("city", at, *entry.path), findings)
        find_misread(table, city, ("city", at), findings)


_ADDRESS = Both('url = "https://…"', 'url = "https://…"')


class _Entry(NamedTuple):
    """What an entry states: its figures, each with what it is, and the measures that it is priced per."""

    path: KeyPath
    quote: str
    figures: list[tuple[Fraction, Need]]
    per: list[str]
    quotable: bool = True
    """Whether it must have a quote."""
    days: tuple[tuple[str, MonthDay], ...] = ()
    """The days of the year that it names, each with its key."""
    replaced: bool = False
    """Whether its price may be one that the quote says another replaces."""


def _look(entry: _Entry, path: KeyPath, findings: Findings) -> None:
    if not entry.quote:
        if entry.quotable:
            findings.add(path, "no_quote", severity="warning")
        return
    quoted = figures_of(entry.quote)
    missing = [figure for figure, need in entry.figures if not quoted.holds(figure, need, replaced=entry.replaced)]
    if missing:
        found = ", ".join(dict.fromkeys(map(plain, missing)))
        findings.add((*path, "quote"), "figure_not_quoted", found, severity="warning")
    for key, day in entry.days:
        if not names_day(_plain(entry.quote), key, day.month, day.day):
            found = f"{day.month:02}-{day.day:02}"
            findings.add((*path, "quote"), "figure_not_quoted", found, severity="warning")
    for name in dict.fromkeys(entry.per):
        other = other_unit(_plain(entry.quote), name)
        if other:
            findings.add((*path, "quote"), "quote_contradicts", other, MEASURES[name].unit, severity="warning")
        if name in AREA_WORDS and not AREA_WORDS[name].search(_plain(entry.quote)):
            findings.add((*path, "quote"), "basis_not_quoted", name, MEASURES[name].name, severity="warning")


def _entries(city: City) -> Iterator[_Entry]:
    for at, tariff in enumerate(city.tariff):
        prices = [price for charge in tariff.charge for price in charge.prices]
        per = [name for price in prices for name in price.per]
        later = any(
            each.from_ > tariff.from_ and each[:1] == tariff[:1] and each.plan == tariff.plan for each in city.tariff
        )
        yield _Entry(("tariff", at), tariff.quote, list(_of_tariff(tariff)), per, replaced=later)
    for at, rule in enumerate(city.rule):
        yield _Entry(
            ("rule", at),
            rule.terms.quote,
            list(_of_rule(rule)),
            list(getattr(rule, "per", ())),
            days=tuple(_days_of(rule)),
        )
    for at, area in enumerate(city.area):
        yield _Entry(("area", at), area.quote, [(area.ratio, "times")], [], quotable=False)
    for name in ("source_price", "guide_price"):
        for at, price in enumerate(getattr(city, name)):
            yield _Entry((name, at), price.quote, [(price.rate, "price")], [], quotable=False)
    for at, season in enumerate(city.season):
        yield _of_season(season, at)
    for name in ("plant", "figure", "cost", "rural_subsidy"):
        for at, each in enumerate(getattr(city, name)):
            yield _Entry((name, at), each.quote, list(_figures(name, "", each)), [], quotable=False)
    for at, use in enumerate(city.heat_use):
        figures: list[tuple[Fraction, Need]] = (
            [] if use.area_tariff else [(use.value, "any")]
        )  # one that follows stands in no quote
        if use.metered is not None:
            figures = [(use.metered.rate, "price"), (use.metered.basic_share, "pays")]
        yield _Entry(("heat_use", at), use.quote, figures, [], quotable=False)
    for at, cost in enumerate(city.unit_cost):
        amounts = [cost.value] if cost.to is None else [cost.value, cost.to]
        yield _Entry(("unit_cost", at), cost.quote, [(amount, "price") for amount in amounts], [], quotable=False)
    for at, split in enumerate(city.split):
        yield _Entry(("split", at), split.quote, [(split.payers[0].share, "share")], [], quotable=False)


def _of_season(season: Season, at: int) -> _Entry:
    """Return what a season states, as far as its quote speaks of days, and of its length in months or in days."""
    quote = _plain(season.quote)
    figures: list[tuple[Fraction, Need]] = []
    for length, words in ((season.months, r"个\s*月"), (season.days, r"[0-9]\s*天")):
        figures += [(length, "any")] if length is not None and re.search(words, quote) else []
    named = (("opens", season.start), ("until", season.end), ("opens", season.started))
    days = [(key, MonthDay(day.month, day.day)) for key, day in named if day is not None]
    return _Entry(("season", at), season.quote, figures, [], quotable=False, days=tuple(days))


def _of_tariff(tariff: Tariff) -> Iterator[tuple[Fraction, Need]]:
    for charge in tariff.charge:
        for price in charge.prices:
            if price.rate is not None:
                yield abs(price.rate), "price"
            for tier in price.tiers:
                yield from ((abs(figure), "price") for figure in (tier.rate, tier.amount) if figure)
                if tier.up_to is not None and price.per[0] in AREAS:
                    yield tier.up_to, "m2"
        yield from ((times, "times") for times in charge.times)
        if charge.at_least is not None:
            yield charge.at_least, "any"
    if tariff.minimum is not None and tariff.minimum.rate:
        yield tariff.minimum.rate, "price"
    shares = figures_of(tariff.quote).shares
    if tariff.vat is not None and "税" in tariff.quote and shares:
        yield tariff.vat.rate, "share"
    if tariff.cap is not None and shares and _CAPPED.search(tariff.quote):
        yield tariff.cap.times, "times"


_CAPPED = re.compile(r"不超过|不高于|最高|封顶|上限|at most|\bcap", re.IGNORECASE)


def _of_rule(rule: "Rule") -> Iterator[tuple[Fraction, Need]]:
    """Yield the figures of a rule's own parameters, those of its bands and windows among them."""
    for field in fields(rule):
        if field.name != "terms":
            yield from _figures(rule.kind, field.name, getattr(rule, field.name))


def _days_of(rule: "Rule") -> Iterator[tuple[str, MonthDay]]:
    """Yield the days of the year that a rule names, each with its key."""
    days = [(name, getattr(rule, name, None)) for name in ("due", "stops", "deadline", "opens")]
    days += [("until", window.until) for window in getattr(rule, "windows", ())]
    yield from ((name, day) for name, day in days if day is not None)


def _figures(kind: str, name: str, value: object) -> Iterator[tuple[Fraction, Need]]:
    if isinstance(value, Fraction):
        yield value, _NEEDS.get(f"{kind}.{name}") or _NEEDS.get(name, "any")
    elif isinstance(value, dict):
        for each in value.values():
            yield from _figures(kind, name, each)
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", (name,) * len(value))
        for each, part in zip(names, value, strict=True):
            yield from _figures(kind, each, part)


_NEEDS: dict[str, Need] = {
    **dict.fromkeys(("over", "step", "counted_from", "proportional_to", "refuse_over", "ceiling_height.up_to"), "m"),
    **dict.fromkeys(("below", "cold_room.up_to"), "degC"),
    **dict.fromkeys(("after_hours", "at_least_hours"), "h"),
    **dict.fromkeys(("adds", "adds_per_m", "max_adds", "per_day", "once", "cap", "refund", "weights"), "share"),
    **dict.fromkeys(("rate", "above", "amount", "reconnect", "price_subsidy.up_to"), "price"),
    **dict.fromkeys(("pays", "basic_share"), "pays"),
    "off": "off",
    "times": "times",
    "area_limit": "m2",
    "homes_up_to": "m2",
}
"""What the parameters of rules must stand in a quote as; of a share that is paid it may say what is left of the whole:
减免70% is pays = 0.3, but 退20% is no refund of 0.8."""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
