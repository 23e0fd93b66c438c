"""The Rich sink: a sheet on a terminal, without one character that the terminal's encoding lacks."""

from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from heatcalc.show.sheet import Sheet, clean
from heatcalc.show.wrap import wrap

_LONGEST_BAR, _SHORTEST_BAR, _GAP = 16, 4, 3
"""How long the longest bar may be and must be to be drawn, and the space before it [columns]."""


def print_sheet(sheet: Sheet, stream: TextIO) -> None:
    """Print a sheet on `stream`, in its width; 80 columns where it is no terminal.

    The table has no vertical lines and its widest column comes last: a terminal that draws `×` and `·` two columns
    wide still shows straight columns.
    """
    console = Console(file=stream, markup=False, emoji=False, highlight=False)
    if sheet.title:
        console.print(Text(clean(sheet.title), style="bold"))
    if sheet.columns:
        console.print()
        console.print(_table(sheet, console))
    for heading, notes in sheet.sections:
        console.print()
        console.print(Text(clean(heading), style="bold"))
        for note in notes:
            first, *others = wrap(clean(note), console.width - 2)
            console.print(Text(f"- {first}"), *(Text(f"  {line}") for line in others), sep="\n")


def _table(sheet: Sheet, console: Console) -> Table:
    longest = 0
    if sheet.bars:
        left = console.width - console.measure(_filled(sheet, [])).maximum - _GAP
        longest = min(left, _LONGEST_BAR) if left >= _SHORTEST_BAR else 0
    mark = "█" if console.encoding.startswith("utf") else "#"
    return _filled(sheet, [mark * round(length * longest) for length in sheet.bars] if longest else [])


def _filled(sheet: Sheet, bars: list[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    last = len(sheet.columns) - 1
    for index, column in enumerate(sheet.columns):
        table.add_column(
            clean(column.heading),
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=column.right or index < last,
        )
    if bars:
        table.add_column("", no_wrap=True)
    for index, row in enumerate(sheet.rows):
        table.add_row(*(Text(clean(cell)) for cell in (*row, *bars[index : index + 1])))
    if sheet.totals:
        table.add_section()
    for row in sheet.totals:
        table.add_row(*(Text(clean(cell)) for cell in row), style="bold")
    return table
