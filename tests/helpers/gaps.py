"""Cases of `tests/cases/subsidies.toml`, and their gaps."""

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

from heatcalc.billing.request import BillRequest
from heatcalc.costing.gap import Gap, gap_of, home_revenue
from heatcalc.costing.heat_cost import COST_INPUTS, CostInput, CostInputs
from heatcalc.costing.named_figures import named_input, named_split
from heatcalc.costing.shares import checked_shares
from heatcalc.costing.sweep import break_even
from heatcalc.formula.home import Home
from heatcalc.show.sheet import plain_text
from heatcalc.show.subsidy_sheets import gap_sheet
from heatcalc.tariffs.model import Table

TABLES = Path(__file__).parents[1] / "tables"
CASES = tomllib.loads((TABLES.parent / "cases/subsidies.toml").read_text(encoding="utf-8"))["gap"]


def inputs_of(given: dict[str, Any]) -> CostInputs:
    return CostInputs(**{name: CostInput(Fraction(given[name])) for name in COST_INPUTS if name in given})


def answer(case: dict[str, Any], table: Table) -> tuple[Gap, str]:
    """Return the gap of a case, and the sheet that is shown of it."""
    asked = case["given"]
    request = BillRequest(Home({"building_m2": Fraction(asked["area"])}, asked.get("with", {})), asked.get("city"))
    payers = home_revenue(table, request)
    named = {
        name: named_input(table, name, city, payers.found, payers.attributes)
        for name, city in case.get("named", {}).items()
    }
    sharing = named_split(table, case["split_of"], payers.found.city) if "split_of" in case else None
    shares = (
        checked_shares({payer: Fraction(share) for payer, share in case.get("split", {}).items()})
        if "split" in case
        else {}
    )
    inputs = inputs_of(asked)._replace(**named)
    gap = gap_of(payers, inputs, shares, "zh", rural=asked.get("rural", False), sharing=sharing)
    return gap, plain_text(gap_sheet(gap, break_even(payers, gap), table, "zh"))
