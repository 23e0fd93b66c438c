"""What a bill reads of the shipped table is what the whole table says."""

import tomllib

import pytest

import heatcalc
from heatcalc.tariffs.load import shipped
from heatcalc.tariffs.load_city import load_for

NAMES = [
    name
    for city in tomllib.loads(shipped().read_text(encoding="utf-8"))["city"]
    for name in (city["id"], city["name"], city["english"].upper(), *city.get("aliases", []))
]


@pytest.mark.parametrize("name", NAMES)
def test_the_excerpt_has_the_city_as_the_whole_table_has_it(name: str, shipped: heatcalc.Table) -> None:
    excerpt = load_for(name)
    (city,) = excerpt.city
    assert city in shipped.city
    assert name.casefold() in {word.casefold() for word in (city.id, city.name, city.english, *city.aliases)}
    assert excerpt.classes == shipped.classes
    assert {entry.source for entry in city.entries()} == set(excerpt.sources)
    assert all(shipped.sources[id_] == source for id_, source in excerpt.sources.items())


def test_without_a_name_it_is_the_default_city(shipped: heatcalc.Table) -> None:
    assert [city.id for city in load_for(None).city] == [shipped.default_city]


def test_an_unknown_name_gets_the_whole_table(shipped: heatcalc.Table) -> None:
    assert load_for("datung") == shipped
