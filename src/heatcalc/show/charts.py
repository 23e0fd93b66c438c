"""Charts in SVG, written by hand: bars, stacks and lines, with units on their axes and their names beside the data.

They are drawn for a phone's width and grow with the page. Colours are Okabe and Ito's, which the colour-blind tell
apart; inside a page ink and lines take the page's, light or dark.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

from heatcalc.show.sheet import clean

WIDTH = 360
_MARGIN, _ROW, _FONT = 8, 24, 12
_BOLD = 1.2
"""How much wider the title's letters are than others."""
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")

CHART_STYLE = """\
svg.chart { --ink: #1a1a1a; --paper: #fff; --faint: #b8b8b8;
  font: 12px system-ui, "Noto Sans CJK SC", "PingFang SC", sans-serif; }
@media (prefers-color-scheme: dark) { svg.chart { --ink: #f0f0f0; --paper: #16181c; --faint: #666; } }
@media print { svg.chart { --ink: #000; --paper: #fff; --faint: #999; } }
svg.chart text { fill: var(--ink); stroke: var(--paper); stroke-width: 3px; paint-order: stroke; }
svg.chart .title { font-weight: 600; font-size: 13px; }
svg.chart .line { stroke: var(--faint); fill: none; } svg.chart .mark { stroke: var(--ink); stroke-dasharray: 4 3; }"""


class Bar(NamedTuple):
    """A bar: its name, its length, and its figure as it is shown."""

    name: str
    value: float
    shown: str


class Stack(NamedTuple):
    """A bar of several parts, one after the other."""

    name: str
    parts: tuple[Bar, ...]


class Mark(NamedTuple):
    """A place on an axis that has a name."""

    at: float
    name: str


class _Drawing:
    """Elements of a chart, from above to below."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.elements: list[str] = []
        self.height = 0.0
        for line in _folded(title, (WIDTH - 2 * _MARGIN) / _BOLD):
            self.height += 18
            self.text(_MARGIN, self.height, line, "title")
        self.height += 8

    def text(self, x: float, y: float, text: str, class_: str = "", anchor: str = "start") -> None:
        named = f' class="{class_}"' if class_ else ""
        where = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.elements.append(f'<text x="{x:.1f}" y="{y:.1f}"{named}{where}>{escape(clean(text))}</text>')

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        size = f'width="{max(width, 0):.1f}" height="{height:.1f}"'
        self.elements.append(f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str) -> None:
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.elements.append(f'<line {ends} class="{class_}"/>')

    def svg(self) -> str:
        body = "\n".join(self.elements)
        box = f'viewBox="0 0 {WIDTH} {self.height + _MARGIN:.0f}"'
        title = escape(clean(self.title))
        named = f'role="img" aria-label="{title}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {box} {named}>\n'
            f"<title>{title}</title>\n<style>{CHART_STYLE}</style>\n{body}\n</svg>\n"
        )


_BELOW = _COLOURS[5]
"""The colour of a bar below zero."""


def bars(title: str, rows: Sequence[Bar], mark: Mark | None = None) -> str:
    """Return a chart of bars, each with its name before and its figure behind it; `mark` is a line across them all.

    A bar below zero goes to the left of the line from which the others begin, in another colour.
    """
    drawing = _Drawing(title)
    names = max((_width(row.name) for row in rows), default=0) + _MARGIN
    figures = max((_width(row.shown) for row in rows), default=0) + _MARGIN
    above = names > WIDTH / 2.6
    most = max([0.0, *(row.value for row in rows), *([mark.at] if mark else [])])
    least = min([0.0, *(row.value for row in rows)])
    span = (most - least) or 1.0
    room = WIDTH - 2 * _MARGIN - (0 if above else names) - figures
    start = float(_MARGIN) if above else _MARGIN + names
    left = start - least / span * room
    top = drawing.height + (14 if mark else 0)
    step, into = (_ROW + 15, 17) if above else (_ROW, 4)
    drawing.height = top + step * len(rows)
    lengths = [row.value / span * room for row in rows]
    for at, length in enumerate(lengths):
        colour = _BELOW if length < 0 else _COLOURS[0]
        drawing.rect(left + min(length, 0), top + step * at + into, abs(length), _ROW - 8, colour)
    drawing.line(left, top, left, drawing.height, "line")
    if mark is not None:
        place = left + mark.at / span * room
        drawing.line(place, top - 2, place, drawing.height, "mark")
        drawing.text(min(place, WIDTH - _MARGIN - _width(mark.name) / 2), top - 5, mark.name, anchor="middle")
    for at, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        y = top + step * at + into + 12
        drawing.text(left + max(length, 0) + 4, y, row.shown)
        if above:
            drawing.text(start + 2, y - 16, row.name)
        else:
            drawing.text(start - 6, y, row.name, anchor="end")
    return drawing.svg()


def stacks(title: str, rows: Sequence[Stack]) -> str:
    """Return a chart of bars of parts, each part with its name and figure below it."""
    drawing = _Drawing(title)
    room = WIDTH - 2 * _MARGIN
    most = max((sum(part.value for part in row.parts) for row in rows), default=0.0) or 1.0
    colours: dict[str, str] = {}
    for row in rows:
        drawing.text(_MARGIN, drawing.height + 13, row.name)
        top = drawing.height + 19
        x = float(_MARGIN)
        ends = [float(_MARGIN - 10)]
        drawing.height = top + _ROW
        for part in row.parts:
            colour = colours.setdefault(part.name, _COLOURS[len(colours) % len(_COLOURS)])
            length = part.value / most * room
            drawing.rect(x, top, length, _ROW - 4, colour)
            label = f"{part.name} {part.shown}"
            start = min(max(x, _MARGIN), WIDTH - _MARGIN - _width(label) - 12)
            level = next((at for at, end in enumerate(ends) if end + 10 <= start), len(ends))
            ends[level : level + 1] = [start + _width(label) + 12]
            y = top + _ROW + 10 + 16 * level
            drawing.rect(start, y - 9, 9, 9, colour)
            drawing.text(start + 12, y, label)
            drawing.height = max(drawing.height, y)
            x += length
        drawing.height += 12
    return drawing.svg()


def line(title: str, x_unit: str, y_unit: str, points: Sequence[tuple[float, float]], marks: Sequence[Mark]) -> str:
    """Return a chart of a line, with ticks on both axes, their units at their ends, and names at `marks` of x."""
    drawing = _Drawing(title)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x_ticks, y_ticks = _ticks(min(xs), max(xs)), _ticks(min(*ys, 0), max(*ys, 0))
    left = _MARGIN + max(_width(_tick(tick)) for tick in y_ticks) + 6
    right = WIDTH - 28
    top = drawing.height + 18 + 16 * len(marks)
    bottom = top + 190
    low_x, high_x = min(xs), max(xs)
    low_y, high_y = y_ticks[0], max(y_ticks[-1], *ys)

    def at(x: float, y: float) -> tuple[float, float]:
        wide, high = (high_x - low_x) or 1, (high_y - low_y) or 1
        return left + (x - low_x) / wide * (right - left), bottom - (y - low_y) / high * (bottom - top)

    drawing.text(_MARGIN, drawing.height + 8, y_unit)
    for tick in y_ticks:
        _, y = at(low_x, tick)
        drawing.line(left, y, right, y, "line")
        drawing.text(left - 4, y + 4, _tick(tick), anchor="end")
    for tick in (each for each in x_ticks if low_x <= each <= high_x):
        x, _ = at(tick, low_y)
        drawing.line(x, bottom, x, bottom + 4, "line")
        drawing.text(x, bottom + 17, _tick(tick), anchor="middle")
    drawing.text(right, bottom + 34, x_unit, anchor="end")
    for level, mark in enumerate(marks):
        if low_x <= mark.at <= high_x:
            x, _ = at(mark.at, low_y)
            y = drawing.height + 24 + 16 * level
            drawing.line(x, y + 3, x, bottom, "mark")
            drawing.text(
                min(max(x, _MARGIN + _width(mark.name) / 2), right - _width(mark.name) / 2 + 20),
                y,
                mark.name,
                anchor="middle",
            )
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
    drawing.elements.append(f'<polyline points="{path}" fill="none" stroke="{_COLOURS[0]}" stroke-width="2.5"/>')
    for point in points if len(points) <= 30 else ():
        x, y = at(*point)
        drawing.elements.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLOURS[0]}"/>')
    drawing.height = bottom + 36
    return drawing.svg()


def _ticks(low: float, high: float) -> list[float]:
    """Return some four to seven round numbers from the last below `low` to the first above `high`."""
    span = (high - low) or 1.0
    power = 10.0 ** (len(str(int(span))) - 2)
    step = next(step for step in (power * factor for factor in (1, 2, 5, 10, 20, 50)) if span / step <= 6)
    first, last = int(low // step), -int(-high // step)
    return [round(each * step, 6) for each in range(first, last + 1)]


def _tick(value: float) -> str:
    return f"{value:g}"


def _width(text: str) -> float:
    """Return about how wide a text is, in the units of the drawing."""
    return sum(_FONT if east_asian_width(character) in "WF" else _FONT * 0.56 for character in text)


def _folded(text: str, width: float) -> list[str]:
    """Return a text in lines of at most a width."""
    lines = [""]
    for word in text.split(" ") if " " in text else text:
        joint = " " if lines[-1] and " " in text else ""
        if lines[-1] and _width(lines[-1] + joint + word) > width:
            lines.append("")
            joint = ""
        lines[-1] += joint + word
    return lines
