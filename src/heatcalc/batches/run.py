"""Billing a ledger of households: every line is billed, rejected with a reason, or skipped, or nothing is published."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, Unpack

from heatcalc.batches.batch_options import (
    ENGINES,
    BatchOptions,
    EngineName,
    LedgerKeywords,
    options_of,
    refuse_unknown,
)
from heatcalc.batches.control_totals import ControlTotals, Group, Reason
from heatcalc.batches.local import LocalBatch
from heatcalc.batches.own_areas import differing_areas
from heatcalc.batches.publish import may_be_folder, may_write, name_of, publish, refuse_input, rejects_of
from heatcalc.batches.reading import assumed, columns_in_files, left_blank, reading, sheets_read, unknown_words
from heatcalc.batches.row_biller import RowBiller
from heatcalc.batches.sums_by import SUMMED, sheets_by
from heatcalc.batches.titles import refuse_above
from heatcalc.errors import InputFileError, OutputError, UsageError, told_in
from heatcalc.files.atomic import Outputs
from heatcalc.files.hashing import sha256_of
from heatcalc.ledger.all_columns import Absent
from heatcalc.ledger.columns import RESULTS, meaning_of
from heatcalc.ledger.dataset import Part, is_many, parts_of, whole
from heatcalc.ledger.format_names import CSV_ENCODING
from heatcalc.ledger.formats import format_of, transcode, write_bills
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.parquet import one_database
from heatcalc.ledger.reader import Sheets
from heatcalc.ledger.remote import at_hand
from heatcalc.ledger.words import number_places
from heatcalc.messages import say
from heatcalc.money import Currency
from heatcalc.tariffs.load import hash_of_table, load_tariffs
from heatcalc.tariffs.model import Table


class Batch(NamedTuple):
    """What a run did: the counts in physical lines, the sums of the bills, and the rejects by reason."""

    manifest: Mapping[str, Any]
    groups: tuple[Group, ...]
    currency: Currency
    reasons: tuple[Reason, ...]
    unchanged: bool
    files: tuple[Path, ...]
    after_stop: bool = False
    """Whether a run before this one was stopped, and what it had left was cleared away."""


class _Way(Protocol):
    """A way through a ledger: `rejects` is a file of CSV, `tree` a folder of bills."""

    totals: ControlTotals
    rejects: Path
    tree: Path

    header: Header
    biller: RowBiller
    sheets: Sheets | None
    absent: Mapping[str, Absent]
    as_text: Sequence[str]

    def bill(self) -> None: ...


def batch(
    ledger: str | Path,
    out: str | Path | None = None,
    *,
    tariffs: str | Path | None = None,
    engine: EngineName | None = None,
    spark: Any = None,  # noqa: ANN401 - a SparkSession
    master: str | None = None,
    force: bool = False,
    **asked: Unpack[LedgerKeywords],
) -> Batch:
    """Bill a ledger of households: a file, a folder of files or a pattern; into `out`, or as a dry run.

    `LedgerKeywords` has what can be said of the ledger and its homes. Spark (a session, or the engine) bills into a
    folder.

    Raises:
        InputFileError: the ledger is unusable as a whole, or has more rejects than allowed; nothing is written.
        InvalidTable: the table is invalid.
        OutputError: an output cannot be written; what was there before stays.
        Refused: the table has no such city.
        TypeError: an unknown keyword.
        UsageError: a winter, column or encoding that does not exist, or an extra that is not installed.
    """
    out = None if out is None else Path(out)
    with told_in(asked.get("lang", "zh")):
        table = load_tariffs(tariffs)
        options = options_of(table, asked)._replace(
            engine="spark" if spark is not None else engine, spark=spark, master=master
        )
        by_spark = options.engine == "spark"
        with at_hand(ledger, cluster=by_spark) as path, _opened(path, many=by_spark or is_many(path)) as read:
            return run(read, out, table, hash_of_table(tariffs), options, force=force)


def _opened(path: Path, *, many: bool) -> AbstractContextManager[IO[bytes] | Sequence[Part]]:
    return nullcontext(parts_of(path)) if many else Part(path.name, path).open()


def run(
    ledger: IO[bytes] | Sequence[Part],
    out: Path | None,
    table: Table,
    table_hash: str,
    options: BatchOptions | None = None,
    *,
    force: bool = False,
    progress: Callable[[int], None] = lambda _: None,
    then: Callable[[LocalBatch], Mapping[str, Any]] = lambda _: {},
) -> Batch:
    """Bill a ledger into `out`, with rejects and manifest beside it: a file, which must be seekable, into a file.

    The files of a folder, or any that Spark bills, go into a folder of Parquet. Without `out` nothing is written.
    `progress` is called with the number of bytes [of UTF-8] that were done; `then` may write more into the bills of one
    file, before they are published, and returns what the manifest says of it.

    Raises:
        InputFileError: the ledger is unusable as a whole, or has more rejects than allowed; nothing is written.
        OutputError: an output cannot be written; what was there before stays.
        Refused: the table has no such city.
        UsageError: an extra that is needed is not installed.
    """
    options = options or BatchOptions()
    parts = ledger if isinstance(ledger, Sequence) else whole(ledger)
    many = parts[0].name != ""
    _refuse_unfit(options, many=many)
    refuse_unknown(table, options.defaults)
    with ExitStack() as stack:
        outputs = None
        if out is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heatcalc-")))
        else:
            refuse_input(parts, out)
            if many:
                may_be_folder(out, options, force=force)
            else:
                format_of(out, options.format)
                may_write(out, rejects_of(out, options.corrected), force=force)
            outputs = stack.enter_context(Outputs(out.absolute().parent))
            outputs.lock(out)
            folder = outputs.workplace(out)
        stack.enter_context(one_database(folder))
        try:
            way = _way(parts, folder, table, options, progress)
            way.bill()
            totals, files = way.totals, tuple[Path, ...]()
            if not totals.households and not totals.rejected:
                raise InputFileError("ledger.no_homes", line=way.header.line)
            manifest = totals.manifest(table_hash, {}) | _read_as(way, table, options, parts)
            manifest |= then(way) if isinstance(way, LocalBatch) else {}
            unchanged = False
            if outputs is not None and out is not None:
                made, manifest["outputs"] = _made(way, out, folder, options, manifest.get("by", {}))
                unchanged, files = publish(outputs, out, [rejects_of(out, options.corrected)], made, manifest)
            stop = outputs is not None and outputs.after_stop
            sums = totals.groups(table), totals.currency, totals.reasons()
            return Batch(manifest, *sums, unchanged=unchanged, files=files, after_stop=stop)
        except OSError as error:
            raise OutputError("files.unwritable", file=out or folder, reason=error.strerror or error) from error


def _refuse_unfit(options: BatchOptions, *, many: bool) -> None:
    if options.engine not in (None, *ENGINES):
        raise UsageError("usage.engine", engine=options.engine, engines=list(ENGINES))
    if options.engine != "spark":
        if options.master is not None:
            raise UsageError("usage.master")
        return
    if options.corrected:
        raise UsageError("usage.spark_corrected")
    if options.by:
        raise UsageError("usage.spark_by")
    if not many:
        raise UsageError("usage.spark_folder")


def _read_as(way: _Way, table: Table, options: BatchOptions, parts: Sequence[Part]) -> dict[str, Any]:
    """Return the reading report of the manifest.

    Raises:
        InputFileError: a folder above the ledger says what nothing in it says.
    """
    totals, folders = way.totals, [key for key, _ in parts[0].keys]
    said = {*way.header.meanings, *(meaning_of(key, options.renamed, table.attributes()) for key in folders)}
    refuse_above(table, options.defaults, parts[0], said, options.renamed)
    return {
        "defaults": options.defaults.named(),
        **({"several": True} if options.several else {}),
        **reading(way.header, way.biller.used(), folders, totals.households),
        **sheets_read(way.sheets),
        **columns_in_files(way.absent, way.as_text),
        **({"masked": [way.header.words[at] for at in masked_columns(way.header)]} if options.mask else {}),
        "skipped_lines": totals.skipped,
        **(differing_areas(totals, len(way.sheets.read) if way.sheets else 1) if not parts[0].name else {}),
        "joined": totals.joined,
        "blank": left_blank(totals.blank, way.header, way.biller),
        **assumed(table, options.defaults, said, totals),
        "unknown_words": unknown_words(totals.words, folders),
        "unmatched_words": way.biller.unmatched(),
        **({"by": way.sums_by.of_columns()} if isinstance(way, LocalBatch) and way.sums_by.columns else {}),
    }


def _way(
    parts: Sequence[Part], folder: Path, table: Table, options: BatchOptions, progress: Callable[[int], None]
) -> _Way:
    if options.engine == "spark":
        from heatcalc.batches.spark.run import SparkBatch

        return SparkBatch(parts, folder, table, options)
    return LocalBatch(parts, folder, table, options, progress)


def _made(
    way: _Way, out: Path, folder: Path, options: BatchOptions, sums: Mapping[str, Sequence[Mapping[str, Any]]]
) -> tuple[dict[Path, Path], dict[str, str]]:
    """Return where the outputs go, and what is to go there; and the hash of each file, as the manifest calls it.

    A workbook has the `sums` by columns beside the bills.
    """
    same = options.out_encoding == CSV_ENCODING
    made: dict[Path, Path] = {}
    hashes: dict[str, str] = {}
    if isinstance(way, LocalBatch) and not way.tree.exists():
        format_ = format_of(out, options.format)
        if format_ == "parquet":
            way.keep_types()
        made[out] = folder / "out"
        write_bills(
            way.bills,
            made[out],
            format_,
            range(way.width, way.width + len(RESULTS)),
            say("ledger.sheet", options.lang),
            way.written.held,
            number_places(way.header.meanings) | way.more_numbers,
            way.totals.currency.places,
            {
                **sheets_by(sums, [say(f"ledger.{name}", options.lang) for name in SUMMED], options.lang),
                **way.more_sheets,
            },
            way.types,
        )
        if format_ == "csv" and same:
            hashes[name_of(out, out)] = way.written.sha256()
        elif format_ == "csv":
            transcode(made[out], options.out_encoding)
    else:
        made[out] = way.tree
    if way.totals.rejected:
        made[rejects_of(out, options.corrected)] = way.rejects
        if not same:
            transcode(way.rejects, options.out_encoding)
    for path, file in made.items():
        found = sorted(each for each in file.rglob("*") if each.is_file()) if file.is_dir() else [file]
        for each in found:
            name = each.relative_to(file).as_posix() if file.is_dir() else name_of(path, out)
            if name not in hashes:
                hashes[name] = sha256_of(each)
    return made, hashes
