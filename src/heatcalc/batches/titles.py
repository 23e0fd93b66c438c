"""What is said once of many homes: in a title, or the name of a sheet, a file or a folder.

heatcalc bills each home by what its own row says. Where something above says otherwise, it asks, and never guesses.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import IO

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.said_winters import winters_in
from heatcalc.errors import InputFileError, Refused
from heatcalc.ledger.columns import TARIFF_WORDS, called, meaning_of
from heatcalc.ledger.dataset import Part, keys_above, names_of
from heatcalc.ledger.english_words import IN_ENGLISH, is_english
from heatcalc.ledger.header import Header
from heatcalc.ledger.home_words import BEHIND, CITIES, IN_TITLES, SHOPS
from heatcalc.measures import Both
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.lookup import find_city, find_class, find_tariff
from heatcalc.tariffs.model import City, Table
from heatcalc.tariffs.names import class_words

_OF_UNITS = re.compile(
    r"(?:计量|金额|面积|填报|编制|制表|填表|收费|供热)?(?:单位|企业|办公)[:：][^\s,，;；)）]*"
    r"|(?:供热|供暖|热力|收费|填报|编制|制表|填表|管理|物业)(?:单位|企业)|单位[(（](?:盖?章)[)）]"
)
"""What of a title says in which unit figures are, or who made the list: 单位 is no class of homes there."""
OF_AREAS = re.compile(
    "^(?:套内)?使用面积(?:台账|明细|表)|面积[:：](?:套内)?使用面积|(?:面积(?:均|都|皆|全)?(?:为|是|系|指)|[(（]|[部均都]按)(?:套内)?(?:使用|套内)面积"
)
"""What a title or a note says of the areas of all homes."""
_USABLE = re.compile("(?:套内)?使用面积")
_OTHER_UNIT = re.compile(
    r"(?:面积|单位)[^0-9一二三四五六七八九十百千万，,;；]{0,6}?[:：为是(（]*"
    r"([百千万]+(?:平方?米|平米|㎡|m2|m²)|亩|公顷|平方公里|平方?尺|平方英尺|坪)(?![一-龥])"
    r"|\b(?:in|unit:?) ((?:hundreds?|thousands?|1000?) (?:of )?(?:m2|m²|㎡|sq)"
    r"|square feet|sq\.? ?ft|hectares?|acres?|mu|ha)\b",
    re.IGNORECASE,
)
"""What a title says of the unit of areas that is not the square metre."""
_EXCLUDES = re.compile(
    "除外|除去|剔除|扣除|排除|不含|不包括|没有|未减免|不按|不在[此本]表|未[实施推]行|未安装|未装|尚未|须在|应[在于]|[须需](?:提|在|于)|状态填|见附[件表]|须于|请[于携拨到在]|另行|另见|另附|另列|另表|另册|另计"
    "|无(?=商铺|低保|报停|停)|非(?=热计量|计量|两部制)"
)
_INSTRUCTS = re.compile(r"\s*填[表写报]?说明")
_BUT = re.compile(rf"[(（][^()（）]*(?:{_EXCLUDES.pattern})[^()（）]*[)）]")
_OF_PRICES = re.compile(
    "(?!.*(?:台账|明细|名单|清单|名册))(?:(?:[0-9一二三四五六七八九十]+[、.])?(?:收费|计费|价格|热价|执行)标准.*[0-9].*"
    "|(?:说明|备注|注)[:：].*(?:[0-9.]+(?:元|%)|收取|计收).*|.*[0-9]元/.*)"
)
"""A part of a title that says what is paid, and nothing of the homes."""
_PARTS = re.compile(r"(?<=[^\s])[\s,，;；。]+(?=[^\s])")
_BEFORE_CITY = re.compile("^ *(?:city: *)?", re.IGNORECASE)
_OF_STREET = re.compile(r"\w| (?:road|rd|street|st|avenue|ave|lane|estate|square)\b", re.IGNORECASE)
"""What makes of the name of a city that begins a title another name."""
_FOLDERS = (*TARIFF_WORDS, "status", "relief")
"""What a folder may say of all homes in it, besides attributes."""


def refuse_titles(
    table: Table, defaults: Defaults, header: Header, file: IO[bytes], moot: Collection[str] = ()
) -> None:
    """Check the titles of a ledger that is one file; see `Titles`. Of what is `moot` nothing is asked.

    Raises:
        InputFileError: one speaks of something else.
    """
    Titles(table, defaults).refuse("", {*header.meanings, *moot}, titles_of(header, Part("", file)))


class Titles:
    """What the titles of a ledger's files say, and their names and those of sheets, which is looked at file by file."""

    def __init__(self, table: Table, defaults: Defaults) -> None:
        """Look at those of a ledger that is billed by a table and some defaults."""
        self._table, self._defaults = table, defaults
        self._others = other_classes(table, defaults)
        self._classes: dict[tuple[str, ...], tuple[str, str]] = {}
        """The words for classes that titles have, each with the first such title and its file."""
        self._winters: dict[tuple[int, ...], tuple[str, str]] = {}

    def refuse(self, file: str, said: Collection[str], titles: Sequence[str]) -> None:
        """Check that titles of a file do not speak of another city, winter or class, nor of a stop or other areas.

        `said` is what rows say themselves, by meaning. What an option says holds, whatever a title says; but not for
        two sheets or files of two winters or classes.

        Raises:
            InputFileError: one does.
        """
        if "class" not in said:
            self._refuse_classes(titles, file)
        for title in titles:
            if unit := _OTHER_UNIT.search(title):
                raise InputFileError("ledger.title_unit", title=title[:60], unit=unit[1] or unit[2])
            self._refuse_told(title, said)
        if not {"winter", "city"} & {*said}:
            self._refuse_winters(titles, file)

    def _refuse_told(self, title: str, said: Collection[str]) -> None:
        for meaning, found in told_by_title(self._table, self._defaults, title):
            if meaning in said or meaning in ("class", "winter"):
                continue
            if meaning == "usable_m2":
                raise InputFileError("ledger.title_area", title=title[:60])
            if meaning == "city":
                own = find_city(self._table, self._table.default_city).both
                raise InputFileError("ledger.title_city", title=title[:60], city=found, billed=own)
            key = "ledger.title_plan" if meaning == "plan" else "ledger.title_column"
            raise InputFileError(key, title=title[:60], found=found, column=called(meaning))

    def _refuse_classes(self, titles: Sequence[str], where: str) -> None:
        for title in titles:
            self._classes.setdefault(tuple(_classes_in(self._table, title)), (title, where))
        class_ = self._defaults.class_
        agree = any({*found} - self._others for found in self._classes)
        for found, (title, its) in self._classes.items():
            other = next((word for word in found if word in self._others), "")
            if other and not self._defaults.says("class_"):
                raise InputFileError("ledger.title_class", title=title[:60], class_=other, where=its)
            if other and agree and not {*found} - self._others:
                raise InputFileError("ledger.title_classes", title=title[:60], class_=other, billed=class_, where=its)

    def _refuse_winters(self, titles: Sequence[str], where: str) -> None:
        for title in titles:
            if found := winters_in(title):
                self._winters.setdefault(tuple(found), (title, where))
        if not self._winters:  # as of most, for which no price need be looked for
            return
        asked = self._defaults.winter
        billed = winter_billed(self._table, self._defaults) if asked is None else asked
        if billed is None:
            return
        agree = any(billed in named for named in self._winters)
        for named, (title, its) in self._winters.items():
            if billed not in named and (asked is None or agree):
                key = "ledger.title_winter" if asked is None else "ledger.title_winters"
                said = {"winter": winter_text(named[0]), "billed": winter_text(billed)}
                raise InputFileError(key, title=title[:60], where=its, **said)


def titles_of(header: Header, part: Part) -> list[str]:
    """Return what is said of all homes of a file: its titles, the names of sheets, its own and that of its folders."""
    names = (re.sub("(?<=[0-9])_(?=[0-9])", "-", name).replace("_", " ") for name in names_of(part))
    return [*header.titles, *names]


def told_by_title(table: Table, defaults: Defaults, title: str) -> Iterator[tuple[str, str | Both]]:
    """Yield what a title says of all homes and options do not: the meaning of the column that would say it, and how."""
    if is_english(title):
        yield from told_in_english(defaults, title)
        begun = _BEFORE_CITY.sub("", title)
        for city in () if defaults.city or not table.default_city else table.city:
            if city.id != table.default_city and _begins_with(city.both.en, begun):
                yield "city", city.both
    else:
        yield from _told_in_words(table, defaults, title)
    winters = winters_in(title) if defaults.winter is None else []
    if winters and winter_billed(table, defaults) not in (None, *winters):
        yield "winter", winter_text(winters[0])


def told_in_english(defaults: Defaults, title: str) -> Iterator[tuple[str, str]]:
    """Yield what a text in English says of homes and options do not, as `told_by_title` does."""
    said = {"class": defaults.says("class_"), "plan": defaults.says("plan")}
    for meaning, pattern in IN_ENGLISH.items():
        told = None if said.get(meaning) else pattern.search(title)
        if told is not None:
            yield meaning, told[0]


def _begins_with(city: str, title: str) -> bool:
    """Return whether a title in English begins with the name of a city, and not with that of a street: Beijing Road."""
    return title.lower().startswith(city.lower()) and _OF_STREET.match(title, len(city)) is None


def _told_in_words(table: Table, defaults: Defaults, title: str) -> Iterator[tuple[str, str | Both]]:
    plain, said = _plain(title), _told_in(title)
    for meaning, pattern in IN_TITLES.items():
        told = pattern.search(said)
        if told is not None and not (meaning == "plan" and defaults.says("plan")):
            yield meaning, told[0]
    if OF_AREAS.search(_BUT.sub("", plain)) or _USABLE.fullmatch(plain):
        yield "usable_m2", called("usable_m2")
    city = None if defaults.city else _other_city(table, plain)
    if city is not None:
        yield "city", city.both
    others = other_classes(table, defaults)
    classes = [word for word in _classes_in(table, title) if word in others]
    if classes and not defaults.says("class_"):
        yield "class", classes[0]


def _classes_in(table: Table, title: str) -> list[str]:
    if is_english(title):
        known = class_words(table)
        found = map(str.lower, IN_ENGLISH["class"].findall(title))
        return [word if word in known else "non-residential" for word in found]
    text = _told_in(title)
    return [] if not text or "家属" in text else re.findall(_class_pattern(tuple(_class_words(table))), text)


@cache
def _class_pattern(words: tuple[str, ...]) -> str:
    known = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return f"(?!(?<=[{CITIES}])门市)(?<!非)({known}){BEHIND}(?![:：]?(?:0户|无))"


def _told_in(title: str) -> str:
    """Return what of a title says what homes are, and not what they are not (报停除外), or what they pay."""
    parts = () if _INSTRUCTS.match(title) else (_BUT.sub("", _plain(part)) for part in _PARTS.split(title))
    return "".join(each for each in parts if not (excludes(each) or _OF_PRICES.fullmatch(each)))


def excludes(plain: str) -> bool:
    """Return whether a text says what homes are not, or what is not in a table: 报停除外."""
    return _EXCLUDES.search(plain) is not None


def _plain(title: str) -> str:
    return plain_word(_OF_UNITS.sub("", title))


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
    name = {"class": "class_", "plan": "plan"}.get(meaning)
    return name is not None and (defaults.says(name) or value == getattr(Defaults(), name))


def _other_city(table: Table, title: str) -> City | None:
    """Return a city that a title begins with, or names as one, where it is not the default one, which there is."""
    for city in table.city if table.default_city else ():
        if city.id != table.default_city and re.search(
            rf"^{re.escape(city.name)}(?:市(?!场)|[供采集热]|台账|用户|居民|分公司|收费|20[0-9]{{2}}|$)|{city.name}市(?!场)",
            title,
        ):
            return city
    return None


def other_classes(table: Table, defaults: Defaults) -> set[str]:
    """Return the words for classes that are not the one billed."""
    words = _class_words(table)
    own = words.get(plain_word(defaults.class_), "")
    return {word for word, id_ in words.items() if id_ != own}


def _class_words(table: Table) -> dict[str, str]:
    """Return the words for classes, and those for shops, which no table lists in full, where it knows 商铺."""
    words = class_words(table)
    return {**dict.fromkeys(SHOPS, words["商铺"]), **words} if "商铺" in words else words


def winter_billed(table: Table, defaults: Defaults) -> int | None:
    """Return the winter, by its first year, that rows which name none are billed for.

    None where that cannot be said for all.
    """
    try:
        city = find_city(table, defaults.city or table.default_city or "")
        return find_tariff(table, city, find_class(table, city, defaults.class_), defaults.plan, None).winter
    except Refused:
        return None
