"""What a ledger leaves in doubt is refused or told, and never decided in silence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.messages import Lang
from heatcalc.show.allocation_sheet import allocation_sheet
from tests.conftest import Program
from tests.helpers.workbooks import xlsx

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str, name: str = "ledger.csv") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def _notes(done: heatcalc.Allocation, lang: Lang = "zh") -> str:
    sections = allocation_sheet(done, lang, explain=False, each=False).sections
    return "\n".join(line for _, lines in sections for line in lines)


def _refused(ledger: Path, **asked: Any) -> str:
    with pytest.raises(heatcalc.HeatcalcError) as raised:
        heatcalc.allocate(ledger, 1000, **{"by_area": "0.4", **asked})
    return str(raised.value)


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(("area", "use"), [("80,567", "5000"), ("80", "1,854"), ("80", "１，８５４ kWh")])
def test_a_comma_that_may_be_decimal_is_refused(separator: str, area: str, use: str, written: Written) -> None:
    text = "\n".join(map(separator.join, (("户号", "建筑面积", "kWh"), ("1", area, use), ("2", "60", "854"))))
    said = _refused(written(text))
    assert "第 2 行" in said
    assert ("80567" in said and "80.567" in said) or ("1854" in said and "1.854" in said)
    assert "第 3 行" not in said


@pytest.mark.parametrize("use", ["0,854", "012,345"])
def test_a_group_of_thousands_does_not_begin_with_a_zero(use: str, written: Written) -> None:
    for text in (f"户号;建筑面积;kWh\n1;80;{use}\n", f'户号,建筑面积,kWh\n1,80,"{use}"\n'):
        assert f"“{use}”不是正确的数" in _refused(written(text))


def test_grouped_thousands_that_are_clear_are_read(written: Written, tmp_path: Path) -> None:
    ledger = written("户号;建筑面积;kWh\n1;80;1,854.00\n2;60;12,345,678\n3;50;854\n")
    assert [row.use for row in heatcalc.allocate(ledger, 1000, by_area="0.4").rows] == [1854, 12345678, 854]
    commas = written('户号,建筑面积,kWh\n1,80,"1,854"\n')
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx([{"name": "台账", "rows": [["户号", "建筑面积", "kWh"], ["1", "80", "1,854"]]}]))
    for each in (commas, book):
        assert [row.use for row in heatcalc.allocate(each, 1000, by_area="0.4").rows] == [1854]


def test_points_that_may_group_thousands_are_told(written: Written) -> None:
    head = "户号;建筑面积;Verbrauch (kWh)\n"
    done = heatcalc.allocate(written(f"{head}1;80;1.854\n2;60;854\n3;50;2.100\n"), 1000, by_area="0.4")
    assert done.manifest["doubts"]["thousands"] == {"column": "Verbrauch (kWh)", "figures": 2}
    assert "Verbrauch (kWh) 里有 2 个数" in _notes(done)
    assert "2 figures of Verbrauch (kWh)" in _notes(done, "en")


@pytest.mark.parametrize("uses", ["1.854 854.5", "1.854 2.100", "0.854 2", "1854 854", "1.8540 2"])
def test_figures_whose_points_are_plainly_decimal_raise_no_doubt(uses: str, written: Written) -> None:
    one, other = uses.split()
    ledger = written(f"户号;建筑面积;kWh\n1;80;{one}\n2;60;{other}\n")
    assert heatcalc.allocate(ledger, 1000, by_area="0.4").manifest["doubts"]["thousands"] is None


@pytest.mark.parametrize("header", ["房间号", "房号", "门牌号", "室号", "apartment", "WohnungsNr", "Unit_no"])
def test_a_ledger_without_accounts_says_so_and_which_column_may_have_them(header: str, written: Written) -> None:
    ledger = written(f"楼栋,{header},面积,kWh\n1,a,80,1000\n1,a,80,1000\n")
    done = heatcalc.allocate(ledger, {"1": 1000}, within="楼栋", by_area="0.4")
    assert done.manifest["doubts"]["account_like"] == header
    assert f"重复的户没有查；用 --account {header}" in _notes(done)
    assert f"--account {header}" in _notes(done, "en")
    with pytest.raises(heatcalc.UsageError, match=f"--only.*--account {header}"):
        done.of_account("a")
    named = heatcalc.allocate(ledger, 1000, by_area="0.4", several=True, columns={header: "account"})
    assert named.manifest["doubts"]["account_like"] is None
    assert "重复的户没有查" not in _notes(named)
    assert "重复" in _refused(ledger, columns={header: "account"})


def test_no_column_is_like_an_account(written: Written) -> None:
    done = heatcalc.allocate(written("面积,备注\n80,a\n"), 1000)
    assert done.manifest["doubts"]["account_like"] == ""
    assert "用 --account 列名 说明" in _notes(done)
    assert "--account COLUMN" in _notes(done, "en")


def test_no_page_is_made_of_homes_without_accounts(heat: Program, written: Written, tmp_path: Path) -> None:
    ledger, page, out = written("房号,面积\n0101,80\n0102,60\n"), tmp_path / "page.html", tmp_path / "out.csv"
    asked = ("allocate", str(ledger), "--cost", "1000", "--html", str(page), "-o", str(out))
    run = heat(*asked)
    assert run.code == 2
    assert "--account 房号" in run.err
    assert not page.exists()
    assert not out.exists()
    assert heat(*asked, "--account", "房号").code == 0
    assert "0101" in page.read_text(encoding="utf-8")


def test_accounts_of_three_columns_are_refused_with_what_to_do(heat: Program, written: Written) -> None:
    ledger = written("楼号,单元,房号,面积\n1,2,0101,80\n")
    run = heat("allocate", str(ledger), "--cost", "1000", "--account", "楼号,单元,房号")
    assert run.code == 2
    assert "最多写两列" in run.err
    assert "合成一列" in run.err


@pytest.mark.parametrize("header", ["用热量", "热量", " 用热量 "])
def test_heat_used_without_a_unit_is_asked_for(header: str, written: Written) -> None:
    word, ledger = header.strip(), written(f"户号,面积,{header}\n1,80,1000\n2,60,3000\n")
    for asked in ("0.4", "1"):
        said = _refused(ledger, by_area=asked)
        assert all(each in said for each in (f"--map {word}=kWh", f"--map {word}=GJ", f"--carry {word}"))
    assert heatcalc.allocate(ledger, 1000, by_area="0.4", columns={word: "kWh"}).unit == "kWh"
    assert heatcalc.allocate(ledger, 1000, carry=[word]).unit == ""


@pytest.mark.parametrize("header", ["用热量(GJ)", "用热量kWh", "热量/吉焦", "GJ", "kWh", "用热量（千瓦时）"])
def test_heat_used_with_a_unit_is_read(header: str, written: Written) -> None:
    done = heatcalc.allocate(written(f"户号,面积,{header}\n1,80,1000\n"), 1000, by_area="0.4")
    assert done.rows[0].use == 1000


def test_what_a_mask_leaves_is_told(heat: Program, written: Written, tmp_path: Path) -> None:
    ledger = written("户号,住户,租户,房号,备注,序号,面积\n1,王二,李大,2-1,找李大,1,80\n2,赵六,,2-2,,2,60\n")
    out = tmp_path / "out.csv"
    run = heat("allocate", str(ledger), "--cost", "1000", "--mask", "-o", str(out))
    assert "没有遮的文字列：房号、备注；" in run.out
    rows = out.read_text(encoding="utf-8-sig")
    assert "王*,李*,2-1,找李大" in rows
    assert not {"王二", "赵六"} & set(rows.replace("\n", ",").split(","))
    assert "没有遮" not in heat("allocate", str(ledger), "--cost", "1000").out


def test_a_near_miss_is_named_once(written: Written) -> None:
    done = heatcalc.allocate(written("户号,面积\n2-3-0901,80\n2-3-0902,60\n"), 1000)
    with pytest.raises(heatcalc.UsageError) as raised:
        done.of_account("2-3-0992")
    assert raised.value.text("zh") == "台账里没有户号“2-3-0992”。是不是要找 2-3-0902？"
    assert raised.value.text("en") == 'The ledger has no account "2-3-0992". Did you mean 2-3-0902?'
