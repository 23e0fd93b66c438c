"""Columns, words and lines as clerks write them: billed by what they say, or asked about, by every engine."""

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Program
from tests.helpers.files import ledger_in, read
from tests.helpers.workbooks import xlsx

ENGINES = pytest.mark.parametrize("engine", ["exact", "duckdb"])
HOME = "户号,户名,建筑面积"


@pytest.mark.parametrize(
    "header",
    [
        *(
            "居民",
            "非居民",
            "商业",
            "学校",
            "房产类型",
            "单位性质",
            "行业",
            "户类",
            "类型",
            "收费标准",
            "价格类别",
            "物业类型",
        ),
        *(
            "产权性质",
            "户别",
            "种类",
            "供热对象",
            "业主类型",
            "民商",
            "收费方式",
            "计价方式",
            "套餐",
            "有无热表",
            "一户一表",
        ),
        *("今年是否用热", "本年用热", "今冬供热", "是否继续用热", "开关"),
    ],
)
def test_a_header_that_may_say_the_class_the_plan_or_the_supply(header: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOME},{header}\n0001,张三,100,√\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原")
    assert (done.code, f"--carry {header}" in done.err) == (3, True)


@pytest.mark.parametrize(
    "header", ["居民身份证号", "证件类型", "支付类型", "管道类型", "电话", "楼层", "单元", "发票类型"]
)
def test_a_header_that_does_not(header: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOME},{header}\n0001,张三,100,x\n")
    assert heat("batch", str(file), "--dry-run", "--city", "太原").code == 0


@ENGINES
@pytest.mark.parametrize(
    "word", ["底商", "商用", "一楼门面", "公建", "商业", " 学校 ", "关栓", "关", "半年", "按30%收"]
)
def test_a_carried_word_of_a_class_or_a_stop(word: str, engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOME},备注\n0001,张三,100,\n0002,李四,100,{word}\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine)
    assert (done.code, "--carry 备注" in done.err) == (3, True)


@ENGINES
def test_a_carried_word_that_is_a_place_or_a_payment(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(
        tmp_path, f"{HOME},备注\n0001,张三,100,商业街\n0002,李四,100,医院家属院\n0003,王五,100,上半年已交一半\n"
    )
    assert heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine).code == 0


@ENGINES
@pytest.mark.parametrize(
    "line",
    [
        *("小计,2户,,190", "合计,2,,190", "3,共计:2户,,190", "3,合计2户,,190", "3,合计户,,190", "3,计,,190"),
        *("3,全楼总面积,,190", "3,户数：2,,190"),
    ],
)
def test_a_line_of_totals_with_a_number_for_an_account(line: str, engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"序号,户号,户名,建筑面积\n1,0001,张三,100\n{line}\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine, "--format", "json")
    found = json.loads(done.out)
    assert (found["households"], found["due"], found["skipped"]) == (1, "1800.00", 2)


@ENGINES
def test_a_home_whose_serial_number_is_a_word_of_totals_stays_one(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "备注栏,户号,户名,建筑面积\n合计,0001,张三,100\n,0002,计春华,100\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine, "--format", "json")
    assert json.loads(done.out)["households"] == 2


def test_homes_side_by_side(tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "户号,户名,面积,户号,户名,建筑面积\n0001,张三,100,0003,王五,80\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原")
    assert (done.code, "并排" in done.err) == (3, True)


@ENGINES
def test_a_second_head_with_another_order(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "户号,户名,面积,使用面积\n1,张三,100,70\n户号,户名,使用面积,面积\n2,王五,60,80\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine)
    assert (done.code, "第 3 行是另一个表头" in done.err) == (3, True)


@ENGINES
def test_the_winter_and_what_was_left_blank_are_said(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(
        tmp_path, f"{HOME},类别,城市,计费方式\n1,张三,100,居民,太原,\n2,李四,80,,,按面积\n3,王五,60,,太原,按面积\n"
    )
    out = tmp_path / "bills.csv"
    done = heat("batch", str(file), "-o", str(out), "--city", "朔州", "--engine", engine)
    assert "采暖季（户数）：2022-2023 (1)、2025-2026 (2)。" in done.out
    assert "类别 空着的 2 户按默认计费：居民。" in done.out
    assert "城市 空着的 1 户按默认计费：朔州。" in done.out
    assert "计费方式 空着的 1 户按默认计费：按面积。" in done.out
    manifest = json.loads((tmp_path / "bills.manifest.json").read_text("utf-8"))
    assert manifest["winters"] == {"2022-2023": 1, "2025-2026": 2}
    assert manifest["blank"]["类别"] == {"homes": 2, "billed_as": "residential"}


@ENGINES
def test_a_blank_line_is_skipped(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOME}\n1,张三,100\n\n  \n2,李四,80\n\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine, "--format", "json")
    found = json.loads(done.out)
    assert (done.code, found["billed"], found["skipped"]) == (0, 2, 4)


def test_a_correction_that_dropped_the_zeros_of_its_account(tmp_path: Path, heat: Program) -> None:
    file, out = ledger_in(tmp_path, f"{HOME}\n0001,张三,100\n0005,钱七,约90\n"), tmp_path / "bills.csv"
    assert heat("batch", str(file), "-o", str(out), "--city", "太原").code == 1
    rejects = tmp_path / "bills.rejects.csv"
    fixed = tmp_path / "fixed.csv"
    fixed.write_text(rejects.read_text("utf-8-sig").replace("约90", "90").replace("0005", "5"), encoding="utf-8")
    asked = ["batch", str(file), "-o", str(out), "--city", "太原", "--corrected", str(fixed)]
    refused = heat(*asked)
    assert (refused.code, "0005" in refused.err) == (3, True)
    fixed.write_text(rejects.read_text("utf-8-sig").replace("约90", "90"), encoding="utf-8")
    assert heat(*asked).code == 0
    assert [row["户号"] for row in read(out)] == ["0001", "0005"]


def test_several_sheets_may_be_asked_for(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "ledger.xlsx"
    sheets = [{"name": f"{at}号楼", "rows": [["户号", "建筑面积"], [f"000{at}", 100]]} for at in (1, 2, 3)]
    file.write_bytes(xlsx(sheets))
    asked = ["batch", str(file), "--dry-run", "--city", "太原", "--format", "json"]
    done = heat(*asked, "--sheet", "1号楼", "--sheet", "3号楼")
    assert json.loads(done.out)["households"] == 2
    assert json.loads(done.out)["sheets"]["others"] == ["2号楼"]
    assert heat(*asked, "--sheet", "1号楼", "--sheet", "4号楼").code == 3


def test_two_columns_mapped_to_one_meaning_must_agree(tmp_path: Path, heat: Program) -> None:
    file = ledger_in(
        tmp_path, f"{HOME},停热申请,合同状态\n1,张三,100,停供,停供\n2,李四,100,,停供\n3,王五,100,正常,停供\n"
    )
    mapped = ["--map", "停热申请=状态", "--map", "合同状态=状态"]
    done = heat("batch", str(file), "--dry-run", "--city", "太原", *mapped)
    assert (done.code, "R23 共 1 行" in done.out, "1080.00" in done.out) == (1, True, True)


@ENGINES
def test_an_attribute_is_a_column_in_the_words_of_people(engine: str, tmp_path: Path, heat: Program) -> None:
    # 洛阳: the price depends on the attribute `building`.
    named = ledger_in(tmp_path, f"{HOME},building\n1,张三,100,multi_storey\n2,李四,100,high_rise\n")
    asked = ["--dry-run", "--city", "洛阳", "--winter", "2022-2023", "--engine", engine, "--format", "json"]
    due = json.loads(heat("batch", str(named), *asked).out)["due"]
    called = ledger_in(tmp_path, f"{HOME},住宅类型\n1,张三,100,多层\n2,李四,100,高层(high_rise)\n")
    assert json.loads(heat("batch", str(called), *asked).out)["due"] == due
    other = ledger_in(tmp_path, f"{HOME},房屋类型\n1,张三,100,多层\n2,李四,100,高层\n")
    refused = heat("batch", str(other), *asked)
    assert (refused.code, "住宅类型(building)" in refused.err) == (3, True)
    for meaning in ("住宅类型", "building", "住宅类型(building)"):
        assert json.loads(heat("batch", str(other), *asked, "--map", f"房屋类型={meaning}").out)["due"] == due


@ENGINES
def test_a_billed_area_beside_an_equal_building_area(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOME},收费面积\n1,张三,100,100\n2,李四,100,130\n3,王五,100,\n")
    asked = ["batch", str(file), "--dry-run", "--city", "太原", "--engine", engine]
    done = heat(*asked)
    assert "用 --map 收费面积=建筑面积" in done.out
    assert json.loads(heat(*asked, "--format", "json").out)["due"] == "3600.00"
    assert json.loads(heat(*asked, "--map", "收费面积=建筑面积", "--format", "json").out)["due"] == "4140.00"


def test_a_lone_billed_area_is_no_building_area(tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "户号,户名,供热面积\n1,张三,100\n")
    asked = ["batch", str(file), "--dry-run", "--city", "太原"]
    assert "用 --map 供热面积=建筑面积" in heat(*asked).out
    assert "1800.00" in heat(*asked, "--map", "供热面积=建筑面积").out


@ENGINES
def test_a_word_that_no_row_has_is_said(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOME},用热性质\n1,张三,100,写字间\n")
    mapped = ["--map-value", "用热性质:写字间=非居民", "--map-value", "用热性质:写子间=非居民"]
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--engine", engine, *mapped)
    assert (done.code, "台账里没有的词：用热性质:写子间。" in done.out) == (0, True)


def test_a_date_is_no_account(tmp_path: Path, heat: Program) -> None:
    file, out = tmp_path / "ledger.xlsx", tmp_path / "bills.csv"
    book = openpyxl.Workbook()
    for row in (["户号", "建筑面积"], [dt.date(2026, 5, 3), 100], ["5-4", 100]):
        book.active.append(row)
    book.save(file)
    assert heat("batch", str(file), "-o", str(out), "--city", "太原").code == 1
    assert [row["code"] for row in read(tmp_path / "bills.rejects.csv")] == ["R13"]
    assert [row["户号"] for row in read(out)] == ["5-4"]
