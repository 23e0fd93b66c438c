"""Attributes that a table declares: their names and values in both languages, in every reader."""

import json
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF, findings

DECLARED = """\
[attributes.building]
name = "住宅类型"
english = "Kind of building"
values = { high_rise = ["高层", "塔楼", "high-rise"], slab = ["板楼"] }
"""
PRICE = 'charge = [{ rate = 5, per = ["building_m2", "month"] }]'
WITH_PUMP = PRICE.replace(
    "}]",
    '}, { name = "pump", rate = 1, per = ["building_m2", "season"], when = { building = "high_rise" } }]',
)
SEASON = '[[city.season]]\nmonths = 4\nsource = "s"\n'


def table(head: str = DECLARED) -> str:
    return HEAD.replace("[sources.s]", f"{head}[sources.s]") + SEASON + TARIFF.replace(PRICE, WITH_PUMP)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("high_rise", "2100.00"),
        ("高层", "2100.00"),
        ("塔楼", "2100.00"),
        ("High-Rise", "2100.00"),
        ("板楼", "2000.00"),
        ("other", "2000.00"),
        ("其他", "2000.00"),
        ("high-rize", None),
        ("多层", None),
    ],
)
def test_a_value_is_called_as_people_do(said: str, due: str | None, tmp_path: Path, heat: Program) -> None:
    file, ledger = tmp_path / "table.toml", tmp_path / "ledger.csv"
    file.write_text(table(), encoding="utf-8")
    asked = ("--tariffs", str(file), "--city", "jia")
    done = heat("bill", *asked, "--area", "100", "--with", f"building={said}", "--format", "json")
    if due is None:
        refusal = json.loads(done.out)
        assert (done.code, refusal["refusal"] if "refusal" in refusal else refusal["code"]) == (4, "unknown_value")
        assert "高层(high_rise)" in done.out
    else:
        assert json.loads(done.out)["due"] == due
    ledger.write_text(f"户号,建筑面积,住宅类型\n1,100,{said}\n", encoding="utf-8")
    for engine in ("exact", "duckdb"):
        done = heat("batch", str(ledger), "-o", str(tmp_path / "b.csv"), *asked, "--engine", engine, "--force")
        assert done.code == (1 if due is None else 0), done.err
        if due is not None:
            assert (tmp_path / "b.csv").read_text("utf-8-sig").splitlines()[1].endswith(f",{due}")


def test_a_default_holds_for_who_says_nothing(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "table.toml"
    for default, expected in (("", (4, None)), ("high_rise", (0, "2100.00")), ("slab", (0, "2000.00"))):
        file.write_text(table(DECLARED + (f'default = "{default}"\n' if default else "")), encoding="utf-8")
        done = heat("bill", "--tariffs", str(file), "--city", "jia", "--area", "100", "--format", "json")
        assert (done.code, json.loads(done.out).get("due")) == expected


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('["板楼"]', '["板楼", "高层"]', "duplicate_name"),
        ("slab =", "block =", None),
        ("high_rise =", "high =", "undeclared"),
        ('name = "住宅类型"', 'name = "住宅类型"\ndefault = "tower"', "not_allowed"),
    ],
)
def test_what_is_declared_must_hold(old: str, new: str, code: str | None, tmp_path: Path) -> None:
    assert [each for *_, each in findings(table(DECLARED.replace(old, new)), tmp_path)] == ([code] if code else [])
