"""Every engine gives the same bills for many mixed households: exact, compiled, DuckDB, Spark, and Spark by Connect.

python bench/proof.py 1000000
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from heatcalc import load_tariffs
from heatcalc.batches.batch_options import BatchOptions, EngineName
from heatcalc.batches.run import Batch, run
from heatcalc.ledger.dataset import parts_of
from tests.batches.mixed import different, write

ENGINES: tuple[EngineName, ...] = ("exact", "compiled", "duckdb", "spark")

CONNECT = """
import sys
from pyspark.sql import SparkSession
from heatcalc.spark import bill, prove

ledger, out = sys.argv[1:]
homes = SparkSession.builder.getOrCreate().read.parquet(ledger)
bills, rejects = bill(homes, order=["line"])
bills.write.parquet(f"{out}/bills")
rejects.write.parquet(f"{out}/rejects")
reader = SparkSession.builder.getOrCreate().read
print(prove(homes, reader.parquet(f"{out}/bills"), reader.parquet(f"{out}/rejects"), order=["line"]))
"""
# A frame keeps its columns as they are. In a folder an empty field is no NULL, and an account is in plain letters.
_KEPT = "city, trim(translate(户号, 'ＡＢ', 'AB')), 用户类别, 计费方式, coalesce(采暖季, '')"
_COMPARED = f"{_KEPT}, 合计, 用户承担, 他方承担, 应缴"


def billed(ledger: Path, out: Path, engine: EngineName) -> Batch:
    """Bill a ledger, and say how long it took."""
    begun, cpu = time.perf_counter(), time.process_time()
    done = run(parts_of(ledger), out, load_tariffs(), "0", BatchOptions(engine=engine))
    print(f"{engine}: {done.manifest['households']:,} bills, {done.manifest['rejects']:,} rejects", end=", ")
    print(f"{time.perf_counter() - begun:.1f} s, {time.process_time() - cpu:.1f} s of CPU without a JVM", flush=True)
    return done


def by_connect(ledger: Path, folder: Path, bills: Path) -> None:
    """Bill the ledger as one DataFrame by Spark Connect, and compare with the bills of a folder."""
    begun = time.perf_counter()
    options = "hive_partitioning = true, hive_types_autocast = false"
    with duckdb.connect() as connection:
        source = f"read_parquet('{ledger}/**/*.parquet', file_row_number = true, filename = true, {options})"
        rows = "SELECT * EXCLUDE (filename, file_row_number), row_number() OVER (ORDER BY filename, file_row_number)"
        connection.execute(f"COPY ({rows} AS line FROM {source}) TO '{folder}/flat.parquet'")
        asked = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_REMOTE": "local[2]"}
        command = [sys.executable, "-c", CONNECT, str(folder / "flat.parquet"), str(folder / "connect")]
        subprocess.run(command, check=True, env=asked)
        left = f"(SELECT {_COMPARED} FROM read_parquet('{folder}/connect/bills/*.parquet'))"
        right = f"(SELECT {_COMPARED} FROM read_parquet('{bills}/**/*.parquet', {options}))"
        one, other = ("(SELECT count(*) FROM (" + f"{a} EXCEPT ALL {b}))" for a, b in ((left, right), (right, left)))
        found = connection.execute(f"SELECT {one}, {other}").fetchone()
    print(f"Spark Connect and {bills.name}: {found} bills differ, {time.perf_counter() - begun:.1f} s", flush=True)


def main() -> None:
    """Generate, bill by every engine, compare each with the exact reader."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int)
    asked = parser.parse_args().households
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "ledger", load_tariffs(), asked)
        exact, *others = (billed(folder / "ledger", folder / engine, engine) for engine in ENGINES)
        rejects = (folder / "exact.rejects.csv").read_bytes()
        for engine, batch in zip(ENGINES[1:], others, strict=True):
            print(
                f"{engine}: {different(folder / 'exact', folder / engine):,} bills differ from the exact ones", end=""
            )
            same = {**batch.manifest, "outputs": {}} == {**exact.manifest, "outputs": {}}
            print(", counts, totals and input hashes are", "the same" if same else "DIFFERENT", end="")
            found = (folder / f"{engine}.rejects.csv").read_bytes() == rejects
            print(", rejects are the same bytes" if found else ", rejects DIFFER", flush=True)
        print("reject codes:", {reason.code: reason.rows for reason in exact.reasons})
        by_connect(folder / "ledger", folder, folder / "exact")


if __name__ == "__main__":
    main()
