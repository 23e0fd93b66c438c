"""Who a home is does not show where names are to be masked: in its columns, in sums, in lines that are skipped."""

import json
from pathlib import Path

import duckdb
import pytest

import heatcalc
from heatcalc.batches.batch_options import EngineName
from heatcalc.ledger.header import find_header
from heatcalc.ledger.mask import Mask, masked_columns
from tests.helpers.files import ledger_in

PERSONAL = (
    "户名",
    "姓名",
    "业主",
    "业主姓名",
    "业主(姓名)",
    "用户姓名",
    "客户名称",
    "房主",
    "房主姓名",
    "缴费人",
    "代缴人",
    "用热人",
    "开户名",
    "共有人",
    "所有权人",
    "联系人",
    "电话",
    "联系方式",
    "联系号码",
    "固话",
    "座机",
    "TEL1",
    "tel_no",
    "Telefon",
    "手机号码",
    "身份证号",
    "银行卡号",
    "微信号",
    "邮箱",
    "email",
    "contact",
    "owner",
    "tenant name",
)
OTHERS = (
    "小区名称",
    "楼栋",
    "地址",
    "用户类别",
    "用户编号",
    "卡号",
    "开户日期",
    "hotel",
    "business",
    "备注",
    "站点名称",
)


@pytest.mark.parametrize("word", PERSONAL)
def test_a_column_that_tells_who_a_home_is_is_masked_also_beside_another(word: str) -> None:
    header = find_header([["户号", "户主", word, "建筑面积"]], {}, {})
    assert set(masked_columns(header)) == {1, 2}


@pytest.mark.parametrize("word", OTHERS)
def test_a_column_of_homes_is_not_masked(word: str) -> None:
    header = find_header([["户号", "户名", word, "建筑面积"]], {}, {})
    assert set(masked_columns(header)) == {1}


@pytest.mark.parametrize("mask", [Mask(1, 0), Mask(3, 4), Mask(6, 4), Mask(0, 4)])
def test_sql_masks_alike_and_hides_four_characters_of_a_number(mask: Mask) -> None:
    texts = ["", *("138001380001234567"[:length] for length in range(1, 19)), "欧阳娜娜", "😀é"]
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {mask.sql('t')} FROM (SELECT unnest(?::VARCHAR[]) AS t)", [texts]).fetchall()
    assert [text for (text,) in rows] == list(map(mask.text, texts))
    assert all(mask.text(text).count("*") >= min(4, len(text) - 1) for text in texts if text)


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_no_name_is_in_sums_nor_among_skipped_lines(engine: EngineName, tmp_path: Path) -> None:
    rows = "1,张三,居民,100\n2,李四光,居民,九十\n3,张三,居民,约\n合计,王五六,,290\n"
    ledger = ledger_in(tmp_path, f"户号,户名,用户类别,建筑面积\n{rows}")
    made = heatcalc.batch(ledger, tmp_path / "b.csv", city="朔州", mask=True, by=["户名"], engine=engine)
    said = json.dumps(dict(made.manifest), ensure_ascii=False)
    assert not any(name in said for name in ("张三", "李四光", "王五六"))
    assert made.manifest["masked"] == ["户名"]
    sums = {each["value"]: (each["households"], each["rejected"]) for each in made.manifest["by"]["户名"]}
    assert sums == {"张*": (1, 1), "李**": (0, 1)}


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_a_text_that_a_spreadsheet_would_run_is_one_value_of_sums(engine: EngineName, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, "户号,用户类别,建筑面积,备注\n1,居民,100,'=1\n2,居民,90,=1\n3,居民,x,=1\n")
    made = heatcalc.batch(ledger, tmp_path / "b.csv", city="朔州", by=["备注"], engine=engine)
    assert [(each["value"], each["households"], each["rejected"]) for each in made.manifest["by"]["备注"]] == [
        ("=1", 2, 1)
    ]
