"""`heatcalc allocate`."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.batches.allocate import run_allocation
from heatcalc.batches.allocated import Allocation, Asked, Costs
from heatcalc.batches.allocation_asked import (
    amount_of,
    currency_of,
    period_of,
    read_costs,
    read_degree_days,
    share_of,
)
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.publish import refuse_same
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, Written, grouped
from heatcalc.cli.options import about
from heatcalc.cli.output import pass_through, show, warn
from heatcalc.cli.standard_input import opened_ledger
from heatcalc.costing.allocation import FactorOf, Unread
from heatcalc.costing.allocation_inputs import attributes_with
from heatcalc.costing.apportion import RestRule
from heatcalc.costing.degree_days import EVENLY, VDI_2067
from heatcalc.errors import UsageError
from heatcalc.show.allocation_sheet import allocation_sheet
from heatcalc.show.sheet import plain_text

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
            UsageError: there is not one of both, or one is no amount.
        """
        if (self.cost is None) == (self.costs is None):
            raise UsageError("allocate.one_cost")
        if self.costs is None:
            return Costs({"": amount_of(self.cost or "")})
        return read_costs(self.costs)


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


class Made(NamedTuple):
    """What the run makes besides the shares."""

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
    written: Written,
    made: Made,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Share a cost out over a ledger's homes. A row that cannot be shared in ends the run (exit code 3)."""
    table = options.table(tariffs)
    meant = reading.meant(attributes_with(table.attributes()))
    costs, asked = cost.read(), _asked(cost, homes)
    wanted = BatchOptions(
        encoding=reading.encoding,
        sheets=tuple(reading.sheets or ()),
        several=reading.several,
        renamed=meant.columns,
        values=meant.words,
        asked=meant.asked,
        explain=made.explain,
        mask=written.mask,
        format=written.out_format,
        out_encoding=written.out_encoding,
        lang=LANG,
    )
    into = None if made.dry_run else out
    if into is not None:
        refuse_same(into, [Path(homes.degree_days or "")])  # which may be a name, and so is no path to Typer
    bad = None if made.dry_run else made.rejects
    with opened_ledger(ledger) as file:

        def share(into: Path | None) -> Allocation:
            return run_allocation(file, into, costs, asked, table, wanted, force=written.force, rejects=bad)

        if str(into) == "-":
            done = pass_through(share, f"shares.{wanted.format or 'csv'}")
            warn(plain_text(allocation_sheet(done._replace(files=()), LANG, explain=made.explain, each=False)))
            return 0
        done = share(into)
    sheet = allocation_sheet(done, LANG, explain=made.explain, each=out is None)
    if format_ == "csv":
        sheet.totals = []  # a sum among the homes would be one home more to whoever reads them
    show(sheet, done.to_dict(), format_)
    return 0


def _asked(cost: CostAsked, homes: SpecialHomes) -> Asked:
    first, last = (
        None if day is None else options.date(option, day)
        for option, day in (("--from", homes.first), ("--to", homes.last))
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
