"""Parts of an amount that add up to it, in whole minor units, by a rule that has a name."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Literal, NamedTuple, get_args

from heatcalc.errors import UsageError
from heatcalc.money import CNY, Currency, steps_in

RestRule = Literal["largest-remainder", "largest"]
"""Who takes what rounding leaves: a minor unit each to those whose parts lose most by rounding down, or all of it the
one with the largest part."""
REST_RULES: tuple[RestRule, ...] = get_args(RestRule)
MOST_OF_PART = Fraction(1, 5)
"""So much of its own part may one home take, or give up, of what rounding leaves."""


class RestTaken(NamedTuple):
    """What the largest part took of what rounding left [minor units]: of which part by its place, and what it was."""

    at: int
    own: int
    rest: int


def apportion(
    whole: int, exact: Sequence[Fraction], rule: RestRule, currency: Currency = CNY, building: str = ""
) -> list[int]:
    """Return whole parts that add up to `whole`, which is the sum of the `exact` parts, rounded [minor units].

    Of equals the earlier one comes first. A part of 0 stays 0. Errors show amounts of the `currency`, and the
    `building`.

    Raises:
        UsageError: the largest part would change by more than `MOST_OF_PART` of itself.
    """
    if rule == "largest-remainder":
        parts = [floor(each) for each in exact]
        by_remainder = sorted(range(len(exact)), key=lambda at: parts[at] - exact[at])
        for at in by_remainder[: whole - sum(parts)]:
            parts[at] += 1
        return parts
    parts = [rounded(each) for each in exact]
    at, own, rest = taken = _taken(whole, parts, exact)
    if abs(rest) > exact[at] * MOST_OF_PART:
        named = f"{building}: " if building else ""
        said = {name: currency.amount(minor) for name, minor in zip(("own", "rest"), taken[1:], strict=True)}
        raise UsageError("allocate.rest_too_large", building=named, most=int(MOST_OF_PART * 100), **said)
    parts[at] = own + rest
    return parts


def rest_taken(whole: int, exact: Sequence[Fraction], rule: RestRule) -> RestTaken | None:
    """Return what one part took of what rounding left; None where each took a minor unit at most, or none is left."""
    if rule == "largest-remainder":
        return None
    taken = _taken(whole, [rounded(each) for each in exact], exact)
    return taken if taken.rest else None


def _taken(whole: int, parts: Sequence[int], exact: Sequence[Fraction]) -> RestTaken:
    largest = max(range(len(exact)), key=lambda at: exact[at])
    return RestTaken(largest, parts[largest], whole - sum(parts))


def rounded(exact: Fraction) -> int:
    """Return a part by itself, rounded half up [minor units]."""
    return steps_in(exact, Fraction(1), "half_up")
