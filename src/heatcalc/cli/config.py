"""`heatcalc config`."""

from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.command_group import command_group
from heatcalc.cli.help_page import HelpedCommand
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import show as show_sheet
from heatcalc.cli.settings import Setting, settings
from heatcalc.messages import say
from heatcalc.show.sheet import Column, Sheet

app = command_group(text("config"), text("config_example"))


@app.command(cls=HelpedCommand, help=text("config_show"), epilog=text("config_example"))
def show(
    origin: Annotated[bool, typer.Option("--origin", help=text("origin"))] = False,
    format_: options.FormatOption = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """List the settings that hold, and where they come from."""
    columns = [Column(key, say(f"cli.setting_{key}", LANG)) for key in ("name", "command", "value", "origin")]
    sheet = Sheet(say("cli.settings", LANG), columns if origin else columns[:-1])
    held: dict[tuple[str, str], Setting] = {}
    for each in settings():
        held.setdefault((each.name, each.command), each)
    for each in held.values():
        value = " ".join(each.value) if isinstance(each.value, list) else str(each.value)
        sheet.rows.append([each.name, each.command, value, each.origin][: len(sheet.columns)])
    if not held:
        sheet.section(say("show.notes", LANG), [say("cli.no_settings", LANG)])
    values = [each._asdict() for each in held.values()]
    show_sheet(sheet, {"schema": "heatcalc.config/1", "settings": values}, format_)
    return 0
