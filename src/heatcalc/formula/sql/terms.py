"""Bounded terms: whole-number expressions over a known denominator.

Each term carries its range, so that the narrowest integer type that holds every number on the way is chosen.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm, prod
from typing import Literal, NamedTuple

from heatcalc.formula.sql.dialect import Dialect


class Inexpressible(Exception):
    """A formula that SQL cannot bill exactly, and the reason."""

    def __init__(self, reason: Literal["too_wide", "wide_quotient", "missing_divisor", "negative_steps"]) -> None:
        super().__init__(reason)
        self.reason = reason


class Divisor(NamedTuple):
    """An expression above zero that a term is divided by, with the most that it may be."""

    text: str
    most: int


class BoundedTerm(NamedTuple):
    """A numerator with its least and its greatest value, over `den` × the product of `divisors`."""

    text: str
    least: int
    most: int
    den: int = 1
    divisors: tuple[Divisor, ...] = ()
    not_null: bool = True
    """It is never NULL. Where the formula refuses a home, the numerator is NULL."""
    bound: Fraction | None = None
    """The most that its value is away from 0, where that is known to be less than the numerator alone says."""

    @property
    def size(self) -> Fraction:
        """The most that its value may be away from 0; a divisor is at least 1."""
        size = Fraction(max(abs(self.least), abs(self.most)), self.den)
        return size if self.bound is None else min(size, self.bound)


class Test(NamedTuple):
    """A condition, which is NULL where the formula refuses to say."""

    text: str
    not_null: bool = True


class Arithmetic:
    """Makes terms of one integer type from others, and keeps the greatest number that may come up on the way."""

    def __init__(self, type_: str, dialect: Dialect) -> None:
        self._type = type_
        self._dialect = dialect
        self.most = 0
        """The greatest number that may come up."""

    def seen(self, term: BoundedTerm) -> BoundedTerm:
        """Return a term, and keep the greatest number that it may bring up."""
        self.most = max(self.most, -term.least, term.most, 2 * term.den * prod(each.most for each in term.divisors))
        return term

    def constant(self, value: Fraction) -> BoundedTerm:
        """Return a constant as a term."""
        number = value.numerator
        return self.seen(BoundedTerm(self._typed(number), number, number, value.denominator))

    def _typed(self, number: int) -> str:
        return self._dialect.typed(self._dialect.whole(number), self._type)

    def times(self, term: BoundedTerm, factor: Fraction) -> BoundedTerm:
        """Return a term × a constant."""
        # Reduced at once: the numerator stays small, and with it the type.
        over = gcd(factor.numerator, term.den)
        made = self._more(term, factor.numerator // over, term.den // over * factor.denominator)
        return made if term.bound is None else made._replace(bound=term.bound * abs(factor))

    def _more(self, term: BoundedTerm, number: int, den: int) -> BoundedTerm:
        """Return a term whose numerator is `number` times as much, over `den`."""
        if number == 1:
            return self.seen(term._replace(den=den))
        ends = sorted((term.least * number, term.most * number))
        return self.seen(
            term._replace(text=f"({term.text} * {self._dialect.whole(number)})", least=ends[0], most=ends[1], den=den)
        )

    def multiplied(self, one: BoundedTerm, other: BoundedTerm) -> BoundedTerm:
        """Return the product of two terms."""
        ends = [a * b for a in (one.least, one.most) for b in (other.least, other.most)]
        return self.seen(
            BoundedTerm(
                f"({one.text} * {other.text})",
                min(ends),
                max(ends),
                one.den * other.den,
                (*one.divisors, *other.divisors),
                one.not_null and other.not_null,
                None if (one.bound, other.bound) == (None, None) else one.size * other.size,
            )
        )

    def quotient(self, term: BoundedTerm, divisor: BoundedTerm) -> BoundedTerm:
        """Return a term divided by another, which is above zero."""
        # A divisor that may be NULL would make everything over the same denominator NULL.
        if divisor.least <= 0 or divisor.divisors or not divisor.not_null:
            raise Inexpressible("missing_divisor")
        if divisor.least == divisor.most:
            return self.times(term, Fraction(divisor.den, divisor.least))
        term = self.times(term, Fraction(divisor.den))
        not_null = term.not_null and divisor.not_null
        return self.seen(
            term._replace(divisors=(*term.divisors, Divisor(divisor.text, divisor.most)), not_null=not_null)
        )

    def alike(self, terms: list[BoundedTerm]) -> list[BoundedTerm]:
        """Return the terms over one denominator."""
        # Divisors that differ from row to row are kept apart from the known denominator, so that equal ones cancel.
        den = lcm(*(term.den for term in terms))
        divisors: Counter[Divisor] = Counter()
        for term in terms:
            divisors |= Counter(term.divisors)
        return [self._over(self._more(term, den // term.den, den), divisors) for term in terms]

    def _over(self, term: BoundedTerm, divisors: Counter[Divisor]) -> BoundedTerm:
        """Return a term over further divisors."""
        missing = tuple((divisors - Counter(term.divisors)).elements())
        term = term._replace(divisors=tuple(divisors.elements()))
        if not missing:
            return term
        room = prod(each.most for each in missing)
        text = " * ".join((term.text, *(each.text for each in missing)))
        least, most = min(term.least * room, term.least), max(term.most * room, term.most)
        return self.seen(term._replace(text=f"({text})", least=least, most=most))

    def sum(self, terms: list[BoundedTerm]) -> BoundedTerm:
        """Return the sum of some terms, over one denominator."""
        terms = [term for term in terms if (term.least, term.most, term.not_null) != (0, 0, True)] or terms[:1]
        if not terms:
            return self.constant(Fraction(0))
        if len(terms) == 1:
            return terms[0]
        first, *others = self.alike(terms)
        text = " + ".join(term.text for term in (first, *others))
        least, most = (sum(getattr(term, end) for term in (first, *others)) for end in ("least", "most"))
        not_null = all(term.not_null for term in (first, *others))
        bound = None if all(term.bound is None for term in terms) else sum((term.size for term in terms), Fraction(0))
        return self.seen(first._replace(text=f"({text})", least=least, most=most, not_null=not_null, bound=bound))

    def above(self, left: BoundedTerm, right: BoundedTerm, *, or_equal: bool) -> Test:
        """Return the test that one term is above another."""
        left, right = self.alike([left, right])
        return Test(f"{left.text} {'>=' if or_equal else '>'} {right.text}", left.not_null and right.not_null)

    def either(self, test: Test, one: BoundedTerm, other: BoundedTerm) -> BoundedTerm:
        """Return `one` where the test holds, `other` where it does not, NULL where it cannot be said."""
        # NULL has no numbers of its own, so it does not widen the range of the other branch.
        given = (one, other)
        one, other = self.alike([one, other])
        if test.not_null and one.text == other.text:
            return one._replace(not_null=one.not_null and other.not_null)
        text = self._dialect.chosen(test.text, one.text, other.text, sure=test.not_null)
        refusal = self._dialect.refusal
        numbers = [term for term, before in zip((one, other), given, strict=True) if before.text != refusal] or [one]
        least, most = min(term.least for term in numbers), max(term.most for term in numbers)
        not_null = test.not_null and one.not_null and other.not_null
        bound = None if (one.bound, other.bound) == (None, None) else max(term.size for term in given)
        return one._replace(text=text, least=least, most=most, not_null=not_null, bound=bound)

    def divisor(self, term: BoundedTerm, den: int) -> str:
        """Return what the numerator of a term is divided by, with `den` for its denominator."""
        parts = ([self._dialect.whole(den)] if den != 1 or not term.divisors else []) + [
            each.text for each in term.divisors
        ]
        return parts[0] if len(parts) == 1 else f"({' * '.join(parts)})"

    def steps_of(self, term: BoundedTerm, step: Fraction, mode: str) -> BoundedTerm:
        """Return how many steps a term is, rounded: the one division."""
        term = self.times(term, 1 / step)
        most = int(term.size) + 1
        self.check_quotient(most)
        if term.den == 1 and not term.divisors:
            return term
        text = self._rounded(term.text, term, mode)
        # Division is only asked of numbers that are not below zero, where all databases agree; signs are taken off.
        if term.least < 0:
            mirrored = self._rounded(f"(-{term.text})", term, mode)
            text = self._dialect.chosen(f"{term.text} < 0", f"-{mirrored}", text)
        # Rounding half up needs twice the numerator.
        self.seen(term._replace(least=2 * term.least, most=2 * term.most))
        return self.seen(BoundedTerm(text, -most if term.least < 0 else 0, most, not_null=term.not_null))

    def check_quotient(self, most: int) -> None:
        """Check that a quotient is one that the engine gives."""
        if most >= self._dialect.most_quotient:
            raise Inexpressible("wide_quotient")

    def _rounded(self, text: str, term: BoundedTerm, mode: str) -> str:
        once, twice = self.divisor(term, term.den), self.divisor(term, 2 * term.den)
        match mode:
            case "half_up":
                if term.den % 2 == 0:
                    half = self.divisor(term, term.den // 2)
                    return self._dialect.divided.format(f"({text} + {half})", once)
                return self._dialect.divided.format(f"(2 * {text} + {once})", twice)
            case "half_even":
                whole = self._dialect.divided.format(text, once)
                dialect, rest = self._dialect, f"2 * ({self._dialect.remainder(text, once)})"
                half = dialect.both(dialect.equal(rest, once), dialect.equal(dialect.remainder(whole, "2"), "1"))
                return f"({whole} + {dialect.chosen(dialect.either(f'{rest} > {once}', half), '1', '0')})"
            case "up":
                return self._dialect.divided.format(f"({text} + {once} - 1)", once)
            case _:
                return self._dialect.divided.format(text, once)


def in_order(tests: list[Test], joined: Callable[..., str]) -> Test:
    """Return tests, `joined` in order: what comes after the one that settles it is not asked, even if unsure."""
    *before, test = tests
    for earlier in reversed(before):
        text = joined(earlier.text, test.text, sure=earlier.not_null)
        test = Test(text, earlier.not_null and test.not_null)
    return test
