"""`heatcalc template`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from heatcalc.billing.in_use import inputs_in_use
from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import about, text
from heatcalc.cli.output import next_step, write
from heatcalc.errors import OutputError
from heatcalc.files.atomic import write_whole
from heatcalc.ledger.template import csv_template, range_of, sample_row, template_columns, xlsx_template
from heatcalc.messages import LANGS, say
from heatcalc.tariffs.lookup import find_city

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


_EXPLAINED = ("account", "relief", "paid_on", "supply_from", "supply_to", "room_c", "cold_days")


@app.command(cls=HelpedCommand, help=about("template"), epilog=about("template_example"))
def template(
    file: Annotated[Path, typer.Argument(help=about("template_file"))],
    city: options.CityOption = None,
    force: Annotated[bool, typer.Option("--force", help=text("force"))] = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Write an empty ledger."""
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise OutputError("files.suffix", file=file, formats=[".csv", ".xlsx"])
    table = options.table(tariffs)
    chosen = find_city(table, city) if city else None
    headers = template_columns(inputs_in_use(table, chosen) if chosen else (), table.attributes())
    if LANG != "zh":
        headers = {name: name.removeprefix("with ") for name in headers}
    sample = sample_row(headers, say("template.sample", LANG))
    if file.suffix.lower() == ".xlsx":
        cities = [chosen] if chosen else table.city
        classes = dict.fromkeys(table.class_name(each)[LANGS.index(LANG)] for one in cities for each in one.classes())
        states = ["正常", "报停"] if LANG == "zh" else ["active", "stopped"]
        plans = ["按面积", "按热量"] if LANG == "zh" else ["area", "metered"]
        choices = {"class": list(classes), "plan": plans, "status": states}
        choices |= {
            f"with {name}": [table.attribute(name, values).spoken(value, LANG) for value in values]
            for name, values in (chosen.attributes() if chosen else {}).items()
        }
        sheets = (say("ledger.empty_sheet", LANG), say("template.notes", LANG))
        content = xlsx_template(headers, sample, choices, sheets, _notes(headers, choices))
    else:
        content = csv_template(headers, sample)
    write_whole(file, content, force=force)
    write(say("cli.written", LANG, file=file) + "\n")
    next_step("template", file=file)
    return 0


def _notes(headers: Mapping[str, str], choices: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the sheet of notes: how each column is filled in. Its rows are no header of a ledger."""
    rows = [[say("template.column", LANG), say("template.how", LANG)]]
    for number, (name, header) in enumerate(headers.items()):
        limits = range_of(name)
        if name in choices:
            how = say("template.choice", LANG, words=choices[name])
        elif limits is not None:
            how = say("template.number", LANG, least=limits[0], most=limits[1])
        else:
            how = say(f"template.{name if name in _EXPLAINED else 'text'}", LANG)
        rows.append([say("template.named", LANG, letter=chr(ord("A") + number), header=header), how])
    return [*rows, *([line, ""] for line in say("template.rest", LANG).split("\n"))]
