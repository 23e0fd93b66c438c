"""Every code of a finding is explained, and the example of its explanation is a table that has it."""

import ast
import json
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import tomli_w

import heatcalc
from heatcalc.messages import texts_of
from heatcalc.schema.findings import Findings
from heatcalc.tariffs.load import inspect, inspect_text
from heatcalc.tariffs.quote_figures import figures_of
from tests.conftest import Program
from tests.helpers.keys import said

SOURCE = Path(heatcalc.__file__).parent
NO_CODES = {"use_follows", "invalid_scenarios", "invalid", "error", "warning", "found", "allowed", "hint"}
"""The messages of the room that are parts of a finding's text, or stand above findings."""
OF_THE_FILE = {"not_utf8", "bom", "too_large", "line_too_long", "too_deep"}
"""What is wrong with the file as such: no example can be text in it."""
EXPLAINED = texts_of("explained")

BASE: dict[str, Any] = {
    "schema": 1,
    "classes": {"residential": {"name": "居民", "english": "Residential"}},
    "sources": {"s": {"title": "t", "publisher": "p", "date": "2022", "kind": "regulation"}},
}
CITY: dict[str, Any] = {
    "id": "x",
    "name": "某市",
    "english": "X",
    "season": [{"start": "11-15", "end": "03-15", "months": 4}],
    "tariff": [{}],
}
TARIFF = {
    "class": "residential",
    "from": "2022-2023",
    "charge": [{"rate": Decimal("3.6"), "per": ["building_m2", "month"]}],
}


def codes_in_the_source() -> set[str]:
    """Return the codes that are written out in the source: in findings, and in what rules hand on to one."""
    found = {each.pattern.removeprefix("findings\\.") for each in said(SOURCE) if each.pattern.startswith("findings")}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
            found |= {node.args[1].value} if called and isinstance(node.args[1], ast.Constant) else set()  # type: ignore[attr-defined]
    return {code.replace("\\", "") for code in found} - NO_CODES


def test_every_code_is_explained_and_no_other() -> None:
    assert set(EXPLAINED) == set(texts_of("findings")) - NO_CODES
    written = {code for code in codes_in_the_source() if "." not in code}
    assert len(written) > 50
    assert written <= set(EXPLAINED)


@pytest.mark.parametrize("code", EXPLAINED)
def test_an_explanation_is_short_and_has_the_same_example_in_both_languages(code: str) -> None:
    chinese, english = (text.split("\n") for text in EXPLAINED[code])
    assert chinese[1:-1] == english[1:-1] != []
    for lines in (chinese, english):
        assert all(0 < len(line) <= 230 for line in lines), lines


def table_of(example: str) -> str:
    """Return a table that is sound but for what an example changes in it."""
    document = tomllib.loads(example, parse_float=Decimal)
    changed = document.pop("city", {})
    cities = [{**CITY, **each} for each in (changed if isinstance(changed, list) else [changed])]
    for city in cities:
        city["tariff"] = [{**TARIFF, **each} for each in city["tariff"]]
        for name in ("season", "tariff", "area", "rule", "heat_use", "split"):
            for entry in city.get(name, ()):
                entry.setdefault("source", "s")
    whole = {**BASE, **document, "city": cities}
    for name in ("classes", "sources"):
        whole[name] = {**BASE[name], **document.get(name, {})}
    for class_ in whole["classes"].values():
        class_.setdefault("english", class_["name"])
    return tomli_w.dumps(whole)


def test_the_base_of_the_examples_is_sound() -> None:
    assert inspect_text(table_of(""), Findings(), "t")[1] == []


@pytest.mark.parametrize("code", [code for code in EXPLAINED if code not in OF_THE_FILE])
def test_the_example_has_the_finding(code: str) -> None:
    example = "\n".join(EXPLAINED[code][1].split("\n")[1:-1])
    text = example if code == "syntax" else table_of(example)
    found = {finding.code for finding in inspect_text(text, Findings(), "t", strict=True)[1]}
    # A quote is what most examples lack, and a far price is a warning beside another.
    assert code in found
    assert found - {code} <= {"no_quote", "far_price"}, found


def test_a_finding_shows_its_code_and_explain_says_what_it_means(heat: Program, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(table_of("[[city.tariff]]\nprice = 3.6"), encoding="utf-8")
    run = heat("tariff", "validate", str(file))
    assert (run.code, run.out.count("[unknown_key]")) == (4, 1)
    for lang, words in (("zh", "可能就是价格的一部分"), ("en", "may be part of the price")):
        run = heat("tariff", "validate", "--explain", "unknown_key", "--lang", lang)
        assert run.code == 0
        assert words in run.out
        assert "price = 3.6" in run.out


def test_explain_lists_all_codes_and_tells_the_nearest(heat: Program) -> None:
    lines = heat("tariff", "validate", "--explain", "--format", "csv").out.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == list(EXPLAINED)
    run = heat("tariff", "validate", "--explain", "far_prise", "--lang", "en")
    assert (run.code, run.out) == (2, "")
    assert "far_price" in run.err
    assert heat("tariff", "validate").code == 2
    value = json.loads(heat("tariff", "validate", "--explain", "far_cap", "--format", "json").out)
    assert value["schema"] == "heatcalc.explained/1"
    assert [sorted(each) for each in value["codes"]] == [["advice", "code", "example", "meaning", "message"]]


STRICT = """
[sources.blog]
title = "t"
publisher = "p"
kind = "web"

[[city]]
  [[city.tariff]]
  charge = [{ rate = 3.6, per = ["building_m2", "month"], or = [{ rate = 5.1, per = ["usable_m2", "month"] }] }]
  quote = "QUOTE"

  [[city.rule]]
  kind = "stopped_supply"
  pays = 0.30
  quote = "RULE"
"""
FULL = "按建筑面积每月3.60元/㎡（使用面积5.1元）"


@pytest.mark.parametrize(
    ("quote", "rule", "codes"),
    [
        (FULL, "按热费总额30%缴纳", []),
        ("按建筑面积每月３．６元，按使用面积５．１元", "缴纳百分之三十", []),
        ("3.6 CNY per m2 of building area, 5.1 per usable m2", "30 percent of the bill is due", []),
        (FULL, "减免70％", []),
        (FULL, "按三成收取", []),
        (FULL, "按基本热费收取", ["figure_not_quoted"]),
        (FULL, "按热费总额3%缴纳", ["figure_not_quoted"]),
        ("按建筑面积每月3.8元/㎡（使用面积5.1元）", "30%", ["figure_not_quoted"]),
        ("按套内建筑面积每月3.6元/㎡，使用面积5.1元", "30%", ["basis_not_quoted"]),
        ("每月3.6元/㎡，5.1元/㎡", "30%", ["basis_not_quoted", "basis_not_quoted"]),
        ("按建筑面积每月13.6元，使用面积5.1元", "30%", ["figure_not_quoted"]),
    ],
)
def test_strict_holds_figures_and_areas_against_the_quotes(quote: str, rule: str, codes: list[str]) -> None:
    text = table_of(STRICT.replace("QUOTE", quote).replace("RULE", rule))
    findings = inspect_text(text, Findings(), "t", strict=True)[1]
    assert [finding.code for finding in findings if finding.code != "no_address"] == codes
    assert {finding.severity for finding in findings} == {"warning"}
    assert inspect_text(text, Findings(), "t")[1] == []


READ = """
[[city.tariff]]
charge = [CHARGE]
quote = "QUOTE"
EXTRA
"""
MONTHLY = '{ rate = 3.6, per = ["building_m2", "month"] }'
METERED = '{ rate = 0.13, per = ["kWh"] }'


@pytest.mark.parametrize(
    ("quote", "charge", "extra", "codes"),
    [
        ("居民按建筑面积每月3.6元/平方米", MONTHLY, "", []),
        ("居民按建筑面积每采暖季3.6元/平方米", MONTHLY, "", ["quote_contradicts"]),
        ("非居民按建筑面积每月3.6元/平方米", MONTHLY, "", ["quote_contradicts"]),
        ("居民、非居民按建筑面积每月3.6元/平方米", MONTHLY, "", []),
        ("11月3日起，建筑面积每月3.6元/平方米", MONTHLY.replace("3.6", "11"), "", ["figure_not_quoted"]),
        ("2022年11月1日起，建筑面积每月3.6元", MONTHLY, "", []),
        ("自2012年11月1日起，建筑面积每月3.6元", MONTHLY, "", ["quote_contradicts"]),
        ("建筑面积每月3.6元（含税）", MONTHLY, "vat = { rate = 0.09, included = true }", []),
        ("建筑面积每月3.6元（含税）", MONTHLY, "vat = { rate = 0.09, included = false }", ["quote_contradicts"]),
        ("建筑面积每月3.6元，另加增值税9%", MONTHLY, "vat = { rate = 0.13, included = false }", ["figure_not_quoted"]),
        ("热量每吉焦0.13元", METERED, 'plan = "metered"', ["quote_contradicts"]),
        ("热量每千瓦時0.13元（36.1元/吉焦）", METERED, 'plan = "metered"', []),
        ("建筑面积每月3.6元（不含税）", MONTHLY, "", ["quote_contradicts"]),
        ("建筑面积每月3.6元", MONTHLY, "vat = { rate = 0.09, included = false }", ["quote_contradicts"]),
        ("建筑面积每月由3.6元调整为3.8元", MONTHLY, "", ["figure_not_quoted"]),
        ("建筑面积每月上调3.6元，达到5元", MONTHLY, "", ["figure_not_quoted"]),
        ("建筑面积每月收取，见〔2013〕24号", MONTHLY.replace("3.6", "24"), "", ["figure_not_quoted"]),
        ("建筑面积每月加收5%，层高5米，共5个月", MONTHLY.replace("3.6", "5"), "", ["figure_not_quoted"]),
        ("居民建筑面积每月3.2元，非居民每月3.6元", MONTHLY, "", ["quote_contradicts"]),
        ("办公、居民建筑面积每月3.6元", MONTHLY, "", []),
        ("居民建筑面积每月3.2元，非居民、车库每月3.6元", MONTHLY, "", ["quote_contradicts"]),
        ("建筑面积每月3.6元，执行至2023年3月15日", MONTHLY, "", ["quote_contradicts"]),
        ("建筑面积每月3.6元，执行至2023年3月15日", MONTHLY, "until = 2023-03-15", []),
        ("建筑面积每月3.6元，新区另行规定", MONTHLY, "", ["quote_contradicts"]),
        ("热量每千瓦时0.13元，不超过面积热费", METERED, 'plan = "metered"', ["quote_contradicts"]),
    ],
)
def test_strict_holds_units_dates_class_and_tax_against_the_quote(
    quote: str, charge: str, extra: str, codes: list[str]
) -> None:
    text = table_of(READ.replace("CHARGE", charge).replace("QUOTE", quote).replace("EXTRA", extra))
    findings = inspect_text(text, Findings(), "t", strict=True)[1]
    assert [finding.code for finding in findings] == codes


@pytest.mark.parametrize(
    ("rule", "quote", "codes"),
    [
        ('kind = "late_payment"\ndue = "10-31"\nper_day = 0.002', "10月31日后每日2‰", []),
        ('kind = "late_payment"\ndue = "10-31"\nper_day = 0.002', "自十一月一日起每日2‰", []),
        ('kind = "late_payment"\ndue = "12-31"\nper_day = 0.002', "10月31日后每日2‰", ["figure_not_quoted"]),
        ('kind = "late_payment"\ndue = "12-31"\nper_day = 0.002', "12月底后每日2‰", []),
        ('kind = "relief"\ngroup = "低保"\npays = 0.15', "低保户自付15%，减免85%", []),
        ('kind = "relief"\ngroup = "低保"\npays = 0.85', "低保户自付15%", ["figure_not_quoted"]),
        ('kind = "outage"\nat_least_hours = 24\nrefund = 0.8', "停热24小时以上退还20%", ["figure_not_quoted"]),
        ('kind = "outage"\nat_least_hours = 24\nrefund = 1', "停热超过24小时退当日热费", ["quote_contradicts"]),
        ('kind = "outage"\nafter_hours = 24\nrefund = 1', "停热24小时以上退当日热费", ["quote_contradicts"]),
        ('kind = "outage"\nat_least_hours = 72\nrefund = 1', "停热七十二小时以上二倍退还", ["quote_contradicts"]),
        ('kind = "outage"\nat_least_hours = 72\nrefund = 2', "停热七十二小时以上二倍退还", []),
        ('kind = "stopped_supply"\npays = 0.3', "报停减免30%", ["figure_not_quoted"]),
        ('kind = "stopped_supply"\npays = 0.7', "报停减免30%", []),
        ('kind = "stopped_supply"\npays = 0.7', "报停的按30%收取", ["figure_not_quoted"]),
        ('kind = "relief"\ngroup = "低保"\npays = 0.15', "低保户负担15%，其余85%由财政负担", []),
        ('kind = "relief"\ngroup = "低保"\npays = 0.85', "低保户负担15%，其余85%由财政负担", ["figure_not_quoted"]),
        ('kind = "relief"\ngroup = "低保"\npays = 0.5', "教师缴纳50%", ["quote_contradicts"]),
        ('kind = "relief"\ngroup = "低保"\npays = 0.5', "享受最低生活保障的居民缴纳50%", []),
        (
            'kind = "relief"\ngroup = "低保"\nrate = 3\nper = ["building_m2", "month"]',
            "建筑面积居民每月3元；低保户每月2.5元",
            ["quote_contradicts"],
        ),
        (
            'kind = "relief"\ngroup = "低保"\npays = 0.5\narea_limit = { building_m2 = 60 }',
            "低保户使用面积60平方米以内的缴纳50%",
            ["quote_contradicts"],
        ),
        ('kind = "relief"\ngroup = "低保"\npays = 0.5', "低保户60平方米以内的缴纳50%", ["quote_contradicts"]),
        (
            'kind = "early_payment"\nopens = "09-01"\nwindows = [{ until = "09-30", off = 0.02 }]',
            "9月1日至9月30日优惠2%",
            [],
        ),
        (
            'kind = "early_payment"\nopens = "09-02"\nwindows = [{ until = "09-29", off = 0.02 }]',
            "9月1日至9月30日优惠2%",
            ["figure_not_quoted", "figure_not_quoted"],
        ),
        ('kind = "early_payment"\nwindows = [{ until = "09-30", off = 0.08 }]', "9月30日前按92%缴纳", []),
        ('kind = "late_payment"\ndue = "12-31"\nper_day = 0.002', "12月31日后每月2‰", ["quote_contradicts"]),
        ('kind = "ceiling_height"\nover = 3\nadds_per_m = 0.03', "超过3.2米的，每米加收3%", ["figure_not_quoted"]),
        ('kind = "ceiling_height"\nproportional_to = 3\nover = 3', "热费×（层高÷3）", []),
        (
            'kind = "cold_room"\nbands = [{ below = 18, refund = 1 }]',
            "低于18℃的，扣除基本热费后全退",
            ["quote_contradicts"],
        ),
        (
            'kind = "cold_room"\nbands = [{ below = 18, refund = 1 }]',
            "低于18℃的，退相应部位的热费",
            ["quote_contradicts"],
        ),
        (
            'kind = "cold_room"\nbands = [{ below = 18, refund = 0.5 }, { below = 16, refund = 0.5 }]',
            "低于18℃的退20%，低于16℃的退50%",
            ["quote_contradicts"],
        ),
        (
            'kind = "stopped_supply"\npays = 0.3\nuntil = "2030-2031"',
            "有效期至2027年12月4日，报停缴纳30%",
            ["quote_contradicts"],
        ),
    ],
)
def test_strict_holds_days_and_the_direction_of_shares_against_the_quote(
    rule: str, quote: str, codes: list[str]
) -> None:
    tariff = READ.replace("CHARGE", MONTHLY).replace("QUOTE", "建筑面积每月3.6元").replace("EXTRA", "")
    text = table_of(f'{tariff}\n[[city.rule]]\n{rule}\nquote = "{quote}"')
    findings = inspect_text(text, Findings(), "t", strict=True)[1]
    assert [finding.code for finding in findings] == codes


def test_strict_is_asked_for_and_is_exit_code_1(heat: Program, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(table_of(STRICT.replace("QUOTE", FULL).replace("RULE", "30%")), encoding="utf-8")
    assert heat("tariff", "validate", str(file)).code == 0
    run = heat("tariff", "validate", str(file), "--strict", "--format", "json")
    assert (run.code, [each["code"] for each in json.loads(run.out)["findings"]]) == (1, ["no_address"])
    assert inspect(file, strict=True)[1][0].line == file.read_text("utf-8").splitlines().index("[sources.blog]") + 1


@pytest.mark.parametrize(
    ("quote", "numbers", "shares"),
    [
        ("二点八米", {"2.8"}, set()),
        ("一百二十天，１２１天", {"120", "121"}, set()),
        ("3‰或百分之五，万分之五", {"0.003", "0.05", "0.0005"}, {"0.003", "0.05", "0.0005"}),
        ("每千瓦时16.5分", {"0.165"}, set()),
        ("1,234.5元", {"1234.5"}, set()),
        ("0,1021元/千瓦时", {"0.1021"}, set()),
        ("10,1021元", {"10", "1021"}, set()),
        ("不低于18摄氏度,低于标准温度3℃以内,6度以上", {"18", "3", "6", "15", "12"}, set()),
        ("不低于18℃,低于16℃", {"18", "16"}, set()),
        ("减半收取", {"0.5"}, {"0.5"}),
        ("20元/m2，每GJ42.29元", {"20", "42.29"}, set()),
        ("34.5元/㎡·月，热水5元/㎥", {"34.5", "5"}, set()),
        (
            "5 189,63 kr.; 1.545,30 €; 3'008 CHF; 0,0606 €/kWh; 50.000 kWh",
            {"5189.63", "1545.3", "3008", "0.0606", "50000"},
            set(),
        ),
        ("1 662.40 тенге; Ft/vm3 126,40", {"1662.4", "126.4"}, set()),
        ("63,44 öre per kWh; 11.73 p/kWh; 9,10 ct/kWh", {"0.6344", "0.1173", "0.091"}, set()),
    ],
)
def test_the_figures_of_a_quote(quote: str, numbers: set[str], shares: set[str]) -> None:
    found = figures_of(quote)
    assert set(map(Fraction, numbers)) <= found.numbers
    assert set(map(Fraction, shares)) == found.shares
    assert Fraction(2) not in found.numbers
