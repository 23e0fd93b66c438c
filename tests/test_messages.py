"""The catalogue: both languages complete, with the same placeholders, in characters that GBK has."""

import ast
import re
import string
from importlib import import_module
from pathlib import Path

import pytest

import heatcalc
from heatcalc.measures import Both
from heatcalc.messages import say

SOURCE = Path(heatcalc.__file__).parent
ROOMS = sorted(file.stem for file in (SOURCE / "messages").glob("*.py") if file.stem != "__init__")
TEXTS = {
    f"{room}.{name}": texts
    for room in ROOMS
    for name, texts in import_module(f"heatcalc.messages.{room}").TEXTS.items()
}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_are_there_with_equal_placeholders(key: str) -> None:
    chinese, english = TEXTS[key]
    assert chinese
    assert english
    assert _placeholders(chinese) == _placeholders(english)
    assert english.isascii() or not re.search(r"[\u3400-\u9fff]", english.replace("朔州", "")), english


def test_gbk_has_every_character_of_the_program() -> None:
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            # What heatcalc reads may hold anything; what it says may not.
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value.replace("m²", "").replace("\ufffd", "").encode("gbk")


def test_every_key_that_is_said_exists() -> None:
    said = set()
    for file in SOURCE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        said |= set(re.findall(r'\bsay\(\s*"([a-z_]+\.[a-z_]+)"', text))
        said |= {f"help.{key}" for key in re.findall(r'(?<!\.)\btext\("([a-z_]+)"\)', text)}
        room = "check" if file.stem == "explanations" else "bill"
        said |= {f"{room}.{key}" for key in re.findall(r'self\._say\(\s*"([a-z_]+)"', text)}
        said |= {f"refused.{key}" for key in re.findall(r'\b(?:Refused|Refuse)\(\s*"([a-z_]+)"', text)}
        said |= set(re.findall(r'Error\(\s*"([a-z_]+\.[a-z_]+)"', text))
        said |= {f"findings.{key}" for key in re.findall(r'findings\.add\(\s*(?:\([^)]*\)|path),\s*"([a-z_]+)"', text)}
    assert len(said) > 100
    assert not said - set(TEXTS), sorted(said - set(TEXTS))


def test_values_are_shown_in_the_language() -> None:
    assert say("refused.missing_measure", "en", measures=[Both("建筑面积", "building area")]).endswith(
        ": building area."
    )
    assert say("refused.missing_measure", "zh", measures=["甲", "乙"]).startswith("缺少甲、乙")
