"""The events of a home in the winter, and whether the table has a rule for each."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from heatcalc.errors import Refused, UsageError
from heatcalc.formula.home import Home, Span, SupplyEvents, month_days
from heatcalc.inputs import INPUTS
from heatcalc.measures import Both
from heatcalc.messages import LANGS
from heatcalc.money import plain
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import first_day, last_day, winter_text
from heatcalc.tariffs.lookup import Found
from heatcalc.tariffs.model import City, Table

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_SUPPLY = {
    "supply": Both("部分时段供热", "heating for a part of the season"),
    "early": Both("提前供热", "heat before the season"),
    "extension": Both("延长供热", "heat after the season"),
}
"""What the dates of supply can mean, which only a rule can handle."""
_SUPPLIED = ("outage", "cold", "reconnected")
"""What can only happen to a home that is supplied."""


def with_events(home: Home, events: SupplyEvents, found: Found, rules: list["Rule"], table: Table) -> Home:
    """Return the home with the measures that the rules make of its events.

    Raises:
        Refused: something happened that the table has no rule for, or the dates of the season are not known.
        UsageError: what is said to have happened cannot have.
    """
    span = found.span
    home = Home(home.measures, attributes_stated(table, found.city, home.attributes))
    rules = [rule for rule in rules if _may_hold(rule, home)]
    answered = {event for rule in rules for event in rule.events()}
    for event in _needed(home, events, found, span, rules):
        if event not in answered:
            others = _of_others(event, found.city, table)
            key = "no_rule_here" if others else ""
            name = found.city.both
            raise Refused("no_rule", (event,), message=key, city=name, circumstance=_name(event), for_=others)
    measures = dict(home.measures)
    for rule in rules:
        measures |= rule.derive(events, span)
    if "supplied_days" in measures and _part_stated(home, span):
        raise Refused("contradiction", message="supply_and_length")
    said = {
        name: _known_word(name, word, found, rules, table)
        for name, word in home.attributes.items()
        if name in INPUTS and INPUTS[name].kind == "word"
    }
    return Home(measures, {**home.attributes, **said})


def attributes_stated(table: Table, city: City, attributes: dict[str, str]) -> dict[str, str]:
    """Return what a home states of its attributes, by the values of the table, with defaults.

    Raises:
        Refused: `unknown_value`, with those that there are.
    """
    if not attributes and not any(each.default for each in table.declared.values()):
        return attributes
    from heatcalc.tariffs.names import values_stated

    return values_stated(table, city, attributes)


def _name(event: str) -> Both:
    """Return what people call an event."""
    return _SUPPLY.get(event) or next(each.called for each in INPUTS.values() if each.event == event)


def _of_others(event: str, city: City, table: Table) -> list[Both]:
    """Return for whom and when the city's rules for an event hold, where it has some."""
    from heatcalc.tariffs.names import terms_text

    held = [rule for rule in city.rule if event in rule.events()]
    texts = (Both(*(terms_text(rule, table, lang) for lang in LANGS)) for rule in held)
    return [text for text in dict.fromkeys(texts) if text.zh]


def _may_hold(rule: "Rule", home: Home) -> bool:
    """Return whether no attribute that the home states rules the rule out."""
    return all(home.attributes.get(name, value) == value for name, value in rule.terms.when.items())


def _part_stated(home: Home, span: Span) -> bool:
    """Return whether a home states a length that is not the season's, of which dates of supply would take a part."""
    lengths = {"month": span.months, "day": span.days}
    return any(name in home.measures and home.measures[name] != length for name, length in lengths.items())


def _needed(home: Home, events: SupplyEvents, found: Found, span: Span, rules: list["Rule"]) -> Iterable[str]:
    """Name the events of a home that only a rule can handle."""
    asked = [INPUTS[name].event for name in (*home.measures, *home.attributes) if name in INPUTS]
    if len(asked) > 1:  # in the order in which they are declared, whatever that of the home
        asked = [each.event for each in INPUTS.values() if each.name in home.measures or each.name in home.attributes]
    yield from filter(None, asked)
    first, last = events.supply_from, events.supply_to
    supplied_too = any(event in _SUPPLIED for event in asked)
    if "stopped" in home.attributes and (first or last or events.cold or supplied_too):
        raise Refused("contradiction", message="stopped_and_supplied")
    if "stopped" in home.attributes and "stopped_m2" in home.measures:
        raise Refused("contradiction", message="stopped_in_part", part=plain(home.measures["stopped_m2"]))
    if "cold_m2" in home.measures and not events.cold:
        raise Refused("missing_measure", ("cold",), message="cold_without_days")
    hours, supplied = home.measures.get("outage_hours"), _supplied_days(events, span)
    supplied = home.measures.get("day") if supplied is None else supplied
    if hours is not None and supplied is not None and hours > supplied * 24 >= 0:
        raise Refused("contradiction", message="outage_hours", hours=plain(hours), days=plain(supplied))
    paid, price = home.measures.get("paid_on"), found.since
    if paid is not None and paid < price.toordinal() and any(rule.reads == "paid_on" for rule in rules):
        day = dt.date.fromordinal(int(paid))
        raise Refused("contradiction", message="paid_before", paid=day, price=price)
    if events.cold:
        days = sum((each.days for each in events.cold), Fraction(0))
        if supplied is not None and days > supplied >= 0:
            raise Refused("contradiction", message="cold_days", days=plain(days), season=plain(supplied))
        if supplied is not None and hours is not None and days + hours / 24 > supplied >= 0:
            said = {"days": plain(days), "hours": plain(hours), "season": plain(supplied)}
            raise Refused("contradiction", (), message="cold_and_outage", **said)
        _check_months(events, found, rules)
        yield "cold"
    if first is None and last is None:
        return
    if span.start is None or span.end is None:
        raise Refused("no_dates", ("winter",) if span.winter is None else ("season",), city=found.city.both)
    first, last = first or span.start, last or span.end
    _check_winter((first, last), span.winter)
    if last < first:
        raise UsageError("usage.dates", first=first, last=last)
    if last < span.start or first > span.end:
        dates = {"first": first, "last": last, "start": span.start, "end": span.end}
        raise Refused("contradiction", (), message="supply_outside_season", **dates)
    own_length = "month" in home.measures or "day" in home.measures
    if (first > span.start or last < span.end) and not own_length:
        yield "supply"
    started = found.season.started if found.season else None
    if first < span.start and (started is None or first < started):
        yield "early"
    if last > span.end:
        yield "extension"


def _check_winter(days: Iterable[dt.date], winter: int | None) -> None:
    """Check that days of supply are of the winter that is billed, for a slip in the year costs a year's heat.

    Raises:
        Refused: they are of another.
    """
    if winter is None:
        return
    for day in days:
        if not first_day(winter) <= day <= last_day(winter):
            text = winter_text(winter)
            raise Refused("contradiction", ("winter",), message="supply_outside_winter", day=day, winter=text)


def _check_months(events: SupplyEvents, found: Found, rules: list["Rule"]) -> None:
    """Check that the months of cold days had so many days of supply, and are named where a rule needs them.

    Raises:
        Refused: they had not, a month is not named, or the season has no dates.
    """
    span, weighted = found.span, [rule.months() for rule in rules if rule.months()]
    if weighted and (span.start is None or span.end is None):
        raise Refused("no_dates", ("winter",) if span.winter is None else ("season",), city=found.city.both)
    if weighted and any(each.month is None for each in events.cold):
        raise Refused("needs_month", ("cold",))
    supplied = month_days(events.supply_from or span.start, events.supply_to or span.end)
    for month in {each.month for each in events.cold if each.month is not None} if supplied else ():
        days = sum((each.days for each in events.cold if each.month == month), Fraction(0))
        if days > supplied.get(month, 0):
            most = supplied.get(month, 0)
            raise Refused("contradiction", message="cold_in_month", month=month, days=plain(days), supplied=most)
        if any(month not in months for months in weighted):
            raise Refused("contradiction", message="cold_outside", month=month)


def _supplied_days(events: SupplyEvents, span: Span) -> Fraction | None:
    """Return the days on which a home was supplied [day], as far as they are known."""
    first, last = events.supply_from, events.supply_to
    if span.start is not None and span.end is not None and (first or last):
        return Fraction(((last or span.end) - (first or span.start)).days + 1)
    return span.days


def _known_word(name: str, word: str, found: Found, rules: list["Rule"], table: Table) -> str:
    """Return the word of a rule that `word` means, such as the group of a relief."""
    from heatcalc.tariffs.names import other_words

    words = list(dict.fromkeys(said for rule in rules if (said := rule.words().get(name))))
    known = {each.casefold(): each for each in words}
    known |= {other: word for other, word in other_words(table, words).items() if other not in known}
    said = word.casefold() if word.casefold() in known else plain_word(word)
    if said not in known:
        raise Refused("unknown_group", (name,), city=found.city.both, group=word, groups=words)
    return known[said]
