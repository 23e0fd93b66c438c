"""`heatcalc page`."""

from pathlib import Path
from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import write
from heatcalc.export.resident_data import page_data
from heatcalc.files.atomic import write_whole
from heatcalc.messages import say
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.resident import resident_page

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command(cls=HelpedCommand, help=text("page"), epilog=text("page_example"))
def page(
    out: Annotated[Path, typer.Option("--out", "-o", help=text("page_out"), metavar="FILE")],
    force: options.Force = False,
    tariffs: options.Tariffs = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Write the resident's page."""
    table = options.table(tariffs)
    sources = {id_: source_text(source, LANG) for id_, source in table.sources.items()}
    made = resident_page(page_data(table, LANG), sources, LANG).encode()
    if str(out) == "-":
        write(made.decode())
        return 0
    write_whole(out, made, force=force)
    write(say("cli.written", LANG, file=out) + "\n")
    return 0
