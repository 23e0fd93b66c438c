"""Laws that hold for any table, rules and home."""

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import heatcalc
from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Measure, Number, TierRate, Tiers
from heatcalc.money import round_to
from heatcalc.tariffs.to_formula import area_node
from tests.generated import AREA_NAMES, Draw
from tests.helpers.asking import ask, table_of

SEEDS = st.integers(0, 2**32)


def drawn(seed: int, change: Any = None) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return a table, a home and a plan of one seed; `change` may alter the table first."""
    draw = Draw(seed)
    document = draw.table()
    if change:
        change(document)
    plan = draw.pick(*sorted({tariff["plan"] for tariff in document["city"][0]["tariff"]}))
    return document, draw.home(document), plan


def billed(document: dict[str, Any], home: dict[str, Any], plan: str) -> heatcalc.Bill:
    """Return the bill of a drawn home, or give this example up if it has none."""
    answer = ask(table_of(document), home, "residential", plan)
    assume(isinstance(answer, heatcalc.Bill))
    assert isinstance(answer, heatcalc.Bill)
    return answer


@given(SEEDS)
def test_lines_add_up_to_due_and_payers_to_the_total(seed: int) -> None:
    bill = billed(*drawn(seed))
    assert sum((line.amount for line in bill.lines), Decimal(0)) == bill.due
    assert sum(bill.payers.values(), Decimal(0)) == bill.total
    assert bill.total >= 0
    assert bill.others >= 0


def _rising(document: dict[str, Any]) -> None:
    """Leave only prices that grow with the area: no rate for the whole by its tier, no deduction."""
    for tariff in document["city"][0]["tariff"]:
        tariff["charge"] = [charge for charge in tariff["charge"] if charge.get("rate", 0) >= 0]
        for price in [price for charge in tariff["charge"] for price in (charge, *charge.get("or", []))]:
            price.pop("tiers_by", None)
        if not tariff["charge"]:
            tariff["charge"] = [{"rate": 1, "per": ["building_m2"]}]


@given(SEEDS, st.fractions(1, 3))
def test_more_area_never_costs_less(seed: int, factor: Fraction) -> None:
    document, home, plan = drawn(seed, _rising)
    smaller = billed(document, home, plan)
    larger_home = copy.deepcopy(home)
    for name in AREA_NAMES:
        if name in home["measures"]:
            larger_home["measures"][name] = Fraction(home["measures"][name]) * factor
    assert billed(document, larger_home, plan).total >= smaller.total


def _only_shares(document: dict[str, Any]) -> None:
    rules = [rule for rule in document["city"][0].get("rule", []) if rule["kind"] != "stopped_supply"]
    stopped = {"kind": "stopped_supply", "pays": Decimal("0.3"), "source": "s"}
    document["city"][0]["rule"] = [*rules, stopped]


@given(SEEDS)
def test_stopping_never_costs_more(seed: int) -> None:
    document, home, plan = drawn(seed, _only_shares)
    running, stopped = (billed(document, {**home, "stopped": state}, plan) for state in (False, True))
    assert stopped.total <= running.total


@given(SEEDS, st.randoms())
def test_the_order_of_rules_in_the_file_is_irrelevant(seed: int, random: Any) -> None:
    document, home, plan = drawn(seed)
    shuffled = copy.deepcopy(document)
    random.shuffle(shuffled["city"][0].get("rule", []))
    assert ask(table_of(document), home, "residential", plan) == ask(table_of(shuffled), home, "residential", plan)


@given(
    st.lists(st.fractions(Fraction(1, 10), 100), min_size=1, max_size=5),
    st.fractions(Fraction(1, 100), 600),
    st.booleans(),
)
def test_tiers_cover_every_square_metre_once(steps: list[Fraction], quantity: Fraction, whole: bool) -> None:
    ends = [sum(steps[: index + 1], Fraction(0)) for index in range(len(steps))]
    tiers = (*(TierRate(end, Number(Fraction(1))) for end in ends), TierRate(None, Number(Fraction(1))))
    reader = Evaluator(Home({"building_m2": quantity}, {}))
    node = Tiers(Measure("building_m2"), tiers, whole)
    assert reader.value(node) == quantity
    parts = reader.parts(node)
    assert sum((part for _, part in parts), Fraction(0)) == quantity
    if not whole:
        assert all(part > 0 for _, part in parts)


@given(SEEDS, st.decimals("0.01", 1000, places=2))
def test_a_conversion_there_and_back_is_the_identity(seed: int, area: Decimal) -> None:
    document, _, _ = drawn(seed)
    assume("area" in document["city"][0])
    city = table_of(document).city[0]
    usable = Evaluator(Home({"building_m2": Fraction(area)}, {})).value(area_node("usable_m2", city))
    assert Evaluator(Home({"usable_m2": usable}, {})).value(area_node("building_m2", city)) == Fraction(area)


@given(SEEDS, st.sampled_from(["half_up", "half_even", "up", "down"]))
@settings(max_examples=60)
def test_rounding_happens_once(seed: int, mode: Any) -> None:
    def exactly(document: dict[str, Any]) -> None:
        for tariff in document["city"][0]["tariff"]:
            tariff["round"] = {"step": 1, "mode": mode}

    document, home, plan = drawn(seed, exactly)
    finely = copy.deepcopy(document)
    for tariff in finely["city"][0]["tariff"]:
        tariff["round"] = {"step": Decimal("0.01"), "mode": mode}
    rounded, fine = billed(document, home, plan), billed(finely, home, plan)
    # Rounding to a yuan what was rounded to a fen before would differ in some of these cases; once does not.
    step = {"half_up": Decimal("0.5"), "half_even": Decimal("0.5"), "up": Decimal(1), "down": Decimal(1)}[mode]
    assert abs(rounded.total - fine.total) <= step
    assert rounded.total == rounded.total.to_integral_value()
    assert [line for line in rounded.lines if line.id != "rounding"] == [
        line for line in fine.lines if line.id != "rounding"
    ]


def test_half_a_step_rounds_once_and_not_twice() -> None:
    # 0.4995 is 0.50 to the fen, and 0.50 would be 1 to the yuan; rounded once it is 0.
    assert round_to(Fraction("0.4995"), Fraction(1), "half_up") == 0
