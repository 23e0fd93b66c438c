"""Bills as the ledger of a memo: by the rules they were billed by, or refused."""

import json
from pathlib import Path

import pytest

import heatcalc
from heatcalc.tariffs.load import shipped
from tests.conftest import Program

LEDGER = "户号,乡镇,建筑面积\n1,神头镇,100\n2,利民镇,80\n"
# 朔州 2.52 × 6 months = 15.12 a ㎡ in 2022-2023; 太原 3.60 × 5 = 18.00.


def billed(heat: Program, folder: Path, text: str = LEDGER, *options: str, code: int = 0) -> Path:
    """Return a file of bills with its manifest beside it."""
    ledger, bills = folder / "ledger.csv", folder / "bills.csv"
    ledger.write_text(text, encoding="utf-8")
    assert heat("batch", str(ledger), "-o", str(bills), *options).code == code
    return bills


def paid(heat: Program, bills: Path, *options: str) -> str:
    """Return what the homes of bills pay, as the gaps say."""
    done = heat("subsidy", "--ledger", str(bills), "--unit-cost", "30", "--format", "json", *options)
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)["rows"]
    return f"{row['city']} {row['winter']} {row['household']}"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--city", "太原", "--winter", "2022-2023"), "taiyuan 2022-2023 3240.00"),
        (("--city", "朔州", "--winter", "2022-2023"), "shuozhou 2022-2023 2721.60"),
    ],
)
def test_bills_keep_the_city_and_winter_that_they_were_billed_by(
    heat: Program, tmp_path: Path, options: tuple[str, ...], expected: str
) -> None:
    assert paid(heat, billed(heat, tmp_path, LEDGER, *options)) == expected


def test_bills_are_refused_where_another_city_is_asked_for(heat: Program, tmp_path: Path) -> None:
    bills = billed(heat, tmp_path, LEDGER, "--city", "太原", "--winter", "2022-2023")
    done = heat("subsidy", "--ledger", str(bills), "--unit-cost", "30", "--city", "朔州")
    assert done.code == 3, done.err
    assert "3240.00" in done.err
    assert "2721.60" in done.err


def test_edited_bills_are_refused(heat: Program, tmp_path: Path) -> None:
    bills = billed(heat, tmp_path, LEDGER, "--city", "朔州")
    bills.write_text(bills.read_text(encoding="utf-8-sig").replace("神头镇,100", "神头镇,900"), encoding="utf-8-sig")
    done = heat("subsidy", "--ledger", str(bills), "--unit-cost", "30")
    assert done.code == 3
    assert "被改过" in done.err


def test_bills_without_their_manifest_are_refused(heat: Program, tmp_path: Path) -> None:
    bills = billed(heat, tmp_path, LEDGER, "--city", "朔州")
    bills.with_name("bills.manifest.json").unlink()
    done = heat("subsidy", "--ledger", str(bills), "--unit-cost", "30", "--city", "朔州")
    assert done.code == 3
    assert "清单" in done.err


def test_bills_of_another_table_want_that_table(heat: Program, tmp_path: Path) -> None:
    table = shipped()
    other = tmp_path / "other.toml"
    other.write_text(f"{Path(table).read_text(encoding='utf-8')}\n# of another month\n", encoding="utf-8")
    bills = billed(heat, tmp_path, LEDGER, "--city", "朔州", "--winter", "2022-2023", "--tariffs", str(other))
    done = heat("subsidy", "--ledger", str(bills), "--unit-cost", "30")
    assert done.code == 3
    assert "--tariffs" in done.err
    assert paid(heat, bills, "--tariffs", str(other)) == "shuozhou 2022-2023 2721.60"
    with pytest.raises(heatcalc.InputFileError, match="--tariffs"):
        heatcalc.subsidy_ledger(bills, {"unit_cost": "30"})


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("小区,户号,建筑面积\nA,1,100\nB,1,80\n", ("--account", "小区,户号")),
        ("户号,建筑面积\n1,100\n1,80\n", ("--several",)),
        ("编号,计租面积\n1,100\n2,80\n", ("--map", "编号=户号", "--map", "计租面积=建筑面积")),
    ],
)
def test_bills_are_read_as_their_ledger_was(heat: Program, tmp_path: Path, text: str, options: tuple[str, ...]) -> None:
    bills = billed(heat, tmp_path, text, "--city", "朔州", "--winter", "2022-2023", *options)
    assert paid(heat, bills) == "shuozhou 2022-2023 2721.60"


def test_words_that_were_given_a_meaning_are_asked_for_again(heat: Program, tmp_path: Path) -> None:
    words = ("--map-value", "用户类别:甲=居民")
    text = "户号,用户类别,建筑面积\n1,甲,100\n2,居民,80\n"
    bills = billed(heat, tmp_path, text, "--city", "朔州", "--winter", "2022-2023", *words)
    done = heat("subsidy", "--ledger", str(bills), "--unit-cost", "30")
    assert done.code == 3
    assert "--map-value" in done.err
    assert paid(heat, bills, *words) == "shuozhou 2022-2023 2721.60"


@pytest.mark.parametrize("options", [("--mask",), ("--out-encoding", "gb18030"), ("--explain",)])
def test_bills_of_any_form_are_read_again(heat: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    bills = billed(heat, tmp_path, LEDGER, "--city", "朔州", "--winter", "2022-2023", *options)
    assert paid(heat, bills) == "shuozhou 2022-2023 2721.60"


def test_a_memo_says_what_the_bills_left_out(heat: Program, tmp_path: Path) -> None:
    bills = billed(heat, tmp_path, f"{LEDGER}3,利民镇,八十\n", "--city", "朔州", code=1)
    page = tmp_path / "memo.html"
    asked = ("subsidy", "--ledger", str(bills), "--unit-cost", "30")
    done = heat(*asked, "--html", str(page))
    assert done.code == 0, done.err
    said = "另有 1 户因台账有误被退回"
    assert said in done.out
    assert said in page.read_text(encoding="utf-8")
    assert said in heat(*asked[:3], "--unit-cost", "30..31:1").out
    assert json.loads(heat(*asked, "--format", "json").out)["ledger"]["left_out"] == 1
