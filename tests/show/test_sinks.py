"""Text from a table is data in every format: no markup, no formula, no control character."""

import csv
import io
from pathlib import Path

import pytest
from rich.cells import cell_len

from heatcalc.show.sheet import Column, Sheet, clean, csv_text, markdown_text, plain_text
from heatcalc.show.terminal import print_sheet
from heatcalc.show.wrap import wrap
from tests.conftest import Program
from tests.helpers.nasty import NASTY


def sheet_of(cell: str) -> Sheet:
    sheet = Sheet(cell, [Column("name", "name"), Column("amount", "CNY", right=True)])
    sheet.rows = [[cell, "-1.00"]]
    sheet.totals = [[cell, "-1.00"]]
    sheet.section(cell, [cell])
    return sheet


@pytest.mark.parametrize("cell", NASTY, ids=repr)
def test_no_sink_is_fooled(cell: str) -> None:
    sheet = sheet_of(cell)
    terminal = io.StringIO()
    print_sheet(sheet, terminal, bold=False)
    for text in (terminal.getvalue(), plain_text(sheet), markdown_text(sheet), csv_text(sheet)):
        assert all(character.isprintable() or character in "\n\t" for character in text), text
    assert clean(cell) in terminal.getvalue()
    rows = list(csv.reader(io.StringIO(csv_text(sheet))))
    assert rows[1][1] == "-1.00", "a figure below zero stays a figure"
    figure = cell.lstrip("+-").isdigit()  # which runs nothing, and stays one as in a ledger
    assert figure or not rows[1][0].startswith(("=", "+", "-", "@", "＝"))
    assert rows[1][0].removeprefix("'") == clean(cell)
    for mark in "<>|*`[]":
        assert markdown_text(sheet).count(f"\\{mark}") >= cell.count(mark)


def test_a_table_with_nasty_names_is_shown_as_data(heat: Program, tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "tables/plans.toml").read_text(encoding="utf-8")
    file = tmp_path / "nasty.toml"
    nasty = text.replace('name = "测试市"', r'name = "[red]测试[/] =1+1 \u001b[31m \u202e<b>"')
    file.write_text(nasty.replace('name = "居民"', 'name = "=1+1"'), encoding="utf-8")
    for format_ in ("table", "plain", "csv", "md"):
        run = heat("bill", "--area", "100", "--tariffs", str(file), "--format", format_)
        assert run.code == 0
        assert "\x1b" not in run.out
        assert "\u202e" not in run.out
    assert "[red]测试[/]" in heat("bill", "--area", "100", "--tariffs", str(file), "--format", "table").out
    assert "\x1b" not in heat("bill", "--tariffs", str(file)).err


@pytest.mark.parametrize("width", [10, 20, 38, 80])
@pytest.mark.parametrize(
    "text",
    [
        "没有说明城市，按价目表的默认城市朔州计算；出处：《让幸福民生更有温度》（2022）。",
        "The price holds since 2020-2021; the table has no newer one.",
        "混合 mixed 文字 text，https://example.org/a-long-address-without-a-blank-in-it 结束。",
    ],
)
def test_folding_keeps_the_width_and_loses_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    if width >= 20:
        assert not any(line.startswith(("，", "。", "；", "》", "）")) for line in lines)
