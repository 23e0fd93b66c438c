"""How much of a year's or a season's heat falls on some of its days: by degree days, or each day alike."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from heatcalc.errors import UsageError
from heatcalc.formula.home import month_days
from heatcalc.money import parse_number, plain

VDI_2067, EVENLY = "vdi-2067", "days"
"""The names of what needs no file: the table below, and no table, where each day counts alike."""

_VDI_2067 = dict(
    enumerate(map(Fraction, ["170", "150", "130", "80", "40", "40/3", "40/3", "40/3", "30", "80", "120", "160"]), 1),
)
"""Thousandths of a year's heat by month, of Germany: VDI 2067 part 1 (December 1983), table 22, June to August together
40; as printed by https://www.regiomess.de/infos/faqs/faq-abrechnung/gradtagszahlen and
https://aqua-calor.de/103/kundendienst/gradtage."""


class DegreeDays(NamedTuple):
    """What a month weighs, 1 to 12, in any unit; None where each day weighs 1."""

    name: str
    months: Mapping[int, Fraction] | None

    def between(self, first: dt.date, last: dt.date) -> Fraction:
        """Return what the days from `first` to `last` weigh, both included [the unit of the months; day].

        Raises:
            UsageError: the table has nothing for one of their months.
        """
        if self.months is None:
            return Fraction((last - first).days + 1)
        sum_ = Fraction(0)
        for year in range(first.year, last.year + 1):
            start, end = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
            for month, days in month_days(start, end).items():
                if month not in self.months:
                    raise UsageError("allocate.no_month", month=month, name=self.name)
                sum_ += self.months[month] * days / calendar.monthrange(year, month)[1]
        return sum_


def named_degree_days(name: str) -> DegreeDays | None:
    """Return what goes by a name and needs no file; None for any other name."""
    return {VDI_2067: DegreeDays(VDI_2067, _VDI_2067), EVENLY: DegreeDays(EVENLY, None)}.get(name)


def degree_days_of(name: str, rows: Iterable[tuple[str, str]]) -> DegreeDays:
    """Return a table of months, each with what it weighs: `("11", "120")`, `("6月", "13.33")`.

    Raises:
        UsageError: a month comes twice or is none, or what it weighs is no number.
    """
    read = []
    for month, weight in rows:
        number, weighs = parse_number(month, ("月",)), parse_number(weight)
        if number is None or weighs is None:
            raise UsageError("allocate.degree_days_row", name=name, found=f"{month},{weight}")
        read.append((number, weighs))
    return degree_days_by_month(name, read)


def degree_days_by_month(name: str, rows: Iterable[tuple[int | Fraction, Fraction]]) -> DegreeDays:
    """Return a table of months, each with what it weighs.

    Raises:
        UsageError: a month comes twice or is none, weighs less than nothing, or all weigh nothing.
    """
    months: dict[int, Fraction] = {}
    for month, weighs in rows:
        if month not in range(1, 13) or int(month) in months or weighs < 0:
            raise UsageError("allocate.degree_days_row", name=name, found=f"{month},{plain(weighs)}")
        months[int(month)] = weighs
    if not any(months.values()):
        raise UsageError("allocate.degree_days_row", name=name, found="")
    return DegreeDays(name, months)
