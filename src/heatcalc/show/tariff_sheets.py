"""The sheets of the tariff table itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from heatcalc.formula.explain import BASES, number_text, rate_unit
from heatcalc.measures import MEASURES
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import Currency, plain
from heatcalc.schema.findings import Finding, as_toml
from heatcalc.schema.winters import MonthDay, winter_text
from heatcalc.show.bill_sheet import noted_text
from heatcalc.show.cost_entries import cost_sections
from heatcalc.show.rules import rule_text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.tariffs.model import City, Conversion, Table, Tariff
from heatcalc.tariffs.model_prices import Cap, Charge, Price, Tier, Vat
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.names import note_text, when_text

_COMMA = {"zh": "，", "en": ", "}


def price_text(charge: Charge, table: Table, lang: Lang, currency: Currency) -> str:
    """Return a charge's prices, forms of one price with a stroke between: `2.52元/㎡·月 / 3.6元/㎡·月（使用面积）`."""
    forms = []
    for price in charge.prices:
        if price.rate is not None:
            forms.append(number_text(price.rate, price.per, lang, currency) + _basis(price.per, lang))
        else:
            joined = _COMMA[lang].join(_tier_text(tier, price, lang, currency) for tier in price.tiers)
            fees = any(tier.amount is not None for tier in price.tiers)
            unit = "" if fees else currency.behind("", lang).lstrip() + rate_unit(price.per, lang)
            forms.append(f"{joined}{unit}{_basis(price.per, lang)}")
    times = "".join(f" × {plain(each) if plain(each)[0] != '≈' else each}" for each in charge.times)
    terms = [_in_brackets(term, lang) for term in _charge_terms(charge, table, lang)]
    return " / ".join(forms) + times + _only(charge.when, table, lang) + "".join(terms)


def _charge_terms(charge: Charge, table: Table, lang: Lang) -> Iterator[str]:
    """Yield what else a charge says: for whom it does not hold, its least quantity, its cap and its tax."""
    if charge.unless:
        yield say("show.unless", lang, who=when_text(charge.unless, table, lang))
    if charge.at_least is not None:
        yield say("show.at_least", lang, quantity=number_text(charge.at_least, charge.prices[0].per[0], lang))
    if charge.cap is not None:
        yield say("show.charge_cap", lang, share=number_text(charge.cap.times, "share", lang), of=charge.cap.of)
    if charge.vat is not None:
        key = "show.vat_included" if charge.vat.included else "show.vat_on_top"
        yield say(key, lang, rate=number_text(charge.vat.rate, "share", lang))


def _tier_text(tier: Tier, price: Price, lang: Lang, currency: Currency) -> str:
    """Return what a tier costs: its rate, whose unit comes behind the last tier, or its fee and rate."""
    rate = plain(tier.rate)
    if tier.amount is not None:
        more = f" + {number_text(tier.rate, price.per, lang, currency)}" if tier.rate else ""
        rate = number_text(tier.amount, "money", lang, currency) + more
    if tier.up_to is None:
        return say("show.tier_above", lang, rate=rate)
    up_to = number_text(tier.up_to, price.per[0], lang) + (
        rate_unit(price.bounds_per, lang) if price.bounds_per else ""
    )
    return say("show.tier", lang, up_to=up_to, rate=rate)


def _basis(per: tuple[str, ...], lang: Lang) -> str:
    bases = [say(f"bill.basis_{name}", lang).strip() for name in per if name in BASES]
    return _in_brackets("".join(bases), lang)


def _only(when: Mapping[str, str], table: Table, lang: Lang) -> str:
    return _in_brackets(when_text(when, table, lang), lang)


def _in_brackets(text: str, lang: Lang) -> str:
    return "" if not text else f"（{text}）" if lang == "zh" else f" ({text})"


def list_sheet(table: Table, lang: Lang) -> Sheet:
    """Return one row a tariff: city, class, plan, price, since when."""
    keys = ("city", "class", "plan", "since", "seen", "tariff")
    sheet = Sheet(say("show.cities", lang), [Column(key, say(f"show.{key}", lang)) for key in keys])
    for city in table.city:
        sheet.rows += [
            [city.both[LANGS.index(lang)], *_tariff_row(table, city, tariff, lang)] for tariff in city.tariff
        ]
    return sheet


def tariff_line(table: Table, city: City, tariff: Tariff, lang: Lang) -> str:
    """Return a tariff in one line: for whom, since when, its prices, and what it says besides."""
    class_, plan, since, _, prices = _tariff_row(table, city, tariff, lang)
    until = "" if tariff.until is None else f" ~ {tariff.until}"
    given = {key: getattr(tariff, key) for key in ("minimum", "cap", "vat", "change")}
    others = [f"{key} = {_as_written(value)}" for key, value in given.items() if value]
    return "  ".join(filter(None, [f"{class_} {plan} {since}{until}: {prices}", *others, note_text(tariff, lang)]))


def _as_written(value: object) -> str:
    fields = value._asdict().items() if isinstance(value, Price | Cap | Vat) else ()
    return as_toml({key: each for key, each in fields if each not in (None, (), "")} if fields else value)


def _tariff_row(table: Table, city: City, tariff: Tariff, lang: Lang) -> list[str]:
    at = LANGS.index(lang)
    seen = table.last_seen(tariff)[0]
    plan = table.plan_called(tariff, {})[at]
    prices = prices_text(table, city, tariff, lang)
    return [table.class_name(tariff.class_)[at], plan, tariff.from_text, seen, prices]


def prices_text(table: Table, city: City, tariff: Tariff, lang: Lang) -> str:
    """Return all charges of a tariff, each with its unit."""
    prices = ""
    for before, charge in zip((None, *tariff.charge), tariff.charge, strict=False):
        instead = before is not None and charge.when and before.when and charge.when != before.when
        prices += ("；" if lang == "zh" else "; ") if instead else " + " if before else ""
        prices += price_text(charge, table, lang, table.currency_of(city))
    return prices


def city_sheet(table: Table, city: City, lang: Lang) -> Sheet:
    """Return all entries of a city, with the words of their sources."""
    at = LANGS.index(lang)
    names = [city.both[at], city.province, f"id: {city.id}", *city.aliases]
    keys = ("class", "plan", "since", "seen", "tariff")
    sheet = Sheet("  ".join(name for name in names if name), [Column(key, say(f"show.{key}", lang)) for key in keys])
    sheet.rows = [_tariff_row(table, city, tariff, lang) for tariff in city.tariff]
    said = [f"{table.class_name(each.class_)[at]}: {note_text(each, lang)}" for each in city.tariff if each.note]
    none = [] if city.tariff else [say("refused.no_price", lang, city=city.both)]
    sheet.section(say("show.notes", lang), [*none, *said])
    sheet.section(say("show.season", lang), [season_text(season, table, lang) for season in city.season])
    sheet.section(
        say("show.areas", lang),
        [conversion_text(each, table, lang) for each in city.area],
    )
    currency = table.currency_of(city)
    sheet.section(say("show.rules", lang), [rule_text(rule, table, lang, currency) for rule in city.rule])
    for heading, lines in cost_sections(table, city, lang):
        sheet.section(heading, lines)
    entries = city.entries()
    quotes = {each.quote: table.sources[each.source] for each in entries if each.quote}
    sheet.section(
        say("show.quotes", lang),
        [say("bill.quote", lang, publisher=source.publisher, quote=quote) for quote, source in quotes.items()],
    )
    sources = dict.fromkeys(each.source for each in entries)
    sheet.section(say("show.sources", lang), [noted_text(table.sources[id_], lang) for id_ in sources])
    return sheet


def conversion_text(each: Conversion, table: Table, lang: Lang) -> str:
    """Return how one area follows from another: `使用面积 = 建筑面积 × 0.75`."""
    gives, from_ = MEASURES[each.gives].name, MEASURES[each.from_].name
    words = say("show.conversion", lang, gives=gives, from_=from_, ratio=plain(each.ratio))
    return words + _only(each.when, table, lang)


def season_text(season: Season, table: Table, lang: Lang) -> str:
    """Return a season in words: which winter, from when to when, months and days: `每年，11-01 至 03-31，5个月`."""
    first = say("show.every_winter", lang) if season.winter is None else winter_text(season.winter)
    parts = []
    if season.start is not None and season.end is not None:
        parts.append(say("show.dates", lang, start=_day(season.start), end=_day(season.end)))
    elif season.start is not None:
        parts.append(say("show.dates_from", lang, start=_day(season.start)))
    elif season.end is not None:
        parts.append(say("show.dates_until", lang, end=_day(season.end)))
    if season.months is not None:
        about = say("show.about", lang) if season.approximate else ""
        parts.append(about + number_text(season.months, "month", lang))
    if season.days is not None:
        parts.append(number_text(season.days, "day", lang))
    if season.started is not None:
        parts.append(say("show.started", lang, day=season.started))
    undated = season.winter is None and season.start is None and season.end is None
    between = "" if lang == "zh" and undated else _COMMA[lang]
    return first + between + _COMMA[lang].join(parts) + _only(season.when, table, lang)


def _day(day: MonthDay | date) -> str:
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
    sheet.data = Sheet("", [*sheet.columns, Column("note", "note")])
    sheet.data.rows = [[*row, table.sources[row[0]].note] for row in sheet.rows]
    noted = [f"{id_}: {source.note}" for id_, source in table.sources.items() if source.note]
    sheet.section(say("show.source_notes", lang), noted)
    return sheet


def findings_sheet(title: str, findings: Sequence[Finding], lang: Lang) -> Sheet:
    """Return the findings of a validation, one a line."""
    sheet = Sheet(title, [])
    sheet.section(say("show.findings", lang), [finding.text(lang) for finding in findings])
    return sheet
