"""Whatever stands where a value of a table belongs is read or found at fault; nothing makes the reader stumble."""

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import tomli_w

from heatcalc.schema.findings import Findings
from heatcalc.tariffs.json_schema import json_schema
from heatcalc.tariffs.load import inspect_text, load_tariffs

ROOT = Path(__file__).parents[2]
TABLES = (
    *("tests/tables/rules.toml", "tests/tables/cost.toml", "docs/gallery/korea-two-plans.toml"),
    *("docs/gallery/kazakhstan-months.toml", "docs/gallery/denmark-return-temperature.toml"),
)
OTHERS: tuple[object, ...] = ("x", "", 1, Decimal("-0.5"), True, [], {}, ["x", 1], {"x": 1}, dt.date(9999, 12, 31))
Path_ = tuple[str | int, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of each value."""
    if path:
        yield path
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*path, key))


def sorts(document: dict[str, Any]) -> list[Path_]:
    """Return one place of each sort: a key of a charge is one wherever the charge stands, but for kinds of rules."""
    found: dict[Path_, Path_] = {}
    for path in places(document):
        entry = document
        for key in path[:4]:
            entry = entry[key] if isinstance(entry, list) or key in entry else {}
        kind = str(entry.get("kind", "")) if isinstance(entry, dict) else ""
        found.setdefault((kind, *(key for key in path if isinstance(key, str))), path)
    return list(found.values())


def seen_by_an_editor(text: str) -> Any:
    """Return a table as a checker of JSON Schema sees it: dates are texts."""
    return json.loads(json.dumps(tomllib.loads(text), default=dt.date.isoformat))


@pytest.mark.parametrize("table", TABLES)
def test_a_value_of_another_type_is_found_and_nothing_breaks(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load_tariffs(ROOT / table)
    # Measures declared otherwise than by this table would stay known to the process.
    monkeypatch.setattr("heatcalc.tariffs.own_measures.declare", lambda _: None)
    document = tomllib.loads((ROOT / table).read_text(encoding="utf-8"), parse_float=Decimal)
    form = jsonschema.Draft7Validator(json_schema())
    for path in sorts(document):
        # The other cities say nothing of the mistake, and would be read each time.
        cities = [document["city"][path[1]]] if path[0] == "city" and len(path) > 1 else document["city"][:1]
        inner = ("city", 0, *path[2:]) if path[0] == "city" and len(path) > 1 else path
        small = {**document, "city": cities, "default_city": cities[0]["id"]}
        for other in OTHERS:
            text = tomli_w.dumps(replaced(small, inner, other))
            found = inspect_text(text, Findings(), "t", warnings=False)[1]
            assert found or form.is_valid(seen_by_an_editor(text)), (path, other)
            assert all(each.text("en") and each.text("zh") and each.line for each in found)


def replaced(value: Any, path: Path_, other: object) -> Any:
    """Return a copy of a document with another value at one place."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], other)  # type: ignore[index]
    return copy
