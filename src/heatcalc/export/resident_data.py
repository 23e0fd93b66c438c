"""What the resident's page needs: the formula of every tariff, winter by winter, and what each asks of a home."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from heatcalc.billing.calculate import PricedTariff, price_tariff
from heatcalc.billing.events import with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused
from heatcalc.export.resident_cold import cold_bands, cold_fields, cold_refusals
from heatcalc.export.resident_notes import price_notes, rule_notes, weak_sources
from heatcalc.export.resident_supply import supply_data
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.formula.to_json import formula_data
from heatcalc.formula.walk import measures_of
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import AREAS, MEASURES
from heatcalc.messages import LANGS, Lang, say, texts_of
from heatcalc.rules.cold_room import TemperatureBand
from heatcalc.schema.attributes import OTHER
from heatcalc.schema.winters import CalendarYear, first_winter_from, winter_text
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import City, Source, Table
from heatcalc.tariffs.to_formula import impossible_together


def page_data(table: Table, lang: Lang, named: Sequence[str] = ()) -> dict[str, Any]:
    """Return the cities with their tariffs: those that are named, or all of the table, in their order.

    Raises:
        Refused: a city that is named is not in the table, or has no price.
    """
    cities, made = cities_of(table, named), []
    for city in cities:
        tariffs = [
            entry
            for class_, plan in _asked(table, city)
            for winter in _winters(table, city)
            if (entry := _tariff(table, city, class_, plan, winter, lang))
        ]
        if not tariffs and named:
            raise Refused("no_price", ("class",), city=city.both)
        if tariffs:
            also = sorted({city.id, *city.both, *city.aliases} - {city.both[LANGS.index(lang)]})
            name, distinct = city.both[LANGS.index(lang)], _distinct(tariffs)
            made.append({"id": city.id, "name": name, "also": also, "province": city.province, "tariffs": distinct})
    return {
        "cities": made,
        "default": cities[0].id if named else table.default_city,
        "inputs": {each.name: _field(each, lang) for each in INPUTS.values() if _is_of(table, each)},
        "called": _called(table, lang),
        "defaults": {name: each.default for name, each in table.declared.items() if each.default},
        "weak": weak_sources(page_sources(table, named)),
    }


def _is_of(table: Table, asked: Input) -> bool:
    """Return whether an input is heatcalc's own or declared by a table, not by another that was read before."""
    declared = asked.name in MEASURES and MEASURES[asked.name].kind == "own"
    return asked.name in table.measures or not declared


def cities_of(table: Table, named: Sequence[str]) -> list[City]:
    """Return the cities that are named, each once, or all of the table.

    Raises:
        Refused: there is none of that name.
    """
    return list({city.id: city for city in (find_city(table, each) for each in named)}.values()) or list(table.city)


def page_sources(table: Table, named: Sequence[str] = ()) -> dict[str, Source]:
    """Return the sources that the page may cite: those of the cities that are named, or of all, by their ids."""
    cited = {entry.source for city in cities_of(table, named) for entry in city.entries()}
    return {id_: source for id_, source in table.sources.items() if id_ in cited}


def _winters(table: Table, city: City) -> list[int | None]:
    """Return the winters that the page offers: that of homes that name none, and those in which something begins."""
    years = {season.winter for season in city.season if season.winter is not None}
    if not years or any(isinstance(year, CalendarYear) for year in years):
        return [None]
    begun = {first_winter_from(tariff.from_) for tariff in city.tariff}
    return [None, *sorted({table.newest_winter(), *years, *begun}, reverse=True)]


def _distinct(tariffs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tariffs, each once: the winter of homes that name none is one of the others too."""
    return list({(each["class"], each["plan"], each["winter"]): each for each in reversed(tariffs)}.values())[::-1]


def _called(table: Table, lang: Lang) -> dict[str, str]:
    """Return what the page calls attributes and their values."""
    called = {}
    for name, attribute in table.attributes().items():
        called[f"attribute_{name}"] = attribute.called[LANGS.index(lang)]
        called |= {f"value_{name}_{value}": attribute.spoken(value, lang) for value in attribute.values}
    return called


def _asked(table: Table, city: City) -> list[tuple[str, str]]:
    """Return the classes and plans that a city's tariffs are for, the residents' first."""
    pairs = dict.fromkeys((tariff.class_, tariff.plan) for tariff in city.tariff)
    order = list(table.classes)
    return sorted(pairs, key=lambda pair: (order.index(pair[0]), list(table.plan_names()).index(pair[1])))


def _tariff(table: Table, city: City, class_: str, plan: str, winter: int | None, lang: Lang) -> dict[str, Any] | None:
    """Return a tariff; None where the table has none that holds in the winter."""
    at = LANGS.index(lang)
    seasons = _by_season(table, city, class_, plan, winter)
    try:
        priced = seasons[0][1]
        given = with_events(Home({}, {}), SupplyEvents(), priced.found, priced.rules, table).measures
    except (Refused, IndexError):
        return None
    found, bands = priced.found, cold_bands(priced)
    read = measures_of(priced.formula)
    per = {name for charge in found.tariff.charge for price in charge.prices for name in price.per}
    fields = [each for each in INPUTS.values() if each.on_page or each.name in per]
    asked = [each for each in fields if each.name in read and each.name not in (*given, *AREAS)]
    asked = [each for each in asked if bands or each.event != "cold"]
    said = {name: words for name, words in priced.words().items() if words}
    return {
        "class": class_,
        "className": table.class_name(class_)[at],
        "plan": plan,
        "planName": table.plan_called(found.tariff, {})[at],
        "winter": "" if found.winter is None else winter_text(found.winter),
        "year": found.winter,
        "usual": winter is None,
        "seasons": [
            [when, _checked(each, bands), price_notes(table, each, lang), rule_notes(table, each, lang), supply]
            for when, each in seasons
            for supply in [supply_data(table, each, lang)]
        ],
        "given": {name: str(value) for name, value in given.items()},
        "areas": [name for name in AREAS if name in read],
        "asked": [each.name for each in asked],
        "cold": cold_fields(bands, lang),
        "words": city.attributes(),
        "choices": {name: words for name, words in said.items() if INPUTS[name].kind == "word"},
        "ticks": [name for name in said if INPUTS[name].kind == "flag"],
        "source": found.tariff.source,
    }


def _checked(priced: PricedTariff, bands: list[TemperatureBand]) -> dict[str, Any]:
    """Return a formula as data, with what refuses a home whose figures cannot all be true."""
    formula = priced.formula
    impossible = (*impossible_together(measures_of(formula)), *cold_refusals(priced, bands))
    return formula_data(formula._replace(refusals=(*impossible, *formula.refusals)))


def _by_season(
    table: Table, city: City, class_: str, plan: str, winter: int | None
) -> list[tuple[dict[str, str], PricedTariff]]:
    """Return the formulas of a winter, each with the attributes of the homes whose season it has.

    The last is for all others; where all homes have one season it is alone.
    """
    whens = list(dict.fromkeys(tuple(season.when.items()) for season in city.season if season.when))
    others = {name: OTHER for when in whens for name, _ in when}
    made = []
    for when in (*map(dict, whens), others):
        with suppress(Refused):
            request = BillRequest(Home({}, {**others, **when}), city.id, class_, plan, winter)
            newest = price_tariff(table, request).found.winter
            # The page names the winter, so a date paid is taken for one of it.
            priced = price_tariff(table, request._replace(winter=newest))
            season = priced.found.season
            if when == others or (season is not None and dict(season.when) == when):
                made.append((when if when != others else {}, priced))
    return made


def _field(asked: Input, lang: Lang) -> dict[str, Any]:
    """Return how the page calls and reads a field, and the range that it may hold [the measure's unit]."""
    return {
        "label": asked.called[LANGS.index(lang)],
        "date": asked.kind == "date",
        "flag": asked.kind == "flag",
        "limits": [str(asked.least), str(asked.most)],
        "zero": asked.may_be_zero,
        "units": list(asked.units),
        "keyword": asked.keyword,
        "hint": say(f"page_hints.{asked.name}", lang) if asked.name in texts_of("page_hints") else "",
    }
