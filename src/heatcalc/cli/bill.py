"""`heatcalc bill`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import Refusal, answer
from heatcalc.billing.request import BillRequest
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import draw, show
from heatcalc.cli.refusals import refuse
from heatcalc.show.bill_sheet import bill_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("bill"), epilog=text("bill_example"))
def bill(
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
    explain: Annotated[bool, typer.Option("--explain", help=text("explain"))] = False,
    capitals: Annotated[bool, typer.Option("--capitals", "--daxie", help=text("capitals"))] = False,
    html: options.Html = None,
    force: options.Force = False,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the bill of one home."""
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
    answered = answer(options.table_for(tariffs, city), request, LANG)
    if isinstance(answered, Refusal):
        return refuse(answered, format_)
    value = answered.to_dict()
    if explain:
        value["explanation"] = list(answered.explanation)
    if capitals:
        from heatcalc.money import in_capitals

        value["due_in_capitals"] = in_capitals(answered.due)
    if html is not None:
        draw(bill_sheet(answered, LANG, explain=True, capitals=True), [], html, None, force=force)
    show(bill_sheet(answered, LANG, explain=explain, capitals=capitals), value, format_)
    return 0
