"""What a ceiling's height adds, as cities write it."""

from pathlib import Path

import pytest

import heatcalc
from tests.helpers.small_table import HEAD, TARIFF
from tests.rules.test_rules import rule

SEASON = '[[city.season]]\nmonths = 5\nsource = "s"\n'
PRICE = 'rate = 5, per = ["building_m2", "month"]'
BY_METRE = ("over = 4", "adds_per_m = 0.125", "max_adds = 1")
"""As in 北京 for rooms above 4 m: 12.5 % of the price for each metre, at most 100 %."""
FREE_UP_TO = ("over = 3.2", "counted_from = 2.8", "step = 0.1", "adds = 0.03")
"""As in 太原: free up to 3.2 m, and what is above 2.8 m counts where a room is higher."""


@pytest.mark.parametrize(
    ("terms", "height", "rate", "expected"),
    [
        (BY_METRE, "5.0", 'rate = 42, per = ["building_m2", "season"]', "4725.00"),  # 4200 × 1.125
        (BY_METRE, "4.0", 'rate = 42, per = ["building_m2", "season"]', "4200.00"),
        (BY_METRE, "4.4", 'rate = 42, per = ["building_m2", "season"]', "4410.00"),  # 4200 × 1.05
        (BY_METRE, "20", 'rate = 42, per = ["building_m2", "season"]', "8400.00"),
        (FREE_UP_TO, "3.2", PRICE, "2500.00"),
        (FREE_UP_TO, "3.3", PRICE, "2875.00"),  # 2500 × (1 + 5 × 0.03)
        (FREE_UP_TO, "3.31", PRICE, "2950.00"),  # each begun step: 2500 × (1 + 6 × 0.03)
    ],
)
def test_a_home_of_100(terms: tuple[str, ...], height: str, rate: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    text = HEAD + SEASON + TARIFF.replace(PRICE, rate) + rule("ceiling_height", *terms)
    file.write_text(text, encoding="utf-8")
    answer = heatcalc.bill(area=100, height=height, city="jia", tariffs=heatcalc.load_tariffs(file))
    assert isinstance(answer, heatcalc.Bill)
    assert str(answer.due) == expected
