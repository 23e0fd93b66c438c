"""The reading report: what each column of a ledger was read as, and what was carried along or used by no bill."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.control_totals import ControlTotals
from heatcalc.batches.row_biller import RowBiller
from heatcalc.inputs import column_input
from heatcalc.ledger.all_columns import Absent
from heatcalc.ledger.columns import one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.reader import Sheets
from heatcalc.tariffs.lookup import find_city
from heatcalc.tariffs.model import Table


def unknown_words(counts: Mapping[tuple[str, str], int], folders: Container[str]) -> dict[str, dict[str, int]]:
    """Return how often each word was not understood, by the column's header, the most frequent first."""
    found: dict[str, dict[str, int]] = {}
    for (column, word), count in sorted(counts.items(), key=lambda each: (each[0][0], -each[1], each[0][1])):
        if column not in folders:
            found.setdefault(column, {})[word] = count
    return found


def left_blank(counts: Mapping[str, int], header: Header, biller: RowBiller) -> dict[str, Any]:
    """Return how many homes left a column blank that decides their tariff, and what they were billed as."""
    return {
        header.word_for(meaning): {"homes": homes, "billed_as": biller.billed_as(meaning)}
        for meaning, homes in sorted(counts.items())
        if homes
    }


def assumed(table: Table, defaults: Defaults, said: Container[str], totals: ControlTotals) -> dict[str, Any]:
    """Return how many homes are billed by the table's default city, which nobody named, and by a general class's price.

    Each only where there are some; `said` are the meanings of columns and folders.
    """
    found: dict[str, Any] = {}
    homes = totals.blank["city"] if "city" in said else totals.households
    if table.default_city and defaults.city is None and homes:
        found["default_city"] = {"city": find_city(table, table.default_city).id, "homes": homes}
    general = totals.general_prices(table)
    return found | ({"general_prices": general} if general else {})


def sheets_read(sheets: Sheets | None) -> dict[str, Any]:
    """Return which sheets of a workbook were read, which not, and what of them its user may not see."""
    if sheets is None:
        return {}
    return {
        "sheets": {"read": list(sheets.read), "others": list(sheets.others), "hidden": list(sheets.hidden)},
        "merged": list(sheets.merged),
        "hidden_rows": sheets.hidden_rows,
        "hidden_columns": list(sheets.hidden_columns),
        "comments": list(sheets.comments),
    }


def columns_in_files(absent: Mapping[str, Absent], as_text: Sequence[str]) -> dict[str, Any]:
    """Return which columns some files of a ledger lack, and whose types differ, so that bills have them as text."""
    lacking = {column: each._asdict() for column, each in absent.items()}
    return {**({"absent": lacking} if lacking else {}), **({"as_text": [*as_text]} if as_text else {})}


def reading(header: Header, used: Container[str], folders: Container[str], billed: int) -> dict[str, Any]:
    """Return the report as the manifest has it: headers by their meaning, and the headers carried and unused.

    A column is unused where no formula of a billed row depends on the figure that it states, and no city of one on the
    attribute, which are among the `used` ones otherwise. What the `folders` of a ledger say is no column of its files.
    """
    columns = [(word, meaning) for word, meaning in _named(header) if word not in folders]
    figures = [(word, asked.name) for word, meaning in columns if (asked := column_input(meaning)) and asked.is_measure]
    attributes = [(word, meaning.removeprefix("with ")) for word, meaning in columns if meaning.startswith("with ")]
    return {
        "header_line": header.line,
        **_read_and_carried(columns),
        "unused": [word for word, name in (*figures, *attributes) if billed and name not in used],
    }


def columns_read(header: Header) -> dict[str, Any]:
    """Return which columns of a file that is no ledger were read, as what, and which were not."""
    return _read_and_carried(list(_named(header)))


def _named(header: Header) -> Iterator[tuple[str, str]]:
    every = zip(header.words, header.meanings, strict=True)
    yield from ((one_line(word) or f"#{at}", meaning) for at, (word, meaning) in enumerate(every, 1))


def _read_and_carried(columns: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "read": {word: meaning.removeprefix("with ") for word, meaning in columns if meaning},
        "carried": [word for word, meaning in columns if not meaning],
    }
