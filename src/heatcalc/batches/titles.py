"""What is said once of many homes: in a title, or the name of a sheet, a file or a folder.

heatcalc bills each home by what its own row says. Where something above says otherwise, it asks, and never guesses.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import IO

from heatcalc.batches.batch_options import Defaults
from heatcalc.errors import InputFileError, Refused
from heatcalc.ledger.columns import TARIFF_WORDS, known_columns, meaning_of
from heatcalc.ledger.dataset import Part, keys_above, names_of
from heatcalc.ledger.header import Header
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.lookup import find_city, find_class, find_tariff
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.names import class_words

_TO = "[-–—―~/至到]+"
_WINTER = re.compile(rf"(?<![0-9])(20[0-9]{{2}})(?:年度?)?{_TO}(?:20)?([0-9]{{2}})(?![0-9])")
_SHORT_WINTER = re.compile(rf"(?<![0-9.])([0-9]{{2}}){_TO}([0-9]{{2}})(?:年度?)?(?=采暖|供暖|供热|取暖)")
_DATES = re.compile(
    rf"(?<![0-9])(20[0-9]{{2}})[年.](?:1[0-2]|9)[月.]?(?:[0-9]{{1,2}}日?)?{_TO}(20[0-9]{{2}})[年.][1-6](?![0-9])"
)
_YEAR = re.compile("(?<![-–—―~/至到.0-9])(20[0-9]{2})年度?(?=[供采冬]|取暖|热费|收费|缴费)")
"""One year, of which a winter begins, or rarely ends."""
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEARS_IN_WORDS = re.compile("二[〇零○][〇零○一二三四五六七八九]{2}")
_BEHIND = "房?(?=用户|用房|台账|明细|名单|清单|热费|收费|缴费|供热|供暖|采暖|户|类|部分|表|$|[0-9()（:：、，,_-])"
"""What comes behind the name of a class in a title about homes of that class; 商业街 and 学校路 are places."""
_OF_UNITS = re.compile(r"(?:计量|金额|面积|填报|编制|制表|填表|收费|供热)?单位[:：][^,，;；)）]*")
"""What of a title says in which unit figures are, or who made the list: 单位 is no class of homes there."""
TOLD = {
    "status": re.compile("(?<!不含)(?<!除)(?<!非)(?<!未)(?:报停|停供|停热|停暖|停用|空置|空房)"),
    "relief": re.compile("(?<!不含)(?<!除)(?<!非)(?:低保|特困|五保|优抚|困难户|残疾|军烈属|免费户|减免户?)"),
    "plan": re.compile("计量收费|热计量|按热量|两部制|(?<!非)计量户"),
}
"""What a title may say of all homes, by the column that would say it of each."""
OF_AREAS = re.compile("(?:面积(?:均|都|皆|全)?(?:为|是|系|指)|[(（])(?:套内)?使用面积")
"""What a title or a note says of the areas of all homes."""
_FOLDERS = (*TARIFF_WORDS, "status", "relief")
"""What a folder may say of all homes in it, besides attributes."""


def refuse_titles(table: Table, defaults: Defaults, header: Header, file: IO[bytes]) -> None:
    """Check the titles of a ledger that is one file; see `Titles`.

    Raises:
        InputFileError: one speaks of something else.
    """
    Titles(table, defaults).refuse(header, Part("", file), header.meanings)


class Titles:
    """What the titles of a ledger's files say, and their names and those of sheets, which is looked at file by file."""

    def __init__(self, table: Table, defaults: Defaults) -> None:
        """Look at those of a ledger that is billed by a table and some defaults."""
        self._table, self._defaults = table, defaults
        self._classes: dict[tuple[str, ...], str] = {}
        """The words for classes that titles have, each with the first such title."""
        self._winters: dict[tuple[int, ...], str] = {}

    def refuse(self, header: Header, part: Part, said: Collection[str]) -> None:
        """Check that titles of a file do not speak of another city, winter or class, nor of a stop or other areas.

        `said` is what rows say themselves, by meaning. What an option says holds, whatever a title says; but not for
        two sheets or files of two winters or classes.

        Raises:
            InputFileError: one does.
        """
        titles = [*header.titles, *(name.replace("_", " ") for name in names_of(part))]
        if "class" not in said:
            self._refuse_classes(titles)
        for title in titles:
            self._refuse_told(title, said)
        if not {"winter", "city"} & {*said}:
            self._refuse_winters(titles)

    def _refuse_told(self, title: str, said: Collection[str]) -> None:
        table, defaults, plain = self._table, self._defaults, _plain(title)
        for meaning, pattern in TOLD.items():
            told = None if meaning in said else pattern.search(plain)
            if told is not None and not (meaning == "plan" and defaults.plan != Defaults().plan):
                key = "ledger.title_plan" if meaning == "plan" else "ledger.title_column"
                raise InputFileError(key, title=title[:60], found=told[0], column=known_columns()[meaning][0])
        if "usable_m2" not in said and OF_AREAS.search(plain):
            raise InputFileError("ledger.title_area", title=title[:60])
        city = None if "city" in said or defaults.city else _other_city(table, plain)
        if city is not None:
            own = find_city(table, table.default_city).both
            raise InputFileError("ledger.title_city", title=title[:60], city=city.both, billed=own)

    def _refuse_classes(self, titles: Sequence[str]) -> None:
        words, others = class_words(self._table), other_classes(self._table, self._defaults)
        pattern = re.compile(f"({'|'.join(sorted(map(re.escape, words), key=len, reverse=True))}){_BEHIND}")
        for title in titles:
            self._classes.setdefault(tuple(pattern.findall(_plain(title))), title)
        class_ = self._defaults.class_
        agree = any({*found} - others for found in self._classes)
        for found, title in self._classes.items():
            other = next((word for word in found if word in others), "")
            if other and class_ == Defaults().class_:
                raise InputFileError("ledger.title_class", title=title[:60], class_=other)
            if other and agree and not {*found} - others:
                raise InputFileError("ledger.title_classes", title=title[:60], class_=other, billed=class_)

    def _refuse_winters(self, titles: Sequence[str]) -> None:
        for title in titles:
            if found := winters_in(title):
                self._winters.setdefault(tuple(found), title)
        if not self._winters:  # as of most, for which no price need be looked for
            return
        asked = self._defaults.winter
        billed = winter_billed(self._table, self._defaults) if asked is None else asked
        if billed is None:
            return
        agree = any(billed in named for named in self._winters)
        for named, title in self._winters.items():
            if billed not in named and (asked is None or agree):
                key = "ledger.title_winter" if asked is None else "ledger.title_winters"
                raise InputFileError(key, title=title[:60], winter=winter_text(named[0]), billed=winter_text(billed))


def _plain(title: str) -> str:
    return _OF_UNITS.sub("", plain_word(title))


def refuse_above(
    table: Table, defaults: Defaults, part: Part, said: Collection[str], renamed: Mapping[str, str]
) -> None:
    """Check that no folder above a file of a ledger says what neither rows nor options say: `city=西安`.

    `said` is what rows and the ledger's own folders say, by meaning; `renamed` what the user says that columns mean.

    Raises:
        InputFileError: one does.
    """
    asked = {"city": defaults.city, "winter": defaults.winter}
    for key, value in keys_above(part):
        meaning = meaning_of(key, renamed, table.attributes())
        is_own = meaning in _FOLDERS or meaning.startswith("with ")
        if not is_own or meaning in said or asked.get(meaning) is not None or _is_usual(defaults, meaning, value):
            continue
        option = f"--{meaning} {value}" if meaning in TARIFF_WORDS else ""
        key_ = "ledger.folder_above" if option else "ledger.folder_above_only"
        raise InputFileError(key_, folder=f"{key}={value}", option=option)


def _is_usual(defaults: Defaults, meaning: str, value: str) -> bool:
    """Return whether an option was given for a class or a plan, or a folder says what is billed without one."""
    usual = {"class": (defaults.class_, Defaults().class_), "plan": (defaults.plan, Defaults().plan)}
    now, default = usual.get(meaning, ("", ""))
    return now != default or value == default != ""


def winters_in(title: str) -> list[int]:
    """Return the winters that a title may name, each by its first year, and the likeliest first."""
    text = _YEARS_IN_WORDS.sub(lambda found: found[0].translate(_DIGITS), plain_word(title))
    found = [*_WINTER.findall(text), *_DATES.findall(text)]
    found += [(f"20{year}", next_) for year, next_ in _SHORT_WINTER.findall(text)]
    winters = [int(year) for year, next_ in found if (int(year) + 1) % 100 == int(next_) % 100]
    return winters or [int(year) - back for year in _YEAR.findall(text) for back in (0, 1)]


def _other_city(table: Table, title: str) -> City | None:
    """Return a city that a title begins with, or names as one, where it is not the default one, which there is."""
    for city in table.city if table.default_city else ():
        if city.id != table.default_city and re.search(
            rf"^{re.escape(city.name)}(?:市|[供采集热12]|$)|{city.name}市", title
        ):
            return city
    return None


def other_classes(table: Table, defaults: Defaults) -> set[str]:
    """Return the words for classes that are not the one billed."""
    words = class_words(table)
    own = words.get(plain_word(defaults.class_), "")
    return {word for word, id_ in words.items() if id_ != own and not word.isascii()}


def winter_billed(table: Table, defaults: Defaults) -> int | None:
    """Return the winter, by its first year, that rows which name none are billed for.

    None where that cannot be said for all.
    """
    try:
        city = find_city(table, defaults.city or table.default_city or "")
        return find_tariff(table, city, find_class(table, city, defaults.class_), defaults.plan, None).winter
    except Refused:
        return None
