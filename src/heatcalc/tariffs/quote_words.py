"""What the words of a quote say besides figures: its dates, the units of its prices, and for whom they are."""

import calendar
import datetime as dt
import re
from fractions import Fraction

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
    found = set()
    for match in _DATE.finditer(text):
        month, day = (match["month"] or match["m"], match["day"] or match["d"])
        if month and 1 <= _number(month) <= 12:
            last = calendar.monthrange(_LEAP, _number(month))[1]
            found.add((_number(month), last if match["end"] else _number(day)))
    return {(month, day) for month, day in found if 1 <= day <= calendar.monthrange(_LEAP, month)[1]}


def names_day(text: str, month: int, day: int) -> bool:
    """Return whether a text names a day, the one before or after it, or none at all: 10月31日前, 11月1日起."""
    named = dates_in(text)
    around = (dt.date(_LEAP, month, day) + dt.timedelta(shift) for shift in (-1, 0, 1))
    return not named or any((each.month, each.day) in named for each in around)


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


_OWN = re.compile(
    rf"(?:自付|自行(?:负担|承担|缴纳)|个人(?:负担|承担|缴纳))(?:热费|费用)?的?\s*"
    rf"(?:(?P<digits>[0-9]+(?:\.[0-9]+)?)\s*[%％]|百分之(?P<said>{_SAID}))"
)


def own_share(text: str) -> Fraction | None:
    """Return the share that a home pays itself, where a text says just that: 自付15%, 自行负担百分之十五."""
    match = _OWN.search(text)
    if match is None:
        return None
    return Fraction(match["digits"] or _number(match["said"])) / 100


def _number(text: str) -> int:
    if text[0].isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    high = (_DIGIT.get(tens, 1) if tens else 1) * 10 if ten else 0
    return high + (_DIGIT.get(ones[-1], 0) if ones else 0)
