"""Rows that Python gives in place of a file."""

import datetime as dt
from typing import Any

import pytest

import heatcalc

HOMES: list[dict[str, Any]] = [{"account": "1", "area": 80, "kWh": 50}, {"account": "2", "area": "20", "kWh": 50}]


def test_rows_may_come_one_by_one() -> None:
    done = heatcalc.allocate((dict(home) for home in HOMES), 100, by_area="0.5")
    assert [row.amount for row in done.rows] == [6500, 3500]


def test_none_is_a_blank_and_a_date_is_a_day() -> None:
    first, second = dt.date(2025, 11, 10), dt.datetime(2025, 11, 11)  # noqa: DTZ001 - as a spreadsheet has it
    rows = [
        {"account": "1", "area": 80, "kWh": 3, "from": None, "to": first},
        {"account": "1", "area": 80, "kWh": 1, "from": second, "to": None},
    ]
    period = ("2025-11-01", "2025-11-30")
    done = heatcalc.allocate(rows, 40, by_area="0", period=period, degree_days="days")
    assert [row.amount for row in done.rows] == [3000, 1000]
    with pytest.raises(TypeError, match="time of day"):
        heatcalc.allocate([{"account": "1", "area": 80, "from": second.replace(hour=5)}], 40, period=period)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([*HOMES, {"account": "3", "area": 20}], ("第 3 个", "kWh")),
        ([HOMES[0], {**HOMES[1], "status": "stopped"}], ("第 2 个", "status")),
        (HOMES[0], ("dict",)),
        ([("1", 80)], ("tuple",)),
    ],
)
def test_what_are_no_rows_is_named(rows: Any, named: tuple[str, ...]) -> None:
    with pytest.raises(heatcalc.UsageError) as raised:
        heatcalc.allocate(rows, 100, by_area="0.5")
    assert all(each in str(raised.value) for each in named)


def test_errors_are_told_in_the_language_that_was_asked_for() -> None:
    rows = [{**HOMES[0], "kWh": "x"}]
    with pytest.raises(heatcalc.InputFileError) as raised:
        heatcalc.allocate(rows, 100, by_area="0.5", lang="en")
    assert str(raised.value).isascii()
    with pytest.raises(heatcalc.UsageError, match="The ledger has kWh"):
        heatcalc.allocate(HOMES, 100, lang="en")
    with pytest.raises(heatcalc.UsageError, match="台账里有 kWh"):
        heatcalc.allocate(HOMES, 100)
