"""Laws that hold for any table, rules and home."""

import copy
import datetime as dt
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import heatcalc
from heatcalc.formula import evaluate
from heatcalc.formula.evaluate import Evaluator
from heatcalc.formula.home import Home
from heatcalc.formula.nodes import Measure, Number, TierRate, Tiers
from heatcalc.money import round_to
from heatcalc.tariffs.price_nodes import area_node
from tests.generated import AREA_NAMES, WINTER, Draw
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
    assert bill.due >= 0
    assert bill.others >= 0


def _rising(document: dict[str, Any]) -> None:
    """Leave only prices that grow with the area: no rate for the whole by its tier, no deduction."""
    for tariff in document["city"][0]["tariff"]:
        tariff["charge"] = [charge for charge in tariff["charge"] if charge.get("rate", 0) >= 0]
        for price in [price for charge in tariff["charge"] for price in (charge, *charge.get("or", []))]:
            price.pop("tiers_by", None)
            price.pop("up_to_per", None)  # more area moves the same heat into cheaper tiers
            for tier in price.get("tiers", []):
                tier.setdefault("rate", tier.pop("amount", 1))
                tier.pop("amount", None)
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
    events = ("from", "to", "cold", "reconnected", "outage_hours", "stopped_m2")
    still = {name: value for name, value in home.items() if name not in events}
    still["measures"] = {name: value for name, value in home["measures"].items() if name not in events}
    running, stopped = (billed(document, {**still, "stopped": state}, plan) for state in (False, True))
    assert stopped.total <= running.total


def _refunding(document: dict[str, Any]) -> None:
    rules = [rule for rule in document["city"][0].get("rule", []) if rule["kind"] != "outage"]
    outage = {"kind": "outage", "after_hours": 12, "refund": 2, "source": "s"}
    document["city"][0]["rule"] = [*rules, outage]


@given(SEEDS, st.integers(13, 2900))
def test_due_is_never_below_zero(seed: int, hours: int) -> None:
    document, home, plan = drawn(seed, _refunding)
    home = {name: value for name, value in home.items() if name not in ("from", "to", "stopped")}
    home["measures"].pop("outage_hours", None)
    usual = billed(document, home, plan)
    refunded = {**home, "measures": {**home["measures"], "outage_hours": hours}}
    answer = ask(table_of(document), refunded, "residential", plan)
    if isinstance(answer, heatcalc.Bill):
        assert 0 <= answer.due <= usual.due
    else:
        assert answer.code in ("below_zero", "contradiction", "part_and_refund")


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


MODES = ["half_up", "half_even", "up", "down"]
NEAR_HALF = st.integers(4_900, 5_100) | st.integers(0, 9_999)


def once(value: Fraction, mode: str) -> Decimal:
    """Round an amount [CNY] to a yuan, from what it is exactly."""
    yuan = floor(value)
    part, half = value - yuan, Fraction(1, 2)
    up = {"half_up": part >= half, "half_even": (part, yuan % 2) > (half, 0), "up": part > 0, "down": False}
    return Decimal(yuan + up[mode])


@given(st.integers(1, 5_000), NEAR_HALF, st.sampled_from(MODES), st.sampled_from(["1", "0.5", "0.25"]))
@example(12, 4_995, "half_up", "1")
def test_rounding_happens_once(yuan: int, parts: int, mode: Any, paid: str) -> None:
    """A total just below half a yuan, which a fen would make half a yuan, is rounded from itself."""
    rate, share = yuan + Fraction(parts, 10_000), Fraction(paid)
    document = Draw(0).table()
    price = {"rate": Decimal(yuan) + Decimal(parts).scaleb(-4), "per": ["building_m2"]}
    tariff = {"class": "residential", "plan": "area", "from": dt.date(WINTER, 1, 1), "charge": [price], "source": "s"}
    relief = {"kind": "relief", "group": "低保", "pays": Decimal(paid), "payer": "p", "source": "s"}
    document["city"][0] |= {"tariff": [{**tariff, "round": {"step": 1, "mode": mode}}], "rule": [relief]}
    home = {"measures": {"building_m2": Fraction(1)}, "attributes": {}, "relief": "低保"}
    bill = billed(document, home, "area")
    others = once(rate * (1 - share), mode)
    assert (bill.total, bill.due, bill.others) == (once(rate, mode), once(rate * share, mode), others)


def test_a_program_that_rounds_twice_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(value: Fraction, step: Fraction, mode: Any) -> Fraction:
        return round_to(round_to(value, Fraction(1, 100), mode), step, mode)

    monkeypatch.setattr(evaluate, "round_to", twice)
    with pytest.raises(AssertionError):
        test_rounding_happens_once()
