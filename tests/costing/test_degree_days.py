"""What the days of a period weigh, by month."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.costing.degree_days import EVENLY, VDI_2067, DegreeDays, degree_days_of, named_degree_days
from heatcalc.errors import UsageError

VDI = named_degree_days(VDI_2067) or DegreeDays("", {})
EVEN = named_degree_days(EVENLY) or DegreeDays("", {})
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_year_is_a_thousand(year: int) -> None:
    assert VDI.between(dt.date(year, 1, 1), dt.date(year, 12, 31)) == 1000


def test_the_days_of_a_month_are_as_published() -> None:
    # immothek24.com: January 170/31, February 150/28 or 150/29, June to August 40/92 together
    assert VDI.between(dt.date(2023, 1, 1), dt.date(2023, 1, 1)) == Fraction(170, 31)
    assert VDI.between(dt.date(2023, 2, 5), dt.date(2023, 2, 6)) == Fraction(150, 14)
    assert VDI.between(dt.date(2024, 2, 5), dt.date(2024, 2, 6)) == Fraction(300, 29)
    assert VDI.between(dt.date(2023, 6, 1), dt.date(2023, 8, 31)) == 40


@given(first=DAYS, lengths=st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_parts_of_a_period_weigh_what_the_whole_does(first: dt.date, lengths: list[int]) -> None:
    for table in (VDI, EVEN):
        start, sum_ = first, Fraction(0)
        for length in lengths:
            last = start + dt.timedelta(length - 1)
            sum_ += table.between(start, last)
            start = last + dt.timedelta(1)
        assert sum_ == table.between(first, start - dt.timedelta(1))
    assert EVEN.between(first, first) == 1


def test_a_table_is_read_as_clerks_write_it() -> None:
    table = degree_days_of("x.csv", [("11", "300"), ("12月", "550.5")])
    assert table.months == {11: 300, 12: Fraction("550.5")}
    with pytest.raises(UsageError, match="没有 1 月"):
        table.between(dt.date(2025, 12, 1), dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    "rows", [[], [("13", "1")], [("1.5", "1")], [("1", "-1")], [("1", "x")], [("1", "1"), ("01", "2")], [("1", "0")]]
)
def test_what_is_no_table_of_months_is_refused(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(UsageError, match=r"x\.csv"):
        degree_days_of("x.csv", rows)
