"""Which line, or lines, of a ledger are its header, and what each column means; nothing known is lost on the way."""

import pytest

from heatcalc.errors import InputFileError, UsageError
from heatcalc.ledger.header import find_header, renamed_to

READ = [
    ("户号,建筑,状态/,面积,", {"户号": "account", "建筑面积": "building_m2", "状态": "status"}),
    (
        "户号,户名,房屋,用热/,,建筑面积,状态",
        {"户号": "account", "户名": "name", "房屋建筑面积": "building_m2", "用热状态": "status"},
    ),
    (
        "户号,户名,建筑面积,去年,/,,,状态,优惠",
        {"户号": "account", "户名": "name", "建筑面积": "building_m2", "去年状态": "", "去年优惠": ""},
    ),
    (",,去年/户号,建筑面积,状态", {"户号": "account", "建筑面积": "building_m2", "去年状态": ""}),
    (
        "户号,面积(㎡),/,使用,建筑",
        {"户号": "account", "使用面积(㎡)": "usable_m2", "建筑面积(㎡)": "building_m2"},
    ),
    ("户号,建筑面积,用 热/,(㎡),状态", {"户号": "account", "建筑面积(㎡)": "building_m2", "用 热状态": "status"}),
    (
        "户号,户名,面积(㎡),,状态/,,建筑面积,使用面积,",
        {"户号": "account", "户名": "name", "建筑面积": "building_m2", "使用面积": "usable_m2", "状态": "status"},
    ),
    ("供热台账,,/户号,建筑面积,状态", {"户号": "account", "建筑面积": "building_m2", "状态": "status"}),
    ("某公司,,制表：甲/户号,建筑面积,状态", {"户号": "account", "建筑面积": "building_m2", "状态": "status"}),
    ("户号,建筑面积,状态/,,报停", {"户号": "account", "建筑面积": "building_m2", "状态": "status"}),
    ("总户数,2,面积,190.5/户号,建筑面积,状态", {"户号": "account", "建筑面积": "building_m2", "状态": "status"}),
    ("建筑面积,停供(上年度)", {"建筑面积": "building_m2", "停供(上年度)": ""}),
    ("户号,面积,建筑面积", {"户号": "account", "面积": "", "建筑面积": "building_m2"}),
    ("建筑面积,缴费状态,停车位,上年面积", {"建筑面积": "building_m2", "缴费状态": "", "停车位": "", "上年面积": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "meant"), READ, ids=[lines for lines, _ in READ])
def test_the_lines_of_which_most_is_understood(lines: str, meant: dict[str, str]) -> None:
    header = find_header([line.split(",") for line in lines.split("/")], {}, [])
    assert dict(zip(header.words, header.meanings, strict=True)) == meant


@pytest.mark.parametrize(
    ("lines", "column"),
    [
        ("户号,状态,计量/,,建筑面积", "计量建筑面积"),
        ("户号,户名,阳台,/,,建筑面积,状态", "阳台建筑面积"),
        ("户号,建筑面积（百平米）,使用面积", "建筑面积（百平米）"),
        ("户号,面积(使用),套内面积", "面积(使用)"),
        ("户号,建筑面积,用户类别(旧)", "用户类别(旧)"),
        ("户号,建筑面积,业态", "业态"),
        ("户号,建筑面积,是否断供", "是否断供"),
        *((f"户号,建筑面积,{word}", word) for word in ("供热", "用热", "供否", "用热状况", "供热方式", "暖气")),
        *(
            (f"户号,建筑面积,{word}", word)
            for word in ("户状态", "空置", "核减", "应减金额", "实供", "系数", "分摊比例")
        ),
        *(
            (f"户号,建筑面积,{word}", word)
            for word in ("净高", "挑空", "是否计量表", "供热期", "用房类型", "建筑面积(亩)")
        ),
        *(
            (f"户号,建筑面积,{word}", word)
            for word in ("是否免费", "优待", "加收", "退热费", "调整金额", "开始日期", "结束时间", "起止日期")
        ),
    ],
)
def test_what_may_change_money_is_not_passed_over(lines: str, column: str) -> None:
    with pytest.raises(InputFileError) as refused:
        find_header([line.split(",") for line in lines.split("/")], {}, [])
    assert refused.value.key == "ledger.unread"
    assert column in refused.value.values["columns"]
    assert ("建筑面积", "building_m2") in refused.value.values["meanings"]
    carried = dict.fromkeys(refused.value.values["columns"], "")
    assert "" in find_header([line.split(",") for line in lines.split("/")], carried, []).meanings


def test_columns_of_one_name_are_not_told_apart() -> None:
    for renamed in ({}, {"状态": "status"}, {"状态": ""}):
        with pytest.raises(InputFileError) as refused:
            find_header([["户号", "状态", "状态", "建筑面积"]], renamed, [])
        assert refused.value.text("zh") == ("表头里有几列都叫“状态”（第 2、3 列），分不清读哪一列；请把其中一列改名。")


def test_a_meaning_is_said_as_a_ledger_calls_it() -> None:
    assert renamed_to({"大小": "建筑面积", "x": "usable_m2", "y": ""}) == {
        "大小": "building_m2",
        "x": "usable_m2",
        "y": "",
    }
    with pytest.raises(UsageError, match="没有“房子”这一列"):
        renamed_to({"大小": "房子"})
