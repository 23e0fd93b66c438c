"""A ledger of 3,000 homes as companies have it: with one map file it is billed, without it none is billed wrongly."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.batches.field_ledger import HOMES, SAID, Field, field_ledger
from tests.conftest import Program
from tests.helpers.files import read
from tests.helpers.workbooks import xlsx

ASKED = ("--city", "太原", "--winter", "2023-2024", "--max-rejects", "100%")


@pytest.fixture(scope="module")
def field() -> Field:
    return field_ledger()


@pytest.fixture
def ledger(field: Field, tmp_path: Path) -> Path:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(xlsx([{"name": "台账", "rows": field.rows, "merge": ["A3:A4", "E3:F3"]}]))
    return file


def _due(bills: Path) -> dict[str, Decimal]:
    return {row["户号"]: Decimal(row["due"]) for row in read(bills)}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_with_one_map_file_the_ledger_is_billed(engine: str, field: Field, ledger: Path, heat: Program) -> None:
    out, map_file = ledger.with_name("账单.csv"), ledger.with_name("含义.toml")
    asked = ["batch", str(ledger), *ASKED, "--engine", engine]
    assert heat(*asked, "--suggest-map", str(map_file)).code == 1
    text = map_file.read_text(encoding="utf-8")
    for words in SAID.values():
        for word, meant in words.items():
            assert f'"{word}" = ""' in text
            text = text.replace(f'"{word}" = ""', f'"{word}" = "{meant}"')
    assert '= ""' not in text, "nothing else has to be explained"
    map_file.write_text(text, encoding="utf-8")
    done = heat(*asked, "-o", str(out), "--map-file", str(map_file))
    assert done.code == 1, done.err
    assert _due(out) == field.due
    rejects = read(out.with_name("账单.rejects.csv"))
    assert len(rejects) == len(field.wrong) < HOMES * 0.02
    assert {row["code"] for row in rejects} <= {"R05", "R06", "R13", "R19"}
    manifest = json.loads(out.with_name("账单.manifest.json").read_text("utf-8"))
    assert manifest["billed"] + manifest["rejected"] == HOMES
    assert (manifest["header_line"], manifest["carried"]) == (4, ["小区", "上年状态", "备注"])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_without_it_no_home_is_billed_at_another_price(engine: str, field: Field, ledger: Path, heat: Program) -> None:
    out = ledger.with_name("账单.csv")
    done = heat("batch", str(ledger), *ASKED, "--engine", engine, "-o", str(out))
    assert done.code == 1, done.err
    billed = _due(out)
    assert billed == {account: due for account, due in field.due.items() if account not in field.unsaid}
    assert "没有读懂、或没有价格的词语" in done.out
