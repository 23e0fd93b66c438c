"""The other way round: which area, months or price would give exactly what was paid."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from heatcalc.billing.calculate import Calculation
from heatcalc.errors import Refused
from heatcalc.formula.evaluate import Evaluator, amounts, name_of
from heatcalc.formula.explain import number_text
from heatcalc.measures import AREAS
from heatcalc.messages import Lang, say
from heatcalc.money import plain, round_to

_HUNDREDTH = Fraction(1, 100)
_BALCONY = 15
"""So many ㎡ more than stated may be a balcony or a share of what is common [㎡]."""


class Reverse(NamedTuple):
    """A figure of the home that would give what was paid, beside the one stated or published [the measure's unit]."""

    measure: str
    value: Fraction
    stated: Fraction
    exact: bool
    """Whether it gives what was paid to the minor unit; else nearly."""

    def to_dict(self) -> dict[str, str | bool]:
        """Return it as a JSON object."""
        return {
            "measure": self.measure,
            "value": plain(self.value),
            "stated": plain(self.stated),
            "exact": self.exact,
        }

    def text(self, lang: Lang) -> str:
        """Return it in a sentence."""
        more = self.value - self.stated
        values = {
            "name": name_of(self.measure),
            "value": number_text(self.value, self.measure, lang),
            "stated": number_text(self.stated, self.measure, lang),
            "by": number_text(abs(more), self.measure, lang),
            "way": say("check.way_more" if more > 0 else "check.way_less", lang),
        }
        said = say("check.reverse" if self.exact else "check.about_reverse", lang, **values)
        if self.measure in AREAS and more <= _BALCONY:
            said += say("check.suspects_less" if more < 0 else "check.suspects_more", lang)
        return said


def reversed_from(calculation: Calculation, paid: Decimal) -> Iterator[Reverse]:
    """Yield the area, months and days, each within the season, that would give an amount paid [the bill's currency]."""
    due = Fraction(calculation.amounts.due)
    if due <= 0 or paid <= 0:
        return
    stated = next((name for name in AREAS if name in calculation.request.home.measures), None)
    span = calculation.found.span
    seasons = {"month": span.months, "day": span.days}
    for name in (stated, "month", "day"):
        value = None if name is None else calculation.amounts.measures.get(name)
        if name is None or value is None:
            continue
        found = _found(calculation, name, value, Fraction(paid))
        whole = seasons.get(name)
        near = found is not None and abs(found.value - value) * 2 <= value
        if found is not None and near and (whole is None or found.value <= whole):
            yield found


def price_paid(calculation: Calculation, paid: Decimal, lang: Lang) -> str:
    """Say what the price would have been, where the bill is one price × what it is per; else nothing."""
    charges = calculation.found.tariff.charge
    if len(charges) != 1 or len(calculation.amounts.lines) != 1 or not calculation.amounts.due:
        return ""
    measures = calculation.request.home.measures
    price = next((each for each in charges[0].prices if each.per[0] in measures), charges[0].prices[0])
    if price.rate is None:
        return ""
    exactly = price.rate * Fraction(paid) / Fraction(calculation.amounts.due)
    rate, about = distinct_from(exactly, (price.rate, Fraction(0)), Fraction(1, 1000))
    currency = calculation.formula.currency
    shown, published = (number_text(each, price.per, lang, currency) for each in (rate, price.rate))
    return say("check.about_price" if about else "check.price", lang, price=shown, published=published)


def distinct_from(value: Fraction, others: Sequence[Fraction], step: Fraction) -> tuple[Fraction, bool]:
    """Return a value rounded to a step, finer where that is another one or far off, and whether it is rounded."""
    rounded = round_to(value, step, "half_up")
    while rounded != value and (rounded in others or abs(rounded - value) * 10 > abs(value)):
        step /= 10
        rounded = round_to(value, step, "half_up")
    return rounded, rounded != value


def _found(calculation: Calculation, name: str, stated: Fraction, paid: Fraction) -> Reverse | None:
    """Return the figure of two places that gives an amount, or nearly; None where the price has no such part."""
    guess = round_to(stated * paid / Fraction(calculation.amounts.due), _HUNDREDTH, "half_up")
    nearest: tuple[Fraction, Fraction] | None = None
    for value in (guess, guess - _HUNDREDTH, guess + _HUNDREDTH):
        due = _due(calculation, name, value) if value > 0 else None
        if due is not None and (nearest is None or abs(due - paid) < nearest[0]):
            nearest = abs(due - paid), value
    # The price may have tiers or a fixed part: what is off by more than a hundredth of the figure is another matter.
    if nearest is None or nearest[0] * nearest[1] > paid * _HUNDREDTH or nearest[1] == stated:
        return None
    return Reverse(name, nearest[1], stated, exact=not nearest[0])


def _due(calculation: Calculation, name: str, value: Fraction) -> Fraction | None:
    try:
        home = calculation.home.with_measures(**{name: value})
        return Fraction(amounts(calculation.formula, Evaluator(home)).due)
    except Refused:
        return None
