"""A company's own notices: its document as the ground, arrears, addresses in parts, a receipt, files by building."""

from pathlib import Path

import pytest

import heatcalc
from heatcalc.errors import UsageError
from tests.conftest import Program
from tests.helpers.machine import needs_font
from tests.show.test_notices import texts

OWN = ("--city", "朔州", "--company", "某市热力公司", "--due", "2022-12-31")
HEADER = "户号,户名,小区,楼栋,单元,房号,用户类别,建筑面积,往年欠费"
ROWS = (
    "0001,张三,阳光小区,2,1,301,居民,185,120.5",
    "0002,李四,阳光小区,2,1,302,居民,100,",
    "0003,王五,河畔,3,1,101,居民,90,0",
)


def made_of(ledger: Path, *rows: str, header: str = HEADER) -> Path:
    """Write a ledger and return it."""
    ledger.write_text("\n".join([header, *rows]), encoding="utf-8")
    return ledger


def test_arrears_are_a_line_of_their_own_and_part_of_what_is_due_in_all(heat: Program, tmp_path: Path) -> None:
    """2797.20 + 120.50 = 2917.70; a blank and a 0 are no arrears."""
    ledger, out = made_of(tmp_path / "l.csv", *ROWS), tmp_path / "n.html"
    assert heat("notice", "--ledger", str(ledger), *OWN, "-o", str(out)).code == 0
    first, second, third = out.read_text(encoding="utf-8").split("<article>")[1:]
    for text in (
        "<td>本采暖季应缴</td><td>2797.20</td>",
        "<td>往年欠费</td><td>120.50</td>",
        "<span>合计应缴</span> <span>2917.70元</span>",
        "贰仟玖佰壹拾柒元柒角",
    ):
        assert text in first
    for each in (second, third):
        assert "往年欠费" not in each
        assert "<span>应缴</span>" in each


@pytest.mark.parametrize("owed", ["abc", "-5", "0.001"])
def test_arrears_that_are_no_amount_are_a_reject(owed: str, heat: Program, tmp_path: Path) -> None:
    ledger, out = made_of(tmp_path / "l.csv", ROWS[1], f"0009,赵六,河畔,3,1,102,居民,90,{owed}"), tmp_path / "n.html"
    done = heat("notice", "--ledger", str(ledger), *OWN, "-o", str(out))
    assert done.code == 1
    assert f"往年欠费 的“{owed}”" in done.err
    assert out.read_text(encoding="utf-8").count("<article>") == 1


def test_another_column_of_arrears_is_named_and_a_mere_debt_is_not_taken_for_one(heat: Program, tmp_path: Path) -> None:
    header = HEADER.replace("往年欠费", "欠费")
    ledger, out = made_of(tmp_path / "l.csv", ROWS[0], header=header), tmp_path / "n.html"
    asked = ("notice", "--ledger", str(ledger), *OWN, "-o", str(out), "--force")
    done = heat(*asked)
    assert done.code == 0
    assert "共 1 张通知单：没有计入 欠费 一列；是往年欠费的，加 --arrears 欠费。" in done.err
    assert "2917.70" not in out.read_text(encoding="utf-8"), "it may have this winter's in it"
    done = heat(*asked, "--arrears", "欠费")
    assert (done.code, "没有计入" in done.err) == (0, False)
    assert "2917.70" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("header", "row", "address"),
    [
        ("小区,楼栋,单元,房号", "阳光小区,2,1,301", "阳光小区2号楼1单元301室"),
        ("小区名称,楼号,单元号,室号", "阳光小区,2号楼,一单元,301", "阳光小区2号楼一单元301室"),
        ("小区,楼栋,单元,地址", "阳光小区,2,1,阳光小区2-1-301", "阳光小区2-1-301"),
        ("小区,楼栋,单元,地址", "阳光小区,2,,", "阳光小区2号楼"),
        ("estate,block,entrance,flat", "Sunny Gardens,2,1,301", "Sunny Gardens 2 1 301"),
    ],
)
def test_an_address_is_joined_from_its_columns(
    header: str, row: str, address: str, heat: Program, tmp_path: Path
) -> None:
    ledger = made_of(tmp_path / "l.csv", f"0001,居民,{row},100", header=f"户号,用户类别,{header},建筑面积")
    out = tmp_path / "n.html"
    done = heat("notice", "--ledger", str(ledger), "--city", "朔州", "-o", str(out))
    assert done.code == 0, done.err
    assert f"<dt>地址</dt><dd>{address}</dd>" in out.read_text(encoding="utf-8")


def test_a_companys_notice_names_its_ground_and_is_not_for_information_only(heat: Program, tmp_path: Path) -> None:
    out, ground = tmp_path / "n.html", "价格文件〔2022〕1号"
    asked = ("notice", "--area", "185", "--winter", "2026-2027", *OWN, "-o", str(out), "--force")
    assert heat(*asked).code == 0
    page = out.read_text(encoding="utf-8")
    assert "仅供参考" not in page
    assert "朔州日报" in page
    assert "没有更新的价格" in page
    assert heat(*asked, "--ground", ground).code == 0
    page = out.read_text(encoding="utf-8")
    assert f"收费依据：{ground}" in page
    assert "朔州日报" not in page
    assert "没有更新的价格" not in page
    assert heat("notice", "--area", "185", "--ground", ground, "-o", str(out), "--force").code == 2


def test_a_notice_without_a_company_is_for_information_only(heat: Program, tmp_path: Path) -> None:
    out = tmp_path / "n.html"
    assert heat("notice", "--area", "185", "-o", str(out)).code == 0
    page = out.read_text(encoding="utf-8")
    assert "仅供参考" in page
    assert "回执" not in page


def test_that_nobody_named_the_winter_is_told_to_the_sender_and_not_to_the_home(heat: Program, tmp_path: Path) -> None:
    ledger, out = made_of(tmp_path / "l.csv", *ROWS), tmp_path / "n.html"
    done = heat("notice", "--ledger", str(ledger), *OWN, "-o", str(out))
    assert "共 3 张通知单：没有写明采暖季，按这个城市最新的 2022-2023 采暖季计" in done.err
    page = out.read_text(encoding="utf-8")
    assert "--winter" not in page
    assert "朔州  居民  按面积  2022-2023" in page


def test_a_receipt_fills_the_foot_of_the_page_and_is_never_torn(heat: Program, tmp_path: Path) -> None:
    needs_font()
    address = "河畔花园" * 40
    for name, where, pages in (("short", "河畔1号楼", 1), ("long", address, 2)):
        out = tmp_path / f"{name}.pdf"
        done = heat("notice", "--area", "185", "--address", where, *OWN, "-o", str(out))
        assert done.code == 0, done.err
        found = texts(out)
        assert len(found) == pages
        last = found[-1][found[-1].index("回执") :]
        assert where in last.replace(" ", "")
        assert "应缴 2797.20元" in last
        assert "签收人" in last


def test_words_stay_whole_in_a_pdf(heat: Program, tmp_path: Path) -> None:
    needs_font()
    out = tmp_path / "n.pdf"
    home = ("--area", "185", "--winter", "2026-2027", "--city", "shuozhou", "--lang", "en", "-o", str(out))
    done = heat("notice", *home)
    assert done.code == 0, done.err
    (page,) = texts(out)
    assert "none newer is known, so it is used." in page
    assert "4 winters before 2026-2027" in page


def test_notices_are_split_by_building(heat: Program, tmp_path: Path) -> None:
    """One file a value, in whatever letters: none leaves the folder, none takes the place of another."""
    buildings = ("2", "3/甲", "3_甲", "../x", "", "2")
    rows = [f"{number:04},某某,河畔,{each},1,{number},居民,90," for number, each in enumerate(buildings)]
    ledger, folder = made_of(tmp_path / "l.csv", *rows), tmp_path / "out"
    folder.mkdir()
    asked = ("notice", "--ledger", str(ledger), *OWN, "--split-by", "楼栋", "-o", str(folder / "n.html"))
    done = heat(*asked)
    assert done.code == 0, done.err
    written = {path.name: path.read_text(encoding="utf-8").count("<article>") for path in folder.iterdir()}
    assert written == {"n-2.html": 2, "n-3_甲.html": 1, "n-3_甲-2.html": 1, "n-x.html": 1, "n-未填.html": 1}
    assert "分成 5 个文件" in done.out
    assert heat(*asked).code == 5, "existing files are not overwritten"
    assert heat(*asked, "--force").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--split-by", "栋座"), "楼栋"),
        (("--arrears", "欠"), "往年欠费"),
        (("--split-by", "楼栋", "--each"), "--each"),
    ],
)
def test_columns_that_are_not_there(arguments: tuple[str, ...], told: str, heat: Program, tmp_path: Path) -> None:
    ledger, out = made_of(tmp_path / "l.csv", *ROWS), tmp_path / "n.html"
    done = heat("notice", "--ledger", str(ledger), *OWN, *arguments, "-o", str(out))
    assert (done.code, out.exists()) == (2, False), done.err
    assert told in done.err


@pytest.mark.parametrize("option", ["--arrears", "--split-by"])
def test_columns_are_of_ledgers(option: str, heat: Program, tmp_path: Path) -> None:
    done = heat("notice", "--area", "100", option, "楼栋", "-o", str(tmp_path / "n.html"))
    assert done.code == 2
    assert option in done.err


def test_python_makes_the_same_notice() -> None:
    made = heatcalc.notice(
        {"account": "1"}, area=185, city="朔州", company="某市热力公司", ground="价格文件〔2022〕1号"
    )
    assert isinstance(made, str)
    assert "收费依据：价格文件〔2022〕1号" in made
    with pytest.raises(UsageError):
        heatcalc.notice({}, area=185, ground="价格文件")
