"""The explanation of a bill as a function on whole numbers, traced while the exact reader explains one home.

The home's figures are numbers that note what is done with them, and how each question about them was answered. So the
function does the same to the figures of another home, as long as all questions are answered the same there; where one
is not, it gives None. Its text holds numbers and names of our own, and nothing of a ledger or a table.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NoReturn

from heatcalc.errors import Refused
from heatcalc.formula import nodes
from heatcalc.formula.compiled import defined_by
from heatcalc.formula.evaluate import Evaluator, OperatorEvaluator, line_ids, shown_lines
from heatcalc.formula.explain import Explainer, number_text
from heatcalc.formula.home import Home
from heatcalc.messages import Lang
from heatcalc.money import MODES, Currency, Mode, steps_in

Explanation = Callable[..., str | None]
"""Gives the lines of a bill with their formulas for measures in whole parts; None for homes that have others."""

_TEXTS = 50_000
"""So many numbers are remembered as they are written."""
_HOLE = re.compile("\x00([0-9]+)\x00")


class Untraceable(Exception):
    """Something is done with a figure that is not known here."""


class Trace:
    """The statements of a function, in the order in which the exact reader worked."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self._named: dict[str, str] = {}

    def named(self, expression: str) -> str:
        """Return the name of what an expression comes to."""
        if expression not in self._named:
            self._named[expression] = f"v{len(self._named)}"
            self.statements.append(f"{self._named[expression]} = {expression}")
        return self._named[expression]

    def asked(self, test: str, *, holds: bool) -> bool:
        """Note how a question was answered, and return the answer."""
        statement = f"if {'not ' if holds else ''}{test}: return None"
        if statement not in self.statements:
            self.statements.append(statement)
        return holds


class Traced:
    """A number of one home, and the whole number over a denominator that it is for any home."""

    def __init__(self, trace: Trace, value: Fraction, name: str, den: int = 1) -> None:
        self.trace, self.value, self.name, self.den = trace, value, name, den

    def _made(self, value: Fraction, expression: str, den: int) -> "Traced":
        return Traced(self.trace, value, self.trace.named(expression), den)

    def __add__(self, other: Any) -> "Traced":  # noqa: ANN401 - a number of either kind, as below
        if not isinstance(other, Traced) and other == 0:
            return self
        name, den = (other.name, other.den) if isinstance(other, Traced) else (other.numerator, other.denominator)
        value = self.value + (other.value if isinstance(other, Traced) else other)
        return self._made(value, f"{self.name} * {den} + {name} * {self.den}", self.den * den)

    def __mul__(self, other: Any) -> "Traced":  # noqa: ANN401
        if not isinstance(other, Traced) and other == 1:
            return self
        name, den = (other.name, other.den) if isinstance(other, Traced) else (other.numerator, other.denominator)
        value = self.value * (other.value if isinstance(other, Traced) else other)
        return self._made(value, f"{self.name} * {name}", self.den * den)

    def __sub__(self, other: Any) -> "Traced":  # noqa: ANN401
        return self.__add__(other * Fraction(-1))

    def __rsub__(self, other: Any) -> "Traced":  # noqa: ANN401
        return (self * Fraction(-1)).__add__(other)

    def __truediv__(self, other: Any) -> "Traced":  # noqa: ANN401
        if isinstance(other, Traced):
            raise Untraceable
        return self * (1 / Fraction(other))

    def _asked(self, sign: str, other: Any, answer: Callable[[Fraction], bool]) -> bool:  # noqa: ANN401
        more = self - other
        return self.trace.asked(f"({more.name} {sign} 0)", holds=answer(more.value))

    def __lt__(self, other: Any) -> bool:  # noqa: ANN401
        return self._asked("<", other, lambda more: more < 0)

    def __le__(self, other: Any) -> bool:  # noqa: ANN401
        return self._asked("<=", other, lambda more: more <= 0)

    def __gt__(self, other: Any) -> bool:  # noqa: ANN401
        return self._asked(">", other, lambda more: more > 0)

    def __ge__(self, other: Any) -> bool:  # noqa: ANN401
        return self._asked(">=", other, lambda more: more >= 0)

    def __eq__(self, other: object) -> bool:
        return self._asked("==", other, lambda more: more == 0)

    def __bool__(self) -> bool:
        return self.trace.asked(f"({self.name} != 0)", holds=bool(self.value))

    def _unknown(self, *_: object) -> NoReturn:
        raise Untraceable

    __radd__, __rmul__ = __add__, __mul__
    __hash__ = None  # type: ignore[assignment]
    __getattr__ = __rtruediv__ = __int__ = __float__ = __round__ = __floor__ = __ceil__ = __trunc__ = _unknown
    __neg__ = __abs__ = __floordiv__ = __mod__ = __divmod__ = __str__ = __repr__ = __format__ = _unknown

    def steps(self, size: Fraction, *, begun: bool) -> "Traced":
        """Return how many steps of a size it is, with one that is only begun or without."""
        count = self / size
        whole = count.value.numerator // count.value.denominator
        whole += begun and whole != count.value
        up = f" + {count.den} - 1" if begun else ""
        return self._made(Fraction(whole), f"({count.name}{up}) // {count.den}", 1)

    def rounded(self, step: Fraction, mode: Mode) -> "Traced":
        """Return how many steps it is, rounded to whole ones as `money.steps_in` does."""
        value, size = Fraction(steps_in(self.value, step, mode)), self.den * step.numerator
        if mode == "half_up" and self >= 0:
            return self._made(value, f"({self.name} * {2 * step.denominator} + {size}) // {2 * size}", 1)
        return self._made(value, f"rounded({self.name} * {step.denominator}, {size}, {MODES.index(mode)})", 1)


class _TracedEvaluator(OperatorEvaluator):
    def value(self, node: nodes.Node) -> Any:  # noqa: ANN401 - a number of either kind
        match node:
            case nodes.Steps() if isinstance(quantity := self.value(node.quantity), Traced):
                return quantity.steps(node.size, begun=node.begun)
            case nodes.Rounded() if isinstance(inner := self.value(node.node), Traced):
                return inner.rounded(node.step, node.mode) * node.step
        return super().value(node)


class _TracedExplainer(Explainer):
    """Leaves a hole for each number that another home has another of."""

    def __init__(self, evaluator: Evaluator, lang: Lang, currency: Currency) -> None:
        super().__init__(evaluator, lang, currency)
        self.holes: list[str] = []
        self.units: list[nodes.Unit] = []

    def _number(self, value: Any, unit: nodes.Unit) -> str:  # noqa: ANN401
        if not isinstance(value, Traced):
            return super()._number(value, unit)
        if value < 0:  # its sign is written as an operation
            raise Untraceable
        self.units.append(unit)
        return self.hole(f"written({value.name}, {value.den}, {len(self.units) - 1})")

    def hole(self, expression: str) -> str:
        """Return what stands for a text until it is known."""
        self.holes.append(expression)
        return f"\x00{len(self.holes) - 1}\x00"


def traced(home: Callable[[Mapping[str, Any]], Home], figures: Mapping[str, tuple[int, int]]) -> tuple[Trace, Home]:
    """Return the `home` that is made of its `figures`, each a whole number of so many parts to one, and their trace."""
    trace = Trace()
    return trace, home(
        {name: Traced(trace, Fraction(whole, scale), f"m_{name}", scale) for name, (whole, scale) in figures.items()}
    )


def explanation(formula: nodes.Formula, trace: Trace, home: Home, names: list[str], lang: Lang) -> Explanation | None:
    """Return the function that explains bills as that of a `home`, whose figures are `Traced`; None if there is none.

    It takes the measures of these `names`, in whole parts, in their order.
    """
    evaluator, currency = _TracedEvaluator(home), formula.currency
    explainer = _TracedExplainer(evaluator, lang, currency)
    try:
        lines: list[tuple[nodes.Line, Any]] = list(shown_lines(formula, evaluator))
        told = []
        for id_, (line, value) in zip(line_ids(line for line, _ in lines), lines, strict=True):
            if isinstance(value, Traced):
                amount = explainer.hole(f"amount({value.rounded(currency.minor, 'half_up').name})")
            else:
                amount = str(currency.rounded(value))
            told.append(f"{id_}: {explainer.text(line.node)} = {amount}")
    except (Untraceable, Refused):
        return None
    text = "; ".join(told).replace("%", "%%")
    shown = [explainer.holes[int(each)] for each in _HOLE.findall(text)]
    body = "".join(f"    {each}\n" for each in trace.statements)
    arguments = ", ".join(f"m_{name}" for name in names)
    made = f"def explained({arguments}):\n{body}    return shown % ({''.join(f'{each}, ' for each in shown)})\n"
    units = tuple(explainer.units)

    @lru_cache(_TEXTS)
    def written(number: int, den: int, unit: int) -> str:
        return number_text(Fraction(number, den), units[unit], lang, currency)

    def rounded(number: int, den: int, mode: int) -> int:
        return steps_in(number, den, MODES[mode])

    given = {"shown": _HOLE.sub("%s", text), "written": written, "amount": currency.text, "rounded": rounded}
    function: Explanation | None = defined_by(made, "explained", **given)
    return function
