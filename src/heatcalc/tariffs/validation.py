"""What the keys of the table say together: of one entry, of all the rows of a city, of all the cities."""

import datetime as dt
from calendar import isleap
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from heatcalc.measures import Both, kind_of
from heatcalc.money import FEN, plain
from heatcalc.schema.fields import DayField
from heatcalc.schema.findings import Findings, KeyPath, about, as_toml
from heatcalc.schema.record import Values
from heatcalc.schema.winters import MonthDay, day_text, first_day, last_day
from heatcalc.tariffs.area_ratios import AREA_RANK
from heatcalc.tariffs.model_prices import Tier

_ASCENDING = Both("up_to 递增，只有最后一档可以省略", "up_to ascending; only the last tier may omit it")


_LEAST_RATE = Fraction("0.0001")
"""A lower price comes to nothing."""


def check_price(values: Values, path: KeyPath, findings: Findings) -> None:
    """Exactly one of rate and tiers; tiers that ascend, so that each can be reached."""
    if ("rate" in values) == ("tiers" in values):
        findings.add(path, "rate_or_tiers", allowed=Both("rate 或 tiers 二者之一", "either rate or tiers"))
    rate = values.valid("rate")
    if rate is not None and 0 < abs(rate) < _LEAST_RATE:
        findings.add((*path, "rate"), "out_of_range", rate, Both(">= 0.0001", ">= 0.0001"))
    if rate == 0:
        findings.add(
            (*path, "rate"), "not_allowed", "0", Both("不为 0；免费的项不必写", "other than 0; leave out what is free")
        )
    per: tuple[str, ...] = values.valid("per") or ()
    for kind in ("time", "area", "heat"):
        alike = [name for name in per if kind_of(name) == kind]
        if len(alike) > 1:
            findings.add((*path, "per"), "one_of_a_kind", ", ".join(alike))
    kinds = {kind_of(name) for name in per}
    if "heat" in kinds and kinds & {"area", "power", "time"} and "season" not in per:
        findings.add((*path, "per"), "odd_product", ", ".join(per), Both("用热量不乘面积、热负荷、时间", "heat alone"))
    tiers: tuple[Tier, ...] = values.valid("tiers") or ()
    if tiers and len(per) > 1 and kind_of(per[0]) == "time":
        allowed = Both(f"分档的计量写在最前，如 {per[1]}", f"first the measure that the tiers divide, such as {per[1]}")
        findings.add((*path, "per"), "tiers_of_time", per[0], allowed)
    bounds: tuple[str, ...] = values.valid("up_to_per") or ()
    if bounds and not any(tier.up_to is not None for tier in tiers):
        allowed = Both("与 tiers 的 up_to 同用", "beside tiers with an up_to")
        findings.add((*path, "up_to_per"), "without_effect", ", ".join(bounds), allowed)
    divided = [kind_of(name) for name in (*per[:1], *bounds) if kind_of(name) in ("area", "heat", "time")]
    if bounds and (len(set(divided)) < len(divided) or divided[:2] == ["area", "time"]):
        allowed = Both(
            "另一类计量，如 kWh 分档写 building_m2", "a measure of another kind, such as building_m2 for kWh"
        )
        findings.add((*path, "up_to_per"), "odd_product", ", ".join((*per[:1], *bounds)), allowed)
    if any(tier.amount is not None for tier in tiers) and values.valid("tiers_by") != "whole":
        allowed = Both('tiers_by = "whole"', 'tiers_by = "whole"')
        findings.add((*path, "tiers"), "without_effect", "amount", allowed)
    below = Fraction(0)
    for index, tier in enumerate(tiers):
        if tier.up_to is None and index < len(tiers) - 1:
            findings.add((*path, "tiers", index + 1), "unreachable_tier", allowed=_ASCENDING)
        elif tier.up_to is not None and tier.up_to <= below:
            findings.add((*path, "tiers", index, "up_to"), "unreachable_tier", tier.up_to, _ASCENDING)
        below = tier.up_to or below


def check_tier(values: Values, path: KeyPath, findings: Findings) -> None:
    """A rate or an amount, or both."""
    if not {"rate", "amount"} & set(values):
        findings.add(path, "missing_key", "rate", Both("rate 或 amount", "rate or amount"))


def check_round(values: Values, path: KeyPath, findings: Findings) -> None:
    """Steps of whole fen, or parts of a fen of which some are one."""
    step = values.valid("step")
    if step is not None and step % FEN and FEN % step:
        allowed = Both("0.01 的整数倍或几分之一", "a multiple or a part of 0.01")
        findings.add((*path, "step"), "not_allowed", step, allowed)


_LEAST = Fraction(3, 10)
"""No home uses less of its building area."""


def check_conversion(values: Values, path: KeyPath, findings: Findings) -> None:
    """A conversion between two areas, by a ratio that geometry allows."""
    gives, from_, ratio = values.valid("gives"), values.valid("from"), values.valid("ratio")
    if gives is not None and gives == from_:
        findings.add((*path, "from"), "not_allowed", from_, Both("另一种面积", "another area"))
    elif ratio is not None and gives in AREA_RANK and from_ in AREA_RANK:
        least, most = (_LEAST, 1) if AREA_RANK[gives] < AREA_RANK[from_] else (1, 1 / _LEAST)
        if not least <= ratio <= most:
            allowed = Both(f"{about(least, 3)} 至 {about(most, 3)}", f"{about(least, 3)} to {about(most, 3)}")
            findings.add((*path, "ratio"), "out_of_range", ratio, allowed)


def check_season(values: Values, path: KeyPath, findings: Findings) -> None:
    """Dates within the winter, in order; and a length."""
    winter = values.valid("winter") if "year" not in values else values.valid("year")
    if {"winter", "year"} <= set(values):
        allowed = Both("winter 或 year 二者之一", "either winter or year")
        findings.add(path, "one_of", "winter, year", allowed)
    for name in ("start", "end", "started"):
        day = values.valid(name)
        if isinstance(day, dt.date) and not {"winter", "year"} & set(values):
            findings.add((*path, name), "needs_winter", day, Both('winter，或 "11-15"', 'a winter, or "11-15"'))
        elif isinstance(day, dt.date) and winter is not None:
            _check_within(winter, day, (*path, name), findings)
    if not ({"months", "days"} & set(values) or {"start", "end"} <= set(values)):
        findings.add(path, "no_length", allowed=Both("months、days 或 start 与 end", "months, days, or start and end"))
    start, end = (_in_winter(values.valid(name), winter) for name in ("start", "end"))
    if start is not None and end is not None and end < start:
        findings.add((*path, "end"), "end_before_start", end, Both(f">= {start}", f">= {start}"))
        return
    started = values.valid("started")
    if start is not None and started is not None and started > start:
        findings.add((*path, "started"), "started_later", started, Both(f"<= {start}", f"<= {start}"))
    lengths = sorted(_lengths(values, winter))
    days, months = values.valid("days"), values.valid("months")
    year = values.valid("year")
    if not lengths and year is not None and days in (365, 366) and days != 365 + isleap(year):
        allowed = Both(f"{365 + isleap(year)}", f"{365 + isleap(year)}")
        findings.add((*path, "days"), "other_length", days, allowed)
    if lengths and days is not None and min(abs(each - days) for each in lengths) > _DAYS_APART:
        found = " / ".join(map(plain, lengths))
        findings.add((*path, "days"), "other_length", days, Both(f"{found}（由日期得出）", f"{found}, by the dates"))
    counted, apart = (lengths, _MONTHS_APART) if lengths else ([days], _STATED_APART)
    if months is not None and None not in counted:
        nearest = min((each / _MONTH for each in counted), key=lambda each: abs(months - each))
        if abs(months - nearest) > apart:
            by = Both(f"约 {float(nearest):.1f}（由天数得出）", f"about {float(nearest):.1f}, by the days")
            findings.add((*path, "months"), "other_length", months, by)


_MONTH = Fraction(365, 12)
"""[day]"""
_DAYS_APART, _MONTHS_APART, _STATED_APART = 3, Fraction(6, 10), Fraction(3, 10)
"""By how much days and months may be off the dates: half a month, and what months differ in length.

Months and days that are stated side by side are closer.
"""


def _in_winter(day: dt.date | MonthDay | None, winter: int | None) -> dt.date | None:
    return day.in_winter(2023 if winter is None else winter) if isinstance(day, MonthDay) else day


def _lengths(values: Values, winter: int | None) -> set[Fraction]:
    """Return how long a season is by its dates [day]: one for every winter is longer where it has 29 February."""
    found = set()
    for year in (2022, 2023) if winter is None else (winter,):
        start, end = (_in_winter(values.valid(name), year) for name in ("start", "end"))
        if start is not None and end is not None:
            found.add(Fraction((end - start).days + 1))
    return found


def _check_within(winter: int, day: dt.date, path: KeyPath, findings: Findings) -> None:
    first, last = first_day(winter), last_day(winter)
    if not first <= day <= last:
        findings.add(path, "outside_winter", day, Both(f"{first} 至 {last}", f"{first} to {last}"))


def check_tariff(values: Values, path: KeyPath, findings: Findings) -> None:
    """An end after the beginning; a cap by the other plan; charges that refer to others before them."""
    names: list[str] = []
    for index, charge in enumerate(values.valid("charge") or ()):
        place = (*path, "charge", index)
        if charge.cap is not None and charge.cap.of not in names:
            allowed = Both("、".join(names) or "前面的费用项", ", ".join(names) or "a charge before it")
            findings.add((*place, "cap", "of"), "no_such_charge", charge.cap.of, allowed)
        if charge.vat is not None and {"cap", "minimum"} & set(values):
            findings.add(
                (*place, "vat"), "without_effect", "vat", Both("不与 cap、minimum 同用", "not beside cap or minimum")
            )
        if charge.at_least is not None and len(charge.prices) > 1:
            findings.add((*place, "at_least"), "without_effect", "at_least", Both("不与 or 同用", "not beside or"))
        names.append(charge.name)
    from_, until, cap = values.valid("from"), values.valid("until"), values.valid("cap")
    if from_ is not None and until is not None and last_day(until) < first_day(from_):
        least = f">= {day_text(from_)}"
        findings.add((*path, "until"), "until_before_from", day_text(until), Both(least, least))
    if cap is not None and cap.plan == (values.valid("plan") or "area"):
        findings.add((*path, "cap", "plan"), "not_allowed", cap.plan, Both("另一种计费方式", "the other plan"))


class _Period(NamedTuple):
    """When a tariff holds, as far as its row tells."""

    class_: str
    plan: str
    first: dt.date
    last: dt.date | None
    at: int


def _period(index: int, row: Mapping[str, Any]) -> _Period | None:
    unheard = Findings()
    from_ = _FROM.read(row.get("from"), (), unheard)
    until = _FROM.read(row["until"], (), unheard) if "until" in row else None
    if unheard:
        return None
    last = None if until is None else last_day(until)
    return _Period(str(row.get("class")), str(row.get("plan", "area")), first_day(from_), last, index)


_FROM = DayField(winter=True)


def check_tariffs(rows: list[Mapping[str, Any]], path: KeyPath, findings: Findings) -> None:
    """Two tariffs of one class and plan may not begin on one day, nor one run on into the next."""
    periods = [period for index, row in enumerate(rows) if (period := _period(index, row)) is not None]
    for earlier, later in pairwise(sorted(periods, key=lambda each: (each.class_, each.plan, each.first, each.at))):
        if (earlier.class_, earlier.plan) != (later.class_, later.plan):
            continue
        if earlier.first == later.first:
            found = f"{later.class_}, {later.plan}, {later.first}"
            findings.add((*path, later.at), "duplicate_tariff", found)
        elif earlier.last is not None and earlier.last >= later.first:
            found = f"{earlier.first}..{earlier.last}, {later.first}.."
            findings.add((*path, later.at, "from"), "overlapping_tariff", found)
    plans = [(row.get("class"), row.get("plan", "area")) for row in rows]
    for index, row in enumerate(rows):
        other = cap.get("plan") if isinstance(cap := row.get("cap"), dict) else None
        if isinstance(other, str) and (row.get("class"), other) not in plans:
            findings.add((*path, index, "cap", "plan"), "cap_without_plan", f"{row.get('class')}, {other}")


def check_seasons(rows: list[Mapping[str, Any]], path: KeyPath, findings: Findings) -> None:
    """One season a winter for the same homes."""
    seasons = [f"{row.get('winter', row.get('year', ''))} {row.get('when', '')}".strip() for row in rows]
    count = Counter(seasons)
    for index, season in enumerate(seasons):
        if count[season] > 1:
            findings.add((*path, index), "duplicate_season", season)
    whens = [when if isinstance(when := row.get("when", {}), dict) else {} for row in rows]
    for one, other in combinations(range(len(rows)), 2):
        alike = all(rows[one].get(key) == rows[other].get(key) for key in ("winter", "year"))
        if alike and whens[one].items() < whens[other].items():
            findings.add((*path, other), "hidden_season", as_toml(whens[other]))
        elif alike and whens[one] != whens[other] and not _apart(whens[one], whens[other]):
            findings.add((*path, other), "duplicate_season", as_toml(whens[other]))


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether no home is under both of two conditions, or all that are under the second come first."""
    return bool(other.items() < one.items()) or any(name in other and other[name] != each for name, each in one.items())


def check_conversions(rows: list[Mapping[str, Any]], path: KeyPath, findings: Findings) -> None:
    """One conversion between two areas for the same homes."""
    seen = []
    for index, row in enumerate(rows):
        key = ({str(row.get("gives")), str(row.get("from"))}, row.get("when", {}))
        if key in seen:
            findings.add((*path, index), "duplicate_conversion", f"{row.get('gives')}, {row.get('from')}")
        seen.append(key)


def check_city(values: Values, path: KeyPath, findings: Findings) -> None:
    """A rule is reached by some tariff; and of two that may hold for one home the table says which wins."""
    rules = values.valid("rule")
    if rules is None:
        return
    placed = list(zip(rules.places, rules, strict=True))
    for (_, one), (index, other) in combinations(placed, 2):
        if one.exclusive_key() == other.exclusive_key() and one.terms.meets(other.terms):
            findings.add((*path, "rule", index), "ambiguous_rule", other.exclusive_key())
    tariffs = [row for row in rows_in(values.raw.get("tariff")) if isinstance(row, dict)]
    plans = [row.get("plan", "area") for row in tariffs]
    classes = [row.get("class") for row in tariffs]
    kinds = [each.split(" ", 1) for each in findings.names.get("kinds", [])]
    reached = classes + [kind for class_, kind in kinds if class_ in classes]
    reached += [class_ for class_, kind in kinds if kind in classes and kind == values.raw.get("falls_back_to")]
    periods = [period for index, row in enumerate(tariffs) if (period := _period(index, row)) is not None]
    first = min((period.first for period in periods), default=dt.date.min)
    for index, rule in placed:
        terms = rule.terms
        for key, wanted, known in (("plans", terms.plans, plans), ("classes", terms.classes, reached)):
            missing = [each for each in wanted if each not in known]
            if missing:
                findings.add((*path, "rule", index, key), "unreachable_rule", ", ".join(missing))
        if terms.until is not None and terms.until < first:
            findings.add((*path, "rule", index, "until"), "unreachable_rule", terms.until)


def rows_in(value: object) -> list[Any]:
    """Return the rows of what may be an array; none of what is no list."""
    return value if isinstance(value, list) else []
