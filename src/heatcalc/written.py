"""Dates, winters and temperatures as people write them."""

import datetime as dt
import re
from fractions import Fraction
from typing import NamedTuple

from heatcalc.inputs import INPUTS
from heatcalc.money import half_width, parse_number
from heatcalc.schema.winters import CalendarYear, MonthDay, first_year

_DATE = r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))"
"""Compiled when the first date is read: most bills have none."""


def parse_winter(text: str) -> int | None:
    """Read a winter a person wrote, `2022-2023`, `22-23` or `2022-2023年度`, as its first year; else None.

    A lone year is none: it may be that in which the winter begins, or that in which it ends.
    """
    written = re.sub("年?(?:年|度|年度)?(?:(?:采暖|供暖|供热)[季期])?$", "", half_width(text))
    winter = re.sub("[-–—―~～/至到]", "-", written)
    if re.fullmatch("[0-9]{2}-[0-9]{2}", winter):
        winter = f"20{winter[:3]}20{winter[3:]}"
    return first_year(f"{winter[:5]}{winter[:2]}{winter[5:]}" if len(winter) == 7 else winter)


def parse_year(text: str) -> CalendarYear | None:
    """Read a calendar year a person wrote, `2024` or `2024年`; None for anything else."""
    year = re.fullmatch(r"([12][0-9]{3})年?", half_width(text), re.ASCII)
    return CalendarYear(year[1]) if year else None


def parse_date(text: str) -> dt.date | None:
    """Read a date a person wrote: `2022-10-13`, `2022/10/13`, `2022年10月13日`, `20221013`; None for anything else."""
    match = re.fullmatch(_DATE, half_width(text), re.ASCII)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def parse_month_day(text: str) -> MonthDay | None:
    """Read a day of every winter a person wrote: `12-31`, `12/31`, `12月31日`; None for anything else."""
    match = re.fullmatch(r"(\d{1,2})[-/月](\d{1,2})日?", half_width(text), re.ASCII)
    day = MonthDay(int(match[1]), int(match[2])) if match else None
    # 29 February is a day of every winter too: of most it is the 28th.
    return day if day is not None and parse_date(f"2024-{day.month}-{day.day}") else None


def parse_degrees(text: str) -> Fraction | None:
    """Read a temperature [°C], which may be below zero: `17`, `-3`, `16.5℃`; None for anything else."""
    written = half_width(text)
    degrees = parse_number(written.removeprefix("-"), ("℃", "°C", "度"))
    return -degrees if degrees is not None and written.startswith("-") else degrees


class ColdDays(NamedTuple):
    """Days on which a home was too cold: the temperature [°C], how many [day], and the month, where it is stated."""

    degrees: Fraction
    days: Fraction
    month: int | None = None


def parse_cold(text: str) -> tuple[ColdDays, ...] | None:
    """Read temperatures [°C] with the days [day] at each, `17:10,16:3@12` (in December); None for anything else."""
    found = []
    for each in half_width(text).split(","):
        temperature, _, length = each.partition(":")
        length, at, name = length.partition("@")
        degrees, days = parse_degrees(temperature), parse_number(length.strip(), INPUTS["day"].units)
        month = re.fullmatch(r"\s*(1[0-2]|0?[1-9])\s*月?\s*", name) if at else None
        if degrees is None or not days or (at and month is None):
            return None
        found.append(ColdDays(degrees, days, int(month[1]) if month else None))
    return tuple(found)
