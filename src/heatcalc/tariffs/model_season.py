"""A season of the table."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.schema.winters import MonthDay

NO_CONDITIONS: Mapping[str, str] = MappingProxyType({})


class Season(NamedTuple):
    """One winter's heating (`winter` is its first year), or every winter's (`winter` None)."""

    source: str
    winter: int | None = None
    start: dt.date | MonthDay | None = None
    end: dt.date | MonthDay | None = None
    months: Fraction | None = None
    days: Fraction | None = None
    approximate: bool = False
    started: dt.date | None = None
    quote: str = ""
    when: Mapping[str, str] = NO_CONDITIONS
    carried_from: int | None = None
    """The winter whose length this is, where no source tells that of its own."""

    def last_day(self, first_year: int) -> dt.date:
        """Return the last day of heating in the winter of `first_year`, as far as the season tells; else 30 June."""
        if self.end is not None:
            return _dated(self.end, first_year)
        if self.start is not None and self.months is not None:
            return _months_later(_dated(self.start, first_year), -(-self.months // 1))
        return dt.date(first_year + 1, 6, 30)

    def bounds(self, first_year: int) -> tuple[dt.date, dt.date] | None:
        """Return its first and its last day in the winter of `first_year`; None where they are not known."""
        if self.start is None or (self.end is None and self.months is None):
            return None
        return self.first_day(first_year), self.last_day(first_year)

    def first_day(self, first_year: int) -> dt.date:
        """Return the first day of heating in the winter of `first_year`, as far as the season tells; else 1 July."""
        return dt.date(first_year, 7, 1) if self.start is None else _dated(self.start, first_year)


def _dated(day: dt.date | MonthDay, first_year: int) -> dt.date:
    return day.in_winter(first_year) if isinstance(day, MonthDay) else day


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_month = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(day.day - 1), next_month - dt.timedelta(1))
