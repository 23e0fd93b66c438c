"""What a table's quotes say the other way round, or besides: class, group, tax, days, limits, and what is left out."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from heatcalc.measures import MEASURES, Both
from heatcalc.money import plain
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.tariffs.model import City, Table, Tariff
from heatcalc.tariffs.quote_figures import figures_of
from heatcalc.tariffs.quote_owners import names_other_group, other_owner, owner_beside_group
from heatcalc.tariffs.quote_words import (
    area_named,
    day_of_begin,
    day_of_end,
    says_other_class,
    tax_on_top,
    years_of_begin,
)

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule

_SEASON = r"[采供取]暖[季期]|供热[季期]"
_PERIODS = {
    "season": re.compile(rf"^(?!.*(?:{_SEASON}|季)).*?(?P<other>年度?|每月|/月)"),
    "year": re.compile(rf"^(?!.*年).*?(?P<other>{_SEASON})"),
    "month": re.compile(r"^(?!.*月).*?(?P<other>年度?|季)"),
}
"""What a quote says of the period of a cost that is no such period."""

Said = tuple[str, Both]
"""What a quote says, and what its entry has."""


def find_misread(table: Table, city: City, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each entry whose quote says the opposite, or more."""
    for at, tariff in enumerate(city.tariff):
        for found, allowed in _of_tariff(table, tariff):
            findings.add((*path, "tariff", at, "quote"), "quote_contradicts", found, allowed, severity="warning")
    for at, cost in enumerate(city.unit_cost):
        if said := _PERIODS[cost.period].search(cost.quote) if cost.period else None:
            allowed = _said(f"period = {cost.period}")
            findings.add(
                (*path, "unit_cost", at, "quote"), "quote_contradicts", said["other"], allowed, severity="warning"
            )
    for at, rule in enumerate(city.rule):
        for found, allowed in _of_rule(table, rule):
            findings.add((*path, "rule", at, "quote"), "quote_contradicts", found, allowed, severity="warning")


def _of_tariff(table: Table, tariff: Tariff) -> Iterator[Said]:
    name, quote = table.classes[tariff.class_].name, tariff.quote
    if says_other_class(quote, name):
        yield f"非{name}", Both(name, name)
    else:
        rates = [price.rate for charge in tariff.charge for price in charge.prices if price.rate is not None]
        owners = dict.fromkeys(other_owner(table, tariff.class_, quote, rate) for rate in rates)
        yield from ((owner, Both(name, name)) for owner in owners if owner)
    yield from _of_tax(tariff)
    years = years_of_begin(quote)
    if years and all(abs(tariff.from_.year - year) > 1 for year in years):
        yield ", ".join(map(str, sorted(years))), _said(f"from = {tariff.from_text}")
    yield from _of_days(quote, tariff.from_ if len(tariff.from_text) == _WHOLE_DATE else None, tariff.until)
    if tariff.plan != "area" and tariff.cap is None and (capped := _CAPPED.search(quote)):
        yield capped[0], _said("cap = …")
    if not any(charge.when or charge.unless for charge in tariff.charge) and (scope := _SCOPE.search(quote)):
        yield scope[0], _said("when = …")


_WHOLE_DATE = len("2022-11-15")
_CAPPED = re.compile(r"不得?(?:超过|高于)[^,，。;；0-9]{0,12}(?:面积|热费)|收费上限")
_SCOPE = re.compile(r"仅限于?[^,，。;；]{0,12}|另行(?:规定|制定|公布)")


def _of_tax(tariff: Tariff) -> Iterator[Said]:
    on_top = tax_on_top(tariff.quote)
    if tariff.vat is None and on_top and "税" not in tariff.note:
        yield "不含税", _said("vat = { included = false, … }")
    elif tariff.vat is not None and on_top is tariff.vat.included:
        yield "不含税" if on_top else "含税", _said(f"included = {str(on_top).lower()}")
    elif tariff.vat is not None and tariff.quote and "税" not in tariff.quote and not tariff.quote.isascii():
        chinese = re.search(r"[\u3400-\u9fff]", tariff.quote)
        yield from [("—", Both("vat：原文没有说到税", "vat: the quote says nothing of tax"))] if chinese else []


def _of_days(quote: str, begins: dt.date | None, ends: dt.date | None) -> Iterator[Said]:
    """Yield the first or the last day of an entry, where its quote has another."""
    first, last = day_of_begin(quote), day_of_end(quote)
    if begins is not None and first is not None and abs((begins - first).days) > 1:
        yield str(first), _said(f"from = {begins}")
    if last is not None and (ends is None or abs((ends - last).days) > 1):
        yield str(last), _said(f"until = {ends or '…'}")


def _of_rule(table: Table, rule: "Rule") -> Iterator[Said]:
    quote, terms = rule.terms.quote, rule.terms
    names = [table.classes[class_].name for class_ in terms.classes]
    if len(names) == 1 and says_other_class(quote, names[0]):
        yield f"非{names[0]}", Both(names[0], names[0])
    years = years_of_begin(quote)
    if terms.from_ is not None and years and all(abs(terms.from_.year - year) > 1 for year in years):
        yield ", ".join(map(str, sorted(years))), _said(f"from = {terms.from_}")
    yield from _of_days(quote, None, terms.until)
    parts = {"relief": _of_relief, "outage": _of_outage, "cold_room": _of_cold_room, "late_payment": _of_late_payment}
    if rule.kind in parts:
        yield from parts[rule.kind](table, rule, quote)


def _of_relief(table: Table, rule: Any, quote: str) -> Iterator[Said]:  # noqa: ANN401 - its class is imported late
    other = names_other_group(table, rule.group, quote)
    if other:
        yield other, _said(f"group = {rule.group}")
    if rule.rate is not None and (owner := owner_beside_group(table, rule.group, quote, rule.rate)):
        yield owner, _said(f"group = {rule.group}")
    limits: Mapping[str, Fraction] = rule.area_limits()
    text, mentions = figures_of(quote)[:2]
    areas = [each for each in mentions if each.unit == "m2"]
    for name, limit in limits.items():
        named = [area_named(text[: each.at]) for each in areas if each.value == limit]
        if any(named) and name not in named:
            yield MEASURES[next(filter(None, named))].name.zh, MEASURES[name].name
    known, said = {*limits.values(), *rule.homes_up_to.values()}, " ".join(rule.terms.when.values())
    for each in areas:
        inside = _INSIDE.match(text, each.end)
        if inside and each.value not in known and plain(each.value) not in said:
            yield f"{plain(each.value)}{inside[0]}", _said("area_limit = …")


_INSIDE = re.compile(r"平方?米?(?:\(含[^)]*\))?(?:以内|之内|以內|之內|以下)")


def _of_outage(table: Table, rule: Any, quote: str) -> Iterator[Said]:  # noqa: ANN401, ARG001
    above, from_on = "超过" in quote, re.search(r"(?:小时|天|日)(?:\(含\))?(?:及)?以上|满|达到|不少于", quote)
    if rule.after_hours is not None and from_on and not above:
        yield from_on[0], _said("after_hours")
    if rule.at_least_hours is not None and above and not from_on:
        yield "超过", _said("at_least_hours")
    multiples = {each.value for each in figures_of(quote).mentions if each.unit == "times"}
    if multiples and rule.refund not in multiples:
        yield f"{plain(min(multiples))}倍", _said(f"refund = {plain(rule.refund)}")


def _of_cold_room(table: Table, rule: Any, quote: str) -> Iterator[Said]:  # noqa: ANN401, ARG001
    net = re.search(r"(?:去除|扣除|除去|减去)[^,，。;；]{0,4}基本热费", quote)
    if net and rule.base == "full" and not rule.charge:
        yield net[0], _said('base = "full"')
    refunds = Counter(band.refund for band in rule.bands if band.refund != 1)
    quoted = Counter(each.value for each in figures_of(quote).mentions if each.unit == "share")
    for refund, count in refunds.items():
        if 0 < quoted[refund] < count:
            yield f"1 × {plain(100 * refund)}%", _said(f"{count} × refund = {plain(refund)}")
    rooms = re.search(r"(?:未达|不达标|不合格|低于)[^,，。;；天]{0,24}面积|相应部位", quote)
    if rooms and not rule.by_rooms:
        yield rooms[0], _said("by_rooms = false")


def _of_late_payment(table: Table, rule: Any, quote: str) -> Iterator[Said]:  # noqa: ANN401, ARG001
    month = re.search(r"每月|按月|逐月", quote)
    if rule.per_day is not None and month and not re.search(r"[每按逐]\s*[日天]|日[0-9千万]", quote):
        yield month[0], _said("per_day")


def _said(text: str) -> Both:
    return Both(text, text)
