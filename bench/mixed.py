"""How long ledgers of every city, class, plan and rule take, and how long explanations do.

    python bench/mixed.py 60000 --many 1000000 --write    # writes docs/benchmarks.md

In the first table, against the exact reader, about half of the homes have no bill, so that what a reject costs is
seen, then homes of which each is a reject, for one reason; its last rows are homes as in `bench/batch.py`, each with
the formulas of its bill. In the second, mixed homes that have bills are held against as many plain ones, by the same
engine.
"""

import argparse
import csv
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from batch import COPY, Run, generate, timed
from page import machine, put

sys.path.insert(0, str(Path(__file__).parents[1]))

from heatcalc import load_tariffs
from heatcalc.tariffs.model import Table
from tests.batches.mixed import COLUMNS, attributes_of, rows_of, write

_PLANS = ("城市", "户号", "用户类别", "计费方式", "建筑面积", "用热量(kWh)")
"""The columns of homes that say no more than their city, class and plan."""
_DRAWN = 100_000
"""So many homes are drawn and billed; those that have bills are taken again and again, each time with other areas."""


_REJECTS = {
    "unreadable areas / 面积不是数": lambda at: f"{at:08},朔州,居民,{at}x",
    "unknown classes / 类别不明": lambda at: f"{at:08},朔州,工厂{at % 100},{at % 100 + 20}.5",
    "unknown classes, each another / 类别各不相同": lambda at: f"{at:08},朔州,工厂{at},{at % 100 + 20}.5",
    "no area / 没有面积": lambda at: f"{at:08},朔州,居民,",
    "repeated accounts / 户号重复": lambda at: f"{at // 2:08},朔州,居民,{at % 100 + 20}.5",
}
"""Rows that have no bill, or of which each second one has none."""


def write_rejects(path: Path, row: Callable[[int], str], number: int) -> Path:
    """Write a ledger of so many rows, and return it."""
    path.write_text("户号,城市,用户类别,建筑面积\n" + "".join(f"{row(at)}\n" for at in range(number)), encoding="utf-8")
    return path


def billed(ledger: Path, out: Path, *options: str) -> Run:
    """Return what billing a ledger took, with rejects or without."""
    return timed([sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", str(out), *options], done=(0, 1))


def homes_with_bills(folder: Path, table: Table) -> list[list[str]]:
    """Return the header of homes of every kind without remarks, and those homes of them that have bills."""
    header = ["城市", *COLUMNS, *attributes_of(table)]
    account, remark = header.index("户号"), header.index("备注")
    with (folder / "drawn.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        for at, row in enumerate(rows_of(table, _DRAWN, seed=1)):
            row[account], row[remark] = f"{at:08}", ""
            out.writerow(row)
    billed(folder / "drawn.csv", folder / "bills.csv")
    with (folder / "bills.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row[: len(header)] for row in csv.reader(file)]


def write_many(path: Path, header: list[str], homes: list[list[str]], number: int) -> int:
    """Write so many homes, with the columns of `header`, and return of how many kinds they are."""
    drawn = random.Random(number)  # noqa: S311 - repeatable, not secret
    account, area = header.index("户号"), header.index("建筑面积")
    others = [at for at, word in enumerate(header) if word.endswith("面积") and at != area]
    numbers = [at for at, word in enumerate(header) if word in COLUMNS and COLUMNS[word] != "VARCHAR"]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        for at, home in enumerate(islice(cycle(homes), number)):
            row = list(home)
            row[account] = f"{at:010}"
            if row[area] and not any(row[other] for other in others):
                row[area] = f"{drawn.randint(2500, 20000) / 100:.2f}"
            out.writerow(row)
    rest = [at for at in range(len(header)) if at != account]
    return len({tuple(bool(home[at]) if at in numbers else home[at] for at in rest) for home in homes})


def ledgers(folder: Path, number: int) -> Iterator[tuple[str, Path, int]]:
    """Write ledgers of so many homes, plain and mixed; yield what they are, their files, and their kinds of homes."""
    generate(folder / "plain.csv", number)
    yield "plain / 普通", folder / "plain.csv", 4
    header, *homes = homes_with_bills(folder, load_tariffs())
    places = [header.index(word) for word in _PLANS]
    plans = [
        [home[at] for at in places] for home in homes if sum(map(bool, home)) == sum(bool(home[at]) for at in places)
    ]
    kinds = write_many(folder / "plans.csv", list(_PLANS), plans, number)
    yield "every city, class and plan / 各城市、类别和计费方式", folder / "plans.csv", kinds
    kinds = write_many(folder / "rules.csv", header, homes, number)
    yield "and every measure and rule / 以及各种数量和规则", folder / "rules.csv", kinds


def copied(ledger: Path, out: Path) -> Run:
    """Return what DuckDB's own copy of a ledger took, CSV to CSV."""
    return timed([sys.executable, "-c", COPY, str(ledger), str(out)])


def many(number: int, rounds: int) -> list[str]:
    """Measure mixed homes that have bills against plain ones, and return the lines of the page."""
    lines = [
        "同样多的户，一个文件，几乎每户都有账单；比值以普通台账为 1，最后一列以 DuckDB 复制同一文件的处理器时间为 1，",
        "因为栏目越多，复制也越慢。户种是说了同样的话、有同样几个数量的户。",
        "",
        f"As many homes in one file, nearly all of which have bills: medians of {rounds} rounds. The ratio is to the",
        "plain ledger; the last one is to the CPU seconds of DuckDB's own copy of the same file, which takes longer",
        "where it has more columns. Homes of a kind say the same words and state the same measures.",
        "",
        "| ledger | households | columns | kinds | seconds | ratio | CPU seconds | ratio | memory [MB] | to its copy |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = list(ledgers(folder, number))
        runs = [
            [(billed(path, folder / f"of-{path.name}"), copied(path, folder / "copy.csv").cpu) for _, path, _ in made]
            for _ in range(rounds)
        ]
        plain: tuple[float, float] | None = None
        for (what, path, kinds), of_ledger in zip(made, zip(*runs, strict=True), strict=True):
            own, copies = zip(*of_ledger, strict=True)
            seconds, cpu, memory = (statistics.median(each) for each in zip(*own, strict=True))
            plain = plain or (seconds, cpu)
            columns = path.open(encoding="utf-8").readline().count(",") + 1
            figures = f"{seconds:.2f} | {seconds / plain[0]:.2f} | {cpu:.2f} | {cpu / plain[1]:.2f} | {memory:.0f}"
            figures += f" | {cpu / statistics.median(copies):.2f}"
            lines.append(f"| {what} | {number:,} | {columns} | {kinds:,} | {figures} |")
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int)
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = [
        "由 `python bench/mixed.py` 写出：各城市、类别、计费方式和规则的混合台账（约一半退回），",
        "每户都退回的台账，以及带算式的普通台账；",
        "比值以逐户精算（`--engine exact`）为 1，按处理器时间。",
        "",
        "Written by `python bench/mixed.py`: a folder of homes of every city, class, plan and rule, about half of",
        "them rejects; homes that are all rejects, for one reason; and plain homes with the formulas of their bills.",
        "How many times faster than the exact reader in the same run is that of CPU seconds.",
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
            ("mixed / 混合", "mixed", (exact, compiled, ())),
            *(
                (what, write_rejects(folder / f"{at}.csv", row, arguments.households).name, (exact, compiled, ()))
                for at, (what, row) in enumerate(_REJECTS.items())
            ),
            ("plain, `--explain` / 普通", "plain.csv", ((*exact, "--explain"), ("--explain",))),
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
    if arguments.many:
        lines += ["", *many(arguments.many, arguments.rounds)]
    if arguments.write:
        put("混合台账和算式 / Mixed ledgers and explanations", lines)


if __name__ == "__main__":
    main()
