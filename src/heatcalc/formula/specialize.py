"""Partial evaluation: substitute what all homes of a group share, leaving a smaller formula.

The specialized formula gives every home of the group the same amounts, and refuses the same homes.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import (
    All,
    Choice,
    Compare,
    Condition,
    Either,
    Excess,
    Formula,
    Is,
    Least,
    Line,
    Measure,
    Node,
    Not,
    Number,
    Product,
    Quotient,
    Refuse,
    Rounded,
    Stated,
    Steps,
    Subtotal,
    Sum,
    Tiers,
)

_FALSE = Compare(Number(Fraction(0)), Number(Fraction(0)))
_ZERO = Number(Fraction(0))


class Known(NamedTuple):
    """What is known of all homes of a kind."""

    attributes: Mapping[str, str]
    stated: frozenset[str]
    """The measures that each home states, with a value of its own."""
    measures: Mapping[str, Fraction]
    """The measures that all have with the same value."""
    maybe_stated: frozenset[str] = frozenset()
    """The measures and attributes of which it is not known whether a home states them: they are still asked for."""


def specialize(formula: Formula, known: Known) -> Formula | None:
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
        if isinstance(specialized, Refuse):
            return None
        if isinstance(specialized, Line):
            lines.append(specialized)
    return Formula(tuple(lines), formula.rounding, tuple(refusals))


class _Specializer:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._lines: dict[int, Node] = {}

    def node(self, node: Node) -> Node:
        """Return what `node` comes to: a number, the refusal, or a smaller node."""
        match node:
            case Number() | Refuse():
                return node
            case Measure():
                return self._measure(node)
            case Sum():
                return self._many(node, node.terms, Sum)
            case Product():
                return self._many(node, node.factors, Product)
            case Least():
                return self._many(node, node.items, Least)
            case Quotient():
                return self._two(node, node.node, node.divisor)
            case Excess():
                return self._two(node, node.node, node.limit)
            case Steps() | Tiers():
                quantity = self.node(node.quantity)
                return quantity if isinstance(quantity, Refuse) else node._replace(quantity=quantity)
            case Rounded():
                inner = self.node(node.node)
                return inner if isinstance(inner, Refuse) else node._replace(node=inner)
            case Choice():
                return self._choice(node)
            case Subtotal():
                return self._amount(node)
            case Line():
                if id(node) not in self._lines:
                    self._lines[id(node)] = self._line(node)
                return self._lines[id(node)]

    def condition(self, condition: Condition) -> bool | Condition:
        """Return whether `condition` holds for all homes or for none, or what is left to ask."""
        match condition:
            case Stated() if condition.measure in self._known.maybe_stated:
                return condition
            case Is() if condition.attribute in self._known.maybe_stated:
                return condition
            case Stated():
                return condition.measure in self._known.stated or condition.measure in self._known.measures
            case Is():
                value = self._known.attributes.get(condition.attribute)
                if value is None and not condition.optional:
                    return Compare(Refuse("missing_attribute", (condition.attribute,)), _ZERO)
                return value == condition.value
            case Compare():
                left, right = self.node(condition.left), self.node(condition.right)
                if isinstance(left, Number) and isinstance(right, Number):
                    return left.value > right.value or (condition.or_equal and left.value == right.value)
                return condition._replace(left=left, right=right)
            case Not():
                inner = self.condition(condition.condition)
                return not inner if isinstance(inner, bool) else Not(inner)
            case All():
                return self._all(condition.conditions)
            case Either():
                none = self._all(tuple(Not(each) for each in condition.conditions))
                return not none if isinstance(none, bool) else Not(none)

    def _all(self, conditions: Iterable[Condition]) -> bool | Condition:
        kept: list[Condition] = []
        for each in conditions:
            specialized = self.condition(each)
            if specialized is True:
                continue
            if specialized is False:
                # Conditions before this one may refuse, so they are still asked.
                return All((*kept, _FALSE)) if kept else False
            kept.append(specialized)
        return True if not kept else kept[0] if len(kept) == 1 else All(tuple(kept))

    def _measure(self, node: Measure) -> Node:
        if node.name in self._known.measures:
            return Number(self._known.measures[node.name])
        if node.name in self._known.stated or node.name in self._known.maybe_stated:
            return node
        return Refuse("missing_measure", (node.name,)) if node.default is None else Number(node.default)

    def _many(self, node: Sum | Product | Least, parts: tuple[Node, ...], kind: type[Sum | Product | Least]) -> Node:
        specialized = [self.node(part) for part in parts]
        refusal = next((part for part in specialized if isinstance(part, Refuse)), None)
        if refusal is not None:
            return refusal
        numbers = tuple(part for part in specialized if isinstance(part, Number))
        rest = tuple(part for part in specialized if not isinstance(part, Number))
        if not numbers:
            return node if rest == parts else kind(rest)
        number = Number(Evaluator(_NOBODY).value(kind(numbers)))
        return kind((*rest, number)) if rest else number

    def _two(self, node: Quotient | Excess, first: Node, second: Node) -> Node:
        first, second = self.node(first), self.node(second)
        for part in (first, second):
            if isinstance(part, Refuse):
                return part
        made = Quotient(first, second) if isinstance(node, Quotient) else Excess(first, second)
        both = isinstance(first, Number) and isinstance(second, Number)
        return Number(Evaluator(_NOBODY).value(made)) if both else made

    def _choice(self, node: Choice) -> Node:
        branches: list[tuple[Condition, Node]] = []
        otherwise = node.otherwise
        for condition, branch in node.branches:
            holds = self.condition(condition)
            if holds is True:
                otherwise = branch
                break
            if not isinstance(holds, bool):
                branches.append((holds, self.node(branch)))
        last = self.node(otherwise)
        return Choice(tuple(branches), last) if branches else last

    def _amount(self, node: Subtotal) -> Node:
        lines = [self.node(line) for line in node.lines]
        refusal = next((line for line in lines if isinstance(line, Refuse)), None)
        if refusal is not None:
            return refusal
        kept = tuple(line for line in lines if isinstance(line, Line))
        return Subtotal(kept) if kept else _ZERO

    def _line(self, line: Line) -> Node:
        applies = True if line.applies is None else self.condition(line.applies)
        if applies is False:
            return _ZERO
        node = self.node(line.node)
        if applies is True:
            return node if isinstance(node, Refuse) else line._replace(node=node, applies=None)
        assert not isinstance(applies, bool)
        return line._replace(node=node, applies=applies)


_NOBODY = Home({}, {})
