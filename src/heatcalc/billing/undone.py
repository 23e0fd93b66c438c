"""What a request states beside the home itself, taken back: a stop or a relief may not have been granted."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from heatcalc.billing.request import BillRequest
from heatcalc.inputs import INPUTS
from heatcalc.measures import Both, kind_of

_SUPPLY = ("supply_from", "supply_to")


def each_undone(request: BillRequest) -> Iterator[tuple[Both, dict[str, Any]]]:
    """Yield what a request states that may not have been counted, in words, and the changes that take it back."""
    for name in _stated(request):
        yield INPUTS[name].called, _without(request, (name,))


def two_undone(request: BillRequest) -> Iterator[tuple[list[Both], dict[str, Any]]]:
    """Yield each two of such things, and all of them, likewise: not every number of them, which may be a great many."""
    stated = list(_stated(request))
    pairs = list(combinations(stated, 2))
    for names in pairs if len(stated) < 3 else (*pairs, stated):
        yield [INPUTS[name].called for name in names], _without(request, names)


def _stated(request: BillRequest) -> Iterator[str]:
    """Yield the names of the inputs that are stated; one for both ends of the supply."""
    home, events = request.home, request.events
    for name in INPUTS:
        if name in home.attributes or (name in home.measures and kind_of(name) in ("time", "circumstance")):
            yield name
    if events.cold:
        yield "cold"
    if events.supply_from or events.supply_to:
        yield _SUPPLY[0] if events.supply_from else _SUPPLY[1]


def _without(request: BillRequest, names: Sequence[str]) -> dict[str, Any]:
    """Return the changes that take some inputs back; with the cold goes the area of the cold rooms."""
    gone = {*names, "cold_m2"} if "cold" in names else {*names}
    home, events = request.home, request.events
    measures = {name: value for name, value in home.measures.items() if name not in gone}
    attributes = {name: value for name, value in home.attributes.items() if name not in gone}
    if "cold" in gone:
        events = events._replace(cold=())
    if gone & {*_SUPPLY}:
        events = events._replace(supply_from=None, supply_to=None)
    return {"home": home._replace(measures=measures, attributes=attributes), "events": events}
