"""Pages and charts: whole in one file, harmless, drawn to scale, and fit for a phone, a desk and a sheet of A4."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from heatcalc.show.charts import WIDTH, Bar, Mark, Stack, bars, line, stacks
from heatcalc.show.html_page import page
from heatcalc.show.sheet import Column, Sheet
from tests.conftest import Program
from tests.helpers.browser import browse
from tests.helpers.nasty import NASTY

SVG = "{http://www.w3.org/2000/svg}"
COST = ("--heat-use", "0.45", "--loss", "0.10", "--network-cost", "8", "--split", "city=0.6,county=rest")
PAGES = {
    "compare": ("compare", "--area", "100"),
    "subsidy": ("subsidy", "--area", "100", "--rural", *COST),
    "closed": ("subsidy", "--area", "100", "--rural"),
    "sweep": ("subsidy", "--area", "100", *COST[:6], "--source-price", "20..30:0.25"),
    "supply": ("supply", "--served", "30000000"),
}


@pytest.fixture(params=list(PAGES))
def written(request: pytest.FixtureRequest, heat: Program, tmp_path: Path) -> Path:
    path = tmp_path / f"{request.param}.html"
    done = heat(*PAGES[request.param], "--html", str(path), "--svg", str(tmp_path / "chart.svg"))
    assert done.code in {0, 1}, done.err
    return path


def test_a_page_is_whole_in_one_file(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe|object)|@import|url\(|\bsrc=|href=", text)
    assert text.count("<svg") >= 1
    for chart in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ET.fromstring(chart)
    ET.parse(written.parent / "chart.svg")
    assert "heatcalc" in text
    assert "朔州日报" in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_fits_a_phone_and_a_desk(width: int, written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    probe = (
        "<script>const d=document.documentElement,f=[...document.querySelectorAll('svg text')];"
        "d.dataset.over=d.scrollWidth-d.clientWidth;"
        "d.dataset.small=Math.min(...f.map(t=>t.getBoundingClientRect().height));"
        "d.dataset.out=f.filter(t=>{const r=t.getBoundingClientRect(),s=t.ownerSVGElement.getBoundingClientRect();"
        "return r.left<s.left-1||r.right>s.right+1}).map(t=>t.textContent).join('|')</script>"
    )
    probed = written.with_name("probed.html")
    probed.write_text(text.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    shown = browse(probed, "--dump-dom", width=width).decode()
    found = dict(re.findall(r'data-(over|small|out)="([^"]*)"', shown))
    assert (found["over"], found["out"]) == ("0", "")
    assert float(found["small"]) >= 11


@pytest.mark.browser
def test_a_page_prints_on_a4(heat: Program, tmp_path: Path) -> None:
    path = tmp_path / "s.html"
    heat(*PAGES["subsidy"], "--html", str(path))
    browse(path, f"--print-to-pdf={tmp_path / 's.pdf'}", "--no-pdf-header-footer")
    pdf = (tmp_path / "s.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    size = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert size is not None
    assert [round(float(side)) for side in size.groups()] == [595, 842]


@pytest.mark.parametrize("nasty", NASTY)
def test_texts_are_data_on_pages_and_in_charts(nasty: str) -> None:
    chart = bars(nasty, [Bar(nasty, 1.0, nasty)])
    sheet = Sheet(nasty, [Column("name", nasty)])
    sheet.rows = [[nasty]]
    sheet.section(nasty, [nasty])
    ET.fromstring(chart)
    shown = page(sheet, [chart], "zh")
    assert "<script>" not in shown
    assert "\x1b" not in shown


def rects(chart: str) -> list[tuple[float, float]]:
    return [
        (float(rect.get("x", "0")), float(rect.get("width", "0"))) for rect in ET.fromstring(chart).iter(f"{SVG}rect")
    ]


def test_bars_are_as_long_as_their_figures() -> None:
    widths = [width for _, width in rects(bars("t", [Bar("a", 100, "100"), Bar("b", 25, "25"), Bar("c", 0, "0")]))]
    assert widths[0] == pytest.approx(4 * widths[1], abs=0.2)
    assert widths[2] == 0
    marked = bars("t", [Bar("a", 100, "100")], Mark(200, "twice"))
    assert rects(marked)[0][1] == pytest.approx(widths[0] / 2, rel=0.02)


def test_a_bar_below_zero_ends_where_the_others_begin() -> None:
    (low, length), (start, more) = rects(bars("t", [Bar("a", -50, "-50"), Bar("b", 100, "100")]))
    assert low + length == pytest.approx(start, abs=0.2)
    assert more == pytest.approx(2 * length, abs=0.2)


def test_parts_of_a_stack_follow_one_another() -> None:
    parts = tuple(Bar(name, value, str(value)) for name, value in (("a", 50.0), ("b", 30.0), ("c", 20.0)))
    drawn = [rect for rect in rects(stacks("t", [Stack("all", parts)])) if rect[1] != 9]
    assert sum(width for _, width in drawn) == pytest.approx(WIDTH - 16, abs=0.3)
    for (x, width), (following, _) in pairwise(drawn):
        assert x + width == pytest.approx(following, abs=0.2)


def test_a_line_goes_up_with_its_figures() -> None:
    chart = line("t", "x", "y", [(20, 1), (25, 2), (30, 3)], [Mark(25, "here"), Mark(99, "far away")])
    (path,) = ET.fromstring(chart).iter(f"{SVG}polyline")
    points = [tuple(map(float, point.split(","))) for point in path.get("points", "").split()]
    assert points[1][0] - points[0][0] == pytest.approx(points[2][0] - points[1][0], abs=0.2)
    assert points[0][1] - points[1][1] == pytest.approx(points[1][1] - points[2][1], abs=0.2)
    assert points[0][1] > points[2][1]
    assert "here" in chart
    assert "far away" not in chart


def test_the_same_page_twice_and_no_file_is_overwritten(heat: Program, tmp_path: Path) -> None:
    first, second = tmp_path / "1.html", tmp_path / "2.html"
    for path in (first, second):
        heat("supply", "--html", str(path))
    assert first.read_bytes() == second.read_bytes()
    assert heat("supply", "--html", str(first)).code == 5
    assert heat("supply", "--html", str(first), "--force").code == 0
