"""`heatcalc compare`."""

from typing import Annotated

import typer

from heatcalc.billing.axes import COMPARED, axes_of
from heatcalc.billing.bill import refusal
from heatcalc.billing.compare import Order, compare_cities
from heatcalc.billing.stated import HomeOptions
from heatcalc.cli import completion, options
from heatcalc.cli.help_page import PagedCommand
from heatcalc.cli.home_options import home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Files, grouped
from heatcalc.cli.options import text
from heatcalc.cli.output import next_step
from heatcalc.cli.refusals import refuse
from heatcalc.errors import Refused
from heatcalc.show.comparison_sheet import comparison_chart, comparison_page, comparison_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=PagedCommand, help=text("compare"), epilog=text("compare_example"))
@grouped
@home_options(only=COMPARED)
def compare(
    *,
    area: Annotated[list[str] | None, typer.Option("--area", help=text("areas"), metavar="㎡")] = None,
    home: HomeOptions,
    city: Annotated[
        list[str] | None, typer.Option("--city", help=text("cities"), autocompletion=completion.cities)
    ] = None,
    winters: Annotated[str | None, typer.Option("--winters", help=text("winters"), metavar="A..B")] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", help=text("weight"), metavar="CITY=NUMBER", autocompletion=completion.weights),
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help=text("since_year"), metavar="YEAR")] = None,
    sort: Annotated[Order, typer.Option("--sort", help=text("sort"))] = "bill",
    files: Files,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the cities side by side."""
    home.stated["area"] = area[0] if area else None
    axes = axes_of(area or (), winters, weight, since)
    try:
        comparison = compare_cities(options.table(tariffs), home.request(), city or (), sort, LANG, axes)
    except Refused as error:  # of a city that only has a weight
        return refuse(refusal(error, LANG), files.format_)
    if comparison.refusal is not None:
        return refuse(comparison.refusal, files.format_)
    files.show(
        comparison_sheet(comparison, LANG),
        comparison.to_dict(),
        lambda: [comparison_chart(comparison, LANG)],
        lambda: comparison_page(comparison, LANG),
    )
    next_step("compare", files.format_)
    return 0 if comparison.refused < len(comparison.rows) else 4
