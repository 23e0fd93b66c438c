"""Which refusal a formula gives first to all homes of a kind, whatever their figures, or by a function of these.

The exact reader itself is asked, with figures that it may not look at. Where it does, that condition becomes a test on
whole numbers; what it refuses without looking, it refuses to every home for which no test before holds.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from heatcalc.errors import Refused
from heatcalc.formula.compiled import first_holding
from heatcalc.formula.evaluate import OperatorEvaluator
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Condition, Formula, Refuse
from heatcalc.formula.specialize import Known, specialized_condition
from heatcalc.formula.unseen import UNSEEN, Looked
from heatcalc.formula.walk import rests_on_lines


class Refusing(NamedTuple):
    """The refusals that homes of a kind may meet."""

    first: Callable[..., int]
    """Gives for measures in whole parts which one a home meets first, from 1; 0 where the exact reader must say it.

    It raises `Unbilled` where a test cannot be answered.
    """
    refusals: tuple[Refuse, ...]


def always(error: Refused) -> Refusing | None:
    """Return that all homes meet the refusal of an `error`; None if a figure is named in it."""
    if any(value is UNSEEN for value in error.values.values()):
        return None
    return Refusing(lambda *_: 1, (Refuse(error.code, error.missing),))


def refusing(formula: Formula, home: Home, measures: Mapping[str, tuple[int, int, int]]) -> Refusing | None:
    """Return the refusals of a formula for homes like `home`, whose own figures are `UNSEEN`; None where none is known.

    The function takes the `measures`, each stated, in their order; they say how many parts each has to its unit, and
    the least and the most of them that it may be given.
    """
    tests: list[Condition] = []
    refusals: list[Refuse] = []
    last = _last(formula, home, tests, refusals)
    if last is not None:
        refusals.append(last)
    if not refusals:
        return None
    function = first_holding(tests, measures, 0 if last is None else len(refusals))
    return None if function is None else Refusing(function, tuple(refusals))


def _last(formula: Formula, home: Home, tests: list[Condition], refusals: list[Refuse]) -> Refuse | None:
    """Return the refusal of all homes for which none of the `tests` holds, which are added with their `refusals`."""
    evaluator = OperatorEvaluator(home)
    seen = {name: value for name, value in home.measures.items() if value is not UNSEEN}
    known = Known(home.attributes, frozenset(home.measures) - frozenset(seen), seen)
    try:
        for condition, refusal in formula.refusals:
            try:
                holds: bool | Condition = evaluator.holds(condition)
            except Looked:
                if rests_on_lines(condition):
                    return None
                holds = specialized_condition(condition, known)
            if holds is True:
                return refusal
            if not isinstance(holds, bool):
                tests.append(holds)
                refusals.append(refusal)
        for line in formula.lines:
            evaluator.value(line)
    except Refused as error:
        return Refuse(error.code, error.missing)
    except Looked:
        pass
    return None
