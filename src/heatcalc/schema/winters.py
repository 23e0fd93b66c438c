"""Winters and the days of every winter: a winter is named by its first year and runs from July to June.

A table may bill calendar years instead, and then names these.
"""

import datetime as dt
import re
from typing import NamedTuple


class CalendarYear(int):
    """A calendar year as the period that is billed. It is no winter: that of 2018 begins in July 2018."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CalendarYear) and int(self) == int(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((CalendarYear, int(self)))


class MonthDay(NamedTuple):
    """A day of every winter."""

    month: int
    day: int

    def in_winter(self, first_year: int) -> dt.date:
        """Return the day in the winter that begins in `first_year`: July to December there, the rest in the next.

        Or in a calendar year. 29 February becomes the 28th in a year without one.
        """
        year = first_year if self.month >= 7 or isinstance(first_year, CalendarYear) else first_year + 1
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return dt.date(year, self.month, self.day - 1)


def period_from(text: str | None) -> int | None:
    """Return the period that `winter_text` writes so; None for none."""
    return None if text is None else CalendarYear(text) if text.isdigit() else first_year(text)


def first_year(winter: str) -> int | None:
    """Return the first year of a winter written `2022-2023`, or None for any other text."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{4})", winter, re.ASCII)
    if match is None or int(match[2]) != int(match[1]) + 1 or int(match[1]) < 1900:
        return None
    return int(match[1])


def year_of(day: dt.date | int) -> int:
    """Return the year of a day, the first one of a winter, or a calendar year."""
    return int(day) if isinstance(day, int) else day.year


def first_day(day: dt.date | int) -> dt.date:
    """Return the first day of a winter's year, given by its first year, or of a calendar year, or the day itself."""
    return dt.date(day, 1 if isinstance(day, CalendarYear) else 7, 1) if isinstance(day, int) else day


def last_day(day: dt.date | int) -> dt.date:
    """Return the last day of a winter's year, given by its first year, or of a calendar year, or the day itself."""
    if isinstance(day, CalendarYear):
        return dt.date(day, 12, 31)
    return dt.date(day + 1, 6, 30) if isinstance(day, int) else day


_AUTUMN, _SPRING = (9, 1), (4, 15)
"""The first day of heating and the first after it, where no season tells: what ends before the one is of the winter
past, what begins from the other on is for the winter to come."""


def first_winter_from(day: dt.date) -> int:
    """Return the first year of the first winter in which something that begins on a day holds."""
    return day.year if (day.month, day.day) >= _SPRING else day.year - 1


def spring_before(winter: int) -> dt.date:
    """Return the day from which on what begins, or is paid, is for a winter, by its first year; or a calendar year."""
    return first_day(winter) if isinstance(winter, CalendarYear) else dt.date(winter, *_SPRING)


def winter_of(date: str) -> int:
    """Return the first year of the winter in which a day, a month or (with its first day) a year lies."""
    year, _, rest = date.partition("-")
    return int(year) if rest[:2] >= "07" else int(year) - 1


def heating_months(first_year: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which a winter may be heated, where no season tells its own."""
    if isinstance(first_year, CalendarYear):
        return first_day(first_year), last_day(first_year)
    return dt.date(first_year, *_AUTUMN), dt.date(first_year + 1, *_SPRING) - dt.timedelta(1)


def winter_text(period: int) -> str:
    """Return a winter, by its first year, as text: `2022-2023`; a calendar year as `2022`."""
    return f"{int(period)}" if isinstance(period, CalendarYear) else f"{period}-{period + 1}"


def day_text(day: dt.date | int) -> str:
    """Return a day, or a winter or a calendar year in its place, as a table writes it."""
    return winter_text(day) if isinstance(day, int) else day.isoformat()
