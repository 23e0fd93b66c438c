"""Two runs compared, home by home: written whole or not at all, and no amount of either is lost."""

import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn, Unpack

from heatcalc.batches.batch_options import BatchOptions, LedgerKeywords, options_of
from heatcalc.batches.bill_file import BillFile
from heatcalc.batches.control_totals import Reason
from heatcalc.batches.publish import may_write, refuse_input, refuse_same
from heatcalc.batches.run import run
from heatcalc.diffs.compared import Comparing
from heatcalc.diffs.home_pairs import PairStore
from heatcalc.diffs.one_winter import UsualWinters, on_one_winter, one_winter_of
from heatcalc.diffs.side import Groups, Run, Side
from heatcalc.errors import InputFileError, OutputError, UsageError
from heatcalc.files.atomic import Outputs
from heatcalc.files.hashing import sha256_of
from heatcalc.ledger.dataset import Part, is_many, opened, parts_of, whole
from heatcalc.ledger.format_names import AUDIT_FORMATS, CSV_ENCODING, AuditFormat, OutputEncoding
from heatcalc.ledger.formats import format_of
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.remote import at_hand
from heatcalc.messages import Lang
from heatcalc.money import Currency
from heatcalc.tariffs.load import hash_of_table, load_tariffs
from heatcalc.tariffs.model import Table

_TOO_MANY = {f"ledger.{key}": f"diff.{key}" for key in ("too_many", "too_many_so_far")}


class Diff(NamedTuple):
    """What differs between two runs: the manifest has all of it, `manifest["diff"]` the sums."""

    manifest: Mapping[str, Any]
    currency: Currency
    unchanged: bool
    files: tuple[Path, ...]
    after_stop: bool = False
    """Whether a run before this one was stopped, and what it had left was cleared away."""
    reasons: tuple[tuple[Reason, ...], ...] = ()
    """Why each of two tables rejected rows."""
    tables: tuple[Table | None, Table | None] = (None, None)
    """The tables by which the two runs were billed; None where another one was."""

    @property
    def has_findings(self) -> bool:
        """Whether a home's amount has changed, or has no other to be compared with, or a run has rejects."""
        kinds = self.manifest["diff"]["kinds"]
        changed = any(each["homes"] for kind, each in kinds.items() if kind != "same")
        return changed or any(self.manifest[side]["rejects"] for side in ("before", "after"))


class DiffOptions(NamedTuple):
    """What a comparison is asked for."""

    by: tuple[str, ...] = ()
    """The headers of columns by which the changes are summed as well."""
    format: AuditFormat | None = None
    out_encoding: OutputEncoding = CSV_ENCODING
    mask: bool = False
    """Whether names, telephone and identity numbers are masked in what is written."""
    lang: Lang = "zh"
    page: bool = False
    """Whether a page is to be made of it, on which nobody's name may be."""


def diff(
    before: str | Path,
    after: str | Path,
    out: str | Path | None = None,
    *,
    tariffs: str | Path | None = None,
    by: Sequence[str] = (),
    force: bool = False,
    mask: bool = False,
    lang: Lang = "zh",
) -> Diff:
    """Compare two runs of `batch`, home by home, into `out`, or as a dry run.

    `before` and `after` are bills as `batch` wrote them, a file or a folder, or their manifests. Homes are found by
    account (and city, winter and estate, where the bills say them), not by place. `tariffs` is the table that the
    homes were billed by; by another one, cities and classes are known by their names alone. With `mask`, names,
    telephone and identity numbers are masked.

    Raises:
        InputFileError: there are no such bills, or somebody has edited them since they were written.
        InvalidTable: the table is invalid.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: the bills have no such column, or their amounts are of two currencies.
    """
    into = None if out is None else Path(out)
    table, asked = load_tariffs(tariffs), DiffOptions(tuple(by), mask=mask, lang=lang)
    return compared_files(Path(before), Path(after), into, table, hash_of_table(tariffs), asked, force=force)


def diff_tariffs(
    ledger: str | Path,
    old: str | Path,
    new: str | Path,
    out: str | Path | None = None,
    *,
    force: bool = False,
    **asked: Unpack[LedgerKeywords],
) -> Diff:
    """Bill a ledger by an `old` and a `new` tariff table, and compare the bills home by home; see `diff`.

    All that `batch` may be told of a ledger holds for both. Where no winter is named, both bill the later one of
    those that they would bill by themselves, and the manifest says so.

    Raises:
        InputFileError: the ledger is unusable as a whole by one of the tables.
        InvalidTable: one is invalid.
        OutputError: an output cannot be written; what was there before stays.
        TypeError: an unknown keyword.
        UsageError: a winter, column or encoding that does not exist, or no winter that both tables can bill.
    """
    tables = tuple((Path(each), load_tariffs(each)) for each in (old, new))
    options = options_of(tables[1][1], asked)
    into, path = None if out is None else Path(out), Path(ledger)
    with at_hand(ledger) as there:
        if is_many(there):
            return compared_tables(parts_of(there), path.name, tables, into, options, force=force)
        with opened(there) as file:
            return compared_tables(file, path.name, tables, into, options, force=force)


def compared_files(
    before: Path,
    after: Path,
    out: Path | None,
    table: Table,
    table_hash: str,
    asked: DiffOptions,
    *,
    force: bool = False,
) -> Diff:
    """Compare two runs, see `diff`.

    Raises:
        InputFileError, OutputError, UsageError: as `diff` does.
    """
    runs = []
    for each in (before, after):
        bills = BillFile(each, table.attributes())
        runs.append(Run(str(each), bills, table, is_own=bills.manifest["tariffs"] == table_hash))
    if out is not None:
        for one in runs:
            refuse_same(out, (one.bills.path, one.bills.mark))
            if one.bills.path.is_dir() and one.bills.path.resolve() in out.resolve().parents:
                raise OutputError("ledger.same_file", file=out)
    return _compared(runs, out, asked, {}, force=force)


def compared_tables(
    ledger: IO[bytes] | Sequence[Part],
    name: str,
    tables: Sequence[tuple[Path, Table]],
    out: Path | None,
    options: BatchOptions,
    *,
    format_: AuditFormat | None = None,
    page: bool = False,
    force: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Diff:
    """Compare a ledger's bills by two tables, see `diff_tariffs`; all else is as of `run`.

    Raises:
        InputFileError, OutputError, UsageError: as `diff_tariffs` does.
    """
    asked = DiffOptions(options.by, format_, options.out_encoding, options.mask, options.lang, page)
    parts = ledger if isinstance(ledger, Sequence) else whole(ledger)
    if out is not None:
        refuse_input(parts, out)
        _refuse_out(out, asked, force=force)
    many = bool(parts[0].name)
    plain = options._replace(by=(), format=None if many else "csv", out_encoding=CSV_ENCODING)
    (old_path, old), (new_path, new) = tables
    differing = list[UsualWinters]()
    if options.defaults.winter is None:
        old, new, differing = on_one_winter(old, new)
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder:
        runs = []
        for side, path, table in (("before", old_path, old), ("after", new_path, new)):
            bills = Path(folder) / (side if many else f"{side}.csv")
            try:
                done = run(parts, bills, table, sha256_of(path), plain, progress=progress)
            except InputFileError as error:
                if error.key in _TOO_MANY:  # these bills are not kept, and so neither are the rejects beside them
                    raise InputFileError(_TOO_MANY[error.key], table=path.name, **error.values) from error
                raise
            made = BillFile(bills, table.attributes())
            runs.append(Run(path.name, made, table, is_own=True, values=options.values, reasons=done.reasons))
        winters = one_winter_of(differing, *(each.bills.manifest for each in runs))
        return _compared(runs, out, asked, {"ledger": name, "one_winter": winters}, force=force)


def _refuse_people(side: Side, *, masked: bool) -> None:
    """Check that a page is summed by no column that tells who lives where; names and numbers may be `masked`.

    Raises:
        UsageError: it is.
    """
    header = side.run.bills.header
    people = masked_columns(header)
    for place in side.by:
        if place in people and not masked:
            raise UsageError("usage.diff_page_names", column=header.words[place])
        if header.meanings[place] == "address":
            raise UsageError("usage.diff_page_addresses", column=header.words[place])


def _refuse_nothing(runs: Sequence[Run]) -> NoReturn:
    """Refuse a reform in which no home is compared, with the most common reason of the new table, or else the old.

    Raises:
        InputFileError: always.
    """
    reasons = [reason for each in runs for reason in sorted(each.reasons, key=lambda reason: reason.rows)]
    first = reasons[-1].first[0]
    line = f"{first.file}:{first.line}" if first.file else first.line
    before, after = (each.bills.manifest["rejects"] for each in runs)
    raise InputFileError("diff.none_compared", before=before, after=after, line=line, first=first.message)


def _refuse_out(out: Path, asked: DiffOptions, *, force: bool) -> None:
    format_of(out, asked.format, AUDIT_FORMATS)
    may_write(out, force=force)


def _compared(
    runs: Sequence[Run], out: Path | None, asked: DiffOptions, said: Mapping[str, Any], *, force: bool
) -> Diff:
    groups = Groups()
    before, after = (Side(each, asked.by, groups, asked.lang) for each in runs)
    if asked.page:
        _refuse_people(after, masked=asked.mask)
    one, other = (each.run.bills.currency for each in (before, after))
    if one.code != other.code or one.places != other.places:
        raise UsageError("usage.diff_currency", before=one.code, after=other.code)
    with ExitStack() as stack:
        outputs = None
        if out is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heatcalc-")))
        else:
            _refuse_out(out, asked, force=force)
            outputs = stack.enter_context(Outputs(out.absolute().parent))
            outputs.lock(out)
            folder = outputs.workplace(out)
        try:
            with closing(PairStore(folder)) as store:
                comparing = Comparing(
                    before, after, groups, store, asked.lang, reform="ledger" in said, mask=asked.mask
                )
                manifest = {**comparing.manifest(), **said}
                if "ledger" in said and not manifest["diff"]["homes"]:
                    _refuse_nothing(runs)
                unchanged, files = False, tuple[Path, ...]()
                if outputs is not None and out is not None:
                    unchanged, files = comparing.publish(
                        outputs, out, folder, asked.format, asked.out_encoding, manifest
                    )
            stop = outputs is not None and outputs.after_stop
            reasons = tuple(each.reasons for each in runs)
            old, new = (each.table if each.is_own else None for each in runs)
            return Diff(manifest, one, unchanged, files, after_stop=stop, reasons=reasons, tables=(old, new))
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise OutputError("files.unwritable", file=out or folder, reason=reason) from error
