"""`heatcalc check`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import Refusal
from heatcalc.billing.check import check_paid
from heatcalc.billing.request import BillRequest
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show
from heatcalc.cli.refusals import refuse
from heatcalc.show.check_sheet import check_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("check"), epilog=text("check_example"))
def check(
    paid: Annotated[str, typer.Option("--paid", help=text("paid"), metavar="CNY")],
    area: options.Area = None,
    usable: options.Usable = None,
    inner: options.Inner = None,
    city: options.CityOption = None,
    class_: options.Class = "residential",
    plan: options.Plan = "area",
    winter: options.Winter = None,
    months: options.Months = None,
    days: options.Days = None,
    kwh: options.Kwh = None,
    gj: options.Gj = None,
    height: options.Height = None,
    stopped: options.Stopped = False,
    relief: options.ReliefOption = None,
    paid_on: options.PaidOn = None,
    from_: options.From = None,
    to: options.To = None,
    cold: options.Cold = None,
    outage: options.OutageOption = None,
    with_: options.With = None,
    measure: options.OtherMeasure = None,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Compare a paid amount with the rules. Exit code 1: it differs."""
    amount = options.number("--paid", paid, ("元",), "2500")
    home = options.home(
        area=area,
        usable=usable,
        inner=inner,
        months=months,
        days=days,
        kwh=kwh,
        gj=gj,
        height=height,
        stopped=stopped,
        relief=relief,
        paid_on=paid_on,
        outage=outage,
        attributes=with_,
        measures=measure,
    )
    events = options.events(from_, to, cold)
    request = BillRequest(home, city, class_, plan, options.winter_year(winter), events)
    checked = check_paid(options.table_for(tariffs, city), request, amount, LANG)
    if isinstance(checked, Refusal):
        return refuse(checked, format_)
    show(check_sheet(checked, LANG), checked.to_dict(), format_)
    return 1 if checked.difference else 0
