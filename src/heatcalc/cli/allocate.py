"""`heatcalc allocate`."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from heatcalc.batches.allocate import currency_of, period_of, read_degree_days, run_allocation
from heatcalc.batches.allocated import Asked, Costs
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.publish import refuse_same
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Reading, Written, grouped
from heatcalc.cli.options import about
from heatcalc.cli.output import show
from heatcalc.cli.standard_input import opened_ledger
from heatcalc.costing.allocation import FactorOf, Unread
from heatcalc.costing.allocation_inputs import attributes_with
from heatcalc.costing.apportion import RestRule
from heatcalc.costing.degree_days import EVENLY, VDI_2067
from heatcalc.errors import UsageError
from heatcalc.ledger.pairs import read_pairs
from heatcalc.money import parse_number
from heatcalc.show.allocation_sheet import allocation_sheet

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
            return Costs({"": options.number("--cost", self.cost or "", ("元",), "123456.78")})
        (column, _), rows = read_pairs(self.costs)
        costs: dict[str, Fraction] = {}
        for building, amount in rows:
            read = parse_number(amount, ("元",))
            if read is None or building in costs:
                raise UsageError("allocate.costs_row", file=self.costs, found=f"{building},{amount}")
            costs[building] = read
        return Costs(costs, column)


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
    explain: Annotated[bool, typer.Option("--explain", help=about("allocate_explain"))] = False,
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
        explain=explain,
        mask=written.mask,
        format=written.out_format,
        out_encoding=written.out_encoding,
        lang=LANG,
    )
    if out is not None:
        read = (options.table_path(tariffs), reading.map_file, cost.costs, Path(homes.degree_days or ""))
        refuse_same(out, filter(None, read))
    with opened_ledger(ledger) as file:
        done = run_allocation(file, out, costs, asked, table, wanted, force=written.force)
    show(allocation_sheet(done, LANG, explain=explain, each=out is None), done.to_dict(), format_)
    return 0


def _asked(cost: CostAsked, homes: SpecialHomes) -> Asked:
    first, last = (
        None if day is None else options.date(option, day)
        for option, day in (("--from", homes.first), ("--to", homes.last))
    )
    degree_days = None if homes.degree_days is None else read_degree_days(homes.degree_days)
    return Asked(
        _share("--by-area", cost.by_area),
        _share("--by-use", cost.by_use),
        _share("--stopped", homes.stopped),
        homes.factor,
        homes.unread,
        cost.rest,
        period_of(first, last, degree_days),
        currency_of(cost.currency),
    )


def _share(option: str, said: str | None) -> Fraction | None:
    if said is None:
        return None
    share = parse_number(said)
    if share is None or share > 1:
        raise UsageError("allocate.share", option=option, value=said)
    return share
