"""A first look at a ledger: its first rows, what its columns are read as, and what of the first rows has no bill."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.corrections import corrections_of, refuse_billed
from heatcalc.batches.reading import unknown_words
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.titles import refuse_titles
from heatcalc.billing.bill import Bill, in_words
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.columns import bare, meaning_of
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.first_rows import first_rows
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Ledger, Sheets, open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.messages import Lang
from heatcalc.schema.attributes import Attributes
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table
from heatcalc.web.desk.choices import Choices, Memory, key_of_headers
from heatcalc.web.desk.tasks import Failure, Progress, failure_of
from heatcalc.web.desk.usual import Usual

SHOWN = 12
"""How many rows are shown."""
TRIED = 200
"""How many rows are tried for words that are not understood, before all of them are."""
_CARRIED = ("ledger.unread", "ledger.said")
"""What is wrong with a column of which only its user knows whether it changes money."""


class Look(NamedTuple):
    """What is to be looked at. `folder` is where temporary files go; `memory` that of what was chosen before."""

    folder: Path
    ledger: Path
    tariffs: Path | None
    choices: Choices
    memory: Path | None
    lang: Lang
    usual: Usual = Usual()


class SeenLedger(NamedTuple):
    """What was seen of a ledger."""

    choices: Choices
    key: str
    """What its headers are remembered by."""
    remembered: str = ""
    """`used` where choices are those of an earlier ledger, `broken` where what was remembered cannot be read."""
    line: int = 0
    """The physical line of the header; 0 where none was found."""
    words: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """What each header means by itself."""
    unread: tuple[str, ...] = ()
    """The columns of which it must be said whether they change money."""
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """The first rows, each with its physical line."""
    encoding: str = ""
    sheets: Sheets | None = None
    tried: int = 0
    rejects: tuple[Reject, ...] = ()
    """The rejects among the rows that were tried, one of each reason."""
    unknown: Mapping[str, Mapping[str, int]] = {}
    """The words that are not understood among them, by header, with their counts."""
    failure: Failure | None = None


def look(asked: Look, _: Progress) -> SeenLedger:
    """Return what is seen of the first rows of a ledger; whatever is wrong with it as a whole is among that.

    Raises:
        InputFileError: it is no file of a ledger at all.
        UsageError: an unknown encoding, or an extra that is not installed.
    """
    table = load_tariffs(asked.tariffs)
    with opened(asked.ledger) as file:
        choices = asked.choices
        encoding = choices.encoding or asked.usual.choices.encoding or None
        rows = first_rows(Hashed(file), encoding, choices.sheets)
        key, remembered = "", ""
        if asked.memory is not None:
            plain = _seen_as(file, table, Choices(encoding=choices.encoding, sheets=choices.sheets), asked, rows)
            key = plain.key
            try:
                known = Memory(asked.memory).recall(key)
            except ValueError:
                known, remembered = None, "broken"
            if known is None:
                return plain._replace(remembered=remembered)
            known = known._replace(encoding=choices.encoding, sheets=choices.sheets, winter=choices.winter)
            choices, remembered = known, "used"
        seen = _seen_as(file, table, choices, asked, rows)
        return seen._replace(remembered=remembered, key=key or seen.key)


def _seen_as(file: IO[bytes], table: Table, choices: Choices, asked: Look, rows: list[list[str]]) -> SeenLedger:
    """Return what is seen with choices, and with what is usual where they say nothing."""
    filled = asked.usual.fill(choices, [cell for row in rows for cell in row])
    return _seen(file, table, filled, asked.lang, rows)._replace(choices=choices)


def _seen(file: IO[bytes], table: Table, choices: Choices, lang: Lang, rows: list[list[str]]) -> SeenLedger:
    attributes = table.attributes()
    try:
        options = choices.options(table, lang)
        ledger, unread = _opened(file, options, attributes)
    except HeatcalcError as error:
        at = _likely_header(rows, attributes)
        words = tuple(rows[at]) if rows else ()
        shown = [(number, tuple(row)) for number, row in enumerate(rows, 1) if number > at + 1]
        own = tuple(meaning_of(word, {}, attributes) for word in words)
        meanings = tuple(meaning_of(word, choices.columns, attributes) for word in words)
        failure = failure_of(error)
        unsure = tuple(each for each in failure.columns if each in words)
        made = SeenLedger(choices, key_of_headers(words), words=words, meanings=meanings, own=own, unread=unsure)
        return made._replace(rows=tuple(shown[:SHOWN]), failure=failure)
    header = ledger.header
    own = tuple(meaning_of(word, {}, attributes) for word in header.words)
    made = SeenLedger(
        choices, key_of_headers(header.words), "", header.line, header.words, header.meanings, own, unread
    )
    return _tried(made, ledger, table, options)


def _opened(file: IO[bytes], options: BatchOptions, attributes: Attributes) -> tuple[Ledger, tuple[str, ...]]:
    """Return a ledger, opened, and the columns that had to be carried along for it to be."""
    unread: list[str] = []
    while True:
        renamed = {**options.renamed, **dict.fromkeys(unread, "")}
        try:
            ledger = open_ledger(Hashed(file), options.encoding, renamed, attributes, sheets=options.sheets)
        except InputFileError as error:
            more = [] if error.key not in _CARRIED else [each for each in error.values["columns"] if each not in unread]
            if not more:
                raise
            unread += more
            continue
        return ledger, tuple(unread)


def _tried(made: SeenLedger, ledger: Ledger, table: Table, options: BatchOptions) -> SeenLedger:
    """Return what was seen with the first rows, and with what is wrong with those that were tried."""
    with _read(ledger) as blocks:
        first = next(blocks, None)
    records = [] if first is None else list(islice(first.records(ledger.width), TRIED))
    made = made._replace(
        rows=tuple((each.line, each.fields or (each.raw,)) for each in records[:SHOWN]),
        encoding=ledger.encoding(),
        sheets=ledger.sheets,
    )
    rejects, words = dict[str, Reject](), Counter[tuple[str, str]]()
    tried = 0
    try:
        biller = _biller(table, options, ledger.header)
        refuse_titles(table, options.defaults, ledger.header.titles, ledger.header.meanings)
        for record in records:
            if biller.skips(record):
                continue
            tried += 1
            try:
                biller.bill(record)
            except (HeatcalcError, FieldError) as error:
                reject = biller.reject(record, error)
                rejects.setdefault(reject.code, reject)
                words.update(reject.words)
    except HeatcalcError as error:
        made = made._replace(failure=failure_of(error))
    return made._replace(tried=tried, rejects=tuple(rejects.values()), unknown=unknown_words(words, ()))


def _biller(table: Table, options: BatchOptions, header: Header) -> RowBiller:
    return RowBiller(table, options.defaults, options.lang, header, several=options.several, values=options.values)


def _likely_header(rows: Sequence[Sequence[str]], attributes: Attributes) -> int:
    """Return which row is most like a header where none is one: most of its cells are known, or have words."""

    def rank(at: int) -> tuple[int, int, int]:
        words = [word for word in rows[at] if word.strip()]
        known = sum(1 for word in words if meaning_of(word, {}, attributes))
        return known, sum(1 for word in words if not any(map(str.isdigit, word))), -at

    return max(range(len(rows)), key=rank, default=0)


class AskedRow(NamedTuple):
    """The row of a ledger of which the bill is asked."""

    folder: Path
    ledger: Path
    tariffs: Path | None
    choices: Choices
    corrected: tuple[Path, ...]
    line: int
    sheet: str
    lang: Lang


class ExplainedRow(NamedTuple):
    """What a row says under each header, and its bill; or why it has none."""

    said: tuple[tuple[str, str], ...]
    bill: Bill | None
    reason: str = ""
    is_skipped: bool = False


def explain_row(asked: AskedRow, progress: Progress) -> ExplainedRow | None:
    """Return the bill of a row, in the words of `heatcalc bill`; None where the ledger has no such line.

    Raises:
        InputFileError: it is no ledger as a whole.
        UsageError: what was chosen does not fit it.
    """
    table = load_tariffs(asked.tariffs)
    options = asked.choices.options(table, asked.lang)._replace(corrected=asked.corrected)
    attributes = table.attributes()
    with opened(asked.ledger) as file:
        ledger, _ = _opened(file, options, attributes)
        biller = _biller(table, options, ledger.header)
        corrections, _hashes = corrections_of(options, ledger.header, attributes)
        with _read(ledger) as blocks:
            for block in blocks:
                progress(len(block.text))
                if block.sheet not in ("", asked.sheet) or not block.line <= asked.line < block.line + block.length:
                    continue
                with suppress(InputFileError):  # a row that is corrected is read as it was corrected, whatever it was
                    block = corrections.put_into(  # noqa: PLW2901 - the same with other rows
                        block, block.sheet, ledger.width, lambda row: refuse_billed(biller, row)
                    )
                found = next((each for each in block.records(ledger.width) if each.line == asked.line), None)
                return None if found is None else _explained(found, biller, ledger.header, asked.lang)
    return None


@contextmanager
def _read(ledger: Ledger) -> Iterator[Iterator[Block]]:
    """Give the blocks of a ledger, which need not be read to their end."""
    try:
        yield ledger.blocks
    finally:
        if isinstance(ledger.blocks, Generator):
            ledger.blocks.close()


def _explained(record: Record, biller: RowBiller, header: Header, lang: Lang) -> ExplainedRow:
    fields = record.fields or (record.raw,)
    said = tuple((bare(word), field) for word, field in zip(header.words, fields, strict=False) if field.strip())
    if biller.skips(record):
        return ExplainedRow(said, None, is_skipped=True)
    try:
        return ExplainedRow(said, in_words(biller.bill(record, again=True), lang))
    except (HeatcalcError, FieldError) as error:
        return ExplainedRow(said, None, biller.reject(record, error).message)
