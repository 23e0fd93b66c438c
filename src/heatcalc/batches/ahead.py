"""Billing ahead: while the bills of one block are written, the engine bills the next, and the one after is read."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from heatcalc.ledger.blocks import Block

if TYPE_CHECKING:
    from heatcalc.batches.duckdb import Answer, Engine


def answers_ahead(
    blocks: Iterator[Block], engine: "Engine | None", alone: Callable[[Block], bool]
) -> "Iterator[tuple[Block, Answer | None]]":
    """Yield what the engine makes of the blocks, in their order; no answer to those that are billed `alone`."""
    if engine is None:
        yield from ((block, None) for block in blocks)
        return

    def answer(block: Block) -> "tuple[Block, Answer | None]":
        return (block, None) if alone(block) else engine.bill(block)

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
