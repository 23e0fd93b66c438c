"""What findings say: the place that is at fault, in numbers as people write them, and what would mend it."""

from fractions import Fraction
from pathlib import Path

import pytest

import heatcalc
from heatcalc.schema.findings import about, path_text
from heatcalc.tariffs.load import inspect
from tests.helpers.small_table import HEAD, TARIFF

SEASON = '[[city.season]]\nstart = "11-15"\nend = "03-15"\nsource = "s"\n'
TABLE = HEAD + SEASON + TARIFF
RATE = 'rate = 5, per = ["building_m2", "month"]'


def rule(keys: str) -> str:
    return f'{TABLE}[[city.rule]]\nsource = "s"\n{keys}\n'


def said(text: str, tmp_path: Path) -> str:
    """Return the only finding of a table, without its file."""
    file = tmp_path / "table.toml"
    file.write_text(text, encoding="utf-8")
    (finding,) = inspect(file)[1]
    return f"{path_text(finding.path)}: {finding._replace(file='', line=0).text('en')}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            TABLE.replace("2022-11-01", '"2022-2023"\nuntil = "2021-2022"'),
            ["Found 2021-2022. Allowed: >= 2022-2023."],
        ),
        (TABLE.replace("charge", "vat = { rate = 0.09 }\ncharge"), ["Missing key: included.", "true or false"]),
        (TABLE.replace("charge", "vat = { rate = 9, included = true }\ncharge"), ["Did you mean 0.09?"]),
        (rule('kind = "stopped_supply"\npays = 30'), ["Did you mean 0.3?"]),
        (TABLE.replace('["building_m2", "month"]', '"building_m2, month"'), ['Did you mean ["building_m2", "month"]?']),
        (TABLE.replace('["building_m2", "month"]', '"building_m2 month"'), ["or one of [measures]. ["]),
        (rule('kind = "stopped_supply"\npays = 1.5'), ["Found 1.5. Allowed: a finite number >= 0 <= 1. ["]),
        (rule('kind = "stopped_supply"\npays = 300'), ["Found 300. Allowed: a finite number >= 0 <= 1. ["]),
        (
            rule('kind = "ceiling_height"\nover = 3\nbands = [{ up_to = 4, times = 1.3 }, { times = 1.2 }]'),
            ["Allowed: >= 1.3."],
        ),
        (
            rule('kind = "relief"\ngroup = "g"\npays = 0.5\npayer = "civil affairs"'),
            ["small letters, digits and _, a letter first"],
        ),
        (
            rule('kind = "price_subsidy"\nper = ["building_m2", "month"]\nbands = [{ up_to = 5, rate = 0.5 }]'),
            ["bands[0].up_to: ", "The last band must be open"],
        ),
        (
            TABLE.replace(RATE, f'{RATE}, when = {{ building = ["multi", "villa"] }}'),
            ['Found ["multi", "villa"].', "one value, as text; for several values, write an entry for each"],
        ),
        (TABLE + "[measures.Kp]\nname = 'a'\nunit = 'b'\n", ["small letters, digits and _, a letter first"]),
    ],
)
def test_a_finding_says_what_would_mend_it(text: str, words: list[str], tmp_path: Path) -> None:
    found = said(text, tmp_path)
    assert all(word in found for word in words), found


def test_a_gap_in_a_season_is_named_by_its_days(tmp_path: Path) -> None:
    later = TARIFF.replace("2022-11-01", '2023-01-15\nchange = "by_day"')
    found = said(TABLE.replace("charge", "until = 2022-12-31\ncharge") + later, tmp_path)
    assert found.startswith("city[0].tariff[0].until: ")
    assert "2023-01-01..2023-01-14" in found
    assert "until = 2023-01-14" in found


@pytest.mark.parametrize(("rates", "odd"), [((2, 30, 4), 1), ((20, 2.5, 3), 0), ((2, 2.5, 30), 2), ((2, 30), 1)])
def test_of_tiers_the_odd_one_is_named(rates: tuple[float, ...], odd: int, tmp_path: Path) -> None:
    bounds = [f"up_to = {100 * (at + 1)}, " for at in range(len(rates) - 1)] + [""]
    tiers = ", ".join(f"{{ {bound}rate = {rate} }}" for bound, rate in zip(bounds, rates, strict=True))
    text = TABLE.replace(RATE, f'tiers = [{tiers}], per = ["building_m2", "month"]')
    file = tmp_path / "table.toml"
    file.write_text(text, encoding="utf-8")
    far = [path_text(each.path) for each in inspect(file)[1] if each.code == "far_tier"]
    assert far == [f"city[0].tariff[0].charge[0].tiers[{odd}].rate"]


@pytest.mark.parametrize(("number", "text"), [("3750", "3750"), ("12345.6", "12350"), ("0.00012345", "0.0001234")])
def test_a_number_has_no_exponent(number: str, text: str) -> None:
    assert about(Fraction(number)) == text


def test_a_price_that_ended_is_said_to_have_ended(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    first = TARIFF.replace("2022-11-01", '"2020-2021"\nuntil = "2021-2022"')
    file.write_text(HEAD + SEASON + first + TARIFF.replace("2022-11-01", '"2024-2025"'), encoding="utf-8")
    tariffs = heatcalc.load_tariffs(file)
    for winter, words in (("2022-2023", "ended on 2022-06-30"), ("2018-2019", "the earliest is from 2020-2021")):
        refusal = heatcalc.bill(area=100, city="jia", winter=winter, tariffs=tariffs, lang="en")
        assert isinstance(refusal, heatcalc.Refusal)
        assert words in refusal.message


def test_a_city_of_calendar_years_is_asked_for_a_year(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    seasons = "".join(f'[[city.season]]\nyear = {year}\nmonths = 12\nsource = "s"\n' for year in (2018, 2022))
    file.write_text(HEAD + seasons + TARIFF.replace("2022-11-01", "2022"), encoding="utf-8")
    refusal = heatcalc.bill(area=100, city="jia", year=2018, tariffs=heatcalc.load_tariffs(file))
    assert isinstance(refusal, heatcalc.Refusal)
    assert refusal.missing == ("year",)


def test_a_ledger_may_name_the_year(tmp_path: Path) -> None:
    """100 × 5 × 12; a winter is no year, nor is a year a winter where a city bills winters."""
    file, ledger, out = tmp_path / "table.toml", tmp_path / "ledger.csv", tmp_path / "bills.csv"
    year = '[[city.season]]\nyear = 2022\nmonths = 12\nsource = "s"\n'
    file.write_text(HEAD + year + TARIFF.replace("2022-11-01", "2022"), encoding="utf-8")
    ledger.write_text("户号,建筑面积,采暖季\n1,100,2022\n2,100,2022年\n3,100,2022-2023\n", encoding="utf-8")
    made = heatcalc.batch(ledger, out, tariffs=file, city="jia")
    assert [line.split(",")[3] for line in out.read_text(encoding="utf-8-sig").splitlines()[1:]] == ["6000.00"] * 2
    assert made.manifest["rejected"] == 1
    file.write_text(HEAD + year.replace("year = 2022\nmonths = 12", "months = 4") + TARIFF, encoding="utf-8")
    made = heatcalc.batch(ledger, out, tariffs=file, city="jia", force=True)
    assert made.manifest["rejected"] == 2
    refusal = heatcalc.bill(area=100, city="jia", year=2023, tariffs=heatcalc.load_tariffs(file))
    assert isinstance(refusal, heatcalc.Refusal)
    assert "2022-2023" in refusal.message
