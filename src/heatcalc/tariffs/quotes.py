"""Whether the table's quotes hold what rests on them: each figure, and the area that a price is per.

Warnings, made only where they are asked for: a table may be right and its quotes short.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from heatcalc.measures import MEASURES, Both
from heatcalc.money import plain
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.winters import MonthDay
from heatcalc.tariffs.model import WEAK, City, Table, Tariff
from heatcalc.tariffs.quote_contradictions import find_misread
from heatcalc.tariffs.quote_words import names_day, other_unit, without_dates

if TYPE_CHECKING:
    from heatcalc.rules.base import Rule


class Quoted(NamedTuple):
    """The figures of a quote: all numbers, and those of them that are shares (30%, 3‰, 三成, 百分之三十)."""

    numbers: frozenset[Fraction]
    shares: frozenset[Fraction]

    def holds(self, figure: Fraction, *, share: bool) -> bool:
        """Return whether a figure stands in the quote.

        A share also as what is left of the whole or beyond it, any other as a number and a share of it: 21元的30%.
        """
        if figure in self.numbers:
            return True
        if share:
            return figure in (0, 1) or bool({figure, 1 - figure, figure - 1} & self.shares)
        return any(figure == number * part for number in self.numbers for part in self.shares)


def find_unquoted(table: Table, findings: Findings) -> None:
    """Add a warning for each tariff or rule whose quote is missing, or lacks its figures or the words of its area.

    And one for each weak source without an address.
    """
    for id_, source in table.sources.items():
        if source.kind in WEAK and not source.url:
            findings.add(("sources", id_), "no_address", source.kind, _ADDRESS, severity="warning")
    for at, city in enumerate(table.city):
        for entry in _entries(city):
            _look(entry, ("city", at, *entry.path), findings)
        find_misread(table, city, ("city", at), findings)


_ADDRESS = Both('url = "https://…"', 'url = "https://…"')


class _Entry(NamedTuple):
    """What an entry states: its figures, each with whether it is a share, and the measures that it is priced per."""

    path: KeyPath
    quote: str
    figures: list[tuple[Fraction, bool]]
    per: list[str]
    quotable: bool = True
    """Whether it must have a quote."""
    days: tuple[MonthDay, ...] = ()


def _look(entry: _Entry, path: KeyPath, findings: Findings) -> None:
    if not entry.quote:
        if entry.quotable:
            findings.add(path, "no_quote", severity="warning")
        return
    quoted = figures_of(entry.quote)
    missing = [figure for figure, share in entry.figures if not quoted.holds(figure, share=share)]
    if missing:
        found = ", ".join(dict.fromkeys(map(plain, missing)))
        findings.add((*path, "quote"), "figure_not_quoted", found, severity="warning")
    for day in entry.days:
        if not names_day(_plain(entry.quote), day.month, day.day):
            found = f"{day.month:02}-{day.day:02}"
            findings.add((*path, "quote"), "figure_not_quoted", found, severity="warning")
    for name in dict.fromkeys(entry.per):
        other = other_unit(_plain(entry.quote), name)
        if other:
            findings.add((*path, "quote"), "quote_contradicts", other, MEASURES[name].unit, severity="warning")
        if name in _BASES and not _BASES[name].search(_plain(entry.quote)):
            findings.add((*path, "quote"), "basis_not_quoted", name, MEASURES[name].name, severity="warning")


def _entries(city: City) -> Iterator[_Entry]:
    for at, tariff in enumerate(city.tariff):
        prices = [price for charge in tariff.charge for price in charge.prices]
        per = [name for price in prices for name in price.per]
        yield _Entry(("tariff", at), tariff.quote, list(_of_tariff(tariff)), per)
    for at, rule in enumerate(city.rule):
        yield _Entry(
            ("rule", at),
            rule.terms.quote,
            list(_of_rule(rule)),
            list(getattr(rule, "per", ())),
            days=tuple(_days_of(rule)),
        )
    for at, area in enumerate(city.area):
        yield _Entry(("area", at), area.quote, [(area.ratio, True)], [], quotable=False)
    for name in ("source_price", "guide_price"):
        for at, price in enumerate(getattr(city, name)):
            yield _Entry((name, at), price.quote, [(price.rate, False)], [], quotable=False)
    for at, use in enumerate(city.heat_use):
        figures = [] if use.area_tariff else [(use.value, False)]  # one that follows stands in no quote
        if use.metered is not None:
            figures = [(use.metered.rate, False), (use.metered.basic_share, True)]
        yield _Entry(("heat_use", at), use.quote, figures, [], quotable=False)
    for at, cost in enumerate(city.unit_cost):
        amounts = [cost.value] if cost.to is None else [cost.value, cost.to]
        yield _Entry(("unit_cost", at), cost.quote, [(amount, False) for amount in amounts], [], quotable=False)
    for at, split in enumerate(city.split):
        yield _Entry(("split", at), split.quote, [(split.payers[0].share, True)], [], quotable=False)


def _of_tariff(tariff: Tariff) -> Iterator[tuple[Fraction, bool]]:
    for charge in tariff.charge:
        for price in charge.prices:
            if price.rate is not None:
                yield abs(price.rate), False
            for tier in price.tiers:
                yield from ((abs(figure), False) for figure in (tier.rate, tier.amount) if figure)
        yield from ((times, True) for times in charge.times)
        if charge.at_least is not None:
            yield charge.at_least, False
    if tariff.minimum is not None and tariff.minimum.rate:
        yield tariff.minimum.rate, False
    shares = figures_of(tariff.quote).shares
    if tariff.vat is not None and "税" in tariff.quote and shares:
        yield tariff.vat.rate, True
    if tariff.cap is not None and shares and _CAPPED.search(tariff.quote):
        yield tariff.cap.times, True


_CAPPED = re.compile(r"不超过|不高于|最高|封顶|上限|at most|\bcap", re.IGNORECASE)


def _of_rule(rule: "Rule") -> Iterator[tuple[Fraction, bool]]:
    """Yield the figures of a rule's own parameters, those of its bands and windows among them."""
    for field in fields(rule):
        if field.name != "terms":
            yield from _figures(field.name, getattr(rule, field.name))


def _days_of(rule: "Rule") -> Iterator[MonthDay]:
    """Yield the days of the year that a rule names."""
    days = [getattr(rule, name, None) for name in ("due", "stops", "deadline", "opens")]
    days += [window.until for window in getattr(rule, "windows", ())]
    yield from (day for day in days if day is not None)


def _figures(name: str, value: object) -> Iterator[tuple[Fraction, bool]]:
    if isinstance(value, Fraction):
        yield value, name in _RESTS or (name in _SHARES and value in (0, 1, 2))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _figures(name, each)
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", (name,) * len(value))
        for each, part in zip(names, value, strict=True):
            yield from _figures(each, part)


_SHARES = ("pays", "adds", "adds_per_m", "max_adds", "times", "off", "per_day", "once", "cap", "refund", "basic_share")
"""The parameters that are shares of an amount, and stand in a quote as such."""
_RESTS = ("pays", "basic_share", "times", "off")
"""Those of which the quote may say what is left of the whole: 减免70% is pays = 0.3, but 退20% is no refund of 0.8."""

_GROUPED = (
    r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?"  # 5 189,63; 3'008
    r"|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"  # 1.545,30
    r"|[0-9]+,[0-9]+"  # 0,0606
)
"""Figures as most of Europe writes them."""
_HUNDREDTHS = re.compile(
    rf"((?<![0-9.,])(?:{_GROUPED}|[0-9]+(?:\.[0-9]+)?))\s*(?:\xf6re|\xf8re|cents?|cts?|p|pence|Rp|snt)\b", re.IGNORECASE
)

_CHINESE = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SAID = r"[零〇一二两三四五六七八九十百点]+"
_DIGITS = r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?"
_PARTS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_OF = {"%": 100, "‰": 1000, "成": 10, "折": 10, "percent": 100, "per cent": 100}
_DROP = re.compile(r"低于(?:标准|標準|规定|規定|约定|約定)的?(?:温度|溫度|室温|室溫)")
"""Temperatures told as degrees below one that the quote names too: 不低于18℃……低于标准温度2℃以内 is 18 and 16."""
_HALF = re.compile(r"减半|半价|半费|一半|\bhalf\b", re.IGNORECASE)
_UNIT = re.compile(r"(?<![A-Za-z])m\s?[23]")
"""㎡, which is m2 when plain, and holds no figure."""


def figures_of(quote: str) -> Quoted:
    """Return the figures that a quote holds, in digits of any width or in Chinese numerals."""
    # 0,1021 is a point misprinted as a comma: no number of thousands begins with 0
    text = re.sub(r"(?<![\d.,])0,(?=\d)", "0.", without_dates(_plain(quote)))
    text = _UNIT.sub("m", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text))
    shares = {Fraction(1, 2)} if _HALF.search(text) else set()
    for whole, part in re.findall(rf"([十百千万])分之\s*({_DIGITS}|{_SAID})", text):
        shares.add(_number(part) / _PARTS[whole])
    for part, of in re.findall(rf"({_DIGITS}|{_SAID})\s*({'|'.join(_OF)})", text):
        shares.add(_number(part) / _OF[of])
    numbers = {_number(each) for each in re.findall(rf"{_DIGITS}|{_SAID}", text)}
    as_written = without_dates(_plain(quote))
    numbers |= {_european(each) for each in re.findall(rf"(?<![0-9A-Za-z.,])(?:{_GROUPED})(?![0-9])", as_written)}
    numbers |= {_european(each) / 100 for each in _HUNDREDTHS.findall(as_written)}
    # 16.5分 is 0.165元; 5分之一, 2分户 and 3分钟 are no money
    numbers |= {_number(each) / 100 for each in re.findall(rf"({_DIGITS})\s*分(?![之户钟])", text)}
    numbers |= {_number(each) / 10 for each in re.findall(rf"({_DIGITS})\s*角", text)}
    numbers |= {Fraction(int(one), int(other)) for one, other in re.findall(r"(\d+)/([1-9]\d*)", text)}
    if _DROP.search(text):
        degrees = [_number(each) for each in re.findall(rf"({_DIGITS}|{_SAID})\s*(?:°C|℃|摄氏度|度)", text)]
        numbers |= {one - other for one in degrees for other in degrees if one > other}
    return Quoted(frozenset(numbers | shares), frozenset(shares))


def _european(text: str) -> Fraction:
    """Return a number as `_GROUPED` has it, or one in digits with a decimal point."""
    figure = re.sub(r"[ '’]", "", text)
    if "," in figure or re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", text):
        figure = figure.replace(".", "").replace(",", ".")
    return Fraction(figure)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _number(text: str) -> Fraction:
    """Return a number in digits, or in Chinese numerals below a thousand: 二点八, 十五, 一百二十."""
    if text[0].isdigit():
        return Fraction(text)
    whole, _, decimals = text.partition("点")
    number, digit = 0, None
    for character in whole:
        if character in _PARTS:
            number += (1 if digit is None else digit) * _PARTS[character]
            digit = None
        else:
            digit = _CHINESE[character] + 10 * (digit or 0)
    behind = "".join(str(_CHINESE[each]) for each in decimals if each in _CHINESE)
    return number + (digit or 0) + (Fraction(int(behind), 10 ** len(behind)) if behind else Fraction(0))


_BASES = {
    "building_m2": re.compile(
        r"(?<!套[内內])建(?:[筑築](?:面[积積]|平)|面)|\bbuilding (?:floor )?area|\bgross|\bbuilt", re.IGNORECASE
    ),
    "usable_m2": re.compile(r"使用(?:面[积積]|平)|\busable|\buseful|\bliving (?:area|space)", re.IGNORECASE),
    "inner_m2": re.compile(r"套[内內]|\binner|\binternal", re.IGNORECASE),
}
"""By which words a quote names an area."""
