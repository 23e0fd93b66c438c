"""What a ledger's own lines of totals say of its areas, held against the areas of the homes that were billed."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from heatcalc.batches.control_totals import ControlTotals
from heatcalc.inputs import INPUTS
from heatcalc.ledger.total_lines import adds_up
from heatcalc.measures import AREAS
from heatcalc.money import parse_number, plain

_TRIED = 12


def own_area(fields: Sequence[str], meanings: Sequence[str]) -> Fraction | None:
    """Return the area [m²] that a line of totals says homes have; None where it says none, or only of homes of a kind.

    A ledger with several columns of areas does not say which of them a home is billed by.
    """
    places = [at for at, meaning in enumerate(meanings) if meaning in AREAS]
    if len(places) != 1 or not any(adds_up(field) for field in fields if field):
        return None
    return parse_number(fields[places[0]], INPUTS[meanings[places[0]]].units)


def differing_areas(totals: ControlTotals, sheets: int) -> dict[str, Any]:
    """Return what the manifest says of lines of totals none of which, nor some together, are the area of all homes.

    Nothing is said where a row has no bill, or of several `sheets`, each of which may have lines of its own, or of more
    lines than can be tried.
    """
    stated, area = totals.own_areas, totals.area
    if totals.rejected or sheets > 1 or not 0 < len(stated) <= _TRIED or not area:
        return {}
    sums = {Fraction(0)}
    for _, each in stated:
        sums |= {each + other for other in sums}
    if area in sums:
        return {}
    return {
        "differing_areas": {
            "lines": [{"line": line, "stated": plain(each)} for line, each in stated],
            "homes": plain(area),
        }
    }
