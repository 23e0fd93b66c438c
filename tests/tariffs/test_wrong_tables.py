"""Tables that are wrong but plausible: each is caught by a finding or a refusal, or billed as it was meant."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.schema.findings import Findings
from heatcalc.tariffs.load import inspect
from tests.conftest import Program

TABLES = Path(__file__).parents[1] / "tables"
CASES = tomllib.loads((TABLES / "wrong.toml").read_text(encoding="utf-8"))
WRONG, RIGHT = CASES["wrong"], CASES["right"]
ROOT = Path(__file__).parents[2]


def written(case: dict[str, Any]) -> str:
    """Return the table of a case."""
    source = 'source = "s"\n'
    lines = [
        "schema = 1",
        case.get("head", ""),
        '[classes.residential]\nname = "居民"',
        '[sources.s]\ntitle = "t"\npublisher = "p"\ndate = "2022"\nkind = "regulation"',
        '[[city]]\nid = "x"\nname = "某市"',
    ]
    for gives, from_, ratio in case.get("area", [["usable_m2", "building_m2", "0.70"]]):
        lines.append(f'[[city.area]]\ngives = "{gives}"\nfrom = "{from_}"\nratio = {ratio}\n{source}')
    season = case.get("season", 'start = "11-15"\nend = "03-15"\nmonths = 4')
    lines.append(f"[[city.season]]\n{season}\n{source}")
    charge = case.get("charge", '{ rate = 3.6, per = ["building_m2", "month"] }')
    lines.append(
        f'[[city.tariff]]\nclass = "residential"\nplan = "{case.get("plan", "area")}"\n'
        f"from = {case.get('from', chr(34) + '2022-2023' + chr(34))}\n{case.get('extra', '')}\n"
        f"charge = [{charge}]\n{source}"
    )
    lines += [f"[[city.tariff]]\n{each}\n{source}" for each in case.get("tariffs", [])]
    lines += [f"[[city.rule]]\n{each}\n{source}" for each in case.get("rules", [])] + [case.get("tail", "")]
    return "\n".join(lines).replace("\\n", "\n")


@pytest.mark.parametrize("case", WRONG, ids=[case["what"] for case in WRONG])
def test_a_wrong_table_is_caught(case: dict[str, Any], tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "table.toml"
    file.write_text(written(case), encoding="utf-8")
    found = inspect(file)[1]
    home = [*case.get("home", "--city x --area 100 --winter 2022-2023").split(), *case.get("ask", "").split()]
    done = heat("bill", "--tariffs", str(file), *home, "--format", "json")
    assert done.code in (0, 2, 4), done.err
    if case["right"] == "refused":
        assert found or done.code != 0, done.out
        return
    due = json.loads(done.out).get("due") if done.code == 0 else None
    assert found or due is None or float(due) == float(case["right"]), due


@pytest.mark.parametrize("table", ["cost.toml", "plans.toml", "rules.toml", "published.toml"])
def test_a_right_table_has_no_finding(table: str) -> None:
    assert inspect(TABLES / table)[1] == []


@pytest.mark.parametrize("case", RIGHT, ids=[case["what"] for case in RIGHT])
def test_a_right_table_that_looks_wrong_has_no_finding(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_text(written(case), encoding="utf-8")
    assert inspect(file)[1] == []


def test_the_base_of_the_wrong_tables_is_right(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_text(written({}), encoding="utf-8")
    assert inspect(file)[1] == Findings()
    answer = heatcalc.bill(area=100, winter="2022-2023", tariffs=heatcalc.load_tariffs(file), city="x")
    assert isinstance(answer, heatcalc.Bill)
    assert str(answer.due) == "1440.00"


@pytest.mark.parametrize("rate", ['"5.2"', "[5.2, true]", "{ cny = 5.2 }", "true", "2022-11-01"])
def test_what_is_found_is_shown_as_it_stands_in_the_table(rate: str, tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_text(written({"charge": f'{{ rate = {rate}, per = ["building_m2", "month"] }}'}), encoding="utf-8")
    (finding,) = inspect(file)[1]
    assert (finding.code, finding.found) == ("wrong_type", rate)
