"""Text from outside never moves the cursor, rings or turns the reading direction, by whichever way it is shown."""

import re
from pathlib import Path

import pytest

from tests.conftest import Program

ESC = "\x1b[31m"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
WAYS = [
    ("batch", "l.csv", "--dry-run", "--city", "朔州"),
    ("batch", "h.csv", "--dry-run", "--city", "朔州"),
    ("batch", f"no{ESC}.csv", "--dry-run"),
    ("batch", "l.csv", "-o", f"o{ESC}.csv", "--city", "朔州"),
    ("batch", "l.csv", "--dry-run", "--map", f"a{ESC}=面积"),
    ("batch", "l.csv", "--dry-run", "--map", f"户名={ESC}"),
    ("batch", "l.csv", "--dry-run", "--encoding", ESC),
    ("batch", "l.csv", "--dry-run", "--max-rejects", ESC),
    ("notice", "--ledger", "l.csv", "-o", "n.html", "--city", "朔州"),
    ("bill", "--area", f"1{ESC}"),
    ("bill", "--area", "1", "--city", ESC),
    ("bill", "--area", "1", "--class", ESC),
    ("bill", "--area", "1", "--relief", ESC),
    ("bill", "--area", "1", "--with", f"a{ESC}=1"),
    ("bill", f"--{ESC}"),
    (f"b{ESC}",),
    ("tariff", "show", ESC),
    ("tariff", "validate", f"t{ESC}.toml"),
    ("tariff", "validate", "t.toml"),
    ("bill", "--area", "100", "--city", "shuozhou", "--tariffs", "t.toml"),
    ("help", ESC),
    ("template", f"t{ESC}.csv"),
    ("page", "-o", f"p{ESC}.html"),
    ("sql", "--city", "朔州", "--columns", f"a{ESC},building_m2"),
    ("subsidy", "--area", "1", "--scenarios", f"s{ESC}.toml"),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way).replace(ESC, "ESC"))
def test_no_way_to_the_terminal_takes_control_characters(
    way: tuple[str, ...], tmp_path: Path, heat: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("l.csv").write_text(
        f"户号,户名,建筑面积,状态\n1,a{ESC},约{ESC},\n2,b,90,\u202e停\n\a3,c,90,\n\a3,c,90,\n", encoding="utf-8"
    )
    Path("h.csv").write_text(f"户号,{ESC}状态,建筑面积\n1,x,100\n", encoding="utf-8")
    table = (Path(__file__).parents[2] / "tariffs.toml").read_text("utf-8")
    Path("t.toml").write_text(table.replace('name = "朔州"', 'name = "朔\\u001b[31m州"'), encoding="utf-8")
    done = heat(*way)
    assert not RAW.search(done.out + done.err), (done.out, done.err)
    assert done.out + done.err


def test_no_setting_takes_them(tmp_path: Path, heat: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("heatcalc.toml").write_text('city = "\\u001b[31m"\n', encoding="utf-8")
    for way in (("bill", "--area", "1"), ("config", "show"), ("doctor",)):
        for changes in ({}, {"HEATCALC_CITY": ESC}, {"HEATCALC_LANG": ESC}, {"HEATCALC_TARIFFS": ESC}):
            done = heat(*way, **changes)
            assert not RAW.search(done.out + done.err), (way, changes, done.out, done.err)
