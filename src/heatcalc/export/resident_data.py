"""What the resident's page needs: the formula of every tariff of the newest winter, and what each asks of a home."""

from contextlib import suppress
from typing import Any

from heatcalc.billing.calculate import PricedTariff, price_tariff
from heatcalc.billing.events import with_events
from heatcalc.billing.notes import age_of_price
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.formula.nodes import Formula
from heatcalc.formula.to_json import formula_data
from heatcalc.formula.walk import measures_of
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import AREAS
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain
from heatcalc.schema.attributes import OTHER
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.to_formula import impossible_together


def page_data(table: Table, lang: Lang) -> dict[str, Any]:
    """Return the cities with their tariffs, in the order of the table; those of a general class for each finer one."""
    cities = []
    for city in table.city:
        tariffs = [entry for class_, plan in _asked(table, city) if (entry := _tariff(table, city, class_, plan, lang))]
        if tariffs:
            name = city.both[LANGS.index(lang)]
            cities.append({"id": city.id, "name": name, "province": city.province, "tariffs": tariffs})
    inputs = {each.name: _field(each, lang) for each in INPUTS.values()}
    defaults = {name: each.default for name, each in table.declared.items() if each.default}
    return {
        "cities": cities,
        "default": table.default_city,
        "inputs": inputs,
        "called": _called(table, lang),
        "defaults": defaults,
    }


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


def _tariff(table: Table, city: City, class_: str, plan: str, lang: Lang) -> dict[str, Any] | None:
    """Return a tariff; None where the table has none that holds in the newest winter."""
    at = LANGS.index(lang)
    seasons = _by_season(table, city, class_, plan)
    try:
        priced = seasons[0][1]
        given = with_events(Home({}, {}), SupplyEvents(), priced.found, priced.rules, table).measures
    except (Refused, IndexError):
        return None
    found = priced.found
    read = measures_of(priced.formula)
    per = {name for charge in found.tariff.charge for price in charge.prices for name in price.per}
    fields = [each for each in INPUTS.values() if each.on_page or each.name in per]
    asked = [each for each in fields if each.name in read and each.name not in (*given, *AREAS)]
    said = {name: words for name, words in priced.words().items() if words}
    return {
        "class": class_,
        "className": table.class_name(class_)[at],
        "plan": plan,
        "planName": table.plan_called(found.tariff, {})[at],
        "winter": "" if found.winter is None else winter_text(found.winter),
        "year": found.winter,
        "seasons": [[when, _checked(each.formula), _notes(table, each, lang)] for when, each in seasons],
        "given": {name: str(value) for name, value in given.items()},
        "areas": [name for name in AREAS if name in read],
        "asked": [each.name for each in asked],
        "words": city.attributes(),
        "choices": {name: words for name, words in said.items() if INPUTS[name].kind == "word"},
        "ticks": [name for name in said if INPUTS[name].kind == "flag"],
        "source": found.tariff.source,
    }


def _checked(formula: Formula) -> dict[str, Any]:
    """Return a formula as data, with what refuses a home whose figures cannot all be true."""
    return formula_data(formula._replace(refusals=(*impossible_together(measures_of(formula)), *formula.refusals)))


def _by_season(table: Table, city: City, class_: str, plan: str) -> list[tuple[dict[str, str], PricedTariff]]:
    """Return the formulas of the newest winter, each with the attributes of the homes whose season it has.

    The last is for all others; where all homes have one season it is alone.
    """
    whens = list(dict.fromkeys(tuple(season.when.items()) for season in city.season if season.when))
    others = {name: OTHER for when in whens for name, _ in when}
    made = []
    for when in (*map(dict, whens), others):
        with suppress(Refused):
            request = BillRequest(Home({}, {**others, **when}), city.id, class_, plan)
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
        "limits": [str(asked.least), str(asked.most)],
        "zero": asked.may_be_zero,
    }


def _notes(table: Table, priced: PricedTariff, lang: Lang) -> list[str]:
    """Return what a reader of any bill of a tariff must know."""
    found, season = priced.found, priced.found.season
    notes = [say("bill.since", lang, since=found.tariff.from_text)]
    age = age_of_price(table, found, lang)
    notes += [] if age is None else [age]
    if season is not None and season.approximate and season.months is not None:
        notes.append(say("bill.note_approximate", lang, months=plain(season.months)))
    if season is not None and season.carried_from is not None:
        notes.append(say("bill.note_length_carried", lang, winter=winter_text(season.carried_from)))
    rounding = priced.formula.rounding
    mode = say(f"bill.mode_{rounding.mode}", lang)
    notes.append(
        say(
            f"bill.rounded_each_{rounding.each}",
            lang,
            step=priced.formula.currency.in_words(plain(rounding.step), lang),
            mode=mode,
        )
    )
    return notes
