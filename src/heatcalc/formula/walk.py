"""Walks over a formula, which is a graph: what it reads, and which of its lines are shared."""

from heatcalc.formula.nodes import Formula, Line, Measure, Refuse, Subtotal


def measures_of(formula: Formula | tuple[Line, ...]) -> frozenset[str]:
    """Return the names of the measures that a formula, or some of its lines, may read."""
    found: set[str] = set()
    seen: set[int] = set()

    def walk(part: object) -> None:
        if isinstance(part, Measure):
            found.add(part.name)
        elif isinstance(part, tuple) and id(part) not in seen:
            seen.add(id(part))
            for each in part:
                walk(each)

    walk(formula)
    return frozenset(found)


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
    shared: set[int] = set()
    seen: set[int] = set()

    def walk(part: object) -> None:
        if isinstance(part, Subtotal):
            shared.update(id(line) for line in part.lines)
        if isinstance(part, tuple) and id(part) not in seen:
            seen.add(id(part))
            for each in part:
                walk(each)

    walk(formula)
    return shared
