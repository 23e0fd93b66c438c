"""How completion is installed for a shell: refused where no command could answer it, and told in one's own language."""

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from heatcalc.cli.language import LANG
from heatcalc.cli.output import write
from heatcalc.errors import UsageError
from heatcalc.messages import say
from heatcalc.own_files import archive

_INSTALLED = re.compile(r"(?:Shells\.)?(?P<shell>\w+) completion installed in (?P<file>.+)")
_END_OF_BASH = "\n    return 0\n"
_NO_BLANK = "\n    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace"
"""After `shuozhou=` its weight follows, without a blank."""


@contextmanager
def told() -> Iterator[None]:
    """Say in the language of the run what Typer says of completion, and end its script for bash as words here need it.

    Raises:
        UsageError: there is no command `heatcalc` that a shell could ask.
    """
    if archive() is not None or shutil.which("heatcalc") is None:
        raise UsageError("cli.no_completion")
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            yield
    finally:
        write(_told(said.getvalue()))


def _told(said: str) -> str:
    found = _INSTALLED.match(said)
    if found is None:
        return _without_blank(said)
    file = Path(found["file"])
    if found["shell"] == "bash" and file.is_file():
        file.write_text(_without_blank(file.read_text(encoding="utf-8")), encoding="utf-8")
    return f"{say('cli.completion_installed', LANG, shell=found['shell'], file=file)}\n"


def _without_blank(script: str) -> str:
    return script.replace(_END_OF_BASH, _NO_BLANK + _END_OF_BASH) if "COMPREPLY" in script else script
