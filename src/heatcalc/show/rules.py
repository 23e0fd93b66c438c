"""A rule of the table in words: `报停按 30% 缴纳（按面积，2022-07-01 起）`.

A parameter is put into words by the message `rules.<kind>_<parameter>`, or by one with the parameter's value appended.
A kind of rule without such messages is shown as the table writes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from heatcalc.formula.explain import number_text
from heatcalc.measures import MEASURES
from heatcalc.messages import Lang, say, texts_of
from heatcalc.money import Currency, plain
from heatcalc.schema.winters import MonthDay
from heatcalc.show.bill_sheet import payer_name
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import note_text, terms_text

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_SHARES = ("pays", "adds", "max_adds", "adds_per_m", "off", "per_day", "once", "cap", "refund", "basic_share")


def rule_text(rule: "Rule", table: Table, lang: Lang, currency: Currency) -> str:
    """Return a rule in one line: what it does, and to whom and when it applies."""
    given = {field.name: getattr(rule, field.name) for field in fields(rule) if field.name != "terms"}
    given = {name: value for name, value in given.items() if value not in (None, (), {}, "")}
    clauses = list(_clauses(rule.kind, given, lang, currency))
    if not clauses:
        clauses = [f"{name} = {_raw(value)}" for name, value in given.items()]
    comma = "，" if lang == "zh" else ", "
    words = comma.join(clauses)
    name = say(f"rules.{rule.kind}", lang)
    text = words if words.startswith((name, "Stopped")) else say("rules.rule", lang, name=name, words=words)
    terms = terms_text(rule, table, lang)
    text += say("rules.terms", lang, words=terms) if terms else ""
    note = note_text(rule.terms, lang)
    return say("rules.noted", lang, text=text, note=note) if note else text


def _clauses(kind: str, given: dict[str, Any], lang: Lang, currency: Currency) -> Iterator[str]:
    """Yield the words of a rule's parameters, in the order of the messages."""
    shown = {name: _shown(name, value, given, lang, currency) for name, value in given.items()}
    for key in texts_of("rules"):
        name = next((each for each in given if key == f"{kind}_{each}" or key.startswith(f"{kind}_{each}_")), None)
        if name is None:
            continue
        variant = key.removeprefix(f"{kind}_{name}").removeprefix("_")
        if name in ("bands", "windows"):
            yield from _entries(key, variant, given, name, lang, currency)
        elif variant == _variant(kind, name, given):
            yield say(f"rules.{key}", lang, **shown)


def _variant(kind: str, name: str, given: dict[str, Any]) -> str:
    """Return which words for a parameter fit: those for its value, or for another parameter beside it."""
    if name == "step":
        return str(given.get("part_step", "unsaid"))
    if name == "pays" and not given[name]:
        return "nothing"
    if name == "rate" and "charge" in given:
        return str(given["charge"])
    if name == "base" and "charge" in given:
        return "charge"
    if name == "payer" and "amount" in given:
        return "amount"
    return str(given[name]) if f"{kind}_{name}_{given[name]}" in texts_of("rules") else ""


def _entries(
    key: str, variant: str, rule: Mapping[str, Any], name: str, lang: Lang, currency: Currency
) -> Iterator[str]:
    """Yield the words of bands and windows, each entry by the words that name what it has."""
    shared = {name: rule[name] for name in ("per", "payer") if name in rule}
    for entry in rule[name]:
        given = {name: value for name, value in entry._asdict().items() if value is not None}
        last = "up_to" in entry._fields and "up_to" not in given
        if (variant in given) if variant in entry._fields else (variant == "last") == last:
            all_ = {**shared, **given}
            shown = {each: _shown(each, value, all_, lang, currency) for each, value in all_.items()}
            yield say(f"rules.{key}", lang, **shown)


def _shown(name: str, value: object, given: Mapping[str, Any], lang: Lang, currency: Currency) -> str:
    """Return a parameter as words show it: shares in per cent, a price with its unit."""
    if name in ("rate", "above", "up_to") and "per" in given and isinstance(value, Fraction):
        return number_text(value, tuple(given["per"]), lang, currency)
    if name in ("amount", "reconnect") and isinstance(value, Fraction):
        return currency.in_words(plain(value), lang)
    if name in _SHARES and isinstance(value, Fraction):
        return number_text(value, "share", lang)
    if name == "weights" and isinstance(value, Mapping):
        months = [
            say("rules.month", lang, month=month, share=number_text(each, "share", lang))
            for month, each in value.items()
        ]
        return ("、" if lang == "zh" else ", ").join(months)
    if name == "payer":
        return payer_name(str(value), lang)
    if name in ("area_limit", "homes_up_to") and isinstance(value, Mapping):
        limits = [
            say("rules.limit", lang, measure=MEASURES[each].name, value=number_text(most, each, lang))
            for each, most in value.items()
        ]
        return ("、" if lang == "zh" else " or ").join(limits)
    return _raw(value)


def _raw(value: object) -> str:
    """Return a parameter as the table writes it."""
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, MonthDay):
        return f"{value.month:02}-{value.day:02}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {_raw(each)}' for key, each in value.items())}}}"
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _raw({key: each for key, each in value._asdict().items() if each is not None})
    if isinstance(value, tuple):
        return f"[{', '.join(map(_raw, value))}]"
    return str(value)
