"""No output cuts a figure or a name: what does not fit the terminal is folded, or shown as a block of lines."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from heatcalc.show.sheet import Column, Sheet
from heatcalc.show.terminal import print_sheet

WIDTHS = [40, 60, 80, 120]
FIGURES = st.decimals(min_value=-(10**12), max_value=10**12, places=2).map(str)
NAMES = st.text("朔州供热有限公司居民abcXYZ 0129.()（）、", max_size=60)


class _Terminal(io.StringIO):
    """A terminal of a width, as Rich asks for it."""


def shown(sheet: Sheet, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    out = _Terminal()
    print_sheet(sheet, out, bold=False)
    return out.getvalue()


@given(
    rows=st.lists(st.tuples(NAMES, NAMES, FIGURES, FIGURES, FIGURES, NAMES), min_size=1, max_size=4),
    width=st.sampled_from(WIDTHS),
    figures=st.integers(0, 3),
)
def test_every_figure_and_name_is_whole(rows: list[tuple[str, ...]], width: int, figures: int) -> None:
    columns = [Column("a", "城市"), Column("b", "用户类别"), *[Column(f"f{at}", "应缴（元）", True) for at in range(3)]]
    sheet = Sheet("台账", [*columns[: 2 + figures], Column("n", "备注")])
    sheet.rows = [[*row[: 2 + figures], row[-1]] for row in rows]
    with pytest.MonkeyPatch.context() as monkeypatch:
        text = shown(sheet, width, monkeypatch)
    assert "…" not in text
    for row in sheet.rows:
        for figure in row[2 : 2 + figures]:
            assert re.search(rf"(?<![0-9.]){re.escape(figure)}(?![0-9.])", text), (figure, text)
    letters = sorted(re.sub(r"[\s─]", "", text))
    for row in sheet.rows:
        for cell in row:
            for letter in re.sub(r"\s", "", cell):
                letters.remove(letter)


SWEEP = [Column("price", "热源价（元/吉焦）", right=True), Column("gap", "缺口（元/㎡）", right=True)]
SWEEP += [Column(name, name, right=True) for name in ("供热成本", "用户承担", "市级财政", "县级财政")]


def test_a_heading_is_folded_at_its_unit_before_bars_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet("", [*SWEEP, Column("limit", "与上限")])
    sheet.rows = [["28", "5.32", "2044.44", "1512.00", "319.46", "212.98", "超过上限"]]
    sheet.bars = [1.0]
    lines = shown(sheet, 80, monkeypatch).splitlines()
    head = lines[: next(at for at, line in enumerate(lines) if line.startswith("─"))]
    assert max(map(cell_len, lines)) <= 80
    words = " ".join(head)
    assert all(word in words for word in ("供热成本", "用户承担", "市级财政", "县级财政", "与上限"))
    assert len([line for line in head if line.strip()]) <= 3


def test_a_bar_below_zero_goes_the_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet("", SWEEP[:2])
    sheet.rows, sheet.bars = [["20", "-1.00"], ["24", "0.00"], ["28", "3.00"]], [-1 / 3, 0.0, 1.0]
    less, same, more = (line.split(" 0", 1)[-1] for line in shown(sheet, 80, monkeypatch).splitlines() if "|" in line)
    assert [re.sub(r"[^█|]", "", line) for line in (less, same, more)] == ["████|", "|", f"|{'█' * 11}"]


def test_a_row_of_figures_that_does_not_fit_says_what_its_first_figure_is(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet("", SWEEP)
    sheet.rows = [["24.5", "1.00", *["123456789.00"] * 4]]
    assert "热源价（元/吉焦）: 24.5\n" in shown(sheet, 40, monkeypatch)
