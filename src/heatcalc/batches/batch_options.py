"""What is options of a run through a ledger, besides the bills."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NamedTuple

from heatcalc.errors import Refused
from heatcalc.ledger.blocks import BLOCK_BYTES
from heatcalc.ledger.formats import CSV_ENCODING, OutputEncoding, OutputFormat
from heatcalc.messages import Lang
from heatcalc.money import Currency
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

EngineName = Literal["exact", "compiled", "duckdb", "spark"]


class Defaults(NamedTuple):
    """What holds for rows that say nothing of it."""

    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: int | None = None


class BatchOptions(NamedTuple):
    """What is options of a run besides the bills."""

    defaults: Defaults = Defaults()
    encoding: str | None = None
    sheets: tuple[str, ...] = ()
    """The sheets of a workbook; all that have the same header where none is asked for."""
    renamed: Mapping[str, str] = {}
    """What columns mean that are called otherwise, by their headers; `""` of one that is only carried."""
    values: Mapping[str, Mapping[str, str]] = {}
    """What words mean: header → word → a word that is understood."""
    asked: tuple[str, ...] = ()
    """The columns that the ledger must have, since an option names them."""
    corrected: tuple[Path, ...] = ()
    """Files of rejects that were corrected, to be billed in their places."""
    several: bool = False
    """Whether an account may have several rows, such as those of several areas."""
    max_rejects: int | Fraction | None = None
    """A number of rows, or as a `Fraction` a share of the rows billed and rejected."""
    by: tuple[str, ...] = ()
    """The headers of columns by which the bills are summed as well."""
    explain: bool = False
    mask: bool = False
    format: OutputFormat | None = None
    """The format of the bills; that of the file's name where none is asked for."""
    out_encoding: OutputEncoding = CSV_ENCODING
    """The encoding of what is written as CSV."""
    engine: EngineName | None = None
    """What bills most rows; DuckDB where it is installed and there are many."""
    lang: Lang = "zh"
    block_bytes: int = BLOCK_BYTES
    spark: Any = None
    """The `SparkSession` of the caller; else one of our own, at `master`, or where Spark itself is told to run."""
    master: str | None = None


def run_currency(table: Table, defaults: Defaults) -> Currency:
    """Return the currency of a run: of the city that homes are in, where one is named; else that of the table."""
    with suppress(Refused):
        return table.currency_of(find_city(table, defaults.city) if defaults.city else None)
    return table.currency_of(None)  # each row will be told that there is no such city
