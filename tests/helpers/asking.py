"""Tables from documents, and bills of generated homes."""

from typing import Any

import heatcalc
from heatcalc.tariffs.load import read_document
from tests.generated import WINTER


def table_of(document: dict[str, Any]) -> heatcalc.Table:
    """Return a table read from a document, as if from a file."""
    table, findings = read_document(document)
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
        reconnected=home.get("reconnected", False),
        relief=home.get("relief"),
        paid_on=home.get("paid_on"),
        supply_from=home.get("from"),
        supply_to=home.get("to"),
        cold=home.get("cold", ()),
        tariffs=table,
    )
