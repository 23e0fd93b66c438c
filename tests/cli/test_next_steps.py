"""What is usually done next is said to people before a terminal, and to nobody else."""

import os
from pathlib import Path

import pytest

from heatcalc.messages import texts_of
from heatcalc.tariffs.load import shipped
from tests.conftest import Program
from tests.helpers.terminals import on_terminal

STEPS: list[tuple[tuple[str, ...], str]] = [
    (("bill", "--area", "185"), "heatcalc check --paid 金额"),
    (("compare", "--area", "100", "--city", "朔州", "--city", "太原"), "heatcalc tariff show 城市"),
    (("tariff", "list"), "heatcalc tariff show 城市"),
    (("tariff", "show", "朔州"), "heatcalc bill --city shuozhou --area 面积"),
    (("tariff", "init", "my own.toml"), "heatcalc tariff validate 'my own.toml'"),
    (
        (
            *("tariff", "add", "my.toml", "--city", "example", "--rate", "5.2", "--per", "building_m2,month"),
            *("--from", "2024-2025", "--source", "example-notice"),
        ),
        "heatcalc bill --tariffs my.toml --city example",
    ),
    (("tariff", "validate", "bom.toml"), "heatcalc tariff validate --explain bom"),
    (("template", "台账.csv"), "heatcalc batch 台账.csv -o bills.csv"),
    (("batch", "ledger.csv", "-o", "bills.csv", "--city", "朔州"), "heatcalc balance bills.csv --payments"),
    (("batch", "bad.csv", "-o", "bad-bills.csv", "--city", "朔州"), "再加 --corrected bad-bills.rejects.csv"),
]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heat: Program) -> Path:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text("户号,建筑面积\n1,100\n2,?\n", encoding="utf-8")
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + shipped().read_bytes())
    monkeypatch.chdir(tmp_path)
    heat("tariff", "init", "my.toml")
    return tmp_path


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("arguments", "step"), STEPS, ids=lambda each: " ".join(each[:2]) if isinstance(each, tuple) else ""
)
def test_the_next_step_is_the_last_that_is_said(arguments: tuple[str, ...], step: str) -> None:
    shown = on_terminal(*arguments, TERM="dumb", columns=200)
    last = shown.splitlines()[-1]
    assert last.startswith("下一步：")
    assert step in last


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    "arguments",
    [
        ("tariff", "show", "延安"),
        ("tariff", "show", "太谷"),
        ("batch", "ledger.csv", "-o", "bills.jsonl", "--city", "朔州"),
        ("batch", "no_account.csv", "-o", "bills.csv"),
        ("bill", "--area", "185", "--capitals"),
    ],
    ids=" ".join,
)
def test_no_step_is_said_that_would_be_refused(arguments: tuple[str, ...]) -> None:
    Path("no_account.csv").write_text("建筑面积,城市\n100,朔州\n", encoding="utf-8")
    assert "下一步" not in on_terminal(*arguments, TERM="dumb", columns=200)


@pytest.mark.usefixtures("work")
def test_a_file_that_is_called_like_an_option_is_named_as_a_file() -> None:
    shown = on_terminal("batch", "ledger.csv", "-o", "./-y.csv", "--city", "朔州", TERM="dumb", columns=200)
    assert f"heatcalc balance .{os.sep}-y.csv --payments" in shown


@pytest.mark.usefixtures("work")
def test_a_pipe_and_a_format_for_programs_get_no_next_step(heat: Program) -> None:
    for arguments, _ in STEPS:
        done = heat(*arguments)
        assert "下一步" not in done.out + done.err
    assert "下一步" not in on_terminal("bill", "--area", "185", "--format", "json")
    assert "下一步" not in on_terminal("bill", "--area", "185", "--explain")
    assert "下一步" not in on_terminal("bill", "--area", "185", CI="true")


def test_every_next_step_is_tried() -> None:
    zh = [chinese for chinese, _ in texts_of("next").values()]
    assert len(zh) == len(STEPS)
    assert all(text.startswith("下一步：") for text in zh)
