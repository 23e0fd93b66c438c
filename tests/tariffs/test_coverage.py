"""What is said of a city's coverage follows from its entries: what there is, how old it is, and who published it."""

import tomllib
from decimal import Decimal

import pytest

from heatcalc.tariffs.coverage import Covered, covered, newest_winter
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table
from tests.helpers.asking import table_of

TABLE = """
schema = 1
default_city = "a"
[classes.residential]
name = "居民"
english = "Residential"
[classes.non_residential]
name = "非居民"
english = "Non-residential"
[classes.shop]
name = "商业"
english = "Shop"
kind = "non_residential"
[sources.paper]
title = "文件"
publisher = "市政府"
date = "2025-10-01"
kind = "regulation"
[sources.web]
title = "转载"
publisher = "某网"
date = "2019-11-02"
kind = "web"
[sources.undated]
title = "网页"
publisher = "某网"
kind = "web"
[[city]]
id = "a"
name = "甲"
english = "A"
province = "山西"
[[city.tariff]]
class = "residential"
plan = "area"
from = 2025-10-01
charge = [{ rate = 20, per = ["building_m2", "season"] }]
source = "paper"
quote = "20元"
[[city.tariff]]
class = "residential"
plan = "metered"
from = 2019-10-01
charge = [{ rate = 0.2, per = ["kWh"] }]
source = "web"
quote = "0.2元"
[[city.tariff]]
class = "shop"
plan = "area"
from = 2024-10-01
charge = [{ rate = 30, per = ["building_m2", "season"] }]
source = "paper"
quote = "30元"
[[city.rule]]
kind = "relief"
group = "低保"
pays = 0.5
classes = ["shop"]
source = "paper"
quote = "50%"
[[city.season]]
start = "11-15"
end = "03-15"
source = "undated"
quote = "11月15日至次年3月15日"
"""


@pytest.fixture(scope="module")
def table() -> Table:
    return table_of(tomllib.loads(TABLE, parse_float=Decimal))


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("price", Covered("", "recent", 2025, weak=False)),
        ("metered", Covered("", "old", 2019, weak=True)),
        ("season", Covered("", "undated", None, weak=True)),
        ("relief", Covered("others")),
        ("stop", Covered("missing")),
    ],
)
def test_a_figure_is_as_old_and_as_well_founded_as_its_entries(figure: str, expected: Covered, table: Table) -> None:
    assert newest_winter(table) == 2025
    assert covered(table, find_city(table, "a"), figure, 2025) == expected


@pytest.mark.parametrize(
    ("newest", "age"), [(2025, "recent"), (2026, "recent"), (2027, "older"), (2028, "older"), (2029, "old")]
)
def test_the_age_is_counted_from_the_newest_winter(newest: int, age: str, table: Table) -> None:
    assert covered(table, find_city(table, "a"), "price", newest).age == age


def test_a_height_whose_price_is_not_known_is_no_figure(shipped: Table) -> None:
    assert covered(shipped, find_city(shipped, "shuozhou"), "height", 2025) == Covered("no_figure")
