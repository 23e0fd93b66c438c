"""The lines of totals in a file of payments: what they say, held against the amounts above them."""

from typing import Any, NamedTuple

from heatcalc.money import Currency


class OwnTotal(NamedTuple):
    """A line of totals that is not what was read: where it is, what it says and what was read [minor units]."""

    sheet: str
    line: int
    stated: int
    read: int


class OwnTotals:
    """Follows the amounts of a file as they are read."""

    def __init__(self) -> None:
        self.differing: list[OwnTotal] = []
        """The lines of totals that no sum of the rows read gives, once the file is closed."""
        self._file = self._sheet_sum = self._since = self._rows = 0
        self._sheet: str | None = None
        self._above: list[OwnTotal] = []

    def add(self, sheet: str, amount: int) -> None:
        """Count an amount of a row, in this `sheet` of many [minor units]."""
        self._begin(sheet)
        self._file += amount
        self._sheet_sum += amount
        self._since += amount
        self._rows += 1

    def hold(self, sheet: str, line: int, stated: int) -> None:
        """Hold a line of totals against the rows since the last one, those of its sheet, and all of them."""
        self._begin(sheet)
        one = OwnTotal(sheet, line, stated, self._sheet_sum)
        if not self._rows:
            self._above.append(one)
        elif stated not in (self._since, self._sheet_sum, self._file):
            self.differing.append(one)
        self._since = 0

    def close(self) -> None:
        """Hold the totals that stand above all rows of their sheet against it; to be called behind each file."""
        sums = (self._sheet_sum, self._file)
        self.differing += [each._replace(read=sums[0]) for each in self._above if each.stated not in sums]
        self._above = []

    def said(self, currency: Currency) -> list[dict[str, Any]]:
        """Return what the manifest says of the lines of totals that differ."""
        return [
            {
                **({"sheet": each.sheet} if each.sheet else {}),
                "line": each.line,
                "stated": str(currency.amount(each.stated)),
                "read": str(currency.amount(each.read)),
            }
            for each in self.differing
        ]

    def _begin(self, sheet: str) -> None:
        if sheet != self._sheet:
            self.close()
            self._sheet, self._sheet_sum, self._since, self._rows = sheet, 0, 0, 0
