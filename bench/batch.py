"""How long a ledger takes, how much memory, and how many bills are off by a fen: heatcalc against what else is used.

    python bench/batch.py 1000000 10000000 --write    # writes docs/benchmarks.md

Every program is run as a process of its own, in turn, several times; the figures are medians, with the least and the
most. The time of each, on the clock and of the processors, is given as a ratio to DuckDB's own copy of the same file,
CSV to CSV, in the same run.
"""

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from page import machine, put

PRICES = {
    ("朔州", "居民"): ("2.52", 6),
    ("朔州", "非居民"): ("4.8", 6),
    ("忻州", "居民"): ("3.3", 5),
    ("忻州", "非居民"): ("7", 5),
}
"""Of the shipped table: price [CNY/㎡·month] and months, for the programs that heatcalc is compared with."""

_CITIES = ("朔州", "朔州", "朔州", "忻州")

_LARGE = 5_000_000
"""Ledgers of so many households are billed once."""

COPY = "import duckdb, sys\nduckdb.sql(f\"COPY (SELECT * FROM '{sys.argv[1]}') TO '{sys.argv[2]}' (HEADER)\")"

PANDAS = f"""
import sys, pandas
prices = {{key: float(price) * months for key, (price, months) in {PRICES!r}.items()}}
ledger = pandas.read_csv(sys.argv[1], dtype={{"户号": str}})
ledger["total"] = (ledger["建筑面积"] * [prices[key] for key in zip(ledger["城市"], ledger["用户类别"])]).round(2)
ledger.to_csv(sys.argv[2], index=False, float_format="%.2f")
"""

POLARS = f"""
import sys, polars
prices = polars.DataFrame(
    [(city, class_, float(price) * months) for (city, class_), (price, months) in {PRICES!r}.items()],
    schema=["城市", "用户类别", "price"], orient="row",
)
ledger = polars.read_csv(sys.argv[1], schema_overrides={{"户号": polars.String}})
bills = ledger.join(prices, on=["城市", "用户类别"], how="left", maintain_order="left")
bills = bills.with_columns((polars.col("建筑面积") * polars.col("price")).round(2).alias("total")).drop("price")
bills.write_csv(sys.argv[2], float_precision=2)
"""

DECIMAL = f"""
import csv, sys
from decimal import Decimal, ROUND_HALF_UP
prices = {{key: Decimal(price) * months for key, (price, months) in {PRICES!r}.items()}}
fen = Decimal("0.01")
ledger, bills = open(sys.argv[1], encoding="utf-8", newline=""), open(sys.argv[2], "w", encoding="utf-8", newline="")
with ledger, bills:
    rows, out = csv.DictReader(ledger), csv.writer(bills)
    out.writerow([*rows.fieldnames, "total"])
    for row in rows:
        total = Decimal(row["建筑面积"]) * prices[row["城市"], row["用户类别"]]
        out.writerow([*row.values(), total.quantize(fen, ROUND_HALF_UP)])
"""


class Run(NamedTuple):
    """What one program took: seconds on the clock and of the processors, and the most memory [MB]."""

    seconds: float
    cpu: float
    megabytes: float


def generate(path: Path, households: int) -> None:
    """Write a ledger of made-up households; the same number gives the same ledger."""
    drawn = random.Random(households)  # noqa: S311 - repeatable, not secret
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("户号,户名,地址,城市,用户类别,建筑面积,状态,缴费日期\r\n")
        for number in range(households):
            class_ = "非居民" if drawn.random() < 0.1 else "居民"
            address = f"第{drawn.randint(1, 99)}小区{drawn.randint(1, 30)}栋{drawn.randint(101, 2604)}室"
            area = f"{drawn.randint(2500, 20000) / 100:.2f}"
            file.write(f"{number:010},用户{number % 97},{address},{drawn.choice(_CITIES)},{class_},{area},正常,\r\n")


def timed(command: list[str], done: tuple[int, ...] = (0,)) -> Run:
    """Run a command, which must end with one of the codes that say that it has `done` what it was asked."""
    import time

    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in done, command
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def wrong(ledger: Path, bills: Path) -> int:
    """Count the bills that differ from those of a loop over fractions, which shares no code with any program."""
    prices = {key: Fraction(price) * months for key, (price, months) in PRICES.items()}

    @cache
    def fen(area: str, city: str, class_: str) -> int:
        twice = Fraction(area) * prices[city, class_] * 200
        return int((twice + 1) // 2)

    found = 0
    with ledger.open(encoding="utf-8", newline="") as asked, bills.open(encoding="utf-8-sig", newline="") as answered:
        rows, made = csv.reader(asked), csv.reader(answered)
        header, shown = next(rows), next(made)
        account, area, city, class_ = map(header.index, ("户号", "建筑面积", "城市", "用户类别"))
        total = shown.index("合计" if "合计" in shown else "total")
        for row, bill in zip(rows, made, strict=True):
            assert row[account] == bill[account]
            found += Decimal(bill[total]) * 100 != fen(row[area], row[city], row[class_])
    return found


def measured(households: int, folder: Path, rounds: int) -> list[tuple[str, list[Run], int | None]]:
    """Return what each program took for a ledger, and how many of its bills are wrong; DuckDB's copy comes first."""
    ledger, out = folder / "ledger.csv", folder / "bills.csv"
    generate(ledger, households)
    heatcalc = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", str(out)]
    programs = {
        "DuckDB copies the file": [sys.executable, "-c", COPY, str(ledger), str(out)],
        "heatcalc batch": heatcalc,
        "heatcalc batch --engine compiled": [*heatcalc, "--engine", "compiled"],
        "Polars script, floats": [sys.executable, "-c", POLARS, str(ledger), str(out)],
        "pandas script, floats": [sys.executable, "-c", PANDAS, str(ledger), str(out)],
        "csv and Decimal, in a loop": [sys.executable, "-c", DECIMAL, str(ledger), str(out)],
    }
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    wrongs: dict[str, int] = {}
    for _ in range(rounds):
        for name, command in programs.items():
            for left in folder.glob("bills*"):
                left.unlink()
            runs[name].append(timed(command))
            if name != "DuckDB copies the file" and name not in wrongs:
                wrongs[name] = wrong(ledger, out)
    return [(name, runs[name], wrongs.get(name)) for name in programs]


def _spread(figures: list[float], unit: float = 1.0) -> str:
    """Return the median of some figures, with the least and the most where there are several."""
    shown = [f"{figure / unit:.2f}" for figure in (statistics.median(figures), min(figures), max(figures))]
    return f"{shown[0]} ({shown[1]} to {shown[2]})" if len(figures) > 1 else shown[0]


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [
        "由 `python bench/batch.py` 写出：各程序单独一个进程，轮流运行，取中位数（括号内为最小和最大）；",
        "比值以 DuckDB 复制同一文件为 1。",
        "",
        "Written by `python bench/batch.py`: medians of each program in its own process, run in turn, with the least",
        "and the most. Ratios, on the clock and of the processors, are to DuckDB's own copy of the file, CSV to CSV,",
        "in the same run; wrong bills differ from a loop over fractions.",
        "",
        machine("duckdb", "pandas", "polars"),
        "",
        "| households | program | runs | seconds | ratio | CPU seconds | CPU ratio | peak memory [MB] | wrong bills |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for households in arguments.households:
            rounds = arguments.rounds if households < _LARGE else 1
            rows = measured(households, Path(folder), rounds)
            wall, cpu = (statistics.median([getattr(run, each) for run in rows[0][1]]) for each in ("seconds", "cpu"))
            for name, runs, wrongs in rows:
                seconds, cpus = [run.seconds for run in runs], [run.cpu for run in runs]
                shown = "–" if wrongs is None else f"{wrongs:,}"
                figures = [_spread(seconds), f"{statistics.median(seconds) / wall:.2f}"]
                figures += [_spread(cpus), f"{statistics.median(cpus) / cpu:.2f}"]
                figures += [f"{statistics.median([run.megabytes for run in runs]):.0f}", shown]
                lines.append(f"| {households:,} | {name} | {rounds} | {' | '.join(figures)} |")
                print(lines[-1], flush=True)
    if arguments.write:
        put("CSV", lines)


if __name__ == "__main__":
    main()
