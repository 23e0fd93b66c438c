"""`heatcalc template`."""

from pathlib import Path
from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import about, text
from heatcalc.cli.output import write
from heatcalc.errors import OutputError
from heatcalc.files.atomic import write_whole
from heatcalc.ledger.template import csv_template, template_columns, xlsx_template
from heatcalc.messages import LANGS, say
from heatcalc.tariffs.lookup import find_city

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=about("template"), epilog=about("template_example"))
def template(
    file: Annotated[Path, typer.Argument(help=about("template_file"))],
    city: options.CityOption = None,
    force: Annotated[bool, typer.Option("--force", help=text("force"))] = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Write an empty ledger."""
    headers = template_columns()
    if LANG != "zh":
        headers = {name: name for name in headers}
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise OutputError("files.suffix", file=file, formats=[".csv", ".xlsx"])
    if file.suffix.lower() == ".xlsx":
        table = options.table(tariffs)
        cities = [find_city(table, city)] if city else table.city
        classes = dict.fromkeys(table.class_name(each)[LANGS.index(LANG)] for one in cities for each in one.classes())
        states = ["正常", "报停"] if LANG == "zh" else ["active", "stopped"]
        content = xlsx_template(headers, {"class": list(classes), "status": states}, say("ledger.empty_sheet", LANG))
    else:
        content = csv_template(headers)
    write_whole(file, content, force=force)
    write(say("cli.written", LANG, file=file) + "\n")
    return 0
