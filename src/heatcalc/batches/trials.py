"""What may explain amounts, compiled for all homes of one kind: those that say the same words and state the same."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any, NamedTuple

from heatcalc.batches.plans import whole_bounds
from heatcalc.batches.trial_amounts import Amount, Argument, Figures, amount_of, due_of, part_of, rounded_to
from heatcalc.billing.calculate import Calculation, price_tariff
from heatcalc.billing.events import with_events
from heatcalc.billing.explanations import both_of, may_be_one_of_two
from heatcalc.billing.hypotheses import PRICE, FigureOf, Hypothesis, hypotheses, slips, undone_together
from heatcalc.errors import HeatcalcError
from heatcalc.formula.compiled import BillFunction, function_of, function_text
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Formula
from heatcalc.formula.specialize import Known, specialize
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.inputs import INPUTS
from heatcalc.measures import AREAS
from heatcalc.messages import Lang
from heatcalc.money import Currency, plain
from heatcalc.tariffs.to_formula import impossible_together

_FINE = 10**12
"""So many places tell shares of an amount apart."""


class Cause(NamedTuple):
    """An explanation that a home has: its kind, and in words."""

    kind: str
    text: str


class Trial(NamedTuple):
    """A hypothesis that is ready to be tried on any home of its kind."""

    hypothesis: Hypothesis
    cause: Cause
    amount: Amount

    def is_about(self, one: Hypothesis) -> bool:
        """Return whether it stands for a hypothesis, perhaps for others of the same amounts too."""
        said = self.hypothesis.values.items() if one.key == self.hypothesis.key else ()
        same = all(value == one.values[name] or _is_of(one.values[name], value) for name, value in said)
        return one.key == self.hypothesis.key and same


class _Asked(NamedTuple):
    """A formula, the home whose words it is for, and what its function is given."""

    formula: Formula
    home: Home
    arguments: list[Argument]


class Trials:
    """All that is tried on homes of one kind, made for the first of them."""

    def __init__(self, first: Calculation, names: Sequence[str], lang: Lang) -> None:
        """Make them; `names` are the measures that each home states, in the order of its figures."""
        self._first, self._names, self._lang = first, tuple(names), lang
        self._currency: Currency = first.formula.currency
        self._texts: dict[Any, str | None] = {}
        self._pairs: list[tuple[Cause, Amount]] | None = None
        own = self._own(first.home)
        self._base_text = self._text_of(first.formula, own, first.home)
        base = None if self._base_text is None else function_of(self._base_text)
        self.base: BillFunction | None = base
        """The function of the bill itself; None where no function is exact for it."""
        self.all: list[Trial] = [] if base is None else self._merged(self._ready())
        numbered = list(enumerate(self.all))
        self._others = [each for each in numbered if each[1].hypothesis.part is None]
        parts = [(int(part * _FINE), each) for each in numbered if (part := each[1].hypothesis.part) is not None]
        parts.sort(key=itemgetter(0))
        self._places, self._parts = [place for place, _ in parts], [each for _, each in parts]
        self.areas = [at for at, name in enumerate(self._names) if name in AREAS]

    def fits(self, figures: Figures, due: int, paid: int) -> Iterator[Trial]:
        """Yield those that give the amount paid, the plainest first."""
        found = [each for each in self._others if each[1].amount(figures, due) == paid]
        if due:
            # Of the shares of what is due only those near by are worked out: a season has many days.
            least, most = ((2 * paid + sign) * _FINE // (2 * due) + sign for sign in (-1, 1))
            near = self._parts[bisect_left(self._places, least) : bisect_right(self._places, most)]
            found += [each for each in near if each[1].amount(figures, due) == paid]
        yield from (trial for _, trial in sorted(found, key=itemgetter(0)))

    def two_together(self, figures: Figures, due: int, paid: int) -> Iterator[Cause]:
        """Yield the first of each two kinds that together give the amount paid: one thing, and a slip or a rounding."""
        roundings = [trial for trial in self.all if trial.hypothesis.rounded is not None]
        found = set()
        for trial in self.all:
            kind = trial.cause.kind
            if trial.hypothesis.part is not None or trial.hypothesis.rounded is not None:
                continue
            amount = trial.amount(figures, due) if kind not in found and may_be_one_of_two(kind) else None
            if amount is None or amount == due:
                continue
            other = next((each for each in roundings if each.amount(figures, amount) == paid), None)
            if other is not None:
                found.add(kind)
                yield self._both(trial.cause, other.cause)
        if self._pairs is None:
            self._pairs = [*self._undone_together(), *self._with_other_areas()]
        for cause, other_amount in self._pairs:
            if cause.kind not in found and other_amount(figures, due) == paid:
                found.add(cause.kind)
                yield cause

    def _undone_together(self) -> Iterator[tuple[Cause, Amount]]:
        """Yield things that are stated beside the home itself, none of them counted."""
        for hypothesis in undone_together(self._first):
            asked = self._asked(hypothesis)
            text = None if asked is None else self._text_of(asked.formula, asked.arguments, asked.home)
            function = None if text is None else function_of(text)
            if asked is not None and function is not None:
                yield self._cause(hypothesis), amount_of(function, asked.arguments, plainly=len(self._names))

    def _with_other_areas(self) -> Iterator[tuple[Cause, Amount]]:
        """Yield each thing together with one area taken for another."""
        other_areas = [(each, self._cause(each)) for each in hypotheses(self._first) if each.kind == "basis"]
        for trial in self.all:
            asked = self._asked(trial.hypothesis) if may_be_one_of_two(trial.cause.kind) else None
            if asked is None or trial.hypothesis.areas is not None:
                continue
            for hypothesis, other in other_areas:
                arguments = self._with_areas(asked.arguments, hypothesis)
                text = self._text_of(asked.formula, arguments, asked.home)
                function = None if text is None else function_of(text)
                if function is not None:
                    yield self._both(trial.cause, other), amount_of(function, arguments, plainly=len(self._names))

    def _both(self, one: Cause, other: Cause) -> Cause:
        return Cause(f"{one.kind}+{other.kind}", both_of(one.text, other.text, self._lang))

    def _cause(self, hypothesis: Hypothesis) -> Cause:
        return Cause(hypothesis.kind, hypothesis.text(self._lang))

    def mistyped(self, figures: Figures, paid: int) -> Iterator[tuple[str, str]]:
        """Yield each area, and the figure that one slip makes of it, that give the amount paid."""
        assert self.base is not None
        for at in self.areas:
            asked = INPUTS[self._names[at]]
            least, most = asked.bounds(SCALE)
            changed = [*figures]
            for figure in sorted(set(map(_whole, slips(plain(Fraction(figures[at], SCALE)))))):
                changed[at] = figure
                if least <= figure <= most and due_of(self.base, changed) == paid:
                    yield asked.name, plain(Fraction(figure, SCALE))

    def _own(self, home: Home) -> list[Argument]:
        return [Argument(name, at) for at, name in enumerate(self._names) if name in home.measures]

    def _ready(self) -> Iterator[tuple[Hypothesis, Any, Amount]]:
        """Yield the hypotheses that can be tried, each with what tells it from those of the same amounts."""
        own = self._own(self._first.home)
        for hypothesis in hypotheses(self._first):
            if hypothesis.part is not None:
                yield hypothesis, hypothesis.part, part_of(hypothesis.part)
            elif hypothesis.rounded is not None:
                step, mode = hypothesis.rounded
                yield hypothesis, hypothesis.rounded, rounded_to(int(step / self._currency.minor), mode)
            elif (asked := self._asked(hypothesis)) is not None:
                text = self._text_of(asked.formula, asked.arguments, asked.home)
                function = None if text is None or (text == self._base_text and asked.arguments == own) else text
                made = None if function is None else function_of(function)
                if made is not None:
                    amount = amount_of(made, asked.arguments, plainly=len(self._names))
                    yield hypothesis, (text, tuple(asked.arguments)), amount

    def _asked(self, hypothesis: Hypothesis) -> _Asked | None:
        """Return the formula that a hypothesis asks, and of what; None where the table has none."""
        if hypothesis.part is not None or hypothesis.rounded is not None:
            return None
        if hypothesis.changes is not None:
            request = self._first.request._replace(**hypothesis.changes)
            arguments = self._own(request.home)
            try:
                priced = price_tariff(self._first.table, request)
                told = Home({}, request.home.attributes)
                home = with_events(told, request.events, priced.found, priced.rules, self._first.table)
            except HeatcalcError:
                return None
            refusals = (*impossible_together([each.measure for each in arguments]), *priced.formula.refusals)
            return _Asked(priced.formula._replace(refusals=refusals), home, arguments)
        first, home = self._first.home, hypothesis.home or self._first.home
        own = self._own(home)
        if hypothesis.areas is not None:
            return _Asked(self._first.formula, home, self._with_areas(own, hypothesis))
        # A figure that a hypothesis sets is an object of its own, even where it equals what this home states.
        kept = [each for each in own if home.measures[each.measure] is first.measures[each.measure]]
        there = {each.measure for each in kept}
        set_ = [
            Argument(name, constant=int(value * whole_bounds(INPUTS[name])[0]))
            for name, value in home.measures.items()
            if name not in there and name in INPUTS and value is not first.measures.get(name)
        ]
        return _Asked(self._first.formula, home, [*kept, *set_])

    def _with_areas(self, arguments: Sequence[Argument], hypothesis: Hypothesis) -> list[Argument]:
        """Return the arguments with the areas of a hypothesis in place of all others."""
        made = [each for each in arguments if each.measure not in AREAS]
        for name, figure in (hypothesis.areas or {}).items():
            as_it_is = figure == FigureOf(figure.stated)
            made.append(Argument(name, self._names.index(figure.stated), None if as_it_is else figure))
        return made

    def _text_of(self, formula: Formula, arguments: Sequence[Argument], home: Home) -> str | None:
        """Return the function's text of a formula for homes that state what it is given, and else say what one says."""
        stated = {each.measure: each.bounds() for each in arguments}
        rest = {name: value for name, value in home.measures.items() if name not in stated and name not in self._names}
        key = tuple(home.attributes.items()), tuple(stated.items()), tuple(rest.items())
        own = formula is self._first.formula
        if own and key in self._texts:
            return self._texts[key]
        specialized = specialize(formula, Known(home.attributes, frozenset(stated), rest))
        text = None if specialized is None else function_text(specialized, stated)
        if own:
            self._texts[key] = text
        return text

    def _merged(self, ready: Iterator[tuple[Hypothesis, Any, Amount]]) -> list[Trial]:
        """Return trials of which none of a kind gives the same as another by the very same function."""
        found: dict[Any, tuple[Hypothesis, Amount]] = {}
        for hypothesis, key, amount in ready:
            if hypothesis.kind == "winter" and (PRICE, key) in found:
                continue  # the price of another winter that is one of this winter's too
            known = found.get((hypothesis.key, key))
            if known is None:
                found[hypothesis.key, key] = hypothesis, amount
                continue
            values = {name: _listed(value, hypothesis.values[name]) for name, value in known[0].values.items()}
            found[hypothesis.key, key] = known[0]._replace(values=values), known[1]
        return [Trial(hypothesis, self._cause(hypothesis), amount) for hypothesis, amount in found.values()]


def _whole(figure: str) -> int:
    """Return a figure in whole parts of its unit; 0 for one with more places."""
    whole, _, part = figure.partition(".")
    return int(f"{whole}{part:0<{_PLACES}}") if len(part) <= _PLACES else 0


_PLACES = len(str(SCALE)) - 1


def _is_of(one: object, merged: object) -> bool:
    return isinstance(merged, list) and one in merged


def _listed(one: Any, other: Any) -> Any:  # noqa: ANN401 - whatever a message can show
    if isinstance(one, list):
        return one if other in one else [*one, other]
    return one if one == other else [one, other]
