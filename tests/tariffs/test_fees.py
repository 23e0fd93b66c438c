"""Fees by band: an amount instead of, or beside, a rate."""

from pathlib import Path

import pytest

import heatcalc
from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF, findings

FEES = "{ up_to = 10, amount = 1000 }, { up_to = 20, amount = 1800 }, { up_to = 40, amount = 500, rate = 80 }"
TABLE = HEAD + TARIFF.replace('class = "residential"', 'class = "residential"\nplan = "metered"').replace(
    'rate = 5, per = ["building_m2", "month"]', f'tiers = [{FEES}], tiers_by = "whole", per = ["kW"]'
)


@pytest.mark.parametrize(
    ("load", "due"), [("10", "1000.00"), ("15", "1800.00"), ("20", "1800.00"), ("20.5", "2140.00"), ("40.1", None)]
)
def test_a_fee_by_the_heat_load(load: str, due: str | None, tmp_path: Path, heat: Program) -> None:
    file, ledger = tmp_path / "table.toml", tmp_path / "ledger.csv"
    file.write_text(TABLE, encoding="utf-8")
    answer = heatcalc.bill(city="jia", plan="metered", measures={"kW": load}, tariffs=heatcalc.load_tariffs(file))
    if due is None:
        assert isinstance(answer, heatcalc.Refusal)
        assert answer.code == "beyond_bands"
    else:
        assert isinstance(answer, heatcalc.Bill)
        assert str(answer.due) == due
    ledger.write_text(f"户号,热负荷\n1,{load}\n", encoding="utf-8")
    for engine in ("exact", "duckdb"):
        asked = ("--tariffs", str(file), "--city", "jia", "--plan", "metered", "--engine", engine)
        lines = heat("batch", str(ledger), "-o", "-", *asked).out.splitlines()
        assert [line.rpartition(",")[2] for line in lines[1:]] == ([] if due is None else [due])


def test_a_fee_is_of_a_band_in_which_all_lies(tmp_path: Path) -> None:
    assert findings(TABLE, tmp_path) == []
    assert "without_effect" in [code for *_, code in findings(TABLE.replace(', tiers_by = "whole"', ""), tmp_path)]
    assert "missing_key" in [code for *_, code in findings(TABLE.replace(", amount = 1000", ""), tmp_path)]
