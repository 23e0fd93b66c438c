"""Rows that DuckDB gives and takes back in Arrow's own form: no file, no table, and no object for a row."""

from typing import Any

from heatcalc.installed import lacking


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


class ArrowRows:
    """The rows of a query, whose first column is a text; a query may be asked of them as of a table."""

    def __init__(self, relation: Any) -> None:  # noqa: ANN401 - a relation of DuckDB, or what has the same method
        """Fetch the rows of a relation of DuckDB.

        Raises:
            RuntimeError: the query failed.
        """
        stream = load_nanoarrow().c_array_stream(relation)
        self._streams = type(stream)
        self._schema = stream.get_schema()
        self._batches = list(stream)

    def __len__(self) -> int:
        return sum(batch.length for batch in self._batches)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the rows to DuckDB, as often as it asks: https://arrow.apache.org/docs/format/CDataInterface.html."""
        stream = self._streams.from_c_arrays(self._batches, self._schema)
        return stream.__arrow_c_stream__(requested_schema)

    def texts(self) -> list[memoryview]:
        """Return the first column of all rows, one behind the other: the very memory, which these rows must outlive."""
        return [memoryview(batch.view().child(0).buffer(2)).cast("B") for batch in self._batches]
