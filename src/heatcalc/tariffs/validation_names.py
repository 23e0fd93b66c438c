"""What the names of a table must be: of cities, classes, groups, attributes and measures."""

from collections.abc import Iterator, Mapping
from typing import Any

from heatcalc.inputs import INPUTS
from heatcalc.measures import BUILT_IN, Both
from heatcalc.rules.registry import RULE_KINDS
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.record import Values
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import PLAN_NAMES
from heatcalc.tariffs.validation import rows_in
from heatcalc.tariffs.validation_whens import OTHER_NAME, check_whens

_UNIQUE = Both("唯一的名称", "a unique name")


_NAMING = ("account", "name", "address", "city", "class", "plan", "winter", "year")
_BUILT_IN = [each for name, each in INPUTS.items() if name in BUILT_IN or not each.is_measure]
_INPUT_NAMES = {
    plain_word(word)
    for word in (
        *(BUILT_IN | set(_NAMING)),
        *(word for each in _BUILT_IN for word in (each.name, each.column, each.keyword) if word),
    )
}
"""What homes state anyway, by the names that tables, options and columns have for it."""
_INPUT_WORDS = _INPUT_NAMES | {plain_word(word) for each in _BUILT_IN for word in each.headers}
_PLAN_WORDS = {plain_word(word) for id_, names in PLAN_NAMES.items() for word in (id_, *names)} | {"按热量", "两部制"}
_LINES = (*("minimum", "cap", "vat", "rounding", "reconnect"), *RULE_KINDS)
"""What the lines of a bill are called that are no charges."""


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
    known: Mapping[str, tuple[str, ...]] | None = values.valid("values")
    if known is None:
        return
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
    for id_, names in _declared(named):
        for name in dict.fromkeys(plain_word(word) for word in (id_, *names)):
            if owner.setdefault(name, id_) != id_:
                findings.add((*path, id_), "duplicate_name", name, _UNIQUE)


def check_declared(values: Values, path: KeyPath, findings: Findings) -> None:
    """What a table declares has names of its own; and `when` names what it declares."""
    document = values.raw
    for array in ("classes", "groups", "measures", "plans"):
        check_names(document.get(array), (*path, array), findings)
    reserved = (("attributes", _INPUT_NAMES, _INPUT_WORDS), ("measures", _INPUT_NAMES, _INPUT_WORDS))
    for array, ids, words in (*reserved, ("plans", _PLAN_WORDS, _PLAN_WORDS)):
        for id_, names in _declared(document.get(array)):
            taken = [id_] if plain_word(id_) in ids else [word for word in names if plain_word(word) in words]
            if taken:
                findings.add((*path, array, id_), "reserved_name", taken[0], OTHER_NAME)
    attributes = [id_ for id_, _ in _declared(document.get("attributes"))]
    for id_, _ in _declared(document.get("measures")):
        if id_ in attributes:
            findings.add((*path, "measures", id_), "duplicate_name", id_, _UNIQUE)
    _check_kinds(document.get("classes"), (*path, "classes"), findings)
    check_whens(document, {*_INPUT_NAMES, *(id_ for id_, _ in _declared(document.get("measures")))}, findings)


def _declared(named: object) -> Iterator[tuple[str, list[str]]]:
    """Yield what a table declares of one sort: its id, and the names and aliases."""
    for id_, row in named.items() if isinstance(named, Mapping) else ():
        known = row if isinstance(row, Mapping) else {}
        names = [known.get("name"), known.get("english"), *rows_in(known.get("aliases"))]
        yield id_, [word for word in names if isinstance(word, str)]


def _check_kinds(classes: object, path: KeyPath, findings: Findings) -> None:
    """A general class has no other one above it that leads back to it."""
    kinds = {
        id_: row.get("kind")
        for id_, row in (classes.items() if isinstance(classes, Mapping) else ())
        if isinstance(row, Mapping)
    }
    for id_, kind in kinds.items():
        above, met = kind, set()
        while isinstance(above, str) and above != id_ and above not in met:
            met.add(above)
            above = kinds.get(above)
        if above == id_:
            findings.add((*path, id_, "kind"), "not_allowed", kind, _NO_CIRCLE)


_NO_CIRCLE = Both("另一个类别，且不绕回本类", "another class, from which no `kind` leads back")


def check_charge_names(values: Values, path: KeyPath, findings: Findings) -> None:
    """No charge may be called as a line of bills that is none; one must be due from some home."""
    for index, charge in enumerate(values.valid("charge") or ()):
        place = (*path, "charge", index)
        if charge.name in _LINES:
            findings.add((*place, "name"), "reserved_name", charge.name, OTHER_NAME)
        if charge.unless and charge.unless.items() <= charge.when.items():
            findings.add((*place, "unless"), "never_applies", charge.unless)
