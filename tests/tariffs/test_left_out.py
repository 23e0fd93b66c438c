"""A home that has only a part of a tariff's price is not billed, and validation warns of it."""

from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.tariffs.load import inspect
from tests.helpers.small_table import HEAD, TARIFF

NETWORK = '[attributes.network]\nname = "管网"\nvalues = { city = ["城市"], gas = ["燃气"], coal = ["燃煤"] }\n'
SEASON = '[[city.season]]\nmonths = 4\nsource = "s"\n'
PRICE = '{ rate = 5, per = ["building_m2", "month"] }'
HEAT = '{ rate = 0.16, per = ["kWh"] }'


def basic(condition: str, name: str = "basic", rate: int = 12) -> str:
    return f'{{ name = "{name}", rate = {rate}, per = ["building_m2", "season"], {condition} }}'


def network(value: str, key: str = "when") -> str:
    return f'{key} = {{ network = "{value}" }}'


def heat_of(value: str) -> str:
    return HEAT.replace(" }", f", {network(value)} }}")


BOTH = (basic(network("city")), basic(network("gas"), rate=18))
BONUSES = [basic(network(each), "bonus", rate=-1) for each in ("city", "gas")]
PUMPS = [basic(network(each), "pump") for each in ("city", "gas")]
WITHOUT = basic(f"{network('city')}, {network('coal', 'unless')}"), BOTH[1]


def asked(tmp_path: Path, charges: tuple[str, ...], value: str) -> tuple[Any, list[str]]:
    """Return the answer for a home of a network, and what `validate` finds, but for prices that are out of range."""
    tariff = TARIFF.replace(PRICE, ", ".join(charges)).replace("from", 'plan = "metered"\nfrom', 1)
    file = tmp_path / "table.toml"
    file.write_text(HEAD.replace("[sources.s]", f"{NETWORK}[sources.s]") + SEASON + tariff, encoding="utf-8")
    table, findings = inspect(file)
    assert table is not None, findings
    home: dict[str, Any] = {"area": 100, "kwh": 1000, "attributes": {"network": value}}
    answer = heatcalc.bill(city="jia", plan="metered", tariffs=table, **home)
    return answer, [finding.found for finding in findings if finding.code == "part_of_price"]


@pytest.mark.parametrize(
    ("charges", "value", "due", "found"),
    [
        ((*BOTH, HEAT), "gas", "1960.00", ["network = coal"]),
        ((*BOTH, HEAT), "coal", "part_of_price", ["network = coal"]),
        ((*BOTH, HEAT), "other", "part_of_price", ["network = coal"]),
        # What a price has for others says nothing of those whom it has none for.
        ((*BOTH, heat_of("city"), heat_of("gas"), heat_of("coal")), "coal", "part_of_price", ["network = coal"]),
        # An `unless` says that they have none.
        ((*WITHOUT, HEAT), "coal", "160.00", []),
        ((*WITHOUT, HEAT), "other", "part_of_price", []),
        # A basic charge is no surcharge, unless those without one have a price of their own.
        ((BOTH[0], HEAT), "gas", "part_of_price", ["network = gas; network = coal"]),
        ((BOTH[0], heat_of("city"), heat_of("gas")), "gas", "160.00", []),
        # One surcharge is for those whom it names, and so is what takes off; two surcharges are a price by attribute.
        ((basic(network("city"), "pump"), HEAT), "gas", "160.00", []),
        ((*BONUSES, HEAT), "coal", "160.00", []),
        ((*PUMPS, HEAT), "coal", "part_of_price", ["network = coal"]),
    ],
)
def test_a_part_of_a_price_is_no_bill(
    charges: tuple[str, ...], value: str, due: str, found: list[str], tmp_path: Path
) -> None:
    answer, findings = asked(tmp_path, charges, value)
    assert findings == found
    if isinstance(answer, heatcalc.Refusal):
        assert answer.code == due
        assert value == "other" or "coal" not in answer.message.partition("--with")[0]
    else:
        assert f"{answer.due}" == due


def test_the_refusal_names_those_that_have_a_price(tmp_path: Path) -> None:
    answer, _ = asked(tmp_path, (*BOTH, HEAT), "coal")
    assert (answer.code, answer.missing) == ("part_of_price", ("network",))
    assert "城市(city)、燃气(gas)。" in answer.message
