"""The cells of a sheet as its user sees them, where its columns are known: accounts, and figures that are none."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Any

from heatcalc.inputs import INPUTS, column_input
from heatcalc.ledger.columns import PAYMENT, bare
from heatcalc.ledger.excel import SHOWN_OTHERWISE, SheetRows
from heatcalc.ledger.header import Header
from heatcalc.ledger.number_formats import NumberLook
from heatcalc.money import CNY, parse_money, parse_number
from heatcalc.schema.attributes import Attributes
from heatcalc.written import parse_degrees

_OWN = "own"
"""In the place of a meaning: amounts, or figures of a column that is only carried."""
_ACCOUNT = "#ACCOUNT!"
"""Stands where an account is no whole number, or is not shown as one."""


def put_as_seen(sheet: SheetRows, header: Header, attributes: Attributes, own: Callable[[str], bool] | None) -> None:
    """Put into the rows below a header what their user sees; what the cells hold is let go.

    `own` tells of the header of a column that is carried along whether each row has a figure of its own in it.
    """
    account = header.place("account")
    if account is not None:
        _put_accounts(sheet, header.line, account)
    words = [bare(each) for each in header.words]
    held = [
        _OWN if own is not None and own(word) else meaning if _holds_figures(meaning, attributes) else ""
        for word, meaning in zip(header.words, header.meanings, strict=True)
    ]
    for (row, column), look in sheet.looks.items():
        if row >= header.line and column < len(held) and held[column]:
            sheet.rows[row][column] = figure_seen(sheet.rows[row][column], look, held[column])
    for (row, column), figure in sheet.figures.items():
        # Two rows of a header may have one cell for both.
        if (
            row >= header.line
            and column < len(held)
            and held[column]
            and bare(sheet.rows[row][column]) != words[column]
        ):
            sheet.rows[row][column] = figure
    sheet.cells.clear()


def _holds_figures(meaning: str, attributes: Attributes) -> bool:
    if (attribute := attributes.get(meaning.removeprefix("with "))) is not None:
        return attribute.is_figure
    said = column_input(meaning)
    return meaning == PAYMENT or (said is not None and (said.is_measure or said.kind == "event"))


def _put_accounts(sheet: SheetRows, first: int, column: int) -> None:
    for row, cells in enumerate(sheet.cells[first:], first):
        cell = cells[column] if column < len(cells) else ""
        if cell.__class__ is not str and not sheet.rows[row][column].startswith("#"):
            sheet.rows[row][column] = _account(cell, sheet.rows[row][column], sheet.looks.get((row, column)))


def _account(cell: Any, text: str, look: NumberLook | None) -> str:  # noqa: ANN401 - whatever calamine gives
    """Return what an account that is no text is shown as."""
    if isinstance(cell, dt.datetime | dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        return f"{day} 00:00:00"  # as other programs write a date, which no account is
    if isinstance(cell, bool) or not isinstance(cell, float | int) or "." in text:
        return _ACCOUNT
    if look is None or "E" in text:
        return text
    return look.shown(text) if look.whole and text.isdigit() else _ACCOUNT


def figure_seen(text: str, look: NumberLook, held: str = _OWN) -> str:
    """Return a figure, of the meaning that its column has, with the texts of its format that are no unit."""
    if look.around is None:
        return SHOWN_OTHERWISE
    before, behind = look.around
    return text if not (before or behind) or _is_unit(before, behind, held) else f"{before}{text}{behind}"


def _is_unit(before: str, behind: str, held: str) -> bool:
    """Return whether texts before and behind a figure are what people write there in a column of its meaning."""
    one = f"{before}1{behind}"
    if held in (PAYMENT, _OWN):
        return parse_money(one, CNY) is not None or all(unicodedata.category(each) == "Sc" for each in before + behind)
    said = column_input(held)
    if said is None:
        return False
    if said.kind == "event":
        return parse_degrees(one) is not None or parse_number(one, INPUTS["day"].units) is not None
    return parse_number(one, said.units) is not None
