"""What the resident's page asks about cold rooms: the days in each band of temperatures of the city's rule."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from heatcalc.billing.calculate import PricedTariff
from heatcalc.formula.nodes import All, Compare, Condition, Measure, Node, Not, Number, Quotient, Refuse, Stated, Sum
from heatcalc.messages import Lang, say
from heatcalc.money import plain
from heatcalc.rules.bill_builder import STOPPED
from heatcalc.rules.cold_room import ROOMS, ColdRoom, TemperatureBand
from heatcalc.rules.outage import HOURS


def cold_bands(priced: PricedTariff) -> list[TemperatureBand]:
    """Return the bands of a tariff's rule for cold rooms, the coldest first.

    None where there is no such rule, or the page cannot ask for what it needs: a rule for some homes alone, or one
    that weighs the months.
    """
    rules = [rule for rule in priced.rules if isinstance(rule, ColdRoom)]
    if len(rules) != 1 or rules[0].weights or rules[0].terms.when:
        return []
    return sorted(rules[0].bands, key=lambda band: band.edge)


def cold_fields(bands: list[TemperatureBand], lang: Lang) -> list[dict[str, Any]]:
    """Return the measure of each band with what the page calls it."""
    made, low = [], ""
    for band in bands:
        (temperature, included), degrees = band.edge, plain(band.edge[0])
        high = say("page.cold_up_to" if included else "page.cold_below", lang, degrees=degrees)
        made.append({"name": band.measure(None), "label": say("page.cold_days", lang, low=low, high=high)})
        low = say("page.cold_above" if included else "page.cold_from", lang, degrees=plain(temperature))
    return made


def cold_refusals(priced: PricedTariff, bands: list[TemperatureBand]) -> Iterator[tuple[Condition, Refuse]]:
    """Yield what refuses days in the bands that cannot be: `billing/events.py` says so of temperatures with days."""
    if not bands:
        return
    days: list[Node] = [Measure(band.measure(None), unit="day") for band in bands]
    cold = Stated(bands[0].measure(None))
    yield All((cold, STOPPED)), Refuse("contradiction", ("stopped", "cold"))
    yield All((Stated(ROOMS.name), Not(cold))), Refuse("missing_measure", ("cold",))
    known, length = priced.found.span.days, Measure("day")
    counted = (cold,) if known is not None else (cold, Stated("day"))
    season: Node = length if known is None else Number(known, "day")
    yield All((*counted, Compare(Sum(tuple(days)), season))), Refuse("contradiction", ("cold",))
    both = Sum((*days, Quotient(HOURS, Number(Fraction(24), "outage_hours"))))
    yield All((*counted, Stated(HOURS.name), Compare(both, season))), Refuse("contradiction", ("cold", HOURS.name))
