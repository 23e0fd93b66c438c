"""Reading a table: every mistake in one run, each at its line; and text that no parser should see."""

import copy
import re
import time
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

import heatcalc
from heatcalc.schema.findings import Findings, path_text
from heatcalc.tariffs.arrays import names_of
from heatcalc.tariffs.load import inspect
from heatcalc.tariffs.schema import TABLE
from tests.helpers.small_table import HEAD, TARIFF, findings

TABLES = Path(__file__).parents[1] / "tables"


def test_ten_mistakes_are_ten_findings_each_at_its_line() -> None:
    file = TABLES / "ten_mistakes.toml"
    expected = [
        (number, *match.groups())
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (match := re.search(r"# (city\S+) (\w+)$", line))
    ]
    assert len(expected) == 10
    table, found = inspect(file)
    assert table is None
    assert [(each.line, path_text(each.path), each.code) for each in found] == expected
    assert {each.hint for each in found} >= {"province", "residential", "month"}
    for each in found:
        assert str(file) in each.text("en")
        assert each.allowed.zh


def test_loading_an_invalid_table_raises_all_of_it() -> None:
    with pytest.raises(heatcalc.InvalidTable) as raised:
        heatcalc.load_tariffs(TABLES / "ten_mistakes.toml")
    assert len(raised.value.findings) == 10
    assert str(raised.value).count("\n") == 10
    assert raised.value.exit_code == 4


def test_the_shipped_table_has_no_findings() -> None:
    table, found = inspect(Path(__file__).parents[2] / "tariffs.toml")
    assert table is not None
    assert found == []


def test_a_small_table_is_sound(tmp_path: Path) -> None:
    assert findings(HEAD + TARIFF, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "line", "path", "code"),
    [
        (HEAD + TARIFF + TARIFF, 19, "city[0].tariff[1]", "duplicate_tariff"),
        (
            HEAD + TARIFF + "until = 2024-01-01\n" + TARIFF.replace("2022", "2023"),
            22,
            "city[0].tariff[1].from",
            "overlapping_tariff",
        ),
        (HEAD + HEAD[HEAD.index("[[city]]") :], 14, "city[1]", "duplicate_city"),
        (
            HEAD.replace('"甲"', '"甲"\naliases = ["乙"]') + '[[city]]\nid="b"\nname="乙"\n',
            15,
            "city[1]",
            "duplicate_city",
        ),
        (
            HEAD + "[[city.season]]\nwinter = '2022-2023'\nmonths = 0.05\nsource = 's'\n",
            16,
            "city[0].season[0].months",
            "out_of_range",
        ),
        ("default_city = 'x'\n" + HEAD + TARIFF, 1, "default_city", "unknown_city"),
        (HEAD.replace("schema = 1", "schema = 2") + TARIFF, 1, "schema", "out_of_range"),
        (HEAD.replace("[[city]]", "[[citi]]"), 11, "citi", "unknown_key"),
        (HEAD[: HEAD.index("[[city]]")], 1, "", "missing_key"),
        (HEAD + TARIFF.replace("rate = 5, ", ""), 17, "city[0].tariff[0].charge[0]", "rate_or_tiers"),
        (HEAD + TARIFF.replace("rate = 5", "rate = 0"), 17, "city[0].tariff[0].charge[0].rate", "not_allowed"),
        (HEAD + TARIFF.replace("rate = 5", "rate = '5'"), 17, "city[0].tariff[0].charge[0].rate", "wrong_type"),
        (HEAD + TARIFF.replace("rate = 5", "rate = true"), 17, "city[0].tariff[0].charge[0].rate", "wrong_type"),
        (HEAD + TARIFF.replace("rate = 5", "rate = inf"), 17, "city[0].tariff[0].charge[0].rate", "not_allowed"),
        (HEAD + TARIFF.replace("rate = 5", "rate = 1e400"), 17, "city[0].tariff[0].charge[0].rate", "not_allowed"),
        (HEAD + TARIFF.replace("rate = 5", "rate = 1e-400"), 17, "city[0].tariff[0].charge[0].rate", "not_allowed"),
        (
            HEAD + TARIFF.replace("rate = 5", "tiers = [{ up_to = -90, rate = 5 }]"),
            17,
            "city[0].tariff[0].charge[0].tiers[0].up_to",
            "out_of_range",
        ),
        (
            HEAD + TARIFF.replace("rate = 5", "tiers = [{ rate = 5 }, { up_to = 9, rate = 5 }]"),
            17,
            "city[0].tariff[0].charge[0].tiers[1]",
            "unreachable_tier",
        ),
        (HEAD + TARIFF + "cap = { plan = 'metered' }\n", 19, "city[0].tariff[0].cap.plan", "cap_without_plan"),
        (HEAD + TARIFF + "cap = { plan = 'area' }\n", 19, "city[0].tariff[0].cap.plan", "not_allowed"),
        (HEAD + TARIFF + "vat = { rate = 9, included = true }\n", 19, "city[0].tariff[0].vat.rate", "out_of_range"),
        (HEAD + TARIFF + "round = { step = 0.015 }\n", 19, "city[0].tariff[0].round.step", "not_allowed"),
        (HEAD + TARIFF + "round = { mode = 'half-up' }\n", 19, "city[0].tariff[0].round.mode", "not_allowed"),
        (HEAD + "[[city.season]]\nsource = 's'\n", 14, "city[0].season[0]", "no_length"),
        (HEAD + "[[city.season]]\nmonths = 4\nsource = 's'\n" * 2, 14, "city[0].season[0]", "duplicate_season"),
        (
            HEAD + "[[city.season]]\nstart = 2022-11-15\nmonths = 4\nsource = 's'\n",
            15,
            "city[0].season[0].start",
            "needs_winter",
        ),
        (
            HEAD + "[[city.season]]\nwinter = '2022-2023'\nstart = 2021-11-15\nmonths = 4\nsource = 's'\n",
            16,
            "city[0].season[0].start",
            "outside_winter",
        ),
        (
            HEAD + "[[city.season]]\nstart = '03-15'\nend = '11-15'\nsource = 's'\n",
            16,
            "city[0].season[0].end",
            "end_before_start",
        ),
        (
            HEAD + "[[city.season]]\nstart = '02-30'\nmonths = 4\nsource = 's'\n",
            15,
            "city[0].season[0].start",
            "not_allowed",
        ),
        (
            HEAD + "[[city.area]]\ngives = 'usable_m2'\nfrom = 'usable_m2'\nratio = 1\nsource = 's'\n",
            16,
            "city[0].area[0].from",
            "not_allowed",
        ),
        (
            HEAD + "[[city.area]]\ngives = 'building_m2'\nfrom = 'usable_m2'\nratio = 0.7\nsource = 's'\n",
            17,
            "city[0].area[0].ratio",
            "out_of_range",
        ),
        ("schema = = 1\n", 1, "", "syntax"),
        ("schema = 1\nschema = 1\n", 2, "", "syntax"),
        (f"schema = {'9' * 5000}\n"[:4000] + "\n", 1, "schema", "out_of_range"),
    ],
)
def test_one_mistake_is_one_finding(text: str, line: int, path: str, code: str, tmp_path: Path) -> None:
    assert (line, path, code) in findings(text, tmp_path)


def test_a_repeated_season_is_named_at_both_places(tmp_path: Path) -> None:
    season = "[[city.season]]\nmonths = 4\nsource = 's'\n"
    assert [line for line, _, _ in findings(HEAD + season + season, tmp_path)] == [14, 17]


def test_a_price_ten_times_its_neighbours_is_a_warning(tmp_path: Path) -> None:
    cities = "".join(
        f'[[city]]\nid = "c{index}"\nname = "{name}"\n' + TARIFF.replace("rate = 5", f"rate = {rate}")
        for index, (name, rate) in enumerate(zip("乙丙丁", ("4.5", "5.5", "50"), strict=True))
    )
    assert [code for _, _, code in findings(HEAD + TARIFF + cities, tmp_path)] == ["far_price"]


def test_prices_are_held_only_against_those_of_their_currency(tmp_path: Path) -> None:
    dear = HEAD + TARIFF.replace("rate = 5", "rate = 5000")
    assert [code for _, _, code in findings(dear, tmp_path)] == ["far_price"]
    assert findings(dear.replace("schema = 1", 'schema = 1\ncurrency = "KRW"'), tmp_path) == []
    assert findings(dear.replace('name = "甲"', 'name = "甲"\ncurrency = "KRW"'), tmp_path) == []


def test_a_price_of_heat_in_parts_is_held_against_none(tmp_path: Path) -> None:
    metered = TARIFF.replace('"residential"', '"residential"\nplan = "metered"')
    price = '{ rate = 5, per = ["building_m2", "month"] }'
    heat, emissions = '{ name = "heat", rate = 40, per = ["GJ"] }', '{ name = "co2", rate = 2, per = ["GJ"] }'
    for charges, expected in ((heat, []), (emissions, ["far_price"]), (f"{heat}, {emissions}", [])):
        text = HEAD + metered.replace(price, charges)
        assert [code for _, _, code in findings(text, tmp_path)] == expected


def test_forms_of_a_heat_price_that_disagree_are_a_warning(tmp_path: Path) -> None:
    metered = TARIFF.replace('"residential"', '"residential"\nplan = "metered"')
    price = 'rate = 0.2, per = ["kWh"], or = [{ rate = %s, per = ["GJ"] }]'
    for rate, expected in (("55.56", []), ("5.556", ["forms_contradict"])):
        text = HEAD + metered.replace('rate = 5, per = ["building_m2", "month"]', price % rate)
        assert [code for _, _, code in findings(text, tmp_path)] == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x = " + b"[" * 5000 + b"]" * 5000, "line_too_long"),
        (b"x = [\n" + b"[\n" * 5000 + b"]\n" * 5001, "too_deep"),
        (b".".join([b"k"] * 20_000) + b" = 1\n", "line_too_long"),
        (b"# filler\n" * 1_200_000, "too_large"),
        ("schema = 1 # 山西\n".encode("gb18030"), "not_utf8"),
        (b"schema = 1\x00\n", "syntax"),
    ],
)
def test_text_that_no_parser_should_see_is_named_quickly(content: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_bytes(content)
    start = time.monotonic()
    table, found = inspect(file)
    assert table is None
    assert [each.code for each in found] == [code]
    assert time.monotonic() - start < 10  # the parser alone would take minutes for some of these


def test_a_byte_order_mark_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (HEAD + TARIFF).encode())
    table, found = inspect(file)
    assert table is not None
    assert [(each.code, each.severity) for each in found] == [("bom", "warning")]


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_bytes((HEAD + TARIFF + "colour = 1\n").replace("\n", "\r\n").encode())
    assert [(each.line, each.code) for each in inspect(file)[1]] == [(19, "unknown_key")]


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(heatcalc.InputFileError, match=r"nothing\.toml"):
        heatcalc.load_tariffs(tmp_path / "nothing.toml")


_ODD = [
    [],
    [[1]],
    {},
    {"a": {"b": 1}},
    True,
    0,
    -1,
    10**30,
    "",
    "x",
    "2022-2023",
    "99-99",
    [{"rate": 1}],
    ["month", "month"],
]


@pytest.mark.parametrize("source", ["plans.toml", "rules.toml"])
def test_no_document_breaks_the_validation(source: str) -> None:
    document = tomllib.loads((TABLES / source).read_text(encoding="utf-8"), parse_float=Decimal)
    random = Random(7)  # noqa: S311 - repeatable, not secret
    leaves = list(_places(document))
    found = 0
    for place in leaves:
        odd = random.choice(_ODD)
        mutated = copy.deepcopy(document)
        at: Any = mutated
        for part in place[:-1]:
            at = at[part]
        at[place[-1]] = odd
        findings = Findings(names_of(mutated))
        TABLE.read(mutated, (), findings)
        found += bool(findings)
    assert found > len(leaves) / 2


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(each, (*path, key))
