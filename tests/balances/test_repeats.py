"""Payments that are there twice, that are rejected, and lines of totals: all are told with what they come to."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

import heatcalc
from tests.conftest import Program
from tests.helpers.workbooks import xlsx

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
ON = dt.date(2024, 3, 1)
HEAD = "户号,缴费日期,实缴"


def settled(folder: Path, *payments: str | bytes) -> heatcalc.Balance:
    """Return the balances of two homes, with a file of each of the payments."""
    (folder / "ledger.csv").write_text("户号,建筑面积\n1,100\n2,50\n", encoding="utf-8")
    files = []
    for number, each in enumerate(payments, 1):
        files.append(folder / (f"p{number}.csv" if isinstance(each, str) else f"p{number}.xlsx"))
        files[-1].write_bytes(each.encode() if isinstance(each, str) else each)
    made = (folder / "ledger.csv", files, ON, folder / "out.csv")
    return heatcalc.balance(*made, tariffs=TABLE, winter="2023-2024")


def rejects_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_payments_that_are_alike_are_listed_with_their_lines_and_what_they_come_to(tmp_path: Path) -> None:
    one, other = (f"{HEAD}\n1,2023-12-0{day},5\n2,2023-12-05,700\n" for day in (1, 2))
    done = settled(tmp_path, one, other)
    assert done.manifest["payments"]["alike"] == {"count": 1, "amount": "700.00"}
    assert done.manifest["alike_first"] == [
        {
            "account": "2",
            "paid_on": "2023-12-05",
            "amount": "700.00",
            "rows": [{"file": "p1.csv", "line": 3}, {"file": "p2.csv", "line": 3}],
        }
    ]
    assert done.manifest["paid"] == "1410.00"


@pytest.mark.parametrize("header", ["流水号", "交易流水号", "订单号", "Transaction ID"])
def test_one_serial_number_is_one_payment(header: str, tmp_path: Path) -> None:
    rows = ["1,2023-12-01,700,X1", "1,2023-12-01,700,X2", "2,2023-12-01,700,X1"]
    done = settled(tmp_path, f"{HEAD},{header}\n" + "\n".join(rows), f"{header},{HEAD}\nX1,1,2023-12-01,700\n")
    assert done.manifest["paid"] == "2100.00"
    (reject,) = rejects_of(tmp_path / "out.rejects-2.csv")
    assert (reject["代码"], reject["列"], "p1.csv 第 2 行" in reject["原因"]) == ("R11", header, True)
    assert done.manifest["payments"]["rejected"] == {"count": 1, "amount": "700.00"}
    assert done.manifest["payments"]["alike"]["count"] == 1


def test_what_was_rejected_is_told_with_its_amount(tmp_path: Path, heat: Program) -> None:
    settled(tmp_path, f"{HEAD}\n1,2023-12-99,700\n9,2023-12-01,30\n1,2023-12-01,abc\n")
    files = [str(tmp_path / "ledger.csv"), "--payments", str(tmp_path / "p1.csv"), "--tariffs", str(TABLE)]
    assert "退回 3 笔，730.00" in heat("balance", *files, "--on", "2024-03-01", "--winter", "2023-2024").out


@pytest.mark.parametrize(
    ("rows", "differing"),
    [
        (["1,2023-12-01,5", "2,2023-12-01,7", "合计,,12"], []),
        (["合计,,12", "1,2023-12-01,5", "2,2023-12-01,7"], []),
        (["1,2023-12-01,5", "小计,,5", "2,2023-12-01,7", "小计,,7", "合计,,12"], []),
        (["1,2023-12-01,5", "2,2023-99-01,7", "合计,,12"], []),
        (["1,2023-12-01,5", "2,2023-12-01,7", "合计,,20"], [(4, "20.00", "12.00")]),
        (["合计,,20", "1,2023-12-01,5"], [(2, "20.00", "5.00")]),
    ],
)
def test_the_totals_of_a_file_are_held_against_its_rows(
    rows: list[str], differing: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    done = settled(tmp_path, "\n".join([HEAD, *rows, "制表人：甲,,", ""]))
    (read,) = done.manifest["input"]["payments"]
    assert [(each["line"], each["stated"], each["read"]) for each in read["differing_totals"]] == differing
    assert [each["text"] for each in read["skipped_lines"]][-1] == "制表人：甲"
    assert len(read["skipped_lines"]) == 1 + sum("计" in row for row in rows)


def test_rejects_of_several_sheets_say_theirs(tmp_path: Path) -> None:
    head = HEAD.split(",")
    sheets = [
        {"name": name, "rows": [head, [account, "2023-12-01", 5], ["合计", None, total]]}
        for name, account, total in (("一月", "1", 5), ("二月", "9", 8))
    ]
    done = settled(tmp_path, xlsx(sheets))
    (reject,) = rejects_of(tmp_path / "out.rejects.csv")
    assert (reject["工作表"], reject["户号"], reject["行号"]) == ("二月", "9", "2")
    assert done.manifest["input"]["payments"][0]["differing_totals"] == [
        {"sheet": "二月", "line": 3, "stated": "8.00", "read": "5.00"}
    ]
    corrected = (tmp_path / "out.rejects.csv").read_text(encoding="utf-8-sig").replace("\n9,", "\n2,")
    assert settled(tmp_path, corrected).manifest["paid"] == "5.00"
