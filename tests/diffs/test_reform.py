"""What a vice-mayor reads of a reform: the prices with their units, the sums, who pays more; and nobody's name."""

import json
import re
from fractions import Fraction
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

import heatcalc
from heatcalc.show.diff_words import without_options
from heatcalc.show.reform_prices import signed_percent
from heatcalc.tariffs.load import InvalidTable
from tests.conftest import Program
from tests.diffs.test_diff import SCHEMA, rows_of, table

PEOPLE = """户号,户名,电话,小区,用户类别,建筑面积
001,赵一,13800000001,甲园,居民,10000
002,钱二,13800000002,甲园,居民,5000
003,孙三,13800000003,乙园,非居民,2000
"""
"""From 2.52 to 2.70 CNY/㎡·month: 15000 × 6 × 0.18 = 16200.00 more of residents; nothing of others."""


def reform(heat: Program, folder: Path, *more: str, text: str = PEOPLE) -> tuple[str, str]:
    """Return what is shown of a reform, and the words of its page."""
    (folder / "ledger.csv").write_text(text, encoding="utf-8")
    tables = (str(table(folder)), str(table(folder, "2.70", "new.toml")))
    page = folder / "page.html"
    asked = ("--carry", "电话", "--by", "小区", "--html", str(page), "--force", *more)
    run = heat("diff", str(folder / "ledger.csv"), "--tariffs", *tables, *asked)
    assert run.code == 1, run.err
    body = page.read_text(encoding="utf-8").partition("<main>")[2]
    return run.out, re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]*>", " ", body, flags=re.DOTALL))


def test_the_page_says_prices_sums_and_winners(heat: Program, tmp_path: Path) -> None:
    """15000 × 15.12 + 2000 × 28.80 = 284400.00 before; 16200.00 more is 5.7 %, and 5400.00 a home."""
    shown, page = reform(heat, tmp_path)
    assert "甲城居民按面积由 2.52元/㎡·月 调为 2.7元/㎡·月（+7.1%）。" in page
    assert "3 户应缴合计由 284,400.00 元变为 300,600.00 元，增加 16,200.00 元（1.62 万元），即 +5.7%；" in page
    assert "户均增加 5,400.00 元。" in page
    assert "多缴 2 户，共 16,200.00；户均 8,100.00。 没有少缴的户。 不变 1 户。" in page
    assert "甲城 非居民 按面积 4.8元/㎡·月 4.8元/㎡·月 0%" in page
    assert "甲城 居民 2 0 2 0 226,800.00 243,000.00 16,200.00 +7.1% 8,100.00" in page
    assert "同一份台账（ledger.csv）按旧表 table.toml 和新表 new.toml 各计费一次，按 户号 逐户相减" in page
    assert "heatcalc《测试用价目表》" in page
    assert "  甲城 居民 按面积：2.52元/㎡·月 → 2.7元/㎡·月（+7.1%）\n" in shown
    assert "  甲城 非居民 按面积：4.8元/㎡·月，不变\n" in shown
    assert "增减 +5.7%，户均 5400.00 元。" in shown


def test_no_name_is_on_the_page(heat: Program, tmp_path: Path) -> None:
    """Not even of homes that one table has rejected; the screen, which the clerk sees, has them."""
    rejected = PEOPLE + "004,李四,13800000004,乙园,居民,abc\n"
    shown, page = reform(heat, tmp_path, text=rejected)
    assert "001 赵一" in shown
    assert "001 151,200.00 162,000.00 10,800.00" in page
    assert not re.search("赵一|钱二|孙三|李四|1380000", page)


def test_an_english_page_is_in_thousands(heat: Program, tmp_path: Path) -> None:
    _, page = reform(heat, tmp_path, "--lang", "en")
    assert "Jiacheng, Residential, by area: from 2.52 CNY/㎡·month to 2.7 CNY/㎡·month (+7.1%)." in page
    assert "16,200.00 CNY (16.20 thousand CNY) more, +5.7%; 5,400.00 CNY more a home on average." in page


def test_a_price_that_only_one_table_has(heat: Program, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    old, new, page = table(tmp_path), without_others(tmp_path), tmp_path / "page.html"
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--html", str(page), "--force", "--tariffs")
    assert "  甲城 非居民 按面积：4.8元/㎡·月 → 新表没有这一价格\n" in heat(*asked, str(old), str(new)).out
    assert "甲城非居民按面积旧表为 4.8元/㎡·月，新表没有这一价格。" in page.read_text(encoding="utf-8")
    assert "  甲城 非居民 按面积：旧表没有这一价格 → 4.8元/㎡·月\n" in heat(*asked, str(new), str(old)).out


def test_a_price_by_which_no_home_can_be_billed(heat: Program, tmp_path: Path) -> None:
    """The new price is per ㎡ of another kind, which the ledger does not say: that is no "none" and no "no change"."""
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    old, new, page = table(tmp_path), table(tmp_path, "2.70", "new.toml"), tmp_path / "page.html"
    text = new.read_text(encoding="utf-8").replace('"building_m2"', '"usable_m2"', 1)
    new.write_text(text, encoding="utf-8")
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--tariffs", str(old), str(new))
    shown = heat(*asked, "--html", str(page)).out
    assert "  甲城 居民 按面积：2.52元/㎡·月 → 2.7元/㎡·月（使用面积）（没有一户能按它计费）\n" in shown
    html = page.read_text(encoding="utf-8")
    assert html.index("3 户中 2 户不能计费，未计入。") < html.index("1 户应缴合计 57,600.00 元，没有变化。")


def test_nothing_is_written_where_no_home_is_compared(heat: Program, tmp_path: Path) -> None:
    """A winter that both tables lack; and tables of which each bills the homes that the other cannot."""
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    old, new = table(tmp_path), table(tmp_path, "2.70", "new.toml")
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--tariffs", str(old), str(new))
    out = ("-o", str(tmp_path / "changes.csv"), "--html", str(tmp_path / "page.html"))
    run = heat(*asked, *out, "--winter", "2020-2021")
    assert (run.code, run.out) == (3, "")
    assert "没有一户能按两份价目表都计费" in run.err
    assert "旧表退回 3 行，新表退回 3 行；第一条（第 2 行）：" in run.err
    text = old.read_text(encoding="utf-8")
    old.write_text(text.replace('"building_m2"', '"usable_m2"', 1), encoding="utf-8")
    without_others(tmp_path)
    run = heat(*asked, *out)
    assert (run.code, run.out) == (3, "")
    assert "旧表退回 2 行，新表退回 1 行" in run.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ledger.csv", "new.toml", "table.toml"]


def test_bills_that_go_on_with_a_price_say_so(heat: Program, tmp_path: Path) -> None:
    """By the table of the bills in the words of a bill; by another from the manifest."""
    (tmp_path / "ledger.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    path = str(table(tmp_path))
    for name in ("a", "b"):
        asked = ("--tariffs", path, "--winter", "2026-2027", "-o", str(tmp_path / f"{name}.csv"))
        assert heat("batch", str(tmp_path / "ledger.csv"), *asked).code == 0
    runs = (str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    shown = heat("diff", *runs, HEATCALC_TARIFFS=path).out
    assert "  甲城 居民：本价格自 2024-2025 起执行，最近见于 2024-09-01 的出处，比 2026-2027 早 2 个采暖季" in shown
    other = heat("diff", *runs).out
    assert "价格 jiacheng/residential/area/2024-2025 最近见于 2024-09-01 的出处，沿用到 2026-2027" in other


def test_the_changes_go_to_standard_output(heat: Program, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    tables = (str(table(tmp_path)), str(table(tmp_path, "2.70", "new.toml")))
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--tariffs", *tables)
    run = heat(*asked, "-o", "-")
    assert heat(*asked, "-o", str(tmp_path / "changes.csv")).code == run.code == 1
    assert run.out == (tmp_path / "changes.csv").read_bytes().decode()
    assert "多缴 2 户" in run.err
    assert not (tmp_path / "-").exists()


def test_names_and_telephones_of_two_runs_are_masked(heat: Program, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    path = str(table(tmp_path))
    for name in ("a", "b"):
        asked = ("--tariffs", path, "--carry", "电话", "-o", str(tmp_path / f"{name}.csv"))
        assert heat("batch", str(tmp_path / "ledger.csv"), *asked).code == 0
    runs = (str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    run = heat("diff", *runs, "--mask", "--by", "电话", "-o", str(tmp_path / "changes.csv"))
    assert run.code == 0, run.err
    assert [(row["户名"], row["电话"]) for row in rows_of(tmp_path / "changes.csv")] == [
        ("赵*", "138****0001"),
        ("钱*", "138****0002"),
        ("孙*", "138****0003"),
    ]
    assert "13800000001" not in run.out


def test_folders_of_bills_are_compared(heat: Program, tmp_path: Path) -> None:
    """002 grows from 50 to 60 ㎡: 10 × 15.12; a row of one winter is no row of another."""
    for name, area in (("a", "50"), ("b", "60")):
        for winter in ("2024-2025", "2025-2026"):
            part = tmp_path / name / f"winter={winter}"
            part.mkdir(parents=True)
            rows = (
                f"户号,小区,建筑面积\n001,甲园,100\n002,乙园,{area if winter == '2024-2025' else '50'}\n003,乙园,abc\n"
            )
            (part / "part.csv").write_text(rows, encoding="utf-8")
        heatcalc.batch(tmp_path / name, tmp_path / f"bills-{name}", tariffs=table(tmp_path))
    done = heatcalc.diff(
        tmp_path / "bills-a",
        tmp_path / "bills-b.manifest.json",
        tmp_path / "changes.csv",
        tariffs=table(tmp_path),
        by=["小区"],
    )
    jsonschema.validate(json.loads(json.dumps(done.manifest)), SCHEMA)
    assert (done.manifest["diff"]["homes"], done.manifest["diff"]["change"]) == (4, "151.20")
    assert [row["增减"] for row in rows_of(tmp_path / "changes.csv")] == ["0.00", "151.20", "0.00", "0.00"]
    assert done.manifest["after"]["rejects"] == 2
    for name in ("bills-a", "bills-b.manifest.json"):
        assert heat("diff", str(tmp_path / "bills-a"), str(tmp_path / name)).code in {0, 1}
    into = heat("diff", str(tmp_path / "bills-a"), str(tmp_path / "bills-b"), "-o", str(tmp_path / "bills-a" / "x.csv"))
    assert into.code == 5
    (tmp_path / "bills-b" / "winter=2024-2025" / "part.csv.parquet").unlink()
    edited = heat("diff", str(tmp_path / "bills-a"), str(tmp_path / "bills-b"))
    assert (edited.code, edited.out) == (3, "")


def test_a_folder_is_billed_by_two_tables(tmp_path: Path) -> None:
    (tmp_path / "ledgers").mkdir()
    for name, area in (("one", 100), ("two", 50)):
        (tmp_path / "ledgers" / f"{name}.csv").write_text(f"户号,建筑面积\n{name},{area}\n", encoding="utf-8")
    done = heatcalc.diff_tariffs(tmp_path / "ledgers", table(tmp_path), table(tmp_path, "2.70", "new.toml"))
    assert (done.manifest["ledger"], done.manifest["diff"]["change"]) == ("ledgers", "162.00")


METERED = """
  [[city.tariff]]
  class = "residential"
  plan = "metered"
  from = "2024-2025"
  charge = [{ rate = 4.56, per = ["building_m2", "season"] }, { rate = 26.4, per = ["GJ"] }]
  source = "made-up"
  [[city.heat_use]]
  value = 0.4
  basis = "building_m2"
  tariff = "jiacheng/residential/metered/2024-2025"
  area_tariff = "jiacheng/residential/area/2024-2025"
  source = "made-up"
"""
"""(2.52 × 6 - 4.56) ÷ 26.4 = 0.4."""


def test_a_price_that_a_heat_use_follows_from_says_what_else_to_change(tmp_path: Path) -> None:
    """(2.70 × 6 - 4.56) ÷ 26.4 = 0.4409…; with that, or without the heat use, the table is sound."""
    path = table(tmp_path, "2.70")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + METERED, encoding="utf-8")
    with pytest.raises(InvalidTable) as refused:
        heatcalc.load_tariffs(path)
    (finding,) = refused.value.findings
    assert finding.code == "does_not_follow"
    assert finding.allowed.zh.startswith(
        "0.441（由价格 jiacheng/residential/area/2024-2025 等推出：改了价格，这里的 value 也要改成 0.441"
    )
    path.write_text(text + METERED.replace("value = 0.4\n", "value = 0.441\n"), encoding="utf-8")
    assert heatcalc.load_tariffs(path).city[0].heat_use
    path.write_text(text + METERED.partition("  [[city.heat_use]]")[0], encoding="utf-8")
    assert not heatcalc.load_tariffs(path).city[0].heat_use


def test_what_cannot_be_billed_is_in_the_lead_and_in_every_table(heat: Program, tmp_path: Path) -> None:
    """All of 丙园 and one home of 甲园 are rejected by both tables: the lead says 3 of 6, and no estate vanishes."""
    text = f"{PEOPLE}004,李四,,丙园,居民,约90\n005,周五,,丙园,居民,\n006,吴六,,甲园,居民,abc\n"
    shown, page = reform(heat, tmp_path, text=text)
    assert "3 户应缴合计由 284,400.00 元变为 300,600.00 元" in page
    assert "6 户中 3 户不能计费，未计入。" in page
    assert "两份表都不能计费的户 0 3" in page
    assert "合计 3 0 2 1 3 284,400.00 300,600.00 16,200.00" in page
    assert "丙园 0 0 0 0 2 0.00 0.00 0.00 - -" in page
    assert "甲园 2 0 2 0 1 226,800.00" in page
    assert "乙园 1 0 0 1 0 57,600.00" in page
    assert "6 户中 3 户不能计费，未计入。" in shown
    assert "丙园：0 户，少缴 0 户、多缴 0 户，0.00 → 0.00，增减 0.00；另有 2 户不能计费" in shown
    asked = ("--carry", "电话", "--by", "小区", "--format", "json")
    tables = (str(tmp_path / "table.toml"), str(tmp_path / "new.toml"))
    found = json.loads(heat("diff", str(tmp_path / "ledger.csv"), "--tariffs", *tables, *asked).out)
    jsonschema.validate(found, SCHEMA)
    assert (found["diff"]["left_out"], found["diff"]["by_neither"]) == (3, 3)
    left_out = {each["value"]: each["left_out"] for each in found["diff"]["by"]["小区"]}
    assert left_out == {"甲园": 1, "乙园": 0, "丙园": 2}


def test_what_only_one_table_bills_is_left_out_once(heat: Program, tmp_path: Path) -> None:
    """003 by the old table alone, 004 by neither: two of four."""
    (tmp_path / "ledger.csv").write_text(f"{PEOPLE}004,李四,,乙园,居民,约90\n", encoding="utf-8")
    new = without_others(tmp_path)
    asked = ("--carry", "电话", "--by", "小区", "--tariffs", str(table(tmp_path)), str(new), "--format", "json")
    for each in (asked, (*asked[:5], asked[6], asked[5], *asked[7:])):
        found = json.loads(heat("diff", str(tmp_path / "ledger.csv"), *each).out)["diff"]
        assert (found["homes"], found["left_out"], found["by_neither"]) == (2, 2, 1)
        assert {one["value"]: one["left_out"] for one in found["by"]["小区"]} == {"甲园": 0, "乙园": 2}
        assert sum(one["left_out"] for one in found["classes"]) + found["by_neither"] == found["left_out"]


def without_others(folder: Path) -> Path:
    """Return a new table that has no price of non-residents."""
    new = table(folder, "2.70", "new.toml")
    text = new.read_text(encoding="utf-8")
    new.write_text(text[: text.rindex("  [[city.tariff]]")], encoding="utf-8")
    return new


def test_two_cities_are_no_reform(heat: Program, tmp_path: Path) -> None:
    """Rows that name no city are billed as 甲城 by one table and as 乙城 by the other."""
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    text = table(tmp_path).read_text(encoding="utf-8")
    city = text[text.index("[[city]]") :].replace("jiacheng", "yicheng").replace("甲城", "乙城").replace("2.52", "2.70")
    old, new = tmp_path / "table.toml", tmp_path / "new.toml"
    old.write_text(f"{text}\n{city.replace('Jiacheng', 'Yicheng')}", encoding="utf-8")
    other = old.read_text(encoding="utf-8").replace('default_city = "jiacheng"', 'default_city = "yicheng"')
    new.write_text(other, encoding="utf-8")
    page = tmp_path / "page.html"
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--tariffs", str(old), str(new))
    run = heat(*asked, "--html", str(page))
    assert (run.code, run.out, page.exists()) == (2, "", False)
    assert "户号 001 按旧表是甲城的价，按新表是乙城的价" in run.err
    assert "--city" in run.err
    assert heat(*asked, "--city", "甲城").code == 0


def test_changed_rules_are_told(heat: Program, tmp_path: Path) -> None:
    """A stopped home pays 20 % for 30 %: its bill falls, and no price says why. Another city's concerns none."""
    rule = """
  [[city.rule]]
  kind = "stopped_supply"
  source = "made-up"
  pays = 0.3
"""
    old, new = table(tmp_path), tmp_path / "new.toml"
    text = old.read_text(encoding="utf-8")
    other = text[text.index("[[city]]") :].replace("jiacheng", "yicheng").replace("甲城", "乙城").replace("Jia", "Yi")
    old.write_text(f"{text}{rule}{other}{rule}", encoding="utf-8")
    new.write_text(old.read_text(encoding="utf-8").replace("pays = 0.3", "pays = 0.2"), encoding="utf-8")
    (tmp_path / "ledger.csv").write_text("户号,建筑面积,报停\n001,100,是\n002,100,\n", encoding="utf-8")
    page = tmp_path / "page.html"
    asked = ("diff", str(tmp_path / "ledger.csv"), "--html", str(page), "--force", "--tariffs")
    shown = heat(*asked, str(old), str(new)).out
    assert "规则的变动\n  甲城：报停按 30% 缴纳 → 报停按 20% 缴纳\n结果\n" in shown
    assert "<li>甲城：报停按 30% 缴纳 → 报停按 20% 缴纳</li>" in page.read_text(encoding="utf-8")
    new.write_text(text, encoding="utf-8")
    assert "  甲城：新表取消 报停按 30% 缴纳\n" in heat(*asked, str(old), str(new)).out
    assert "  甲城：新表增加 报停按 30% 缴纳\n" in heat(*asked, str(new), str(old)).out


def test_each_form_of_a_price_has_its_own_per_cent(heat: Program, tmp_path: Path) -> None:
    """2.73 ÷ 2.52 is 8.3 % more; the price per usable ㎡ beside it, which was forgotten, is none."""
    (tmp_path / "ledger.csv").write_text(PEOPLE, encoding="utf-8")
    forms = 'per = ["building_m2", "month"], or = [{ rate = 3.6, per = ["usable_m2", "month"] }] }'
    tables = []
    for name, rate in (("old", "2.52"), ("new", "2.73")):
        file = table(tmp_path, rate, f"{name}.toml")
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('per = ["building_m2", "month"] }', forms, 1), encoding="utf-8")
        tables.append(str(file))
    page = tmp_path / "page.html"
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--html", str(page), "--force", "--tariffs")
    assert "2.73元/㎡·月 / 3.6元/㎡·月（使用面积）（+8.3% / 0%）\n" in heat(*asked, *tables).out
    assert page.read_text(encoding="utf-8").count("+8.3% / 0%") == 2
    one_form = str(table(tmp_path, "2.73", "new.toml"))
    assert "→ 2.73元/㎡·月（+8.3% / -）\n" in heat(*asked, tables[0], one_form).out


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(7, 100), "+7.0%"),
        (Fraction(71, 1000), "+7.1%"),
        (Fraction(-2, 100), "-2.0%"),
        (Fraction(0), "0%"),
        (Fraction(-7, 100_000), "-0.007%"),
        (Fraction(4, 10_000), "+0.04%"),
        (Fraction(5, 10_000), "+0.1%"),
        (Fraction(99), "+9900.0%"),
    ],
)
def test_a_change_in_per_cent(share: Fraction, said: str) -> None:
    assert signed_percent(share) == said


def test_a_table_of_groups_adds_up_and_says_where_the_rest_is(heat: Program, tmp_path: Path) -> None:
    """31 estates, of which 30 are shown: the total is of all, and the rest is in a manifest only with -o.

    3565 ㎡ × 15.12 = 53902.80, and × 16.20 = 57753.00.
    """
    rows = "".join(f"{at:03},甲{at:02}园,居民,{100 + at}\n" for at in range(31))
    page, out = tmp_path / "page.html", tmp_path / "changes.csv"
    (tmp_path / "ledger.csv").write_text(f"户号,小区,用户类别,建筑面积\n{rows}", encoding="utf-8")
    tables = (str(table(tmp_path)), str(table(tmp_path, "2.70", "new.toml")))
    asked = ("diff", str(tmp_path / "ledger.csv"), "--tariffs", *tables, "--by", "小区", "--html", str(page), "--force")
    for more, where in (((), "另有 1 个；用 -o 文件 写出"), (("-o", str(out)), "另有 1 个，见清单")):
        run = heat(*asked, *more)
        assert where in run.out, run.err
        text = page.read_text(encoding="utf-8")
        assert where in text
        by = text[text.index("按“小区”汇总") :]
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", by))
        assert "合计 31 0 31 0 53,902.80 57,753.00 3,850.20 +7.1% 124.20" in words


def test_no_page_is_summed_by_who_lives_where(heat: Program, tmp_path: Path) -> None:
    text = PEOPLE.replace("小区", "地址").replace("甲园", "甲园1号")
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
    tables = (str(table(tmp_path)), str(table(tmp_path, "2.70", "new.toml")))
    page, out = tmp_path / "page.html", tmp_path / "changes.csv"
    asked = ("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--tariffs", *tables, "-o", str(out))
    for column, remedy in (("户名", "--mask"), ("电话", "--mask"), ("地址", "另选一列")):
        run = heat(*asked, "--html", str(page), "--by", column)
        assert (run.code, run.out, page.exists(), out.exists()) == (2, "", False, False)
        assert remedy in run.err
    assert heat(*asked, "--by", "户名").code == 1
    assert heat(*asked, "--html", str(page), "--by", "户名", "--mask", "--force").code == 1
    html = page.read_text(encoding="utf-8")
    assert "赵*" in html
    assert not re.search("赵一|钱二|孙三|甲园", html)


def test_the_page_is_for_readers_and_not_for_whoever_ran_it(heat: Program, tmp_path: Path) -> None:
    """What to type stands on the screen alone, and each assumption in a line of its own."""
    text = f"{PEOPLE}003,再三,,乙园,非居民,10\n004,李四,,乙园,居民,约90\n"
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
    new = without_others(tmp_path)
    newer = new.read_text(encoding="utf-8").replace('from = "2024-2025"', 'from = "2025-2026"')
    new.write_text(newer, encoding="utf-8")
    page = tmp_path / "page.html"
    tables = (str(table(tmp_path)), str(new))
    shown = heat("diff", str(tmp_path / "ledger.csv"), "--carry", "电话", "--tariffs", *tables, "--html", str(page)).out
    html = page.read_text(encoding="utf-8")
    for typed in ("用 --winter 指明", "heatcalc tariff add", "--several"):
        assert typed in shown
        assert typed not in html
    assert "都按 2025-2026 采暖季计费。</li>" in html
    assert "户号 003 重复。</li>" in html
    assert html.count("第 6 行 ") == shown.count("第 6 行 ") == 1
    assert html.count("<li>甲城 居民：本价格自") + html.count("：甲城 居民：本价格自") == 1


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("户号 1 重复。确是几处，加 --several；各小区自编的，用 --account 小区,户号。", "户号 1 重复。"),
        ("No price. Name one by --winter. It is new.", "No price. It is new."),
        ("请加 --winter 2026-2027。", "请加 --winter 2026-2027。"),
        ("面积 89.5 不对。", "面积 89.5 不对。"),
    ],
)
def test_what_to_type_is_left_out(said: str, left: str) -> None:
    assert without_options(said) == left


@pytest.mark.parametrize(("allowed", "said"), [("1", "已退回 2 户，超过允许的 1"), ("10%", "7 户中退回 3 户")])
def test_too_many_rejects_say_what_was_read_and_what_to_do(
    allowed: str, said: str, heat: Program, tmp_path: Path
) -> None:
    """Two of the first two, of seven: the run ends there, so that the number of homes is not known."""
    bad = "".join(f"{at:03},李四,,乙园,居民,{area}\n" for at, area in enumerate(["约90", "", "abc", 1, 2, 3, 4]))
    (tmp_path / "ledger.csv").write_text(f"{PEOPLE.splitlines()[0]}\n{bad}", encoding="utf-8")
    tables = (str(table(tmp_path)), str(table(tmp_path, "2.70", "new.toml")))
    asked = ("--carry", "电话", "--max-rejects", allowed)
    run = heat("diff", str(tmp_path / "ledger.csv"), "--tariffs", *tables, *asked)
    assert (run.code, run.out) == (3, "")
    assert f"按 table.toml 计费，{said}" in run.err
    assert "--tariffs table.toml -o 文件" in run.err
    of_batch = heat("batch", str(tmp_path / "ledger.csv"), "--dry-run", "--tariffs", tables[0], *asked)
    assert (of_batch.code, of_batch.out) == (3, "")
    assert said in of_batch.err
