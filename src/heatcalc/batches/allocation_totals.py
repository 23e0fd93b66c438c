"""Lines of totals of a ledger, held against the homes above them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from heatcalc.batches.over_time import ReadHome
from heatcalc.ledger.columns import one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import Record
from heatcalc.money import parse_number, plain


class TotalLines:
    """Checks lines of totals as they are read; `others` are those that are not the sum of the homes above them."""

    def __init__(self, header: Header, area: str, use: str) -> None:
        """Check the columns that mean `area` and `use`, as far as they are there."""
        self._header, self._meanings = header, (area, use)
        self.others: list[dict[str, Any]] = []
        self._sums = [[Fraction(0)], [Fraction(0)]]
        self._summed = 0
        self._sum = [Fraction(0), Fraction(0)]

    def check(self, record: Record, homes: Sequence[ReadHome]) -> None:
        """Hold a line against the homes above it: all of them, or those since some line of totals before."""
        for home in homes[self._summed :]:
            self._sum[0] += home.occupancy.area or 0
            self._sum[1] += home.occupancy.use or 0
        self._summed = len(homes)
        for sum_, before, meaning in zip(self._sum, self._sums, self._meanings, strict=True):
            place = self._header.place(meaning) if meaning else None
            said = None if place is None else parse_number(record.fields[place])
            if said is None or place is None:
                continue
            if all(sum_ - each != said for each in before):
                column = one_line(self._header.words[place])
                self.others.append({"line": record.line, "column": column, "said": plain(said), "sum": plain(sum_)})
            before.append(sum_)
