"""heatcalc agrees with a second implementation that shares no code with it, on ten thousand generated homes."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import heatcalc
from heatcalc.schema.findings import Findings
from heatcalc.tariffs.arrays import names_of
from heatcalc.tariffs.schema import TABLE
from tests.generated import CLASSES, WINTER, Draw
from tests.oracle import Oracle, Unanswered

TABLES, HOMES = 600, 40


def table_of(document: dict[str, Any]) -> heatcalc.Table:
    """Return a table read from a document, as if from a file."""
    findings = Findings(names_of(document))
    table = TABLE.read(document, (), findings)
    assert not findings, [finding.text("en") for finding in findings]
    assert isinstance(table, heatcalc.Table)
    return table


def ask(table: heatcalc.Table, home: dict[str, Any], class_: str, plan: str) -> heatcalc.Bill | heatcalc.Refusal:
    """Ask heatcalc for the bill of a generated home."""
    measures = dict(home["measures"])
    return heatcalc.bill(
        class_=class_,
        plan=plan,
        winter=f"{WINTER}-{WINTER + 1}",
        height=measures.pop("height_m", None),
        outage_hours=measures.pop("outage_hours", None),
        measures=measures,
        attributes=home["attributes"],
        stopped=home.get("stopped", False),
        relief=home.get("relief"),
        paid_on=home.get("paid_on"),
        supply_from=home.get("from"),
        supply_to=home.get("to"),
        cold=home.get("cold", ()),
        tariffs=table,
    )


def expected(document: dict[str, Any], home: dict[str, Any], class_: str, plan: str) -> dict[str, Any] | None:
    """Return what the oracle says: amounts, or None for no answer."""
    try:
        return Oracle(document["city"][0], WINTER, home).bill(class_, plan)
    except Unanswered:
        return None


def test_ten_thousand_homes_agree() -> None:
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
            assert {**truth["payers"]} == {name: payers[name] for name in truth["payers"]}, (seed, home, answer, truth)
            assert Fraction(answer.due) == truth["due"], (seed, home, class_, plan, answer, truth)
            assert sum(answer.payers.values()) == answer.total
            assert sum((line.amount for line in answer.lines), Decimal(0)) == answer.due
            billed += 1
    assert billed >= 10_000, (billed, refused)
    assert refused >= 1_000, (billed, refused)
