"""What columns and words mean is said once, in options or in a file, and holds for every engine."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.files import read

LEDGER = (
    "户号,用户类别,状态,建筑面积,房屋大小\n"
    "1,住宅楼,正常,100,1\n2,小卖部,拆户,100,1\n3,住宅楼,停供,100,1\n4,居民,正常,100,1\n"
)
ASKED = ("--city", "太原", "--winter", "2023-2024")
DUE = {"1": "1800.00", "2": "1125.00", "3": "540.00", "4": "1800.00"}
"""太原: 18 CNY/㎡ for homes, 37.5 for others; 30 % of it where the supply is stopped."""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, encoding="utf-8")
    return file


def _due(file: Path) -> dict[str, str]:
    return {row["户号"]: row["due"] for row in read(file)}


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_words_are_suggested_filled_in_and_read_ever_after(engine: str, ledger: Path, heat: Program) -> None:
    file, out = ledger.with_name("map.toml"), ledger.with_name("bills.csv")
    asked = ["batch", str(ledger), *ASKED, "--engine", engine]
    suggested = heat(*asked, "--suggest-map", str(file))
    assert (suggested.code, "0 列、3 个词语没有读懂" in suggested.out) == (1, True)
    made = file.read_text(encoding="utf-8")
    assert tomllib.loads(made) == {
        "columns": {},
        "words": {"状态": {"拆户": ""}, "用户类别": {"住宅楼": "", "小卖部": ""}},
    }
    assert heat(*asked, "-o", str(out), "--map-file", str(file), "--max-rejects", "3").code == 1
    assert _due(out) == {"4": DUE["4"]}
    for word, meant in (("拆户", "报停"), ("住宅楼", "居民")):
        made = made.replace(f'"{word}" = ""', f'"{word}" = "{meant}"')
    file.write_text(made, encoding="utf-8")
    again = heat(*asked, "--suggest-map", str(file), "--map-file", str(file), "--force")
    assert again.code == 1
    file.write_text(file.read_text(encoding="utf-8").replace('"小卖部" = ""', '"小卖部" = "非居民"'), encoding="utf-8")
    assert heat(*asked, "-o", str(out), "--map-file", str(file), "--force").code == 0
    assert _due(out) == DUE
    assert heat(*asked, "--suggest-map", str(file), "--map-file", str(file), "--force").code == 0


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_a_word_is_said_on_the_command_line(engine: str, ledger: Path, heat: Program) -> None:
    out = ledger.with_name("bills.csv")
    values = ("用户类别:住宅楼=居民", "class:小卖部=非居民", "状态：拆户=停供")
    said = [word for each in values for word in ("--map-value", each)]
    assert heat("batch", str(ledger), "-o", str(out), *ASKED, *said, "--engine", engine).code == 0
    assert _due(out) == DUE


def test_columns_that_may_change_money_are_suggested(ledger: Path, heat: Program) -> None:
    file = ledger.with_name("map.toml")
    ledger.write_text("户号,面积(亩),供热方式,建筑面积\n1,1,a,100\n", encoding="utf-8")
    assert heat("batch", str(ledger), *ASKED, "--suggest-map", str(file)).code == 1
    assert tomllib.loads(file.read_text(encoding="utf-8"))["columns"] == {"面积(亩)": "", "供热方式": ""}
    text = file.read_text(encoding="utf-8").replace('= ""', '= "carry"')
    file.write_text(text + '[words."别的台账才有"]\n"甲" = "居民"\n', encoding="utf-8")
    done = heat("batch", str(ledger), *ASKED, "--dry-run", "--map-file", str(file), "--format", "json")
    assert (done.code, json.loads(done.out)["carried"]) == (0, ["面积(亩)", "供热方式"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (["--map-value", "建筑面积:约90=90"], 2),
        (["--map-value", "户名:甲=乙"], 2),
        (["--map-value", "用户类别=居民"], 2),
        (["--map-value", "没有这列:甲=乙"], 2),
        (["--map-file", "missing.toml"], 3),
    ],
)
def test_what_cannot_be_said(said: list[str], code: int, ledger: Path, heat: Program) -> None:
    assert heat("batch", str(ledger), *ASKED, "--dry-run", *said).code == code


def test_a_file_of_another_form_is_refused(ledger: Path, heat: Program) -> None:
    file = ledger.with_name("map.toml")
    for text in ("[column]\n", "[columns]\na = 1\n", "words = 1\n", "[words]\na = 1\n", "["):
        file.write_text(text, encoding="utf-8")
        assert heat("batch", str(ledger), *ASKED, "--dry-run", "--map-file", str(file)).code == 3
