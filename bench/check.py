"""How long a ledger takes to check, as a ratio to billing it: where all agree, and where 17 % differ by eight slips.

    python bench/check.py [HOUSEHOLDS] [ROUNDS]

Both are run as processes of their own, in turn; the figures are medians.
"""

import csv
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

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
        taken: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, arguments in asked.items():
                taken[name].append(_seconds([sys.executable, "-m", "heatcalc", *arguments]))
    whole = statistics.median(taken["batch"])
    print(f"{homes:,} homes")
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name}: {median:.2f} s, {median / whole:.1f} x batch")


def _seconds(command: list[str]) -> float:
    """Return how long a command runs on the clock; `check` ends with 1 where something differs."""
    begun = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 1), command
    return time.perf_counter() - begun


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
