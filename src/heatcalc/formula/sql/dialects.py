"""How an engine writes whole numbers, their division and texts, and the parts in which quantities are kept."""

from typing import NamedTuple

SCALE = 10_000
"""A quantity is kept in these parts of its unit: people write at most four decimals."""


def text_literal(value: str) -> str:
    """Return a text as SQL writes it between quotes."""
    return "'" + value.replace("'", "''") + "'"


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
