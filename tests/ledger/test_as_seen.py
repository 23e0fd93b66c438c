"""A cell is what its user sees: an account that is shown otherwise, a figure of another scale, and merged figures."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlwt
from xlsxwriter import Workbook

from tests.conftest import Program
from tests.helpers.files import read
from tests.helpers.workbooks import ods, xlsx

ASKED = ("--city", "太原", "--winter", "2023-2024", "--max-rejects", "99", "--lang", "en")
Cells = list[list[Any]]


def shown(value: object, code: str) -> dict[str, Any]:
    return {"v": value, "s": code}


def as_xls(rows: Cells) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("1")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            said = cell if isinstance(cell, dict) else {"v": cell}
            style = xlwt.XFStyle()
            style.num_format_str = said.get("s", "General")
            page.write(at, column, said["v"], style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def billed(data: bytes, folder: Path, heat: Program, engine: str = "compiled") -> tuple[list[list[str]], list[str]]:
    """Return the accounts and areas that were billed, with what is due, and the codes of the others."""
    file, out = folder / "l.xlsx", folder / f"{engine}.csv"
    file.write_bytes(data)
    done = heat("batch", str(file), "-o", str(out), *ASKED, "--engine", engine)
    assert done.code in (0, 1), done.err
    rejects = out.with_name(f"{engine}.rejects.csv")
    codes = [f"{row['line']} {row['code']}" for row in read(rejects)] if rejects.exists() else []
    return [[row["户号"], row["建筑面积"], row["due"]] for row in read(out)], codes


ACCOUNTS: Cells = [
    ["户号", "建筑面积"],
    [shown(9, '"A"0000'), 100],
    [shown(1234, "00-000"), 100],
    [shown(12, "0000_ "), 100],
    [shown(8, '0"号"'), 100],
    [shown(1234, "#,##0"), 100],
    [True, 100],
    [1 / 3, 100],
    [shown(1.1, "0.00"), 100],
    [shown(1402110001, "0.00E+00"), 100],
    [shown(1234000, "0,"), 100],
    [shown(0.5, "hh:mm"), 100],
    [shown(45000.5, "yyyy-mm-dd hh:mm"), 100],
    [shown(45000, "yyyy-mm-dd"), 100],
]


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize("make", [lambda rows: xlsx([{"name": "1", "rows": rows}]), as_xls], ids=["xlsx", "xls"])
def test_an_account_is_what_is_seen_or_a_reject(make: Any, engine: str, tmp_path: Path, heat: Program) -> None:
    bills, codes = billed(make(ACCOUNTS), tmp_path, heat, engine)
    assert [account for account, *_ in bills] == ["A0009", "01-234", "0012", "8号", "1234"]
    assert codes == [f"{line} R13" for line in range(7, 15)]


FIGURES: Cells = [
    ["户号", "建筑面积"],
    ["1", shown(85.5, '0.00"㎡"')],
    ["2", shown(85.5, '#,##0.00\\ "平方米"')],
    ["3", shown(85.5, "0.00_);[Red]\\(0.00\\)")],
    ["4", shown(85.5, "0.00E+00")],
    ["5", shown(85456, "0.00,")],
    ["6", shown(0.855, "0%")],
    ["7", shown(85.5, "# ?/?")],
    ["8", shown(85.5, '0.00"万㎡"')],
    ["9", shown(85.5, '0.00"亩"')],
    ["10", shown(85.5, '"约"0')],
    ["11", 1e15],
]


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize("make", [lambda rows: xlsx([{"name": "1", "rows": rows}]), as_xls], ids=["xlsx", "xls"])
def test_a_figure_that_is_shown_as_another_is_a_reject(make: Any, engine: str, tmp_path: Path, heat: Program) -> None:
    bills, codes = billed(make(FIGURES), tmp_path, heat, engine)
    assert bills == [[account, "85.5", "1539.00"] for account in "1234"], "85.5 ㎡ × 18"
    assert codes == ["6 R05", "7 R05", "8 R05", "9 R06", "10 R06", "11 R06", "12 R06"]
    messages = [row["message"] for row in read(tmp_path / f"{engine}.rejects.csv")]
    assert all("number format" in each for each in messages[:3])
    assert "exponent" in messages[-1]


@pytest.mark.parametrize(("number", "code"), [(2, []), (4, []), (9, ["3 R05"]), (10, ["3 R05"]), (12, ["3 R05"])])
def test_formats_that_excel_knows_by_number_alone_are_seen(
    number: int, code: list[str], tmp_path: Path, heat: Program
) -> None:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate([["户号", "建筑面积"], ["1", 85.5], ["2"]]):
            page.write_row(at, 0, row)
        page.write_number(2, 1, 85.5, book.add_format({"num_format": number}))
    assert billed(out.getvalue(), tmp_path, heat)[1] == code


def test_a_percentage_of_opendocument_is_shown_as_another_number(tmp_path: Path, heat: Program) -> None:
    whole = io.BytesIO(ods({"台账": [["户号", "建筑面积"], ["1", 100], ["2", 0.855]]}))
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(out, "w") as book:
        for name in archive.namelist():
            text = archive.read(name)
            text = text.replace(b'"float" office:value="0.855"', b'"percentage" office:value="0.855"')
            nothing = b'<table:table-row><table:table-cell/><table:table-cell office:value-type="percentage"/>'
            book.writestr(name, text.replace(b"</table:table>", nothing + b"</table:table-row></table:table>"))
    bills, codes = billed(out.getvalue(), tmp_path, heat)
    assert ([each[0] for each in bills], codes) == (["1"], ["3 R05"])


MERGED: dict[str, object] = {
    "a unit": "100㎡",
    "another unit": "100 平方米",
    "full width": "１００",
    "groups": "1,000",
    "text": "100",
    "a number": 100,
    "a number with a unit": shown(100, '0"㎡"'),
    "about": "约100",
}


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_a_merged_figure_is_nobodys_however_it_is_written(engine: str, tmp_path: Path, heat: Program) -> None:
    rows: Cells = [["户号", "用户类别", "建筑面积"], ["0", "居民", 100]]
    for at, cell in enumerate(MERGED.values()):
        rows += [[f"{at}a", "居民" if at == 0 else None, cell], [f"{at}b", None, None]]
    last = len(rows)
    merge = [f"B3:B{last}", *(f"C{at}:C{at + 1}" for at in range(3, last, 2))]
    bills, codes = billed(xlsx([{"name": "1", "rows": rows, "merge": merge}]), tmp_path, heat, engine)
    assert [account for account, *_ in bills] == ["0"]
    assert codes == [f"{line} R05" for line in range(3, last + 1)]


def test_merged_words_hold_for_their_rows(tmp_path: Path, heat: Program) -> None:
    rows: Cells = [
        *(["户号", "建筑面积(m2)", "采暖季", "用户类别"], [None, None, None, None]),
        *(["1", 100, "2023-2024", "居民"], ["2", 50, None, None]),
    ]
    merge = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "C3:C4", "D3:D4"]
    file, out = tmp_path / "l.xlsx", tmp_path / "o.csv"
    file.write_bytes(xlsx([{"name": "1", "rows": rows, "merge": merge}]))
    assert heat("batch", str(file), "-o", str(out), "--city", "太原").code == 0
    assert [row["due"] for row in read(out)] == ["1800.00", "900.00"]


@pytest.mark.parametrize("account", [True, 0.5, shown(45000, "yyyy-mm-dd"), shown(45000.5, "yyyy-mm-dd hh:mm")])
def test_a_merged_account_is_damaged_in_each_of_its_rows(account: object, tmp_path: Path, heat: Program) -> None:
    rows: Cells = [["户号", "建筑面积"], ["1", 100], [account, 100], [None, 50]]
    bills, codes = billed(xlsx([{"name": "1", "rows": rows, "merge": ["A3:A4"]}]), tmp_path, heat)
    assert ([each[0] for each in bills], codes) == (["1"], ["3 R13", "4 R13"])


def test_dates_that_are_merged_are_no_homes_own(tmp_path: Path, heat: Program) -> None:
    rows: Cells = [
        *(["户号", "建筑面积", "缴费日期"], ["1", 100, "2023-10-01"], ["2", 100, "2023-10-01"], ["3", 100, None]),
        *(["4", 100, shown(45200, "yyyy-mm-dd")], ["5", 100, None]),
    ]
    bills, codes = billed(xlsx([{"name": "1", "rows": rows, "merge": ["C3:C4", "C5:C6"]}]), tmp_path, heat)
    assert ([each[0] for each in bills], codes) == (["1"], [f"{line} R05" for line in range(3, 7)])


@pytest.mark.parametrize(
    ("format_", "read_as"),
    [('"￥"#,##0.00', "1.50"), ("[$￥-804]0.00", "1.50"), ('0.00"元"', "1.50"), ('0.0"万元"', None), ("0.0,", None)],
)
def test_a_payment_is_what_is_seen(format_: str, read_as: str | None, tmp_path: Path, heat: Program) -> None:
    (tmp_path / "l.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    paid = [["户号", "缴费日期", "实缴"], ["1", "2023-12-01", shown(1.5, format_)]]
    (tmp_path / "p.xlsx").write_bytes(xlsx([{"name": "1", "rows": paid}]))
    files = (str(tmp_path / "l.csv"), "--payments", str(tmp_path / "p.xlsx"), "-o", str(tmp_path / "o.csv"))
    done = heat("balance", *files, "--on", "2024-01-01", "--city", "太原", "--winter", "2023-2024")
    rejects = [row["code"] for file in tmp_path.glob("o.*rejects*.csv") for row in read(file)]
    if read_as is None:
        assert rejects in (["R05"], ["R06"]), done
    else:
        assert ([row["paid"] for row in read(tmp_path / "o.csv")], rejects) == ([read_as], []), done
