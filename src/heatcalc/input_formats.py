"""How people write measures and dates, on the command line and in a ledger: said once for both."""

import datetime as dt
import re

from heatcalc.measures import AREAS
from heatcalc.money import half_width
from heatcalc.schema.winters import first_year

UNITS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(AREAS, ("平方米", "平米", "㎡", "m²", "m2")),
    "month": ("个月", "月"),
    "day": ("天", "日"),
    "kWh": ("kwh", "千瓦时", "度"),
    "GJ": ("gj", "吉焦"),
    "height_m": ("米", "m"),
    "outage_hours": ("小时", "h"),
}
"""The units that may stand behind the number of a measure."""

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII)


def parse_winter(text: str) -> int | None:
    """Read a winter a person wrote, `2022-2023`, `2022/2023` or `2022-23`, as its first year; None for anything else.

    A lone year is none: it may be that in which the winter begins, or that in which it ends.
    """
    winter = half_width(text).replace("/", "-")
    return first_year(f"{winter[:5]}{winter[:2]}{winter[5:]}" if len(winter) == 7 else winter)


def parse_date(text: str) -> dt.date | None:
    """Read a date a person wrote: `2022-10-13`, `2022/10/13`, `2022年10月13日`, `20221013`; None for anything else."""
    match = _DATE.fullmatch(half_width(text))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
