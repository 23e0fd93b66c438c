"""A ledger in many files is billed into a folder: the same by every engine, whole or not at all."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import heatcalc
from heatcalc.batches.duckdb import Engine
from heatcalc.errors import InputFileError, OutputError, UsageError
from heatcalc.ledger.accounts import BLANKS, UNSEEN
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.columns import WITHIN
from heatcalc.ledger.dataset import parts_of
from heatcalc.tariffs.model import Table
from tests.batches.messy import HEADER, Messy
from tests.batches.mixed import different, write
from tests.conftest import Program, environment
from tests.helpers.machine import needs_java
from tests.helpers.small_table import HEAD, TARIFF, season


def billed(ledger: Path, out: Path, **asked: Any) -> dict[str, Any]:
    """Bill a ledger; return the manifest, which has to be what lies beside the bills."""
    done = heatcalc.batch(ledger, out, **asked)
    manifest = json.loads(out.with_name(f"{out.name}.manifest.json").read_text(encoding="utf-8"))
    assert manifest == done.manifest
    return {**manifest, "outputs": {}}


def rejects(out: Path) -> bytes:
    file = out.with_name(f"{out.name}.rejects.csv")
    return file.read_bytes() if file.exists() else b""


def billed_alike(ledger: Path, engines: tuple[str, ...], spark: Any = None, **asked: Any) -> dict[str, Any]:
    """Bill a ledger by engines, all of which must give the same; return the manifest."""
    made = {
        name: billed(ledger, ledger.with_name(name), engine=name, spark=spark if name == "spark" else None, **asked)
        for name in engines
    }
    first, *others = (ledger.with_name(name) for name in engines)
    for other in others:
        assert made[other.name] == made[first.name]
        assert different(first, other) == 0
        assert rejects(first) == rejects(other)
    return made[first.name]


_ASSUMING = (
    'default_city = "jia"\n'
    + HEAD.replace('"商铺"', '"商铺"\nkind = "residential"')
    + ('falls_back_to = "residential"\n' + season() + TARIFF)
)
"""A city that nobody has to name, with a class that has no price of its own."""


@pytest.mark.parametrize(
    "engines", [("exact", "compiled", "duckdb"), pytest.param(("exact", "spark"), marks=pytest.mark.spark)]
)
def test_a_city_and_a_price_that_nobody_named_are_counted(
    engines: tuple[str, ...], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spark = request.getfixturevalue("spark") if "spark" in engines else None
    table, ledger = tmp_path / "table.toml", tmp_path / "ledger"
    part = '[[city.rule]]\nkind = "part_season"\nby = "month"\nsource = "s"\n'
    table.write_text(_ASSUMING + part, encoding="utf-8")
    ledger.mkdir()
    # By way of SQL and, where an event is noted, by the exact reader; the last home is a reject.
    rows = ["居民,100,", *["商铺,50,"] * 3, "商铺,60,2023-01-01", "商铺,0,"]
    text = "户号,用户类别,建筑面积,供热起\n" + "".join(f"B{at},{row}\n" for at, row in enumerate(rows))
    (ledger / "a.csv").write_text(text, encoding="utf-8")
    asked: dict[str, Any] = {"tariffs": table, "winter": "2022-2023"}
    manifest = billed_alike(ledger, engines, spark, **asked)
    assert manifest["default_city"] == {"city": "jia", "homes": 5}
    assert manifest["general_prices"] == [{"city": "jia", "class": "shop", "general": "residential", "homes": 4}]
    named = heatcalc.batch(ledger / "a.csv", city="甲", **asked).manifest
    assert "default_city" not in named
    assert named["general_prices"] == manifest["general_prices"]
    (ledger / "a.csv").write_text("户号,城市,用户类别,建筑面积\n1,甲,居民,100\n2,,居民,100\n", encoding="utf-8")
    of_one = heatcalc.batch(ledger / "a.csv", **asked).manifest
    assert of_one["default_city"] == {"city": "jia", "homes": 1}
    assert "general_prices" not in of_one


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["2 户没有指定城市，按价目表的默认城市甲计费。", "甲没有商铺的单独价格，1 户按居民价格计费。"]),
        ("en", ["No city was given for 2 homes, so the table's default city,", "1 homes are billed by the price for"]),
    ],
)
@pytest.mark.parametrize("command", [("batch",), ("check", "--ledger")])
def test_a_run_says_what_city_and_price_nobody_named(
    command: tuple[str, ...], lang: str, said: list[str], tmp_path: Path, heat: Program
) -> None:
    table, ledger = tmp_path / "table.toml", tmp_path / "ledger.csv"
    table.write_text(_ASSUMING, encoding="utf-8")
    ledger.write_text("户号,用户类别,建筑面积,实缴\n1,居民,100,2000\n2,商铺,50,1000\n", encoding="utf-8")
    asked = ("--tariffs", str(table), "--winter", "2022-2023", "--lang", lang)
    done = heat(*command, str(ledger), *asked, *(("-o", str(tmp_path / "out.csv")) if command == ("batch",) else ()))
    assert all(each in done.out for each in said), done.out


@pytest.mark.slow
def test_mixed_households_are_billed_alike(tmp_path: Path, shipped: Table) -> None:
    write(tmp_path / "ledger", shipped, 1000, 1)
    assert billed_alike(tmp_path / "ledger", ("exact", "duckdb"))["households"] > 450


def test_mixed_households_are_billed_alike_by_spark(tmp_path: Path, spark: Any, shipped: Table) -> None:
    # The formulas of every city are asked of Spark in tests/export; here a twentieth, for one plan has them all.
    write(tmp_path / "ledger", shipped._replace(city=shipped.city[::20]), 600, 1)
    assert billed_alike(tmp_path / "ledger", ("exact", "spark"), spark)["households"] > 200


@pytest.mark.parametrize("mask", [False, True])
def test_messy_files_of_several_kinds_are_billed_alike(*, mask: bool, spark: Any, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger [1]"
    for number, (name, encoding) in enumerate((("a b.csv", "gb18030"), ("c.csv", "utf-8"), ("d.csv", "utf-16"))):
        part = ledger / "company=热力" / name
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(Messy(number).ledger(120).encode(encoding))
    rows = [Messy(9).row(number) for number in range(120)]
    columns = {name: pa.array(column) for name, column in zip(HEADER, zip(*rows, strict=True), strict=True)}
    pq.write_table(pa.table(columns), ledger / "company=热力" / "e.parquet")
    engines = ("exact", "duckdb", "spark") if mask else ("exact", "duckdb")  # a run of Spark takes seconds
    assert billed_alike(ledger, engines, spark, city="朔州", mask=mask)["households"] > 80


@pytest.fixture
def winters(tmp_path: Path) -> Path:
    """Return a ledger of two winters, of which the table knows one for 朔州."""
    for winter in ("2020-2021", "2022-2023"):
        part = tmp_path / "ledger" / f"winter={winter}" / "part-0.csv"
        part.parent.mkdir(parents=True)
        rows = ["户号,用户类别,建筑面积", *(f"{n:04},居民,{n + 10}" for n in range(200)), "0007,居民,50", ""]
        part.write_text("\n".join(rows), encoding="utf-8")
    return tmp_path / "ledger"


def test_a_folder_says_the_winter_and_an_account_stands_once_in_each(winters: Path, heat: Program) -> None:
    out = winters.with_name("bills")
    done = heat("batch", str(winters), "-o", str(out), "--city", "朔州", "--engine", "duckdb")
    assert done.code == 1, done.err
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT winter, count(*), sum(合计) FROM read_parquet('{out}/*/*.parquet') GROUP BY winter"
        ).fetchall()
    # 2.52 CNY/㎡·month × 6 months × (10 + 11 + … + 209) ㎡
    assert [(winter, rows, str(total)) for winter, rows, total in found] == [("2022-2023", 200, "331128.00")]
    with out.with_name("bills.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        bad = list(csv.DictReader(file))
    assert [row["代码"] for row in bad] == [*["R17"] * 201, "R11"]
    assert (bad[-1]["winter"], bad[-1]["文件"], bad[-1]["行号"]) == ("2022-2023", "winter=2022-2023/part-0.csv", "202")
    manifest = json.loads(out.with_name("bills.manifest.json").read_text(encoding="utf-8"))
    assert [each["lines"] for each in manifest["input"]["files"]] == [202, 202]
    assert manifest["lines"] == manifest["billed"] + manifest["rejected"] + manifest["skipped"] == 404


def test_a_pattern_chooses_files(winters: Path) -> None:
    names = [part.name for part in parts_of(winters / "winter=2022*" / "**.csv")]
    assert names == ["winter=2022-2023/part-0.csv"]


@pytest.mark.slow
def test_the_same_folder_again_changes_nothing(winters: Path, heat: Program) -> None:
    out = winters.with_name("bills")
    arguments = ("batch", str(winters), "-o", str(out), "--city", "朔州")
    assert "没有改动" not in heat(*arguments).out
    before = {path: path.stat().st_mtime_ns for path in winters.parent.rglob("*") if path.is_file()}
    assert "没有改动" in heat(*arguments).out
    assert {path: path.stat().st_mtime_ns for path in winters.parent.rglob("*") if path.is_file()} == before
    next(out.rglob("*.parquet")).unlink()
    assert "没有改动" not in heat(*arguments).out
    assert {path for path in winters.parent.rglob("*") if path.is_file()} == set(before)


def test_a_folder_that_is_not_of_bills_is_never_replaced(winters: Path) -> None:
    out = winters.with_name("mine")
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(OutputError):
            heatcalc.batch(winters, out, force=force)
    with pytest.raises(OutputError):
        heatcalc.batch(winters, winters.with_name("bills.csv"))
    assert (out / "letter.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in winters.parent.iterdir()) == ["ledger", "mine"]


def broken(kind: str, ledger: Path) -> None:
    """Make something wrong with a ledger."""
    part = ledger / "winter=2022-2023" / "part-0.csv"
    match kind:
        case "other columns":
            part.write_text("户号,建筑面积\n1,2\n", encoding="utf-8")
        case "other folders":
            part.rename(ledger / "part-9.csv")
        case "another kind":
            (ledger / "notes.doc").write_text("x", encoding="utf-8")
        case "a measure":
            (ledger / "winter=2022-2023").rename(ledger / "months=5")
            shutil.rmtree(ledger / "winter=2020-2021")
        case "said twice":
            for each in ledger.rglob("*.csv"):
                each.write_text("户号,采暖季,建筑面积\n1,2022-2023,2\n", encoding="utf-8")
        case "nothing":
            shutil.rmtree(ledger)
            ledger.mkdir()


@pytest.mark.parametrize(
    "kind", ["other columns", "other folders", "another kind", "a measure", "said twice", "nothing"]
)
@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_what_is_no_ledger_as_a_whole_is_refused(kind: str, engine: Any, winters: Path, spark: Any) -> None:
    broken(kind, winters)
    with pytest.raises(InputFileError):
        heatcalc.batch(winters, winters.with_name("bills"), engine=engine, spark=spark if engine == "spark" else None)
    assert [path.name for path in winters.parent.iterdir()] == ["ledger"]


LATER = {
    "a.csv": "户号,用户类别,建筑面积,备注\n0001,居民,100,x\n0002,居民\n",
    "b.csv": '户号,表号,用户类别,建筑面积,备注\n0003,M7,居民,50,"y,\n"\n0004,M8,居民,九十,z\n'
    "0005,居民,70,,,\n0006,M,a,b,c,d\n",
    "c.csv": "备注,用户类别,建筑面积,户号\nw,居民,10,0007\n\n",
}
"""Files of which a later one carries one more column, and one has them in another order; each with a broken line."""


def test_a_later_file_may_carry_one_more_column(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    for name, text in LATER.items():
        (tmp_path / "ledger" / name).write_text(text, encoding="utf-8")
    columns = {"表号": ["M9"], "户号": ["0008"], "用户类别": ["居民"], "建筑面积": ["20"], "读数": [1.5]}
    pq.write_table(pa.table(columns), tmp_path / "ledger" / "d.parquet")
    manifest = billed_alike(tmp_path / "ledger", ("exact", "duckdb", "spark"), spark, city="朔州")
    assert manifest["absent"] == {
        "备注": {"files": 1, "first": "d.parquet"},
        "表号": {"files": 2, "first": "a.csv"},
        "读数": {"files": 3, "first": "a.csv"},
    }
    assert manifest["carried"] == ["备注", "表号", "读数"]
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT 户号, 备注, 表号, 读数, 应缴 FROM read_parquet('{tmp_path}/duckdb/*.parquet') ORDER BY 1"
        ).fetchall()
    # 2.52 CNY/㎡·month × 6 months × 100, 50, 10 and 20 ㎡
    assert [(*row[:-1], str(row[-1])) for row in found] == [
        ("0001", "x", "", None, "1512.00"),
        ("0003", "y,\n", "M7", None, "756.00"),
        ("0007", "w", "", None, "151.20"),
        ("0008", "", "M9", 1.5, "302.40"),
    ]
    with (tmp_path / "duckdb.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        bad = [(row["户号"], row["表号"], row["文件"], row["代码"]) for row in csv.DictReader(file)]
    assert bad == [
        ("0002", "", "a.csv", "R04"),
        ("0004", "M8", "b.csv", "R06"),
        ("0005", "", "b.csv", "R04"),
        ("0006", "c", "b.csv", "R04"),
    ]


def test_a_file_that_lacks_a_column_that_is_read_is_refused_by_its_name(winters: Path, heat: Program) -> None:
    broken("other columns", winters)
    done = heat("batch", str(winters), "-n", "--city", "朔州")
    assert (done.code, "用户类别" in done.err, "winter=2022-2023/part-0.csv" in done.err) == (3, True, True)
    (winters / "winter=2022-2023/part-0.csv").write_text("户号,用户类别,建筑面积,层高\n1,居民,2,3\n", encoding="utf-8")
    done = heat("batch", str(winters), "-n", "--city", "朔州")
    assert (done.code, "层高" in done.err) == (3, True)


def test_what_files_lack_is_said_on_the_screen(tmp_path: Path, heat: Program) -> None:
    for name, text in (("a", "户号,建筑面积\n1,100\n"), ("b", "户号,表号,建筑面积\n2,7,100\n")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    done = heat("batch", str(tmp_path / "*.csv"), "-n", "--city", "朔州")
    assert (done.code, "表号 (1)" in done.out) == (0, True), done.err


def test_a_relative_path_and_a_ledger_without_households(
    tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/a.csv").write_text("户号,建筑面积\n", encoding="utf-8")
    for name in ("duckdb", "spark"):
        with pytest.raises(InputFileError, match="没有一户"):
            heatcalc.batch(Path("ledger"), Path(name), spark=spark if name == "spark" else None)
    (tmp_path / "ledger/a.csv").unlink()
    columns = {"户号": pa.array(["1"]), "建筑面积": pa.array(["100"])}
    pq.write_table(pa.table(columns), tmp_path / "ledger/a.parquet")
    for name in ("duckdb", "spark"):
        made = billed(Path("ledger"), Path(name), spark=spark if name == "spark" else None, city="朔州")
        assert made["due"] == "1512.00"


@pytest.mark.parametrize("engine", ["exact", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_what_a_later_file_says_of_other_homes_is_asked_about(
    engine: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spark = request.getfixturevalue("spark") if engine == "spark" else None
    for number, (text, key) in enumerate(
        (
            ("商铺台账,\n户号,建筑面积\n2,50\n", "ledger.title_class"),
            ("户号,建筑面积\n商铺：,\n2,50\n3,五十\n报停：,\n", "ledger.section"),
            ("户号,建筑面积\n2,50\n商铺小计,50\n", "ledger.subtotal"),
            ("户号,建筑面积\n2,50\n建筑面积,户号\n50,3\n", "ledger.other_head"),
            ("户号,建筑面积,户名\n2,50,王\n3,50,李（报停）\n", "ledger.said_in_name"),
        )
    ):
        ledger = tmp_path / str(number)
        ledger.mkdir()
        named = ",户名\n1,100,张\n" if "户名" in text else "\n1,100\n"
        (ledger / "a.csv").write_text(f"户号,建筑面积{named}", encoding="utf-8")
        (ledger / "b.csv").write_text(text, encoding="utf-8")
        with pytest.raises(InputFileError) as refused:
            heatcalc.batch(ledger, tmp_path / "bills", city="朔州", engine=engine, spark=spark)
        assert (refused.value.key, str(refused.value).startswith("b.csv：")) == (key, True)


@pytest.mark.parametrize("engine", ["exact", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_what_homes_beside_a_line_leave_blank_is_asked_about(
    engine: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spark = request.getfixturevalue("spark") if engine == "spark" else None
    cases = (
        ("2,50,商铺\n,,\n商铺小计,50,\n商铺：,,\n3,五十,\n", "第 6 行的"),
        ("2,50,\n3,50,商铺\n商铺小计,50,\n合计,100,\n其中：商铺,50,\n", ""),
        ("2,50,\n,,\n3,50,\n商铺小计,100,\n", "第 4 行的"),
        ("商铺：,,\n2,50,商铺\n3,50,\n", "第 4 行的"),
        ("2,50,\n以上均为商铺,,\n3,50,商铺\n", "第 2 行的"),
    )
    for number, (rows, blank) in enumerate(cases):
        ledger = tmp_path / str(number)
        for name, its in (("a", "1,100,\n"), ("b", rows)):
            folder = ledger / "winter=2022-2023" if number else ledger
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.csv").write_text(f"户号,建筑面积,用户类别\n{its}", encoding="utf-8")
        said = ""
        try:
            heatcalc.batch(ledger, tmp_path / "bills", city="朔州", engine=engine, spark=spark, force=True)
        except InputFileError as error:
            said = str(error)
        assert ("b.csv：" in said, blank in said) == (blank != "", True), said


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_homes_below_a_line_of_stops_that_say_they_are_supplied_are_asked_about(
    engine: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spark = request.getfixturevalue("spark") if engine == "spark" else None
    for number, (rows, refused) in enumerate(
        (("报停户：,,\n2,50,报停\n3,50,正常\n", True), ("报停户：,,\n2,50,报停\n", False))
    ):
        ledger = tmp_path / str(number) / "winter=2022-2023"
        ledger.mkdir(parents=True)
        (ledger / "a.csv").write_text(f"户号,建筑面积,状态\n1,50,正常\n{rows}", encoding="utf-8")
        said = ""
        try:
            heatcalc.batch(ledger.parent, tmp_path / "bills", city="太原", engine=engine, spark=spark, force=True)
        except InputFileError as error:
            said = str(error)
        assert ("第 5 行的 状态" in said) is refused, said


@pytest.mark.parametrize("engine", ["exact", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_a_blank_column_of_what_the_name_of_a_file_says(
    engine: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spark = request.getfixturevalue("spark") if engine == "spark" else None
    for name, its in (("a", "1,100,\n"), ("商铺", "2,50,\n")):
        (tmp_path / f"{name}.csv").write_text(f"户号,建筑面积,用户类别\n{its}", encoding="utf-8")
    with pytest.raises(InputFileError, match="用户类别 列是空的"):
        heatcalc.batch(tmp_path / "*.csv", tmp_path / "bills", city="朔州", engine=engine, spark=spark)


def test_rows_are_judged_without_what_folders_stand_for(tmp_path: Path, spark: Any) -> None:
    folder = tmp_path / "ledger/winter=2022-2023"
    folder.mkdir(parents=True)
    lines = [
        "朔州台账,",
        "户号,建筑面积",
        "1,100",
        ",",
        "",
        "户号,建筑面积",
        "朔州台账,",
        "2,100",
        "3,五十",
        "合计,200",
    ]
    (folder / "a.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    manifest = billed_alike(tmp_path / "ledger", ("exact", "duckdb", "spark"), spark, city="朔州")
    assert (manifest["households"], manifest["rejects"]) == (2, 1)


def test_broken_lines_and_lines_of_totals_are_not_looked_through(tmp_path: Path, spark: Any) -> None:
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    lines = ["小区,户号,户名,建筑面积,备注", "甲,1,张,100,", "甲,2,李,88,报停,多", '甲,3,王"五,88,报停', "报停,4"]
    lines += ["合计,,,100,含减免5元"]
    (ledger / "a.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    manifest = billed_alike(ledger, ("exact", "duckdb", "spark"), spark, city="朔州")
    assert (manifest["households"], manifest["rejects"]) == (1, 3)


def test_too_many_rejects_publish_nothing(winters: Path, spark: Any) -> None:
    with pytest.raises(InputFileError, match="退回"):
        heatcalc.batch(winters, winters.with_name("bills"), spark=spark, max_rejects=20, city="朔州")
    assert [path.name for path in winters.parent.iterdir()] == ["ledger"]


def test_spark_without_what_it_needs_says_so(winters: Path, heat: Program) -> None:
    done = heat("batch", str(winters), "-n", "--engine", "spark", PATH="/nowhere", JAVA_HOME="/nowhere")
    assert (done.code, "Java" in done.err) == (2, True)
    assert "Traceback" not in done.err


def test_doubles_and_dates_of_parquet_are_read_as_they_are_written(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    values = "('1', 100.1, 1e7, DATE '2022-10-01', TRUE), ('2', 2.0, 0.0001, NULL, FALSE)"
    values += ", ('3', 1.1e15, 0.1 + 0.2, NULL, NULL)"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT n AS 户号, CAST(a AS DOUBLE) AS 建筑面积, CAST(b AS DOUBLE) AS other, d AS 缴费日期, t AS yes"
            f" FROM (VALUES {values}) AS v(n, a, b, d, t)) TO '{tmp_path}/ledger/a.parquet' (FORMAT parquet)"
        )
    made = [
        billed(tmp_path / "ledger", tmp_path / name, engine=name, spark=spark if name == "spark" else None, city="朔州")
        for name in ("duckdb", "spark")
    ]
    assert made[0] == made[1]
    assert made[0]["households"] == 2
    assert different(tmp_path / "duckdb", tmp_path / "spark") == 0


def test_floats_of_parquet_are_the_same_figures_by_spark(tmp_path: Path, spark: Any) -> None:
    """Of the figures that are taken 1052325.75 lies in the middle of two shorter ones, and 12345678 is 1.2345678E7."""
    figures = [12345678.0, 0.0005, 0.0001, 3.3, 1052325.75, 16384.0625, 1234567.9, 180542112.0, 16777218.0]
    figures += [-0.0, 1e-5, 1e16]
    (tmp_path / "ledger").mkdir()
    for name, type_ in (("single", pa.float32()), ("double", pa.float64())):
        columns = {"户号": [f"{name}{at}" for at in range(len(figures))], "计费方式": ["按热量"] * len(figures)}
        columns["建筑面积"] = ["100"] * len(figures)
        table = pa.table({**columns, "用热量(kWh)": pa.array(figures, type_), "other": pa.array(figures, type_)})
        pq.write_table(table, tmp_path / "ledger" / f"{name}.parquet")
    engines = ("exact", "compiled", "duckdb", "spark")
    assert billed_alike(tmp_path / "ledger", engines, spark, city="太原")["households"] == 18
    with (tmp_path / "spark.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        bad = [(row["用热量(kWh)"], row["代码"]) for row in csv.DictReader(file)]
    every = [("-0.0", "R06"), ("1e-05", "R06")]
    assert bad == [*every, ("1e+16", "R06"), *every, ("1.0000000272564224e+16", "R06")]


def test_accounts_that_are_floats_are_whole_numbers_or_lost(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    written = {
        "double": (pa.float64(), [100234.0, -0.0, 1.5, 999999999999999.0, 1e15, 2.0**53 + 2, 1e20]),
        "single": (pa.float32(), [100235.0, 16777215.0, 2.0**24, 180542112.0, 1e20]),
    }
    for name, (type_, accounts) in written.items():
        columns = {"户号": pa.array(accounts, type_), "建筑面积": ["100"] * len(accounts)}
        pq.write_table(pa.table(columns), tmp_path / "ledger" / f"{name}.parquet")
    billed_alike(tmp_path / "ledger", ("exact", "compiled", "duckdb", "spark"), spark, city="朔州")
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT 户号 FROM read_parquet('{tmp_path}/spark/*.parquet')").fetchall()
    assert sorted(found) == [("0",), ("1.5",), ("100234",), ("100235",), ("16777215",), ("999999999999999",)]
    with (tmp_path / "spark.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["列"], row["代码"]) for row in csv.DictReader(file)] == [("户号", "R13")] * 6


def test_an_account_with_a_blank_or_something_unseen_is_billed_once_by_every_engine(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    blanks = "".join(each for each in BLANKS if each not in "\n\v\f\r\x1c\x1d\x1e\x1f")
    seen = [f"A{at:02}" for at in range(len(blanks))]
    rows = [(account, "a") for account in seen]
    rows += [
        (f"{account}{blank}" if at % 2 else f"{blank}{account}", f"a{UNSEEN[at % 6]}")
        for at, (account, blank) in enumerate(zip(seen, blanks, strict=True))
    ]
    rows += [(f"A0{each}0", f"{blanks[at]}a") for at, each in enumerate(UNSEEN)] + [(UNSEEN, "a"), ('\'="A01"', "a")]
    lines = [
        "户号,小区,建筑面积",
        *(f'"{account.replace(chr(34), 2 * chr(34))}",{estate},50' for account, estate in rows),
    ]
    (tmp_path / "ledger/a.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    asked = {"city": "朔州", "columns": {"小区": WITHIN}}
    manifest = billed_alike(tmp_path / "ledger", ("exact", "compiled", "duckdb", "spark"), spark, **asked)
    assert manifest["households"] == len(seen)
    with (tmp_path / "spark.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [row["代码"] for row in csv.DictReader(file)]
    assert codes == [*["R11"] * (len(seen) + len(UNSEEN)), "R12", "R11"]


def test_what_is_said_of_a_ledger_is_the_same_by_spark(tmp_path: Path, spark: Any) -> None:
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    columns = {"户号": [1.0, 12345678901234567.0, 1e20, None], "计费方式": ["按面积"] * 4, "建筑面积": [100.0] * 4}
    pq.write_table(pa.table({**columns, "用热量(GJ)": [""] * 4}), ledger / "a.parquet")
    lines = ["户号,计费方式,建筑面积,用热量(GJ)", "B1,按面积,100,", "B2,包面积,50㎡,", *["合计,两部制,100,5"] * 3]
    (ledger / "b.csv").write_text("\n".join([*lines, *["C1,两部制,abc,5"] * 3, ""]), encoding="utf-8")
    words = {"计费方式": {"两部制": "按热量", "包面积": "按面积", "包月": "按面积"}}
    manifest = billed_alike(ledger, ("exact", "duckdb", "spark"), spark, city="太原", words=words)
    assert manifest["unused"] == ["用热量(GJ)"]
    assert manifest["unmatched_words"] == ["计费方式:包月"]
    assert b"1.2345678901234568e+16" in rejects(tmp_path / "spark")


def children(process: int) -> Iterator[int]:
    """Yield the processes that a process has started, and theirs."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process:
            child = int(path.parent.name)
            yield child
            yield from children(child)


def test_a_spark_run_that_is_killed_leaves_no_manifest_and_the_next_completes(tmp_path: Path, spark: Any) -> None:
    ledger, out = tmp_path / "ledger", tmp_path / "bills"
    ledger.mkdir()
    rows = [f"{n:06},居民,{n % 200 + 10}{'㎡' if n % 9 == 0 else ''}" for n in range(4000)]
    for number in range(2):
        text = "\n".join(["户号,用户类别,建筑面积", *rows[number::2], "x,居民,九十"])
        (ledger / f"{number}.csv").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", str(out), "--city", "朔州"]
    process = subprocess.Popen(
        [*command, "--engine", "spark", "--master", "local[1]"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
    )
    while not list(tmp_path.glob(".bills.*.tmp/rejected")):
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    started = [process.pid, *children(process.pid)]
    for each in started:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()
    assert not out.exists()
    assert not (tmp_path / "bills.manifest.json").exists()
    manifest = billed(ledger, out, city="朔州", spark=spark)
    assert (manifest["households"], manifest["rejects"]) == (4000, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bills",
        "bills.manifest.json",
        "bills.rejects.csv",
        "ledger",
    ]


@pytest.mark.spark
def test_workers_of_a_cluster_get_the_program_with_the_job(tmp_path: Path, winters: Path) -> None:
    """A cluster with a worker, a process of its own on this machine, which has no heatcalc installed.

    Java finds no file with a Chinese name where the locale is not there, as that of tests mostly is not.
    """
    needs_java()
    program = (
        "import heatcalc, sys\n"
        "cluster = {'engine': 'spark', 'master': 'local-cluster[1,1,1024]', 'winter': '2022-2023'}\n"
        "done = heatcalc.batch(sys.argv[1], sys.argv[2], city='朔州', **cluster)\n"
        "print(done.manifest['households'])\n"
    )
    command = [sys.executable, "-c", program, str(winters / "winter=2022-2023"), str(tmp_path / "账单")]
    done = subprocess.run(command, capture_output=True, env=environment(PYSPARK_PYTHON=sys.executable), check=False)
    assert done.stdout.decode().split() == ["200"], done.stderr.decode()[-2000:]


def test_only_folders_are_billed_by_spark_into_folders(tmp_path: Path, spark: Any) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    assert billed(ledger, tmp_path / "bills", spark=spark, city="朔州")["due"] == "1512.00"
    with pytest.raises(OutputError):
        heatcalc.batch(ledger, tmp_path / "bills.csv", spark=spark, city="朔州")
    with pytest.raises(UsageError):
        heatcalc.batch(ledger, tmp_path / "bills", spark=spark, winter="2022")


def test_small_files_are_billed_beside_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    for name, rows in (("a", 300), ("b", 12_500), ("c", 40)):
        homes = [f"{name}{n:04},居民,{n % 90 + 10}.5" for n in range(rows)]
        homes[20] = "a0007,居民,66"  # billed in the first file; the second's is DuckDB's, until it turns out
        (ledger / f"{name}.csv").write_text("\n".join(["户号,用户类别,建筑面积", *homes, ""]), encoding="utf-8")
    given, opened = [], []

    def noting(self: Engine, block: Block) -> Any:
        given.append(block.length)
        return bill(self, block)

    def opening(*asked: Any, **settings: Any) -> Any:
        opened.append(settings)
        return connect(*asked, **settings)

    bill, connect = Engine.bill, duckdb.connect
    monkeypatch.setattr(Engine, "bill", noting)
    monkeypatch.setattr(duckdb, "connect", opening)
    made = heatcalc.batch(ledger, tmp_path / "bills", city="朔州")
    assert given == [12_500, 12_500], "once more, since an account is repeated"
    assert len(opened) == 3, "one for all files, and one for each turn of the engine"
    exact = heatcalc.batch(ledger, tmp_path / "exact", city="朔州", engine="exact")
    assert different(tmp_path / "bills", tmp_path / "exact") == 0
    assert {**made.manifest, "outputs": {}} == {**exact.manifest, "outputs": {}}
    rejects = [(tmp_path / f"{name}.rejects.csv").read_bytes() for name in ("bills", "exact")]
    assert rejects[0] == rejects[1]
    assert [(reason.code, reason.rows) for reason in made.reasons] == [("R11", 3)]


def test_folders_that_say_otherwise_than_each_other_end_the_run(tmp_path: Path, heat: Program) -> None:
    for folders, code in (("city=太原/城市=朔州", 3), ("city=太原/城市=太原", 0)):
        file = tmp_path / folders[-2:] / folders / "a.csv"
        file.parent.mkdir(parents=True)
        file.write_text("户号,建筑面积\n1,90\n", encoding="utf-8")
        done = heat("batch", str(tmp_path / folders[-2:]), "-o", str(tmp_path / "out"))
        assert (done.code, "城市=朔州" in done.err) == (code, code == 3), done.err
