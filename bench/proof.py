"""DuckDB and Spark give the same bills and rejects for many mixed households, and the exact reader for some of them.

python bench/proof.py 1000000
"""

import argparse
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

SAMPLE = 20_000


def billed(ledger: Path, out: Path, engine: EngineName) -> Batch:
    """Bill a ledger, and say how long it took."""
    begun = time.perf_counter()
    done = run(parts_of(ledger), out, load_tariffs(), "0", BatchOptions(engine=engine))
    print(f"{engine}: {done.manifest['households']:,} bills, {done.manifest['rejects']:,} rejects", end=", ")
    print(f"{time.perf_counter() - begun:.1f} s", flush=True)
    return done


def alike(one: Path, other: Path) -> None:
    """Compare the bills and the rejects of two runs."""
    rejects = [folder.with_name(f"{folder.name}.rejects.csv").read_bytes() for folder in (one, other)]
    print(f"{one.name} and {other.name}: {different(one, other):,} bills differ", end=", ")
    print("rejects are the same bytes" if rejects[0] == rejects[1] else "rejects DIFFER", flush=True)


def main() -> None:
    """Generate, bill by both engines, compare; then a sample by the exact reader."""
    parser = argparse.ArgumentParser()
    parser.add_argument("households", type=int)
    asked = parser.parse_args().households
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "ledger", load_tariffs(), asked)
        by_duckdb = billed(folder / "ledger", folder / "duckdb", "duckdb")
        by_spark = billed(folder / "ledger", folder / "spark", "spark")
        alike(folder / "duckdb", folder / "spark")
        same = {**by_duckdb.manifest, "outputs": {}} == {**by_spark.manifest, "outputs": {}}
        print("counts, totals and input hashes are", "the same" if same else "DIFFERENT")
        print("reject codes:", {reason.code: reason.rows for reason in by_duckdb.reasons})
        with duckdb.connect() as connection:
            source = f"read_parquet('{folder}/ledger/**/*.parquet', hive_partitioning = true)"
            connection.execute(
                f"COPY (SELECT * FROM {source} USING SAMPLE {SAMPLE} ROWS (reservoir, 1)) TO '{folder}/sample'"
                " (FORMAT parquet, PARTITION_BY (city))"
            )
        billed(folder / "sample", folder / "sample_exact", "exact")
        billed(folder / "sample", folder / "sample_duckdb", "duckdb")
        alike(folder / "sample_exact", folder / "sample_duckdb")
        billed(folder / "sample", folder / "sample_spark", "spark")
        alike(folder / "sample_exact", folder / "sample_spark")


if __name__ == "__main__":
    main()
