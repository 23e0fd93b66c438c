"""The printed formula of tiers has only those that the quantity reaches."""

from pathlib import Path

import pytest

import heatcalc
from tests.helpers.small_table import HEAD

TIERS = """\
[[city.tariff]]
class = "residential"
plan = "metered"
from = 2022-11-01
source = "s"
charge = [{ per = ["kWh"], up_to_per = ["building_m2"], tiers = [
  { up_to = 80, rate = 0.12 }, { up_to = 120, rate = 0.16 }, { rate = 0.2 }] }]
"""


@pytest.mark.parametrize(
    ("kwh", "formula", "due"),
    [
        (0, "0kWh × 0.12元/kWh", "0.00"),
        (5000, "5000kWh × 0.12元/kWh", "600.00"),
        (9000, "80kWh × 100㎡ × 0.12元/kWh + (9000kWh - 80kWh × 100㎡) × 0.16元/kWh", "1120.00"),
    ],
)
def test_tiers_that_are_not_reached_are_not_printed(kwh: int, formula: str, due: str, tmp_path: Path) -> None:
    """80 kWh a ㎡ at 0.12, the next 40 at 0.16: 8000 × 0.12 + 1000 × 0.16 = 1120.00."""
    file = tmp_path / "table.toml"
    file.write_text(HEAD + TIERS, encoding="utf-8")
    bill = heatcalc.bill(area=100, kwh=kwh, city="甲", plan="metered", tariffs=heatcalc.load_tariffs(file))
    assert isinstance(bill, heatcalc.Bill)
    assert (bill.lines[0].formula, str(bill.due)) == (formula, due)
