"""Billing a ledger of households: every line is billed, rejected with a reason, or skipped, or nothing is published."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, NamedTuple, Protocol

from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.control_totals import ControlTotals, Group, Reason
from heatcalc.batches.local import LocalBatch
from heatcalc.billing.request import first_winter
from heatcalc.errors import OutputError, UsageError
from heatcalc.files.atomic import Outputs, lock_of
from heatcalc.files.hashing import sha256_of
from heatcalc.ledger.columns import RESULTS
from heatcalc.ledger.dataset import Part, is_many, parts_of, whole
from heatcalc.ledger.formats import CSV_ENCODING, format_of, transcode, write_bills
from heatcalc.messages import Lang, say
from heatcalc.tariffs.load import load_tariffs, shipped
from heatcalc.tariffs.model import Table


class Batch(NamedTuple):
    """What a run did: the counts in physical lines, the sums of the bills, and the rejects by reason."""

    manifest: Mapping[str, Any]
    groups: tuple[Group, ...]
    reasons: tuple[Reason, ...]
    unchanged: bool
    files: tuple[Path, ...]


class _Way(Protocol):
    """A way through a ledger: `rejects` is a file of CSV, `tree` a folder of bills."""

    totals: ControlTotals
    rejects: Path
    tree: Path

    def bill(self) -> None: ...


def batch(
    ledger: str | Path,
    out: str | Path | None = None,
    *,
    tariffs: str | Path | None = None,
    city: str | None = None,
    class_: str = "residential",
    plan: str = "area",
    winter: str | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    encoding: str | None = None,
    max_rejects: int | Fraction | None = None,
    mask: bool = False,
    engine: EngineName | None = None,
    spark: Any = None,  # noqa: ANN401 - a SparkSession
    master: str = "local[*]",
    force: bool = False,
    lang: Lang = "zh",
) -> Batch:
    """Bill a ledger of households: a file, a folder of files or a pattern; into `out`, or as a dry run.

    `city`, `class_`, `plan` and `winter` hold for rows that say nothing of them. `columns` gives headers that are
    called otherwise, such as `{"房屋面积": "building_m2"}`. A `spark` session, or the engine `spark`, bills by Apache
    Spark, into a folder of Parquet. `tariffs` is a file; the shipped table where none is given.

    Raises:
        InputFileError: the ledger is unusable as a whole, or has more rejects than allowed; nothing is written.
        InvalidTable: the table is invalid.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: a winter, column or encoding that does not exist, or an extra that is not installed.
    """
    path, out = Path(ledger), None if out is None else Path(out)
    file = shipped() if tariffs is None else Path(tariffs)
    chosen: EngineName | None = "spark" if spark is not None else engine
    options = BatchOptions(
        Defaults(city, class_, plan, first_winter(winter)),
        encoding=encoding,
        renamed=columns,
        max_rejects=max_rejects,
        mask=mask,
        engine=chosen,
        lang=lang,
        spark=spark,
        master=master,
    )
    table, table_hash = load_tariffs(file), sha256_of(file)
    if chosen == "spark" or is_many(path):
        return run(parts_of(path), out, table, table_hash, options, force=force)
    with Part(path.name, path).open() as opened:
        return run(opened, out, table, table_hash, options, force=force)


def run(
    ledger: IO[bytes] | Sequence[Part],
    out: Path | None,
    table: Table,
    table_hash: str,
    options: BatchOptions | None = None,
    *,
    force: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Batch:
    """Bill a ledger into `out`, with rejects and manifest beside it: a file, which must be seekable, into a file.

    The files of a folder, or any that Spark bills, go into a folder of Parquet. Without `out` nothing is written.
    `progress` is called with the number of bytes [of UTF-8] that were done.

    Raises:
        InputFileError: the ledger is unusable as a whole, or has more rejects than allowed; nothing is written.
        OutputError: an output cannot be written; what was there before stays.
        UsageError: an extra that is needed is not installed.
    """
    options = options or BatchOptions()
    parts = ledger if isinstance(ledger, Sequence) else whole(ledger)
    many = parts[0].name != ""
    if options.engine == "spark" and not many:
        raise UsageError("usage.spark_folder")
    with ExitStack() as stack:
        outputs = None
        if out is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heatcalc-")))
        else:
            if many:
                _may_be_folder(out, options)
            else:
                format_of(out, options.format)
                _may_write(out, force=force)
            outputs = stack.enter_context(Outputs(out.absolute().parent))
            outputs.lock(out)
            folder = outputs.workplace(out)
        try:
            way = _way(parts, folder, table, options, progress)
            way.bill()
            totals, files = way.totals, tuple[Path, ...]()
            manifest, unchanged = totals.manifest(table_hash, {}), False
            if outputs is not None and out is not None:
                made, manifest["outputs"] = _made(way, out, folder, options)
                unchanged, files = _publish(outputs, out, made, manifest)
            return Batch(manifest, totals.groups(table), totals.reasons(), unchanged=unchanged, files=files)
        except OSError as error:
            raise OutputError("files.unwritable", file=out or folder, reason=error.strerror or error) from error


def _way(
    parts: Sequence[Part], folder: Path, table: Table, options: BatchOptions, progress: Callable[[int], None]
) -> _Way:
    if options.engine == "spark":
        from heatcalc.batches.spark.run import SparkBatch

        return SparkBatch(parts, folder, table, options)
    return LocalBatch(parts, folder, table, options, progress)


def _made(way: _Way, out: Path, folder: Path, options: BatchOptions) -> tuple[dict[Path, Path], dict[str, str]]:
    """Return where the outputs go, and what is to go there; and the hash of each file, as the manifest calls it."""
    same = options.out_encoding == CSV_ENCODING
    made: dict[Path, Path] = {}
    hashes: dict[str, str] = {}
    if isinstance(way, LocalBatch) and not way.tree.exists():
        format_ = format_of(out, options.format)
        made[out] = folder / "out"
        figures = range(way.width, way.width + len(RESULTS))
        write_bills(way.bills, made[out], format_, figures, say("ledger.sheet", options.lang), way.held)
        if format_ == "csv" and same:
            hashes[_name(out, out)] = way.bills_sha256()
        elif format_ == "csv":
            transcode(made[out], options.out_encoding)
    else:
        made[out] = way.tree
    if way.totals.rejected:
        made[_beside(out, "rejects.csv")] = way.rejects
        if not same:
            transcode(way.rejects, options.out_encoding)
    for path, file in made.items():
        found = sorted(each for each in file.rglob("*") if each.is_file()) if file.is_dir() else [file]
        for each in found:
            name = each.relative_to(file).as_posix() if file.is_dir() else _name(path, out)
            if name not in hashes:
                hashes[name] = sha256_of(each)
    return made, hashes


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f"{out.stem}.{what}")


def _name(path: Path, out: Path) -> str:
    """Return how the manifest calls an output."""
    return path.suffix.removeprefix(".") if path == out else "rejects.csv"


def _may_write(out: Path, *, force: bool) -> None:
    """Check that the output does not replace somebody else's file.

    Raises:
        OutputError: it is.
    """
    if out.is_symlink() or out.is_dir():
        raise OutputError("ledger.no_file", file=out)
    if out.exists() and not (_ours(out) or force):
        raise OutputError("files.exists", file=out)


def _may_be_folder(out: Path, options: BatchOptions) -> None:
    """Check that the output may be a folder of bills. Only an earlier one is ever replaced, not even by force another.

    Raises:
        OutputError: it may not.
    """
    if out.suffix.lower() in (".csv", ".xlsx", ".jsonl", ".parquet") or options.format not in (None, "parquet"):
        raise OutputError("ledger.into_folder", file=out)
    if out.is_symlink() or (out.exists() and not (out.is_dir() and _ours(out))):
        raise OutputError("ledger.folder_exists", file=out)


def _ours(out: Path) -> bool:
    return _beside(out, "manifest.json").exists() or lock_of(out).exists()


def _publish(
    outputs: Outputs, out: Path, made: Mapping[Path, Path], manifest: Mapping[str, Any]
) -> tuple[bool, tuple[Path, ...]]:
    """Put the outputs in place, the manifest last. Return whether they were there already, and which they are."""
    mark = _beside(out, "manifest.json")
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    files = (*made, mark)
    there = mark.exists() and mark.read_text(encoding="utf-8") == text
    if there and all(_stands(path, file, manifest["outputs"], _name(path, out)) for path, file in made.items()):
        return True, files
    for path, file in made.items():
        outputs.take(file, path)
    outputs.file(mark, out).write(text.encode("utf-8"))
    outputs.publish(mark)
    rejects = _beside(out, "rejects.csv")
    if rejects not in files:
        rejects.unlink(missing_ok=True)
    return False, files


def _stands(path: Path, made: Path, hashes: Mapping[str, str], name: str) -> bool:
    """Return whether an output, or each file of a folder, is there as the manifest says."""
    if not made.is_dir():
        return path.is_file() and sha256_of(path) == hashes[name]
    names = {each.relative_to(made).as_posix() for each in made.rglob("*") if each.is_file()}
    there = {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()}
    return names == there and all(sha256_of(path / each) == hashes[each] for each in names)
