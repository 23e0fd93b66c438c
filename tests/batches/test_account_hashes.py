"""The hashes of accounts that were billed: each that is there twice is found, in whatever part it is counted."""

import io
from array import array
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.batches import account_hashes
from heatcalc.batches import duckdb as by_duckdb
from heatcalc.batches.account_hashes import AccountHashes
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.tariffs.model import Table


def _repeated(hashes: list[list[int]], path: Path) -> frozenset[int]:
    kept = AccountHashes(path)
    for some in hashes:
        kept.add(array("Q", some))
    with duckdb.connect() as connection:
        # DuckDB finds the table by the name of the argument.
        return kept.repeated(lambda query, rows: connection.execute(query).fetchall())  # noqa: ARG005


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 2**63, 2**64 - 1]), max_size=5), max_size=5))
def test_those_that_are_there_twice_are_found(
    tmp_path_factory: pytest.TempPathFactory, hashes: list[list[int]]
) -> None:
    all_ = [each for some in hashes for each in some]
    twice = {each for each in all_ if each and all_.count(each) > 1}
    assert _repeated(hashes, tmp_path_factory.mktemp("kept") / "accounts") == twice


def test_they_are_counted_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_hashes, "_COUNTED", 1000)
    spread = 0x9E37_79B9_7F4A_7C15  # hashes are of all sizes
    numbers = [each * spread % 2**64 for each in range(1, 300_000)]  # of more than two batches
    twice = numbers[7:20_000:1000]
    assert _repeated([numbers, twice, numbers[-1:]], tmp_path / "accounts") == {*twice, numbers[-1]}


def test_many_are_counted_by_a_duckdb_of_their_own(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_duckdb, "_MANY_ACCOUNTS", 100)
    rows = "".join(f"{at:04},100\n" for at in (*range(3000), 7))
    ledger = io.BytesIO(f"户号,建筑面积\n{rows}".encode())
    options = BatchOptions(Defaults(city="朔州"), engine="duckdb", block_bytes=8000)
    batch = run(ledger, tmp_path / "bills.csv", shipped, "0", options)
    assert batch.manifest["households"] == 3000
    assert [(reason.code, reason.rows) for reason in batch.reasons] == [("R11", 1)]
