"""The prices that two runs were billed by: how each changes, how old it is, and where it was published."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from heatcalc.billing.notes import age_of_price
from heatcalc.errors import Refused
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, round_to
from heatcalc.schema.winters import period_from, winter_text
from heatcalc.show.tariff_sheets import price_text, prices_text
from heatcalc.tariffs.lookup import Found, find_tariff
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import Charge


class BilledPrice(NamedTuple):
    """A price that homes were billed by, in a winter."""

    table: Table
    city: City
    tariff: Tariff
    winter: int | None

    @property
    def found(self) -> Found | None:
        """The tariff with its season; None where that depends on the home, or the price changes in mid-season."""
        with suppress(Refused):
            found = find_tariff(self.table, self.city, self.tariff.class_, self.tariff.plan, self.winter)
            return found if self.city.tariff_id(found.tariff) == self.city.tariff_id(self.tariff) else None
        return None

    @property
    def held(self) -> Tariff:
        """The tariff with the parts of the season for which it, and one before it, held."""
        return self.tariff if self.found is None else self.found.tariff

    @property
    def sources(self) -> list[str]:
        """The ids of the sources of the tariff, and of one before it that held in a part of the season."""
        parts = (charge.part.source for charge in self.held.charge if charge.part is not None)
        return [*dict.fromkeys([self.tariff.source, *parts])]

    def whose(self, lang: Lang) -> str:
        """Return the city and the class."""
        at = LANGS.index(lang)
        return f"{self.city.both[at]} {self.table.class_name(self.tariff.class_)[at]}"


class ChangedCharge(NamedTuple):
    """A charge of a city, class and plan by an old and a new table, in words; and its change, where it has one."""

    city: str
    class_: str
    plan: str
    before: str
    after: str
    changes: tuple[Fraction | None, ...]
    """The share by which each form of the old rate becomes greater; None where the new one has none per those units."""
    missing: Literal["", "before", "after"] = ""
    """Which of the tables has no such price."""

    @property
    def is_same(self) -> bool:
        """Whether nothing has changed."""
        return self.before == self.after

    @property
    def words(self) -> dict[str, str]:
        """What it is of, and the two prices, by the names of messages' fields."""
        return {name: getattr(self, name) for name in ("city", "class_", "plan", "before", "after")}

    @property
    def percent(self) -> str:
        """The changes in per cent, once where they are alike, else of each form; `""` where none is known."""
        texts = ["-" if each is None else signed_percent(each) for each in self.changes]
        if not any(each is not None for each in self.changes):
            return ""
        return texts[0] if len(set(texts)) == 1 else " / ".join(texts)


def prices_used(side: Mapping[str, Any], table: Table) -> list[BilledPrice]:
    """Return the prices that the manifest of a run names, of those that a table has."""
    known = {city.tariff_id(tariff): (city, tariff) for city in table.city for tariff in city.tariff}
    rows = (each for each in side["prices"] if each["tariff"] in known)
    return [BilledPrice(table, *known[each["tariff"]], period_from(each["winter"])) for each in rows]


def price_changes(manifest: Mapping[str, Any], old: Table, new: Table, lang: Lang) -> list[ChangedCharge]:
    """Return the charges of all prices that a ledger was billed by, by an `old` and a `new` table, side by side."""
    sides = [
        {(each.city.id, each.tariff.class_, each.tariff.plan, each.winter): each for each in prices_used(side, table)}
        for side, table in ((manifest["before"], old), (manifest["after"], new))
    ]
    changes = list[ChangedCharge]()
    keys = dict.fromkeys([*sides[1], *sides[0]])
    several = len({winter for *_, winter in keys}) > 1
    for key in keys:
        pair = [side.get(key) for side in sides]
        unused = [None if each else _priced(table, *key) for each, table in zip(pair, (old, new), strict=True)]
        changes += _changes(pair, unused, lang, several=several)
    return list(dict.fromkeys(changes))


def _priced(table: Table, city: str, class_: str, plan: str, winter: int | None) -> BilledPrice | None:
    """Return the price that a table has, though no home was billed by it."""
    for each in table.city:
        if each.id == city:
            with suppress(Refused):
                return BilledPrice(table, each, find_tariff(table, each, class_, plan, winter).tariff, winter)
    return None


def _changes(
    used: Sequence[BilledPrice | None], unused: Sequence[BilledPrice | None], lang: Lang, *, several: bool
) -> Iterator[ChangedCharge]:
    """Yield the charges of a price: one by one where both tables have the same ones, else all in one.

    Where no home was billed by a price that a table has, it is `unused`. Where there are `several` winters, each is
    named.
    """
    one, other = used
    of = other or one
    assert of is not None, "one of the tables has the price"
    at = LANGS.index(lang)
    plan = of.table.plan_called(of.tariff, {})[at]
    if several and of.winter is not None:
        plan = f"{plan} {winter_text(of.winter)}"
    whose = (of.city.both[at], of.table.class_name(of.tariff.class_)[at], plan)
    if one is not None and other is not None and _alike(one.held, other.held):
        for before, after in zip(one.held.charge, other.held.charge, strict=True):
            yield ChangedCharge(*whose, _text(one, before, lang), _text(other, after, lang), _forms(before, after))
        return
    texts = list[str]()
    missing: Literal["", "before", "after"] = ""
    for side, each, other_price in zip(("before", "after"), used, unused, strict=True):
        if each is not None:
            texts.append(_all_text(each, lang))
        elif other_price is not None:
            texts.append(say("diff.unused_price", lang, price=_all_text(other_price, lang)))
        else:
            texts.append(say(f"diff.no_price_{side}", lang))
            missing = "before" if side == "before" else "after"
    was, is_ = texts
    yield ChangedCharge(*whose, was, is_, (), missing)


def _forms(before: Charge, after: Charge) -> tuple[Fraction | None, ...]:
    """Return by which share each form of a price grows, such as that per usable ㎡ beside another."""
    rates = {each.per: each.rate for each in after.prices}
    pairs = ((each.rate, rates.get(each.per)) for each in before.prices)
    return tuple(None if not was or is_ is None else Fraction(is_) / was - 1 for was, is_ in pairs)


def _alike(one: Tariff, other: Tariff) -> bool:
    """Whether two tariffs have the same charges, at whatever rates."""
    of_each = ([(each.prices[0].per, each.when, each.times, each.part) for each in of.charge] for of in (one, other))
    charges, others = of_each
    return charges == others


def _all_text(of: BilledPrice, lang: Lang) -> str:
    if any(charge.part for charge in of.held.charge):
        return ("；" if lang == "zh" else "; ").join(_text(of, charge, lang) for charge in of.held.charge)
    return prices_text(of.table, of.city, of.held, lang)


def _text(of: BilledPrice, charge: Charge, lang: Lang) -> str:
    price = price_text(charge, of.table, lang, of.table.currency_of(of.city))
    if charge.part is None:
        return price
    return say("diff.part_of_season", lang, price=price, first=charge.part.first, last=charge.part.last)


def signed_percent(share: Fraction) -> str:
    """Return a change in per cent: `+8.3%`, `+7.0%`; `0%` is no change at all, and a tiny one has more places."""
    if not share:
        return "0%"
    percent, places = share * 100, 1
    if abs(percent) < Fraction(5, 100):
        while abs(percent) < Fraction(1, 10**places):
            places += 1
    rounded = round_to(percent, Fraction(1, 10**places), "half_up")
    return f"{Decimal(plain(rounded)):+.{places}f}%"


def price_notes(sides: Mapping[str, tuple[Mapping[str, Any], Table | None]], lang: Lang) -> Iterator[str]:
    """Yield how old the prices are that a run goes on with in a later winter, as a bill says it; of each side by name.

    Of a run that was billed by a table that nobody has here, the manifest tells it.
    """
    said: dict[str, list[str]] = {}
    for side, (manifest, table) in sides.items():
        for note in _notes_told(manifest, lang) if table is None else _notes_found(manifest, table, lang):
            said.setdefault(note, []).append(side)
    for note, names in said.items():
        yield note if len(names) == len(sides) else say("diff.of_side", lang, side=names[0], note=note)


def _notes_found(manifest: Mapping[str, Any], table: Table, lang: Lang) -> Iterator[str]:
    for each in prices_used(manifest, table):
        found = each.found
        if found is None:
            continue
        age = age_of_price(table, found, lang)
        notes = [] if age is None else [age]
        timed = {"month", "day"} & {name for charge in each.tariff.charge for name in charge.prices[0].per}
        if timed and found.season is not None and found.season.carried_from is not None:
            notes.append(say("bill.note_length_carried", lang, winter=winter_text(found.season.carried_from)))
        for note in notes:
            yield say("diff.of_price", lang, whose=each.whose(lang), note=note)


def _notes_told(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    for each in manifest["prices"]:
        if each["winters_old"]:
            yield say("diff.price_carried", lang, **each)
