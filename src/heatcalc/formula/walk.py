"""Walks over a formula, which is a graph: what it reads, and which of its lines are shared."""

from collections.abc import Iterator

from heatcalc.formula.nodes import Formula, Is, Line, Measure, Refuse, Stated, Subtotal


def measures_of(formula: Formula | tuple[Line, ...]) -> frozenset[str]:
    """Return the names of the measures that a formula, or some of its lines, may read."""
    return frozenset(part.name for part in _parts(formula) if isinstance(part, Measure))


def asked_of_homes(formula: Formula) -> frozenset[str]:
    """Return the names of all measures and attributes of homes that a formula asks for."""
    asked = set[str]()
    for part in _parts(formula):
        match part:
            case Measure():
                asked.add(part.name)
            case Stated():
                asked.add(part.measure)
            case Is():
                asked.add(part.attribute)
    return frozenset(asked)


def _parts(formula: tuple[object, ...]) -> Iterator[object]:
    """Yield each part of a formula once."""
    seen: set[int] = set()
    left: list[object] = [formula]
    while left:
        part = left.pop()
        if isinstance(part, tuple) and id(part) not in seen:
            seen.add(id(part))
            left += part
            yield part


def unstated_attributes(part: object) -> list[str]:
    """Return the attributes for want of which a part of a formula refuses a home."""
    if isinstance(part, Refuse):
        return list(part.missing) if part.code == "missing_attribute" else []
    return [name for each in part for name in unstated_attributes(each)] if isinstance(part, tuple) else []


def rests_on_lines(part: object) -> bool:
    """Return whether a part of a formula rests on what lines come to."""
    return isinstance(part, Line | Subtotal) or (isinstance(part, tuple) and any(map(rests_on_lines, part)))


def shared_lines(formula: Formula) -> set[int]:
    """Return the lines that others, or refusals, rest on."""
    return {id(line) for part in _parts(formula) if isinstance(part, Subtotal) for line in part.lines}
