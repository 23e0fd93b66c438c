"""An empty ledger to fill in, with the headers that are understood."""

import io
from collections.abc import Mapping

from heatcalc.ledger.excel import new_sheet

TEMPLATE_COLUMNS = {
    "account": "户号",
    "name": "户名",
    "address": "地址",
    "class": "用户类别",
    "building_m2": "建筑面积",
    "usable_m2": "使用面积",
    "height_m": "层高",
    "status": "状态",
    "relief": "优惠",
    "kWh": "用热量(kWh)",
    "paid_on": "缴费日期",
}
"""The columns of the template, and how a Chinese one calls them."""

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
