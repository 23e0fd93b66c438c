"""Small files of two columns, in the encodings that clerks save them in."""

from pathlib import Path
from typing import Any

import pytest

from heatcalc.errors import InputFileError
from heatcalc.ledger.excel import MERGED
from heatcalc.ledger.pairs import Pairs, read_pairs
from tests.helpers.workbooks import xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_file_of_pairs_is_read(encoding: str, separator: str, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    text = f"楼栋{separator}费用\r\n1号楼{separator}1000\r\n\r\n 2号楼 {separator} 500.5\r\n"
    file.write_bytes(text.encode(encoding))
    assert read_pairs(file) == Pairs((), ("楼栋", "费用"), (("1号楼", "1000"), ("2号楼", "500.5")))


def test_a_quoted_field_may_have_the_separator(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text('楼栋,费用\n1号楼,"1,000.50"\n', encoding="utf-8")
    assert read_pairs(file).rows == (("1号楼", "1,000.50"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("a,b\n1\n", 2), ("a,b\n1,2\n1,2,3\n", 3), ("a,b\n1,\n", 2), ("a,b,c\n", 1), ("a,b\n\n\n1\n", 4)],
)
def test_a_row_that_is_no_pair_is_named(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError, match=f"第 {line} 行"):
        read_pairs(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"none\.csv"):
        read_pairs(tmp_path / "none.csv")


TITLE: list[list[Any]] = [["2025-2026 采暖季热费", None], [None, "单位：万元"]]
PAIRS: list[list[Any]] = [["楼栋", "费用"], ["1号楼", 12.5], ["2号楼", "3.25"]]


BOOKS: tuple[list[dict[str, Any]], ...] = (
    [{"name": "费用", "rows": [*TITLE, *PAIRS]}],
    [{"name": "费用", "rows": [[None, *row] for row in (*TITLE, *PAIRS)]}],
    [{"name": "费用", "rows": [*TITLE, *PAIRS]}, {"name": "说明", "rows": [["一", "二", "三"], ["四", "五", "六"]]}],
)


@pytest.mark.parametrize("sheets", BOOKS)
def test_a_workbook_is_read_as_its_user_sees_it(sheets: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "costs.xlsx"
    file.write_bytes(xlsx(sheets))
    read = read_pairs(file)
    assert read == Pairs(
        ("2025-2026 采暖季热费", "单位：万元"), ("楼栋", "费用"), (("1号楼", "12.5"), ("2号楼", "3.25"))
    )


def test_titles_above_the_header_of_a_text_are_told_from_it(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text("采暖季热费,\n楼栋,费用\n1号楼,5\n", encoding="utf-8")
    assert read_pairs(file) == Pairs(("采暖季热费",), ("楼栋", "费用"), (("1号楼", "5"),))


def test_two_tables_in_a_workbook_are_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "costs.xlsx"
    file.write_bytes(xlsx([{"name": "甲", "rows": PAIRS}, {"name": "乙", "rows": PAIRS}]))
    with pytest.raises(InputFileError, match="甲、乙"):
        read_pairs(file)


def test_a_figure_that_is_merged_over_two_rows_is_nobodys(tmp_path: Path) -> None:
    file = tmp_path / "costs.xlsx"
    file.write_bytes(xlsx([{"name": "费用", "rows": [["楼栋", "费用"], ["1", 5], ["2", None]], "merge": ["B2:B3"]}]))
    assert [amount for _, amount in read_pairs(file).rows] == [MERGED, MERGED]


def test_a_figure_of_another_scale_is_none_and_a_merged_name_holds(tmp_path: Path) -> None:
    file = tmp_path / "costs.xlsx"
    cells = [
        ["楼栋", "费用"],
        ["1号楼", {"v": 12.3, "s": '0.0"万元"'}],
        [None, {"v": 5, "s": "0%"}],
        ["2号楼", "100元"],
    ]
    rows = [*cells, ["3号楼", None]]
    file.write_bytes(xlsx([{"name": "费用", "rows": rows, "merge": ["A2:A3", "B4:B5"]}]))
    assert read_pairs(file).rows == (
        *(("1号楼", "12.3万元"), ("1号楼", "#FORMAT!"), ("2号楼", "#MERGED!"), ("3号楼", "#MERGED!")),
    )


def test_a_web_page_that_is_called_a_workbook_is_named(tmp_path: Path) -> None:
    file = tmp_path / "costs.xls"
    file.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    with pytest.raises(InputFileError, match="网页"):
        read_pairs(file)
