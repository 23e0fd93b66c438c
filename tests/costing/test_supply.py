"""The sources of a network: capacity, merit order, one source out, and the contradictions of the published figures."""

import json
from fractions import Fraction

import pytest

from heatcalc.costing.supply import supply_of
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.helpers.asking import table_of


def test_shuozhou_by_the_report(heat: Program) -> None:
    done = heat("supply", "--city", "朔州", "--served", "30000000", "--format", "json")
    found = json.loads(done.out)
    assert (found["capacity_m2"], found["room_m2"], found["blended_price"]) == ("44000000", "14000000", "24.5")
    assert [(each["left_without_m2"], each["cold_without_m2"]) for each in found["plants"]] == [
        ("24000000", "6000000"),
        ("32000000", "0"),
        ("32000000", "0"),
    ]
    assert [(each["of"], each["quotient"]) for each in found["contradictions"]] == [
        (["people_added", "households_added"], "8.0"),
        (["area_added", "households_added"], "76.3"),
        (["plants_power", "sources_power"], None),
        (["share_lower", "share_upper"], None),
        (["sources_capacity"], None),
    ]
    values = {each["id"]: each["value"] for each in found["figures"]}
    assert (values["plants_power"], values["sources_power"]) == ("768", "3400")
    assert (values["share_lower"], values["share_upper"]) == ("93", "98")


def test_the_agreed_price_and_its_cap_are_in_every_format(heat: Program) -> None:
    found = json.loads(heat("supply", "--format", "json").out)
    assert (found["agreed_price"], found["guide_price"]) == ("24.5", "27.5")
    assert [(each["kind"], each["price"], each["source"]) for each in found["prices"]] == [
        ("agreed", "24.5", "shuozhou-daily-2022"),
        ("guide", "27.5", "shuozhou-daily-2022"),
    ]
    for format_ in ("table", "plain", "csv", "md"):
        shown = " ".join(heat("supply", "--format", format_, "--lang", "en").out.split())  # a table folds its cells
        for words in ("24.5", "27.5", "Agreed price (from 2016,", "Guide price, the cap", "2022-2023", "朔州日报"):
            assert words in shown, format_


@pytest.mark.parametrize(("city", "prices"), [("伊川", ["40", "58"]), ("石家庄", ["42"]), ("北京", ["33"])])
def test_a_city_of_which_only_prices_are_known_shows_them(city: str, prices: list[str], heat: Program) -> None:
    done = heat("supply", "--city", city, "--served", "1000000", "--format", "json")
    found = json.loads(done.out)
    assert ([each["price"] for each in found["prices"]], found["plants"], found["room_m2"]) == (prices, [], None)


def test_a_price_at_substations_is_not_taken_for_that_of_the_plant(heat: Program) -> None:
    done = heat("subsidy", "--city", "伊川", "--area", "100", "--heat-use", "0.3", "--loss", "0", "--network-cost", "8")
    assert done.code == 4


def test_both_figures_and_their_quotes_are_shown(heat: Program) -> None:
    shown = heat("supply").out
    for words in ("8.0（人/户）", "惠及约99920人", "76.3（㎡/户）", "768 MW", "3400 MW", "93 %", "98 %", "4400万m3"):
        assert words in shown
    assert "没有收录这个管网的供热面积" in shown
    shown.encode("gbk")


def test_the_power_of_the_sources_is_the_sum_of_their_units(shipped: Table) -> None:
    (shuozhou,) = (city for city in shipped.city if city.id == "shuozhou")
    power = 0
    for plant in shuozhou.plant:
        number, _, each = plant.units.removesuffix(" MW").partition("×")
        power += int(number) * int(each)
    figures = {figure.id: figure.value for figure in shuozhou.figure}
    assert power == figures["sources_power"]
    assert sum(plant.capacity_m2 for plant in shuozhou.plant) == figures["sources_capacity"]


def made_up(*plants: tuple[str, int, int | None]) -> Table:
    rows = [
        {
            "name": name,
            "english": name,
            "capacity_m2": area,
            "source": "s",
            **({"price": price} if price else {}),
        }
        for name, area, price in plants
    ]
    document = {
        "schema": 1,
        "default_city": "city",
        "classes": {"residential": {"name": "居民"}},
        "sources": {"s": {"title": "t", "publisher": "p", "date": "2022", "kind": "web"}},
        "city": [{"id": "city", "name": "市", "plant": rows}],
    }
    return table_of(document)


def test_the_cheapest_source_heats_first() -> None:
    found = supply_of(made_up(("dear", 100, 30), ("cheap", 60, 20), ("middle", 40, 25)), None, Fraction(110))
    assert [(each.plant.name, each.heats) for each in found.plants] == [("cheap", 60), ("middle", 40), ("dear", 10)]
    assert found.blended == Fraction(60 * 20 + 40 * 25 + 10 * 30, 110)
    assert [each.cold for each in found.plants] == [0, 0, 10]
    assert found.room == 90


def test_a_source_without_a_price_leaves_no_blended_price() -> None:
    found = supply_of(made_up(("a", 100, 30), ("b", 60, None)), None, None)
    assert (found.blended, found.room) == (None, None)
    assert [each.cold for each in found.plants] == [None, None]


@pytest.mark.parametrize("city", ["大同", "nowhere"])
def test_a_city_without_plants_is_refused(city: str, heat: Program) -> None:
    assert heat("supply", "--city", city).code == 4


def test_doubts_about_figures_that_there_are_none_of_are_found() -> None:
    from heatcalc.schema.findings import Findings
    from heatcalc.tariffs.arrays import names_of
    from heatcalc.tariffs.schema import TABLE

    figure = {"id": "a", "name": "a", "english": "a", "value": 1, "unit": "MW", "source": "s"}
    doubt = {"kind": "quotient", "of": ["a", "aa"], "name": "d", "english": "d"}
    city = {"id": "city", "name": "市", "figure": [figure, figure], "doubt": [doubt, {**doubt, "of": ["a"]}]}
    sources = {"s": {"title": "t", "publisher": "p", "date": "2022", "kind": "web"}}
    document = {"schema": 1, "classes": {"residential": {"name": "居民"}}, "sources": sources, "city": [city]}
    findings = Findings(names_of(document))
    TABLE.read(document, (), findings)
    assert [finding.path[2:] for finding in findings] == [("figure", 1, "id"), ("doubt", 0, "of"), ("doubt", 1, "of")]


def test_what_no_plant_is_known_of_is_null(heat: Program) -> None:
    found = json.loads(heat("supply", "--city", "伊川", "--format", "json").out)
    assert (found["plants"], found["capacity_m2"]) == ([], None)
