"""`heatcalc check`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import Refusal
from heatcalc.billing.check import check_paid
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import HomeOptions, home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show
from heatcalc.cli.refusals import refuse
from heatcalc.show.check_sheet import check_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("check"), epilog=text("check_example"))
@home_options()
def check(
    paid: Annotated[str, typer.Option("--paid", help=text("paid"), metavar="CNY")],
    home: HomeOptions,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Compare a paid amount with the rules. Exit code 1: it differs."""
    amount = options.number("--paid", paid, ("元",), "2500")
    checked = check_paid(options.table_for(tariffs, home.city), home.request(), amount, LANG)
    if isinstance(checked, Refusal):
        return refuse(checked, format_)
    show(check_sheet(checked, LANG), checked.to_dict(), format_)
    return 1 if checked.difference else 0
