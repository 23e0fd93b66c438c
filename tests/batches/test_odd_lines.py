"""Lines that engines read otherwise than Python does: every engine bills, rejects and skips them alike."""

import io
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.tariffs.model import Table
from tests.helpers.files import ledger_in

HEADER = "户号,户名,用户类别,建筑面积"
SHUOZHOU = BatchOptions(Defaults(city="朔州"))


def homes(number: int) -> list[str]:
    return [f"{at:06},用户{at % 97},居民,{at % 80 + 50}.5" for at in range(number)]


def by_every_engine(text: str, folder: Path, table: Table) -> dict[str, Any]:
    """Bill a ledger by each engine of one machine, in small blocks, and return the manifest; they agree."""
    made = []
    for engine in ("exact", "compiled", "duckdb"):
        (folder / engine).mkdir()
        options = SHUOZHOU._replace(engine=engine, block_bytes=20_000)
        batch = run(io.BytesIO(text.encode()), folder / engine / "bills.csv", table, "0", options)
        made.append((batch.manifest, [file.read_bytes() for file in batch.files if not file.name.endswith(".json")]))
    (manifest, files), *others = made
    assert [each for _, each in others] == [files, files]
    return manifest


@pytest.mark.parametrize(
    ("odd", "households", "rejects"),
    [
        # A line of totals with a blank of Unicode in its word; with ASCII's own, and none.
        (
            ["328,合\N{NO-BREAK SPACE}计,居民,36000", "329,小\x0b计,居民,36000", "330,合 计,居民,5", "331,合计,居民,5"],
            0,
            0,
        ),
        # In characters of Hong Kong and Taiwan, which ledgers and words of totals of other columns may have as well.
        (["328,合計,居民,36000", "329,總計,居民,36000", "330,小 計：,居民,5", "331,計春,居民,100"], 1, 0),
        (["900,#Dİv/0!,居民,100", "901,#ſPILL!,居民,100", "902,#div/0!,居民,100"], 2, 1),
        # A carriage return that joins two rows, and a blank line that makes up for the one too many.
        (["900,王,居民,100\r901,王,居民,100", ""], 0, 1),
        # An engine's own message about such a line is cut within a character of it.
        *(([f"{'9' * more},王五{'长' * 500},居民"], 0, 1) for more in (1, 2, 3)),
    ],
)
def test_a_line_that_engines_read_otherwise(
    odd: list[str], households: int, rejects: int, tmp_path: Path, shipped: Table
) -> None:
    rows = homes(2000)
    text = "\n".join([HEADER, *rows[:1500], *odd, *rows[1500:], ""])
    manifest = by_every_engine(text, tmp_path, shipped)
    assert (manifest["households"], manifest["rejects"]) == (2000 + households, rejects)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "second",
    [
        *("0001,w,90", " 0001 ,w,90", "0001\N{NO-BREAK SPACE},w,90", '="0001",w,90'),  # an account that is there twice
        *('0009,"w,90"', '"0009,w,90"', '0009,"w,90,b"'),  # too few fields, with more commas in quotes
        *("0009,\x00w,90", "0009,\ufffdw,90"),  # no text
    ],
)
def test_a_reject_that_nobody_corrected_stays_one(second: str, lang: str, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, f"户号,户名,建筑面积\n0001,w,90\n{second}\n")
    first = heatcalc.batch(ledger, tmp_path / "bills.csv", city="朔州", lang=lang)
    assert (first.manifest["households"], first.manifest["rejects"]) == (1, 1)
    rejects = tmp_path / "bills.rejects.csv"
    alone = heatcalc.batch(rejects, tmp_path / "alone.csv", city="朔州", lang=lang)
    assert (alone.manifest["households"], alone.manifest["rejects"]) == (0, 1)
    again = heatcalc.batch(ledger, tmp_path / "again.csv", city="朔州", corrected=[rejects], lang=lang)
    assert (again.manifest["households"], again.manifest["rejects"]) == (1, 1)
