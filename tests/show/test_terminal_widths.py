"""No output cuts a figure or a name: what does not fit the terminal is folded, or shown as a block of lines."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    print_sheet(sheet, out)
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
