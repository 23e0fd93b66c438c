"""`heatcalc compare`."""

from enum import Enum
from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import draw, show
from heatcalc.cli.refusals import refuse
from heatcalc.jobs.compare import compare_cities
from heatcalc.jobs.question import Question
from heatcalc.show.comparisons import comparison_chart, comparison_sheet

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


class Sort(str, Enum):
    """What the rows are ordered by."""

    bill = "bill"
    price = "price"
    months = "months"
    name = "name"


@app.command(cls=HelpedCommand, help=text("compare"), epilog=text("compare_example"))
def compare(
    area: options.Area = None,
    usable: options.Usable = None,
    inner: options.Inner = None,
    city: Annotated[list[str] | None, typer.Option("--city", help=text("cities"))] = None,
    class_: options.Class = "residential",
    plan: options.Plan = "area",
    winter: options.Winter = None,
    kwh: options.Kwh = None,
    gj: options.Gj = None,
    with_: options.With = None,
    sort: Annotated[Sort, typer.Option("--sort", help=text("sort"))] = Sort.bill,
    html: options.Html = None,
    svg: options.Svg = None,
    force: options.Force = False,
    tariffs: options.Tariffs = None,
    format_: options.Format = None,
    lang: options.Lang = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the cities side by side."""
    home = options.home(area=area, usable=usable, inner=inner, kwh=kwh, gj=gj, attributes=with_)
    question = Question(home, None, class_, plan, options.winter_year(winter))
    comparison = compare_cities(options.table(tariffs), question, city or (), sort.value, LANG)
    first = comparison.rows[0]
    if first.refusal is not None and len(comparison.rows) == 1:
        return refuse(first.refusal, format_)
    sheet = comparison_sheet(comparison, LANG)
    if html or svg:
        draw(sheet, [comparison_chart(comparison, LANG)], html, svg, force=force)
    show(sheet, comparison.to_dict(), format_)
    return 4 if first.refusal is not None else 0
