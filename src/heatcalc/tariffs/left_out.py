"""Homes that a tariff has only a part of its price for: what some charges are, split by `when`, and others are not."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import NamedTuple

from heatcalc.measures import Both
from heatcalc.schema.attributes import OTHER
from heatcalc.schema.findings import Findings, KeyPath
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.model_prices import MOST_SORTS, Charge, PartOfSeason


class Split(NamedTuple):
    """Charges of one name, of which a home that is as `common` has it must have one, unless an `unless` names it."""

    at: int
    """The place of the first of them in the tariff."""
    name: str
    common: Mapping[str, str]
    whens: tuple[Mapping[str, str], ...]
    unlesses: tuple[Mapping[str, str], ...]

    @property
    def by(self) -> tuple[str, ...]:
        """The attributes by which the charges differ."""
        return tuple(dict.fromkeys(name for when in self.whens for name in when if name not in self.common))

    def leaves_out(self, home: Mapping[str, str]) -> bool:
        """Return whether none of the charges is for a home, and the table does not say that it has none."""
        named = any(when.items() <= home.items() for when in (*self.whens, *self.unlesses))
        return self.common.items() <= home.items() and not named


def splits_of(charges: tuple[Charge, ...]) -> Iterator[Split]:
    """Yield the charges of each name that are split by the attributes of homes.

    What the `when`s of a name have in common says which homes have such a charge at all: one surcharge for high-rises
    is for them alone. That a metered price has a basic charge is no surcharge, unless another charge is for the homes
    without one. What only takes off is for those who are named.
    """
    groups: dict[tuple[str, PartOfSeason | None], list[Charge]] = {}
    for charge in charges:
        groups.setdefault((charge.id, charge.part), []).append(charge)
    for (name, _), group in groups.items():
        common = {
            attribute: value
            for attribute, value in group[0].when.items()
            if all(each.when.get(attribute) == value for each in group)
            and (name != "basic" or any(each.when.get(attribute, value) != value for each in charges))
        }
        whens = tuple(charge.when for charge in group)
        if all(len(when) > len(common) for when in whens) and not all(map(_takes_off, group)):
            unlesses = tuple(charge.unless for charge in group if charge.unless)
            yield Split(charges.index(group[0]), name, common, whens, unlesses)


def _takes_off(charge: Charge) -> bool:
    rates = [rate for price in charge.prices for rate in (price.rate, *(tier.rate for tier in price.tiers))]
    return all(rate is None or rate < 0 for rate in rates)


def warn_of_part_prices(table: Table, city: City, path: KeyPath, findings: Findings) -> None:
    """Add a warning for each home of the city that has only a part of a tariff's price."""
    values = _values(table, city)
    for number, tariff in enumerate(city.tariff):
        for split in splits_of(tariff.charge):
            left_out = list(_left_out(tariff.charge, split, values))
            if left_out:
                allowed = Both(
                    "也为它写一项，或用 unless 写明它没有这一项",
                    "a charge for it too, or an `unless` that says it has none",
                )
                found = "; ".join(dict.fromkeys(left_out))
                findings.add(
                    (*path, "tariff", number, "charge", split.at), "part_of_price", found, allowed, severity="warning"
                )


def _values(table: Table, city: City) -> dict[str, list[str]]:
    """Return the values that homes of a city may have: those of its entries, and those declared for no other city."""
    own = city.attributes()
    elsewhere = {
        (name, value)
        for other in table.city
        if other is not city
        for name, values in other.attributes().items()
        for value in values
    }
    return {
        name: list(
            dict.fromkeys(
                [*known, *(each for each in table.attribute(name, known).values if (name, each) not in elsewhere)]
            )
        )
        for name, known in own.items()
    }


def _left_out(charges: tuple[Charge, ...], split: Split, values: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield what homes are that a split leaves out, and that owe another charge."""
    asked = list(dict.fromkeys(name for charge in charges for name in (*charge.when, *charge.unless)))
    if prod(len(values[name]) for name in asked) > MOST_SORTS:
        return
    for sort in product(*(values[name] for name in asked)):
        home = dict(zip(asked, sort, strict=True))
        if split.leaves_out(home) and any(charge.is_due(home) for charge in charges):
            yield ", ".join(f"{name} = {home[name]}" for name in split.by if home[name] != OTHER)
