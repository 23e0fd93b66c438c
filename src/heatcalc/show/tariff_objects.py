"""The table as JSON objects: its cities, all entries of a city, its sources."""

from typing import Any

from heatcalc.billing.bill import source_dict
from heatcalc.show.sheet import Sheet
from heatcalc.tariffs.model import City, Table


def cities_object(table: Table) -> dict[str, Any]:
    """Return the cities of a table, with whom and how they bill, as the JSON object `heatcalc.cities/1`."""
    cities = [
        {
            "id": city.id,
            "name": city.name,
            "english": city.english,
            "province": city.province,
            "classes": city.classes(),
            "plans": list(dict.fromkeys(tariff.plan for tariff in city.tariff)),
        }
        for city in table.city
    ]
    return {"schema": "heatcalc.cities/1", "default_city": table.default_city, "cities": cities}


def city_object(city: City, sheet: Sheet) -> dict[str, Any]:
    """Return what the `city_sheet` of a city says as the JSON object `heatcalc.city/1`."""
    entries = [dict(zip([column.key for column in sheet.columns], row, strict=True)) for row in sheet.rows]
    sections = [{"heading": heading, "notes": notes} for heading, notes in sheet.sections]
    value = {"schema": "heatcalc.city/1", "city": city.id, "name": city.name, "tariffs": entries}
    return {**value, "sections": sections}


def sources_object(table: Table) -> dict[str, Any]:
    """Return the sources of a table as the JSON object `heatcalc.sources/1`."""
    return {
        "schema": "heatcalc.sources/1",
        "sources": {id_: source_dict(source) for id_, source in table.sources.items()},
    }
