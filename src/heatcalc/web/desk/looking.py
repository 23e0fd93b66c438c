"""A first look at a ledger: its first rows, what its columns are read as, and what of the first rows has no bill."""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.reading import unknown_words
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.titles import refuse_titles
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.columns import bare, meaning_of
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.first_rows import first_rows
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Ledger, Sheets, open_ledger
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.value_map import is_in_words
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
_FEW_WORDS = 30
"""So many different words may a column have of which words are remembered; each occurs twice or more, on average."""
_CARRIED = ("ledger.unread", "ledger.said")
"""What is wrong with a column of which only its user knows whether it changes money."""
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


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
    counts: Mapping[str, int] = {}
    """How many rows were rejected for each reason."""
    unknown: Mapping[str, Mapping[str, int]] = {}
    """The words that are not understood among them, by header, with their counts."""
    wordy: frozenset[str] = frozenset()
    """The headers, bare, of columns that have few different words in the rows that were tried, as classes are."""
    failure: Failure | None = None

    @property
    def is_headless(self) -> bool:
        """Whether there is no header at all: the line that is most like one has figures, as homes have."""
        return not self.line and looks_like_a_home(self.words)


def to_remember(choices: Choices, looked: SeenLedger | None) -> Choices | None:
    """Return what may be remembered of choices, which has no data of a household; None where that is nothing.

    Words of a column are, where its words are few: what stands in a column of names is remembered for no meaning.
    """
    if looked is None or not looked.words or looks_like_a_home(looked.words):
        return None
    headers = set(map(bare, looked.words))
    columns = {header: meaning for header, meaning in choices.columns.items() if header in headers}
    words = {
        header: meant
        for header, meant in choices.words.items()
        if header in looked.wordy and (header not in choices.columns or is_in_words(choices.columns[header]))
    }
    return choices._replace(columns=columns, words=words)


def looks_like_a_home(words: Sequence[str]) -> bool:
    """Return whether the words of a header are rather the fields of a home: one is a figure, and no year."""
    return any(_FIGURE.fullmatch(word.strip()) and not _YEAR.fullmatch(word.strip()) for word in words)


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
    return _tried(made, ledger, file, table, options)


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


def _tried(made: SeenLedger, ledger: Ledger, file: IO[bytes], table: Table, options: BatchOptions) -> SeenLedger:
    """Return what was seen with the first rows, and with what is wrong with those that were tried."""
    with read_blocks(ledger) as blocks:
        first = next(blocks, None)
    records = [] if first is None else list(islice(first.records(ledger.width), TRIED))
    made = made._replace(
        rows=tuple((each.line, each.fields or (each.raw,)) for each in records[:SHOWN]),
        encoding=ledger.encoding(),
        sheets=ledger.sheets,
        wordy=frozenset(_wordy(made.words, made.own, [each.fields for each in records])),
    )
    rejects, counts, words = dict[str, Reject](), Counter[str](), Counter[tuple[str, str]]()
    tried = 0
    try:
        biller = biller_of(table, options, ledger.header)
        refuse_titles(table, options.defaults, ledger.header, file)
        for record in records:
            if biller.skips(record):
                continue
            tried += 1
            try:
                biller.bill(record)
            except (HeatcalcError, FieldError) as error:
                reject = biller.reject(record, error)
                rejects.setdefault(reject.code, reject)
                counts[reject.code] += 1
                words.update(reject.words)
    except HeatcalcError as error:
        made = made._replace(failure=failure_of(error))
    return made._replace(tried=tried, rejects=tuple(rejects.values()), counts=counts, unknown=unknown_words(words, ()))


def biller_of(table: Table, options: BatchOptions, header: Header) -> RowBiller:
    """Return what bills the rows of a ledger with this header, as was chosen."""
    return RowBiller(table, options.defaults, options.lang, header, several=options.several, values=options.values)


def _wordy(headers: Sequence[str], own: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for at, (header, meaning) in enumerate(zip(headers, own, strict=True)):
        cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        if (not meaning or is_in_words(meaning)) and 0 < len({*cells}) <= min(_FEW_WORDS, len(cells) // 2):
            yield bare(header)


def _likely_header(rows: Sequence[Sequence[str]], attributes: Attributes) -> int:
    """Return which row is most like a header where none is one: most of its cells are known, or have words."""

    def rank(at: int) -> tuple[int, int, int]:
        words = [word for word in rows[at] if word.strip()]
        known = sum(1 for word in words if meaning_of(word, {}, attributes))
        return known, sum(1 for word in words if not any(map(str.isdigit, word))), -at

    return max(range(len(rows)), key=rank, default=0)


@contextmanager
def read_blocks(ledger: Ledger) -> Iterator[Iterator[Block]]:
    """Give the blocks of a ledger, which need not be read to their end."""
    try:
        yield ledger.blocks
    finally:
        if isinstance(ledger.blocks, Generator):
            ledger.blocks.close()
