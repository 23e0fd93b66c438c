"""DuckDB bills a ledger to the same bytes as the exact reader: of any dialect, encoding, and size of block."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.duckdb import Engine
from heatcalc.batches.run import Batch, run
from heatcalc.ledger.blocks import Block
from heatcalc.tariffs.model import Table
from tests.batches.messy import Messy

DIALECTS: dict[str, dict[str, Any]] = {
    "commas": {},
    "all quoted": {"quoting": csv.QUOTE_ALL},
    "tabs": {"delimiter": "\t"},
    "semicolons": {"delimiter": ";"},
}


def both(data: bytes, folder: Path, table: Table, wanted: BatchOptions) -> tuple[Batch, list[bytes]]:
    """Bill by both engines, and return what they agree on."""
    made = []
    for name in ("exact", "duckdb"):
        (folder / name).mkdir()
        engine: Any = name
        batch = run(io.BytesIO(data), folder / name / "bills.csv", table, "0", wanted._replace(engine=engine))
        made.append((batch, [file.read_bytes() for file in batch.files]))
    (exact, by_exact), (duckdb, by_duckdb) = made
    for one, other in zip(by_exact, by_duckdb, strict=True):
        for line, (left, right) in enumerate(zip(one.split(b"\n"), other.split(b"\n"), strict=False), 1):
            assert left == right, (line, left.decode(), right.decode())
    assert duckdb.manifest == exact.manifest
    assert (duckdb.groups, duckdb.reasons) == (exact.groups, exact.reasons)
    return exact, by_exact


# Each dialect, and each pair of a size of block and a mask; small blocks take four times as long.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("dialect", "size", "mask"),
    [
        ("commas", 2**20, False),
        ("all quoted", 2**20, True),
        ("tabs", 2**20, False),
        ("semicolons", 2**20, True),
        pytest.param("commas", 20_000, True, marks=pytest.mark.slow),
        pytest.param("tabs", 20_000, False, marks=pytest.mark.slow),
    ],
)
def test_messy_ledgers_are_billed_alike(
    dialect: str, size: int, mask: bool, tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Messy(size).ledger(1500, **DIALECTS[dialect])
    ends = {"commas": "\r\n", "tabs": "\n"}.get(dialect, "\n")
    encoding = {"tabs": "utf-16", "semicolons": "gb18030"}.get(dialect, "utf-8")
    data = text.replace("\n", ends).encode(encoding)
    wanted = BatchOptions(Defaults(city="朔州"), mask=mask, block_bytes=size)
    billed_by_duckdb = []

    def counting(self: Engine, block: Block) -> Any:
        found = bill(self, block)
        assert found[1] is not None
        billed_by_duckdb.append(sum(each.households for each in found[1].sums))
        return found

    bill = Engine.bill
    monkeypatch.setattr(Engine, "bill", counting)
    batch, _ = both(data, tmp_path, shipped, wanted)
    assert batch.manifest["households"] > 300
    assert sum(billed_by_duckdb) > (150 if size > 100_000 else 10)
    assert {reason.code for reason in batch.reasons} >= {"R04", "R06", "R07", "R09", "R11", "R21"}


def test_an_account_of_a_later_block_is_found_again(tmp_path: Path, shipped: Table) -> None:
    rows = [f"{number:05},居民,{number % 90 + 10}.5" for number in range(8000)]
    rows[7000], rows[7001], rows[30] = "00007,居民,50", "00008,居民,#N/A", "00009,居民,1e3"
    data = "\n".join(["户号,用户类别,建筑面积", *rows]).encode()
    batch, _ = both(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州"), block_bytes=20_000))
    found = [(reject.line, reject.code) for reason in batch.reasons for reject in reason.first]
    assert found == [(7003, "R05"), (32, "R06"), (7002, "R11")]


@pytest.mark.slow
def test_lines_of_rare_tariffs_are_billed_alike(tmp_path: Path, shipped: Table) -> None:
    cities = [city.id for city in shipped.city]
    drawn = random.Random(1)  # noqa: S311 - repeatable, not secret
    rows = [f"{n:05},{cities[n // 90 % len(cities)]},居民,{drawn.randint(1000, 20000) / 100:.2f}" for n in range(9000)]
    data = "\n".join(["户号,城市,用户类别,建筑面积", *rows]).encode()
    both(data, tmp_path, shipped, BatchOptions(block_bytes=30_000))


@pytest.mark.slow
def test_a_column_of_free_words_does_not_make_the_query_endless(tmp_path: Path, shipped: Table) -> None:
    rows = [f"{n:05},居民,{n % 90 + 10}.5,{f'备注{n}' if n % 2 else ''}" for n in range(6000)]
    data = "\n".join(["户号,用户类别,建筑面积,优惠", *rows]).encode()
    batch, _ = both(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州")))
    assert (batch.manifest["households"], batch.manifest["rejects"]) == (3000, 3000)


def test_a_block_that_duckdb_cannot_cope_with_is_billed_all_the_same(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill, turns = Engine._bill, iter(range(1000))

    def failing(self: Engine, block: Block) -> Any:
        if next(turns) % 4 < 2:
            raise duckdb.OutOfMemoryException("no memory")
        return bill(self, block)

    monkeypatch.setattr(Engine, "_bill", failing)
    rows = [f"{number:05},居民,{number % 90 + 10}.5" for number in range(6000)]
    data = "\n".join(["户号,用户类别,建筑面积", *rows]).encode()
    batch, _ = both(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州"), block_bytes=20_000))
    assert batch.manifest["households"] == 6000
