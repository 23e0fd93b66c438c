"""The documents stay true: the README's commands and pictures, the changelog's version, nothing of this machine."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc
from heatcalc.rules.registry import RULE_KINDS, shape_of
from tests.conftest import Program

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_begins_with_a_command_that_bills_and_one_that_tests() -> None:
    first, second = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    assert first.endswith("heatcalc bill --area 185")
    assert " -m pytest " in second
    assert second in README.splitlines()


def test_the_readmes_other_commands_run(heat: Program) -> None:
    for command in re.findall(r"`heatcalc ([^`]*\d)`", README):
        assert heat(*command.split()).code == 0, command


def test_the_pictures_are_what_the_program_prints() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "docs/pictures.py"), "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_of_the_readme_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {heatcalc.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'version = "{heatcalc.__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_exit_codes_are_documented() -> None:
    for code in ("0 done", "1 done, with findings", "2 usage", "3 an input", "4 the table", "70 a bug", "130"):
        assert code in README


def test_the_reference_of_the_table_is_what_the_keys_say() -> None:
    namespace = runpy.run_path(str(ROOT / "docs/make_table.py"))
    assert (ROOT / "docs/table.md").read_text(encoding="utf-8") == namespace["text"]()


def test_the_example_of_the_reference_is_a_table_that_bills() -> None:
    table = heatcalc.load_tariffs(ROOT / "docs/example.toml")
    by_area = heatcalc.bill(area=100, tariffs=table)
    metered = heatcalc.bill(area=100, kwh=12000, plan="metered", tariffs=table)
    shop = heatcalc.bill(area=1100, class_="shop", tariffs=table)
    assert isinstance(by_area, heatcalc.Bill)
    assert isinstance(metered, heatcalc.Bill)
    assert isinstance(shop, heatcalc.Bill)
    # 100 × 5 × 4; at most 110 % of it where 600 + 1920 is more; 1000 × 30 + 100 × 33
    assert [str(bill.total) for bill in (by_area, metered, shop)] == ["2000.00", "2200.00", "33300.00"]


def test_the_reference_names_every_key_and_kind() -> None:
    page = (ROOT / "docs/table.md").read_text(encoding="utf-8")
    for kind in RULE_KINDS:
        assert f"### `{kind}`" in page
        assert all(f"| `{key}` |" in page for key in shape_of(kind).keys)


def test_adding_a_city_takes_the_commands_of_its_page(heat: Program, tmp_path: Path) -> None:
    page = (ROOT / "docs/add-a-city.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n\s*heatcalc (.*)\n", page)
    mine = str(tmp_path / "my.toml")
    assert heat("tariff", "init", mine).code == 0
    assert heat(*[mine if word == "my.toml" else word for word in command.split()]).code == 0
    assert heat("tariff", "validate", mine).code == 0
    assert "2080.00" in heat("bill", "--area", "100", "--city", "新城", "--tariffs", mine, "--explain").out


def test_wanted_names_cities_and_what_each_figure_rests_on() -> None:
    page = (ROOT / "docs/wanted.md").read_text(encoding="utf-8")
    cities = re.findall(r"^### (.+)$", page, re.MULTILINE)
    assert {"沈阳", "徐州", "乌鲁木齐", "保定", "阳泉"} <= set(cities)
    assert all(
        re.search(r"（(仅见于网页|转载|报刊|官方页面)，", line) for line in page.splitlines() if line.startswith("- ")
    )


def test_the_example_of_scenarios_is_one(heat: Program) -> None:
    done = heat("subsidy", "--scenarios", str(ROOT / "docs/scenarios.toml"), "--format", "csv")
    assert [line.split(",")[:5] for line in done.out.splitlines()[1:]] == [
        ["today", "100", "1548.61", "1512.00", "36.61"],  # 100 × (24.5 × 0.275 ÷ 0.9 + 8)
        ["at the cap", "100", "1640.28", "1512.00", "128.28"],  # 100 × (27.5 × 0.275 ÷ 0.9 + 8)
        ["in the country", "100", "4645.83", "1512.00", "3133.83"],  # 748.61 + 800.00 + 1548.61… × 2
    ]


@pytest.mark.slow
def test_the_man_page_is_what_the_help_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs/make_site.py"), "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.slow
def test_the_site_has_a_page_for_every_command_and_city(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "docs/make_site.py"), "--site", str(tmp_path)], check=True)
    assert {path.stem for path in (tmp_path / "cities").glob("*.md")} == {
        "index",
        *(city.id for city in heatcalc.load_tariffs().city),
    }
    assert {"bill", "batch", "tariff-show", "notice", "config-show"} <= {
        path.stem for path in (tmp_path / "commands").glob("*.md")
    }
    assert "2.52 元/㎡·月" in (tmp_path / "cities/shuozhou.md").read_text(encoding="utf-8")


def test_every_item_of_manners_names_a_test_that_there_is_or_a_reason() -> None:
    rows = re.findall(
        r"^\| (C\d\d) \| .* \| (yes|partly|no) \| (.*) \|$", (ROOT / "docs/manners.md").read_text("utf-8"), re.MULTILINE
    )
    tests = set(
        re.findall(
            r"^def (test_\w+)", "".join(p.read_text("utf-8") for p in (ROOT / "tests").rglob("*.py")), re.MULTILINE
        )
    )
    assert [id_ for id_, _, _ in rows] == [f"C{number:02}" for number in range(1, 37)]
    for id_, done, how in rows:
        named = set(re.findall(r"`(test_\w+)`", how))
        assert named <= tests, (id_, named - tests)
        assert named or done == "no" or id_ == "C36", id_
