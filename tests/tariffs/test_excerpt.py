"""What a bill reads of the shipped table is what the whole table says of it: all but what heat costs the city."""

import tomllib
from typing import Any

import pytest

import heatcalc
from heatcalc.tariffs.load import shipped
from heatcalc.tariffs.load_city import _is_called, load_for

CITIES = tomllib.loads(shipped().read_text(encoding="utf-8"))["city"]
BLOCKS = [block for block in shipped().read_bytes().split(b"\n[") if block.startswith(b"[city]]")]


@pytest.mark.parametrize("raw", CITIES, ids=lambda raw: str(raw["id"]))
def test_the_excerpt_has_the_city_as_the_whole_table_has_it(raw: dict[str, Any], shipped: heatcalc.Table) -> None:
    names = [raw["id"], raw["name"], raw["english"].upper(), *raw.get("aliases", [])]
    excerpt = load_for(names[-1])
    if "tariff" not in raw:  # only what heat costs is known of it, and a table has sources
        assert excerpt == shipped
        return
    (city,) = excerpt.city
    (whole,) = (each for each in shipped.city if each.id == raw["id"])
    costs = ("source_price", "guide_price", "cost", "plant", "figure", "doubt")
    known = ("heat_use", "unit_cost", "split", "rural_subsidy")
    nothing: dict[str, Any] = dict.fromkeys((*costs, *known), ())
    assert city == whole._replace(**nothing)
    assert excerpt.classes == shipped.classes
    assert {entry.source for entry in city.entries()} == set(excerpt.sources)
    assert all(shipped.sources[id_] == source for id_, source in excerpt.sources.items())
    # Every other name leads to the same block, and what is read depends on the block alone.
    (block,) = [block for block in BLOCKS if _is_called(block, raw["id"])]
    for name in names:
        assert [each for each in BLOCKS if _is_called(each, name)] == [block], name


def test_without_a_name_it_is_the_default_city(shipped: heatcalc.Table) -> None:
    assert [city.id for city in load_for(None).city] == [shipped.default_city]


def test_an_unknown_name_gets_the_whole_table(shipped: heatcalc.Table) -> None:
    assert load_for("datung") == shipped
