"""Rows of one home that do not fit together: which row is refused, and what its reason names."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import heatcalc

Refused = Callable[..., list[str]]
DATES: dict[str, Any] = {"period": ("2025-11-01", "2026-02-28"), "degree_days": "days"}
HEAD = "户号,建筑面积,kWh,入住日期,迁出日期\n"


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    def lines(text: str, **asked: Any) -> list[str]:
        (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
        with pytest.raises(heatcalc.InputFileError) as raised:
            heatcalc.allocate(tmp_path / "ledger.csv", 100, **{"by_use": 1, **asked})
        return str(raised.value).splitlines()[1:]

    return lines


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("1,80,,,2025-12-31\n1,80,,2026-01-01,\n", "这一户的几行都没有 kWh"),
        ("1,80,,,\n", "这一户的几行都没有 kWh"),
        ("1,80,5,,2025-11-30\n1,80,,2025-12-01,2025-12-31\n1,80,6,2026-01-01,\n", "这一户有 2 个 kWh，又有空着的行"),
    ],
)
def test_what_cannot_be_split_does_not_send_back_to_splitting(rows: str, told: str, refused: Refused) -> None:
    (said, *_) = refused(HEAD + rows, unread="degree-days", **DATES)
    assert told in said
    assert "--unread degree-days" not in said


def test_days_that_weigh_nothing_split_no_reading(refused: Refused) -> None:
    rows = "1,80,5,,2025-11-30\n1,80,,2025-12-01,\n"
    stopped = (
        HEAD.replace("\n", ",状态\n")
        + "1,80,5,,2025-11-30,正常\n1,80,,2025-12-01,2025-12-31,正常\n1,80,,2026-01-01,,报停\n"
    )
    weights = {11: 0, 12: 0, 1: 1, 2: 1}
    (said, *_) = refused(stopped, unread="degree-days", stopped=1, **{**DATES, "degree_days": weights})
    assert said.startswith("第 3 行")
    assert "度日数合计为 0" in said
    assert "--unread degree-days" in refused(HEAD + rows, **DATES)[0]


@pytest.mark.parametrize("reversed_first", [True, False])
def test_dates_the_wrong_way_round_are_those_of_their_row(reversed_first: bool, refused: Refused) -> None:
    rows = ["1,80,5,2026-02-01,2026-01-01\n", "1,80,5,2025-12-01,\n"]
    said = refused(HEAD + "".join(rows if reversed_first else rows[::-1]), **DATES)
    assert said == [f"第 {2 if reversed_first else 3} 行 日期颠倒：2026-02-01 在 2026-01-01 之后。"]


def test_rejects_are_told_in_the_order_of_their_lines(refused: Refused) -> None:
    rows = [f"{at},80,{'x' if at % 2 else ''}" for at in range(1, 11)]
    said = refused("\n".join(("户号,建筑面积,kWh", *rows)) + "\n")
    assert [re.sub(r"行.*", "", line) for line in said] == [
        *(f"第 {at} " for at in range(2, 7)),
        *("……与第 6 ", "第 7 ", "……与第 7 "),
    ]
    assert said[5] == "……与第 6 行同样的还有 2 行。"


def test_an_account_that_is_there_twice_is_named_with_its_building_and_first_line(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("楼号,户号,建筑面积\n1号楼,0101,80\n2号楼,0101,80\n1号楼,0101,80\n", encoding="utf-8")
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(ledger, {"1号楼": 10, "2号楼": 10}, within="楼号")
    assert "第 4 行 户号 1号楼 0101 与第 2 行重复。" in str(raised.value)
