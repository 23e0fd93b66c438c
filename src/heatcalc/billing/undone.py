"""What a request states beside the home itself, each taken back: a stop or a relief may not have been granted."""

from collections.abc import Iterator
from typing import Any

from heatcalc.billing.request import BillRequest
from heatcalc.inputs import INPUTS
from heatcalc.measures import Both

_TAKEN_BACK = (
    *("stopped", "stopped_m2", "reconnected", "relief", "outage_hours"),
    *("height_m", "paid_on", "month", "day"),
)


def undone(request: BillRequest) -> Iterator[tuple[Both, dict[str, Any]]]:
    """Yield what a request states that may not have been counted, in words, and the changes that take it back."""
    home = request.home
    for name in _TAKEN_BACK:
        if name in home.measures:
            left = {each: value for each, value in home.measures.items() if each != name}
            yield INPUTS[name].called, {"home": home._replace(measures=left)}
        elif name in home.attributes:
            said = {each: value for each, value in home.attributes.items() if each != name}
            yield INPUTS[name].called, {"home": home._replace(attributes=said)}
    if request.events.cold:
        left = {each: value for each, value in home.measures.items() if each != "cold_m2"}
        changes = {"home": home._replace(measures=left), "events": request.events._replace(cold=())}
        yield INPUTS["cold"].called, changes
    if request.events.supply_from or request.events.supply_to:
        whole = request.events._replace(supply_from=None, supply_to=None)
        yield INPUTS["supply_from" if request.events.supply_from else "supply_to"].called, {"events": whole}
