"""The documents stay true: the README's commands and pictures, the changelog's version, nothing of this machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc
from tests.conftest import Program

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_begins_with_a_command_that_bills_and_one_that_tests() -> None:
    first, second = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    assert first.endswith("heatcalc bill --area 185")
    assert second.endswith("-m pytest")
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
