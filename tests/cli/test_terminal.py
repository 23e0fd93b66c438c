"""On a real terminal (a pty): tables of at most 80 columns, in colour only where it is wanted."""

import os
import pty
import struct
import subprocess
import sys
from fcntl import ioctl
from termios import TIOCSWINSZ

import pytest
from rich.cells import cell_len

from tests.conftest import environment, shown_on


def on_terminal(*arguments: str, columns: int = 80, **changes: str) -> str:
    """Run heatcalc with a terminal for its output and return what appears on it."""
    master, slave = pty.openpty()
    ioctl(slave, TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "heatcalc", *arguments],
        stdout=slave,
        stderr=slave,
        stdin=slave,
        env=environment(**{"TERM": "xterm-256color", **changes}),
    )
    os.close(slave)
    shown = shown_on(master)
    process.wait()
    return shown.decode(changes.get("PYTHONIOENCODING", "utf-8")).replace("\r\n", "\n")


COMMANDS = [
    ("bill", "--area", "185", "--explain", "--capitals"),
    ("bill", "--usable", "129.5", "--lang", "en", "--explain"),
    ("compare", "--area", "100"),
    ("compare", "--area", "100", "--class", "non_residential", "--lang", "en"),
    ("tariff", "list"),
    ("tariff", "show", "朔州"),
    ("bill", "-h"),
    ("bill", "-h", "--lang", "en"),
    ("compare", "-h"),
    ("doctor",),
    *(
        ("help", topic, "--lang", lang)
        for topic in ("exit-codes", "rules", "ledger", "config")
        for lang in ("zh", "en")
    ),
    *(
        (command, "-h", "--lang", lang)
        for command in ("batch", "notice", "sql", "page", "subsidy")
        for lang in ("zh", "en")
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_everything_fits_eighty_columns(command: tuple[str, ...]) -> None:
    shown = on_terminal(*command, NO_COLOR="1", TERM="dumb")
    assert len(shown.splitlines()) > 5
    for line in shown.splitlines():
        # An example is one line, for whoever copies it.
        assert cell_len(line) <= 80 or line.startswith("  heatcalc "), line
        assert "…" not in line


def test_a_table_is_what_a_terminal_gets() -> None:
    shown = on_terminal("bill", "--area", "185")
    assert "─" in shown
    assert "\x1b[1m" in shown
    assert "\x1b[" not in on_terminal("bill", "--area", "185", TERM="dumb")


def test_a_gbk_terminal_gets_no_character_that_it_lacks() -> None:
    shown = on_terminal("compare", "--area", "100", PYTHONIOENCODING="gbk", PYTHONUTF8="0", NO_COLOR="1")
    assert "\\u" not in shown
    assert "####" in shown


def test_a_narrow_terminal_loses_nothing() -> None:
    shown = on_terminal("bill", "--area", "185", columns=40, TERM="dumb")
    joined = "".join(line.strip() for line in shown.splitlines())
    for part in ("2797.20", "185㎡", "2.52元/㎡·月", "27 天不计费"):
        assert part in joined
