"""What a workbook says beside its cells, in comments and above or below printed pages, is not passed over."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.conftest import Program


def workbook(path: Path, head: list[str], homes: list[list[Any]], **beside: Any) -> Path:
    """Write a workbook with what is said `beside` its cells: `comments` by cell, `header` and `footer`."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for at, row in enumerate([head, *homes]):
            sheet.write_row(at, 0, row)
        for cell, text in beside.get("comments", {}).items():
            sheet.write_comment(cell, text)
        sheet.set_header(beside.get("header", ""))
        sheet.set_footer(beside.get("footer", ""))
    return path


def written(path: Path, **beside: Any) -> Path:
    """Write a workbook of two homes."""
    return workbook(path, ["户号", "户名", "建筑面积"], [["0001", "张三", 90], ["0002", "李四", 100]], **beside)


@pytest.mark.parametrize(
    "beside",
    [
        {"comments": {"C2": "该户已报停"}},
        {"comments": {"B3": "低保户"}},
        {"header": '&L&"宋体,常规"&14 2021-2022采暖季 商铺用户台账'},
        {"footer": "&C报停用户"},
    ],
)
def test_what_stands_beside_the_cells_is_asked_about(beside: dict[str, Any], tmp_path: Path, heat: Program) -> None:
    refused = heat("batch", str(written(tmp_path / "l.xlsx", **beside)), "-n", "--city", "太原")
    assert refused.code == 3, refused.out


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ({"comments": {"C2": "已核对"}}, "批注没有读：C2"),
        ({"comments": {"C1": "报停的户填 0"}}, "批注没有读：C1"),
        ({"header": "&A", "footer": "&L制表：&D&C第 &P 页 共 &N 页"}, ""),
    ],
)
def test_what_changes_no_bill_beside_the_cells_is_said(
    beside: dict[str, Any], said: str, tmp_path: Path, heat: Program
) -> None:
    done = heat("batch", str(written(tmp_path / "l.xlsx", **beside)), "-n", "--city", "太原")
    assert (done.code, said in done.out, "批注" in done.out) == (0, True, said != ""), done.err
