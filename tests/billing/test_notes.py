"""How old a price is, and what is noted of its source, on every output."""

import csv
import io
import json
from pathlib import Path

from tests.conftest import Program, Run

AGED = """\
schema = 1
[classes.residential]
name = "居民"
[sources.old]
title = "t"
publisher = "p"
date = "2008-10"
kind = "newspaper"
[sources.new]
title = "u"
publisher = "q"
date = "2025-09"
kind = "newspaper"
note = "页面已失效"
[[city]]
id = "old"
name = "旧城"
  [[city.season]]
  months = 5
  source = "old"
  [[city.tariff]]
  class = "residential"
  from = "2008-2009"
  charge = [{ rate = 20, per = ["building_m2", "season"] }]
  source = "old"
[[city]]
id = "new"
name = "新城"
  [[city.season]]
  months = 5
  source = "new"
  [[city.tariff]]
  class = "residential"
  from = "2020-2021"
  charge = [{ rate = 24, per = ["building_m2", "season"] }]
  source = "new"
"""


def aged(tmp_path: Path, heat: Program, *asked: str) -> Run:
    file = tmp_path / "aged.toml"
    file.write_text(AGED, encoding="utf-8")
    return heat(*asked, "--tariffs", str(file), "--lang", "zh")


def test_prices_of_other_times_are_not_ranked_without_a_word(tmp_path: Path, heat: Program) -> None:
    plain = aged(tmp_path, heat, "compare", "--area", "100", "--format", "plain").out
    assert "不是同一时期的：最近见于出处的年份从 2008 到 2025" in plain
    assert "*" not in plain
    asked = ("compare", "--area", "100", "--winter", "2025-2026")
    plain = aged(tmp_path, heat, *asked, "--format", "plain").out
    assert ("不是同一时期" in plain, "*2008" in plain, "*2025" in plain) == (False, True, False)
    rows = json.loads(aged(tmp_path, heat, *asked, "--format", "json").out)["rows"]
    assert [(row["city"], row["seen"], row["carried"]) for row in rows] == [
        ("old", "2008-10", 17),
        ("new", "2025-09", 0),
    ]
    rows = list(csv.DictReader(io.StringIO(aged(tmp_path, heat, *asked, "--format", "csv").out)))
    assert [(row["seen"], row["carried"]) for row in rows] == [("2008-10", "17"), ("2025-09", "0")]


def test_old_prices_are_left_out_by_name(tmp_path: Path, heat: Program) -> None:
    asked = ("compare", "--area", "100", "--since", "2020")
    found = json.loads(aged(tmp_path, heat, *asked, "--format", "json").out)
    assert [(row["city"], row["difference"]) for row in found["rows"]] == [("new", "0.00")]
    assert found["left_out"] == [{"city": "old", "name": "旧城", "seen": "2008-10"}]
    assert "未列入：旧城 2008" in aged(tmp_path, heat, *asked, "--format", "plain").out
    alone = aged(tmp_path, heat, *asked, "--city", "旧城", "--format", "plain")
    assert (alone.code, "未列入：旧城 2008" in alone.out) == (4, True)
    assert aged(tmp_path, heat, "compare", "--area", "100", "--since", "20").code == 2


def test_the_age_of_a_price_is_on_every_output(tmp_path: Path, heat: Program) -> None:
    home = ("--city", "旧城", "--area", "100")
    for asked in (("bill", *home), ("check", "--paid", "2100", *home), ("sql", "--city", "旧城"), ("tariff", "list")):
        assert "2008-10" in aged(tmp_path, heat, *asked).out, asked
    assert "2008-10" in aged(tmp_path, heat, "tariff", "show", "old", "--format", "csv").out
    subsidy = aged(tmp_path, heat, "subsidy", *home, "--rural-multiple", "3", "--winter", "2025-2026").out
    assert "比 2025-2026 早 17 个采暖季" in subsidy
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积,城市,采暖季\n1,100,旧城,2025-2026\n2,100,新城,2025-2026\n", encoding="utf-8")
    for engine in ("exact", "duckdb"):
        out = ("-o", str(tmp_path / "b.csv"), "--engine", engine, "--force")
        done = aged(tmp_path, heat, "batch", str(ledger), *out)
        assert "2008-10，沿用 17 季 (1)、2025-09 (1)" in done.out
        prices = json.loads((tmp_path / "b.manifest.json").read_text("utf-8"))["prices"]
        assert [(each["tariff"], each["homes"], each["seen"], each["winters_old"]) for each in prices] == [
            ("new/residential/area/2020-2021", 1, "2025-09", 0),
            ("old/residential/area/2008-2009", 1, "2008-10", 17),
        ]


def test_what_is_noted_of_a_source_is_shown(tmp_path: Path, heat: Program) -> None:
    home = ("bill", "--city", "新城", "--area", "100")
    for asked in (("tariff", "sources"), ("tariff", "show", "new"), (*home, "--explain")):
        assert "页面已失效" in aged(tmp_path, heat, *asked).out, asked
    assert "页面已失效" not in aged(tmp_path, heat, *home).out
