"""A bill says how old a price is that no source has confirmed since, in every format, and what it is called."""

import json
from pathlib import Path

import pytest

import heatcalc
from tests.conftest import Program
from tests.helpers.small_table import HEAD, findings

PRICE = """\
[[city.tariff]]
class = "residential"
from = "2020-2021"
charge = [{ rate = 20, per = ["building_m2", "season"] }]
source = "s"
"""


@pytest.mark.parametrize(
    ("key", "winter", "says"),
    [
        ("", "2021-2022", None),  # in which its source of 2022 was published
        ("", "2023-2024", "last seen in a source of 2022, 2 winters before"),
        ("seen = 2023-09-01\n", "2023-2024", None),
        ("seen = 2023-09-01\n", "2024-2025", "last seen in a source of 2023-09-01, 1 winter before"),
        ('until = "2024-2025"\n', "2024-2025", None),  # published for it
    ],
)
def test_a_price_that_is_carried_on_says_since_when(
    tmp_path: Path, heat: Program, key: str, winter: str, says: str | None
) -> None:
    file = tmp_path / "table.toml"
    file.write_text(HEAD + PRICE + key, encoding="utf-8")
    asked = ("--city", "jia", "--area", "100", "--winter", winter, "--lang", "en")
    for format_ in ("plain", "json", "md"):
        done = heat("bill", "--tariffs", str(file), *asked, "--format", format_)
        text = " ".join(line for line in done.out.splitlines() if "last seen" in line)
        assert (says or "") in text
        assert bool(text) == (says is not None), format_


def test_a_bill_names_its_price_and_rules(tmp_path: Path, heat: Program) -> None:
    rule = '[[city.rule]]\nkind = "stopped_supply"\npays = 0.3\nsource = "s"\n'
    file = tmp_path / "table.toml"
    file.write_text(f'{HEAD}{PRICE}id = "jia-1"\n{rule}', encoding="utf-8")
    asked = ("--city", "jia", "--area", "100", "--winter", "2021-2022", "--stopped", "--format", "json")
    bill = json.loads(heat("bill", "--tariffs", str(file), *asked).out)
    assert (bill["tariff"], bill["seen"], bill["rules"]) == ("jia-1", "2022", ["jia/stopped_supply"])


def test_no_two_prices_or_rules_share_an_id(tmp_path: Path, shipped: heatcalc.Table) -> None:
    ids = [city.tariff_id(tariff) for city in shipped.city for tariff in city.tariff]
    ids += [city.rule_id(rule) for city in shipped.city for rule in city.rule]
    assert len(set(ids)) == len(ids)
    second = PRICE.replace("2020-2021", "2025-2026") + 'id = "same"\n'
    text = f'{HEAD}{PRICE}until = "2024-2025"\nid = "same"\n{second}'
    assert [found[1:] for found in findings(text, tmp_path)] == [("city[0].tariff[1].id", "duplicate_name")]
