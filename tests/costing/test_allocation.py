"""A cost shared out over homes: published and worked cases, and what must hold of any building."""

import datetime as dt
import tomllib
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import heatcalc
from heatcalc.costing.allocation import share_out
from heatcalc.costing.allocation_key import FACTOR_OF, AllocationKey, Occupancy
from heatcalc.costing.apportion import REST_RULES, RestRule, apportion, rest_taken
from heatcalc.errors import InputFileError, UsageError
from heatcalc.money import CNY, Currency

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/allocations.toml").read_text(encoding="utf-8"))["allocation"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(case["ledger"].lstrip(), encoding="utf-8")
    asked = dict(case["given"])
    if "period" in asked:
        asked["period"] = tuple(map(dt.date.fromisoformat, asked["period"]))
    if isinstance(asked.get("degree_days"), dict):
        asked["degree_days"] = {int(month): weight for month, weight in asked["degree_days"].items()}
    done = heatcalc.allocate(ledger, case["cost"], **asked)
    assert sum(row.amount for row in done.rows) == done.currency.in_minor(Decimal(case["cost"]))
    for row, published in zip(done.rows, case["shares"], strict=False):
        for part, amount in zip((row.fixed, row.variable, row.amount), published, strict=True):
            if amount:  # rounded as the publication rounds: to its places
                shown = Decimal(amount)
                assert done.currency.amount(part).quantize(shown, ROUND_HALF_UP) == shown, (row, published)


def test_published_cases_are_of_several_countries() -> None:
    countries = {case["title"].partition(":")[0] for case in CASES if case["address"]}
    assert {"Germany", "Austria", "Latvia", "Denmark"} <= countries
    assert all(case["source"] for case in CASES)


AREAS = st.fractions(Fraction(1), Fraction(500), max_denominator=100)
USES = st.fractions(Fraction(0), Fraction(50_000), max_denominator=1000)
FACTORS = st.fractions(Fraction(1, 10), Fraction(3), max_denominator=100)
HOMES = st.lists(
    st.builds(
        Occupancy,
        area=AREAS,
        use=st.none() | USES,
        factor=FACTORS,
        stopped=st.booleans(),
        part=st.fractions(Fraction(1, 1000), Fraction(1), max_denominator=1000),
        whole=st.just(Fraction(1)),
        of_home=st.none(),
        estimated=st.booleans(),
    ),
    min_size=1,
    max_size=40,
)
KEYS = st.builds(
    lambda by_area, stopped, factor: AllocationKey(by_area, 1 - by_area, stopped, factor, "area"),
    st.fractions(0, 1, max_denominator=100),
    st.fractions(0, 1, max_denominator=10),
    st.sampled_from([None, *FACTOR_OF]),
)


def _by_hand(homes: Sequence[Occupancy], key: AllocationKey, cost: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return the exact parts of each home [the currency's unit], straight from the rules as they are documented."""
    areas, uses = [], []
    read = [home for home in homes if not home.stopped and home.use is not None]
    by_area = key.factor in ("area", "both")
    by_use = key.factor in ("use", "both")
    known = sum(((home.use or 0) * (home.factor if by_use else 1) for home in read), Fraction(0))
    held = sum(((home.area or 0) * home.part for home in read), Fraction(0))
    for home in homes:
        area = (home.area or 0) * home.part
        areas.append(area * (home.factor if by_area else 1) * ((key.stopped or 0) if home.stopped else 1))
        if home.stopped:
            uses.append(Fraction(0))
        elif home.use is None:
            uses.append(area * known / held if held else Fraction(0))
        else:
            uses.append(home.use * (home.factor if by_use else 1))
    fixed = Fraction(Decimal(int(cost * 10000 * key.by_area)).scaleb(-4).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return [
        (
            fixed * area / (sum(areas) or 1),
            (cost - fixed) * use / (sum(uses) or 1),
        )
        for area, use in zip(areas, uses, strict=True)
    ]


def _can_be_shared(homes: Sequence[Occupancy], key: AllocationKey) -> bool:
    """Return whether there is something to share by."""
    heated = [home for home in homes if not home.stopped]
    used = any(home.use for home in heated)
    return bool((heated or key.stopped or not key.by_area) and (used or not key.by_use))


def _unread(homes: Sequence[Occupancy]) -> Fraction:
    """Return the share of the area, each by its days, of homes with heat and no reading, or an estimated one."""
    areas = [(home.area or 0) * home.part for home in homes]
    without = [0 if home.stopped or (home.use is not None and not home.estimated) else 1 for home in homes]
    return Fraction(sum(area * each for area, each in zip(areas, without, strict=True))) / Fraction(sum(areas))


@given(homes=HOMES, key=KEYS, fen=st.integers(1, 10**10))
def test_the_parts_of_any_building_are_its_cost_and_each_is_next_to_its_exact_one(
    homes: list[Occupancy], key: AllocationKey, fen: int
) -> None:
    cost = Fraction(fen, 100)
    assume(_can_be_shared(homes, key))
    if key.by_use and _unread(homes) > Fraction(1, 4):
        with pytest.raises(InputFileError, match="25%"):
            share_out(cost, homes, key, ("building_m2", "kWh"))
        key = key._replace(by_area=Fraction(1), by_use=Fraction(0))
        assume(_can_be_shared(homes, key))
        fallen = share_out(cost, homes, key._replace(unread="fallback"), ("building_m2", "kWh"))
        assert [each.amount for each in fallen.homes] == [
            each.amount for each in share_out(cost, homes, key, ("building_m2", "kWh")).homes
        ]
    shares = share_out(cost, homes, key, ("building_m2", "kWh"))
    assert shares.fixed + shares.variable == fen
    assert sum(each.by_area.amount for each in shares.homes) == shares.fixed
    assert sum(each.by_use.amount for each in shares.homes) == shares.variable
    for share, exact in zip(shares.homes, _by_hand(homes, key, cost), strict=True):
        for part, own in zip((share.by_area, share.by_use), exact, strict=True):
            assert part.exact == own * 100
            assert abs(part.amount - part.exact) < 1
            assert part.amount >= 0


@given(
    exact=st.lists(st.fractions(0, 10**6, max_denominator=10**4), min_size=1, max_size=60),
    rule=st.sampled_from(REST_RULES),
    up=st.booleans(),
)
def test_parts_add_up_by_either_rule(exact: list[Fraction], rule: RestRule, *, up: bool) -> None:
    sum_ = sum(exact, Fraction(0))
    whole = sum_.__ceil__() if up else sum_.__floor__()
    try:
        parts = apportion(whole, exact, rule)
    except UsageError:
        assert rule == "largest"
        return
    assert sum(parts) == whole
    assert all(
        part == 0 for part, own in zip(parts, exact, strict=True) if own == 0 and (rule != "largest" or any(exact))
    )


@pytest.mark.parametrize(
    ("whole", "exact"),
    [
        (50, [Fraction(1, 2)] * 100),  # each would be 1, 100 in all
        (100, [Fraction(1, 4)] * 400),  # each would be 0, and one would bear all of it
        (133, [Fraction(1, 3)] * 399),
    ],
)
def test_a_rest_that_would_change_the_largest_part_by_more_than_a_fifth_is_refused(
    whole: int, exact: list[Fraction]
) -> None:
    with pytest.raises(UsageError, match="largest-remainder"):
        apportion(whole, exact, "largest")
    assert max(apportion(whole, exact, "largest-remainder")) == 1


@given(exact=st.lists(st.fractions(0, 10**4, max_denominator=10**3), min_size=1, max_size=80))
def test_no_part_is_far_from_its_exact_one_by_either_rule(exact: list[Fraction]) -> None:
    whole = sum(exact, Fraction(0)).__floor__()
    by_remainder = apportion(whole, exact, "largest-remainder")
    assert all(abs(part - own) < 1 for part, own in zip(by_remainder, exact, strict=True))
    try:
        by_largest = apportion(whole, exact, "largest")
    except UsageError:
        return
    taken = rest_taken(whole, exact, "largest")
    for at, (part, own) in enumerate(zip(by_largest, exact, strict=True)):
        if taken is not None and at == taken.at:
            assert part == taken.own + taken.rest
            assert abs(taken.rest) * 5 <= own
        else:
            assert abs(part - own) <= Fraction(1, 2)


def test_a_formula_explains_itself_with_what_it_took_of_the_rest() -> None:
    homes = [
        Occupancy(Fraction(80), Fraction(100)),
        Occupancy(Fraction(40), Fraction(100)),
        Occupancy(Fraction(40), None),
    ]
    key = AllocationKey(Fraction(3, 10), Fraction(7, 10), unread="area")
    shares = share_out(Fraction("100.01"), homes, key, ("building_m2", "kWh"))
    # 100.01 × 0.3 = 30.003, so 30.00 by area: 15, 7.5, 7.5; 70.01 by use: 26.25375 twice, 17.5025
    assert [(each.by_area.amount, each.by_use.amount) for each in shares.homes] == [
        (1500, 2626),
        (750, 2625),
        (750, 1750),
    ]
    first, second, third = (each.formula("zh", CNY) for each in shares.homes)
    by_area, by_use = first.split("; ")
    assert by_area == "按面积: 30.00元 × 80㎡ ÷ 160㎡ = 15.00"
    assert by_use == "按用热量: 70.01元 × 100kWh ÷ ≈266.666667kWh = 26.26（尾差 +0.01）"
    assert second.endswith("= 26.25")
    assert "40㎡ × (200kWh ÷ 120㎡)" in third
    assert shares.homes[0].formula("en", Currency("EUR")).startswith("by area: 30.00 EUR × 80㎡ ÷ 160㎡ = 15.00")


@pytest.mark.parametrize("cost", ["0", "-1", "1.001"])
def test_what_is_no_cost_is_refused(cost: str) -> None:
    with pytest.raises(UsageError, match="大于 0"):
        share_out(
            Fraction(cost), [Occupancy(Fraction(1), None)], AllocationKey(Fraction(1), Fraction(0)), ("building_m2", "")
        )


def test_a_currency_without_a_minor_unit_is_shared_in_whole_units() -> None:
    key = AllocationKey(Fraction(1), Fraction(0))
    shares = share_out(
        Fraction(100), [Occupancy(Fraction(1), None)] * 3, key, ("building_m2", ""), Currency("JPY", 0, 0)
    )
    assert [each.amount for each in shares.homes] == [34, 33, 33]
