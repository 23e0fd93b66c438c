"""No command writes over what it reads, nor one of its outputs over another, whatever `--force` says."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from heatcalc.errors import OutputError

WRITTEN = ("out", "html", "svg", "save", "suggest", "rejects")
"""The parameters of commands that name files to be written; all other paths are read."""


def refuse_overwriting(paths: Mapping[str, Any], usual_table: Path | None = None) -> None:
    """Check the paths that a command is given, by the names of their parameters; `usual_table` is read as well.

    Raises:
        OutputError: a file would be written that the command reads, or two outputs have one name, which may be `-`.
    """
    # The map file that a ledger is read by is gone on with.
    gone_on_with = "map_file" if paths.get("suggest") else ""
    read = {each for name, given in paths.items() if name not in (*WRITTEN, gone_on_with) for each in _files(given)}
    if usual_table is not None:
        read |= set(_files(usual_table))
    if [str(paths.get(name)) for name in WRITTEN].count("-") > 1:
        raise OutputError("files.stdout_twice")
    made: set[Path] = set()
    for name in WRITTEN:
        given = paths.get(name)
        if given is None or str(given) == "-":
            continue
        place = Path(os.path.realpath(given))
        if any(each in read for each in _files(given)):
            raise OutputError("ledger.same_file", file=given)
        if place in made:
            raise OutputError("files.written_twice", file=given)
        made.add(place)


def _files(given: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - a path as it was given, several, or nothing
    """Yield what tells the existing files apart, by whatever names they go."""
    for each in given if isinstance(given, (tuple, list)) else (given,):
        path = None if each is None else Path(each)
        if path is not None and path.is_file():
            found = path.stat()
            yield found.st_dev, found.st_ino
