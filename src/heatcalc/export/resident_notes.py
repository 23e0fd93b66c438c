"""What the resident's page says beside the lines of a bill: what holds for all of a price, and what each rule adds."""

from collections.abc import Mapping
from typing import Any

from heatcalc.billing.calculate import PricedTariff
from heatcalc.billing.notes import age_of_price, age_of_rule, general_price
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.schema.winters import MonthDay, winter_text
from heatcalc.tariffs.model import WEAK, Source, Table
from heatcalc.tariffs.names import note_text


def price_notes(table: Table, priced: PricedTariff, lang: Lang) -> list[str]:
    """Return what a reader of any bill of a tariff must know."""
    found, season = priced.found, priced.found.season
    notes = [general_price(table, found, lang), say("bill.since", lang, since=found.tariff.from_text)]
    if season is not None and season.approximate and season.months is not None:
        notes.append(say("bill.note_approximate", lang, months=plain(season.months)))
    if season is not None and season.started is not None and season.start and not isinstance(season.start, MonthDay):
        days = (season.start - season.started).days
        if days > 0:
            notes.append(say("bill.note_started", lang, started=season.started, start=season.start, days=days))
    if season is not None and season.carried_from is not None:
        notes.append(say("bill.note_length_carried", lang, winter=winter_text(season.carried_from)))
    notes.append(age_of_price(table, found, lang))
    if found.winter is None and found.tariff.until is not None:
        notes.append(say("bill.note_ended", lang, until=found.tariff.until))
    if found.tariff.note:
        notes.append(note_text(found.tariff, lang))
    rounding = priced.formula.rounding
    step = priced.formula.currency.in_words(plain(rounding.step), lang)
    mode = say(f"bill.mode_{rounding.mode}", lang)
    notes.append(say(f"bill.rounded_each_{rounding.each}", lang, step=step, mode=mode))
    return [note for note in notes if note is not None]


def rule_notes(table: Table, priced: PricedTariff, lang: Lang) -> list[dict[str, Any]]:
    """Return what each rule adds to the notes of a bill that it has a line on, and for which homes."""
    made = []
    for rule in priced.rules:
        note = note_text(rule.terms, lang) if rule.terms.note else None
        age = age_of_rule(table, priced.found, rule, lang)
        if note or age:
            about = {"kind": rule.kind, "source": rule.source, "when": dict(rule.terms.when)}
            made.append({**about, "group": rule.words().get("relief", ""), "note": note, "age": age})
    return made


def weak_sources(sources: Mapping[str, Source]) -> dict[str, str]:
    """Return the titles of the sources that no editorial office stands behind, by their ids."""
    return {id_: source.title for id_, source in sources.items() if source.kind in WEAK}
