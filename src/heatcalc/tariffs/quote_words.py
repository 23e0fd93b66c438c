"""What the words of a quote say besides figures: its dates, the units of its prices, and for whom they are."""

import calendar
import datetime as dt
import re

_SAID = r"[零〇一二两三四五六七八九十]+"
_NUMBER = rf"(?:[0-9]{{1,2}}|{_SAID})"
_DATE = re.compile(
    rf"(?:[0-9]{{4}}\s*年\s*)?(?P<month>{_NUMBER})\s*月\s*(?:份)?(?:(?P<day>{_NUMBER})\s*[日号]|(?P<end>底|末))"
    r"|[0-9]{4}\s*年|(?:[0-9]{4}-)?(?P<m>[01]?[0-9])-(?P<d>[0-3]?[0-9])(?![0-9])"
)
_DIGIT = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_LEAP = 2024

_TIMES = {
    "month": re.compile(r"(?:每|/|·|[㎡米里]\s*)\s*月|按月|\b(?:per|a|each) month|monthly", re.IGNORECASE),
    "season": re.compile(
        r"[采供取]暖[季期]|供热[季期]|[/每·]\s*(?:季|年)|一个?季|全季|\bseason|year|annual", re.IGNORECASE
    ),
    "day": re.compile(r"(?:每|/|·)\s*[日天]|按日|按天|\b(?:per|a|each) day|daily", re.IGNORECASE),
}
_HEATS = {
    "kWh": re.compile(r"千瓦[·\s]?(?:小)?[时時]|(?<![A-Za-z])kW[·\s]?h", re.IGNORECASE),
    "MWh": re.compile(r"兆瓦[·\s]?(?:小)?[时時]|MW[·\s]?h", re.IGNORECASE),
    "GJ": re.compile(r"吉焦|百万千焦|\bGJ|(?<=[0-9元/])GJ", re.IGNORECASE),
    "Gcal": re.compile(r"吉卡|百万大卡|Gcal|Гкал", re.IGNORECASE),
    "Mcal": re.compile(r"兆卡|千大卡|Mcal", re.IGNORECASE),
}
"""By which words a quote names a time or a unit of heat."""


def without_dates(text: str) -> str:
    """Return a text without its dates, whose digits are no figures."""
    return _DATE.sub(" ", text)


def dates_in(text: str) -> set[tuple[int, int]]:
    """Return the days that a text names [month, day]."""
    return {day for match in _DATE.finditer(text) if (day := _named(match)) is not None}


def _named(match: re.Match[str]) -> tuple[int, int] | None:
    """Return the day of a date [month, day]; None of a year alone, and of what is no day."""
    text, of = (match["month"] or match["m"], match["day"] or match["d"])
    month = _number(text) if text else 0
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(_LEAP, month)[1]
    day = last if match["end"] else _number(of)
    return (month, day) if 1 <= day <= last else None


def names_day(text: str, key: str, month: int, day: int) -> bool:
    """Return whether a text names a day, or none at all; in place of a last day, the one after it: 11月1日起.

    A `deadline` is the day after the last on which something is off.
    """
    named = dates_in(text)
    if not named or (month, day) in named:
        return True
    last = dt.date(_LEAP, month, day)
    before, after = (last + dt.timedelta(shift) for shift in (-1, 1))
    if key == "deadline":
        return (before.month, before.day) in named
    behind = re.compile(r"\s*(?:起|开始|前|以前|之前|零时|0时)")
    return key != "opens" and any(
        behind.match(text, match.end()) for match in _DATE.finditer(text) if _named(match) == (after.month, after.day)
    )


def other_unit(text: str, name: str) -> str:
    """Return the time or unit of heat that a text names in place of `name`; nothing where it names that, or none."""
    plain = without_dates(text)
    for words in (_TIMES, _HEATS):
        if name in words and not words[name].search(plain):
            return next((other for other, pattern in words.items() if pattern.search(plain)), "")
    return ""


def says_other_class(text: str, class_: str) -> bool:
    """Return whether a text is for those who are not of a class: 非居民, where 居民 stands nowhere else."""
    return bool(class_) and f"非{class_}" in text and class_ not in text.replace(f"非{class_}", "")


def tax_on_top(text: str) -> bool | None:
    """Return whether a text says that tax is not in its prices; None where it does not say."""
    if re.search(r"不含(?:增值)?税|税前|未税|excluding VAT|plus VAT", text, re.IGNORECASE):
        return True
    return False if re.search(r"含(?:增值)?税|including VAT|VAT included", text, re.IGNORECASE) else None


def years_of_begin(text: str) -> set[int]:
    """Return the years from which on a text says that something holds: 自2022年11月1日起."""
    return {int(year) for year in re.findall(r"((?:19|20)[0-9]{2})\s*年[^年，。；,;]{0,12}?(?:起|开始)", text)}


_FULL = rf"(?P<year>[0-9]{{4}})\s*年\s*(?P<month>{_NUMBER})\s*月\s*(?P<day>{_NUMBER})\s*[日号]"
_BEGINS = re.compile(rf"自\s*{_FULL}\s*(?:零时|0时)?\s*起")
_ENDS = re.compile(rf"(?:有效期限?|有效|执行|施行|实行|适用)[^。;；,，]{{0,6}}?[至到]\s*{_FULL}")


def day_of_begin(text: str) -> dt.date | None:
    """Return the day from which on a text says that something holds: 自2022年11月1日起; None where it names none."""
    return _date(_BEGINS.search(text))


def day_of_end(text: str) -> dt.date | None:
    """Return the day until which a text says that something holds: 有效期至2027年12月4日."""
    return _date(_ENDS.search(text))


def _date(match: re.Match[str] | None) -> dt.date | None:
    try:
        return dt.date(*(_number(match[name]) for name in ("year", "month", "day"))) if match else None
    except ValueError:
        return None


AREA_WORDS = {
    "building_m2": re.compile(
        r"(?<!套[内內])建(?:[筑築](?:面[积積]|平)|面)|\bbuilding (?:floor )?area|\bgross|\bbuilt", re.IGNORECASE
    ),
    "usable_m2": re.compile(r"使用(?:面[积積]|平)|\busable|\buseful|\bliving (?:area|space)", re.IGNORECASE),
    "inner_m2": re.compile(r"套[内內]|\binner|\binternal", re.IGNORECASE),
}
"""By which words a quote names an area."""
_NEAR = 14


def area_named(text: str) -> str:
    """Return the area that a text names last, near its end; nothing where it names none."""
    found = [(match.end(), name) for name, words in AREA_WORDS.items() for match in words.finditer(text[-_NEAR:])]
    return max(found)[1] if found else ""


def _number(text: str) -> int:
    if text[0].isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    high = (_DIGIT.get(tens, 1) if tens else 1) * 10 if ten else 0
    return high + (_DIGIT.get(ones[-1], 0) if ones else 0)
