"""The sheets of the tariff table itself."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from heatcalc.formula.explain import number_text, rate_unit
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain
from heatcalc.schema.findings import Finding
from heatcalc.schema.winters import MonthDay
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.lookup import PLAN_NAMES, winter_text
from heatcalc.tariffs.model import Charge, City, Season, Table, Tariff

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


def price_text(charge: Charge, lang: Lang) -> str:
    """Return a charge's prices, forms of one price with a stroke between: `2.52元/㎡·月 / 3.6元/㎡·月 (使用面积)`."""
    forms = []
    for price in charge.prices:
        if price.rate is not None:
            forms.append(number_text(price.rate, price.per, lang) + _basis(price.per, lang))
        else:
            tiers = [
                f"<={plain(tier.up_to)}: {plain(tier.rate)}" if tier.up_to else plain(tier.rate) for tier in price.tiers
            ]
            forms.append(f"({'; '.join(tiers)}){rate_unit(price.per, lang)}{_basis(price.per, lang)}")
    times = f" × {plain(charge.times)}" if charge.times is not None else ""
    when = "".join(f" [{name}={value}]" for name, value in charge.when.items())
    return " / ".join(forms) + times + when


def _basis(per: tuple[str, ...], lang: Lang) -> str:
    bases = [say(f"bill.basis_{name}", lang).strip() for name in per if name in ("usable_m2", "inner_m2", "billed_m2")]
    return f" ({', '.join(bases)})" if bases else ""


def list_sheet(table: Table, lang: Lang) -> Sheet:
    """Return one row a tariff: city, class, plan, price, since when."""
    keys = ("city", "class", "plan", "since", "tariff")
    sheet = Sheet(say("show.cities", lang), [Column(key, say(f"show.{key}", lang)) for key in keys])
    for city in table.city:
        sheet.rows += [[city.both[LANGS.index(lang)], *_tariff_row(table, tariff, lang)] for tariff in city.tariff]
    return sheet


def _tariff_row(table: Table, tariff: Tariff, lang: Lang) -> list[str]:
    at = LANGS.index(lang)
    prices = " + ".join(price_text(charge, lang) for charge in tariff.charge)
    return [table.class_name(tariff.class_)[at], PLAN_NAMES[tariff.plan][at], tariff.from_text, prices]


def city_sheet(table: Table, city: City, lang: Lang) -> Sheet:
    """Return all entries of a city, with the words of their sources."""
    at = LANGS.index(lang)
    names = [city.both[at], city.province, f"id: {city.id}", *city.aliases]
    keys = ("class", "plan", "since", "tariff")
    sheet = Sheet("  ".join(name for name in names if name), [Column(key, say(f"show.{key}", lang)) for key in keys])
    sheet.rows = [_tariff_row(table, tariff, lang) for tariff in city.tariff]
    sheet.section(say("show.season", lang), [season_text(season, lang) for season in city.season])
    sheet.section(
        say("show.areas", lang),
        [
            say("show.conversion", lang, gives=each.gives, from_=each.from_, ratio=plain(each.ratio))
            + "".join(f" [{name}={value}]" for name, value in each.when.items())
            for each in city.area
        ],
    )
    sheet.section(say("show.rules", lang), [rule_text(rule, lang) for rule in city.rule])
    entries = city.entries()
    quotes = {each.quote: table.sources[each.source] for each in entries if each.quote}
    sheet.section(
        say("show.quotes", lang),
        [say("bill.quote", lang, publisher=source.publisher, quote=quote) for quote, source in quotes.items()],
    )
    sources = dict.fromkeys(each.source for each in entries)
    sheet.section(say("show.sources", lang), [source_text(table.sources[id_], lang) for id_ in sources])
    return sheet


def rule_text(rule: "Rule", lang: Lang) -> str:
    """Return a rule in one line: its name, its parameters as they stand in the table, and for whom it holds."""
    from dataclasses import fields

    own = {field.name: getattr(rule, field.name) for field in fields(rule) if field.name != "terms"}
    terms = rule.terms
    held = {
        "classes": terms.classes,
        "plans": terms.plans,
        "from": terms.from_,
        "until": terms.until,
        "when": terms.when,
    }
    parts = [f"{name} = {_value(value)}" for name, value in {**own, **held}.items() if value not in (None, (), {}, "")]
    return f"{say(f'rules.{rule.kind}', lang)}: {', '.join(parts)}"


def _value(value: object) -> str:
    """Return a parameter as text: numbers plain, tables and lists in brackets."""
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, MonthDay):
        return _day(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _value({key: each for key, each in value._asdict().items() if each is not None})
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value)


def season_text(season: Season, lang: Lang) -> str:
    """Return a season in words: which winter, from when to when, months and days."""
    parts = [say("show.every_winter", lang) if season.winter is None else winter_text(season.winter)]
    if season.start is not None or season.end is not None:
        parts.append(f"{_day(season.start)} .. {_day(season.end)}")
    if season.months is not None:
        about = say("show.about", lang) if season.approximate else ""
        parts.append(about + number_text(season.months, "month", lang))
    if season.days is not None:
        parts.append(number_text(season.days, "day", lang))
    parts += [f"[{name}={value}]" for name, value in season.when.items()]
    if season.started is not None:
        parts.append(say("show.started", lang, day=season.started))
    return ", ".join(parts)


def _day(day: object) -> str:
    if day is None:
        return "?"
    return f"{day.month:02}-{day.day:02}" if isinstance(day, MonthDay) else str(day)


def sources_sheet(table: Table, lang: Lang) -> Sheet:
    """Return one row a source, with the cities that rest on it."""
    keys = ("id", "kind", "date", "used", "source")
    sheet = Sheet(say("show.sources", lang), [Column(key, say(f"show.{key}", lang)) for key in keys])
    for id_, source in table.sources.items():
        used = [
            city.both[LANGS.index(lang)] for city in table.city if any(entry.source == id_ for entry in city.entries())
        ]
        kind = say(f"show.kind_{source.kind}", lang)
        sheet.rows.append([id_, kind, source.date, ", ".join(used), f"{source.publisher}: {source.title}"])
    return sheet


def findings_sheet(title: str, findings: Sequence[Finding], lang: Lang) -> Sheet:
    """Return the findings of a validation, one a line."""
    sheet = Sheet(title, [])
    sheet.section(say("show.findings", lang), [finding.text(lang) for finding in findings])
    return sheet
