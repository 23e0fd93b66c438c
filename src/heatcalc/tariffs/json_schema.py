"""The JSON Schema of the table, for editors; made from the same keys as the validation."""

from typing import Any

from heatcalc.tariffs.schema import TABLE


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a tariff table. What only the whole table can tell (sources, overlaps) is not in it."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "heatcalc tariff table",
        **TABLE.schema(),
    }
