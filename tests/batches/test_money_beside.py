"""Other money beside what was paid: where it is the difference, no explanation is certain."""

from pathlib import Path
from typing import Any

import pytest

import heatcalc

TABLE = Path(__file__).parents[1] / "tables/check.toml"


def found_in(folder: Path, header: str, paid: str, beside: str) -> tuple[str, str, str]:
    """Return the explanation of a home of 100 square metres, which owes 2000, its kind, and how sure it is."""
    (folder / "ledger.csv").write_text(f"户号,建筑面积,实缴,{header}\n1,100,{paid},{beside}\n", encoding="utf-8")
    check: dict[str, Any] = heatcalc.check_ledger(folder / "ledger.csv", tariffs=TABLE).manifest["check"]
    (large,) = check["largest"]
    return large["explanation"], large["cause"], large["sure"]


@pytest.mark.parametrize(
    ("header", "paid", "beside"),
    [
        ("上年欠费", "1600", "400"),
        ("抹零", "1999.63", "0.37"),
        ("预存余额", "1600", "400"),
        ("违约金", "2037.13", "37.13"),
    ],
)
def test_money_that_is_the_difference_leaves_nothing_certain(
    header: str, paid: str, beside: str, tmp_path: Path
) -> None:
    _, cause, sure = found_in(tmp_path, header, paid, beside)
    if "欠" in header:  # owed from before, it is no reason to pay less
        assert (cause, sure) == ("months", "certain")
    else:
        assert sure == "possible"
    assert found_in(tmp_path, header, paid, "")[2] in ("certain", "unknown")


def test_where_nothing_else_explains_it_the_column_is_named(tmp_path: Path) -> None:
    text, cause, sure = found_in(tmp_path, "上年欠费", "2337.13", "337.13")
    assert (cause, sure) == ("beside", "possible")
    assert "“上年欠费”" in text


def test_what_a_home_owes_because_it_paid_nothing_explains_nothing(tmp_path: Path) -> None:
    assert found_in(tmp_path, "欠费", "0", "2000")[1:] == ("unpaid", "certain")
