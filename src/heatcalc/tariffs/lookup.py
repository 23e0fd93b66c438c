"""Finding in the table: the city, the class, the tariff and the season that a question is about.

Each function answers or raises `Refused`, naming what the table does have.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from heatcalc.errors import Refused
from heatcalc.formula.home import Span
from heatcalc.measures import Both
from heatcalc.money import Currency, plain
from heatcalc.schema.suggest import near_miss, plain_word
from heatcalc.schema.winters import CalendarYear, winter_text
from heatcalc.tariffs.model import ENDINGS, City, Table, Tariff
from heatcalc.tariffs.model_season import NO_CONDITIONS, Season, span_of
from heatcalc.tariffs.seasons import season_for, seasons_of

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_SHOWN = 12
"""How many cities a refusal lists."""


def find_city(table: Table, name: str) -> City:
    """Return the city called `name`: its id, Chinese or English name, or an alias, without regard to case.

    Raises:
        Refused: `unknown_city`, with the nearest name if there is one.
    """
    wanted = name.strip().casefold()
    found = [city for city in table.city if wanted in _names(city)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("ambiguous_city", ("city",), city=name, cities=[_label(city) for city in found])
    from heatcalc.tariffs.near_names import near_city

    near = near_city(wanted, table.city)
    if near is not None:
        raise Refused("unknown_city", ("city",), message="near_city", city=name, near=_label(near))
    cities: list[Any] = [city.both for city in table.city[:_SHOWN]]
    more = ["…"] if len(table.city) > _SHOWN else []
    raise Refused("unknown_city", ("city",), city=name, cities=cities + more)


def _names(city: City) -> frozenset[str]:
    return names_of_city(city.id, city.name, city.english, *city.aliases)


@lru_cache(maxsize=1024)
def names_of_city(id_: str, name: str, *others: str) -> frozenset[str]:
    """Return all names that a city is found by, in small letters: `大同` is found by `大同市` too."""
    names = frozenset(word.casefold() for word in (id_, name, *others))
    return names | {name + ending for ending in ENDINGS if not name.endswith(ending)}


def _label(city: City) -> Both:
    return _with_id(city.both, city.id)


def _with_id(names: Both, id_: str) -> Both:
    """Return what something is called, with its word in the table."""
    return Both(f"{names.zh}（{id_}）", f"{names.en} ({id_})")


def refuse_other_currency(table: Table, city: City, currency: Currency) -> None:
    """Refuse a city that bills in another currency than what it is to be added to, or compared with.

    Raises:
        Refused: `other_currency`.
    """
    own = table.currency_of(city)
    if own != currency:
        raise Refused("other_currency", city=city.both, currency=own.code, other=currency.code)


def find_class(table: Table, city: City, name: str) -> str:
    """Return the id of the class called `name`: its id, a name or an alias, without regard to case and blanks.

    Raises:
        Refused: `unknown_class`, with the nearest name if there is one, and the classes of the city.
    """
    if name in table.classes:
        return name
    from heatcalc.tariffs.names import class_words

    wanted, names = plain_word(name), class_words(table)
    if wanted in names:
        return names[wanted]
    classes = city.classes()
    values: dict[str, Any] = {"class_": name, "city": city.both, "classes": _classes(table, classes)}
    own = {*classes, *(table.classes[each].kind for each in classes)}
    word = near_miss(wanted, [each for each, id_ in names.items() if id_ in own])
    if word:
        raise Refused(
            "unknown_class", ("class",), message="near_class", near=_classes(table, [names[word]])[0], **values
        )
    raise Refused("unknown_class", ("class",), **values)


def plan_labels(table: Table, plans: Iterable[str]) -> list[Any]:
    """Return what plans are called, with the words of the table."""
    names = table.plan_names()
    return [_with_id(names[each], each) for each in plans]


def _classes(table: Table, ids: list[str]) -> list[Any]:
    return [_with_id(table.class_name(id_), id_) for id_ in ids]


class Found(NamedTuple):
    """The tariff and the season that hold for a question. `winter` is the first year, if one was named or known."""

    city: City
    tariff: Tariff
    season: Season | None
    winter: int | None
    class_: str
    """The class that was asked for; the tariff's own may be the general one that the city takes for it."""
    since: dt.date
    """The first day of the first price of the season."""
    changing: tuple[Tariff, ...] = ()
    """The prices that hold on some of its days, where they change inside it."""

    @property
    def span(self) -> Span:
        """The season that is billed, as far as the table tells."""
        return span_of(self.season, self.winter)


def find_tariff(
    table: Table, city: City, class_: str, plan: str, winter: int | None, attributes: Mapping[str, str] = NO_CONDITIONS
) -> Found:
    """Return the tariff of `city` for a class and a plan that holds in `winter` (its first year), and its season.

    Without a winter it is the newest that the city has a season for; a city whose only season is that of every
    winter is asked for none. Of several seasons of a winter it is the one for homes with the given attributes.

    Raises:
        Refused: there is no such tariff; the code tells at which step the table has no answer.
    """
    priced = _priced_class(table, city, class_)
    of_class = [tariff for tariff in city.tariff if tariff.class_ == priced]
    tariffs = [tariff for tariff in of_class if tariff.plan == plan]
    if not tariffs:
        called, plans = table.class_name(priced), plan_labels(table, _plans(of_class))
        raise Refused("no_plan", ("plan",), city=city.both, class_=called, plan=table.plan_names()[plan], plans=plans)
    seasons, first_year = seasons_of(city, winter)
    season = season_for(seasons, attributes)
    if first_year is None:
        newest = max(tariffs, key=lambda tariff: tariff.from_)
        return Found(city, newest, season, None, class_, newest.from_)
    bounds = season or Season(source="")
    first, last = bounds.first_day(first_year), bounds.last_day(first_year)
    holding = sorted(
        (tariff for tariff in tariffs if tariff.from_ <= last and (tariff.until or dt.date.max) >= first),
        key=lambda tariff: tariff.from_,
    )
    heated = bounds.heated(first_year)
    if heated and any(_is_inside(each.from_, each.until, *heated) for each in holding):
        from heatcalc.tariffs.changes import composed, price_parts

        parts, dated = price_parts(holding, *heated), bounds.bounds(first_year) is not None
        if parts is None or (len(parts) > 1 and not dated):
            raise Refused(
                "changes_in_season",
                message="" if dated else "changes_undated",
                city=city.both,
                class_=table.class_name(priced),
                winter=winter_text(first_year),
                first=heated[0],
                last=heated[1],
                prices=[_dated_price(tariff) for tariff in holding],
            )
        return Found(city, composed(parts, *heated), season, first_year, class_, holding[0].from_, tuple(holding))
    if not holding:
        general = _general(table, city, priced, plan, first_year, attributes)
        if general is not None and general.tariff.class_ == city.falls_back_to and last_of(tariffs) < first:
            return general._replace(class_=class_)
        raise _no_tariff(table, city, tariffs, first, winter_text(first_year), general)
    return Found(city, holding[-1], season, first_year, class_, holding[0].from_)


def last_of(tariffs: list[Tariff]) -> dt.date:
    """Return the last day of some tariffs."""
    return max(tariff.until or dt.date.max for tariff in tariffs)


def _general(
    table: Table, city: City, class_: str, plan: str, winter: int, attributes: Mapping[str, str]
) -> Found | None:
    """Return the tariff in a winter of the general class that a finer one is of; None where there is none."""
    kind = table.classes[class_].kind
    if kind not in city.classes():
        return None
    with suppress(Refused):
        return find_tariff(table, city, kind, plan, winter, attributes)
    return None


def _no_tariff(
    table: Table, city: City, tariffs: list[Tariff], first: dt.date, winter: str, general: Found | None
) -> Refused:
    """Return the refusal of a class that has no price in a winter, only before or after it."""
    values: dict[str, Any] = {"city": city.both, "class_": table.class_name(tariffs[0].class_), "winter": winter}
    ended = [tariff for tariff in tariffs if last_of([tariff]) < first]
    period = "year" if any(isinstance(season.winter, CalendarYear) for season in city.season) else "winter"
    if general is not None:
        values |= {"general": table.class_name(general.tariff.class_), "id": general.tariff.class_}
        return Refused("no_tariff_in_winter", ("class",), message="general_has_price", **values)
    if ended:
        until = last_of(ended)
        return Refused("no_tariff_in_winter", (period,), message="price_ended", until=until, **values)
    since = min(tariffs, key=lambda tariff: tariff.from_).from_text
    return Refused("no_tariff_in_winter", (period,), since=since, **values)


def _is_inside(begin: dt.date | None, end: dt.date | None, first: dt.date, last: dt.date) -> bool:
    """Return whether something begins or ends inside a season."""
    return (begin or first) > first or (end or last) < last


def _dated_price(tariff: Tariff) -> str:
    """Return the rates of a tariff and its dates: `5 (2022-11-20 – 2023-02-01)`."""
    rates = [price.rate or price.tiers[0].rate for charge in tariff.charge for price in charge.prices[:1]]
    until = "" if tariff.until is None else f" – {tariff.until}"
    return f"{', '.join(map(plain, rates))} ({tariff.from_}{until})"


def _plans(tariffs: list[Tariff]) -> list[str]:
    return list(dict.fromkeys(tariff.plan for tariff in tariffs))


def _priced_class(table: Table, city: City, class_: str) -> str:
    """Return the class whose tariff `class_` takes: itself, or the general one that the city takes for it."""
    known = city.classes()
    if class_ in known:
        return class_
    if city.falls_back_to in known and table.classes[class_].kind == city.falls_back_to:
        return city.falls_back_to
    finer = [each for each in known if table.classes[each].kind == class_]
    values: dict[str, Any] = {"city": city.both, "class_": table.class_name(class_)}
    if finer:
        raise Refused("which_class", ("class",), classes=_classes(table, finer), **values)
    if not known:
        raise Refused("no_price", ("class",), **values)
    raise Refused("no_class", ("class",), classes=_classes(table, known), **values)


def find_rules(table: Table, found: Found) -> list["Rule"]:
    """Return the rules that hold for a tariff in its winter, in the order of their stages.

    A rule for a class holds for the finer ones of its kind too, unless another of the sort names
    the finer class itself. Without a winter, the newest rules hold.
    """
    classes = {found.class_, table.classes[found.class_].kind}
    first, last = dt.date.max, dt.date.max
    bounds = found.season or Season(source="")
    if found.winter is not None:
        first, last = bounds.first_day(found.winter), bounds.last_day(found.winter)
    holding = [
        rule
        for rule in found.city.rule
        if (not rule.terms.classes or classes & set(rule.terms.classes))
        and (not rule.terms.plans or found.tariff.plan in rule.terms.plans)
        and (rule.terms.from_ or dt.date.min) <= last
        and (rule.terms.until or dt.date.max) >= first
    ]
    heated = None if found.winter is None else bounds.heated(found.winter)
    if heated and any(_is_inside(rule.terms.from_, rule.terms.until, *heated) for rule in holding):
        from heatcalc.tariffs.changes import rules_of_season

        holding = rules_of_season(holding, *heated)
    named = {rule.exclusive_key() for rule in holding if found.class_ in rule.terms.classes}
    closest = [
        rule
        for rule in holding
        if rule.exclusive_key() not in named or not rule.terms.classes or found.class_ in rule.terms.classes
    ]
    return sorted(closest, key=lambda rule: (rule.stage, rule.kind, rule.exclusive_key()))
