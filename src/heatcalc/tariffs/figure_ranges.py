"""Between which ends the figures of a table usually lie, by what they are: a slip of the decimal point is outside.

The ends are those of the shipped table and of the examples, with room beside them. Prices and amounts of money are not
among them: `plausibility.py` holds those against other prices, and against a usual bill.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from heatcalc.formula.home import Span
from heatcalc.measures import AREAS, Both, kind_of
from heatcalc.money import plain
from heatcalc.schema.findings import Findings, KeyPath, about
from heatcalc.schema.suggest import near_miss
from heatcalc.schema.winters import CalendarYear
from heatcalc.tariffs.model import City, Tariff
from heatcalc.tariffs.model_season import Season

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_USUAL = {
    # Rooms are 2.8 to 4 m high; each 0.1 m adds 1 to 5 %, and the highest factor published is 3.
    "ceiling_height.over": ("2", "6"),
    "ceiling_height.counted_from": ("2", "6"),
    "ceiling_height.proportional_to": ("2.5", "6"),
    "ceiling_height.adds": ("0.001", "0.15"),
    "ceiling_height.adds_per_m": ("0.01", "0.6"),
    "ceiling_height.max_adds": ("0.05", "3"),
    "ceiling_height.bands.times": ("1", "4"),
    # Heat is promised at 16 to 20 ℃.
    "cold_room.bands.below": ("8", "25"),
    "cold_room.bands.up_to": ("8", "25"),
    "cold_room.bands.refund": ("0.01", "1"),
    "cold_room.basic_share": ("0.05", "0.9"),
    # Discounts are 1 to 5 %; fees for being late 0.5 to 5 ‰ a day, or some per cent once.
    "early_payment.windows.off": ("0.001", "0.15"),
    "early_payment.per_day": ("0.0001", "0.01"),
    "late_payment.per_day": ("0.0001", "0.01"),
    "late_payment.once": ("0.001", "0.3"),
    "late_payment.cap": ("0.005", "1"),
    "outage.refund": ("0.05", "2"),
    "outage.after_hours": ("0", "168"),
    "outage.at_least_hours": ("0", "168"),
    # A relief is for a home of a usual size; without heat at most a half is due.
    "relief.area_limit": ("10", "300"),
    "stopped_supply.pays": ("0", "0.8"),
    "vat": ("0.02", "0.3"),
    "at_least": ("5", "300"),
    "charge.times": ("0.001", "5"),
    "heat_use.value": ("0.05", "1.5"),
    "cost.loss": ("0", "0.5"),
}
"""By the kind of rule and its key, or by the key of an entry; both ends are usual."""

_NOTHING = {"relief.pays": Fraction(1), "price_subsidy.rate": Fraction(0)}
"""The figures by which a rule changes nothing."""

_MONTHS, _DAYS = (2, 9), (60, 275)
"""How long a season without dates lasts [month, day]."""
_BILLED = (1, 12, 365, 366)
"""How long it is where heat is billed by the month or the year, as nowhere in China."""
_WHOLE_DAY = 24
"""Outages are refunded by whole days [h]."""


def warn_of_far_figures(city: City, currency: str, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each figure of a city, which bills in a `currency`, that is outside its usual range."""
    for at, tariff in enumerate(city.tariff):
        _tariff(tariff, (*path, "tariff", at), findings)
    for at, rule in enumerate(city.rule):
        _rule(rule, (*path, "rule", at), findings)
        _bands(rule, (*path, "rule", at), findings)
        _dates(city, rule, (*path, "rule", at), findings)
    for at, season in enumerate(city.season):
        if season.start is None or season.end is None:
            _season(season, () if currency == "CNY" else _BILLED, (*path, "season", at), findings)
    for at, use in enumerate(city.heat_use):
        _hold("heat_use.value", use.gj, (*path, "heat_use", at, "value"), findings)
    for at, cost in enumerate(city.cost):
        if cost.loss is not None:
            _hold("cost.loss", cost.loss, (*path, "cost", at, "loss"), findings)


def _tariff(tariff: Tariff, path: KeyPath, findings: Findings) -> None:
    if tariff.vat is not None and (tariff.vat.rate or not tariff.vat.included):
        _hold("vat", tariff.vat.rate, (*path, "vat", "rate"), findings)
    for at, charge in enumerate(tariff.charge):
        place = (*path, "charge", at)
        if charge.vat is not None and charge.vat.rate:
            _hold("vat", charge.vat.rate, (*place, "vat", "rate"), findings)
        per = charge.prices[0].per
        if charge.at_least is not None and per[0] in AREAS:
            _hold("at_least", charge.at_least, (*place, "at_least"), findings)
        if all(kind_of(name) in ("area", "time", "heat") for name in per):  # a coefficient per m3 may be kWh per m3
            for times in charge.times:
                _hold("charge.times", times, (*place, "times"), findings)


def _rule(rule: "Rule", path: KeyPath, findings: Findings) -> None:
    for field in fields(rule):
        if field.name != "terms":
            for key, place, figure in _figures(f"{rule.kind}.{field.name}", (field.name,), getattr(rule, field.name)):
                _hold(key, figure, (*path, *place), findings)
                if key in ("outage.after_hours", "outage.at_least_hours") and figure < _WHOLE_DAY:
                    findings.add((*path, *place), "far_figure", figure, _DAYS_ONLY, severity="warning")
                if figure == _NOTHING.get(key):
                    findings.add((*path, *place), "changes_nothing", figure, severity="warning")


_DAYS_ONLY = Both(">= 24：不足一整日的停热不退", ">= 24: nothing is refunded for less than a whole day")


def _dates(city: City, rule: "Rule", path: KeyPath, findings: Findings) -> None:
    """A bill is due, and a discount ends, in or near the season, and not in the summer before or after it."""
    for season in city.season:
        winter = _SOME_WINTER if season.winter is None else season.winter
        bounds = season.bounds(winter)
        if bounds is None or isinstance(winter, CalendarYear):
            continue
        due = rule.due_date(Span(winter, None, None, None, None, ""))
        for key, day, after in (
            ("due", due, _PAID_AFTER),
            (_ends_key(rule), rule.discount_ends(winter), dt.timedelta(0)),
        ):
            first, last = bounds[0] - _PAID_BEFORE, bounds[1] + after
            if day is not None and not first <= day <= last:
                allowed = Both(f"{first:%m-%d} 至 {last:%m-%d}", f"{first:%m-%d} to {last:%m-%d}")
                findings.add((*path, key), "far_figure", f"{day:%m-%d}", allowed, severity="warning")
                return


def _ends_key(rule: "Rule") -> str:
    return "windows" if getattr(rule, "windows", ()) else "deadline"


_SOME_WINTER = 2022
_PAID_BEFORE, _PAID_AFTER = dt.timedelta(100), dt.timedelta(61)
"""How long before a season a bill may be due, and how long after it."""


def _bands(rule: "Rule", path: KeyPath, findings: Findings) -> None:
    """The dearer the heat, the more of it is paid."""
    if rule.kind != "price_subsidy":
        return
    for at, (one, other) in enumerate(pairwise(getattr(rule, "bands", ()))):
        if other.rate < one.rate:
            allowed = Both(f">= {plain(one.rate)}", f">= {plain(one.rate)}")
            findings.add((*path, "bands", at + 1, "rate"), "far_tier", other.rate, allowed, severity="warning")


def _figures(key: str, path: KeyPath, value: object) -> Iterator[tuple[str, KeyPath, Fraction]]:
    """Yield each figure of a rule with its key in `_USUAL` and its place in the rule."""
    if isinstance(value, Fraction):
        yield key, path, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _figures(key, (*path, name), each)
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        for at, each in enumerate(value):
            yield from _figures(f"{key}.{names[at]}" if names else key, (*path, names[at] if names else at), each)


def _season(season: Season, years: tuple[int, ...], path: KeyPath, findings: Findings) -> None:
    """A season without dates must be about as long as winters are, or a whole year."""
    for name, length, (low, high) in (("months", season.months, _MONTHS), ("days", season.days, _DAYS)):
        if length is not None and length not in years and not low <= length <= high:
            findings.add((*path, name), "far_figure", length, between(low, high), severity="warning")


def _hold(key: str, figure: Fraction, path: KeyPath, findings: Findings) -> None:
    if key in _USUAL:
        low, high = map(Fraction, _USUAL[key])
        if not low <= figure <= high:
            findings.add(path, "far_figure", figure, between(low, high), severity="warning")


def warn_of_payers(city: City, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each payer whose name is nearly that of another, so that both would pay."""
    payers = dict.fromkeys(("government", *(getattr(rule, "payer", "") for rule in city.rule)))
    seen: list[str] = []
    for at, rule in enumerate(city.rule):
        payer = getattr(rule, "payer", "")
        meant = near_miss(payer, [name for name in payers if name and name != payer]) if payer != "government" else ""
        if meant and SequenceMatcher(None, payer, meant).ratio() > _ALIKE and payer not in seen:
            place = (*path, "rule", at, "payer")
            findings.add(place, "near_payer", payer, Both(meant, meant), severity="warning")
        seen += [payer, meant]


_ALIKE = 0.85
"""How alike two names are of which one is misspelled: goverment and government, but not city and county."""


def between(low: Fraction | int, high: Fraction | int) -> Both:
    """Return in words that a figure is usually between two others."""
    ends = about(low, 3), about(high, 3)
    return Both(f"通常在 {ends[0]} 至 {ends[1]} 之间", f"usually {ends[0]} to {ends[1]}")
