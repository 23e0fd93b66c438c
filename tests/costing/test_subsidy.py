"""What heat costs and who pays: cases as data, parts that add up, sweeps, scenarios and their mistakes."""

import io
import json
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heatcalc
from heatcalc.batches import revenue
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.revenue import ledger_revenue
from heatcalc.billing.request import BillRequest
from heatcalc.costing.gap import gap_of, home_revenue
from heatcalc.costing.heat_cost import CostInput, CostInputs
from heatcalc.costing.price_cap import cap_of
from heatcalc.costing.scenarios import InvalidScenarios, Scenario, load_scenarios, scenario_toml
from heatcalc.costing.shares import REST, checked_shares, split
from heatcalc.costing.sweep import break_even, sweep
from heatcalc.errors import Refused, UsageError
from heatcalc.formula.home import Home
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.helpers.gaps import CASES, TABLES, answer, inputs_of

COST = {"heat_use": "0.45", "loss": "0.10", "network_cost": "8"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["title"]))
def test_case(case: dict[str, Any], shipped: Table) -> None:
    table = heatcalc.load_tariffs(TABLES / case["table"]) if "table" in case else shipped
    if "refused" in case:
        with pytest.raises(Refused) as refused:
            answer(case, table)
        assert (refused.value.code, list(refused.value.missing)) == (case["refused"], case["missing"])
        return
    gap, shown = answer(case, table)
    assert str(gap.cost) == case["cost"]
    assert gap.cost == gap.paid + gap.gap
    if "household" in case:
        assert str(gap.paid) == case["household"]
    if "gap" in case:
        assert str(gap.gap) == case["gap"]
    if "lines" in case:
        assert [[line.id, str(line.amount)] for line in gap.lines] == case["lines"]
    if "parts" in case:
        assert {part.payer: str(part.amount) for part in gap.parts} == case["parts"]
    cap = cap_of(gap)
    assert (cap is not None and cap.broken) == case.get("above_cap", False)
    for words in case.get("says", []):
        assert words in shown, shown


@settings(deadline=None)
@given(
    st.integers(-(10**6), 10**10),
    st.lists(st.integers(0, 1000), min_size=1, max_size=5).filter(any),
    st.booleans(),
)
def test_parts_add_up_to_the_fen(gap: int, weights: list[int], rest: bool) -> None:
    shares = {f"p{at}": Fraction(weight, sum(weights)) for at, weight in enumerate(weights)}
    if rest:
        shares["p0"] = REST
    checked = checked_shares(shares)
    amount = Decimal(gap).scaleb(-2)
    parts = split(amount, checked)
    assert sum((part.amount for part in parts), Decimal(0)) == max(amount, Decimal(0))
    for part in parts:
        assert part.amount >= 0
        assert abs(Fraction(part.amount) - Fraction(amount) * part.share) < Fraction(1, 100)


@pytest.mark.parametrize(
    "shares",
    [{"city": "0.6", "county": "0.5"}, {"city": "0.6"}, {"city": "1.1", "county": "rest"}, {"a": "rest", "b": "rest"}],
)
def test_shares_that_do_not_add_up_are_refused(shares: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        checked_shares({payer: REST if share == "rest" else Fraction(share) for payer, share in shares.items()})


figures = st.fixed_dictionaries(
    {
        "area": st.integers(1, 10**7).map(lambda cents: Fraction(cents, 100)),
        "source_price": st.integers(1, 10**5).map(lambda cents: Fraction(cents, 100)),
        "heat_use": st.integers(1, 20_000).map(lambda parts: Fraction(parts, 10_000)),
        "loss": st.integers(0, 9_000).map(lambda parts: Fraction(parts, 10_000)),
        "network_cost": st.integers(0, 10_000).map(lambda cents: Fraction(cents, 100)),
        "rural_multiple": st.none() | st.integers(10, 50).map(lambda tenths: Fraction(tenths, 10)),
    }
)


@settings(deadline=None, max_examples=200)
@given(figures, st.lists(st.integers(0, 100), min_size=2, max_size=4).filter(any))
def test_a_cost_is_what_the_formula_says_and_its_parts_add_up(given_: dict[str, Any], weights: list[int]) -> None:
    table = heatcalc.load_tariffs(TABLES / "cost.toml")
    payers = home_revenue(table, BillRequest(Home({"building_m2": given_["area"]}, {})))
    shares = {f"p{at}": Fraction(weight, sum(weights)) for at, weight in enumerate(weights)}
    inputs = CostInputs(
        **{name: CostInput(value) for name, value in given_.items() if name != "area" and value is not None}
    )
    gap = gap_of(payers, inputs, checked_shares(shares), "en", rural=False)
    per_m2 = given_["source_price"] * given_["heat_use"] / (1 - given_["loss"]) + given_["network_cost"]
    exact = per_m2 * given_["area"] * (given_["rural_multiple"] or 1)
    assert abs(Fraction(gap.cost) - exact) <= Fraction(1, 200)
    assert gap.cost == gap.paid + gap.gap
    assert sum((part.amount for part in gap.parts), Decimal(0)) == max(gap.gap, Decimal(0))
    turned = break_even(payers, gap)
    if turned.source_price is not None:
        closed = inputs._replace(source_price=CostInput(turned.source_price))
        assert abs(gap_of(payers, closed, {}, "en", rural=False).gap) <= Decimal("0.01")


@pytest.mark.slow
def test_a_ledger_is_the_sum_of_its_homes_and_is_read_once(shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"{n:06},{'居民' if n % 4 else '非居民'},{n % 200 + 20}.{n % 10}\n" for n in range(100_000))
    reads = []
    run = revenue.run
    monkeypatch.setattr(revenue, "run", lambda *given, **named: reads.append(1) or run(*given, **named))
    payers = ledger_revenue(
        shipped, io.BytesIO(f"户号,用户类别,建筑面积\n{rows}".encode()), BatchOptions(Defaults("朔州"))
    ).revenues
    inputs = inputs_of(COST)
    shares = checked_shares({"city": Fraction(1, 3), "county": REST})
    gaps = [gap_of(each, inputs, shares, "zh", rural=False) for each in payers]
    assert [gap.class_ for gap in gaps] == ["residential", "non_residential"]
    homes = [Fraction(n % 200 + 20) + Fraction(n % 10, 10) for n in range(100_000)]
    areas = [sum(homes) - sum(homes[::4]), sum(homes[::4])]
    assert [gap.area for gap in gaps] == areas
    assert [Fraction(gap.cost) for gap in gaps] == [area * Fraction("20.25") for area in areas]
    for gap in gaps:
        assert sum((part.amount for part in gap.parts), Decimal(0)) == max(gap.gap, Decimal(0))
    begun = time.perf_counter()
    swept = {
        "source_price": [Fraction(20) + Fraction(at, 10) for at in range(100)],
        "loss": [Fraction(at, 500) for at in range(100)],
    }
    found = sweep(payers, inputs, swept, rural=False)
    assert (len(found), len(reads)) == (10_000, 1)
    assert time.perf_counter() - begun < 60
    at = next(each for each in found if each.values == (Fraction("24.5"), Fraction("0.1")))
    assert at.gap == sum(gap.gap for gap in gaps)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("户号,城市,使用面积\n1,朔州,70\n", ["1 户没有建筑面积", "第 2 行", "朔州 使用面积 = 建筑面积 × 0.7"]),
        ("户号,城市,使用面积,建筑面积\n1,朔州,,100\n2,朔州,70,\n\n3,朔州,35,\n", ["2 户没有建筑面积", "第 3 行"]),
    ],
)
def test_a_ledger_without_building_areas_is_refused_with_a_remedy(shipped: Table, text: str, said: list[str]) -> None:
    with pytest.raises(heatcalc.InputFileError) as refused:
        ledger_revenue(shipped, io.BytesIO(text.encode()), BatchOptions())
    assert all(each in refused.value.text("zh") for each in said)


SCENARIOS = """\
[scenario.now]
area = 100
rural = true
heat_use = 0.45
loss = 0.10
network_cost = 8
split = { city = 0.6, county = 0.4 }

[scenario.dearer]
area = 100
source_price = 26
heat_use = 0.45
loss = 0.10
network_cost = 8
"""


def test_scenarios_side_by_side(heat: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(SCENARIOS, encoding="utf-8")
    done = heat("subsidy", "--scenarios", str(path), "--format", "json")
    assert done.code == 0, done.err
    rows = json.loads(done.out)["rows"]
    assert [(row["scenario"], row["cost"], row["gap"]) for row in rows] == [
        ("now", "6075.00", "4563.00"),
        ("dearer", "2100.00", "588.00"),
    ]
    assert rows[0]["split"] == {"city": "2737.80", "county": "1825.20"}


def test_what_is_saved_is_read_again(heat: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    asked = (
        "--area",
        "100.5",
        "--heat-use",
        "0.45",
        "--loss",
        "10%",
        "--network-cost",
        "8",
        "--rural",
        "--winter",
        "2022-2023",
    )
    done = heat("subsidy", *asked, "--split", "city=0.6,county=rest", "--save", str(path))
    assert done.code == 0, done.err
    plain = json.loads(heat("subsidy", *asked, "--split", "city=0.6,county=rest", "--format", "json").out)
    (row,) = json.loads(heat("subsidy", "--scenarios", str(path), "--format", "json").out)["rows"]
    assert {**plain, "scenario": "1"} == row
    (scenario,) = load_scenarios(path)
    assert scenario_toml([scenario]) == path.read_bytes()
    assert isinstance(scenario, Scenario)


def test_all_mistakes_of_scenarios_are_found_at_once(tmp_path: Path, heat: Program) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        "[scenario.a]\narea = 100\nsplit = { city = 0.6, county = 0.5 }\nloss = 1.0\nheat_use = -0.4\n"
        "[scenario.b]\narea = 100\nsource_price = 28\nguide_price = 27.5\nheatuse = 0.4\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidScenarios) as invalid:
        load_scenarios(path)
    assert [(finding.line, finding.path[-1]) for finding in invalid.value.findings] == [
        (3, "split"),
        (4, "loss"),
        (5, "heat_use"),
        (8, "source_price"),
        (10, "heatuse"),
    ]
    done = heat("subsidy", "--scenarios", str(path))
    assert (done.code, done.err.count(f"{path}:")) == (3, 5)


URBAN = ("--area", "100", "--heat-use", "0.45", "--loss", "0.1", "--network-cost", "8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--area", "100", "--rural"), 0),
        (("--area", "100"), 4),
        ((), 2),
        (("--area", "100", "--split", "city=0.6,county=0.5", "--rural"), 2),
        (("--area", "100", "--heat-use", "0.45", "--loss", "1", "--network-cost", "8"), 2),
        (("--area", "100", "--heat-use", "-0.45", "--loss", "0.1", "--network-cost", "8"), 2),
        (("--area", "100", "--source-price", "27.6", "--heat-use", "0.45", "--loss", "0.1", "--network-cost", "8"), 1),
        (("--area", "100", "--source-price", "27.5", "--heat-use", "0.45", "--loss", "0.1", "--network-cost", "8"), 0),
        (
            (
                "--area",
                "100",
                "--source-price",
                "27..24:1",
                "--heat-use",
                "0.45",
                "--loss",
                "0.1",
                "--network-cost",
                "8",
            ),
            2,
        ),
        (
            (
                "--area",
                "100",
                "--source-price",
                "1..999:0.01",
                "--heat-use",
                "0.4",
                "--loss",
                "0",
                "--network-cost",
                "8",
            ),
            2,
        ),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, heat: Program) -> None:
    done = heat("subsidy", *arguments)
    assert done.code == code, done.err
    assert "Traceback" not in done.err


def test_a_range_of_shares_is_in_per_cent_or_not(heat: Program) -> None:
    given_ = ("subsidy", "--area", "100", "--heat-use", "0.45", "--network-cost", "8")
    ranges = [heat(*given_, "--loss", loss).out for loss in ("8%..12%:2%", "0.08..0.12:0.02")]
    assert ranges[0] == ranges[1]
    assert [line.partition("\t")[0] for line in ranges[0].splitlines()[2:5]] == ["8%", "10%", "12%"]
    for loss in ("8..12:2%", "8%..12%", "0.1:0.2:0.05"):
        run = heat(*given_, "--loss", loss)
        assert (run.code, run.out) == (2, "")
        assert "应如 8%..12%:2%（从..到:每步）" in run.err


def test_a_sweep_of_two_inputs(heat: Program) -> None:
    given_ = ("--area", "100", "--heat-use", "0.45", "--network-cost", "8", "--loss", "0..0.1:0.1")
    done = heat("subsidy", *given_, "--source-price", "24.5..27.5:0.5", "--format", "json")
    rows = json.loads(done.out)["rows"]
    assert len(rows) == 14
    assert done.code == 0
    assert heat("subsidy", *given_, "--source-price", "27..28:0.5").code == 1
    assert "指导价 27.5 元/吉焦是上限" in heat("subsidy", *given_, "--source-price", "27..28:0.5").out
    amounts = {"cost": "2025.00", "household": "1512.00", "gap": "513.00"}
    assert {"source_price": "24.5", "loss": "0.1", **amounts, "split": {}, "above_cap": False} in rows


@pytest.mark.parametrize(("city", "text"), [("大同", "--rural-multiple"), ("朔州", "--rural")])
def test_a_cost_that_the_table_lacks_names_the_option_that_helps_in_this_city(
    city: str, text: str, heat: Program
) -> None:
    assert f"请用 {text}。" in heat("subsidy", "--area", "100", "--city", city).err


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["300/月", "1001", "0.5", "-1"])
def test_an_option_and_a_scenario_have_the_same_range(figure: str, heat: Program, tmp_path: Path) -> None:
    number, _, monthly = figure.partition("/")
    key = "network_monthly" if monthly else "network_cost"
    file = tmp_path / "s.toml"
    file.write_text(f"[scenario.a]\narea = 100\nheat_use = 0.4\nloss = 0.1\n{key} = {number}\n", encoding="utf-8")
    stated = heat("subsidy", "--area", "100", "--heat-use", "0.4", "--loss", "0.1", f"--network-cost={figure}")
    filed = heat("subsidy", "--scenarios", str(file))
    assert (stated.code == 2) == (filed.code == 3), (stated.err, filed.err)
    assert "--network-monthly" not in stated.err


def test_a_price_at_substations_is_named_where_that_of_the_plant_is_lacking(heat: Program) -> None:
    given_ = ("--area", "100", "--with", "lift=no", "--heat-use", "0.36", "--loss", "0", "--network-cost", "5")
    said = heat("subsidy", "--city", "石家庄", *given_).err
    assert "换热站的结算价，不是电厂出口的热源价，没有采用：42 元/吉焦（2018-07-01 至 …，居民，" in said


def test_what_others_pay_of_the_price_is_told_beside_the_gap(heat: Program) -> None:
    """鄂尔多斯: homes pay 14.50 of 20.50, the governments 6.00, which a gap above 14.50 holds."""
    given_ = ("--city", "鄂尔多斯", "--area", "100", "--unit-cost", "30")
    assert "另有 600.00 元由他方承担" in heat("subsidy", *given_).out
    found = json.loads(heat("subsidy", *given_, "--format", "json").out)
    assert (found["household"], found["others"], found["gap"]) == ("1450.00", "600.00", "1550.00")


def test_another_cost_of_the_same_winter_is_named_beside_the_one_taken(heat: Program) -> None:
    """青岛's season cost 31.02, and its year 39.00."""
    given_ = ("--city", "青岛", "--usable", "100", "--with", "district=inner_three", "--unit-cost", "qingdao")
    assert "同一季另有：39 元/㎡·供热年度" in heat("subsidy", *given_).out


def test_a_metered_home_without_a_building_area_is_none_of_area_nought(tmp_path: Path) -> None:
    """Its bill needs no area; its cost does."""
    text = (TABLES / "cost.toml").read_text(encoding="utf-8")
    by_heat = """
  [[city.tariff]]
  class = "residential"
  plan = "metered"
  from = 2022-09-01
  charge = [{ rate = 50, per = ["GJ"] }]
  source = "made-up"
"""
    file = tmp_path / "metered.toml"
    file.write_text(text + by_heat, encoding="utf-8")
    ledger = "户号,计费方式,建筑面积,用热量(GJ)\n1,按面积,100,\n2,按热量,,30\n"
    with pytest.raises(heatcalc.InputFileError) as refused:
        ledger_revenue(heatcalc.load_tariffs(file), io.BytesIO(ledger.encode()), BatchOptions())
    assert "1 户没有建筑面积（第一户：第 3 行）" in refused.value.text("zh")
