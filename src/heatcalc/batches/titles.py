"""What is said once of many homes: in a title, a sheet's name, or a line above some of them.

heatcalc bills each home by what its own row says. Where something above says otherwise, it asks, and never guesses.
"""

import re
from collections.abc import Collection, Sequence

from heatcalc.batches.batch_options import Defaults
from heatcalc.errors import InputFileError, Refused
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import known_columns, meaning_said
from heatcalc.ledger.records import Record
from heatcalc.ledger.words import is_stopped
from heatcalc.measures import AREAS, GJ_PER
from heatcalc.money import half_width
from heatcalc.schema.suggest import plain_word
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.lookup import find_city, find_class, find_tariff
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words

_WINTER = re.compile(r"(?<![0-9])(20[0-9]{2})(?:年度?)?[-–—―~/至]+(?:20)?([0-9]{2})(?![0-9])")
_BEHIND = "(?=用户|用房|台账|明细|名单|清单|热费|收费|缴费|供热|供暖|采暖|户|类|部分|表|$|[0-9()（:：、，,])"
"""What comes behind the name of a class in a title about homes of that class; 商业街 and 学校路 are places."""
_NUMBERED = re.compile(r"^[(（]?[一二三四五六七八九十0-9]+[)）]?[、.．:：]?(?=\D)")
_UNITS = "|".join(sorted({re.escape(unit) for each in INPUTS.values() for unit in each.units}, key=len, reverse=True))
_NUMBER = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:{_UNITS})?", re.IGNORECASE)
_ENDING = re.compile(r"(?:用户|部分|户|类)?[:：]?$")


def refuse_titles(table: Table, defaults: Defaults, titles: Sequence[str], said: Collection[str]) -> None:
    """Check that titles and sheets' names do not speak of a winter or a class that is not billed.

    `said` is what rows say themselves, by meaning.

    Raises:
        InputFileError: one does.
    """
    if not titles:
        return
    others = set() if "class" in said or defaults.class_ != Defaults().class_ else _other_classes(table, defaults)
    named = re.compile(f"({'|'.join(sorted(map(re.escape, class_words(table)), key=len, reverse=True))}){_BEHIND}")
    for title in titles:
        plain = plain_word(title)
        found = next((word for word in named.findall(plain) if word in others), "")
        if found:
            raise InputFileError("ledger.title_class", title=title[:60], class_=found)
        winters = {int(year) for year, next_ in _WINTER.findall(plain) if (int(year) + 1) % 100 == int(next_)}
        if winters and defaults.winter is None and not {"winter", "city"} & {*said}:
            billed = winter_billed(table, defaults)
            if billed is not None and billed not in winters:
                named_winter, own = winter_text(min(winters)), winter_text(billed)
                raise InputFileError("ledger.title_winter", title=title[:60], winter=named_winter, billed=own)


def refuse_section(table: Table, defaults: Defaults, record: Record, said: Collection[str]) -> None:
    """Check that a line is not one that says the class, or that they are stopped, of the homes below it.

    Raises:
        InputFileError: it is.
    """
    words = [field for field in record.fields if field.strip()]
    if len(words) != 1 or words[0].isascii():
        return
    word = _ENDING.sub("", _NUMBERED.sub("", plain_word(words[0])))
    meaning = "class" if word in _other_classes(table, defaults) else "status" if is_stopped(word, "") else ""
    if word and meaning and meaning not in said:
        column = known_columns()[meaning][0]
        raise InputFileError("ledger.section", line=record.line, found=words[0].strip()[:40], column=column)


def refuse_other_head(record: Record, figures: Sequence[int]) -> None:
    """Check that a row that cannot be billed is not the head of other homes below it, with columns in another order.

    `figures` are the places of the columns of figures, in which a head has no number.

    Raises:
        InputFileError: it is.
    """
    if record.fields and any(_NUMBER.fullmatch(half_width(record.fields[at]).strip()) for at in figures):
        return
    words = [field for field in record.fields if field.strip()]
    least = max(2, len(words) // 2 + 1)
    meanings: set[str] = set()
    for number, word in enumerate(words):
        if len(meanings) + len(words) - number < least:  # of most rows, before the last word
            return
        if not word.isdecimal():
            meanings.add(meaning_said(word))
            meanings.discard("")
    if len(meanings) >= least and meanings & {*AREAS, *GJ_PER}:
        found = " ".join(word.strip() for word in words)[:60]
        raise InputFileError("ledger.other_head", line=record.line, found=found)


def _other_classes(table: Table, defaults: Defaults) -> set[str]:
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
