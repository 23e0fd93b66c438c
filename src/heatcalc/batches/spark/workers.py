"""What Spark's workers do: read a file into rows, and bill rows one by one."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.control_totals import InputFile, group_of, price_of
from heatcalc.batches.rejects import laid_out
from heatcalc.batches.row_biller import RowBiller
from heatcalc.errors import HeatcalcError
from heatcalc.files.hashing import Hashed, sha256_of
from heatcalc.formula.sql.dialects import SCALE
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.messages import Lang
from heatcalc.schema.attributes import Attributes
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import Table

PLACE = ("part", "line", "lines", "fault", "raw")
EXACT_SCHEMA = (
    "kind STRING, part INT, line BIGINT, lines INT, city STRING, class STRING, basis STRING, area BIGINT,"
    " total BIGINT, others BIGINT, due BIGINT, winter STRING, price STRING,"
    " seen STRING, winters_old INT, column STRING, code STRING, message STRING, words STRING"
)


class ExactBiller(NamedTuple):
    """What a worker needs to bill rows one by one."""

    table: Table
    defaults: Defaults
    lang: Lang
    header: Header
    several: bool
    values: Mapping[str, Mapping[str, str]]

    def bill(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield what becomes of the rows, as record batches of `EXACT_SCHEMA` and the fields."""
        import pyarrow as pa

        biller = RowBiller(self.table, self.defaults, self.lang, self.header, several=self.several, values=self.values)
        width = len(self.header.words)
        for batch in batches:
            answers: list[list[Any]] = []
            columns = [column.to_pylist() for column in batch.columns]
            for part, line, lines, fault, raw, *fields in zip(*columns, strict=True):
                record = Record(line, lines, () if fault else tuple(fields), raw, fault)
                answers.append([*self._answer(biller, record, part), *fields])
            types = [pa.string(), pa.int32(), pa.int64(), pa.int32(), *[pa.string()] * 3, *[pa.int64()] * 4]
            types += [*[pa.string()] * 3, pa.int32(), *[pa.string()] * (4 + width)]
            names = [each.split()[0] for each in EXACT_SCHEMA.split(", ")] + [f"c{at}" for at in range(width)]
            arrays = [pa.array(column, type_) for column, type_ in zip(zip(*answers, strict=True), types, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, names)

    def _answer(self, biller: RowBiller, record: Record, part: int) -> list[Any]:
        place = [part, record.line, record.lines]
        if biller.skips(record):
            return ["skipped", *place, *[None] * 15]
        try:
            calculation = biller.bill(record)
            group = group_of(calculation)
        except (HeatcalcError, FieldError) as error:
            reject = biller.reject(record, error)
            said = [reject.column, reject.code, reject.message, json.dumps(reject.words)]
            return ["rejected", *place, *[None] * 11, *said]
        area = group.area * SCALE
        assert area.denominator == 1, "an area has at most four decimals"
        amounts = [int(area), group.total, group.others, group.due]
        price = price_of(self.table, calculation.found)
        winter = None if price.winter is None else winter_text(price.winter)
        age = [winter, price.id, price.seen, price.winters_old]
        return ["billed", *place, group.city, group.class_, "".join(group.bases), *amounts, *age, *[None] * 4]


class Staging(NamedTuple):
    """What a worker needs to read a file."""

    folder: Path
    encoding: str | None
    renamed: dict[str, str]
    attributes: Attributes
    width: int

    def read(self, numbered: tuple[int, Part]) -> tuple[InputFile, int]:
        """Hash and count a file, and keep its rows as Parquet if it is none. Return how many lines its header takes."""
        import pyarrow.parquet

        number, part = numbered
        if is_parquet(part):
            assert isinstance(part.file, Path)
            rows = pyarrow.parquet.read_metadata(part.file).num_rows
            return InputFile(part.name, sha256_of(part.file), "parquet", rows + 1), 1
        with part.open() as file:
            hashed = Hashed(file)
            ledger = open_ledger(hashed, self.encoding, self.renamed, self.attributes)
            lines = ledger.header.line
            out = self.folder / f"{number:05}.parquet"
            begun = out.with_name(f".{out.name}")
            writer = None
            for block in ledger.blocks:
                lines += block.length
                table = self._staged(number, block, ledger.delimiter)
                writer = writer or pyarrow.parquet.ParquetWriter(begun, table.schema)
                writer.write_table(table)
            if writer is not None:
                writer.close()
                begun.replace(out)
        return InputFile(part.name, hashed.sha256(), ledger.encoding(), lines), ledger.header.line

    def _staged(self, number: int, block: Block, delimiter: str) -> Any:  # noqa: ANN401 - a table
        import pyarrow as pa

        rows: list[tuple[Any, ...]] = []
        for record in block.records(self.width):
            fields = record.fields or laid_out(record, delimiter, self.width)
            raw = record.raw if record.fault else ""
            rows.append((number, record.line, record.lines, record.fault, raw, *fields))
        types = [pa.int32(), pa.int64(), pa.int32(), *[pa.string()] * (2 + self.width)]
        names = [*PLACE, *(f"c{at}" for at in range(self.width))]
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return pa.table([pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)], names)


def is_parquet(part: Part) -> bool:
    """Return whether a file of a ledger is Parquet, by its name."""
    return part.name.lower().endswith(".parquet")
