"""What the prices and rules of a city ask of a home, so that a ledger's template has those columns and no others."""

from heatcalc.billing.calculate import PricedTariff, price_tariff
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError
from heatcalc.formula.home import Home
from heatcalc.formula.walk import measures_of
from heatcalc.inputs import INPUTS
from heatcalc.tariffs.model import PLANS, City, Table


def inputs_in_use(table: Table, city: City) -> set[str]:
    """Return the names of the inputs that some bill of a city depends on, with the attributes of its homes.

    `plan` is among them where there is more than one.
    """
    attributes = city.attributes()
    found, monthly = set(attributes), False
    years = {season.winter for season in city.season} | {None}
    for class_ in city.classes():
        for plan in table.plan_names():
            for winter in years:
                try:
                    priced = price_tariff(table, BillRequest(Home({}, {}), city.id, class_, plan, winter))
                except HeatcalcError:
                    continue  # no such price, or one that depends on an attribute
                found |= inputs_of(priced)
                found |= {"plan"} if plan != PLANS[0] else set()
                monthly = monthly or any(rule.months() for rule in priced.rules)
    if "cold" in found and not monthly:
        found = (found - {"cold"}) | {"room_c", "cold_days"}
    return found


def inputs_of(priced: PricedTariff) -> set[str]:
    """Return the names of the inputs that a price and its rules read."""
    handled = {event for rule in priced.rules for event in rule.events()}
    found = {*measures_of(priced.formula)} & {*INPUTS}
    found |= {each.name for each in INPUTS.values() if each.event in handled and not each.is_measure}
    return found | ({"supply_from", "supply_to"} if "supply" in handled else set())
