"""Options of `subsidy` that do not go together, and those by which it reads a ledger."""

import json
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.files import ledger_in

SCENARIOS = "[scenario.now]\narea = 100\ncity = '朔州'\nunit_cost = 30\n"


@pytest.mark.parametrize(
    "options",
    [
        ("--ledger", "ledger.csv"),
        ("--by", "乡镇"),
        ("--area", "100"),
        ("--unit-cost", "31"),
        ("--rural",),
        ("--split", "city=1"),
        ("--city", "太原"),
        ("--winter", "2021-2022"),
        ("--map", "编号=户号"),
        ("--save", "new.toml"),
    ],
)
def test_nothing_is_said_beside_scenarios(heat: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text(SCENARIOS, encoding="utf-8")
    assert heat("subsidy", "--scenarios", str(file)).code == 0
    done = heat("subsidy", "--scenarios", str(file), *options)
    assert done.code == 2
    assert options[0] in done.err


def test_settings_may_stand_beside_scenarios(heat: Program, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text(SCENARIOS, encoding="utf-8")
    assert heat("subsidy", "--scenarios", str(file), HEATCALC_CITY="太原", HEATCALC_LOSS="0.1").code == 0


@pytest.mark.parametrize("options", [("--months", "4"), ("--relief", "low_income"), ("--with", "building=villa")])
def test_what_one_home_is_is_not_said_of_a_ledger(heat: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    file = ledger_in(tmp_path, "户号,建筑面积\n1,100\n")
    done = heat("subsidy", "--ledger", str(file), "--unit-cost", "30", *options)
    assert done.code == 2
    assert options[0] in done.err


@pytest.mark.parametrize("options", [("--several",), ("--account", "小区,户号"), ("--map", "编号=户号")])
def test_how_a_ledger_is_read_is_not_said_of_one_home(heat: Program, options: tuple[str, ...]) -> None:
    done = heat("subsidy", "--area", "100", "--unit-cost", "30", *options)
    assert done.code == 2
    assert options[0] in done.err


@pytest.mark.parametrize(
    ("text", "encoding", "options"),
    [
        ("小区,户号,建筑面积\nA,1,100\nB,1,80\n", "utf-8", ("--account", "小区,户号")),
        ("户号,建筑面积\n1,100\n1,80\n", "utf-8", ("--several",)),
        ("编号,计租面积\n1,100\n2,80\n", "utf-8", ("--map", "编号=户号", "--map", "计租面积=建筑面积")),
        ("户号,建筑面积,用户类别\n1,100,甲\n2,80,甲\n", "utf-8", ("--map-value", "用户类别:甲=居民")),
        ("户号,建筑面积,面积\n1,100,5\n2,80,5\n", "utf-8", ("--carry", "面积")),
        ("户号,建筑面积\n1,100\n2,80\n", "gb18030", ("--encoding", "gb18030")),
    ],
)
def test_a_ledger_is_read_by_the_options_of_a_batch(
    heat: Program, tmp_path: Path, text: str, encoding: str, options: tuple[str, ...]
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(text, encoding=encoding)
    asked = ("subsidy", "--ledger", str(file), "--city", "朔州", "--unit-cost", "30", "--format", "json", *options)
    done = heat(*asked)
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)["rows"]
    assert (row["area"], row["households"]) == ("180", 2)
