"""Rows of a DataFrame billed: frames in, frames out, so that where they lie and how they are written is the caller's.

Nothing is asked of Spark but DataFrames and SQL: no RDD, no `sparkContext`, no view, no setting. So a session of Spark
Connect or of a shared cluster will do.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict, Unpack

from heatcalc.batches.batch_options import Defaults, refuse_keywords, watched_of
from heatcalc.batches.spark.outcomes import look_through, outcomes, profiles_of
from heatcalc.batches.spark.proof import DRAWN, amounts_again
from heatcalc.batches.spark.row_sql import (
    amounts_as,
    as_text,
    expression,
    fault_of,
    holds_texts,
    identity,
    is_text,
    quoted,
    sum_of_hashes,
    sums_over,
)
from heatcalc.batches.spark.workers import SKIPPED, ExactBiller
from heatcalc.billing.request import period_of
from heatcalc.errors import UnprovenError, UsageError, told_in
from heatcalc.ledger.columns import REJECT, RESULTS, distinct
from heatcalc.ledger.dataset import Part, values_of
from heatcalc.ledger.header import find_header, renamed_to
from heatcalc.messages import LANGS, Lang
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table


class FrameKeywords(TypedDict, total=False):
    """What may be said of the rows of a frame; all of it may be left out."""

    city: str | None
    """Holds for rows without their own, as do the next three; the table's default city where none is given."""
    class_: str
    plan: str
    winter: str | int | None
    """Such as `2022-2023`; a year as a number."""
    columns: Mapping[str, str]
    """What columns mean that go by other names: header → meaning."""
    words: Mapping[str, Mapping[str, str]]
    """What words mean: header → word → a word that is understood."""
    carry: Sequence[str]
    """Columns that change no bill, whatever their headers or words look like."""
    several: bool
    """Whether an account may have several rows."""
    order: Sequence[str]
    """The columns by which the first of several rows of an account is billed; without any, none of them is."""
    lang: Lang
    """The language of reasons."""


class Proof(NamedTuple):
    """How many rows there are, and what became of them: `rows == billed + rejected + skipped`."""

    rows: int
    billed: int
    rejected: int
    skipped: int


class _Said(NamedTuple):
    """`FrameKeywords`, with what holds where nothing is said."""

    city: str | None = None
    class_: str = "residential"
    plan: str = "area"
    winter: str | int | None = None
    columns: Mapping[str, str] = MappingProxyType({})
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    carry: Sequence[str] = ()
    several: bool = False
    order: Sequence[str] = ()
    lang: Lang = "zh"


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "city": (str, type(None)),
    "class_": str,
    "plan": str,
    "winter": (str, int, type(None)),
    "columns": Mapping,
    "words": Mapping,
    "carry": Sequence,
    "order": Sequence,
}


def _said(df: Any, said: FrameKeywords) -> _Said:  # noqa: ANN401 - what should be a DataFrame
    if not hasattr(df, "selectExpr") or df.isStreaming:
        raise TypeError("what is billed is a DataFrame of Spark; of a stream it is each batch, by foreachBatch")
    refuse_keywords(said, _Said._fields, ("carry", "order"))  # --mask and --explain are of files
    found = _Said(**said)
    for name, kinds in _KINDS.items():
        if not isinstance(getattr(found, name), kinds):
            raise TypeError(f"{name} cannot be {getattr(found, name)!r}")
    if not all(isinstance(name, str) for name in (*found.carry, *found.order)):
        raise TypeError("carry and order are names of columns")
    if found.lang not in LANGS:
        raise TypeError(f"lang is one of {', '.join(LANGS)}")
    return found


def bill(df: Any, table: Table | str | Path | None = None, **said: Unpack[FrameKeywords]) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the bills of the rows of a DataFrame, and its rejects: two DataFrames in which each row is once.

    Columns are found by the headers of a ledger. Bills have the frame's own columns, of their own types, then the
    total, what the household and what others pay, and what is due, as DECIMAL; rejects have after the own columns the
    column, the code and the reason. A row that is no household (blank, a line of totals) has there the code `skipped`.
    `table` is a tariff table or its file, the shipped one by default; `said` see `FrameKeywords`.

    The frame is read for its words and repeated accounts now; the bills are calculated when they are asked for.

    Raises:
        InputFileError: the columns are not a ledger's, or one that is carried along may change bills.
        InvalidTable: the table has mistakes.
        Refused: the table has no such city.
        TypeError: an unknown keyword, or a value of another kind; no DataFrame, or one of a stream.
        UsageError: a winter or column that does not exist.
    """
    asked = _said(df, said)
    with told_in(asked.lang):
        return _FrameBilling(df, table, asked).billed()


def prove(
    df: Any,  # noqa: ANN401 - three DataFrames
    bills: Any,  # noqa: ANN401
    rejects: Any,  # noqa: ANN401
    table: Table | str | Path | None = None,
    **said: Unpack[FrameKeywords],
) -> Proof:
    """Prove that each row of a DataFrame is once in its bills or rejects, however these were kept meanwhile.

    A row is known by a hash of all of its fields, and the sum of them does not depend on any order. Some bills are
    made again, by the exact reader. `table` and `said` must be those that the bills were made by.

    Raises:
        UnprovenError: a row is missing, doubled, another's or billed otherwise.
    """
    asked = _said(df, said)
    with told_in(asked.lang):
        return _FrameBilling(df, table, asked).proof(bills, rejects)


class _FrameBilling:
    """The rows of a frame, and what bills them."""

    def __init__(self, df: Any, table: Table | str | Path | None, said: _Said) -> None:  # noqa: ANN401
        self._df, self._said = df, said
        self._table = table if isinstance(table, Table) else load_tariffs(table)
        attributes = self._table.attributes()
        self._renamed = renamed_to(dict.fromkeys(said.carry, "") | dict(said.columns), attributes)
        self._header = find_header([df.columns], self._renamed, attributes)
        asked = (*said.carry, *said.columns, *said.words)
        values_of(Part("", Path()), self._header.words, self._renamed, attributes, asked)
        for name in said.order:
            if name not in df.columns:
                raise UsageError("usage.no_such_header", header=name, headers=df.columns)
        defaults = Defaults(said.city, said.class_, said.plan, period_of(said.winter))
        self._exact = ExactBiller(self._table, defaults, said.lang, self._header, said.words, said.several)
        self._biller = self._exact.biller()
        self._own = [f"own{at}" for at in range(len(df.columns))]
        self._texts = [
            _text(own, name, type_, meaning)
            for own, (name, type_), meaning in zip(self._own, df.dtypes, self._header.meanings, strict=True)
        ]

    def billed(self) -> tuple[Any, Any]:
        """Return the bills and the rejects."""
        texts = (f"{text} AS c{at}" for at, text in enumerate(self._texts))
        types = [type_ for _, type_ in self._df.dtypes]
        fault = fault_of([own for own, type_ in zip(self._own, types, strict=True) if is_text(type_)])
        rows = self._df.toDF(*self._own).selectExpr("*", *texts, f"{fault} AS fault", "'' AS raw")
        watched = watched_of(self._table, self._exact.defaults, self._header, self._renamed, self._header.meanings)
        look_through(rows, [each for each in watched if is_text(types[each.at]) or holds_texts(types[each.at])])
        order = [self._own[self._df.columns.index(name)] for name in self._said.order]
        made = outcomes(rows, profiles_of(rows, self._biller, self._header), self._exact, order)
        own = [f"{each} AS {quoted(name)}" for each, name in zip(self._own, self._df.columns, strict=True)]
        bills = made.where("kind = 'billed'").selectExpr(*own, *amounts_as(self._added(RESULTS), self._biller.currency))
        reasons = (
            f"said.{quoted(name)} AS {quoted(called)}"
            for name, called in zip(REJECT[1:], self._added(REJECT[1:]), strict=True)
        )
        return bills, made.where("kind <> 'billed'").selectExpr(*own, *reasons)

    def _added(self, names: Sequence[str]) -> list[str]:
        """Return what columns that are added are called."""
        return distinct([*self._df.columns, *self._header.added(names)])[len(self._df.columns) :]

    def _called(self, kept: Any, added: Sequence[str]) -> Any:  # noqa: ANN401 - DataFrames
        """Return bills or rejects with the columns `own0`, `own1` … and `a0`, `a1` …, as they were made or kept.

        Columns that lie as they were made are known by their places, as of two names may be one.
        """
        names = [*self._df.columns, *self._added(added)]
        called = [*self._own, *(f"a{at}" for at in range(len(added)))]
        if kept.columns == names:
            return kept.toDF(*called)
        return kept.selectExpr(*(f"{quoted(name)} AS {each}" for name, each in zip(names, called, strict=True)))

    def proof(self, bills: Any, rejects: Any) -> Proof:  # noqa: ANN401 - DataFrames
        """Return what was counted, once it is proved."""
        of_types = zip(self._own, self._df.dtypes, strict=True)
        ids = sum_of_hashes(identity(own, type_) for own, (_, type_) in of_types)
        bills, rejects = self._called(bills, RESULTS), self._called(rejects, REJECT[1:])
        rows, all_ = sums_over(self._df.toDF(*self._own), "count(1)", ids)
        billed, of_bills = sums_over(bills, "count(1)", ids)
        left, of_rejects, no_homes = sums_over(rejects, "count(1)", ids, f"count_if(a1 = '{SKIPPED}')")
        if rows != billed + left or (all_ or 0) != (of_bills or 0) + (of_rejects or 0):
            raise UnprovenError("proof.other_rows", rows=rows, billed=billed, rejected=left)
        self._prove_amounts(bills)
        return Proof(rows, billed, left - no_homes, no_homes)

    def _prove_amounts(self, bills: Any) -> None:  # noqa: ANN401 - a DataFrame
        """Bill some homes again by the exact reader: those with the least hashes, so that the same are drawn each time.

        Raises:
            UnprovenError: an amount is another.
        """
        texts = [f"{text} AS c{at}" for at, text in enumerate(self._texts)]
        fields = [f"c{at}" for at in range(len(texts))]
        drawn = bills.selectExpr(*texts, *(f"a{at}" for at in range(len(RESULTS))))
        drawn = drawn.withColumn("drawn_by", expression(f"xxhash64({', '.join(fields)})"))
        for row in drawn.orderBy("drawn_by", *fields).limit(DRAWN).collect():
            cells = tuple(row[: len(fields)])
            if amounts_again(self._biller, cells) != tuple(row[len(fields) : -1]):
                raise UnprovenError("proof.other_amount_in_frame", home="\t".join(cells))


def _text(own: str, name: str, type_: str, meaning: str) -> str:
    """Return the text of a column: all of it where it may decide a bill, else whether there is any."""
    if meaning or is_text(type_):
        return as_text(own, type_, meaning, name)
    said = f"make_valid_utf8(CAST({own} AS STRING))" if holds_texts(type_) else "'.'"
    return f"IF({own} IS NULL, '', {said})"
