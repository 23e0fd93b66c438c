"""The documents stay true: the README's commands and pictures, the changelog's version, nothing of this machine."""

import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import heatcalc
from heatcalc.rules.registry import RULE_KINDS, shape_of
from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF

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


def test_the_citation_is_of_this_version_and_its_licences() -> None:
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    lines = dict(re.findall(r"^([a-z-]+): *(.*)$", cited, re.MULTILINE))
    assert {"cff-version", "message", "title", "authors", "type"} <= set(lines)
    assert (lines["cff-version"], lines["version"]) == ("1.2.0", heatcalc.__version__)
    (licence,) = re.findall(r'^license = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    (cited_licences,) = re.findall(r"^license:\n((?:  - .*\n)+)", cited, re.MULTILINE)
    assert re.findall(r"  - (.*)\n", cited_licences) == licence.split(" AND ") == ["MIT", "CC0-1.0"]


def test_the_data_are_in_the_public_domain() -> None:
    licence = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert "CC0 1.0 Universal" in licence
    assert "Affirmer" in licence
    assert README.count("](LICENSE-DATA)") == 2


def test_every_extra_is_on_the_page_on_getting_heatcalc() -> None:
    page = (ROOT / "docs/install.md").read_text(encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(extras) - {"test", "dev"}


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


def test_unused_facts_name_their_city_and_what_they_rest_on() -> None:
    page = (ROOT / "docs/unused.md").read_text(encoding="utf-8")
    cities = re.findall(r"^### (.+)$", page, re.MULTILINE)
    assert {"沈阳", "徐州", "乌鲁木齐", "保定", "阳泉"} <= set(cities)
    assert all(
        re.search(r"（(仅见于网页|转载|报刊|官方页面)，", line) for line in page.splitlines() if line.startswith("- ")
    )


def test_the_coverage_map_is_what_the_table_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs/coverage_map.py"), "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_each_gap_of_the_map_leads_to_a_form_for_that_city_and_figure() -> None:
    page = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    form = (ROOT / "docs/correct-a-figure.md").read_text(encoding="utf-8")
    gaps = re.findall(r"\[缺\]\(correct-a-figure\.md\?city=([a-z0-9-]+)&figure=([a-z-]+)\)", page)
    cities = {city.id: city for city in heatcalc.load_tariffs().city}
    assert {city for city, _ in gaps} <= set(cities)
    assert all(f"| `{figure}` |" in form for _, figure in gaps)
    kinds = {"stop": {"stopped_supply"}, "relief": {"relief"}, "height": {"ceiling_height"}, "late": {"late_payment"}}
    for id_, city in cities.items():
        for figure, of_figure in kinds.items():
            assert ((id_, figure) in gaps) != bool(of_figure & {rule.kind for rule in city.rule}), (id_, figure)
    assert re.search(r"\| 山西 \| 太原 Taiyuan \| <span class=\"\w+\">. 20\d\d-\d\d</span>", page)


def test_changes_by_city_are_read_from_git_and_their_absence_is_said(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    script = tmp_path / "docs/city_changes.py"
    table = tmp_path / "tariffs.toml"

    def run(*command: str) -> str:
        settings = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
        called = ["git", *settings, *command] if command[0] != "python" else [sys.executable, str(script)]
        done = subprocess.run(called, cwd=tmp_path, capture_output=True, check=False)
        return done.stdout.decode() or done.stderr.decode()

    assert "no history" in run("python")
    run("init")
    for text in (HEAD + TARIFF, HEAD + TARIFF.replace("rate = 5", "rate = 5.5"), HEAD + TARIFF.replace("5", "6")):
        table.write_text(text, encoding="utf-8")
        run("add", "tariffs.toml")
        run("commit", "-m", "x")
    found = [line.split("\t")[1:] for line in run("python").splitlines()]
    assert found == [
        ["jia", "changed", "tariff residential 2022-11-01", "charge[0].rate: 5.5 → 6", "p《t》，2022"],
        ["jia", "changed", "tariff residential 2022-11-01", "charge[0].rate: 5 → 5.5", "p《t》，2022"],
        ["jia", "added", "tariff residential 2022-11-01", "5, building_m2·month", "p《t》，2022"],
    ]


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
    assert {"coverage", "correct-a-figure", "unused", "changes"} <= {path.stem for path in tmp_path.glob("*.md")}
    assert "## 改动 / Changes" in (tmp_path / "cities/taiyuan.md").read_text(encoding="utf-8")
    assert "2.52元/㎡·月" in (tmp_path / "cities/shuozhou.md").read_text(encoding="utf-8")


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
