"""SQL on a real DuckDB, and compiled Python, give the amounts of the exact reader to the fen, and refuse the same."""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pytest

from heatcalc.billing.calculate import price_tariff
from heatcalc.billing.events import with_events
from heatcalc.billing.request import request_of
from heatcalc.errors import Refused, UsageError
from heatcalc.formula.compiled import Unbilled, compiled
from heatcalc.formula.evaluate import Evaluator, amounts
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Formula
from heatcalc.formula.specialize import Known, specialize
from heatcalc.formula.sql.compile import Billing, ScaledColumn, compile_formula
from heatcalc.formula.sql.select import levels_of, select
from heatcalc.formula.sql.terms import Inexpressible
from tests.generated import AREA_NAMES, CLASSES, WINTER, Draw
from tests.helpers.asking import table_of

duckdb = pytest.importorskip("duckdb")

TABLES, HOMES = 120, 40
WHOLE = (
    "days_below_16",
    "days_below_18",
    "supplied_days",
    "supplied_months",
    "early_days",
    "extension_days",
    "outage_hours",
)
WHOLE += tuple(f"{name}_in_{month}" for name in WHOLE[:2] for month in range(1, 13))
LIMITS = {"paid_on": (1, 700_000, 800_000), "height_m": (100, 1, 10_000), **dict.fromkeys(WHOLE, (1, 0, 10_000))}
OTHERS = (100, 0, 100 * 100_000)
LIMITS |= {"excess": (100, -100_000, 100_000), "person": (1, 0, 1000)}
LIMITS |= dict.fromkeys(AREA_NAMES, (100, 1, OTHERS[2]))  # no home has an area of 0, and others are divided by it

Amounts = tuple[int, int, int] | None


def by_the_exact_reader(formula: Formula, home: Home) -> Amounts:
    try:
        read = amounts(formula, Evaluator(home))
    except Refused:
        return None
    others = sum(read.payers.values())
    in_minor = formula.currency.in_minor
    return in_minor(read.total), in_minor(others), in_minor(read.due)


def by_sql(bills: dict[int, tuple[Billing, Home]]) -> dict[int, Amounts]:
    """Return what the bills of all homes come to, by one SELECT."""
    query = select(levels_of({number: made for number, (made, _) in bills.items()}), homes_of(bills), "tariff")
    return {row[0]: None if None in row else row[1:] for row in duckdb.sql(query).fetchall()}


def homes_of(bills: dict[int, tuple[Billing, Home]]) -> str:
    """Return the rows of all homes, each with its number."""
    names = sorted({name for _, home in bills.values() for name in home.measures})
    rows = []
    for number, (_, home) in bills.items():
        scaled = [
            home.measures[name] * LIMITS.get(name, OTHERS)[0] if name in home.measures else None for name in names
        ]
        assert all(value is None or value.denominator == 1 for value in scaled)
        rows.append(
            f"({', '.join(['NULL' if v is None else f'{v.numerator}::BIGINT' for v in scaled] + [str(number)])})"
        )
    columns = ", ".join([f'"{name}"' for name in names] + ["tariff"])
    return f"(VALUES {', '.join(rows)}) AS homes({columns})"


def by_compiled(formula: Formula, limits: dict[str, tuple[int, int, int]], home: Home) -> Amounts:
    """Return what the compiled formula gives for a home; every generated formula can be compiled."""
    function = compiled(formula, limits)
    assert function is not None
    scaled = [home.measures[name] * scale for name, (scale, *_) in limits.items()]
    assert all(value.denominator == 1 for value in scaled)
    try:
        return function(*map(int, scaled))
    except Unbilled:
        return None


def known_of(home: Home, draw: Draw) -> Known:
    """Return what might be known of a home's kind: which measures it states, and the values of some."""
    shared = {name: value for name, value in home.measures.items() if draw.maybe(0.2)}
    return Known(home.attributes, frozenset(home.measures) - set(shared), shared)


def asked(home: dict[str, Any], class_: str, plan: str, table: Any) -> Any:
    given = {"height": "height_m", "outage_hours": "outage_hours"}
    measures = {name: value for name, value in home["measures"].items() if name not in given.values()}
    return request_of(
        {
            "class_": class_,
            "plan": plan,
            "winter": f"{WINTER}-{WINTER + 1}",
            **{name: home["measures"].get(measure) for name, measure in given.items()},
            "measures": measures,
            "attributes": home["attributes"],
            "stopped": home.get("stopped", False),
            "reconnected": home.get("reconnected", False),
            "relief": home.get("relief"),
            "paid_on": home.get("paid_on"),
            "supply_from": home.get("from"),
            "supply_to": home.get("to"),
            "cold": home.get("cold", ()),
            "tariffs": table,
        }
    )


class Asked(NamedTuple):
    """The homes of one seed that SQL bills, what the exact reader says of each, and how many could not be asked."""

    bills: dict[int, tuple[Billing, Home]]
    truth: dict[int, Amounts]
    refused: int
    too_wide: int
    compiled: dict[int, Amounts]
    """What compiled Python says of the homes; those that SQL is too narrow for are among them."""
    exact: dict[int, Amounts]
    """What the exact reader says of those."""


def dearer(part: Any, by: Decimal) -> Any:
    """Return a part of a table whose rates are higher."""
    if isinstance(part, list):
        return [dearer(each, by) for each in part]
    if not isinstance(part, dict):
        return part
    return {key: value + by if key == "rate" and value > 1 else dearer(value, by) for key, value in part.items()}


@cache
def asked_of(seed: int, more: int = 0) -> Asked:
    """Draw a table, with the same rules and homes but higher rates for `more`, and homes."""
    draw = Draw(seed)
    document = dearer(draw.table(), more * Decimal("0.37"))
    table = table_of(document)
    plans = sorted({tariff["plan"] for tariff in document["city"][0]["tariff"]})
    bills: dict[int, tuple[Billing, Home]] = {}
    truth: dict[int, Amounts] = {}
    by_function: dict[int, Amounts] = {}
    exactly: dict[int, Amounts] = {}
    refused = too_wide = 0
    for number in range(HOMES):
        request = asked(draw.home(document), draw.pick(*CLASSES), draw.pick(*plans), table)
        try:
            priced = price_tariff(table, request)
            home = with_events(request.home, request.events, priced.found, priced.rules, table)
        except (Refused, UsageError):
            continue
        exact, known = by_the_exact_reader(priced.formula, home), known_of(home, draw)
        folded = specialize(priced.formula, known)
        if folded is None:
            assert exact is None, (seed, number)
            refused += 1
            continue
        limits = {name: LIMITS.get(name, OTHERS) for name in known.stated}
        by_function[number], exactly[number] = by_compiled(folded, limits, home), exact
        columns = {name: ScaledColumn(f'"{name}"', *each) for name, each in limits.items()}
        try:
            bills[number] = (compile_formula(folded, columns), home)
            truth[number] = exact
        except Inexpressible:
            too_wide += 1
    return Asked(bills, truth, refused, too_wide, by_function, exactly)


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[pytest.mark.slow] * (seed > 9)) for seed in range(TABLES)])
def test_generated_homes_agree_with_the_exact_reader(seed: int) -> None:
    drawn = asked_of(seed)
    answers = by_sql(drawn.bills) if drawn.bills else {}
    assert answers == drawn.truth, [(n, answers[n], drawn.truth[n]) for n in answers if answers[n] != drawn.truth[n]]
    assert drawn.compiled == drawn.exact


@pytest.mark.slow
def test_generated_homes_are_of_every_kind() -> None:
    seeds = range(0, TABLES, 4)
    drawn = [asked_of(seed) for seed in seeds]
    billed = sum(amount is not None for each in drawn for amount in each.truth.values())
    refused = sum(len(each.truth) + each.refused for each in drawn) - billed
    too_wide = sum(each.too_wide for each in drawn)
    assert billed >= len(seeds) * 13, (billed, refused)
    assert refused >= len(seeds), (billed, refused)
    assert too_wide <= billed / 10, (billed, too_wide)


@pytest.mark.parametrize("mode", ["half_up", "half_even", "up", "down"])
@pytest.mark.parametrize("price", ["0.005", "-0.005", "0.015", "-0.015", "0.0049", "-0.0051"])
def test_halves_round_as_the_exact_reader_rounds_them(mode: Any, price: str) -> None:
    from heatcalc.formula.nodes import Line, Measure, Number, Product, Rounding
    from heatcalc.measures import Both

    area = Measure("building_m2")
    line = Line("area", Both("", ""), Product((area, Number(Fraction(price)))), "s")
    formula = Formula((line,), Rounding(Fraction(1, 100), mode))
    bills = {}
    for number in range(1, 60):
        home = Home({"building_m2": Fraction(number)}, {})
        bills[number] = (compile_formula(formula, {"building_m2": ScaledColumn('"building_m2"', *OTHERS)}), home)
        limits = {"building_m2": OTHERS}
        assert by_compiled(formula, limits, home) == by_the_exact_reader(formula, home)
    answers = by_sql(bills)
    assert answers == {number: by_the_exact_reader(formula, home) for number, (_, home) in bills.items()}
