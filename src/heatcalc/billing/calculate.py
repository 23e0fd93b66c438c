"""Calculating a bill: from the request to exact amounts, before any of it is put into words."""

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from heatcalc.billing.events import attributes_stated, with_events
from heatcalc.billing.request import BillRequest
from heatcalc.errors import Refused, UsageError
from heatcalc.formula.evaluate import Amounts, Evaluator, amounts, name_of
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import All, Compare, Condition, Either, Formula, Measure, Number, Refuse, Stated
from heatcalc.inputs import INPUTS
from heatcalc.measures import STATED, Both, kind_of
from heatcalc.money import plain
from heatcalc.schema.winters import last_day, spring_before
from heatcalc.tariffs.lookup import Found, find_city, find_class, find_rules, find_tariff
from heatcalc.tariffs.model import PLAN_NAMES, City, Conversion, Table
from heatcalc.tariffs.to_formula import impossible_together, tariff_formula

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


ASSUMED = "--ratio"
"""What a conversion has for a source that is the user's own assumption."""
RATIO = Both("使用面积 ÷ 建筑面积", "usable ÷ building area")
_LEAST_RATIO = Fraction(1, 10)


class Calculation(NamedTuple):
    """A calculated bill, before it is put into words."""

    table: Table
    request: BillRequest
    found: Found
    rules: list["Rule"]
    home: Home
    """The home with the measures that the rules derive from its events."""
    formula: Formula
    evaluator: Evaluator
    """What worked out the formula, for those who explain it."""
    amounts: Amounts


class PricedTariff(NamedTuple):
    """The formula of a tariff, which many homes may share, with what it was made from."""

    found: Found
    rules: list["Rule"]
    formula: Formula

    def words(self) -> dict[str, list[str]]:
        """Return the words that the rules know of each input that is stated in words, such as the groups of reliefs."""
        said = [rule.words() for rule in self.rules]
        inputs = (each.name for each in INPUTS.values() if each.kind in ("word", "flag"))
        return {name: list(dict.fromkeys(words[name] for words in said if name in words)) for name in inputs}


def price_tariff(table: Table, request: BillRequest) -> PricedTariff:
    """Find the tariff, the season and the rules that a request asks for, and make their formula.

    Raises:
        Refused: the table has none.
        UsageError: there is no such plan.
    """
    return with_formula(table, request, found_for(table, request))


def found_for(table: Table, request: BillRequest) -> Found:
    """Find the tariff and the season that a request asks for.

    Raises:
        Refused: the table has none.
        UsageError: there is no such plan.
    """
    plan = request.plan
    if plan not in PLAN_NAMES:
        from heatcalc.tariffs.names import find_plan

        plan = find_plan(table, plan)
    name = request.city or table.default_city
    if not name:
        raise Refused("no_city", ("city",))
    city = find_city(table, name)
    class_ = find_class(table, city, request.class_)
    attributes = attributes_stated(table, city, request.home.attributes)
    found = find_tariff(table, city, class_, plan, request.winter, attributes)
    for tariff in found.changing:
        if tariff.from_ == request.price_from:
            found = found._replace(tariff=tariff, since=tariff.from_)
    return found if request.ratio is None else found._replace(city=_by_ratio(found.city, request.ratio))


def _by_ratio(city: City, ratio: Fraction) -> City:
    """Return a city in which the usable area is so much of the building area, whatever the table says.

    Raises:
        UsageError: it is no share.
    """
    if not _LEAST_RATIO <= ratio <= 1:
        values = {"value": plain(ratio), "low": plain(_LEAST_RATIO), "high": 1}
        raise UsageError("usage.range", input="ratio", name=RATIO, **values)
    own = Conversion("usable_m2", "building_m2", ratio, ASSUMED)
    others = (each for each in city.area if {each.gives, each.from_} != {own.gives, own.from_})
    return city._replace(area=(own, *others))


def with_formula(table: Table, request: BillRequest, found: Found) -> PricedTariff:
    """Find the rules that hold for the tariff that was found for a request, and make their formula."""
    rules = find_rules(table, found)
    formula = tariff_formula(table, found, rules)
    if request.winter is None and found.winter is not None and any(rule.reads == "paid_on" for rule in rules):
        formula = formula._replace(refusals=(*formula.refusals, _paid_in_another(found.winter)))
    return PricedTariff(found, rules, formula)


def _paid_in_another(winter: int) -> tuple[Condition, Refuse]:
    """Return what refuses a date paid that is not of a winter, where nobody named the winter: it may be another's.

    What is paid from the middle of April on is for the winter to come.
    """
    paid = Measure("paid_on")
    first, last = (Number(Fraction(day.toordinal()), "paid_on") for day in (spring_before(winter), last_day(winter)))
    another = Either((Compare(first, paid), Compare(paid, last)))
    return All((Stated("paid_on"), another)), Refuse("needs_winter", ("winter",))


def is_known(table: Table, measure: str) -> bool:
    """Return whether a measure is one that homes of a table may state: one of its own, or of all."""
    own = kind_of(measure) == "own"
    return measure in table.measures if own else measure in INPUTS or measure in STATED


def calculate(table: Table, request: BillRequest, priced: PricedTariff | None = None) -> Calculation:
    """Make the formula that a request asks for, unless it is `priced`, and read it exactly for the home.

    Raises:
        Refused: the table cannot answer.
        UsageError: the request itself is wrong.
    """
    for name, value in request.home.measures.items():
        if not is_known(table, name):
            raise UsageError("usage.measure", name=name, measures=[*STATED, *table.measures])
        _check_range(name, value)
    if priced is not None:
        return _read(table, request, priced)
    try:
        return _read(table, request, price_tariff(table, request))
    except Refused as error:
        from heatcalc.billing.unanswered import in_words

        raise in_words(table, request, error, lambda tried: _read(table, tried, price_tariff(table, tried))) from None


def _read(table: Table, request: BillRequest, priced: PricedTariff) -> Calculation:
    """Read the formula of a tariff exactly for a home."""
    found, rules, formula = priced
    home = with_events(request.home, request.events, found, rules, table)
    evaluator = Evaluator(home)
    together = tuple(impossible_together(request.home.measures))
    checked = formula._replace(refusals=(*together, *formula.refusals)) if together else formula
    made = amounts(checked, evaluator)
    if request.ratio is not None:
        made = made._replace(sources=[each for each in made.sources if each != ASSUMED])
    return Calculation(table, request, found, rules, home, formula, evaluator, made)


def _check_range(name: str, value: Fraction) -> None:
    """Check a figure against the range that every reader bills.

    Raises:
        UsageError: it is out of range: a slip, not a home.
    """
    asked = INPUTS.get(name)
    if name == "household" and value.denominator != 1:
        raise UsageError("usage.whole", input=name, name=name_of(name), value=plain(value))
    if asked is None or asked.holds(value):
        return
    if asked.kind == "date":
        shown, low, high = (dt.date.fromordinal(int(day)) for day in (value, asked.least, asked.most))
        raise UsageError("usage.range", input=name, name=name_of(name), value=shown, low=low, high=high)
    key = "usage.range" if asked.least or asked.may_be_zero else "usage.range_above"
    raise UsageError(key, input=name, name=name_of(name), value=plain(value), low=plain(asked.least), high=asked.most)
