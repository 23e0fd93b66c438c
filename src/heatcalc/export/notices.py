"""Payment notices: the bill of a home, with whose it is and until when it is to be paid."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, NamedTuple

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.rejects import Reject
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.titles import refuse_other_head, refuse_section, refuse_titles
from heatcalc.billing.bill import Bill, in_words
from heatcalc.billing.calculate import Calculation, calculate
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError
from heatcalc.files.hashing import Hashed
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.carried import look_through, watched_columns
from heatcalc.ledger.map_file import LedgerMap
from heatcalc.ledger.mask import NAME, masked_columns
from heatcalc.ledger.reader import open_ledger
from heatcalc.ledger.row_parser import FieldError
from heatcalc.ledger.words import figure_places
from heatcalc.messages import Lang
from heatcalc.tariffs.model import Table


class Notice(NamedTuple):
    """One notice. `pay_by` is the date asked for, or that of the city's rule of late payment, or None."""

    account: str
    name: str
    address: str
    bill: Bill
    pay_by: dt.date | None


def notice_of(
    table: Table,
    request: BillRequest,
    whose: Mapping[str, str],
    pay_by: dt.date | None,
    lang: Lang,
    *,
    mask: bool = False,
) -> Notice:
    """Return the notice of one home; `whose` may have its `account`, `name` and `address`.

    Raises:
        Refused: the table has no answer.
        UsageError: the request itself is wrong.
    """
    name = whose.get("name", "")
    shown = {**whose, "name": NAME.text(name) if mask and name else name}
    return _notice(calculate(table, request), shown, pay_by, lang)


def notices_of(
    file: IO[bytes],
    table: Table,
    defaults: Defaults,
    pay_by: dt.date | None,
    lang: Lang,
    *,
    meant: LedgerMap,
    encoding: str | None = None,
    sheets: Sequence[str] = (),
    several: bool = False,
    mask: bool = False,
) -> Iterator[Notice | Reject]:
    """Yield the notice of each household of a ledger, in its order, or why there is none.

    Raises:
        InputFileError: the file is no ledger as a whole.
    """
    attributes = table.attributes()
    ledger = open_ledger(Hashed(file), encoding, meant.columns, attributes, sheets=sheets)
    biller = RowBiller(table, defaults, lang, ledger.header, several=several, values=meant.words)
    refuse_titles(table, defaults, ledger.header.titles, ledger.header.meanings)
    masks = masked_columns(ledger.header) if mask else {}
    watched = watched_columns(ledger.header, meant.columns)
    figures = figure_places(ledger.header.meanings)
    for block in ledger.blocks:
        for record in block.records(ledger.width):
            refuse_section(table, defaults, record, ledger.header.meanings)
            if biller.skips(record):
                continue
            look_through(record, watched)
            try:
                calculation = biller.bill(record)
            except (HeatcalcError, FieldError) as error:
                refuse_other_head(record, figures)
                yield biller.reject(record, error)
                continue
            fields = [masks[at].text(each) if at in masks else each for at, each in enumerate(record.fields)]
            whose = {meaning: unescaped(field) for meaning, field in zip(ledger.header.meanings, fields, strict=True)}
            yield _notice(calculation, whose, pay_by, lang)


def _notice(calculation: Calculation, whose: Mapping[str, str], pay_by: dt.date | None, lang: Lang) -> Notice:
    account, name, address = (whose.get(each, "").strip() for each in ("account", "name", "address"))
    return Notice(account, name, address, in_words(calculation, lang), pay_by or _due_date(calculation))


def _due_date(calculation: Calculation) -> dt.date | None:
    """Return the date after which the city's rule adds to the bill."""
    dates = (rule.due_date(calculation.found.span) for rule in calculation.rules)
    return next((date for date in dates if date is not None), None)
