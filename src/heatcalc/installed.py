"""What is installed beside heatcalc, and the command that installs what is lacking, however heatcalc came here."""

import re
import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from heatcalc.errors import UsageError
from heatcalc.own_files import archive, packages_to_add


def lacking(extra: str = "") -> UsageError:
    """Return the error that says which packages of an extra are not installed, or of the base, and how to get them."""
    packages = _wanted(extra)
    has_pip, python = find_spec("pip") is not None, shlex.quote(sys.executable)
    key = "usage.lacking" if has_pip or _is_pipx() or shutil.which("uv") else "usage.lacking_pip"
    return UsageError(key, packages=", ".join(map(_name, packages)), command=_command(packages), python=python)


def _wanted(extra: str) -> list[str]:
    """Return the requirements of an extra that are not met; all of them where each is there, yet cannot be imported."""
    from importlib.metadata import PackageNotFoundError, requires  # a hundredth of a second, for a message alone

    try:
        asked = requires("heatcalc") or []
    except PackageNotFoundError:  # run from its source
        asked = []
    split = [each.partition(";")[::2] for each in asked]
    named = [name.strip() for name, marker in split if ("extra" in marker) == bool(extra) and extra in marker]
    return [each for each in named if not _is_there(each)] or named or [extra]


def _name(requirement: str) -> str:
    return re.split("[<>=!~]", requirement, maxsplit=1)[0]


def _is_there(requirement: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(_name(requirement))
    except PackageNotFoundError:
        return False
    return True


def _is_pipx() -> bool:
    return archive() is None and "pipx" in Path(sys.prefix).parts


def _command(packages: list[str]) -> str:
    """Return a command that adds packages to the very Python that runs heatcalc, or beside the archive that it is."""
    python = shlex.quote(sys.executable)
    here = archive()
    if _is_pipx():
        command = "pipx inject heatcalc"
    elif find_spec("pip") is None and shutil.which("uv"):  # as in the environments that uv makes
        command = f"uv pip install --python {python}"
    elif sys.platform == "win32":  # where PowerShell takes what is quoted for a text
        command = f"& {python} -m pip install"
    else:
        command = f"{python} -m pip install"
    if here is not None:  # a system's own Python may not be added to
        command += f" --upgrade --target {shlex.quote(str(packages_to_add(here)))}"
    return " ".join([command, *map(shlex.quote, packages)])
