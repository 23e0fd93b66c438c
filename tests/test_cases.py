"""The cases of `tests/cases`: whole bills as data, each with the origin of its figures."""

import ast
import datetime as dt
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest

import heatcalc

HERE = Path(__file__).parent
RENAMED = {"class": "class_", "with": "attributes"}
_DATES = {"paid_on", "supply_from", "supply_to"}


def every_case() -> list[Any]:
    """Return the cases of all files, each with its table."""
    cases = []
    for file in sorted((HERE / "cases").glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        assert document["origin"], file
        for case in document.get("case", []):
            table = case.get("table", document.get("table"))
            cases.append(pytest.param(case, table, id=f"{file.stem}: {case['title']}"))
    return cases


@pytest.mark.parametrize(("case", "table"), every_case())
def test_case(case: dict[str, Any], table: str | None, shipped: heatcalc.Table) -> None:
    given = {RENAMED.get(name, name): value for name, value in case["given"].items()}
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
    assert len(every_case()) >= 20
    for case in every_case():
        assert "total" in case.values[0] or "refused" in case.values[0], case.id


def by_hand(text: str) -> Fraction:
    """Return the exact value [CNY] of a sum as people write it: `100 × 3.6 × (1 + 2 × 0.03) ÷ 2`."""

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.Call(args=[ast.Constant(value=str(figure))]):
                return Fraction(figure)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return value(left) + value(right)
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return value(left) - value(right)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return value(left) * value(right)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return value(left) / value(right)
        raise AssertionError(f"no sum: {text}")

    exact = re.sub(r"\d+(\.\d+)?", r"F('\g<0>')", text.replace("×", "*").replace("÷", "/"))
    return value(ast.parse(exact, mode="eval").body)


BY_HAND = [case for case in every_case() if "hand" in case.values[0]]


@pytest.mark.parametrize(("case", "table"), BY_HAND)
def test_the_sum_by_hand_is_what_must_come_out(case: dict[str, Any], table: str | None) -> None:
    assert table is None
    fen = by_hand(case["hand"]) * 100
    assert Fraction(case.get("due", case["total"])) * 100 == floor(fen + Fraction(1, 2)), fen


def test_sums_by_hand_are_worked_out() -> None:
    assert len(BY_HAND) > 200
    assert by_hand("75 ÷ 0.75 × 24 - 2 × (0.5 + 1)") == 2397
    with pytest.raises(AssertionError):
        by_hand("min(1, 2)")
