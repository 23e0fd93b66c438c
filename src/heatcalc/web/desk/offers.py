"""What a clerk may choose from: what a column means, what a word means, cities, classes and plans."""

from collections import Counter
from typing import NamedTuple

from heatcalc.inputs import column_input
from heatcalc.ledger.columns import WITHIN, base_of, known_columns
from heatcalc.ledger.words import SUPPLY_WORDS
from heatcalc.messages import LANGS, Lang, say, texts_of
from heatcalc.schema.attributes import attribute_label
from heatcalc.tariffs.model import Table


class Offer(NamedTuple):
    """Something to choose: its value in a form, and what it is called."""

    value: str
    label: str


def column_offers(table: Table, lang: Lang) -> list[Offer]:
    """Return what a column may mean: columns that a bill may rest on, then attributes of homes."""
    labels = {name: column_label(name, table, lang) for name in (*known_columns(), WITHIN)}
    often = Counter(labels.values())  # heat in each of its units
    found = [Offer(name, f"{label} ({name})" if often[label] > 1 else label) for name, label in labels.items()]
    attributes = table.attributes()
    return found + [Offer(name, attribute_label(name, attributes, lang)) for name in attributes]


def column_label(meaning: str, table: Table, lang: Lang) -> str:
    """Return what a meaning of a column is called."""
    name = base_of(meaning)
    if f"column_{name}" in texts_of("desk"):
        return say(f"desk.column_{name}", lang)
    if meaning.startswith("with "):
        attribute, attributes = meaning.removeprefix("with "), table.attributes()
        return attribute_label(attribute, attributes, lang) if attribute in attributes else attribute
    asked = column_input(name)
    return name if asked is None else asked.called[LANGS.index(lang)]


def word_offers(table: Table, meaning: str, lang: Lang) -> list[Offer]:
    """Return the words that a column with this meaning understands; none where they are too many to choose from."""
    at, name = LANGS.index(lang), base_of(meaning)
    match name:
        case "class":
            return [Offer(each.name, (each.name, each.english)[at]) for each in table.classes.values()]
        case "plan":
            return [Offer(id_, names[at]) for id_, names in table.plan_names().items()]
        case "relief":
            none = "无优惠" if lang == "zh" else "none"
            groups = [Offer(each.name, (each.name, each.english)[at]) for each in table.groups.values()]
            return [Offer(none, none), *groups]
        case "status":
            supplied, stopped = SUPPLY_WORDS
            words = (supplied[0], stopped[2]) if lang == "zh" else ("normal", "stopped")
            return [Offer(word, word) for word in words]
        case "city":
            return city_offers(table, lang)
    attribute = table.attributes().get(meaning.removeprefix("with "))
    if attribute is None:
        return []
    return [Offer(value, attribute.label(value, lang)) for value in attribute.values]


def city_offers(table: Table, lang: Lang) -> list[Offer]:
    """Return the cities, in the order of the table."""
    at = LANGS.index(lang)
    return [Offer(city.id, city.both[at]) for city in table.city]


def class_offers(table: Table, lang: Lang) -> list[Offer]:
    """Return the classes by their ids."""
    return [Offer(id_, table.class_name(id_)[LANGS.index(lang)]) for id_ in table.classes]


def plan_offers(table: Table, lang: Lang) -> list[Offer]:
    """Return the plans by their ids."""
    return [Offer(id_, names[LANGS.index(lang)]) for id_, names in table.plan_names().items()]
