"""The rows of a ledger of many files as Spark sees them: headers read, files counted, everything as text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.control_totals import ControlTotals, InputFile
from heatcalc.batches.spark.row_sql import as_text
from heatcalc.batches.spark.workers import PLACE, READ, Staging, is_parquet
from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.columns import meaning_of
from heatcalc.ledger.dataset import Part, values_of
from heatcalc.ledger.header import Header, find_header
from heatcalc.ledger.reader import open_ledger, refuse_many_sheets
from heatcalc.tariffs.model import Table


class SparkRows:
    """The rows of some files with the same columns, and of the folders that they lie in.

    `words` are the columns of the files, `keys` those of their folders, `header` both. `read` is the frame without the
    keys, once `frame` has been asked for.
    """

    def __init__(
        self,
        spark: Any,  # noqa: ANN401 - a SparkSession
        parts: Sequence[Part],
        folder: Path,
        options: BatchOptions,
        table: Table,
    ) -> None:
        """Read the headers.

        Raises:
            InputFileError: a file cannot be read, or has other columns.
        """
        self._spark = spark
        self._parts = parts
        self._folder = folder
        self._options = options
        self._attributes = dict(table.attributes())
        self._measures = table.measures
        self._read_headers()

    def _read_headers(self) -> None:
        """Read the header of every file; the folders that they lie in give further columns."""
        headers = [self._header_of(part) for part in self._parts]
        for part, header in zip(self._parts, headers, strict=True):
            if header.words != headers[0].words:
                raise InputFileError("ledger.other_columns", one=self._parts[0].name, other=part.name)
            values_of(part, header.words, self._options.renamed, self._attributes, self._options.asked)
        header, keys = headers[0], [key for key, _ in self._parts[0].keys]
        self.words = header.words
        self.keys = keys
        meanings = [meaning_of(key, self._options.renamed, self._attributes) for key in keys]
        self.header = Header(header.line, (*header.words, *keys), (*header.meanings, *meanings), header.titles)
        """Of the rows as Spark sees them: the columns of the files, then those of their folders."""

    def _header_of(self, part: Part) -> Header:
        if is_parquet(part):
            import pyarrow.parquet

            try:
                names = pyarrow.parquet.read_schema(part.file).names
            except pyarrow.ArrowException as error:
                raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error
            return find_header([names], self._options.renamed, self._attributes)
        with part.open() as file:
            options = self._options
            ledger = open_ledger(Hashed(file), options.encoding, options.renamed, self._attributes, 2**16)
        refuse_many_sheets(ledger, part.name)
        return ledger.header

    def count(self, totals: ControlTotals) -> None:
        """Hash and count the files, each in a worker; those that are no Parquet become it on the way.

        Raises:
            InputFileError: one cannot be read.
        """
        staged = self._folder / "staged"
        staged.mkdir()
        options, number = self._options, len(self._parts)
        width = len(self.words)
        stage = Staging(
            staged, options.encoding, dict(options.renamed), self._attributes, width, self._parts, self._measures
        )
        read = self._spark.range(0, number, 1, number).mapInArrow(stage.read, READ)
        for _, *input_, header_lines in sorted(map(tuple, read.collect())):
            totals.inputs.append(InputFile(*input_))
            totals.lines += totals.inputs[-1].lines
            totals.counts["skipped"] += header_lines

    def frame(self) -> Any:  # noqa: ANN401 - a DataFrame
        """Return the rows of all files: their places, and `c0`, `c1` … as text, blank where there is nothing."""
        frames = []
        width = len(self.words)
        parquet = {str(part.file): number for number, part in enumerate(self._parts) if is_parquet(part)}
        if parquet:
            frames.append(self._parquet_rows(parquet))
        if any((self._folder / "staged").glob("*.parquet")):
            staged = self._spark.read.parquet(str(self._folder / "staged"))
            frames.append(staged.select(*PLACE, *(f"c{at}" for at in range(width))))
        if not frames:  # headers alone
            fields = ", ".join(f"c{at} STRING" for at in range(width))
            places = "part INT, line BIGINT, lines INT, fault STRING, raw STRING"
            frames.append(self._spark.createDataFrame([], f"{places}, {fields}"))
        rows = frames[0] if len(frames) == 1 else frames[0].unionByName(frames[1])
        self.read = rows
        if self.keys:
            folders = [(number, *(value for _, value in part.keys)) for number, part in enumerate(self._parts)]
            names = ", ".join(f"c{width + at} STRING" for at in range(len(self.keys)))
            of_parts = self._spark.createDataFrame(folders, f"part INT, {names}")
            rows = rows.join(of_parts.hint("broadcast"), "part")
        return rows

    def _parquet_rows(self, numbers: dict[str, int]) -> Any:  # noqa: ANN401 - a DataFrame
        from urllib.parse import unquote, urlsplit

        from pyspark.errors import AnalysisException

        try:
            frame = self._spark.read.parquet(*map(_escaped, numbers))
        except AnalysisException as error:
            raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error
        paths = [row.path for row in frame.selectExpr("_metadata.file_path AS path").distinct().collect()]
        found = [(path, numbers[unquote(urlsplit(path).path)]) for path in paths]
        known = self._spark.createDataFrame(found, "path STRING, part INT")
        texts = [f"{as_text(name, type_)} AS c{at}" for at, (name, type_) in enumerate(frame.dtypes)]
        rows = frame.selectExpr(
            "_metadata.file_path AS path",
            "_metadata.row_index + 2 AS line",
            "1 AS lines",
            "'' AS fault",
            "'' AS raw",
            *texts,
        )
        return rows.join(known.hint("broadcast"), "path").select(*PLACE, *(f"c{at}" for at in range(len(texts))))


def _escaped(path: str) -> str:
    """Return a path as Spark's readers take it, so that no character of it is a pattern."""
    return "".join(f"\\{character}" if character in "*?[]{}" else character for character in path)
