"""`heatcalc help`."""

from typing import Annotated

import typer

from heatcalc.cli import options
from heatcalc.cli.completion import beginning
from heatcalc.cli.help_page import HelpedCommand, wrapped
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.cli.output import write
from heatcalc.cli.settings import user_file
from heatcalc.errors import UsageError
from heatcalc.ledger.columns import known_columns
from heatcalc.messages import say

TOPICS = ("exit-codes", "rules", "ledger", "config")

_COLUMNS_WIDTH = 76


def topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the commands and topics that there is help for, or the commands of a group that was named."""
    from heatcalc.cli.app import COMMANDS
    from heatcalc.cli.app import app as whole

    named = ctx.params.get("topic") or []
    if not named:
        return beginning(incomplete, (*COMMANDS, *TOPICS))
    group = typer.main.get_command(whole).get_command(ctx, named[0])  # type: ignore[attr-defined] # of a group
    return beginning(incomplete, getattr(group, "commands", ()))


app = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]}, add_completion=False)


@app.command("help", cls=HelpedCommand, help=text("help_command"), epilog=text("help_example"))
def help_(
    topic: Annotated[list[str] | None, typer.Argument(help=text("topic"), autocompletion=topics)] = None,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> int:
    """Print the help of a command, or what a topic is about."""
    from heatcalc.cli.app import COMMANDS
    from heatcalc.cli.app import app as whole
    from heatcalc.schema.suggest import near_miss

    asked = topic or []
    if len(asked) == 1 and asked[0] in TOPICS:
        said = say(f"topics.{asked[0]}", LANG, user=user_file(), columns=_columns())
        write(wrapped(said))
        return 0
    if asked and asked[0] not in COMMANDS:
        names = [*TOPICS, *COMMANDS]
        raise UsageError("topics.unknown", topic=asked[0], topics=names, hint=near_miss(asked[0], names))
    typer.main.get_command(whole)([*asked, "--help"], standalone_mode=False, prog_name="heatcalc")
    if not asked:
        write("\n" + say("topics.list", LANG, topics=list(TOPICS)) + "\n")
    return 0


def _columns() -> str:
    """Return the columns of a ledger as indented lines; in Chinese each with the header that people write."""
    from rich.cells import cell_len

    lines = [""]
    for column, headers in known_columns().items():
        item = f"{headers[0]} {column}、" if LANG == "zh" else f"{column}, "
        if cell_len(lines[-1] + item) > _COLUMNS_WIDTH:
            lines.append("")
        lines[-1] += item
    return "\n  ".join(line.rstrip() for line in lines).rstrip("、,")
