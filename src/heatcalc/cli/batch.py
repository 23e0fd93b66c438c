"""`heatcalc batch`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.batches.batch_options import BatchOptions, EngineName
from heatcalc.batches.run import Batch, run
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.display import styled
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, Written, grouped
from heatcalc.cli.options import about
from heatcalc.cli.output import next_step, pass_through, show, warn, write
from heatcalc.cli.standard_input import opened_ledger
from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.atomic import write_whole
from heatcalc.ledger.dataset import is_many, parts_of
from heatcalc.ledger.formats import format_of
from heatcalc.ledger.map_file import LedgerMap, map_text
from heatcalc.ledger.remote import at_hand
from heatcalc.measures import Both
from heatcalc.messages import say
from heatcalc.money import half_width, parse_number
from heatcalc.show.batch_sheet import batch_sheet
from heatcalc.show.sheet import Format, Sheet, plain_text
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


class Billed(NamedTuple):
    """What the run makes of the rows, besides the bills."""

    max_rejects: Annotated[str | None, typer.Option("--max-rejects", help=about("max_rejects"), metavar="N|P%")] = None
    explain: Annotated[bool, typer.Option("--explain", help=about("batch_explain"))] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help=about("dry_run"))] = False


class Rows(NamedTuple):
    """What is asked of the rows as a whole."""

    account: Annotated[str | None, typer.Option("--account", help=about("accounts"), metavar="ESTATE,ACCOUNT")] = None
    corrected: Annotated[list[Path] | None, typer.Option("--corrected", help=about("corrected"), metavar="REJECTS")] = (
        None
    )
    by: Annotated[list[str] | None, typer.Option("--by", help=about("by"), metavar="COLUMN")] = None
    suggest: Annotated[Path | None, typer.Option("--suggest-map", help=about("suggest_map"), metavar="FILE")] = None


class By(NamedTuple):
    """What bills the rows."""

    engine: Annotated[EngineName | None, typer.Option("--engine", help=about("engine"))] = None
    master: Annotated[str | None, typer.Option("--master", help=about("master"), metavar="URL")] = None


@app.command(cls=HelpedCommand, help=about("batch"), epilog=about("batch_example"))
@grouped
@home_options(only=("city", "class_", "plan", "winter", "year"))
def batch(
    ledger: Annotated[Path, typer.Argument(help=about("ledger"))],
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=about("out"), metavar="FILE")] = None,
    home: HomeOptions,
    reading: Reading,
    rows: Rows,
    written: Written,
    billed: Billed,
    by: By,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Bill a ledger. Exit code 1: some lines were rejected."""
    if out is None and not billed.dry_run and rows.suggest is None:
        raise UsageError("usage.out")
    table = options.table(tariffs)
    table_hash = options.hash_of_table(tariffs)
    meant = reading.meant(table.attributes())
    wanted = _options(home, reading, meant, rows, (written, billed, by))
    into, force = None if billed.dry_run else out, written.force

    def sheet_of(done: Batch) -> Sheet:
        def names(city_: str, class_: str) -> tuple[Both, Both]:
            return find_city(table, city_).both, table.class_name(class_)

        return batch_sheet(done, names, LANG, dry=billed.dry_run)

    with at_hand(ledger, cluster=by.engine == "spark") as there:
        if rows.suggest is not None:
            return _suggest(there, rows.suggest, meant, wanted, table, force=force)
        if is_many(there) or by.engine == "spark":
            parts = parts_of(there)
            sizes = sum(part.file.stat().st_size for part in parts if isinstance(part.file, Path))
            with progress_bar(sizes) as progress:
                done = run(parts, into, table, table_hash, wanted, force=force, progress=progress)
        else:
            if billed.dry_run and out is not None and str(out) != "-":
                format_of(out, wanted.format)  # a run asks it of what it writes
            with opened_ledger(there) as file, progress_bar(file.seek(0, 2)) as progress:
                if str(into) == "-":
                    return _to_stdout(
                        lambda made: run(file, made, table, table_hash, wanted, progress=progress), sheet_of, wanted
                    )
                done = run(file, into, table, table_hash, wanted, force=force, progress=progress)
    show(sheet_of(done), dict(done.manifest), format_)
    if format_ == "csv" and rows.by:
        warn(say("ledger.by_no_csv", LANG) + "\n")
    _next_step(done, format_)
    return 1 if done.reasons else 0


def _next_step(done: Batch, format_: Format | None) -> None:
    """Say what is usually done with the bills, or with the rejects."""
    rejects = next((file for file in done.files if ".rejects." in file.name), None)
    if rejects is not None:
        next_step("rejects", format_, rejects=rejects)
    elif done.files and "jsonl" not in done.manifest["outputs"] and "account" in done.manifest["read"].values():
        next_step("batch", format_, bills=done.files[0])


def _options(
    home: HomeOptions, reading: Reading, meant: LedgerMap, rows: Rows, made: tuple[Written, Billed, By]
) -> BatchOptions:
    written, billed, by = made
    return reading.options(meant, rows.account, home)._replace(
        by=tuple(rows.by or ()),
        corrected=tuple(rows.corrected or ()),
        max_rejects=None if billed.max_rejects is None else allowed_rejects(billed.max_rejects),
        explain=billed.explain,
        mask=written.mask,
        format=written.out_format,
        out_encoding=written.out_encoding,
        engine=by.engine,
        master=by.master,
    )


def _suggest(ledger: Path, out: Path, meant: LedgerMap, wanted: BatchOptions, table: Table, *, force: bool) -> int:
    """Write a file to fill in, of the columns and words of a ledger that are not understood."""
    columns: list[str] = []
    wanted = wanted._replace(max_rejects=None)
    many = is_many(ledger) or wanted.engine == "spark"
    with nullcontext(parts_of(ledger)) if many else opened_ledger(ledger) as read:
        while True:
            try:
                renamed = {**wanted.renamed, **dict.fromkeys(columns, "")}
                done = run(read, None, table, "", wanted._replace(renamed=renamed))
                break
            except InputFileError as error:
                if error.key not in ("ledger.unread", "ledger.said"):
                    raise
                columns += error.values["columns"]
    unknown = done.manifest["unknown_words"]
    words = {(column, word): count for column, said in unknown.items() for word, count in said.items()}
    if not columns and not words:
        write(say("ledger.map_none", LANG) + "\n")
        return 0
    write_whole(out, map_text(columns, words, meant, LANG), force=force)
    write(say("ledger.map_made", LANG, columns=len(columns), words=len(words), file=out) + "\n")
    return 1


def allowed_rejects(asked: str) -> int | Fraction:
    """Return how many rows may be rejected: `20`, or `0.5%` of them.

    Raises:
        UsageError: it is neither.
    """
    read = parse_number(asked, ("%",))
    share = half_width(asked).endswith("%")
    if read is None or (read > 100 if share else read.denominator != 1):
        raise UsageError("usage.allowed", value=asked)
    return read / 100 if share else int(read)


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[int], None]]:
    """Give what tells how far a run has come: a bar on a terminal, nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not styled(sys.stderr))
    with Progress(BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.advance(task, done)


def _to_stdout(bill: Callable[[Path], Batch], sheet_of: Callable[[Batch], Sheet], wanted: BatchOptions) -> int:
    """Bill into standard output, once all of it is there, and put the summary on standard error."""
    done = pass_through(bill, f"bills.{wanted.format or 'csv'}")
    sheet = sheet_of(done._replace(files=()))
    warn(plain_text(sheet))
    return 1 if done.reasons else 0
