"""What holds of the rooms of the source: a check over a folder, so that a test can plant defects in a copy."""

import ast
import statistics
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

# From the ground up; a room may import those below it, and itself.
FLOORS = [
    {"own_files"},
    {"messages", "version"},
    {"measures", "money", "errors"},
    {"schema", "installed"},
    {"inputs"},
    {"written"},
    {"files"},
    {"formula"},
    {"ledger"},
    {"rules"},
    {"tariffs"},
    {"billing"},
    {"costing"},
    {"batches"},
    {"balances", "diffs"},
    {"export"},
    {"show"},
    {"interface", "spark"},
    {"web"},
    {"cli"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
LONGEST_FILE, MEDIAN_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 300, 120, 60, 12
PRINTING = {"show", "cli", "__main__"}
"""Rooms that may write to a terminal; the others answer."""

NAMING = {"schema", "inputs", "measures", "rules", "tariffs", "billing", "costing"}
"""Rooms that name what they declare, in both languages; sentences of the others are in `messages`."""


class Defect(NamedTuple):
    """Something that does not hold: its kind, and where."""

    kind: str
    where: str


class Module(NamedTuple):
    """A file of the source, read: `name` is dotted and below the package, `` for the package itself."""

    name: str
    file: str
    lines: int
    nodes: tuple[ast.AST, ...]

    @property
    def room(self) -> str:
        return self.name.split(".")[0]


def modules(source: Path) -> dict[str, Module]:
    """Return the modules of a package by their names."""
    found = {}
    for file in sorted(source.rglob("*.py")):
        inner = file.relative_to(source)
        name = ".".join(part for part in inner.with_suffix("").parts if part != "__init__")
        text = file.read_text(encoding="utf-8")
        found[name] = Module(name, str(inner), len(text.splitlines()), _nodes(text))
    return found


@cache
def _nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text)))


def defects(source: Path) -> list[Defect]:
    """Return all that does not hold of a copy of `src/heatcalc`."""
    house = modules(source)
    found = [*_sizes(house), *_names(house)]
    for module in house.values():
        found += [*_imports(module, house), *_printing(module), *_functions(module), *_sentences(module)]
    circle = _circle({module.name: _targets(module, house) for module in house.values()})
    return found + ([Defect("circle", " > ".join(circle))] if circle else [])


def _sentences(module: Module) -> Iterator[Defect]:
    """Find texts in two languages in a room that should have them from `messages`."""
    for node in module.nodes:
        if (
            module.room not in NAMING
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Both"
            and any(isinstance(each, ast.Constant | ast.JoinedStr) for each in node.args)
        ):
            yield Defect("sentence", module.file)


def _statements(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Import | ast.ImportFrom, list[str]]]:
    """Yield each import with the dotted names that it may mean: modules, or members of them."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield node, [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            yield node, [f"{node.module}.{alias.name}" for alias in node.names]


def _targets(module: Module, house: dict[str, Module]) -> set[str]:
    """Return the modules of the house that a module imports, at the start or within a function."""
    found = set()
    for _, names in _statements(module.nodes):
        for name in names:
            package, _, inner = name.partition(".")
            if package == "heatcalc":
                while inner and inner not in house:
                    inner = inner.rpartition(".")[0]
                found.add(inner)
    return found - {module.name}


def _imports(module: Module, house: dict[str, Module]) -> Iterator[Defect]:
    for node, names in _statements(module.nodes):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield Defect("relative import", module.file)
        if module.room != "cli" and any(name.partition(".")[0] == "typer" for name in names):
            yield Defect("typer", module.file)
    if module.room in LEVEL:
        for name in sorted(_targets(module, house)):
            room = name.split(".")[0]
            if room != module.room and LEVEL.get(room, len(FLOORS)) >= LEVEL[module.room]:
                yield Defect("upward import", f"{module.file}: {room or 'heatcalc'}")
    elif module.name not in {"", "__main__"}:
        yield Defect("no floor", module.file)


def _printing(module: Module) -> Iterator[Defect]:
    if module.room in PRINTING:
        return
    for node in module.nodes:
        printed = isinstance(node, ast.Name) and node.id == "print"
        stream = isinstance(node, ast.Attribute) and node.attr in _STREAMS
        named = isinstance(node, ast.ImportFrom) and node.module == "sys" and {a.name for a in node.names} & _STREAMS
        if printed or stream or named:
            yield Defect("prints", module.file)


_STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def _functions(module: Module) -> Iterator[Defect]:
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION:
                yield Defect("long function", f"{module.file}: {node.name}")
            if sum(each is not None for each in parameters) > MOST_PARAMETERS:
                yield Defect("many parameters", f"{module.file}: {node.name}")


def _sizes(house: dict[str, Module]) -> Iterator[Defect]:
    for module in house.values():
        if module.lines > LONGEST_FILE:
            yield Defect("long file", module.file)
    if statistics.median(module.lines for module in house.values()) > MEDIAN_FILE:
        yield Defect("long files", "the median")


def _names(house: dict[str, Module]) -> Iterator[Defect]:
    """Yield names of classes and files that stand in two rooms; a file of `messages` is named after its reader."""
    classes: dict[str, set[str]] = {}
    files: dict[str, set[str]] = {}
    for module in house.values():
        if module.room != "messages" and not module.file.endswith("__init__.py"):
            files.setdefault(Path(module.file).name, set()).add(module.room)
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, set()).add(module.room)
    for kind, found in (("class name", classes), ("file name", files)):
        yield from (Defect(kind, name) for name, rooms in found.items() if len(rooms) > 1)


def _circle(arrows: dict[str, set[str]]) -> list[str]:
    """Return the modules of one circle of imports, or none."""
    done: set[str] = set()

    def through(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(arrows.get(name, ())):
            if found := through(other, [*way, name]):
                return found
        done.add(name)
        return []

    for name in sorted(arrows):
        if found := through(name, []):
            return found
    return []
