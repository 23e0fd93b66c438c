"""The head of a printed SELECT names the rules that its columns cannot say, and it bills by all others."""

import itertools
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from heatcalc.billing.calculate import calculate
from heatcalc.billing.request import BillRequest
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table

TABLE = """
schema = 1
default_city = "x"
[classes.residential]
name = "居民"
english = "Residential"
[sources.s]
title = "价格"
publisher = "某局"
date = "2022"
kind = "regulation"
[attributes.building]
name = "住宅类型"
values = { high_rise = ["高层"], multi_storey = ["多层"] }
[[city]]
id = "x"
name = "某市"
  [[city.season]]
  winter = "2022-2023"
  start = 2022-11-01
  end = 2023-03-31
  months = 5
  source = "s"
  [[city.tariff]]
  class = "residential"
  from = 2020-11-01
  charge = [{ rate = 3.6, per = ["building_m2", "month"] }]
  source = "s"
  quote = "PRICE"
  [[city.rule]]
  kind = "ceiling_height"
  over = 2.8
  step = 0.1
  adds = 0.03
  source = "s"
  quote = "HEIGHT"
  [[city.rule]]
  kind = "stopped_supply"
  pays = 0.30
  source = "s"
  quote = "STOP"
  [[city.rule]]
  kind = "relief"
  group = "低保"
  pays = 0.15
  source = "s"
  quote = "RELIEF"
  [[city.rule]]
  kind = "part_season"
  by = "none"
  source = "s"
  quote = "PART"
  [[city.rule]]
  kind = "price_subsidy"
  rate = 1
  per = ["building_m2", "month"]
  when = { building = "high_rise" }
  source = "s"
  quote = "SUBSIDY"
  [[city.rule]]
  kind = "cold_room"
  bands = [{ below = 18, refund = 0.5 }]
  source = "s"
  quote = "COLD"
"""
MULTI = Home({}, {"building": "multi_storey"})

HOMES = {
    "plain": ({}, {}),
    "height": ({"height_m": "3.0"}, {}),
    "stopped": ({}, {"stopped": "yes"}),
    "relief": ({}, {"relief": "低保"}),
}
"""Of 100 ㎡ each, with the one event that it is called after [m, words]."""
DUE = {"plain": 180_000, "height": 190_800, "stopped": 54_000, "relief": 27_000}
"""100 × 3.6 × 5; with 2 × 3 % more; 30 % of it; 15 % of it [fen]."""
WORDS = {"height": ("height_m", "层高加收", "HEIGHT"), "stopped": ("stopped", "报停", "STOP")}
WORDS["relief"] = ("relief", "优惠（低保）", "RELIEF")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    file = tmp_path / "t.toml"
    file.write_text(TABLE, encoding="utf-8")
    assert tomllib.loads(TABLE)
    return load_tariffs(file)


def rows(statement: str, dialect: str, extra: tuple[str, ...]) -> dict[str, int | None]:
    """Return what each home owes [fen] by a SELECT over a table with some columns."""
    create = f"CREATE TABLE households (account TEXT, building_m2 NUMERIC(9,2){''.join(extra_columns(extra))})"
    inserts = []
    for name, (measures, words) in HOMES.items():
        values = [{**measures, **words}.get(column) for column in extra]
        cells = ", ".join("NULL" if value is None else f"'{value}'" for value in values)
        inserts.append(f"INSERT INTO households VALUES ('{name}', 100{', ' if cells else ''}{cells})")
    if dialect == "sqlite":
        connection = sqlite3.connect(":memory:")
        for each in (create, *inserts):
            connection.execute(each)
        found = connection.execute(statement).fetchall()
        connection.close()
    else:
        with duckdb.connect() as connected:
            for each in (create, *inserts):
                connected.execute(each)
            found = connected.execute(statement).fetchall()
    return {row[0]: row[4] for row in found}


def extra_columns(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield f", {name} NUMERIC(6,2)" if name == "height_m" else f", {name} TEXT"


SUBSETS = [chosen for size in range(4) for chosen in itertools.combinations(WORDS, size)]


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
@pytest.mark.parametrize("chosen", SUBSETS, ids="+".join)
def test_the_statement_bills_what_its_head_does_not_leave_out(
    chosen: tuple[str, ...], dialect: str, table: Table
) -> None:
    extra = tuple(WORDS[each][0] for each in chosen)
    columns = {name: name for name in ("account", "building_m2", *extra)}
    statement = select_of(table, BillRequest(MULTI, "x"), dialect, columns)
    head = [line for line in statement.splitlines() if line.startswith("-- ")]
    left_out = [WORDS[each][1] for each in WORDS if each not in chosen]
    assert head[1] == f"-- 未含：{'、'.join([*left_out, '室温不达标退费'])}"
    # A rule for other homes and one that changes nobody's bill are no grounds, and leave nobody out.
    cited = {word for line in head for word in re.findall(r"\b[A-Z]{4,}\b", line)}
    assert cited == {"PRICE", *(WORDS[each][2] for each in chosen)}
    owed = rows(statement, dialect, extra)
    for name, (measures, words) in HOMES.items():
        home = Home(
            {"building_m2": Fraction(100), **{key: Fraction(value) for key, value in measures.items()}},
            {**MULTI.attributes, **words},
        )
        exact = int(calculate(table, BillRequest(home, "x")).amounts.due * 100)
        assert exact == DUE[name]
        assert owed[name] == (exact if name == "plain" or name in chosen else DUE["plain"]), name


def test_a_rule_for_the_plan_of_a_cap_is_left_out_with_it(tmp_path: Path) -> None:
    metered = """
      [[city.tariff]]
      class = "residential"
      plan = "metered"
      from = 2020-11-01
      charge = [{ rate = 40, per = ["GJ"] }]
      cap = { plan = "area" }
      source = "s"
    """
    file = tmp_path / "t.toml"
    file.write_text(TABLE.replace("over = 2.8", 'over = 2.8\n  plans = ["area"]') + metered, encoding="utf-8")
    table, columns = load_tariffs(file), {name: name for name in ("account", "building_m2", "GJ", "height_m")}
    question = BillRequest(MULTI, "x", "residential", "metered")
    assert "HEIGHT" in select_of(table, question, "duckdb", columns)
    del columns["height_m"]
    statement = select_of(table, question, "duckdb", columns)
    assert "HEIGHT" not in statement
    assert re.search("^-- 未含：.*层高加收", statement, re.MULTILINE)


def test_nothing_is_left_out_of_a_city_without_rules(shipped: Table) -> None:
    statement = select_of(
        shipped, BillRequest(Home({}, {}), "大同"), "duckdb", {"account": "a", "building_m2": "b"}, lang="en"
    )
    assert "Left out" not in statement
    assert "未含" not in statement


def test_the_head_is_in_the_language_and_attributes_are_known_by_any_name(table: Table) -> None:
    columns = {"account": "account", "building_m2": "building_m2"}
    high = [Home({}, {"building": name}) for name in ("high_rise", "高层")]
    first, second = (select_of(table, BillRequest(home, "x"), "duckdb", columns, lang="en") for home in high)
    assert first == second
    assert "-- Left out: Ceiling height, Stopped supply, Relief (低保), Cold room\n" in first
    assert "SUBSIDY" in first
