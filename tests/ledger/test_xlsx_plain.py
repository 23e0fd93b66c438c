"""The patterns that look through plain sheets see what the parser sees, and leave to it whatever is not plain."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from heatcalc.ledger import xlsx_plain, xlsx_scan
from heatcalc.ledger.excel import sheets_of
from heatcalc.ledger.excel_scan import NEVER_CALCULATED
from heatcalc.ledger.number_formats import NumberLook
from heatcalc.ledger.workbook import write_workbook
from heatcalc.ledger.xlsx_plain import Seen, plain_seen
from heatcalc.ledger.xlsx_scan import parsed_seen
from tests.conftest import Program
from tests.helpers import workbooks

STYLES = {"1": NumberLook("\0" * 7, ("", "")), "12": NumberLook("A\0", ("A", ""))}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
X14AC = 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet {MAIN} {X14AC}><sheetData>'
TAIL = "</sheetData></worksheet>"


def seen_by_both(xml: str | bytes) -> Seen | None:
    """Return what the patterns see of a sheet, which is what the parser sees, or nothing."""
    data = xml.encode("utf-8", "surrogatepass") if isinstance(xml, str) else xml
    plain = plain_seen(io.BytesIO(data), STYLES)
    if plain is not None:
        assert parsed_seen(io.BytesIO(data), STYLES) == plain, data
    return plain


def rows(text: str) -> str:
    return HEAD + text + TAIL


PLAIN = {
    "Excel": '<row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>1E-3</v></c>'
    '</row><row r="2" spans="1:2" ht="15.75" customHeight="1" x14ac:dyDescent="0.25">'
    '<c r="A2" s="1"><v>12</v></c></row>',
    "Excel's formulas": '<row r="3" hidden="1"><c r="C3"><f>A3*&quot;2&quot;&amp;B3</f><v>4</v></c><c r="D3" t="str">'
    '<f t="shared" ref="D3:D9" si="0">"x"</f><v></v></c><c r="E3" t="e"><f t="shared" si="0"/>'
    "<v>#DIV/0!</v></c></row>",
    "formulas without a value": '<row r="3"><c r="C3"><f>A3</f></c><c r="D3" s="1"><f>A3</f><v></v></c>'
    '<c r="E3"><f>1</f><v/></c><c r="F3" t="str"><f>1</f></c></row>',
    "WPS": '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1" s="1" t="b"><v>1</v></c>'
    "</row>",
    "openpyxl": '<row r="1"><c r="A1" t="inlineStr"><is><t>户号</t></is></c><c r="B1" t="n"><v>5</v></c>'
    '<c r="C1"><f>A1</f><v /></c><c r="D1" s="1" /></row>',
    "LibreOffice": '<row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" '
    'collapsed="false"><c r="A1" s="12" t="n"><v>7</v></c><c r="B1" s="0" t="n"><f aca="false">A1</f><v>7</v></c>'
    "</row>",
    "POI": '\n<row r="1">\n<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>'
    '<c r="B1" t="n" s="1"><v>3.0</v></c></row>\n<row r="2" ht="20.0" customHeight="true" hidden="true"/>\n',
    "digits of others": '<row r="1"><c r="A1" s="1"><v>１２</v></c><c r="B1" s="1"><v>&amp;</v></c></row>',
    "an error without a text": '<row r="1"><c r="A1" t="e"/><c r="B1" t="e"><is><t>x</t></is></c></row>',
    "texts like tags": '<row r="1"><c r="A1" t="str"><v>c r="ZZ9" t="e" hidden="1"></v></c></row>',
    "blank rows": '<row r="7"/><row r="8"></row><row r="9" hidden="1"><c r="AZ9"/><c r="BA9"/></row>',
    "nothing": "",
}


@pytest.mark.parametrize("piece", [4 * 2**20, 400])
@pytest.mark.parametrize("name", PLAIN)
def test_what_spreadsheets_write_is_plain(name: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_plain, "_PIECE", piece)
    assert seen_by_both(rows(PLAIN[name])) is not None


def test_what_is_seen_of_a_plain_sheet() -> None:
    seen = seen_by_both(rows("".join(PLAIN[name] for name in ("Excel", "Excel's formulas"))))
    assert seen == Seen(3, 5, 6, 1, frozenset(), {(2, 4): "#DIV/0!"}, {(1, 0): STYLES["1"]})
    seen = seen_by_both(rows(PLAIN["formulas without a value"]))
    assert seen is not None
    assert seen.faults == dict.fromkeys(((2, 2), (2, 3), (2, 4)), NEVER_CALCULATED)


def test_a_prefix_is_plain() -> None:
    plain = re.sub(r"(</?)(?=[a-z])", r"\1x:", PLAIN["Excel"] + PLAIN["Excel's formulas"])
    around = f"<x:worksheet {MAIN.replace('=', ':x=', 1)} {X14AC}><x:sheetData>", "</x:sheetData></x:worksheet>"
    assert seen_by_both(plain.join(around)) == seen_by_both(rows(PLAIN["Excel"] + PLAIN["Excel's formulas"]))


ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
NOT_PLAIN = {
    "a rich text": rows('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c></row>'),
    "a comment": rows(f"{ROW}<!-- x -->"),
    "rows in a comment": rows(f"<!-- {ROW} -->"),
    "rows in CDATA": rows(f"<![CDATA[{ROW}]]>"),
    "a text in CDATA": rows('<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>'),
    "sheetData in a comment": f"<worksheet {MAIN}><!-- <sheetData>{ROW}</sheetData> --></worksheet>",
    "sheetData in a comment after another": f"<worksheet {MAIN}><sheetData a=''></sheetData><!-- <sheetData>{ROW}"
    "</sheetData> --></worksheet>",
    "two sheetData": rows(f'{ROW}</sheetData><sheetData><row r="2"><c r="A2" t="e"/></row>'),
    "a reference of a character": rows('<row r="1"><c r="A1" s="1"><v>&#49;</v></c></row>'),
    "a DTD": f'<!DOCTYPE x [<!ENTITY a "1">]>{rows(ROW)}'.replace(HEAD, f"<worksheet {MAIN}><sheetData>"),
    "an unknown entity": rows('<row r="1"><c r="A1"><v>&a;</v></c></row>'),
    "another encoding": rows(ROW).replace("UTF-8", "latin-1"),
    "an encoding of two bytes": rows(ROW).replace("UTF-8", "gb18030"),
    "an unknown encoding": rows(ROW).replace("UTF-8", "UTF-99"),
    "UTF-16": rows(ROW).replace("UTF-8", "UTF-16").encode("utf-16"),
    "a broken character": rows('<row r="1"><c r="A1" t="str"><v>户</v></c></row>')
    .encode()
    .replace("户".encode(), b"\xe6"),
    "half a pair": rows('<row r="1"><c r="A1" t="str"><v>\ud800</v></c></row>'),
    "no character": rows('<row r="1"><c r="A1" t="str"><v>\uffff</v></c></row>'),
    "a control character": rows('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>'),
    "a form feed between cells": rows('<row r="1">\x0c<c r="A1"/></row>'),
    "a mark of CDATA": rows('<row r="1"><c r="A1" t="str"><v>]]></v></c></row>'),
    "single quotes": rows("<row r='1'><c r='A1'/></row>"),
    "attributes in another order": rows('<row spans="1:1" r="1"><c t="s" r="A1"><v>0</v></c></row>'),
    "an attribute twice": rows('<row r="1"><c r="A1" s="1" t="s" s="1"><v>0</v></c></row>'),
    "an attribute of a row twice": rows('<row r="1" ht="1" ht="1"/>'),
    "a number of a row twice": rows('<row r="1" r="2"/>'),
    "a prefix that is not bound": rows('<row r="1" y:d="1"/>'),
    "a slash too many": rows('<row r="1" /></row>'),
    "an attribute of cells that nobody knows": rows('<row r="1"><c r="A1" cm="1"><v>0</v></c></row>'),
    "a row without a number": rows('<row><c r="A1"/></row>'),
    "a cell without a place": rows('<row r="1"><c><v>0</v></c></row>'),
    "a cell of another row": rows('<row r="1"><c r="A2"/></row>'),
    "small letters": rows('<row r="1"><c r="a1"/></row>'),
    "zeros before a row": rows('<row r="01"><c r="A01"/></row>'),
    "a row of zero": rows('<row r="0"><c r="A0"/></row>'),
    "rows in another order": rows('<row r="2"/><row r="1"/>'),
    "a row twice": rows('<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>'),
    "cells in another order": rows('<row r="1"><c r="B1"/><c r="A1"/></row>'),
    "a cell twice": rows('<row r="1"><c r="A1"/><c r="A1"/></row>'),
    "a cell far down": rows('<row r="1048577"><c r="A1048577"/></row>'),
    "a cell far to the right": rows('<row r="1"><c r="XFE1"/></row>'),
    "cells far apart": rows('<row r="1"><c r="XFD1"/></row><row r="9000"><c r="A9000"/></row>'),
    "an error with an entity": rows('<row r="1"><c r="A1" t="e"><v>&lt;#</v></c></row>'),
    "an end that is missing": HEAD + ROW,
    "an end of another name": rows(ROW).replace("</worksheet>", "</sheet>"),
    "something behind the end": rows(ROW) + "<a/>",
    "no sheetData": f"<worksheet {MAIN}><sheetData/></worksheet>",
    "text between rows": rows(f"{ROW}x{ROW}"),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_anything_else_is_left_to_the_parser(name: str) -> None:
    assert seen_by_both(NOT_PLAIN[name]) is None


def test_a_row_without_end_is_left_to_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_plain, "_PIECE", 300)
    assert seen_by_both(rows(f'<row r="1"><c r="A1" t="str"><v>{"x" * 900}</v></c></row>')) is None


def written_by_xlsxwriter(out: Path, *, constant_memory: bool) -> None:
    with Workbook(str(out), {"constant_memory": constant_memory}) as book:
        page, zeros = book.add_worksheet(), book.add_format({"num_format": "0000000"})
        for at in range(300):
            page.write_row(at, 0, [f"户<{at}>&", at / 7, "", True])
            page.write_number(at, 5, at, zeros)
            page.write_formula(at, 6, '="a"&B1', None, "#N/A" if at % 50 == 0 else at)
        page.merge_range("J1:J9", "x")
        page.set_row(300, None, None, {"hidden": True})
        page.set_column("C:D", None, None, {"hidden": True})


def written_by_openpyxl(out: Path, *, write_only: bool) -> None:
    book = openpyxl.Workbook(write_only=write_only)
    page = book.create_sheet("台账") if write_only else book.active
    for at in range(300):
        page.append([f"户<{at}>&", at / 7, None, True, f"=B{at + 1}*2", "#N/A"])
    book.save(out)


WRITERS: dict[str, Callable[[Path], Any]] = {
    "XlsxWriter": lambda out: written_by_xlsxwriter(out, constant_memory=False),
    "XlsxWriter, row by row": lambda out: written_by_xlsxwriter(out, constant_memory=True),
    "openpyxl": lambda out: written_by_openpyxl(out, write_only=False),
    "openpyxl, row by row": lambda out: written_by_openpyxl(out, write_only=True),
    "heatcalc": lambda out: write_workbook(
        iter([["户号", "应缴"], *([f" <{at}>", f"{at}.50"] for at in range(300))]), out, range(1, 2), "账单"
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_workbook_that_was_written_is_plain(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / "l.xlsx")
    with zipfile.ZipFile(tmp_path / "l.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert all(seen_by_both(each) for each in sheets)


CELLS: list[dict[str, Any] | str | float | bool | None] = [
    "0001", "a&b", " x", 185.2, 7, True, None, {"v": "#N/A", "t": "e"}, {"f": "1/0", "v": "#DIV/0!", "t": "e"},
    {"f": "A1"}, {"f": "A1", "v": 8}, {"v": 12, "s": "0000"}, {"v": 44562, "s": "yyyy-mm-dd"},
    {"f": '""', "v": "", "t": "str"},
]  # fmt: skip


@given(
    st.lists(st.lists(st.sampled_from(CELLS), max_size=6), min_size=1, max_size=6),
    st.sets(st.integers(1, 6)),
    st.sampled_from([[], ["A1:A3"], ["B2:C4"]]),
)
@example([[], ["0001", {"f": "A1"}], ["0001"]], set(), ["B2:C4"])
def test_a_workbook_reads_alike_by_both(cells: list[list[Any]], hidden: set[int], merge: list[str]) -> None:
    data = workbooks.xlsx([{"name": "台账", "rows": cells, "hidden": hidden, "merge": merge}])
    plain = sheets_of(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(xlsx_scan, "plain_seen", lambda *_: None)
        assert sheets_of(data) == plain


# Parts of sheets, of which some are not plain; what is made of them is edited besides.
TOKENS = [
    *'<>/"\'& =\n\t\x0c\x00\x1f１é019.eE', "&amp;", "&lt;", "&#49;", "]]>", "<!--", "-->", "<![CDATA[", "<?x ?>",
    "\ufffe", "\ud800", ' t="e"', ' t="s"', ' t="n"', ' t="str"', ' s="1"', ' s="12"', ' r="A1"', ' hidden="1"',
    ' xmlns="z"', ' x14ac:d="1"', ' xml:space="preserve"', "<v>", "</v>", "<v/>", "<f>", "</f>", "<f/>", "<f>A1</f>",
    '<c r="A2"/>', '<c r="B1"', "<c/>", "</c>", "<row>", "</row>", '<row r="3"/>', "</sheetData>", "<sheetData>",
    "<sheetData/>", "<is>", "<t>", "</t>", "</is>", "A", "B", "a", "XFD", "AAAA", "1048576", "10", "<q:v>", HEAD, TAIL,
]  # fmt: skip
SOURCES = [rows(each) for each in PLAIN.values()] + [
    rows("".join(PLAIN[name] for name in ("Excel", "Excel's formulas")))
]


@settings(max_examples=1500)
@given(
    st.sampled_from(SOURCES),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 6), st.sampled_from(["", *TOKENS])), max_size=3),
    st.sampled_from([330, 2**20]),
)
@example(rows(ROW), [(len(HEAD + ROW) - 14, 0, "]]>")], 2**20)
def test_an_edited_sheet_is_seen_alike_or_not_at_all(
    source: str, edits: list[tuple[int, int, str]], piece: int
) -> None:
    for at, taken, put in edits:
        begin = HEAD.find("<sheetData>") + at if at % 3 else at
        source = source[:begin] + put + source[begin + taken :]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(xlsx_plain, "_PIECE", piece)
        seen_by_both(source)


def test_an_unknown_encoding_is_refused(tmp_path: Path, heat: Program) -> None:
    whole = workbooks.xlsx([{"name": "1", "rows": [["户号", "建筑面积"], ["1", 100]]}])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(tmp_path / "l.xlsx", "w") as made:
        for member in archive.namelist():
            declared = b'<?xml version="1.0" encoding="UTF-99"?>' if "sheet1" in member else b""
            made.writestr(member, declared + archive.read(member))
    done = heat("batch", str(tmp_path / "l.xlsx"), "--dry-run", "--city", "朔州")
    assert (done.code, done.err.count("\n")) == (3, 1), done
