"""`heatcalc batch`."""

import sys
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show
from heatcalc.errors import InputFileError, OutputError, UsageError
from heatcalc.jobs.batch import Defaults, run
from heatcalc.measures import Both
from heatcalc.money import half_width, parse_number
from heatcalc.show.batches import batch_sheet
from heatcalc.tariffs.find import find_city

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("batch"), epilog=text("batch_example"))
def batch(
    ledger: Annotated[Path, typer.Argument(help=text("ledger"))],
    out: Annotated[Path | None, typer.Option("--out", "-o", help=text("out"), metavar="FILE")] = None,
    city: options.City = None,
    class_: options.Class = "residential",
    plan: options.Plan = "area",
    winter: options.Winter = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help=text("map"), metavar="HEADER=COLUMN")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help=text("encoding"))] = None,
    max_rejects: Annotated[str | None, typer.Option("--max-rejects", help=text("max_rejects"), metavar="N|P%")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=text("dry_run"))] = False,
    explain: Annotated[bool, typer.Option("--explain", help=text("batch_explain"))] = False,
    force: Annotated[bool, typer.Option("--force", help=text("force"))] = False,
    tariffs: options.Tariffs = None,
    format_: options.Format = None,
    lang: options.Lang = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Bill a ledger. Exit code 1: some lines were rejected."""
    if out is None and not dry_run:
        raise UsageError("usage.out")
    if out is not None and out.exists() and ledger.exists() and out.samefile(ledger):
        raise OutputError("ledger.same_file")
    table = options.table(tariffs)
    done = run(
        _read(ledger),
        None if dry_run else out,
        table,
        sha256(options.table_path(tariffs).read_bytes()).hexdigest(),
        defaults=Defaults(city, class_, plan, options.winter_year(winter)),
        encoding=encoding,
        renamed=options.pairs("--map", map_, "房屋面积=building_m2"),
        max_rejects=None if max_rejects is None else _allowed(max_rejects),
        explain=explain,
        force=force,
        lang=LANG,
    )

    def names(city_: str, class_: str) -> tuple[Both, Both]:
        return find_city(table, city_).both, table.class_name(class_)

    show(batch_sheet(done, names, LANG), dict(done.manifest), format_)
    return 1 if done.rejects else 0


def _allowed(asked: str) -> int | Fraction:
    """Read how many rows may be rejected: `20`, or `0.5%` of them."""
    read = parse_number(asked, ("%",))
    share = half_width(asked).endswith("%")
    if read is None or (read > 100 if share else read.denominator != 1):
        raise UsageError("usage.allowed", value=asked)
    return read / 100 if share else int(read)


def _read(ledger: Path) -> bytes:
    if str(ledger) == "-":
        return sys.stdin.buffer.read()
    try:
        return ledger.read_bytes()
    except OSError as error:
        raise InputFileError("files.unreadable", file=ledger, reason=error.strerror or error) from error
