"""Prices that look misprinted by their own table: their tiers, their measures, and the price before them."""

from fractions import Fraction
from itertools import combinations, pairwise

from heatcalc.measures import AREAS, GJ_PER, MEASURES, Both, kind_of
from heatcalc.schema.findings import Findings, KeyPath, about
from heatcalc.tariffs.figure_ranges import between
from heatcalc.tariffs.model import City, Tariff
from heatcalc.tariffs.model_prices import Charge, Price

_STEP = 5
"""How many times its neighbour a tier may cost."""
_JUMP = 3
"""How many times the price of the winter before a price may be."""
_LEAST_AREA = 20
"""No tier of areas ends lower [㎡]."""
_LEAST_HEAT, _MOST_PER_AREA = Fraction(1), Fraction(2)
"""No tier of heat ends lower [GJ], and none per area higher [GJ/㎡]."""
_LEAST_PER_AREA = Fraction(3, 100)
"""No tier of heat per area ends lower [GJ/㎡]."""

_HEAT = {
    **dict.fromkeys(("EUR", "USD", "GBP", "CHF"), (15, 500)),
    **dict.fromkeys(("SEK", "NOK", "DKK", "CZK"), (100, 6000)),
    **dict.fromkeys(("PLN", "RON", "BGN"), (40, 2000)),
}
"""What heat costs in currencies that the shipped table has not [per MWh]."""
_MWH = Fraction(36, 10)
"""[GJ]"""


def warn_of_odd_prices(city: City, currency: str, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each price of a city, which bills in a `currency`, that its own table makes doubtful."""
    for at, tariff in enumerate(city.tariff):
        place = (*path, "tariff", at)
        _measures(tariff, place, findings)
        _heat(tariff, currency, place, findings)
        for (one, first), (other, second) in combinations(enumerate(tariff.charge), 2):
            alike = first._replace(name="") == second._replace(name="")
            if alike and first.name != second.name and "basic" not in (first.name, second.name):
                found = f"charge[{one}], charge[{other}]"
                findings.add((*place, "charge", other), "charge_again", found, severity="warning")
        for index, charge in enumerate(tariff.charge):
            if _takes_off_nothing(charge, tariff):
                where = (*place, "charge", index)
                findings.add(where, "far_figure", charge.prices[0].rate, _REBATE, severity="warning")
            for number, price in enumerate(charge.prices):
                _tiers(price, (*place, "charge", index, *(("or", number - 1) if number else ()), "tiers"), findings)
    _jumps(city, path, findings)
    _lengths(city, path, findings)


_REBATE = Both("> 0，减免与所减的费用项单位相同", "> 0; a rebate has the measures of what it takes off")


def _takes_off_nothing(charge: Charge, tariff: Tariff) -> bool:
    """Return whether a charge is below zero, and no other is on the same measures for it to take off."""
    rate = charge.prices[0].rate
    measures = {name for name in charge.prices[0].per if kind_of(name) not in ("time", "count")}
    if rate is None or rate > 0 or not measures or any(MEASURES[name].may_be_negative for name in measures):
        return False
    others = [price for other in tariff.charge for price in other.prices if other is not charge]
    return not any(measures & set(price.per) for price in others)


def _measures(tariff: Tariff, path: KeyPath, findings: Findings) -> None:
    """What is billed by heat has a price per heat or volume, and no bill is for time alone."""
    kinds = {kind_of(name) for charge in tariff.charge for price in charge.prices for name in price.per}
    if tariff.plan == "metered" and kinds <= {"area", "time", "count"}:
        findings.add((*path, "charge"), "lacks_measure", "metered", Both("kWh、GJ …", "kWh, GJ …"), severity="warning")
    elif kinds <= {"time"}:
        findings.add(
            (*path, "charge"), "lacks_measure", "month", Both("、".join(AREAS), ", ".join(AREAS)), severity="warning"
        )


def _heat(tariff: Tariff, currency: str, path: KeyPath, findings: Findings) -> None:
    """In currencies that the shipped table has not, the dearest price of heat must be one of heat."""
    if currency not in _HEAT:
        return
    low, high = _HEAT[currency]
    heats = [
        (rate / GJ_PER[price.per[0]] * _MWH, GJ_PER[price.per[0]] / _MWH, at)
        for at, charge in enumerate(tariff.charge)
        for price in charge.prices[:1]
        if len(price.per) == 1 and price.per[0] in GJ_PER
        for rate in ([price.rate] if price.rate is not None else [tier.rate for tier in price.tiers])
    ]
    if not heats:
        return
    dearest, unit, at = max(heats)
    if not low <= dearest <= high:
        place = (*path, "charge", at, "rate" if tariff.charge[at].prices[0].rate is not None else "tiers")
        findings.add(place, "far_price", dearest * unit, between(low * unit, high * unit), severity="warning")


def _compare_rates(price: Price, path: KeyPath, findings: Findings) -> None:
    rates = [(at, tier.rate) for at, tier in enumerate(price.tiers) if tier.rate > 0]
    far = _far_steps(rates, price.whole)
    # One tier without which all others fit is the odd one: of two, the later.
    without = ((each, [one for one in rates if one != each]) for each in reversed(rates))
    odd = next((each for each, others in without if not _far_steps(others, price.whole)), None)
    if far and odd is not None:
        beside = rates[rates.index(odd) - 1] if odd != rates[0] else rates[1]
        far = [(beside[1], *odd)]
    for one, at, rate in far:
        allowed = between(one / (2 if price.whole else _STEP), one * _STEP)
        findings.add((*path, at, "rate"), "far_tier", rate, allowed, severity="warning")


def _far_steps(rates: list[tuple[int, Fraction]], whole: bool) -> list[tuple[Fraction, int, Fraction]]:
    """Return each rate that is far from the one before, which comes first, with its place.

    A rate for the `whole` that falls to less than half makes more cost less.
    """
    down = 2 if whole else _STEP
    return [(one, at, rate) for (_, one), (at, rate) in pairwise(rates) if not one / down <= rate < one * _STEP]


def _tiers(price: Price, path: KeyPath, findings: Findings) -> None:
    _compare_rates(price, path, findings)
    for at, (one, other) in enumerate(pairwise(price.tiers)):
        if one.amount is not None and other.amount is not None and other.amount < one.amount and not other.rate:
            allowed = Both(f">= {float(one.amount):.6g}", f">= {float(one.amount):.6g}")
            findings.add((*path, at + 1, "amount"), "far_tier", other.amount, allowed, severity="warning")
    measure, also = price.per[0], price.bounds_per
    for at, tier in enumerate(price.tiers):
        if kind_of(measure) in ("area", "heat") and tier.rate <= 0 and not tier.amount and len(price.tiers) > 1:
            findings.add((*path, at, "rate"), "far_tier", tier.rate, Both("> 0", "> 0"), severity="warning")
        low, high, unit = Fraction(0), None, Fraction(1)
        if measure in AREAS and not also:
            low = Fraction(_LEAST_AREA)
        elif measure in GJ_PER:
            unit = GJ_PER[measure]
            low, high = (_LEAST_PER_AREA, _MOST_PER_AREA) if set(also) & set(AREAS) else (_LEAST_HEAT, None)
            low = low if len(also) <= 1 and also != ("month",) else Fraction(0)
        if tier.up_to is not None and (tier.up_to * unit < low or (high is not None and tier.up_to * unit > high)):
            least = f">= {about(low / unit)}"
            ends = Both(least, least)
            allowed = ends if high is None else between(low / unit, high / unit)
            findings.add((*path, at, "up_to"), "far_figure", tier.up_to, allowed, severity="warning")


def _lengths(city: City, path: KeyPath, findings: Findings) -> None:
    """What is billed by the month or the day needs a season that tells how many there are."""
    told = {
        "month": any(season.months is not None for season in city.season),
        "day": any(season.days is not None or (season.start and season.end) for season in city.season),
    }
    if not city.season:
        return
    for at, tariff in enumerate(city.tariff):
        for index, charge in enumerate(tariff.charge):
            missing = [name for price in charge.prices for name in price.per if not told.get(name, True)]
            if missing:
                place = (*path, "tariff", at, "charge", index, "per")
                findings.add(place, "no_length", missing[0], _TOLD[missing[0]], severity="warning")
    for at, rule in enumerate(city.rule):
        by = getattr(rule, "by", "")
        if not told.get(by, True):
            findings.add((*path, "rule", at, "by"), "no_length", by, _TOLD[by], severity="warning")


_TOLD = {
    "month": Both("采暖季写明 months", "seasons that state `months`"),
    "day": Both("采暖季写明 days，或 start 与 end", "seasons that state `days`, or `start` and `end`"),
}


def _jumps(city: City, path: KeyPath, findings: Findings) -> None:
    """A price must not be several times the one before it, for the same homes."""
    placed = sorted(enumerate(city.tariff), key=lambda each: (each[1].class_, each[1].plan, each[1].from_))
    for (_, before), (at, tariff) in pairwise(placed):
        if (before.class_, before.plan) != (tariff.class_, tariff.plan):
            continue
        old = {_sort(charge): charge.prices[0].rate for charge in before.charge}
        for index, charge in enumerate(tariff.charge):
            rate, earlier = charge.prices[0].rate, old.get(_sort(charge))
            if rate and earlier and rate * earlier > 0 and not earlier / _JUMP < rate < earlier * _JUMP:
                place = (*path, "tariff", at, "charge", index, "rate")
                findings.add(place, "price_jumps", rate, between(earlier / _JUMP, earlier * _JUMP), severity="warning")


def _sort(charge: Charge) -> tuple[object, ...]:
    when = (tuple(sorted(charge.when.items())), tuple(sorted(charge.unless.items())))
    return charge.name, charge.prices[0].per, charge.times, when
