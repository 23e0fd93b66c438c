"""The table as a data package: its description is one, and its figures are what the description says."""

import codecs
import csv
import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest

import heatcalc
from heatcalc.export.data_package import COLUMNS, DESCRIPTION, PACKAGE_FORMATS, write_package
from heatcalc.export.open_table import figure_rows
from heatcalc.tariffs.load import shipped as shipped_path
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF

PROFILE = json.loads((Path(__file__).parent / "profiles/data-package.json").read_text(encoding="utf-8"))

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "tests/tables"
SOUND = ("cost.toml", "plans.toml", "published.toml", "rules.toml")
FORMS = {"string": ".*", "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d\d-\d\d"}


def written(table: Table, folder: Path, format_: Any = "csv", **options: bool) -> dict[str, Any]:
    """Write a package, and return its description."""
    asked = {"open_data": True, "force": False, **options}
    write_package(table, folder, format_, table_hash="0" * 64, **asked)
    described: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    return described


def cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def faults(schema: dict[str, Any], rows: list[list[str]]) -> Iterator[str]:
    """Yield where rows are not what a Table Schema says: an implementation of what the package uses of it."""
    fields = schema["fields"]
    if rows[0] != [field["name"] for field in fields]:
        yield "header"
    keys = [tuple(row[rows[0].index(name)] for name in schema["primaryKey"]) for row in rows[1:]]
    if len(set(keys)) < len(keys) or any("" in key for key in keys):
        yield "primary key"
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(fields):
            yield f"{number}: width"
        for cell, field in zip(row, fields, strict=True):
            constraints = field.get("constraints", {})
            form = r"https?://\S+" if field.get("format") == "uri" else FORMS[field["type"]]
            if cell in schema["missingValues"]:
                sound = not constraints.get("required")
            else:
                forms = (form, constraints.get("pattern", ".*"))
                sound = all(re.fullmatch(each, cell, re.DOTALL) for each in forms)
                sound = sound and cell in constraints.get("enum", [cell])
            if not sound:
                yield f"{number}: {field['name']} {cell}"


@pytest.mark.parametrize("format_", PACKAGE_FORMATS)
def test_the_description_is_that_of_a_data_package(format_: str, shipped: Table, tmp_path: Path) -> None:
    described = written(shipped, tmp_path / "out", format_)
    jsonschema.validate(described, PROFILE, jsonschema.Draft4Validator)
    assert [each["name"] for each in described["licenses"]] == ["CC0-1.0"]
    assert described["version"] == heatcalc.__version__
    assert {each.name for each in (tmp_path / "out").iterdir()} == {DESCRIPTION, f"figures.{format_}"}


def test_the_figures_are_what_the_table_schema_says(shipped: Table, tmp_path: Path) -> None:
    (resource,) = written(shipped, tmp_path / "out")["resources"]
    data = (tmp_path / "out/figures.csv").read_bytes()
    assert list(faults(resource["schema"], cells(tmp_path / "out/figures.csv"))) == []
    assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert data.startswith(codecs.BOM_UTF8)
    assert data.count(b"\r\n") == data.count(b"\n") == len(cells(tmp_path / "out/figures.csv"))


def test_the_check_of_table_schemas_finds_faults(shipped: Table, tmp_path: Path) -> None:
    (resource,) = written(shipped, tmp_path / "out")["resources"]
    rows = cells(tmp_path / "out/figures.csv")[:2]
    for name, cell in (("value", "3,6"), ("from", "2022"), ("source_kind", "rumour"), ("publisher", ""), ("seen", "x")):
        changed = [*rows[1]]
        changed[COLUMNS.index(name)] = cell
        assert len(list(faults(resource["schema"], [rows[0], changed]))) == 1
    assert list(faults(resource["schema"], [rows[0], rows[1], rows[1]])) == ["primary key"]


def test_a_row_has_the_figure_its_terms_and_its_source(shipped: Table) -> None:
    rows = {row.id: row for row in figure_rows(shipped)}
    row = rows["shuozhou/residential/area/2022-09-28#charge[building_m2,month].rate"]
    assert (row.value, row.unit, row.measures) == ("2.52", "CNY", "building_m2, month")
    assert (row.city_name, row.class_, row.plan, row.from_) == ("朔州", "residential", "area", "2022-09-28")
    assert (row.source, row.publisher, row.source_kind) == ("shuozhou-daily-2022", "朔州日报", "newspaper")
    assert "每月2.52元/平方米" in row.quote
    ratio = rows["shuozhou/area/usable_m2/building_m2#ratio"]
    assert (ratio.value, ratio.unit, ratio.measures) == ("0.7", "usable_m2", "building_m2")
    due = rows["xinzhou/late_payment/2020-07-01#due"]
    assert (due.value, due.text) == ("", "11-01")


RURAL = '[[city.rural_subsidy]]\nname = "电"\nenglish = "Electric heating"\nper = "kWh"\n'
COST = '[[city.unit_cost]]\nbasis = "building_m2"\nwinter = "2022-2023"\n'


def test_ids_stay_when_another_entry_or_charge_is_put_before(tmp_path: Path) -> None:
    pump = TARIFF.replace("[{", '[{ name = "pump", rate = 1, per = ["household"] }, {')
    sources = HEAD.replace("[[city]]", '[sources.r]\ntitle = "u"\npublisher = "q"\nkind = "web"\n[[city]]')
    old = [f'{RURAL}from = "2021-2022"\nrate = 0.2\nsource = "s"\n', f'{COST}value = 39\nsource = "s"\n']
    new = [
        f'{RURAL}from = "2020-2021"\nrate = 0.3\nsource = "s"\n',
        f'{COST}period = "year"\nvalue = 40\nsource = "s"\n',
    ]
    made = []
    for text in (sources + TARIFF + "".join(old), sources + pump + "".join(new + old)):
        (tmp_path / "t.toml").write_text(text, encoding="utf-8")
        made.append({row.id: row.value or row.text for row in figure_rows(heatcalc.load_tariffs(tmp_path / "t.toml"))})
    assert made[0].items() < made[1].items()
    # Two of one name have their source added, both of them: no id is that of another figure.
    text = sources + TARIFF + old[1].replace('"s"', '"r"').replace("39", "41") + old[1]
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    told = {row.id: row.value for row in figure_rows(heatcalc.load_tariffs(tmp_path / "t.toml"))}
    costs = {id_: value for id_, value in told.items() if "unit_cost" in id_ and id_.endswith("#value")}
    at = "jia/unit_cost/2022-2023/building_m2"
    assert costs == {f"{at}~r#value": "41", f"{at}~s#value": "39"}


def _numbers(value: object) -> Iterator[Decimal]:
    """Yield all numbers of a TOML value but years, which are dates."""
    if isinstance(value, dict):
        value = [each for key, each in value.items() if key not in ("from", "until", "year")]
    if isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield Decimal(value)


@pytest.mark.parametrize("file", [shipped_path(), ROOT / "docs/example.toml", *map(TABLES.joinpath, SOUND)])
def test_no_figure_of_a_table_is_left_out(file: Path) -> None:
    document = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    rows = figure_rows(heatcalc.load_tariffs(file))
    for city in document["city"]:
        found = sorted(Decimal(row.value) for row in rows if row.city == city["id"] and row.value)
        for number in _numbers(city):
            assert number in found, (city["id"], number)
            found.remove(number)
        # What the table leaves to its defaults: the factor of a cap, the share of an outage that is refunded.
        assert all(number == 1 for number in found), (city["id"], found)
    assert all(row.unit for row in rows if row.value)
    assert len({row.id for row in rows}) == len(rows)


def test_every_format_has_the_same_cells(shipped: Table, tmp_path: Path) -> None:
    for format_ in PACKAGE_FORMATS:
        written(shipped, tmp_path / format_, format_)
    there = [dict(zip(COLUMNS, row, strict=True)) for row in cells(tmp_path / "csv/figures.csv")[1:]]
    in_json = json.loads((tmp_path / "json/figures.json").read_text(encoding="utf-8"))
    assert [{key: cell or "" for key, cell in row.items()} for row in in_json] == there
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/parquet/figures.parquet'").fetchall()
    assert len(found) == len(there)
    for row, same in zip(found, there, strict=True):
        typed = dict(zip(COLUMNS, row, strict=True))
        assert typed["value"] == (Decimal(same["value"]) if same["value"] else None)
        assert typed["from"] == (dt.date.fromisoformat(same["from"]) if same["from"] else None)
        assert typed["quote"] == (same["quote"] or None)


def test_the_same_table_is_the_same_bytes(shipped: Table, tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(shipped, tmp_path / name)
    for file in ("figures.csv", DESCRIPTION):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_table_of_ones_own_has_no_licence_and_no_formula(heat: Program, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(HEAD.replace('"p"', '"=1+1"') + TARIFF, encoding="utf-8")
    run = heat("tariff", "export", str(tmp_path / "out"), "--tariffs", str(own))
    assert (run.code, run.out) == (0, f"已写入 {tmp_path / 'out'}：1 行。\n")
    assert "licenses" not in json.loads((tmp_path / "out" / DESCRIPTION).read_text(encoding="utf-8"))
    assert cells(tmp_path / "out/figures.csv")[1][COLUMNS.index("publisher")] == "'=1+1"
    assert heat("tariff", "export", str(tmp_path / "open")).code == 0
    assert json.loads((tmp_path / "open" / DESCRIPTION).read_text(encoding="utf-8"))["licenses"]


def test_only_a_package_is_replaced_and_only_by_force(shipped: Table, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    written(shipped, folder)  # an empty folder is nobody's
    with pytest.raises(heatcalc.OutputError, match="--force"):
        written(shipped, folder, "json")
    written(shipped, folder, "json", force=True)
    assert {each.name for each in folder.iterdir()} == {DESCRIPTION, "figures.json"}
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(heatcalc.OutputError, match=r"mine\.txt"):
        written(shipped, folder, force=True)
    assert {each.name for each in folder.iterdir()} == {DESCRIPTION, "figures.json", "mine.txt"}
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


def test_where_it_cannot_be_written_nothing_is(shipped: Table, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for folder in (tmp_path / "no/out", file):
        with pytest.raises(heatcalc.OutputError):
            written(shipped, folder, force=True)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert file.read_text(encoding="utf-8") == "mine"
