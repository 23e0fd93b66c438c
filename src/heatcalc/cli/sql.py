"""`heatcalc sql`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import refusal
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import completion, options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show, write
from heatcalc.cli.refusals import refuse
from heatcalc.errors import Refused, UsageError
from heatcalc.export.sql import select_of
from heatcalc.export.sql_columns import columns_of
from heatcalc.messages import say
from heatcalc.show.sheet import Column, Sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("sql"), epilog=text("sql_example"))
@home_options(only=("city", "class_", "plan", "winter", "year", "with_"))
def sql(
    home: HomeOptions,
    dialect: Annotated[
        str, typer.Option("--dialect", help=text("dialect"), autocompletion=completion.dialects)
    ] = "duckdb",
    columns: Annotated[
        str, typer.Option("--columns", help=text("sql_columns"), metavar="NAME=COLUMN,...")
    ] = "account,building_m2",
    source: Annotated[str, typer.Option("--table", help=text("sql_table"))] = "households",
    view: Annotated[str, typer.Option("--view", help=text("sql_view"))] = "",
    explain_columns: Annotated[bool, typer.Option("--explain-columns", help=text("sql_explain"))] = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the SELECT."""
    request = home.request()
    table = options.table(tariffs)
    try:
        if explain_columns:
            show(_sheet(columns_of(table, request, LANG)), {}, None)
            return 0
        write(select_of(table, request, dialect, _columns(columns), source=source, view=view, lang=LANG))
    except Refused as error:
        return refuse(refusal(error, LANG), None)
    return 0


def _sheet(columns: list[tuple[str, str, str]]) -> Sheet:
    headings = [Column(key, say(f"ledger.sql_{key}", LANG)) for key in ("column", "meaning", "content")]
    sheet = Sheet(say("ledger.sql_columns", LANG), headings)
    sheet.rows = [list(column) for column in columns]
    return sheet


def _columns(asked: str) -> dict[str, str]:
    """Read `account,building_m2=area`."""
    read: dict[str, str] = {}
    for each in asked.split(","):
        name, equals, called = (part.strip() for part in each.partition("="))
        if not name or (equals and not called):
            raise UsageError("usage.pair", option="--columns", value=each, example="building_m2=area")
        if name in read:
            raise UsageError("usage.repeated", option="--columns", name=name)
        read[name] = called or name
    return read
