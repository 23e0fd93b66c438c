"""What a ledger's own lines of totals say of its areas, held against the areas of the homes that were billed."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from heatcalc.batches.control_totals import ControlTotals
from heatcalc.inputs import INPUTS
from heatcalc.ledger.total_lines import is_sum_word
from heatcalc.measures import AREAS
from heatcalc.money import parse_number, plain

_SHOWN = 10


def own_area(fields: Sequence[str], meanings: Sequence[str]) -> Fraction | None:
    """Return the area [m²] that a line of totals says all homes have; None where it says none, or only of some homes.

    A ledger with several columns of areas does not say which of them a home is billed by.
    """
    places = [at for at, meaning in enumerate(meanings) if meaning in AREAS]
    if len(places) != 1 or not any(map(is_sum_word, filter(None, fields))):
        return None
    return parse_number(fields[places[0]], INPUTS[meanings[places[0]]].units)


def differing_areas(totals: ControlTotals, sheets: int) -> dict[str, Any]:
    """Return what the manifest says of lines of totals that are neither the area of all homes nor parts of it.

    Nothing is said where a row has no bill, or of several `sheets`, each of which may have lines of its own.
    """
    stated, area = totals.own_areas, totals.area
    sums = {each for _, each in stated} | {sum((each for _, each in stated), Fraction(0))}
    if totals.rejected or sheets > 1 or not stated or not area or area in sums:
        return {}
    lines = [{"line": line, "stated": plain(each)} for line, each in stated[:_SHOWN]]
    return {"differing_areas": {"lines": lines, "homes": plain(area)}}
