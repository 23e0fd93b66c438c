"""Partial evaluation: substitute what all homes of a group share, leaving a smaller formula.

The specialized formula gives every home of the group the same amounts, and refuses the same homes.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from heatcalc.formula import nodes
from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.home import Home

_FALSE = nodes.Compare(nodes.Number(Fraction(0)), nodes.Number(Fraction(0)))
_ZERO = nodes.Number(Fraction(0))


class Known(NamedTuple):
    """What is known of all homes of a kind."""

    attributes: Mapping[str, str]
    stated: frozenset[str]
    """The measures that each home states, with a value of its own."""
    measures: Mapping[str, Fraction]
    """The measures that all have with the same value."""
    maybe_stated: frozenset[str] = frozenset()
    """The measures and attributes of which it is not known whether a home states them: they are still asked for."""


def specialize(formula: nodes.Formula, known: Known) -> nodes.Formula | None:
    """Return the formula for homes of which this is known; None where it refuses them all.

    Its lines are those that may be there; no node asks any more for what is known of the homes.
    """
    specializer = _Specializer(known)
    refusals = []
    for condition, refusal in formula.refusals:
        holds = specializer.condition(condition)
        if holds is True:
            return None
        if not isinstance(holds, bool):
            refusals.append((holds, refusal))
    lines = []
    for line in formula.lines:
        specialized = specializer.node(line)
        if isinstance(specialized, nodes.Refuse):
            return None
        if isinstance(specialized, nodes.Line):
            lines.append(specialized)
    return formula._replace(lines=tuple(lines), refusals=tuple(refusals))


def specialized_condition(condition: nodes.Condition, known: Known) -> bool | nodes.Condition:
    """Return whether a condition holds for all homes of which this is known, or for none, or what is left to ask."""
    return _Specializer(known).condition(condition)


class _Specializer:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._lines: dict[int, nodes.Node] = {}

    def node(self, node: nodes.Node) -> nodes.Node:
        """Return what `node` comes to: a number, the refusal, or a smaller node."""
        match node:
            case nodes.Number() | nodes.Refuse():
                return node
            case nodes.Measure():
                return self._measure(node)
            case nodes.Sum():
                return self._many(node, node.terms, nodes.Sum)
            case nodes.Product():
                return self._many(node, node.factors, nodes.Product)
            case nodes.Least():
                return self._many(node, node.items, nodes.Least)
            case nodes.Quotient():
                return self._two(node, node.node, node.divisor)
            case nodes.Excess():
                return self._two(node, node.node, node.limit)
            case nodes.Steps() | nodes.Tiers():
                quantity = self.node(node.quantity)
                return quantity if isinstance(quantity, nodes.Refuse) else node._replace(quantity=quantity)
            case nodes.Rounded():
                inner = self.node(node.node)
                return inner if isinstance(inner, nodes.Refuse) else node._replace(node=inner)
            case nodes.Choice():
                return self._choice(node)
            case nodes.Subtotal():
                return self._amount(node)
            case nodes.Line():
                if id(node) not in self._lines:
                    self._lines[id(node)] = self._line(node)
                return self._lines[id(node)]

    def condition(self, condition: nodes.Condition) -> bool | nodes.Condition:
        """Return whether `condition` holds for all homes or for none, or what is left to ask."""
        match condition:
            case nodes.Stated() if condition.measure in self._known.maybe_stated:
                return condition
            case nodes.Is() if condition.attribute in self._known.maybe_stated:
                return condition
            case nodes.Stated():
                return condition.measure in self._known.stated or condition.measure in self._known.measures
            case nodes.Is():
                value = self._known.attributes.get(condition.attribute)
                if value is None and not condition.optional:
                    return nodes.Compare(nodes.Refuse("missing_attribute", (condition.attribute,)), _ZERO)
                return value == condition.value
            case nodes.Compare():
                left, right = self.node(condition.left), self.node(condition.right)
                if isinstance(left, nodes.Number) and isinstance(right, nodes.Number):
                    return left.value > right.value or (condition.or_equal and left.value == right.value)
                return condition._replace(left=left, right=right)
            case nodes.Not():
                inner = self.condition(condition.condition)
                return not inner if isinstance(inner, bool) else nodes.Not(inner)
            case nodes.All():
                return self._all(condition.conditions)
            case nodes.Either():
                none = self._all(tuple(nodes.Not(each) for each in condition.conditions))
                return not none if isinstance(none, bool) else nodes.Not(none)

    def _all(self, conditions: Iterable[nodes.Condition]) -> bool | nodes.Condition:
        kept: list[nodes.Condition] = []
        for each in conditions:
            specialized = self.condition(each)
            if specialized is True:
                continue
            if specialized is False:
                # Conditions before this one may refuse, so they are still asked.
                return nodes.All((*kept, _FALSE)) if kept else False
            kept.append(specialized)
        return True if not kept else kept[0] if len(kept) == 1 else nodes.All(tuple(kept))

    def _measure(self, node: nodes.Measure) -> nodes.Node:
        if node.name in self._known.measures:
            return nodes.Number(self._known.measures[node.name])
        if node.name in self._known.stated or node.name in self._known.maybe_stated:
            return node
        return nodes.Refuse("missing_measure", (node.name,)) if node.default is None else nodes.Number(node.default)

    def _many(
        self,
        node: nodes.Sum | nodes.Product | nodes.Least,
        parts: tuple[nodes.Node, ...],
        kind: type[nodes.Sum | nodes.Product | nodes.Least],
    ) -> nodes.Node:
        specialized = [self.node(part) for part in parts]
        refusal = next((part for part in specialized if isinstance(part, nodes.Refuse)), None)
        if refusal is not None:
            return refusal
        numbers = tuple(part for part in specialized if isinstance(part, nodes.Number))
        rest = tuple(part for part in specialized if not isinstance(part, nodes.Number))
        if not numbers:
            return node if rest == parts else kind(rest)
        number = nodes.Number(Evaluator(_NOBODY).value(kind(numbers)))
        return kind((*rest, number)) if rest else number

    def _two(self, node: nodes.Quotient | nodes.Excess, first: nodes.Node, second: nodes.Node) -> nodes.Node:
        first, second = self.node(first), self.node(second)
        for part in (first, second):
            if isinstance(part, nodes.Refuse):
                return part
        made = (
            node._replace(node=first, divisor=second)
            if isinstance(node, nodes.Quotient)
            else nodes.Excess(first, second)
        )
        both = isinstance(first, nodes.Number) and isinstance(second, nodes.Number)
        return nodes.Number(Evaluator(_NOBODY).value(made)) if both else made

    def _choice(self, node: nodes.Choice) -> nodes.Node:
        branches: list[tuple[nodes.Condition, nodes.Node]] = []
        otherwise = node.otherwise
        for condition, branch in node.branches:
            holds = self.condition(condition)
            if holds is True:
                otherwise = branch
                break
            if not isinstance(holds, bool):
                branches.append((holds, self.node(branch)))
        last = self.node(otherwise)
        return nodes.Choice(tuple(branches), last) if branches else last

    def _amount(self, node: nodes.Subtotal) -> nodes.Node:
        lines = [self.node(line) for line in node.lines]
        refusal = next((line for line in lines if isinstance(line, nodes.Refuse)), None)
        if refusal is not None:
            return refusal
        kept = tuple(line for line in lines if isinstance(line, nodes.Line))
        return nodes.Subtotal(kept) if kept else _ZERO

    def _line(self, line: nodes.Line) -> nodes.Node:
        applies = True if line.applies is None else self.condition(line.applies)
        if applies is False:
            return _ZERO
        node = self.node(line.node)
        if applies is True:
            return node if isinstance(node, nodes.Refuse) else line._replace(node=node, applies=None)
        assert not isinstance(applies, bool)
        return line._replace(node=node, applies=applies)


_NOBODY = Home({}, {})
