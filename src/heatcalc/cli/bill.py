"""`heatcalc bill`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import Refusal, answer
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import draw, is_stdout, next_step, show, warn
from heatcalc.cli.refusals import refuse
from heatcalc.show.bill_sheet import bill_sheet
from heatcalc.show.sheet import plain_text

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("bill"), epilog=text("bill_example"))
@home_options()
def bill(
    home: HomeOptions,
    explain: Annotated[bool, typer.Option("--explain", help=text("explain"))] = False,
    capitals: Annotated[bool, typer.Option("--capitals", "--daxie", help=text("capitals"))] = False,
    html: options.Html = None,
    force: options.Force = False,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the bill of one home."""
    answered = answer(options.table_for(tariffs, home.city), home.request(), LANG)
    if isinstance(answered, Refusal):
        return refuse(answered, format_)
    if html is not None:
        draw(bill_sheet(answered, LANG, explain=True, capitals=True), [], html, None, force=force)
    sheet = bill_sheet(answered, LANG, explain=explain, capitals=capitals)
    if is_stdout(html):
        warn(plain_text(sheet))
    else:
        show(sheet, answered.to_dict(explain=explain, capitals=capitals), format_)
        if not (explain or capitals):
            next_step("bill", format_)
    return 0
