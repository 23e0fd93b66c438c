"""Columns of Parquet that are only carried along keep their types in Parquet, and are the same text elsewhere."""

import csv
import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import heatcalc
from heatcalc.errors import InputFileError
from tests.batches.test_parts import billed_alike
from tests.conftest import environment
from tests.helpers.files import read

INSTANT = dt.datetime(2022, 1, 1, 0, 0, 0, 120000, tzinfo=dt.UTC)
COLUMNS: dict[str, tuple[Any, Any, str]] = {
    "上季金额": (pa.decimal128(12, 2), Decimal("1.50"), "1.50"),
    "录入": (pa.timestamp("us"), dt.datetime(2022, 1, 1, 8), "2022-01-01 08:00:00"),  # noqa: DTZ001 - of no zone
    "上传": (pa.timestamp("us", tz="UTC"), INSTANT, "2022-01-01 00:00:00.12+00"),
    "入网": (pa.date32(), dt.date(2010, 9, 1), "2010-09-01"),
    "读数": (pa.list_(pa.decimal128(9, 3)), [Decimal("1.500"), None], '["1.500",null]'),
    "表": (pa.struct([("n", pa.int32()), ("s", pa.string())]), {"n": 1, "s": '"'}, '{"n":1,"s":"\\""}'),
    "标签": (pa.map_(pa.string(), pa.int32()), [("k", 1)], '{"k":1}'),
    "在线": (pa.bool_(), True, "true"),
    "序号": (pa.int64(), 2**53 + 1, "9007199254740993"),
    "温差": (pa.float64(), 1e20, "1e+20"),
    "照片": (pa.binary(), b"\0a", "\\x0061"),
}
"""Of each column its type, a value, and the text of that."""


def ledger(path: Path, *, without: tuple[str, ...] = (), **other: Any) -> None:
    """Write four homes, the second without anything that is carried, the third a reject; with `other` types."""
    columns: dict[str, Any] = {"户号": pa.array(["1", "2", "3", "4"]), "建筑面积": pa.array([100, 90, -1, 10])}
    for name, (type_, value, _) in COLUMNS.items():
        if name not in without:
            array = pa.array([value, None, value, value], type_)
            columns[name] = array.cast(other[name]) if name in other else array
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def carried(schema: Any) -> dict[str, Any]:
    """Return the types of a schema that a ledger carries along."""
    return {name: schema.field(name).type for name in schema.names if name in COLUMNS}


def values(file: Path) -> list[dict[str, Any]]:
    return [{name: row[name] for name in COLUMNS} for row in pq.read_table(file).to_pylist()]


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_types_are_kept_in_a_file(engine: Any, tmp_path: Path) -> None:
    ledger(tmp_path / "ledger.parquet")
    heatcalc.batch(tmp_path / "ledger.parquet", tmp_path / "bills.parquet", engine=engine, city="朔州")
    given, made = (pq.read_schema(tmp_path / f"{name}.parquet") for name in ("ledger", "bills"))
    assert carried(made) == carried(given)
    all_ = {name: value for name, (_, value, _) in COLUMNS.items()}
    assert values(tmp_path / "bills.parquet") == [all_, dict.fromkeys(COLUMNS), all_]
    assert made.field("建筑面积").type == pa.string()  # a column that is read is as it was written


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
def test_other_formats_have_their_texts(suffix: str, tmp_path: Path) -> None:
    ledger(tmp_path / "ledger.parquet")
    heatcalc.batch(tmp_path / "ledger.parquet", tmp_path / f"bills.{suffix}", city="朔州")
    if suffix == "csv":
        row = read(tmp_path / "bills.csv")[0]
        assert {name: row[name] for name in COLUMNS} == {name: text for name, (_, _, text) in COLUMNS.items()}
    rejected = read(tmp_path / "bills.rejects.csv")[0]
    assert {name: rejected[name] for name in COLUMNS} == {name: text for name, (_, _, text) in COLUMNS.items()}


def test_types_and_texts_are_the_same_by_spark(tmp_path: Path, spark: Any) -> None:
    ledger(tmp_path / "ledger" / "a.parquet")
    ledger(tmp_path / "ledger" / "b.parquet", 序号=pa.decimal128(20, 0))
    with (tmp_path / "ledger" / "b.parquet").open("rb") as file:  # other accounts, or each would stand twice
        table = pq.read_table(file)
    pq.write_table(table.set_column(0, "户号", pa.array(["5", "6", "7", "8"])), tmp_path / "ledger" / "b.parquet")
    manifest = billed_alike(tmp_path / "ledger", ("exact", "duckdb", "spark"), spark, city="朔州")
    assert manifest["as_text"] == ["序号"]
    types = {name: type_ for name, (type_, _, _) in COLUMNS.items()} | {"序号": pa.string()}
    for engine in ("duckdb", "spark"):
        for file in (tmp_path / engine).rglob("*.parquet"):
            assert carried(pq.read_schema(file)) == types, engine


def test_bytes_are_the_same_in_every_time_zone(tmp_path: Path) -> None:
    ledger(tmp_path / "ledger.parquet")
    made = []
    for zone in ("Asia/Shanghai", "UTC", "America/New_York"):
        for name in ("bills.csv", "bills.parquet"):
            command = [sys.executable, "-m", "heatcalc", "batch", str(tmp_path / "ledger.parquet"), "--force"]
            command += ["-o", str(tmp_path / name), "--city", "朔州"]
            done = subprocess.run(command, capture_output=True, env=environment(TZ=zone), check=False)
            assert done.returncode == 1, done.stderr.decode()
        made.append([(tmp_path / name).read_bytes() for name in ("bills.csv", "bills.parquet", "bills.rejects.csv")])
    assert made[0] == made[1] == made[2]


def test_masked_columns_are_text(tmp_path: Path) -> None:
    columns = {"户号": ["1"], "建筑面积": [100], "联系电话": [13812345678]}
    pq.write_table(pa.table(columns), tmp_path / "ledger.parquet")
    heatcalc.batch(tmp_path / "ledger.parquet", tmp_path / "bills.parquet", city="朔州", mask=True)
    assert pq.read_table(tmp_path / "bills.parquet").column("联系电话").to_pylist() == ["138****5678"]


@pytest.mark.parametrize("type_", [pa.timestamp("us", tz="UTC"), pa.list_(pa.date32())], ids=["instant", "list"])
@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_a_column_that_is_read_is_a_day_not_an_instant(engine: Any, type_: Any, tmp_path: Path, spark: Any) -> None:
    value = [INSTANT.date()] if pa.types.is_list(type_) else INSTANT
    columns = {"户号": ["1"], "建筑面积": [100], "缴费日期": pa.array([value], type_)}
    for instants in (False, True):  # the type that Spark wrote, and still does by default
        if instants and pa.types.is_list(type_):
            continue
        (tmp_path / "ledger").mkdir(exist_ok=True)
        pq.write_table(pa.table(columns), tmp_path / "ledger/a.parquet", use_deprecated_int96_timestamps=instants)
        asked = {"spark": spark} if engine == "spark" else {"engine": engine}
        with pytest.raises(InputFileError, match="缴费日期"):
            heatcalc.batch(tmp_path / "ledger", tmp_path / "bills", city="朔州", **asked)


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb", "spark"])
def test_a_column_that_is_read_is_no_bytes(engine: Any, tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    columns = {"户号": pa.array([b"0001"]), "建筑面积": [100], "照片": pa.array([b"0001"])}
    pq.write_table(pa.table(columns), tmp_path / "ledger/a.parquet")
    asked = {"spark": spark} if engine == "spark" else {"engine": engine}
    with pytest.raises(InputFileError, match=r"列 户号 的类型是 (?:BLOB|binary)，"):
        heatcalc.batch(tmp_path / "ledger", tmp_path / "bills", city="朔州", **asked)


def test_old_timestamps_of_spark_are_instants(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    columns = {"户号": ["1", "2"], "建筑面积": [100, -1], "上传": pa.array([INSTANT] * 2, pa.timestamp("us", tz="UTC"))}
    pq.write_table(pa.table(columns), tmp_path / "ledger/a.parquet", use_deprecated_int96_timestamps=True)
    billed_alike(tmp_path / "ledger", ("duckdb", "spark"), spark, city="朔州")
    for engine in ("duckdb", "spark"):
        (file,) = (tmp_path / engine).rglob("*.parquet")
        assert pq.read_table(file).column("上传").to_pylist() == [INSTANT]


def test_spark_names_a_column_of_a_type_that_it_lacks(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    columns = {"户号": ["1"], "建筑面积": [100], "录入": pa.array([[1]], pa.list_(pa.timestamp("ns")))}
    pq.write_table(pa.table(columns), tmp_path / "ledger/a.parquet")
    with pytest.raises(InputFileError, match="录入"):
        heatcalc.batch(tmp_path / "ledger", tmp_path / "bills", city="朔州", spark=spark)


def test_a_correction_is_of_its_column_s_type(tmp_path: Path) -> None:
    ledger(tmp_path / "ledger.parquet")
    first, rejects = tmp_path / "bills.parquet", tmp_path / "bills.rejects.csv"
    heatcalc.batch(tmp_path / "ledger.parquet", first, city="朔州")
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    for column, said, fits in (("入网", "2011-09-01", True), ("入网", "去年", False), ("照片", "ab41", False)):
        fields = dict(zip(header, row, strict=True)) | {"建筑面积": "80", column: said}
        with rejects.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, [*fields.values()]])
        asked: dict[str, Any] = {"city": "朔州", "corrected": [rejects], "force": True}
        if fits:
            heatcalc.batch(tmp_path / "ledger.parquet", first, **asked)
            assert pq.read_table(first).column("入网").to_pylist()[2] == dt.date(2011, 9, 1)
        else:
            with pytest.raises(InputFileError, match=said):
                heatcalc.batch(tmp_path / "ledger.parquet", first, **asked)


def test_decimals_that_duckdb_would_make_floats_of_are_refused(tmp_path: Path) -> None:
    wide = pa.array([Decimal("123456789012345678901234567890123456789.12")], pa.decimal256(45, 2))
    pq.write_table(pa.table({"户号": ["1"], "建筑面积": [100.0], "ref": wide}), tmp_path / "a.parquet")
    with pytest.raises(InputFileError, match=r"ref 的类型是 DECIMAL\(45,2\)"):
        heatcalc.batch(tmp_path / "a.parquet", tmp_path / "bills.parquet")
