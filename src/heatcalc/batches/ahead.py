"""Billing ahead: while the bills of one block are written, the engine bills the next, and the one after is read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from heatcalc.batches.billed_accounts import BilledAccounts
from heatcalc.ledger.blocks import Block

if TYPE_CHECKING:
    from heatcalc.batches.duckdb import Answer, Engine

FEW_LINES = 12_000
"""A ledger, or a block, of no more lines is billed one by one before DuckDB has started, or understood its query."""
_FEW_MORE = 2_000
"""So is a block of no more lines behind one like it, before DuckDB has planned the same query again."""
_MOST_ALONE = 1_000_000
"""So many accounts of such blocks are remembered; DuckDB keeps those of its own on the disk."""


def answers_ahead(
    blocks: Iterator[Block], engine: "Engine | None", alone: BilledAccounts | None
) -> "Iterator[tuple[Block, Answer | None]]":
    """Yield what the engine makes of the blocks, in their order.

    There is no answer to small ones, which are billed with those that were billed `alone`; with None there is to all.
    """
    if engine is None:
        yield from ((block, None) for block in blocks)
        return

    def answer(block: Block) -> "tuple[Block, Answer | None]":
        few = _FEW_MORE if engine.billed_like(block) else FEW_LINES
        if alone is not None and block.length <= few and len(alone) < _MOST_ALONE:
            return block, None
        return engine.bill(block)

    with ThreadPoolExecutor(1) as pool:
        # A signal that comes while a thread is started leaves one that the pool does not wait for: let it have no work.
        pool.submit(int).result()
        running = None
        for block in blocks:
            done = running.result() if running is not None else None
            running = pool.submit(answer, block)
            if done is not None:
                yield done
        if running is not None:
            yield running.result()
