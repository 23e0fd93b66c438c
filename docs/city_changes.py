"""What changed in the table, city by city: read from the history of tariffs.toml in git.

python docs/city_changes.py [CITY]    # prints it

Without git, or in a clone without its history, there is nothing to read, and what uses this says so.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
TABLE = "tariffs.toml"
_KEY = (
    *("class", "plan", "winter", "kind", "group", "charged", "classes", "plans", "gives", "id", "name", "from", "when"),
)
"""What tells entries of an array apart."""
_WORDS = ("source", "quote", "seen")
"""Keys that change no bill."""


class CityChange(NamedTuple):
    """What changed about a city, on which day, and the source of what is there now."""

    day: str
    city: str
    sort: str
    """`added`, `changed`, `removed`, or `sourced` where only the source or its words are others."""
    entry: str
    figures: str
    source: str


def changes() -> list[CityChange] | None:
    """Return all changes, the newest first; None where the history is not there."""
    log = _git("log", "--first-parent", "--reverse", "--format=%H %cs", "--", TABLE)
    if not log or _git("rev-parse", "--is-shallow-repository").strip() != "false":
        return None
    found: list[list[CityChange]] = []
    before: dict[str, Any] = {}
    for line in log.splitlines():
        commit, day = line.split()
        text = _git("show", f"{commit}:{TABLE}")
        try:
            table = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError:
            continue  # a table that nobody could use either; the next one says what came of it
        found.append(list(_between(before, table, day)))
        before = table
    return [change for of_commit in reversed(found) for change in of_commit]


def _git(*arguments: str) -> str:
    """Return what git says; nothing where there is no git, or it is not the history of this folder."""
    try:
        top = subprocess.run(["git", "rev-parse", "--show-toplevel"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
        if Path(top.stdout.decode().strip()).resolve() != ROOT.resolve():
            return ""
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout.decode()  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return ""


def _between(old: Mapping[str, Any], new: Mapping[str, Any], day: str) -> Iterator[CityChange]:
    """Yield what changed between two tables."""
    sources: dict[str, Any] = {**old.get("sources", {}), **new.get("sources", {})}
    before, after = _entries(old), _entries(new)
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        entry = now or was or {}
        city, name = key[:2]
        if was is None or now is None:
            sort, figures = "removed" if now is None else "added", ", ".join(_flat(entry).values())
        else:
            one, two = _flat(was), _flat(now)
            keys = [each for each in {**one, **two} if one.get(each) != two.get(each)]
            sort = "changed" if keys else "sourced"
            figures = ", ".join(f"{each}: {one.get(each, '–')} → {two.get(each, '–')}" for each in keys)
        source = sources.get(entry.get("source", ""), {})
        title = f"{source['publisher']}《{source['title']}》" if source else ""
        date = source.get("date", "")
        yield CityChange(day, city, sort, name, figures, f"{title}，{date}" if date else title)


def _entries(table: Mapping[str, Any]) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Return the entries of all cities by city, what they are of, and a number where several are of the same."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for city in table.get("city", ()):
        for array, entries in city.items():
            if isinstance(entries, list) and entries and isinstance(entries[0], dict):
                for entry in entries:
                    told = " ".join([array, *(_text(entry[key]) for key in _KEY if key in entry)])
                    number = next(at for at in range(len(entries)) if (city["id"], told, at) not in found)
                    found[(city["id"], told, number)] = entry
    return found


def _flat(value: object, path: str = "") -> dict[str, str]:
    """Return what is in an entry besides what tells it apart and where it is from, by key."""
    if isinstance(value, Mapping):
        skipped = _WORDS if path else (*_WORDS, *_KEY)
        inner = ((f"{path}.{key}" if path else key, each) for key, each in value.items() if key not in skipped)
        return {key: text for name, each in inner for key, text in _flat(each, name).items()}
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        return {key: text for at, each in enumerate(value) for key, text in _flat(each, f"{path}[{at}]").items()}
    return {path: _text(value)}


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={each}" for key, each in value.items())
    return "·".join(map(str, value)) if isinstance(value, list) else str(value)


def main() -> None:
    """Print the changes."""
    found = changes()
    if found is None:
        sys.exit("no history of tariffs.toml here: this is no clone of the project, or one without its history")
    for each in found:
        if each.city in (sys.argv[1:] or [each.city]):
            sys.stdout.write("\t".join(each) + "\n")


if __name__ == "__main__":
    main()
