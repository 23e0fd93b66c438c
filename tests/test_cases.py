"""The cases of `tests/cases`: whole bills as data, each with the origin of its figures."""

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import heatcalc

HERE = Path(__file__).parent
_RENAMED = {"class": "class_", "with": "attributes"}
_DATES = {"paid_on", "supply_from", "supply_to"}


def _cases() -> list[Any]:
    cases = []
    for file in sorted((HERE / "cases").glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        assert document["origin"], file
        for case in document.get("case", []):
            table = case.get("table", document.get("table"))
            cases.append(pytest.param(case, table, id=f"{file.stem}: {case['title']}"))
    return cases


@pytest.mark.parametrize(("case", "table"), _cases())
def test_case(case: dict[str, Any], table: str | None, shipped: heatcalc.Table) -> None:
    given = {_RENAMED.get(name, name): value for name, value in case["given"].items()}
    for name in _DATES & set(given):
        given[name] = dt.date.fromisoformat(str(given[name]))
    tariffs = heatcalc.load_tariffs(HERE / "tables" / table) if table else shipped
    answer = heatcalc.bill(**given, tariffs=tariffs, lang="zh")
    if "refused" in case:
        assert isinstance(answer, heatcalc.Refusal), answer
        assert (answer.code, list(answer.missing)) == (case["refused"], case.get("missing", []))
        for word in case.get("says", []):
            assert word in answer.message
        return
    assert isinstance(answer, heatcalc.Bill), answer
    assert answer.total == Decimal(case["total"])
    assert answer.due == Decimal(case.get("due", case["total"]))
    assert sum(answer.payers.values()) == answer.total
    assert sum(line.amount for line in answer.lines) == answer.due
    for payer, amount in case.get("payers", {}).items():
        assert answer.payers[payer] == Decimal(amount), payer
    if "lines" in case:
        assert [[line.id, line.formula, str(line.amount)] for line in answer.lines] == case["lines"]
    for note in case.get("notes", []):
        assert any(note in each for each in answer.notes), answer.notes


def test_every_case_states_what_must_come_out() -> None:
    assert len(_cases()) >= 20
    for case in _cases():
        assert "total" in case.values[0] or "refused" in case.values[0], case.id
