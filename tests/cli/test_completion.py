"""What shells complete, asked as bash, zsh and fish ask."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc
from heatcalc.cli.completion import glued
from tests.conftest import Program, environment

CASES: list[tuple[str, set[str]]] = [
    ("bill --city shu", {"shuozhou"}),
    ("bill --city 朔", {"朔州", "朔州市", "朔城区"}),
    ("compare --city Dat", {"Datong"}),
    ("compare --weight shuo", {"shuozhou="}),
    ("tariff show taiy", {"taiyuan"}),
    ("tariff history 太", {"太原", "太谷", "太谷区"}),
    ("bill --city 洛阳 --class res", {"residential"}),
    ("bill --plan me", {"metered"}),
    ("bill --city 太原 --relief ", {"城市低保户"}),
    ("bill --city 洛阳 --with building=h", {"building=high_rise"}),
    ("bill --city 洛阳 --with 住宅类型=高", {"住宅类型=高层"}),
    ("bill --city 朔州 --winter 2022", {"2022-2023"}),
    ("bill --measure bil", {"billed_m2="}),
    ("sql --dialect post", {"postgres"}),
    ("bill --color n", {"never"}),
    ("tariff list --no", {"--no-pager"}),
    ("help ba", {"batch", "balance"}),
    ("help ex", {"exit-codes"}),
    ("help tariff sc", {"schema"}),
    ("as", {"ask"}),
    ("bill --city nowhere --relief 低", {"低保"}),
]


def _bash(line: str) -> dict[str, str]:
    words = shlex.split(line.replace("=", " = "))
    words += [""] if line.endswith(" ") else []
    return {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "expected"), CASES, ids=lambda each: each if isinstance(each, str) else "")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_words_of_the_table_are_completed(typed: str, expected: set[str], shell: str, heat: Program) -> None:
    line = f"heatcalc {typed}"
    asked = (
        _bash(line) if shell == "bash" else {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    )
    done = heat(**asked, _HEATCALC_COMPLETE=f"complete_{shell}")
    assert done.err == ""
    found = {each.split("\t")[0] for each in done.out.splitlines()}
    if shell == "zsh":
        found = set(shlex.split(done.out.partition("((")[2].partition("))")[0].replace('":"', '" "')))
    begun = "" if typed.endswith(" ") else typed.rsplit(maxsplit=1)[-1]
    if shell == "bash" and "=" in typed:  # which replaces only what follows the sign
        expected, begun = {each.partition("=")[2] for each in expected}, begun.partition("=")[2]
    assert expected <= found
    assert shell == "zsh" or all(each.startswith(begun) for each in found)  # zsh is told the help of options, too


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Hek", "Hekou\\ \\(Dongying\\)"),
        ("'Hek", "Hekou (Dongying)"),
        ("Yan", "Yan\\'an"),
        ("Yan'", ""),
        ("朔州", "朔州"),
    ],
)
def test_bash_is_given_names_as_it_reads_them(word: str, expected: str, heat: Program) -> None:
    asked = {"COMP_WORDS": f"heatcalc\nbill\n--city\n{word}", "COMP_CWORD": "3"}
    done = heat(**asked, _HEATCALC_COMPLETE="complete_bash")
    assert expected in (done.out.splitlines() or [""])
    assert bool(done.out) == bool(expected)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_completion_is_installed_where_there_is_a_command_to_ask(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "heatcalc", "--install-completion"]
    changes = {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    alone = subprocess.run(
        [*arguments, "bash"], env=environment(**changes, PATH=str(tmp_path)), capture_output=True, check=False
    )
    assert (alone.returncode, alone.stdout) == (2, b"")
    assert "没有名为 heatcalc 的命令" in alone.stderr.decode()
    program = tmp_path / "heatcalc"
    program.touch(mode=0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run([*arguments, "bash"], env=environment(**changes, PATH=path), capture_output=True, check=False)
    script = tmp_path / ".bash_completions/heatcalc.sh"
    assert done.stdout.decode() == f"bash 的补全已写入 {script}，重新打开终端后生效。\n"
    assert "compopt -o nospace" in script.read_text(encoding="utf-8")  # the weight follows its sign without a blank


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("heatcalc\nbill\n--with\nbuilding\n=\nhi", 5, ["heatcalc", "bill", "--with", "building=hi"]),
        ("heatcalc\nbill\n--with\nbuilding\n=", 4, ["heatcalc", "bill", "--with", "building="]),
        ("heatcalc\nbill\n--city\n=\n朔\n--area", 4, ["heatcalc", "bill", "--city=朔"]),
        ("heatcalc\nbill\n--city\n", 3, ["heatcalc", "bill", "--city", ""]),
        ("heatcalc bill --city", 3, ["heatcalc", "bill", "--city"]),
        ("", 0, []),
    ],
)
def test_the_words_of_bash_are_put_together(typed: str, at: int, words: list[str]) -> None:
    found, cursor = glued(typed, at)
    assert found[: cursor + 1] == words
    assert cursor == len(words) - (at < len(typed.split("\n" if "\n" in typed else None)))


def test_a_table_of_ones_own_is_completed(heat: Program, tmp_path: Path) -> None:
    mine = str(tmp_path / "my.toml")
    assert heat("tariff", "init", mine).code == 0
    done = heat(**_bash("heatcalc bill --city "), HEATCALC_TARIFFS=mine, _HEATCALC_COMPLETE="complete_bash")
    (city,) = heatcalc.load_tariffs(mine).city
    assert {city.id, city.name} <= set(done.out.split())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
@pytest.mark.parametrize(
    ("line", "reply"), [("heatcalc bill --city shu", "shuozhou"), ("heatcalc help exi", "exit-codes")]
)
def test_bash_itself_takes_what_is_completed(line: str, reply: str, tmp_path: Path) -> None:
    program = tmp_path / "heatcalc"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m heatcalc "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    changes = environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    source = subprocess.run(
        [program], env={**changes, "_HEATCALC_COMPLETE": "source_bash"}, capture_output=True, check=True
    ).stdout.decode()
    words = shlex.split(line)
    script = (
        f"{source}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) - 1}\n"
        "$(complete -p heatcalc | sed 's/.*-F \\([^ ]*\\).*/\\1/') heatcalc\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "--norc", "-c", script], env=changes, capture_output=True, check=True)
    assert done.stdout.decode().split() == [reply], done.stderr.decode()
