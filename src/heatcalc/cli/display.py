"""How an answer is displayed: whether it is styled, and whether a pager shows it. Options of every command that shows.

What is styled follows the option, `NO_COLOR`, `FORCE_COLOR`, `TERM` and the terminal, in that order; the format does
not follow it: a script that sets `FORCE_COLOR` for all it runs still gets the plain text that it reads.
"""

import os
import sys
from functools import cache
from typing import Annotated, Any, Literal, TextIO

import typer

from heatcalc.cli.language import LANG
from heatcalc.messages import say

Color = Literal["auto", "always", "never"]

_DUMB = ("dumb", "unknown")
_NO = ("", "0", "false", "no", "off")
_LESS = {"LESS": "FRX"}
"""For `less` where its user has set nothing: keep colours, leave what is shown on the screen, end if it fits."""


class _Chosen:
    color: Color = "auto"
    pager = True


def _choose_color(value: Color | None) -> Color | None:
    _Chosen.color = value or "auto"
    return value


def _choose_pager(value: bool) -> bool:
    _Chosen.pager = not value
    return value


@cache
def display_options() -> dict[str, Any]:
    """Return the options by their names, as Typer has them in a command."""
    app = typer.Typer(add_completion=False)

    @app.command()
    def with_options(
        color: Annotated[
            Color | None,
            typer.Option("--color", help=say("help.color", LANG), callback=_choose_color, expose_value=False),
        ] = None,
        no_pager: Annotated[
            bool,
            typer.Option("--no-pager", help=say("help.no_pager", LANG), callback=_choose_pager, expose_value=False),
        ] = False,
    ) -> None: ...

    return {str(each.name): each for each in typer.main.get_command(app).params}


def styled(stream: TextIO) -> bool:
    """Return whether text on a stream is to be styled."""
    if _Chosen.color != "auto":
        return _Chosen.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (os.environ.get("TERM") not in _DUMB and stream.isatty())


def in_ci() -> bool:
    """Return whether a machine runs heatcalc, as `CI` says: nobody reads a pager or a hint there."""
    return os.environ.get("CI", "").strip().casefold() not in _NO


def pager() -> list[str]:
    """Return the command of the pager that a long answer is shown by; none where nobody sits before a terminal."""
    if not _Chosen.pager or sys.stdout is None or not sys.stdout.isatty():
        return []
    if in_ci() or os.environ.get("TERM") in _DUMB:
        return []
    asked = next((os.environ[name] for name in ("HEATCALC_PAGER", "PAGER") if name in os.environ), None)
    if asked is None:
        import shutil

        less = shutil.which("less")
        return [less] if less else []
    import shlex

    try:
        words = shlex.split(asked, posix=os.name != "nt")
    except ValueError:  # a quotation mark that is not closed
        return []
    return [] if words == ["cat"] else words


def shell_word(word: str) -> str:
    """Return a word as a shell takes it: in quotation marks where it has what a shell would read."""
    if os.name == "nt":
        import subprocess

        return subprocess.list2cmdline([word])
    import shlex

    # `shlex` would quote all Chinese, which no shell takes for anything but itself.
    ascii_part = "".join(each for each in word if each.isascii())
    return word if word and shlex.quote(ascii_part or "x") == (ascii_part or "x") else shlex.quote(word)


def fits(text: str) -> bool:
    """Return whether a terminal shows a text at once, with its next prompt below."""
    import shutil

    return text.count("\n") < shutil.get_terminal_size().lines


def page(text: str, command: list[str]) -> bool:
    """Show a text by a pager, and return whether it was shown; a reader who leaves early has seen what he wanted."""
    import signal
    import subprocess

    environment = {**_LESS, **os.environ}
    if os.path.basename(command[0]).removesuffix(".exe") == "less":  # noqa: PTH119 - no Path for one name
        command = [*command, "-R"]  # else it writes out what styles the text, where its user's `LESS` does not say so
    if sys.stdout.encoding.lower().startswith("utf"):
        environment.setdefault("LESSCHARSET", "utf-8")
    try:
        shown = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own pager
    except OSError:
        return False
    # Ctrl-C is the pager's as long as it runs: `less` stops a search by it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        shown.communicate(text.encode(sys.stdout.encoding, "backslashreplace"))
    finally:
        signal.signal(signal.SIGINT, before)
    return shown.returncode <= 0
