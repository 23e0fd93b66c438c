"""A ledger's own lines of totals are held against the areas of the homes that were billed."""

from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.files import ledger_in

_HOMES = "户号,户名,建筑面积\n0001,张三,90\n0002,李四,100.5\n"


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize(
    ("text", "differs"),
    [
        (f"{_HOMES}合计,,999\n", "第 4 行 999㎡"),
        (f'{_HOMES}2户,,\n总计,,"1,000㎡"\n', "第 5 行 1000㎡"),
        (f"{_HOMES}合计,,190.50\n", ""),
        ("户号,户名,建筑面积\n0001,张三,90\n小计,,90\n0002,李四,100.5\n小计,,100.5\n", ""),
        ("户号,户名,建筑面积\n0001,张三,90\n小计,,90\n0002,李四,100.5\n小计,,100.5\n合计,,190.5\n", ""),
        (f"{_HOMES}0003,王五,八十\n合计,,270.5\n", ""),
        (f"{_HOMES}合计,2户,\n", ""),
        (f"{_HOMES}平均,,95.25\n最大,,100.5\n上年,,500\n", ""),
        (f"{_HOMES}1号楼,小计,90\n阳光,合计,100.5\n月光,小计,7\n", ""),
        ("户号,户名,建筑面积,使用面积\n0001,张三,90,63\n合计,,91,63\n", ""),
    ],
)
def test_lines_of_totals_that_are_not_the_area_of_the_homes_are_named(
    text: str, differs: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    done = heat("batch", str(ledger_in(tmp_path, text)), "-n", "--city", "太原", "--engine", engine)
    assert (done.code < 2, differs in done.out) == (True, True), done.err
    assert ("合计行与各户不符" in done.out) is (differs != "")
