"""An empty ledger to fill in, with the headers that are understood, a sample row and notes."""

import io
from collections.abc import Collection, Mapping
from types import MappingProxyType

from heatcalc.inputs import INPUTS, Input, column_input
from heatcalc.ledger.columns import NAMING
from heatcalc.ledger.workbook import new_sheet
from heatcalc.money import plain
from heatcalc.schema.attributes import Attributes

_SEASONAL = ("month", "day")
"""What the season says."""
_TEXTS = ("account", "name", "address", "paid_on", "supply_from", "supply_to")
_SAMPLE = {"name": "张三", "address": "1号楼101室", "class": "居民", "plan": "按面积"}
"""What a row may look like; its account says that it is none."""


def template_columns(in_use: Collection[str] = (), known: Attributes = MappingProxyType({})) -> dict[str, str]:
    """Return the columns of the template, and how a Chinese one calls them: the usual ones, and those `in_use`.

    `known` are the attributes of the table.
    """
    naming = {name: NAMING[name][0] for name in ("account", "name", "address", "class")}
    if "plan" in in_use:
        naming["plan"] = NAMING["plan"][0]
    for each in INPUTS.values():
        if each.column and (each.in_template or (each.name in in_use and each.name not in _SEASONAL)):
            naming[each.column] = each.in_template or _header_of(each)
    attributes = (name for name in sorted(in_use) if name not in INPUTS and name != "plan")
    return naming | {f"with {name}": known[name].called.zh if name in known else name for name in attributes}


def _header_of(asked: Input) -> str:
    """Return the header of an input; that of heat has its unit."""
    return asked.headers[0] if asked.headers and not asked.headers[0][-1].isascii() else asked.column


def sample_row(columns: Collection[str], account: str) -> list[str]:
    """Return a row that shows how one looks, and is skipped for its account."""
    known = {"account": account, **_SAMPLE}
    return [known.get(name) or (asked.sample if (asked := column_input(name)) else "") for name in columns]


def range_of(column: str) -> tuple[str, str] | None:
    """Return the least and the most that a column of numbers may hold; None for another."""
    asked = column_input(column)
    if asked is None or asked.kind != "number":
        return None
    return plain(asked.least), str(asked.most)


def csv_template(headers: Mapping[str, str], sample: list[str]) -> bytes:
    """Return an empty ledger as CSV, in UTF-8 with a byte order mark for spreadsheets."""
    return ("".join(",".join(row) + "\r\n" for row in (headers.values(), sample))).encode("utf-8-sig")


def xlsx_template(
    headers: Mapping[str, str],
    sample: list[str],
    choices: Mapping[str, list[str]],
    sheets: tuple[str, str],
    notes: list[list[str]],
) -> bytes:
    """Return an empty ledger as a workbook: accounts as text, a list to choose from where there are `choices`.

    `sheets` are the names of the ledger and of the sheet of notes.

    Raises:
        UsageError: the extra that writes Excel files is not installed.
    """
    out = io.BytesIO()
    book, page = new_sheet(out, sheets[0])
    text, bold, grey = (book.add_format(each) for each in ({"num_format": "@"}, {"bold": True}, {"italic": True}))
    for column, (name, header) in enumerate(headers.items()):
        page.set_column(column, column, 14, text if name in _TEXTS else None)
        page.write_string(0, column, header, bold)
        page.write_string(1, column, sample[column], grey)
        if name in choices:
            page.data_validation(1, column, 1_048_575, column, {"validate": "list", "source": choices[name]})
    explained = book.add_worksheet(sheets[1])
    explained.set_column(0, 0, 24)
    explained.set_column(1, 1, 60)
    for row, cells in enumerate(notes):
        for column, cell in enumerate(cells):
            explained.write_string(row, column, cell, bold if row == 0 else None)
    book.close()
    return out.getvalue()
