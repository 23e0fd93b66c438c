"""What is known of one home: its measures and attributes, what happened to it, and the season it is billed for."""

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from heatcalc.written import ColdDays


class Home(NamedTuple):
    """What is known of one home: its measures, each in the unit of its name, and its attributes."""

    measures: dict[str, Fraction]
    attributes: dict[str, str]

    def with_measures(self, **measures: Fraction) -> "Home":
        """Return the home with other measures, each in the unit of its name."""
        return self._replace(measures={**self.measures, **measures})

    def having(self, **attributes: str) -> "Home":
        """Return the home with other attributes."""
        return self._replace(attributes={**self.attributes, **attributes})


class Span(NamedTuple):
    """The season that is billed, as far as it is known: its winter's first year, dates, days and months."""

    winter: int | None
    start: dt.date | None
    end: dt.date | None
    days: Fraction | None
    months: Fraction | None
    source: str


class SupplyEvents(NamedTuple):
    """What happened to a home in the winter, beside its measures and attributes."""

    supply_from: dt.date | None = None
    supply_to: dt.date | None = None
    cold: tuple[ColdDays, ...] = ()


def month_days(first: dt.date | None, last: dt.date | None) -> dict[int, int]:
    """Return the days of each month from one day to another, both included [day]; nothing where one is not known."""
    if first is None or last is None:
        return {}
    days = (first + dt.timedelta(each) for each in range((last - first).days + 1))
    return dict(Counter(day.month for day in days))
