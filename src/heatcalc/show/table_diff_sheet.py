"""The sheet of what differs between two tables, in the words of `tariff show`."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from heatcalc.messages import LANGS, Lang, say
from heatcalc.rules.base import Rule
from heatcalc.schema.winters import winter_text
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.cost_entries import price_words, rural_text, split_text, unit_cost_text, use_text
from heatcalc.show.rules import rule_text
from heatcalc.show.sheet import Column, Sheet
from heatcalc.show.tariff_sheets import conversion_text, season_text, tariff_line
from heatcalc.tariffs.model import City, Conversion, Entry, Table, Tariff
from heatcalc.tariffs.model_costs import HeatUse, RuralSubsidy, Split, UnitCost
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.model_supply import HeatPrice
from heatcalc.tariffs.table_changes import EntryChange, name_changes, table_changes

_KEYS = ("city", "entry", "before", "after")


def diff_sheet(old: Table, new: Table, changes: Iterable[EntryChange], lang: Lang) -> Sheet:
    """Return one row an entry that differs, as it was and as it is; where the words are the same, its sources.

    Then one for each name, alias or default that does.
    """
    at = LANGS.index(lang)
    sheet = Sheet(say("show.diff", lang), [Column(key, say(f"show.{key}", lang)) for key in _KEYS])
    for each in changes:
        sheet.rows.append([each.city.both[at], each.id.partition("/")[2], *_both(old, new, each, lang)])
    for name in name_changes(old, new):
        city = "" if name.city is None else name.city.both[at]
        sheet.rows.append([city, name.id, *(_listed(words, lang) for words in (name.before, name.after))])
    sheet.section(say("show.notes", lang), [] if sheet.rows else [say("show.diff_none", lang)])
    return sheet


def diff_value(old: Table, new: Table, changes: Iterable[EntryChange], lang: Lang) -> dict[str, Any]:
    """Return the same for programs."""
    rows = []
    for each in changes:
        before, after = _both(old, new, each, lang)
        sort = "added" if each.before is None else "removed" if each.after is None else "changed"
        rows.append({"city": each.city.id, "entry": each.id, "change": sort, "before": before, "after": after})
    for name in name_changes(old, new):
        before, after = (_listed(words, lang) for words in (name.before, name.after))
        sort = "changed" if before and after else "added" if after else "removed"
        id_, entry = ("", name.id) if name.city is None else (name.city.id, f"{name.city.id}/{name.id}")
        rows.append({"city": id_, "entry": entry, "change": sort, "before": before, "after": after})
    return {"schema": "heatcalc.table-diff/1", "changes": rows}


def _listed(words: Iterable[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(words)


def rule_changes(
    old: Table, new: Table, cities: Collection[str], winters: Collection[str], lang: Lang
) -> Iterator[tuple[City, str, str]]:
    """Yield what else bills rest on besides prices, where the words of it differ: rules, seasons and areas.

    Only of some `cities`, by their ids, and seasons only of some `winters`. What a table lacks is `""`.
    """
    for each in table_changes(old, new):
        entry = each.after or each.before
        if each.city.id not in cities or not isinstance(entry, Rule | Season | Conversion):
            continue
        if isinstance(entry, Season) and entry.winter is not None and winter_text(entry.winter) not in winters:
            continue
        before, after = _in_words(old, new, each, lang)
        if before != after:
            yield each.city, before, after


def _both(old: Table, new: Table, each: EntryChange, lang: Lang) -> tuple[str, str]:
    before, after = _in_words(old, new, each, lang)
    if before != after:
        return before, after
    pairs = ((old, each.before), (new, each.after))
    one, other = (_ground(table, entry, lang) for table, entry in pairs if entry is not None)
    return one, other


def _in_words(old: Table, new: Table, each: EntryChange, lang: Lang) -> tuple[str, str]:
    pairs = ((old, each.before), (new, each.after))
    before, after = ("" if entry is None else _words(table, _city(table, each), entry, lang) for table, entry in pairs)
    return before, after


def _city(table: Table, each: EntryChange) -> City:
    return next(city for city in table.city if city.id == each.city.id)


def _words(table: Table, city: City, entry: Entry, lang: Lang) -> str:
    match entry:
        case Tariff():
            return tariff_line(table, city, entry, lang)
        case Rule():
            return rule_text(entry, table, lang, table.currency_of(city))
        case Season():
            return season_text(entry, table, lang)
        case Conversion():
            return conversion_text(entry, table, lang)
        case HeatUse():
            return use_text(entry, table, city, lang)
        case UnitCost():
            return unit_cost_text(entry, table, lang)
        case Split():
            return split_text(entry, lang)
        case RuralSubsidy():
            return rural_text(entry, lang)
        case HeatPrice():
            return price_words(entry, table, lang)
    said = entry._replace(source="", quote="")._asdict()
    return ", ".join(f"{name} = {value}" for name, value in said.items() if value not in ("", None, ()))


def _ground(table: Table, entry: Entry, lang: Lang) -> str:
    """Return what an entry rests on: its source, and the words of it."""
    quote = f"“{entry.quote}”" if entry.quote else ""
    return " ".join(filter(None, [source_text(table.sources[entry.source], lang), quote]))
