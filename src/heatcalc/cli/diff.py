"""`heatcalc diff`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple, TypedDict

import typer

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.batch import allowed_rejects, progress_bar
from heatcalc.cli.help_page import PagedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, grouped
from heatcalc.cli.options import about
from heatcalc.cli.output import draw, is_stdout, pages, pass_through, refuse_existing, show, warn
from heatcalc.cli.settings import defaults, given, settings
from heatcalc.cli.standard_input import opened_ledger
from heatcalc.diffs.diff import Diff, DiffOptions, compared_files, compared_tables
from heatcalc.errors import Refused, UsageError
from heatcalc.ledger.dataset import is_many, parts_of
from heatcalc.ledger.format_names import AuditFormat, OutputEncoding
from heatcalc.ledger.remote import at_hand
from heatcalc.measures import Both
from heatcalc.show.diff_page import diff_page
from heatcalc.show.diff_sheet import diff_charts, diff_sheet
from heatcalc.show.sheet import Format, plain_text
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


class _Comparison(TypedDict):
    """What a reform is asked for besides how the ledger is billed."""

    format_: AuditFormat | None
    page: bool
    force: bool


class TwoTables(NamedTuple):
    """How a ledger is billed, once by each table."""

    tables: Annotated[
        tuple[Path, Path] | None, typer.Option("--tariffs", help=about("diff_tariffs"), metavar="OLD NEW")
    ] = None
    account: Annotated[str | None, typer.Option("--account", help=about("accounts"), metavar="ESTATE,ACCOUNT")] = None
    max_rejects: Annotated[str | None, typer.Option("--max-rejects", help=about("max_rejects"), metavar="N|P%")] = None


class Made(NamedTuple):
    """What is made of a comparison."""

    by: Annotated[list[str] | None, typer.Option("--by", help=about("diff_by"), metavar="COLUMN")] = None
    html: options.Html = None
    out_format: Annotated[AuditFormat | None, typer.Option("--out-format", help=about("diff_format"))] = None
    out_encoding: Annotated[OutputEncoding, typer.Option("--out-encoding", help=about("out_encoding"))] = "utf-8-sig"
    mask: Annotated[bool, typer.Option("--mask", help=about("mask"))] = False
    force: options.Force = False


@app.command(cls=PagedCommand, help=about("diff"), epilog=about("diff_example"))
@grouped
@home_options(only=("city", "class_", "plan", "winter", "year"))
def diff(
    before: Annotated[Path, typer.Argument(metavar="BEFORE|LEDGER", help=about("diff_before"))],
    after: Annotated[Path | None, typer.Argument(metavar="AFTER", help=about("diff_after"))] = None,
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=about("diff_out"), metavar="FILE")] = None,
    made: Made,
    billing: TwoTables,
    home: HomeOptions,
    reading: Reading,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Compare two runs, or a ledger by two tables. Exit code 1: an amount has changed, or a home has no other."""
    if (after is None) == (billing.tables is None):
        raise UsageError("usage.diff_what")
    refuse_existing(made.html, force=made.force)
    if billing.tables is None:
        assert after is not None, "one of the two is given"
        _refuse_of_ledger(billing, home, reading)
        for each in (before, after):
            if each.suffix.lower() == ".toml":
                raise UsageError("usage.diff_tables", file=each)
        held = defaults("diff", settings()).get("tariffs")  # `--tariffs` is of two tables here, and no default
        path = Path(held) if held else None
        table, table_hash = options.table(path), options.hash_of_table(path)
        by, page = tuple(made.by or ()), made.html is not None
        asked = DiffOptions(by, made.out_format, made.out_encoding, made.mask, LANG, page)
        one, other = before, after

        def compare(into: Path | None) -> Diff:
            return compared_files(one, other, into, table, table_hash, asked, force=made.force)
    else:
        tables = [(path, load_tariffs(path)) for path in billing.tables]
        table = tables[1][1]
        wanted = _options(made, billing, home, reading, table)

        def compare(into: Path | None) -> Diff:
            return _by_tables(before, tables, into, made, wanted)

    to_stdout = str(out) == "-"
    done = pass_through(compare, f"changes.{made.out_format or 'csv'}") if to_stdout else compare(out)
    _show(done, table, made, out, format_)
    return 1 if done.has_findings else 0


def _by_tables(
    ledger: Path, tables: Sequence[tuple[Path, Table]], out: Path | None, made: Made, wanted: BatchOptions
) -> Diff:
    asked = _Comparison(format_=made.out_format, page=made.html is not None, force=made.force)
    with at_hand(ledger) as there:
        if is_many(there):
            parts = parts_of(there)
            sizes = sum(part.file.stat().st_size for part in parts if isinstance(part.file, Path))
            with progress_bar(2 * sizes) as progress:
                return compared_tables(
                    parts,
                    ledger.name,
                    tables,
                    out,
                    wanted,
                    **asked,
                    progress=progress,
                )
        with opened_ledger(there) as file, progress_bar(2 * file.seek(0, 2)) as progress:
            return compared_tables(file, ledger.name, tables, out, wanted, **asked, progress=progress)


def _options(made: Made, billing: TwoTables, home: HomeOptions, reading: Reading, table: Table) -> BatchOptions:
    return reading.options(reading.meant(table.attributes()), billing.account, home)._replace(
        by=tuple(made.by or ()),
        max_rejects=None if billing.max_rejects is None else allowed_rejects(billing.max_rejects),
        mask=made.mask,
        out_encoding=made.out_encoding,
    )


def _show(done: Diff, table: Table, made: Made, out: Path | None, format_: Format | None) -> None:
    """Show a comparison; where the changes of homes go to standard output, the sheet goes to standard error."""
    to_stdout = str(out) == "-"
    done = done._replace(files=(*(() if to_stdout else done.files), *pages(made.html)))

    def names(city: str, class_: str) -> tuple[Both, Both]:
        try:
            named = find_city(table, city).both
        except Refused:
            named = Both(city, city)
        return named, table.class_name(class_) if class_ in table.classes else Both(class_, class_)

    sheet = diff_sheet(done, names, LANG, dry=out is None)
    if made.html is not None:
        page = diff_page(done, names, diff_charts(done, names, LANG), LANG)
        draw(sheet, [], made.html, None, lambda _: page, force=made.force)
    if to_stdout or is_stdout(made.html):
        warn(plain_text(sheet))
    else:
        show(sheet, dict(done.manifest), format_)


def _refuse_of_ledger(billing: TwoTables, home: HomeOptions, reading: Reading) -> None:
    """Check that nothing is said of how a ledger is billed where bills are compared, but by settings.

    Raises:
        UsageError: something is.
    """
    of_home = home._replace(stated={})
    usual = {**TwoTables._field_defaults, **Reading._field_defaults, **HomeOptions._field_defaults, "stated": {}}
    said = {**billing._asdict(), **reading._asdict(), **of_home._asdict()}
    for option in given("diff", said, usual):
        raise UsageError("usage.diff_ledger", option=option)
