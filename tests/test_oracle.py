"""heatcalc agrees with a second implementation that shares no code with it, on thousands of generated homes."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import heatcalc
from tests.generated import CLASSES, WINTER, Draw
from tests.helpers.asking import ask, table_of
from tests.oracle import Oracle, Unanswered

TABLES, HOMES = 260, 40


def expected(document: dict[str, Any], home: dict[str, Any], class_: str, plan: str) -> dict[str, Any] | None:
    """Return what the oracle says: amounts, or None for no answer."""
    try:
        return Oracle(document["city"][0], WINTER, home).bill(class_, plan)
    except Unanswered:
        return None


@pytest.mark.slow
def test_thousands_of_homes_agree() -> None:
    billed = refused = 0
    for seed in range(TABLES):
        draw = Draw(seed)
        document = draw.table()
        table = table_of(document)
        plans = sorted({tariff["plan"] for tariff in document["city"][0]["tariff"]})
        for _ in range(HOMES):
            home, class_, plan = draw.home(document), draw.pick(*CLASSES), draw.pick(*plans)
            answer, truth = ask(table, home, class_, plan), expected(document, home, class_, plan)
            if isinstance(answer, heatcalc.Refusal):
                assert truth is None, (seed, home, class_, plan, answer, truth)
                refused += 1
                continue
            assert truth is not None, (seed, home, class_, plan, answer)
            payers = {name: Fraction(amount) for name, amount in answer.payers.items() if name != "household"}
            assert Fraction(answer.total) == truth["total"], (seed, home, class_, plan, answer, truth)
            paid = {name: amount for name, amount in truth["payers"].items() if amount}
            assert paid == payers, (seed, home, answer, truth)
            assert Fraction(answer.due) == truth["due"], (seed, home, class_, plan, answer, truth)
            assert sum(answer.payers.values()) == answer.total
            assert sum((line.amount for line in answer.lines), Decimal(0)) == answer.due
            billed += 1
    assert billed >= 3_300, (billed, refused)
    assert refused >= 600, (billed, refused)
