"""The commands of heatcalc and their options, as Typer has them."""

import typer

from heatcalc.cli.app import COMMANDS, app


def options_of_commands() -> dict[str, set[str]]:
    """Return the options of each command by its name: `bill`, `tariff`, `tariff list`."""
    root = typer.main.get_command(app)
    found = {}
    for name in COMMANDS:
        command = root.get_command(None, name)  # type: ignore[attr-defined] # of a group
        inner = {f"{name} {each}": one for each, one in getattr(command, "commands", {}).items()}
        for each, one in {name: command, **inner}.items():
            found[each] = {option for parameter in one.params for option in parameter.opts}
    return found
