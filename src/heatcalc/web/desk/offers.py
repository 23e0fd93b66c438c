"""What a clerk may choose from: what a column means, what a word means, cities, classes and plans."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from heatcalc.batches.titles import winter_billed
from heatcalc.errors import HeatcalcError
from heatcalc.inputs import column_input
from heatcalc.ledger.columns import WITHIN, base_of, known_columns
from heatcalc.ledger.words import SUPPLY_WORDS
from heatcalc.messages import LANGS, Lang, say, texts_of
from heatcalc.schema.attributes import attribute_label
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words, find_plan
from heatcalc.web.desk.choices import Choices


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
            return plan_offers(table, lang)
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


_NOTHING = Choices()


class MeantByBlanks(NamedTuple):
    """What is taken where a ledger and its clerk say nothing, in words; blank where that is not one for all rows."""

    city: str
    class_: str
    plan: str
    winter: str


def meant_by_blanks(table: Table, choices: Choices, lang: Lang, usual: Choices = _NOTHING) -> MeantByBlanks:
    """Return what blanks of the form mean, beside what is chosen; `usual` is what is chosen where the form is blank.

    It is blank where what is chosen does not exist.
    """
    at = LANGS.index(lang)
    try:
        blank = choices._replace(city=usual.city, class_=usual.class_, plan=usual.plan).options(table, lang).defaults
        city = blank.city or table.default_city
        class_ = class_words(table).get(plain_word(blank.class_), blank.class_)
        rest = choices._replace(
            city=choices.city or usual.city,
            class_=choices.class_ or usual.class_,
            plan=choices.plan or usual.plan,
            winter=usual.winter,
        )
        defaults = rest.options(table, lang).defaults
        winter = winter_billed(table, defaults) if defaults.winter is None else defaults.winter
        return MeantByBlanks(
            find_city(table, city).both[at] if city else "",
            table.class_name(class_)[at] if class_ in table.classes else class_,
            table.plan_names()[find_plan(table, blank.plan)][at],
            "" if winter is None else winter_text(winter),
        )
    except HeatcalcError:
        return MeantByBlanks("", "", "", "")


def assumed(table: Table, manifest: Mapping[str, Any], lang: Lang) -> list[str]:
    """Return what a run took for granted of all homes, since neither the ledger nor its clerk has said it."""
    said, read = manifest["defaults"], {*manifest["read"].values()}
    at, found = LANGS.index(lang), list[str]()
    if said["city"] is None and "city" not in read and table.default_city:
        found.append(say("desk.assumed_city", lang, city=find_city(table, table.default_city).both[at]))
    if said["winter"] is None and "winter" not in read and manifest["winters"]:
        found.append(say("desk.assumed_winter", lang, winters=list(manifest["winters"])))
    return found
