"""A season of the table: its dates, and how long it is, as far as the table tells."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.formula.home import Span
from heatcalc.schema.winters import CalendarYear, MonthDay, heating_months

_FROM, _TO = (11, 15), (3, 15)
"""The days from and to which heat is on in every heating season of the North, whatever its own dates."""
_LONGEST = 8
"""The most months of a heating season [month]; longer ones are a year's."""
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

    @property
    def is_of_winters(self) -> bool:
        """Whether it is a heating season, which ends in the year after that in which it begins."""
        dated = isinstance(self.start, MonthDay) and isinstance(self.end, MonthDay) and self.start > self.end
        return dated or (self.start is None and self.months is not None and self.months <= _LONGEST)

    def last_day(self, first_year: int) -> dt.date:
        """Return the last day of heating in a winter, as far as the season tells; else 14 April."""
        if self.end is not None:
            return _dated(self.end, first_year)
        if self.start is not None and self.months is not None:
            return _months_later(_dated(self.start, first_year), -(-self.months // 1))
        return heating_months(first_year)[1]

    def bounds(self, first_year: int) -> tuple[dt.date, dt.date] | None:
        """Return its first and its last day in the winter of `first_year`; None where they are not known."""
        undated = self.start is None or (self.end is None and self.months is None)
        if undated and not (isinstance(first_year, CalendarYear) and self.start is self.end is None):
            return None
        first, last = self.first_day(first_year), self.last_day(first_year)
        return (first, last) if first <= last else None  # a winter's dates, asked for by a calendar year

    def heated(self, first_year: int) -> tuple[dt.date, dt.date] | None:
        """Return its first and last day; of a heating season without dates, days on which every one of them has heat.

        None where it is no heating season, as with the bill of a whole year.
        """
        bounds = self.bounds(first_year)
        if bounds or self.months is None or self.months > _LONGEST or isinstance(first_year, CalendarYear):
            return bounds
        return dt.date(first_year, *_FROM), dt.date(first_year + 1, *_TO)

    def first_day(self, first_year: int) -> dt.date:
        """Return the first day of heating in a winter, as far as the season tells; else 1 September."""
        return heating_months(first_year)[0] if self.start is None else _dated(self.start, first_year)


def span_of(season: Season | None, winter: int | None) -> Span:
    """Return the season that is billed in a winter, by its first year, as far as the table tells."""
    if season is None:
        return Span(winter, None, None, None, None, "")
    start, end = (
        _dated(day, winter) if day is not None and (winter is not None or isinstance(day, dt.date)) else None
        for day in (season.start, season.end)
    )
    return Span(winter, start, end, season_days(season, winter), season.months, season.source)


def season_days(season: Season | None, winter: int | None) -> Fraction | None:
    """Return the days billed of a season [days]: those it states, else those from its first day to its last.

    None where it states neither, or where they depend on the winter (29 February) and none is known.
    """
    if season is None or season.days is not None:
        return season.days if season else None
    if season.start is None or season.end is None:
        return None
    if winter is None:
        lengths = {_length(season.start, season.end, year) for year in (2022, 2023)}
        return Fraction(lengths.pop()) if len(lengths) == 1 else None
    return Fraction(_length(season.start, season.end, winter))


def _length(start: dt.date | MonthDay, end: dt.date | MonthDay, winter: int) -> int:
    return (_dated(end, winter) - _dated(start, winter)).days + 1


def _dated(day: dt.date | MonthDay, first_year: int | None) -> dt.date:
    if isinstance(day, dt.date):
        return day
    assert first_year is not None
    return day.in_winter(first_year)


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_month = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(day.day - 1), next_month - dt.timedelta(1))
