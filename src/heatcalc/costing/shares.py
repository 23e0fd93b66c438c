"""Who fills a gap: shares that add up, and parts that add up to the fen."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from heatcalc.costing.apportion import apportion
from heatcalc.errors import UsageError
from heatcalc.money import in_fen, plain, to_fen, yuan

REST = Fraction(-1)
"""The share of the payer who takes what the others leave."""


class PayerShare(NamedTuple):
    """What one public payer puts in: its share of the gap, and the amount [CNY]."""

    payer: str
    share: Fraction
    amount: Decimal


def checked_shares(shares: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return shares of the gap that add up, the payer of the rest last with what the others leave.

    Raises:
        UsageError: they do not add up to one, or one is not between 0 and 1.
    """
    stated = {payer: share for payer, share in shares.items() if share != REST}
    resting = [payer for payer, share in shares.items() if share == REST]
    sum_ = sum(stated.values(), Fraction(0))
    if (
        any(not 0 <= share <= 1 for share in stated.values())
        or len(resting) > 1
        or sum_ > 1
        or (not resting and sum_ != 1)
    ):
        raise UsageError("usage.shares", sum=plain(sum_))
    return {**stated, **dict.fromkeys(resting, 1 - sum_)}


def split(gap: Decimal, shares: Mapping[str, Fraction]) -> tuple[PayerShare, ...]:
    """Return the parts of a gap [CNY, whole fen]. They add up to it; the last payer takes the fen that are left."""
    parts = []
    until, before = Fraction(0), Decimal("0.00")
    for payer, share in shares.items() if gap > 0 else ():
        until += share
        so_far = to_fen(Fraction(gap) * until)
        parts.append(PayerShare(payer, share, so_far - before))
        before = so_far
    return tuple(parts)


def split_over(gaps: Sequence[Decimal], shares: Mapping[str, Fraction]) -> list[tuple[PayerShare, ...]]:
    """Return the parts of each of several gaps [CNY, whole fen], of which a surplus has none.

    What each payer puts in adds up to its part of the sum of the gaps, and the parts of a gap add up to that gap.
    """
    left = [max(in_fen(gap), 0) for gap in gaps]
    found: list[list[PayerShare]] = [[] for _ in gaps]
    for of_all in split(yuan(sum(left)), shares):
        whole, of = in_fen(of_all.amount), sum(left) or 1
        parts = apportion(whole, [Fraction(whole * each, of) for each in left], "largest-remainder")
        left = [each - part for each, part in zip(left, parts, strict=True)]
        for each, part in zip(found, parts, strict=True):
            each.append(of_all._replace(amount=yuan(part)))
    return [tuple(each) if gap > 0 else () for gap, each in zip(gaps, found, strict=True)]


def added_up(shares: Mapping[str, Fraction], parts: Iterable[PayerShare]) -> tuple[PayerShare, ...]:
    """Return what each payer puts in of several gaps; nothing of those that are none."""
    sums = dict.fromkeys(shares, Decimal("0.00"))
    for part in parts:
        sums[part.payer] += part.amount
    return tuple(PayerShare(payer, shares[payer], amount) for payer, amount in sums.items())
