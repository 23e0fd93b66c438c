"""Checking a paid amount: the report's own household first, whose payment no published rule explains."""

import datetime as dt
import json
import re
from decimal import Decimal
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heatcalc
from heatcalc.billing.hypotheses import slips
from tests.conftest import Program
from tests.helpers.small_table import HEAD, TARIFF, season

TABLES = Path(__file__).parents[1] / "tables"
CENTRAL = {"district": "central"}
IN_TONGCHUAN = {"area": 100, "city": "铜川", "months": 4, "winter": "2025-2026", "attributes": {"valve": "own"}}


def checked(paid: str, **asked: object) -> heatcalc.Checked:
    answer = heatcalc.check(paid, **asked)  # type: ignore[arg-type]
    assert isinstance(answer, heatcalc.Checked)
    return answer


def test_the_reports_household_paid_less_and_no_rule_says_why() -> None:
    check = checked("2500", area=185)
    assert check.bill.due == Decimal("2797.20")
    assert check.difference == Decimal("-297.20")
    assert check.fits == ()
    assert "已公布的规则都得不出 2500.00 元" in check.verdict
    assert {fit.kind for fit in check.nearest} >= {"months", "mistyped"}
    half = next(fit for fit in check.nearest if fit.kind == "months")
    assert (half.formula, half.amount) == ("185㎡ × 2.52元/㎡·月 × 5.5个月", Decimal("2564.10"))
    assert [abs(fit.difference) for fit in check.nearest] == sorted(abs(fit.difference) for fit in check.nearest)


@pytest.mark.parametrize(
    ("paid", "asked", "kind"),
    [
        ("2331.00", {"area": 185}, "months"),  # 5 months
        ("1260.00", {"area": 100}, "months"),
        ("2160.00", {"area": 100}, "basis"),
        ("5328.00", {"area": 185}, "class"),  # 185 × 4.8 × 6
        ("3150.00", {"area": 90, "city": "忻州", "winter": "2024-2025"}, "class"),  # 90 × 7 × 5
        ("2970.00", {"area": 90, "city": "忻州", "winter": "2024-2025"}, "doubled"),
        ("1485.00", {"area": 98, "city": "忻州", "winter": "2024-2025"}, "mistyped"),  # 90 × 3.3 × 5
        ("3996.00", {"area": 185}, "basis"),  # 185 as usable area: 185 × 3.6 × 6
        ("1958.04", {"area": 185}, "basis"),  # 129.5 × 2.52 × 6
        ("2797.00", {"area": 185}, "rounding"),
        ("2388.96", {"area": 185}, "mistyped"),  # 158 × 2.52 × 6
        ("2977.20", {"area": 185}, "mistyped_amount"),  # 2797.20
        ("5594.40", {"area": 185}, "doubled"),
        ("2812.32", {"area": "185.5"}, "area_rounding"),  # 186 × 2.52 × 6
        ("27972.00", {"area": 185}, "mistyped"),  # 1850 × 2.52 × 6
        ("540.00", {"area": 100, "city": "太原", "winter": "2022-2023"}, "stopped"),
        ("882.00", {"area": 100, "city": "太原", "winter": "2022-2023"}, "relief"),
        ("2155.00", IN_TONGCHUAN, "early"),
        # 20 days × 2‰
        ("2600.00", {"area": 100, "city": "天津", "winter": "2022-2023", "attributes": CENTRAL}, "late"),
        ("4035.00", {"usable": 100, "city": "哈尔滨", "winter": "2015-2016"}, "winter"),
        ("2277.59", {"area": 100, "city": "朔州", "class_": "non_residential", "days": 5}, None),
        # What was stated was not counted: the full price of a home said to be stopped, or to have a relief.
        ("2227.20", {"area": 96, "city": "西安", "stopped": True}, "undone"),
        ("1440.00", {"area": 80, "city": "太原", "relief": "低保"}, "undone"),
        ("1870.00", {"area": 100, "city": "石家庄", "attributes": {"lift": "no"}}, "attribute"),
        ("1980.00", {"area": 100, "city": "石家庄", "attributes": {"lift": "yes"}}, "attribute"),
        # A height that was not stated: 3.6 × 5 × (1 + 3 % × 5 steps above 2.8 m)
        ("2070.00", {"area": 100, "city": "太原", "winter": "2025-2026"}, "height"),
        ("1800.00", {"area": 100, "city": "太原", "winter": "2025-2026", "height": "3.3"}, "undone"),
        # Two things together: a slip in the area, or the usable area for the building area, and whole yuan.
        ("2388.00", {"area": 185}, "mistyped+rounding"),
        ("1958.00", {"area": 185}, "basis+rounding"),
    ],
)
def test_what_would_give_the_paid_amount_is_found(paid: str, asked: dict[str, object], kind: str | None) -> None:
    check = checked(paid, **asked)
    if kind is None:
        assert check.fits == ()
        return
    fit = check.fits[0]
    assert fit.kind == kind, [each.kind for each in check.fits]
    assert fit.amount == Decimal(paid)
    assert fit.difference == 0
    assert fit.formula
    assert "不是结论" in check.verdict


@pytest.mark.parametrize("changes", [{"2022-12-16": 6}, {"2022-12-16": 6, "2023-02-01": 7}])
@pytest.mark.parametrize("way", ["by_day", "next_season", "whole_season"])
def test_each_price_of_a_winter_is_tried_for_all_of_it(changes: dict[str, int], way: str, tmp_path: Path) -> None:
    table, ledger = tmp_path / "table.toml", tmp_path / "ledger.csv"
    newer = [
        TARIFF.replace("2022-11-01", day).replace("rate = 5", f"rate = {rate}") + f'change = "{way}"\n'
        for day, rate in changes.items()
    ]
    table.write_text("".join((HEAD, season(), TARIFF, *newer)), encoding="utf-8")
    for rate in (5, *changes.values()):
        paid = f"{rate * 400}.00"
        check = checked(paid, area=100, city="甲", winter="2022-2023", tariffs=heatcalc.load_tariffs(table))
        if not check.difference:
            assert way != "by_day"
            continue
        # The next winter has the newest price too; that is not told again.
        (fit,) = (each for each in check.fits if not each.kind.startswith("mistyped"))
        assert (fit.kind, f"（{rate}元/㎡·月）" in fit.text) == ("price", True)
        ledger.write_text(f"户号,建筑面积,实缴\n1,100,{paid}\n", encoding="utf-8")
        manifest = heatcalc.check_ledger(ledger, city="甲", winter="2022-2023", tariffs=table).manifest
        (found,) = manifest["check"]["explanations"]
        assert (found["explanation"], found["sure"]["certain"]) == (fit.text.removeprefix("若").removesuffix("："), 1)


@pytest.mark.parametrize(
    ("paid", "asked", "said"),
    [
        ("2000.00", {"stopped": True, "relief": "低保"}, "若“报停、优惠”都不计："),
        ("2000.00", {"stopped": True, "relief": "低保", "height": 4}, "若“层高、报停、优惠”都不计："),
        # 20 % more for the height: the full price of a high room.
        ("2400.00", {"stopped": True, "relief": "低保", "height": 4}, "若“报停、优惠”都不计："),
        ("600.00", {"stopped": True, "relief": "低保", "height": 4}, "若“层高、优惠”都不计："),
        # One of them alone comes first, and no two that come to the same.
        ("600.00", {"stopped": True, "relief": "低保"}, "若不计“优惠”："),
    ],
)
def test_two_things_that_are_stated_may_both_not_have_been_granted(
    paid: str, asked: dict[str, object], said: str, tmp_path: Path
) -> None:
    table = tmp_path / "table.toml"
    price = TARIFF.replace('["building_m2", "month"]', '["building_m2", "season"]').replace("rate = 5", "rate = 20")
    rules = """\
[[city.rule]]
kind = "stopped_supply"
pays = 0.3
source = "s"
[[city.rule]]
kind = "relief"
group = "低保"
pays = 0.15
area_limit = { building_m2 = 60 }
source = "s"
[[city.rule]]
kind = "ceiling_height"
bands = [{ up_to = 3, times = 1 }, { times = 1.2 }]
source = "s"
"""
    table.write_text(HEAD + season() + price + rules, encoding="utf-8")
    check = checked(paid, area=100, city="甲", tariffs=heatcalc.load_tariffs(table), **asked)
    assert [fit.text for fit in check.fits] == [said]
    assert "得不出" not in check.verdict
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        f"户号,建筑面积,状态,优惠,层高,实缴\n1,100,报停,低保,{asked.get('height', '')},{paid}\n", encoding="utf-8"
    )
    (found,) = heatcalc.check_ledger(ledger, city="甲", tariffs=table).manifest["check"]["explanations"]
    assert found["explanation"] == said.removeprefix("若").removesuffix("：")


def test_days_and_plan_are_tried_too() -> None:
    table = heatcalc.load_tariffs(TABLES / "plans.toml")
    asked = {"area": 100, "kwh": 5000, "tariffs": table}
    assert "plan" in {fit.kind for fit in checked("1600.00", **asked).fits}
    in_town = {"location": "town"}
    by_day = {"area": 100, "city": "太谷", "winter": "2025-2026", "attributes": in_town}  # 100 × 0.15 × 0.75 × 150
    assert "days" in {fit.kind for fit in checked("1698.75", **by_day).fits}


def test_what_is_right_needs_no_explanation() -> None:
    check = checked("2797.20", area=185)
    assert (check.difference, check.fits, check.nearest) == (0, (), ())


def test_a_refusal_stays_one() -> None:
    assert isinstance(heatcalc.check(100, usable=70, city="大同"), heatcalc.Refusal)


def test_exit_codes(heat: Program) -> None:
    assert heat("check", "--paid", "2797.20", "--area", "185").code == 0
    run = heat("check", "--paid", "2500元", "--area", "185")
    assert run.code == 1
    for part in ("2797.20", "297.20", "已公布的规则都得不出 2500.00 元", "2564.10"):
        assert part in run.out
    assert heat("check", "--paid", "x", "--area", "185").code == 2
    assert heat("check", "--area", "185").code == 2
    assert heat("check", "--paid", "1", "--usable", "70", "--city", "大同").code == 4
    value = json.loads(heat("check", "--paid", "2331", "--area", "185", "--format", "json").out)
    assert (value["schema"], value["due"], value["difference"]) == ("heatcalc.check/1", "2797.20", "-466.20")
    assert value["fits"][0]["kind"] == "months"


def test_nothing_paid_is_said_and_a_part_of_a_fen_is_refused(heat: Program) -> None:
    nothing = checked("0", area=185)
    assert (nothing.verdict, nothing.fits, nothing.nearest, nothing.reverse) == ("还没有缴费。", (), (), ())
    run = heat("check", "--paid", "2797.204", "--area", "185")
    assert (run.code, run.out) == (2, "")
    assert "不是整分" in run.err
    for paid in ("￥2797.20", "2,797.20元整", "¥ 2797.2 元"):
        assert heat("check", "--paid", paid, "--area", "185").code == 0


def test_a_cause_is_named_once() -> None:
    for paid in ("279.72", "2797.00"):
        said = [fit.text for fit in checked(paid, area=185).fits]
        assert said
        assert len(said) == len(set(said))
    assert [fit.kind for fit in checked("2797.00", area=185).fits].count("rounding") == 1


@given(st.decimals(10, 999, places=1))
def test_every_slip_is_one_slip_away(figure: Decimal) -> None:
    text = str(figure)
    made = slips(text)
    assert text not in made
    assert all(abs(len(each.replace(".", "")) - len(text.replace(".", ""))) <= 1 for each in made)


def test_dates_of_early_payment_are_those_of_the_winter() -> None:
    check = checked("2155.00", **IN_TONGCHUAN, paid_on=dt.date(2025, 12, 1))
    assert any("2025-10-15" in fit.text for fit in check.fits)


@pytest.mark.parametrize(
    ("paid", "asked", "kind"),
    [
        ("2000.00", {"stopped_m2": 20}, "not_in_part"),
        ("2120.00", {}, "reconnected"),
        ("2000.00", {"reconnected": True}, "not_reconnected"),
        ("2296.00", {}, "late"),  # 74 days, after which the fee grows no more
    ],
)
def test_stops_in_part_reconnections_and_fees_that_stop_are_tried(
    paid: str, asked: dict[str, object], kind: str
) -> None:
    table = heatcalc.load_tariffs(TABLES / "rules.toml")
    check = checked(paid, area=100, city="parts", winter="2022-2023", tariffs=table, **asked)
    fits = [fit for fit in check.fits if fit.kind == kind]
    assert [fit.amount for fit in fits] == [Decimal(paid)]


def test_nothing_beyond_the_season_or_far_off_is_offered() -> None:
    check = checked("30000", area=185)
    assert [fit for fit in check.fits if fit.kind == "months"] == []
    assert check.nearest == ()
    assert check.reverse == ()


def test_the_area_that_would_give_what_was_paid_is_named() -> None:
    check = checked("1699.02", area="89.54", city="太原", winter="2025-2026")
    area = check.reverse[0]
    assert (area.value, area.stated, area.exact) == (Fraction("94.39"), Fraction("89.54"), True)
    assert "94.39㎡ 时正好是实缴的数，比所计的 89.54㎡ 多 4.85㎡" in area.text("zh")
    said = {"measure": "building_m2", "value": "94.39", "stated": "89.54", "exact": True}
    assert check.to_dict()["reverse"][0] == said
    assert "折合单价约 3.795元/㎡·月，公布的是 3.6元/㎡·月" in check.equal_to


@pytest.mark.parametrize("paid", ["1699", "2500", "1409.50", "1400"])
def test_no_equation_is_false(paid: str) -> None:
    number = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=[㎡元个])|0\.[0-9]+(?= ×)")
    check = checked(paid, area=100)
    for fit in (*check.fits, *check.nearest):
        if fit.kind not in ("rounding", "days"):
            product = prod(map(Fraction, number.findall(fit.formula)))
            assert abs(product - Fraction(fit.amount)) <= Fraction(1, 200), fit


def test_a_mistyped_amount_is_told_in_a_sentence(heat: Program) -> None:
    asked = ("check", "--paid", "1500", "--area", "100", "--city", "太原", "--winter", "2023-2024")
    assert "若金额写错了一处：1800.00 元写成了 1500.00 元\n" in heat(*asked).out
    english = heat(*asked, "--lang", "en").out
    assert "If the amount had been mistyped: 1500.00 CNY written for 1800.00 CNY\n" in english


def test_each_of_two_areas_alone_is_tried() -> None:
    # 80 usable square metres by the price of a usable one: 80 × 4.8 × 5 = 1920.
    done = heatcalc.check("1920", area=100, usable=80, city="太原", winter="2025-2026")
    assert isinstance(done, heatcalc.Checked)
    assert [(fit.kind, fit.text) for fit in done.fits] == [("basis", "若按使用面积计费：")]
    assert "4.8元" in done.fits[0].formula


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        ("1799.99", "实缴约是应缴的 99.999%。折合单价 3.59998元/㎡·月，公布的是 3.6元/㎡·月。"),
        ("0.01", "实缴约是应缴的 0.0006%。折合单价 0.00002元/㎡·月，公布的是 3.6元/㎡·月。"),
        ("900", "实缴是应缴的 50%。折合单价 1.8元/㎡·月，公布的是 3.6元/㎡·月。"),
        ("1920", "实缴约是应缴的 106.67%。折合单价 3.84元/㎡·月，公布的是 3.6元/㎡·月。"),
    ],
)
def test_what_differs_is_never_said_to_be_equal(paid: str, said: str) -> None:
    done = heatcalc.check(paid, area=100, city="太原", winter="2025-2026")
    assert isinstance(done, heatcalc.Checked)
    assert done.equal_to == said
