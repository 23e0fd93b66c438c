"""On a real terminal (a pty): tables of at most 80 columns, in colour only where it is wanted."""

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.conftest import Program
from tests.helpers.terminals import on_terminal

COMMANDS = [
    ("bill", "--area", "185", "--explain", "--capitals"),
    ("bill", "--usable", "129.5", "--lang", "en", "--explain"),
    ("compare", "--area", "100"),
    ("compare", "--area", "100", "--class", "non_residential", "--lang", "en"),
    ("tariff", "list"),
    ("tariff", "show", "朔州"),
    ("tariff", "history", "高昌"),
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
        assert "…" not in line.replace("……", ""), "cut off; …… is where a quote leaves words out"


def test_a_table_is_what_a_terminal_gets() -> None:
    shown = on_terminal("bill", "--area", "185")
    assert "─" in shown
    assert "\x1b[1m" in shown
    assert "\x1b[" not in on_terminal("bill", "--area", "185", TERM="dumb")


def test_colours_are_asked_for_by_the_environment(heat: Program) -> None:
    asked = ("bill", "--area", "185", "--format", "table")
    assert "\x1b[1m" in heat(*asked, FORCE_COLOR="1").out
    assert "\x1b[" not in heat(*asked).out


def test_a_gbk_terminal_gets_no_character_that_it_lacks() -> None:
    shown = on_terminal("compare", "--area", "100", PYTHONIOENCODING="gbk", PYTHONUTF8="0", NO_COLOR="1")
    assert "\\u" not in shown
    assert "####" in shown


def test_a_narrow_terminal_loses_nothing() -> None:
    shown = on_terminal("bill", "--area", "185", columns=40, TERM="dumb")
    joined = "".join(line.strip() for line in shown.splitlines())
    for part in ("2797.20", "185㎡", "2.52元/㎡·月", "27 天不计费"):
        assert part in joined


def _letters(shown: str) -> str:
    """Return what a terminal shows without its colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_command_cuts_a_figure_of_its_answer(width: int, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积\n" + "".join(f"{n},9999999.9\n" for n in range(2000)), encoding="utf-8")
    cost = ("--heat-use", "0.45", "--loss", "0.10", "--network-cost", "8", "--source-price", "24.5")
    for arguments in (
        ("batch", str(ledger), "--dry-run", "--city", "朔州"),
        ("subsidy", "--ledger", str(ledger), "--city", "朔州", *cost),
        ("subsidy", "--area", "9999999", "--city", "朔州", *cost, "--split", "city=0.6,county=0.4"),
        ("compare", "--area", "9999999", "--city", "朔州", "--city", "太原", "--city", "阿合奇"),
        ("bill", "--area", "9999999.9", "--city", "朔州"),
        ("check", "--paid", "123456789.12", "--area", "9999999.9", "--city", "朔州"),
        ("supply", "--city", "朔州", "--served", "30000000"),
        ("tariff", "list"),
        ("sql", "--city", "朔州", "--explain-columns"),
    ):
        text = _letters(on_terminal(*arguments, columns=width))
        plain = _letters(on_terminal(*arguments, columns=400))
        assert plain, arguments
        assert "…" not in text, arguments
        figures = set(re.findall(r"[0-9]+\.[0-9]{2}(?![0-9.])", plain))
        assert figures <= set(re.findall(r"[0-9]+\.[0-9]{2}(?![0-9.])", text)), arguments


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("class_", ["residential", "non_residential"])
def test_a_comparison_stays_a_table_in_80_columns(lang: str, class_: str) -> None:
    text = _letters(on_terminal("compare", "--area", "9999", "--class", class_, "--lang", lang, columns=80))
    rows = [line for line in text.splitlines() if re.search(r" [0-9]+\.[0-9]{2} .*\*?[12][0-9]{3}\b", line)]
    assert len(rows) > 20, text[:2000]
