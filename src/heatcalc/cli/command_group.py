"""A command that has commands of its own, such as `heatcalc tariff`."""

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedGroup
from heatcalc.cli.output import write

_SHARED = ("format_", "color")
"""Settings that hold for the commands of a group; a city that is set is no reason to add a price to it."""


def command_group(purpose: str, examples: str) -> typer.Typer:
    """Return a group to which commands are added; alone it shows its help."""
    app = typer.Typer(
        cls=HelpedGroup,
        help=purpose,
        epilog=examples,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=False,
        invoke_without_command=True,
    )

    @app.callback()
    def start(
        ctx: typer.Context,
        lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
    ) -> None:
        """Show the help where no command is given."""
        if ctx.invoked_subcommand is None:
            write(f"{ctx.get_help()}\n")
        else:
            shared = {name: value for name, value in (ctx.default_map or {}).items() if name in _SHARED}
            ctx.default_map = {ctx.invoked_subcommand: shared}

    return app
