"""Rows that state no figure, or one that cannot be read, are told the same by every engine: homes, heads, others."""

import csv
import io
from pathlib import Path

import pytest

from heatcalc import load_tariffs
from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.run import run
from heatcalc.errors import InputFileError
from heatcalc.tariffs.model import Table
from tests.batches.test_engines import alike

ENGINES = pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
FIXED = """
schema = 1
default_city = "town"
[classes.residential]
name = "居民"
english = "Residential"
[classes.shop]
name = "商铺"
english = "Shop"
[sources.s]
title = "Prices"
publisher = "Town"
date = "2022-10"
kind = "regulation"
[[city]]
id = "town"
name = "某市"
english = "Town"
  [[city.season]]
  start = "11-15"
  end = "03-15"
  months = 4
  days = 121
  source = "s"
  [[city.tariff]]
  class = "residential"
  from = "2022-2023"
  charge = [{ name = "fixed", rate = 100, per = ["season"] }]
  source = "s"
"""
HOMES = "".join(f"人{at},,\n" for at in range(60))


@pytest.fixture
def fixed(tmp_path: Path) -> Table:
    """Return a table by which a home has a bill that states no figure."""
    (tmp_path / "fixed.toml").write_text(FIXED, encoding="utf-8")
    return load_tariffs(tmp_path / "fixed.toml")


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("a,b,c,d\n", (60, 1, 1)),
        (",,\n,,\n", (60, 0, 3)),
        ("\n\n", (60, 0, 3)),
        (" ,,\n", (60, 0, 2)),
        ("制表人：张三,,\n", (60, 0, 2)),
        ('"a\nb",,\n', (62, 0, 1)),
    ],
)
def test_a_row_without_account_and_figure_may_be_no_home(
    line: str, counts: tuple[int, int, int], fixed: Table, tmp_path: Path
) -> None:
    data = f"姓名,采暖季,建筑面积\n{HOMES}{line}".encode()
    batch, _ = alike(data, tmp_path, fixed, BatchOptions())
    assert tuple(batch.manifest[name] for name in ("billed", "rejected", "skipped")) == counts
    assert batch.manifest["households"] == 60 + line.startswith('"')


@ENGINES
def test_a_line_that_says_the_class_of_the_homes_below_ends_the_run(
    engine: EngineName, fixed: Table, tmp_path: Path
) -> None:
    data = f"姓名,采暖季,建筑面积\n{HOMES}商铺,,\n孙,,\n".encode()
    with pytest.raises(InputFileError, match="商铺"):
        run(io.BytesIO(data), tmp_path / "bills.csv", fixed, "0", BatchOptions(engine=engine))


@pytest.mark.parametrize(
    ("head", "skipped"), [("account,building_m2", 2), ("account,building_m2,q,r,s,t,u", 2)], ids=["short", "long"]
)
def test_the_header_again_is_skipped_below_a_home_that_says_the_same(
    head: str, skipped: int, tmp_path: Path, shipped: Table
) -> None:
    more = ",1" * (head.count(",") - 1)
    data = f"{head}\nA1,building_m2{more}\n{head}\nA3,100{more}\n".encode()
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州")))
    assert tuple(batch.manifest[name] for name in ("billed", "rejected", "skipped")) == (1, 1, skipped)


@ENGINES
def test_a_head_beside_a_date_ends_the_run(engine: EngineName, tmp_path: Path, shipped: Table) -> None:
    lines = "A1,residential,x,2022-11-01,100\nname,account,building_m2,2022-11-01,\nA3,residential,y,,100\n"
    data = f"account,class,name,paid_on,building_m2\n{lines}".encode()
    with pytest.raises(InputFileError, match="building_m2"):
        run(io.BytesIO(data), tmp_path / "bills.csv", shipped, "0", BatchOptions(Defaults(city="朔州"), engine=engine))


def test_a_measure_that_only_another_table_declares_is_refused_alike(fixed: Table, tmp_path: Path) -> None:
    own = '[measures.pump_h]\nname = "泵时"\nenglish = "pump hours"\nunit = "h"\n[[city]]'
    (tmp_path / "own.toml").write_text(FIXED.replace("[[city]]", own, 1), encoding="utf-8")
    load_tariffs(tmp_path / "own.toml")
    data = "account,pump_h\n" + "".join(f"{at},{at}\n" for at in range(1, 61))
    batch, _ = alike(data.encode(), tmp_path, fixed, BatchOptions())
    assert [(reason.code, reason.rows) for reason in batch.reasons] == [("R10", 60)]


def test_the_header_again_may_be_numbered(tmp_path: Path, shipped: Table) -> None:
    homes = "1,0001,王五,90,太原\n2,户号,户名,建筑面积,城市\n3,0002,王五,91,太原\n"
    batch, _ = alike(f"序号,户号,户名,建筑面积,城市\n{homes}".encode(), tmp_path, shipped, BatchOptions())
    assert tuple(batch.manifest[name] for name in ("billed", "rejected", "skipped")) == (2, 0, 2)


def test_a_reject_names_the_column_of_an_event_and_of_a_contradiction(tmp_path: Path, shipped: Table) -> None:
    homes = "1,朔州,90,2022-2023,24,,\n2,太原,90,2022-2023,,2022-12-01,\n3,阿合奇,90,,,,2022-11-02\n"
    data = f"户号,城市,建筑面积,采暖季,停热小时,供热起,缴费日期\n{homes}".encode()
    _, (_, rejects, *_) = alike(data, tmp_path, shipped, BatchOptions())
    rows = list(csv.DictReader(io.StringIO(rejects.decode("utf-8-sig"))))
    assert [(row["户号"], row["列"]) for row in rows] == [("1", "停热小时"), ("2", "采暖季"), ("3", "缴费日期")]
