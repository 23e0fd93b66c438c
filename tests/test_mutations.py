"""No figure of the shipped table is idle: whatever one is changed, some case comes out otherwise."""

import copy
import datetime as dt
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.costing.supply import supply_dict, supply_of
from heatcalc.schema.fields import FAILED
from heatcalc.schema.findings import Findings, path_text
from heatcalc.show.cost_entries import cost_sections
from heatcalc.show.sheet import plain_text
from heatcalc.show.supply_sheet import supply_sheet
from heatcalc.tariffs.arrays import names_of
from heatcalc.tariffs.load import shipped
from heatcalc.tariffs.schema import TABLE
from tests.helpers import gaps
from tests.helpers.gaps import answer as gap_answer

ROOT = Path(__file__).parents[1]
DOCUMENT = tomllib.loads(shipped().read_text(encoding="utf-8"), parse_float=Decimal)
CASES = [
    case
    for name in ("cities.toml", "report.toml")
    for case in tomllib.loads((ROOT / "tests/cases" / name).read_text(encoding="utf-8"))["case"]
]
GAPS = [case for case in gaps.CASES if "table" not in case]
_DATES = {"paid_on", "supply_from", "supply_to"}

# What says something about an entry and does not enter a sum.
IDLE = {
    "source",
    "quote",
    "seen",
    "note",
    "english_note",
    "id",
    "name",
    "english",
    "province",
    "aliases",
    "approximate",
    "started",
    "group",
    "payer",
}


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(each, (*path, key))
    elif path[-1] not in IDLE and path[0] not in IDLE:
        yield path, value


def _changed(value: Any) -> Any:
    """Return another value that the key may have: a figure a little larger, a date of another winter, another word."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value * Decimal("0.9") if value else Decimal("0.1")
    if isinstance(value, dt.date):
        return value.replace(year=value.year + 60)
    swaps = {"area": "metered", "metered": "area", "month": "season", "season": "month", "day": "season", "kWh": "GJ"}
    swaps |= {"GJ": "kWh", "building_m2": "billed_m2", "usable_m2": "billed_m2", "inner_m2": "billed_m2"}
    swaps |= {"billed_m2": "building_m2", "residential": "non_residential", "non_residential": "residential"}
    if value in swaps:
        return swaps[value]
    if len(value) == 9 and value[4] == "-":
        return f"{int(value[:4]) + 60}-{int(value[5:]) + 60}"
    if len(value) == 5 and value[2] == "-":
        return f"{value[:3]}{int(value[3:]) % 28 + 1:02}"
    return f"{value}_other"


def _answers(document: dict[str, Any], city: str) -> list[Any]:
    """Return what the cases of a city come out at, under a document with that city alone."""
    findings = Findings(names_of(document))
    table = TABLE.read(document, (), findings)
    if table is FAILED or findings:
        return ["invalid"]
    answers: list[Any] = []
    for case in CASES:
        given = {("class_" if name == "class" else name): value for name, value in case["given"].items()}
        if given.pop("city", "shuozhou") not in {city, *_names(document)}:
            continue
        for name in _DATES & set(given):
            given[name] = dt.date.fromisoformat(given[name])
        answer = heatcalc.bill(**given, city=city, tariffs=table)
        if isinstance(answer, heatcalc.Bill):
            answers.append((answer.winter, answer.due, [(line.formula, line.amount) for line in answer.lines]))
        else:
            answers.append(answer.code)
    for case in GAPS:
        if case["given"].get("city", "shuozhou") in {city, *_names(document)}:
            try:
                gap, shown = gap_answer(case, table)
            except heatcalc.HeatcalcError as refused:
                answers.append(str(refused))
            else:
                answers.append((gap.cost, gap.gap, shown))
    answers += cost_sections(table, table.city[0], "zh")
    if {"plant", "source_price"} & set(document["city"][0]):
        found = supply_of(table, city, Fraction(30_000_000))
        answers.append((supply_dict(found, table), plain_text(supply_sheet(found, table, "zh"))))
    return answers


def _names(document: dict[str, Any]) -> list[str]:
    city = document["city"][0]
    return [city["name"], city["english"], *city.get("aliases", []), f"{city['name']}市"]


@pytest.mark.slow
@pytest.mark.parametrize("city", DOCUMENT["city"], ids=lambda city: str(city["id"]))
def test_a_change_of_any_figure_changes_some_case(city: dict[str, Any]) -> None:
    document = {**DOCUMENT, "city": [city], "default_city": city["id"]}
    expected = _answers(document, city["id"])
    assert expected
    assert "invalid" not in expected
    idle = []
    for path, value in _leaves(city):
        mutated = copy.deepcopy(document)
        at: Any = mutated["city"][0]
        for part in path[:-1]:
            at = at[part]
        # Whole days without heat are refunded, so a threshold of one day says nothing unless it grows.
        at[path[-1]] = value * 2 if path[-1] == "at_least_hours" else _changed(value)
        if _answers(mutated, city["id"]) == expected:
            idle.append(f"{path_text(path)} = {value}")
    assert idle == []
