"""The catalogue: both languages complete, with the same placeholders, in characters that GBK has."""

import ast
import re
import string
from collections.abc import Sequence
from pathlib import Path

import pytest

import heatcalc
from heatcalc.measures import Both
from heatcalc.messages import say, texts_of
from tests.helpers.commands import options_of_commands
from tests.helpers.keys import said

SOURCE = Path(heatcalc.__file__).parent
ROOMS = sorted(file.stem for file in (SOURCE / "messages").glob("*.json"))
TEXTS = {f"{room}.{name}": texts for room in ROOMS for name, texts in texts_of(room).items()}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_are_there_with_equal_placeholders(room: str) -> None:
    for key, (chinese, english) in texts_of(room).items():
        assert chinese, key
        assert english, key
        assert _placeholders(chinese) == _placeholders(english), key
        english.replace("m²", "").encode("gbk")
        chinese.encode("gbk")
        assert english.isascii() or not re.search(r"[\u3400-\u9fff]", english.replace("朔州", "")), english


def test_gbk_has_every_character_of_the_program() -> None:
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            # What heatcalc reads may hold anything; what it says may not.
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value.replace("m²", "").replace("\ufffd", "").replace("\N{CHECK MARK}", "").encode("gbk")


OPTIONS = options_of_commands()
EVERYWHERE = {"-h", "--help", "--version", "--install-completion", "--show-completion"}


def _commands_named(text: str) -> list[tuple[str, str]]:
    """Return each `heatcalc COMMAND` of a text that is a command, with what follows it in its sentence."""
    found = []
    for match in re.finditer(r"heatcalc ([a-z]+(?: [a-z]+)?)", text):
        name = next((each for each in (match[1], match[1].split()[0]) if each in OPTIONS), "")
        found.append((name or match[1], re.split(r"[`；。，;\n]|, ", text[match.start(1) + len(name) :])[0]))
    return found


def _hold_options(texts: Sequence[str]) -> None:
    """Hold what a message tells to type, in both languages, to be there."""
    known = EVERYWHERE.union(*OPTIONS.values())
    for text in texts:
        assert {*re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)} <= known, text
        for name, after in _commands_named(text):
            named = {*re.findall(r"(?<=\s)--?[a-z][a-z-]*", after)}
            assert name not in OPTIONS or named <= OPTIONS[name] | EVERYWHERE, text
    chinese, english = ([name for name, _ in _commands_named(text)] for text in texts)
    # English goes on with a verb: "heatcalc downloads nothing".
    assert {*chinese} <= {*OPTIONS}, texts
    assert {*chinese} <= {*english}, texts


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_message_tells_to_type_is_there(room: str) -> None:
    for texts in texts_of(room).values():
        _hold_options(texts)


@pytest.mark.parametrize(
    "wrong", ["用 --nowhere 给出。", "见 heatcalc nowhere。", "用 heatcalc bill --payments 文件。"]
)
def test_an_option_that_a_message_makes_up_is_found(wrong: str) -> None:
    with pytest.raises(AssertionError):
        _hold_options((wrong, wrong))


SAID = said(SOURCE)


def test_every_key_that_is_said_exists() -> None:
    keys = "\n".join(TEXTS)
    patterns = {each.pattern for each in SAID}
    known = {pattern for pattern in patterns if re.search(f"^(?:{pattern})$", keys, re.MULTILINE)}
    assert [each for each in SAID if each.pattern not in known] == []


def test_every_message_is_said_somewhere() -> None:
    # A rule names its note in full, and hands it on.
    handed = {
        re.escape(key)
        for file in (SOURCE / "rules").glob("*.py")
        for key in re.findall(r'"([a-z]+\.\w+)"', file.read_text(encoding="utf-8"))
    }
    patterns = {each.pattern for each in SAID if each.pattern != ".+"} | handed
    some = re.compile("|".join(patterns))
    assert [key for key in TEXTS if not some.fullmatch(key)] == []


PLANTED = {
    "a constant": 'say("bill.nothing", lang)',
    "an f-string": 'say(f"nowhere.{key}", lang)',
    "an f-string in a loop": '[say(f"bill.{key}", lang) for key in ("due", "nothing")]',
    "a choice": 'say("bill.due" if lang else "bill.nothing", lang)',
    "a refusal": 'Refused("nothing")',
    "an error": 'raise UsageError(f"nowhere.{key}")',
    "a finding": 'findings.add((*path, "x"), "nothing")',
    "a function of the room": 'text("nothing")',
}


@pytest.mark.parametrize("how", PLANTED)
def test_a_key_that_does_not_exist_is_found(how: str, tmp_path: Path) -> None:
    wrapper = "def text(key):\n    return say(f'help.{key}', LANG)\n"
    (tmp_path / "x.py").write_text(f"{wrapper}def f():\n    {PLANTED[how]}\n", encoding="utf-8")
    found = said(tmp_path)
    assert found
    assert not all(any(re.fullmatch(each.pattern, key) for key in TEXTS) for each in found)


def test_values_are_shown_in_the_language() -> None:
    assert say("refused.missing_measure", "en", measures=[Both("建筑面积", "building area")]).endswith(
        ": building area."
    )
    assert say("refused.missing_measure", "zh", measures=["甲", "乙"]).startswith("缺少甲、乙")
