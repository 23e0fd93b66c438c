"""The page of rejects: every code is there, its example gives it, and every header it names is understood."""

import io
import re
from pathlib import Path

import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.ledger.columns import known_columns, meaning_said
from heatcalc.measures import MEASURES
from heatcalc.messages import texts_of
from heatcalc.tariffs.model import Table

PAGE = (Path(__file__).parents[2] / "docs/rejects.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (R\d\d) \|[^|]*\|[^|]*\| (.*?) \|", PAGE, re.MULTILINE)


def test_every_code_is_on_the_page() -> None:
    assert [code for code, _ in ROWS] == [code for code in texts_of("rejects") if "_" not in code]


@pytest.mark.parametrize(("code", "example"), [row for row in ROWS if row[1].startswith("`")])
def test_each_example_gives_its_code(code: str, example: str, shipped: Table) -> None:
    line = re.findall(r"`(.*?)`", example)[0]
    text = f"户号,户名,用户类别,建筑面积,状态,缴费日期\n0001,张三,居民,185,,\n{line}\n"
    batch = run(io.BytesIO(text.encode()), None, shipped, "0", BatchOptions(Defaults(city="朔州")))
    assert [(reject.line, reject.code) for reason in batch.reasons for reject in reason.first] == [(3, code)]


def test_every_header_on_the_page_of_ledgers_is_understood() -> None:
    page = (Path(__file__).parents[2] / "docs/ledger.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE)
    own = {name for name, quantity in MEASURES.items() if quantity.kind == "own"}  # of tables that other tests read
    assert [column for column, _ in named] == [column for column in known_columns() if column not in own]
    for column, words in named:
        for word in (column, *words.split("、")):
            assert meaning_said(word) == column, word
