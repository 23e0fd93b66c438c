"""Every job of the commands can be had from Python, as a value or a refusal."""

import datetime as dt
from decimal import Decimal
from inspect import isfunction
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.tariffs.load import shipped


def test_the_gap_of_a_home() -> None:
    cost = {"source_price": "24.5", "heat_use": "0.45", "loss": "0.1", "network_cost": 8}
    gap = heatcalc.subsidy(cost, split={"city": "0.6", "county": "0.4"}, area=100, city="朔州")
    assert isinstance(gap, heatcalc.Gap)
    assert gap.gap == gap.cost - gap.paid
    assert sum((part.amount for part in gap.parts), Decimal(0)) == gap.gap
    with pytest.raises(TypeError, match="price_of_gold"):
        heatcalc.subsidy({"price_of_gold": 1}, area=100)


def test_the_supply_of_a_city() -> None:
    assert isinstance(heatcalc.supply("朔州"), heatcalc.Supply)
    assert isinstance(heatcalc.supply("大同"), heatcalc.Refusal)


def test_a_tariff_as_sql() -> None:
    made = heatcalc.sql("duckdb", {"account": "id", "building_m2": "area"}, city="朔州")
    assert isinstance(made, str)
    assert '"area"' in made
    assert isinstance(
        heatcalc.sql("duckdb", {"account": "id", "building_m2": "area"}, city="nowhere"), heatcalc.Refusal
    )


def test_the_page_and_a_notice() -> None:
    assert heatcalc.page(lang="en").startswith("<!doctype html>")
    made = heatcalc.notice({"account": "0001", "name": "张三"}, area=185, city="朔州")
    assert isinstance(made, str)
    assert "2797.20" in made
    assert isinstance(heatcalc.notice({}, area=185, city="nowhere"), heatcalc.Refusal)


FIRST: dict[str, tuple[Any, ...]] = {
    "check": (2500,),
    "subsidy": ({},),
    "subsidy_sweep": ({}, {}),
    "subsidy_ledger": ("ledger.csv", {}),
    "subsidy_scenarios": ("scenarios.toml",),
    "sql": ("duckdb", {"account": "a", "building_m2": "b"}),
    "notice": ({},),
    "memo": (None,),
    "batch": ("ledger.csv",),
    "balance": ("ledger.csv", "payments.csv", dt.date(2026, 1, 1)),
    "check_ledger": ("ledger.csv",),
    "allocate": ("ledger.csv", "100"),
    "diff": ("a.csv", "b.csv"),
    "diff_tariffs": ("ledger.csv", shipped(), shipped()),
}
"""What the functions take besides keywords."""
JOBS = sorted(name for name in heatcalc.__all__ if isfunction(getattr(heatcalc, name)))


@pytest.mark.parametrize("job", JOBS)
def test_an_unknown_keyword_is_a_type_error(job: str) -> None:
    with pytest.raises(TypeError, match="stoped"):
        getattr(heatcalc, job)(*FIRST.get(job, ()), stoped=True)


@pytest.mark.parametrize("figure", [0.4, True])
def test_a_float_is_no_figure_of_a_cost(figure: Any) -> None:
    with pytest.raises(TypeError):
        heatcalc.subsidy({"heat_use": figure}, area=100)
    with pytest.raises(TypeError):
        heatcalc.subsidy_sweep({}, {"heat_use": [figure]}, area=100)


def test_a_figure_out_of_range_is_an_error() -> None:
    with pytest.raises(heatcalc.UsageError, match=r"0\.9999"):
        heatcalc.subsidy({"loss": 1}, area=100)


def test_the_gap_of_a_home_at_several_source_prices() -> None:
    """24.5 × 0.5 + 8 = 20.25 and 28 × 0.5 + 8 = 22 a ㎡, of which homes pay 15.12."""
    cost = {"heat_use": "0.45", "loss": "0.1", "network_cost": 8}
    found = heatcalc.subsidy_sweep(cost, {"source_price": ["24.5", "28"]}, split={"city": 1}, area=100, city="朔州")
    assert isinstance(found, heatcalc.Gaps)
    assert [str(each.gap) for each in found.tried] == ["513.00", "688.00"]
    assert [str(each.parts[0].amount) for each in found.tried] == ["513.00", "688.00"]
    with pytest.raises(TypeError, match="ledger"):
        heatcalc.memo(found)


def test_the_scenarios_of_a_file() -> None:
    found = heatcalc.subsidy_scenarios(Path(__file__).parents[1] / "docs/scenarios.toml")
    assert all(isinstance(each, heatcalc.Gap) for each in found.values())
    assert len(found) > 1


@pytest.mark.parametrize("name", ["city", "class_", "plan"])
def test_an_empty_name_is_no_way_to_ask_for_what_is_usual(name: str) -> None:
    with pytest.raises(heatcalc.UsageError, match=name):
        heatcalc.bill(area=100, **{name: ""})  # type: ignore[arg-type]
