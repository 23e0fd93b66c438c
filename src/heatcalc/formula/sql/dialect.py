"""How an engine writes what dialects of SQL write differently: whole numbers, their division, texts, names, dates."""

from collections.abc import Iterable
from typing import NamedTuple

SCALE = 10_000
"""A quantity is kept in these parts of its unit: people write at most four decimals."""


def text_literal(value: str) -> str:
    """Return a text as SQL writes it between quotes."""
    return "'" + value.replace("'", "''") + "'"


class Dialect(NamedTuple):
    """How an engine writes what is not the same in all of them. `{}` and `{0}` stand for an expression."""

    types: tuple[tuple[str, int], ...]
    """The types of whole numbers, the narrowest first, each with a bound that no number may reach."""
    divided: str
    """The quotient of two whole numbers, neither below zero, without its remainder."""
    four_decimals: str
    """The test that a number has at most four decimals."""
    scaled: str
    """A number as ten-thousandths of its unit."""
    day: str
    """A date as its number of days, 1 January of the year 1 being 1; empty for an engine without dates."""
    is_number: str = ""
    """The test that a column has a number, in an engine that takes 1,000 and 0.5亩 for 1 and 0.5 where texts are."""
    number: str = "{0}"
    """A column with a number, as one that is compared as numbers are."""
    is_day: str = ""
    """The test that a column has a date that is the same for everybody: of a moment with a time zone it is not."""
    word: str = "NULLIF(CAST({0} AS VARCHAR), '')"
    """A column of words as text, NULL where it is blank: of another type it is compared in ways of its own, as
    MySQL takes each word for 0, and a word that an ENUM lacks is an error."""
    quote: str = '"'
    """The quotation mark around a name."""
    escapes: bool = False
    """Whether a backslash in a text is an escape."""
    most_quotient: int = 2**62
    """A bound that no quotient may reach: `div` of wide numbers gives 64 bits in Spark, which wraps, and in MySQL."""
    step: str = "AS (\n  {}\n)"
    """A step of a query. Where an engine writes a step's expression into each place that names it, sums that rest on
    sums grow beyond any memory: such an engine is told to keep the step."""
    ending: str = ""
    """What stands at the end of the statement."""
    unproved: str = ""
    """The name of a database that no test asks: its statements are exact by construction alone, and say so."""

    def literal(self, value: str) -> str:
        """Return a text as a literal."""
        return text_literal(value.replace("\\", "\\\\") if self.escapes else value)

    def quoted(self, name: str) -> str:
        """Return the name of a column or table as an identifier."""
        return f"{self.quote}{name.replace(self.quote, 2 * self.quote)}{self.quote}"

    @property
    def refusal(self) -> str:
        """What stands for an amount that there is none of: all that rests on it is refused too."""
        return "NULL"

    def whole(self, number: int) -> str:
        """Return a whole number as a literal."""
        return str(number)

    def remainder(self, number: str, divisor: str) -> str:
        """Return what a division leaves of a number that is not below zero."""
        return f"{number} % {divisor}"

    def stored(self, test: str) -> str:
        """Return a test, which is never NULL, as the value of a column."""
        return test

    def holds(self, column: str) -> str:
        """Return the test that was stored in a column."""
        return column

    def typed(self, number: str, type_: str) -> str:
        """Return a whole number as one of a type."""
        return f"CAST({number} AS {type_})"

    def chosen(self, test: str, one: str, other: str, *, sure: bool = True) -> str:
        """Return `one` where a test holds, `other` where it does not; a refusal where it is not `sure` and refuses."""
        last = f"ELSE {other}" if sure else f"WHEN {self.negated(test)} THEN {other}"
        return f"(CASE WHEN {test} THEN {one} {last} END)"

    def both(self, one: str, other: str, *, sure: bool = True) -> str:
        """Return the test that two hold; the second is not asked where the first, if it is `sure`, does not."""
        return f"({one} AND {other})" if sure else f"(CASE WHEN NOT ({one}) THEN FALSE WHEN {one} THEN {other} END)"

    def either(self, one: str, other: str, *, sure: bool = True) -> str:
        """Return the test that one of two holds; the second is not asked where the first, if it is `sure`, does."""
        return f"({one} OR {other})" if sure else f"(CASE WHEN {one} THEN TRUE WHEN NOT ({one}) THEN {other} END)"

    def negated(self, test: str) -> str:
        """Return the test that another does not hold."""
        return f"NOT ({test})"

    def equal(self, one: str, other: str) -> str:
        """Return the test that two values are the same."""
        return f"{one} = {other}"

    def any_refuses(self, tests: Iterable[str]) -> str:
        """Return the test that one of some holds, or cannot be said."""
        return " OR ".join(f"COALESCE({each}, TRUE)" for each in tests)

    def is_stated(self, field: str) -> str:
        """Return the test that a home states what a column holds."""
        return f"{field} IS NOT NULL"

    def or_usual(self, field: str, usual: str) -> str:
        """Return what a column holds, or what is usual for a home that does not state it."""
        return f"COALESCE({field}, {usual})"

    def is_word(self, field: str, word: str, *, optional: bool) -> str:
        """Return the test that a home states a word; a refusal where it states none, unless that is an answer too."""
        test = self.equal(field, self.literal(word))
        return f"COALESCE({test}, FALSE)" if optional else test
