"""How long a ledger takes to check, as a ratio to billing it: where all agree, and where 17 % differ by eight slips.

    python bench/check.py [HOUSEHOLDS] [ROUNDS]

Both are run as processes of their own, in turn; the figures are medians, with the least and the most.
"""

import csv
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from batch import Run, timed  # noqa: E402

from tests.batches.wrong_payments import ledger_of  # noqa: E402

TABLE = ROOT / "tests/tables/check.toml"


def main() -> None:
    """Measure, and print the times and their ratios."""
    homes = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wrong, right = folder / "wrong.csv", folder / "right.csv"
        differ = sum(truth.due != truth.paid for truth in ledger_of(wrong, homes))
        _settle(wrong, right)
        written = ["--tariffs", str(TABLE), "--force", "-o"]
        asked = {
            "batch": ["batch", str(wrong), *written, str(folder / "bills.csv")],
            "check, all agree": ["check", "--ledger", str(right), *written, str(folder / "right.audit.csv")],
            f"check, {differ:,} differ": ["check", "--ledger", str(wrong), *written, str(folder / "audit.csv")],
        }
        taken: dict[str, list[Run]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, arguments in asked.items():
                taken[name].append(timed([sys.executable, "-m", "heatcalc", *arguments], done=(0, 1)))
    print(f"{homes:,} homes")
    for unit, shown in (("seconds", "s"), ("cpu", "s of CPU")):
        whole = statistics.median(getattr(run, unit) for run in taken["batch"])
        for name, runs in taken.items():
            figures = [getattr(run, unit) for run in runs]
            median = statistics.median(figures)
            spread = f"({min(figures):.2f} to {max(figures):.2f})"
            print(f"{name}: {median:.2f} {shown} {spread}, {median / whole:.2f} x batch")


def _settle(wrong: Path, right: Path) -> None:
    """Write a ledger in which each home has paid what is due."""
    from heatcalc import batch

    bills = right.with_name("due.csv")
    batch(wrong, bills, tariffs=TABLE)
    with bills.open(encoding="utf-8-sig", newline="") as file, right.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictReader(file)
        names = ["户号", "小区", "建筑面积", "状态", "优惠", "实缴"]
        settled = csv.writer(out)
        settled.writerow(names)
        settled.writerows([*(row[name] for name in names[:-1]), row["应缴"]] for row in rows)


if __name__ == "__main__":
    main()
