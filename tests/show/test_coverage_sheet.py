"""The sheets of coverage count what their tables show, and need no character that a Chinese Windows lacks."""

import pytest

from heatcalc.messages import Lang
from heatcalc.show.coverage_sheet import coverage_sheets
from heatcalc.tariffs.coverage import FIGURES
from heatcalc.tariffs.model import Table


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_counts_are_those_of_the_cities_below(lang: Lang, shipped: Table) -> None:
    whole, *provinces = coverage_sheets(shipped, lang)
    rows = [row for sheet in provinces for row in sheet.rows]
    assert len(rows) == len(shipped.city)
    assert [sheet.title for sheet in provinces] == sorted({city.province for city in shipped.city})
    for at in range(len(FIGURES)):
        cells = [row[at + 1] for row in rows]
        had, *ages, weak, lacking = map(int, whole.rows[at][1:])
        assert had + lacking == len(rows)
        assert [sum(cell.startswith(mark) for cell in cells) for mark in "●◎○◇"] == ages
        assert sum(ages) == had
        assert weak == sum(cell.endswith(("（网）", " (web)")) for cell in cells)


def test_a_province_shows_its_cities_with_winter_and_weakness(shipped: Table) -> None:
    sheets = {sheet.title: sheet for sheet in coverage_sheets(shipped, "zh")}
    rows = {row[0]: row for row in sheets["山西"].rows}
    assert rows["朔州"][1:4] == ["○ 2022-23", "○ 2022-23", "缺"]
    assert rows["太原"][3] == "● 2025-26（网）"
    for sheet in sheets.values():
        "".join(cell for row in sheet.rows for cell in row).encode("gbk")
