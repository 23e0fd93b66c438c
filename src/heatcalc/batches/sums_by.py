"""Sums of bills by what columns of the ledger say: an estate, a building, who collects."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from heatcalc.errors import InputFileError, UsageError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.formula.sql.dialect import SCALE
from heatcalc.inputs import INPUTS, Input
from heatcalc.ledger.columns import RESULTS, bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.mask import masked_columns
from heatcalc.ledger.row_parser import figure_of
from heatcalc.measures import AREAS
from heatcalc.messages import Lang, say
from heatcalc.money import Currency, plain
from heatcalc.schema.suggest import near_miss

SUMMED = ("households", "rejected", "area", *RESULTS)
"""What is summed of bills."""
_MOST = 10_000
"""A column with more values is none to sum by, as one of accounts."""


@lru_cache(2**16)
def _scaled(asked: Input, text: str) -> int:
    """Return an area [1/10,000 ㎡]."""
    return int(figure_of(asked, text) * SCALE)


def places_of(header: Header, columns: Sequence[str]) -> list[int]:
    """Return the places of columns that their user names by their headers.

    Raises:
        InputFileError: several are called so.
        UsageError: the ledger has no such column.
    """
    words, places = list(map(bare, header.words)), []
    for column in columns:
        if bare(column) not in words:
            shown = list(map(one_line, header.words))
            raise UsageError("usage.column", column=column, columns=shown, hint=near_miss(column, shown))
        refuse_twins(header, column)
        places.append(words.index(bare(column)))
    return places


def refuse_twins(header: Header, column: str) -> None:
    """Check that no two columns have the header by which their user names one.

    Raises:
        InputFileError: they have.
    """
    places = [str(at) for at, word in enumerate(header.words, 1) if bare(word) == bare(column)]
    if len(places) > 1:
        raise InputFileError("ledger.same_header", header=column, places=places)


def refuse_more(sums: Mapping[str, Any], column: str) -> None:
    """Check that one more value of a column may have a sum beside those that there are.

    Raises:
        InputFileError: there are too many.
    """
    if len(sums) == _MOST:
        raise InputFileError("ledger.by_too_many", column=column, most=_MOST)


def sheets_by(
    sums_by: Mapping[str, Sequence[Mapping[str, Any]]], headings: Sequence[str], lang: Lang
) -> dict[str, list[list[str]]]:
    """Return the sheets of sums by columns, each with a header: the column, and the `headings` of its figures."""
    from heatcalc.ledger.workbook import sheet_name

    sheets: dict[str, list[list[str]]] = {}
    for column, sums in sums_by.items():
        name = sheet_name(say("ledger.by_sheet", lang, column=column), [*sheets, say("ledger.sheet", lang)])
        sheets[name] = [[column, *headings], *([str(value) for value in each.values()] for each in sums)]
    return sheets


class SumsBy:
    """The sums of bills, by each of some columns."""

    def __init__(self, header: Header, columns: Sequence[str], currency: Currency, *, mask: bool = False) -> None:
        """Make it for the bills of a ledger, with a `mask` if they have it; `columns` are headers as people write them.

        Raises:
            InputFileError: several are called so.
            UsageError: the ledger has no such column.
        """
        self._currency = currency
        self._masks = masked_columns(header) if mask else {}
        self.places = places_of(header, columns)
        """Where the columns are."""
        self.columns = [one_line(header.words[at]) for at in self.places]
        self._areas = [(header.meanings.index(name), INPUTS[name]) for name in AREAS if name in header.meanings]
        self._width = len(header.words)
        self._sums: list[dict[str, list[int]]] = [{} for _ in self.places]
        self._rejected: list[Counter[str]] = [Counter() for _ in self.places]

    def add_lines(self, lines: bytes) -> None:
        """Add bills as they are written, in lines of CSV in UTF-8.

        Raises:
            InputFileError: a column has too many values.
        """
        for row in csv.reader(io.StringIO(lines.decode(), newline="")):
            amounts = (int(text.replace(".", "")) for text in row[self._width : self._width + len(RESULTS)])
            figures = (1, self._area(row), *amounts)
            for number, at in enumerate(self.places):
                self._add(number, unescaped(row[at]), figures)

    def add(self, number: int, sums: Iterable[tuple[str, int, int, int, int, int]]) -> None:
        """Add what bills come to by the values of one of the columns: homes, area [1/10,000 ㎡], total, others and due.

        Raises:
            InputFileError: the column has too many values.
        """
        for value, homes, area, total, others, due in sums:
            self._add(number, unescaped(value), (homes, area, total, total - others, others, due))

    def reject(self, fields: Sequence[str]) -> None:
        """Count a row that has no bill; one of a broken line, which has no fields, counts where nothing is said.

        Raises:
            InputFileError: a column has too many values.
        """
        for number, at in enumerate(self.places):
            said = fields[at] if fields else ""
            value = unescaped(self._masks[at].text(said) if at in self._masks else said).strip()
            self._add(number, value, (0, 0, *(0 for _ in RESULTS)))
            self._rejected[number][value] += 1

    def _add(self, number: int, text: str, figures: Sequence[int]) -> None:
        sums, value = self._sums[number], text.strip()
        if value not in sums:
            refuse_more(sums, self.columns[number])
            sums[value] = [0] * len(figures)
        sum_ = sums[value]
        for at, figure in enumerate(figures):
            sum_[at] += figure

    def _area(self, row: Sequence[str]) -> int:
        """Return the first area that a row states [1/10,000 ㎡]; it has a bill, so its figures are sound."""
        for at, asked in self._areas:
            if text := unescaped(row[at]).strip():
                return _scaled(asked, text)
        return 0

    def of_columns(self) -> dict[str, list[dict[str, Any]]]:
        """Return the sums for the manifest: by column, for each value, the greatest due first."""
        counted = zip(self.columns, self._sums, self._rejected, strict=True)
        return {name: self._of(sums, rejected) for name, sums, rejected in counted}

    def _of(self, sums: dict[str, list[int]], rejected: Mapping[str, int]) -> list[dict[str, Any]]:
        by_due = sorted(sums.items(), key=lambda item: (-item[1][-1], item[0]))
        return [
            {
                "value": value,
                "households": homes,
                "rejected": rejected.get(value, 0),
                "area": plain(Fraction(area, SCALE)),
                **{name: str(self._currency.amount(each)) for name, each in zip(RESULTS, amounts, strict=True)},
            }
            for value, (homes, area, *amounts) in by_due
        ]
