"""A specialized formula as a Python function on whole numbers: what the SQL compiler writes, in a dialect of Python.

The text that is compiled holds numbers and names of our own, and nothing of a ledger or a table.
"""

from collections.abc import Callable, Iterable, Mapping

from heatcalc.formula.nodes import Formula
from heatcalc.formula.sql.compile import SUM_NAME, ScaledColumn, compile_formula
from heatcalc.formula.sql.dialects import Dialect
from heatcalc.formula.sql.terms import Inexpressible

BillFunction = Callable[..., tuple[int, int, int]]
"""Gives total, what others pay of it, and due [minor units] for measures in whole parts of their units."""


class Unbilled(Exception):
    """The formula refuses the home; the exact reader knows why."""


class _Python(Dialect):
    """Python has no NULL that makes all else NULL: a refusal is raised where it is met."""

    @property
    def refusal(self) -> str:
        return "refuse()"

    def typed(self, number: str, type_: str) -> str:  # noqa: ARG002 - there is one type
        return number

    def chosen(self, test: str, one: str, other: str, *, sure: bool = True) -> str:  # noqa: ARG002 - see above
        return f"({one} if {test} else {other})"

    def both(self, one: str, other: str, *, sure: bool = True) -> str:  # noqa: ARG002
        return f"({one} and {other})"

    def either(self, one: str, other: str, *, sure: bool = True) -> str:  # noqa: ARG002
        return f"({one} or {other})"

    def negated(self, test: str) -> str:
        return f"(not {test})"

    def equal(self, one: str, other: str) -> str:
        return f"{one} == {other}"

    def any_refuses(self, tests: Iterable[str]) -> str:
        return " or ".join(tests)


_PYTHON = _Python(
    types=(("int", 10**1000),), divided="({} // {})", four_decimals="", scaled="", day="", most_quotient=10**1000
)


def compiled(formula: Formula, measures: Mapping[str, tuple[int, int, int]]) -> BillFunction | None:
    """Return the function of the bills of a specialized formula of which all attributes are known.

    It takes the `measures`, each stated, in their order; they say how many parts each has to its unit, and the least
    and the most of them that the function may be given. None where no function is exact for the formula.
    """
    text = function_text(formula, measures)
    return None if text is None else function_of(text)


def function_text(formula: Formula, measures: Mapping[str, tuple[int, int, int]]) -> str | None:
    """Return the text that is compiled, see `compiled`; formulas of the same text give the same amounts."""
    names = [f"m_{name}" for name in measures]
    columns = {name: ScaledColumn(f"m_{name}", *bounds) for name, bounds in measures.items()}
    try:
        made = compile_formula(formula, columns, dialect=_PYTHON)
    except Inexpressible:
        return None
    sums = (f"    {SUM_NAME.format(number)} = {text}\n" for number, text in enumerate(made.columns, 1))
    return f"def bill({', '.join(names)}):\n{''.join(sums)}    return {made.total}, {made.others}, {made.due}\n"


def function_of(text: str) -> BillFunction | None:
    """Return the function that a text defines; None where Python cannot read one nested so deeply."""
    defined: dict[str, BillFunction] = {"refuse": _refuse}
    try:
        exec(compile(text, "<formula>", "exec"), defined)  # noqa: S102 - the text is ours: numbers and names of measures
    except (SyntaxError, RecursionError, MemoryError):
        return None
    return defined["bill"]


def _refuse() -> tuple[int, int, int]:
    raise Unbilled
