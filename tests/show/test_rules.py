"""A rule of the table is shown in words, in both languages, whatever its kind and parameters."""

from dataclasses import fields
from pathlib import Path

import pytest

import heatcalc
from heatcalc.messages import LANGS, Lang
from heatcalc.money import CNY
from heatcalc.rules.registry import RULE_KINDS
from heatcalc.show.rules import rule_text
from heatcalc.tariffs.model import Table
from tests.conftest import Program

TABLES = Path(__file__).parents[1] / "tables"


@pytest.mark.parametrize("lang", LANGS)
def test_no_rule_is_shown_as_the_table_writes_it(lang: Lang, shipped: Table) -> None:
    made_up = heatcalc.load_tariffs(TABLES / "rules.toml")
    rules = [(rule, table) for table in (shipped, made_up) for city in table.city for rule in city.rule]
    assert {rule.kind for rule, _ in rules} == set(RULE_KINDS)
    for rule, table in rules:
        text = rule_text(rule, table, lang, CNY)
        assert not {"=", "{", "["} & set(text), text
        assert not [field.name for field in fields(rule) if "_" in field.name and field.name in text], text


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("报停按 30% 缴纳（按面积，2022-07-01 起）", "每年，11-01 至 03-31，5个月")),
        ("en", ("Stopped homes pay 30% (by area, since 2022-07-01)", "every winter, 11-01 to 03-31, 5 months")),
    ],
)
def test_a_city_is_shown_in_words(lang: str, words: tuple[str, ...], heat: Program) -> None:
    out = heat("tariff", "show", "太原", HEATCALC_LANG=lang).out
    for part in words:
        assert part in out
