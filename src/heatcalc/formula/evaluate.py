"""Evaluating: a formula and one home give rational amounts, rounded once."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from heatcalc.errors import Refused
from heatcalc.formula import nodes
from heatcalc.formula.home import Home
from heatcalc.inputs import INPUTS
from heatcalc.measures import MEASURES, Both, with_unit
from heatcalc.money import plain, round_to, steps_in


class Evaluator:
    """Reads nodes for one home. Every method raises `Refused` where the home or the table does not say enough."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lines: dict[int, Fraction] = {}
        self.measures: dict[str, Fraction] = {}
        """The measures that were read, each with its value."""
        self.sources: list[str] = []
        """The sources of the figures that were read."""

    def value(self, node: nodes.Node) -> Fraction:
        """Return the value of `node`."""
        match node:
            case nodes.Number():
                self._cite(node.source)
                return node.value
            case nodes.Measure():
                return self._measure(node)
            case nodes.Product():
                above = below = 1  # brought to lowest terms once, not at each factor
                for factor in node.factors:
                    value = self.value(factor)
                    above *= value.numerator
                    below *= value.denominator
                return Fraction(above, below)
            case nodes.Line():
                if id(node) not in self._lines:
                    self._lines[id(node)] = self.value(node.node) if self.applies(node) else Fraction(0)
                    if self._lines[id(node)]:
                        self._cite(node.source)
                return self._lines[id(node)]
            case nodes.Choice():
                return self.value(self.chosen(node))
            case nodes.Sum():
                return sum((self.value(term) for term in node.terms), Fraction(0))
            case nodes.Quotient():
                return self.value(node.node) / self.value(node.divisor)
            case nodes.Least():
                return min(self.value(item) for item in node.items)
            case nodes.Excess():
                return max(self.value(node.node) - self.value(node.limit), Fraction(0))
            case nodes.Steps():
                steps = self.value(node.quantity) / node.size
                return Fraction(ceil(steps) if node.begun else floor(steps))
            case nodes.Tiers():
                return sum((part * tier.rate.value for tier, part in self.parts(node)), Fraction(0))
            case nodes.Refuse():
                raise Refused(node.code, node.missing, measures=_names_of(node.missing))
            case nodes.Subtotal():
                return sum((self.value(line) for line in node.lines), Fraction(0))
            case nodes.Rounded():
                return round_to(self.value(node.node), node.step, node.mode)

    def chosen(self, choice: nodes.Choice) -> nodes.Node:
        """Return the node that `choice` stands for."""
        return next((node for condition, node in choice.branches if self.holds(condition)), choice.otherwise)

    def applies(self, line: nodes.Line) -> bool:
        """Return whether `line` is there for this home."""
        return line.applies is None or self.holds(line.applies)

    def holds(self, condition: nodes.Condition) -> bool:
        """Return whether `condition` holds."""
        match condition:
            case nodes.Stated():
                return condition.measure in self._home.measures
            case nodes.Is():
                stated = self._home.attributes.get(condition.attribute)
                if stated is None and not condition.optional:
                    known = [f"{condition.attribute}={value}" for value in condition.known]
                    raise Refused(
                        "missing_attribute", (condition.attribute,), attribute=condition.attribute, known=known
                    )
                return stated == condition.value
            case nodes.Compare():
                left, right = self.value(condition.left), self.value(condition.right)
                return left > right or (condition.or_equal and left == right)
            case nodes.Not():
                return not self.holds(condition.condition)
            case nodes.All():
                return all(self.holds(each) for each in condition.conditions)
            case nodes.Either():
                return any(self.holds(each) for each in condition.conditions)

    def parts(self, node: nodes.Tiers) -> list[tuple[nodes.TierRate, Fraction]]:
        """Return the tiers that the quantity reaches, each with the part of the quantity that lies in it."""
        quantity = self.value(node.quantity)
        parts = []
        below = Fraction(0)
        for tier in node.tiers:
            inside = tier.up_to is None or quantity <= tier.up_to
            end = quantity if inside or tier.up_to is None else tier.up_to
            if inside and node.whole:
                return [(tier, quantity)]
            parts.append((tier, end - below))
            if inside:
                return parts
            below = end
        raise Refused("beyond_tiers", quantity=plain(quantity), limit=plain(below))

    def _measure(self, node: nodes.Measure) -> Fraction:
        value = self._home.measures.get(node.name)
        if value is None:
            value = node.default
            self._cite(node.source)
        if value is None:
            raise Refused("missing_measure", (node.name,), measures=[name_of(node.name)])
        self.measures[node.name] = value
        return value

    def _cite(self, source: str) -> None:
        if source and source not in self.sources:
            self.sources.append(source)


class OperatorEvaluator(Evaluator):
    """Reads nodes for a home whose figures are other numbers than fractions, by the operators that these have."""

    def value(self, node: nodes.Node) -> Any:  # noqa: ANN401 - a number of either kind
        """Return the value of `node`."""
        if not isinstance(node, nodes.Product):
            return super().value(node)
        product: Any = Fraction(1)
        for factor in node.factors:
            product *= self.value(factor)
        return product


def name_of(measure: str) -> Both:
    """Return the name of a measure, or of what else a home states, for people."""
    if measure in MEASURES:
        return MEASURES[measure].name
    return INPUTS[measure].called if measure in INPUTS else Both(measure, measure)


def _names_of(stated: Sequence[str]) -> list[Both]:
    """Return the names of what a home states for people, with the unit where another has the same name."""
    names = [name_of(each) for each in stated]
    return [
        with_unit(each) if names.count(name) > 1 and each in MEASURES else name
        for each, name in zip(stated, names, strict=True)
    ]


def line_ids(lines: Iterable[nodes.Line]) -> list[str]:
    """Return the ids of the lines of a bill: the second of a kind is `area-2`, whatever the table has for others."""
    counts: dict[str, int] = {}
    ids = []
    for line in lines:
        count = counts[line.id] = counts.get(line.id, 0) + 1
        ids.append(line.id if count == 1 else f"{line.id}-{count}")
    return ids


def shown_lines(formula: nodes.Formula, evaluator: Evaluator) -> Iterator[tuple[nodes.Line, Fraction]]:
    """Yield the lines that the bill of the evaluator's home shows, each with its value.

    Raises:
        Refused: where the home or the table does not say enough.
    """
    for line in formula.lines:
        value = evaluator.value(line)
        if value or (line.always and evaluator.applies(line)):
            yield line, value


class Amounts(NamedTuple):
    """What a bill comes to: `exact` is the total before rounding; the rest is rounded by the tariff's rule."""

    exact: Fraction
    total: Decimal
    household: Decimal
    payers: dict[str, Decimal]
    due: Decimal
    lines: list[tuple[nodes.Line, Decimal]]
    """The lines that the bill shows, each to the minor unit."""
    rounding: Decimal
    """What the shown lines lack to add up to `due`."""
    measures: dict[str, Fraction]
    """The measures that the bill rests on."""
    sources: list[str]
    """The sources of the figures that the bill rests on."""


def amounts(formula: nodes.Formula, evaluator: Evaluator) -> Amounts:
    """Work out the bill of the evaluator's home; the evaluator then knows each line for those who explain it.

    The total, each payer and `due` are rounded once; the household takes the rest of the total.

    Raises:
        Refused: where the home or the table does not say enough. Never a partial result.
    """
    for condition, refusal in formula.refusals:
        if evaluator.holds(condition):
            evaluator.value(refusal)

    shown = formula.currency.rounded
    step, mode = formula.rounding.step, formula.rounding.mode
    in_minor = step == formula.currency.minor

    def rounded(value: Fraction) -> Decimal:
        if in_minor:
            return formula.currency.amount(steps_in(value, step, mode))
        return shown(round_to(value, step, mode))

    total = due = Fraction(0)
    payers: dict[str, Fraction] = {}
    for line in formula.lines:
        value = evaluator.value(line)
        if line.part == "total":
            total += value
        elif line.part == "payer":
            payers[line.payer] = payers.get(line.payer, Fraction(0)) - value
        due += value
    lines = [(line, shown(value)) for line, value in shown_lines(formula, evaluator)]
    paid_by_others = {payer: rounded(value) for payer, value in payers.items()}
    whole = rounded(total)
    to_pay = rounded(due)
    return Amounts(
        exact=total,
        total=whole,
        household=whole - sum(paid_by_others.values(), Decimal(0)),
        payers=paid_by_others,
        due=to_pay,
        lines=lines,
        rounding=to_pay - sum((amount for _, amount in lines), Decimal(0)),
        measures=evaluator.measures,
        sources=evaluator.sources,
    )
