"""How the program behaves towards people: settings, help, slips of the pen, completion, reports of bugs, no network."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from heatcalc.cli.settings import SETTING_NAMES
from tests.conftest import Program, environment
from tests.helpers.machine import needs_font

SLIPS = [
    (("bil",), "没有“bil”这个命令。是不是要找 bill？", 'Unknown command "bil". Did you mean bill?'),
    (("tariff", "shw"), "没有“shw”这个命令。是不是要找 show？", 'Unknown command "shw". Did you mean show?'),
    (
        ("bill", "--aera", "1"),
        "没有 --aera 这个选项。是不是要找 --area？",
        "Unknown option --aera. Did you mean --area?",
    ),
    (("bill", "185"), "多出了“185”", 'Unexpected "185"'),
    (("bill", "--area"), "--area 后面要有一个值。", "--area needs a value."),
    (("bill", "--stopped=5"), "--stopped 后面不能有值。", "--stopped takes no value."),
    (("bill", "--format", "xx"), "--format 的值“xx”无法识别。可用：", 'Unknown value "xx" of --format. Available: '),
    (("batch",), "缺少 ledger。", "ledger is missing."),
    (("page",), "缺少 --out。", "--out is missing."),
    (("help", "exitcodes"), "是不是要找 exit-codes？", "Did you mean exit-codes?"),
    *(
        (
            (*command.split(), ""),
            f"{command.split()[-1]} 的值是空的。",
            f"The value of {command.split()[-1]} is empty.",
        )
        for command in (
            "bill --area 100 --city",
            "bill --area 100 --class",
            "bill --area 100 --relief",
            "check --area 100 --paid 1512 --city",
            "compare --area 100 --city 太原 --city",
            "subsidy --area 100 --city",
            "sql --winter",
            "batch nowhere.csv --dry-run --plan",
            "page -o nowhere.html --city",
            "notice --ledger nowhere.csv -o nowhere.html --city",
        )
    ),
    (("sql", "--dialect", "postgre"), "是不是要找 postgres？", "Did you mean postgres?"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "zh", "en"), SLIPS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_slip_is_told_in_the_language_of_the_run(arguments: tuple[str, ...], zh: str, en: str, heat: Program) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        done = heat(*arguments, HEATCALC_LANG=lang)
        assert (done.code, done.out) == (2, "")
        assert expected in done.err


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("check", "--daxie"), ("help", "nope")], ids=" ".join)
def test_what_is_far_from_every_word_gets_no_suggestion(arguments: tuple[str, ...], heat: Program) -> None:
    done = heat(*arguments)
    assert (done.code, "是不是要" in done.err) == (2, False)


@pytest.mark.parametrize("topic", ["exit-codes", "rules", "ledger", "config"])
def test_help_has_topics(topic: str, heat: Program) -> None:
    zh, en = heat("help", topic), heat("help", topic, "--lang", "en")
    assert zh.code == en.code == 0
    assert re.search(r"[一-鿿]{8}", zh.out)
    assert len(en.out.splitlines()) >= 8
    assert heat("help", "bill").out == heat("bill", "--help").out


def configured(
    folder: Path, *arguments: str, user: str = "", own: str = "", **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run heatcalc in a folder with files of settings."""
    (folder / "config" / "heatcalc").mkdir(parents=True, exist_ok=True)
    (folder / "here").mkdir(exist_ok=True)
    for path, text in ((folder / "config/heatcalc/config.toml", user), (folder / "here/heatcalc.toml", own)):
        path.unlink(missing_ok=True)
        if text:
            path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "heatcalc", *arguments],
        cwd=folder / "here",
        env=environment(XDG_CONFIG_HOME=str(folder / "config"), **changes),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_first_setting_in_the_order_holds(tmp_path: Path) -> None:
    bill = ("bill", "--area", "100", "--format", "json")
    user, own = 'city = "太原"\n', '[bill]\ncity = "忻州"\n'

    def city(*more: str, **given: str) -> str:
        done = configured(tmp_path, *bill, *more, **given)
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["city"])

    assert city() == "shuozhou"
    assert city(user=user) == "taiyuan"
    assert city(user=user, own=own) == "xinzhou"
    assert city(user=user, own=own, HEATCALC_CITY="大同") == "datong"
    assert city("--city", "洛阳", "--with", "building=high_rise", user=user, own=own, HEATCALC_CITY="大同") == "luoyang"


def test_settings_are_shown_with_where_they_come_from(tmp_path: Path) -> None:
    done = configured(
        tmp_path,
        "config",
        "show",
        "--origin",
        "--format",
        "json",
        user='lang = "zh"\n',
        own='city = "忻州"\n',
        HEATCALC_PLAN="area",
    )
    found = {each["name"]: each["origin"] for each in json.loads(done.stdout)["settings"]}
    user = str(tmp_path / "config/heatcalc/config.toml")
    assert found == {"plan": "HEATCALC_PLAN", "city": "heatcalc.toml", "lang": user}


def test_settings_that_are_lists_and_those_that_would_be_in_the_way(tmp_path: Path) -> None:
    own = 'city = "太原"\n[batch]\nmap = ["大小=building_m2"]\n'
    rows = json.loads(configured(tmp_path, "compare", "--area", "100", "--format", "json", own=own).stdout)["rows"]
    assert len(rows) > 50
    (tmp_path / "here/ledger.csv").write_text("户号,大小\n1,100\n", encoding="utf-8")
    for given in ({"own": own}, {"HEATCALC_CITY": "太原", "HEATCALC_MAP": "大小=building_m2"}):
        done = configured(tmp_path, "batch", "ledger.csv", "-n", "--format", "json", **given)
        assert json.loads(done.stdout)["due"] == "1800.00", done.stderr


def test_a_language_may_be_set_in_a_file(tmp_path: Path) -> None:
    assert "Due" in configured(tmp_path, "bill", "--area", "100", own='lang = "en"\n').stdout


@pytest.mark.parametrize("text", ["ciyt = 1\n", "city = \n", "[bill]\nnonsense = 1\n"])
def test_a_wrong_setting_is_told_with_its_file(text: str, tmp_path: Path) -> None:
    done = configured(tmp_path, "bill", "--area", "100", own=text)
    assert (done.returncode, done.stdout) == (3, "")
    assert "heatcalc.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert configured(tmp_path, "doctor", own="").returncode == 0


def test_nothing_is_written_unasked(tmp_path: Path) -> None:
    for arguments in (
        ("bill", "--area", "100"),
        ("config", "show"),
        ("doctor",),
        ("compare", "--area", "100"),
        ("help", "config"),
    ):
        configured(tmp_path, *arguments, HOME=str(tmp_path))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_every_setting_is_an_option_of_some_command(heat: Program) -> None:
    commands = ("bill", "batch", "compare", "subsidy", "sql", "notice")
    helps = "".join(heat(command, "--help").out for command in commands)
    missing = [name for name in SETTING_NAMES if not re.search(rf"--{name}\b", helps)]
    assert missing == []


def test_doctor_says_what_a_report_needs_and_nothing_of_anybody(tmp_path: Path) -> None:
    done = configured(
        tmp_path, "doctor", "--format", "json", own='city = "secret-city"\n', HOME=str(tmp_path), USER="somebody"
    )
    value = json.loads(done.stdout)
    assert value["wrong"] == []
    assert {"heatcalc", "python", "system", "encoding", "language", "tariffs", "typer"} <= set(value)
    assert not re.search(f"secret-city|somebody|{re.escape(str(tmp_path))}", done.stdout)


def test_a_bug_ends_in_one_line_that_says_where_the_details_are() -> None:
    program = (
        "import heatcalc.billing.calculate as work\n"
        "def broken(*_): raise ZeroDivisionError('x')\n"
        "work.find_city = broken\n"
        "import sys; sys.argv = ['heatcalc', 'bill', '--area', '1']\n"
        "from heatcalc.cli.app import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    assert done.returncode == 70
    assert done.stderr.decode().count("\n") == 1
    assert "heatcalc doctor" in done.stderr.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("shu", "shuozhou"), ("朔", "朔州"), ("Dat", "Datong"), ("大同", "大同")],
)
def test_shells_complete_cities_in_characters_pinyin_and_english(typed: str, found: str, heat: Program) -> None:
    done = heat(COMP_WORDS=f"heatcalc bill --city {typed}", COMP_CWORD="3", _HEATCALC_COMPLETE="complete_bash")
    assert found in done.out.split()
    assert all(name.casefold().startswith(typed.casefold()) for name in done.out.split())


NETWORK = """
import socket, sys
def refuse(*arguments, **named): raise AssertionError("the network was asked for")
for name in ("connect", "connect_ex", "sendto"): setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
sys.argv = ["heatcalc", *sys.argv[1:]]
from heatcalc.cli.app import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("bill", "--area", "100"),
        ("check", "--paid", "1512", "--area", "100"),
        ("compare", "--area", "100"),
        ("tariff", "sources"),
        ("supply",),
        ("doctor",),
        ("page", "-o", "-"),
        ("batch", "ledger.csv", "-o", "bills.csv", "--engine", "duckdb"),
        ("notice", "--ledger", "ledger.csv", "-o", "n.pdf"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_asks_for_a_network(arguments: tuple[str, ...], tmp_path: Path) -> None:
    if arguments[0] == "notice":
        needs_font()
    (tmp_path / "ledger.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", NETWORK, *arguments], cwd=tmp_path, capture_output=True, env=environment(), check=False
    )
    assert done.returncode in (0, 1), done.stderr.decode()


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp437", "latin-1"])
@pytest.mark.parametrize("arguments", [("bill", "--area", "100"), ("--help",), ("doctor",), ("help", "rules")])
def test_no_encoding_of_a_terminal_ends_the_program(encoding: str, arguments: tuple[str, ...]) -> None:
    changes: Any = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "heatcalc", *arguments], capture_output=True, env=environment(**changes), check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode(encoding)


def test_a_keyboard_is_told_what_is_awaited() -> None:
    near, far = pty.openpty()
    command = [sys.executable, "-m", "heatcalc", "batch", "-", "-n", "--city", "朔州"]
    with subprocess.Popen(command, stdin=far, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as run:
        os.close(far)
        assert run.stderr is not None
        assert "等待" in run.stderr.readline().decode()
        os.write(near, "户号,建筑面积\n1,100\n\x04".encode())
        assert run.stdout is not None
        assert "1512.00" in run.stdout.read().decode()
    os.close(near)


def test_a_bill_may_be_a_page_to_print(heat: Program, tmp_path: Path) -> None:
    out = tmp_path / "bill.html"
    assert "2797.20" in heat("bill", "--area", "185", "--html", str(out)).out
    page = out.read_text(encoding="utf-8")
    assert "贰仟柒佰玖拾柒元贰角" in page
    assert "185㎡ × 2.52元/㎡·月 × 6个月" in page
    assert "朔州日报" in page
    assert heat("bill", "--area", "185", "--html", str(out)).code == 5
