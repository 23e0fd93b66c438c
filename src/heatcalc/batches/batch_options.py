"""What is options of a run through a ledger, besides the bills."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypedDict, get_args

from heatcalc.billing.request import period_of
from heatcalc.ledger.blocks import BLOCK_BYTES
from heatcalc.ledger.carried import Watched, watched_columns
from heatcalc.ledger.format_names import CSV_ENCODING, OutputEncoding, OutputFormat
from heatcalc.ledger.header import Header, renamed_to
from heatcalc.messages import Lang
from heatcalc.money import Currency
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import period_from, winter_text
from heatcalc.tariffs.lookup import find_city, find_class
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words, find_plan

EngineName = Literal["exact", "compiled", "duckdb", "spark"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
_OF_HAN = re.compile("[一-龥]+")


class Defaults(NamedTuple):
    """What holds for rows that say nothing of it."""

    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: int | None = None
    asked: tuple[str, ...] = ()
    """Which of class and plan an option says, though it be what holds without."""

    def says(self, name: str) -> bool:
        """Return whether an option says the class or the plan of rows that do not."""
        return name in self.asked or getattr(self, name) != self._field_defaults[name]

    def named(self) -> dict[str, str | None]:
        """Return them as a manifest has them, since rows of the bills say nothing of it either."""
        winter = None if self.winter is None else winter_text(self.winter)
        return {"city": self.city, "class": self.class_, "plan": self.plan, "winter": winter}


def defaults_of(manifest: Mapping[str, Any]) -> Defaults:
    """Return what the manifest of a run says of rows without a city, class, plan or winter of their own.

    Raises:
        KeyError, TypeError: it is no such manifest.
    """
    said, winters = manifest["defaults"], list(manifest["winters"])
    winter = said["winter"] or (winters[0] if len(winters) == 1 else None)
    return Defaults(said["city"], said["class"], said["plan"], period_from(winter))


def watched_of(
    table: Table, defaults: Defaults, header: Header, renamed: Mapping[str, str], told: Collection[str]
) -> list[Watched]:
    """Return the columns of a ledger to look through; `told` is what its rows and folders say, by meaning.

    Raises:
        Refused: the table has no such city.
    """
    asked = ("status", "relief", *([] if defaults.says("class_") else ["class"]))
    cities = _other_cities(table, defaults, told)
    return watched_columns(header, renamed, asked, cities, also_in_addresses=defaults.city is None)


def _other_cities(table: Table, defaults: Defaults, told: Collection[str]) -> str:
    """Return the names, with | between, of other cities than the one by whose prices all rows are billed.

    There are none where rows are `told` apart by their city.
    """
    name = defaults.city or table.default_city
    if "city" in told or not name:
        return ""
    ours = find_city(table, name)
    called = {word for city in table.city if city is not ours for word in (city.name, *city.aliases)}
    return "|".join(sorted(filter(_OF_HAN.fullmatch, called.difference((ours.name, *ours.aliases)))))


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
    own: Callable[[str], bool] | None = None
    """Tells by its header whether each row has a figure of its own in a column that is only carried."""
    asked: tuple[str, ...] = ()
    """The columns that the ledger must have, since an option names them."""
    corrected: tuple[Path, ...] = ()
    """Files of rejects that were corrected, to be billed in their places."""
    several: bool = False
    """Whether an account may have several rows, such as those of several areas."""
    needs_winter: bool = False
    """Whether a row that leaves its winter blank is a reject where no default says it; else the newest is billed."""
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
    """Return the currency of a run: of the city that homes are in, where one is named; else that of the table.

    Raises:
        Refused: the table has no such city, though each row may name another.
    """
    return table.currency_of(find_city(table, defaults.city) if defaults.city else None)


def refuse_unknown(table: Table, defaults: Defaults) -> None:
    """Check that the table knows what rows are billed as that do not say it.

    Raises:
        Refused: it has no such city or class.
        UsageError: there is no such plan.
    """
    find_plan(table, defaults.plan)
    name = defaults.city or table.default_city
    if name and plain_word(defaults.class_) not in class_words(table):
        find_class(table, find_city(table, name), defaults.class_)


class LedgerKeywords(TypedDict, total=False):
    """What a Python caller may say of a ledger, see `batch`; all of it may be left out."""

    city: str | None
    """Where homes are that do not say it; so are class, plan and winter of those that do not say them."""
    class_: str
    plan: str
    winter: str | int | None
    """Such as `2022-2023`; a calendar year as a number."""
    columns: Mapping[str, str]
    """What columns mean that go by other names: header → meaning."""
    words: Mapping[str, Mapping[str, str]]
    """What words mean: header → word → a word that is understood."""
    carry: Sequence[str]
    """The headers of columns that change no bill."""
    corrected: Sequence[str | Path]
    """Files of rejects that were corrected, to be billed in their places."""
    encoding: str | None
    sheet: str | None
    several: bool
    """Whether an account may have several rows."""
    by: Sequence[str]
    """Headers by which there are sums, too."""
    max_rejects: int | Fraction | None
    """A number of rows, or as a `Fraction` a share of them."""
    mask: bool
    lang: Lang


def refuse_keywords(asked: Mapping[str, object], known: Collection[str], lists: Iterable[str] = ()) -> None:
    """Check what a Python caller says.

    Raises:
        TypeError: a keyword that is not `known`, or a text in place of one of the `lists`.
    """
    unknown = sorted({*asked} - {*known})
    if unknown:
        raise TypeError(f"unknown keyword: {', '.join(unknown)}")
    for name in lists:
        if isinstance(asked.get(name), str):
            raise TypeError(f"{name} is a list")


def options_of(table: Table, asked: LedgerKeywords, also: Mapping[str, str] = MappingProxyType({})) -> BatchOptions:
    """Return the options of a run that a Python caller asks for.

    `also` are headers of columns that only some files have, each with its meaning.

    Raises:
        TypeError: an unknown keyword, or a text in place of a list.
        UsageError: a winter or a column that does not exist.
    """
    refuse_keywords(asked, LedgerKeywords.__optional_keys__, ("carry", "by", "corrected"))
    carry, columns, words = asked.get("carry", ()), dict(asked.get("columns", {})), asked.get("words", {})
    sheet, winter = asked.get("sheet"), period_of(asked.get("winter"))
    usual = Defaults()
    chosen = tuple(each for each in ("class_", "plan") if asked.get(each))
    return BatchOptions(
        Defaults(
            asked.get("city"), asked.get("class_") or usual.class_, asked.get("plan") or usual.plan, winter, chosen
        ),
        asked.get("encoding"),
        () if sheet is None else (sheet,),
        several=asked.get("several", False),
        by=tuple(asked.get("by", ())),
        renamed=renamed_to(dict.fromkeys(carry, "") | columns, table.attributes(), also),
        values=words,
        corrected=tuple(map(Path, asked.get("corrected", ()))),
        asked=(*carry, *columns, *words),
        max_rejects=asked.get("max_rejects"),
        mask=asked.get("mask", False),
        lang=asked.get("lang", "zh"),
    )
