"""Working a bill out: from the question to exact amounts, before any of it is put into words."""

from typing import TYPE_CHECKING, NamedTuple

from heatcalc.errors import Refused, UsageError
from heatcalc.formula.evaluate import Amounts, amounts, name_of
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Formula
from heatcalc.jobs.circumstances import with_circumstances
from heatcalc.jobs.question import Question
from heatcalc.measures import AREAS, GJ_PER, MEASURES
from heatcalc.money import plain
from heatcalc.tariffs.compose import compose
from heatcalc.tariffs.find import PLAN_NAMES, Found, find_city, find_class, find_rules, find_tariff
from heatcalc.tariffs.model import Table

if TYPE_CHECKING:
    from heatcalc.rules.terms import Rule


class Worked(NamedTuple):
    """A bill worked out, before it is put into words."""

    table: Table
    question: Question
    found: Found
    rules: list["Rule"]
    home: Home
    """The home with what the rules read of its circumstances."""
    formula: Formula
    amounts: Amounts


class Prepared(NamedTuple):
    """The formula of a tariff, which many homes may share, with what it was made from."""

    found: Found
    rules: list["Rule"]
    formula: Formula


def prepare(table: Table, question: Question) -> Prepared:
    """Find the tariff, the season and the rules that a question asks for, and make their formula.

    Raises:
        Refused: the table has none.
        UsageError: there is no such plan.
    """
    if question.plan not in PLAN_NAMES:
        raise UsageError("usage.plan", plan=question.plan, plans=list(PLAN_NAMES))
    name = question.city or table.default_city
    if not name:
        raise Refused("no_city", ("city",))
    city = find_city(table, name)
    class_ = find_class(table, city, question.class_)
    found = find_tariff(table, city, class_, question.plan, question.winter, question.home.attributes)
    rules = find_rules(table, found)
    return Prepared(found, rules, compose(table, found, rules))


def work_out(table: Table, question: Question, prepared: Prepared | None = None) -> Worked:
    """Make the formula that a question asks for, unless it is `prepared`, and read it exactly for the home.

    Raises:
        Refused: the table cannot answer.
        UsageError: the question itself is wrong.
    """
    for name, value in question.home.measures.items():
        if name not in MEASURES:
            raise UsageError("usage.measure", name=name, measures=list(MEASURES))
        low, high = LIMITS.get(name, (0, 10**12))
        if value < low or (value == 0 and name not in GJ_PER) or value > high:
            raise UsageError("usage.range", name=name_of(name), value=plain(value), low=low, high=high)
    found, rules, formula = prepared or prepare(table, question)
    home = with_circumstances(question.home, question.happened, found, rules)
    return Worked(table, question, found, rules, home, formula, amounts(formula, home))


LIMITS = {
    **dict.fromkeys(AREAS, (0, 10_000_000)),
    "month": (0, 12),
    "day": (0, 366),
    "height_m": (1, 100),
    "outage_hours": (0, 9000),
}
"""The least and the most that one home can have of a measure: beyond it the figure is a slip, not a home."""
