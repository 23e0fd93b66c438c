"""A city that the table does not have: which was meant, by sound, by the parts of characters, by pinyin."""

import json
from pathlib import Path

import pytest

import heatcalc
from heatcalc import Refusal, Table
from heatcalc.tariffs import near_names
from heatcalc.tariffs.near_names import near_city
from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF

SOUNDS = json.loads(Path(near_names.__file__).with_name("sounds.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("塑州", "朔州"),  # read sù, and often written for 朔, which is its upper part
        ("塑州市", "朔州"),
        ("硕州", "朔州"),
        ("朔洲", "朔州"),
        ("太园市", "太原"),
        ("秦黄岛", "秦皇岛"),
        ("阿合齐县", "阿合奇"),
        ("张家囗", "张家口"),  # the frame of a character, not a mouth: it has no sound in the table
        ("shuo zhou", "朔州"),
        ("Shuo-Zhou Shi", "朔州"),
        ("shuòzhōu", "朔州"),
        ("lǚliáng", "吕梁"),
        ("xi'an", "西安"),
        ("haerbin", "哈尔滨"),  # Harbin in the table
        ("huhehaote", "呼和浩特"),  # Hohhot in the table
        ("datung", "大同"),
        ("tianjing", "天津"),
        ("shuozhuo", "朔州"),
        ("太原市小店区", "太原"),
        ("北京市朝阳区", "北京"),
        ("朔州市朔城区", "朔州"),
        ("山西省太原市", "太原"),
    ],
)
def test_the_city_that_was_meant_is_named(written: str, meant: str, shipped: Table) -> None:
    refused = heatcalc.bill(area=100, city=written, tariffs=shipped)
    assert isinstance(refused, Refusal), "no name is corrected silently"
    assert refused.code == "unknown_city"
    assert f"是不是要找 {meant}（" in refused.message


@pytest.mark.parametrize(
    "written",
    [
        "苏州",
        "鞍山市",
        "上海",
        "shanghai",
        "peking",
        "Hangzhou",
        "Suzhou",
        "luzhou",
        "guiyang",
        "上海市浦东新区",
        "深圳",
        "nowhere",
        "州",
        "市",
        "",
        "@",
        "💧💧",
    ],
)
def test_a_name_that_is_near_to_none_gets_no_suggestion(written: str, shipped: Table) -> None:
    assert near_city(written, shipped.city) is None


def test_a_class_is_suggested_that_the_city_has(heat: Program) -> None:
    assert "是不是要写 居民（residential）？" in heat("bill", "--area", "100", "--class", "residental").err
    assert "是不是要" not in heat("bill", "--area", "100", "--class", "shop").err


def test_every_character_of_a_city_of_the_table_has_its_sounds(shipped: Table) -> None:
    # docs/make_sounds.py writes them anew.
    names = {name for city in shipped.city for name in (city.name, *city.aliases)}
    assert {character for name in names for character in name if not character.isascii()} <= set(SOUNDS)


def test_no_character_stands_for_itself_or_for_another_in_two_ways() -> None:
    assert "Unihan" in SOUNDS.pop("source")
    for character, (readings, alike, akin) in SOUNDS.items():
        assert readings.isascii()
        assert readings
        assert len({character, *alike, *akin}) == 1 + len(alike) + len(akin), character


def test_a_name_of_a_table_of_ones_own_is_compared_letter_by_letter(heat: Program, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text((HEAD + TARIFF).replace('name = "甲"', 'name = "示例市"'), encoding="utf-8")
    run = heat("bill", "--area", "100", "--city", "示列市", "--tariffs", str(mine))
    assert (run.code, "是不是要找 示例市（jia）？" in run.err) == (4, True)


def test_the_row_of_a_ledger_is_rejected_with_the_city_that_was_meant(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积,城市\n1,100,朔州\n2,100,塑州\n", encoding="utf-8")
    run = heat("batch", str(ledger), "-o", str(tmp_path / "bills.csv"))
    assert run.code == 1
    rejects = (tmp_path / "bills.rejects.csv").read_text(encoding="utf-8-sig")
    assert "是不是要找 朔州（shuozhou）？" in rejects
    assert rejects.count("塑州") == 2, "the city as it was written, and in the reason"
