"""What differs between two tables: the entries of each city that are new, gone or others, names and defaults."""

from collections.abc import Iterable, Iterator, Mapping
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


class NameChange(NamedTuple):
    """What a table or a city is called, or is taken for where a home says nothing, as it was and as it is.

    Of several names only those that the other table lacks.
    """

    city: City | None
    """None where it is of the whole table."""
    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def name_changes(old: Table, new: Table) -> Iterator[NameChange]:
    """Yield the names, aliases and defaults that differ, by which homes are billed otherwise though no price is.

    What only one of the tables has is named as a whole by its name; cities that only one has are left to their entries.
    """
    yield from _named_changes(None, _names_of_table(old), _names_of_table(new))
    was = {city.id: city for city in old.city}
    for city in new.city:
        if city.id in was:
            yield from _named_changes(city, _names_of(was[city.id], _OF_CITY), _names_of(city, _OF_CITY))


_OF_CITY = ("name", "english", "province", "aliases", "falls_back_to", "currency")
_OF_TABLE = ("default_city", "currency")
_DECLARED = ("classes", "plans", "groups", "measures", "declared")


def _named_changes(
    city: City | None, old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
) -> Iterator[NameChange]:
    for what in dict.fromkeys((*new, *old)):
        one, other = old.get(what, ()), new.get(what, ())
        gone, come = (tuple(word for word in each if word not in rest) for each, rest in ((one, other), (other, one)))
        if gone or come:
            yield NameChange(city, what, gone, come)


def _names_of_table(table: Table) -> dict[str, tuple[str, ...]]:
    names = _names_of(table, _OF_TABLE)
    for kind in _DECLARED:
        for id_, each in getattr(table, kind).items():
            names |= {f"{kind}/{id_}/{field}": words for field, words in _names_of(each, each._fields).items()}
    return names


def _names_of(each: NamedTuple, fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(_words(getattr(each, field))) for field in fields}


def _words(value: object) -> Iterator[str]:
    """Yield the words in a value: names, or those of each value of an attribute after its id."""
    if isinstance(value, str):
        yield from [value] if value else []
    elif isinstance(value, Mapping):
        for id_, names in value.items():
            yield " ".join([id_, *_words(names)])
    elif isinstance(value, tuple):
        for each in value:
            yield from _words(each)
    else:
        yield str(value)


def _by_id(city: City | None) -> dict[str, Entry]:
    return {} if city is None else {id_: entry for entry, id_ in entry_ids(city)}


def _source(table: Table, entry: Entry) -> object:
    return table.sources[entry.source]
