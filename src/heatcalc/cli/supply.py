"""`heatcalc supply`."""

from typing import Annotated

import typer

from heatcalc.billing.bill import refusal
from heatcalc.billing.stated import number
from heatcalc.cli import options
from heatcalc.cli.help_page import PagedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Files, grouped
from heatcalc.cli.options import text
from heatcalc.cli.refusals import refuse
from heatcalc.costing.supply import supply_dict, supply_of
from heatcalc.errors import Refused
from heatcalc.inputs import INPUTS
from heatcalc.show.supply_sheet import supply_chart, supply_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=PagedCommand, help=text("supply"), epilog=text("supply_example"))
@grouped
def supply(
    city: options.CityOption = None,
    served: Annotated[str | None, typer.Option("--served", help=text("served"), metavar="㎡")] = None,
    *,
    files: Files,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the sources of a network."""
    table = options.table(tariffs)
    area = None if served is None else number("--served", served, INPUTS["building_m2"].units, "30000000")
    try:
        found = supply_of(table, city, area)
    except Refused as error:
        return refuse(refusal(error, LANG), files.format_)
    files.show(supply_sheet(found, table, LANG), supply_dict(found, table), lambda: [supply_chart(found, LANG)])
    return 0
