"""What a word means depends on the header that it is written below; what is not certain is no answer."""

import io

import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.run import run
from heatcalc.ledger.words import is_stopped
from heatcalc.tariffs.model import Table

MEANT = [
    ("用热状态", "是", False),
    ("用热状态", "否", True),
    ("用热状态", "开", False),
    ("用热状态", "关", True),
    ("是否供热", "否", True),
    ("供热状态", "停供", True),
    ("是否报停", "是", True),
    ("是否报停", "否", False),
    ("报停", "√", True),
    ("报停", "", False),
    ("阀门状态", "关阀", True),
    ("状态", "正常", False),
    ("状态", "是", None),
    ("status", "yes", None),
    ("stopped", "yes", True),
    ("状态", "也许", None),
]


@pytest.mark.parametrize(("header", "word", "stopped"), MEANT)
def test_a_word_below_its_header(header: str, word: str, stopped: bool | None) -> None:
    assert is_stopped(word, header) is stopped


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
@pytest.mark.parametrize(("header", "word", "stopped"), MEANT)
def test_a_ledger_bills_what_the_word_means(
    header: str, word: str, stopped: bool | None, engine: EngineName, shipped: Table
) -> None:
    ledger = f"户号,建筑面积,{header}\n0001,100,{word}\n".encode()
    batch = run(io.BytesIO(ledger), None, shipped, "0", BatchOptions(Defaults(city="太原"), engine=engine))
    due = None if stopped is None else "540.00" if stopped else "1800.00"
    assert (batch.manifest["due"], [reason.code for reason in batch.reasons]) == (
        ("0.00", ["R08"]) if due is None else (due, [])
    )
