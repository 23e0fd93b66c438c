"""What is shared out, as people write it: amounts, their currency and unit, and files of costs in CSV and Excel."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heatcalc
from heatcalc.batches.allocation_asked import currency_of, read_degree_days
from heatcalc.batches.allocation_costs import amount_of, read_costs
from heatcalc.money import plain
from tests.conftest import Program
from tests.helpers.workbooks import xlsx

AMOUNTS = {
    "123456.78": "123456.78",
    "￥1,000": "1000",
    "100元整": "100",
    "１２３.４": "123.4",
    "人民币 100": "100",
    "12.345678万元": "123456.78",
    "￥12万": "120000",
    "1,234.5万元": "12345000",
}
EUROS = {"\u20ac1,000": "1000", "100 EUR": "100", "100eur": "100", "100 Euro": "100", "2万欧元": "20000"}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_read_as_clerks_write_it(text: str) -> None:
    assert amount_of(text) == Fraction(AMOUNTS[text])


@pytest.mark.parametrize("text", EUROS)
def test_an_amount_of_another_currency_is_refused_unless_it_is_the_one_asked_for(text: str) -> None:
    assert amount_of(text, currency_of("EUR")) == Fraction(EUROS[text])
    with pytest.raises(heatcalc.UsageError, match="--currency EUR"):
        amount_of(text)


@pytest.mark.parametrize("text", ["$5", "HKD 5", "5 z\u0142", "5 kr", "5 K\u010d", "\u00a35", "5美元", "5日元"])
def test_no_sign_of_a_currency_is_taken_for_yuan(text: str) -> None:
    with pytest.raises(heatcalc.UsageError, match="CNY"):
        amount_of(text)


@pytest.mark.parametrize("text", ["", "abc", "元", "1.2.3", "5百万元", "1 000千元", "-5", "5元6"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(heatcalc.UsageError, match="123456"):
        amount_of(text)


@given(fen=st.integers(0, 10**13))
def test_an_amount_in_ten_thousands_is_exact(fen: int) -> None:
    cost = Fraction(fen, 100)
    assert amount_of(f"{fen // 10**6}.{fen % 10**6:06}万元") == cost
    if cost < 10**12:
        assert amount_of(plain(cost)) == cost


HEADERS = {
    "费用": "1.5",
    "费用(元)": "1.5",
    "费用（万元）": "15000",
    "费用/万元": "15000",
    "单元费用": "1.5",
    "2025-2026费用": "1.5",
    "Kosten": "1.5",
}
NOT_YUAN = ("cost (EUR)", "费用（万欧元）", "cost ($)", "Kosten in EUR", "koszt (z\u0142)")
NO_UNIT = (
    "费用(千元)",
    "cost (kEUR)",
    "cost [TEUR]",
    "cost in thousands",
    "费用（百万元）",
    "万达费用",
    "面积",
    "单价",
)


def _costs(folder: Path, header: str, *rows: str) -> Path:
    file = folder / "costs.csv"
    file.write_text("\n".join((f"楼栋,{header}", *rows)) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("header", HEADERS)
def test_costs_are_in_the_unit_of_their_header(header: str, tmp_path: Path) -> None:
    costs = read_costs(_costs(tmp_path, header, "甲,1.5"))
    assert costs.of == {"甲": Fraction(HEADERS[header])}
    assert costs.ten_thousands == (header if "万元" in header else "")


@pytest.mark.parametrize("header", NOT_YUAN)
def test_a_header_in_another_currency_is_refused(header: str, tmp_path: Path) -> None:
    with pytest.raises(heatcalc.UsageError, match="CNY"):
        read_costs(_costs(tmp_path, header, "甲,1.5"))


@pytest.mark.parametrize("header", NO_UNIT)
def test_a_header_in_a_unit_that_is_not_understood_is_refused(header: str, tmp_path: Path) -> None:
    with pytest.raises(heatcalc.UsageError) as raised:
        read_costs(_costs(tmp_path, header, "甲,1.5"))
    assert header in str(raised.value)


def test_the_currency_asked_for_may_stand_in_the_header(tmp_path: Path) -> None:
    euros = currency_of("EUR")
    assert read_costs(_costs(tmp_path, "cost (EUR)", "甲,\u20ac1.5"), euros).of == {"甲": Fraction("1.5")}
    with pytest.raises(heatcalc.UsageError, match="EUR"):
        read_costs(_costs(tmp_path, "费用(元)", "甲,1.5"), euros)


@pytest.mark.parametrize("row", ["甲,1000元", "甲,x", "甲,1.2.3"])
def test_a_cell_that_contradicts_its_header_is_refused(row: str, tmp_path: Path) -> None:
    with pytest.raises(heatcalc.UsageError) as raised:
        read_costs(_costs(tmp_path, "费用(万元)", row))
    assert row in str(raised.value)


def test_a_row_of_totals_is_held_against_the_others(tmp_path: Path) -> None:
    assert list(read_costs(_costs(tmp_path, "费用", "甲,1.5", "乙,2", "合计,3.5")).of) == ["甲", "乙"]
    with pytest.raises(heatcalc.UsageError, match=r"合计,4.*3\.5"):
        read_costs(_costs(tmp_path, "费用", "甲,1.5", "乙,2", "合计,4"))


def test_a_total_in_ten_thousands_is_told_in_them(tmp_path: Path) -> None:
    with pytest.raises(heatcalc.UsageError, match=r"合计,40.*38\.623456万元"):
        read_costs(_costs(tmp_path, "费用(万元)", "甲,20.123456", "乙,18.5", "合计,40"))
    with pytest.raises(heatcalc.UsageError, match=r"和 5万元 不符"):
        read_costs(_costs(tmp_path, "费用", "甲,50000", "合计,4万元"))


@pytest.mark.parametrize("amount", ["0", "0.00", "-5"])
def test_a_building_without_a_cost_is_told_by_its_name(amount: str, tmp_path: Path) -> None:
    with pytest.raises(heatcalc.UsageError, match=rf"“乙,{amount}”：费用应大于 0"):
        read_costs(_costs(tmp_path, "费用", "甲,1", f"乙,{amount}"))
    with pytest.raises(heatcalc.UsageError, match="大于 0"):
        heatcalc.allocate([{"户号": "1", "楼栋": "乙", "建筑面积": 80}], {"乙": amount}, within="楼栋")


@pytest.mark.parametrize("word", ["1号楼", "１号楼", "1 号楼", " 1号楼"])
def test_a_building_is_the_same_however_wide_it_is_written(word: str, tmp_path: Path) -> None:
    rows = [{"楼栋": "1号楼", "户号": "1", "建筑面积": "80"}, {"楼栋": word, "户号": "2", "建筑面积": "20"}]
    for name in ("1号楼", "１号楼"):
        done = heatcalc.allocate(rows, {name: 100}, within="楼栋")
        assert [(row.building, row.amount) for row in done.rows] == [(name, 8000), (name, 2000)]
    with pytest.raises(heatcalc.UsageError, match="只写一次"):
        read_costs(_costs(tmp_path, "费用", "1号楼,1", "１ 号楼,1"))
    with pytest.raises(heatcalc.UsageError, match="只写一次"):
        heatcalc.allocate(rows, {"1号楼": 1, "１号楼": 1}, within="楼栋")


def test_a_column_of_remarks_is_left_out_and_named(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("楼栋,户号,建筑面积\n甲,1,80\n", encoding="utf-8")
    costs = _costs(tmp_path, "费用,备注,", "甲,100,含税,", "合计,100,")
    run = heat("allocate", str(ledger), "--costs", str(costs))
    assert run.code == 0
    assert "费用表里没有用到的列：备注" in run.out
    book = tmp_path / "costs.xlsx"
    book.write_bytes(xlsx([{"name": "费用", "rows": [["楼栋", "费用", "备注"], ["甲", 100, "含税"]]}]))
    assert (read_costs(book).of, read_costs(book).ignored) == ({"甲": Fraction(100)}, ("备注",))
    for row in ("甲,1,500", "甲,100,含税,x"):
        with pytest.raises(heatcalc.InputFileError, match="应是两列"):
            read_costs(_costs(tmp_path, "费用,备注", row))


def test_a_unit_in_a_title_holds_for_the_amounts_below_it(tmp_path: Path) -> None:
    file = tmp_path / "costs.xlsx"
    rows = [["采暖季热费表", None], [None, "单位：万元"], ["楼栋", "费用"], ["甲", 12.345678], ["合计", 12.345678]]
    file.write_bytes(xlsx([{"name": "费用", "rows": rows}]))
    costs = read_costs(file)
    assert (costs.of, costs.ten_thousands) == ({"甲": Fraction("123456.78")}, "万元")
    rows[1] = [None, "单位：欧元"]
    file.write_bytes(xlsx([{"name": "费用", "rows": rows}]))
    with pytest.raises(heatcalc.UsageError, match="EUR"):
        read_costs(file)
    rows[1] = ["百合苑（一期）千禧里", None]
    file.write_bytes(xlsx([{"name": "费用", "rows": rows}]))
    with pytest.raises(heatcalc.UsageError, match=r"12\.345678"):  # yuan have no six places
        read_costs(file)


def test_workbooks_of_costs_and_of_months_are_read_as_ledgers_are(heat: Program, tmp_path: Path) -> None:
    ledger, costs, months = (tmp_path / name for name in ("ledger.csv", "costs.xlsx", "months.xlsx"))
    ledger.write_text(
        "楼栋,户号,建筑面积,入住日期,迁出日期\n甲,1,80,,2025-11-30\n甲,1,80,2025-12-01,\n乙,1,80,,\n", encoding="utf-8"
    )
    costs.write_bytes(xlsx([{"name": "费用", "rows": [["楼栋", "费用"], ["甲", 1000], ["乙", "500.5"]]}]))
    months.write_bytes(xlsx([{"name": "度日数", "rows": [["月", "度日数"], [11, 100], ["12月", 300]]}]))
    assert read_degree_days(months).months == {11: Fraction(100), 12: Fraction(300)}
    period = ("--from", "2025-11-01", "--to", "2025-12-31")
    run = heat(
        *("allocate", str(ledger), "--costs", str(costs), *period, "--degree-days", str(months), "--format", "csv")
    )
    assert [row["amount"] for row in csv.DictReader(run.out.splitlines())] == ["250.00", "750.00", "500.50"]


def test_a_file_of_costs_in_ten_thousands_is_stated(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("楼栋,户号,建筑面积\n甲,1,80\n甲,2,240\n", encoding="utf-8")
    costs = _costs(tmp_path, "费用（万元）", "甲,￥1000")
    run = heat("allocate", str(ledger), "--costs", str(costs))
    assert "2500000.00" in run.out
    assert "“费用（万元）”" in run.out
