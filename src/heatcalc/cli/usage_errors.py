"""What Typer says of a command that is wrong, in the language of the run.

Typer says it in English, and not alike in every release; it is told by what is certain in its words.
"""

import re
from typing import Any

from heatcalc.cli.language import LANG
from heatcalc.messages import say
from heatcalc.schema.suggest import near_miss

_FORMS = {
    key: re.compile(pattern, re.DOTALL)
    for key, pattern in {
        "no_command": r"No such command '(?P<name>[^']*)'",
        "no_option": r"No such option:? '?(?P<name>--?[^\s']*)",
        "extra": r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)",
        "no_values": r"Option '?(?P<name>[^' ]*)'? requires (?P<count>\d+) ",
        "no_value": r"Option '?(?P<name>[^' ]*)'? requires",
        "takes_none": r"Option '?(?P<name>[^' ]*)'? does not take",
        "not_among": r"Invalid value for '?(?P<name>[^:']*)'?: '(?P<value>.*)' is not one of (?P<known>.*?)\.?$",
        "not_whole": r"Invalid value for '?(?P<name>[^:']*)'?: '(?P<value>.*)' is not a valid int",
        "bad_value": r"Invalid value for '?(?P<name>[^:']*)'?: (?P<value>.*)",
        "missing": r"Missing (?:option|argument|parameter):? '?(?P<name>[^'.]*)",
        "missing_command": r"Missing command",
    }.items()
}


def usage_text(error: Any) -> str:  # noqa: ANN401 - a class that Typer does not export
    """Return what is wrong with a command, what may have been meant, and where its help is."""
    said = error.format_message()
    context = getattr(error, "ctx", None)
    text = said
    for key, pattern in _FORMS.items():
        found = pattern.match(said)
        if found is not None:
            values = found.groupdict()
            if key == "no_values":
                values["values"] = _metavar(values["name"], context)
            if key == "missing" and not values["name"].startswith("-"):
                values["name"] = values["name"].lower()
            text = say(f"usage.typer_{key}", LANG, **values)
            text += _hint(values["name"], _known(key, context)) if key in ("no_command", "no_option") else ""
            break
    return f"{text}\n{say('cli.see_help', LANG, command=context.command_path if context else 'heatcalc')}"


def _metavar(name: str, context: Any) -> str:  # noqa: ANN401 - a class that Typer does not export
    """Return what the values of an option are called in its help."""
    options = [] if context is None else context.command.get_params(context)
    return next((each.metavar or "" for each in options if name in each.opts), "")


def _known(key: str, context: Any) -> list[str]:  # noqa: ANN401 - a class that Typer does not export
    """Return the commands, or the options, that there are."""
    if context is None:
        return []
    if key == "no_command":
        return list(context.command.list_commands(context))
    return [name for option in context.command.get_params(context) for name in getattr(option, "opts", ())]


def _hint(name: str, known: list[str]) -> str:
    meant = near_miss(name, known)
    return say("usage.typer_meant", LANG, meant=meant) if meant else ""
