"""Balances: cases worked by hand, as data; files as clerks have them; and no amount that is lost."""

import csv
import datetime as dt
import io
import json
import tempfile
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import heatcalc
from heatcalc.balances.account import Order
from heatcalc.balances.store import Store
from heatcalc.errors import UnprovenError
from heatcalc.money import plain, round_to, yuan
from tests.conftest import Program
from tests.helpers.workbooks import xlsx
from tests.test_cases import by_hand

TESTS = Path(__file__).parents[1]
TABLE = TESTS / "tables/balance.toml"
CASES = tomllib.loads((TESTS / "cases/balances.toml").read_text(encoding="utf-8"))["balance"]
FIGURES = ("account", "due", "discount", "fees", "paid", "balance")


def written(path: Path, header: str, rows: list[list[str]]) -> Path:
    """Write a file of CSV; rows that are too short have blank fields."""
    width = header.count(",") + 1
    lines = [",".join([*row, *[""] * (width - len(row))]) for row in rows]
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def accounts_of(out: Path) -> list[dict[str, str]]:
    """Return the rows of a file of balances."""
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    ledger = written(tmp_path / "ledger.csv", "account,city,class,winter,building_m2", case["bills"])
    payments = written(tmp_path / "paid.csv", "account,paid_on,paid,winter", case["payments"])
    how = {name: case[name] for name in ("order", "fee_first", "due") if name in case}
    heatcalc.balance(ledger, payments, case["on"], tmp_path / "out.csv", tariffs=TABLE, **how)
    rows = accounts_of(tmp_path / "out.csv")
    assert [[row[name] for name in FIGURES] for row in rows] == case["accounts"]
    for row in rows:
        for age, amount in case.get("ages", {}).get(row["account"], {}).items():
            assert row[age] == amount, age
        assert Fraction(row["fees"]) == by_hand(case.get("hand", {}).get(row["account"], "0")), row["account"]


def test_what_is_stated_by_hand_adds_up() -> None:
    for case in CASES:
        for _, dues, discount, fees, paid, balance in case["accounts"]:
            assert Fraction(dues) - Fraction(discount) + Fraction(fees) - Fraction(paid) == Fraction(balance)


LEDGER = "户号,户名,小区,用户类别,建筑面积\n0001,张三,甲园,居民,100\n0002,李四,甲园,商铺,100\n0003,王五,乙园,居民,80\n"
PAID = "户号,缴费日期,实缴金额(元),收款人\n0001,2023-12-31,1000,甲\n0001,2024-01-10,500,乙\n0002,2023-11-01,3000,甲\n"
ON = dt.date(2024, 3, 1)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return a ledger, its payments, and where balances may go."""
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "paid.csv").write_text(PAID, encoding="utf-8")
    return tmp_path / "ledger.csv", tmp_path / "paid.csv", tmp_path / "balance.csv"


Files = tuple[Path, Path, Path]
FOUND = [
    ["0001", "张三", "2000.00", "0.00", "60.00", "1500.00", "560.00"],
    ["0002", "李四", "3000.00", "0.00", "0.00", "3000.00", "0.00"],
    ["0003", "王五", "1600.00", "0.00", "160.00", "0.00", "1760.00"],
]


def found_in(out: Path) -> list[list[str]]:
    """Return the first figures of a file of balances, whose columns are called in Chinese."""
    columns = ("户号", "户名", "应缴", "早缴优惠", "违约金", "实缴", "欠缴")
    return [[row[column] for column in columns] for row in accounts_of(out)]


def test_a_ledger_is_billed_first_and_bills_are_taken_as_they_stand(files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert found_in(out) == FOUND
    heatcalc.batch(ledger, tmp_path / "bills.csv", tariffs=TABLE, winter="2023-2024")
    heatcalc.balance(tmp_path / "bills.csv", payments, ON, tmp_path / "again.csv", tariffs=TABLE)
    assert (tmp_path / "again.csv").read_bytes() == out.read_bytes()


def test_bills_of_several_winters_know_their_winters_by_their_manifests(files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    for winter in ("2022-2023", "2023-2024"):
        heatcalc.batch(ledger, tmp_path / f"{winter}.csv", tariffs=TABLE, winter=winter)
    bills = [tmp_path / "2022-2023.csv", tmp_path / "2023-2024.csv"]
    done = heatcalc.balance(bills, payments, ON, out, tariffs=TABLE)
    assert [row["winter"] for row in done.manifest["winters"]] == ["2023-2024", "2022-2023"]
    assert [row["due"] for row in done.manifest["winters"]] == ["6600.00", "6600.00"]
    # 2000 of 2022-2023 are 200 dearer when 1500 of them are paid; all else has its own cap of 10 %, or its 5 % once.
    assert [row["违约金"] for row in accounts_of(out)] == ["400.00", "300.00", "320.00"]
    (tmp_path / "2022-2023.csv").write_bytes((tmp_path / "2022-2023.csv").read_bytes() + b" ")
    with pytest.raises(heatcalc.InputFileError, match="2022-2023"):
        heatcalc.balance(bills, payments, ON, tmp_path / "other.csv", tariffs=TABLE)


def test_files_may_call_their_columns_otherwise_and_have_other_cities(tmp_path: Path) -> None:
    one = written(tmp_path / "one.csv", "户号,户名,建筑面积,采暖季", [["1", "张三", "100", "2022-2023"]])
    two = written(
        tmp_path / "two.csv", "id,owner,building_m2,winter", [["1", "张三丰", "100", "2023-2024"], ["2", "x", "5", ""]]
    )
    payments = written(tmp_path / "p.csv", "户号,缴费日期,实缴", [["1", "2022-12-31", "4000"]])
    heatcalc.balance([one, two], payments, ON, tmp_path / "out.csv", tariffs=TABLE, winter="2023-2024")
    rows = accounts_of(tmp_path / "out.csv")
    assert [(row["户号"], row["户名"], row["欠缴"]) for row in rows] == [("1", "张三丰", "0.00"), ("2", "x", "110.00")]
    for city in ("late", "plain"):
        heatcalc.batch(two, tmp_path / f"{city}.csv", tariffs=TABLE, city=city, winter="2023-2024")
    bills = [tmp_path / "late.csv", tmp_path / "plain.csv"]
    paid = written(tmp_path / "q.csv", "account,city,paid_on,paid", [["1", "plain", "2023-11-01", "2000"]])
    heatcalc.balance(bills, paid, ON, tmp_path / "cities.csv", tariffs=TABLE)
    found = [(row["id"], row["city"], row["balance"]) for row in accounts_of(tmp_path / "cities.csv")]
    assert sorted(found) == [
        ("1", "无则市", "0.00"),
        ("1", "滞纳市", "2200.00"),
        ("2", "无则市", "100.00"),
        ("2", "滞纳市", "110.00"),
    ]


def test_excel_and_other_words_are_read_as_ledgers_are(files: Files, tmp_path: Path) -> None:
    ledger, _, out = files
    workbook = tmp_path / "paid.xlsx"
    rows = [["缴费明细"], ["户号", "收款日", "合计金额"], ["0001", "2023-12-31", 1000], ["0001", "2024-01-10", 500.0]]
    rows += [["0002", "2023/11/1", 3000], ["合计", None, 4500]]
    workbook.write_bytes(xlsx([{"name": "缴费", "rows": rows}]))
    columns = {"收款日": "缴费日期", "合计金额": "实缴"}
    heatcalc.balance(ledger, workbook, ON, out, tariffs=TABLE, winter="2023-2024", columns=columns)
    assert found_in(out) == FOUND


def test_one_workbook_may_hold_the_ledger_and_its_payments(files: Files, tmp_path: Path) -> None:
    book, out = tmp_path / "book.xlsx", files[2]
    sheets = {"台账": LEDGER, "缴费": PAID}
    rows = {name: [line.split(",") for line in text.splitlines()] for name, text in sheets.items()}
    book.write_bytes(xlsx([{"name": name, "rows": lines} for name, lines in rows.items()]))
    heatcalc.balance(book, book, ON, out, tariffs=TABLE, winter="2023-2024")
    assert found_in(out) == FOUND


def test_balances_in_other_formats_have_the_same_figures(files: Files) -> None:
    ledger, payments, out = files
    for format_ in ("xlsx", "parquet", "jsonl"):
        heatcalc.balance(
            ledger, payments, ON, out.with_suffix(f".{format_}"), tariffs=TABLE, winter="2023-2024", force=True
        )
    owed = [Fraction(row[-1]) for row in FOUND]
    header, *rows = CalamineWorkbook.from_path(str(out.with_suffix(".xlsx"))).get_sheet_by_index(0).to_python()
    assert [row[header.index("欠缴")] for row in rows] == owed
    lines = out.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    assert [Fraction(json.loads(line)["欠缴"]) for line in lines] == owed
    found = duckdb.sql(f"SELECT 欠缴 FROM '{out.with_suffix('.parquet')}'").fetchall()
    assert [Fraction(amount) for (amount,) in found] == owed


def test_payments_that_are_nobodys_are_rejects_with_their_reasons(files: Files) -> None:
    ledger, payments, out = files
    rows = [
        "0009,2024-01-01,5,",
        "0003,2024-13-01,5,",
        "0003,2024-01-01,五元,",
        "0003,2024-01-01,0.005,",
        ",2024-01-01,5,",
    ]
    rows += ["0003,2024-01-01,0,", "0003,1.5,5,甲,", "1.4E+11,2024-01-01,5,"]
    payments.write_text(PAID + "\n".join(rows) + "\n", encoding="utf-8")
    done = heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert found_in(out) == FOUND
    rejects = accounts_of(out.with_name("balance.rejects.csv"))
    assert [row["代码"] for row in rejects] == ["R25", "R09", "R06", "R06", "R12", "R07", "R04", "R13"]
    assert [row["行号"] for row in rejects] == ["5", "6", "7", "8", "9", "10", "11", "12"]
    assert done.has_findings
    assert done.manifest["payments"]["rejected"] == {"count": 8, "amount": "20.00"}


def test_rejected_payments_that_are_corrected_are_payments(files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    payments.write_text(PAID + "0009,2024-02-01,5,甲\n", encoding="utf-8")
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    rejects = out.with_name("balance.rejects.csv")
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(rejects.read_text(encoding="utf-8-sig").replace("0009,", "0003,", 1), encoding="utf-8")
    done = heatcalc.balance(ledger, corrected, ON, tmp_path / "b.csv", tariffs=TABLE, winter="2023-2024")
    assert done.manifest["payments"]["counted"] == {"count": 1, "amount": "5.00"}


def test_a_payment_of_another_winter_or_of_which_city_is_not_known_is_a_reject(tmp_path: Path) -> None:
    bills = [["1", "late", "2023-2024", "100"], ["1", "plain", "2023-2024", "100"], ["2", "late", "2023-2024", "50"]]
    ledger = written(tmp_path / "ledger.csv", "account,city,winter,building_m2", bills)
    rows = [
        ["1", "", "2023-11-01", "1", ""],
        ["1", "plain", "2023-11-01", "2", ""],
        ["2", "", "2023-11-01", "3", "2022-2023"],
    ]
    rows += [["2", "plain", "2023-11-01", "4", ""], ["2", "nowhere", "2023-11-01", "5", ""]]
    payments = written(tmp_path / "paid.csv", "account,city,paid_on,paid,winter", rows)
    done = heatcalc.balance(ledger, payments, ON, tmp_path / "out.csv", tariffs=TABLE)
    assert [(reason.code, reason.rows) for reason in done.reasons] == [("R14", 1), ("R25", 1), ("R26", 1), ("R27", 1)]
    paid = [(row["account"], row["city"], row["paid"]) for row in accounts_of(tmp_path / "out.csv")]
    assert paid == [("1", "late", "0.00"), ("1", "plain", "2.00"), ("2", "late", "0.00")]


def test_rows_of_a_ledger_without_a_bill_are_a_ledger_of_their_own(files: Files) -> None:
    ledger, payments, out = files
    ledger.write_text(LEDGER + "0004,赵六,乙园,居民,九十\n", encoding="utf-8")
    done = heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert [(reason.code, reason.rows) for reason in done.unbilled] == [("R06", 1)]
    assert accounts_of(out.with_name("balance.unbilled.csv"))[0]["户号"] == "0004"
    assert done.has_findings
    ledger.write_text(LEDGER, encoding="utf-8")
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert not out.with_name("balance.unbilled.csv").exists()


def test_several_files_of_payments_are_all_read_and_none_twice(files: Files, heat: Program) -> None:
    ledger, payments, out = files
    second = out.with_name("paid2.csv")
    second.write_text("account,Date paid,Amount paid\n0003,2023-12-01,1600\n0009,2023-12-01,7\n", encoding="utf-8")
    asked = ["balance", str(ledger), "--payments", str(payments), "--on", "2024-03-01", "--tariffs", str(TABLE)]
    asked += ["--winter", "2023-2024", "-o", str(out)]
    run = heat(*asked, "--payments", str(second))
    assert run.code == 1
    assert found_in(out)[2] == ["0003", "王五", "1600.00", "0.00", "0.00", "1600.00", "0.00"]
    assert found_in(out)[:2] == FOUND[:2]
    assert not out.with_name("balance.rejects.csv").exists()
    assert [row["account"] for row in accounts_of(out.with_name("balance.rejects-2.csv"))] == ["0009"]
    manifest = json.loads(out.with_name("balance.manifest.json").read_text(encoding="utf-8"))
    assert [each["file"] for each in manifest["input"]["payments"]] == ["paid.csv", "paid2.csv"]
    second.write_bytes(payments.read_bytes())
    twice = heat(*asked, "--payments", str(second), "--force")
    assert twice.code == 3
    assert "paid2.csv" in twice.err


@pytest.mark.parametrize(
    "header",
    [
        *("户号,日期,金额", "户号,收款日期,收款金额", "户号,交易时间,交易金额", "户号,付款日期,付款金额"),
        *("户号,缴费日期,到账金额", "户号,收费日期,缴费额", "户号,支付时间,支付金额", "户号,日期,入账金额（元）"),
        *("account,date,amount", "account,payment_date,payment_amount", "account,Date paid,paid_amount"),
    ],
)
def test_payments_call_the_day_and_the_amount_as_banks_do(files: Files, header: str) -> None:
    ledger, payments, out = files
    payments.write_text(f"{header}\n0003,2023-12-01,￥1600元整\n", encoding="utf-8")
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert [row["欠缴"] for row in accounts_of(out)][2] == "0.00"


def test_the_better_word_for_the_amount_is_read(files: Files) -> None:
    ledger, payments, out = files
    payments.write_text("户号,缴费日期,日期,实缴,金额\n0003,2023-12-01,2024-02-01,1600,9\n", encoding="utf-8")
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert [row["欠缴"] for row in accounts_of(out)][2] == "0.00"


@pytest.mark.parametrize("remark", ["退费", "已作废", "冲正上笔", "撤销", "交易失败", "Refunded"])
def test_a_payment_that_a_remark_undoes_stops_until_its_user_says(files: Files, remark: str) -> None:
    ledger, payments, out = files
    how: dict[str, Any] = {"tariffs": TABLE, "winter": "2023-2024"}
    text = f"户号,缴费日期,实缴,备注\n0003,2023-12-01,1600,{{}}\n0003,2023-12-02,-5,{remark}\n"
    payments.write_text(text.format(remark), encoding="utf-8")
    with pytest.raises(heatcalc.InputFileError, match=remark):
        heatcalc.balance(ledger, payments, ON, out, **how)
    assert not out.exists()
    heatcalc.balance(ledger, payments, ON, out, **how, carry=["备注"])
    assert accounts_of(out)[2]["实缴"] == "1595.00"
    payments.write_text(text.format("微信"), encoding="utf-8")  # the refund is a refund
    heatcalc.balance(ledger, payments, ON, out, **how)
    assert accounts_of(out)[2]["实缴"] == "1595.00"


@pytest.mark.parametrize("column", ["实收违约金", "滞纳金", "手续费", "退费金额", "Late fee"])
def test_other_money_beside_what_was_paid_is_asked_for(files: Files, column: str) -> None:
    ledger, payments, out = files
    payments.write_text(f"户号,缴费日期,实缴,{column},应缴违约金\n0003,2023-12-01,1600,5,6\n", encoding="utf-8")
    with pytest.raises(heatcalc.InputFileError, match=column) as stopped:
        heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert "负数" in str(stopped.value)
    assert "建筑面积" not in str(stopped.value)
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024", carry=[column])
    assert accounts_of(out)[2]["实缴"] == "1600.00"


def test_a_payment_merged_over_accounts_is_none_of_theirs_and_what_is_hidden_is_said(files: Files) -> None:
    ledger, _, out = files
    rows = [["户号", "缴费日期", "实缴"], ["0001", "2023-12-01", 3600], ["0003", "2023-12-01", None]]
    sheets = [{"name": "一", "rows": rows, "merge": ["C2:C3"], "hidden": [3]}]
    payments = out.with_name("paid.xlsx")
    payments.write_bytes(xlsx(sheets))
    done = heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert [(reason.code, reason.rows) for reason in done.reasons] == [("R05", 2)]
    assert "合并" in done.reasons[0].first[0].message
    assert [row["实缴"] for row in accounts_of(out)] == ["0.00"] * 3
    (read,) = done.manifest["input"]["payments"]
    assert (read["merged"], read["hidden_rows"], read["sheets"]["read"]) == (["C2:C3"], 1, ["一"])


def test_where_and_for_which_winter_rows_are_billed_is_said(files: Files, heat: Program) -> None:
    ledger, payments, out = files
    heatcalc.batch(ledger, out.with_name("bills.csv"), tariffs=TABLE, winter="2023-2024")
    bills = str(out.with_name("bills.csv"))
    asked = ["--payments", str(payments), "--on", "2024-03-01", "--tariffs", str(TABLE)]
    run = heat("balance", str(ledger), *asked, "--winter", "2023-2024")
    assert "ledger.csv：按 滞纳市、2023-2024 采暖季计费" in run.out
    passed = heat("balance", bills, *asked, "--winter", "2022-2023", "--city", "无则市")
    assert "没有用 --winter 2022-2023" in passed.out
    assert "没有用 --city 无则市" in passed.out
    done = heatcalc.balance(bills, payments, ON, tariffs=TABLE, winter="2022-2023")
    (said,) = done.manifest["input"]["ledgers"]
    assert (said["cities"], said["winters"], said["passed_over"]) == (["late"], ["2023-2024"], {"winter": "2022-2023"})
    assert said["defaults"]["winter"] == "2023-2024"


def test_refunds_beyond_payments_stand_in_a_line_of_their_own(files: Files, heat: Program) -> None:
    ledger, payments, _ = files
    payments.write_text("户号,缴费日期,实缴\n0003,2023-12-01,-50\n0001,2023-12-01,2100\n", encoding="utf-8")
    run = heat(
        *("balance", str(ledger), "--payments", str(payments), "--on", "2023-12-31"),
        *("--tariffs", str(TABLE), "--winter", "2023-2024", "--format", "csv"),
    )
    rows = [line.split(",") for line in run.out.splitlines()[:5]]
    assert [row[0] for row in rows[1:]] == ["2023-2024", "（预存）", "（退费多于所缴）", "合计"]
    for column in (5, 6):
        assert sum(Fraction(row[column]) for row in rows[1:4]) == Fraction(rows[4][column])
    assert (
        "1 户退费多于所缴，共 50.00"
        in heat(
            *("balance", str(ledger), "--payments", str(payments)),
            *("--on", "2023-12-31", "--tariffs", str(TABLE), "--winter", "2023-2024"),
        ).out
    )


def test_a_file_of_payments_that_lacks_something_is_named(files: Files) -> None:
    ledger, payments, out = files
    for text, says in (("", "是空的"), ("户号,日子,实缴\n1,2,3\n", "缺：缴费日期。")):
        payments.write_text(text, encoding="utf-8")
        with pytest.raises(heatcalc.InputFileError, match=says) as stopped:
            heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
        assert "paid.csv" in str(stopped.value)


def test_accounts_that_are_unique_within_an_estate(tmp_path: Path) -> None:
    ledger = written(tmp_path / "l.csv", "小区,户号,建筑面积", [["甲园", "1", "100"], ["乙园", "1", "50"]])
    payments = written(tmp_path / "p.csv", "小区,户号,缴费日期,实缴", [["乙园", "1", "2023-11-01", "400"]])
    estates = {"小区": "account_within", "户号": "account"}
    how: dict[str, Any] = {"tariffs": TABLE, "winter": "2023-2024", "columns": estates}
    heatcalc.balance(ledger, payments, ON, tmp_path / "out.csv", **how)
    assert [row["实缴"] for row in accounts_of(tmp_path / "out.csv")] == ["0.00", "400.00"]
    without = written(tmp_path / "w.csv", "户号,缴费日期,实缴", [["1", "2023-11-01", "400"]])
    with pytest.raises(heatcalc.InputFileError, match="小区"):
        heatcalc.balance(ledger, without, ON, tmp_path / "other.csv", **how)


@pytest.mark.parametrize(
    ("ledgers", "paid", "says"),
    [
        ([LEDGER, LEDGER], PAID, "两张账单"),
        ([LEDGER.replace("户号,", "序,")], PAID, "--account"),
        ([LEDGER], "户号,日子,钱\n1,2023-11-01,5\n", "没有找到缴费记录的表头"),
        ([LEDGER], PAID.replace("收款人", "退费"), "退费"),
        ([LEDGER.replace("\n", ",应缴\n", 1)], PAID, "R04"),
    ],
)
def test_what_is_unusable_as_a_whole_writes_nothing(ledgers: list[str], paid: str, says: str, tmp_path: Path) -> None:
    names = [tmp_path / f"l{at}.csv" for at in range(len(ledgers))]
    for path, text in zip(names, ledgers, strict=True):
        path.write_text(text, encoding="utf-8")
    (tmp_path / "paid.csv").write_text(paid, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    if says == "R04":  # every row is a reject, which is no reason to write nothing
        done = heatcalc.balance(names, tmp_path / "paid.csv", ON, tariffs=TABLE, winter="2023-2024")
        assert [reason.code for reason in done.unbilled] == ["R04"]
        return
    with pytest.raises(heatcalc.InputFileError, match=says):
        heatcalc.balance(names, tmp_path / "paid.csv", ON, tmp_path / "out.csv", tariffs=TABLE, winter="2023-2024")
    assert sorted(tmp_path.iterdir()) == before


def test_bills_with_a_fee_in_them_already_are_refused_and_a_ledger_is_billed_without(tmp_path: Path) -> None:
    ledger = written(tmp_path / "l.csv", "户号,建筑面积,缴费日期", [["1", "100", "2024-01-10"]])
    payments = written(tmp_path / "p.csv", "户号,缴费日期,实缴", [["1", "2024-01-20", "100"]])
    how: dict[str, Any] = {"tariffs": TABLE, "winter": "2023-2024"}
    heatcalc.batch(ledger, tmp_path / "bills.csv", **how)
    assert accounts_of(tmp_path / "bills.csv")[0]["应缴"] == "2040.00"
    with pytest.raises(heatcalc.InputFileError, match="缴费日期"):
        heatcalc.balance(tmp_path / "bills.csv", payments, ON, tmp_path / "out.csv", **how)
    heatcalc.balance(ledger, payments, ON, tmp_path / "out.csv", **how)
    assert accounts_of(tmp_path / "out.csv")[0]["应缴"] == "2000.00"


def test_bills_that_the_table_does_not_give_keep_their_amounts_and_are_counted(files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    heatcalc.batch(ledger, tmp_path / "bills.csv", tariffs=TABLE, winter="2023-2024")
    text = (tmp_path / "bills.csv").read_text(encoding="utf-8-sig").replace("1600.00\n", "1000.00\n")
    (tmp_path / "bills.csv").write_text(text, encoding="utf-8")
    done = heatcalc.balance(tmp_path / "bills.csv", payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert done.manifest["differing"] == 1
    assert found_in(out)[2] == ["0003", "王五", "1000.00", "0.00", "100.00", "0.00", "1100.00"]


def test_the_same_question_gives_the_same_bytes_and_edited_outputs_are_kept(files: Files) -> None:
    ledger, payments, out = files
    how: dict[str, Any] = {"tariffs": TABLE, "winter": "2023-2024", "by": ["小区"]}
    first = heatcalc.balance(ledger, payments, ON, out, **how)
    assert not first.unchanged
    assert [(each["value"], each["balance"]) for each in first.manifest["by"]["小区"]] == [
        ("乙园", "1760.00"),
        ("甲园", "560.00"),
    ]
    assert heatcalc.balance(ledger, payments, ON, out, **how).unchanged
    out.write_text("x", encoding="utf-8")
    with pytest.raises(heatcalc.OutputError):
        heatcalc.balance(ledger, payments, ON, out, **how)
    with pytest.raises(heatcalc.OutputError):
        heatcalc.balance(ledger, payments, ON, payments, **how)


def test_the_manifest_is_as_its_schema_says(files: Files) -> None:
    ledger, payments, out = files
    schema = json.loads((TESTS.parent / "docs/balance.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024", due="3-15", by=["小区"])
    jsonschema.validate(json.loads(out.with_name("balance.manifest.json").read_text(encoding="utf-8")), schema)
    mark = json.loads(out.with_name("balance.manifest.json").read_text(encoding="utf-8"))
    assert set(schema["required"]) == set(mark)
    assert (mark["due_day"], mark["due"], mark["balance"]) == ("03-15", "6600.00", "2320.00")


def test_the_command_shows_sums_and_ends_with_the_code_of_its_findings(files: Files, heat: Program) -> None:
    ledger, payments, out = files
    asked = ["balance", str(ledger), "--payments", str(payments), "--on", "2024-03-01"]
    asked += ["--tariffs", str(TABLE), "--winter", "2023-2024"]
    shown = heat(*asked)
    assert (shown.code, shown.err) == (0, "")
    assert "应缴 6600.00 － 早缴优惠 0.00 ＋ 违约金 220.00 － 实缴 4500.00 ＝ 余额 2320.00" in shown.out
    assert "late fees 220.00" in heat(*asked, "--lang", "en").out
    piped = heat(*asked, "-o", "-")
    assert piped.out.splitlines()[0].removeprefix("\ufeff").startswith("户号,户名,应缴,")
    assert "6600.00" in piped.err
    payments.write_text(PAID + "9,2024-01-01,5,\n", encoding="utf-8")
    assert heat(*asked, "-o", str(out)).code == 1
    assert heat(*asked[:3], str(ledger), *asked[4:]).code == 3
    assert heat(*asked, "--due", "13-45").code == 2
    assert heat(*asked, "--by", "没有").code == 2
    assert heat(*asked, "--map", "没有=户号").code == 2
    assert heat(*asked, "-o", str(out.parent / "no" / "x.csv")).code == 5


def test_a_lost_amount_publishes_nothing(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, payments, out = files
    kept = Store.add_payment
    monkeypatch.setattr(Store, "add_payment", lambda store, paid: kept(store, paid) if paid.number != 2 else None)
    before = sorted(out.parent.iterdir())
    with pytest.raises(UnprovenError):
        heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024")
    assert sorted(out.parent.iterdir()) == before


HOMES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(("late", "early", "plain")),
        st.sampled_from((2022, 2023)),
        st.integers(1, 99_999),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda home: home[:3],
)
MADE = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 900), st.integers(-200_000, 400_000)), max_size=20)


@settings(max_examples=25)
@given(homes=HOMES, made=MADE, order=st.sampled_from(("oldest", "newest")), fee_first=st.booleans())
def test_every_amount_of_the_files_is_in_the_balances(
    homes: list[tuple[int, str, int, int]], made: list[tuple[int, int, int]], order: Order, fee_first: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        where, day = Path(folder), dt.date(2022, 7, 1)
        rows = [[f"{n}", city, f"{w}-{w + 1}", plain(Fraction(area, 100))] for n, city, w, area in homes]
        ledger = written(where / "l.csv", "account,city,winter,building_m2", rows)
        paid = [[f"{n}", (day + dt.timedelta(after)).isoformat(), f"{yuan(fen)}"] for n, after, fen in made]
        payments = written(where / "p.csv", "account,paid_on,paid", paid)
        done = heatcalc.balance(
            ledger, payments, ON, where / "out.csv", tariffs=TABLE, order=order, fee_first=fee_first
        )
        found = accounts_of(where / "out.csv")
        codes = {reason.code for reason in done.reasons}
    dues, discount, fees, received, balance = (sum(Fraction(row[name]) for row in found) for name in FIGURES[1:])
    assert codes <= {"R07", "R25", "R27"}
    assert dues == sum(round_to(Fraction(area, 100) * 20, Fraction(1, 100), "half_up") for *_, area in homes)
    assert dues - discount + fees - received == balance
    counts = done.manifest["payments"]
    whole = [fen for _, after, fen in made if day + dt.timedelta(after) <= ON]
    assert received == Fraction(counts["counted"]["amount"])
    assert received + Fraction(counts["rejected"]["amount"]) == Fraction(sum(whole), 100)
    assert sum(counts[name]["count"] for name in ("counted", "later", "rejected")) == len(made)


def test_names_are_masked_where_that_is_asked(files: Files) -> None:
    ledger, payments, out = files
    heatcalc.balance(ledger, payments, ON, out, tariffs=TABLE, winter="2023-2024", mask=True, by=["户名"])
    assert [row["户名"] for row in accounts_of(out)] == ["张*", "李*", "王*"]
