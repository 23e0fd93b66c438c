"""A specialized formula as a Python function on whole numbers: what the SQL compiler writes, in a dialect of Python.

The text that is compiled holds numbers and names of our own, and nothing of a ledger or a table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from heatcalc.formula.nodes import Condition, Formula
from heatcalc.formula.sql.compile import SUM_NAME, ScaledColumn, compile_formula, compile_tests
from heatcalc.formula.sql.dialect import Dialect
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
    names, columns = _arguments(measures)
    try:
        made = compile_formula(formula, columns, dialect=_PYTHON)
    except Inexpressible:
        return None
    sums = (f"    {SUM_NAME.format(number)} = {text}\n" for number, text in enumerate(made.columns, 1))
    return f"def bill({names}):\n{''.join(sums)}    return {made.total}, {made.others}, {made.due}\n"


def function_of(text: str) -> BillFunction | None:
    """Return the function that a text defines; None where Python cannot read one nested so deeply."""
    function: BillFunction | None = defined_by(text, "bill")
    return function


def first_holding(
    conditions: Sequence[Condition], measures: Mapping[str, tuple[int, int, int]], otherwise: int
) -> Callable[..., int] | None:
    """Return the function that tells which of some specialized conditions holds first, from 1; else `otherwise`.

    It takes `measures` as a bill's does; None where no function is exact for the conditions. None rests on a line.
    """
    names, columns = _arguments(measures)
    try:
        tests = compile_tests(conditions, columns, _PYTHON)
    except Inexpressible:
        return None
    asked = (f"    if {test}:\n        return {number}\n" for number, test in enumerate(tests, 1))
    text = f"def first({names}):\n{''.join(asked)}    return {otherwise}\n"
    function: Callable[..., int] | None = defined_by(text, "first")
    return function


def _arguments(measures: Mapping[str, tuple[int, int, int]]) -> tuple[str, dict[str, ScaledColumn]]:
    columns = {name: ScaledColumn(f"m_{name}", *bounds) for name, bounds in measures.items()}
    return ", ".join(column.text for column in columns.values()), columns


def defined_by(text: str, name: str, **given: Any) -> Any:  # noqa: ANN401 - the function of that name, or None
    """Return the function of a `name` that a text of ours defines; it may call what is `given`, and `refuse`."""
    defined: dict[str, Any] = {"refuse": _refuse, **given}
    try:
        exec(compile(text, "<formula>", "exec"), defined)  # noqa: S102 - the text is ours: numbers and names of measures
    except (SyntaxError, RecursionError, MemoryError):
        return None
    return defined[name]


def _refuse() -> tuple[int, int, int]:
    raise Unbilled
