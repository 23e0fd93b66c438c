"""Every job of the commands can be had from Python, as a value or a refusal."""

from decimal import Decimal

import pytest

import heatcalc


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


@pytest.mark.parametrize("job", ["bill", "check", "compare", "subsidy", "sql", "notice"])
def test_an_unknown_keyword_is_a_type_error(job: str) -> None:
    first = {
        "check": (2500,),
        "subsidy": ({},),
        "sql": ("duckdb", {"account": "a", "building_m2": "b"}),
        "notice": ({},),
    }
    with pytest.raises(TypeError, match="aera"):
        getattr(heatcalc, job)(*first.get(job, ()), aera=100)
