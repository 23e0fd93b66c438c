"""The SQL reader: a folded formula becomes expressions on whole numbers, which any exact engine gives the same fen for.

A node is a numerator, an expression that only adds,
multiplies and compares whole numbers, over a denominator that is known; the one division stands at the rounding. How
large a numerator can become is reckoned with it, so that the narrowest type that holds it is taken.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm, prod
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.formula.tree import (
    All,
    Amount,
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
    Rounding,
    Stated,
    Steps,
    Sum,
    Tiers,
)

SCALE = 10_000
"""A quantity is kept in these parts of its unit: people write at most four decimals."""

FIRST_DAY, LAST_DAY = 693_596, 803_000
"""The days that a bill may be paid on, in 1900 and in 2199, 1 January of the year 1 being 1."""


def text_literal(value: str) -> str:
    """Return a text as SQL writes it between quotes."""
    return "'" + value.replace("'", "''") + "'"


class Column(NamedTuple):
    """Where a measure stands, in whole parts of its unit: `scale` to one, at least and at most so many."""

    text: str
    scale: int
    least: int
    most: int
    may_lack: bool = False
    """Whether it is NULL for homes that do not state the measure."""


class Dialect(NamedTuple):
    """How an engine writes whole numbers: its types, each with a bound that no number may reach, and their division."""

    types: tuple[tuple[str, int], ...]
    divided: str = "({} // {})"
    """The quotient of two whole numbers, of which none is below zero, without its rest."""
    escapes: bool = False
    """Whether a backslash in a text is an escape."""

    def literal(self, value: str) -> str:
        """Return a text as it stands in a statement."""
        return text_literal(value.replace("\\", "\\\\") if self.escapes else value)


DUCKDB = Dialect((("BIGINT", 2**62), ("HUGEINT", 2**126)))
SPARK = Dialect((("BIGINT", 2**62), ("DECIMAL(38, 0)", 10**38)), "({} div {})", escapes=True)


class TooWide(Exception):
    """A formula that no whole number of the engine's can hold, or that this reader cannot say."""


class Divisor(NamedTuple):
    """An expression above zero that a term is divided by, with the most that it may be."""

    text: str
    most: int


class Term(NamedTuple):
    """A numerator with its least and its greatest value, over `den` × the product of `by`."""

    text: str
    least: int
    most: int
    den: int = 1
    by: tuple[Divisor, ...] = ()
    sure: bool = True
    """It is never NULL. Where the formula refuses a home, the numerator is NULL."""


class Test(NamedTuple):
    """A condition, which is NULL where the formula refuses to say."""

    text: str
    sure: bool = True


class Billing(NamedTuple):
    """The expressions of a bill: first those of `columns`, each of which may name those before it; then the amounts.

    `total`, `others` (what public payers pay of it) and `due` are in fen, or NULL where the bill is refused.
    """

    columns: tuple[str, ...]
    total: str
    others: str
    due: str


def billing(
    formula: Formula,
    measures: Mapping[str, Column],
    attributes: Mapping[str, str] = MappingProxyType({}),
    dialect: Dialect = DUCKDB,
) -> Billing:
    """Return the expressions of the bills of a folded `formula`.

    `attributes` are the columns of those attributes that the formula still asks for.

    Raises:
        TooWide: a number may be too large for every type.
    """
    for type_, bound in dialect.types:
        reader = _Reader(measures, attributes, type_, dialect)
        made = reader.billing(formula)
        if reader.most < bound:
            return made
    raise TooWide


def select(billings: Mapping[int, Billing], source: str, carried: str) -> str:
    """Return the SELECT that bills the rows of `source`, by the number in their column `tariff`.

    It gives the columns `carried`, then `total`, `others` and `due` [fen], which are NULL where no bill can be made.
    """
    depth = max((len(each.columns) for each in billings.values()), default=0)
    for level in range(depth):
        of_level = {number: each.columns[level] for number, each in billings.items() if level < len(each.columns)}
        source = f"(SELECT *, {_by_tariff(of_level)} AS {_NAME.format(level + 1)} FROM {source})"
    amounts = (
        f"CAST({_by_tariff({number: getattr(each, name) for number, each in billings.items()})} AS BIGINT) AS {name}"
        for name in ("total", "others", "due")
    )
    return f"SELECT {carried}, {', '.join(amounts)} FROM {source}"


_NULL = "NULL"
_MOST_QUOTIENT = 2**62
_NAME = "sum_{}"
_SHORT = 60
"""A term of fewer characters is written where it is used."""


def _by_tariff(expressions: Mapping[int, str]) -> str:
    if not expressions:
        return "NULL"
    numbers: dict[str, list[int]] = {}
    for number, expression in expressions.items():
        numbers.setdefault(expression, []).append(number)
    whens = []
    for expression, same in numbers.items():
        test = f"tariff IN ({', '.join(map(str, same))})" if len(same) > 1 else f"tariff = {same[0]}"
        whens.append(f"WHEN {test} THEN {expression}")
    return f"(CASE {' '.join(whens)} END)"


class _Reader:
    def __init__(
        self, measures: Mapping[str, Column], attributes: Mapping[str, str], type_: str, dialect: Dialect
    ) -> None:
        self._measures = measures
        self._attributes = attributes
        self._type = type_
        self._dialect = dialect
        self._lines: dict[int, Term] = {}
        self._columns: list[str] = []
        self.most = 0
        """The greatest number that may come up."""

    def billing(self, formula: Formula) -> Billing:
        """Return the expressions of the bill."""
        shared = _shared(formula)
        for line in formula.lines:
            term = self._line(line)
            self._lines[id(line)] = self._named(term) if id(line) in shared else term
        refusals = [self.test(condition) for condition, _ in formula.refusals]
        total = self._fen((line for line in formula.lines if line.part == "total"), formula.rounding)
        due = self._fen(formula.lines, formula.rounding)
        payers = dict.fromkeys(line.payer for line in formula.lines if line.part == "payer")
        others = [
            self._fen((line for line in formula.lines if line.payer == payer), formula.rounding, -1) for payer in payers
        ]
        if refusals:
            total = _case((" OR ".join(f"COALESCE({each.text}, TRUE)" for each in refusals), "NULL"), otherwise=total)
        return Billing(tuple(self._columns), total, " + ".join(others) or "0", due)

    def _fen(self, lines: Iterable[Line], rounding: Rounding, sign: int = 1) -> str:
        """Return the sum of some lines in fen, rounded once to what is whole fen."""
        sum_ = self._named(self._times(self._sum([self._lines[id(line)] for line in lines]), Fraction(sign)))
        return self._times(self._steps_of(sum_, rounding.step, rounding.mode), rounding.step * 100).text

    def _named(self, term: Term) -> Term:
        """Return a term by the name of a column that holds it, unless it is short."""
        if len(term.text) < _SHORT:
            return term
        if term.text not in self._columns:
            self._columns.append(term.text)
        return term._replace(text=_NAME.format(self._columns.index(term.text) + 1))

    def node(self, node: Node) -> Term:
        """Return the term of a node."""
        match node:
            case Number():
                return self._constant(node.value)
            case Measure():
                return self._measure(node)
            case Sum():
                return self._sum([self.node(term) for term in node.terms])
            case Product():
                return self._product(node)
            case Quotient():
                return self._quotient(self.node(node.node), self.node(node.divisor))
            case Least():
                first, *others = (self.node(item) for item in node.items)
                for other in others:
                    first = self._either(self._above(first, other, or_equal=False), other, first)
                return first
            case Excess():
                first, limit = self.node(node.node), self.node(node.limit)
                more = self._sum([first, self._times(limit, Fraction(-1))])
                above = self._either(self._above(first, limit, or_equal=False), more, self._constant(Fraction(0)))
                return above._replace(least=0, most=max(more.most, 0))
            case Steps():
                return self._step_count(node)
            case Tiers():
                return self._tiers(node)
            case Choice():
                chosen = self.node(node.otherwise)
                for condition, branch in reversed(node.branches):
                    chosen = self._either(self.test(condition), self.node(branch), chosen)
                return chosen
            case Refuse():
                return Term(_NULL, 0, 0, sure=False)
            case Amount():
                return self._sum([self.node(line) for line in node.lines])
            case Rounded():
                return self._times(self._steps_of(self.node(node.node), node.step, node.mode), node.step)
            case Line():
                return self._lines[id(node)] if id(node) in self._lines else self._line(node)

    def test(self, condition: Condition) -> Test:
        """Return the test of a condition."""
        match condition:
            case Compare():
                return self._above(self.node(condition.left), self.node(condition.right), or_equal=condition.or_equal)
            case Not():
                inner = self.test(condition.condition)
                return inner._replace(text=f"NOT ({inner.text})")
            case All():
                return _in_order([self.test(each) for each in condition.conditions], "AND", "FALSE")
            case Either():
                return _in_order([self.test(each) for each in condition.conditions], "OR", "TRUE")
            case Stated():
                return Test(f"{self._measures[condition.measure].text} IS NOT NULL")
            case Is():
                text = f"{self._attributes[condition.attribute]} = {self._dialect.literal(condition.value)}"
                return Test(f"COALESCE({text}, FALSE)") if condition.optional else Test(text, sure=False)

    def _measure(self, node: Measure) -> Term:
        column = self._measures[node.name]
        text, sure = f"CAST({column.text} AS {self._type})", not column.may_lack
        if column.may_lack and node.default is not None:
            scaled = node.default * column.scale
            assert scaled.denominator == 1, "a default has no more places than a column"
            text, sure = f"COALESCE({text}, {scaled})", True
        return self._seen(Term(text, column.least, column.most, column.scale, sure=sure))

    def _line(self, line: Line) -> Term:
        term = self.node(line.node)
        if line.applies is None:
            return term
        return self._either(self.test(line.applies), term, self._constant(Fraction(0)))

    def _seen(self, term: Term) -> Term:
        self.most = max(self.most, -term.least, term.most, 2 * term.den * prod(each.most for each in term.by))
        return term

    def _constant(self, value: Fraction) -> Term:
        number = value.numerator
        return self._seen(Term(f"CAST({number} AS {self._type})", number, number, value.denominator))

    def _times(self, term: Term, factor: Fraction) -> Term:
        """Return a term × a constant."""
        over = gcd(factor.numerator, term.den)
        return self._more(term, factor.numerator // over, term.den // over * factor.denominator)

    def _more(self, term: Term, number: int, den: int) -> Term:
        """Return a term whose numerator is `number` times as much, over `den`."""
        if number == 1:
            return self._seen(term._replace(den=den))
        ends = sorted((term.least * number, term.most * number))
        return self._seen(term._replace(text=f"({term.text} * {number})", least=ends[0], most=ends[1], den=den))

    def _product(self, node: Product) -> Term:
        constant = Fraction(1)
        product: Term | None = None
        for factor in node.factors:
            if isinstance(factor, Number):
                constant *= factor.value
            else:
                term = self.node(factor)
                product = term if product is None else self._multiplied(product, term)
        return self._constant(constant) if product is None else self._times(product, constant)

    def _multiplied(self, one: Term, other: Term) -> Term:
        ends = [a * b for a in (one.least, one.most) for b in (other.least, other.most)]
        return self._seen(
            Term(
                f"({one.text} * {other.text})",
                min(ends),
                max(ends),
                one.den * other.den,
                (*one.by, *other.by),
                one.sure and other.sure,
            )
        )

    def _quotient(self, term: Term, divisor: Term) -> Term:
        # A divisor that may be NULL would make everything over the same denominator NULL.
        if divisor.least <= 0 or divisor.by or not divisor.sure:
            raise TooWide
        if divisor.least == divisor.most:
            return self._times(term, Fraction(divisor.den, divisor.least))
        term = self._times(term, Fraction(divisor.den))
        sure = term.sure and divisor.sure
        return self._seen(term._replace(by=(*term.by, Divisor(divisor.text, divisor.most)), sure=sure))

    def _alike(self, terms: list[Term]) -> list[Term]:
        """Return the terms over one denominator."""
        den = lcm(*(term.den for term in terms))
        by: Counter[Divisor] = Counter()
        for term in terms:
            by |= Counter(term.by)
        return [self._over(self._more(term, den // term.den, den), by) for term in terms]

    def _over(self, term: Term, by: Counter[Divisor]) -> Term:
        """Return a term over further divisors."""
        missing = tuple((by - Counter(term.by)).elements())
        term = term._replace(by=tuple(by.elements()))
        if not missing:
            return term
        room = prod(each.most for each in missing)
        text = " * ".join((term.text, *(each.text for each in missing)))
        least, most = min(term.least * room, term.least), max(term.most * room, term.most)
        return self._seen(term._replace(text=f"({text})", least=least, most=most))

    def _sum(self, terms: list[Term]) -> Term:
        terms = [term for term in terms if (term.least, term.most, term.sure) != (0, 0, True)] or terms[:1]
        if not terms:
            return self._constant(Fraction(0))
        if len(terms) == 1:
            return terms[0]
        first, *others = self._alike(terms)
        text = " + ".join(term.text for term in (first, *others))
        least, most = (sum(getattr(term, end) for term in (first, *others)) for end in ("least", "most"))
        sure = all(term.sure for term in (first, *others))
        return self._seen(first._replace(text=f"({text})", least=least, most=most, sure=sure))

    def _above(self, left: Term, right: Term, *, or_equal: bool) -> Test:
        left, right = self._alike([left, right])
        return Test(f"{left.text} {'>=' if or_equal else '>'} {right.text}", left.sure and right.sure)

    def _either(self, test: Test, one: Term, other: Term) -> Term:
        """Return `one` where the test holds, `other` where it does not, NULL where it cannot be said."""
        given = (one, other)
        one, other = self._alike([one, other])
        if test.sure and one.text == other.text:
            return one._replace(sure=one.sure and other.sure)
        if test.sure:
            text = _case((test.text, one.text), otherwise=other.text)
        else:
            text = _case((test.text, one.text), (f"NOT ({test.text})", other.text))
        numbers = [term for term, before in zip((one, other), given, strict=True) if before.text != _NULL] or [one]
        least, most = min(term.least for term in numbers), max(term.most for term in numbers)
        sure = test.sure and one.sure and other.sure
        return one._replace(text=text, least=least, most=most, sure=sure)

    def _tiers(self, node: Tiers) -> Term:
        quantity = self.node(node.quantity)
        below = paid = Fraction(0)
        pieces: list[tuple[Fraction | None, Term]] = []
        for tier in node.tiers:
            piece = self._times(quantity, tier.rate.value)
            if not node.whole:
                piece = self._sum([piece, self._constant(paid - below * tier.rate.value)])
                if tier.up_to is not None:
                    paid += (tier.up_to - below) * tier.rate.value
                    below = tier.up_to
            pieces.append((tier.up_to, piece))
        last_end, term = pieces[-1]
        if last_end is not None:
            term = self._either(self._within(quantity, last_end), term, self.node(Refuse("beyond_tiers")))
        for end, piece in reversed(pieces[:-1]):
            assert end is not None
            term = self._either(self._within(quantity, end), piece, term)
        return term

    def _within(self, quantity: Term, end: Fraction) -> Test:
        return self._above(self._constant(end), quantity, or_equal=True)

    def _step_count(self, node: Steps) -> Term:
        quantity = self._times(self.node(node.quantity), 1 / node.size)
        if quantity.least < 0:
            raise TooWide
        divisor = self._divisor(quantity, quantity.den)
        up = f"({quantity.text} + {divisor} - 1)" if node.begun else quantity.text
        most = quantity.most // quantity.den + 1
        self._check_quotient(most)
        return self._seen(Term(self._dialect.divided.format(up, divisor), 0, most, sure=quantity.sure))

    def _divisor(self, term: Term, den: int) -> str:
        parts = ([str(den)] if den != 1 or not term.by else []) + [each.text for each in term.by]
        return parts[0] if len(parts) == 1 else f"({' * '.join(parts)})"

    def _steps_of(self, term: Term, step: Fraction, mode: str) -> Term:
        """Return how many steps a term is, rounded: the one division."""
        term = self._times(term, 1 / step)
        most = max(abs(term.least), abs(term.most)) // term.den + 1
        self._check_quotient(most)
        if term.den == 1 and not term.by:
            return term
        text = self._rounded(term.text, term, mode)
        if term.least < 0:
            mirrored = self._rounded(f"(-{term.text})", term, mode)
            text = _case((f"{term.text} < 0", f"-{mirrored}"), otherwise=text)
        self._seen(term._replace(least=2 * term.least, most=2 * term.most))
        return self._seen(Term(text, -most if term.least < 0 else 0, most, sure=term.sure))

    @staticmethod
    def _check_quotient(most: int) -> None:
        """Check that a quotient fits 64 bits: Spark's `div` of wide decimals gives no wider ones, but wraps."""
        if most >= _MOST_QUOTIENT:
            raise TooWide

    def _rounded(self, text: str, term: Term, mode: str) -> str:
        once, twice = self._divisor(term, term.den), self._divisor(term, 2 * term.den)
        match mode:
            case "half_up":
                if term.den % 2 == 0:
                    half = self._divisor(term, term.den // 2)
                    return self._dialect.divided.format(f"({text} + {half})", once)
                return self._dialect.divided.format(f"(2 * {text} + {once})", twice)
            case "half_even":
                whole = self._dialect.divided.format(text, once)
                rest, odd = f"2 * ({text} % {once})", f"{whole} % 2 = 1"
                up = f"{rest} > {once} OR ({rest} = {once} AND {odd})"
                return f"({whole} + {_case((up, '1'), otherwise='0')})"
            case "up":
                return self._dialect.divided.format(f"({text} + {once} - 1)", once)
            case _:
                return self._dialect.divided.format(text, once)


def measures_of(formula: Formula) -> frozenset[str]:
    """Return the names of the measures that a formula may read."""
    found: set[str] = set()
    seen: set[int] = set()

    def walk(part: object) -> None:
        if isinstance(part, Measure):
            found.add(part.name)
        elif isinstance(part, tuple) and id(part) not in seen:
            seen.add(id(part))
            for each in part:
                walk(each)

    walk(formula)
    return frozenset(found)


def _shared(formula: Formula) -> set[int]:
    """Return the lines that others, or refusals, rest on."""
    shared: set[int] = set()
    seen: set[int] = set()

    def walk(part: object) -> None:
        if isinstance(part, Amount):
            shared.update(id(line) for line in part.lines)
        if isinstance(part, tuple) and id(part) not in seen:
            seen.add(id(part))
            for each in part:
                walk(each)

    walk(formula)
    return shared


def _case(*branches: tuple[str, str], otherwise: str | None = None) -> str:
    whens = " ".join(f"WHEN {test} THEN {value}" for test, value in branches)
    return f"(CASE {whens}{f' ELSE {otherwise}' if otherwise is not None else ''} END)"


def _in_order(tests: list[Test], word: str, settled: str) -> Test:
    """Return tests that are asked in order: what comes after the one that settles it is not asked, even if unsure."""
    *before, test = tests
    for earlier in reversed(before):
        if earlier.sure:
            test = Test(f"({earlier.text} {word} {test.text})", test.sure)
        elif settled == "FALSE":
            test = Test(_case((f"NOT ({earlier.text})", settled), (earlier.text, test.text)), sure=False)
        else:
            test = Test(_case((earlier.text, settled), (f"NOT ({earlier.text})", test.text)), sure=False)
    return test
