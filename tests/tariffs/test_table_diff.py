"""Two tables are compared entry by entry, in words."""

import csv
import io
import json
from pathlib import Path

import pytest

from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.table_changes import table_changes
from tests.conftest import Program

BEFORE = """\
schema = 1
[classes.residential]
name = "居民"
english = "Residential"
[sources.a]
title = "通知"
publisher = "物价局"
date = "2021"
kind = "regulation"
[sources.b]
title = "新通知"
publisher = "发改委"
date = "2024"
kind = "regulation"
[[city]]
id = "jia"
name = "甲"
[[city.season]]
months = 5
source = "a"
[[city.tariff]]
class = "residential"
from = "2021-2022"
charge = [{ rate = 3.5, per = ["building_m2", "month"] }]
vat = { rate = 0.09, included = true }
source = "a"
[[city.rule]]
kind = "stopped_supply"
pays = 0.3
source = "a"
[[city]]
id = "yi"
name = "乙"
[[city.season]]
months = 4
source = "a"
"""
GONE = BEFORE[BEFORE.index('[[city]]\nid = "yi"') :]


@pytest.fixture
def tables(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(BEFORE, encoding="utf-8")
    stop = 'pays = 0.3\nsource = "a"'
    text = BEFORE.replace(GONE, "").replace("rate = 3.5", "rate = 3.8").replace(stop, stop.replace('"a"', '"b"'))
    metered = 'plan = "metered"\nfrom = "2024-2025"\ncharge = [{ rate = 40, per = ["GJ"] }]\nsource = "b"\n'
    added = f'[[city.tariff]]\nclass = "residential"\n{metered}'
    new.write_text(text + added, encoding="utf-8")
    return str(old), str(new)


def test_what_is_new_gone_or_changed_is_told_in_words(tables: tuple[str, str], heat: Program) -> None:
    done = heat("tariff", "diff", *tables, "--format", "csv", "--lang", "en")
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(done.out))]
    assert done.code == 1
    assert [(city, entry) for city, entry, *_ in rows] == [
        ("Jia", "residential/area/2021-2022"),
        ("Jia", "residential/metered/2024-2025"),
        ("Jia", "stopped_supply"),
        ("Yi", "season/every"),
    ]
    changed, added, source, gone = (row[2:] for row in rows)
    assert ("3.5 CNY/㎡·month" in changed[0], "3.8 CNY/㎡·month" in changed[1]) == (True, True)
    assert "vat = { rate = 0.09, included = true }" in changed[0]
    assert (added[0], "40 CNY/GJ" in added[1]) == ("", True)
    assert ("物价局" in source[0], "发改委" in source[1]) == (True, True)
    assert ("4 months" in gone[0], gone[1]) == (True, "")


def test_the_same_for_programs(tables: tuple[str, str], heat: Program) -> None:
    value = json.loads(heat("tariff", "diff", *tables, "--format", "json").out)
    assert value["schema"] == "heatcalc.table-diff/1"
    assert [each["change"] for each in value["changes"]] == ["changed", "added", "changed", "removed"]


def test_a_table_does_not_differ_from_itself(tables: tuple[str, str], heat: Program) -> None:
    done = heat("tariff", "diff", tables[0], tables[0])
    assert (done.code, "没有不同" in done.out) == (0, True)
    shipped = load_tariffs()
    assert list(table_changes(shipped, load_tariffs())) == []


def test_a_table_with_mistakes_is_refused(tables: tuple[str, str], heat: Program) -> None:
    Path(tables[0]).write_text("schema = 1\n[[city]]\nid = 3\n", encoding="utf-8")
    assert heat("tariff", "diff", *tables).code == 4


@pytest.mark.parametrize(
    ("was", "is_", "row"),
    [
        ("schema = 1", 'schema = 1\ndefault_city = "yi"', ["", "default_city", "", "yi"]),
        ('name = "居民"', 'name = "居民用热户"', ["", "classes/residential/name", "居民", "居民用热户"]),
        (
            'english = "Residential"',
            'english = "Residential"\naliases = ["住宅", "民用"]',
            ["", "classes/residential/aliases", "", "住宅、民用"],
        ),
        ('name = "甲"', 'name = "甲城"', ["甲城", "name", "甲", "甲城"]),
        ('name = "甲"', 'name = "甲"\naliases = ["甲县"]', ["甲", "aliases", "", "甲县"]),
        ('name = "甲"', 'name = "甲"\nprovince = "河北"', ["甲", "province", "", "河北"]),
    ],
)
def test_names_and_defaults_by_which_homes_are_billed_otherwise(
    was: str, is_: str, row: list[str], heat: Program, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(BEFORE, encoding="utf-8")
    new.write_text(BEFORE.replace(was, is_, 1), encoding="utf-8")
    run = heat("tariff", "diff", str(old), str(new), "--format", "csv")
    assert run.code == 1, run.err
    assert list(csv.reader(io.StringIO(run.out)))[1:] == [row]
    back = heat("tariff", "diff", str(new), str(old), "--format", "csv")
    city = "甲" if row[0] else ""
    assert list(csv.reader(io.StringIO(back.out)))[1:] == [[city, row[1], row[3], row[2]]]
    (change,) = json.loads(heat("tariff", "diff", str(old), str(new), "--format", "json").out)["changes"]
    assert change["change"] == ("changed" if row[2] and row[3] else "added")
