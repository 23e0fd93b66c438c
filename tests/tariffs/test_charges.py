"""What a charge may say besides its price: factors, a least quantity, a cap by another, its own tax, `unless`."""

from decimal import Decimal
from pathlib import Path

import pytest

import heatcalc
from tests.helpers.small_table import HEAD, TARIFF, findings

SEASON = '[[city.season]]\nmonths = 4\nsource = "s"\n'
BASIC = '{ name = "basic", rate = 10, per = ["building_m2", "season"] }'


def table(*charges: str, more: str = "") -> str:
    price = 'charge = [{ rate = 5, per = ["building_m2", "month"] }]'
    metered = TARIFF.replace('class = "residential"', 'class = "residential"\nplan = "metered"')
    return HEAD + SEASON + metered.replace(price, f"charge = [{', '.join(charges)}]") + more


def lines(text: str, tmp_path: Path, **home: object) -> dict[str, Decimal]:
    file = tmp_path / "table.toml"
    file.write_text(text, encoding="utf-8")
    tariffs = heatcalc.load_tariffs(file)
    answer = heatcalc.bill(area=100, city="jia", plan="metered", tariffs=tariffs, **home)  # type: ignore[arg-type]
    assert isinstance(answer, heatcalc.Bill), answer
    assert sum(line.amount for line in answer.lines) == answer.due
    return {line.id: line.amount for line in answer.lines}


@pytest.mark.parametrize(
    ("times", "expected"), [("0.9", "900.00"), ('"14/30"', "466.67"), ('["14/30", 0.9]', "420.00"), ('"1/3"', "333.33")]
)
def test_factors(times: str, expected: str, tmp_path: Path) -> None:
    charge = BASIC.replace(" }", f", times = {times} }}")
    assert lines(table(charge), tmp_path) == {"basic": Decimal(expected)}


@pytest.mark.parametrize(("kwh", "expected"), [(500, "200.00"), (1000, "200.00"), (1001, "200.20")])
def test_a_least_quantity(kwh: int, expected: str, tmp_path: Path) -> None:
    charge = '{ name = "heat", rate = 0.2, per = ["kWh"], at_least = 1000 }'
    assert lines(table(charge), tmp_path, kwh=kwh) == {"heat": Decimal(expected)}


@pytest.mark.parametrize(("water", "expected"), [(20, "100.00"), (140, "700.00"), (200, "700.00")])
def test_a_charge_is_at_most_a_share_of_another(water: int, expected: str, tmp_path: Path) -> None:
    charge = '{ name = "water", rate = 5, per = ["m3"], cap = { of = "basic", times = 0.7 } }'
    found = lines(table(BASIC, charge), tmp_path, measures={"m3": water})
    assert found == {"basic": Decimal("1000.00"), "water": Decimal(expected)}


def test_each_charge_has_its_own_tax(tmp_path: Path) -> None:
    heat = '{ name = "heat", rate = 0.2, per = ["kWh"], vat = { rate = 0.09, included = false } }'
    water = '{ name = "water", rate = 5, per = ["m3"], vat = { rate = 0.13, included = false } }'
    found = lines(table(heat, water), tmp_path, kwh=5000, measures={"m3": 20})
    expected = {"heat": "1000.00", "water": "100.00", "vat": "90.00", "vat-2": "13.00"}
    assert found == {name: Decimal(amount) for name, amount in expected.items()}
    general = "vat = { rate = 0.05, included = false }\n"
    found = lines(table(BASIC, heat, more=general), tmp_path, kwh=5000)
    expected = {"basic": "1000.00", "heat": "1000.00", "vat": "50.00", "vat-2": "90.00"}
    assert found == {name: Decimal(amount) for name, amount in expected.items()}


def test_unless(tmp_path: Path) -> None:
    pump = '{ name = "pump", rate = 1, per = ["building_m2", "season"], unless = { building = "old" } }'
    basic, pumped = {"basic": Decimal(1000)}, {"basic": Decimal(1000), "pump": Decimal(100)}
    for building, expected in (("old", basic), ("other", pumped)):
        found = lines(table(BASIC, pump), tmp_path, attributes={"building": building})
        assert {name: amount for name, amount in found.items() if amount} == expected


@pytest.mark.parametrize(
    ("charges", "more", "code"),
    [
        (('{ name = "w", rate = 5, per = ["m3"], cap = { of = "basic" } }', BASIC), "", "no_such_charge"),
        ((BASIC.replace(" }", ', times = "0/3" }'),), "", "wrong_type"),
        ((BASIC.replace(" }", ', times = "1000000/3" }'),), "", "wrong_type"),
        ((BASIC.replace(" }", ', times = "4000/3" }'),), "", "out_of_range"),
        (
            (BASIC.replace(" }", ", vat = { rate = 0.09, included = false } }"),),
            'minimum = { rate = 5, per = ["building_m2", "season"] }\n',
            "without_effect",
        ),
        (
            ('{ rate = 0.2, per = ["kWh"], or = [{ rate = 55.6, per = ["GJ"] }], at_least = 9 }',),
            "",
            "without_effect",
        ),
    ],
)
def test_what_does_not_go_together(charges: tuple[str, ...], more: str, code: str, tmp_path: Path) -> None:
    assert [each for *_, each in findings(table(*charges, more=more), tmp_path)] == [code]


def test_a_refund_of_one_charge(tmp_path: Path) -> None:
    heat = '{ name = "heat", rate = 0.2, per = ["kWh"] }'
    season = SEASON.replace("months = 4", "months = 4\ndays = 120")
    rule = '[[city.rule]]\nkind = "outage"\nafter_hours = 24\nrefund = 1\ncharge = "heat"\nsource = "s"\n'
    text = table(BASIC, heat, more=rule).replace(SEASON, season)
    found = lines(text, tmp_path, kwh=6000, outage_hours=48)  # 1200 ÷ 120 × 2 days
    assert found["outage"] == Decimal("-20.00")
    cold = '[[city.rule]]\nkind = "cold_room"\nbands = [{ below = 18, refund = 0.5 }]\ncharge = "heat"\nsource = "s"\n'
    found = lines(text.replace(rule, cold), tmp_path, kwh=6000, cold=[("17", 4)])  # 1200 ÷ 120 × 4 × 50 %
    assert found["cold_room"] == Decimal("-20.00")
    missing = [each for *_, each in findings(text.replace('charge = "heat"', 'charge = "Heat"'), tmp_path)]
    assert missing == ["no_such_charge"]
