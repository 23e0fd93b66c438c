"""The winters that a title, a heading or a name speaks of: 2024-2025采暖季, 二〇二四年度, 2024.11-2025.3."""

import re

from heatcalc.schema.suggest import plain_word

_TO = "[-–—―~/至到]+"
_WINTER = re.compile(rf"(?<![0-9])(20[0-9]{{2}})(?:年度?)?{_TO}(?:20)?([0-9]{{2}})(?!-?[0-9])")
_SHORT_WINTER = re.compile(rf"(?<![0-9.])([0-9]{{2}}){_TO}([0-9]{{2}})(?:年度?)?(?=采暖|供暖|供热|取暖)")
_SHORT_BEHIND = re.compile(rf"(?:采暖|供暖|供热|取暖)(?:年度|季|期)[:：]?([0-9]{{2}}){_TO}([0-9]{{2}})(?![0-9])")
_DATES = re.compile(
    rf"(?<![0-9])(20[0-9]{{2}})[年.](?:1[0-2]|9)[月.]?(?:[0-9]{{1,2}}日?)?{_TO}(20[0-9]{{2}})[年.][1-6](?![0-9])"
)
_YEAR = re.compile(
    "(?<![-–—―~/至到.0-9])(20[0-9]{2})(?:年度?)?(?=采暖|供暖|取暖|冬|供热(?!改造|站|管|公司)|供(?![热暖])|热费|收费|缴费)"
)
"""One year, of which a winter begins, or rarely ends."""
_YEAR_ALONE = re.compile(
    r"(?:(?:采暖|供暖|供热)?(?:年度|季|年份)[:：])?(20[0-9]{2})(?:年|年度)?"
    r"|.*(?:台账|明细|名单|清单|用户|居民|小区)[_ ]?(20[0-9]{2})(?:年|年度)?"
    r"|[a-z]*(?:winter|season|ledger|list|bills):?(20[0-9]{2})"
    r"|.*?(?<![0-9])(20[0-9]{2})(?:年度?)?(?:用户|居民|供热)?(?:台账|明细表?|名单|清单)"
)
"""A title that is a year, or a year and what the list is."""
_LAST = re.compile("上一?个?(?:采暖|供暖|供热|取暖)[季期年].*")
_SPAN = rf"20[0-9]{{2}}(?:年?度?{_TO}(?:20)?[0-9]{{2}})?年?度?"
_NOT_BILLED = re.compile(
    rf"{_SPAN}(?=入网|并网|建(?!筑)|竣工|改造|投用|投运|交付|学年)|(?<=built){_SPAN}|(?<=合同期){_SPAN}"
    rf"|(?<=含){_SPAN}(?=欠费|欠缴|陈欠)"
)
"""When something was built, and what is owed besides."""
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEARS_IN_WORDS = re.compile("二[〇零○][〇零○一二三四五六七八九]{2}")


def winters_in(title: str) -> list[int]:
    """Return the winters that a title may name, each by its first year, and the likeliest first."""
    text = _YEARS_IN_WORDS.sub(lambda found: found[0].translate(_DIGITS), _LAST.sub("", plain_word(title)))
    text = _NOT_BILLED.sub("", text)
    found = [*_WINTER.findall(text), *_DATES.findall(text)]
    found += [(f"20{year}", next_) for each in (_SHORT_WINTER, _SHORT_BEHIND) for year, next_ in each.findall(text)]
    winters = [int(year) for year, next_ in found if (int(year) + 1) % 100 == int(next_) % 100]
    alone = _YEAR_ALONE.fullmatch(text.rstrip(":"))
    years = _YEAR.findall(text) or [*filter(None, alone.groups() if alone else ())]
    return winters or [int(year) - back for year in years for back in (0, 1)]
