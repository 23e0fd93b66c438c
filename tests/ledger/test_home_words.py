"""A word for homes that are stopped, shops, or granted a relief is known wherever a ledger may say it."""

import io
import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.errors import InputFileError
from heatcalc.ledger.home_words import IN_REMARKS, finder, in_names
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.helpers.files import ledger_in, read

PLACES = {
    "title": "{}用户明细,,,\n户号,户名,备注,建筑面积\n1,张三,,100\n",
    "heading": "户号,户名,备注,建筑面积\n{}用户：,,,\n1,张三,,100\n",
    "name": "户号,户名,备注,建筑面积\n1,张三（{}）,,100\n",
    "remark": "户号,户名,备注,建筑面积\n1,张三,{},100\n",
    "note": "户号,户名,备注,建筑面积\n1,张三,,100\n注：以上均为{}户,,,\n",
}


def accounts_billed(text: str, table: Table) -> int:
    """Return how many homes of a ledger of 太原 are billed."""
    options = BatchOptions(Defaults(city="太原"))
    return int(run(io.BytesIO(text.encode()), None, table, "0", options).manifest["households"])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "word", ["报停", "封停", "空关", "未入住", "断管", "门市", "店铺", "商服", "军属", "特困", "半价"]
)
def test_a_word_is_asked_about_wherever_it_stands(word: str, place: str, shipped: Table) -> None:
    with pytest.raises(InputFileError):
        accounts_billed(PLACES[place].format(word), shipped)


@pytest.mark.parametrize(
    ("word", "place"),
    [
        *product(("未报停", "非商铺", "不减免", "未停用", "非计量户", "厦门市场"), ("name", "remark")),
        *product(("日报停车场", "厦门市", "商铺街"), ("heading", "note")),
        ("优抚医院", "heading"),
        *product(
            ("12月供暖费已交", "10月开通网上缴费", "门店缴费", "免收滞纳金", "电话已停用", "代扣已暂停"), ("remark",)
        ),
        *product(("银行卡已销户", "发票作废重开", "物业费减免", "免费更换阀门", "10月15日停水检修"), ("remark",)),
        *product(("车位停用", "扣除100元预存", "3月开通知单", "免费测温", "营业执照注销"), ("remark",)),
        *product(("已交50%", "100%", "欠费停水", "加收滞纳金", "2015年10月接入", "按居民价", "已交3个月"), ("remark",)),
        *product(("去年已拆改暖气", "供水温度45", "已安装锁闭阀", "未入网络", "节后缴费", "元旦后缴费"), ("remark",)),
        *product(("房改商品房", "超高层", "合户口", "天空户外", "6层高3单元", "没有报停"), ("remark",)),
        *product(("商业局家属院", "市医院", "超市楼上", "底商楼上", "商铺上面"), ("name",)),
    ],
)
def test_what_a_home_is_not_and_places_are_passed_over(word: str, place: str, shipped: Table) -> None:
    assert accounts_billed(PLACES[place].format(word), shipped) == 1


CHANGES = (
    *("收30%", "加收10%", "1.5倍", "收3个月", "免", "实际面积95", "面积有误", "按单位价", "欠费停", "没人住", "民宿"),
    *("12月1日接入", "棋牌室", "12月开", "按三成收", "暂不收", "本年不用", "元旦后供热", "供一半", "关闭两间", "拆除"),
    *("分户阀已关", "管道已断开", "未装暖气", "改电", "按热表", "按95平收", "复式", "面积以实测为准95", "套内80"),
    *("温度16度", "已测温15.5℃", "一户一议", "基础热费"),
)
"""Remarks that each say what a home is billed by."""


@pytest.mark.parametrize(
    "row",
    [
        *(f"1,李四,{remark},100" for remark in ("注销", "停一间", "免一半", "不收", "12月开栓", "走计量", "按套内")),
        *(f"1,李四,{remark},100" for remark in CHANGES),
        *(f"1,{name},,100" for name in ("李四[停]", "李四〔低保〕", "李四/停", "李四 停", "李四（1月停）")),
        *(f"1,{name},,100" for name in ("李四(门脸)", "幸福居委会", "物业办公室", "李四[低保]", "李四<低保>")),
        *(f"1,李四,{remark},100" for remark in ("扣除10", "单价3.0", "开饭馆", "加层高", "计量", "办公用")),
        *(f"1,{name},,100" for name in ("便民超市", "人民医院", "某某有限公司", "张三-停", "张三（注销）")),
    ],
)
def test_what_a_row_may_say_otherwise_is_asked_about(row: str, shipped: Table) -> None:
    with pytest.raises(InputFileError):
        accounts_billed(f"户号,户名,备注,建筑面积\n{row}\n", shipped)


def test_people_are_called_as_they_are(shipped: Table) -> None:
    assert accounts_billed("户号,户名,建筑面积\n1,王银行,100\n2,高中学,90\n", shipped) == 2


def test_who_has_a_class_may_have_any_name(shipped: Table) -> None:
    rows = "1,便民超市,商铺,100\n2,医院家属楼王五,居民,90\n3,便民超市,居民,90\n"
    assert accounts_billed(f"户号,户名,用户类别,建筑面积\n{rows}", shipped) == 3


PATTERNS = (
    IN_REMARKS,
    *(in_names(asked, of_name=True) for asked in (["status", "relief", "class"], ["relief"], ["status"])),
    in_names(["status", "class"], of_name=False),
)


@given(st.sampled_from(PATTERNS).flatmap(lambda each: st.tuples(st.just(each), st.from_regex(each) | st.text())))
def test_what_is_looked_for_by_its_first_character_is_found(case: tuple[str, str]) -> None:
    pattern, field = case
    assert finder(pattern)(field) is (re.search(pattern, field) is not None)


def test_a_name_that_is_carried_is_a_name_all_the_same(tmp_path: Path, heat: Program) -> None:
    text = "户号,户名,地址,住址,建筑面积\n0001,空置,报停巷3号,x,90\n0002,李小娜,停暖家园1-1,x,80\n"
    file, asked = ledger_in(tmp_path, text), ("--city", "太原", "--carry", "户名", "--carry", "地址")
    out = tmp_path / "bills.csv"
    assert heat("batch", str(file), "-o", str(out), "--mask", *asked).code == 0
    assert [row["户名"] for row in read(out)] == ["空*", "李**"]
    notices = tmp_path / "notices.html"
    assert heat("notice", "--ledger", str(file), "-o", str(notices), *asked).code == 0
    assert "李小娜" in notices.read_text(encoding="utf-8")
