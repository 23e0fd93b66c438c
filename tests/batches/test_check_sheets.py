"""The workbook of a check has its sums on sheets of their own, which are those of the manifest and add up."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

import heatcalc
from tests.batches.wrong_payments import ledger_of

TABLE = Path(__file__).parents[1] / "tables/check.toml"


def sheets_of(book: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {page.title: list(page.iter_rows(values_only=True)) for page in load_workbook(book).worksheets}


def test_the_sheets_are_those_of_the_manifest(tmp_path: Path) -> None:
    ledger_of(tmp_path / "ledger.csv", 600)
    text = (tmp_path / "ledger.csv").read_text(encoding="utf-8-sig")
    more = "x1,小区1,坏,,,1\nx2,小区1,100,,,不明\nx3,小区1,100,,,\n"
    (tmp_path / "ledger.csv").write_text(text + more, encoding="utf-8")
    done = heatcalc.check_ledger(tmp_path / "ledger.csv", tmp_path / "audit.xlsx", tariffs=TABLE, by=["小区"])
    check, sheets = done.manifest["check"], sheets_of(tmp_path / "audit.xlsx")
    assert list(sheets) == ["账单", "汇总", "可能原因", "按城市和用户类别", "按小区"]
    whole = dict(sheets["汇总"][1:])
    assert whole == {
        "核对户数": 600,
        "一致户数": check["agree"],
        "不一致户数": check["differ"],
        "空白没有核对户数": 1,
        "看不懂没有核对户数": 1,
        "退回行数": 1,
        "应缴": float(check["due"]),
        "实缴": float(check["paid"]),
        "差额": float(check["difference"]),
    }
    causes = [(each["explanation"], each["homes"], float(each["difference"])) for each in check["explanations"]]
    assert [row[:3] for row in sheets["可能原因"][1:-1]] == causes
    for name in ("可能原因", "按城市和用户类别", "按小区"):
        _, *rows, total = sheets[name]
        for at in range(1, len(total)):
            assert round(sum(row[at] for row in rows), 2) == total[at], name
    (row,) = (row for row in sheets["按小区"] if row[0] == "小区1")
    assert row[-1] == 1


@pytest.mark.parametrize("column", ["汇总", "可能原因:[x]", "=1+1", "很" * 40])
def test_any_header_may_be_summed_by(column: str, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(f"户号,{column},建筑面积,实缴\n1,=2+3,100,2000\n", encoding="utf-8")
    heatcalc.check_ledger(ledger, tmp_path / "audit.xlsx", tariffs=TABLE, by=[column])
    sheets = list(sheets_of(tmp_path / "audit.xlsx").values())
    assert sheets[-1][0][0] == column
    assert sheets[-1][1][:3] == ("=2+3", 1, 0)
