"""Compiling a specialized formula into SQL expressions on whole numbers, which give every exact engine the same fen.

A node becomes a numerator that only adds, multiplies and compares whole numbers, over a known denominator; the one
division comes at the rounding. Each term carries its range, so the narrowest sufficient integer type is chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.formula import nodes
from heatcalc.formula.sql.dialect import Dialect
from heatcalc.formula.sql.dialects import DUCKDB
from heatcalc.formula.sql.terms import Arithmetic, BoundedTerm, Inexpressible, Test, in_order
from heatcalc.formula.walk import shared_lines


class ScaledColumn(NamedTuple):
    """The column of a measure, in whole parts of its unit: `scale` to one, and its least and most."""

    text: str
    scale: int
    least: int
    most: int
    may_lack: bool = False
    """Whether it is NULL for homes that do not state the measure."""


class Billing(NamedTuple):
    """The expressions of a bill: first those of `columns`, each of which may name those before it; then the amounts.

    `total`, `others` (what public payers pay of it) and `due` are in fen, or another minor unit; NULL is a refusal.
    """

    columns: tuple[str, ...]
    total: str
    others: str
    due: str


def compile_formula(
    formula: nodes.Formula,
    measures: Mapping[str, ScaledColumn],
    attributes: Mapping[str, str] = MappingProxyType({}),
    dialect: Dialect = DUCKDB,
) -> Billing:
    """Return the expressions of the bills of a specialized `formula`.

    `attributes` are the columns of those attributes that the formula still asks for.

    Raises:
        Inexpressible: SQL cannot be exact for it, with the reason.
    """
    # Wider types are slower for every row, so the narrowest that holds the formula's greatest number is taken.
    for type_, bound in dialect.types:
        compiler = _Compiler(measures, attributes, type_, dialect)
        made = compiler.expressions(formula)
        if compiler.most < bound:
            return made
    raise Inexpressible("too_wide")


def compile_tests(
    conditions: Sequence[nodes.Condition], measures: Mapping[str, ScaledColumn], dialect: Dialect = DUCKDB
) -> list[str]:
    """Return the tests of some specialized conditions, none of which rests on a line.

    Raises:
        Inexpressible: SQL cannot be exact for one, with the reason.
    """
    for type_, bound in dialect.types:
        compiler = _Compiler(measures, {}, type_, dialect)
        made = [compiler.test(condition).text for condition in conditions]
        if compiler.most < bound:
            return made
    raise Inexpressible("too_wide")


SUM_NAME = "sum_{}"
_SHORT = 60
"""A term of fewer characters is written where it is used."""


class _Compiler(Arithmetic):
    def __init__(
        self, measures: Mapping[str, ScaledColumn], attributes: Mapping[str, str], type_: str, dialect: Dialect
    ) -> None:
        super().__init__(type_, dialect)
        self._measures = measures
        self._attributes = attributes
        self._lines: dict[int, BoundedTerm] = {}
        self._columns: list[str] = []

    def expressions(self, formula: nodes.Formula) -> Billing:
        """Return the expressions of the bill."""
        # A line that several others rest on becomes a column: written out in each, the text would grow exponentially.
        shared = shared_lines(formula)
        for line in formula.lines:
            term = self._line(line)
            self._lines[id(line)] = self._named(term) if id(line) in shared else term
        refusals = [self.test(condition) for condition, _ in formula.refusals]
        total = self._minor((line for line in formula.lines if line.part == "total"), formula)
        due = self._minor(formula.lines, formula)
        payers = dict.fromkeys(line.payer for line in formula.lines if line.part == "payer")
        others = [self._minor((line for line in formula.lines if line.payer == payer), formula, -1) for payer in payers]
        # An amount of NULL is a refusal; a test that cannot be said refuses too, rather than bill.
        if refusals:
            refused = self._dialect.any_refuses(each.text for each in refusals)
            total = self._dialect.chosen(refused, self._dialect.refusal, total)
        return Billing(tuple(self._columns), total, " + ".join(others) or "0", due)

    def _minor(self, lines: Iterable[nodes.Line], formula: nodes.Formula, sign: int = 1) -> str:
        """Return the sum of some lines in minor units of the currency, rounded once to what is whole."""
        rounding = formula.rounding
        sum_ = self._named(self.times(self.sum([self._lines[id(line)] for line in lines]), Fraction(sign)))
        return self.times(
            self.steps_of(sum_, rounding.step, rounding.mode), rounding.step / formula.currency.minor
        ).text

    def _named(self, term: BoundedTerm) -> BoundedTerm:
        """Return a term by the name of a column that holds it, unless it is short."""
        if len(term.text) < _SHORT:
            return term
        if term.text not in self._columns:
            self._columns.append(term.text)
        return term._replace(text=SUM_NAME.format(self._columns.index(term.text) + 1))

    def node(self, node: nodes.Node) -> BoundedTerm:
        """Return the term of a node."""
        match node:
            case nodes.Number():
                return self.constant(node.value)
            case nodes.Measure():
                return self._measure(node)
            case nodes.Sum():
                return self.sum([self.node(term) for term in node.terms])
            case nodes.Product():
                return self._product(node)
            case nodes.Quotient():
                term = self.quotient(self.node(node.node), self.node(node.divisor))
                return term._replace(bound=Fraction(1)) if node.part else term
            case nodes.Least():
                first, *others = (self.node(item) for item in node.items)
                for other in others:
                    first = self.either(self.above(first, other, or_equal=False), other, first)
                return first
            case nodes.Excess():
                first, limit = self.node(node.node), self.node(node.limit)
                more = self.sum([first, self.times(limit, Fraction(-1))])
                # The range of the difference alone would reach below zero, where no branch of it is taken.
                above = self.either(self.above(first, limit, or_equal=False), more, self.constant(Fraction(0)))
                return above._replace(least=0, most=max(more.most, 0))
            case nodes.Steps():
                return self._step_count(node)
            case nodes.Tiers():
                return self._tiers(node)
            case nodes.Choice():
                chosen = self.node(node.otherwise)
                for condition, branch in reversed(node.branches):
                    chosen = self.either(self.test(condition), self.node(branch), chosen)
                return chosen
            case nodes.Refuse():
                return BoundedTerm(self._dialect.refusal, 0, 0, not_null=False)
            case nodes.Subtotal():
                return self.sum([self.node(line) for line in node.lines])
            case nodes.Rounded():
                return self.times(self.steps_of(self.node(node.node), node.step, node.mode), node.step)
            case nodes.Line():
                return self._lines[id(node)] if id(node) in self._lines else self._line(node)

    def test(self, condition: nodes.Condition) -> Test:
        """Return the test of a condition."""
        match condition:
            case nodes.Compare():
                return self.above(self.node(condition.left), self.node(condition.right), or_equal=condition.or_equal)
            case nodes.Not():
                inner = self.test(condition.condition)
                return inner._replace(text=self._dialect.negated(inner.text))
            case nodes.All():
                return in_order([self.test(each) for each in condition.conditions], self._dialect.both)
            case nodes.Either():
                return in_order([self.test(each) for each in condition.conditions], self._dialect.either)
            case nodes.Stated():
                return Test(self._dialect.is_stated(self._measures[condition.measure].text))
            case nodes.Is():
                field, optional = self._attributes[condition.attribute], condition.optional
                return Test(self._dialect.is_word(field, condition.value, optional=optional), not_null=optional)

    def _measure(self, node: nodes.Measure) -> BoundedTerm:
        column = self._measures[node.name]
        text, not_null = self._dialect.typed(column.text, self._type), not column.may_lack
        if column.may_lack and node.default is not None:
            scaled = node.default * column.scale
            assert scaled.denominator == 1, "a default has no more places than a column"
            text, not_null = self._dialect.or_usual(text, self._dialect.whole(scaled.numerator)), True
        return self.seen(BoundedTerm(text, column.least, column.most, column.scale, not_null=not_null))

    def _line(self, line: nodes.Line) -> BoundedTerm:
        term = self.node(line.node)
        if line.applies is None:
            return term
        return self.either(self.test(line.applies), term, self.constant(Fraction(0)))

    def _product(self, node: nodes.Product) -> BoundedTerm:
        constant = Fraction(1)
        product: BoundedTerm | None = None
        for factor in node.factors:
            if isinstance(factor, nodes.Number):
                constant *= factor.value
            else:
                term = self.node(factor)
                product = term if product is None else self.multiplied(product, term)
        return self.constant(constant) if product is None else self.times(product, constant)

    def _tiers(self, node: nodes.Tiers) -> BoundedTerm:
        quantity = self.node(node.quantity)
        below = paid = Fraction(0)
        pieces: list[tuple[Fraction | None, BoundedTerm]] = []
        for tier in node.tiers:
            piece = self.times(quantity, tier.rate.value)
            if not node.whole:
                # rate × (quantity - below) + what the lower tiers come to, with one product of the quantity.
                piece = self.sum([piece, self.constant(paid - below * tier.rate.value)])
                if tier.up_to is not None:
                    paid += (tier.up_to - below) * tier.rate.value
                    below = tier.up_to
            pieces.append((tier.up_to, piece))
        last_end, term = pieces[-1]
        if last_end is not None:
            term = self.either(self._within(quantity, last_end), term, self.node(nodes.Refuse("beyond_tiers")))
        for end, piece in reversed(pieces[:-1]):
            assert end is not None
            term = self.either(self._within(quantity, end), piece, term)
        return term

    def _within(self, quantity: BoundedTerm, end: Fraction) -> Test:
        return self.above(self.constant(end), quantity, or_equal=True)

    def _step_count(self, node: nodes.Steps) -> BoundedTerm:
        quantity = self.times(self.node(node.quantity), 1 / node.size)
        # Databases do not agree on the quotient of numbers below zero.
        if quantity.least < 0:
            raise Inexpressible("negative_steps")
        divisor = self.divisor(quantity, quantity.den)
        up = f"({quantity.text} + {divisor} - 1)" if node.begun else quantity.text
        most = quantity.most // quantity.den + 1
        self.check_quotient(most)
        return self.seen(BoundedTerm(self._dialect.divided.format(up, divisor), 0, most, not_null=quantity.not_null))
