"""The contract of the command line: exit codes, streams, formats, and what happens when the world is hostile."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import heatcalc
from heatcalc.tariffs.load import shipped
from tests.conftest import Program, Run, environment

TABLES = Path(__file__).parents[1] / "tables"
FOUR = [word for city in ("朔州", "大同", "忻州", "太原") for word in ("--city", city)]
HEATCALC = [sys.executable, "-m", "heatcalc"]


def test_the_first_command(heat: Program) -> None:
    run = heat("bill", "--area", "185")
    assert run.code == 0
    assert "185㎡ × 2.52元/㎡·月 × 6个月" in run.out
    assert "2797.20" in run.out
    assert "近" in run.out
    assert "27 天不计费" in run.out
    assert "朔州日报" in run.out
    assert "默认城市" in run.out
    assert run.err == ""


def test_the_first_command_in_english(heat: Program) -> None:
    run = heat("bill", "--area", "185", "--lang", "en")
    assert "185㎡ × 2.52 CNY/㎡·month × 6 months" in run.out
    assert "nearly" in run.out


def test_json_is_one_object_as_documented(heat: Program) -> None:
    run = heat("bill", "--area", "185", "--format", "json")
    bill = json.loads(run.out)
    assert list(bill) == [
        *("schema", "city", "class", "plan", "winter", "tariff", "seen", "currency", "measures", "lines"),
        *("total", "payers", "others", "due", "average", "notes", "rules", "sources"),
    ]
    assert bill["schema"] == "heatcalc.bill/1"
    assert (bill["city"], bill["class"], bill["plan"], bill["winter"]) == (
        "shuozhou",
        "residential",
        "area",
        "2022-2023",
    )
    assert (bill["tariff"], bill["seen"]) == ("shuozhou/residential/area/2022-09-28", "2022-11")
    assert bill["measures"] == {"building_m2": "185", "month": "6"}
    assert bill["lines"] == [
        {
            "id": "area",
            "label": "面积热费",
            "formula": "185㎡ × 2.52元/㎡·月 × 6个月",
            "amount": "2797.20",
            "source": "shuozhou-daily-2022",
        }
    ]
    assert (bill["total"], bill["due"]) == ("2797.20", "2797.20")
    assert bill["payers"] == {"household": "2797.20"}
    assert bill["others"] == "0.00"
    assert bill["average"] == {"building_m2": "15.12"}
    assert bill["sources"]["shuozhou-daily-2022"]["publisher"] == "朔州日报"


def test_a_refusal_in_json_is_an_object_and_exit_code_4(heat: Program) -> None:
    run = heat("bill", "--area", "100", "--city", "大同", "--class", "non_residential", "--format", "json")
    refusal = json.loads(run.out)
    assert run.code == 4
    assert refusal["schema"] == "heatcalc.refusal/1"
    assert refusal["code"] == "which_class"
    assert refusal["missing"] == ["class"]
    assert "commercial" in refusal["message"]


def test_a_weight_of_an_unknown_city_is_a_refusal_in_json_too(heat: Program) -> None:
    run = heat("compare", "--area", "100", "--weight", "nowhere=1", "--format", "json")
    assert run.code == 4
    refusal = json.loads(run.out)
    assert (refusal["schema"], refusal["code"], refusal["missing"]) == ("heatcalc.refusal/1", "unknown_city", ["city"])
    said = heat("compare", "--area", "100", "--weight", "塑州=1")
    assert (said.code, said.out) == (4, "")
    assert said.err.endswith("是不是要找 朔州（shuozhou）？\n"), "no hint to give the city that was given"


def test_a_refusal_is_said_on_stderr_with_a_hint(heat: Program) -> None:
    run = heat("bill", "--usable", "70", "--city", "大同")
    assert (run.code, run.out) == (4, "")
    assert "建筑面积" in run.err
    assert "--area" in run.err


@pytest.mark.parametrize("area", ["-1", "0", "nan", "1e5", "1_000", "12,34", "", "100²", "inf", "99999999"])
def test_what_is_no_area_is_a_usage_error(area: str, heat: Program) -> None:
    run = heat("bill", "--area", area)
    assert (run.code, run.out) == (2, "")
    assert "heatcalc" in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("area", "shown"), [("１８５", "185"), ("185㎡", "185"), ("1,850.5", "1850.5"), ("85平米", "85")]
)
def test_an_area_is_read_as_people_write_it(area: str, shown: str, heat: Program) -> None:
    run = heat("bill", "--area", area, "--format", "json")
    assert run.code == 0
    assert json.loads(run.out)["measures"]["building_m2"] == shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("bill", "--area"),
        ("bill", "--areaa", "1"),
        ("bil",),
        ("bill", "--area", "1", "--format", "xml"),
        ("bill", "--area", "1", "--winter", "2022"),
        ("bill", "--area", "1", "--winter", "2022-2024"),
        ("bill", "--area", "1", "--plan", "metred"),
        ("bill", "--area", "1", "--with", "building"),
        ("bill", "--area", "1", "--with", "a=1", "--with", "a=2"),
        ("bill", "--area", "1", "--measure", "foo=1"),
        ("bill", "--area", "1", "--measure", "building_m2=1"),
        ("bill", "--area", "1", "--months", "13"),
        ("bill", "--area", "1", "--months", "-1"),
        ("compare", "--area", "1", "--sort", "colour"),
        ("tariff", "show"),
    ],
)
def test_usage_errors(arguments: tuple[str, ...], heat: Program) -> None:
    run = heat(*arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("heatcalc: ")


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (("bil",), "bill"),
        (("bill", "--are", "1"), "--area"),
        (("bill", "--area", "1", "--city", "datung"), "datong"),
        (("bill", "--area", "1", "--class", "residental"), "residential"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(arguments: tuple[str, ...], suggestion: str, heat: Program) -> None:
    assert suggestion in heat(*arguments).err


def test_exit_codes_of_files(heat: Program, tmp_path: Path) -> None:
    assert heat("bill", "--area", "1", "--tariffs", str(tmp_path / "none.toml")).code == 3
    invalid = heat("bill", "--area", "1", "--tariffs", str(TABLES / "ten_mistakes.toml"))
    assert invalid.code == 4
    assert invalid.err.count("ten_mistakes.toml:") == 10
    assert heat("tariff", "init", str(tmp_path / "no" / "x.toml")).code == 5


def test_the_table_may_be_named_by_the_environment(heat: Program) -> None:
    run = heat("bill", "--area", "150", "--format", "json", HEATCALC_TARIFFS=str(TABLES / "plans.toml"))
    assert json.loads(run.out)["total"] == "3276.00"
    flag = heat(
        *("bill", "--area", "150", "--format", "json", "--tariffs", str(TABLES / "plans.toml")),
        HEATCALC_TARIFFS="/nowhere",
    )
    assert json.loads(flag.out)["total"] == "3276.00"


def test_csv_is_csv(heat: Program) -> None:
    rows = list(csv.DictReader(io.StringIO(heat("bill", "--area", "185", "--format", "csv").out)))
    first = {"label": "面积热费", "amount": "2797.20", "formula": "185㎡ × 2.52元/㎡·月 × 6个月"}
    whose = {"city": "shuozhou", "class": "residential", "plan": "area", "winter": "2022-2023", "seen": "2022-11"}
    assert rows[0] == {**first, **whose, "source": rows[0]["source"], "note": ""}
    assert rows[0]["source"].startswith("朔州日报《")
    assert (rows[-1]["label"], "“近” 6 个月" in rows[-1]["note"], rows[-1]["winter"]) == ("应缴", True, "2022-2023")
    checked = heat("check", "--area", "185", "--paid", "2500", "--format", "csv").out
    row = next(csv.DictReader(io.StringIO(checked)))
    assert list(row)[:2] == ["label", "amount"]
    assert {key: row[key] for key in whose} == whose
    assert rows[0]["source"] in row["source"]
    rows = list(csv.DictReader(io.StringIO(heat("compare", "--area", "100", *FOUR, "--format", "csv").out)))
    assert [row["bill"] for row in rows] == ["1512.00", "1650.00", "1800.00", "1936.00"]
    asked = ("--area", "100", "--area", "50", "--city", "朔州", "--city", "太原", "--city", "北京")
    rows = list(csv.DictReader(io.StringIO(heat("compare", *asked, "--format", "csv").out)))
    found = [(row["id"], row["winter"], row["area"], row["difference"], row["rank"], row["ranked"]) for row in rows]
    assert found[0] == ("shuozhou", "2022-2023", "50", "0.00", "1", "2")
    assert {row["bill"] for row in rows if row["id"] == "beijing"} == {""}
    assert [bool(row["reason"]) for row in rows] == [row["bill"] == "" for row in rows]
    for column in ("area", "price", "months", "bill", "difference", "ratio", "rank", "ranked"):
        assert all(not row[column] or Decimal(row[column]) >= 0 for row in rows), column


def test_markdown_is_a_table(heat: Program) -> None:
    out = heat("bill", "--area", "185", "--format", "md").out
    assert "| 面积热费 | 2797.20 | 185㎡ × 2.52元/㎡·月 × 6个月 |" in out
    assert "| --- | ---: | --- |" in out


def test_plain_is_what_a_pipe_gets(heat: Program) -> None:
    assert heat("bill", "--area", "185").out == heat("bill", "--area", "185", "--format", "plain").out
    assert "面积热费\t2797.20\t185㎡" in heat("bill", "--area", "185").out


def test_capitals_and_grounds_on_request(heat: Program) -> None:
    run = heat("bill", "--area", "185", "--capitals", "--explain")
    assert "贰仟柒佰玖拾柒元贰角" in run.out
    assert "我市居民按建筑面积每月2.52元/平方米" in run.out
    assert "四舍五入" in run.out
    value = json.loads(heat("bill", "--area", "185", "--daxie", "--explain", "--format", "json").out)
    assert value["due_in_capitals"] == "贰仟柒佰玖拾柒元贰角"
    assert len(value["explanation"]) >= 3


def test_other_money_than_yuan_has_no_capitals_and_says_so(heat: Program) -> None:
    table = str(Path(__file__).parents[2] / "docs" / "gallery" / "denmark-return-temperature.toml")
    home = (
        "--tariffs",
        table,
        "--area",
        "130",
        "--plan",
        "metered",
        "--measure",
        "MWh=18.1",
        "--measure",
        "return_c=42",
    )
    assert "大写金额只用于人民币。" in heat("bill", *home, "--daxie").out
    assert "due_in_capitals" not in json.loads(heat("bill", *home, "--daxie", "--format", "json").out)


def test_an_assumption_is_marked_as_one(heat: Program) -> None:
    run = heat("bill", "--area", "185", "--months", "5个月", "--city", "朔州")
    assert "2331.00" in run.out
    assert "您的假定" in run.out
    assert "近" not in run.out


def test_what_the_price_does_not_use_is_said(heat: Program) -> None:
    out = heat("bill", "--area", "185", "--kwh", "5000", "--with", "colour=red").out
    assert "用不到：colour、用热量" in out


def test_compare_keeps_a_city_that_cannot_answer_with_its_reason(heat: Program) -> None:
    run = heat("compare", "--area", "100", *FOUR, "--class", "non_residential", "--format", "json")
    assert run.code == 0
    rows = json.loads(run.out)["rows"]
    assert [(row["city"], row["total"]) for row in rows] == [
        ("shuozhou", "2880.00"),
        ("xinzhou", "3500.00"),
        ("taiyuan", "3750.00"),
        ("datong", None),
    ]
    assert rows[3]["refusal"]["code"] == "which_class"
    assert (rows[2]["price"], rows[2]["months"], rows[2]["difference"], rows[2]["ratio"]) == (
        "7.5",
        "5",
        "870.00",
        "1.30",
    )
    assert "大同" in heat("compare", "--area", "100", "--class", "non_residential").out


def test_compare_chosen_cities_in_a_chosen_order(heat: Program) -> None:
    run = heat("compare", "--area", "100", "--city", "太原", "--city", "大同", "--sort", "price", "--format", "json")
    assert [row["city"] for row in json.loads(run.out)["rows"]] == ["datong", "taiyuan"]
    assert heat("compare", "--area", "100", "--city", "nowhere").code == 4


def test_tariff_commands(heat: Program, tmp_path: Path) -> None:
    assert "3.52元/㎡·月" in heat("tariff", "list").out
    assert json.loads(heat("tariff", "list", "--format", "json").out)["default_city"] == "shuozhou"
    shown = heat("tariff", "show", "朔州")
    assert "使用面积为建筑面积的70%" in shown.out
    assert heat("tariff", "show", "nowhere").code == 4
    assert "shuozhou-daily-2022" in heat("tariff", "sources").out
    mine = str(tmp_path / "mine.toml")
    assert heat("tariff", "init", mine).code == 0
    assert heat("tariff", "init", mine).code == 5
    assert heat("tariff", "validate", mine).code == 0
    added = heat(
        *("tariff", "add", mine, "--city", "example", "--rate", "5.2", "--per", "building_m2,month"),
        *("--from", "2024-2025", "--source", "example-notice"),
    )
    assert added.code == 0
    assert heat("bill", "--area", "100", "--tariffs", mine, "--winter", "2024-2025").out.count("2080.00") >= 1


def test_validate_says_everything_as_json_too(heat: Program) -> None:
    run = heat("tariff", "validate", str(TABLES / "ten_mistakes.toml"), "--format", "json")
    value = json.loads(run.out)
    assert (run.code, value["errors"], len(value["findings"])) == (4, 10, 10)
    assert {"file", "line", "path", "found", "allowed", "hint", "code", "severity", "message"} == set(
        value["findings"][0]
    )


def test_validate_with_warnings_only_is_exit_code_1(heat: Program, tmp_path: Path) -> None:
    file = tmp_path / "bom.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (TABLES / "plans.toml").read_bytes())
    assert heat("tariff", "validate", str(file)).code == 1


def test_version(heat: Program) -> None:
    assert re.fullmatch(
        rf"heatcalc {re.escape(heatcalc.__version__)} \(tariffs sha256 [0-9a-f]{{12}}\)\n", heat("--version").out
    )


COMMANDS = [
    *(
        (),
        ("bill",),
        ("ask",),
        ("check",),
        ("batch",),
        ("balance",),
        ("allocate",),
        ("diff",),
        ("template",),
        ("compare",),
        ("tariff",),
        ("tariff", "list"),
        ("tariff", "show"),
        ("tariff", "sources"),
    ),
    *(
        ("subsidy",),
        ("supply",),
        ("sql",),
        ("notice",),
        ("page",),
        ("serve",),
        ("config",),
        ("config", "show"),
        ("doctor",),
        ("help",),
    ),
    *(("tariff", "validate"), ("tariff", "schema"), ("tariff", "init"), ("tariff", "add")),
    *(("tariff", "history"), ("tariff", "diff"), ("tariff", "export")),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_is_there_and_its_examples_run(command: tuple[str, ...], lang: str, heat: Program, tmp_path: Path) -> None:
    run = heat(*command, "-h", HEATCALC_LANG=lang)
    assert run.code == 0
    assert run.err == ""
    assert run.out == heat(*command, "--help", HEATCALC_LANG=lang).out
    # An option longer than its column stands on a line of its own; the rest keeps to 80 columns.
    heading = {"zh": "例:", "en": "Examples:"}[lang]
    examples = [line.strip() for line in run.out.split(heading)[1].split("\n\n")[0].splitlines() if line.strip()]
    assert len(examples) >= 2
    for example in examples if command not in (("serve",), ("ask",)) else ():  # tests/web, test_ask
        arguments = shlex.split(example.split(" > ")[0])
        assert arguments[0] == "heatcalc"
        files = (".toml", ".csv", ".xlsx", ".html", "open-table")
        changed = [str(tmp_path / word) if word.endswith(files) else word for word in arguments[1:]]
        (tmp_path / "ledger.csv").write_text("户号,建筑面积,实缴\n1,100,1512.00\n", encoding="utf-8")
        (tmp_path / "paid.csv").write_text("户号,缴费日期,实缴\n1,2022-11-01,1000\n", encoding="utf-8")
        for year in ("last-year.toml", "this-year.toml"):
            if year in example:
                shutil.copyfile(shipped(), tmp_path / year)
        for bills in ("bills-a.csv", "bills-b.csv"):
            if bills in example:
                heat("batch", str(tmp_path / "ledger.csv"), "-o", str(tmp_path / bills))
        if "my.toml" in example and "init" not in example:
            heat("tariff", "init", str(tmp_path / "my.toml"), "--force")
        assert heat(*changed).code == 0, example


def test_no_command_is_a_short_help(heat: Program) -> None:
    run = heat()
    assert run.code == 0
    assert run.out.count("  heatcalc ") == 2
    assert run.out == heat("--help").out


ENCODINGS = [
    ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii"),
    ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}, "gbk"),
    ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, "ascii"),
    ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp437"}, "cp437"),
    ({"NO_COLOR": "1"}, "utf-8"),
    ({"TERM": "dumb"}, "utf-8"),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "utf-8"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "encoding"), ENCODINGS, ids=str)
@pytest.mark.parametrize("format_", ["table", "plain", "csv", "json", "md"])
def test_any_terminal(changes: dict[str, str], encoding: str, format_: str, heat: Program) -> None:
    run = heat("bill", "--area", "185", "--explain", "--capitals", "--format", format_, encoding=encoding, **changes)
    assert run.code == 0
    assert "2797.20" in run.out
    assert run.err == ""
    if encoding == "gbk":
        assert "面积热费" in run.out
        assert "\\u" not in run.out
    if "NO_COLOR" in changes:
        assert "\x1b[3" not in run.out


def test_a_full_disk_is_exit_code_5_in_one_sentence() -> None:
    for format_ in ("table", "plain", "json"):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = subprocess.run(
                [*HEATCALC, "bill", "--area", "185", "--format", format_],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(),
                check=False,
            )
        assert done.returncode == 5
        assert done.stderr.decode().count("\n") == 1
        assert done.stderr.decode().startswith("heatcalc: 无法写到标准输出")


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"{sys.executable} -m heatcalc tariff show shuozhou | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=True)
    assert done.stdout.decode().splitlines()[-1] == "0"
    assert done.stderr == b""


def test_a_closed_output_is_exit_code_5() -> None:
    command = f"exec {sys.executable} -m heatcalc bill --area 185 >&-"
    done = subprocess.run(["bash", "-c", command], stderr=subprocess.PIPE, env=environment(), check=False)
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr


BROKEN = """
import sys, os, signal
import heatcalc.billing.bill as job

def broken(*_):
    {what}

job.calculate = broken
# A parent that ignores interrupts would have them ignored here too.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["heatcalc", "bill", "--area", "1"]
from heatcalc.cli.app import main
main()
"""


def _broken(what: str, **changes: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN.format(what=what)], capture_output=True, env=environment(**changes), check=False
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_an_interrupt_is_exit_code_130() -> None:
    run = _broken("os.kill(os.getpid(), signal.SIGINT)")
    assert (run.code, run.out, run.err) == (130, "", "heatcalc: 已中断。\n")


def test_a_bug_is_exit_code_70_without_a_traceback() -> None:
    run = _broken("1 / 0")
    assert run.code == 70
    assert run.err.startswith("heatcalc: 程序内部错误（ZeroDivisionError")
    assert "Traceback" not in run.err
    assert "Traceback" in _broken("1 / 0", HEATCALC_DEBUG="1").err


def test_the_same_question_gives_the_same_bytes(heat: Program) -> None:
    runs = {heat("compare", "--area", "100", "--format", "json", PYTHONHASHSEED=str(seed)).out for seed in (1, 2, 3)}
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"HEATCALC_LANG": "en"}, "Area charge"),
        ({"HEATCALC_LANG": "zh", "LANG": "en_US.UTF-8"}, "面积热费"),
        ({"LANG": "en_US.UTF-8"}, "Area charge"),
        ({"LANG": "zh_TW.UTF-8"}, "面积热费"),
        ({"LC_ALL": "de_DE.UTF-8"}, "Area charge"),
        ({"LANG": "C.UTF-8"}, "面积热费"),
    ],
)
def test_the_language(changes: dict[str, str], word: str, heat: Program) -> None:
    assert word in heat("bill", "--area", "185", **changes).out


def test_no_network(heat: Program, tmp_path: Path) -> None:
    guard = tmp_path / "sitecustomize.py"
    guard.write_text(
        "import socket\ndef no(*a, **k):\n    raise SystemExit('network')\nsocket.socket.connect = no\n", "utf-8"
    )
    run = heat(
        "compare", "--area", "100", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    )
    assert run.code == 0


def test_errors_of_python_callers() -> None:
    with pytest.raises(TypeError):
        heatcalc.bill(area=1.5)  # type: ignore[arg-type]
    with pytest.raises(heatcalc.UsageError):
        heatcalc.bill(area=-1)
    with pytest.raises(heatcalc.UsageError):
        heatcalc.bill(area=1, winter="2022")
    with pytest.raises(heatcalc.UsageError):
        heatcalc.compare(area=1, sort="colour")  # type: ignore[arg-type]
