"""How time and memory grow with the number of households, by DuckDB and by Spark on this machine.

    python bench/scale.py 1 10 --write    # millions of households; writes docs/scale.md's table

The ledger is a folder of Parquet files of one winter, a million households a file. Each run is a process of its own;
its memory is that of the process and all that it starts, Java and the Python workers of Spark among them.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb

PAGE = Path(__file__).parents[1] / "docs/scale.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"

HOUSEHOLDS = """
SELECT printf('%010d', n) AS 户号, '用户' || n % 97 AS 户名, '第' || hash(n) % 99 || '小区' AS 地址,
  CASE WHEN hash(n, 1) % 4 = 0 THEN '忻州' ELSE '朔州' END AS 城市,
  CASE WHEN hash(n, 2) % 10 = 0 THEN '非居民' ELSE '居民' END AS 用户类别,
  CAST((2500 + hash(n, 3) % 17501) / 100 AS DECIMAL(10, 2)) AS 建筑面积, '正常' AS 状态
FROM range({first}, {last}) AS numbers(n)
"""


class Run(NamedTuple):
    """Seconds on the clock and of the processors, and the most memory [MB]."""

    seconds: float
    cpu: float
    megabytes: float


def generate(folder: Path, millions: int) -> None:
    """Write made-up households, a million a file; the same number gives the same ledger."""
    with duckdb.connect() as connection:
        for number in range(millions):
            part = folder / "winter=2022-2023" / f"part-{number:04}.parquet"
            part.parent.mkdir(parents=True, exist_ok=True)
            rows = HOUSEHOLDS.format(first=number * 1_000_000, last=(number + 1) * 1_000_000)
            connection.execute(f"COPY ({rows}) TO '{part}' (FORMAT parquet)")


def family_of(process: int) -> dict[int, tuple[float, int]]:
    """Return of a process and all that it has started, by their ids, the CPU seconds so far and the memory [bytes]."""
    parents: dict[int, int] = {}
    used: dict[int, tuple[float, int]] = {}
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        used[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / ticks, int(fields[21]) * page
    family = {process}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return {each: used[each] for each in family if each in used}


def measured(ledger: Path, out: Path, engine: str) -> tuple[Run, dict[str, object]]:
    """Bill a ledger, and return what it took, and the manifest."""
    command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", str(out), "--engine", engine]
    begun, most, cpu = time.perf_counter(), 0, dict[int, float]()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        family = family_of(process.pid)
        most = max(most, sum(size for _, size in family.values()))
        cpu |= {each: seconds for each, (seconds, _) in family.items()}
        time.sleep(0.1)
    seconds = time.perf_counter() - begun
    assert process.returncode == 0, command
    manifest = json.loads(out.with_name(f"{out.name}.manifest.json").read_text(encoding="utf-8"))
    return Run(seconds, sum(cpu.values()), most / 2**20), manifest


def main() -> None:
    """Measure, print, and write the table if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("millions", type=int, nargs="+")
    parser.add_argument("--engines", default="duckdb,spark")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    engines = arguments.engines.split(",")
    used = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pyspark"))
    lines = [
        f"{os.cpu_count()} cores, {platform.machine()}; Python {platform.python_version()}, {used}.",
        "",
        "| million households | engine | seconds | CPU seconds | CPU seconds a million | times the run before | MB |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    before: dict[str, float] = {}
    for millions in arguments.millions:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate(folder / "ledger", millions)
            totals = set()
            for engine in engines:
                run, manifest = measured(folder / "ledger", folder / engine, engine)
                totals.add((manifest["households"], manifest["due"]))
                times = f"{run.cpu / before[engine]:.2f}" if engine in before else "–"
                before[engine] = run.cpu
                figures = (
                    f"{run.seconds:.1f} | {run.cpu:.1f} | {run.cpu / millions:.2f} | {times} | {run.megabytes:.0f}"
                )
                lines.append(f"| {millions} | {engine} | {figures} |")
                print(lines[-1], flush=True)
                shutil.rmtree(folder / engine)
            assert len(totals) == 1, totals
    if arguments.write:
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{chr(10).join(lines)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
