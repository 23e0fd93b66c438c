"""Sums of bills by what columns of the ledger say: an estate, a building, who collects."""

import csv
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.formula.sql.dialects import SCALE
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import RESULTS, bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.row_parser import figure_of
from heatcalc.measures import AREAS
from heatcalc.money import Currency, plain
from heatcalc.schema.suggest import near_miss

_MOST = 10_000
"""A column with more values is none to sum by, as one of accounts."""

_NOTHING = [0] * (2 + len(RESULTS))


class SumsBy:
    """Reads bills as they are written, so that the sums are of those very lines."""

    def __init__(self, header: Header, columns: Sequence[str], currency: Currency) -> None:
        """Make it for the bills of a ledger; `columns` are headers, as their user writes them.

        Raises:
            UsageError: the ledger has no such column.
        """
        self._currency = currency
        words = list(map(bare, header.words))
        self._places = []
        for column in columns:
            if bare(column) not in words:
                shown = list(map(one_line, header.words))
                raise UsageError("usage.column", column=column, columns=shown, hint=near_miss(column, shown))
            self._places.append(words.index(bare(column)))
        self.columns = [one_line(header.words[at]) for at in self._places]
        self._areas = [(header.meanings.index(name), INPUTS[name]) for name in AREAS if name in header.meanings]
        self._width = len(header.words)
        self._sums: list[dict[str, list[int]]] = [{} for _ in self._places]

    def add(self, bills: Path) -> None:
        """Add the bills of a file of CSV, in UTF-8.

        Raises:
            InputFileError: a column has too many values.
        """
        with bills.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            for row in rows:
                area = self._area(row)
                amounts = [int(text.replace(".", "")) for text in row[self._width : self._width + len(RESULTS)]]
                for at, name, sums in zip(self._places, self.columns, self._sums, strict=True):
                    value = unescaped(row[at]).strip()
                    if value not in sums and len(sums) == _MOST:
                        raise InputFileError("ledger.by_too_many", column=name, most=_MOST)
                    before = sums.get(value, _NOTHING)
                    sums[value] = [one + other for one, other in zip(before, (1, area, *amounts), strict=True)]

    def _area(self, row: Sequence[str]) -> int:
        """Return the first area that a row states [1/10,000 ㎡]; it has a bill, so its figures are sound."""
        for at, asked in self._areas:
            if text := unescaped(row[at]).strip():
                return int(figure_of(asked, text) * SCALE)
        return 0

    def of_columns(self) -> dict[str, list[dict[str, Any]]]:
        """Return the sums for the manifest: by column, for each value, the greatest due first."""
        return {name: self._of(sums) for name, sums in zip(self.columns, self._sums, strict=True)}

    def _of(self, sums: dict[str, list[int]]) -> list[dict[str, Any]]:
        by_due = sorted(sums.items(), key=lambda item: (-item[1][-1], item[0]))
        return [
            {
                "value": value,
                "households": homes,
                "area": plain(Fraction(area, SCALE)),
                **{name: str(self._currency.amount(each)) for name, each in zip(RESULTS, amounts, strict=True)},
            }
            for value, (homes, area, *amounts) in by_due
        ]
