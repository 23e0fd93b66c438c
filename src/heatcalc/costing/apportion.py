"""Parts of an amount that add up to it, in whole minor units, by a rule that has a name."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Literal, get_args

from heatcalc.errors import UsageError
from heatcalc.money import steps_in

RestRule = Literal["largest-remainder", "largest"]
"""Who takes what rounding leaves: a minor unit each to those whose parts lose most by rounding down, or all of it the
one with the largest part."""
REST_RULES: tuple[RestRule, ...] = get_args(RestRule)


def apportion(whole: int, exact: Sequence[Fraction], rule: RestRule) -> list[int]:
    """Return whole parts that add up to `whole`, which is the sum of the `exact` parts, rounded [minor units].

    Of equals the earlier one comes first. A part of 0 stays 0.

    Raises:
        UsageError: the largest part is smaller than what it would have to give up.
    """
    if rule == "largest-remainder":
        parts = [floor(each) for each in exact]
        by_remainder = sorted(range(len(exact)), key=lambda at: parts[at] - exact[at])
        for at in by_remainder[: whole - sum(parts)]:
            parts[at] += 1
        return parts
    parts = [rounded(each) for each in exact]
    if parts:
        largest = max(range(len(exact)), key=lambda at: exact[at])
        parts[largest] += whole - sum(parts)
        if parts[largest] < 0:
            raise UsageError("allocate.rest_too_large")
    return parts


def rounded(exact: Fraction) -> int:
    """Return a part by itself, rounded half up [minor units]."""
    return steps_in(exact, Fraction(1), "half_up")
