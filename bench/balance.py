"""How long balances of many accounts take, and how much memory, against DuckDB's own copy of the same two files.

    python bench/balance.py 100000 1000000 --write    # writes a section of docs/benchmarks.md

There are three payments to an account. A tenth of the accounts pay late, and so have a fee that is worked out exactly.
"""

import argparse
import datetime as dt
import random
import sys
import tempfile
from pathlib import Path

from batch import timed
from page import machine, put

_DUE, _ON = dt.date(2022, 11, 10), "2023-03-01"
"""临沂 has 5 ‰ a day after 10 November 2022, at most 10 %."""
_PRICE = 2300
"""Of the shipped table [fen/㎡ of inner area and season]."""

COPY = (
    "import duckdb, sys\n"
    "for file in sys.argv[1:3]:\n"
    "    duckdb.sql(f\"COPY (SELECT * FROM read_csv('{file}', all_varchar=true)) TO '{sys.argv[3]}' (HEADER)\")"
)


def generate(folder: Path, accounts: int) -> tuple[Path, Path]:
    """Write a ledger of made-up households and their payments, in the order of days; the same number gives the same."""
    drawn = random.Random(accounts)  # noqa: S311 - repeatable, not secret
    ledger, payments = folder / "ledger.csv", folder / "paid.csv"
    areas = [drawn.randint(2500, 20000) for _ in range(accounts)]
    with ledger.open("w", encoding="utf-8", newline="") as file:
        file.write("户号,户名,小区,用户类别,套内面积\r\n")
        for number, area in enumerate(areas):
            file.write(f"{number:010},用户{number % 97},第{number % 499}小区,居民,{area / 100:.2f}\r\n")
    with payments.open("w", encoding="utf-8", newline="") as file:
        file.write("户号,缴费日期,实缴\r\n")
        for days in (40, 20, 0):
            for place in range(accounts):
                number = place * 7919 % accounts
                late = drawn.randint(1, 100) if number % 10 == 0 else -days
                fen = areas[number] * _PRICE // 300 + 1
                file.write(f"{number:010},{_DUE + dt.timedelta(late)},{fen // 100}.{fen % 100:02}\r\n")
    return ledger, payments


def main() -> None:
    """Measure, print, and write the section if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("accounts", type=int, nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [
        "由 `python bench/balance.py` 写出：每户三笔缴费，一成逾期；比值以 DuckDB 复制同样两个文件为 1。",
        "",
        "Written by `python bench/balance.py`: three payments an account, a tenth of them late. Ratios are to DuckDB's",
        "own copy of the same two files, CSV to CSV, in the same run.",
        "",
        machine("duckdb"),
        "",
        "| accounts | payments | program | seconds | ratio | CPU seconds | CPU ratio | peak memory [MB] |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for accounts in arguments.accounts:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            ledger, payments = generate(folder, accounts)
            asked = ["--city", "临沂", "--winter", "2022-2023", "--payments", str(payments), "--on", _ON]
            heatcalc = [sys.executable, "-m", "heatcalc", "balance", str(ledger), *asked, "-o", str(folder / "out.csv")]
            copied = timed([sys.executable, "-c", COPY, str(ledger), str(payments), str(folder / "copy.csv")])
            settled = timed(heatcalc)
            for name, run in (("DuckDB copies both files", copied), ("heatcalc balance", settled)):
                figures = [f"{run.seconds:.2f}", f"{run.seconds / copied.seconds:.1f}"]
                figures += [f"{run.cpu:.2f}", f"{run.cpu / copied.cpu:.1f}", f"{run.megabytes:.0f}"]
                lines.append(f"| {accounts:,} | {3 * accounts:,} | {name} | {' | '.join(figures)} |")
                print(lines[-1], flush=True)
    if arguments.write:
        put("欠缴 / Balances", lines)


if __name__ == "__main__":
    main()
