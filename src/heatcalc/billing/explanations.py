"""What would explain a paid amount: everything that plainly may have been otherwise, tried one thing at a time."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.billing.bill import Bill, in_words
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.undone import undone
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.formula.evaluate import Evaluator, amounts, name_of
from heatcalc.formula.explain import number_text
from heatcalc.formula.home import Home
from heatcalc.measures import AREAS, Both
from heatcalc.messages import LANGS, Lang, say
from heatcalc.money import CNY, plain, round_to
from heatcalc.schema.winters import CalendarYear, first_winter_from, winter_text


class Fit(NamedTuple):
    """An explanation: what would have to be so, the formula, the amount it gives [CNY], and what was paid beyond it."""

    kind: str
    text: str
    formula: str
    amount: Decimal
    difference: Decimal

    def to_dict(self) -> dict[str, str]:
        """Return the explanation as a JSON object."""
        return {name: str(value) for name, value in self._asdict().items()}


class Tried(NamedTuple):
    """An explanation, and the bill that it rests on where that can be varied further."""

    fit: Fit
    made: Calculation | None = None


def explanations(calculation: Calculation, paid: Decimal, lang: Lang) -> Iterator[Tried]:
    """Try everything that plainly may have been otherwise, one thing at a time."""
    tries = _Tries(calculation, paid, lang)
    for way in (
        tries.undone,
        tries.months,
        tries.days,
        tries.basis,
        tries.classes,
        tries.plans,
        tries.rules,
        tries.attributes,
        tries.winters,
        tries.rounding,
        tries.mistyped,
    ):
        yield from way()


_ALONE = ("months", "days", "plan")
"""Kinds of explanations that are not tried together with another."""


def combinations_of(tried: Iterable[Tried], paid: Decimal, lang: Lang) -> Iterator[Fit]:
    """Yield two things together that give what was paid: one of those `tried`, and a slip or a rounding."""
    found = set()
    for first, made in tried:
        if made is None or first.kind in _ALONE:
            continue
        then = _Tries(made, paid, lang)
        areas = () if first.kind in ("basis", "mistyped") else then.basis()
        for second, _ in (*areas, *then.rounding()):
            if not second.difference and (first.kind, second.kind) not in found:
                found.add((first.kind, second.kind))
                other = second.text[:1].lower() + second.text[1:]
                text = say("check.both", lang, one=first.text[:-1], other=other)
                yield second._replace(kind=f"{first.kind}+{second.kind}", text=text)


class _Tries:
    def __init__(self, calculation: Calculation, paid: Decimal, lang: Lang) -> None:
        self.calculation = calculation
        self.home = calculation.home
        self.paid = paid
        self.lang: Lang = lang
        self._currency = calculation.formula.currency

    def _say(self, key: str, **values: Any) -> str:  # noqa: ANN401
        return say(f"check.{key}", self.lang, **values)

    def _fit(self, kind: str, text: str, formula: str, amount: Decimal) -> Fit:
        return Fit(kind, text, formula, amount, self.paid - amount)

    def _home(self, kind: str, text: str, home: Home) -> Iterator[Tried]:
        """Try another home under the same formula."""
        try:
            evaluator = Evaluator(home)
            result = amounts(self.calculation.formula, evaluator)
        except Refused:
            return
        if result.due == self.calculation.amounts.due:
            return
        made = self.calculation._replace(home=home, evaluator=evaluator, amounts=result)
        bill = in_words(made, self.lang)
        yield Tried(self._fit(kind, text, formula_of(bill), result.due), made)

    def _question(self, kind: str, text: Callable[[Calculation], str], **changes: Any) -> Iterator[Tried]:  # noqa: ANN401
        """Try another request."""
        try:
            calculation = calculate(self.calculation.table, self.calculation.request._replace(**changes))
        except HeatcalcError:
            return
        if calculation.amounts.due != self.calculation.amounts.due:
            bill = in_words(calculation, self.lang)
            yield Tried(self._fit(kind, text(calculation), formula_of(bill), bill.due), calculation)

    def undone(self) -> Iterator[Tried]:
        """What is stated beside the home itself, not counted."""
        for name, changes in undone(self.calculation.request):
            text = self._say("undone", name=name)
            yield from self._question("undone", lambda _, text=text: text, **changes)  # type: ignore[misc]

    def months(self) -> Iterator[Tried]:
        """Other months billed, by halves, within the season."""
        billed = self.calculation.amounts.measures.get("month")
        if billed is not None:
            season = self.calculation.found.span.months or billed
            for halves in range(1, int(season * 2) + 1):
                months = Fraction(halves, 2)
                text = self._say("months", months=plain(months))
                yield from self._home("months", text, self.home.with_measures(month=months))

    def days(self) -> Iterator[Tried]:
        """Other days billed: by the day price, or as a part of the season's days."""
        season = self.calculation.found.span.days
        billed = self.calculation.amounts.measures.get("day")
        if billed is not None:
            span = self.calculation.found.span
            dated = (span.end - span.start).days + 1 if span.start and span.end else 0
            for days in range(1, max(int(season or billed), dated) + 1):
                text = self._say("days", days=days)
                yield from self._home("days", text, self.home.with_measures(day=Fraction(days)))
        elif season is not None and season.denominator == 1:
            due = self.calculation.amounts.due
            for days in range(1, int(season)):
                amount = self._currency.rounded(Fraction(due) * days / season)
                whole, part = (number_text(Fraction(each), "day", self.lang) for each in (season, days))
                formula = f"{self._currency.behind(str(due), self.lang)} × {part} ÷ {whole}"
                text = self._say("part_days", days=days, season=plain(season))
                yield Tried(self._fit("days", text, formula, amount))

    def basis(self) -> Iterator[Tried]:
        """The figure of one area taken for another."""
        for stated in AREAS:
            if stated not in self.home.measures:
                continue
            for other in AREAS:
                if other != stated:
                    rest = {name: value for name, value in self.home.measures.items() if name not in AREAS}
                    home = self.home._replace(measures={**rest, other: self.home.measures[stated]})
                    text = self._say("basis", stated=name_of(stated), other=name_of(other))
                    yield from self._home("basis", text, home)
            for conversion in self.calculation.found.city.area:
                if conversion.from_ == stated:
                    less = self.home.measures[stated] * conversion.ratio
                    text = self._say("basis_price", gives=name_of(conversion.gives), stated=name_of(stated))
                    yield from self._home("basis", text, self.home.with_measures(**{stated: less}))

    def classes(self) -> Iterator[Tried]:
        """Another class."""
        for class_ in self.calculation.found.city.classes():
            text = self._say("class", class_=self.calculation.table.class_name(class_))
            yield from self._question("class", lambda _, text=text: text, class_=class_)  # type: ignore[misc]

    def plans(self) -> Iterator[Tried]:
        """The other plan."""
        for plan, called in self.calculation.table.plan_names().items():
            text = self._say("plan", plan=called)
            yield from self._question("plan", lambda _, text=text: text, plan=plan)  # type: ignore[misc]

    def rules(self) -> Iterator[Tried]:
        """What each rule is about: a stopped supply, a relief, another date of payment."""
        seen = set()
        for rule in self.calculation.rules:
            for kind, values, home in rule.alternatives(self.home, self.calculation.found.span):
                text = self._say(kind, **values)
                if text not in seen:
                    seen.add(text)
                    yield from self._home(kind, text, home)

    def attributes(self) -> Iterator[Tried]:
        """Another value of an attribute that the city's prices depend on."""
        city, table, request = self.calculation.found.city, self.calculation.table, self.calculation.request
        for name, values in city.attributes().items():
            attribute = table.attribute(name, values)
            two = attribute.values if len(attribute.values) == 2 else ()
            for value in dict.fromkeys((*values, *two)):
                if value == self.home.attributes.get(name):
                    continue
                called = Both(*(f"{attribute.called[at]}: {attribute.spoken(value, LANGS[at])}" for at in range(2)))
                text = self._say("attribute", called=called)
                home = Home(request.home.measures, {**self.calculation.home.attributes, name: value})
                yield from self._question("attribute", lambda _, text=text: text, home=home)  # type: ignore[misc]

    def winters(self) -> Iterator[Tried]:
        """The tariff of another winter that the table has."""
        city = self.calculation.found.city
        years = {season.winter for season in city.season} | {first_winter_from(tariff.from_) for tariff in city.tariff}
        if isinstance(self.calculation.found.winter, CalendarYear):
            years = {CalendarYear(tariff.from_.year) for tariff in city.tariff}
        for year in sorted(year for year in years if year is not None and year != self.calculation.found.winter):
            text = self._say("winter", winter=winter_text(year))
            yield from self._question("winter", lambda _, text=text: text, winter=year)  # type: ignore[misc]

    def rounding(self) -> Iterator[Tried]:
        """Habits of rounding: to a yuan or a jiao, up, down or half up."""
        exactly = self.calculation.amounts.due
        if self._currency != CNY:
            return
        for step, unit in ((Fraction(1), "yuan"), (Fraction(1, 10), "jiao")):
            for mode in ("half_up", "down", "up"):
                amount = self._currency.rounded(round_to(Fraction(exactly), step, mode))
                if amount != exactly:
                    text = self._say("rounding", unit=self._say(unit), mode=say(f"bill.mode_{mode}", self.lang))
                    rounded = self._currency.in_words(exactly, self.lang)
                    yield Tried(self._fit("rounding", text, self._say("rounded", amount=rounded), amount))

    def mistyped(self) -> Iterator[Tried]:
        """An area with one slip: a digit wrong, dropped or doubled, two exchanged, the point misplaced."""
        for stated in AREAS:
            if stated in self.home.measures:
                for figure in sorted(slips(plain(self.home.measures[stated]))):
                    area = Fraction(figure)
                    if area > 0:
                        text = self._say("mistyped", area=name_of(stated), figure=plain(area))
                        yield from self._home("mistyped", text, self.home.with_measures(**{stated: area}))


def formula_of(bill: Bill) -> str:
    """Return the formulas of a bill's lines in one line; of a line without one, as that of the rounding, the amount."""
    return " + ".join(line.formula or str(line.amount) for line in bill.lines).replace(" + -", " - ")


def slips(figure: str) -> set[str]:
    """Return the figures that one slip of the hand makes of a figure: of `185` among them `158`, `18`, `18.5`."""
    made = {f"{figure[:at]}{digit}{figure[at + 1 :]}" for at in range(len(figure)) for digit in "0123456789"}
    made |= {f"{figure[:at]}{figure[at + 1]}{figure[at]}{figure[at + 2 :]}" for at in range(len(figure) - 1)}
    made |= {f"{figure[:at]}{figure[at + 1 :]}" for at in range(len(figure))}
    made |= {f"{figure[:at]}{figure[at]}{figure[at:]}" for at in range(len(figure))}
    bare = figure.replace(".", "")
    made |= {f"{bare[:at]}.{bare[at:]}" for at in range(1, len(bare))} | {bare, f"{bare}0"}
    return {text for text in made if text != figure and _is_figure(text)}


def _is_figure(text: str) -> bool:
    whole, _, part = text.partition(".")
    sound = whole.isdigit() and len(whole) <= 7 and text.count(".") <= 1
    return sound and (part.isdigit() if "." in text else True)
