"""A date with a time of day is that day, by every engine; with what is no time, or with an instant, it is no date."""

from pathlib import Path

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.tariffs.model import Table
from tests.batches.test_engines import alike
from tests.helpers.files import read

TIMES = (
    *("2020-09-01", "2020-09-01 00:00:00", "2020-09-01 9:05", "2020/9/1 23:59:59", "2020-09-01T20:00:00.123"),
    *("20200901", "20200901235959", "2020年9月1日 08:30", "2020-09-01 24:00:00", "2020-09-01 24:00"),
)
NO_TIMES = (
    *("2020-09-01 99:99", "2020-09-01 25:00", "2020-09-01 24:01", "2020-09-01 12:60", "2020-09-01 12:00:60"),
    *("20200901246060", "20200901250000", "2020-09-01 9", "2020-09-01T20:00:00+00:00", "2020-09-01T20:00:00Z"),
    *("2020-09-01 20:00Z", "2020-09-01 00:00:00Z", "2020-09-01 00:00:00+00", "2020-09-01Z", "20200901235959Z"),
)


def test_a_date_with_a_time_is_that_day_and_with_none_no_date(tmp_path: Path, shipped: Table) -> None:
    lines = [f"{at},100,{date}" for at, date in enumerate((*TIMES, *NO_TIMES), 1)]
    data = "\n".join(["户号,建筑面积,缴费日期", *lines, ""]).encode()
    options = BatchOptions(Defaults(city="忻州", winter=2020))
    batch, _ = alike(data, tmp_path, shipped, options)
    bills = read(tmp_path / "exact/bills.csv")
    assert [row["缴费日期"] for row in bills] == [*TIMES]
    assert {row["due"] for row in bills} == {"1620.00"}, "100 ㎡ × 16.5, less 30 until 7 September"
    assert [(reason.code, reason.rows) for reason in batch.reasons] == [("R09", len(NO_TIMES))]


def test_a_figure_with_an_exponent_is_told_to_have_one(tmp_path: Path, shipped: Table) -> None:
    data = "户号,建筑面积\n1,1.00000E+15\n2,1e2\n3,1.23456\n4,九十\n".encode()
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州"), lang="en"))
    said = [row["message"] for row in read(tmp_path / "exact/bills.rejects.csv")]
    assert ["exponent" in each for each in said] == [True, True, False, False]
    assert "at most four" in said[2]
    assert batch.manifest["rejected"] == 4
