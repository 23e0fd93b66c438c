"""SQL for homes that are stopped in part, or opened again: the exact reader's amounts, or NULL where it refuses."""

import sqlite3
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

import heatcalc
from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused, UsageError
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.tariffs.load import load_tariffs
from tests.helpers.small_table import HEAD, TARIFF

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
    [("residential", "area", 6), ("residential", "metered", 5), ("shop", "area", 3), ("hall", "metered", 2)],
)  # a home that is stopped has no heat, so with a meter it is refused
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


PUMPED = """\
[attributes.building]
name = "住宅类型"
values = { high_rise = ["高层"], slab = ["板楼"] }
default = "slab"
"""
PUMP = '}, { name = "pump", rate = 1, per = ["building_m2", "season"], when = { building = "high_rise" } }]'


def test_a_dialect_that_cannot_be_exact_names_those_that_can(shipped: heatcalc.Table) -> None:
    asked = BillRequest(Home({}, {}), "太原", "residential", "area", None)
    columns = {name: name for name in ("account", "building_m2", "relief")}
    with pytest.raises(UsageError, match=r"sqlite.*duckdb、postgres、clickhouse、sqlserver、oracle"):
        select_of(shipped, asked, "sqlite", columns)
    assert "relief" in select_of(shipped, asked, "postgres", columns)


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
def test_an_attribute_has_its_default_and_its_other_names(dialect: str, tmp_path: Path) -> None:
    """100 × 5 × 4 = 2000, and 100 more in a high-rise; a home that says nothing is a slab, one that says ? is none."""
    file = tmp_path / "table.toml"
    season = '[[city.season]]\nmonths = 4\nsource = "s"\n'
    for default, silent in (("slab", 200_000), ("high_rise", 210_000)):
        head = HEAD.replace("[sources.s]", PUMPED.replace('"slab"\n', f'"{default}"\n') + "[sources.s]")
        file.write_text(head + season + TARIFF.replace("}]", PUMP), encoding="utf-8")
        asked = BillRequest(Home({}, {}), "jia", "residential", "area", 2022)
        columns = {name: name for name in ("account", "building_m2", "building")}
        statement = select_of(load_tariffs(file), asked, dialect, columns)
        said = ["high_rise", "高层", "slab", "板楼", "其他", "tower", None]
        create = "CREATE TABLE households (account TEXT, building_m2 NUMERIC(9, 2), building TEXT)"
        rows = [(str(at), 100, word) for at, word in enumerate(said)]
        insert = "INSERT INTO households VALUES (?, ?, ?)"
        if dialect == "sqlite":
            lite = sqlite3.connect(":memory:")
            lite.execute(create)
            lite.executemany(insert, rows)
            found = lite.execute(statement).fetchall()
            lite.close()
        else:
            with duckdb.connect() as connection:
                connection.execute(create)
                connection.executemany(insert, rows)
                found = connection.execute(statement).fetchall()
        assert [row[4] for row in sorted(found)] == [210_000, 210_000, 200_000, 200_000, 200_000, None, silent]


@pytest.mark.parametrize(
    ("city", "column"),
    [("linyi", "inner_m2"), ("tongchuan", "months"), ("harbin", "usable_m2"), ("shijiazhuang", "lift")],
)
def test_a_price_that_needs_another_column_names_it(city: str, column: str, shipped: heatcalc.Table) -> None:
    with pytest.raises(Refused, match=column):
        select_of(shipped, BillRequest(Home({}, {}), city), "duckdb", {"account": "account", "building_m2": "area"})


def test_a_stop_that_is_ruled_for_other_homes_is_no_full_bill(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    rule = '[[city.rule]]\nkind = "stopped_supply"\npays = 0.3\nwhen = { building = "tower" }\nsource = "s"\n'
    season = '[[city.season]]\nmonths = 4\nsource = "s"\n'
    file.write_text(HEAD + season + TARIFF + rule, encoding="utf-8")
    columns = {name: name for name in ("account", "building_m2", "stopped", "building")}
    asked = BillRequest(Home({}, {}), "jia", "residential", "area", 2022)
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE households (account TEXT, building_m2 NUMERIC(9, 2), stopped TEXT, building TEXT)"
        )
        said = [(None, "other"), ("yes", "other"), ("yes", "tower"), ("yes", None), (None, None)]
        rows = [(str(at), 100, *each) for at, each in enumerate(said)]
        connection.executemany("INSERT INTO households VALUES (?, ?, ?, ?)", rows)
        found = connection.execute(select_of(load_tariffs(file), asked, "duckdb", columns)).fetchall()
    # 100 × 5 × 4, and 30 % of it; a stopped home that is no tower, or does not say what it is, has no bill.
    assert [row[4] for row in sorted(found)] == [200_000, None, 60_000, None, 200_000]


def test_a_table_may_have_its_schema_before_it(shipped: heatcalc.Table) -> None:
    columns = {"account": "no", "building_m2": "area"}
    question = BillRequest(Home({}, {}), "朔州")
    statement = select_of(shipped, question, "duckdb", columns, source="heat.homes", view="heat.bills")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE SCHEMA heat; CREATE TABLE heat.homes AS SELECT '1' AS no, 100.00::DECIMAL(12, 2) AS area"
        )
        connection.execute(statement)
        assert connection.execute("SELECT due_fen FROM heat.bills").fetchall() == [(151200,)]
