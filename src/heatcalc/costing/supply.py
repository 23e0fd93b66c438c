"""Where a network's heat comes from: capacity against load, what is left when a source stops, and the blended price."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from heatcalc.billing.bill import source_dict
from heatcalc.costing.source_prices import price_in
from heatcalc.errors import Refused
from heatcalc.money import CNY, plain, round_to
from heatcalc.tariffs.lookup import find_city, refuse_other_currency
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.model_supply import Doubt, Figure, HeatPrice, Plant


class PlantOut(NamedTuple):
    """A plant in the order of its price, the area that it heats, and what happens when it stops, all in ㎡."""

    plant: Plant
    price: Fraction | None
    """Its own price, else the city's agreed one [CNY/GJ]."""
    heats: Fraction | None
    """What it heats of the area served, the cheapest plants first; None where the area served is not known."""
    left: Fraction
    """The capacity of the others."""
    cold: Fraction | None
    """The area that goes cold without it."""


class Contradiction(NamedTuple):
    """A doubt with its figures, and their quotient where they are divided."""

    doubt: Doubt
    figures: tuple[Figure, ...]
    quotient: Fraction | None


class Supply(NamedTuple):
    """The supply of a city's network, capacities and areas in ㎡."""

    city: City
    capacity: Fraction
    served: Fraction | None
    plants: tuple[PlantOut, ...]
    blended: Fraction | None
    """The price of heat over all plants that heat, weighted by what each heats [CNY/GJ]."""
    contradictions: tuple[Contradiction, ...]

    @property
    def room(self) -> Fraction | None:
        """The area that could still be added; below zero it is lacking. None where area or plants are not known."""
        return self.capacity - self.served if self.plants and self.served is not None else None

    @property
    def sources(self) -> list[str]:
        """The sources of all figures."""
        plants, figures, prices = self.city.plant, self.city.figure, (*self.city.source_price, *self.city.guide_price)
        sources = [*(each.source for each in plants), *(each.source for each in figures)]
        return list(dict.fromkeys([*sources, *(each.source for each in prices)]))


def supply_of(table: Table, name: str | None, served: Fraction | None) -> Supply:
    """Return the supply of the city called `name`, for an area `served` [㎡] if it is known.

    Raises:
        Refused: there is no such city, or the table knows no plant and no price of its heat.
    """
    if not (name or table.default_city):
        raise Refused("no_city", ("city",))
    city = find_city(table, name or table.default_city)
    refuse_other_currency(table, city, CNY)
    if not (city.plant or city.source_price or city.guide_price):
        raise Refused("no_plants", ("plant",), city=city.both)
    agreed = price_in(city.source_price, None, None)
    priced = [
        (plant, plant.price if plant.price is not None else agreed.rate if agreed else None) for plant in city.plant
    ]
    in_order = sorted(priced, key=lambda pair: (pair[1] is None, pair[1] or 0))
    capacity = sum((plant.capacity_m2 for plant in city.plant), Fraction(0))
    load = served
    plants = []
    for plant, price in in_order:
        heats = None if load is None else min(load, plant.capacity_m2)
        load = None if load is None or heats is None else load - heats
        left = capacity - plant.capacity_m2
        cold = None if served is None else max(served - left, Fraction(0))
        plants.append(PlantOut(plant, price, heats, left, cold))
    return Supply(city, capacity, served, tuple(plants), _blended(plants), _contradictions(city))


def _blended(plants: list[PlantOut]) -> Fraction | None:
    heated = [(each.price, each.plant.capacity_m2 if each.heats is None else each.heats) for each in plants]
    priced = [(price, area) for price, area in heated if price is not None]
    area = sum((area for _, area in heated), Fraction(0))
    if len(priced) < len(heated) or not area:
        return None
    return sum((price * part for price, part in priced), Fraction(0)) / area


def _contradictions(city: City) -> tuple[Contradiction, ...]:
    figures = {figure.id: figure for figure in city.figure}
    found = []
    for doubt in city.doubt:
        of = tuple(figures[id_] for id_ in doubt.of)
        quotient = of[0].value / of[1].value if doubt.kind == "quotient" else None
        found.append(Contradiction(doubt, of, quotient))
    return tuple(found)


def _rate(prices: tuple[HeatPrice, ...]) -> Fraction | None:
    """Return the newest of the prices at the plant [CNY/GJ]."""
    price = price_in(prices, None, None)
    return None if price is None else price.rate


def to_tenths(value: Fraction) -> str:
    """Return a quotient with one place."""
    return str(Decimal(int(round_to(value, Fraction(1, 10), "half_up") * 10)).scaleb(-1))


def supply_dict(supply_: Supply, table: Table) -> dict[str, Any]:
    """Return a supply as the JSON object `heatcalc.supply/1`."""

    def shown(value: Fraction | None) -> str | None:
        return None if value is None else plain(value)

    return {
        "schema": "heatcalc.supply/1",
        "city": supply_.city.id,
        "capacity_m2": plain(supply_.capacity) if supply_.plants else None,
        "served_m2": shown(supply_.served),
        "room_m2": shown(supply_.room),
        "blended_price": shown(supply_.blended),
        "agreed_price": shown(_rate(supply_.city.source_price)),
        "guide_price": shown(_rate(supply_.city.guide_price)),
        "prices": [
            {
                "kind": "guide" if each in supply_.city.guide_price else "agreed",
                "at": each.at,
                "class": each.class_ or None,
                "price": plain(each.rate),
                "from": each.from_text,
                "until": None if each.until is None else each.until.isoformat(),
                "quote": each.quote,
                "source": each.source,
            }
            for each in (*supply_.city.source_price, *supply_.city.guide_price)
        ],
        "plants": [
            {
                "name": each.plant.name,
                "units": each.plant.units,
                "capacity_m2": plain(each.plant.capacity_m2),
                "price": shown(each.price),
                "heats_m2": shown(each.heats),
                "left_without_m2": plain(each.left),
                "cold_without_m2": shown(each.cold),
                "source": each.plant.source,
            }
            for each in supply_.plants
        ],
        "figures": [
            {"id": each.id, "value": plain(each.value), "unit": each.unit, "quote": each.quote, "source": each.source}
            for each in supply_.city.figure
        ],
        "contradictions": [
            {
                "kind": each.doubt.kind,
                "of": list(each.doubt.of),
                "quotient": None if each.quotient is None else to_tenths(each.quotient),
            }
            for each in supply_.contradictions
        ],
        "sources": {id_: source_dict(table.sources[id_]) for id_ in supply_.sources},
    }
