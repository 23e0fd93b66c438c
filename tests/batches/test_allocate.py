"""Ledgers whose homes share a cost: what is read, what ends the run, what is written; nothing half, nothing lost."""

import csv
import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heatcalc
from heatcalc.errors import InputFileError
from heatcalc.money import plain
from tests.conftest import Program
from tests.helpers.workbooks import xlsx

HOMES = """户号,户名,建筑面积,用热量(kWh),状态
0101,张三,80,5000,正常
0102,李四,100,7300.5,正常
0103,王五,60,,报停
合计,,240,,
"""
DOCS = Path(__file__).parents[2] / "docs"
WINTER = (dt.date(2025, 11, 15), dt.date(2026, 3, 15))

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str, name: str = "ledger.csv", encoding: str = "utf-8") -> Path:
        (tmp_path / name).write_text(text, encoding=encoding)
        return tmp_path / name

    return write


def _parts(done: heatcalc.Allocation) -> list[str]:
    return [str(done.currency.amount(row.amount)) for row in done.rows]


def test_the_ledger_is_written_with_its_parts_and_a_manifest(written: Written, tmp_path: Path) -> None:
    ledger, out = written(HOMES), tmp_path / "shares.csv"
    done = heatcalc.allocate(ledger, "10000", out, by_area="0.3", stopped="0.5", explain=True)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    # 3000 × 80 ÷ (80 + 100 + 60 × 0.5), 7000 × 5000 ÷ 12300.5
    assert [(row["户号"], row["面积分摊"], row["用热分摊"], row["分摊金额"]) for row in rows] == [
        ("0101", "1142.86", "2845.41", "3988.27"),
        ("0102", "1428.57", "4154.59", "5583.16"),
        ("0103", "428.57", "0.00", "428.57"),
    ]
    assert list(rows[0])[:5] == ["户号", "户名", "建筑面积", "用热量(kWh)", "状态"]
    assert rows[2]["算法"] == "按面积: 3000.00元 × 60㎡ × 50% ÷ 210㎡ = 428.57"
    manifest = json.loads((tmp_path / "shares.manifest.json").read_text(encoding="utf-8"))
    assert manifest == done.manifest
    assert (manifest["lines"], manifest["allocated"], manifest["skipped"]) == (5, 3, 2)
    sums = [str(sum(Decimal(row[name]) for row in rows)) for name in ("面积分摊", "用热分摊", "分摊金额")]
    assert [manifest[name] for name in ("fixed", "variable", "amount")] == sums == ["3000.00", "7000.00", "10000.00"]
    assert manifest["input"]["sha256"] == hashlib.sha256(ledger.read_bytes()).hexdigest()
    assert manifest["outputs"] == {"csv": hashlib.sha256(out.read_bytes()).hexdigest()}
    again = heatcalc.allocate(ledger, "10000", out, by_area="0.3", stopped="0.5", explain=True)
    assert again.unchanged
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.csv", "shares.csv", "shares.manifest.json"}


def test_somebodys_own_file_is_not_replaced(written: Written, tmp_path: Path) -> None:
    ledger, out = written(HOMES), written("mine\n", "shares.csv")
    with pytest.raises(heatcalc.OutputError, match="--force"):
        heatcalc.allocate(ledger, 1, out, by_area=1, stopped=1)
    with pytest.raises(heatcalc.OutputError):
        heatcalc.allocate(ledger, 1, ledger, by_area=1, stopped=1, force=True)
    assert out.read_text(encoding="utf-8") == "mine\n"
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.csv", "shares.csv"}


def test_the_same_homes_in_any_file_have_the_same_parts(written: Written, tmp_path: Path) -> None:
    rows = [line.split(",") for line in HOMES.splitlines()]
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx([{"name": "台账", "rows": rows}]))
    files = [
        written(HOMES),
        written(HOMES, "gb.csv", "gb18030"),
        written(HOMES.replace(",", "\t"), "tabs.tsv", "utf-16"),
        book,
    ]
    found = [_parts(heatcalc.allocate(file, "777.77", by_use="0.6", stopped="0.3")) for file in files]
    given_rows = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    found.append(_parts(heatcalc.allocate(given_rows, "777.77", by_use="0.6", stopped="0.3")))
    assert found == [found[0]] * 5
    assert sum(map(Decimal, found[0])) == Decimal("777.77")


def test_a_reading_that_is_merged_over_two_homes_is_nobodys(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    rows = [["户号", "建筑面积", "分摊单位"], ["1", 80, 100], ["2", 80, None], ["3", 80, 50]]
    book.write_bytes(xlsx([{"name": "台账", "rows": rows, "merge": ["C2:C3"]}]))
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(book, 100, by_use=1)
    assert [line[:5] for line in str(raised.value).splitlines()[1:]] == ["第 2 行", "第 3 行"]


def test_figures_of_a_workbook_are_those_of_its_cells(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    moved = {"v": 46000, "s": "yyyy-mm-dd"}  # 2025-12-09
    rows = [
        ["户号", "建筑面积", "分摊单位", "修正系数", "入住日期", "迁出日期"],
        ["1", 80, {"v": 12.5, "s": "0"}, {"v": 0.96, "s": "0.0"}, None, moved],
        ["1", 80, 3, 1, {"v": 46001, "s": "yyyy-mm-dd"}, None],
    ]
    book.write_bytes(xlsx([{"name": "台账", "rows": rows}]))
    done = heatcalc.allocate(book, 100, by_area="0.5", period=WINTER, degree_days="days")
    # 25 of 121 days; 12.5 × 0.96 = 12 of 15 units
    assert [(row.fixed, row.variable) for row in done.rows] == [(1033, 4000), (3967, 1000)]


@pytest.mark.parametrize("name", ["shares.xlsx", "shares.parquet", "shares.jsonl"])
def test_other_formats_are_written(name: str, written: Written, tmp_path: Path) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("duckdb")
    done = heatcalc.allocate(written(HOMES), "100", tmp_path / name, by_area=1, stopped=1)
    assert done.files == (tmp_path / name, tmp_path / "shares.manifest.json")
    if name.endswith("jsonl"):
        lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["分摊金额"] for line in lines] == ["33.33", "41.67", "25.00"]


ASKED: dict[str, tuple[str, dict[str, Any], str]] = {
    "by what, where there are readings": (HOMES, {}, "--by-area"),
    "shares that are more than the cost": (HOMES, {"by_area": "0.5", "by_use": "0.6"}, "1.1"),
    "a share above 1": (HOMES, {"by_area": "1.5"}, "0 与 1"),
    "by use without readings": ("户号,建筑面积\n1,80\n", {"by_use": 1}, "--map"),
    "by area without areas": ("户号,用热量(kWh)\n1,80\n", {"by_area": 1}, "没有面积"),
    "what stopped homes pay": (HOMES, {"by_area": 1}, "--stopped"),
    "which of two areas": ("户号,建筑面积,使用面积\n1,80,60\n", {}, "--carry"),
    "which of two readings": ("户号,建筑面积,kWh,GJ\n1,80,60,1\n", {"by_use": 1}, "--carry"),
    "what a factor corrects": ("户号,建筑面积,修正系数\n1,80,0.9\n", {}, "--factor area"),
    "a factor that is not there": ("户号,建筑面积\n1,80\n", {"factor": "area"}, "--factor"),
    "the days of a cost": ("户号,建筑面积,入住日期\n1,80,2025-12-01\n", {}, "--from"),
    "dates that are not there": ("户号,建筑面积\n1,80\n", {"period": WINTER}, "入住日期"),
    "what days weigh": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,2025-12-31\n1,80,2026-01-01,\n",
        {"period": WINTER},
        "--degree-days",
    ),
    "several rows and dates": (
        "户号,建筑面积,入住日期\n1,80,2025-01-01\n",
        {"period": WINTER, "several": True},
        "--several",
    ),
    "a period that runs backwards": (HOMES, {"period": WINTER[::-1]}, "先后"),
    "degree days without a period": (HOMES, {"degree_days": "days"}, "--from"),
    "a currency that is none": (HOMES, {"currency": "XXX"}, "ISO 4217"),
    "a stop's share above 1": (HOMES, {"by_area": 1, "stopped": 2}, "stopped"),
    "a share that is no number": (HOMES, {"by_area": "third"}, "30%"),
    "a cost by a word that is none": (HOMES, {"by_area": 1, "factor": "zz"}, "use、area、both"),
    "a rule for what is left that is none": (HOMES, {"by_area": 1, "rest": "biggest"}, "largest-remainder"),
    "a way with homes unread that is none": (HOMES, {"by_area": 1, "unread": "foo"}, "degree-days"),
    "a language that is none": (HOMES, {"by_area": 1, "stopped": 1, "lang": "fr"}, "zh"),
    "a period of no dates": (HOMES, {"by_area": 1, "period": ("2025-11-15", "x")}, "“x”"),
    "a month that is none": (HOMES, {"by_area": 1, "period": WINTER, "degree_days": {13: 1}}, "13,1"),
    "a month that weighs less than nothing": (HOMES, {"period": WINTER, "degree_days": {1: -1}}, "1,-1"),
    "a period whose days weigh nothing": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,2025-12-31\n1,80,2026-01-01,\n",
        {"period": WINTER, "degree_days": {1: 0, 2: 0, 3: 0, 5: 1, 11: 0, 12: 0}},
        "合计为 0",
    ),
    "a column of buildings without their costs": (HOMES, {"within": "户名"}, "within"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_must_be_said_is_asked_for(what: str, written: Written) -> None:
    ledger, asked, says = ASKED[what]
    with pytest.raises(heatcalc.UsageError) as raised:
        heatcalc.allocate(written(ledger), 100, **asked)
    assert says in str(raised.value)


MOVES = {"period": WINTER, "degree_days": "days"}
REJECTED: dict[str, tuple[str, dict[str, Any], dict[int, str]]] = {
    "each row that is wrong": (
        "户号,建筑面积,kWh\n1,80,5\n2,x,5\n3,0,5\n,80,5\n1,80,5\n4,80,\n",
        {"by_use": "0.5"},
        {3: "“x”", 4: "超出范围", 5: "没有 户号", 6: "户号 1 与第 2 行重复", 7: "--unread"},
    ),
    "a stopped home with a reading": (
        "户号,建筑面积,kWh,状态\n1,80,5,报停\n2,80,5,正常\n",
        {"by_use": 1},
        {2: "报停"},
    ),
    "a status that nobody knows": ("户号,建筑面积,状态\n1,80,也许\n2,80,正常\n", {}, {2: "也许"}),
    "what an allocation does not do": (
        "户号,建筑面积,月数,停热小时\n1,80,3,\n2,80,,5\n3,80,,\n",
        {},
        {2: "月数", 3: "停热小时"},
    ),
    "a factor that is blank or wide of the mark": (
        "户号,建筑面积,修正系数\n1,80,\n2,80,90\n3,80,1\n",
        {"factor": "area"},
        {2: "修正系数", 3: "超出范围"},
    ),
    "days that are nobody's": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,2025-12-30\n1,80,2026-01-01,\n2,80,,2026-03-01\n",
        MOVES,
        {3: "2025-12-31 至 2025-12-31", 4: "2026-03-02 至 2026-03-15"},
    ),
    "days that are two people's": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,2025-12-31\n1,80,2025-12-31,\n",
        MOVES,
        {3: "重叠：2025-12-31 至 2025-12-31"},
    ),
    "somebody who had left before": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,2020-01-01\n2,80,,\n",
        MOVES,
        {2: "不在 2025-11-15 至 2026-03-15 之内"},
    ),
    "dates that are the wrong way round": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,2026-01-31,2025-12-01\n2,80,,\n",
        MOVES,
        {2: "2026-01-31 在 2025-12-01 之后"},
    ),
    "a home of two sizes": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,2025-12-31\n1,81,2026-01-01,\n",
        MOVES,
        {3: "建筑面积"},
    ),
    "two rows without dates beside a home with them": (
        "户号,建筑面积,入住日期,迁出日期\n1,80,,\n1,80,,\n2,80,2019-01-01,\n",
        MOVES,
        {3: "重复"},
    ),
    "a home with no reading to split": (
        "户号,建筑面积,kWh,入住日期,迁出日期\n1,80,,,2025-12-31\n1,80,,2026-01-01,\n2,80,5,,\n",
        {**MOVES, "by_use": 1, "unread": "degree-days"},
        {2: "kWh"},
    ),
    "a date that is none": ("户号,建筑面积,入住日期\n1,80,2025-02-30\n2,80,\n", MOVES, {2: "2025-02-30"}),
}


@pytest.mark.parametrize("what", REJECTED)
def test_one_row_that_cannot_be_shared_in_ends_the_run_and_all_are_told(
    what: str, written: Written, tmp_path: Path
) -> None:
    ledger, asked, lines = REJECTED[what]
    file = written(ledger)
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(file, 100, tmp_path / "shares.csv", **asked)
    told = str(raised.value).splitlines()[1:]
    assert len(told) == len(lines)
    for text, (line, says) in zip(told, lines.items(), strict=True):
        assert text.startswith(f"第 {line} 行")
        assert says in text
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]


def test_many_rejects_are_counted_and_all_are_written_where_that_is_asked(written: Written, tmp_path: Path) -> None:
    rows = "".join(f"{account},x{account}\n" for account in range(30))
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(written(f"户号,建筑面积\n{rows}"), 100)
    assert len(str(raised.value).splitlines()) == 23
    assert "还有 10 行" in str(raised.value)
    assert "--rejects" in str(raised.value)
    rejects = tmp_path / "back.csv"
    with pytest.raises(heatcalc.InputFileError, match=re.escape("back.csv")):
        heatcalc.allocate(written(f"户号,建筑面积\n{rows}"), 100, tmp_path / "shares.csv", rejects=rejects)
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.csv", "back.csv"}
    told = list(csv.DictReader(rejects.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["户号"], row["行号"], row["代码"]) for row in told][::29] == [("0", "2", "R06"), ("29", "31", "R06")]
    with pytest.raises(heatcalc.OutputError):
        heatcalc.allocate(written(f"户号,建筑面积\n{rows}"), 100, rejects=rejects)


def test_rejects_that_say_the_same_are_told_once(written: Written) -> None:
    rows = "".join(f"{account},80,也许\n" for account in range(30))
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(written(f"户号,建筑面积,状态\n{rows}"), 100)
    told = str(raised.value).splitlines()[1:]
    assert [line[:5] for line in told[:3]] == ["第 2 行", "第 3 行", "第 4 行"]
    assert "27 行" in told[3]


@pytest.mark.parametrize(
    ("ledger", "asked", "says"),
    [
        ("户号,建筑面积,kWh,楼栋\n1,80,0,甲\n2,80,5,乙\n", {"by_use": 1}, "甲: 各户计入的用热量合计为 0"),
        (
            "户号,建筑面积,状态,楼栋\n1,80,报停,甲\n2,80,,乙\n",
            {"by_area": 1, "stopped": 0},
            "甲: 各户计入的面积合计为 0",
        ),
    ],
)
def test_a_building_with_nothing_to_share_by_is_named(
    ledger: str, asked: dict[str, Any], says: str, written: Written
) -> None:
    with pytest.raises(heatcalc.InputFileError, match=says):
        heatcalc.allocate(written(ledger), {"甲": 1, "乙": 1}, within="楼栋", **asked)


@pytest.mark.parametrize("share", ["30%", ".3", "3/10", "0.3", Decimal("0.3"), Fraction(3, 10)])
def test_a_share_is_written_in_any_of_the_usual_ways(share: Any, written: Written) -> None:
    assert heatcalc.allocate(written(HOMES), "￥1,000", by_area=share, stopped=1).manifest["fixed"] == "300.00"


def test_a_period_may_be_written_in_words(written: Written) -> None:
    ledger = written("户号,建筑面积,入住日期\n1,80,\n")
    done = heatcalc.allocate(ledger, 100, period=("2025-11-15", "2026-03-15"), degree_days="DAYS")
    assert done.manifest["period"] == ["2025-11-15", "2026-03-15"]
    with pytest.raises(heatcalc.UsageError, match="颠倒"):
        heatcalc.allocate(ledger, 100, period=("2026-03-15", "2025-11-15"))


def test_words_in_carried_columns_that_speak_of_a_stop_end_the_run(written: Written) -> None:
    with pytest.raises(heatcalc.InputFileError, match="空置"):
        heatcalc.allocate(written("户号,建筑面积,备注\n1,80,空置\n2,80,\n"), 100)
    done = heatcalc.allocate(written("户号,建筑面积,备注\n1,80,空置\n2,80,\n"), 100, carry=["备注"])
    assert _parts(done) == ["50.00", "50.00"]


def test_what_a_batch_does_not_know_it_goes_on_asking(written: Written) -> None:
    with pytest.raises(heatcalc.InputFileError, match="修正系数"):
        heatcalc.batch(written("户号,建筑面积,修正系数\n1,80,0.9\n"), city="朔州")
    assert heatcalc.batch(written("户号,建筑面积,入住日期\n1,80,二〇一九年\n"), city="朔州").manifest["billed"] == 1


def test_columns_of_other_names_are_read_and_others_named(written: Written) -> None:
    ledger = "Konto,Wohnfläche,Ablesung,用户类别\n1,80,3,居民\n2,20,1,居民\n"
    columns = {"Konto": "account", "Wohnfläche": "building_m2", "Ablesung": "units"}
    done = heatcalc.allocate(written(ledger), 100, by_area="0.5", columns=columns)
    assert _parts(done) == ["77.50", "22.50"]
    assert done.manifest["read"] == {**columns, "用户类别": "class"}
    assert done.manifest["unused"] == ["用户类别"]


MOVED_IN = (
    *("入住日期", "入住时间", "迁入日期", "搬入日期", "住入日期", "起始日期", "开始日期", "move in", "move-in date"),
    *("move_in", "start", "from", "Einzug"),
)
MOVED_OUT = ("迁出日期", "迁出时间", "搬出日期", "截止日期", "结束日期", "move out", "end", "to", "Auszug")


@pytest.mark.parametrize("column", [*MOVED_IN, *MOVED_OUT])
def test_days_of_moving_are_read_under_the_usual_headers(column: str, written: Written) -> None:
    ledger = written(f"户号,建筑面积,{column}\n1,80,2025-12-01\n2,80,\n")
    with pytest.raises(heatcalc.UsageError, match="--from"):
        heatcalc.allocate(ledger, 100)
    meaning = "moved_in" if column in MOVED_IN else "moved_out"
    done = heatcalc.allocate(written(f"户号,建筑面积,{column}\n1,80,\n"), 100, **MOVES)
    assert done.manifest["read"][column] == meaning


READ_AS_USE = {
    **{f"{word}(kWh)": "kWh" for word in ("耗热量", "用量", "本期用量", "本期用热量", "实际用热量", "消耗热量")},
    "耗热量（吉焦）": "GJ",
    "Verbrauch MWh": "MWh",
    "consumption kWh": "kWh",
    **dict.fromkeys(
        ("热分配计读数", "热分配表数", "分配单位", "HKV-Einheiten", "heat units", "allocator reading"), "units"
    ),
}


@pytest.mark.parametrize("column", READ_AS_USE)
def test_a_use_is_read_under_the_usual_headers_with_its_unit(column: str, written: Written) -> None:
    done = heatcalc.allocate(written(f"户号,建筑面积,{column}\n1,80,30\n2,80,10\n"), 100, by_use=1)
    assert _parts(done) == ["75.00", "25.00"]
    assert done.manifest["read"][column] == READ_AS_USE[column]
    alone = heatcalc.allocate(written(f"户号,建筑面积,{column}\n1,80,30\n2,80,10\n"), 100, by_area=1)
    assert alone.manifest["unused"] == [column]


@pytest.mark.parametrize(
    "column",
    [
        *(
            "耗热量",
            "用量",
            "本期用量",
            "热表读数",
            "热表读数(kWh)",
            "累计热量",
            "单位数",
            "Verbrauch",
            "usage",
            "heat use",
        ),
        *("楼层系数", "Korrektur-Faktor", "交房日期", "过户日期", "入住登记日", "end of tenancy"),
    ],
)
def test_what_may_be_a_use_a_factor_or_a_day_of_moving_is_asked_for(column: str, written: Written) -> None:
    ledger = written(f"户号,建筑面积,{column}\n1,80,30\n2,80,10\n")
    with pytest.raises(heatcalc.InputFileError, match="--carry"):
        heatcalc.allocate(ledger, 100)
    assert _parts(heatcalc.allocate(ledger, 100, carry=[column])) == ["50.00", "50.00"]


@pytest.mark.parametrize(
    "column", ["热表编号", "用水量", "缴费截止日期", "合同开始日期", "单位名称", "电话", "Zählernummer"]
)
def test_what_has_nothing_to_do_with_a_share_is_carried(column: str, written: Written) -> None:
    done = heatcalc.allocate(written(f"户号,建筑面积,{column}\n1,80,30\n2,80,10\n"), 100)
    assert done.manifest["carried"] == [column]


def test_vacant_homes_share_as_others_do_whatever_the_word(written: Written) -> None:
    ledger = written("户号,建筑面积,kWh,状态\n1,80,10,正常\n2,80,30,空置\n3,40,0,空房\n")
    done = heatcalc.allocate(ledger, 100, by_area="0.5")
    assert _parts(done) == ["32.50", "57.50", "10.00"]
    assert done.manifest["unmatched_words"] == []


@pytest.mark.parametrize(("column", "words"), [("采暖季", ("2024-2025", "2025-2026")), ("城市", ("朔州", "太原"))])
def test_homes_of_one_cost_are_of_one_winter_and_city(column: str, words: tuple[str, str], written: Written) -> None:
    ledger = written(f"户号,建筑面积,楼栋,{column}\n1,80,甲,{words[0]}\n2,80,乙,{words[1]}\n")
    with pytest.raises(heatcalc.InputFileError, match=column):
        heatcalc.allocate(ledger, 100)
    assert len(heatcalc.allocate(ledger, {"甲": 1, "乙": 1}, within="楼栋").rows) == 2


def test_a_row_that_is_refused_is_no_gap_of_its_neighbours(written: Written) -> None:
    ledger = written("户号,建筑面积,入住日期,迁出日期\n1,80,,2025-12-31\n1,x,2026-01-01,\n2,80,,\n")
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(ledger, 100, **MOVES)
    assert [line[:5] for line in str(raised.value).splitlines()[1:]] == ["第 3 行"]


def test_several_buildings_have_a_cost_each(written: Written) -> None:
    ledger = written("楼栋,户号,建筑面积\n1号楼,101,80\n2号楼,101,50\n1号楼,102,20\n")
    done = heatcalc.allocate(ledger, {"1号楼": "1000", "2号楼": "0.01"}, within="楼栋")
    assert [(row.building, row.account) for row in done.rows] == [("1号楼", "101"), ("2号楼", "101"), ("1号楼", "102")]
    assert _parts(done) == ["800.00", "0.01", "200.00"]
    assert done.manifest["read"]["楼栋"] == "building"
    for costs, says in (({"1号楼": 1}, "2号楼"), ({"1号楼": 1, "2号楼": 1, "3号楼": 1}, "3号楼")):
        with pytest.raises(heatcalc.UsageError, match=says):
            heatcalc.allocate(ledger, costs, within="楼栋")


def test_options_that_no_home_needed_are_named(written: Written) -> None:
    ledger = written("户号,建筑面积,入住日期\n1,80,2019-01-01\n")
    done = heatcalc.allocate(ledger, 100, stopped="0.3", unread="area", **MOVES)
    assert done.manifest["idle"] == ["--stopped", "--unread", "--degree-days"]


def test_a_float_and_an_unknown_keyword_are_type_errors(written: Written) -> None:
    with pytest.raises(TypeError, match="float"):
        heatcalc.allocate(written(HOMES), 0.1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="float"):
        heatcalc.allocate([{"建筑面积": 0.1, "户号": "1"}], 1)  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="by_erea"):
        heatcalc.allocate(written(HOMES), 1, by_erea=1)  # type: ignore[call-arg]


FIGURES = st.fractions(Fraction(1), Fraction(300), max_denominator=1).map(plain)
READINGS = st.integers(0, 20_000).map(lambda tenths: plain(Fraction(tenths, 10)))
ROWS = st.lists(st.tuples(FIGURES, READINGS, st.booleans()), min_size=1, max_size=30)


@settings(max_examples=50)
@given(
    rows=ROWS,
    fen=st.integers(1, 10**9),
    by_use=st.integers(0, 100).map(lambda each: Fraction(each, 100)),
)
def test_the_parts_of_a_ledger_are_its_cost(
    rows: list[tuple[str, str, bool]],
    fen: int,
    by_use: Fraction,
) -> None:
    homes = [
        {
            "户号": str(at),
            "建筑面积": area,
            "用热量(kWh)": "" if stopped else use,
            "状态": "报停" if stopped else "正常",
        }
        for at, (area, use, stopped) in enumerate(rows)
    ]
    asked: dict[str, Any] = {"by_use": by_use, "stopped": "0.3"}
    if by_use and not any(Fraction(use) for _, use, stopped in rows if not stopped):
        with pytest.raises(heatcalc.InputFileError, match="合计为 0"):
            heatcalc.allocate(homes, Fraction(fen, 100), **asked)
        return
    done = heatcalc.allocate(homes, Fraction(fen, 100), **asked)
    assert sum(row.amount for row in done.rows) == fen
    assert all(row.fixed >= 0 and row.variable >= 0 for row in done.rows)
    assert all(row.variable == 0 for row, (_, _, stopped) in zip(done.rows, rows, strict=True) if stopped)


@settings(max_examples=50)
@given(
    area=st.integers(20, 200),
    moves=st.lists(st.integers(1, 120), unique=True, max_size=5),
    fen=st.integers(1, 10**8),
)
def test_who_moves_changes_nothing_for_the_neighbours(area: int, moves: list[int], fen: int) -> None:
    start, end = WINTER
    days = [start, *(start + dt.timedelta(each) for each in sorted(moves))]
    lasts = [*(day - dt.timedelta(1) for day in days[1:]), end]
    rows: list[dict[str, str | int]] = [
        {"户号": "1", "建筑面积": area, "入住日期": first.isoformat(), "迁出日期": last.isoformat()}
        for first, last in zip(days, lasts, strict=True)
    ]
    rows.append({"户号": "2", "建筑面积": 100, "入住日期": "", "迁出日期": ""})
    done = heatcalc.allocate(rows, Fraction(fen, 100), period=WINTER, degree_days="vdi-2067")
    *own, neighbour = (row.amount for row in done.rows)
    assert sum(own) + neighbour == fen
    assert abs(neighbour - Fraction(fen * 100, area + 100)) < 1


def test_the_command_shows_writes_and_refuses(heat: Program, written: Written, tmp_path: Path) -> None:
    ledger, out = str(written(HOMES)), tmp_path / "shares.csv"
    assert heat("allocate", ledger, "--cost", "100").code == 2
    assert heat("allocate", ledger).code == 2
    shown = heat("allocate", ledger, "--cost", "100", "--by-area", "0.3", "--stopped", "0.3", "--explain")
    assert "分摊金额" in shown.out
    assert "{" not in shown.out
    assert shown.code == 0
    assert "合计\t\t\t\t30.00\t70.00\t100.00" in shown.out
    assert "报停 1 户" in shown.out
    run = heat(
        "allocate", ledger, "--cost", "100元", "--by-area", "1", "--stopped", "1", "-o", str(out), "--format", "json"
    )
    value = json.loads(run.out)
    assert value["schema"] == "heatcalc.allocation/1"
    assert [home["amount"] for home in value["homes"]] == ["33.33", "41.67", "25.00"]
    assert out.exists()
    broken = heat(
        "allocate", str(written("户号,建筑面积\n1,x\n", "broken.csv")), "--cost", "1", "-o", str(out), "--force"
    )
    assert (broken.code, broken.out) == (3, "")
    assert "第 2 行" in broken.err
    assert json.loads((tmp_path / "shares.manifest.json").read_text(encoding="utf-8"))["amount"] == "100.00"


def test_what_is_printed_is_as_its_schema_says(written: Written, tmp_path: Path) -> None:
    schema = json.loads((DOCS / "schemas/allocation.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    moved = "楼栋,户号,建筑面积,入住日期,迁出日期\n甲,1,80,,2025-11-30\n甲,1,80,2025-12-01,\n甲,2,33.3,,\n"
    for made in (
        heatcalc.allocate(written(HOMES), 100, tmp_path / "out.csv", by_area="0.3", stopped="0.3"),
        heatcalc.allocate(
            written(moved), {"甲": 1}, within="楼栋", period=WINTER, degree_days="vdi-2067", by=["户号"], rest="largest"
        ),
    ):
        jsonschema.validate(made.to_dict(), schema, jsonschema.Draft202012Validator)
        assert set(schema["required"]) <= set(made.manifest)


def test_the_example_of_the_page_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (DOCS / "allocate.md").read_text(encoding="utf-8"), re.DOTALL)
    subprocess.run([sys.executable, "-c", example], check=True)


def test_the_command_reads_files_of_costs_and_months(heat: Program, written: Written) -> None:
    ledger = written("楼栋,户号,建筑面积,入住日期,迁出日期\n甲,1,80,,2025-11-30\n甲,1,80,2025-12-01,\n乙,1,80,,\n")
    costs = written('楼栋,费用\n甲,"1,000"\n乙,500.5\n', "costs.csv", "gb18030")
    months = written("月,度日数\n11,100\n12,300\n", "months.csv")
    asked = ("--costs", str(costs), "--from", "2025-11-01", "--to", "2025-12-31", "--degree-days", str(months))
    run = heat("allocate", str(ledger), *asked, "--format", "csv")
    assert [row["amount"] for row in csv.DictReader(run.out.splitlines())] == ["250.00", "750.00", "500.50"]
    assert heat("allocate", str(ledger), *asked, "--cost", "1").code == 2
    bad = written("楼栋,费用\n甲,1\n甲,2\n", "bad.csv")
    assert "甲,2" in heat("allocate", str(ledger), "--costs", str(bad)).err


def test_the_first_line_of_months_may_be_a_month(heat: Program, written: Written) -> None:
    ledger = str(written("户号,建筑面积,入住日期,迁出日期\n1,80,,2025-11-30\n1,80,2025-12-01,\n"))
    asked = (ledger, "--cost", "100", "--from", "2025-11-01", "--to", "2025-12-31", "--degree-days")
    months = written("11,100\n12,300\n", "months.csv")
    run = heat("allocate", *asked, str(months), "--format", "json")
    assert [home["amount"] for home in json.loads(run.out)["homes"]] == ["25.00", "75.00"]
    twice = written("11,100\n12,300\n11,200\n", "twice.csv")
    assert "11,200" in heat("allocate", *asked, str(twice)).err


def test_standard_input_and_output_are_read_and_written(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "heatcalc", "allocate", "-", "--cost", "100", "--by-area", "1", "--stopped", "1"]
    run = subprocess.run([*program, "-o", "-"], input=HOMES.encode(), capture_output=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    rows = list(csv.DictReader(run.stdout.decode("utf-8-sig").splitlines()))
    assert [row["分摊金额"] for row in rows] == ["33.33", "41.67", "25.00"]
    assert run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_writes_nothing(heat: Program, written: Written, tmp_path: Path) -> None:
    ledger = str(written(HOMES))
    run = heat(
        "allocate", ledger, "--cost", "1", "--by-area", "1", "--stopped", "1", "-n", "-o", str(tmp_path / "o.csv")
    )
    assert run.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]


def test_csv_has_homes_alone(heat: Program, written: Written) -> None:
    run = heat("allocate", str(written(HOMES)), "--cost", "1", "--by-area", "1", "--stopped", "1", "--format", "csv")
    assert [row["line"] for row in csv.DictReader(run.out.splitlines())] == ["2", "3", "4"]


def test_lines_of_totals_that_are_not_the_sum_of_their_homes_are_told(heat: Program, written: Written) -> None:
    rows = "1,80,5\n2,100,6\n小计,180,11\n3,60,7\n小计,60,7\n合计,241,18\n"
    ledger = written(f"户号,建筑面积,kWh\n{rows}")
    done = heatcalc.allocate(ledger, 100, by_area=1)
    assert done.manifest["other_totals"] == [{"line": 7, "column": "建筑面积", "said": "241", "sum": "240"}]
    assert "第 7 行" in heat("allocate", str(ledger), "--cost", "100", "--by-area", "1").out


def test_columns_that_no_share_depends_on_are_named(written: Written) -> None:
    ledger = written("户号,建筑面积,优惠,层高\n1,80,低保,\n2,80,,\n")
    assert heatcalc.allocate(ledger, 100).manifest["unused"] == ["优惠", "层高"]


def test_the_use_is_shown_with_its_unit(heat: Program, written: Written) -> None:
    asked = ("--cost", "100", "--by-area", "0.5")
    for column, unit in (("耗热量(GJ)", "GJ"), ("分配单位", "单位")):
        run = heat("allocate", str(written(f"户号,建筑面积,{column}\n1,80,5\n")), *asked)
        assert f"用热 ({unit})" in run.out


def test_a_title_of_stopped_homes_ends_the_run(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    for title, ends in (("报停户台账", True), ("商铺2020-2021采暖季台账", False)):
        ledger.write_text(f"{title},,\n户号,户名,建筑面积\n1,张,100\n2,李,100\n", encoding="utf-8")
        with pytest.raises(InputFileError, match="报停户台账") if ends else nullcontext():
            heatcalc.allocate(ledger, "10000", tmp_path / "out.csv")
