"""What the table knows of a city's prices over time."""

import csv
import io
import json
from pathlib import Path

import pytest

from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.price_history import price_history
from tests.conftest import Program
from tests.helpers.small_table import HEAD

CHANGED = (
    HEAD
    + """\
[[city.tariff]]
class = "residential"
from = 2022-11-01
charge = [{ rate = 20, per = ["building_m2", "season"] }]
source = "s"
[[city.tariff]]
class = "residential"
from = "2023-2024"
charge = [{ rate = 4, per = ["building_m2", "month"], or = [{ rate = 22.5, per = ["building_m2", "season"] }] }]
source = "s"
seen = 2024-10-08
[[city.tariff]]
class = "residential"
from = "2024-2025"
charge = [{ tiers = [{ up_to = 90, rate = 4 }, { rate = 5 }], per = ["building_m2", "month"] }]
source = "s"
[[city.tariff]]
class = "residential"
from = "2025-2026"
until = "2025-2026"
charge = [{ tiers = [{ up_to = 90, rate = 3.9 }, { rate = 5 }], per = ["building_m2", "month"] }]
source = "s"
"""
)


@pytest.fixture
def own(tmp_path: Path) -> str:
    file = tmp_path / "own.toml"
    file.write_text(CHANGED, encoding="utf-8")
    return str(file)


def test_each_price_is_held_against_the_one_before(heat: Program, own: str) -> None:
    rows = list(csv.DictReader(io.StringIO(heat("tariff", "history", "甲", "--tariffs", own, "--format", "csv").out)))
    assert [(row["since"], row["until"], row["change"], row["percent"], row["seen"]) for row in rows] == [
        ("2022-11-01", "2023-06-30", "", "", "2022"),
        # 22.5 − 20 in the form that both have; 2.5 ÷ 20
        ("2023-2024", "2024-06-30", "+2.5", "+12.50", "2024-10-08"),
        ("2024-2025", "2025-06-30", "计法不同", "", "2022"),
        ("2025-2026", "2026-06-30", "-0.1 / 0", "-2.50 / 0.00", "2022"),
    ]
    assert rows[1]["tariff"] == "22.5元/㎡·采暖季"


def test_programs_get_figures_as_texts(heat: Program, own: str) -> None:
    value = json.loads(heat("tariff", "history", "jia", "--tariffs", own, "--format", "json").out)
    assert (value["schema"], value["city"], value["currency"]) == ("heatcalc.history/1", "jia", "CNY")
    assert [(each["rates"], each["changes"], each["percent"]) for each in value["prices"]] == [
        (["20"], None, None),
        (["22.5"], ["+2.5"], ["+12.50"]),
        (["4", "5"], None, None),
        (["3.9", "5"], ["-0.1", "0"], ["-2.50", "0.00"]),
    ]
    assert heat("tariff", "history", "nowhere", "--tariffs", own).code == 4


def test_a_city_with_prices_of_three_winters(shipped: Table) -> None:
    gaochang = price_history(shipped, find_city(shipped, "高昌"))
    area = [each for each in gaochang if (each.tariff.class_, each.tariff.plan) == ("residential", "area")]
    assert [[str(change) for change in each.changes] for each in area] == [[], ["7/5"], ["1"]]
    assert [each.until is None for each in area] == [False, False, True]


def test_every_price_of_every_city_is_in_its_history(shipped: Table) -> None:
    for city in shipped.city:
        assert len(price_history(shipped, city)) == sum(len(tariff.charge) for tariff in city.tariff)
