"""A formula as data for a browser: `show/resident.js` evaluates it there with whole numbers of any size.

Every number is text, `"63/25"`; lines that others rest on are told by their place in `lines`.
"""

from fractions import Fraction
from typing import Any

from heatcalc.formula import nodes


def formula_data(formula: nodes.Formula) -> dict[str, Any]:
    """Return a formula as data of which JSON can be made."""
    return _Writer().formula(formula)


class _Writer:
    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._lines: list[dict[str, Any]] = []

    def formula(self, formula: nodes.Formula) -> dict[str, Any]:
        """Return the lines, in the order of the bill those of `shown`, and how their sums are rounded."""
        shown = [self._line(line) for line in formula.lines]
        refusals = [[self.condition(condition), self.node(refuse)] for condition, refuse in formula.refusals]
        rounding = formula.rounding
        return {
            "lines": self._lines,
            "shown": shown,
            "refusals": refusals,
            "round": [str(rounding.step), rounding.mode, rounding.each],
            "currency": [formula.currency.code, formula.currency.places],
        }

    def node(self, node: nodes.Node) -> list[Any]:
        """Return a node: its kind, then its parts."""
        match node:
            case nodes.Number():
                return ["number", str(node.value), node.unit, node.source]
            case nodes.Measure():
                return ["measure", node.name, _text(node.default), node.unit, node.source]
            case nodes.Sum():
                return ["sum", [self.node(each) for each in node.terms]]
            case nodes.Product():
                return ["product", [self.node(each) for each in node.factors]]
            case nodes.Quotient():
                return ["quotient", self.node(node.node), self.node(node.divisor)]
            case nodes.Least():
                return ["least", [self.node(each) for each in node.items]]
            case nodes.Excess():
                return ["excess", self.node(node.node), self.node(node.limit), node.unit]
            case nodes.Steps():
                return ["steps", self.node(node.quantity), str(node.size), node.begun, node.unit]
            case nodes.Tiers():
                tiers = [[_text(tier.up_to), self.node(tier.rate)] for tier in node.tiers]
                return ["tiers", self.node(node.quantity), tiers, node.whole]
            case nodes.Choice():
                branches = [[self.condition(condition), self.node(each)] for condition, each in node.branches]
                return ["choice", branches, self.node(node.otherwise)]
            case nodes.Refuse():
                return ["refuse", node.code, list(node.missing)]
            case nodes.Subtotal():
                return ["amount", [self._line(line) for line in node.lines]]
            case nodes.Rounded():
                return ["rounded", self.node(node.node), str(node.step), node.mode]
            case nodes.Line():
                return ["line", self._line(node)]

    def condition(self, condition: nodes.Condition) -> list[Any]:
        """Return a condition: its kind, then its parts."""
        match condition:
            case nodes.Stated():
                return ["stated", condition.measure]
            case nodes.Is():
                return ["is", condition.attribute, condition.value, condition.optional]
            case nodes.Compare():
                return ["above", self.node(condition.left), self.node(condition.right), condition.or_equal]
            case nodes.Not():
                return ["not", self.condition(condition.condition)]
            case nodes.All():
                return ["all", [self.condition(each) for each in condition.conditions]]
            case nodes.Either():
                return ["either", [self.condition(each) for each in condition.conditions]]

    def _line(self, line: nodes.Line) -> int:
        if id(line) not in self._places:
            node = self.node(line.node)
            applies = None if line.applies is None else self.condition(line.applies)
            self._places[id(line)] = len(self._lines)
            self._lines.append(
                {
                    "id": line.id,
                    "label": list(line.label),
                    "node": node,
                    "source": line.source,
                    "applies": applies,
                    "part": line.part,
                    "payer": line.payer,
                    "always": line.always,
                }
            )
        return self._places[id(line)]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
