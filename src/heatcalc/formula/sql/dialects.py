"""What the dialects of SQL write differently: whole numbers, their division, texts, names, dates."""

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
    quote: str = '"'
    """The quotation mark around a name."""
    escapes: bool = False
    """Whether a backslash in a text is an escape."""
    most_quotient: int = 2**62
    """A bound that no quotient may reach: `div` of wide numbers gives 64 bits in Spark, which wraps, and in MySQL."""
    step: str = "AS (\n  {}\n)"
    """A step of a query. Where an engine writes a step's expression into each place that names it, sums that rest on
    sums grow beyond any memory: such an engine is told to keep the step."""

    def literal(self, value: str) -> str:
        """Return a text as a literal."""
        return text_literal(value.replace("\\", "\\\\") if self.escapes else value)

    def quoted(self, name: str) -> str:
        """Return the name of a column or table as an identifier."""
        return f"{self.quote}{name.replace(self.quote, 2 * self.quote)}{self.quote}"


_DAY = "(CAST({0} AS DATE) - DATE '0001-01-01') + 1"
DUCKDB = Dialect(
    (("BIGINT", 2**62), ("HUGEINT", 2**126)),
    "({} // {})",
    "CAST({0} AS DECIMAL(18, 4)) = {0}",
    "CAST(CAST({0} AS DECIMAL(18, 4)) * 10000 AS BIGINT)",
    _DAY,
    most_quotient=2**126,
)
POSTGRES = Dialect(
    (("BIGINT", 2**62), ("NUMERIC", 10**1000)),  # of 131,072 digits: no bill comes near that
    "DIV({}, {})",
    "CAST({0} AS NUMERIC(18, 4)) = CAST({0} AS NUMERIC)",
    "CAST(CAST({0} AS NUMERIC(18, 4)) * 10000 AS BIGINT)",
    _DAY,
    most_quotient=10**1000,
    step="AS MATERIALIZED (\n  {}\n)",
)
SQLITE = Dialect(
    (("INTEGER", 2**62),),
    "({} / {})",
    "ABS({0} * 10000 - ROUND({0} * 10000)) < 0.001",
    "CAST(ROUND({0} * 10000) AS INTEGER)",
    "",
    step="AS MATERIALIZED (\n  {}\n)",
)
SPARK = Dialect(
    (("BIGINT", 2**62), ("DECIMAL(38, 0)", 10**38)),
    "({} div {})",
    "try_cast({0} AS DECIMAL(18, 4)) = {0}",
    "CAST(try_cast({0} AS DECIMAL(18, 4)) * 10000 AS BIGINT)",
    "datediff(CAST({0} AS DATE), DATE '0001-01-01') + 1",
    quote="`",
    escapes=True,
)
MYSQL = Dialect(
    (("SIGNED", 2**62), ("DECIMAL(65, 0)", 10**60)),
    "({} DIV {})",
    "CAST({0} AS DECIMAL(18, 4)) = {0}",
    "CAST(CAST({0} AS DECIMAL(18, 4)) * 10000 AS SIGNED)",
    "TO_DAYS({0}) - 365",
    quote="`",
    escapes=True,
    step="AS (\n  {}\n  LIMIT 9223372036854775807\n)",  # a step with a limit is not merged into the next
)

DIALECTS: dict[str, Dialect] = {
    "duckdb": DUCKDB,
    "postgres": POSTGRES,
    "sqlite": SQLITE,
    "spark": SPARK,
    "mysql": MYSQL,
}
"""The dialects that tests hold to the fen of the exact reader, each in a real database."""
