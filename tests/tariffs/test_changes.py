"""A price or a rule that changes inside a season is billed as its `change` says, by every reader, or refused."""

import json
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.small_table import findings

HEAD = """\
schema = 1
[classes.residential]
name = "居民"
[sources.s]
title = "t"
publisher = "p"
date = "2022"
kind = "regulation"
[sources.later]
title = "l"
publisher = "p"
date = "2023"
kind = "regulation"
[[city]]
id = "x"
name = "某市"
[[city.season]]
start = "11-15"
end = "03-14"
months = 4
source = "s"
"""
OLD = """\
[[city.tariff]]
class = "residential"
from = 2021-07-01
charge = [{ rate = 5, per = ["building_m2", "season"] }]
source = "s"
"""
NEW = OLD.replace("rate = 5", "rate = 6").replace('"s"', '"later"')


def newer(day: str, change: str) -> str:
    return NEW.replace("2021-07-01", day) + (f'change = "{change}"\n' if change else "")


def due(text: str, tmp_path: Path, heat: Program, *asked: str) -> tuple[int, str | None, list[str]]:
    """Return the exit code, the amount due and the amounts of the lines of 100 ㎡."""
    file = tmp_path / "table.toml"
    file.write_text(HEAD + text, encoding="utf-8")
    done = heat("bill", "--tariffs", str(file), "--city", "x", "--area", "100", "--format", "json", *asked)
    bill = json.loads(done.out) if done.code == 0 else {}
    return done.code, bill.get("due"), [line["amount"] for line in bill.get("lines", [])]


@pytest.mark.parametrize(
    ("day", "change", "expected", "lines"),
    [
        ("2023-01-14", "by_day", "550.00", ["250.00", "300.00"]),  # 60 of 120 days each
        ("2023-03-14", "by_day", "500.83", ["495.83", "5.00"]),  # its last day
        ("2023-01-14", "whole_season", "600.00", ["600.00"]),
        ("2023-01-14", "next_season", "500.00", ["500.00"]),
        ("2022-11-15", "", "600.00", ["600.00"]),
        ("2023-03-15", "", "500.00", ["500.00"]),
    ],
)
def test_a_price_that_changes(
    day: str, change: str, expected: str, lines: list[str], tmp_path: Path, heat: Program
) -> None:
    text = OLD + newer(day, change)
    assert due(text, tmp_path, heat, "--winter", "2022-2023") == (0, expected, lines)
    assert due(text, tmp_path, heat, "--winter", "2023-2024")[1] == "600.00"
    ledger, table = tmp_path / "ledger.csv", tmp_path / "table.toml"
    ledger.write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    for engine in ("exact", "duckdb"):
        asked = ("--tariffs", str(table), "--city", "x", "--winter", "2022-2023", "--engine", engine)
        assert heat("batch", str(ledger), "-o", "-", *asked).out.splitlines()[1].endswith(f",{expected}")


@pytest.mark.parametrize(
    "day", ["2022-11-16", "2023-01-14", "2023-03-14"]
)  # the last day too: it has a price of its own
def test_a_price_that_changes_without_a_word_is_an_error(day: str, tmp_path: Path) -> None:
    assert [code for *_, code in findings(HEAD + OLD + newer(day, ""), tmp_path)] == ["changes_in_season"]


def test_a_gap_and_an_end_inside_a_season_are_errors(tmp_path: Path) -> None:
    ended = OLD + "until = 2022-12-01\n"
    for text, expected in (
        (ended, "changes_in_season"),
        (ended + newer("2023-02-01", "by_day"), "gap_in_season"),
        (ended + newer("2024-07-01", ""), "changes_in_season"),
    ):
        assert [code for *_, code in findings(HEAD + text, tmp_path)] == [expected]
    assert findings(HEAD + ended + newer("2022-12-02", "by_day"), tmp_path) == []


def test_the_first_known_price_is_not_carried_back(tmp_path: Path, heat: Program) -> None:
    text = OLD.replace("2021-07-01", "2022-01-01")
    assert findings(HEAD + text, tmp_path) == []
    assert due(text, tmp_path, heat, "--winter", "2021-2022")[0] == 4
    assert due(text, tmp_path, heat, "--winter", "2022-2023")[1] == "500.00"


def test_prices_by_their_days_share_cap_and_tax(tmp_path: Path) -> None:
    taxed = newer("2023-01-14", "by_day") + "vat = { rate = 0.09, included = false }\n"
    assert [code for *_, code in findings(HEAD + OLD + taxed, tmp_path)] == ["change_by_day"]


def test_part_of_a_season_with_two_prices_is_refused(tmp_path: Path, heat: Program) -> None:
    rule = '[[city.rule]]\nkind = "part_season"\nby = "day"\nsource = "s"\n'
    text = OLD + newer("2023-01-14", "by_day") + rule
    assert due(text, tmp_path, heat, "--winter", "2022-2023", "--from", "2022-12-15")[0] == 4
    assert due(text, tmp_path, heat, "--winter", "2022-2023")[1] == "550.00"


@pytest.mark.parametrize(
    ("terms", "winter", "expected"),
    [
        ('from = 2023-01-14\nchange = "whole_season"', "2022-2023", "150.00"),
        ('from = 2023-01-14\nchange = "next_season"', "2022-2023", None),
        ('from = 2023-01-14\nchange = "next_season"', "2023-2024", "150.00"),
        ('until = 2023-01-14\nchange = "next_season"', "2022-2023", "150.00"),
        ('until = 2023-01-14\nchange = "next_season"', "2023-2024", None),
    ],
)
def test_a_rule_that_changes(terms: str, winter: str, expected: str | None, tmp_path: Path, heat: Program) -> None:
    rule = f'[[city.rule]]\nkind = "stopped_supply"\npays = 0.3\nsource = "s"\n{terms}\n'
    code, amount, _ = due(OLD + rule, tmp_path, heat, "--winter", winter, "--stopped")
    assert (code, amount) == ((0, expected) if expected else (4, None))
    silent = rule.replace(f"{terms}\n", terms.partition("\n")[0] + "\n")
    assert [code for *_, code in findings(HEAD + OLD + silent, tmp_path)] == ["changes_in_season"]


def test_a_rule_that_takes_the_place_of_another_decides(tmp_path: Path, heat: Program) -> None:
    old = '[[city.rule]]\nkind = "stopped_supply"\npays = 0.3\nuntil = 2023-01-13\nsource = "s"\n'
    new = '[[city.rule]]\nkind = "stopped_supply"\npays = 0.2\nfrom = 2023-01-14\nsource = "s"\nchange = "%s"\n'
    for change, expected in (("whole_season", "100.00"), ("next_season", "150.00")):
        assert due(OLD + old + new % change, tmp_path, heat, "--winter", "2022-2023", "--stopped")[1] == expected
