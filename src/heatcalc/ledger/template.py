"""An empty ledger to fill in, with the headers that are understood."""

import io
from collections.abc import Mapping

from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import NAMING
from heatcalc.ledger.workbook import new_sheet


def template_columns() -> dict[str, str]:
    """Return the columns of the template, and how a Chinese one calls them."""
    naming = {name: NAMING[name][0] for name in ("account", "name", "address", "class")}
    return naming | {each.column: each.in_template for each in INPUTS.values() if each.in_template}


_TEXTS = ("account", "name", "address", "paid_on")


def csv_template(headers: Mapping[str, str]) -> bytes:
    """Return an empty ledger as CSV, in UTF-8 with a byte order mark for spreadsheets."""
    return (",".join(headers.values()) + "\r\n").encode("utf-8-sig")


def xlsx_template(headers: Mapping[str, str], choices: Mapping[str, list[str]], sheet: str) -> bytes:
    """Return an empty ledger as a workbook: accounts as text, and a list to choose from where there are `choices`.

    Raises:
        UsageError: the extra that writes Excel files is not installed.
    """
    out = io.BytesIO()
    book, page = new_sheet(out, sheet)
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    for column, (name, header) in enumerate(headers.items()):
        page.set_column(column, column, 14, text if name in _TEXTS else None)
        page.write_string(0, column, header, bold)
        if name in choices:
            page.data_validation(1, column, 1_048_575, column, {"validate": "list", "source": choices[name]})
    book.close()
    return out.getvalue()
