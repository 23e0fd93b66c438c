"""Payment notices: the bill's own figures, real text in a PDF, and no character that a font lacks."""

import re
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import Program
from tests.helpers.browser import browse
from tests.helpers.files import ledger_in
from tests.helpers.machine import needs_font
from tests.helpers.workbooks import xlsx

HOME = ("--area", "185", "--city", "朔州", "--account", "0001", "--address", "第1小区2栋301室", "--due", "2022-12-31")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004000"
    "1f61738550000000049454e44ae426082"
)
LINES = (
    "供热费缴费通知单",
    "户号 0001",
    "户名 欧阳䶮",
    "地址 第1小区2栋301室",
    "缴费截止 2022-12-31",
    "面积热费 2797.20",
    "185㎡ × 2.52元/㎡·月 × 6个月",
    "应缴 2797.20元",
    "大写：贰仟柒佰玖拾柒元贰角",
    "朔州日报《让幸福民生更有温度——朔州市实施集中供热惠民工程纪实》，2022-11，报刊",
)
LEDGER = ["户号,户名,城市,用户类别,建筑面积"]


def texts(pdf: Path) -> list[str]:
    """Return the text of each page, with single blanks."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return [re.sub(r"[ \r\n]+", " ", page) for page in pages]


def test_the_text_of_a_pdf_is_that_of_the_notice(heat: Program, tmp_path: Path) -> None:
    needs_font()
    out = tmp_path / "notice.pdf"
    (tmp_path / "code.png").write_bytes(PNG)
    done = heat("notice", *HOME, "--name", "欧阳䶮", "--code", str(tmp_path / "code.png"), "-o", str(out))
    assert done.code == 0, done.err
    (page,) = texts(out)
    for line in LINES:
        assert line.replace(" ", "") in page.replace(" ", ""), line
    first = out.read_bytes()
    heat("notice", *HOME, "--name", "欧阳䶮", "--code", str(tmp_path / "code.png"), "-o", str(out), "--force")
    assert out.read_bytes() == first, "the same notice is the same bytes"


def test_a_character_that_no_font_has_is_never_a_blank(heat: Program, tmp_path: Path) -> None:
    needs_font()
    out = tmp_path / "notice.pdf"
    done = heat("notice", *HOME, "--name", "\U0002c856", "-o", str(out))
    assert (done.code, out.exists()) == (5, False)
    assert "U+2C856" in done.err


@pytest.mark.browser
def test_a_page_of_notices_says_the_same_and_prints_a_sheet_each(heat: Program, tmp_path: Path) -> None:
    ledger, out = tmp_path / "ledger.csv", tmp_path / "notices.html"
    rows = ["0001,<b>张三,朔州,居民,185", "0002,李四,忻州,居民,九十", "0003,王五,朔州,居民,100"]
    ledger.write_text("\n".join([*LEDGER, *rows]), encoding="gb18030")
    done = heat("notice", "--ledger", str(ledger), "-o", str(out), "--mask")
    assert done.code == 1
    assert "第 3 行" in done.err
    assert "共 2 张通知单，退回 1 行" in done.out
    page = out.read_text(encoding="utf-8")
    assert page.count("<article>") == 2
    assert "<b>" not in page
    assert "张三" not in page
    assert "王*" in page
    assert not re.search(r"<(script|link)|\bsrc=\"http|href=", page)
    needs_font()
    browse(out, f"--print-to-pdf={tmp_path / 'printed.pdf'}", "--no-pdf-header-footer")
    printed = texts(tmp_path / "printed.pdf")
    assert len(printed) == 2
    assert "2797.20" in printed[0]
    assert "1512.00" in printed[1]


def test_each_household_may_have_a_file_of_its_own(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("\n".join([*LEDGER, "../1,张三,朔州,居民,185", "2,李四,朔州,居民,90"]), encoding="utf-8")
    done = heat("notice", "--ledger", str(ledger), "--each", "-o", str(tmp_path / "n.html"))
    assert done.code == 0, done.err
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["ledger.csv", "n-00001.html", "n-00002.html"]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_a_thousand_notices_are_a_thousand(suffix: str, heat: Program, tmp_path: Path) -> None:
    if suffix == "pdf":
        needs_font()
    ledger, out = tmp_path / "ledger.csv", tmp_path / f"notices.{suffix}"
    rows = [f"{number:04},用户{number},朔州,居民,{number + 20}.5" for number in range(1000)]
    ledger.write_text("\n".join([*LEDGER, *rows]), encoding="utf-8")
    assert heat("notice", "--ledger", str(ledger), "-o", str(out)).code == 0
    if suffix == "pdf":
        found = texts(out)
        assert len(found) == 1000
        assert "户号 0999" in found[-1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--area", "100", "--ledger", "x.csv"), 2),
        ((), 2),
        (("--area", "100", "--due", "soon"), 2),
        (("--area", "100", "--city", "朔州", "--class", "经营性"), 4),
        (("--area", "100", "--code", __file__), 3),
        (("--area", "100", "--font", __file__), 2),
        (("--ledger", "none.csv"), 3),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, heat: Program, tmp_path: Path) -> None:
    out = tmp_path / "notice.pdf"
    done = heat("notice", *arguments, "-o", str(out))
    assert (done.code, out.exists()) == (code, False), done.err
    assert done.err


def test_the_due_date_of_the_citys_own_rule_is_on_the_notice(heat: Program, tmp_path: Path) -> None:
    out = tmp_path / "notice.html"
    asked = ("--area", "100", "--city", "天津", "--with", "district=central", "--winter", "2022-2023")
    assert heat("notice", *asked, "-o", str(out)).code == 0
    assert "<dt>缴费截止</dt><dd>2022-12-31</dd>" in out.read_text(encoding="utf-8")


def test_corrected_rejects_stand_in_their_places(heat: Program, tmp_path: Path) -> None:
    ledger, rejects, out = tmp_path / "a.csv", tmp_path / "bills.rejects.csv", tmp_path / "n.html"
    ledger.write_text("户号,户名,城市,建筑面积\n1,甲,朔州,九十\n2,乙,朔州,80\n", encoding="utf-8")
    assert heat("batch", str(ledger), "-o", str(tmp_path / "bills.csv")).code == 1
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("九十,", "90,", 1), encoding="utf-8")
    asked = ("notice", "--ledger", str(ledger), "--corrected", str(rejects), "-o", str(out))
    done = heat(*asked)
    assert (done.code, done.out) == (0, "共 2 张通知单，退回 0 行。\n"), done.err
    page = out.read_text(encoding="utf-8")
    assert page.index("甲") < page.index("乙")
    assert "1360.80" in page  # 90 × 2.52 × 6
    out.unlink()
    ledger.write_text("户号,户名,城市,建筑面积\n1,甲,朔州,60\n", encoding="utf-8")
    assert (heat(*asked).code, out.exists()) == (3, False)
    assert heat("notice", *HOME, "--corrected", str(rejects), "-o", str(out)).code == 2


def test_the_lines_of_all_rejects_are_named(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    rows = [f"{at},张三,100,{0 if at == 6 else -5}" for at in range(1, 9)]
    ledger.write_text("\n".join(["户号,户名,建筑面积,往年欠费", *rows, ""]), encoding="utf-8")
    done = heat("notice", "--ledger", str(ledger), "--city", "朔州", "-o", str(tmp_path / "n.html"))
    assert done.code == 1
    assert ["第 2 行" in done.err, "第 4 行" in done.err, "其余在第 5-6、8-9 行。" in done.err] == [True] * 3


def test_rejects_of_several_sheets_name_theirs(heat: Program, tmp_path: Path) -> None:
    head = ["户号", "建筑面积", "用户类别"]
    rows = {name: [head, *([f"{name}{at}", "五十", ""] for at in range(4)), [name, 100, ""]] for name in "甲乙"}
    file = tmp_path / "two.xlsx"
    asked = ("notice", "--ledger", str(file), "-o", str(tmp_path / "n.html"), "--city", "朔州")
    file.write_bytes(xlsx([{"name": name, "rows": its} for name, its in rows.items()]))
    done = heat(*asked)
    assert ["甲 第 2 行" in done.err, "甲 其余在第 5 行" in done.err, "乙 其余在第 2-5 行" in done.err] == [True] * 3
    rows["乙"] += [["商铺：", "", ""], ["1", 50, ""]]
    file.write_bytes(xlsx([{"name": name, "rows": its} for name, its in rows.items()]))
    refused = heat(*asked, "--force")
    assert (refused.code, "乙：第 7 行的“商铺：”" in refused.err) == (3, True), refused.err


def test_rejects_and_skipped_lines_are_told_even_where_there_is_no_notice(tmp_path: Path, heat: Program) -> None:
    for rows, notices in (("1,张,90\n合计,,90\n2,李,x\n", 1), ("合计,,90\n2,李,x\n", 0)):
        asked = ("notice", "--ledger", str(ledger_in(tmp_path, f"户号,户名,建筑面积\n{rows}")), "--city", "太原")
        done = heat(*asked, "-o", str(tmp_path / f"{notices}.html"))
        assert (done.code, "R06 共 1 行" in done.err, "合计 90" in done.err) == (1 if notices else 3, True, True), (
            done.err
        )
