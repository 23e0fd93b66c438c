"""Payments that cannot have been made when they say, rows of a day in any order, and whose the rejects are."""

import csv
import datetime as dt
import io
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

import heatcalc
from heatcalc.errors import InputFileError
from tests.conftest import Program

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
ON = dt.date(2024, 3, 1)
LEDGER = "户号,小区,建筑面积,采暖季\n1,甲园,100,2022-2023\n1,甲园,100,2023-2024\n2,乙园,50,2023-2024\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def settled(folder: Path, payments: str, *, header: str = "户号,缴费日期,实缴") -> heatcalc.Balance:
    """Return the balances of a ledger and rows of payments, which go to `out.csv`."""
    (folder / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (folder / "paid.csv").write_text(f"{header}\n{payments}\n", encoding="utf-8")
    return heatcalc.balance(folder / "ledger.csv", folder / "paid.csv", ON, folder / "out.csv", tariffs=TABLE)


@pytest.mark.parametrize("day", ["1900-01-01", "1904-01-01", "1899-12-30", "1990-05-01", "2017-06-30", "2013-12-01"])
def test_a_payment_years_before_the_first_bill_is_a_reject(day: str, tmp_path: Path) -> None:
    done = settled(tmp_path, f"1,{day},100\n1,2022-12-01,2000")
    assert done.manifest["payments"]["rejected"] == {"count": 1, "amount": "100.00"}
    assert [(row["户号"], row["列"], row["代码"]) for row in rows_of(tmp_path / "out.rejects.csv")] == [
        ("1", "缴费日期", "R07")
    ]
    assert [row["实缴"] for row in rows_of(tmp_path / "out.csv")] == ["2000.00", "0.00"]


@pytest.mark.parametrize("day", ["2017-07-01", "2021-06-01", "2024-03-01"])
def test_what_is_paid_in_advance_or_for_a_winter_before_counts(day: str, tmp_path: Path) -> None:
    # The winter of 2022-2023 runs from 1 July 2022; five years before it is 1 July 2017.
    done = settled(tmp_path, f"1,{day},100")
    assert not done.reasons
    assert done.manifest["payments"]["counted"] == {"count": 1, "amount": "100.00"}


def test_a_payment_after_the_day_is_told_and_not_counted(tmp_path: Path, heat: Program) -> None:
    done = settled(tmp_path, "1,2024-03-02,100\n1,2052-01-01,7")
    assert not done.has_findings
    assert done.manifest["payments"]["later"] == {"count": 2, "amount": "107.00"}
    files = [str(tmp_path / "ledger.csv"), "--payments", str(tmp_path / "paid.csv"), "--tariffs", str(TABLE)]
    assert "2024-03-01 以后的缴费 2 笔，107.00" in heat("balance", *files, "--on", "2024-03-01").out


def test_a_zero_date_says_what_to_do(tmp_path: Path) -> None:
    settled(tmp_path, "1,1900-01-01,100\n2,2000-01-01,1")
    zero, early = (row["原因"] for row in rows_of(tmp_path / "out.rejects.csv"))
    assert "空白的日期" in zero
    assert "2022-2023" in early


@pytest.mark.parametrize("order", ["oldest", "newest"])
@pytest.mark.parametrize("fee_first", [False, True])
def test_the_order_of_the_rows_of_a_day_changes_nothing(order: str, fee_first: bool, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    rows = ["1,2024-02-01,1500,2022-2023", "1,2024-02-01,1200,2023-2024", "1,2024-02-01,-1159,", "1,2024-02-01,700,"]
    found = set()
    for number, each in enumerate(permutations(rows)):
        text = "\n".join(["户号,缴费日期,实缴,采暖季", *each, ""])
        (tmp_path / "paid.csv").write_text(text, encoding="utf-8")
        done = heatcalc.balance(
            *(tmp_path / "ledger.csv", tmp_path / "paid.csv", ON, tmp_path / f"{number}.csv"),
            tariffs=TABLE,
            order=order,  # type: ignore[arg-type] # one of the two
            fee_first=fee_first,
        )
        found.add((tmp_path / f"{number}.csv").read_bytes())
        sums = {name: Decimal(str(done.manifest[name])) for name in ("due", "discount", "fees", "paid", "balance")}
        assert sums["due"] - sums["discount"] + sums["fees"] - sums["paid"] == sums["balance"]
    assert len(found) == 1


def test_a_fee_that_is_paid_in_parts_is_rounded_once(tmp_path: Path) -> None:
    # 2002 is a day late on 1 January: 4.004, of which 4.00 are paid, and 996 of the bill. 1006 are open for another
    # day: 2.012. Together 6.016, so 6.02; each rounded by itself would be 6.01.
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,采暖季\n1,100.1,2023-2024\n", encoding="utf-8")
    (tmp_path / "paid.csv").write_text("户号,缴费日期,实缴\n1,2024-01-01,1000\n", encoding="utf-8")
    files, out = (tmp_path / "ledger.csv", tmp_path / "paid.csv"), tmp_path / "out.csv"
    heatcalc.balance(*files, dt.date(2024, 1, 2), out, tariffs=TABLE, fee_first=True)
    (row,) = rows_of(out)
    assert [row[name] for name in ("应缴", "违约金", "实缴", "欠缴")] == ["2002.00", "6.02", "1000.00", "1008.02"]


def test_a_payment_that_is_nobodys_says_where_it_is_from(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "paid.csv").write_text("小区,户号,缴费日期,实缴\n丙园,9,2024-01-01,5\n", encoding="utf-8")
    files = (tmp_path / "ledger.csv", tmp_path / "paid.csv", ON)
    done = heatcalc.balance(*files, tariffs=TABLE, columns={"小区": "account_within", "户号": "account"})
    assert "户号“9”（小区 丙园）" in done.reasons[0].first[0].message
    done = heatcalc.balance(*files, tariffs=TABLE, by=["小区"])
    assert "户号“9”（小区 丙园）" in done.reasons[0].first[0].message
    assert "（" not in heatcalc.balance(*files, tariffs=TABLE).reasons[0].first[0].message


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("户号,缴费日期,上年,本年\n,,实缴,实缴", "1,2023-12-01,7,100"),
        ("户号,上年,,本年,\n,缴费日期,实缴,缴费日期,实缴", "1,2022-12-01,7,2023-12-01,100"),
    ],
)
def test_payments_of_this_year_are_read_of_a_head_of_two_lines(head: str, row: str, tmp_path: Path) -> None:
    done = settled(tmp_path, row, header=head)
    assert done.manifest["payments"]["counted"] == {"count": 1, "amount": "100.00"}
    assert "上年实缴" in done.manifest["input"]["payments"][0]["carried"]


def test_payments_with_two_columns_of_one_header_are_refused(tmp_path: Path) -> None:
    with pytest.raises(heatcalc.InputFileError, match="改名"):
        settled(tmp_path, "1,2023-12-01,7,100", header="户号,缴费日期,实缴,实缴")


def test_amounts_below_no_header_are_rejects(tmp_path: Path) -> None:
    done = settled(tmp_path, ",,现金,转账\n1,2023-12-01,7,100\n1,2023-12-02,8,已核", header="户号,缴费日期,实缴,")
    assert [(each.code, each.first[0].line) for each in done.reasons] == [("R12", 2), ("R23", 3)]
    assert done.manifest["payments"]["counted"] == {"count": 1, "amount": "8.00"}


def test_a_column_to_sum_by_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    ledger = LEDGER.replace("小区,", "小区,片区,片区,").replace("园,", "园,1,2,")
    (tmp_path / "ledger.csv").write_text(ledger, encoding="utf-8")
    (tmp_path / "paid.csv").write_text("户号,缴费日期,实缴\n1,2023-12-01,1\n", encoding="utf-8")
    with pytest.raises(heatcalc.InputFileError, match="改名"):
        heatcalc.balance(tmp_path / "ledger.csv", tmp_path / "paid.csv", ON, tariffs=TABLE, by=["片区"])
    both = [tmp_path / "ledger.csv", tmp_path / "other.csv"]
    both[1].write_text(LEDGER.replace("1,甲园", "3,甲园").replace("2,乙园", "4,乙园"), encoding="utf-8")
    done = heatcalc.balance(both, tmp_path / "paid.csv", ON, tariffs=TABLE, by=["小区"])
    assert [(each["value"], each["accounts"]) for each in done.manifest["by"]["小区"]] == [("甲园", 2), ("乙园", 2)]


@pytest.mark.parametrize("lines", ["作废：,,\n{}", "退费小计,,1800\n{}", "{}\n注：以上为退费,,", "违约金,,\n{}"])
def test_a_line_of_payments_that_never_came_ends_the_run(lines: str, tmp_path: Path) -> None:
    with pytest.raises(InputFileError) as raised:
        settled(tmp_path, lines.format("1,2022-12-01,2000"))
    assert raised.value.key == "balance.said_line"


def test_a_title_of_payments_that_never_came_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="作废缴费记录"):
        settled(tmp_path, "1,2022-12-01,2000", header="作废缴费记录,,\n户号,缴费日期,实缴")
    for line in ("注：已剔除作废票据,,", "注：本页无退费,,", "说明：退费另行办理,,"):
        done = settled(tmp_path, f"1,2022-12-01,2000\n{line}")
        assert done.manifest["payments"]["counted"]["count"] == 1


def test_a_title_of_another_winter_than_the_bills_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(InputFileError) as raised:
        settled(tmp_path, "1,2022-12-01,2000", header="2019-2020采暖季缴费明细,,\n户号,缴费日期,实缴")
    assert raised.value.key == "balance.title_winter"


_HEAD = "户号,缴费日期,实缴"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        *((f"{title},,\n{_HEAD}", "200000") for title in ("单位：分", "金额单位：角", "金额以分为单位", "Unit: fen")),
        *((f"户号,缴费日期,{column}", "200000") for column in ("实缴(分)", "实缴（万元）", "实缴金额/千元")),
        *((header, "0.2") for header in (f"单位：万元,,\n{_HEAD}", f"{_HEAD}\n单位：万元,,")),
        (_HEAD, "200000\n单位：分,,"),
    ],
)
def test_amounts_in_another_unit_end_the_run_wherever_it_is_said(header: str, rows: str, tmp_path: Path) -> None:
    with pytest.raises(InputFileError) as raised:
        settled(tmp_path, f"1,2022-12-01,{rows}", header=header)
    assert raised.value.key == "balance.unit"
