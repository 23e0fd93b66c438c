"""SQL for homes that are stopped in part, or opened again: the exact reader's amounts, or NULL where it refuses."""

from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, UsageError
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.tariffs.load import load_tariffs

TABLE = load_tariffs(Path(__file__).parents[1] / "tables" / "rules.toml")
COLUMNS = {name: name for name in ("account", "building_m2", "stopped_m2", "stopped", "reconnected", "kWh")}
HOMES: list[tuple[int | None, ...]] = [
    (100, None, None, None),
    (100, 20, None, None),
    (100, 100, None, None),
    (100, 101, None, None),
    (100, 20, 1, None),
    (100, None, 1, None),
    (100, None, 1, 1),
    (100, None, None, 1),
    (100, 20, None, 1),
    (None, 20, None, None),
]


@pytest.mark.parametrize(
    ("class_", "plan", "billed"),
    [("residential", "area", 6), ("residential", "metered", 6), ("shop", "area", 3), ("hall", "metered", 3)],
)
def test_stops_in_part_and_reconnections(class_: str, plan: str, billed: int) -> None:
    asked = BillRequest(Home({}, {}), "parts", class_, plan, 2022)
    truth = []
    for building, part, stopped, opened in HOMES:
        figures = {"building_m2": building, "stopped_m2": part, "kWh": 2000 if plan == "metered" else None}
        measures = {name: Fraction(value) for name, value in figures.items() if value is not None}
        words = {name: "yes" for name, said in (("stopped", stopped), ("reconnected", opened)) if said}
        try:
            made = calculate(TABLE, asked._replace(home=Home(measures, words))).amounts
            truth.append((int(made.total * 100), int(made.due * 100)))
        except HeatcalcError:
            truth.append((None, None))
    heat = 2000 if plan == "metered" else None
    rows = [
        (str(at), building, part, heat, stopped and "yes", opened and "yes")
        for at, (building, part, stopped, opened) in enumerate(HOMES)
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE households (account TEXT, building_m2 DECIMAL(9, 2), stopped_m2 DECIMAL(9, 2),"
            " kWh DECIMAL(9, 2), stopped TEXT, reconnected TEXT)"
        )
        connection.executemany("INSERT INTO households VALUES (?, ?, ?, ?, ?, ?)", rows)
        found = connection.execute(select_of(TABLE, asked, "duckdb", COLUMNS)).fetchall()
    assert [(row[1], row[4]) for row in sorted(found)] == truth
    assert sum(total is not None for total, _ in truth) == billed


@pytest.mark.parametrize("dialect", ["spark", "postgres", "mysql"])
def test_the_dialects_can_say_it(dialect: str) -> None:
    asked = BillRequest(Home({}, {}), "parts", "residential", "area", 2022)
    columns = {name: name for name in ("account", "building_m2", "stopped_m2", "stopped", "reconnected")}
    try:
        text = select_of(TABLE, asked, dialect, columns)
    except UsageError as error:
        pytest.fail(str(error))
    assert "stopped_m2" in text
