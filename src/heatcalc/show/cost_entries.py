"""What sources say of the cost of heat, in words: for `tariff show`, `supply` and `subsidy`."""

from collections.abc import Iterator
from fractions import Fraction

from heatcalc.measures import GJ_PER, MEASURES
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, round_to
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.heat_norm import norm_of
from heatcalc.tariffs.model import City, Source, Table
from heatcalc.tariffs.model_costs import HeatUse, RuralSubsidy, Split, UnitCost
from heatcalc.tariffs.model_supply import HeatPrice
from heatcalc.tariffs.names import when_text

_THOUSANDTH = Fraction(1, 1000)


def cost_sections(table: Table, city: City, lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Yield the headings of what is known of the cost of heat in a city, each with its lines."""
    yield say("costs.prices", lang), prices_text(city, table, lang)
    yield say("costs.heat_use", lang), [use_text(each, table, city, lang) for each in city.heat_use]
    yield say("costs.unit_cost", lang), [unit_cost_text(each, table, lang) for each in city.unit_cost]
    yield say("costs.split", lang), [split_text(each, lang) for each in city.split]
    yield say("costs.rural_subsidy", lang), [rural_text(each, lang) for each in city.rural_subsidy]


def use_text(use: HeatUse, table: Table, city: City, lang: Lang) -> str:
    """Return a heat use with how it is known: stated, or the division that it follows from."""
    at, comma = LANGS.index(lang), "，" if lang == "zh" else ", "
    how = say("costs.stated", lang)
    norm = norm_of(city, use) if use.area_tariff else None
    if norm is not None:
        figures = {name: plain(getattr(norm, name)) for name in ("area_price", "basic", "metered")}
        share = round_to(norm.basic / norm.area_price, Fraction(1, 1000), "half_up")
        how = say(
            "costs.derived",
            lang,
            area=figures["area_price"],
            basic=figures["basic"],
            metered=figures["metered"],
            unit=norm.unit,
            share=f"{plain(share * 100)}%",
            gj=plain(round_to(norm.gj, _THOUSANDTH, "half_up")),
        )
        if use.metered is not None and norm.area_since is not None:
            winters = {"metered": winter_text(use.metered.winter), "area": winter_text(norm.area_since)}
            how += say("costs.years_apart", lang, **winters)
    value = plain(use.value)
    in_gj = "" if use.unit == "GJ" else say("costs.in_gj", lang, gj=plain(use.value * GJ_PER[use.unit]))
    return say(
        "costs.use",
        lang,
        class_=table.class_name(use.class_)[at],
        value=value,
        unit=f"{use.unit}",
        basis=MEASURES[use.basis].name[at] + (comma + when_text(use.when, table, lang) if use.when else ""),
        how=how + in_gj,
    )


def unit_cost_text(cost: UnitCost, table: Table, lang: Lang) -> str:
    """Return a cost per ㎡ with its period, basis and breakdown."""
    at, comma = LANGS.index(lang), "，" if lang == "zh" else ", "
    value = plain(cost.value)
    if cost.to is not None:
        value = say("costs.range", lang, low=value, high=plain(cost.to))
    items = [
        say("costs.item", lang, name=(item.name, item.english)[at], value=plain(item.value)) for item in cost.items
    ]
    if items and cost.rest:
        items.append(say("costs.not_itemised", lang, value=plain(cost.rest)))
    who = comma + table.class_name(cost.class_)[at] if cost.class_ else ""
    when = "" if cost.winter is None else comma + winter_text(cost.winter)
    return say(
        "costs.cost",
        lang,
        value=value,
        period=say(f"costs.period_{cost.period or ''}", lang),
        basis=MEASURES[cost.basis].name,
        who=who + when,
        rest=say("costs.items", lang, items=comma.join(items)) if items else "",
    )


def split_text(split: Split, lang: Lang) -> str:
    """Return what is split, and the share of each payer."""
    payers = [f"{payer.both[LANGS.index(lang)]} {plain(payer.share * 100)}%" for payer in split.payers]
    comma = "，" if lang == "zh" else ", "
    return say("costs.shares", lang, what=split.both, since=_since(split.from_text, lang), payers=comma.join(payers))


def rural_text(subsidy: RuralSubsidy, lang: Lang) -> str:
    """Return what a rural home gets: its rate or bands, and the most."""
    terms = []
    unit = subsidy.per
    if subsidy.rate is not None:
        terms.append(say("costs.per", lang, rate=plain(subsidy.rate), unit=unit))
    terms += [
        say("costs.band", lang, up_to=plain(band.up_to), rate=plain(band.rate), unit=unit) for band in subsidy.bands
    ]
    if subsidy.most is not None:
        terms.append(say("costs.most", lang, most=plain(subsidy.most), unit=unit))
    if subsidy.cap is not None:
        terms.append(say("costs.cap", lang, cap=plain(subsidy.cap)))
    comma = "，" if lang == "zh" else ", "
    return say("costs.rural", lang, what=subsidy.both, since=_since(subsidy.from_text, lang), terms=comma.join(terms))


def prices_text(city: City, table: Table, lang: Lang) -> list[str]:
    """Return the agreed prices of heat and their caps, each with when it holds and who says so."""
    named = [("substation" if price.at == "substation" else "agreed", price) for price in city.source_price]
    named += [("guide", price) for price in city.guide_price]
    return [
        say(f"costs.{key}", lang, rate=plain(price.rate), words=price_words(price, table, lang)) for key, price in named
    ]


def price_words(price: HeatPrice, table: Table, lang: Lang) -> str:
    """Return for whose heat a price is, when it holds and who says so."""
    since = say("costs.held", lang, from_=price.from_text)
    if price.until is not None:
        since = say("costs.held_until", lang, from_=price.from_text, until=price.until)
    who = table.class_name(price.class_)[LANGS.index(lang)] if price.class_ else ""
    homes = when_text(price.when, table, lang)
    words = (who, homes, since, _named(table.sources[price.source]))
    return ("，" if lang == "zh" else ", ").join(each for each in words if each)


def _named(source: Source) -> str:
    return f"{source.publisher} {source.date}".strip()


def _since(text: str, lang: Lang) -> str:
    return say("costs.since", lang, from_=text) if text else ""
