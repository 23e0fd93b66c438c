"""How long a season is, and its dates, as far as the table tells."""

import datetime as dt
from fractions import Fraction

from heatcalc.formula.home import Span
from heatcalc.schema.winters import MonthDay
from heatcalc.tariffs.model_season import Season


def span_of(season: Season | None, winter: int | None) -> Span:
    """Return the season that is billed in a winter, by its first year, as far as the table tells."""
    if season is None:
        return Span(winter, None, None, None, None, "")
    start, end = (
        None if day is None or (winter is None and isinstance(day, MonthDay)) else _dated(day, winter)
        for day in (season.start, season.end)
    )
    return Span(winter, start, end, season_days(season, winter), season.months, season.source)


def _dated(day: dt.date | MonthDay, winter: int | None) -> dt.date:
    if isinstance(day, MonthDay):
        assert winter is not None
        return day.in_winter(winter)
    return day


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
    first = start.in_winter(winter) if isinstance(start, MonthDay) else start
    last = end.in_winter(winter) if isinstance(end, MonthDay) else end
    return (last - first).days + 1
