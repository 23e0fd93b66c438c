"""Putting an answer on standard output, whole or with an error."""

import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from heatcalc.cli.display import fits, in_ci, page, pager, shell_word, styled
from heatcalc.cli.help_page import RUNNING
from heatcalc.cli.language import LANG
from heatcalc.errors import OutputError
from heatcalc.messages import say
from heatcalc.show.sheet import Format, Sheet, clean, clean_lines, csv_text, json_text, markdown_text, plain_text

Made = TypeVar("Made")
_TEXTS = {"csv": csv_text, "md": markdown_text}
PAGING = "--no-pager"
"""The option of commands whose answers may be longer than a screen."""


def show(sheet: Sheet, value: dict[str, Any], format_: Format | None) -> None:
    """Write an answer in the format asked for; where none is, a table on a terminal and plain text elsewhere.

    Raises:
        OutputError: standard output cannot be written.
    """
    if sys.stdout is None:
        raise OutputError("files.stdout", reason=os.strerror(errno.EBADF))
    chosen = format_ or ("table" if sys.stdout.isatty() else "plain")
    try:
        if chosen == "json":
            sys.stdout.write(json_text(value))
        elif chosen == "table":
            _print_table(sheet)
        elif chosen == "plain":
            sys.stdout.write(plain_text(sheet, bold=styled(sys.stdout)))
        else:
            sys.stdout.write(_TEXTS[chosen](sheet))
        sys.stdout.flush()
    except OSError as error:
        give_up_stdout(error)


def _print_table(sheet: Sheet) -> None:
    """Print a sheet as a table: by a pager where the command has long ones, this is one, and there is a reader."""
    from heatcalc.show.terminal import print_sheet

    command = pager() if PAGING in RUNNING else []
    if command:
        made = io.TextIOWrapper(io.BytesIO(), encoding=sys.stdout.encoding, errors="backslashreplace", newline="")
        print_sheet(sheet, made, bold=styled(sys.stdout))
        made.seek(0)
        text = made.read()
        if not fits(text) and page(text, command):
            return
    print_sheet(sheet, sys.stdout, bold=styled(sys.stdout))


def draw(
    sheet: Sheet,
    charts: list[str],
    html: Path | None,
    svg: Path | None,
    whole: Callable[[list[str]], str] | None = None,
    *,
    force: bool,
) -> None:
    """Write a sheet with its charts as a page, or what `whole` makes of the charts, and the first chart alone.

    Each only where a file is named for it.

    Raises:
        OutputError: one exists and is not to be overwritten, or cannot be written.
    """
    from heatcalc.show.html_page import page

    if html is not None:
        _put(whole(charts) if whole else page(sheet, charts, LANG), html, force=force)
    if svg is not None:
        _put(charts[0], svg, force=force)


def _put(made: str, file: Path, *, force: bool) -> None:
    """Write a page or a chart into a file, or on standard output where that is `-`."""
    from heatcalc.files.atomic import write_whole

    if is_stdout(file):
        write(made)
    else:
        write_whole(file, made, force=force)


def is_stdout(*files: Path | None) -> bool:
    """Return whether one of the outputs is standard output, so that a summary goes to standard error."""
    return any(str(file) == "-" for file in files)


def refuse_existing(html: Path | None, *, force: bool) -> None:
    """Check that a page replaces no file, before anything else is written.

    Raises:
        OutputError: it would, and that was not asked for.
    """
    if html is not None and not force and not is_stdout(html) and html.exists():
        raise OutputError("files.exists", file=html)


def pages(html: Path | None) -> list[Path]:
    """Return the page among the files that were written; none where there is none, or it is standard output."""
    return [] if html is None or is_stdout(html) else [html]


def write(text: str) -> None:
    """Write text on standard output.

    Raises:
        OutputError: it cannot be written.
    """
    if sys.stdout is None:
        raise OutputError("files.stdout", reason=os.strerror(errno.EBADF))
    try:
        sys.stdout.write(clean_lines(text))
        sys.stdout.flush()
    except OSError as error:
        give_up_stdout(error)


def pass_through(make: Callable[[Path], Made], name: str) -> Made:
    """Have a file of some name made, put what is in it on standard output, and return what its maker gave.

    Raises:
        OutputError: standard output cannot be written.
    """
    import shutil
    import tempfile

    if sys.stdout is None:
        raise OutputError("files.stdout", reason=os.strerror(errno.EBADF))
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder:
        done = make(Path(folder) / name)
        try:
            with (Path(folder) / name).open("rb") as made:
                shutil.copyfileobj(made, sys.stdout.buffer)
            sys.stdout.flush()
        except OSError as error:
            give_up_stdout(error)
    return done


def warn(text: str) -> None:
    """Write text on standard error, if there is one that can be written; what it says is no result."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def next_step(key: str, format_: Format | None = None, **values: object) -> None:
    """Say what is usually done next: to people before a terminal, who see the table or a word of what was written.

    `values` fill the message; paths and names in it are quoted where a shell asks for it.
    """
    people = all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))
    if people and format_ in (None, "table") and not in_ci():
        shown = {name: clean(shell_word(_no_option(str(value)))) for name, value in values.items()}
        warn(f"{say(f'next.{key}', LANG, **shown)}\n")  # not wrapped: a command is copied in one piece


def _no_option(word: str) -> str:
    """Return a path or a name so that no command takes it for an option: `./-y.csv` for `-y.csv`."""
    return os.path.join(os.curdir, word) if word.startswith("-") else word  # noqa: PTH118 - a Path drops the dot


def give_up_stdout(error: OSError) -> NoReturn:
    """End quietly where the reader of a pipe has gone; say so where the output cannot be written.

    Raises:
        OutputError: for anything but a closed pipe.
    """
    # Python would try to flush what is left once more at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL:
        raise SystemExit(0)
    raise OutputError("files.stdout", reason=error.strerror or error) from error
