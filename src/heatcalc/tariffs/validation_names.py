"""What the names of a table must be: of cities, classes, groups, attributes and measures."""

from collections.abc import Mapping
from typing import Any

from heatcalc.inputs import INPUTS
from heatcalc.measures import BUILT_IN, Both
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Values
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.validation import rows_in

_UNIQUE = Both("唯一的名称", "a unique name")


_TAKEN = {name.casefold() for name in BUILT_IN} | {
    *("account", "name", "address", "city", "class", "plan", "winter", "year"),
    *(each.column.casefold() for name, each in INPUTS.items() if name in BUILT_IN or not each.is_measure),
}
"""What ledgers and options call something else."""


def check_cities(rows: list[Mapping[str, Any]], path: KeyPath, findings: Findings) -> None:
    """No two cities may share a name, since each name finds a city."""
    owner: dict[str, int] = {}
    for index, row in enumerate(rows):
        names = [row.get("id"), row.get("name"), row.get("english"), *rows_in(row.get("aliases"))]
        for name in dict.fromkeys(word.casefold() for word in names if isinstance(word, str)):
            if owner.setdefault(name, index) != index:
                findings.add((*path, index), "duplicate_city", name, _UNIQUE)
    ids: set[str] = set()
    for index, row in enumerate(rows):
        for array in ("tariff", "rule"):
            for number, entry in enumerate(rows_in(row.get(array))):
                id_ = entry.get("id") if isinstance(entry, Mapping) else None
                if isinstance(id_, str) and id_ in ids:
                    findings.add((*path, index, array, number, "id"), "duplicate_name", id_, _UNIQUE)
                ids |= {id_} if isinstance(id_, str) else set()


def check_named(values: Values, path: KeyPath, findings: Findings) -> None:
    """A name in one language at least."""
    if not {"name", "english"} & set(values):
        findings.add(path, "missing_key", "name", Both("name 或 english", "name or english"))


def check_attribute(values: Values, path: KeyPath, findings: Findings) -> None:
    """Values that are told apart by each of their names, and a default among them."""
    check_named(values, path, findings)
    known: Mapping[str, tuple[str, ...]] = values.valid("values") or {}
    owner: dict[str, str] = {}
    for value, names in known.items():
        for name in dict.fromkeys(plain_word(each) for each in (value, *names) if isinstance(each, str)):
            if owner.setdefault(name, value) != value:
                findings.add((*path, "values", value), "duplicate_name", name, _UNIQUE)
    default = values.valid("default")
    if default is not None and default not in known:
        findings.add((*path, "default"), "not_allowed", default, Both("、".join(known), ", ".join(known)))


def check_names(named: object, path: KeyPath, findings: Findings) -> None:
    """No two classes, or groups, may share a name or an alias, since each finds one."""
    owner: dict[str, str] = {}
    for id_, row in named.items() if isinstance(named, Mapping) else ():
        known = row if isinstance(row, Mapping) else {}
        names = [id_, known.get("name"), known.get("english"), *rows_in(known.get("aliases"))]
        for name in dict.fromkeys(plain_word(word) for word in names if isinstance(word, str)):
            if owner.setdefault(name, id_) != id_:
                findings.add((*path, id_), "duplicate_name", name, _UNIQUE)


def check_measures(named: object, path: KeyPath, findings: Findings) -> None:
    """No measure of the table's own may be called as what homes may state anyway."""
    for name in named if isinstance(named, Mapping) else ():
        if name.casefold() in _TAKEN:
            findings.add((*path, name), "duplicate_name", name, _UNIQUE)
