"""Figures that a source gives of a city: offered by its name, never used unasked, and marked as whose they are."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.costing.named_figures import is_name
from heatcalc.schema.findings import Findings
from heatcalc.show.cost_entries import use_text
from heatcalc.tariffs.heat_norm import norm_of
from heatcalc.tariffs.load import inspect_text, load_tariffs
from heatcalc.tariffs.model import Table
from tests.conftest import Program

NEAR = ("--heat-use", "taiyuan", "--loss", "0.1", "--network-cost", "8", "--split", "yangquan")


def test_a_refusal_names_the_figures_of_the_province_and_how_to_take_them(heat: Program) -> None:
    done = heat("subsidy", "--area", "100", "--lang", "en")
    assert done.code == 4
    assert "--heat-use taiyuan (Taiyuan, same province: 0.275 GJ/㎡·season, building area)" in done.err
    assert "--heat-use yuncheng (Yuncheng, same province: 0.198" in done.err
    assert "langfang" not in done.err
    assert "--heat-use jincheng" not in done.err
    assert "Jincheng, same province: 0.341" in done.err


def test_a_known_figure_is_not_used_unasked(heat: Program) -> None:
    found = json.loads(heat("subsidy", "--area", "100", "--rural", "--format", "json").out)
    assert set(found["inputs"]) == {"source_price", "rural_multiple"}
    assert found["split"] == {}
    offered = {(each["option"], each["where"]) for each in found["known"]}
    assert {("--heat-use taiyuan", "neighbour"), ("--split yangquan", "neighbour"), (None, "neighbour")} <= offered


@pytest.mark.parametrize("format_", ["table", "plain", "csv", "md"])
def test_every_format_says_whose_a_figure_is(format_: str, heat: Program) -> None:
    shown = heat("subsidy", "--area", "100", *NEAR, "--format", format_).out
    assert "购热（太原，同省）" in shown
    assert "阳泉，同省" in shown


def test_json_says_whose_a_figure_is(heat: Program) -> None:
    found = json.loads(heat("subsidy", "--area", "100", *NEAR, "--format", "json").out)
    assert found["inputs"]["heat_use"] == {"value": "0.275", "source": "taiyuan-2025", "city": "taiyuan"}
    assert found["inputs"]["loss"] == {"value": "0.1", "source": "", "city": None}
    assert found["inputs"]["source_price"]["city"] == "shuozhou"
    assert found["lines"][0]["label"] == "购热（太原，同省）"
    assert (found["split_of"]["city"], found["split_of"]["where"]) == ("yangquan", "neighbour")
    assert {"taiyuan-2025", "yangquan-2019"} <= set(found["sources"])


def test_a_ledger_and_a_sweep_take_a_figure_by_name(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "l.csv"
    ledger.write_text("户号,城市,用户类别,建筑面积\n1,朔州,居民,100\n2,朔州,非居民,50\n", encoding="utf-8")
    done = heat("subsidy", "--ledger", str(ledger), *NEAR, "--format", "json")
    rows = json.loads(done.out)["rows"]
    assert [(row["class"], row["cost"]) for row in rows] == [("residential", "1548.61"), ("non_residential", "774.31")]
    swept = heat("subsidy", "--area", "100", *NEAR[:-2], "--source-price", "24.5..26.5:2")
    assert "按名选用，太原，同省" in swept.out


def test_every_row_of_several_gaps_says_whose_a_figure_is(heat: Program) -> None:
    asked = ("subsidy", "--area", "100", *NEAR[:-2], "--source-price", "24.5..26.5:2")
    rows = heat(*asked, "--format", "csv").out.splitlines()
    assert rows[0].endswith(",taken")
    assert all(row.endswith("耗热量 0.275 GJ/㎡·采暖季 (太原，同省)") for row in rows[1:])
    inputs = json.loads(heat(*asked, "--format", "json").out)["inputs"]
    assert inputs["heat_use"] == {"value": "0.275", "source": "taiyuan-2025", "city": "taiyuan"}
    assert "source_price" not in inputs


def test_a_name_is_saved_as_a_name_and_taken_again(heat: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    assert heat("subsidy", "--area", "100", *NEAR, "--save", str(path)).code == 0
    assert 'heat_use = "taiyuan"' in path.read_text(encoding="utf-8")
    plain = json.loads(heat("subsidy", "--area", "100", *NEAR, "--format", "json").out)
    (row,) = json.loads(heat("subsidy", "--scenarios", str(path), "--format", "json").out)["rows"]
    assert {**plain, "scenario": "1"} == row


def test_python_takes_a_city_for_a_figure() -> None:
    gap = heatcalc.subsidy(
        {"heat_use": "taiyuan", "loss": "0.1", "network_cost": 8}, area=100, split="yangquan", winter="2022-2023"
    )
    assert isinstance(gap, heatcalc.Gap)
    assert (str(gap.cost), [str(part.amount) for part in gap.parts]) == ("1548.61", ["18.31", "18.30"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--heat-use", "nowhere", "--loss", "0.1", "--network-cost", "8"), 4),
        (("--heat-use", "changchun", "--loss", "0.1", "--network-cost", "8"), 4),
        (("--unit-cost", "yanan"), 4),
        (("--unit-cost", "20", "--heat-use", "0.3"), 2),
        (("--unit-cost", "0"), 2),
        (("--unit-cost", "15..20:1"), 0),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, heat: Program) -> None:
    done = heat("subsidy", "--area", "100", *arguments)
    assert done.code == code, done.err
    assert "Traceback" not in done.err


def test_a_name_has_letters_and_no_digit() -> None:
    assert [is_name(text) for text in ("taiyuan", "太原", "0.3", "0.3..0.4:0.1", "1e5", "o.45", "10%")] == [
        True,
        True,
        *[False] * 5,
    ]


def test_a_norm_is_the_division_of_the_price_office(shipped: Table) -> None:
    """18 × (1 - 0.30) ÷ 0.165 = 76.36 kWh, which is 0.275 GJ."""
    (taiyuan,) = (city for city in shipped.city if city.id == "taiyuan")
    norm = norm_of(taiyuan, taiyuan.heat_use[0])
    assert norm is not None
    assert (norm.area_price, norm.basic, norm.metered, norm.unit) == (18, Fraction("5.4"), Fraction("0.165"), "kWh")
    assert norm.gj == Fraction("12.6") / Fraction("0.165") * Fraction("0.0036")


def test_a_norm_of_a_tariff_with_conditions_is_that_of_the_homes_that_they_are_of(shipped: Table) -> None:
    """Both networks of 北京 were made with one norm: (24 - 12) ÷ 0.16 = (30 - 18) ÷ 0.16 = 75 kWh, 0.27 GJ."""
    (beijing,) = (city for city in shipped.city if city.id == "beijing")
    (use,) = beijing.heat_use
    norms = [norm_of(beijing, use._replace(when={"network": network})) for network in ("city", "own_gas")]
    assert [norm and norm.gj for norm in norms] == [Fraction("0.27"), Fraction("0.27")]
    assert norm_of(beijing, use._replace(when={})) is None


HEAD = """\
schema = 1
[classes.residential]
name = "居民"
[sources.s]
title = "t"
publisher = "p"
date = "2022"
kind = "regulation"
[[city]]
id = "x"
name = "某市"
[[city.season]]
months = 5
source = "s"
[[city.tariff]]
class = "residential"
from = "2022-2023"
charge = [{ rate = 3.6, per = ["building_m2", "month"] }]
source = "s"
[[city.tariff]]
class = "residential"
plan = "metered"
from = "2022-2023"
charge = [{ name = "basic", rate = 5.4, per = ["building_m2", "season"] }, { rate = 0.165, per = ["kWh"] }]
source = "s"
"""
NAMED = 'name = "a"\nenglish = "a"\nsource = "s"'
COST = '[[city.unit_cost]]\nvalue = 30\nbasis = "building_m2"\nsource = "s"'
BY_AREA = 'area_tariff = "x/residential/area/2022-2023"'
USE = f'basis = "building_m2"\nsource = "s"\n{BY_AREA}\ntariff = "x/residential/metered/2022-2023"'
TRIAL = "metered = { rate = 0.165, per = 'kWh', basic_share = 0.3, winter = '2020-2021' }"
OF_TRIAL = USE.replace('tariff = "x/residential/metered/2022-2023"', TRIAL)


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (f"[[city.heat_use]]\nvalue = 0.275\n{USE}", None),
        (f"[[city.heat_use]]\nvalue = 0.275\n{OF_TRIAL}", None),
        (f"[[city.heat_use]]\nvalue = 0.325\n{OF_TRIAL}", "does_not_follow"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{OF_TRIAL.replace(BY_AREA, '')}", "missing_key"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{OF_TRIAL.replace('area/2022', 'area/2024')}", "no_division"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{USE}\n{TRIAL}", "one_of"),
        (f'[[city.heat_use]]\nvalue = 76.36\nunit = "kWh"\n{USE}', None),
        (f"[[city.heat_use]]\nvalue = 0.257\n{USE}", "does_not_follow"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{USE}-2024", "no_division"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{USE.replace('building', 'usable')}", "no_division"),
        (f"[[city.heat_use]]\nvalue = 98\n{USE}", "out_of_range"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{USE.replace(BY_AREA, '')}", "missing_key"),
        (f"[[city.heat_use]]\nvalue = 0.275\n{USE}\n[[city.heat_use]]\nvalue = 0.275\n{USE}", "repeated"),
        (f"{COST}\nto = 20", "out_of_range"),
        (f"{COST}\nitems = [{{ name = 'a', english = 'a', value = 20 }}]", "does_not_follow"),
        (f"[[city.split]]\n{NAMED}\npayers = [{{ name = 'a', english = 'a', share = 0.9 }}]", "does_not_follow"),
        (f"[[city.rural_subsidy]]\n{NAMED}", "one_of"),
        (f"[[city.rural_subsidy]]\n{NAMED}\nrate = 1", "missing_key"),
        (f"[[city.rural_subsidy]]\n{NAMED}\nrate = 0.2\nper = 'kWh'\nmost = 12000\ncap = 2000", "does_not_follow"),
    ],
)
def test_what_is_known_of_a_cost_is_held_against_itself(entry: str, finding: str | None) -> None:
    found: list[Any] = inspect_text(HEAD + entry.replace('2023"-2024', '2024"') + "\n", Findings(), "t")[1]
    assert [each.code for each in found if each.severity == "error"] == ([finding] if finding else [])


def test_a_division_of_prices_of_different_years_says_so() -> None:
    table = load_tariffs()
    datong = next(city for city in table.city if city.id == "datong")
    (use,) = datong.heat_use
    said = use_text(use, table, datong, "en")
    assert "0.15 CNY/kWh = 0.325 GJ" in said
    assert said.endswith(
        "; the metered price is of 2014-2015, the area price known from 2022-2023 only: years apart, for orientation"
    )
