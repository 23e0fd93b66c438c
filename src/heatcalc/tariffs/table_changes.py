"""What differs between two tables: the entries of each city that are new, gone or others."""

from collections.abc import Iterator
from typing import NamedTuple

from heatcalc.tariffs.entry_ids import entry_ids
from heatcalc.tariffs.model import City, Entry, Table


class EntryChange(NamedTuple):
    """An entry by its id, as it was and as it is; None where one of the tables lacks it."""

    city: City
    """The city as it is, or as it was where it is gone."""
    id: str
    before: "Entry | None"
    after: "Entry | None"


def table_changes(old: Table, new: Table) -> Iterator[EntryChange]:
    """Yield the entries that differ, in the order of the new table; those of cities that are gone come last."""
    before = {city.id: city for city in old.city}
    cities = [*new.city, *(city for city in old.city if city.id not in {each.id for each in new.city})]
    now = {city.id: city for city in new.city}
    for city in cities:
        was = _by_id(before.get(city.id))
        is_ = _by_id(now.get(city.id))
        for id_ in dict.fromkeys((*is_, *was)):
            one, other = was.get(id_), is_.get(id_)
            if one != other or (one and other and _source(old, one) != _source(new, other)):
                yield EntryChange(city, id_, one, other)


def _by_id(city: City | None) -> dict[str, Entry]:
    return {} if city is None else {id_: entry for entry, id_ in entry_ids(city)}


def _source(table: Table, entry: Entry) -> object:
    return table.sources[entry.source]
