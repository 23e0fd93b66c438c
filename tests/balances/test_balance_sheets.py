"""The workbook of balances has its sums on sheets of their own, which add up to what the accounts owe."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

import heatcalc

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
LEDGER = "户号,小区,建筑面积,采暖季\n1,甲园,100,2022-2023\n1,甲园,100,2023-2024\n2,乙园,50,2023-2024\n"
LEDGER += "3,乙园,50,2023-2024\n"
PAID = "户号,缴费日期,实缴\n1,2023-12-01,500\n2,2023-12-01,1300\n3,2023-12-01,100\n3,2023-12-02,-170\n"


@pytest.mark.parametrize(
    ("lang", "names"),
    [("zh", ["欠缴", "按采暖季", "账龄", "按小区"]), ("en", ["Balances", "By winter", "Ages", "By 小区"])],
)
def test_the_sheets_add_up(lang: Any, names: list[str], tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "paid.csv").write_text(PAID, encoding="utf-8")
    files, out = (tmp_path / "ledger.csv", tmp_path / "paid.csv"), tmp_path / "out.xlsx"
    done = heatcalc.balance(*files, dt.date(2024, 3, 1), out, tariffs=TABLE, by=["小区"], lang=lang)
    found = {page.title: list(page.iter_rows(values_only=True)) for page in load_workbook(out).worksheets}
    assert list(found) == names
    accounts, winters, ages, estates = found.values()
    manifest = done.manifest
    for _, *rows, total in (winters, ages, estates):
        for at in range(1, len(total)):
            assert round(sum(row[at] for row in rows), 2) == total[at]
    assert winters[-1][2:] == tuple(float(manifest[name]) for name in ("due", "discount", "fees", "paid", "balance"))
    # 2 has paid 300 in advance, and 3 was paid back 70 more than it had paid.
    assert [(row[-2], row[-1]) for row in winters[-3:-1]] == [(300, -300), (-70, 70)]
    owed = sum(row[-1] for row in winters[1:-1] if row[-1] > 0)
    assert ages[-1][1] == owed == float(manifest["balance"]) + 300
    assert [(row[0], row[1]) for row in estates[1:-1]] == [("甲园", 1), ("乙园", 2)]
    assert estates[-1][1] == len(accounts) - 1 == 3
