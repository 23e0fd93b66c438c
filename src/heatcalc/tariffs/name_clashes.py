"""Names and ids of a sound table that two entries share, or that only a slip keeps apart."""

from itertools import combinations

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.schema.suggest import is_slip, plain_word
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.names import group_of


def find_name_clashes(table: Table, findings: Findings) -> None:
    """Add an error for each relief group that is a misspelled one or has two reliefs, and for each id used twice."""
    placed: dict[str, tuple[KeyPath, str]] = {}
    for at, city in enumerate(table.city):
        path: KeyPath = ("city", at)
        _groups(table, city, path, findings)
        entries = [("tariff", number, city.tariff_id(each), each.id) for number, each in enumerate(city.tariff)]
        entries += [("rule", number, city.rule_id(each), each.terms.id) for number, each in enumerate(city.rule)]
        for array, number, id_, explicit in entries:
            place: KeyPath = (*path, array, number)
            other, other_explicit = placed.setdefault(id_, (place, explicit))
            if other != place and (explicit or other_explicit):
                findings.add((*(place if explicit else other), "id"), "duplicate_name", id_, _UNIQUE)


_UNIQUE = Both("唯一的标识", "a unique id")


def _groups(table: Table, city: City, path: KeyPath, findings: Findings) -> None:
    """A relief's group is found by each of its names, so two of them may not mean one group for one home."""
    reliefs = [(at, rule, rule.words()["relief"]) for at, rule in enumerate(city.rule) if "relief" in rule.words()]
    for at, _, word in reliefs:
        place: KeyPath = (*path, "rule", at, "group")
        if group_of(table, word) not in table.groups:
            meant = next((each for each in table.groups if is_slip(plain_word(word), each)), "")
            if meant:
                known = Both("、".join(table.groups), ", ".join(table.groups))
                findings.add(place, "undeclared_group", word, known, meant)
    for (_, one, first), (at, other, second) in combinations(reliefs, 2):
        if first != second and group_of(table, first) == group_of(table, second) and one.terms.meets(other.terms):
            findings.add((*path, "rule", at, "group"), "ambiguous_rule", f"{first}, {second}")
