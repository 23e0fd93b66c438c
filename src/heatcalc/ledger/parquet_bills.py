"""Bills in Parquet files, which DuckDB writes."""

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from heatcalc.errors import OutputError, UnprovenError
from heatcalc.files.spreadsheet_text import FORMULA, unescaped
from heatcalc.formula.sql.dialect import text_literal
from heatcalc.formula.sql.dialects import DUCKDB
from heatcalc.ledger.carried_types import CarriedType, refuse_other_types
from heatcalc.ledger.columns import distinct
from heatcalc.ledger.parquet import connected, load_duckdb, pattern_literal
from heatcalc.ledger.records import MARK


class Held(NamedTuple):
    """Some of the bills that were written, to hold what is made of them against: so many rows, and a few by number."""

    rows: int
    some: Mapping[int, list[str]]


def write_parquet(
    bills: Path, out: Path, figures: range, held: Held, places: int = 2, types: Sequence[CarriedType | None] = ()
) -> None:
    """Write bills in CSV, in UTF-8, as Parquet: texts, and in the columns `figures` decimals of so many `places`.

    `types` are those of the first columns, None where that is a text.

    Raises:
        InputFileError: a text is no value of its column's type, which a clerk has corrected it to.
        OutputError: DuckDB cannot write it, such as an amount of more than sixteen digits.
        UnprovenError: what was written has not as many rows, or another where one is `held`.
        UsageError: the extra that writes it is not installed.
    """
    duckdb = load_duckdb()
    with bills.open(encoding="utf-8-sig", newline="") as text:
        words = next(csv.reader(text))
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(words)))
    decimal = f"DECIMAL(18, {places})"
    typed = {at: type_ for at, type_ in enumerate(types) if type_ is not None}
    kept = [f"CAST(c{at} AS {decimal})" if at in figures else _unmarked(f"c{at}") for at in range(len(words))]
    valued = [typed[at].value(text) if at in typed else text for at, text in enumerate(kept)]
    names = [DUCKDB.quoted(name) for name in distinct(words)]
    named = ", ".join(f"{column} AS {name}" for column, name in zip(valued, names, strict=True))
    if any("\n" in word or "\r" in word for word in words):  # which DuckDB does not know in a header
        bills = _body(bills, words)
        options = "header = false"
    else:
        options = "header = true"
    options += ", delim = ',', quote = '\"', escape = '\"', auto_detect = false"
    options += f", nullstr = '{MARK}null{MARK}'"
    source = f"read_csv({pattern_literal(bills)}, columns = {{{columns}}}, {options})"
    with _unwritable(out, duckdb.Error), connected(out.parent) as connection:
        try:
            connection.execute(f"COPY (SELECT {named} FROM {source}) TO {text_literal(str(out))} (FORMAT parquet)")
        except duckdb.Error:
            refuse_other_types(connection, source, {words[at]: (kept[at], type_) for at, type_ in typed.items()})
            raise
        written = f"read_parquet({pattern_literal(out)}, file_row_number = true)"
        (rows,) = connection.execute(f"SELECT count(*) FROM {written}").fetchone()
        if rows != held.rows:
            raise UnprovenError("proof.other_rows_written", file=out, written=rows, rows=held.rows)
        texts = [f"COALESCE({typed[at].text(name)}, '')" if at in typed else name for at, name in enumerate(names)]
        cells = ", ".join(f"CAST({text} AS VARCHAR)" for text in texts)
        numbers = ", ".join(map(str, held.some)) or "-1"
        found = connection.execute(
            f"SELECT file_row_number, {cells} FROM {written} WHERE file_row_number IN ({numbers})"
        )
        for number, *row in iter(found.fetchone, None):
            if row != [unescaped(cell) for cell in held.some[number]]:
                raise UnprovenError("proof.other_row_written", file=out, row=number + 1)


def _body(bills: Path, words: list[str]) -> Path:
    """Return a file beside the bills that has their rows without the header."""
    body = bills.with_suffix(".body.csv")
    with bills.open("rb") as whole, body.open("wb") as rows:
        for _ in range("".join(words).count("\n") + 1):
            whole.readline()
        shutil.copyfileobj(whole, rows)
    return body


@contextmanager
def _unwritable(out: Path, fault: type[Exception]) -> Iterator[None]:
    """Say of what DuckDB cannot write that it is that file."""
    try:
        yield
    except fault as error:
        raise OutputError("files.unwritable", file=out.name, reason=str(error).splitlines()[0]) from error


def _unmarked(column: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from running it."""
    marked = f"regexp_matches({column}, '^''{FORMULA.pattern}')"
    return f"CASE WHEN {marked} THEN substr({column}, 2) ELSE {column} END"
