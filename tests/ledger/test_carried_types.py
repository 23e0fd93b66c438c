"""A value of a carried column has one text, by whichever engine, and that text gives the value back."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heatcalc.batches.spark.field_types import text_of
from heatcalc.ledger.carried_types import CarriedType, cell_text, columns_of, without_unkept
from heatcalc.ledger.parquet import connected, pattern_literal

INSTANT = pa.timestamp("us", tz="UTC")
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    pa.bool_(): st.booleans(),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.decimal128(12, 2): st.decimals(-(10**10) + 1, 10**10 - 1, places=2),
    pa.decimal128(20, 12): st.decimals(-(10**8) + 1, 10**8 - 1, places=12),
    pa.float32(): st.floats(allow_nan=False, width=32),
    pa.float64(): st.floats(allow_nan=False),
    pa.date32(): st.dates(dt.date(1, 1, 1)),
    pa.timestamp("us"): st.datetimes(dt.datetime(1000, 1, 1)),  # noqa: DTZ001 - of no zone
    INSTANT: st.datetimes(dt.datetime(1000, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - it has one
    pa.binary(): st.binary(max_size=9),
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)


def nested() -> st.SearchStrategy[tuple[Any, st.SearchStrategy[Any]]]:
    """Draw a type of lists, structs and maps, and the values of it."""
    scalars = st.sampled_from(
        [(type_, st.none() | values) for type_, values in SCALARS.items()] + [(pa.string(), TEXTS)]
    )

    def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        lists = inner.map(lambda each: (pa.list_(each[0]), st.none() | st.lists(each[1], max_size=3)))
        structs = st.tuples(inner, inner).map(
            lambda two: (
                pa.struct([("a b", two[0][0]), ("备注", two[1][0])]),
                st.none() | st.fixed_dictionaries({"a b": two[0][1], "备注": two[1][1]}),
            )
        )
        maps = inner.map(
            lambda each: (
                pa.map_(pa.string(), each[0]),
                st.none() | st.dictionaries(TEXTS, each[1], max_size=3).map(lambda said: list(said.items())),
            )
        )
        return lists | structs | maps

    return around(scalars | around(scalars))


def held(file: Path, type_: Any, values: list[Any]) -> None:
    """Write values, and hold their texts in DuckDB and Python against each other, and against the values."""
    array = pa.array(values, type_)
    pq.write_table(pa.table({"x": array}), file)
    with connected(file.parent) as connection:
        source = f"read_parquet({pattern_literal(file)}, file_row_number = true)"
        columns = columns_of(connection, source, pattern_literal(file))
        found = connection.execute(f"SELECT COALESCE({cell_text('x', columns['x'])}, '') FROM {source}").fetchall()
        assert [text for (text,) in found] == [text_of(value, type_) for value in array.to_pylist()]
        kept = columns["x"]
        assert kept is not None
        assert without_unkept(connection, source, {"x": kept._replace(sure=False)}) == {"x": kept._replace(sure=False)}


@pytest.mark.parametrize("type_", SCALARS, ids=str)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_text_gives_back_its_value(type_: Any, data: st.DataObject, tmp_path: Path) -> None:
    held(tmp_path / "x.parquet", type_, data.draw(st.lists(st.none() | SCALARS[type_], min_size=1, max_size=20)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_text_of_a_list_a_struct_or_a_map_gives_it_back(data: st.DataObject, tmp_path: Path) -> None:
    type_, values = data.draw(nested())
    held(tmp_path / "x.parquet", type_, data.draw(st.lists(values, min_size=1, max_size=8)))


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        (Decimal("1.50"), pa.decimal128(12, 2), "1.50"),
        (Decimal("0.00000001"), pa.decimal128(12, 8), "0.00000001"),
        (True, pa.bool_(), "true"),
        (1e20, pa.float64(), "1e+20"),
        (dt.datetime(2022, 1, 1, 8, tzinfo=dt.UTC), INSTANT, "2022-01-01 08:00:00+00"),
        (b"\0a", pa.binary(), "\\x0061"),
        ([Decimal("1.50"), None], pa.list_(pa.decimal128(4, 2)), '["1.50",null]'),
        ([("k", 1)], pa.map_(pa.string(), pa.int32()), '{"k":1}'),
        ([], pa.map_(pa.string(), pa.int32()), "{}"),
        (None, pa.list_(pa.int32()), ""),
    ],
)
def test_texts_are_such_as_people_read(value: Any, type_: Any, text: str) -> None:
    assert text_of(value, type_) == text


@pytest.mark.parametrize("value", [3.3, 12345678.0, 1052325.75, 16777216.0, 180542112.0, -90537432.0, 1e20, 1e-5, -0.0])
def test_a_float_has_one_text(value: float, tmp_path: Path) -> None:
    held(tmp_path / "x.parquet", pa.float32(), [value])


def test_a_type_whose_text_does_not_give_back_a_value_is_not_kept(tmp_path: Path) -> None:
    file, whole = tmp_path / "x.parquet", CarriedType("TINYINT", sure=False)
    with connected(tmp_path) as connection:
        for value, kept in (("1", whole), ("1.25", None)):
            connection.execute(f"COPY (SELECT {value} AS x) TO '{file}' (FORMAT parquet)")
            assert without_unkept(connection, f"read_parquet('{file}')", {"x": whole}) == {"x": kept}
