"""The tariff table as values. What each field means is said in `schema.py`, once for people and editors alike."""

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from heatcalc.measures import Both, OwnMeasure, kind_of
from heatcalc.money import Currency, plain
from heatcalc.schema.attributes import Attribute, Attributes
from heatcalc.schema.winters import first_winter_from, winter_of
from heatcalc.tariffs.model_prices import Cap, Charge, Price, RoundTerms, Vat
from heatcalc.tariffs.model_season import NO_CONDITIONS, Season

Kind = Literal["regulation", "operator", "newspaper", "portal", "web"]
SOURCE_KINDS: tuple[Kind, ...] = ("regulation", "operator", "newspaper", "portal", "web")
"""How far a source can be trusted, strongest first."""
WEAK: tuple[Kind, ...] = ("portal", "web")
"""What no editorial office stands behind; what rests on it says so."""

PLAN_NAMES = {"area": Both("按面积", "by area"), "metered": Both("按热量（两部制）", "metered (two-part)")}
"""The plans that every table may use."""
ENDINGS = ("市", "县", "区")
"""What a city's name may end in, or not."""
PLANS = tuple(PLAN_NAMES)

Change = Literal["by_day", "next_season", "whole_season"]
CHANGES: tuple[Change, ...] = ("by_day", "next_season", "whole_season")
"""What holds where a price changes inside a season: each by its days, the old one till its end, or the new one."""


class UserClass(NamedTuple):
    """Who is billed."""

    name: str
    english: str
    kind: str = ""
    aliases: tuple[str, ...] = ()


class Named(NamedTuple):
    """What people call something that a table declares: homes that a relief is for, a plan."""

    name: str
    english: str
    aliases: tuple[str, ...] = ()


class Source(NamedTuple):
    """Where a figure was published."""

    title: str
    publisher: str
    kind: Kind
    date: str = ""
    url: str = ""
    document: str = ""
    note: str = ""


class Conversion(NamedTuple):
    """One area follows from another: `gives` = `from_` × `ratio`."""

    gives: str
    from_: str
    ratio: Fraction
    source: str
    quote: str = ""
    when: Mapping[str, str] = NO_CONDITIONS


class Tariff(NamedTuple):
    """One dated price rule, for a class and a plan."""

    class_: str
    from_: dt.date
    from_text: str
    charge: tuple[Charge, ...]
    source: str
    plan: str = "area"
    until: dt.date | None = None
    quote: str = ""
    cap: Cap | None = None
    minimum: Price | None = None
    vat: Vat | None = None
    round: RoundTerms = RoundTerms()
    change: Change | None = None
    """What happens where it begins, or ends, inside a season."""
    seen: dt.date | None = None
    """The last day on which a source is known to confirm it, where that is later than the date of its own."""
    id: str = ""
    note: str = ""
    """What a bill must say beside its lines; and in English, where that is not the same."""
    english_note: str = ""


if TYPE_CHECKING:
    from heatcalc.rules.base import Rule
    from heatcalc.tariffs.model_costs import HeatUse, RuralSubsidy, Split, UnitCost
    from heatcalc.tariffs.model_supply import Doubt, Figure, HeatCost, HeatPrice, Plant

Entry: TypeAlias = (
    "Tariff | Season | Conversion | HeatPrice | HeatCost | Plant | Figure | HeatUse | UnitCost | Split | RuralSubsidy"
    " | Rule"
)
"""Anything in the table that has a source and perhaps a quote."""


class City(NamedTuple):
    """A city, with all that is known of its prices."""

    id: str
    name: str
    english: str
    province: str = ""
    aliases: tuple[str, ...] = ()
    falls_back_to: str = ""
    area: tuple[Conversion, ...] = ()
    season: tuple[Season, ...] = ()
    tariff: tuple[Tariff, ...] = ()
    rule: tuple["Rule", ...] = ()
    source_price: "tuple[HeatPrice, ...]" = ()
    guide_price: "tuple[HeatPrice, ...]" = ()
    cost: "tuple[HeatCost, ...]" = ()
    plant: "tuple[Plant, ...]" = ()
    figure: "tuple[Figure, ...]" = ()
    doubt: "tuple[Doubt, ...]" = ()
    heat_use: "tuple[HeatUse, ...]" = ()
    unit_cost: "tuple[UnitCost, ...]" = ()
    split: "tuple[Split, ...]" = ()
    rural_subsidy: "tuple[RuralSubsidy, ...]" = ()
    currency: str = ""
    """Where it is not that of the table."""
    usual_winter: int | None = None
    """The winter of homes that name none, where it is not the newest that the city has an entry of."""

    @property
    def both(self) -> Both:
        """The city's name in both languages."""
        return Both(self.name, self.english)

    def entries(self) -> list["Entry"]:
        """Return everything about the city that has a source."""
        prices = (self.tariff, self.season, self.area, self.rule, self.source_price, self.guide_price)
        costs = (self.cost, self.plant, self.figure, self.heat_use, self.unit_cost, self.split, self.rural_subsidy)
        return [entry for group in (*prices, *costs) for entry in group]

    def whens(self) -> list[Mapping[str, str]]:
        """Return every condition on a home's attributes, in the order of the table."""
        whens = [conversion.when for conversion in self.area] + [season.when for season in self.season]
        whens += [when for tariff in self.tariff for charge in tariff.charge for when in (charge.when, charge.unless)]
        return whens + [rule.terms.when for rule in self.rule]

    def attributes(self) -> dict[str, list[str]]:
        """Return the attributes that its prices depend on, each with its values, in the order of the table."""
        found: dict[str, dict[str, None]] = {}
        for when in self.whens():
            for name, value in when.items():
                found.setdefault(name, {})[value] = None
        return {name: list(values) for name, values in found.items()}

    def classes(self) -> list[str]:
        """Return the classes that the city has prices for, in the order of the table."""
        return list(dict.fromkeys(tariff.class_ for tariff in self.tariff))

    def tariff_id(self, tariff: Tariff) -> str:
        """Return the id of a tariff: its own, or where, whose, how and since when it is the price."""
        return tariff.id or f"{self.id}/{tariff.class_}/{tariff.plan}/{tariff.from_text}"

    def rule_id(self, rule: "Rule") -> str:
        """Return the id of a rule: its own, or its sort with its classes, plans, homes and first day."""
        terms = rule.terms
        when = [f"{name}={value}" for name, value in terms.when.items()]
        since = [] if terms.from_ is None else [terms.from_.isoformat()]
        sort = rule.exclusive_key().replace(" ", "/")
        return terms.id or "/".join((self.id, sort, *terms.classes, *terms.plans, *when, *since))


class Table(NamedTuple):
    """A whole tariff table."""

    classes: Mapping[str, UserClass]
    sources: Mapping[str, Source]
    city: tuple[City, ...]
    default_city: str = ""
    groups: Mapping[str, Named] = MappingProxyType({})
    plans: Mapping[str, Named] = MappingProxyType({})
    """The plans that the table declares besides `area` and `metered`."""
    measures: Mapping[str, OwnMeasure] = MappingProxyType({})
    """The measures that the table declares besides those that heatcalc has."""
    declared: Attributes = MappingProxyType({})
    """The attributes whose names and values the table declares."""
    currency: str = "CNY"
    newest: int = 0
    """The newest winter with an entry, of the table that this is an excerpt of, by its first year."""

    def newest_winter(self) -> int:
        """Return the newest winter in which an entry of any city begins, by its first year; 0 where none is dated."""
        winters = [season.winter for city in self.city for season in city.season if season.winter is not None]
        winters += [first_winter_from(tariff.from_) for city in self.city for tariff in city.tariff]
        return max([self.newest, *winters])

    def attributes(self) -> dict[str, Attribute]:
        """Return the attributes that prices of any city depend on, by their names in the table, in order."""
        found: dict[str, list[str]] = {}
        for city in self.city:
            for name, values in city.attributes().items():
                found.setdefault(name, []).extend(values)
        return {name: self.attribute(name, found[name]) for name in sorted(found)}

    def attribute(self, name: str, values: Iterable[str]) -> Attribute:
        """Return an attribute as the table declares it, or else with the values that entries name."""
        return self.declared.get(name) or Attribute(Both(name, name), dict.fromkeys(sorted(set(values)), ()))

    def currency_of(self, city: City | None) -> Currency:
        """Return what a city bills in, with its places: more than its minor unit where a tariff rounds finer."""
        code = (city.currency if city else "") or self.currency
        if code == "CNY":
            places = 2
        else:
            from heatcalc.tariffs.currencies import PLACES

            places = PLACES[code]
        alike = (each for each in self.city if (each.currency or self.currency) == code)
        steps = [tariff.round.step for each in alike for tariff in each.tariff if tariff.round.step is not None]
        shown = max([places, *(len(plain(step).partition(".")[2]) for step in steps)])
        return Currency(code, shown, places)

    def last_seen(self, tariff: Tariff) -> tuple[str, int]:
        """Return when a source last confirmed a price, as precise as known, and the winter of it by its first year.

        Of a source without a date it is the first day of the price.
        """
        texts = [self.sources[tariff.source].date, "" if tariff.seen is None else tariff.seen.isoformat()]
        winters = [first_winter_from(tariff.from_), *(winter_of(text) for text in texts if text)]
        return max(texts) or tariff.from_text, max(winters)

    def plan_names(self) -> dict[str, Both]:
        """Return what plans are called, by their ids."""
        return PLAN_NAMES | {id_: Both(each.name, each.english) for id_, each in self.plans.items()}

    def plan_called(self, tariff: Tariff, attributes: Mapping[str, str]) -> Both:
        """Return what the plan of a tariff is called for a home; one with no part but heat is not called two-part."""
        charges = [
            charge
            for charge in tariff.charge
            if all(attributes.get(name, value) == value for name, value in charge.when.items())
        ]
        heat_only = all(any(kind_of(each) == "heat" for each in charge.prices[0].per) for charge in charges)
        if tariff.plan == "metered" and charges and heat_only:
            return Both("按热量（一部制）", "metered (one-part)")
        return self.plan_names()[tariff.plan]

    def class_name(self, class_: str) -> Both:
        """Return the names of a class."""
        known = self.classes[class_]
        return Both(known.name, known.english)
