"""`heatcalc allocate`."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.batches.allocate import run_allocation
from heatcalc.batches.allocated import Allocation, Asked, Costs
from heatcalc.batches.allocation_asked import currency_of, period_of, read_degree_days, share_of
from heatcalc.batches.allocation_costs import costs_of, read_costs
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.publish import refuse_same
from heatcalc.billing.stated import date
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, Written, grouped
from heatcalc.cli.options import about
from heatcalc.cli.output import draw, is_stdout, pages, pass_through, refuse_existing, show, warn
from heatcalc.cli.standard_input import opened_ledger
from heatcalc.costing.allocation_inputs import attributes_with
from heatcalc.costing.allocation_key import FactorOf, Unread
from heatcalc.costing.apportion import RestRule
from heatcalc.costing.degree_days import EVENLY, VDI_2067
from heatcalc.errors import UsageError
from heatcalc.ledger.map_file import LedgerMap
from heatcalc.messages import say
from heatcalc.show.allocation_page import allocation_page
from heatcalc.show.allocation_sheet import account_sheet, allocation_sheet
from heatcalc.show.sheet import Sheet, plain_text

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


class CostAsked(NamedTuple):
    """What is shared out, and by what."""

    cost: Annotated[str | None, typer.Option("--cost", help=about("cost"), metavar="123456.78")] = None
    costs: Annotated[Path | None, typer.Option("--costs", help=about("costs"), metavar="FILE")] = None
    by_area: Annotated[str | None, typer.Option("--by-area", help=about("by_area"), metavar="0.3")] = None
    by_use: Annotated[str | None, typer.Option("--by-use", help=about("by_use"), metavar="0.7")] = None
    currency: Annotated[str, typer.Option("--currency", help=about("currency"), metavar="CNY")] = "CNY"
    rest: Annotated[RestRule, typer.Option("--rest", help=about("rest_rule"))] = "largest-remainder"

    def read(self) -> Costs:
        """Return the costs.

        Raises:
            InputFileError: the file of costs cannot be read.
            UsageError: there is not one of both, or one is no amount, or is one of another currency.
        """
        if (self.cost is None) == (self.costs is None):
            raise UsageError("allocate.one_cost")
        if self.costs is None:
            return costs_of(self.cost or "", "", currency_of(self.currency))
        return read_costs(self.costs, currency_of(self.currency))


class SpecialHomes(NamedTuple):
    """What holds of homes that are not as the others."""

    stopped: Annotated[str | None, typer.Option("--stopped", help=about("stopped_share"), metavar="0.3")] = None
    factor: Annotated[FactorOf | None, typer.Option("--factor", help=about("factor_of"))] = None
    unread: Annotated[Unread, typer.Option("--unread", help=about("unread"))] = "refuse"
    first: Annotated[str | None, typer.Option("--from", help=about("period_from"), metavar="DATE")] = None
    last: Annotated[str | None, typer.Option("--to", help=about("period_to"), metavar="DATE")] = None
    degree_days: Annotated[
        str | None, typer.Option("--degree-days", help=about("degree_days"), metavar=f"FILE|{VDI_2067}|{EVENLY}")
    ] = None


class Rows(NamedTuple):
    """What is asked of the rows as a whole, and of one of them."""

    account: Annotated[str | None, typer.Option("--account", help=about("accounts"), metavar="ESTATE,ACCOUNT")] = None
    by: Annotated[list[str] | None, typer.Option("--by", help=about("allocate_by"), metavar="COLUMN")] = None
    only: Annotated[str | None, typer.Option("--only", help=about("allocate_only"), metavar="ACCOUNT")] = None


class Made(NamedTuple):
    """What the run makes besides the shares."""

    html: Annotated[Path | None, typer.Option("--html", help=about("allocate_html"), metavar="FILE")] = None
    explain: Annotated[bool, typer.Option("--explain", help=about("allocate_explain"))] = False
    rejects: Annotated[Path | None, typer.Option("--rejects", help=about("allocate_rejects"), metavar="FILE")] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help=about("allocate_dry_run"))] = False


@app.command(cls=HelpedCommand, help=about("allocate"), epilog=about("allocate_example"))
@grouped
def allocate(
    ledger: Annotated[Path, typer.Argument(help=about("allocate_ledger"))],
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=about("allocate_out"), metavar="FILE")] = None,
    cost: CostAsked,
    homes: SpecialHomes,
    reading: Reading,
    rows: Rows,
    written: Written,
    made: Made,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Share a cost out over a ledger's homes. A row that cannot be shared in ends the run (exit code 3)."""
    table = options.table(tariffs)
    meant = reading.meant(attributes_with(table.attributes()))
    into, bad, html = (None if made.dry_run else each for each in (out, made.rejects, made.html))
    costs, asked = cost.read(), _asked(cost, homes)._replace(only=rows.only, public=html is not None)
    wanted = _options(reading, meant, rows, written, made)
    for each in filter(None, (into, bad, html)):
        refuse_same(each, [Path(homes.degree_days or "")])  # which may be a name, and so is no path to Typer
    refuse_existing(html, force=written.force)
    with opened_ledger(ledger) as file:

        def share(into: Path | None) -> Allocation:
            return run_allocation(file, into, costs, asked, table, wanted, force=written.force, rejects=bad)

        to_stdout = str(into) == "-"
        done = pass_through(share, f"shares.{wanted.format or 'csv'}") if to_stdout else share(into)
    if html is not None:
        page = allocation_page(done, LANG)
        draw(Sheet("", []), [], html, None, lambda _: page, force=written.force)
    done = done._replace(files=(*(() if to_stdout else done.files), *pages(html)))
    if to_stdout or is_stdout(html):
        warn(plain_text(_sheet(done, rows.only, explain=False, each=False)))
        return 0
    sheet = _sheet(done, rows.only, explain=made.explain, each=out is None)
    if format_ == "csv":
        sheet.totals = []  # a sum among the homes would be one home more to whoever reads them
        if rows.by:
            warn(say("ledger.by_no_csv", LANG) + "\n")
    shown = done if rows.only is None else done.of_account(rows.only)
    show(sheet, shown.to_dict(), format_)
    return 0


def _sheet(done: Allocation, only: str | None, *, explain: bool, each: bool) -> Sheet:
    """Return what is shown of an allocation: one account explained, or the sums, with `each` home where asked for."""
    if only is not None:
        return account_sheet(done.of_account(only), only, LANG)
    return allocation_sheet(done, LANG, explain=explain, each=each)


def _options(reading: Reading, meant: LedgerMap, rows: Rows, written: Written, made: Made) -> BatchOptions:
    return reading.options(meant, rows.account)._replace(
        by=tuple(rows.by or ()),
        explain=made.explain,
        mask=written.mask,
        format=written.out_format,
        out_encoding=written.out_encoding,
    )


def _asked(cost: CostAsked, homes: SpecialHomes) -> Asked:
    first, last = (
        None if day is None else date(option, day) for option, day in (("--from", homes.first), ("--to", homes.last))
    )
    degree_days = None if homes.degree_days is None else read_degree_days(homes.degree_days)
    return Asked(
        share_of("--by-area", cost.by_area),
        share_of("--by-use", cost.by_use),
        share_of("--stopped", homes.stopped),
        homes.factor,
        homes.unread,
        cost.rest,
        period_of(first, last, degree_days),
        currency_of(cost.currency),
    )
