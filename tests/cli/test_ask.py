"""`heatcalc ask` on a real terminal: the bill of `heatcalc bill`, and the command that gives it."""

import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Program, environment, shown_on

_HEATCALC = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may ignore it
runpy.run_module("heatcalc", run_name="__main__", alter_sys=True)
"""


class Dialogue:
    """A run of `heatcalc ask` on a terminal, answered question by question."""

    def __init__(self, *arguments: str, **changes: str) -> None:
        self.near, far = pty.openpty()
        self.run = subprocess.Popen(
            [sys.executable, "-c", _HEATCALC, "ask", *arguments],
            stdin=far,
            stdout=far,
            stderr=far,
            env=environment(TERM="dumb", HEATCALC_PAGER="", **changes),
        )
        os.close(far)
        self.shown, self.seen = b"", 0

    def answer(self, question: str, given: str) -> None:
        """Wait until a question is put, and answer it."""
        self.await_question(question)
        os.write(self.near, f"{given}\n".encode())

    def await_question(self, question: str) -> None:
        """Wait until a question is put that was not put before."""
        while question not in self.shown[self.seen :].decode(errors="ignore"):
            ready, _, _ = select.select([self.near], [], [], 30)
            assert ready, self.shown.decode(errors="ignore")
            self.shown += os.read(self.near, 65536)
        self.seen = len(self.shown)

    def end(self) -> tuple[int, str]:
        """Return the exit code and all that was shown."""
        self.shown += shown_on(self.near)
        return self.run.wait(30), self.shown.decode().replace("\r\n", "\n")


def test_the_bill_and_the_command_that_gives_it_again(heat: Program) -> None:
    talk = Dialogue()
    talk.answer("城市（直接回车：朔州）：", "太原")
    talk.answer("用户类别（直接回车：居民）：", "1")
    talk.answer("计费方式（直接回车：按面积）：", "")
    talk.answer("采暖季", "")
    talk.answer("建筑面积：", "100㎡")
    talk.answer("如 1,3（直接回车：都没有）：", "1、2")
    talk.answer("层高，米：", "3.3")
    code, shown = talk.end()
    assert code == 0
    command = shown.rstrip().splitlines()[-1].strip()
    assert command == "heatcalc bill --city 太原 --area 100 --height 3.3 --stopped"
    bill = heat(*shlex.split(command)[1:], "--format", "table", TERM="dumb").out
    assert bill in shown
    assert "621.00" in bill  # 100 × 3.6 × 5 × (1 + 5 × 0.03) × 0.30, as tests/cases/cities.toml has the height


def test_every_default_is_taken_by_enter_in_english() -> None:
    talk = Dialogue("--lang", "en")
    talk.answer("City (Enter: Shuozhou): ", "")
    talk.answer("Class (Enter: Residential): ", "")
    talk.answer("Winter, such as 2025-2026 (Enter: the newest): ", "")
    talk.answer("Which area do you know (Enter: building area): ", "usable area")
    talk.answer("Usable area: ", "129.5")
    talk.answer("such as 1,3 (Enter: none of them): ", "")
    code, shown = talk.end()
    assert code == 0
    assert "heatcalc bill --city shuozhou --usable 129.5" in shown
    assert "2797.20" in shown
    assert not re.search("[一-鿿]", shown.split("Sources")[0])


def test_what_cannot_be_read_is_asked_for_again() -> None:
    talk = Dialogue()
    talk.answer("城市", "塑州")
    talk.answer("是不是要找 朔州（shuozhou）？", "")
    talk.answer("用户类别", "9")
    talk.answer("请填 1 至 2 的编号。", "")
    talk.answer("采暖季", "2022")
    talk.answer("不是采暖季", "2022-2023")
    talk.answer("您知道哪一种面积", "1")
    talk.answer("建筑面积：", "")
    talk.answer("这一项要填。", "abc")
    talk.answer("不是正确的数", "0")
    talk.answer("超出范围", "\x1b[D185")  # an arrow key
    talk.answer("不是正确的数", "185")
    talk.answer("都没有", "")
    code, shown = talk.end()
    assert (code, "2797.20" in shown) == (0, True)
    assert shown.rstrip().endswith("heatcalc bill --city shuozhou --winter 2022-2023 --area 185")


def test_what_the_price_depends_on_is_a_choice() -> None:
    talk = Dialogue()
    talk.answer("城市", "洛阳")  # which has prices for residents alone
    talk.answer("计费方式", "")
    talk.answer("采暖季", "")
    talk.answer("住宅类型：", "高层")
    talk.answer("面积：", "100")
    code, shown = talk.end()
    assert code == 0
    assert "--with building=high_rise" in shown.splitlines()[-1]


def test_the_end_of_the_input_is_a_usage_error() -> None:
    talk = Dialogue()
    talk.answer("城市", "朔州")
    talk.answer("用户类别", "\x04")
    os.write(talk.near, b"\x04")
    code, shown = talk.end()
    assert code == 2
    assert "还没有问完" in shown
    assert "Traceback" not in shown


def test_an_interrupt_leaves_cleanly() -> None:
    talk = Dialogue()
    talk.answer("城市", "朔州")
    talk.await_question("用户类别")
    talk.run.send_signal(signal.SIGINT)
    code, shown = talk.end()
    assert code == 130
    assert shown.endswith("\nheatcalc: 已中断。\n")


def test_a_table_of_ones_own_is_part_of_the_command(tmp_path: Path, heat: Program) -> None:
    mine = str(tmp_path / "my own.toml")
    assert heat("tariff", "init", mine).code == 0
    talk = Dialogue("--tariffs", mine)
    talk.answer("城市（直接回车：示例市）：", "")
    talk.answer("建筑面积：", "100")
    code, shown = talk.end()
    assert code == 0
    assert shown.rstrip().endswith(f"heatcalc bill --city example --area 100 --tariffs '{mine}'")


def test_what_the_table_refuses_at_the_end_can_be_answered_otherwise() -> None:
    talk = Dialogue()
    talk.answer("城市", "赤峰")
    talk.answer("用户类别", "")
    talk.answer("采暖季", "")
    talk.answer("建筑面积：", "100")
    talk.answer("都没有", "1,2")
    talk.answer("部分报停的面积", "２０ 平米")
    talk.answer("不能同时给出", "")
    talk.answer("部分报停的面积", "返回")
    talk.answer("都没有", "")
    code, shown = talk.end()
    assert (code, "2160.00" in shown) == (0, True)  # 100 × 3.6 × 6 months
    assert "heatcalc bill --city 赤峰 --area 100 --stopped-m2 20 --stopped\n" in shown
    assert shown.rstrip().endswith("heatcalc bill --city 赤峰 --area 100")


def test_who_stops_at_a_refusal_has_the_command() -> None:
    talk = Dialogue()
    talk.answer("城市", "合肥")
    talk.answer("建筑面积：", "150")
    talk.answer("怎么办", "2")
    code, shown = talk.end()
    assert code == 4
    assert "heatcalc bill --city 合肥 --area 150\n" in shown


def test_a_question_takes_the_words_that_the_option_takes_and_says_what_it_wants() -> None:
    talk = Dialogue()
    talk.answer("城市", "返回")
    talk.answer("这是第一项", "？")
    talk.answer("heatcalc tariff list", "威海")
    talk.answer("用户类别", "学校")
    talk.answer("计费方式", "返回")
    talk.answer("用户类别", "民用")  # an alias of the table
    talk.answer("计费方式", "1")
    talk.answer("采暖季", "")
    talk.answer("套内面积：", "100")
    talk.answer("都没有", "1")
    talk.answer("如 低保：", "低保")
    code, shown = talk.end()
    assert code == 0
    assert shown.rstrip().endswith("heatcalc bill --city 威海 --inner 100 --relief 城乡低保")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_terminal_it_says_what_to_do(lang: str, heat: Program) -> None:
    run = heat("ask", "--lang", lang)
    assert (run.code, run.out) == (2, "")
    assert "heatcalc bill --help" in run.err
