"""Days inside a season for which no price holds, though one ends before them and another begins behind."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from heatcalc.measures import Both
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.tariffs.changes import until_of
from heatcalc.tariffs.model import City, Tariff

_DAY = dt.timedelta(1)


def find_gap(city: City, holding: Sequence[Tariff], path: KeyPath, findings: Findings) -> bool:
    """Add an error for the first gap between the tariffs of a season, in order; return whether there is one."""
    for earlier, later in pairwise(holding):
        if until_of(earlier) < later.from_ - _DAY:
            first, last = until_of(earlier) + _DAY, later.from_ - _DAY
            allowed = Both(
                f"until = {last}，或后一价格的 from 提前", f"until = {last}, or an earlier `from` of the next"
            )
            place = (*path, "tariff", city.tariff.index(earlier), "until")
            findings.add(place, "gap_in_season", f"{first}..{last}", allowed)
            return True
    return False
