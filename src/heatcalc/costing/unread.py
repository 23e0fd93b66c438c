"""How much of a building has no reading, and what becomes of its cost then.

Germany's ordinance on heating costs (HeizkostenV) lets a missing use be estimated, since 2009 also by the average use
of the building (§ 9a paragraph 1). Where such homes have more than 25 % of the area, the cost may not be shared by use
at all, but by what its other part is shared by alone (§ 9a paragraph 2):
https://www.gesetze-im-internet.de/heizkostenv/__9a.html. In Chinese rules no such limit was found; that of Germany
holds for all.
"""

from collections.abc import Sequence
from fractions import Fraction

from heatcalc.costing.allocation_key import AllocationKey, Occupancy
from heatcalc.errors import InputFileError
from heatcalc.money import plain, round_to

MOST_UNREAD = Fraction(1, 4)
"""So much of a building may be without a reading for its cost to be shared by use."""


def is_unread(home: Occupancy) -> bool:
    """Return whether a home with heat has no reading, or one that is an estimate; what its days share is none."""
    return not home.stopped and (home.use is None or home.estimated)


def unread_share(homes: Sequence[Occupancy]) -> Fraction:
    """Return the share of a building that has no reading: of its area, or of its use where an area is not known."""
    unread = [home for home in homes if is_unread(home)]
    if not unread:
        return Fraction(0)
    if all(home.area is not None for home in homes):
        areas = [(home.area or Fraction(0)) * home.part / home.whole for home in homes]
        without = sum((area for area, home in zip(areas, homes, strict=True) if is_unread(home)), Fraction(0))
        return without / sum(areas, Fraction(0))
    used = sum((home.own_use or Fraction(0) for home in homes), Fraction(0))
    if not used or any(home.use is None for home in unread):
        return Fraction(len(unread), len(homes))
    return sum((home.own_use or Fraction(0) for home in unread), Fraction(0)) / used


def held_to_limit(key: AllocationKey, share: Fraction, homes: int, building: str) -> AllocationKey:
    """Return by what a cost is shared, if so much [share] of its building is unread: by area alone, where asked for.

    `homes` is how many of them are unread, for the message.

    Raises:
        InputFileError: too much is for a share by use, and nobody asked for anything else.
    """
    if not key.by_use or share <= MOST_UNREAD:
        return key
    if key.unread == "fallback":
        return key._replace(by_area=Fraction(1), by_use=Fraction(0))
    named = f"{building}: " if building else ""
    raise InputFileError(
        "allocate.too_many_unread", building=named, homes=homes, share=percent(share), most=percent(MOST_UNREAD)
    )


def percent(share: Fraction) -> str:
    """Return a share in per cent, to one place: `27.3%`. A share above a limit is rounded up, so that it shows."""
    return f"{plain(round_to(share * 100, Fraction(1, 10), 'up'))}%"
