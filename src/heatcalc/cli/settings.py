"""Settings: flag > environment > ./heatcalc.toml > the user's file > default. Read, never written."""

import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from heatcalc.errors import InputFileError

SETTING_NAMES = (
    "city", "class", "plan", "winter", "format", "color", "lang", "tariffs",
    "engine", "master", "encoding", "out-format", "out-encoding", "max-rejects", "mask", "map", "map-value", "map-file",
    "rural-multiple", "source-price", "heat-use", "loss", "network-cost", "unit-cost", "split",
    "sort", "dialect", "font", "due",
)  # fmt: skip
"""The options that can be set: those that hold for many homes or runs, and none that says what one home is."""

_MANY = ("map", "map-value")
"""Those that may be given more than once."""

FILE = "heatcalc.toml"


class Setting(NamedTuple):
    """A value, and where it comes from."""

    name: str
    value: Any
    origin: str
    command: str = ""


def user_file() -> Path:
    """Return the path of the user's own file of settings."""
    home = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if sys.platform == "win32" else None)
    return Path(home or os.path.expanduser("~/.config")) / "heatcalc" / "config.toml"  # noqa: PTH111 - never fails


def settings() -> list[Setting]:
    """Return all settings of the environment and the files, those that come first in the order being first.

    Raises:
        InputFileError: a file cannot be read, or has an unknown setting.
    """
    found = []
    for name in SETTING_NAMES:
        value = os.environ.get(variable(name))
        if value:
            found.append(Setting(name, value.split() if name in _MANY else value, variable(name)))
    for path in (Path(FILE), user_file()):
        found += _of_file(path)
    return found


def defaults(command: str, held: list[Setting]) -> dict[str, Any]:
    """Return what a command's options are when they are not given, by their names."""
    chosen: dict[str, Any] = {}
    for each in held:
        if each.command in ("", command):
            chosen.setdefault(each.name, each.value)
    return chosen


_OPTIONS = {"map_": "map", "sheets": "sheet", "tables": "tariffs", "class_": "class"}
"""Options that are called otherwise than their parameters."""


def given(command: str, values: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterator[str]:
    """Yield the options of a command that its user has given: unlike the `usual` values, and by no setting.

    Raises:
        InputFileError: a file of settings cannot be read.
    """
    changed = {name: value for name, value in values.items() if value != usual[name] and value != []}
    if not changed:
        return
    held = {name: str(value) for name, value in defaults(command, settings()).items()}
    for name, value in changed.items():
        option = _OPTIONS.get(name, name.replace("_", "-"))
        by_setting = option in held and (isinstance(value, bool) or held[option] == str(value))
        if not by_setting:
            yield f"--{option}"


def variable(name: str) -> str:
    """Return the environment variable of an option."""
    return f"HEATCALC_{name.upper().replace('-', '_')}"


def _of_file(path: Path) -> Iterator[Setting]:
    if not os.path.lexists(path):
        return
    from heatcalc.files.small import read_small

    try:
        data = tomllib.loads(read_small(path).decode("utf-8-sig"), parse_float=Decimal)
    except (FileNotFoundError, NotADirectoryError):
        return
    except (ValueError, RecursionError) as error:  # also of bytes that are no UTF-8, and of numbers without end
        raise InputFileError("files.unreadable", file=path, reason=error) from error
    tables = {name: value for name, value in data.items() if isinstance(value, dict)}
    plain = {name: value for name, value in data.items() if not isinstance(value, dict)}
    for command, values in [*tables.items(), ("", plain)]:
        yield from _values(path, command, values)


def _values(path: Path, command: str, values: Mapping[str, Any]) -> Iterator[Setting]:
    for name, value in values.items():
        if name not in SETTING_NAMES:
            from heatcalc.schema.suggest import near_miss

            raise InputFileError(
                "files.setting",
                file=path,
                name=name,
                hint=near_miss(name, list(SETTING_NAMES)),
                names=list(SETTING_NAMES),
            )
        wrong = not isinstance(value, str | int | Decimal | list) or (isinstance(value, list) and name not in _MANY)
        if wrong or (isinstance(value, bool) and name != "mask") or "\0" in str(value):
            raise InputFileError("files.setting_value", file=path, name=name, value=str(value)[:60])
        several = [value] if name in _MANY and isinstance(value, str) else value
        read = [str(each) for each in several] if isinstance(several, list) else several
        yield Setting(name, read if isinstance(read, list | bool) else str(read), str(path), command)
