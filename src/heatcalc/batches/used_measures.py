"""Which of the measures that rows state their bills depend on."""

from collections.abc import Iterable, Mapping

from heatcalc.billing.calculate import PricedTariff
from heatcalc.formula.home import Home
from heatcalc.formula.specialize import Known, specialize
from heatcalc.formula.walk import asked_of_homes, measures_of
from heatcalc.inputs import INPUTS
from heatcalc.measures import AREAS


class UsedMeasures:
    """Learns from row to row; a formula is looked through once, while its tariff is kept elsewhere."""

    def __init__(self) -> None:
        self._read: dict[int, frozenset[str]] = {}
        self._asked: dict[int, frozenset[str]] = {}
        self._read_of: dict[tuple[int, frozenset[str], frozenset[tuple[str, str]]], frozenset[str]] = {}
        self._noted: dict[tuple[int, frozenset[str], frozenset[tuple[str, str]]], PricedTariff] = {}
        self._areas: frozenset[str] = frozenset()

    def read_by(self, priced: PricedTariff) -> frozenset[str]:
        """Return the measures that the formula of a tariff may read."""
        key = id(priced.formula)
        if key not in self._read:
            self._read[key] = measures_of(priced.formula)
        return self._read[key]

    def asked_by(self, priced: PricedTariff) -> frozenset[str]:
        """Return the measures and attributes of homes that the formula of a tariff asks for."""
        key = id(priced.formula)
        if key not in self._asked:
            self._asked[key] = asked_of_homes(priced.formula)
        return self._asked[key]

    def read_of(self, priced: PricedTariff, home: Home) -> frozenset[str]:
        """Return the measures that the bill of a home may depend on, which states its attributes and some measures."""
        asked = self.asked_by(priced)
        stated = asked.intersection(home.measures)
        said = frozenset(each for each in home.attributes.items() if each[0] in asked)
        key = id(priced.formula), stated, said
        if key not in self._read_of:
            formula = specialize(priced.formula, Known(home.attributes, frozenset(home.measures), {}))
            self._read_of[key] = self.read_by(priced) if formula is None else measures_of(formula)
        return self._read_of[key]

    def unused(self, priced: PricedTariff, home: Home) -> list[str]:
        """Return what a home states to be billed by though its bill does not depend on it."""
        asked = [each.name for each in INPUTS.values() if each.asks and each.name in home.measures]
        return [name for name in asked if name not in self.read_of(priced, home)] if asked else asked

    def note(self, priced: PricedTariff, stated: Iterable[str], attributes: Mapping[str, str]) -> None:
        """Note by which tariff rows are billed, and by which of the areas that they state."""
        areas = frozenset(name for name in stated if name in AREAS)
        asked = self.asked_by(priced)
        key = id(priced.formula), areas, frozenset(each for each in attributes.items() if each[0] in asked)
        if key not in self._noted:
            self._noted[key] = priced
            formula = specialize(priced.formula._replace(refusals=()), Known(attributes, areas, {}))
            self._areas |= areas if formula is None else measures_of(formula) & areas

    def measures(self) -> frozenset[str]:
        """Return the measures that the formulas of rows depend on; of several areas those that rows are billed by."""
        found = frozenset[str]().union(*map(self.read_by, self._noted.values()))
        return found.difference(AREAS) | self._areas.intersection(found) if self._areas else found

    def attributes(self) -> frozenset[str]:
        """Return the attributes that the prices and rules of the cities of rows ask for."""
        cities = {priced.found.city.id: priced.found.city for priced in self._noted.values()}
        return frozenset[str]().union(*(city.attributes() for city in cities.values()))
