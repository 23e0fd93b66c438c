"""What the resident's page needs: the formula of every tariff of the newest winter, and what each asks of a home."""

from collections.abc import Mapping
from typing import Any

from heatcalc.billing.calculate import PricedTariff, price_tariff
from heatcalc.billing.events import with_events
from heatcalc.billing.notes import age_of_price, general_price
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused
from heatcalc.formula.home import Home, SupplyEvents
from heatcalc.formula.nodes import Not, Refuse
from heatcalc.formula.to_json import formula_data
from heatcalc.formula.walk import measures_of
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import AREAS
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.lookup import PLAN_NAMES
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.model_season import NO_CONDITIONS
from heatcalc.tariffs.price_nodes import conditions_of


def page_data(table: Table, lang: Lang) -> dict[str, Any]:
    """Return the cities with their tariffs, in the order of the table; those of a general class for each finer one."""
    cities = []
    for city in table.city:
        tariffs = [
            entry
            for class_, plan in _asked(table, city)
            for when in _seasons(city)
            if (entry := _tariff(table, city, class_, plan, when, lang))
        ]
        if tariffs:
            name = city.both[LANGS.index(lang)]
            cities.append({"id": city.id, "name": name, "province": city.province, "tariffs": tariffs})
    inputs = {each.name: _field(each, lang) for each in INPUTS.values()}
    return {"cities": cities, "default": table.default_city, "inputs": inputs, "called": _called(table, lang)}


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
    return sorted(pairs, key=lambda pair: (order.index(pair[0]), list(PLAN_NAMES).index(pair[1])))


def _seasons(city: City) -> list[Mapping[str, str]]:
    """Return the homes that a city has seasons of their own for: their bills are formulas of their own."""
    whens: list[Mapping[str, str]] = []
    for season in city.season:
        whens += [] if season.when in whens else [season.when]
    return whens or [NO_CONDITIONS]


def _tariff(
    table: Table, city: City, class_: str, plan: str, when: Mapping[str, str], lang: Lang
) -> dict[str, Any] | None:
    """Return a tariff for the homes of a season; None where the table has none that holds in the newest winter."""
    at = LANGS.index(lang)
    known = {name: value for each in city.whens() for name, value in each.items()} | dict(when)
    try:
        priced = price_tariff(table, BillRequest(Home({}, known), city.id, class_, plan))
        given = with_events(Home({}, {}), SupplyEvents(), priced.found, priced.rules, table).measures
    except Refused:
        return None
    found, formula = priced.found, priced.formula
    if dict(found.season.when if found.season else {}) != dict(when):
        return None
    condition = conditions_of(when, city)
    if condition is not None:
        formula = formula._replace(refusals=((Not(condition), Refuse("no_season")), *formula.refusals))
    of_season = [table.attribute(name, [value]).spoken(value, lang) for name, value in when.items()]
    read = measures_of(priced.formula)
    asked = [each for each in INPUTS.values() if each.on_page and each.name in read and each.name not in given]
    said = {name: words for name, words in priced.words().items() if words}
    return {
        "key": " ".join((class_, *when.values())),
        "class": class_,
        "className": " ".join((table.class_name(class_)[at], *of_season)),
        "plan": plan,
        "planName": PLAN_NAMES[plan][at],
        "winter": "" if found.winter is None else winter_text(found.winter),
        "year": found.winter,
        "formula": formula_data(formula),
        "given": {name: str(value) for name, value in given.items()},
        "areas": [name for name in AREAS if name in read],
        "asked": [each.name for each in asked],
        "words": city.attributes() | {name: [value] for name, value in when.items()},
        "choices": {name: words for name, words in said.items() if INPUTS[name].kind == "word"},
        "ticks": [name for name in said if INPUTS[name].kind == "flag"],
        "notes": _notes(table, priced, lang),
        "source": found.tariff.source,
    }


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
    notes += [note for note in (general_price(table, found, lang), age_of_price(table, found, lang)) if note]
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
