"""The help page of a command, in the language of the run.

Typer's own pages cut Chinese off: they wrap only at blanks.
"""

import shutil
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from heatcalc.cli.display import display_options
from heatcalc.cli.language import LANG
from heatcalc.cli.overwriting import WRITTEN, refuse_overwriting
from heatcalc.errors import UsageError
from heatcalc.messages import say

_OPTIONS_WIDTH = 30
_WIDEST = 100
_LAST_HOLDS = ("lang", "format_", "color")
"""Options of which the last holds, so that an alias may give one and its user another."""
_PIECES = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]..."}


RUNNING: set[str] = set()
"""The options of the command that runs, for hints that name only those."""


TyperUsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""The class that every usage error of Typer descends from, which it does not export by name."""


class HelpedCommand(TyperCommand):
    """A command whose help wraps Chinese; one that shows tables can be told whether to style them."""

    displays: tuple[str, ...] = ("color",)
    """Those of the options of `cli.display` that it has."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(*arguments, **settings)
        if any(each.name == "format_" and "table" in getattr(each.type, "choices", ()) for each in self.params):
            self.params += [display_options()[name] for name in self.displays]

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the arguments; an option that holds one value may be given once, since the first would be passed over.

        Raises:
            UsageError: one is given twice, or with nothing in it, as by a script's variable that is not set.
        """
        given = list(args)
        try:
            left = super().parse_args(ctx, args)
        except TyperUsageError as error:
            if getattr(error, "ctx", None) is None:
                error.ctx = ctx  # type: ignore[attr-defined] # so that it names the command whose help to read
            raise
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=given)
            for each in order:
                single = each.name not in _LAST_HOLDS and not each.multiple and not getattr(each, "is_flag", False)
                if single and each.nargs == 1 and order.count(each) > 1:
                    raise UsageError("usage.twice", option=max(each.opts, key=len))
            for option in self.params:
                value = ctx.params.get(str(option.name))
                for text in value if isinstance(value, list | tuple) else [value]:
                    if isinstance(text, str) and not text.strip() and text != option.default:
                        raise UsageError("usage.empty", option=_called(option))
        return left

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override] # noqa: ANN401
        """Run the command."""
        RUNNING.clear()
        RUNNING.update(name for option in self.get_params(ctx) for name in option.opts)
        paths = {str(each.name): ctx.params.get(str(each.name)) for each in self.get_params(ctx) if _is_path(each.type)}
        if any(paths.get(name) for name in WRITTEN):
            from heatcalc.cli.options import table_path

            refuse_overwriting(paths, table_path(None) if "tariffs" in paths and not paths["tariffs"] else None)
        return super().invoke(ctx)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override] # noqa: ANN401
        """Write the help page."""
        formatter.write(_page(self, ctx))


class PagedCommand(HelpedCommand):
    """A command whose answer may be longer than a screen."""

    displays = ("color", "no_pager")


def _called(option: Any) -> str:  # noqa: ANN401 - a class that Typer does not export
    return str(max(option.opts, key=len) if option.param_type_name == "option" else option.human_readable_name)


def _is_path(type_: Any) -> bool:  # noqa: ANN401 - a type of Typer's, or several of them
    return type_.name in ("path", "file") or any(map(_is_path, getattr(type_, "types", ())))


class HelpedGroup(TyperGroup):
    """A group of commands whose help wraps Chinese."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override] # noqa: ANN401
        """Write the help page."""
        formatter.write(_page(self, ctx))


def wrapped(text: str) -> str:
    """Return lines wrapped to the terminal."""
    from heatcalc.show.wrap import wrap

    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    return "".join(f"{line}\n" for each in text.splitlines() for line in wrap(each, width))


def _page(command: Any, ctx: typer.Context) -> str:  # noqa: ANN401 - a class that Typer does not export
    from heatcalc.show.wrap import wrap

    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    pieces = [_PIECES.get(piece, piece) if LANG == "zh" else piece for piece in command.collect_usage_pieces(ctx)]
    usage = " ".join([ctx.command_path, *pieces])
    lines = [f"{say('help.usage', LANG)}: {usage}", "", *wrap(command.help or "", width)]
    if command.epilog:
        lines += ["", f"{say('help.examples', LANG)}:", *(f"  {line}" for line in command.epilog.splitlines())]
    if isinstance(command, TyperGroup):
        subcommands = {name: command.get_command(ctx, name) for name in command.list_commands(ctx)}
        lines += ["", f"{say('help.commands', LANG)}:"]
        lines += _two_columns([(name, each.help or "") for name, each in subcommands.items() if each], width)
    arguments = [each for each in command.get_params(ctx) if each.param_type_name == "argument"]
    if arguments:
        lines += ["", f"{say('help.arguments', LANG)}:"]
        lines += _two_columns([(each.make_metavar(ctx), each.help or "") for each in arguments], width)
    options = [each for each in command.get_params(ctx) if each.param_type_name == "option"]
    lines += ["", f"{say('help.options', LANG)}:", *_two_columns([_option(each, ctx) for each in options], width)]
    return "\n".join(lines) + "\n"


def _usual(option: Any) -> Any:  # noqa: ANN401 - Typer's own
    """Return what holds where an option is not given; one may say it without having it for a value."""
    return option.show_default if isinstance(option.show_default, str) else option.default


def _option(option: Any, ctx: typer.Context) -> tuple[str, str]:  # noqa: ANN401
    names = ", ".join(sorted(option.opts, key=len))
    if option.name in ("help", "install_completion", "show_completion"):
        return names, say(f"help.{option.name}", LANG)
    metavar = "" if option.is_flag else f" {option.make_metavar(ctx).strip('<>').replace('str', 'TEXT')}"
    notes = []
    if option.required:
        notes.append(say("help.required", LANG))
    elif (usual := _usual(option)) not in (None, "", []) and not option.is_flag:
        notes.append(say("help.default", LANG, default=getattr(usual, "value", usual)))
    return f"{names}{metavar}", " ".join([option.help or "", *notes])


def _two_columns(rows: list[tuple[str, str]], width: int) -> list[str]:
    from rich.cells import cell_len

    from heatcalc.show.wrap import wrap

    lines = []
    left = min(_OPTIONS_WIDTH, max(cell_len(name) for name, _ in rows) + 2)
    for name, meaning in rows:
        first, *others = wrap(meaning, width - left - 2)
        gap = left - cell_len(name)
        if gap < 2:
            lines += [f"  {name}", f"  {' ' * left}{first}"]
        else:
            lines.append(f"  {name}{' ' * gap}{first}")
        lines += [f"  {' ' * left}{other}" for other in others]
    return [line.rstrip() for line in lines]
