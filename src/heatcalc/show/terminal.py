"""The Rich sink: a sheet on a terminal, without one character that the terminal's encoding lacks."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from heatcalc.show.sheet import Sheet, clean
from heatcalc.show.wrap import longest_piece, longest_word, wrap

_BETWEEN, _FOLDED, _HEADING = 3, 12, 4
"""The columns of the terminal between two of the table, the least width of a text that is folded, and of a heading."""
_MOST_LINES = 3
"""Headings that would need more lines for the sake of bars are not folded so: there are no bars then."""
_LONGEST_BAR, _SHORTEST_BAR, _GAP = 16, 4, 3
"""How long the longest bar may be and must be to be drawn, and the space before it [columns]."""


def print_sheet(sheet: Sheet, stream: TextIO, *, bold: bool) -> None:
    """Print a sheet on `stream`, in the width of the terminal; 80 columns where there is none.

    The table has no vertical lines and its widest column comes last: a terminal that draws `×` and `·` two columns
    wide still shows straight columns. No figure is ever cut: headings of figures are folded first, then names, and
    where the figures alone are too wide, each row is shown as a block of lines.
    """
    # Rich would read the variables of the environment for itself, and not the option.
    style: Any = {"force_terminal": True, "color_system": "standard"} if bold else {"color_system": None}
    console = Console(file=stream, markup=False, emoji=False, highlight=False, **style)
    if sheet.title:
        for line in wrap(clean(sheet.title), console.width):
            console.print(Text(line, style="bold"))
    if sheet.columns:
        console.print()
        widths = _widths(sheet, console.width)
        if widths is None:
            console.print(*_stacked(sheet, console.width), sep="\n")
        else:
            console.print(_table(sheet, widths, console))
    for heading, notes in sheet.sections:
        console.print()
        console.print(Text(clean(heading), style="bold"))
        for note in notes:
            first, *others = wrap(clean(note), console.width - 2)
            console.print(Text(f"- {first}"), *(Text(f"  {line}") for line in others), sep="\n")


def _widths(sheet: Sheet, width: int) -> list[int] | None:
    """Return how wide each column is, the texts folded as far as they must be; None where the figures do not fit."""
    rows = [[column.heading for column in sheet.columns], *sheet.rows, *sheet.totals]
    cells = list(zip(*([clean(cell) for cell in row] for row in rows), strict=True))
    widths = [max(map(cell_len, column)) for column in cells]
    figures = [
        max(longest_word(heading), min(cell_len(heading), _HEADING), *map(cell_len, texts)) if column.right else full
        for full, column, (heading, *texts) in zip(widths, sheet.columns, cells, strict=True)
    ]
    least = [
        full if column.right else min(full, max(_FOLDED, *(longest_piece(cell) for cell in texts)))
        for full, column, texts in zip(figures, sheet.columns, cells, strict=True)
    ]
    headed = [max(least_, *_pieces(heading)) for least_, (heading, *_) in zip(figures, cells, strict=True)]
    room = width - _BETWEEN * (len(widths) - 1)
    if sum(least) > room:
        return None
    if sheet.bars:
        barred = [*widths]
        _shrink(barred, figures, room - _BETWEEN - _LONGEST_BAR)
        lines = max(len(wrap(heading, width)) for (heading, *_), width in zip(cells, barred, strict=True))
        if sum(barred) <= room - _BETWEEN - _SHORTEST_BAR and lines <= _MOST_LINES:
            return barred
    for to in (headed, figures, least):
        _shrink(widths, to, room)
    return widths


def _pieces(heading: str) -> list[int]:
    """Return the widths of the parts that a heading is best folded into: its words, and its unit at the stroke."""
    return [cell_len(piece) for piece in re.split(r" |(?=[（(])|(?<=/)", heading)]


def _shrink(widths: list[int], least: list[int], room: int) -> None:
    """Make the widest columns narrower, none less wide than it must be, until all have room or none can be."""
    while sum(widths) > room and widths != least:
        widest = max((at for at in range(len(widths)) if widths[at] > least[at]), key=widths.__getitem__)
        widths[widest] -= 1


def _stacked(sheet: Sheet, width: int) -> Iterator[Text]:
    """Yield a block of lines for each row: its first cell, and below it each of the others after its heading."""
    for number, row in enumerate((*sheet.rows, *sheet.totals)):
        if number:
            yield Text("")
        first, *others = (clean(cell) for cell in row)
        if first and sheet.columns[0].right:
            first = f"{clean(sheet.columns[0].heading)}: {first}"
        yield from (Text(line, style="bold") for line in wrap(first or clean(sheet.columns[0].heading), width))
        for column, cell in zip(sheet.columns[1:], others, strict=True):
            if cell:
                heading = f"{clean(column.heading)}: " if column.heading else ""
                yield from (Text(f"  {line}") for line in wrap(f"{heading}{cell}", width - 2))


def _table(sheet: Sheet, widths: list[int], console: Console) -> Table:
    left = console.width - sum(widths) - _BETWEEN * len(widths)
    longest = min(left, _LONGEST_BAR) if sheet.bars and left >= _SHORTEST_BAR else 0
    mark = "█" if console.encoding.startswith("utf") else "#"
    bars = _bars(sheet.bars, longest, mark) if longest else []
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column, width in zip(sheet.columns, widths, strict=True):
        heading = _in(width, column.heading)
        table.add_column(heading, justify="right" if column.right else "left", no_wrap=True)
    if bars:
        table.add_column("", no_wrap=True)
    for index, row in enumerate(sheet.rows):
        table.add_row(*map(_in, widths, row), *map(Text, bars[index : index + 1]))
    if sheet.totals:
        table.add_section()
    for row in sheet.totals:
        table.add_row(*map(_in, widths, row), style="bold")
    return table


def _bars(lengths: Sequence[float], longest: int, mark: str) -> list[str]:
    """Return bars in so many columns; where any is below zero, those go to the left of a line."""
    below, above = -min(0.0, *lengths, 0.0), max(0.0, *lengths, 0.0)
    if not below:
        return [mark * round(length * longest) for length in lengths]
    room = longest - 1
    left = round(room * below / (below + above))
    drawn = []
    for length in lengths:
        marks = mark * round(abs(length) * room / (below + above))
        drawn.append(f"{marks:>{left}}|" if length < 0 else f"{'':{left}}|{marks}")
    return drawn


def _in(width: int, cell: str) -> Text:
    """Return a cell in lines of a width."""
    return Text("\n".join(line.rstrip() for line in wrap(clean(cell), width)))
