"""The price of heat at the plant: that of the winter and the homes that are priced, with its age on every format."""

import csv
import io
import json

import pytest

from tests.conftest import Program

REST = ("--loss", "10%", "--network-cost", "8")
OLD = (
    "subsidy",
    "--area",
    "100",
    "--winter",
    "2026-2027",
    "--heat-use",
    "0.45",
    *REST,
)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "33 元/吉焦（2008-07-01 至 2009-06-30"), ("en", "33 CNY/GJ (2008-07-01 to")]
)
def test_a_price_that_has_ended_is_named_and_not_used(lang: str, words: str, heat: Program) -> None:
    asked = ("subsidy", "--area", "100", "--city", "北京", "--with", "network=city", "--heat-use", "北京", *REST)
    done = heat(*asked, "--lang", lang)
    assert done.code == 4
    assert words in done.err
    assert "2025-2026" in done.err
    assert "--source-price" in done.err
    assert heat(*asked, "--source-price", "40", "--lang", lang).code == 0


def test_a_figure_of_other_homes_is_not_taken(heat: Program) -> None:
    asked = ("subsidy", "--area", "100", "--city", "北京", "--with", "network=own_gas", *REST, "--source-price", "40")
    done = heat(*asked, "--heat-use", "北京")
    assert done.code == 4
    assert "只适用于供热管网：城市热网的用户" in done.err
    assert "提示" not in done.err
    offered = heat(*asked).err
    assert "--heat-use beijing" not in offered
    assert "供热管网：城市热网" in offered


@pytest.mark.parametrize("format_", ["table", "plain", "csv", "md", "json"])
def test_the_age_of_the_source_price_is_on_every_format(format_: str, heat: Program) -> None:
    shown = "".join(heat(*OLD, "--format", format_).out.split())
    assert "热源价24.5元/吉焦自2016起执行，最近见于2022-11的出处，比2026-2027早4个采暖季" in shown


def test_an_own_price_has_no_age(heat: Program) -> None:
    assert "热源价 30 元/吉焦自" not in heat(*OLD, "--source-price", "30").out


def test_json_has_the_winter_the_prices_and_their_sources(heat: Program) -> None:
    found = json.loads(heat(*OLD, "--source-price", "28", "--format", "json").out)
    assert found["winter"] == "2026-2027"
    assert found["prices"]["agreed"]["carried"] == 4
    assert (found["prices"]["guide"]["price"], found["prices"]["above_cap"]) == ("27.5", True)
    assert found["prices"]["guide"]["source"] in found["sources"]
    swept = json.loads(heat(*OLD, "--source-price", "26..28:2", "--format", "json").out)
    assert [row["above_cap"] for row in swept["rows"]] == [False, True]
    assert (swept["prices"]["agreed"]["price"], swept["prices"]["guide"]["price"]) == ("24.5", "27.5")
    assert set(swept["sources"]) == {"shuozhou-daily-2022"}
    assert "2026-2027" in heat(*OLD).out.splitlines()[0]


def test_csv_says_why_the_exit_code_is_one(heat: Program) -> None:
    done = heat(*OLD, "--source-price", "28", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert done.code == 1
    assert any("高于指导价 27.5 元/吉焦，超过上限" in row["item"] for row in rows if row["part"] == "note")
    assert ["朔州日报" in row["source"] for row in rows if row["part"] == "price"] == [True, True]
    assert [row["amount"] for row in rows if row["part"] == "input"] == ["28", "0.45", "0.1", "8"]
    assert any(row["part"] == "source" for row in rows)
    swept = csv.DictReader(io.StringIO(heat(*OLD, "--source-price", "26..28:2", "--format", "csv").out))
    assert [(row["winter"], row["cap"], row["above_cap"]) for row in swept] == [
        ("2026-2027", "27.5", "false"),
        ("2026-2027", "27.5", "true"),
    ]


def test_a_figure_per_other_area_shows_how_it_is_converted(heat: Program) -> None:
    asked = ("subsidy", "--city", "枣庄", "--area", "100", "--unit-cost", "青岛", "--split", "鄂尔多斯")
    for format_ in ("plain", "csv", "md"):
        shown = heat(*asked, "--format", format_).out
        assert "31.02 × 0.75 = 23.265" in shown, format_
        assert "东胜区、康巴什新区（鄂尔多斯，外省）" in shown, format_
    found = json.loads(heat(*asked, "--format", "json").out)
    assert found["inputs"]["unit_cost"]["how"] == "31.02 × 0.75"
    assert (found["split_of"]["city_name"], found["split_of"]["name"]) == ("鄂尔多斯", "居民热价补贴")
    assert list(found["split"]) == ["市人民政府（鄂尔多斯，外省）", "东胜区、康巴什新区（鄂尔多斯，外省）"]


def test_rural_subsidies_have_their_sources(heat: Program) -> None:
    asked = ("subsidy", "--city", "太原", "--area", "100", "--rural-multiple", "3", "--format")
    found = json.loads(heat(*asked, "json").out)
    assert found["rural_subsidy"]
    assert {each["source"] for each in found["rural_subsidy"]} <= set(found["sources"])


def test_csv_of_a_supply_has_figures_in_square_metres_with_sources(heat: Program) -> None:
    rows = list(csv.DictReader(io.StringIO(heat("supply", "--served", "30000000", "--format", "csv").out)))
    plants = [row for row in rows if row["part"] == "plant"]
    assert [(row["value"], row["cold_without"]) for row in plants] == [
        ("20000000", "6000000"),
        ("12000000", "0"),
        ("12000000", "0"),
    ]
    assert all("朔州日报" in row["source"] for row in plants)
    assert sum(row["part"] == "figure" for row in rows) == 10
    assert sum(row["part"] == "contradiction" for row in rows) == 5
