"""Rows that leave their winter blank: rejects with file, line, column and remedy, whether of ledgers or of bills."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

import heatcalc

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
ON = dt.date(2024, 3, 1)
LEDGER = "户号,建筑面积,采暖季\n1,100,2022-2023\n1,100,2023-2024\n1,70,\n2,50,2023-2024\n3,90,\n"
PAID = "户号,缴费日期,实缴\n1,2023-12-01,4000\n3,2023-12-01,5\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return a ledger of two winters with two blank ones, its payments, and where balances may go."""
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "paid.csv").write_text(PAID, encoding="utf-8")
    return tmp_path / "ledger.csv", tmp_path / "paid.csv", tmp_path / "out.csv"


Files = tuple[Path, Path, Path]


@pytest.mark.parametrize("given", ["ledger", "bills"])
def test_a_row_without_its_winter_is_a_reject(given: str, files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    if given == "bills":
        heatcalc.batch(ledger, tmp_path / "bills.csv", tariffs=TABLE, several=True)
    done = heatcalc.balance(tmp_path / f"{given}.csv", payments, ON, out, tariffs=TABLE)
    assert [(row["户号"], row["应缴"]) for row in rows_of(out)] == [("1", "4000.00"), ("2", "1000.00")]
    assert [(each.code, each.rows) for each in done.unbilled] == [("R17", 2)]
    first = done.unbilled[0].first[0]
    assert (first.line, first.column, "--winter" in first.message) == (4, "采暖季", True)
    left = rows_of(tmp_path / "out.unbilled.csv")
    assert [(row["户号"], row["建筑面积"], row["行号"], row["列"]) for row in left] == [
        ("1", "70", "4", "采暖季"),
        ("3", "90", "6", "采暖季"),
    ]
    assert [reason.code for reason in done.reasons] == ["R25"]
    assert done.manifest["unbilled"] == 2


def test_what_was_left_is_a_ledger_once_it_is_corrected(files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    heatcalc.batch(ledger, tmp_path / "bills.csv", tariffs=TABLE, several=True)
    heatcalc.balance(tmp_path / "bills.csv", payments, ON, out, tariffs=TABLE)
    left = tmp_path / "out.unbilled.csv"
    (tmp_path / "more.csv").write_text(left.read_text(encoding="utf-8-sig").replace("70,,", "70,2021-2022,"), "utf-8")
    heatcalc.balance(tmp_path / "more.csv", payments, ON, tmp_path / "b.csv", tariffs=TABLE)
    assert [(row["户号"], row["应缴"]) for row in rows_of(tmp_path / "b.csv")] == [("1", "1400.00")]


def test_several_files_are_told_apart(files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    (tmp_path / "other.csv").write_text("户号,建筑面积,采暖季\n7,10,\n", encoding="utf-8")
    done = heatcalc.balance([ledger, tmp_path / "other.csv"], payments, ON, out, tariffs=TABLE)
    assert [(each.first[0].file, each.rows) for each in done.unbilled] == [("ledger.csv", 2), ("other.csv", 1)]
    assert (tmp_path / "out.unbilled-2.csv").exists()


@pytest.mark.parametrize("given", ["ledger", "bills"])
def test_the_option_says_what_a_blank_winter_means(given: str, files: Files, tmp_path: Path) -> None:
    ledger, payments, out = files
    if given == "bills":
        heatcalc.batch(ledger, tmp_path / "bills.csv", tariffs=TABLE, several=True)
    done = heatcalc.balance(tmp_path / f"{given}.csv", payments, ON, out, tariffs=TABLE, winter="2021-2022")
    assert not done.unbilled
    assert [row["bills"] for row in done.manifest["winters"]] == [2, 1, 2]


def test_batch_bills_a_blank_winter_as_before(files: Files) -> None:
    assert heatcalc.batch(files[0], tariffs=TABLE, several=True).manifest["blank"]["采暖季"]["homes"] == 2
