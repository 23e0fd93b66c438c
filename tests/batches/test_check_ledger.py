"""A ledger checked against what was paid: every home's cause is found or unknown, and nothing is lost of the ledger."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]

import heatcalc
from heatcalc.batches.bill_rows import blocks_of
from heatcalc.batches.bill_rows import rows_of as bills_of
from heatcalc.batches.bill_writer import csv_line
from heatcalc.billing.calculate import calculate
from heatcalc.billing.explanations import explanations
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, InputFileError, OutputError, UsageError
from heatcalc.formula.home import Home
from heatcalc.tariffs.load import load_tariffs, shipped
from tests.batches.wrong_payments import BY_ESTATE, SLIPS, Truth, ledger_of
from tests.conftest import Program
from tests.helpers.workbooks import xlsx

TABLES = Path(__file__).parents[1] / "tables"
TABLE = TABLES / "check.toml"


def checked(ledger: Path, out: Path | None = None, **asked: Any) -> dict[str, Any]:
    """Return the manifest of a check by the made-up table."""
    return dict(heatcalc.check_ledger(ledger, out, tariffs=asked.pop("tariffs", TABLE), **asked).manifest)


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def written(folder: Path, text: str) -> Path:
    ledger = folder / "ledger.csv"
    ledger.write_text(text, encoding="utf-8")
    return ledger


@pytest.mark.parametrize("homes", [2000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_the_cause_of_every_home_is_found_or_unknown(homes: int, tmp_path: Path) -> None:
    truths = ledger_of(tmp_path / "ledger.csv", homes)
    manifest = checked(tmp_path / "ledger.csv", tmp_path / "audit.csv", by=["小区"])
    rows = rows_of(tmp_path / "audit.csv")
    unknown = 0
    for truth, row in zip(truths, rows, strict=True):
        assert Decimal(row["差额"]) == Decimal(truth.paid - truth.due) / 100
        # Nobody but a resident has the relief, so no change of one thing gives the other class's price with it.
        is_unknown = truth.slip == "class" and row["优惠"] == "低保"
        assert row["原因代码"] == ("unknown" if is_unknown else truth.slip), row
        unknown += is_unknown
    check = manifest["check"]
    _sums_are_right(check, truths, unknown)
    for estate, slip in BY_ESTATE.items():
        (found,) = (each for each in check["by"]["小区"] if each["value"] == estate)
        assert [each["cause"] for each in found["explanations"]] == [slip]
        assert found["differ"] == found["homes"] == sum(truth.estate == estate for truth in truths)


def _sums_are_right(check: dict[str, Any], truths: list[Truth], unknown: int) -> None:
    differing = [truth for truth in truths if truth.slip]
    assert check["compared"] == check["agree"] + check["differ"] == len(truths)
    assert check["differ"] == len(differing)
    assert Decimal(check["due"]) == Decimal(sum(truth.due for truth in truths)) / 100
    assert Decimal(check["paid"]) == Decimal(sum(truth.paid for truth in truths)) / 100
    assert Decimal(check["difference"]) == Decimal(check["paid"]) - Decimal(check["due"])
    homes, amounts = Counter[str](), Counter[str]()
    for each in check["explanations"]:
        assert sum(each["sure"].values()) == each["homes"]
        homes[each["cause"]] += each["homes"]
        amounts[each["cause"]] += round(Decimal(each["difference"]) * 100)
    for slip in set(SLIPS) - {"class"}:
        own = [truth for truth in differing if truth.slip == slip]
        assert (homes[slip], amounts[slip]) == (len(own), sum(truth.paid - truth.due for truth in own))
    assert homes["class"] + unknown == sum(truth.slip == "class" for truth in differing)
    for sums in (check["classes"], check["by"]["小区"]):
        assert sum(each["homes"] for each in sums) == len(truths)
        assert sum(Decimal(each["difference"]) for each in sums) == Decimal(check["difference"])
    largest = sorted((abs(truth.paid - truth.due) for truth in truths), reverse=True)[:10]
    assert [abs(round(Decimal(each["difference"]) * 100)) for each in check["largest"]] == largest


def test_every_row_is_that_of_batch_with_columns_behind_it(tmp_path: Path) -> None:
    ledger = written(
        tmp_path,
        '户号,"户名",备注,建筑面积,实缴\n01,"甲,乙",,100,2000.00\n02,丙,"=两\n行",80.5,1600.00\n03,丁,,abc,1\n04,戊,,50,\n',
    )
    manifest = checked(ledger, tmp_path / "audit.csv")
    heatcalc.batch(ledger, tmp_path / "bills.csv", tariffs=TABLE)
    bills, audit = ((tmp_path / name).read_bytes().split(b"\r\n") for name in ("bills.csv", "audit.csv"))
    assert len(bills) == len(audit)
    assert all(longer.startswith(line) for line, longer in zip(bills, audit, strict=True))
    rejects = [(tmp_path / f"{name}.rejects.csv").read_bytes() for name in ("bills", "audit")]
    assert rejects[0] == rejects[1]
    of_batch = json.loads((tmp_path / "bills.manifest.json").read_text(encoding="utf-8"))
    differs = {name for name in manifest if manifest[name] != of_batch.get(name)}
    assert differs == {"schema", "check", "outputs"}
    assert manifest["schema"] == "heatcalc.check_ledger/1"
    assert (manifest["check"]["agree"], manifest["check"]["differ"], manifest["check"]["blank"]) == (1, 1, 1)


def test_the_same_check_again_changes_nothing(tmp_path: Path) -> None:
    ledger_of(tmp_path / "ledger.csv", 200)
    first = heatcalc.check_ledger(tmp_path / "ledger.csv", tmp_path / "audit.csv", tariffs=TABLE)
    before = (tmp_path / "audit.csv").read_bytes()
    again = heatcalc.check_ledger(tmp_path / "ledger.csv", tmp_path / "audit.csv", tariffs=TABLE)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert (tmp_path / "audit.csv").read_bytes() == before
    with (tmp_path / "audit.csv").open("a", encoding="utf-8") as edited:
        edited.write("edited\n")
    with pytest.raises(OutputError):
        heatcalc.check_ledger(tmp_path / "ledger.csv", tmp_path / "audit.csv", tariffs=TABLE)


def test_what_an_estate_shares_decides_between_explanations(tmp_path: Path) -> None:
    # At 20 CNY/㎡ 60.48 ㎡ are 1209.60, of which only cutting off makes 1209; 60.43 ㎡ are 1208.60, which only rounding
    # up or half up makes 1209; and 60.46 ㎡ are 1209.20, which cutting off and half up make 1209.
    down = [("甲苑", "60.48", 1209), ("甲苑", "70.49", 1409), ("甲苑", "80.48", 1609), ("甲苑", "60.46", 1209)]
    half_up = [("乙苑", "60.43", 1209), ("乙苑", "70.46", 1409), ("乙苑", "80.44", 1609), ("乙苑", "60.47", 1209)]
    lines = [f"{number},{','.join(map(str, each))}" for number, each in enumerate(down + half_up)]
    ledger = written(tmp_path, "\n".join(["户号,小区,建筑面积,实缴", *lines, ""]))
    checked(ledger, tmp_path / "audit.csv")
    rows = rows_of(tmp_path / "audit.csv")
    assert {row["原因代码"] for row in rows} == {"rounding"}
    assert {row["可能原因"] for row in rows if row["小区"] == "甲苑"} == {"取整到元，舍去尾数"}
    assert {row["可能原因"] for row in rows if row["小区"] == "乙苑"} == {"取整到元，四舍五入"}
    assert [row["把握"] for row in rows] == ["certain"] * 3 + ["likely"] * 5
    assert rows[3]["其他可能"] == "取整到元，四舍五入"


def test_an_address_tells_the_estate_where_no_column_does(tmp_path: Path) -> None:
    # See above; the homes of 乙苑 were all rounded half up, those of 甲苑 all cut off.
    homes = [("甲苑", "60.48", 1209), ("甲苑", "70.49", 1409), ("甲苑", "80.48", 1609), ("甲苑", "60.46", 1209)]
    homes += [("乙苑", "60.43", 1209), ("乙苑", "70.46", 1409), ("乙苑", "80.44", 1609), ("乙苑", "60.46", 1209)]
    lines = [f"{at},{estate}{at}号楼2单元301,{area},{paid}" for at, (estate, area, paid) in enumerate(homes)]
    checked(written(tmp_path, "\n".join(["户号,地址,建筑面积,实缴", *lines, ""])), tmp_path / "audit.csv")
    rows = rows_of(tmp_path / "audit.csv")
    assert (rows[3]["建筑面积"], rows[3]["实缴"]) == (rows[7]["建筑面积"], rows[7]["实缴"])
    assert (rows[3]["可能原因"], rows[7]["可能原因"]) == ("取整到元，舍去尾数", "取整到元，四舍五入")


def test_what_is_tied_in_an_estate_is_decided_by_the_ledger(tmp_path: Path) -> None:
    tied = [("甲苑", "60.46", 1209), ("甲苑", "70.46", 1409), ("甲苑", "80.46", 1609)]
    down = [("", "60.48", 1209), ("", "70.48", 1409), ("", "80.48", 1609)]
    lines = [f"{number},{','.join(map(str, each))}" for number, each in enumerate(tied + down)]
    checked(written(tmp_path, "\n".join(["户号,小区,建筑面积,实缴", *lines, ""])), tmp_path / "audit.csv")
    rows = rows_of(tmp_path / "audit.csv")
    assert {(row["可能原因"], row["把握"]) for row in rows[:3]} == {("取整到元，舍去尾数", "likely")}


def test_without_a_pattern_several_explanations_are_possible_and_all_named(tmp_path: Path) -> None:
    ledger = written(tmp_path, "户号,建筑面积,实缴\n1,60.46,1209\n")
    checked(ledger, tmp_path / "audit.csv")
    (row,) = rows_of(tmp_path / "audit.csv")
    assert (row["原因代码"], row["把握"]) == ("rounding", "possible")
    assert row["可能原因"] == "取整到元，四舍五入"
    assert row["其他可能"] == "取整到元，舍去尾数"


@pytest.mark.parametrize(
    ("paid", "cause", "sure"),
    [
        ("0", "unpaid", "certain"),
        ("0.00", "unpaid", "certain"),
        ("￥1,900.00", "winter", "certain"),
        ("1900元", "winter", "certain"),
        ("3650", "class", "certain"),
        ("2020.00", "mistyped", "possible"),  # 101 ㎡
        ("2470", "winter+basis", "possible"),  # 4.94 per usable ㎡, for 5 months
        ("2006.30", "unknown", "unknown"),
        ("-2000", "unknown", "unknown"),
        ("1900元整", "winter", "certain"),
        ("已缴", "unread", ""),
        ("1900.004", "unread", ""),  # no whole fen
        ("未缴", "blank", ""),
        ("—", "blank", ""),
        ("/", "blank", ""),
        ("", "blank", ""),
        (" ", "blank", ""),
    ],
)
def test_what_one_field_says(paid: str, cause: str, sure: str, tmp_path: Path) -> None:
    ledger = written(tmp_path, f'户号,建筑面积,实缴\n1,100,"{paid}"\n')
    check = checked(ledger, tmp_path / "audit.csv")["check"]
    (row,) = rows_of(tmp_path / "audit.csv")
    assert (row["原因代码"], row["把握"]) == (cause, sure)
    compared = cause not in ("blank", "unread")
    assert check["compared"] == check["differ"] == compared
    assert (row["差额"] != "") == compared


@pytest.mark.parametrize(
    "header",
    [
        "收款金额",
        "缴费额",
        "到账金额",
        "Payment",
        "amount",
        "实缴",
        "实缴（元）",
        "实缴金额(元)",
        "已开",
        "开票金额",
        " 已交 金额 ",
        "Paid",
        "billed_amount",
        "已收",
    ],
)
def test_the_column_is_known_by_its_header(header: str, tmp_path: Path) -> None:
    ledger = written(tmp_path, f"户号,建筑面积,{header}\n1,100,2000.00\n")
    manifest = checked(ledger)
    assert manifest["check"]["agree"] == 1
    assert manifest["check"]["against"] == header
    assert heatcalc.batch(ledger, tariffs=TABLE).manifest["carried"] == [header]


def test_an_amount_merged_over_homes_is_none_of_theirs(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.xlsx"
    for amount in (2000, "2000.00"):
        rows = [["户号", "建筑面积", "实缴"], ["1", 100, amount], ["2", 100, None], ["3", 100, 2000]]
        ledger.write_bytes(xlsx([{"name": "台账", "rows": rows, "merge": ["C2:C3"]}]))
        check = checked(ledger)["check"]
        assert (check["compared"], check["agree"], check["unread"], check["paid"]) == (1, 1, 2, "2000.00")
        assert [each["account"] for each in check["unread_first"]] == ["1", "2"]
        against = checked(ledger, against="实缴")["check"]
        assert against == check


def test_amounts_that_cannot_be_read_are_named(heat: Program, tmp_path: Path) -> None:
    # Line 2 is rejected and line 4 is of totals, so the lines of the ledger are not the numbers of the bills.
    rows = ["9,甲园,,2000", "1,甲园,100,2000", "合计,,,", "0012,乙园,100,约两千", "13,乙园,0,1", "14,丙园"]
    ledger = written(tmp_path, "户号,小区,建筑面积,实缴\n" + "\n".join(rows) + "\n")
    check = checked(ledger, by=["小区"])["check"]
    assert check["unread_first"] == [
        {"line": 5, "account": "0012", "address": "", "by": {"小区": "乙园"}, "found": "约两千"}
    ]
    # A broken line says nothing of its estate.
    rejected = {each["value"]: (each["homes"], each["rejected"]) for each in check["by"]["小区"]}
    assert rejected == {"甲园": (1, 1), "乙园": (0, 1), "": (0, 1)}
    run = heat("check", "--ledger", str(ledger), "--tariffs", str(TABLE), "--by", "小区")
    assert "第 5 行，户号“0012”（小区 乙园）：“约两千”" in run.out
    assert "另退回 1 行" in run.out


def test_lines_of_sheets_are_told_with_their_sheets(heat: Program, tmp_path: Path) -> None:
    header = ["户号", "建筑面积", "实缴"]
    sheets = [
        {"name": "一区", "rows": [header, ["1", 100, "2000"], ["2", 0, "2000"], ["3", 100, "不清"]]},
        {"name": "二区", "rows": [["二区"], header, ["4", 100, "2000"], ["5", 100, "不明"]]},
    ]
    ledger = tmp_path / "ledger.xlsx"
    ledger.write_bytes(xlsx(sheets))
    found = checked(ledger)["check"]["unread_first"]
    assert [(each["sheet"], each["line"], each["account"]) for each in found] == [("一区", 4, "3"), ("二区", 4, "5")]
    assert "二区 第 4 行" in heat("check", "--ledger", str(ledger), "--tariffs", str(TABLE)).out


def test_what_fits_by_chance_is_not_certain_where_a_slip_fits_too(tmp_path: Path) -> None:
    # 100 ㎡ × 4 for 2.5 of 5 months are 1000, and so is 2000 with one digit wrong.
    checked(written(tmp_path, "户号,建筑面积,实缴\n1,100,1000\n"), tmp_path / "audit.csv")
    (row,) = rows_of(tmp_path / "audit.csv")
    assert (row["原因代码"], row["把握"]) == ("months", "possible")
    assert "金额写错了一处" in row["其他可能"]


def test_a_rule_of_the_city_goes_before_a_number_of_months_and_other_ties_are_named_together(tmp_path: Path) -> None:
    table = tmp_path / "tariffs.toml"
    table.write_text(TABLE.read_text(encoding="utf-8").replace("pays = 0.28", "pays = 0.30"), encoding="utf-8")
    # A stop pays 30 % of 5 months, as do 1.5 months.
    ledger = written(tmp_path, "户号,建筑面积,实缴\n1,101.3,607.80\n2,60.46,1209\n")
    check = checked(ledger, tmp_path / "audit.csv", tariffs=table)["check"]
    first, second = rows_of(tmp_path / "audit.csv")
    assert (first["原因代码"], first["把握"]) == ("stopped", "possible")
    assert "1.5 个月" in first["其他可能"]
    assert second["可能原因"] == "取整到元，四舍五入"
    named = {each["explanation"] for each in check["explanations"]}
    assert named == {"已报停", "取整到元，四舍五入，或取整到元，舍去尾数"}


def test_days_late_are_not_tried_where_the_row_says_when_it_was_paid(tmp_path: Path) -> None:
    table = TABLES / "balance.toml"  # of `late`, 2 ‰ a day after 31 December: 2000 and 10 days late 2040
    for paid_on, causes in (("", {"late"}), ("2023-12-31", set())):
        ledger = written(tmp_path, f"户号,城市,采暖季,建筑面积,缴费日期,实缴\n1,late,2023-2024,100,{paid_on},2040\n")
        checked(ledger, tmp_path / "audit.csv", tariffs=table, force=True)
        (row,) = rows_of(tmp_path / "audit.csv")
        assert ({row["原因代码"]} & {"late"}) == causes


def test_a_checked_ledger_may_go_to_standard_output(heat: Program, tmp_path: Path) -> None:
    ledger = written(tmp_path, "户号,建筑面积,实缴\n1,100,1900\n")
    run = heat("check", "--ledger", str(ledger), "--tariffs", str(TABLE), "-o", "-")
    checked(ledger, tmp_path / "audit.csv")
    assert run.out.lstrip("\ufeff").split() == (tmp_path / "audit.csv").read_text(encoding="utf-8-sig").split()
    assert "核对 1 户" in run.err


def test_a_column_that_is_not_known_or_not_alone_is_named_by_its_user(tmp_path: Path) -> None:
    ledger = written(tmp_path, "户号,建筑面积,实缴,已开,金额甲\n1,100,2000,1900,3650\n")
    with pytest.raises(UsageError, match="实缴、已开"):
        checked(ledger)
    assert checked(ledger, against="已开")["check"]["difference"] == "-100.00"
    assert checked(ledger, against="金额甲")["check"]["explanations"][0]["cause"] == "class"
    with pytest.raises(UsageError, match="金额乙"):
        checked(ledger, against="金额乙")
    with pytest.raises(UsageError, match="building_m2"):
        checked(ledger, against="建筑面积")
    with pytest.raises(UsageError, match="--against"):
        checked(written(tmp_path, "户号,建筑面积,备注\n1,100,2000\n"))


TWO_LINES = [
    ("户号,建筑面积,上年,,本年,", ",,应缴,实缴,应缴,实缴", "1,100,1,2,2000,2000"),
    ("户号,建筑面积,上年,本年", ",,实缴,实缴", "1,100,1,2000"),
    ("户号,建筑面积,实缴,", ",,上年,本年", "1,100,1,2000"),
]


@pytest.mark.parametrize("lines", TWO_LINES, ids=lambda lines: lines[0])
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_what_was_paid_in_this_year_is_read_of_a_head_of_two_lines(
    lines: tuple[str, ...], format_: str, tmp_path: Path
) -> None:
    ledger = written(tmp_path, "\n".join([*lines, ""]))
    if format_ == "xlsx":
        ledger = tmp_path / "ledger.xlsx"
        rows = [[int(cell) if cell.isdigit() else cell or None for cell in line.split(",")] for line in lines]
        merge = ["A1:A2", "B1:B2", *(["C1:D1", "E1:F1"] if len(rows[0]) == 6 else [])]
        ledger.write_bytes(xlsx([{"name": "台账", "rows": rows, "merge": merge}]))
    check = checked(ledger)["check"]
    assert (check["against"], check["compared"], check["agree"], check["paid"]) == ("实缴", 1, 1, "2000.00")


@pytest.mark.parametrize("head", ["一期,二期\n,,实缴,实缴", "2022-2023,2023-2024\n,,实缴,实缴", "实缴,\n,,现金,转账"])
def test_several_columns_below_one_word_are_named_by_their_user(head: str, tmp_path: Path) -> None:
    ledger = written(tmp_path, f"户号,建筑面积,{head}\n1,100,1,2000\n")
    with pytest.raises(UsageError, match="--against") as refused:
        checked(ledger)
    columns = refused.value.values["columns"]
    assert checked(ledger, against=columns[-1])["check"]["agree"] == 1


@pytest.mark.parametrize("asked", [{}, {"against": "实缴"}, {"against": "缴费"}, {"by": ["缴费"], "against": "应收"}])
def test_columns_of_one_header_are_refused_and_never_the_first_one_read(asked: dict[str, Any], tmp_path: Path) -> None:
    ledger = written(tmp_path, "户号,建筑面积,实缴,实缴,缴费,缴费,应收\n1,100,1,2000,1,2000,2000\n")
    with pytest.raises(InputFileError, match="改名"):
        checked(ledger, **asked)
    assert checked(ledger, against="应收")["check"]["agree"] == 1


def test_amounts_below_no_header_are_not_passed_over(tmp_path: Path) -> None:
    ledger = written(tmp_path, "户号,建筑面积,实缴,\n1,100,1,2000\n")
    with pytest.raises(UsageError, match="没有表头"):
        checked(ledger)
    for blank in ("", "已核"):
        assert checked(written(tmp_path, f"户号,建筑面积,实缴,\n1,100,2000,{blank}\n"))["check"]["agree"] == 1


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_ledger_that_was_checked_is_checked_again_to_the_same(format_: str, tmp_path: Path) -> None:
    ledger_of(tmp_path / "ledger.csv", 600)
    first = checked(tmp_path / "ledger.csv", tmp_path / f"audit.{format_}", by=["小区"])
    again = checked(tmp_path / f"audit.{format_}", tmp_path / "again.csv", by=["小区"])
    assert again["check"] == first["check"]
    checked(tmp_path / "ledger.csv", tmp_path / "plain.csv", by=["小区"])
    both = [rows_of(tmp_path / f"{name}.csv") for name in ("again", "plain")]
    for each in (row for rows in both for row in rows):  # a workbook has 1927.2 for 1927.20
        each["实缴"] = each["建筑面积"] = ""
    assert both[0] == both[1]


def test_a_workbook_has_numbers_and_blanks_and_parquet_is_refused(tmp_path: Path) -> None:
    ledger = written(tmp_path, "户号,建筑面积,实缴\n1,100,1900\n2,100,\n3,100,2000\n")
    checked(ledger, tmp_path / "audit.xlsx")
    sheet = load_workbook(tmp_path / "audit.xlsx").active
    at = [cell.value for cell in sheet[1]].index("差额")
    assert [row[at].value for row in sheet.iter_rows(min_row=2)] == [-100, "", 0]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [1900, "", 2000]
    with pytest.raises(OutputError):
        checked(ledger, tmp_path / "audit.parquet")
    with pytest.raises(UsageError, match="一个文件"):
        checked(tmp_path)


def test_a_home_of_which_an_event_is_noted_is_explained_too(tmp_path: Path) -> None:
    # 100 ㎡ × 4 × 5 months, less 20 % of a day's share for each of 10 days at 17 °C; the refund was not counted.
    asked: dict[str, Any] = {"area": 100, "cold": [(17, 10)], "tariffs": load_tariffs(TABLES / "rules.toml")}
    bill = heatcalc.bill(**asked)
    assert isinstance(bill, heatcalc.Bill)
    ledger = written(tmp_path, f"户号,建筑面积,室温不达标,实缴\n1,100,17:10,2000\n2,100,17:10,{bill.due}\n")
    check = checked(ledger, tmp_path / "audit.csv", tariffs=TABLES / "rules.toml")["check"]
    assert (check["agree"], check["differ"]) == (1, 1)
    assert rows_of(tmp_path / "audit.csv")[0]["原因代码"] == "undone"


HOMES: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("area", {"building_m2": "88.64"}, {}),
    ("area", {"building_m2": "88.64"}, {"stopped": "yes"}),
    ("area", {"building_m2": "55.5"}, {"relief": "低保"}),
    ("area", {"usable_m2": "70.25"}, {}),
    ("area", {"building_m2": "88.64", "usable_m2": "66.6"}, {}),
    ("area", {"building_m2": "88.64", "height_m": "3.3"}, {}),
    ("metered", {"building_m2": "88.64", "kWh": "5321.5"}, {}),
]
COLUMNS = ("building_m2", "usable_m2", "kWh", "height_m")


@pytest.mark.slow
def test_a_ledger_finds_what_the_check_of_one_home_finds(tmp_path: Path) -> None:
    table, wanted = load_tariffs(shipped()), list[set[str]]()
    lines = [f"account,city,plan,status,relief,{','.join(COLUMNS)},paid"]
    for city, (plan, figures, said) in product(table.city[::4], HOMES):
        measures = {name: Fraction(figure) for name, figure in figures.items()}
        try:
            calculation = calculate(table, BillRequest(Home(measures, dict(said)), city.id, plan=plan))
        except HeatcalcError:
            continue
        made = [each.fit for each in explanations(calculation, Decimal(1), "en") if each.fit.kind != "mistyped"]
        words = f"{city.id},{plan},{'stopped' if 'stopped' in said else ''},{said.get('relief', '')}"
        for amount in sorted({fit.amount for fit in made if fit.amount > 0})[::4]:
            shown = ",".join(figures.get(name, "") for name in COLUMNS)
            lines.append(f"{len(wanted)},{words},{shown},{amount}")
            wanted.append({fit.text.rstrip(":") for fit in made if fit.amount == amount})
    ledger = written(tmp_path, "\n".join([*lines, ""]))
    heatcalc.check_ledger(ledger, tmp_path / "audit.csv", lang="en")
    rows = rows_of(tmp_path / "audit.csv")
    assert len(rows) > 500
    for row in rows:
        found = {row["explanation"], *filter(None, row["also"].split("; "))}
        texts = wanted[int(row["account"])]
        # Explanations of the very same price are one: of two winters, of two classes.
        merged = found - texts
        assert len(texts - found) >= 2 * len(merged), (row, texts)
        assert merged or found == texts, (row, texts)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=3), min_size=1))
def test_bills_are_read_again_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    file = tmp_path_factory.mktemp("bills") / "bills.csv"
    file.write_bytes(b"".join(f"{csv_line(row)}\n".encode() for row in rows))
    read = list(bills_of(file))
    assert [fields for fields, _ in read] == rows
    assert b"".join(f"{text}\r\n".encode() for _, text in read) == file.read_bytes()
    with mock.patch("heatcalc.batches.bill_rows._BLOCK", 7):
        blocks = list(blocks_of(file))
    assert [fields for block in blocks for fields in block.fields()] == rows[1:]
    assert [f"{text}\r\n".encode() for _, text in read[1:]] == [
        line + b"\r\n" for block in blocks for line in block.lines()
    ]


def test_the_command_tells_all_and_its_page_has_table_bars_largest_and_method(heat: Program, tmp_path: Path) -> None:
    ledger_of(tmp_path / "ledger.csv", 600)
    run = heat(
        *("check", "--ledger", str(tmp_path / "ledger.csv"), "--tariffs", str(TABLE), "--by", "小区"),
        *("-o", str(tmp_path / "audit.csv"), "--html", str(tmp_path / "audit.html")),
    )
    assert run.code == 1
    assert "核对 600 户" in run.out
    assert "误把建筑面积当作使用面积" in run.out
    page = (tmp_path / "audit.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    for said in ("滨河湾", "差额最大的十户", "每户先按台账计费", "确定：试过的原因中"):
        assert said in page
    assert str(tmp_path) not in page
    english = heat("check", "--ledger", str(tmp_path / "ledger.csv"), "--tariffs", str(TABLE), "--lang", "en")
    assert "If the building area had been entered as the usable area" in english.out


@pytest.mark.parametrize(
    ("rows", "code"),
    [("1,100,2000.00", 0), ("1,100,1900.00", 1), ("1,100,", 1), ("1,100,2000.00\n2,x,1", 1), ("1,100,已缴", 1)],
)
def test_the_exit_code_tells_whether_all_agree(rows: str, code: int, heat: Program, tmp_path: Path) -> None:
    ledger = written(tmp_path, f"户号,建筑面积,实缴\n{rows}\n")
    run = heat("check", "--ledger", str(ledger), "--tariffs", str(TABLE), "--format", "json")
    assert run.code == code
    assert json.loads(run.out)["schema"] == "heatcalc.check_ledger/1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--ledger", "x.csv", "--paid", "3"), "--paid"),
        (("--ledger", "x.csv", "--area", "3"), "--area"),
        (("--ledger", "x.csv", "--with", "building=high_rise"), "--with"),
        (("--paid", "3", "--area", "3", "--out", "x.csv"), "--out"),
        (("--paid", "3", "--area", "3", "--map", "a=b"), "--map"),
        (("--area", "3"), "--paid"),
        (("--ledger", "x.csv", "--ledger", "y.csv"), "--ledger"),
        (("--ledger", "x.csv", "--against", "a", "--against", "b"), "--against"),
    ],
)
def test_options_of_a_home_and_of_a_ledger_do_not_mix(arguments: tuple[str, ...], said: str, heat: Program) -> None:
    run = heat("check", *arguments)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_settings_of_ledgers_do_not_stand_in_the_way_of_one_home(heat: Program) -> None:
    asked = ("check", "--paid", "1512", "--area", "100", "--city", "朔州")
    held = {"HEATCALC_ENCODING": "gb18030", "HEATCALC_MAP": "房屋大小=建筑面积", "HEATCALC_MASK": "true"}
    assert heat(*asked, **held).code == 0
    assert "--encoding" in heat(*asked, "--encoding", "utf-8", **held).err
