"""Ledgers in Excel: the same bills as from CSV, error cells rejected, and files that would kill a reader refused."""

import datetime as dt
import io
import json
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from xlsxwriter import Workbook

import heatcalc
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import Batch, run
from heatcalc.ledger.template import template_columns
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.helpers import workbooks
from tests.helpers.files import read
from tests.helpers.workbooks import ods

HEADER = ["户号", "户名", "用户类别", "建筑面积", "缴费日期"]
ROWS = [["0001", "张三", "居民", 185, ""], ["0002", "欧阳䶮", "居民", 85.2, ""], ["0003", "𬱖四", "非居民", 100, ""]]


def xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("=1/0"):
                page.write_formula(at, column, value, None, "#DIV/0!")
            elif isinstance(value, str):
                page.write_string(at, column, value)
            elif value is not None:
                page.write(at, column, value)
    book.close()
    return out.getvalue()


def xls(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("台账")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(at, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bill(data: bytes, out: Path | None, table: Table) -> Batch:
    return run(io.BytesIO(data), out, table, "0", BatchOptions(Defaults(city="朔州")))


def test_without_calamine_old_workbooks_are_read_and_others_named(
    shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert bill(xls([HEADER, *ROWS[:1]]), None, shipped).groups[0].due == 279720
    with pytest.raises(heatcalc.UsageError) as refused:
        bill(xlsx([HEADER, *ROWS[:1]]), None, shipped)
    assert "python-calamine" in refused.value.text("en")


def test_a_workbook_gives_the_bills_of_its_csv(tmp_path: Path, shipped: Table) -> None:
    rows: list[list[object]] = [["2022-2023 台账"], HEADER, *ROWS, [None, "合计", None, 370.2, None]]
    text = "\n".join(
        ",".join("" if cell is None else str(cell) for cell in [*row, *[""] * (5 - len(row))]) for row in rows
    )
    batches = []
    for name, data in (("x", xlsx(rows)), ("s", xls(rows)), ("c", text.encode())):
        batches.append(bill(data, tmp_path / f"{name}.csv", shipped))
        assert batches[-1].reasons == ()
        assert (batches[-1].manifest["lines"], batches[-1].manifest["billed"]) == (6, 3)
    written = {(tmp_path / f"{name}.csv").read_bytes() for name in "xsc"}
    assert len(written) == 1
    assert b"0001,\xe5\xbc\xa0\xe4\xb8\x89" in written.pop()


def test_an_error_cell_is_a_reject_and_not_an_empty_cell(tmp_path: Path, shipped: Table) -> None:
    rows: list[list[object]] = [HEADER, *ROWS, ["0009", "王五", "居民", "=1/0", ""]]
    batch = bill(xlsx(rows), tmp_path / "bills.csv", shipped)
    assert [(reject.line, reject.code, reject.column) for reason in batch.reasons for reject in reason.first] == [
        (5, "R05", "建筑面积")
    ]
    assert "#DIV/0!" in batch.reasons[0].first[0].message


def test_a_formula_that_was_never_calculated_is_no_zero(tmp_path: Path, shipped: Table) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in [HEADER, *ROWS, ["0009", "王五", "居民", "=80+10", ""]]:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    batch = bill(out.getvalue(), tmp_path / "bills.csv", shipped)
    assert [(reject.line, reject.code) for reason in batch.reasons for reject in reason.first] == [(5, "R05")]


def test_a_number_account_stays_whole_and_a_long_area_is_rejected(tmp_path: Path, shipped: Table) -> None:
    rows: list[list[object]] = [HEADER, [1234567890, "甲", "居民", 100, ""], ["2", "乙", "居民", 85.123456, ""]]
    batch = bill(xlsx(rows), tmp_path / "bills.csv", shipped)
    assert b"\n1234567890," in (tmp_path / "bills.csv").read_bytes()
    assert [(reject.line, reject.code) for reason in batch.reasons for reject in reason.first] == [(3, "R06")]


def test_a_cell_beyond_the_header_is_a_reject(tmp_path: Path, shipped: Table) -> None:
    batch = bill(xlsx([HEADER, *ROWS, ["9", "王五", "居民", 90, "", "x"]]), tmp_path / "bills.csv", shipped)
    assert [(reject.line, reject.code) for reason in batch.reasons for reject in reason.first] == [(5, "R04")]


SHEET = "xl/worksheets/sheet1.xml"


def changed(data: bytes, old: bytes, new: bytes, member: str = SHEET) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old_file, zipfile.ZipFile(out, "w") as new_file:
        for name in old_file.namelist():
            content = old_file.read(name)
            new_file.writestr(name, content.replace(old, new) if name == member else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', "1048576"),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "DTD"),
        (b"</sheetData>", b"</sheet", "CSV"),
    ],
)
def test_a_file_that_would_kill_a_reader_is_refused(old: bytes, new: bytes, word: str, shipped: Table) -> None:
    data = changed(xlsx([HEADER, *ROWS]), old, new)
    with pytest.raises(heatcalc.InputFileError, match=word):
        bill(data, None, shipped)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 1000, b"\xd0\xcf\x11\xe0" + b"y" * 600])
def test_what_only_looks_like_a_workbook_is_refused(data: bytes, shipped: Table) -> None:
    with pytest.raises(heatcalc.InputFileError):
        bill(data, None, shipped)


def test_cells_without_an_address_are_counted(tmp_path: Path, shipped: Table) -> None:
    data = xlsx([HEADER, *ROWS, ["0009", "王五", "居民", "=1/0", ""]])
    bare = changed(data, b' r="D5"', b"")
    batch = bill(bare, tmp_path / "bills.csv", shipped)
    assert [reject.code for reason in batch.reasons for reject in reason.first] == ["R05"]


def test_bills_as_a_workbook(heat: Program, tmp_path: Path) -> None:
    ledger, out = tmp_path / "ledger.xlsx", tmp_path / "bills.xlsx"
    ledger.write_bytes(
        xlsx([HEADER, *ROWS, ["0009", '=HYPERLINK("x")', "居民", 90, ""], ["0010", "x", "居民", "九", ""]])
    )
    done = heat("batch", str(ledger), "-o", str(out), "--city", "朔州", "--explain")
    assert done.code == 1, done.err
    page = openpyxl.load_workbook(out).active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][5:] == ("合计", "用户承担", "他方承担", "应缴", "算法")
    assert [row[8] for row in rows[1:]] == [2797.2, 1288.22, 2880, 1360.8]
    assert rows[1][0] == "0001"
    assert rows[4][1] == '=HYPERLINK("x")'
    assert page["B5"].data_type == "s"
    assert rows[1][9] == "area: 185㎡ × 2.52元/㎡·月 × 6个月 = 2797.20"
    assert (tmp_path / "bills.rejects.csv").exists()
    first = out.read_bytes()
    out.unlink()
    heat("batch", str(ledger), "-o", str(out), "--city", "朔州", "--explain", "--force")
    assert out.read_bytes() == first
    manifest = json.loads((tmp_path / "bills.manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == {"xlsx", "rejects.csv"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["ledger.csv", "ledger.xlsx"])
def test_a_filled_in_template_is_a_ledger(name: str, lang: str, heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / name
    assert heat("template", str(ledger), "--city", "大同", "--lang", lang).code == 0
    assert heat("template", str(ledger)).code == 5
    assert heat("template", str(tmp_path / "ledger.xls")).code == 5
    assert not (tmp_path / "ledger.xls").exists()
    row = {"account": "0001", "class": {"zh": "经营性", "en": "Commercial"}[lang], "building_m2": "100"}
    if name.endswith("xlsx"):
        book = openpyxl.load_workbook(ledger)
        page = book.active
        assert [str(each.sqref) for each in page.data_validations.dataValidation] == ["D2:D1048576", "I2:I1048576"]
        assert page.column_dimensions["A"].number_format == "@"
        page.append([row.get(column) for column in template_columns()])
        book.save(ledger)
    else:
        with ledger.open("a", encoding="utf-8") as file:
            file.write(",".join(row.get(column, "") for column in template_columns()) + "\n")
    for engine in ("exact", "duckdb"):
        done = heat("batch", str(ledger), "--dry-run", "--city", "大同", "--format", "json", "--engine", engine)
        told = json.loads(done.out)
        assert (told["due"], told["billed"], told["rejected"]) == ("3850.00", 1, 0), "the sample row is no household"
        assert [line["line"] for line in told["skipped_lines"]] == [2]


def test_a_template_has_what_a_city_asks(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "l.xlsx"
    assert heat("template", str(ledger), "--city", "北京").code == 0
    book = openpyxl.load_workbook(ledger)
    header = [cell.value for cell in book["台账"][1]]
    assert "供热管网" in header
    notes = ["".join(str(cell.value or "") for cell in row) for row in book["填表说明"].iter_rows()]
    for word in header:
        assert any(word in note for note in notes), word
    assert heat("batch", str(ledger), "--dry-run", "--city", "北京").code == 3, "it has no home yet"
    book["台账"].append(["0001"])
    book.save(ledger)
    done = heat("batch", str(ledger), "--dry-run", "--city", "北京")
    assert "没有读的工作表：填表说明。" in done.out


@pytest.mark.parametrize("error", ["calcext", "float"])
@pytest.mark.parametrize("shown", ["#DIV/0!", "#N/A", "Err:502"])
def test_an_opendocument_spreadsheet_is_read_and_its_errors_are_rejects(
    shown: str, error: str, tmp_path: Path, heat: Program
) -> None:
    file, out = tmp_path / "l.ods", tmp_path / "bills.csv"
    rows: list[list[str | float | None]] = [["户号", "建筑面积", "状态"], ["0001", 100.5, None], ["0002", 80, shown]]
    file.write_bytes(ods({"台账": rows, "说明": [["填表说明"]]}, error=error, repeated=1_048_000))
    done = heat("batch", str(file), "-o", str(out), "--city", "朔州", "--max-rejects", "1")
    assert done.code == 1, done.err
    assert [(row["户号"], row["建筑面积"], row["due"]) for row in read(out)] == [("0001", "100.5", "1519.56")]
    assert [row["code"] for row in read(out.with_name("bills.rejects.csv"))] == ["R05"]


def test_an_opendocument_file_that_is_none_is_refused(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.ods"
    whole = ods({"台账": [["户号", "建筑面积"], ["1", 100]]})
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(broken, "w") as book:
        for name in archive.namelist():
            book.writestr(name, archive.read(name)[:-20] if name == "content.xml" else archive.read(name))
    entity = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(entity, "w") as book:
        for name in archive.namelist():
            dtd = b'<!DOCTYPE x [<!ENTITY a "100">]>' if name == "content.xml" else b""
            book.writestr(name, dtd + archive.read(name))
    for data in (whole[:-30], broken.getvalue(), entity.getvalue()):
        file.write_bytes(data)
        assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 3


def test_what_a_user_does_not_see_is_said(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.xlsx"
    book = Workbook(str(file))
    for name in ("今年", "去年"):
        page = book.add_worksheet(name)
        for at, row in enumerate([["户号", "用户类别", "建筑面积"], ["0001", "居民", 100], ["0002", None, 50]]):
            page.write_row(at, 0, row)
        page.merge_range("B2:B3", "居民")
        page.set_row(2, None, None, {"hidden": True})
        page.set_column("B:B", None, None, {"hidden": True})
        page.set_column("D:XFD", None, None, {"hidden": True})  # as people hide what is beside a table
    page.hide()
    book.close()
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert done.code == 0, done.err
    for said in (
        "没有读的隐藏工作表：去年。",
        "合并的单元格 B2:B3",
        "有 1 行是隐藏的，也计了费。",
        "隐藏的列也读了：用户类别。",
    ):
        assert said in done.out
    manifest = json.loads(heat("batch", str(file), "--dry-run", "--city", "朔州", "--format", "json").out)
    assert (manifest["households"], manifest["hidden_columns"]) == (2, ["用户类别"])


def test_hidden_columns_of_an_ods_are_said(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.ods"
    columns = '<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>'
    sheet = {"一": [["户号", "户名", "建筑面积", "年龄"], ["0001", "张", 100, 7]]}
    file.write_bytes(workbooks.ods(sheet, columns=columns + "<table:table-column/>"))
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert ("隐藏的列也读了：户名、建筑面积。" in done.out, "1512.00" in done.out) == (True, True), done.out + done.err


def test_an_xls_says_what_its_user_does_not_see(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.xls"
    book = xlwt.Workbook()
    for name in ("今年", "去年"):
        page = book.add_sheet(name)
        for at, row in enumerate([["户号", "建筑面积"], ["0001", 100], ["0002", 50]]):
            for column, value in enumerate(row):
                page.write(at, column, value)
        page.row(2).hidden = True
        page.col(1).hidden = True
    page.visibility = 1
    book.save(str(file))
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    said = ("没有读的隐藏工作表：去年。", "有 1 行是隐藏的", "隐藏的列也读了：建筑面积。")
    assert all(each in done.out for each in said), done.out + done.err


def forged(folder: Path, sheet: str, *, book: str = "", more: dict[str, str] | None = None) -> Path:
    """Return a workbook whose only sheet has this XML of rows."""
    whole = zipfile.ZipFile(io.BytesIO(workbooks.xlsx([{"name": "1", "rows": [["户号", "建筑面积"], ["1", 100]]}])))
    file = folder / "forged.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for member in whole.namelist():
            text = whole.read(member).decode()
            if member.endswith("sheet1.xml"):
                text = text.replace("</sheetData>", f"{sheet}</sheetData>")
            if member == "xl/workbook.xml":
                text = text.replace("<sheets>", f"{book}<sheets>")
            made.writestr(member, text)
        for member, text in (more or {}).items():
            made.writestr(member, text)
    return file


@pytest.mark.parametrize(
    "cell", ["xfd1048576", "XFD1048576", "A99999999", "ZZZZ9999999", "A4000000000", "XFD20000", "Z1000000", "??", ""]
)
def test_a_forged_cell_far_away_is_refused(cell: str, tmp_path: Path, heat: Program) -> None:
    file = forged(tmp_path, f'<row><c r="{cell}"><v>1</v></c></row>')
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert (done.code, done.err.count("\n")) == (3, 1), done


@pytest.mark.parametrize("row", ["abc", "-1", "", "99999999999999999999"])
def test_a_forged_row_is_refused(row: str, tmp_path: Path, heat: Program) -> None:
    file = forged(tmp_path, f'<row r="{row}"><c><v>1</v></c></row>')
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert (done.code, done.err.count("\n")) == (3, 1), done


def test_a_sheet_in_a_comment_is_none(tmp_path: Path, heat: Program) -> None:
    comment = '<!-- <sheet name="1" sheetId="1" xmlns:r="x" r:id="rId9"/> -->'
    far = '<row><c r="XFD1048576"><v>1</v></c></row>'
    assert heat("batch", str(forged(tmp_path, far, book=comment)), "--dry-run", "--city", "朔州").code == 3
    assert heat("batch", str(forged(tmp_path, "", book=comment)), "--dry-run", "--city", "朔州").code == 0


def test_a_binary_workbook_is_called_what_it_is(tmp_path: Path, heat: Program) -> None:
    file = forged(tmp_path, "", more={"xl/workbook.bin": ""})
    assert ".xlsb" in heat("batch", str(file), "--dry-run", "--city", "朔州").err


def test_a_second_member_of_one_name_is_refused(tmp_path: Path, heat: Program) -> None:
    file = forged(tmp_path, "", more={"xl/worksheets/Sheet1.xml": "<worksheet/>"})
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 3


def test_a_member_that_grows_out_of_all_proportion_is_refused(tmp_path: Path, heat: Program) -> None:
    strings = f"<sst>{'<si><t>x</t></si>' * 4_000_000}</sst>"
    file = forged(tmp_path, "", more={"xl/sharedStrings.xml": strings})
    assert file.stat().st_size < 400_000
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 3


def test_a_damaged_xls_is_read_or_refused(shipped: Table) -> None:
    whole, refused = xls([HEADER, *ROWS]), 0
    for at in range(600, len(whole), 41):
        try:
            bill(whole[:at] + b"\xff" + whole[at + 1 :], None, shipped)
        except heatcalc.InputFileError:
            refused += 1
    assert refused > 0


def test_a_damaged_xlsx_is_read_or_refused(shipped: Table) -> None:
    whole, refused = xlsx([HEADER, *ROWS]), 0
    for at in range(4, len(whole), 41):
        try:
            bill(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :], None, shipped)
        except heatcalc.InputFileError:
            refused += 1
    assert refused > 0


def test_an_xls_shows_what_its_user_sees(tmp_path: Path, heat: Program) -> None:
    file, out = tmp_path / "l.xls", tmp_path / "b.csv"
    book = xlwt.Workbook()
    page = book.add_sheet("1")
    zeros, day = xlwt.XFStyle(), xlwt.XFStyle()
    zeros.num_format_str, day.num_format_str = "0000000", "YYYY-MM-DD"
    for column, word in enumerate(["户号", "建筑面积", "缴费日期", "备注"]):
        page.write(0, column, word)
    page.write(1, 0, 1234, zeros)
    page.write(1, 1, 100.5)
    page.write(1, 2, dt.date(2022, 9, 1), day)
    page.write(1, 3, True)
    book.save(str(file))
    heat("batch", str(file), "-o", str(out), "--city", "朔州", "--carry", "缴费日期")
    assert [list(row.values())[:4] for row in read(out)] == [["0001234", "100.5", "2022-09-01", "是"]]


@pytest.mark.parametrize(
    "content",
    [
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="50"/>',
        '<table:table-cell><text:p><text:s text:c="1000000000"/></text:p></table:table-cell>',
    ],
)
def test_an_ods_made_to_take_memory_is_refused(content: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.ods"
    whole = ods({"台账": [["户号", "建筑面积"], ["1", 100]]})
    row = f'<table:table-row table:number-rows-repeated="100000000">{content}</table:table-row></table:table>'
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(file, "w") as book:
        for name in archive.namelist():
            text = archive.read(name)
            book.writestr(name, text.replace(b"</table:table>", row.encode()) if name == "content.xml" else text)
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert (done.code, done.err.count("\n")) == (3, 1), done


@pytest.mark.parametrize(
    "sheet", ['<row r="2"><c r="A2"><v>9</v></c></row>', '<row r="3"><c r="A3"/><c r="A3"/></row>']
)
def test_two_cells_in_one_place_are_refused(sheet: str, tmp_path: Path, heat: Program) -> None:
    assert heat("batch", str(forged(tmp_path, sheet)), "--dry-run", "--city", "朔州").code == 3


def test_what_is_outside_the_cells_of_a_sheet_is_not_read(tmp_path: Path, heat: Program) -> None:
    data = changed(xlsx([HEADER, *ROWS]), b"</worksheet>", b'<extLst><ext><c r="Z9" s="1"/></ext></extLst></worksheet>')
    (tmp_path / "l.xlsx").write_bytes(data)
    assert heat("batch", str(tmp_path / "l.xlsx"), "--dry-run", "--city", "朔州").code == 0


def test_what_excel_cannot_hold_is_said(tmp_path: Path, heat: Program) -> None:
    ledger = tmp_path / "l.csv"
    for text in (f"户号,建筑面积{',' * 16_380}\n1,100{',' * 16_380}\n", f"户号,备注,建筑面积\n1,{'字' * 40_000},100\n"):
        ledger.write_text(text, encoding="utf-8")
        done = heat("batch", str(ledger), "-o", str(tmp_path / "b.xlsx"), "--city", "朔州")
        assert (done.code, "CSV" in done.err) == (5, True), done
    assert [path.name for path in tmp_path.iterdir()] == ["l.csv"]
