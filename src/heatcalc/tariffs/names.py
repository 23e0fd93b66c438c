"""What people call classes, relief groups and the attributes of homes, by the names and aliases of the table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from heatcalc.errors import Refused, UsageError
from heatcalc.measures import Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.schema.attributes import OTHER, attribute_called
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import City, Named, Table, Tariff, UserClass

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule, Terms


def class_words(table: Table) -> dict[str, str]:
    """Return the classes by their ids, names and aliases, as `plain_word` writes them."""
    return _words(table.classes)


def plan_words(table: Table) -> dict[str, str]:
    """Return the plans that the table declares by their ids, names and aliases, as `plain_word` writes them."""
    return _words(table.plans)


def find_plan(table: Table, word: str) -> str:
    """Return the id of the plan that is called so: its id, a name or an alias that the table declares.

    Raises:
        UsageError: there is none.
    """
    found = word if word in table.plan_names() else plan_words(table).get(plain_word(word))
    if found is None:
        plans = [Both(f"{each.zh}（{id_}）", f"{each.en} ({id_})") for id_, each in table.plan_names().items()]
        raise UsageError("usage.plan", input="plan", plan=word, plans=plans)
    return found


def group_of(table: Table, word: str) -> str:
    """Return the id of the relief group that is called so; the word itself where none is."""
    return _words(table.groups).get(plain_word(word), plain_word(word))


def other_words(table: Table, words: Sequence[str]) -> dict[str, str]:
    """Return what else means one of the `words` of relief rules, as `plain_word` writes it, and which of them.

    低保 means 城市低保户 where that is the only group of a city that 低保 is a name of.
    """
    groups = _words(table.groups)
    named = [(word, groups.get(plain_word(part), plain_word(part))) for word in words for part in word.split("、")]
    counts = Counter(group for _, group in named)
    alone = {group: word for word, group in named if counts[group] == 1}
    return alone | {other: alone[group] for other, group in groups.items() if group in alone}


def _words(named: Mapping[str, UserClass] | Mapping[str, Named]) -> dict[str, str]:
    each = ((id_, word) for id_, known in named.items() for word in (id_, known.name, known.english, *known.aliases))
    return {plain_word(word): id_ for id_, word in each}


def values_stated(table: Table, city: City, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return what a home states of its attributes, by the values of the table, and the default of what it does not.

    What no price of the city depends on stays as it is.

    Raises:
        Refused: `unknown_value`, with those that there are.
    """
    defaults = {name: each.default for name, each in table.declared.items() if each.default and name not in attributes}
    if not attributes and not defaults:
        return {}
    used = city.attributes()
    stated = {name: default for name, default in defaults.items() if name in used}
    called = {name: table.attribute(name, values) for name, values in used.items()}
    for said, word in attributes.items():
        name = attribute_called(said, called) or said
        stated[name] = word
        if name in used:
            attribute = called[name]
            stated[name] = attribute.value_called(word)
            if not stated[name]:
                values = [each for each in attribute.values if each in used[name] or each == OTHER]
                known = [Both(attribute.label(each), attribute.label(each, "en")) for each in values]
                raise Refused(
                    "unknown_value", (name,), city=city.both, attribute=attribute.called, value=word, known=known
                )
    return stated


def when_text(when: Mapping[str, str], table: Table, lang: Lang) -> str:
    """Return attributes in words, as far as the table has words for them: `住宅类型：高层`."""
    at, colon = LANGS.index(lang), "：" if lang == "zh" else ": "
    known = {name: table.attribute(name, [value]) for name, value in when.items()}
    words = [f"{known[name].called[at]}{colon}{known[name].spoken(value, lang)}" for name, value in when.items()]
    return ("，" if lang == "zh" else ", ").join(words)


def terms_text(rule: "Rule", table: Table, lang: Lang) -> str:
    """Return for whom and when a rule holds: `居民，按面积，2022-07-01 起`; "" where it holds for all."""
    terms, at = rule.terms, LANGS.index(lang)
    words = []
    if terms.classes:
        words.append(("、" if lang == "zh" else ", ").join(table.class_name(class_)[at] for class_ in terms.classes))
    words += [table.plan_names()[plan][at] for plan in terms.plans]
    if terms.when:
        words.append(when_text(terms.when, table, lang))
    if terms.from_ is not None:
        words.append(say("rules.since", lang, day=terms.from_))
    if terms.until is not None:
        words.append(say("rules.until", lang, day=terms.until))
    return ("，" if lang == "zh" else ", ").join(words)


def note_text(entry: "Tariff | Terms", lang: Lang) -> str:
    """Return what a price or a rule says beside its figures, "" if nothing."""
    return entry.note if lang == "zh" else entry.english_note or entry.note
