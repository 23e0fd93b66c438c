"""What a word means depends on the header that it is written below; what is not certain is no answer."""

import io

import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.run import run
from heatcalc.ledger.words import is_stopped
from heatcalc.tariffs.model import Table

MEANT = [
    ("用热状态", "是", False),
    ("用热状态", "否", True),
    ("用热状态", "开", False),
    ("用热状态", "关", True),
    ("是否供热", "否", True),
    ("是否供热", "", None),
    ("供热与否", "", None),
    ("供热状态", "", False),
    ("是否停供", "", False),
    ("状态", "停\N{ZERO WIDTH SPACE}供", True),
    ("供热状态", "停供", True),
    ("是否报停", "是", True),
    ("是否报停", "否", False),
    ("报停", "√", True),
    ("报停", "", False),
    ("阀门状态", "关阀", True),
    ("状态", "正常", False),
    ("状态", "是", None),
    ("status", "yes", None),
    ("stopped", "yes", True),
    ("状态", "也许", None),
    ("供热状态（1开 0停）", "1", None),
    ("报停(0=报停 1=正常)", "0", None),
    ("状态（开/停）", "停", True),
    ("停热状态", "是", True),
]


@pytest.mark.parametrize(("header", "word", "stopped"), MEANT)
def test_a_word_below_its_header(header: str, word: str, stopped: bool | None) -> None:
    assert is_stopped(word, header) is stopped


def test_a_header_may_ask_for_what_is_not() -> None:
    assert [is_stopped(word, header) for header in ("未供热", "不用热") for word in "是否"] == [True, False] * 2


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
@pytest.mark.parametrize(("header", "word", "stopped"), MEANT)
def test_a_ledger_bills_what_the_word_means(
    header: str, word: str, stopped: bool | None, engine: EngineName, shipped: Table
) -> None:
    ledger = f"户号,建筑面积,{header}\n0001,100,{word}\n".encode()
    batch = run(io.BytesIO(ledger), None, shipped, "0", BatchOptions(Defaults(city="太原"), engine=engine))
    due = None if stopped is None else "540.00" if stopped else "1800.00"
    assert (batch.manifest["due"], [reason.code for reason in batch.reasons]) == (
        ("0.00", ["R08"]) if due is None else (due, [])
    )


TOTALS = [
    *("合 计", "合　计", "总 计", "共计", "小计", "1号楼小计", "本页合计", "合计(㎡)", "合计（户）:"),
    *(
        "Subtotal",
        "Sub total",
        "TOTAL",
        "共2户",
        "平均",
        "（合计）",
        "【小计】",
        "合計",
        "合计数",
        "汇总",
        "总数",
        "总户数",
    ),
    *("∑", "均值", "本页计"),
]


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
@pytest.mark.parametrize("word", TOTALS)
def test_a_line_of_totals_is_no_household(word: str, engine: EngineName, shipped: Table) -> None:
    options = BatchOptions(Defaults(city="太原"), engine=engine)
    for header, home, total in (
        ("户号,户名,建筑面积", "0001,张三,100", f"{word},,190.5"),
        ("序号,户号,户名,建筑面积", "1,0001,张三,100", f"2,{word},,190.5"),
        ("小区,户号,户名,建筑面积", "甲,0001,张三,100", f"{word},,,190.5"),
        ("户名,建筑面积", "张三,100", f"{word},190.5"),
        ("建筑面积,户号", "100,0001", f"190.5,{word}"),
    ):
        batch = run(io.BytesIO(f"{header}\n{home}\n{total}\n".encode()), None, shipped, "0", options)
        counts = {name: batch.manifest[name] for name in ("billed", "rejected", "skipped", "due")}
        assert counts == {"billed": 1, "rejected": 0, "skipped": 2, "due": "1800.00"}, header


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize(
    "line",
    [
        "1号楼,小计,,90",
        "A座,总计,,90",
        "甲小区,合 计,,90",
        "0012,本楼合计,,90",
        "0012,3单元小计：,,90",
        "0012,,甲小区小计,90",
    ],
)
def test_a_line_of_totals_with_something_for_an_account_is_no_household(
    line: str, engine: EngineName, shipped: Table
) -> None:
    options = BatchOptions(Defaults(city="太原"), engine=engine)
    text = f"户号,户名,地址,建筑面积\n0001,张三,设计院小区,100\n{line}\n"
    batch = run(io.BytesIO(text.encode()), None, shipped, "0", options)
    assert {name: batch.manifest[name] for name in ("billed", "rejected", "skipped", "due")} == {
        "billed": 1,
        "rejected": 0,
        "skipped": 2,
        "due": "1800.00",
    }


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
@pytest.mark.parametrize(
    ("line", "code"),
    [
        *(
            ("0001,设计院,90", ""),
            ("0001,两户合计,90", ""),
            ("0001,summer,90", ""),
            (",,90", "R12"),
            (",计划,90", "R12"),
        ),
        *(("0001,王小计,90", ""), ("1号楼,李总,90", "")),
    ],
)
def test_a_household_is_no_total(line: str, code: str, engine: EngineName, shipped: Table) -> None:
    options = BatchOptions(Defaults(city="太原"), engine=engine)
    batch = run(io.BytesIO(f"户号,户名,建筑面积\n{line}\n".encode()), None, shipped, "0", options)
    assert (batch.manifest["skipped"], [reason.code for reason in batch.reasons]) == (1, [code] if code else [])
