"""Cities side by side: several homes and winters, places within a province, a weighted mean, and who cannot answer."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from heatcalc.billing.compare import Axes, Comparison, compare_cities
from heatcalc.billing.request import BillRequest
from heatcalc.errors import UsageError
from heatcalc.formula.home import Home
from heatcalc.tariffs.model import Table
from tests.conftest import Program

SHANXI = ("朔州", "忻州", "太原", "大同")
"""Of the report: 15.12, 16.50, 18.00 and 19.36 CNY a square metre and season."""


def compared(
    table: Table, cities: tuple[str, ...], axes: Axes | None = None, class_: str = "residential"
) -> Comparison:
    request = BillRequest(Home({"building_m2": Fraction(100)}, {}), None, class_)
    return compare_cities(table, request, cities, "bill", "zh", axes)


def test_places_within_a_province(shipped: Table) -> None:
    rows = compared(shipped, (*SHANXI, "郑州")).rows
    assert [(row.city, row.rank) for row in rows] == [
        ("shuozhou", (1, 4)),
        ("xinzhou", (2, 4)),
        ("taiyuan", (3, 4)),
        ("datong", (4, 4)),
        ("zhengzhou", None),
    ]


def test_several_homes_are_compared_each_with_its_like(shipped: Table) -> None:
    found = compared(shipped, ("朔州", "太原"), Axes(areas=(Fraction(60),)))
    assert [(row.city, row.home, str(row.bill.total), row.ratio) for row in found.rows if row.bill] == [
        ("shuozhou", "60㎡", "907.20", "1.00"),
        ("taiyuan", "60㎡", "1080.00", "1.19"),
        ("shuozhou", "100㎡", "1512.00", "1.00"),
        ("taiyuan", "100㎡", "1800.00", "1.19"),
    ]


def test_several_winters_show_what_the_table_knows_of_each(shipped: Table) -> None:
    found = compared(shipped, ("太原",), Axes(winters=(2021, 2022, 2023)))
    assert [(row.winter, row.bill is None) for row in found.rows] == [
        ("2022-2023", False),
        ("2023-2024", False),
        ("2021-2022", True),
    ]
    assert found.refused == 1


def test_a_weighted_mean(shipped: Table) -> None:
    found = compared(shipped, SHANXI, Axes(weights={"朔州": Fraction(1), "太原": Fraction(3)}))
    assert found.mean == (Decimal("1512.00") + 3 * Decimal("1800.00")) / 4
    assert compared(shipped, SHANXI).mean is None


@pytest.mark.parametrize(
    ("axes", "class_"),
    [
        (Axes(weights={"大同": Fraction(1), "朔州": Fraction(1)}), "non_residential"),
        (Axes(weights={"西安": Fraction(1)}), "residential"),
        (Axes(weights={"朔州": Fraction(1)}, areas=(Fraction(60),)), "residential"),
        (Axes(weights={"朔州": Fraction(1)}, winters=(2022, 2023)), "residential"),
    ],
)
def test_a_mean_without_its_cities_is_refused(axes: Axes, class_: str, shipped: Table) -> None:
    with pytest.raises(UsageError):
        compared(shipped, SHANXI, axes, class_)


def test_the_command(heat: Program) -> None:
    cities = [argument for city in SHANXI for argument in ("--city", city)]
    asked = ("compare", "--area", "100", "--area", "60", *cities, "--class", "non_residential")
    done = heat(*asked, "--format", "json")
    found = json.loads(done.out)
    assert found["refused"] == 2
    assert [(row["city"], row["area"], row["rank"]) for row in found["rows"][:3]] == [
        ("shuozhou", "60㎡", [1, 3]),
        ("xinzhou", "60㎡", [2, 3]),
        ("taiyuan", "60㎡", [3, 3]),
    ]
    assert "没有答案的城市（2）" in heat(*asked).out
    assert heat("compare", "--area", "100", "--winters", "2023-2024..2020-2021").code == 2
    assert heat("compare", "--area", "100", "--city", "太原", "--winters", "2021-2022..2023-2024").code == 0


def test_a_measure_is_billed_where_the_price_uses_it_and_named_where_it_does_not(heat: Program) -> None:
    table = str(Path(__file__).parents[1] / "tables" / "plans.toml")
    asked = ("compare", "--area", "100", "--area", "60", "--measure", "kW=10", "--tariffs", table)
    warehouse = ("--class", "warehouse", "--winter", "2023-2024", "--format", "json")
    # 10 kW × 120 × 4 months, whatever the area
    rows = json.loads(heat(*asked, *warehouse).out)["rows"]
    assert [(row["area"], row["total"]) for row in rows] == [("100㎡", "4800.00"), ("60㎡", "4800.00")]
    rows = json.loads(heat(*asked, "--with", "colour=red", "--format", "json").out)["rows"]
    assert [row["notes"][-1] for row in rows] == ["本价格用不到：colour、热负荷。"] * 2
    assert "\n  测试市: 本价格用不到：热负荷。\n" in heat(*asked).out
    assert heat(*asked[:5], "--measure", "colour=10").code == 2


def test_order_rank_and_ratio_follow_what_the_household_pays(heat: Program) -> None:
    """鄂尔多斯 is 20.50 a ㎡, of which payers take 6.00: 1450 due, less than the 1512 of 朔州."""
    asked = ("compare", "--area", "100", "--city", "朔州", "--city", "鄂尔多斯", "--city", "达拉特旗", "--format")
    rows = json.loads(heat(*asked, "json").out)["rows"]
    assert [(row["city"], row["due"], row["total"], row["difference"], row["ratio"]) for row in rows] == [
        ("ordos", "1450.00", "2050.00", "0.00", "1.00"),
        ("shuozhou", "1512.00", "1512.00", "62.00", "1.04"),
        ("dalad", "2150.00", "2450.00", "700.00", "1.48"),
    ]
    assert [row["rank"] for row in rows] == [[1, 2], None, [2, 2]]
    lines = list(csv.DictReader(io.StringIO(heat(*asked, "csv").out)))
    assert [(row["bill"], row["total"]) for row in lines] == [(row["due"], row["total"]) for row in rows]
    assert all(row["source"] for row in lines)
    for format_ in ("plain", "md", "table"):
        shown = heat(*asked, format_).out
        assert all(words in shown for words in ("1450.00", "2050.00", "扣减前")), format_
    assert "扣减前" not in heat("compare", "--area", "100", "--city", "朔州", "--city", "太原").out
