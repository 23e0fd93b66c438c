"""Payment notices: the bill of a home, with whose it is and until when it is to be paid."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from heatcalc.batches.batch_options import BatchOptions, Defaults, watched_of
from heatcalc.batches.corrections import corrections_of, refuse_billed
from heatcalc.batches.other_heads import refuse_other_head
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sections import Sections
from heatcalc.batches.titles import refuse_above, refuse_titles, titles_of
from heatcalc.billing.bill import Bill, in_words
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.notes import notes_of
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, said_of
from heatcalc.export.notice_columns import notice_columns
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.carried import look_through
from heatcalc.ledger.dataset import Part
from heatcalc.ledger.map_file import LedgerMap
from heatcalc.ledger.mask import NAME, masked, masked_columns
from heatcalc.ledger.reader import open_ledger
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.words import figure_places
from heatcalc.messages import Lang, say
from heatcalc.tariffs.asked_often import asked_often
from heatcalc.tariffs.model import Table


class Wanted(NamedTuple):
    """What notices are to have beside the bill."""

    pay_by: dt.date | None = None
    mask: bool = False
    vouched: bool = False
    """Whether the sender names a document of its own as the ground: notes on how old and weak sources are go."""
    arrears: str | None = None
    """The column of what is owed from earlier winters, where it is called otherwise than usual."""
    split_by: str | None = None


class Notice(NamedTuple):
    """One notice. `pay_by` is the date asked for, or that of the city's rule of late payment, or None."""

    account: str
    name: str
    address: str
    bill: Bill
    pay_by: dt.date | None
    arrears: Decimal = Decimal(0)
    """What is owed from earlier winters, in the bill's currency."""
    part: str = ""
    """What notices are split by."""
    told: tuple[str, ...] = ()
    """What the sender must know of it: that a city or a winter was taken which nobody named."""


class Skipped(NamedTuple):
    """A line of a ledger that is no home's, with its text, which may be blank, in this `file` or sheet of many."""

    line: int
    text: str
    file: str


def notice_of(table: Table, request: BillRequest, whose: Mapping[str, str], wanted: Wanted, lang: Lang) -> Notice:
    """Return the notice of one home; `whose` may have its `account`, `name` and `address`.

    Raises:
        Refused: the table has no answer.
        UsageError: the request itself is wrong.
    """
    name = whose.get("name", "")
    shown = {**whose, "name": NAME.text(name) if wanted.mask and name else name}
    return _notice(calculate(table, request), shown, wanted, lang)


def notices_of(
    file: IO[bytes],
    table: Table,
    defaults: Defaults,
    wanted: Wanted,
    lang: Lang,
    *,
    meant: LedgerMap,
    encoding: str | None = None,
    sheets: Sequence[str] = (),
    several: bool = False,
    corrected: Sequence[Path] = (),
) -> Iterator[Notice | Reject | Skipped]:
    """Yield the notice of each household of a ledger, in its order, or why there is none; and lines of no household.

    Rows of rejects that were `corrected` stand in their places.

    Raises:
        InputFileError: the file is no ledger as a whole, or a correction is none of it.
        UsageError: it has no column that is `wanted`.
    """
    table = asked_often(table)
    attributes = table.attributes()
    ledger = open_ledger(Hashed(file), encoding, meant.columns, attributes, sheets=sheets)
    header = ledger.header
    biller = RowBiller(table, defaults, lang, header, several=several, values=meant.words)
    corrections, _ = corrections_of(BatchOptions(renamed=meant.columns, corrected=tuple(corrected)), header, attributes)
    refuse_titles(table, defaults, header, file)
    refuse_above(table, defaults, Part("", file), header.meanings, meant.columns)
    columns, figures = notice_columns(header, wanted.arrears, wanted.split_by), figure_places(header.meanings)
    masks = masked_columns(header) if wanted.mask else {}
    watched = watched_of(table, defaults, header, meant.columns, header.meanings)
    titles = titles_of(header, Part("", file))
    sections = Sections(table, defaults, header, biller.skips)
    for found in ledger.blocks:
        block = corrections.put_into(found, found.sheet, ledger.width, partial(refuse_billed, biller, {}))
        with said_of(block.sheet):
            sections.begin(block, header.meanings, titles)
            for record in block.records(ledger.width):
                skipped = biller.skips(record)
                sections.look(record, skipped=skipped)
                if skipped:
                    yield Skipped(record.line, " ".join(masked(record.fields, masks)), block.sheet)
                    continue
                look_through(record, watched)
                try:
                    owed = columns.owed(record.fields, biller.currency) if not record.fault else Fraction(0)
                    calculation = biller.bill(record)
                except (HeatcalcError, FieldError) as error:
                    refuse_other_head(record, figures)
                    yield biller.reject(record, error, block.sheet)
                    continue
                fields = masked(record.fields, masks)
                whose = {meaning: unescaped(field) for meaning, field in zip(header.meanings, fields, strict=True)}
                whose["address"] = columns.address(fields, whose.get("address", "").strip())
                made = _notice(calculation, whose, wanted, lang)
                if left := columns.left_out(record.fields):
                    made = made._replace(told=(*made.told, say("notice.left_out", lang, column=left)))
                yield made._replace(arrears=biller.currency.rounded(owed), part=columns.part(record.fields))
    corrections.close()


def _notice(calculation: Calculation, whose: Mapping[str, str], wanted: Wanted, lang: Lang) -> Notice:
    account, name, address = (whose.get(each, "").strip() for each in ("account", "name", "address"))
    bill, told = in_words(calculation, lang), tuple[str, ...]()
    # The title of the bill has its city and winter; that nobody named them is for the sender to know.
    named = calculation.request._replace(city=calculation.found.city.id, winter=calculation.found.winter)
    if named != calculation.request or wanted.vouched:
        notes = notes_of(calculation._replace(request=named), lang, vouched=wanted.vouched)
        with_sources = notes_of(calculation._replace(request=named), lang) if wanted.vouched else notes
        told = tuple(note for note in bill.notes if note not in with_sources)
        bill = bill._replace(notes=tuple(notes))
    return Notice(account, name, address, bill, wanted.pay_by or _due_date(calculation), told=told)


def _due_date(calculation: Calculation) -> dt.date | None:
    """Return the date after which the city's rule adds to the bill."""
    dates = (rule.due_date(calculation.found.span) for rule in calculation.rules)
    return next((date for date in dates if date is not None), None)
