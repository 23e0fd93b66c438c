"""What a home is asked, one question at a time: only what the price and the rules of its city leave open.

Nothing here lists what a tariff needs: a refusal says what a bill still lacks, and the formula what else it reads.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from heatcalc.billing.calculate import calculate, price_tariff
from heatcalc.billing.in_use import inputs_of
from heatcalc.billing.stated import GIVEN, HomeOptions
from heatcalc.errors import Refused
from heatcalc.inputs import INPUTS, Input
from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both
from heatcalc.messages import LANGS, say
from heatcalc.schema.attributes import OTHER
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import CalendarYear
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.names import class_words, other_words, plan_words
from heatcalc.tariffs.seasons import winters_known

MORE = "more"
"""The question which of the things that may have happened have."""
WITH, MEASURE = "with ", "measure "
"""Before the name of an attribute, and of a measure without an option of its own."""
_PERIODS = ("winter", "year")
_ASSUMED = ("month", "day")
"""What a user may bill by against the table; nobody is asked to."""


class Question(NamedTuple):
    """One question. Its `key` is a field of `HomeOptions`, a keyword of an input, or has a prefix of this module."""

    key: str
    called: Both
    choices: tuple[tuple[str, Both], ...] = ()
    """What may be answered, each with its words; anything where there are none."""
    usual: str = ""
    """What no answer means."""
    shown: Both = Both("", "")
    """What that is called, where it is none of the choices."""
    optional: bool = False
    """Whether no answer is one where nothing is usual."""
    also: Mapping[str, str] = MappingProxyType({})
    """What else means one of the choices, as `plain_word` writes it."""


class Interview(NamedTuple):
    """What was asked and answered so far."""

    home: HomeOptions = HomeOptions({})
    keys: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()
    """The keywords of what has happened, of which more is to be asked."""

    def answered(self, question: Question, answer: str) -> "Interview":
        """Return what is known with the answer to a question; "" is none."""
        home, key, keys = self.home, question.key, (*self.keys, question.key)
        if key == MORE:
            chosen = tuple(each for each in answer.split(",") if each)
            flags = {each.keyword: True for each in INPUTS.values() if each.kind == "flag" and each.keyword in chosen}
            home = home._replace(stated={**home.stated, **flags})
            return Interview(home, keys, tuple(each for each in chosen if each not in flags))
        if not answer:
            return self._replace(keys=keys)
        if key.startswith(WITH):
            home = home._replace(with_=[*(home.with_ or ()), f"{key.removeprefix(WITH)}={answer}"])
        elif key.startswith(MEASURE):
            home = home._replace(measure=[*(home.measure or ()), f"{key.removeprefix(MEASURE)}={answer}"])
        elif key in GIVEN:
            fields: dict[str, Any] = {key: answer}
            home = home._replace(**fields)
        elif key != _AREA:
            home = home._replace(stated={**home.stated, key: answer})
        else:
            keys = (*keys, _area_key(answer))
        return self._replace(home=home, keys=keys)


_AREA = "area of"
"""The question which of the areas that follow from each other is known."""


def _area_key(name: str) -> str:
    return f"{_AREA} {name}"


def next_question(table: Table, asked: Interview) -> Question | None:
    """Return what is to be asked next; None where all is known that a bill needs, or no answer would help.

    Raises:
        Refused: there is no such city.
    """
    if "city" not in asked.keys:
        if not table.default_city:
            return Question("city", _called("city"))
        usual = find_city(table, table.default_city)
        return Question("city", _called("city"), usual=usual.id, shown=usual.both)
    city = find_city(table, asked.home.city or table.default_city)
    question = _of_price(table, city, asked)
    if question is not None:
        return question
    try:
        calculate(table, asked.home.request())
    except Refused as error:
        lacking = _lacking(table, city, asked, error)
        if lacking is not None or MORE in asked.keys:
            return lacking
        if error.missing:
            return None  # what is missing was asked for
    return _of_events(table, asked)


def _of_price(table: Table, city: City, asked: Interview) -> Question | None:
    """Return what is left open of which price it is: the class, the plan, the winter."""
    classes = city.classes()
    if "class_" not in asked.keys and classes:
        usual = "residential" if "residential" in classes else classes[0]
        choices = tuple((each, table.class_name(each)) for each in classes)
        return Question("class_", _called("class_"), choices, usual, also=class_words(table))
    plans = list(dict.fromkeys(each.plan for each in city.tariff if each.class_ == asked.home.class_))
    if "plan" not in asked.keys and plans:
        usual = "area" if "area" in plans else plans[0]
        choices = tuple((each, table.plan_names()[each]) for each in plans)
        return Question("plan", _called("plan"), choices, usual, also=plan_words(table))
    winters = winters_known(table, city)
    key = "year" if any(isinstance(each, CalendarYear) for each in winters) else "winter"
    if key not in asked.keys and len(winters) > 1:
        return Question(key, _called(key), optional=True)
    return None


def _lacking(table: Table, city: City, asked: Interview, error: Refused) -> Question | None:
    """Return the question for the first that a refusal misses and nobody was asked; of a winter, or answered."""
    for name in error.missing:
        if name in _PERIODS:
            if getattr(asked.home, name) is None:
                usual = str(error.values.get("winter", ""))
                return Question(name, _called(name), usual=usual, shown=Both(usual, usual))
            continue
        question = _for(table, city, asked, name, error)
        if question is not None and question.key not in asked.keys:
            return question
    return None


def _for(table: Table, city: City, asked: Interview, name: str, error: Refused) -> Question | None:
    if "ids" in error.values:
        attribute = table.attribute(name, city.attributes().get(name, ()))
        ids = [*dict.fromkeys(error.values["ids"])]
        words = zip(ids, error.values["choices"], strict=True)
        also = {plain_word(word): each for each, names in attribute.values.items() for word in names}
        return Question(WITH + name, attribute.called, tuple(words), ids[0] if ids == [OTHER] else "", also=also)
    if name in AREAS:
        areas = _areas_for(city, name)
        if len(areas) > 1 and _AREA not in asked.keys:
            return Question(_AREA, _called("area_of"), tuple((each, MEASURES[each].name) for each in areas), name)
        name = next((each for each in areas if _area_key(each) in asked.keys), name)
    if name in INPUTS and INPUTS[name].keyword:
        return _of_input(INPUTS[name])
    own = table.measures.get(name)
    if name in MEASURES or own is not None:
        return Question(MEASURE + name, MEASURES[name].name if own is None else own.quantity.name)
    return None


def _areas_for(city: City, name: str) -> list[str]:
    """Return the area itself and those that it follows from, of which a home may state any."""
    linked = [(each.gives, each.from_) for each in city.area]
    others = {area for pair in linked if name in pair for area in pair if INPUTS[area].keyword}
    return [name, *(area for area in AREAS if area in others and area != name)]


def _of_events(table: Table, asked: Interview) -> Question | None:
    """Return which of the events are asked for that the rules read, and then what is to be known of those."""
    priced = price_tariff(table, asked.home.request())
    read = inputs_of(priced)
    if MORE not in asked.keys:
        usable = [each for each in INPUTS.values() if each.name in read and _may_happen(each, asked)]
        if usable:
            return Question(MORE, _called(MORE), tuple((each.keyword, each.called) for each in usable), optional=True)
        return None
    for each in INPUTS.values():
        if each.keyword in asked.happened and each.keyword not in asked.keys:
            words = priced.words().get(each.name, []) if each.kind == "word" else []
            choices = tuple((word, _group(table, word)) for word in words)
            return _of_input(each)._replace(choices=choices, also=other_words(table, words))
    return None


def _may_happen(each: Input, asked: Interview) -> bool:
    plain_area = each.name in AREAS and not each.event
    known = each.keyword in asked.keys or (each.name in GJ_PER and _heat_is_known(asked))
    return bool(each.keyword) and not plain_area and each.name not in _ASSUMED and not known


def _heat_is_known(asked: Interview) -> bool:
    """Return whether the heat used was answered in one unit: in another it would only contradict that."""
    return any(name in GJ_PER and INPUTS[name].keyword in asked.keys for name in INPUTS)


def _group(table: Table, word: str) -> Both:
    known = table.groups.get(word)
    return Both(word, word) if known is None else Both(known.name, known.english)


def _of_input(each: Input) -> Question:
    """Return the question for an input, called as the help of its option calls it."""
    return Question(each.keyword, Both(*(say(f"home.{each.keyword}", lang).rstrip("。.") for lang in LANGS)))


def _called(key: str) -> Both:
    return Both(*(say(f"ask.{key}", lang) for lang in LANGS))
