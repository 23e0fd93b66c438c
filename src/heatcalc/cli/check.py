"""`heatcalc check`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import Refusal
from heatcalc.billing.check import check_paid
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Audit, Reading, grouped
from heatcalc.cli.options import text
from heatcalc.cli.output import show
from heatcalc.cli.refusals import refuse
from heatcalc.cli.settings import given
from heatcalc.errors import UsageError
from heatcalc.inputs import INPUTS
from heatcalc.money import CNY, parse_money
from heatcalc.show.check_sheet import check_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("check"), epilog=text("check_example"))
@grouped
@home_options()
def check(
    paid: Annotated[str | None, typer.Option("--paid", help=text("paid"), metavar="CNY")] = None,
    *,
    home: HomeOptions,
    audit: Audit,
    reading: Reading,
    tariffs: options.Tariffs = None,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Compare a paid amount, or those of a ledger, with the rules. Exit code 1: something differs."""
    if audit.ledger is not None:
        _refuse_home(paid, home)
        from heatcalc.cli.ledger_check import check_the_ledger

        return check_the_ledger(audit.ledger, home, audit, reading, tariffs, format_)
    _refuse_of_ledger(audit, reading)
    if paid is None:
        raise UsageError("usage.check_paid")
    table = options.table_for(tariffs, home.city)
    amount = parse_money(paid, CNY)
    if amount is None or amount < 0:
        raise UsageError("usage.number", option="--paid", value=paid, example="2500")
    checked = check_paid(table, home.request(), amount, LANG)
    if isinstance(checked, Refusal):
        return refuse(checked, format_)
    show(check_sheet(checked, LANG), checked.to_dict(), format_)
    return 1 if checked.difference else 0


def _refuse_of_ledger(audit: Audit, reading: Reading) -> None:
    """Check that nothing is said of a ledger where there is none, but by settings, which hold for every command.

    Raises:
        UsageError: something is.
    """
    usual = {**Audit._field_defaults, **Reading._field_defaults}
    for option in given("check", {**audit._asdict(), **reading._asdict()}, usual):
        raise UsageError("usage.check_ledger", option=option)


def _refuse_home(paid: str | None, home: HomeOptions) -> None:
    """Check that nothing is said of one home, where a ledger says it of each.

    Raises:
        UsageError: something is.
    """
    options_of = {each.keyword: each.option for each in INPUTS.values()}
    said = [options_of[name] for name, given in home.stated.items() if given not in (None, False)]
    others = {"--paid": paid, "--with": home.with_, "--measure": home.measure}
    said = [*(option for option, given in others.items() if given), *said]
    if said:
        raise UsageError("usage.check_home", option=said[0])
