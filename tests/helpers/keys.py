"""The keys of messages that the source says, found in its syntax: constants, and f-strings with what may fill them."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PREFIXES = {"say": "", "Refused": "refused.", "Refuse": "refused."}
"""What takes a key as its first argument, with the room that is understood."""


class Said(NamedTuple):
    """A key that is said: a regular expression of what it may be, and where it stands."""

    pattern: str
    where: str


def said(source: Path) -> list[Said]:
    """Return every key that the source says; one whose text is not known at all is `.+`."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(source.rglob("*.py"))}
    shared: dict[str, str] = {}
    own = {file: _wrappers(tree) for file, tree in trees.items()}
    for wrappers in own.values():
        shared |= {name: prefix for name, prefix in wrappers.items() if not name.startswith("_")}
    found = []
    for file, tree in trees.items():
        imported = {alias.asname or alias.name for node in ast.walk(tree) for alias in _members(node)}
        known = PREFIXES | {name: shared[name] for name in imported & set(shared)} | own[file]
        found += [
            Said(pattern, f"{file.relative_to(source)}:{call.lineno}")
            for function, call in _calls(tree)
            for pattern in _patterns(call, function, known)
        ]
    return [*found, *_in_templates(source)]


_IN_TEMPLATE = re.compile(r"""\bt\(['"](\w+)['"]( ~)?""")


def _in_templates(source: Path) -> Iterator[Said]:
    """Yield the keys that templates of the desk say; one that goes on with what is shown is any that begins so."""
    for file in sorted(source.rglob("*.html")):
        for name, goes_on in _IN_TEMPLATE.findall(file.read_text(encoding="utf-8")):
            yield Said(rf"desk\.{name}{'.+' if goes_on else ''}", str(file.relative_to(source)))


def _members(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.ImportFrom) else []


def _wrappers(tree: ast.Module) -> dict[str, str]:
    """Return functions that say a key of one room by the name they are given: `def text(key): say(f"help.{key}")`."""
    found = {}
    for function, call in _calls(tree):
        if _name(call) == "say" and function is not None and call.args and isinstance(call.args[0], ast.JoinedStr):
            parts = call.args[0].values
            names = [each.arg for each in function.args.args if each.arg != "self"]
            if len(parts) == 2 and isinstance(parts[0], ast.Constant) and _hole(parts[1]) in names[:1]:
                found[function.name] = str(parts[0].value)
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Yield each call with the innermost function that it stands in."""

    def below(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield function, child
            yield from below(child, child if isinstance(child, ast.FunctionDef) else function)

    yield from below(tree, None)


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _hole(part: ast.expr) -> str:
    return part.value.id if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) else ""


def _patterns(call: ast.Call, function: ast.FunctionDef | None, known: dict[str, str]) -> Iterable[str]:
    name = _name(call)
    first = call.args[0] if call.args else None
    if name == "add" and len(call.args) > 1 and _is_findings(call.func):
        return _texts(call.args[1], function, "findings.")
    if name in known and first is not None:
        if function is not None and function.name in known and name == "say":
            return []  # the wrapper itself; its calls are looked at
        return _texts(first, function, known[name])
    if name.endswith("Error") and first is not None:
        return [text for text in _texts(first, function, "") if re.match(r"[a-z]+\\\.", text)]
    return []


def _is_findings(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "findings"


def _texts(node: ast.expr, function: ast.FunctionDef | None, prefix: str) -> list[str]:
    """Return patterns of what an expression may be."""
    match node:
        case ast.Constant(value=str(text)):
            return [re.escape(prefix + text)]
        case ast.IfExp():
            return [*_texts(node.body, function, prefix), *_texts(node.orelse, function, prefix)]
        case ast.Name(id=name):
            return [re.escape(prefix + value) for value in _bound(name, function)] or [f"{re.escape(prefix)}.+"]
        case ast.JoinedStr():
            made = [re.escape(prefix)]
            for part in node.values:
                if isinstance(part, ast.Constant):
                    fills = [re.escape(str(part.value))]
                else:
                    fills = [re.escape(value) for value in _bound(_hole(part), function)] or [".+"]
                made = [text + fill for text in made for fill in fills]
            return made
    return [f"{re.escape(prefix)}.+"]


def _bound(name: str, function: ast.FunctionDef | None) -> list[str]:
    """Return the texts that a name runs through in a function; none if they are not all written there."""
    found: list[str] = []
    for node in ast.walk(function) if function is not None and name else ():
        match node:
            case ast.For(target=target, iter=values) | ast.comprehension(target=target, iter=values):
                pass
            case ast.Assign(targets=[target], value=value):
                values = ast.Tuple([value])
            case _:
                continue
        at = _place(target, name)
        if at is None:
            continue
        items = values.elts if isinstance(values, ast.Tuple | ast.List) else [values]
        for item in items:
            texts = _constants(item, at)
            if not texts:
                return []
            found += texts
    return found


def _place(target: ast.expr, name: str) -> int | None:
    """Return where a name stands in a target: -1 for the whole, a place of a tuple, or None."""
    if isinstance(target, ast.Tuple):
        names = [each.id if isinstance(each, ast.Name) else "" for each in target.elts]
        return names.index(name) if name in names else None
    return -1 if isinstance(target, ast.Name) and target.id == name else None


def _constants(item: ast.expr, at: int) -> list[str]:
    if at >= 0:
        return _constants(item.elts[at], -1) if isinstance(item, ast.Tuple) and at < len(item.elts) else []
    match item:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            both = [_constants(item.body, -1), _constants(item.orelse, -1)]
            return [*both[0], *both[1]] if all(both) else []
    return []
