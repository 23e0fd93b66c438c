"""The types of the columns of Parquet as Spark has them: which it cannot read, and the text of each other one.

The texts are those that DuckDB makes by `CarriedType`. As Java writes some floats with more digits than they need, the
texts of rejects are made by Python, of the values that Arrow brings.
"""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

from heatcalc.batches.spark.row_sql import as_text, quoted
from heatcalc.errors import InputFileError
from heatcalc.formula.sql.dialects import SPARK
from heatcalc.ledger.carried_types import WHOLE_FLOATS

_OF_BYTES = SPARK.literal("\\x")
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|.)")
_LACKING = ("Time", "UUID", "Interval")
_WHOLE = ("tinyint", "smallint", "int", "bigint", "boolean")
_SECONDS = "CAST(CAST(unix_micros({0}) AS DECIMAL(24, 6)) / 1000000 AS DECIMAL(18, 6))"
_INSTANT = f"concat(CAST(TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {_SECONDS}) AS STRING), '+00')"
"""The text of an instant in UTC, whatever the zone of the session is."""


def refuse_unknown(schema: Any) -> None:  # noqa: ANN401 - a schema of Parquet
    """Check that Spark has the types of all columns of a file.

    Raises:
        InputFileError: it lacks one.
    """
    for at in range(len(schema)):
        column = schema.column(at)
        kind, _, parameters = str(column.logical_type).partition("(")
        if kind in _LACKING or (kind == "Timestamp" and "=nanoseconds" in parameters):
            type_ = "TIMESTAMP(NANOS)" if kind == "Timestamp" else kind.upper()
            raise InputFileError("ledger.spark_type", column=column.path.partition(".")[0], type=type_)


def text_of_field(field: Any, called: str, meaning: str) -> str:  # noqa: ANN401 - a field of Spark
    """Return the text of a column, blank where it is NULL, as DuckDB's `CarriedType` has it; `called` by its users.

    Raises:
        InputFileError: it is read, and of a type that states no figure.
    """
    column, type_ = quoted(field.name), field.dataType.simpleString()
    kind = type_.partition("(")[0].partition("<")[0]
    if meaning or kind not in ("timestamp", "binary", "array", "struct", "map"):
        return as_text(field.name, type_, meaning, called)
    if kind == "timestamp":
        text = _INSTANT.format(column)
    elif kind == "binary":
        text = f"concat({_OF_BYTES}, hex({column}))"
    else:
        text = f"to_json(CAST({column} AS {_shape(field.dataType)}), map('ignoreNullFields', 'false'))"
    return f"COALESCE({text}, '')"


def _shape(type_: Any) -> str:  # noqa: ANN401 - a type of Spark
    """Return the type of the same of texts, whole numbers, yes and no."""
    name = type_.simpleString()
    if name.startswith("array<"):
        return f"ARRAY<{_shape(type_.elementType)}>"
    if name.startswith("map<"):
        return f"MAP<STRING, {_shape(type_.valueType)}>"
    if name.startswith("struct<"):
        return f"STRUCT<{', '.join(f'{quoted(each.name)}: {_shape(each.dataType)}' for each in type_.fields)}>"
    return name if name in _WHOLE else "STRING"


def text_of(value: Any, type_: Any) -> str:  # noqa: ANN401 - a value and a type of Arrow
    """Return the text of a value of a column; blank of None."""
    if isinstance(value, bytes):
        return f"\\x{value.hex().upper()}"
    if isinstance(value, float) and abs(value) >= WHOLE_FLOATS:
        return str(value)
    if type_.num_fields and value is not None:
        text = json.dumps(_plain(value, type_), ensure_ascii=False, separators=(",", ":"))
        return _ESCAPE.sub(lambda found: found[0] if len(found[0]) == 2 else f"\\u{found[1][1:].upper()}", text)
    return "" if value is None else _leaf(value, type_)


def _plain(value: Any, type_: Any) -> Any:  # noqa: ANN401
    """Return a value as JSON has it."""
    import pyarrow as pa

    if value is None or isinstance(value, (bool, int)):
        return value
    if pa.types.is_struct(type_):
        return {field.name: _plain(value[field.name], field.type) for field in type_}
    if pa.types.is_map(type_):
        return {_leaf(key, type_.key_type): _plain(each, type_.item_type) for key, each in value}
    if type_.num_fields:
        return [_plain(each, type_.value_type) for each in value]
    return _leaf(value, type_)


def _leaf(value: Any, type_: Any) -> str:  # noqa: ANN401
    match value:
        case float() if str(type_) == "float":
            import numpy as np  # a FLOAT has 32 bits, of which Python makes 64, with digits that were not there

            short, all_ = str(float(str(np.float32(value)))), str(value)
            return all_ if all_.endswith("5") and len(all_) == len(short) + 1 else short
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dt.datetime():
            instant = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
            text, _, parts = instant.isoformat(" ", "microseconds").partition(".")
            parts = parts.rstrip("0")
            return text + (f".{parts}" if parts else "") + ("+00" if value.tzinfo else "")
        case bytes():
            return "".join(chr(each) if _shown(each) else f"\\x{each:02X}" for each in value)
        case _:
            return str(value)


def _shown(byte: int) -> bool:
    """Return whether DuckDB writes a byte as the character that it is."""
    return 32 <= byte <= 126 and byte not in b"\\'\""
