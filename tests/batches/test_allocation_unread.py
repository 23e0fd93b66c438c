"""Homes without a reading: up to a quarter of a building may be estimated, if asked for; above, nothing goes by use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from tests.conftest import Program

Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str) -> Path:
        (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
        return tmp_path / "ledger.csv"

    return write


def _ledger(*uses: str, area: int = 50) -> str:
    rows = [f"{at},{area},{use}" for at, use in enumerate(uses, 1)]
    return "\n".join(("户号,建筑面积,kWh", *rows)) + "\n"


def _amounts(done: heatcalc.Allocation) -> list[str]:
    return [str(done.currency.amount(row.amount)) for row in done.rows]


def test_a_reading_that_is_missing_is_refused_unless_somebody_asks_for_more(written: Written) -> None:
    with pytest.raises(heatcalc.InputFileError, match=r"--unread area.*25%"):
        heatcalc.allocate(written(_ledger("10", "20", "30", "")), 100, by_use=1)


def test_a_quarter_of_the_area_may_be_estimated_and_no_more(written: Written) -> None:
    done = heatcalc.allocate(written(_ledger("10", "20", "30", "")), 80, by_use=1, unread="area")
    # 60 kWh on 150 ㎡ are 0.4 a ㎡, so 20 for the fourth of 80
    assert _amounts(done) == ["10.00", "20.00", "30.00", "20.00"]
    assert done.manifest["buildings"][0]["unread"] == {"homes": 1, "estimated": 0, "share": "25%"}
    with pytest.raises(heatcalc.InputFileError, match=r"50%.*25%.*--unread fallback"):
        heatcalc.allocate(written(_ledger("10", "20", "", "")), 80, by_use=1, unread="area")
    with pytest.raises(heatcalc.InputFileError, match=r"25\.1%"):
        heatcalc.allocate(written("户号,建筑面积,kWh\n1,300,5\n2,100.1,\n"), 80, by_use=1, unread="area")


def test_above_a_quarter_all_goes_by_area_where_that_is_asked_for(heat: Program, written: Written) -> None:
    ledger = written(_ledger("10", "20", "", ""))
    done = heatcalc.allocate(ledger, 80, by_use="0.7", unread="fallback")
    assert _amounts(done) == ["20.00"] * 4
    assert (done.manifest["fixed"], done.manifest["variable"]) == ("80.00", "0.00")
    assert done.manifest["idle"] == []
    assert [row.marks for row in done.rows] == [(), (), ("unread_whole",), ("unread_whole",)]
    run = heat("allocate", str(ledger), "--cost", "80", "--by-use", "0.7", "--unread", "fallback")
    assert "没有读数的 2 户、估读的 0 户，共占 50%，超过 25%：全部费用按面积分" in run.out
    assert "估算" not in run.out


def test_one_building_may_fall_back_and_its_neighbour_not(written: Written) -> None:
    rows = "甲,1,50,10\n甲,2,50,\n乙,1,150,30\n乙,2,50,\n"
    done = heatcalc.allocate(
        written(f"楼栋,户号,建筑面积,kWh\n{rows}"), {"甲": 10, "乙": 40}, within="楼栋", by_use=1, unread="fallback"
    )
    assert _amounts(done) == ["5.00", "5.00", "30.00", "10.00"]
    assert [each["by_area"] for each in done.manifest["buildings"]] == ["1", "0"]
    assert [each["unread"]["share"] for each in done.manifest["buildings"]] == ["50%", "25%"]


def test_a_home_that_is_stopped_or_shares_one_reading_is_not_unread(written: Written) -> None:
    stopped = "户号,建筑面积,kWh,状态\n1,50,10,正常\n2,150,,报停\n"
    done = heatcalc.allocate(written(stopped), 80, by_use=1, unread="area")
    assert done.manifest["buildings"][0]["unread"]["share"] == "0%"
    moved = "户号,建筑面积,kWh,入住日期,迁出日期\n1,50,10,,2025-11-15\n1,50,,2025-11-16,\n"
    asked: dict[str, Any] = {"period": ("2025-11-01", "2025-11-30"), "degree_days": "days", "unread": "degree-days"}
    assert _amounts(heatcalc.allocate(written(moved), 80, by_use=1, **asked)) == ["40.00", "40.00"]


def test_where_nothing_goes_by_use_nothing_is_unread(written: Written) -> None:
    done = heatcalc.allocate(written(_ledger("10", "", "", "")), 80, by_area=1)
    assert done.manifest["buildings"][0]["unread"] == {"homes": 0, "estimated": 0, "share": "0%"}
    assert done.manifest["unread"]["homes"] == 0
    assert not any(row.marks for row in done.rows)


def test_a_home_that_was_unread_for_some_days_counts_for_those(written: Written) -> None:
    rows = "1,100,10,,2025-11-15\n1,100,,2025-11-16,\n2,100,30,,\n"
    ledger = written(f"户号,建筑面积,kWh,入住日期,迁出日期\n{rows}")
    asked: dict[str, Any] = {"period": ("2025-11-01", "2025-11-30"), "degree_days": "days", "unread": "area"}
    done = heatcalc.allocate(ledger, 80, by_use=1, **asked)
    assert done.manifest["buildings"][0]["unread"]["share"] == "25%"


READ_BY = {
    "估读": True,
    "estimated": True,
    "是": True,
    "推算": True,
    "实抄": False,
    "": False,
    "远传": False,
    "no": False,
}


@pytest.mark.parametrize("word", READ_BY)
@pytest.mark.parametrize("column", ["读数方式", "是否估读", "抄表方式", "reading type"])
def test_the_ledger_may_say_that_a_reading_is_an_estimate(column: str, word: str, written: Written) -> None:
    ledger = written(f"户号,建筑面积,kWh,{column}\n1,50,10,{word}\n2,150,30,\n")
    done = heatcalc.allocate(ledger, 80, by_use=1)
    assert _amounts(done) == ["20.00", "60.00"]
    assert done.manifest["buildings"][0]["unread"]["estimated"] == READ_BY[word]
    assert done.manifest["read"][column] == "estimated"
    assert done.manifest["unused"] == ([] if READ_BY[word] else ["建筑面积"])


def test_estimates_above_a_quarter_are_no_base_for_a_share_either(written: Written) -> None:
    ledger = written("户号,建筑面积,kWh,读数方式\n1,60,10,估读\n2,150,30,实抄\n")
    with pytest.raises(heatcalc.InputFileError, match=r"28\.6%.*第 9a 条"):
        heatcalc.allocate(ledger, 210, by_use=1)
    assert _amounts(heatcalc.allocate(ledger, 210, by_use=1, unread="fallback")) == ["60.00", "150.00"]


def test_without_areas_estimates_are_held_against_the_use(written: Written) -> None:
    assert _amounts(heatcalc.allocate(written("户号,kWh,估读\n1,10,是\n2,30,\n"), 80)) == ["20.00", "60.00"]
    with pytest.raises(heatcalc.InputFileError, match="50%"):
        heatcalc.allocate(written("户号,kWh,估读\n1,30,是\n2,30,\n"), 80)
    with pytest.raises(heatcalc.UsageError, match="没有面积"):
        heatcalc.allocate(written("户号,kWh\n1,30\n2,\n"), 80, unread="fallback")


def test_a_word_for_a_reading_that_nobody_knows_is_asked_about(written: Written) -> None:
    ledger = written("户号,建筑面积,kWh,读数方式\n1,60,10,拍照\n2,150,30,实抄\n")
    with pytest.raises(heatcalc.InputFileError, match="读数方式:拍照=估读"):
        heatcalc.allocate(ledger, 210, by_use=1)
    done = heatcalc.allocate(ledger, 210, by_use=1, words={"读数方式": {"拍照": "实抄"}})
    assert done.manifest["unread"]["estimated"] == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_estimated_is_always_said(lang: str, heat: Program, written: Written) -> None:
    ledger = written("户号,建筑面积,kWh,估读\n1,50,10,是\n2,250,30,\n3,50,,\n4,50,5,\n")
    run = heat("allocate", str(ledger), "--cost", "80", "--by-use", "1", "--unread", "area", "--lang", lang)
    assert {"zh": "估读 1 户", "en": "an estimate: 1"}[lang] in run.out
    assert {"zh": "没有读数 1 户", "en": "without a reading: 1"}[lang] in run.out
    assert "25%" in run.out


@pytest.mark.parametrize("unread", ["area", "fallback"])
def test_what_was_estimated_is_shown_and_summed(unread: str, heat: Program, written: Written, tmp_path: Path) -> None:
    ledger = written("单元,户号,建筑面积,kWh,估读\n一,1,50,10,是\n一,2,250,30,\n二,3,30,,\n")
    out, page = tmp_path / "out.csv", tmp_path / "page.html"
    asked = ("allocate", str(ledger), "--cost", "80", "--by-use", "1", "--unread", unread, "--by", "单元")
    run = heat(*asked, "-o", str(out), "--html", str(page), "--explain")
    # 40 kWh on 300 ㎡, the estimate among them, so 4 for 30 ㎡: 80 × 4 ÷ 44
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].split(",")[5:9] == ["面积分摊", "用热分摊", "分摊金额", "估算用热"]
    assert [line.split(",")[7:9] for line in lines[1:]] == [["18.18", ""], ["54.55", ""], ["7.27", "4"]]
    assert "二：1 户，30㎡，用热 4，" in run.out
    assert "这个平均数里也有台账写明估读的 1 户" in run.out
    assert "修正系数" not in run.out
    assert ">≈4</td>" in page.read_text(encoding="utf-8")
    assert "≈4\t" in heat(*asked).out
    homes = heatcalc.allocate(ledger, 80, by_use=1, unread="area").to_dict()["homes"]
    assert [home.get("estimated_use") for home in homes] == [None, None, "4"]


def test_an_estimate_rests_on_corrected_uses_and_not_on_the_homes_own_factor(heat: Program, written: Written) -> None:
    ledger = written("户号,建筑面积,kWh,修正系数\n1,100,10,0.5\n2,100,20,0.5\n3,50,,0.9\n")
    done = heatcalc.allocate(ledger, 90, by_use=1, unread="area")
    # 15 on 200 ㎡ when corrected, so 3.75 for 50 ㎡, of 18.75 in all
    assert done.rows[2].estimate_text() == "3.75"
    assert _amounts(done) == ["24.00", "48.00", "18.00"]
    run = heat("allocate", str(ledger), "--cost", "90", "--by-use", "1", "--unread", "area", "--lang", "en")
    assert "the factor of a home without a reading is not applied besides" in run.out
    assert "estimates, too" not in run.out


def test_what_is_said_of_unread_homes_is_a_sentence_with_their_number(heat: Program, written: Written) -> None:
    ledger = written(_ledger("10", "20", "", ""))
    asked = ("allocate", str(ledger), "--cost", "80", "--by-use", "0.7")
    run = heat(*asked, "--unread", "fallback", "--lang", "en")
    assert "\n  Homes without a reading: 2; with an estimated one: 0. Together they are 50% of the building" in run.out
    run = heat(*asked, "--unread", "area")
    assert "有 2 户，占 50%" in run.err
    shares = heat("allocate", str(written(_ledger("10", "20", "30", ""))), *asked[2:], "--unread", "area")
    assert "所占：全楼 25%（" in shares.out
