"""What plainly may have been otherwise when an amount was paid: each thing by itself, before it is worked out.

A hypothesis says what changes and in which words, so that one home may try it exactly, and a ledger by compiled
formulas for all homes of a kind.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from types import MappingProxyType
from typing import Any, NamedTuple

from heatcalc.billing.calculate import Calculation
from heatcalc.billing.undone import each_undone, two_undone
from heatcalc.formula.evaluate import name_of
from heatcalc.formula.explain import number_text
from heatcalc.formula.home import Home
from heatcalc.measures import AREAS, Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, Currency, Mode, plain, round_to
from heatcalc.schema.winters import CalendarYear, first_winter_from, winter_text
from heatcalc.tariffs.model_prices import Price

PRICE = "price_all_winter"
"""The key of the hypotheses that a winter has one of its prices alone."""
_FIGURE = re.compile(r"[0-9]{1,7}(?:\.[0-9]+)?", re.ASCII)


class FigureOf(NamedTuple):
    """A figure made of one that a home states [the unit stays]: times a ratio, or rounded to a step."""

    stated: str
    times: Fraction = Fraction(1)
    step: Fraction | None = None
    mode: Mode = "half_up"

    def of(self, figure: Fraction) -> Fraction:
        """Return what it makes of a figure."""
        made = figure * self.times
        return made if self.step is None else round_to(made, self.step, self.mode)


class Hypothesis(NamedTuple):
    """Something that may have been otherwise: its kind, its sentence, and the one change that it is about."""

    kind: str
    key: str
    values: Mapping[str, Any] = MappingProxyType({})
    changes: Mapping[str, Any] | None = None
    """Another request."""
    home: Home | None = None
    """Another home under the same formula."""
    areas: Mapping[str, FigureOf] | None = None
    """Other areas in place of all that are stated, under the same formula."""
    part: Fraction | None = None
    """A share of what is due."""
    rounded: tuple[Fraction, Mode] | None = None
    """What is due, rounded to a step [the currency's unit]."""

    def text(self, lang: Lang) -> str:
        """Return it as the condition of a sentence."""
        return say(f"check.{self.key}", lang, **self.values)

    def home_of(self, home: Home) -> Home:
        """Return the home that it is about, of the one that is billed."""
        if self.areas is None:
            return home if self.home is None else self.home
        rest = {name: value for name, value in home.measures.items() if name not in AREAS}
        made = {name: figure.of(home.measures[figure.stated]) for name, figure in self.areas.items()}
        return home._replace(measures={**rest, **made})


def hypotheses(calculation: Calculation) -> Iterator[Hypothesis]:
    """Yield all that holds of any home of the same words, whatever its figures; the plainest first."""
    for way in _WAYS:
        yield from way(calculation)
    yield from rounding(calculation)
    yield from _rounded_area(calculation)
    yield Hypothesis("doubled", "doubled", part=Fraction(2))


def _undone(calculation: Calculation) -> Iterator[Hypothesis]:
    """What is stated beside the home itself, not counted."""
    for name, changes in each_undone(calculation.request):
        yield Hypothesis("undone", "undone", {"name": name}, changes=changes)


def undone_together(calculation: Calculation) -> Iterator[Hypothesis]:
    """Yield each two things that are stated beside the home itself, and all of them, not counted."""
    for names, changes in two_undone(calculation.request):
        yield Hypothesis("undone+undone", "undone_together", {"names": names}, changes=changes)


def _prices(calculation: Calculation) -> Iterator[Hypothesis]:
    """Each price of a season in which it changes, for all of it."""
    currency, stated = calculation.formula.currency, calculation.request.home.measures
    for tariff in calculation.found.changing:
        forms = [
            next((each for each in charge.prices if each.per[0] in stated), charge.prices[0])
            for charge in tariff.charge
        ]
        texts = (", ".join(_rates_of(form, lang, currency) for form in forms) for lang in LANGS)
        values = {"since": tariff.from_text, "price": Both(*texts)}
        yield Hypothesis("price", PRICE, values, changes={"price_from": tariff.from_})


def _rates_of(price: Price, lang: Lang, currency: Currency) -> str:
    """Return the rate of a price, or what each of its tiers costs."""
    if price.rate is not None:
        return number_text(price.rate, price.per, lang, currency)
    return " / ".join(
        number_text(tier.rate, price.per, lang, currency)
        if tier.amount is None
        else number_text(tier.amount, "money", lang, currency)
        for tier in price.tiers
    )


def _months(calculation: Calculation) -> Iterator[Hypothesis]:
    """Other whole months billed, within the season."""
    yield from _other_months(calculation, range(2, 200, 2))


def _half_months(calculation: Calculation) -> Iterator[Hypothesis]:
    """Months and a half billed: less usual than what a city's own rule gives."""
    yield from _other_months(calculation, range(1, 200, 2))


def _other_months(calculation: Calculation, halves: Iterable[int]) -> Iterator[Hypothesis]:
    billed = calculation.amounts.measures.get("month")
    if billed is not None:
        season = calculation.found.span.months or billed
        for months in takewhile(lambda each: each <= season, (Fraction(half, 2) for half in halves)):
            home = calculation.home.with_measures(month=months)
            yield Hypothesis("months", "months", {"months": plain(months)}, home=home)


def _days(calculation: Calculation) -> Iterator[Hypothesis]:
    """Other days billed: by the day price, or as a part of the season's days."""
    span = calculation.found.span
    billed, season = calculation.amounts.measures.get("day"), span.days
    if billed is not None:
        dated = (span.end - span.start).days + 1 if span.start and span.end else 0
        for days in range(1, max(int(season or billed), dated) + 1):
            home = calculation.home.with_measures(day=Fraction(days))
            yield Hypothesis("days", "days", {"days": days}, home=home)
    elif season is not None and season.denominator == 1:
        for days in range(1, int(season)):
            values = {"days": days, "season": plain(season)}
            yield Hypothesis("days", "part_days", values, part=days / season)


def basis(calculation: Calculation) -> Iterator[Hypothesis]:
    """Yield the figure of one area taken for another, or one alone of several that are stated."""
    measures = calculation.home.measures
    several = [name for name in AREAS if name in measures]
    for stated in several if len(several) > 1 else ():
        yield Hypothesis("basis", "basis_alone", {"stated": name_of(stated)}, areas={stated: FigureOf(stated)})
    for stated in AREAS:
        if stated not in measures:
            continue
        for other in AREAS:
            if other != stated:
                values = {"stated": name_of(stated), "other": name_of(other)}
                yield Hypothesis("basis", "basis", values, areas={other: FigureOf(stated)})
        for conversion in calculation.found.city.area:
            if conversion.from_ == stated:
                own = {name: FigureOf(name) for name in AREAS if name in measures}
                values = {"gives": name_of(conversion.gives), "stated": name_of(stated)}
                areas = {**own, stated: FigureOf(stated, conversion.ratio)}
                yield Hypothesis("basis", "basis_price", values, areas=areas)


def _classes(calculation: Calculation) -> Iterator[Hypothesis]:
    for class_ in calculation.found.city.classes():
        values = {"class_": calculation.table.class_name(class_)}
        yield Hypothesis("class", "class", values, changes={"class_": class_})


def _plans(calculation: Calculation) -> Iterator[Hypothesis]:
    for plan, called in calculation.table.plan_names().items():
        yield Hypothesis("plan", "plan", {"plan": called}, changes={"plan": plan})


def _rules(calculation: Calculation) -> Iterator[Hypothesis]:
    """What each rule is about: a stopped supply, a relief, another date of payment."""
    seen = set()
    dated = "paid_on" in calculation.home.measures  # then no other number of days late is meant
    for rule in calculation.rules:
        for kind, values, home in rule.alternatives(calculation.home, calculation.found.span):
            if dated and kind == "late":
                continue
            made = Hypothesis(kind, kind, values, home=home)
            if made.text("zh") not in seen:
                seen.add(made.text("zh"))
                yield made


def _attributes(calculation: Calculation) -> Iterator[Hypothesis]:
    """Another value of an attribute that the city's prices depend on."""
    city, table, request = calculation.found.city, calculation.table, calculation.request
    for name, values in city.attributes().items():
        attribute = table.attribute(name, values)
        two = attribute.values if len(attribute.values) == 2 else ()
        for value in dict.fromkeys((*values, *two)):
            if value == calculation.home.attributes.get(name):
                continue
            called = Both(*(f"{attribute.called[at]}: {attribute.spoken(value, LANGS[at])}" for at in range(2)))
            home = Home(request.home.measures, {**calculation.home.attributes, name: value})
            yield Hypothesis("attribute", "attribute", {"called": called}, changes={"home": home})


def _winters(calculation: Calculation) -> Iterator[Hypothesis]:
    """The tariff of another winter that the table has."""
    city = calculation.found.city
    years = {season.winter for season in city.season} | {first_winter_from(tariff.from_) for tariff in city.tariff}
    if isinstance(calculation.found.winter, CalendarYear):
        years = {CalendarYear(tariff.from_.year) for tariff in city.tariff}
    for year in sorted(year for year in years if year is not None and year != calculation.found.winter):
        yield Hypothesis("winter", "winter", {"winter": winter_text(year)}, changes={"winter": year})


def rounding(calculation: Calculation) -> Iterator[Hypothesis]:
    """Yield habits of rounding the amount: to a yuan or a jiao, up, down or half up."""
    if calculation.formula.currency != CNY:
        return
    for step, unit in ((Fraction(1), "yuan"), (Fraction(1, 10), "jiao")):
        for mode in _MODES:
            values = {"unit": _both(f"check.{unit}"), "mode": _both(f"bill.mode_{mode}")}
            yield Hypothesis("rounding", "rounding", values, rounded=(step, mode))


def _rounded_area(calculation: Calculation) -> Iterator[Hypothesis]:
    """Habits of rounding the area: to a square metre or a tenth of it."""
    own = {name: FigureOf(name) for name in AREAS if name in calculation.home.measures}
    for stated in own:
        for step in (Fraction(1), Fraction(1, 10)):
            for mode in _MODES:
                areas = {**own, stated: FigureOf(stated, step=step, mode=mode)}
                values = {"area": name_of(stated), "step": plain(step), "mode": _both(f"bill.mode_{mode}")}
                yield Hypothesis("area_rounding", "area_rounding", values, areas=areas)


_WAYS = (_undone, _prices, _months, _days, basis, _classes, _plans, _rules, _attributes, _winters, _half_months)
_MODES: tuple[Mode, ...] = ("half_up", "down", "up")


def _both(key: str) -> Both:
    return Both(*(say(key, lang) for lang in LANGS))


def mistyped(home: Home) -> Iterator[Hypothesis]:
    """Yield each area with one slip: a digit wrong, dropped or doubled, two exchanged, the point misplaced."""
    own = {name: FigureOf(name) for name in AREAS if name in home.measures}
    for stated in own:
        for area in sorted(set(map(Fraction, slips(plain(home.measures[stated]))))):
            if area > 0:
                values = {"area": name_of(stated), "figure": plain(area)}
                yield Hypothesis("mistyped", "mistyped", values, home=home.with_measures(**{stated: area}))


def is_slip(due: Decimal, paid: Decimal) -> bool:
    """Return whether one slip of the hand makes the amount paid of what is due [one currency]."""
    written = ((str(due), str(paid)), (plain(Fraction(due)), plain(Fraction(paid))))
    # A slip adds or drops one character at most.
    return any(abs(len(one) - len(other)) <= 1 and other in slips(one) for one, other in written)


def slips(figure: str) -> set[str]:
    """Return the figures that one slip of the hand makes of a figure: of `185` among them `158`, `18`, `18.5`."""
    made = {f"{figure[:at]}{digit}{figure[at + 1 :]}" for at in range(len(figure)) for digit in "0123456789"}
    made |= {f"{figure[:at]}{figure[at + 1]}{figure[at]}{figure[at + 2 :]}" for at in range(len(figure) - 1)}
    made |= {f"{figure[:at]}{figure[at + 1 :]}" for at in range(len(figure))}
    made |= {f"{figure[:at]}{figure[at]}{figure[at:]}" for at in range(len(figure))}
    bare = figure.replace(".", "")
    made |= {f"{bare[:at]}.{bare[at:]}" for at in range(1, len(bare))} | {bare, f"{bare}0"}
    return {text for text in made if text != figure and _FIGURE.fullmatch(text)}
