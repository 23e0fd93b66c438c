"""`heatcalc compare`."""

import re
from typing import Annotated

import typer

from heatcalc.billing.compare import Axes, Order, compare_cities
from heatcalc.billing.request import period_of
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.home_options import HomeOptions, home_options
from heatcalc.cli.language import LANG
from heatcalc.cli.option_groups import Files, grouped
from heatcalc.cli.options import text
from heatcalc.cli.refusals import refuse
from heatcalc.errors import UsageError
from heatcalc.inputs import INPUTS
from heatcalc.show.comparison_sheet import comparison_chart, comparison_page, comparison_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


_COMPARED = ("usable", "inner", "class_", "plan", "winter", "year", "kwh", "gj", "mwh", "with_", "measure")


@app.command(cls=HelpedCommand, help=text("compare"), epilog=text("compare_example"))
@grouped
@home_options(only=_COMPARED)
def compare(
    *,
    area: Annotated[list[str] | None, typer.Option("--area", help=text("areas"), metavar="㎡")] = None,
    home: HomeOptions,
    city: Annotated[
        list[str] | None, typer.Option("--city", help=text("cities"), autocompletion=options.cities)
    ] = None,
    winters: Annotated[str | None, typer.Option("--winters", help=text("winters"), metavar="A..B")] = None,
    weight: Annotated[list[str] | None, typer.Option("--weight", help=text("weight"), metavar="CITY=NUMBER")] = None,
    since: Annotated[str | None, typer.Option("--since", help=text("since_year"), metavar="YEAR")] = None,
    sort: Annotated[Order, typer.Option("--sort", help=text("sort"))] = "bill",
    files: Files,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the cities side by side."""
    own, more = (area[0], area[1:]) if area else (None, [])
    home.stated["area"] = own
    weights = {
        name: options.number("--weight", value)
        for name, value in options.pairs("--weight", weight, "朔州=1.59").items()
    }
    areas = tuple(options.number("--area", each, INPUTS["building_m2"].units) for each in more)
    axes = Axes(areas, _winters(winters), weights, _year(since))
    comparison = compare_cities(options.table(tariffs), home.request(), city or (), sort, LANG, axes)
    first = comparison.rows[0] if comparison.rows else None
    if first is not None and first.refusal is not None and len(comparison.rows) == 1:
        return refuse(first.refusal, files.format_)
    files.show(
        comparison_sheet(comparison, LANG),
        comparison.to_dict(),
        lambda: [comparison_chart(comparison, LANG)],
        lambda: comparison_page(comparison, LANG),
    )
    return 4 if first is None or first.refusal is not None else 0


def _year(asked: str | None) -> int | None:
    """Read the year of `--since`."""
    if asked is None:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d", asked, re.ASCII):
        raise UsageError("usage.year", year=asked)
    return int(asked)


def _winters(asked: str | None) -> tuple[int, ...]:
    """Read `2020-2021..2023-2024`: every winter from the first to the last."""
    if asked is None:
        return ()
    first, dots, last = asked.partition("..")
    years = [period_of(each) for each in (first, last or first)]
    if years[0] is None or years[1] is None or years[1] < years[0] or bool(dots) != bool(last):
        raise UsageError("usage.winters", value=asked)
    return tuple(range(years[0], years[1] + 1))
