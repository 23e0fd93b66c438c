"""The gap by what a column of a ledger says: townships add up to the ledger, each with its split, in every format."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import heatcalc
from heatcalc.billing.request import BillRequest
from heatcalc.costing.by_value import gaps_by_value
from heatcalc.costing.gap import gap_of, home_revenue
from heatcalc.costing.shares import split, split_over
from heatcalc.formula.home import Home
from heatcalc.money import plain
from tests.conftest import Program
from tests.helpers.files import ledger_in
from tests.helpers.gaps import TABLES, inputs_of

# A ㎡ costs 24.5 × 0.45 ÷ 0.9 + 8 = 20.25, in the country 60.75; a home pays 2.52 × 6 = 15.12, others 4.8 × 6 = 28.80.
COST = ("--heat-use", "0.45", "--loss", "0.1", "--network-cost", "8")
SPLIT = ("--split", "市财政=0.6,县财政=rest")
TOWNS = "户号,乡镇,建筑面积\n1,神头镇,100\n2,利民镇,80\n3,神头镇,50\n4,,20\n"


def test_townships_add_up_to_the_ledger(heat: Program, tmp_path: Path) -> None:
    file = str(ledger_in(tmp_path, TOWNS))
    done = heat("subsidy", "--ledger", file, "--by", "乡镇", "--rural", *COST, *SPLIT, "--format", "json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    by = {each["value"]: each for each in found["by"]["rows"]}
    assert list(by) == ["神头镇", "利民镇", ""]
    assert by["神头镇"] == {
        "value": "神头镇",
        "households": 2,
        "area": "150",
        "cost": "9112.50",
        "household": "2268.00",
        "others": "0.00",
        "gap": "6844.50",
        "split": {"市财政": "4106.70", "县财政": "2737.80"},
    }
    assert [by[name]["gap"] for name in ("利民镇", "")] == ["3650.40", "912.60"]
    (row,) = found["rows"]
    for name in ("cost", "household", "gap"):
        assert sum(Decimal(each[name]) for each in by.values()) == Decimal(row[name])
    assert (row["rural"], row["shares"], found["by"]["column"]) == (True, {"市财政": "0.6", "县财政": "0.4"}, "乡镇")
    assert (found["ledger"]["lines"], found["ledger"]["billed"], found["ledger"]["households"]) == (5, 4, 4)
    assert set(found["by"]["inputs"]) == {"source_price", "heat_use", "loss", "network_cost", "rural_multiple"}


def test_townships_on_the_screen_and_in_csv(heat: Program, tmp_path: Path) -> None:
    given_ = ("subsidy", "--ledger", str(ledger_in(tmp_path, TOWNS)), "--by", "乡镇", "--rural", *COST, *SPLIT)
    shown = heat(*given_).out
    assert shown.startswith("朔州农村供热成本与缺口（2022-2023 采暖季）\n乡镇\t户数\t")
    assert "（空白）\t1\t20\t1,215.00\t302.40\t912.60\t45.63\t24.9%\t547.56\t365.04\n" in shown
    assert "4 户，建筑面积 250㎡。" in shown
    rows = list(csv.DictReader(io.StringIO(heat(*given_, "--format", "csv").out)))
    assert [(row["value"], row["households"], row["gap"], row["县财政"]) for row in rows] == [
        ("神头镇", "2", "6844.50", "2737.80"),
        ("利民镇", "1", "3650.40", "1460.16"),
        ("（空白）", "1", "912.60", "365.04"),
        ("合计", "4", "11407.50", "4563.00"),
    ]


def test_the_tariff_is_shared_out_where_it_is_taken_for_the_cost(heat: Program, tmp_path: Path) -> None:
    """15.12 × 150 = 2268.00, three times that 6804.00."""
    file = str(ledger_in(tmp_path, TOWNS))
    found = json.loads(heat("subsidy", "--ledger", file, "--by", "乡镇", "--rural", "--format", "json").out)
    assert (found["by"]["rows"][0]["cost"], found["by"]["rows"][0]["gap"]) == ("6804.00", "4536.00")


def test_a_surplus_is_not_shared_and_fills_no_gap_elsewhere(heat: Program, tmp_path: Path) -> None:
    """Urban homes lack 20.25 - 15.12 = 5.13 a ㎡; others pay 28.80 - 20.25 = 8.55 more than the cost."""
    text = "户号,乡镇,用户类别,建筑面积\n1,甲镇,居民,100\n2,乙镇,非居民,100\n"
    given_ = ("subsidy", "--ledger", str(ledger_in(tmp_path, text)), "--by", "乡镇", *COST, *SPLIT)
    rows = json.loads(heat(*given_, "--format", "json").out)["by"]["rows"]
    assert [(row["gap"], row["split"]) for row in rows] == [
        ("513.00", {"市财政": "307.80", "县财政": "205.20"}),
        ("-855.00", {}),
    ]
    shown = heat(*given_).out
    assert "没有缺口，结余 342.00 元" in shown
    assert "分担之和为 513.00 元" in shown


def test_a_split_is_the_same_with_a_column_and_without(heat: Program, tmp_path: Path) -> None:
    """Homes lack 5.13 × 150 = 769.50, of which 60% are 461.70; the surplus of 855.00 of others fills nothing."""
    text = "户号,乡镇,用户类别,建筑面积\n1,甲镇,居民,100\n2,甲镇,非居民,100\n3,乙镇,居民,50\n"
    given_ = ("subsidy", "--ledger", str(ledger_in(tmp_path, text)), *COST, *SPLIT)
    rows = json.loads(heat(*given_, "--by", "乡镇", "--format", "json").out)["by"]["rows"]
    assert [(row["value"], row["gap"], row["split"]) for row in rows] == [
        ("乙镇", "256.50", {"市财政": "153.90", "县财政": "102.60"}),
        ("甲镇", "-342.00", {"市财政": "307.80", "县财政": "205.20"}),
    ]
    for asked in ((), ("--by", "乡镇")):
        shown = heat(*given_, *asked).out
        assert "\t461.70\t307.80\n" in shown
        assert "分担之和为 769.50 元" in shown


@given(st.lists(st.integers(-(10**6), 10**8), min_size=1, max_size=20), st.integers(0, 100))
def test_parts_add_up_by_payer_and_by_gap(fen: list[int], percent: int) -> None:
    shares = {"a": Fraction(percent, 100), "b": Fraction(1, 3) * (1 - Fraction(percent, 100))}
    shares["c"] = 1 - sum(shares.values(), Fraction(0))
    gaps = [Decimal(each) / 100 for each in fen]
    parts = split_over(gaps, shares)
    whole = split(sum((max(gap, Decimal(0)) for gap in gaps), Decimal(0)), shares)
    for gap, of_gap in zip(gaps, parts, strict=True):
        assert sum(part.amount for part in of_gap) == max(gap, Decimal(0))
        assert all(abs(Fraction(part.amount) - Fraction(gap) * part.share) < Fraction(3, 100) for part in of_gap)
    for of_all in whole:
        assert sum(part.amount for each in parts for part in each if part.payer == of_all.payer) == of_all.amount


def test_every_row_of_a_sweep_has_its_split_and_says_whether_it_is_above_the_cap(heat: Program, tmp_path: Path) -> None:
    """At 28 a ㎡ costs 28 × 0.5 + 8 = 22, 66 in the country: (66 - 15.12) × 250 = 12720.00."""
    asked = ("--rural", *COST, *SPLIT, "--source-price", "24.5..28:3.5")
    given_ = ("subsidy", "--ledger", str(ledger_in(tmp_path, TOWNS)), "--by", "乡镇", *asked)
    done = heat(*given_, "--format", "json")
    found = json.loads(done.out)
    assert done.code == 1
    assert [(row["gap"], row["split"], row["above_cap"]) for row in found["rows"]] == [
        ("11407.50", {"市财政": "6844.50", "县财政": "4563.00"}, False),
        ("12720.00", {"市财政": "7632.00", "县财政": "5088.00"}, True),
    ]
    assert found["by"]["inputs"]["source_price"]["value"] == "24.5"
    assert (found["households"], found["area"], found["shares"]["市财政"]) == (4, "250", "0.6")
    shown = heat(*given_).out
    assert "\n28\t16,500.00\t3,780.00\t12,720.00\t50.88\t7,632.00\t5,088.00\t超过上限\n" in shown
    assert "按“乡镇”（热源价 24.5 元/吉焦时）" in shown
    home = heat("subsidy", "--area", "250", *asked, "--format", "json")
    assert [row["split"] for row in json.loads(home.out)["rows"]] == [row["split"] for row in found["rows"]]


def test_townships_of_which_a_square_metre_costs_more_are_not_told_from_a_column(heat: Program, tmp_path: Path) -> None:
    """朔州's rural multiple is known, that of 大同 is not."""
    file = str(ledger_in(tmp_path, "户号,城市,乡镇,建筑面积\n1,朔州,甲镇,100\n2,大同,乙镇,100\n"))
    done = heat("subsidy", "--ledger", file, "--by", "乡镇", "--rural", "--source-price", "24", *COST)
    assert done.code == 2
    assert "--unit-cost" in done.err


def test_rejects_are_counted_and_the_bills_of_batch_may_be_taken(heat: Program, tmp_path: Path) -> None:
    file = str(ledger_in(tmp_path, TOWNS + "4,乙镇,60\n5,乙镇,abc\n"))
    done = heat("subsidy", "--ledger", file, *COST, "--by", "乡镇")
    assert done.code == 3
    assert "6 户中有 2 户不能计费（第一条：第 6 行，R11 户号）" in done.err
    assert "--max-rejects" not in done.err
    bills = str(tmp_path / "bills.csv")
    assert heat("batch", file, "-o", bills).code == 1
    assert "4 户，建筑面积 250㎡。" in heat("subsidy", "--ledger", bills, *COST, "--by", "乡镇").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--area", "100", "--by", "乡镇", "--rural"), "--ledger"), (("--by", "乡真", "--rural"), "乡镇")],
)
def test_a_column_that_is_not_there(arguments: tuple[str, ...], said: str, heat: Program, tmp_path: Path) -> None:
    ledger = () if "--area" in arguments else ("--ledger", str(ledger_in(tmp_path, TOWNS)))
    done = heat("subsidy", *ledger, *arguments)
    assert (done.code, said in done.err) == (2, True), done.err


@given(st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from("甲乙丙丁")), min_size=1, max_size=30))
def test_values_add_up_and_are_what_their_areas_cost_within_a_fen(homes: list[tuple[int, str]]) -> None:
    """A ㎡ costs 24.5 × 0.4 ÷ 0.9 + 8, which no number of fen is."""
    table = heatcalc.load_tariffs(TABLES / "cost.toml")
    areas: dict[str, Fraction] = {}
    for area, town in homes:
        areas[town] = areas.get(town, Fraction(0)) + Fraction(area, 100)
    whole = home_revenue(table, BillRequest(Home({"building_m2": sum(areas.values(), Fraction(0))}, {})))
    inputs = inputs_of({"source_price": "24.5", "heat_use": "0.4", "loss": "0.1", "network_cost": "8"})
    gap = gap_of(whole, inputs, {}, "en", rural=False)
    sums = [
        {"value": town, "households": 1, "area": plain(area), "total": "0.00", "household": "0.00", "others": "0.00"}
        for town, area in areas.items()
    ]
    found = gaps_by_value(sums, [whole], [gap])
    assert sum(each.cost for each in found) == gap.cost
    for each in found:
        assert abs(Fraction(each.cost) - each.area * (Fraction("24.5") * 4 / 9 + 8)) < Fraction(2, 100)


def test_python_has_the_same_of_a_ledger(tmp_path: Path) -> None:
    cost = {"heat_use": "0.45", "loss": "0.1", "network_cost": 8}
    split = {"市财政": "0.6", "县财政": "0.4"}
    file = ledger_in(tmp_path, TOWNS)
    tried = {"source_price": ["24.5", "28"]}
    found = heatcalc.subsidy_ledger(file, cost, tried=tried, by="乡镇", split=split, rural=True)
    assert isinstance(found, heatcalc.Gaps)
    assert (found.values[0].value, str(found.values[0].gap)) == ("神头镇", "6844.50")
    assert [str(part.amount) for part in found.tried[1].parts] == ["7632.00", "5088.00"]
    assert (str(found.sum_of("gap")), found.households, found.area, found.above_cap) == ("11407.50", 4, 250, True)
    assert "神头镇" in heatcalc.memo(found)
    assert isinstance(heatcalc.subsidy_ledger(file, {}), heatcalc.Refusal)


SCHEMA = Path(__file__).parents[2] / "docs/schemas/subsidy.json"


@pytest.mark.parametrize(
    "asked",
    [
        ("--area", "100", "--rural"),
        ("--area", "100", "--heat-use", "taiyuan", *COST[2:], "--split", "阳泉", "--source-price", "24..28:2"),
        ("--ledger", "--by", "乡镇", "--rural", *COST, *SPLIT),
        (
            "--ledger",
            "--by",
            "乡镇",
            *COST[:2],
            *COST[4:],
            *SPLIT,
            "--loss",
            "0..0.2:0.1",
            "--source-price",
            "24..28:2",
        ),
    ],
    ids=["home", "home swept", "ledger", "ledger swept"],
)
def test_what_is_printed_is_as_its_schema_says(asked: tuple[str, ...], heat: Program, tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    if asked[0] == "--ledger":
        asked = ("--ledger", str(ledger_in(tmp_path, TOWNS)), *asked[1:])
    done = heat("subsidy", *asked, "--format", "json")
    jsonschema.validate(json.loads(done.out), schema, jsonschema.Draft202012Validator)


def test_names_of_groups_stay_as_they_are_written(heat: Program, tmp_path: Path) -> None:
    names = ["001", "01", "1", "1000", "1e3", "-5", "2024-01"]
    file = str(ledger_in(tmp_path, "户号,楼栋,建筑面积\n" + "".join(f"h{each},{each},1000\n" for each in names)))
    page = tmp_path / "memo.html"
    done = heat("subsidy", "--ledger", file, "--by", "楼栋", "--city", "朔州", "--unit-cost", "30", "--html", str(page))
    assert done.code == 0, done.err
    rows = [line.split() for line in done.out.splitlines()[2:9]]
    assert sorted(row[0] for row in rows) == sorted(names)
    assert {row[2] for row in rows} == {"1,000"}
    of_page = page.read_text(encoding="utf-8")
    assert all(f">{each}</" in of_page for each in names)


def test_rows_of_one_account_count_each_in_its_class(heat: Program, tmp_path: Path) -> None:
    file = str(ledger_in(tmp_path, "户号,用户类别,建筑面积\n1,居民,100\n1,非居民,50\n2,居民,100\n"))
    asked = ("--several", "--city", "朔州", "--unit-cost", "30", "--format", "json")
    done = heat("subsidy", "--ledger", file, *asked)
    assert done.code == 0, done.err
    areas = {each["class"]: each["area"] for each in json.loads(done.out)["rows"]}
    assert areas == {"residential": "200", "non_residential": "50"}


# 朔州: 15.12 a ㎡ for homes, 28.80 for others. At 20 CNY/㎡ homes lack 4.88 × 100 = 488, others have 8.80 × 100 over.
TWO_CLASSES = "户号,乡镇,用户类别,建筑面积\n1,甲镇,居民,100\n2,乙镇,非居民,100\n"


def test_a_surplus_of_all_does_not_hide_the_gap_of_a_class(heat: Program, tmp_path: Path) -> None:
    file, page = str(ledger_in(tmp_path, TWO_CLASSES)), tmp_path / "memo.html"
    asked = ("--city", "朔州", "--winter", "2022-2023", "--unit-cost", "20", "--split", "city=0.5,county=rest")
    done = heat("subsidy", "--ledger", file, *asked, "--by", "乡镇", "--html", str(page))
    assert done.code == 0, done.err
    of_page = page.read_text(encoding="utf-8")
    for said in (
        "各类合计没有缺口，结余 392.00 元，合 1.96 元/㎡·采暖季",
        "；有缺口的各类共缺 488.00 元，其中市级财政（50%）244.00 元",
        "有缺口的是朔州 居民 488.00 元；有结余的是朔州 非居民 880.00 元。",
        "按城市和用户类别",
        "没有给出 --rural：各户都按城区用户测算。",
    ):
        assert said in done.out
        assert said in of_page


def test_classes_are_not_told_apart_where_all_lack_or_the_homes_are_rural(heat: Program, tmp_path: Path) -> None:
    file = str(ledger_in(tmp_path, TWO_CLASSES))
    done = heat("subsidy", "--ledger", file, "--city", "朔州", "--unit-cost", "90", "--rural-multiple", "1")
    assert done.code == 0, done.err
    assert "有结余的是" not in done.out
    assert "--rural" not in done.out
