"""Rows as the XML of a sheet: texts stay texts, figures are numbers with the digits that they have.

A row whose texts need no escapes, as nearly every one, is put into a template as a whole; any other is written cell by
cell, to the same XML.
"""

import re
from collections.abc import Container
from decimal import Decimal

from heatcalc.errors import OutputError
from heatcalc.money import DIGITS

LONGEST_CELL = 32_767
"""What Excel has, in units of UTF-16."""
_LONGEST_PLAIN = LONGEST_CELL // 2
_BETWEEN = "\0"
_AMOUNT = "-?(?:0|[1-9][0-9]*+)(?:[.][0-9]++)?+"
_AMOUNTS = re.compile(f"{_AMOUNT}(?:{_BETWEEN}{_AMOUNT})*+")
_ZEROS = re.compile("-?0[0-9]")
"""So begins a number with more zeros than one is written with."""
_SPECIAL = re.compile(r"[&<>\x01-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What Excel writes as `_xHHHH_`: characters that XML has not, and the `_` of a text that only looks so."""


def letters_of(column: int) -> str:
    """Return the letters of a column, from 0."""
    return (letters_of(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def header_xml(header: list[str], style: str) -> str:
    """Return the first row of a sheet, all of it texts of a style.

    Raises:
        OutputError: a text is longer than Excel has.
    """
    cells = (_text_cell(f'{letters_of(at)}1" s="{style}', text, 1) for at, text in enumerate(header))
    return f'<row r="1">{"".join(cells)}</row>'


class RowWriter:
    """Writes the rows of a sheet: amounts of a style in the columns `figures`, and plain numbers in `measures`."""

    def __init__(self, width: int, figures: range, measures: Container[int], style: str) -> None:
        self._width, self._figures, self._style = width, figures, style
        self._measures = [at for at in range(width) if at in measures and at not in figures]
        self._templates: dict[tuple[bool, ...], str] = {}

    def xml(self, line: int, row: list[str]) -> str:
        """Return a row, which is the `line` of its sheet.

        Raises:
            OutputError: a text is longer than Excel has.
        """
        text, measures = _BETWEEN.join(row), [row[at] for at in self._measures if at < len(row)]
        if (
            len(text) > _LONGEST_PLAIN
            or text.count(_BETWEEN) != self._width - 1
            or _SPECIAL.search(text)
            or "_x" in text
            or [*map(str.strip, row)] != row
            or any(map(_ZEROS.match, measures))
            or not _AMOUNTS.fullmatch(_BETWEEN.join(row[self._figures.start : self._figures.stop]))
        ):
            return self._cells(line, row)
        numbers = tuple(map(_is_number, measures))
        template = self._templates.get(numbers)
        if template is None:
            template = self._templates[numbers] = self._template(numbers)
        return template.replace("\0", str(line)) % tuple(row)

    def _template(self, numbers: tuple[bool, ...]) -> str:
        """Return a row with places for its number and its cells; of the measures some are `numbers`."""
        plain = {at for at, number in zip(self._measures, numbers, strict=True) if number}
        cells = []
        for at in range(self._width):
            if at in self._figures:
                cells.append(f'<c r="{letters_of(at)}\0" s="{self._style}"><v>%s</v></c>')
            elif at in plain:
                cells.append(f'<c r="{letters_of(at)}\0"><v>%s</v></c>')
            else:
                cells.append(f'<c r="{letters_of(at)}\0" t="inlineStr"><is><t>%s</t></is></c>')
        return f'<row r="\0">{"".join(cells)}</row>'

    def _cells(self, line: int, row: list[str]) -> str:
        cells = []
        for at, value in enumerate(row):
            place = f"{letters_of(at)}{line}"
            if at in self._figures:
                cells.append(f'<c r="{place}" s="{self._style}"><v>{Decimal(value):f}</v></c>')
            elif at in self._measures and _is_number(value):
                cells.append(f'<c r="{place}"><v>{Decimal(value):f}</v></c>')
            else:
                cells.append(_text_cell(place, value, line))
        return f'<row r="{line}">{"".join(cells)}</row>'


def _is_number(text: str) -> bool:
    return DIGITS.fullmatch(text.removeprefix("-")) is not None


def _text_cell(place: str, text: str, line: int) -> str:
    if len(text) > _LONGEST_PLAIN and len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
        raise OutputError("files.long_cell", line=line, most=LONGEST_CELL)
    kept = ' xml:space="preserve"' if text.strip() != text else ""
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<c r="{place}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'
