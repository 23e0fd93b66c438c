"""What a clerk may choose from, and what is taken where nothing is chosen."""

import pytest

import heatcalc
from heatcalc.web.desk.choices import Choices
from heatcalc.web.desk.offers import MeantByBlanks, meant_by_blanks


@pytest.mark.parametrize(
    ("chosen", "usual", "meant"),
    [
        (Choices(), Choices(), ("朔州", "居民", "按面积", "2022-2023")),
        (Choices(winter="2018-2019"), Choices(), ("朔州", "居民", "按面积", "2022-2023")),
        (Choices(city="taiyuan"), Choices(), ("朔州", "居民", "按面积", "2025-2026")),
        (Choices(), Choices(city="太原", class_="非居民"), ("太原", "非居民", "按面积", "2025-2026")),
        (Choices(), Choices(winter="2019-2020"), ("朔州", "居民", "按面积", "2019-2020")),
        (Choices(winter="soon"), Choices(), ("", "", "", "")),
    ],
)
def test_blanks_mean_what_is_usual(
    shipped: heatcalc.Table, chosen: Choices, usual: Choices, meant: tuple[str, ...]
) -> None:
    assert meant_by_blanks(shipped, chosen, "zh", usual) == MeantByBlanks(*meant)
