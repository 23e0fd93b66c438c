"""Sums of an allocation by columns of its ledger, and what rounding left and to whom."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heatcalc
from tests.conftest import Program

LEDGER = """楼栋,单元,户号,建筑面积,kWh
甲,1单元,1,80,10
甲,2单元,2,100,20
乙,1单元,3,60,30
乙,,4,60,40
"""


def test_parts_are_summed_by_any_column(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    done = heatcalc.allocate(ledger, 1000, by_area="0.3", by=["单元", "楼栋"])
    assert done.manifest["by"]["单元"] == [
        # 300 × 140 ÷ 300 and 700 × 40 ÷ 100
        {
            "value": "1单元",
            "households": 2,
            "area": "140",
            "use": "40",
            "fixed": "140.00",
            "variable": "280.00",
            "amount": "420.00",
        },
        {
            "value": "",
            "households": 1,
            "area": "60",
            "use": "40",
            "fixed": "60.00",
            "variable": "280.00",
            "amount": "340.00",
        },
        {
            "value": "2单元",
            "households": 1,
            "area": "100",
            "use": "20",
            "fixed": "100.00",
            "variable": "140.00",
            "amount": "240.00",
        },
    ]
    assert [each["value"] for each in done.manifest["by"]["楼栋"]] == ["乙", "甲"]
    with pytest.raises(heatcalc.UsageError, match="单元号"):
        heatcalc.allocate(ledger, 1000, by_area=1, by=["单元号"])


def test_a_home_that_changed_hands_counts_its_area_once(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "单元,户号,建筑面积,入住日期,迁出日期\n1,1,80,,2025-11-10\n1,1,80,2025-11-11,\n1,2,20,,\n", encoding="utf-8"
    )
    done = heatcalc.allocate(ledger, 100, period=("2025-11-01", "2025-11-30"), degree_days="days", by=["单元"])
    assert done.manifest["by"]["单元"][0]["area"] == "100"


@given(
    rows=st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 200)), min_size=1, max_size=25),
    fen=st.integers(1),
)
def test_the_sums_by_a_column_are_the_cost(rows: list[tuple[str, int]], fen: int) -> None:
    fen = fen % 10**9 + 1
    homes: list[dict[str, str | int]] = [
        {"户号": str(at), "楼栋": name, "建筑面积": area} for at, (name, area) in enumerate(rows)
    ]
    done = heatcalc.allocate(homes, Fraction(fen, 100), by=["楼栋"])
    sums = done.manifest["by"]["楼栋"]
    assert sum(done.currency.in_minor(each["amount"]) for each in sums) == fen
    assert sum(each["households"] for each in sums) == len(rows)


def test_sums_are_shown_and_written_into_workbooks(heat: Program, tmp_path: Path) -> None:
    ledger, out = tmp_path / "ledger.csv", tmp_path / "shares.xlsx"
    ledger.write_text(LEDGER, encoding="utf-8")
    run = heat("allocate", str(ledger), "--cost", "1000", "--by-area", "0.3", "--by", "楼栋", "-o", str(out))
    assert run.code == 0
    assert "甲：2 户，180㎡，用热 30，面积分摊 180.00，用热分摊 210.00，共 390.00" in run.out
    from python_calamine import load_workbook

    sheet = load_workbook(str(out)).get_sheet_by_name("按楼栋").to_python()
    assert sheet[0] == ["楼栋", "户数", "面积", "用热", "按面积", "按用热量", "分摊金额"]
    assert [row[0] for row in sheet[1:]] == ["乙", "甲"]
    shown = heat("allocate", str(ledger), "--cost", "1000", "--by-area", "0.3", "--by", "楼栋", "--format", "csv")
    assert "--format json" in shown.err


MANY = "户号,建筑面积\n" + "".join(f"{at},{60 + at % 7}\n" for at in range(400))


def test_the_largest_says_what_it_took_of_what_rounding_left(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(MANY, encoding="utf-8")
    done = heatcalc.allocate(ledger, 10_000, rest="largest")
    (taken,) = done.manifest["rests"]
    by_itself = done.currency.in_minor(taken["own"])
    row = next(row for row in done.rows if row.account == taken["account"])
    assert row.amount == by_itself + done.currency.in_minor(taken["rest"])
    assert row.line == taken["line"]
    run = heat("allocate", str(ledger), "--cost", "10000", "--rest", "largest")
    assert f"尾差 {taken['rest']} 归 {taken['account']}（按面积，原为 {taken['own']}）" in run.out
    assert heatcalc.allocate(ledger, 10_000).manifest["rests"] == []


def test_nobody_bears_the_cost_of_all_because_of_rounding(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(MANY, encoding="utf-8")
    run = heat("allocate", str(ledger), "--cost", "1.00", "--rest", "largest")
    assert (run.code, "--rest largest-remainder" in run.err) == (2, True)
    run = heat("allocate", str(ledger), "--cost", "1.00", "--format", "json")
    value = json.loads(run.out)
    assert sorted({home["amount"] for home in value["homes"]}) == ["0.00", "0.01"]
    assert value["below_minor"] == 300
    assert "300 户应摊的不到 0.01" in heat("allocate", str(ledger), "--cost", "1.00").out
