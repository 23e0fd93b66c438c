"""Styles and pagers: what decides on them, for every command, on real terminals and in pipes."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from heatcalc.tariffs.load import shipped
from tests.conftest import Program, environment, shown_on
from tests.helpers.commands import options_of_commands
from tests.helpers.terminals import on_terminal

RUNS = {
    "bill": ("--area", "185"),
    "check": ("--paid", "2797.20", "--area", "185"),
    "batch": ("ledger.csv", "-n", "--city", "朔州"),
    "balance": ("ledger.csv", "--payments", "paid.csv", "--on", "2023-01-31", "--city", "朔州"),
    "allocate": ("ledger.csv", "--cost", "1000", "--by-area", "1", "-n"),
    "diff": ("ledger.csv", "--tariffs", "old.toml", "old.toml", "--city", "朔州"),
    "compare": ("--area", "100", "--city", "朔州", "--city", "太原"),
    "subsidy": ("--area", "100", "--heat-use", "taiyuan", "--loss", "10%", "--network-cost", "8"),
    "supply": ("--city", "朔州"),
    "tariff list": (),
    "tariff show": ("朔州",),
    "tariff sources": (),
    "tariff history": ("太原",),
    "tariff diff": ("old.toml",),
    "tariff validate": ("old.toml",),
    "config show": (),
    "doctor": (),
}
"""A run of each command that shows a sheet, which ends well."""


def _with(option: str) -> set[str]:
    """Return the commands that have an option."""
    return {name for name, options in options_of_commands().items() if option in options}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积\n1,100\n2,50\n", encoding="utf-8")
    (tmp_path / "paid.csv").write_text("户号,缴费日期,实缴\n1,2022-11-01,1000\n", encoding="utf-8")
    shutil.copyfile(shipped(), tmp_path / "old.toml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_that_shows_a_table_can_be_told_whether_to_style_it() -> None:
    assert _with("--color") == {*RUNS, "ask"}  # of which `ask` needs a terminal
    assert _with("--format") - _with("--color") == {"tariff export"}  # which writes files


ABOUT_THE_RUN = ("config show", "doctor")
"""Commands that show the very settings and variables."""
BOLD = "\x1b[1m"


FORCED = {"FORCE_COLOR": "1"}
SOME_WAYS = ((("--color", "never"), FORCED, False), ((), FORCED, True), (("--format", "csv"), FORCED, False))
ALL_WAYS = (
    *SOME_WAYS,
    ((), {**FORCED, "TERM": "dumb"}, True),
    ((), {**FORCED, "NO_COLOR": "1"}, False),
    (("--color", "always"), {"NO_COLOR": "1"}, True),
    ((), {"HEATCALC_COLOR": "always"}, True),
    (("--format", "table", "--color", "always"), {}, True),
    (("--format", "csv", "--color", "always"), {}, False),
    (("--format", "json"), FORCED, False),
)
"""What is asked of styles by options and variables, and whether there are some then."""


@pytest.mark.slow
@pytest.mark.parametrize("command", RUNS)
@pytest.mark.usefixtures("work")
def test_styles_in_a_pipe_are_asked_for(command: str, heat: Program) -> None:
    asked = (*command.split(), *RUNS[command])
    plain = heat(*asked)
    assert plain.code in (0, 1), plain.err
    assert "\x1b" not in plain.out
    for more, changes, bold in ALL_WAYS if command in ("bill", "tariff list") else SOME_WAYS:
        run = heat(*asked, *more, **changes)
        assert run.code == plain.code
        assert (BOLD in run.out) == ("\x1b" in run.out) == bold, (more, changes)
        if "--format" not in more:
            assert run.out.replace(BOLD, "").replace("\x1b[0m", "") == plain.out or command in ABOUT_THE_RUN


@pytest.mark.parametrize(
    ("changes", "bold"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_styles_on_a_terminal_can_be_refused(changes: dict[str, str], bold: bool) -> None:
    assert ("\x1b" in on_terminal("tariff", "show", "朔州", **changes)) == bold
    assert "\x1b" not in on_terminal("tariff", "show", "朔州", "--color", "never", **changes)
    assert BOLD in on_terminal("tariff", "show", "朔州", "--color", "always", **changes)


def test_tables_that_may_be_long_have_a_pager() -> None:
    tariff = {f"tariff {each}" for each in ("list", "show", "sources", "history", "diff", "validate")}
    assert _with("--no-pager") == tariff | {"compare", "subsidy", "supply", "diff"}


LONG = ("tariff", "list")


def test_a_long_table_goes_to_the_pager_that_is_named_first() -> None:
    shown = on_terminal(*LONG, HEATCALC_PAGER="head -n 3", PAGER="head -n 5")
    assert len(shown.splitlines()) == 3 + 1  # the next step
    changes = environment(TERM="xterm", PAGER="head -n 5", CI="")
    near, far = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "heatcalc", *LONG], stdin=far, stdout=far, env=changes) as run:
        os.close(far)
        assert shown_on(near).count(b"\n") == 5  # standard error is no terminal, so that no next step is said
    assert run.returncode == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"HEATCALC_PAGER": "false"},
        {"HEATCALC_PAGER": "no-such-program"},
        {"HEATCALC_PAGER": "'"},
        {"HEATCALC_PAGER": "cat"},
        {"HEATCALC_PAGER": "head -n 3", "CI": "true"},
        {"HEATCALC_PAGER": "head -n 3", "TERM": "dumb"},
    ],
    ids=str,
)
def test_a_table_is_printed_where_there_is_no_pager_or_it_fails(changes: dict[str, str]) -> None:
    assert len(on_terminal(*LONG, **changes).splitlines()) > 500


def test_less_is_told_to_keep_colours_whatever_its_user_has_set(tmp_path: Path) -> None:
    less = tmp_path / "less"
    less.write_text('#!/bin/sh\necho "given $*, LESS=$LESS"\n', encoding="utf-8")
    less.chmod(0o755)
    assert "given -S -R, LESS=S" in on_terminal(*LONG, HEATCALC_PAGER=f"'{less}' -S", LESS="S")


@pytest.mark.parametrize("value", ["0", "false", "False", "no", ""])
def test_a_ci_that_is_denied_is_none(value: str) -> None:
    shown = on_terminal(*LONG, HEATCALC_PAGER="head -n 3", CI=value)
    assert len(shown.splitlines()) == 3 + 1  # the next step


def test_no_pager_in_pipes_or_for_what_a_screen_holds(heat: Program) -> None:
    assert heat(*LONG, HEATCALC_PAGER="head -n 3").out == heat(*LONG).out
    assert len(on_terminal(*LONG, "--no-pager", HEATCALC_PAGER="head -n 3").splitlines()) > 500
    assert len(on_terminal(*LONG, "--format", "csv", HEATCALC_PAGER="head -n 3").splitlines()) > 100
    short = ("compare", "--area", "100", "--city", "朔州", "--city", "太原")
    assert len(on_terminal(*short, HEATCALC_PAGER="head -n 3").splitlines()) > 3


@pytest.mark.skipif(not (shutil.which("less") and shutil.which("setsid")), reason="no less, or no setsid")
def test_less_keeps_its_colours_and_is_left_at_any_time() -> None:
    near, far = pty.openpty()
    changes = environment(TERM="xterm-256color", CI="")
    for name in ("PAGER", "LESS"):
        changes.pop(name, None)
    # The terminal controls the command, as it does where a shell has started it.
    command = ["setsid", "--ctty", "--wait", sys.executable, "-m", "heatcalc", *LONG]
    with subprocess.Popen(command, stdin=far, stdout=far, stderr=far, env=changes) as run:
        os.close(far)
        shown = b""
        while "朔州".encode() not in shown:
            shown += os.read(near, 65536)
        assert b"\x1b[1m" in shown
        os.write(near, b"\x03")  # Ctrl-C is for less, which goes on
        time.sleep(0.3)
        assert run.poll() is None
        rest = b""
        while run.poll() is None:  # a terminal may drop what was typed with the Ctrl-C before it was heeded
            os.write(near, b"q")
            if select.select([near], [], [], 0.2)[0]:
                with suppress(OSError):
                    rest += os.read(near, 65536)
        assert run.returncode == 0
        os.close(near)
    assert "已中断".encode() not in shown + rest
