"""The rows of a ledger of many files as Spark sees them: headers read, files counted, everything as text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.control_totals import ControlTotals, InputFile
from heatcalc.batches.spark.beside import TitleSays
from heatcalc.batches.spark.field_types import refuse_unknown, text_of_field
from heatcalc.batches.spark.row_sql import fault_of, is_text, quoted
from heatcalc.batches.spark.workers import PLACE, READ, Staging, is_parquet
from heatcalc.batches.titles import Titles, titles_of, told_by_title
from heatcalc.errors import InputFileError, said_of
from heatcalc.ledger.all_columns import all_columns, headers_of
from heatcalc.ledger.columns import meaning_of
from heatcalc.ledger.dataset import Part, values_of
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import carried_columns
from heatcalc.tariffs.model import Table


class SparkRows:
    """The rows of some files with the same columns, and of the folders that they lie in.

    `words` are the columns of the files, `keys` those of their folders, `header` both. Once `frame` has been asked for,
    `read` is the frame without the keys, `types` has the types by place that are kept, and `as_text` the headers of
    columns that have several.
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
            InputFileError: a file cannot be read, has other columns, or a title that speaks of other homes.
        """
        self._spark = spark
        self._parts = parts
        self._folder = folder
        self._options = options
        self._attributes = dict(table.attributes())
        self._measures = table.measures
        self._schemas: dict[str, str] = {}
        self.types: dict[int, str] = {}
        self.as_text: list[str] = []
        self._read_headers(table)

    def _read_headers(self, table: Table) -> None:
        """Read the header of every file; the folders that they lie in give further columns."""
        options = self._options
        headers = headers_of(self._parts, options.encoding, options.renamed, self._attributes, self._names)
        self.all = all_columns(self._parts, headers)
        header, keys = self.all.header, [key for key, _ in self._parts[0].keys]
        titles = Titles(table, options.defaults)
        self.titles: list[TitleSays] = []
        for number, (part, own) in enumerate(zip(self._parts, headers, strict=True)):
            values = values_of(part, header.words, options.renamed, self._attributes, options.asked)
            with said_of(part.name):
                its = titles_of(own, part)
                titles.refuse(part.name, {*own.meanings, *dict(values)}, its)
                said = ((title, told_by_title(table, options.defaults, title)) for title in its)
                self.titles += [(number, title, *told) for title, all_ in said for told in all_]
        self.words = header.words
        self.keys = keys
        meanings = [meaning_of(key, options.renamed, self._attributes) for key in keys]
        self.header = Header(
            header.line, (*header.words, *keys), (*header.meanings, *meanings), header.titles, header.heads
        )
        """Of the rows as Spark sees them: the columns of the files, then those of their folders."""
        self.own = self.header._replace(words=header.words, meanings=header.meanings)
        """Of the files alone."""

    def _names(self, path: Path) -> list[str]:
        """Return the names of the columns of a Parquet file, and keep what tells one with other columns apart."""
        import pyarrow.parquet

        try:
            schema = pyarrow.parquet.read_metadata(path).schema
            names = schema.to_arrow_schema().names
        except pyarrow.ArrowException as error:
            raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error
        refuse_unknown(schema)
        self._schemas[str(path)] = str(schema).partition("\n")[2]  # the first line says where it is in memory
        return list(names)

    def count(self, totals: ControlTotals) -> None:
        """Hash and count the files, each in a worker; those that are no Parquet become it on the way.

        Raises:
            InputFileError: one cannot be read.
        """
        staged = self._folder / "staged"
        staged.mkdir()
        options, number = self._options, len(self._parts)
        stage = Staging(
            staged, options.encoding, dict(options.renamed), self._attributes, self.all, self._parts, self._measures
        )
        read = self._spark.range(0, number, 1, number).mapInArrow(stage.read, READ)
        for _, *input_, header_lines in sorted(map(tuple, read.collect())):
            totals.inputs.append(InputFile(*input_))
            totals.lines += totals.inputs[-1].lines
            totals.counts["skipped"] += header_lines

    def frame(self) -> Any:  # noqa: ANN401 - a DataFrame
        """Return the rows of all files: their places, and `c0`, `c1` … as text, blank where there is nothing.

        Columns of Parquet that are carried along and keep their types are there too, as `own0`, `own1` ….
        """
        parquet = {str(part.file): number for number, part in enumerate(self._parts) if is_parquet(part)}
        read = [self._read_parquet(paths) for paths in self._alike(parquet)]
        self._find_types({number: frame.dtypes for frame, numbers in read for number in numbers.values()})
        frames = [self._parquet_rows(frame, numbers) for frame, numbers in read]
        staged = self._folder / "staged"
        width = len(self.words)
        if any(staged.glob("*.parquet")):
            texts = (f"c{at}" for at in range(width))
            owns = (f"CAST(NULL AS {type_}) AS own{at}" for at, type_ in self.types.items())
            frames.append(self._spark.read.parquet(str(staged)).selectExpr(*PLACE, *texts, *owns))
        if not frames:  # headers alone
            fields = ", ".join(f"c{at} STRING" for at in range(width))
            places = "part INT, line BIGINT, lines INT, fault STRING, raw STRING"
            frames.append(self._spark.createDataFrame([], f"{places}, {fields}"))
        rows = frames[0]
        for other in frames[1:]:
            rows = rows.unionByName(other)
        self.read = rows
        if self.keys:
            folders = [(number, *(value for _, value in part.keys)) for number, part in enumerate(self._parts)]
            names = ", ".join(f"c{width + at} STRING" for at in range(len(self.keys)))
            of_parts = self._spark.createDataFrame(folders, f"part INT, {names}")
            rows = rows.join(of_parts.hint("broadcast"), "part")
        return rows

    def _alike(self, numbers: dict[str, int]) -> list[dict[str, int]]:
        """Return the files of Parquet, by path, in groups with the same columns of the same types."""
        groups: dict[str, dict[str, int]] = {}
        for path, number in numbers.items():
            groups.setdefault(self._schemas[path], {})[path] = number
        return list(groups.values())

    def _read_parquet(self, numbers: dict[str, int]) -> tuple[Any, dict[str, int]]:
        from pyspark.errors import AnalysisException

        try:
            return self._spark.read.parquet(*map(_escaped, numbers)), numbers
        except AnalysisException as error:
            raise InputFileError("ledger.no_parquet", reason=str(error).splitlines()[0]) from error

    def _find_types(self, kinds: dict[int, list[tuple[str, str]]]) -> None:
        """Find out which columns keep their types; `kinds` are those of the files of Parquet, by their numbers."""
        own = [
            [type_ if type_ != "string" else None for _, type_ in kinds.get(at, ())] for at in range(len(self._parts))
        ]
        types, differ = self.all.common([each or None for each in own])
        kept = carried_columns(self.all.header, mask=self._options.mask)
        self.types = {at: type_ for at, type_ in enumerate(types) if type_ and at in kept}
        self.as_text = [word for word in carried_columns(self.all.header).values() if word in differ]

    def _parquet_rows(self, frame: Any, numbers: dict[str, int]) -> Any:  # noqa: ANN401 - DataFrames
        from urllib.parse import unquote, urlsplit

        paths = [row.path for row in frame.selectExpr("_metadata.file_path AS path").distinct().collect()]
        found = [(path, numbers[unquote(urlsplit(path).path)]) for path in paths]
        known = self._spark.createDataFrame(found, "path STRING, part INT")
        places = self.all.places[next(iter(numbers.values()))]
        fields = [None if place is None else frame.schema.fields[place] for place in places]
        texts, owns = [], []
        for at, field in enumerate(fields):
            text = "''" if field is None else text_of_field(field, self.words[at], self.header.meanings[at])
            texts.append(f"{text} AS c{at}")
            if at in self.types:
                owns.append(f"{f'CAST(NULL AS {self.types[at]})' if field is None else quoted(field.name)} AS own{at}")
        read = [quoted(each.name) for each in fields if each is not None and is_text(each.dataType.simpleString())]
        rows = frame.selectExpr(
            "_metadata.file_path AS path",
            "_metadata.row_index + 2 AS line",
            "1 AS lines",
            f"{fault_of(read)} AS fault",
            "'' AS raw",
            *texts,
            *owns,
        )
        return rows.join(known.hint("broadcast"), "path").drop("path")


def _escaped(path: str) -> str:
    """Return a path as Spark's readers take it, so that no character of it is a pattern."""
    return "".join(f"\\{character}" if character in "*?[]{}" else character for character in path)
