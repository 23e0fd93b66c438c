"""Rows that DuckDB gives and takes back in Arrow's own form: no file, no table, and no object for a row."""

from collections.abc import Callable
from typing import Any

from heatcalc.installed import lacking

Ask = Callable[..., list[tuple[Any, ...]]]
"""Asks DuckDB a query, with values for its parameters, of `rows`."""
NUMBER_BYTES = 8
_BATCH = 2**17 * NUMBER_BYTES


def load_nanoarrow() -> Any:  # noqa: ANN401 - the module
    """Return nanoarrow, the small library of Arrow's memory that Apache Arrow keeps.

    Raises:
        UsageError: the extra is not installed.
    """
    try:
        import nanoarrow
    except ImportError:
        raise lacking("duckdb") from None
    return nanoarrow


class _ArrowTable:
    """Rows that a query may be asked of as of a table."""

    def __init__(self, schema: Any, batches: list[Any]) -> None:  # noqa: ANN401 - of nanoarrow
        self._schema, self._batches = schema, batches

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the rows to DuckDB, as often as it asks: https://arrow.apache.org/docs/format/CDataInterface.html."""
        from nanoarrow.c_array_stream import CArrayStream

        return CArrayStream.from_c_arrays(self._batches, self._schema).__arrow_c_stream__(requested_schema)


class ArrowRows(_ArrowTable):
    """The rows of a query, whose first column is a text."""

    def __init__(self, relation: Any) -> None:  # noqa: ANN401 - a relation of DuckDB, or what has the same method
        """Fetch the rows of a relation of DuckDB.

        Raises:
            RuntimeError: the query failed.
        """
        stream = load_nanoarrow().c_array_stream(relation)
        super().__init__(stream.get_schema(), list(stream))

    def __len__(self) -> int:
        return sum(batch.length for batch in self._batches)

    def texts(self) -> list[memoryview]:
        """Return the first column of all rows, one behind the other: the very memory, which these rows must outlive."""
        return [memoryview(batch.view().child(0).buffer(2)).cast("B") for batch in self._batches]

    def numbers(self, at: int) -> list[memoryview]:
        """Return the memory of a column of whole numbers of 64 bits, none of which is NULL."""
        return [
            memoryview(batch.view().child(at).buffer(1)).cast("B")[: batch.length * NUMBER_BYTES]
            for batch in self._batches
        ]

    def strings(self, at: int) -> list[str]:
        """Return the texts of a column, none of which is NULL."""
        nanoarrow = load_nanoarrow()
        return [text for batch in self._batches for text in nanoarrow.Array(batch.child(at)).to_pylist()]


class NumberRows(_ArrowTable):
    """Whole numbers of 64 bits as a table of one column, by the very memory that they lie in."""

    def __init__(self, column: str, numbers: memoryview) -> None:
        """Make it of the memory of numbers, which must outlive it."""
        arrow = load_nanoarrow()
        number, row = arrow.uint64(), arrow.struct({column: arrow.uint64()})
        batches = []
        for start in range(0, len(numbers), _BATCH):
            some = numbers[start : start + _BATCH]
            length = len(some) // NUMBER_BYTES
            of_numbers = arrow.c_array_from_buffers(number, length, [None, some], null_count=0)
            batches.append(arrow.c_array_from_buffers(row, length, [None], children=[of_numbers], null_count=0))
        super().__init__(arrow.c_schema(row), batches)
