"""The sheets of an allocation: all homes, or one account explained; and the page to hang out in the building."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

import heatcalc
from heatcalc.show.allocation_page import allocation_page
from heatcalc.show.allocation_sheet import account_sheet
from tests.conftest import Program

LEDGER = """楼栋,户号,户名,建筑面积,kWh,状态
甲,0101,张三,80,50,正常
甲,0102,<李四>,100,50,正常
甲,0103,王五,20,,报停
乙,0201,赵六,90,60,正常
乙,0202,钱七,30,,正常
"""
COSTS = {"甲": "1000", "乙": "999.99"}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path / "ledger.csv"


def test_one_account_is_worked_out_step_by_step(ledger: Path) -> None:
    done = heatcalc.allocate(ledger, COSTS, within="楼栋", by_area="0.4", stopped="0.5", unread="area")
    sheet = account_sheet(done.of_account("0102"), "0102", "zh")
    # 400 × 100 ÷ (80 + 100 + 20 × 0.5) = 210.526…, 600 × 50 ÷ 100
    assert sheet.rows == [
        ["全楼按面积", "1000.00元 × 0.4", "400.00"],
        ["全楼按用热量", "1000.00元 - 400.00元", "600.00"],
        ["按面积", "400.00元 × 100㎡ ÷ 190㎡", "210.53"],
        ["按用热量", "600.00元 × 50kWh ÷ 100kWh", "300.00"],
    ]
    assert sheet.totals == [["合计", "", "510.53"]]


def test_the_command_explains_one_account_and_writes_all(heat: Program, ledger: Path, tmp_path: Path) -> None:
    asked = ("allocate", str(ledger), "--cost", "1000", "--by-area", "1", "--stopped", "1")
    out = tmp_path / "shares.csv"
    run = heat(*asked, "--only", "0101", "-o", str(out))
    assert run.code == 0
    assert "1000.00元 × 80㎡ ÷ 320㎡\t250.00" in run.out
    assert "0102" not in run.out
    assert len(list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))) == 5
    run = heat(*asked, "--only", "0109", "-o", str(tmp_path / "other.csv"))
    assert run.code == 2
    assert not (tmp_path / "other.csv").exists()
    assert "0109" in run.err
    assert "--account" not in run.err


def test_accounts_of_another_column_are_read(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("小区,房号,建筑面积\n甲,1,80\n乙,1,20\n", encoding="utf-8")
    run = heat("allocate", str(ledger), "--cost", "100", "--account", "小区,房号", "--format", "csv")
    assert [row["account"] for row in csv.DictReader(run.out.splitlines())] == ["1", "1"]


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_formulas_of_all_stand_below_the_table_and_cut_nothing(
    columns: int, lang: str, heat: Program, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    asked = ("--cost", "123456789.01", "--by-area", "0.3", "--stopped", "1", "--unread", "area", "--explain")
    run = heat("allocate", str(ledger), *asked, "--format", "table", "--lang", lang)
    assert run.code == 0
    assert "…" not in run.out
    for shown in ("123456789.01", "37037036.70", "0103"):
        assert shown in re.sub(r"\s+", "", run.out)
    run = heat("allocate", str(ledger), *asked, "--format", "csv", "--lang", lang)
    rows = list(csv.DictReader(run.out.splitlines()))
    assert all(row["formula"] for row in rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_adds_up_and_names_nobody(lang: str, heat: Program, ledger: Path, tmp_path: Path) -> None:
    html, costs = tmp_path / "page.html", tmp_path / "costs.csv"
    costs.write_text("楼栋,费用\n甲,1000\n乙,999.99\n", encoding="utf-8")
    asked = ("--by-area", "1/3", "--stopped", "0.5", "--unread", "area", "--html", str(html), "--lang", lang)
    run = heat("allocate", str(ledger), "--costs", str(costs), *asked)
    assert run.code == 0
    page = html.read_text(encoding="utf-8")
    assert not any(name in page for name in ("张三", "李四", "王五", "赵六", "钱七"))
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL)[1::2]:  # each building: split, homes
        (foot,) = re.findall(r"<tfoot>(.*?)</tfoot>", table, re.DOTALL)
        cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)]
        sums = re.findall(r"<td[^>]*>(.*?)</td>", foot)
        for at in (3, 4, 5):
            assert sum(Decimal(row[at]) for row in cells[1:-1]) == Decimal(sums[at])
        assert sums[5] in ("1000.00", "999.99")
    assert {"zh": "报停", "en": "stopped"}[lang] in page
    assert {"zh": "无读数，按面积估算", "en": "no reading, estimated by area"}[lang] in page
    assert "≈33.3333%" in page
    again = heat("allocate", str(ledger), "--costs", str(costs), *asked)
    assert (again.code, "--force" in again.err) == (5, True)


def test_a_building_by_itself_is_in_the_title_and_a_dry_run_writes_no_page(heat: Program, tmp_path: Path) -> None:
    ledger, html = tmp_path / "ledger.csv", tmp_path / "page.html"
    ledger.write_text("楼栋,建筑面积,kWh\n<甲>,80,1\n<甲>,20,3\n", encoding="utf-8")
    done = heatcalc.allocate(ledger, {"<甲>": 100}, within="楼栋", by_area="0.5")
    page = allocation_page(done, "zh")
    assert "<h1>&lt;甲&gt; 热费分摊公示</h1>" in page
    assert '按用热量</td><td class="right">50%</td><td class="right">50.00</td><td class="right">4 kWh</td>' in page
    assert "12.5 元/kWh" in page
    asked = ("allocate", str(ledger), "--cost", "100", "--by-area", "1", "--html", str(html))
    assert heat(*asked, "-n").code == 0
    assert not html.exists()
    assert heat("allocate", str(ledger), "--cost", "100", "--by-area", "1", "--html", str(ledger), "--force").code == 5
