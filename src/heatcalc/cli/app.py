"""`heatcalc`: the commands, each loaded when it is called, and the one place where failures become exit codes."""

import gc

# What is made at the start lives to the end: looking through it for garbage takes 8 % of a bill's time.
gc.disable()

import errno
import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from heatcalc.cli import options
from heatcalc.cli.help_page import HelpedGroup, TyperUsageError
from heatcalc.cli.language import LANG
from heatcalc.cli.options import text
from heatcalc.errors import HeatcalcError, OutputError
from heatcalc.files.stops import exit_code, heed
from heatcalc.messages import say

COMMANDS = (
    "bill",
    "ask",
    "check",
    "batch",
    "balance",
    "allocate",
    "diff",
    "template",
    "compare",
    "subsidy",
    "supply",
    "sql",
    "notice",
    "page",
    "serve",
    "tariff",
    "config",
    "doctor",
    "help",
)

_INTERRUPTED = 130
"""Also what Typer makes of Ctrl-C."""
_MOST_YOUNG = 10_000
"""So many objects may be made before they are looked through for garbage: those of some dozen homes."""


class Commands(HelpedGroup):
    """The commands by name, each imported only when it is asked for."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(**settings)
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment] # names for Typer's "Did you mean"

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the options of heatcalc itself."""
        if not any(each.endswith("-completion") for each in args):
            return super().parse_args(ctx, args)
        from heatcalc.cli.completion_setup import told

        with told():
            return super().parse_args(ctx, args)

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override] # noqa: ARG002
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override] # noqa: ANN401, ARG002
        """Return a command, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"heatcalc.cli.{cmd_name}").app)
        gc.freeze()
        gc.set_threshold(_MOST_YOUNG)
        gc.enable()
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    help=text("app"),
    epilog=text("app_example"),
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    invoke_without_command=True,
)


@app.callback()
def start(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=text("version"))] = False,
    lang: options.LangOption = None,  # noqa: ARG001 - read before the command is, see `cli.language`
) -> None:
    """Show the version, or the help where no command is given."""
    from heatcalc.cli.output import write

    if version:
        write(f"{_version()}\n")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        write(f"{ctx.get_help()}\n")
        raise typer.Exit


def _version() -> str:
    from heatcalc.tariffs.load import hash_of_table
    from heatcalc.version import __version__

    return f"heatcalc {__version__} (tariffs sha256 {hash_of_table()[:12]})"


def main() -> None:
    """Run heatcalc and exit. `heatcalc.errors` has the exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            # A character that the terminal's encoding lacks must not end the program.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    heed()
    sys.argv = [_in_utf8(each) for each in sys.argv]
    if "_HEATCALC_COMPLETE" in os.environ:
        from heatcalc.cli.completion import in_bash

        sys.exit(in_bash(_run)())
    sys.exit(_run())


def _in_utf8(argument: str) -> str:
    """Return an argument that Python has read in ASCII, as in the locale C of old systems, in UTF-8 if it is."""
    try:
        return argument if argument.isascii() else os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def _defaults() -> dict[str, Any]:
    """Return the settings of the environment and the files, as Typer takes them: by command, then by parameter."""
    from heatcalc.cli.settings import defaults, settings

    made = {}
    held = settings()
    for command in COMMANDS if held else ():
        chosen = defaults(command, held)
        if command == "compare":
            chosen.pop("city", None)  # one's own city is no reason to leave out the others
        if chosen:
            made[command] = {_PARAMETERS.get(name, name.replace("-", "_")): value for name, value in chosen.items()}
    made.pop("help", None)  # which is an option of heatcalc itself, too
    return made


_PARAMETERS = {"class": "class_", "format": "format_", "map": "map_"}
"""The parameters of options whose names Python keeps for itself."""


def _run() -> int:
    from heatcalc.cli.output import give_up_stdout

    try:
        try:
            code = typer.main.get_command(app)(standalone_mode=False, prog_name="heatcalc", default_map=_defaults())
            if sys.stdout is not None:
                sys.stdout.flush()
        except OSError as error:
            if error.filename is not None:
                raise OutputError("files.failed", file=error.filename, reason=error.strerror or error) from error
            give_up_stdout(error)
        except RuntimeError as error:
            if not str(error).startswith("Symlink loop"):  # an OSError from Python 3.13 on
                raise
            file = str(error).rpartition(" from ")[2]
            raise OutputError("files.failed", file=file, reason=os.strerror(errno.ELOOP)) from error
    except HeatcalcError as error:
        return _fail(error.text(LANG), error.exit_code)
    except TyperUsageError as error:
        from heatcalc.cli.usage_errors import usage_text

        return _fail(usage_text(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except MemoryError:
        return _fail(say("files.memory", LANG), 5)
    except Exception as error:
        if exit_code():  # DuckDB makes an error of its own of what ends a query
            return _fail(say("cli.interrupted", LANG), exit_code())
        if os.environ.get("HEATCALC_DEBUG"):
            raise
        return _fail(say("cli.bug", LANG, error=f"{type(error).__name__}: {error}"), 70)
    if code == _INTERRUPTED:
        return _fail(say("cli.interrupted", LANG), _INTERRUPTED)
    return code if isinstance(code, int) else 0


def _fail(message: str, code: int) -> int:
    from heatcalc.cli.output import warn
    from heatcalc.show.sheet import clean_lines

    warn(f"heatcalc: {clean_lines(message)}\n")
    return code
