"""The bill of one row of a ledger, as a run of the whole ledger bills it; or why it has none there."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from heatcalc.batches.corrections import corrections_of, refuse_billed
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.titles import refuse_titles
from heatcalc.billing.bill import Bill, in_words
from heatcalc.errors import HeatcalcError, InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.columns import bare
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Ledger, open_ledger
from heatcalc.ledger.records import Record
from heatcalc.ledger.row_parser import FieldError
from heatcalc.messages import Lang
from heatcalc.tariffs.load import load_tariffs
from heatcalc.web.desk.choices import Choices
from heatcalc.web.desk.looking import biller_of, read_blocks
from heatcalc.web.desk.tasks import Progress

_FULL_WIDTH = re.compile("[\u3000\uff01-\uff5e]")


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
        InputFileError: it is no ledger as a whole, or one that a run does not bill.
        UsageError: what was chosen does not fit it.
    """
    table = load_tariffs(asked.tariffs)
    options = asked.choices.options(table, asked.lang)._replace(corrected=asked.corrected)
    attributes = table.attributes()
    with opened(asked.ledger) as file:

        def begun() -> Ledger:
            return open_ledger(Hashed(file), options.encoding, options.renamed, attributes, sheets=options.sheets)

        ledger = begun()
        header, width = ledger.header, ledger.width
        refuse_titles(table, options.defaults, header, file)
        biller = biller_of(table, options, header)
        corrections, _hashes = corrections_of(options, header, attributes)

        def corrected(block: Block) -> Block:
            with suppress(InputFileError):  # a row that is corrected is read as it was corrected, whatever it was
                return corrections.put_into(block, block.sheet, width, partial(refuse_billed, biller, {}))
            return block

        with read_blocks(ledger) as blocks:
            place = _place(blocks, asked, progress)
        if place is None:
            return None
        block = corrected(place)
        found = next((each for each in block.records(width) if each.line == asked.line), None)
        if found is None:
            return None
        if not (options.several or found.fault or biller.skips(found)):
            with read_blocks(begun()) as blocks:
                _bill_earlier(biller, header, found, _up_to(blocks, place, corrected))
        return _explained(found, biller, header, asked.lang)


def _place(blocks: Iterator[Block], asked: AskedRow, progress: Progress) -> Block | None:
    """Return the block with the line that is asked of; None where there is none."""
    for block in blocks:
        progress(len(block.text))
        if block.sheet in ("", asked.sheet) and block.line <= asked.line < block.line + block.length:
            return block
    return None


def _up_to(blocks: Iterator[Block], last: Block, corrected: Callable[[Block], Block]) -> Iterator[Block]:
    for block in blocks:
        yield corrected(block)
        if (block.sheet, block.line) == (last.sheet, last.line):
            return


def _bill_earlier(biller: RowBiller, header: Header, found: Record, blocks: Iterator[Block]) -> None:
    """Bill the rows of the same account above a row, which is in the last block: one of them may be the same home."""
    place = header.place("account")
    account = "" if place is None else account_text(found.fields[place])
    if place is None or not account:
        return
    sheet, width = None, len(header.words)
    earlier: list[tuple[str, Record]] = []
    for block in blocks:
        sheet = block.sheet
        for at, line in enumerate(block.lines()):
            if at not in block.odd and account not in line and not _FULL_WIDTH.search(line):
                continue
            row = block.record(at, line, width)
            if row is not None and not row.fault and account_text(row.fields[place]) == account:
                earlier.append((sheet, row))
    for of, row in earlier:
        if (of != sheet or row.line < found.line) and not biller.skips(row):
            with suppress(HeatcalcError, FieldError):  # a row without a bill is in nobody's way
                biller.bill(row)


def _explained(record: Record, biller: RowBiller, header: Header, lang: Lang) -> ExplainedRow:
    fields = record.fields or (record.raw,)
    said = tuple((bare(word), field) for word, field in zip(header.words, fields, strict=False) if field.strip())
    if biller.skips(record):
        return ExplainedRow(said, None, is_skipped=True)
    try:
        return ExplainedRow(said, in_words(biller.bill(record), lang))
    except (HeatcalcError, FieldError) as error:
        return ExplainedRow(said, None, biller.reject(record, error).message)
