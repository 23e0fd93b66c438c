"""What would explain a paid amount: everything that plainly may have been otherwise, tried one thing at a time."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from typing import NamedTuple

from heatcalc.billing.bill import Bill, in_words
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.hypotheses import Hypothesis, basis, hypotheses, is_slip, mistyped, rounding, undone_together
from heatcalc.errors import HeatcalcError, Refused
from heatcalc.formula.evaluate import Evaluator, amounts
from heatcalc.formula.explain import number_text
from heatcalc.messages import Lang, say
from heatcalc.money import plain, round_to


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
    yield from _all_tried(calculation, chain(hypotheses(calculation), mistyped(calculation.home)), paid, lang)
    if is_slip(calculation.amounts.due, paid):
        currency = calculation.formula.currency
        due, written = (currency.in_words(each, lang) for each in (calculation.amounts.due, paid))
        formula = say("check.mistyped_as", lang, due=due, paid=written)
        yield Tried(Fit("mistyped_amount", say("check.mistyped_amount", lang), formula, paid, paid - paid))


def _all_tried(calculation: Calculation, each: Iterable[Hypothesis], paid: Decimal, lang: Lang) -> Iterator[Tried]:
    """Work out hypotheses, but those that change nothing and those that the table refuses."""
    for hypothesis in each:
        amount, made = worked_out(calculation, hypothesis)
        if amount is not None and amount != calculation.amounts.due:
            formula = _formula(calculation, hypothesis, lang) if made is None else formula_of(in_words(made, lang))
            yield Tried(Fit(hypothesis.kind, hypothesis.text(lang), formula, amount, paid - amount), made)


def worked_out(calculation: Calculation, hypothesis: Hypothesis) -> tuple[Decimal | None, Calculation | None]:
    """Return the amount that a hypothesis gives [the bill's currency], None where it has none; and its bill, if any."""
    due, currency = Fraction(calculation.amounts.due), calculation.formula.currency
    if hypothesis.part is not None:
        return currency.rounded(due * hypothesis.part), None
    if hypothesis.rounded is not None:
        return currency.rounded(round_to(due, *hypothesis.rounded)), None
    try:
        if hypothesis.changes is not None:
            made = calculate(calculation.table, calculation.request._replace(**hypothesis.changes))
        else:
            home = hypothesis.home_of(calculation.home)
            evaluator = Evaluator(home)
            result = amounts(calculation.formula, evaluator)
            made = calculation._replace(home=home, evaluator=evaluator, amounts=result)
    except HeatcalcError as error:
        if hypothesis.changes is None and not isinstance(error, Refused):
            raise
        return None, None
    return made.amounts.due, made


def _formula(calculation: Calculation, hypothesis: Hypothesis, lang: Lang) -> str:
    """Return how an amount comes of what is due."""
    due, currency = str(calculation.amounts.due), calculation.formula.currency
    if hypothesis.rounded is not None:
        return say("check.rounded", lang, amount=currency.in_words(due, lang))
    amount = currency.behind(due, lang)
    if hypothesis.key != "part_days":
        return f"{amount} × {plain(hypothesis.part or Fraction(1))}"
    whole, part = (number_text(Fraction(hypothesis.values[name]), "day", lang) for name in ("season", "days"))
    return f"{amount} × {part} ÷ {whole}"


_ALONE = ("months", "days", "plan")
"""Kinds of explanations that are not tried together with another."""


def may_be_one_of_two(kind: str) -> bool:
    """Return whether an explanation of a kind is tried together with a slip or a rounding."""
    return kind not in _ALONE


def combinations_of(calculation: Calculation, tried: Iterable[Tried], paid: Decimal, lang: Lang) -> Iterator[Fit]:
    """Yield two things that together give what was paid: both undone, or one `tried` and a slip or a rounding."""
    neither = (each.fit for each in _all_tried(calculation, undone_together(calculation), paid, lang))
    yield from islice((fit for fit in neither if not fit.difference), 1)
    found = set()
    for first, made in tried:
        if made is None or not may_be_one_of_two(first.kind):
            continue
        areas = () if first.kind in ("basis", "area_rounding", "mistyped") else basis(made)
        for second, _ in _all_tried(made, chain(areas, rounding(made)), paid, lang):
            if not second.difference and (first.kind, second.kind) not in found:
                found.add((first.kind, second.kind))
                yield second._replace(kind=f"{first.kind}+{second.kind}", text=both_of(first.text, second.text, lang))


def both_of(one: str, other: str, lang: Lang) -> str:
    """Return two conditions as one."""
    return say("check.both", lang, one=one[:-1], other=other[:1].lower() + other[1:])


def formula_of(bill: Bill) -> str:
    """Return the formulas of a bill's lines in one line; of a line without one, as that of the rounding, the amount."""
    return " + ".join(line.formula or str(line.amount) for line in bill.lines).replace(" + -", " - ")
