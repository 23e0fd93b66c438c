"""How long a sweep of 10,000 combinations takes over a ledger, as a ratio to reading the ledger once.

    python bench/sweep.py [HOUSEHOLDS]

What homes pay is summed up by class when the ledger is read; the combinations are calculated from those sums alone.
"""

import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from batch import generate

from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.revenue import ledger_revenue
from heatcalc.costing.heat_cost import CostInput, CostInputs
from heatcalc.costing.sweep import sweep
from heatcalc.tariffs.load import load_tariffs


def main() -> None:
    """Measure, and print both times and their ratio."""
    households = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    table = load_tariffs()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.csv"
        generate(ledger, households)
        begun = time.perf_counter()
        with ledger.open("rb") as file:
            payers = ledger_revenue(table, file, BatchOptions()).revenues
        read = time.perf_counter() - begun
    swept = {
        "heat_use": [Fraction(30 + at, 100) for at in range(100)],
        "loss": [Fraction(at, 500) for at in range(100)],
    }
    inputs = CostInputs(source_price=CostInput(Fraction("24.5")), network_cost=CostInput(Fraction(8)))
    begun = time.perf_counter()
    found = sweep(payers, inputs, swept, rural=False)
    took = time.perf_counter() - begun
    print(f"{households:,} households in {len(payers)} classes: read once in {read:.2f} s")
    print(f"{len(found):,} combinations in {took:.2f} s, {took / read:.2f} x the reading")


if __name__ == "__main__":
    main()
