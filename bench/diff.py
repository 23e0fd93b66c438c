"""How long two runs take to compare, and how much memory, as a ratio to billing one of them.

    python bench/diff.py [HOUSEHOLDS]...

A fiftieth of the homes have another area after. The rows of the second run are in the order of the first, but for one
home that has left and one that is new; then in another order altogether, so that all homes are sorted on the disk.
"""

import sys
import tempfile
from pathlib import Path

from batch import timed

HEATCALC = [sys.executable, "-m", "heatcalc"]
TARIFFS = Path(__file__).parents[1] / "tariffs.toml"


def generate(folder: Path, homes: int) -> tuple[Path, Path, Path]:
    """Write a ledger of made-up households, the corrected one, and this in another order.

    Line by line, since the memory of this process would be counted to those that it starts.
    """
    ledgers = folder / "before.csv", folder / "after.csv", folder / "shuffled.csv"
    strides = 1, 1, 7919  # a prime, so that every home comes once
    for ledger, stride in zip(ledgers, strides, strict=True):
        with ledger.open("w", encoding="utf-8", newline="") as file:
            file.write("户号,小区,建筑面积\r\n")
            for place in range(homes):
                number = place * stride % homes
                area = 2500 + number * 104_729 % 17_500
                if ledger != ledgers[0]:
                    area += 100 if number % 50 == 25 else 0
                    number = homes if number == 1 else number  # one has left, and one is new
                file.write(f"{number:010},第{number % 499}小区,{area // 100}.{area % 100:02}\r\n")
    return ledgers


def main() -> None:
    """Measure, and print the times, their ratios and the memory."""
    for homes in [int(each) for each in sys.argv[1:]] or [100_000]:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            bills = []
            for ledger in generate(folder, homes):
                bills.append(str(ledger.with_suffix(".bills.csv")))
                batch = timed([*HEATCALC, "batch", str(ledger), "--city", "朔州", "-o", bills[-1]])
            asked = {
                "diff": ["diff", bills[0], bills[1]],
                "diff, in another order": ["diff", bills[0], bills[2]],
                "diff --tariffs": [
                    "diff",
                    str(folder / "before.csv"),
                    "--city",
                    "朔州",
                    "--tariffs",
                    *[str(TARIFFS)] * 2,
                ],
            }
            print(f"{homes:,} homes; batch: {batch.seconds:.2f} s, {batch.cpu:.2f} s of CPU, {batch.megabytes:.0f} MB")
            for name, arguments in asked.items():
                run = timed(
                    [*HEATCALC, *arguments, "-o", str(folder / "changes.csv"), "--by", "小区", "--force"], (0, 1)
                )
                ratios = f"{run.seconds / batch.seconds:.1f} x, {run.cpu / batch.cpu:.1f} x of CPU"
                print(f"{name}: {run.seconds:.2f} s, {ratios}, {run.megabytes:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
