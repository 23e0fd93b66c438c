"""`heatcalc help`."""

from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedCommand, wrapped
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import write
from heatcalc.cli.settings import user_file
from heatcalc.errors import UsageError
from heatcalc.messages import say

TOPICS = ("exit-codes", "rules", "ledger", "config")

app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command("help", cls=HelpedCommand, help=text("help_command"), epilog=text("help_example"))
def help_(
    topic: Annotated[list[str] | None, typer.Argument(help=text("topic"))] = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the help of a command, or what a topic is about."""
    from heatcalc.cli.app import COMMANDS
    from heatcalc.cli.app import app as whole
    from heatcalc.schema.suggest import near_miss

    asked = topic or []
    if len(asked) == 1 and asked[0] in TOPICS:
        said = say(f"topics.{asked[0]}", LANG)
        write(wrapped(said.replace("{user}", str(user_file()))))
        return 0
    if asked and asked[0] not in COMMANDS:
        names = [*TOPICS, *COMMANDS]
        raise UsageError("topics.unknown", topic=asked[0], topics=names, hint=near_miss(asked[0], names))
    typer.main.get_command(whole)([*asked, "--help"], standalone_mode=False, prog_name="heatcalc")
    if not asked:
        write("\n" + say("topics.list", LANG, topics=list(TOPICS)) + "\n")
    return 0
