"""Two runs compared: what each home gets back or owes, what a reform comes to, and that no amount is lost."""

import csv
import io
import json
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]

import heatcalc
from heatcalc.diffs.home_pairs import BilledHome, PairStore, pairs_of
from heatcalc.errors import InputFileError, OutputError, UsageError
from heatcalc.show.charts import CHART_STYLE
from tests.conftest import Program
from tests.test_cases import by_hand

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))["case"]
SCHEMA = json.loads((HERE.parents[1] / "docs/schemas/diff.json").read_text(encoding="utf-8"))
HEADER = "户号,小区,用户类别,建筑面积"


def table(folder: Path, rate: str = "2.52", name: str = "table.toml") -> Path:
    """Write a table of one made-up city with two classes."""
    tariffs = "".join(
        f"""
  [[city.tariff]]
  class = "{class_}"
  from = "2024-2025"
  charge = [{{ rate = {price}, per = ["building_m2", "month"] }}]
  source = "made-up"
"""
        for class_, price in (("residential", rate), ("non_residential", "4.80"))
    )
    text = f"""schema = 1
default_city = "jiacheng"
[classes.residential]
name = "居民"
english = "Residential"
[classes.non_residential]
name = "非居民"
english = "Non-residential"
[sources.made-up]
title = "测试用价目表"
publisher = "heatcalc"
date = "2024-09-01"
kind = "regulation"
[[city]]
id = "jiacheng"
name = "甲城"
english = "Jiacheng"
province = "山西"
  [[city.season]]
  winter = "2024-2025"
  start = 2024-11-01
  months = 6
  source = "made-up"
{tariffs}"""
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def ledger(folder: Path, name: str, rows: list[str]) -> Path:
    (folder / name).write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return folder / name


def billed(folder: Path, name: str, rows: list[str], **asked: Any) -> Path:
    """Bill a ledger by the made-up table, and return the file of bills."""
    bills = folder / f"{name}.{asked.pop('suffix', 'csv')}"
    heatcalc.batch(ledger(folder, f"{name}.ledger.csv", rows), bills, tariffs=table(folder), **asked)
    return bills


def compared(folder: Path, before: Path, after: Path, **asked: Any) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the manifest of a comparison, and its rows."""
    done = heatcalc.diff(before, after, folder / "changes.csv", tariffs=table(folder), force=True, **asked)
    jsonschema.validate(json.loads(json.dumps(done.manifest)), SCHEMA)
    return dict(done.manifest), rows_of(folder / "changes.csv")


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def conserved(manifest: dict[str, Any]) -> bool:
    """Return whether what is due after, less what was due before, is the change and the homes in one run only."""
    found = manifest["diff"]
    alone = [each for kind, each in found["kinds"].items() if kind not in ("same", "less", "more")]
    difference = Decimal(manifest["after"]["due"]) - Decimal(manifest["before"]["due"])
    return difference == Decimal(found["change"]) + sum(
        Decimal(each["after"]) - Decimal(each["before"]) for each in alone
    )


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    before, after = (billed(tmp_path, side, case[side], **case.get("asked", {})) for side in ("before", "after"))
    manifest, rows = compared(tmp_path, before, after)
    within = "account_within" in case.get("asked", {}).get("columns", {}).values()
    homes = {}
    for row in rows:
        account = f"{row['户号']} {row['小区']}" if within else row["户号"]
        reason = row["原因"].partition(" ")[0]
        homes[account] = " ".join(filter(None, (row["结果代码"], row["增减"], reason)))
    assert homes == case["homes"]
    assert manifest["diff"]["change"] == case["change"]
    assert by_hand(case["hand"]) == Fraction(case["change"])
    assert conserved(manifest)


def test_a_reform_by_class_and_estate(tmp_path: Path) -> None:
    """From 2.52 to 2.70 CNY/㎡·month: 0.18 × 6 = 1.08 CNY/㎡ more for residents, nothing for others."""
    rows = ["001,甲园,居民,100", "002,甲园,居民,50", "003,乙园,非居民,200", "004,乙园,居民,abc"]
    old, new = table(tmp_path), table(tmp_path, "2.70", "new.toml")
    done = heatcalc.diff_tariffs(ledger(tmp_path, "ledger.csv", rows), old, new, tmp_path / "reform.csv", by=["小区"])
    jsonschema.validate(json.loads(json.dumps(done.manifest)), SCHEMA)
    found = done.manifest["diff"]
    assert (found["before"], found["after"], found["change"]) == ("8028.00", "8190.00", "162.00")
    assert {kind: each["homes"] for kind, each in found["kinds"].items() if each["homes"]} == {"more": 2, "same": 1}
    assert [(each["class"], each["homes"], each["change"]) for each in found["classes"]] == [
        ("non_residential", 1, "0.00"),
        ("residential", 2, "162.00"),
    ]
    assert [(each["value"], each["change"]) for each in found["by"]["小区"]] == [("甲园", "162.00"), ("乙园", "0.00")]
    assert found["histogram"] == [
        {"from": "50.00", "to": "100.00", "homes": 1, "change": "54.00"},
        {"from": "100.00", "to": "200.00", "homes": 1, "change": "108.00"},
    ]
    assert [each["home"]["户号"] for each in found["largest"]] == ["001", "002"]
    assert (done.manifest["before"]["rejects"], done.manifest["after"]["rejects"]) == (1, 1)
    assert done.has_findings


RELIEF = """
  [[city.rule]]
  kind = "relief"
  from = "2024-2025"
  classes = ["residential"]
  group = "低保"
  payer = "government"
  pays = 0.5
  source = "made-up"
"""


def test_what_others_pay_of_a_reform(heat: Program, tmp_path: Path) -> None:
    """100 ㎡ at 15.12, then at 16.20: in all 1512.00, then 1620.00, of which the government pays a half."""
    paths = [table(tmp_path), table(tmp_path, "2.70", "new.toml")]
    for path in paths:
        path.write_text(path.read_text(encoding="utf-8") + RELIEF, encoding="utf-8")
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,优惠\n1,100,低保\n", encoding="utf-8")
    done = heatcalc.diff_tariffs(tmp_path / "ledger.csv", *paths)
    jsonschema.validate(json.loads(json.dumps(done.manifest)), SCHEMA)
    assert done.manifest["diff"]["whole"] == {
        "total": {"before": "1512.00", "after": "1620.00", "change": "108.00"},
        "others": {"before": "756.00", "after": "810.00", "change": "54.00"},
    }
    shown = heat("diff", str(tmp_path / "ledger.csv"), "--tariffs", *map(str, paths)).out
    assert "他方承担 756.00 → 810.00（增减 54.00）；应缴 756.00 → 810.00。" in shown


def test_a_home_that_only_one_table_can_bill_is_listed(tmp_path: Path) -> None:
    old, new = table(tmp_path), table(tmp_path, "2.70", "new.toml")
    text = new.read_text(encoding="utf-8")
    new.write_text(text[: text.rindex("  [[city.tariff]]")], encoding="utf-8")  # the price of all others is gone
    rows = ["001,甲园,居民,100", "002,甲园,非居民,50"]
    heatcalc.diff_tariffs(ledger(tmp_path, "ledger.csv", rows), old, new, tmp_path / "reform.csv")
    found = {row["户号"]: (row["结果代码"], row["增减"], row["原应缴"]) for row in rows_of(tmp_path / "reform.csv")}
    assert found == {"001": ("more", "108.00", "1512.00"), "002": ("rejected_after", "", "1440.00")}


def test_rejects_of_two_tables_are_named_with_their_reasons(heat: Program, tmp_path: Path) -> None:
    old, new = table(tmp_path), table(tmp_path, "2.70", "new.toml")
    text = new.read_text(encoding="utf-8")
    new.write_text(text[: text.rindex("  [[city.tariff]]")], encoding="utf-8")  # the price of all others is gone
    file = ledger(tmp_path, "ledger.csv", ["001,甲园,居民,100", "002,甲园,非居民,50", "003,甲园,居民,abc"])
    asked = ("diff", str(file), "--tariffs", str(old), str(new), "--by", "小区")
    shown = heat(*asked).out
    assert shown.startswith("甲城调价的影响（ledger.csv，采暖季 2024-2025；table.toml → new.toml；1 户，100㎡）\n")
    assert "多缴 1 户，共 108.00" in shown
    assert "；另有 1 户后一份退回" in shown
    assert "  002 甲园：后一份退回 R15 " in shown
    assert "两份表都退回的原因（每种列出前三行）\n  R06 共 1 行：\n  第 4 行 " in shown
    assert "新表退回原因（new.toml，每种列出前三行）\n  R15 共 1 行：" in shown
    assert "旧表退回原因" not in shown
    assert shown.count("第 4 行 ") == 1
    manifest = json.loads(heat(*asked, "--format", "json").out)
    jsonschema.validate(manifest, SCHEMA)
    assert (manifest["before"]["reasons"], manifest["after"]["reasons"]) == ({"R06": 1}, {"R06": 1, "R15": 1})


def test_two_tables_bill_the_later_of_their_winters(heat: Program, tmp_path: Path) -> None:
    """The old price goes on: 100 × 6 × 2.52 and 2.70 of one winter, and both notes say what a bill of it would."""
    old, new = table(tmp_path), table(tmp_path, "2.70", "new.toml")
    text = new.read_text(encoding="utf-8")
    new.write_text(text.replace("2024-2025", "2025-2026").replace("2024-11", "2025-11"), encoding="utf-8")
    file = ledger(tmp_path, "ledger.csv", ["001,甲园,居民,100"])
    asked = ("diff", str(file), "--tariffs", str(old), str(new))
    shown = heat(*asked).out
    assert "采暖季 2025-2026；" in shown.partition("\n")[0]
    assert "结果\n  甲城：两份价目表最近的采暖季不同（旧表 2024-2025，新表 2025-2026），都按 2025-2026" in shown
    assert (
        "  旧表 table.toml：甲城 居民：本价格自 2024-2025 起执行，最近见于 2024-09-01 的出处，比 2025-2026 早 1"
        in shown
    )
    assert "  旧表 table.toml：甲城 居民：价目表没有收录这一采暖季的长度，沿用 2024-2025 采暖季的。" in shown
    manifest = json.loads(heat(*asked, "--format", "json").out)
    jsonschema.validate(manifest, SCHEMA)
    assert manifest["diff"]["change"] == "108.00"
    assert manifest["one_winter"] == [
        {"city": "jiacheng", "before": "2024-2025", "after": "2025-2026", "billed": "2025-2026"}
    ]
    named = json.loads(heat(*asked, "--winter", "2025-2026", "--format", "json").out)
    assert (named["one_winter"], named["diff"]) == ([], manifest["diff"])


def test_tables_with_no_winter_in_common_are_refused(heat: Program, tmp_path: Path) -> None:
    old, new = table(tmp_path), table(tmp_path, "2.70", "new.toml")
    text = old.read_text(encoding="utf-8")
    old.write_text(text.replace('from = "2024-2025"', 'from = "2024-2025"\n  until = 2025-07-01'), encoding="utf-8")
    text = new.read_text(encoding="utf-8")
    new.write_text(text.replace("2024-2025", "2025-2026").replace("2024-11", "2025-11"), encoding="utf-8")
    file = ledger(tmp_path, "ledger.csv", ["001,甲园,居民,100"])
    run = heat("diff", str(file), "--tariffs", str(old), str(new))
    assert (run.code, run.out) == (2, "")
    assert "甲城按旧表最近是 2024-2025，按新表是 2025-2026。请用 --winter 指明" in run.err


def test_an_invalid_table_is_named(heat: Program, tmp_path: Path) -> None:
    table(tmp_path)
    table(tmp_path, "-1", "broken.toml")
    ledger(tmp_path, "ledger.csv", ["001,甲园,居民,100"])
    paths = [str(tmp_path / name) for name in ("ledger.csv", "table.toml", "broken.toml")]
    run = heat("diff", paths[0], "--tariffs", *paths[1:])
    assert (run.code, run.out) == (4, "")
    assert "broken.toml" in run.err
    assert "table.toml" not in run.err


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_bills_of_any_format_and_manifests_are_read(suffix: str, tmp_path: Path) -> None:
    before = billed(tmp_path, "before", ["001,甲园,居民,100", "002,甲园,居民,80"], suffix=suffix)
    after = billed(tmp_path, "after", ["002,甲园,居民,85", "001,甲园,居民,100"])
    manifest, rows = compared(tmp_path, before.with_name("before.manifest.json"), after)
    assert [row["增减"] for row in rows] == ["0.00", "75.60"]
    assert manifest["before"]["file"] == "before.manifest.json"
    assert manifest["matched_by"] == ["户号"]


def test_bills_in_gb18030_are_read(heat: Program, tmp_path: Path) -> None:
    ledger(tmp_path, "a.csv", ["001,镕园,居民,100"])
    for name in ("one", "two"):
        asked = ("--tariffs", str(table(tmp_path)), "--out-encoding", "gb18030", "-o", str(tmp_path / f"{name}.csv"))
        assert heat("batch", str(tmp_path / "a.csv"), *asked).code == 0
    manifest, _ = compared(tmp_path, tmp_path / "one.csv", tmp_path / "two.csv", by=["小区"])
    assert [each["value"] for each in manifest["diff"]["by"]["小区"]] == ["镕园"]


def test_edited_bills_are_refused(tmp_path: Path) -> None:
    before, after = (billed(tmp_path, name, ["001,甲园,居民,100"]) for name in ("before", "after"))
    after.write_bytes(after.read_bytes().replace(b"1512.00", b"1000.00"))
    with pytest.raises(InputFileError, match=r"after\.csv"):
        heatcalc.diff(before, after, tariffs=table(tmp_path))
    mark = after.with_name("after.manifest.json")
    manifest = json.loads(mark.read_text(encoding="utf-8"))
    mark.write_text(json.dumps({key: value for key, value in manifest.items() if key != "defaults"}), encoding="utf-8")
    with pytest.raises(InputFileError) as old:
        heatcalc.diff(before, after, tariffs=table(tmp_path))
    assert old.value.key == "diff.bad_manifest"
    mark.unlink()
    with pytest.raises(InputFileError) as missing:
        heatcalc.diff(before, after, tariffs=table(tmp_path))
    assert missing.value.key == "diff.no_manifest"


def test_rejects_that_were_edited_are_told(heat: Program, tmp_path: Path) -> None:
    before = billed(tmp_path, "before", ["001,甲园,居民,100"])
    after = billed(tmp_path, "after", ["001,甲园,居民,abc", "002,甲园,居民,80"])
    rejects = after.with_name("after.rejects.csv")
    rejects.write_bytes(rejects.read_bytes().replace(b"abc", b"100"))
    manifest, rows = compared(tmp_path, before, after)
    assert [row["结果代码"] for row in rows] == ["only_before", "only_after"]
    assert not manifest["after"]["rejects_read"]
    assert "没有区分" in heat("diff", str(before), str(after)).out


def test_bills_without_accounts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("小区,建筑面积\n甲园,100\n", encoding="utf-8")
    heatcalc.batch(tmp_path / "ledger.csv", tmp_path / "bills.csv", tariffs=table(tmp_path))
    with pytest.raises(InputFileError) as refused:
        heatcalc.diff(tmp_path / "bills.csv", tmp_path / "bills.csv", tariffs=table(tmp_path))
    assert refused.value.key == "diff.no_accounts"


def test_homes_that_only_one_run_tells_apart_are_refused(tmp_path: Path) -> None:
    estates = {"小区": "account_within"}
    before = billed(tmp_path, "before", ["001,甲园,居民,100", "001,乙园,居民,80"], columns=estates)
    after = billed(tmp_path, "after", ["001,甲园,居民,100"])
    with pytest.raises(InputFileError, match="小区"):
        heatcalc.diff(before, after, tariffs=table(tmp_path))


def test_two_runs_of_the_same_differ_in_nothing(heat: Program, tmp_path: Path) -> None:
    before, after = (billed(tmp_path, name, ["001,甲园,居民,100", "002,甲园,居民,80"]) for name in ("before", "after"))
    run = heat("diff", str(before), str(after), "--lang", "en")
    assert run.code == 0
    assert "Unchanged: 2 homes." in run.out
    changed = billed(tmp_path, "after", ["001,甲园,居民,100", "002,甲园,居民,81"], force=True)
    assert heat("diff", str(before), str(changed)).code == 1


def test_the_same_comparison_again_changes_nothing_and_edits_are_kept(tmp_path: Path) -> None:
    before = billed(tmp_path, "before", ["001,甲园,居民,100"])
    after = billed(tmp_path, "after", ["001,甲园,居民,90"])
    out = tmp_path / "changes.csv"
    first, again = (heatcalc.diff(before, after, out, tariffs=table(tmp_path)) for _ in range(2))
    assert (first.unchanged, again.unchanged) == (False, True)
    assert [file.name for file in again.files] == ["changes.csv", "changes.manifest.json"]
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        heatcalc.diff(before, after, out, tariffs=table(tmp_path))
    assert out.read_text(encoding="utf-8") == "mine"
    with pytest.raises(OutputError):
        heatcalc.diff(before, after, before, tariffs=table(tmp_path), force=True)
    assert not list(tmp_path.glob(".*"))


def test_a_workbook_has_amounts_as_numbers_and_accounts_as_text(tmp_path: Path) -> None:
    before = billed(tmp_path, "before", ["001,甲园,居民,100", "002,甲园,居民,80"])
    after = billed(tmp_path, "after", ["001,甲园,居民,90"])
    heatcalc.diff(before, after, tmp_path / "changes.xlsx", tariffs=table(tmp_path))
    page = load_workbook(tmp_path / "changes.xlsx").active
    _, first, second = page.iter_rows(values_only=True)
    assert (first[0], first[3:6], first[6]) == ("001", (1512, 1360.8, -151.2), "less")
    assert (second[0], second[3:6], second[6]) == ("002", (1209.6, "", ""), "only_before")


def test_the_screen_and_the_page(heat: Program, tmp_path: Path) -> None:
    before = billed(tmp_path, "before", ["001,甲园,居民,100", "002,乙园,居民,80", "003,乙园,居民,50"])
    after = billed(tmp_path, "after", ["001,甲园,居民,90", "002,乙园,居民,85", "003,乙园,居民,50"])
    page = tmp_path / "page.html"
    run = heat("diff", str(before), str(after), "--by", "小区", "--html", str(page))
    assert "退还 1 户，共 151.20" in run.out
    assert "补收 1 户，共 75.60" in run.out
    assert "-200.00 至 -100.00" in run.out
    assert "001 甲园：1512.00 → 1360.80，退还 151.20" in run.out
    assert "jiacheng\t居民\t3\t1\t1\t3477.60\t3402.00\t-75.60" in run.out
    assert "HEATCALC_TARIFFS" in run.out
    run.out.encode("gbk")
    html = page.read_text(encoding="utf-8")
    assert html.count(CHART_STYLE) == 3
    assert heat("diff", str(before), str(after), "--html", str(page)).code == 5
    shown = json.loads(heat("diff", str(before), str(after), "--format", "json").out)
    jsonschema.validate(shown, SCHEMA)
    assert "outputs" not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.csv",), "--tariffs"),
        (("a.csv", "b.csv", "--tariffs", "c.toml", "d.toml"), "--tariffs"),
        (("a.csv", "b.csv", "--city", "朔州"), "--city"),
        (("a.csv", "--tariffs", "c.toml"), "--tariffs 后面要有 2 个值：--tariffs OLD NEW。"),
        (("a.toml", "b.toml"), "heatcalc tariff diff"),
        (("a.csv", "b.toml"), "heatcalc tariff diff"),
        (("a.csv", "b.csv", "--map", "面积=建筑面积"), "--map"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(arguments: tuple[str, ...], said: str, heat: Program) -> None:
    run = heat("diff", *arguments)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_a_column_that_one_run_lacks_is_a_usage_error(tmp_path: Path) -> None:
    bills = billed(tmp_path, "before", ["001,甲园,居民,100"])
    with pytest.raises(UsageError):
        heatcalc.diff(bills, bills, tariffs=table(tmp_path), by=["楼栋"])


areas = st.dictionaries(st.integers(1, 12), st.integers(0, 4000).map(lambda tenths: f"{tenths / 10:.1f}"), min_size=1)


@settings(max_examples=25)
@given(before=areas, after=areas)
def test_no_amount_is_lost(
    before: dict[int, str], after: dict[int, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """0.0 ㎡ is rejected: so homes are billed, rejected and absent in any mixture."""
    folder = tmp_path_factory.mktemp("diff")
    sides = [
        billed(folder, name, [f"{account:03},甲园,居民,{area}" for account, area in side.items()] + ["999,乙园,居民,1"])
        for name, side in (("before", before), ("after", after))
    ]
    manifest, rows = compared(folder, *sides, by=["小区"])
    assert conserved(manifest)
    found = manifest["diff"]
    for sums in (found["classes"], found["by"]["小区"]):
        assert sum(Decimal(each["change"]) for each in sums) == Decimal(found["change"])
        assert sum(each["homes"] for each in sums) == found["homes"]
    assert sum(each["homes"] for each in found["histogram"]) == sum(
        found["kinds"][kind]["homes"] for kind in ("less", "more")
    )
    sound = [{f"{account:03}" for account, area in side.items() if area != "0.0"} for side in (before, after)]
    assert {row["户号"] for row in rows} == sound[0] | sound[1] | {"999"}
    for row in rows:
        assert row["增减"] == "" or Decimal(row["增减"]) == Decimal(row["现应缴"]) - Decimal(row["原应缴"])


@given(
    order=st.permutations(range(20)),
    left=st.sets(st.integers(0, 19)),
    come=st.sets(st.integers(0, 19)),
    most=st.integers(0, 8),
)
def test_homes_are_found_in_any_order_however_few_may_wait(
    order: list[int], left: set[int], come: set[int], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = {f"{each}": BilledHome(each, each * 7, 0, ["x"]) for each in range(20) if each not in come}
    after = {f"{each}": BilledHome(each, each * 5, 1, ["y"]) for each in order if each not in left}
    store = PairStore(tmp_path_factory.mktemp("pairs"))
    try:
        found = {
            pair.account: (pair.before, pair.after)
            for pair in pairs_of(before.items(), after.items(), store, unique=True, most=most)
        }
    finally:
        store.close()
    assert found == {each: (before.get(each), after.get(each)) for each in {*before, *after}}


def test_an_account_of_two_classes_counts_in_the_first_and_it_is_said(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,用户类别,建筑面积\n1,居民,100\n1,非居民,50\n2,居民,100\n", encoding="utf-8")
    runs = []
    for name, winter in (("before", "2021-2022"), ("after", "2022-2023")):
        runs.append(str(tmp_path / f"{name}.csv"))
        asked = ("--several", "--city", "朔州", "--winter", winter, "-o", runs[-1])
        assert heat("batch", str(ledger), *asked).code == 0
    done = heat("diff", *runs)
    assert "1 户在一份账单里有几行" in done.out
    assert "归入第一行的类别" in done.out
