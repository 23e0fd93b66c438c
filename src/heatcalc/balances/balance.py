"""What accounts owe on a day: bills and payments in, one line an account out; or nothing is published."""

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Unpack

from heatcalc.balances.account import Order
from heatcalc.balances.balance_run import BalanceRun, others_of
from heatcalc.balances.settle import BalanceOptions
from heatcalc.balances.store import Store
from heatcalc.batches.batch_options import LedgerKeywords, options_of, refuse_keywords
from heatcalc.batches.control_totals import Reason
from heatcalc.batches.publish import may_write, name_of, publish, refuse_input, refuse_same
from heatcalc.errors import InputFileError, OutputError, UsageError
from heatcalc.files.atomic import Outputs
from heatcalc.files.hashing import sha256_of
from heatcalc.ledger.columns import payment_headers
from heatcalc.ledger.dataset import Part, is_many, parts_of
from heatcalc.ledger.formats import format_of
from heatcalc.schema.winters import MonthDay
from heatcalc.tariffs.load import hash_of_table, load_tariffs
from heatcalc.tariffs.model import Table
from heatcalc.written import parse_month_day


class Balance(NamedTuple):
    """What accounts owe on a day: the manifest, and why payments are nobody's and rows of ledgers have no bill."""

    manifest: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    unbilled: tuple[Reason, ...]
    unchanged: bool
    files: tuple[Path, ...]
    after_stop: bool = False
    """Whether a run before this one was stopped, and what it had left was cleared away."""

    @property
    def has_findings(self) -> bool:
        """Whether there are payments that are nobody's, or rows of ledgers without a bill."""
        return bool(self.reasons or self.unbilled)


def balance(
    ledgers: str | Path | Sequence[str | Path],
    payments: str | Path | Sequence[str | Path],
    on: dt.date,
    out: str | Path | None = None,
    *,
    tariffs: str | Path | None = None,
    order: Order = "oldest",
    fee_first: bool = False,
    due: str | None = None,
    force: bool = False,
    **asked: Unpack[LedgerKeywords],
) -> Balance:
    """Work out what accounts owe on a day, into `out`, or as a dry run.

    `ledgers` are bills that `batch` wrote, or ledgers, which are billed first; `payments` are files of accounts,
    dates and amounts, below zero what was paid back. Both may be folders or patterns. A payment settles the `oldest`
    debt first or the `newest`, and its fee after what was due or before it (`fee_first`). `due`, such as `12-31`, is
    the day of each winter on which bills are due of which no rule says so. `LedgerKeywords` has what can be said of
    ledgers and payments.

    Raises:
        InputFileError: a file is unusable as a whole; nothing is written.
        InvalidTable: the table is invalid.
        OutputError: an output cannot be written; what was there before stays.
        TypeError: an unknown keyword.
        UsageError: a winter, column, day or encoding that does not exist.
    """
    files = [ledgers] if isinstance(ledgers, (str, Path)) else ledgers
    paid = [payments] if isinstance(payments, (str, Path)) else payments
    table = load_tariffs(tariffs)
    refuse_keywords(asked, LedgerKeywords.__optional_keys__ - {"corrected", "max_rejects"})
    options = options_of(table, asked, payment_headers({}))
    how = BalanceOptions(options._replace(by=()), on, order, fee_first=fee_first, due=due_day(due), by=options.by)
    into = None if out is None else Path(out)
    return settled([*map(Path, files)], [*map(Path, paid)], into, table, hash_of_table(tariffs), how, force=force)


def due_day(text: str | None) -> MonthDay | None:
    """Return a day of every winter as it was given; None where none was.

    Raises:
        UsageError: it is none.
    """
    day = None if text is None else parse_month_day(text)
    if text is not None and day is None:
        raise UsageError("usage.month_day", value=text)
    return day


def settled(
    ledgers: Sequence[Path],
    payments: Sequence[Path],
    out: Path | None,
    table: Table,
    table_hash: str,
    asked: BalanceOptions,
    *,
    force: bool = False,
) -> Balance:
    """Work out what accounts owe, into `out`, with rejects and manifest beside it; without `out` nothing is written.

    Raises:
        InputFileError: a file is unusable as a whole; nothing is written.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: an option names a column that no file has, or standard input is to be read.
    """
    ledgers, payments = (list(chain.from_iterable(map(_files_of, each))) for each in (ledgers, payments))
    with ExitStack() as stack:
        outputs = None
        if out is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heatcalc-")))
        else:
            format_of(out, asked.batch.format)
            others = others_of(out, len(payments), len(ledgers))
            _refuse_inputs(out, [*ledgers, *payments], others)
            may_write(out, *others, force=force)
            outputs = stack.enter_context(Outputs(out.absolute().parent))
            outputs.lock(out)
            folder = outputs.workplace(out)
        try:
            store = stack.enter_context(closing(Store(folder)))
            run = BalanceRun(store, ledgers, payments, table, table_hash, asked)
            manifest = run.manifest()
            unchanged, files = False, tuple[Path, ...]()
            if outputs is not None and out is not None:
                made = run.made(out)
                manifest["outputs"] = {name_of(path, out): sha256_of(file) for path, file in made.items()}
                unchanged, files = publish(outputs, out, others, made, manifest)
        except OSError as error:
            raise OutputError("files.unwritable", file=out or folder, reason=error.strerror or error) from error
        except sqlite3.Error as error:
            raise OutputError("files.unwritable", file=out or folder, reason=error) from error
        stop = outputs is not None and outputs.after_stop
        return Balance(manifest, *run.reasons, unchanged, files, after_stop=stop)


def _files_of(asked: Path) -> list[Path]:
    """Return the file, or the files of a folder or a pattern.

    Raises:
        InputFileError: there are none, or what their folders are called says something of their rows.
        UsageError: it is standard input.
    """
    if str(asked) == "-":
        raise UsageError("usage.no_standard_input")
    if not is_many(asked):
        return [asked]
    parts = parts_of(asked)
    for part in parts:
        for key, value in part.keys:
            raise InputFileError("balance.folder_says", folder=f"{key}={value}", file=part.name)
    return [part.file for part in parts if isinstance(part.file, Path)]


def _refuse_inputs(out: Path, read: Sequence[Path], others: Sequence[Path]) -> None:
    refuse_input([Part(path.name, path) for path in read], out)
    for made in others:
        refuse_same(made, read)
