"""Accounts that are numbers: that all differ is said only where it is so, and a ledger's repeated ones are found."""

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.batches import account_numbers
from heatcalc.batches import duckdb as by_duckdb
from heatcalc.batches.account_numbers import AccountNumbers
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.tariffs.model import Table


def _all_differ(blocks: Sequence[Sequence[int | None]]) -> bool:
    with duckdb.connect() as connection:

        def ask(query: str, rows: Any) -> list[tuple[Any, ...]]:  # noqa: ARG001 - DuckDB finds the table itself
            return connection.execute(query).fetchall()

        numbers = AccountNumbers(ask)
        for block in blocks:
            connection.execute("CREATE OR REPLACE TABLE rows (number UBIGINT, account UBIGINT)")
            if block:
                connection.executemany("INSERT INTO rows VALUES (?, 1)", [(each,) for each in block])
            connection.execute("INSERT INTO rows VALUES (7, 0)")  # which is not billed, so that it may be there twice
            numbers.add(connection.table("rows"))  # type: ignore[arg-type]
        return numbers.all_differ


@given(st.lists(st.lists(st.integers(0, 30), max_size=4), max_size=4), st.sampled_from([2, 2**20]))
def test_all_differ_where_blocks_rise_and_no_number_is_there_twice(blocks: list[list[int]], bits: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(account_numbers, "_BITS", bits)
        filled = [block for block in blocks if block]
        rise = all(max(one) < min(next_) for one, next_ in pairwise(filled))
        assert _all_differ(blocks) == (rise and all(len({*block}) == len(block) for block in blocks))


def test_an_account_without_a_number_may_be_any_other() -> None:
    assert not _all_differ([[1, 2, None]])


def test_numbers_far_apart_are_told_apart() -> None:
    assert _all_differ([[1, 2**20 + 1, 2**64 - 1]])


def _codes(folder: Path, table: Table, rows: str) -> tuple[int, dict[str, int]]:
    options = BatchOptions(Defaults("朔州"), engine="duckdb", block_bytes=2**14)
    done = run(io.BytesIO(f"户号,建筑面积\n{rows}".encode()), folder / "bills.csv", table, "0", options)
    return done.manifest["households"], {reason.code: reason.rows for reason in done.reasons}


def _rows(numbers: Sequence[int]) -> str:
    return "".join(f"{each:09},100\n" for each in numbers)


def test_rising_accounts_are_not_compared(tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> frozenset[int]:
        raise AssertionError("hashes were compared")

    monkeypatch.setattr(by_duckdb.AccountHashes, "repeated", refuse)
    assert _codes(tmp_path, shipped, _rows(range(13_000))) == (13_000, {})


@pytest.mark.parametrize(
    "again", [[12_999], [7], [7, 12_999]], ids=["in its own block", "in a block before", "in both"]
)
def test_repeated_ones_are_found(tmp_path: Path, shipped: Table, again: list[int]) -> None:
    assert _codes(tmp_path, shipped, _rows([*range(13_000), *again])) == (13_000, {"R11": len(again)})


def test_one_written_with_zeros_is_another(tmp_path: Path, shipped: Table) -> None:
    assert _codes(tmp_path, shipped, _rows(range(1, 13_000)) + "12999,100\n") == (13_000, {})


def test_one_that_the_exact_reader_bills_is_compared(tmp_path: Path, shipped: Table) -> None:
    rows = _rows(range(13_000)) + " 000000007 ,100\n"
    assert _codes(tmp_path, shipped, rows) == (13_000, {"R11": 1})
