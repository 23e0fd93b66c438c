"""What happened to homes, in a ledger: each engine bills it as `bill` does, or rejects the row with a reason."""

import csv
import io
from pathlib import Path

import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.run import run
from heatcalc.tariffs.load import load_tariffs

RULES = Path(__file__).parents[1] / "tables" / "rules.toml"
LEDGER = """\
户号,建筑面积,报停面积,复通,室温不达标,不达标面积
1,100,20㎡,,,
2,100,0,否,,
3,100,,是,,
4,80,,,17:5@12,16
5,80,,,"17:5@12月,15:4@11",80
6,100,120,,,
7,100,,也许,,
8,80,,,17:5,16
9,80,,,,16
10,80,,,17:5@13,16
11,80,,,17:5@12,
"""
DUE = {"1": "1720.00", "2": "2000.00", "3": "2120.00", "4": "1597.42", "5": "1567.10"}
REJECTED = [(7, "R24"), (8, "R08"), (9, "R19"), (10, "R19"), (11, "R06"), (12, "R19")]


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_stops_in_part_reconnections_and_cold_rooms(engine: EngineName, tmp_path: Path) -> None:
    out = tmp_path / "bills.csv"
    wanted = BatchOptions(Defaults(city="parts", winter=2022), engine=engine)
    run(io.BytesIO(LEDGER.encode()), out, load_tariffs(RULES), "0", wanted)
    rows = [line.rsplit(",", 1) for line in out.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert {row[0].split(",")[0]: row[1] for row in rows} == DUE
    with (tmp_path / "bills.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *rejects = csv.reader(file)
    assert [(int(row[-4]), row[-2]) for row in rejects] == REJECTED, rejects


def test_a_city_without_a_rule_rejects_them(tmp_path: Path) -> None:
    ledger = "户号,建筑面积,报停面积,复通\n1,100,20,\n2,100,,是\n3,100,,\n"
    out = tmp_path / "bills.csv"
    batch = run(
        io.BytesIO(ledger.encode()), out, load_tariffs(RULES), "0", BatchOptions(Defaults(city="test", class_="hall"))
    )
    assert [(each.code, each.rows) for each in batch.reasons] == [("R20", 2)]
