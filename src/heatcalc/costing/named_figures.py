"""Figures that a source gives of some city, which an asker may take by the city's name: none is used unasked."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from heatcalc.costing.heat_cost import CostInput
from heatcalc.errors import Refused
from heatcalc.measures import MEASURES, Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import plain, round_to
from heatcalc.tariffs.area_ratios import building_share
from heatcalc.tariffs.heat_norm import season_length
from heatcalc.tariffs.lookup import Found, find_city
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.model_costs import HeatUse, Split, UnitCost
from heatcalc.tariffs.names import when_text

NAMED = ("heat_use", "unit_cost")
"""The inputs of a cost that may be a city's."""


def is_name(text: str) -> bool:
    """Return whether a figure is given as a city's name: with a letter or a character, and without a digit."""
    return any(each.isalpha() for each in text) and not any(each.isdecimal() for each in text)


Where = Literal["own", "neighbour", "elsewhere"]


class KnownFigure(NamedTuple):
    """A figure of a city that the table knows. `value` is per ㎡ of building area and season; None if it has none."""

    name: Literal["heat_use", "unit_cost", "split"]
    city: City
    where: Where
    entry: HeatUse | UnitCost | Split
    value: Fraction | None = None
    homes: Both = Both("", "")
    """Of which homes it is, in words, where it is not of all."""

    @property
    def option(self) -> str:
        """The option that takes it."""
        return f"--{self.name.replace('_', '-')} {self.city.id}"


class Sharing(NamedTuple):
    """A split that is taken by the name of its city."""

    split: Split
    city: City
    where: Where


def where_is(asked: City, other: City) -> Where:
    """Return whether a city is the one that was asked for, one of its province, or another."""
    if other.id == asked.id:
        return "own"
    return "neighbour" if other.province and other.province == asked.province else "elsewhere"


def known_figures(table: Table, found: Found, attributes: Mapping[str, str]) -> tuple[KnownFigure, ...]:
    """Return what the table knows for a bill's class, winter and home: of its city, then of others of the province."""
    others = [city for city in table.city if where_is(found.city, city) == "neighbour"]
    cities = [(city, where_is(found.city, city)) for city in (found.city, *others)]
    known = [
        KnownFigure(
            "heat_use",
            city,
            where,
            use,
            None if _differs(use, attributes) else _use_per_building(city, use),
            _words_of(table, [*use.when], use.when),
        )
        for city, where in cities
        for use in _fitting(table, city.heat_use, found.class_)
    ]
    for city, where in cities:
        cost = _cost_for(table, city, found)
        if cost is not None:
            known.append(KnownFigure("unit_cost", city, where, cost, _cost_per_building(city, cost, found.winter)))
    known += [KnownFigure("split", city, where, split) for city, where in cities for split in city.split]
    return tuple(known)


def named_input(table: Table, name: str, city: str, found: Found, attributes: Mapping[str, str]) -> CostInput:
    """Return the heat use or the unit cost (`name`) of the city called `city`, per building area and season.

    Raises:
        Refused: there is no such city, it has no such figure for the class, one that is not per season and such ㎡, or
            one of homes with other `attributes`.
    """
    of = find_city(table, city)
    entry = named_entry(table, name, of, found)
    if entry is None:
        class_ = table.class_name(found.class_)
        raise Refused("no_named_figure", (name,), city=of.both, class_=class_, figure=_WORDS[name])
    stated = _differs(entry, attributes)
    if stated:
        whose_, homes = (_words_of(table, stated, each) for each in (_when(entry), attributes))
        raise Refused("figure_of_others", (name,), city=of.both, figure=_WORDS[name], who=whose_, stated=homes)
    value = _use_per_building(of, entry) if isinstance(entry, HeatUse) else _cost_per_building(of, entry, found.winter)
    if value is None:
        basis = MEASURES[entry.basis].name
        raise Refused(f"{name}_unfit", (name,), city=of.both, basis=basis, value=plain(entry.value))
    return CostInput(value, entry.source, of.id, whose(found.city, of), _how(of, entry, value))


def _differs(entry: HeatUse | UnitCost, attributes: Mapping[str, str]) -> list[str]:
    """Return the attributes in which a home is not one of those that a figure is of."""
    return [name for name, value in _when(entry).items() if attributes.get(name, value) != value]


def _words_of(table: Table, names: list[str], attributes: Mapping[str, str]) -> Both:
    """Return some of the attributes of homes in words."""
    when = {name: attributes[name] for name in names}
    return Both(*(when_text(when, table, lang) for lang in LANGS))


def _how(of: City, entry: HeatUse | UnitCost, value: Fraction) -> str:
    """Return how a figure per building area and season follows from that of the source; blank where it is the same."""
    share = building_share(entry.basis, of) or Fraction(1)
    own = entry.gj if isinstance(entry, HeatUse) else entry.value
    length = value / own / share
    factors = [plain(each) for each in (share, length) if each != 1]
    return " × ".join((plain(own), *factors)) if factors else ""


def named_entry(table: Table, name: str, of: City, found: Found) -> HeatUse | UnitCost | None:
    """Return the heat use or the unit cost (`name`) that a city has for a bill's class and winter."""
    if name == "heat_use":
        return next(iter(_fitting(table, of.heat_use, found.class_)), None)
    return _cost_for(table, of, found)


_WORDS = {"heat_use": Both("单位耗热量", "heat use"), "unit_cost": Both("单位供热成本", "cost of heat per ㎡")}


def named_split(table: Table, city: str, asked: City) -> Sharing:
    """Return the split of the city called `city`.

    Raises:
        Refused: there is no such city, or the table knows no split of it, or several that are not alike.
    """
    of = find_city(table, city)
    if len({tuple(payer.share for payer in split.payers) for split in of.split}) != 1:
        raise Refused("several_splits" if of.split else "no_split", ("split",), city=of.both)
    return Sharing(of.split[0], of, where_is(asked, of))


def whose(asked: City, of: City) -> Both:
    """Return in words whose a figure is: `太原，同省`."""
    where = where_is(asked, of)
    if where == "own":
        return Both("本市", "the city's own")
    far = where == "elsewhere"
    return Both(
        f"{of.name}，{'外省' if far else '同省'}", f"{of.english}, {'another province' if far else 'same province'}"
    )


def _fitting(table: Table, entries: tuple[HeatUse, ...], class_: str) -> list[HeatUse]:
    """Return the heat use of a class, else that of its kind."""
    for wanted in (class_, table.classes[class_].kind):
        fitting = [entry for entry in entries if entry.class_ == wanted]
        if fitting:
            return fitting
    return []


def _use_per_building(city: City, use: HeatUse) -> Fraction | None:
    share = building_share(use.basis, city)
    return None if share is None else use.gj * share


def _cost_for(table: Table, city: City, found: Found) -> UnitCost | None:
    """Return the unit cost of the winter, else the newest; of a season before others."""
    classes = ("", found.class_, table.classes[found.class_].kind)
    fitting = [cost for cost in city.unit_cost if cost.class_ in classes]
    ranked = [(cost.winter == found.winter, cost.period == "season", cost.winter or 0) for cost in fitting]
    return max(zip(ranked, fitting, strict=True), key=lambda pair: pair[0])[1] if fitting else None


def _cost_per_building(city: City, cost: UnitCost, winter: int | None) -> Fraction | None:
    share = building_share(cost.basis, city)
    if share is None or cost.to is not None or cost.period not in ("season", "month"):
        return None
    length = season_length(city, cost.period, cost.winter if cost.winter is not None else winter)
    return None if length is None else cost.value * share * length


def offers(known: tuple[KnownFigure, ...], names: Sequence[str], asked: City) -> Both:
    """Return the known figures of some `names` in words, each with the option that takes it; blank for none."""
    wanted = [each for each in known if each.name in names]
    texts = []
    for lang in LANGS:
        each_ = [_offer(each, asked, lang) for each in wanted]
        texts.append(say("subsidy.offers", lang, known=each_) if each_ else "")
    return Both(*texts)


def _offer(known: KnownFigure, asked: City, lang: Lang) -> str:
    entry, whose_ = known.entry, whose(asked, known.city)
    if isinstance(entry, Split):
        shares = " / ".join(f"{each.both[LANGS.index(lang)]} {plain(each.share * 100)}%" for each in entry.payers)
        return say(
            "subsidy.offer", lang, option=known.option, whose=whose_, value=f"{entry.both[LANGS.index(lang)]} {shares}"
        )
    low = plain(entry.value)
    high = entry.to if isinstance(entry, UnitCost) else None
    figure = low if high is None else say("costs.range", lang, low=low, high=plain(high))
    unit = entry.unit if isinstance(entry, HeatUse) else Both("元", "CNY")
    period = entry.period or "" if isinstance(entry, UnitCost) else "season"
    value = say(
        f"subsidy.offer_{known.name}",
        lang,
        value=figure,
        unit=unit,
        period=say(f"costs.period_{period}", lang),
        basis=[MEASURES[entry.basis].name, *([known.homes] if known.homes.zh else [])],
    )
    key = "offer" if known.value is not None else "offer_unfit"
    return say(f"subsidy.{key}", lang, option=known.option, whose=whose_, value=value)


def _when(entry: HeatUse | UnitCost) -> Mapping[str, str]:
    return entry.when if isinstance(entry, HeatUse) else {}


def known_dict(known: KnownFigure, lang: Lang) -> dict[str, Any]:
    """Return a known figure as a JSON object."""
    entry = known.entry
    figure = {"figure": known.name, "city": known.city.id, "where": known.where, "source": entry.source}
    if isinstance(entry, Split):
        at = LANGS.index(lang)
        shares = {each.both[at]: plain(each.share) for each in entry.payers}
        return {**figure, "option": known.option, "shares": shares}
    per_building = None if known.value is None else plain(round_to(known.value, _PLACES, "half_up"))
    return {
        **figure,
        "option": None if known.value is None else known.option,
        "value": plain(entry.value),
        "basis": entry.basis,
        "when": dict(_when(entry)),
        "per_building_m2": per_building,
    }


_PLACES = Fraction(1, 10_000)
