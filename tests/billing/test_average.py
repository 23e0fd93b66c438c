"""What a bill comes to per unit of the areas and the heat that the home states."""

from decimal import Decimal
from pathlib import Path

import pytest

import heatcalc
from tests.conftest import Program

PLANS = Path(__file__).parents[1] / "tables" / "plans.toml"


@pytest.mark.parametrize(
    ("asked", "total", "average"),
    [
        # 100 × 6 + 40 × 55.5 = 2820, capped by 100 × 5.1 × 4 months
        ({"area": 100, "gj": 40, "plan": "metered"}, "2040.00", {"building_m2": "20.40", "GJ": "51.00"}),
        # 2040 ÷ 9000 = 0.2266…
        ({"area": 100, "kwh": 9000, "plan": "metered"}, "2040.00", {"building_m2": "20.40", "kWh": "0.23"}),
        # No heat, no price of it: 100 × 6, topped up to 100 × 10
        ({"area": 100, "kwh": 0, "plan": "metered"}, "1000.00", {"building_m2": "10.00"}),
        # 2040 ÷ 64 = 31.875, half up, though the price does not use the heat
        ({"area": 100, "gj": 64}, "2040.00", {"building_m2": "20.40", "GJ": "31.88"}),
    ],
)
def test_the_total_per_unit_stated(asked: dict[str, object], total: str, average: dict[str, str]) -> None:
    bill = heatcalc.bill(**asked, tariffs=heatcalc.load_tariffs(PLANS))  # type: ignore[arg-type]
    assert isinstance(bill, heatcalc.Bill)
    assert bill.total == Decimal(total)
    assert bill.average == {name: Decimal(amount) for name, amount in average.items()}
    assert bill.to_dict()["average"] == average


@pytest.mark.parametrize("format_", ["table", "plain", "md"])
def test_a_bill_of_heat_says_what_a_unit_of_it_comes_to(format_: str, heat: Program) -> None:
    asked = ("bill", "--area", "100", "--gj", "40", "--tariffs", str(PLANS), "--format", format_)
    assert heat(*asked, "--plan", "metered").out.count("平均 51.00 元/GJ。") == 1
    assert "On average 51.00 CNY/GJ." in heat(*asked, "--plan", "metered", "--lang", "en").out
    assert "平均" not in heat(*asked).out
