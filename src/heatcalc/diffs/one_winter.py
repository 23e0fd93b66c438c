"""One winter for two tables: a home that names none is billed by both for the same, or the change is not of prices."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from heatcalc.errors import Refused, UsageError
from heatcalc.schema.winters import CalendarYear, winter_text
from heatcalc.tariffs.lookup import find_tariff
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.seasons import seasons_of


class UsualWinters(NamedTuple):
    """The winters of a city for which two tables would bill a home that names none, and the one for which both do."""

    city: City
    before: int | None
    after: int | None
    billed: int | None
    """None where there is none that both tables can bill."""

    def named(self) -> dict[str, str | None]:
        """Return them as a manifest has them."""
        winters = {name: getattr(self, name) for name in ("before", "after", "billed")}
        texts = {name: None if winter is None else winter_text(winter) for name, winter in winters.items()}
        return {"city": self.city.id, **texts}


def on_one_winter(old: Table, new: Table) -> tuple[Table, Table, list[UsualWinters]]:
    """Return two tables that bill homes of a city for one winter, and the cities of which they did not.

    It is the later of the two, in which a table goes on with the price that it has, as a bill does; or else the
    earlier.
    """
    cities = {city.id: city for city in new.city}
    differing = []
    for city in old.city:
        if city.id in cities:
            before, after = _usual(city), _usual(cities[city.id])
            if before != after:
                sides = ((old, city), (new, cities[city.id]))
                winters = _latest_first([before, after])
                billed = next((each for each in winters if all(_bills(*side, each) for side in sides)), None)
                differing.append(UsualWinters(cities[city.id], before, after, billed))
    chosen = {each.city.id: each.billed for each in differing if each.billed is not None}
    return _with(old, chosen), _with(new, chosen), differing


def one_winter_of(
    differing: Sequence[UsualWinters], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[dict[str, str | None]]:
    """Return of each city that homes were billed in the winters that differ, and the one that was billed instead.

    `before` and `after` are the manifests of the bills.

    Raises:
        UsageError: homes of a city were billed for two winters, since there is none that both tables can bill.
    """
    said = []
    for each in differing:
        billed = [{price["winter"] for price in side["prices"] if _is_of(price, each.city)} for side in (before, after)]
        named = each.named()
        if each.billed is None and all(billed) and billed[0] != billed[1]:
            raise UsageError("usage.diff_winters", city=each.city.both, before=named["before"], after=named["after"])
        if each.billed is not None and named["billed"] in billed[0] | billed[1]:
            said.append(named)
    return said


def _is_of(price: Mapping[str, Any], city: City) -> bool:
    """Return whether a price is a city's, in one table or the other."""
    id_ = price["tariff"]
    return id_.startswith(f"{city.id}/") or id_ in {city.tariff_id(each) for each in city.tariff}


def _usual(city: City) -> int | None:
    with suppress(Refused):
        return seasons_of(city, None)[1]
    return None


def _latest_first(usual: list[int | None]) -> list[int]:
    winters = [each for each in usual if each is not None]
    kinds = {isinstance(each, CalendarYear) for each in winters}
    return sorted(winters, reverse=True) if len(kinds) == 1 else []


def _bills(table: Table, city: City, winter: int) -> bool:
    """Return whether a table has a price in a winter for each class and plan that it has one for in its own."""
    return all(_has(table, city, *sort, winter) for sort in _sorts(city) if _has(table, city, *sort, None))


def _sorts(city: City) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys((tariff.class_, tariff.plan) for tariff in city.tariff)


def _has(table: Table, city: City, class_: str, plan: str, winter: int | None) -> bool:
    with suppress(Refused):
        find_tariff(table, city, class_, plan, winter)
        return True
    return False


def _with(table: Table, winters: dict[str, int]) -> Table:
    cities = (city._replace(usual_winter=winters.get(city.id)) for city in table.city)
    return table._replace(city=tuple(cities)) if winters else table
