"""What Spark's workers do: read a file into rows, and bill rows one by one."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.control_totals import group_of, price_of
from heatcalc.batches.other_heads import refuse_other_head
from heatcalc.batches.rejects import Reject, laid_out, reject_row
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sections import Told, refusal_of, told_of_others
from heatcalc.batches.spark.field_types import text_of
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed, sha256_of
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.ledger.all_columns import AllColumns, laid
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.words import figure_places
from heatcalc.measures import OwnMeasure
from heatcalc.messages import Lang, say
from heatcalc.schema.attributes import Attributes
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.own_measures import declare

PLACE = ("part", "line", "lines", "fault", "raw")
ANSWER = (
    "kind STRING, city STRING, class STRING, basis STRING, area BIGINT, total BIGINT, others BIGINT, due BIGINT,"
    " winter STRING, price STRING, seen STRING, winters_old INT, `column` STRING, code STRING, message STRING,"
    " words STRING, beside STRING"
)
"""What the exact reader says of a row; all of it is NULL of one that it is not asked about."""
LINE_END = "\r\n"
_NAMES = [each.split()[0].strip("`") for each in ANSWER.split(", ")]
SKIPPED = "skipped"
"""The kind of a row that is no household, and its code among the rejects."""
REFUSED = "refused"
"""The kind of a line that speaks of other homes, for which the run ends."""


class ExactBiller(NamedTuple):
    """What a worker needs to bill rows one by one."""

    table: Table
    defaults: Defaults
    lang: Lang
    header: Header
    values: Mapping[str, Mapping[str, str]]
    several: bool = False
    own: Header | None = None
    """Of lines of a file, among which one may speak of others, the columns before those that folders stand for."""

    def biller(self) -> RowBiller:
        """Return a biller of such rows."""
        return RowBiller(self.table, self.defaults, self.lang, self.header, several=self.several, values=self.values)

    def as_column(self, asked: str) -> Any:  # noqa: ANN401 - a Column
        """Return what the exact reader answers to `asked`: the texts of a row that is to be billed, or NULL.

        They are its fields, its fault, the broken line, and whether its account is repeated. A row that is billed
        says too, in that case, why it would be rejected beside another one.
        """
        from pandas import DataFrame, Series
        from pyspark.sql.functions import expr, pandas_udf  # type: ignore[attr-defined]

        def answers(batches: Iterator[Series]) -> Iterator[DataFrame]:
            answer = in_worker(self)
            for batch in batches:
                yield DataFrame([answer(texts) for texts in batch], columns=_NAMES, dtype=object)

        # What answers take of a row may not be asked twice, nor before it is known which rows need them.
        return pandas_udf(answers, ANSWER).asNondeterministic()(expr(asked))

    def answer(self, biller: RowBiller, texts: Sequence[str]) -> list[Any]:
        """Return what becomes of a row."""
        *fields, fault, raw, repeated = texts
        record = Record(1, 1, () if fault else tuple(fields), raw, fault)
        answer = self._answer(biller, record, repeated=bool(repeated))
        beside: list[Told] = []
        if self.own is not None:
            try:
                beside = self._told(biller, _of(record, self.own), self.own, answer[0])
            except InputFileError as error:
                return [REFUSED, *[None] * 11, None, error.key, None, json.dumps(error.values), None]
        return [*answer, json.dumps(beside) if beside else None]

    def _told(self, biller: RowBiller, record: Record, own: Header, kind: str) -> list[Told]:
        """Return what a row says of other homes that may say it themselves.

        Raises:
            InputFileError: it says of them what they cannot say, or is the head of others.
        """
        asked = self.table, self.defaults, biller.classes
        told = told_of_others(*asked, record, own.meanings, skipped=kind == SKIPPED)
        found = [each for each in told if each.meaning]
        for each in found:
            if each.meaning not in self.header.meanings and (each.is_counted or not each.below):
                raise refusal_of(each, 1)
        if kind == "rejected":
            refuse_other_head(record, figure_places(own.meanings))
        return found

    def _answer(self, biller: RowBiller, record: Record, *, repeated: bool) -> list[Any]:
        own = self.own or self.header
        if biller.skips(_of(record, own), own):
            return [SKIPPED, *[None] * 11, None, SKIPPED, say("rejects.no_household", self.lang), "[]"]
        biller.billed.clear()  # which of several rows is billed is decided where all of them are seen
        try:
            calculation = biller.bill(record)
        except (HeatcalcError, FieldError) as error:
            return ["rejected", *[None] * 11, *_reason(biller, record, error)]
        group = group_of(calculation)
        area = group.area * SCALE
        assert area.denominator == 1, "an area has at most four decimals"
        amounts = [int(area), group.total, group.others, group.due]
        price = price_of(self.table, calculation.found)
        winter = None if price.winter is None else winter_text(price.winter)
        age = [winter, price.id, price.seen, price.winters_old]
        again: list[Any] = [None] * 4
        if repeated:
            try:
                biller.bill(record)
            except (HeatcalcError, FieldError) as error:
                again = _reason(biller, record, error)
        return ["billed", group.city, group.class_, "".join(group.bases), *amounts, *age, *again]


def _of(record: Record, header: Header) -> Record:
    return record._replace(fields=record.fields[: len(header.words)])


def in_worker(exact: ExactBiller) -> Callable[[Sequence[str] | None], list[Any]]:
    """Return what answers the texts of a row."""
    declare(exact.table.measures)
    biller: list[RowBiller] = []
    nothing = [None] * len(_NAMES)

    def answer(texts: Sequence[str] | None) -> list[Any]:
        if texts is None:
            return nothing
        if not biller:
            biller.append(exact.biller())
        return exact.answer(biller[0], texts)

    return answer


def _reason(biller: RowBiller, record: Record, error: HeatcalcError | FieldError) -> list[Any]:
    reject = biller.reject(record, error)
    return [reject.column, reject.code, reject.message, json.dumps(reject.words)]


class RejectLines(NamedTuple):
    """What a worker needs to write rejects as lines of a file."""

    names: Sequence[str]
    """Of the ledger's files."""
    width: int
    typed: Sequence[int]
    """The places of the fields that are there as values too, behind all fields."""

    def lines(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield the lines of rejects: the number of the file, line, column, code and message, then the fields."""
        import pyarrow as pa

        for batch in batches:
            made = []
            types = [each.type for each in batch.columns[5 + self.width :]]
            for part, line, column, code, message, *fields in zip(
                *(each.to_pylist() for each in batch.columns), strict=True
            ):
                text = io.StringIO()
                for at, value, type_ in zip(self.typed, fields[self.width :], types, strict=True):
                    fields[at] = text_of(value, type_) or fields[at]  # a broken line has no values, but pieces
                reject = Reject(line, column, code, message, self.names[part])
                csv.writer(text, lineterminator=LINE_END).writerow(reject_row(fields[: self.width], reject))
                made.append(text.getvalue().removesuffix(LINE_END))
            yield pa.RecordBatch.from_arrays([pa.array(made, pa.string())], ["value"])


READ = "number BIGINT, name STRING, sha256 STRING, encoding STRING, lines BIGINT, header_lines BIGINT"


class Staging(NamedTuple):
    """What a worker needs to read a file."""

    folder: Path
    encoding: str | None
    renamed: dict[str, str]
    attributes: Attributes
    columns: AllColumns
    parts: Sequence[Part]
    measures: Mapping[str, OwnMeasure]

    def read(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Read the files of some numbers, and yield what `READ` says of them."""
        import pyarrow as pa

        declare(self.measures)
        for batch in batches:
            made = [(number, *self._read(number, self.parts[number])) for number in batch.column(0).to_pylist()]
            names = [each.split()[0] for each in READ.split(", ")]
            types = [pa.int64(), *[pa.string()] * 3, *[pa.int64()] * 2]
            arrays = [pa.array(column, type_) for column, type_ in zip(zip(*made, strict=True), types, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, names)

    def _read(self, number: int, part: Part) -> tuple[str, str, str, int, int]:
        """Hash and count a file, and keep its rows as Parquet if it is none. Return how many lines its header takes."""
        import pyarrow.parquet

        if is_parquet(part):
            assert isinstance(part.file, Path)
            rows = pyarrow.parquet.read_metadata(part.file).num_rows
            return part.name, sha256_of(part.file), "parquet", rows + 1, 1
        with part.open() as file:
            hashed = Hashed(file)
            ledger = open_ledger(hashed, self.encoding, self.renamed, self.attributes)
            lines = ledger.header.line
            out = self.folder / f"{number:05}.parquet"
            begun = out.with_name(f".{out.name}")
            writer = None
            for block in ledger.blocks:
                lines += block.length
                if not self.columns.is_whole(number):
                    block = laid(block, self.columns.places[number])  # noqa: PLW2901 - the same with other places
                table = self._staged(number, block, ledger.delimiter)
                writer = writer or pyarrow.parquet.ParquetWriter(begun, table.schema)
                writer.write_table(table)
            if writer is not None:
                writer.close()
                begun.replace(out)
        return part.name, hashed.sha256(), ledger.encoding(), lines, ledger.header.line

    def _staged(self, number: int, block: Block, delimiter: str) -> Any:  # noqa: ANN401 - a table
        import pyarrow as pa

        rows: list[tuple[Any, ...]] = []
        width = len(self.columns.header.words)
        for record in block.records(width):
            fields = record.fields or laid_out(record, delimiter, width)
            raw = record.raw if record.fault else ""
            rows.append((number, record.line, record.lines, record.fault, raw, *fields))
        types = [pa.int32(), pa.int64(), pa.int32(), *[pa.string()] * (2 + width)]
        names = [*PLACE, *(f"c{at}" for at in range(width))]
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return pa.table([pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)], names)


def is_parquet(part: Part) -> bool:
    """Return whether a file of a ledger is Parquet, by its name."""
    return part.name.lower().endswith(".parquet")
