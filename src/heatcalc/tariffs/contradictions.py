"""What a table says against itself: errors, since no knowledge from outside is needed to see them.

Of each city: prices, conversions and rules that cannot all be meant. `validation.py` looks at what an entry says alone.
"""

import datetime as dt
from fractions import Fraction
from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING

from heatcalc.formula.home import Span, month_days
from heatcalc.measures import AREAS, GJ_PER, Both
from heatcalc.messages import LANGS, say
from heatcalc.money import plain, round_to
from heatcalc.schema.findings import Findings, KeyPath, about
from heatcalc.schema.winters import CalendarYear
from heatcalc.tariffs.area_ratios import AREA_RANK, area_ratio
from heatcalc.tariffs.changes import changes_agree, price_parts, successor, until_of
from heatcalc.tariffs.cost_contradictions import compare_costs
from heatcalc.tariffs.heat_norm import norm_of
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.model_prices import vat_on_top
from heatcalc.tariffs.price_contradictions import compare_prices, compare_with_basic, compare_with_price, reached_by
from heatcalc.tariffs.season_gaps import find_gap

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_APART = Fraction(1, 10)
"""By how much two ways from one area to another may differ through rounding."""

_LIMITS = Fraction(13, 10)
"""By how much the limits of two areas may be off the ratio between them: limits are round numbers."""


def find_contradictions(table: Table, findings: Findings) -> None:
    """Add an error for each two things of a city that contradict each other."""
    for at, city in enumerate(table.city):
        path = ("city", at)
        _conversions(city, path, findings)
        for number, tariff in enumerate(city.tariff):
            _tariff(city, tariff, (*path, "tariff", number), findings)
            compare_prices(city, tariff, (*path, "tariff", number), findings)
        _changes(city, path, findings)
        for number, rule in enumerate(city.rule):
            _rule(table, city, rule, (*path, "rule", number), findings)
        _heat_uses(city, path, findings)
        compare_costs(city, path, findings)


def _heat_uses(city: City, path: KeyPath, findings: Findings) -> None:
    """A heat use that follows from a metered tariff must be what the tariff comes to, to the last place it states."""
    for number, use in enumerate(city.heat_use):
        if not use.area_tariff:
            continue
        norm = norm_of(city, use)
        if norm is None:
            key, found = ("tariff", use.tariff) if use.tariff else ("area_tariff", use.area_tariff)
            findings.add((*path, "heat_use", number, key), "no_division", found)
        elif abs(norm.gj - use.gj) > _LAST_PLACE:
            follows = plain(round_to(norm.gj, 2 * _LAST_PLACE, "half_up"))
            allowed = Both(
                *(say("findings.use_follows", lang, value=follows, tariff=use.area_tariff) for lang in LANGS)
            )
            findings.add((*path, "heat_use", number, "value"), "does_not_follow", plain(use.gj), allowed)


_LAST_PLACE = Fraction(1, 2000)
"""Half of the third place: what a heat use may be off what it follows from [GJ/㎡·season]."""


def _changes(city: City, path: KeyPath, findings: Findings) -> None:
    """What begins or ends inside a season must say what happens then."""
    for first, last, dated in _seasons(city):
        sorts = dict.fromkeys((tariff.class_, tariff.plan) for tariff in city.tariff)
        for sort in sorts:
            every = sorted((each for each in city.tariff if (each.class_, each.plan) == sort), key=attrgetter("from_"))
            holding = [each for each in every if each.from_ <= last and until_of(each) >= first]
            parts = price_parts(holding, first, last) if holding else []
            newest = holding[-1] if holding else every[-1]
            place = (*path, "tariff", city.tariff.index(newest))
            if parts is None and find_gap(city, holding, path, findings):
                continue
            if parts is None and newest.from_ > first and newest is not every[0]:
                findings.add((*place, "from"), "changes_in_season", newest.from_, _days(first, last))
            elif parts is None and until_of(newest) < last:
                findings.add((*place, "until"), "changes_in_season", newest.until, _days(first, last))
            elif parts is not None and len(parts) > 1 and not dated:
                findings.add((*place, "change"), "change_undated", "by_day")
            elif parts is not None and len(parts) > 1 and not changes_agree(parts):
                findings.add((*place, "change"), "change_by_day", "by_day")
        for at, rule in enumerate(city.rule):
            begins, ends = rule.terms.from_, rule.terms.until
            later = successor(rule, city.rule)
            followed = later is not None and (later.terms.from_ or last) <= last
            if rule.terms.change or not ((begins and first < begins <= last) or (ends and first <= ends < last)):
                continue
            if begins and first < begins <= last:
                findings.add((*path, "rule", at, "from"), "changes_in_season", begins, _days(first, last))
            elif not followed:
                findings.add((*path, "rule", at, "until"), "changes_in_season", ends, _days(first, last))


def _seasons(city: City) -> list[tuple[dt.date, dt.date, bool]]:
    """Return the first and last day of each season inside which something begins or ends, and if they are its own."""
    terms = [(tariff.from_, tariff.until) for tariff in city.tariff]
    terms += [(rule.terms.from_ or dt.date.min, rule.terms.until) for rule in city.rule]
    days = {day for term in terms for day in term if day is not None and day != dt.date.min}
    winters = {season.winter for season in city.season}
    found = set()
    for day in days:
        for year in (day.year - 1, day.year, CalendarYear(day.year)):
            for season in city.season:
                usual = season.winter is None and year not in winters and not isinstance(year, CalendarYear)
                if season.winter == year or usual:
                    bounds = season.heated(year)
                    if bounds and bounds[0] <= day <= bounds[1]:
                        found.add((*bounds, season.bounds(year) is not None))
    return sorted(found)


def _days(first: dt.date, last: dt.date) -> Both:
    return Both(f"change = …（{first} 至 {last}）", f"change = … ({first} to {last})")


def _conversions(city: City, path: KeyPath, findings: Findings) -> None:
    """Two ways from one area to another must come to the same."""
    plain_ones = [(at, each) for at, each in enumerate(city.area) if not each.when]
    for at, conversion in plain_ones:
        others = [each for other, each in plain_ones if other != at]
        around = area_ratio(conversion.from_, conversion.gives, others)
        if around is not None and abs(around - conversion.ratio) > _APART * conversion.ratio:
            allowed = Both(f"{about(around)}（由其他换算得出）", f"{about(around)}, by the other conversions")
            findings.add((*path, "area", at, "ratio"), "ways_disagree", conversion.ratio, allowed)
            return


def _tariff(city: City, tariff: Tariff, path: KeyPath, findings: Findings) -> None:
    for at, charge in enumerate(tariff.charge):
        place = (*path, "charge", at)
        heats = [name for price in charge.prices for name in price.per if name in GJ_PER]
        if heats and tariff.plan == "area":
            allowed = Both('plan = "metered"', 'plan = "metered"')
            findings.add((*place, "per"), "heat_by_area", ", ".join(dict.fromkeys(heats)), allowed)
    for (one, first), (other, second) in combinations(enumerate(tariff.charge), 2):
        alike = first.name == second.name and set(first.prices[0].per) == set(second.prices[0].per)
        if alike and first.meets(second):
            findings.add((*path, "charge", other), "charge_twice", f"charge[{one}], charge[{other}]", _NAMED)
    if tariff.cap is not None:
        for other_plan in (
            each for each in city.tariff if (each.class_, each.plan) == (tariff.class_, tariff.cap.plan)
        ):
            on_top = vat_on_top(tariff.vat) != vat_on_top(other_plan.vat)
            if on_top and (tariff.vat is None) != (other_plan.vat is None):
                findings.add((*path, "cap"), "cap_vat", allowed=_SAID)
                break


_NAMED = Both("不同的 when，或不同的 name", "a `when` for each, or names that differ")


_SAID = Both("两种计费方式都写明 vat", "`vat` of both plans")


def _rule(table: Table, city: City, rule: "Rule", path: KeyPath, findings: Findings) -> None:
    """A rule must find the charge that it is about, and its price be one that helps who it is for."""
    reached = list(reached_by(table, city, rule))
    charge = rule.needs_charge()
    if charge and reached and not any(each.name == charge for tariff in reached for each in tariff.charge):
        names = list(dict.fromkeys(each.name for tariff in reached for each in tariff.charge if each.name))
        findings.add(
            (*path, "charge"), "no_such_charge", charge, Both("、".join(names) or "name = …", ", ".join(names))
        )
    if rule.months():
        _months(city, rule, path, findings)
    if rule.kind == "ceiling_height" and reached and not any(map(_by_area, reached)):
        findings.add((*path, "kind"), "unreachable_rule", rule.kind, _BY_AREA)
    for late in city.rule:
        due, ends = late.due_date(_SOME_SPAN), rule.discount_ends(_ANY_WINTER)
        if due is not None and ends is not None and ends > due and rule.terms.meets(late.terms):
            findings.add(path, "early_after_due", f"{ends:%m-%d}", Both(f"<= {due:%m-%d}", f"<= {due:%m-%d}"))
    for (one, first), (other, second) in combinations(rule.area_limits().items(), 2):
        ratio = area_ratio(one, other, [each for each in city.area if not each.when])
        if ratio is not None and not ratio / _LIMITS < second / first < ratio * _LIMITS:
            follows = Both(f"约 {about(first * ratio)}", f"about {about(first * ratio)}")
            findings.add((*path, "area_limit", other), "limits_contradict", second, follows)
        elif ratio is None and (AREA_RANK.get(one, 0) - AREA_RANK.get(other, 0)) * (first - second) < 0:
            findings.add((*path, "area_limit", other), "limits_contradict", second, _SMALLER)
    compare_with_basic(city, rule, reached, path, findings)
    compare_with_price(city, rule, reached, path, findings)


def _months(city: City, rule: "Rule", path: KeyPath, findings: Findings) -> None:
    """A rule with figures for each month must have those of the seasons in which it holds, and no others."""
    for season in city.season:
        bounds = season.bounds(season.winter if season.winter is not None else _ANY_WINTER)
        if bounds is None or (season.winter is not None and not _holds_in(rule, *bounds)):
            continue
        months = list(month_days(*bounds))
        if set(months) != rule.months():
            found = sorted(rule.months(), key=lambda month: (month - 7) % 12)
            allowed = Both("、".join(map(str, months)), ", ".join(map(str, months)))
            findings.add((*path, "weights"), "months_differ", ", ".join(map(str, found)), allowed)
            return


_ANY_WINTER = 2022
_SOME_SPAN = Span(_ANY_WINTER, None, None, None, None, "")
_BY_AREA = Both("按面积的费用项", "a charge per area")
_SMALLER = Both(
    "使用面积不大于套内面积，套内面积不大于建筑面积", "usable area at most inner area, and that at most building area"
)


def _by_area(tariff: Tariff) -> bool:
    return any(name in AREAS for charge in tariff.charge for price in charge.prices for name in price.per)


def _holds_in(rule: "Rule", first: dt.date, last: dt.date) -> bool:
    return (rule.terms.from_ or first) <= last and (rule.terms.until or last) >= first
