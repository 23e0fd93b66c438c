"""What `when` and `unless` may name: attributes and values that the table declares, or else no two spellings of one."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Any

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.suggest import is_slip, near_miss, plain_word

OTHER_NAME = Both("另起一个名称", "another name")
_CONDITIONS = ("when", "unless")


def check_whens(document: Mapping[str, Any], reserved: Collection[str], findings: Findings) -> None:
    """Add an error for each attribute or value that is not declared where some are, or is spelled in two ways.

    None of the `reserved` names, in the form of `plain_word`, can be that of an attribute.
    """
    declared = document.get("attributes")
    conditions = [
        (path, name, value) for path, when in _whens(document.get("city"), ("city",)) for name, value in when.items()
    ]
    if not isinstance(declared, Mapping) or not declared:
        for path, name, _ in conditions:
            if plain_word(name) in reserved:
                findings.add((*path, name), "reserved_name", name, OTHER_NAME)
        _find_two_spellings(conditions, findings)
        return
    for path, name, value in conditions:
        attribute = declared.get(name)
        values = attribute.get("values") if isinstance(attribute, Mapping) else None
        if attribute is None:
            _undeclared((*path, name), name, list(declared), findings)
        elif isinstance(value, str) and isinstance(values, Mapping) and value not in values:
            _undeclared((*path, name), f"{name} = {value}", list(values), findings, value)


def _undeclared(path: KeyPath, found: str, known: list[str], findings: Findings, word: str = "") -> None:
    allowed = Both("、".join(known), ", ".join(known))
    findings.add(path, "undeclared", found, allowed, near_miss(word or found, known))


def _find_two_spellings(conditions: list[tuple[KeyPath, str, object]], findings: Findings) -> None:
    """Find what can only be one word in two spellings, where no declaration says which is right."""
    names: dict[str, KeyPath] = {}
    values: dict[str, dict[str, KeyPath]] = {}
    for path, name, value in conditions:
        names.setdefault(name, (*path, name))
        if isinstance(value, str):
            values.setdefault(name, {}).setdefault(value, (*path, name))
    for (one, _), (other, place) in combinations(names.items(), 2):
        if _bare(one) == _bare(other) or is_slip(one, other):
            findings.add(place, "two_spellings", f"{one}, {other}")
    for name, known in values.items():
        for (one, _), (other, place) in combinations(known.items(), 2):
            if _bare(one) == _bare(other):
                findings.add(place, "two_spellings", f"{name} = {one}, {other}")


def _bare(word: str) -> str:
    return plain_word(word).replace("-", "").replace("_", "")


def _whens(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Mapping[str, object]]]:
    """Yield each `when` and `unless` below a value, with its place."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name in _CONDITIONS and isinstance(each, Mapping):
                yield (*path, name), each
            else:
                yield from _whens(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _whens(each, (*path, index))
