"""Bills in the chosen format. They are calculated as CSV; the other formats are made from that."""

import csv
import itertools
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from heatcalc.errors import OutputError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.carried_types import CarriedType
from heatcalc.ledger.columns import distinct
from heatcalc.ledger.format_names import CSV_ENCODING, OUTPUT_FORMATS, OutputFormat
from heatcalc.ledger.parquet_bills import Held, write_parquet

_CHUNK = 2**20


def format_of(out: Path, asked: str | None = None, formats: Sequence[OutputFormat] = OUTPUT_FORMATS) -> OutputFormat:
    """Return the format of a file that is to be written, of those possible: the one asked for, or that of its name.

    Raises:
        OutputError: its name is of another kind, whose readers would not understand what is in it.
    """
    for format_ in formats:
        if format_ == asked or (asked is None and out.suffix.lower() == f".{format_}"):
            return format_
    raise OutputError("files.suffix", file=out, formats=[f".{each}" for each in formats])


def write_bills(
    csv_file: Path,
    out: Path,
    format_: OutputFormat,
    figures: range,
    sheet: str,
    held: Held,
    measures: Container[int] = (),
    places: int = 2,
    beside: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
    types: Sequence[CarriedType | None] = (),
) -> None:
    """Make bills, which are there as CSV, into a file of a format.

    The columns `figures` hold amounts with so many `places`, and `measures` what homes state in numbers. A workbook has
    the sheets `beside` as well, each with its rows, the first of which is the header. Parquet has the first columns as
    values of `types`, where that is none as text.

    Raises:
        UnprovenError: what was written is not what is `held` of the bills.
        UsageError: the extra that the format needs is not installed.
    """
    match format_:
        case "csv":
            csv_file.replace(out)
        case "xlsx":
            from heatcalc.ledger.workbook import write_workbook

            write_workbook(_rows(csv_file), out, figures, sheet, measures, places, beside)
        case "parquet":
            write_parquet(csv_file, out, figures, held, places, types)
        case "jsonl":
            _write_jsonl(_rows(csv_file), out)


def transcode(csv_file: Path, encoding: str) -> None:
    """Write a file of CSV anew in another encoding; it must have every character, as GB18030 and UTF-8 do."""
    other = csv_file.with_suffix(".transcoded")
    with (
        csv_file.open(encoding=CSV_ENCODING, newline="") as text,
        other.open("w", encoding=encoding, newline="") as out,
    ):
        while chunk := text.read(_CHUNK):
            out.write(chunk)
    other.replace(csv_file)


def _rows(csv_file: Path) -> Iterator[list[str]]:
    """Yield the header and the rows, without the marks that keep a spreadsheet from running a text in CSV."""
    with csv_file.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        yield from itertools.islice(rows, 1)
        for row in rows:
            yield [unescaped(cell) if cell.startswith("'") else cell for cell in row]


def _write_jsonl(rows: Iterator[list[str]], out: Path) -> None:
    header = distinct(next(rows))
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
