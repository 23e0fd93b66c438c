"""The unit in which a column says what was paid: none but the currency's own is compared with what is due."""

import datetime as dt
from pathlib import Path

import pytest

import heatcalc
from heatcalc.batches.paid_column import states_amounts
from tests.conftest import Program

TABLES = Path(__file__).parents[1] / "tables"
OTHER = {
    "实缴(万元)": "万元",
    "实缴（千元）": "千元",
    "paid (fen)": "fen",
    "实缴(分)": "分",
    "实收金额/角": "角",
    "paid (USD)": "USD",
    "amount paid (kCNY)": "kCNY",
    "实缴（万）": "万",
}


@pytest.mark.parametrize("header", OTHER)
def test_amounts_in_another_unit_are_not_compared(header: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(f"户号,建筑面积,{header}\n1,100,0.2\n", encoding="utf-8")
    for asked in ({}, {"against": header}):
        with pytest.raises(heatcalc.UsageError) as stopped:
            heatcalc.check_ledger(tmp_path / "ledger.csv", tariffs=TABLES / "check.toml", **asked)  # type: ignore[arg-type]
        assert OTHER[header] in str(stopped.value)


@pytest.mark.parametrize("header", ["实缴", "实缴(元)", "实缴/元", "实缴（万科）", "paid (CNY)", "实缴(分户)"])
def test_amounts_in_the_own_unit_are(header: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(f"户号,建筑面积,{header}\n1,100,2000\n", encoding="utf-8")
    done = heatcalc.check_ledger(tmp_path / "ledger.csv", tariffs=TABLES / "check.toml", against=header)
    assert done.manifest["check"]["agree"] == 1


def test_what_is_in_no_sum_is_told(tmp_path: Path, heat: Program) -> None:
    # 20 CNY for a square metre: 1000 and 1400 are not compared, and 300.50 of a row without a bill.
    text = "户号,建筑面积,实缴\n1,100,2000\n2,50,\n3,70,abc\n4,x,300.50\n5,y,?\n"
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
    done = heatcalc.check_ledger(tmp_path / "ledger.csv", tariffs=TABLES / "check.toml").manifest["check"]
    assert (done["left_due"], done["rejected_paid"], done["due"]) == ("2400.00", "300.50", "2000.00")
    shown = heat("check", "--ledger", str(tmp_path / "ledger.csv"), "--tariffs", str(TABLES / "check.toml")).out
    assert "没有核对的各户应缴共 2400.00" in shown
    assert "退回的各行“实缴”共 300.50" in shown


def test_a_title_may_say_the_unit(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    (tmp_path / "paid.csv").write_text(
        "缴费明细（单位：万元）,,\n户号,缴费日期,实缴\n1,2023-12-01,0.2\n", encoding="utf-8"
    )
    with pytest.raises(heatcalc.InputFileError, match="万元"):
        heatcalc.balance(
            *(tmp_path / "ledger.csv", tmp_path / "paid.csv", dt.date(2024, 3, 1)),
            tariffs=TABLES / "balance.toml",
            winter="2023-2024",
        )


def test_each_of_two_areas_alone_is_tried(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,使用面积,实缴\n1,100,80,1920\n", encoding="utf-8")
    done = heatcalc.check_ledger(tmp_path / "ledger.csv", city="太原", winter="2025-2026")
    (found,) = done.manifest["check"]["explanations"]
    assert (found["cause"], found["explanation"]) == ("basis", "按使用面积计费")
    assert done.manifest["unused"] == ["使用面积"]


WORDS = (
    "已收款",
    "合计实收",
    "实收合计",
    "实收采暖费",
    "实际缴费",
    "实际缴纳金额",
    "缴纳金额",
    "支付金额",
    "交易金额",
    "入账金额",
)


@pytest.mark.parametrize("header", WORDS)
def test_words_for_what_was_paid_are_known_to_both(header: str, tmp_path: Path) -> None:
    ledger, paid = tmp_path / "ledger.csv", tmp_path / "paid.csv"
    ledger.write_text(f"户号,建筑面积,{header}\n1,100,2000\n", encoding="utf-8")
    assert heatcalc.check_ledger(ledger, tariffs=TABLES / "check.toml").manifest["check"]["against"] == header
    ledger.write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    paid.write_text(f"缴费编号,记账日期,{header}\n1,2023-12-01,70\n", encoding="utf-8")
    done = heatcalc.balance(*(ledger, paid, dt.date(2024, 3, 1)), tariffs=TABLES / "balance.toml", winter="2023-2024")
    assert done.manifest["paid"] == "70.00"


def test_a_plainer_word_is_read_before_what_may_be_any_amount(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,交易金额,实缴\n1,100,1,2000\n", encoding="utf-8")
    done = heatcalc.check_ledger(tmp_path / "ledger.csv", tariffs=TABLES / "check.toml")
    assert done.manifest["check"]["against"] == "实缴"


def test_formats_of_a_check_are_those_it_can_write(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,实缴\n1,100,2000\n", encoding="utf-8")
    with pytest.raises(heatcalc.OutputError) as stopped:
        heatcalc.check_ledger(tmp_path / "ledger.csv", tmp_path / "a.pdf", tariffs=TABLES / "check.toml")
    assert "xlsx" in str(stopped.value)
    assert "parquet" not in str(stopped.value)


@pytest.mark.parametrize("files", [("-", "paid.csv"), ("ledger.csv", "-")])
def test_a_balance_of_standard_input_is_refused_clearly(files: tuple[str, str], heat: Program) -> None:
    done = heat("balance", files[0], "--payments", files[1], "--on", "2024-03-01")
    assert (done.code, "标准输入" in done.err) == (2, True)


@pytest.mark.parametrize(
    "header", ["应收金额", "应缴热费（元）", "采暖费", "热费(元)", "实缴", "total_due", "已开票金额"]
)
def test_a_batch_says_that_own_amounts_are_not_compared(header: str, tmp_path: Path, heat: Program) -> None:
    (tmp_path / "ledger.csv").write_text(f"户号,建筑面积,{header}\n1,100,1\n", encoding="utf-8")
    done = heat("batch", str(tmp_path / "ledger.csv"), "-o", str(tmp_path / "bills.csv"), "--city", "朔州")
    assert done.code == 0
    header = f'"{header}"' if "(" in header else header
    assert f"--against {header}" in done.out


@pytest.mark.parametrize("header", ["应收户数", "热费缴费方式", "上年热费", "应缴日期", "联系电话", "单元"])
def test_other_columns_have_no_amounts(header: str) -> None:
    assert not states_amounts(header)


def test_a_batch_says_that_own_prices_are_not_compared(tmp_path: Path, heat: Program) -> None:
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,单价\n1,100,15.12\n2,100,28.8\n", encoding="utf-8")
    asked = ("batch", str(tmp_path / "ledger.csv"), "-o", str(tmp_path / "bills.csv"), "--city", "朔州")
    assert "--by 单价" in heat(*asked).out
    summed = heat(*asked, "--by", "单价", "--force").out
    assert "没有与计费的价格比对" not in summed
    assert "28.8：" in summed
