"""How long a ledger of every city, class, plan and rule takes, and how long explanations do, against the exact reader.

    python bench/mixed.py 60000 --write    # writes docs/benchmarks.md

About half of the homes have no bill, so that what a reject costs is seen. The last rows are homes as in
`bench/batch.py`, each with the formulas of its bill.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from batch import Run, generate, timed
from page import machine, put

sys.path.insert(0, str(Path(__file__).parents[1]))

from heatcalc import load_tariffs
from tests.batches.mixed import write


def billed(ledger: Path, out: Path, *options: str) -> Run:
    """Return what billing a ledger took, with rejects or without."""
    return timed([sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", str(out), *options], done=(0, 1))


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [
        "由 `python bench/mixed.py` 写出：各城市、类别、计费方式和规则的混合台账（约一半退回），以及带算式的普通台账；",
        "比值以逐户精算（`--engine exact`）为 1，按处理器时间。",
        "",
        "Written by `python bench/mixed.py`: a folder of homes of every city, class, plan and rule, about half of",
        "them rejects; and plain homes with the formulas of their bills. How many times faster than the exact reader",
        "in the same run is that of CPU seconds.",
        "",
        machine("duckdb"),
        "",
        "| ledger | households | options | seconds | CPU seconds | times the exact reader | peak memory [MB] |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "mixed", load_tariffs(), arguments.households)
        generate(folder / "plain.csv", arguments.households)
        exact, compiled = ("--engine", "exact"), ("--engine", "compiled")
        asked: list[tuple[str, str, tuple[tuple[str, ...], ...]]] = [
            ("mixed", "mixed", (exact, compiled, ())),
            ("plain, `--explain`", "plain.csv", ((*exact, "--explain"), ("--explain",))),
        ]
        for ledger, file, ways in asked:
            first = None
            for at, options in enumerate(ways):
                run = billed(folder / file, folder / f"{at}-{file}", *options)
                first = first or run
                figures = f"{run.seconds:.2f} | {run.cpu:.2f} | {first.cpu / run.cpu:.1f} | {run.megabytes:.0f}"
                shown = " ".join(each for each in options if each != "--explain")
                lines.append(f"| {ledger} | {arguments.households:,} | {shown and f'`{shown}`'} | {figures} |")
                print(lines[-1], flush=True)
    if arguments.write:
        put("混合台账和算式 / Mixed ledgers and explanations", lines)


if __name__ == "__main__":
    main()
