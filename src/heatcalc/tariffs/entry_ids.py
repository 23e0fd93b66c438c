"""What entries and their figures are called for ever, by what they are and not by their places in the table."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings, KeyPath, path_text
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import City, Conversion, Entry, Tariff
from heatcalc.tariffs.model_costs import HeatUse, RuralSubsidy, Split, UnitCost
from heatcalc.tariffs.model_prices import Charge
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.model_supply import Figure, HeatPrice, Plant

_ARRAYS = (
    *("tariff", "season", "area", "source_price", "guide_price", "cost", "plant", "figure"),
    *("heat_use", "unit_cost", "split", "rural_subsidy"),
)


def entry_kind(city: City, entry: Entry) -> str:
    """Return what an entry is called in the table: the key of its array, or the kind of the rule."""
    if is_dataclass(entry):
        return entry.kind
    return next(name for name in _ARRAYS if any(each is entry for each in getattr(city, name)))


def entry_ids(city: City) -> list[tuple[Entry, str]]:
    """Return the entries of a city, each with its id, which stays the same while others are added.

    Entries that are alike in all that an id says get their source added, each of them: an id of one is never
    that of another. What no rule of the table keeps apart is counted.
    """
    entries = [(entry, _entry_id(city, entry)) for entry in city.entries()]
    alike, taken, found = Counter(id_ for _, id_ in entries), Counter[str](), []
    for entry, id_ in entries:
        named = f"{id_}~{entry.source}" if alike[id_] > 1 else id_
        taken[named] += 1
        found.append((entry, f"{named}~{taken[named]}" if taken[named] > 1 else named))
    return found


def _entry_id(city: City, entry: Entry) -> str:
    if isinstance(entry, Tariff):
        return city.tariff_id(entry)
    if is_dataclass(entry):
        return city.rule_id(entry)
    said: list[str] = []
    match entry:
        case Season():
            said = ["every" if entry.winter is None else winter_text(entry.winter), *_pairs(entry.when)]
        case Conversion():
            said = [entry.gives, entry.from_, *_pairs(entry.when)]
        case Figure():
            said = [entry.id]
        case HeatPrice():
            at = "" if entry.at == "plant" else entry.at
            said = [entry.from_text, entry.class_, at, *_pairs(entry.when)]
        case HeatUse():
            said = [entry.class_, entry.basis, *_pairs(entry.when)]
        case UnitCost():
            winter = "" if entry.winter is None else winter_text(entry.winter)
            said = [entry.class_, winter, entry.basis, entry.period or ""]
        case Split() | RuralSubsidy():
            said = [_slug(entry.english), entry.from_text]
        case Plant():
            said = [_slug(entry.english)]
    return "/".join((city.id, entry_kind(city, entry), *filter(None, said)))


def figure_id(entry: Entry, path: KeyPath) -> str:
    """Return what a figure of an entry is called: its key, but charges, forms, items and payers by what they are."""
    parts: list[str | int] = []
    value: Any = entry
    for at, part in enumerate(path):
        if isinstance(part, int) and path[at - 1] in ("charge", "or") and isinstance(entry, Tariff):
            charge = entry.charge[int(path[1])]
            words = _charge_words(charge) if at == 1 else list(charge.prices[part + 1].per)
            parts[-1] = f"{parts[-1]}[{','.join(words)}]"
            continue
        value = value[part] if isinstance(part, int) and isinstance(value, tuple) else getattr(value, str(part), None)
        if isinstance(part, int) and (english := getattr(value, "english", "")):
            parts[-1] = f"{parts[-1]}[{_slug(english)}]"
        else:
            parts.append(part)
    return path_text(tuple(parts))


def _charge_words(charge: Charge) -> list[str]:
    unless = [f"{name}!={value}" for name, value in charge.unless.items()]
    return [*filter(None, (charge.name,)), *charge.prices[0].per, *_pairs(charge.when), *unless]


def warn_of_twins(city: City, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each entry that cannot be distinguished from another one."""
    first: dict[tuple[str, str], str] = {}
    counts = Counter[str]()
    for entry in city.entries():
        array = "rule" if is_dataclass(entry) else entry_kind(city, entry)
        place = f"{array}[{counts[array]}]"
        counts[array] += 1
        other = first.setdefault((_entry_id(city, entry), entry.source), place)
        if other != place:
            at = (*path, array, counts[array] - 1)
            findings.add(at, "same_entry", f"{other}, {place}", _APART, severity="warning")


_APART = Both("另一个年度、名称、用户类别、面积或出处", "another winter, name, class, area or source")


def _pairs(when: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in when.items()]


def _slug(english: str) -> str:
    return re.sub("[^a-z0-9]+", "-", english.lower()).strip("-")
