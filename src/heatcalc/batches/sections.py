"""A line among homes that speaks of others: of those below it or above it, or of another order of columns."""

import re
from collections.abc import Collection, Sequence

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.titles import OF_AREAS, TOLD, other_classes, winter_billed, winters_in
from heatcalc.errors import InputFileError
from heatcalc.inputs import INPUTS
from heatcalc.ledger.columns import known_columns, meaning_said
from heatcalc.ledger.records import Record
from heatcalc.ledger.total_lines import summed_up
from heatcalc.ledger.words import is_stopped
from heatcalc.measures import AREAS, GJ_PER
from heatcalc.money import half_width
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import Table

_FRAME = "*=#~_-—–★☆◆◇■□●○【】〔〕[]《》<>"
"""What people put around a line of its own."""
_NUMBERED = re.compile(r"^[(（]?(?:[一二三四五六七八九十0-9]+|[ivx]+)[)）]?[、.．:：]?(?=[^\Wa-z0-9]|[(（])")
_PLACE = re.compile("^.{0,8}?(?:号楼|[0-9]楼|栋|幢|座|区|单元|部分)(?=.)")
_COUNTED = re.compile(r"[(（:：]?共?[0-9]+户[)）]?[:：]?$")
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）][:：]?$")
_UNITS = "|".join(sorted({re.escape(unit) for each in INPUTS.values() for unit in each.units}, key=len, reverse=True))
_NUMBER = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:{_UNITS})?", re.IGNORECASE)
_LEADING = re.compile("^(?:以下|以上|其中|下列|下面)(?:各户|用户)?(?:均|都)?(?:为|是|系|属)?[:：]?")
_ENDING = re.compile(r"(?:用户|部分|户|类|房|如下|明细表?|名单|清单|台账)*[:：]?$")
_ALL_ARE = re.compile(r"(?:以上|以下|上述|本表|全部|所有|均|都)[^,;。]{0,8}?(?:为|是|系)([^,;。:：]{2,12})")
"""What a note says of all homes."""
_VACANT = re.compile("空置|空房|未入住|无人住")
_REDUCED = re.compile("免费|免收|免交|全免|半价|减半|减免|优惠")
_LONGEST = 20
"""A line above homes is short; what is longer is a note."""
_SEPARATOR = re.compile(r"[,;|\t\n]")


def refuse_section(table: Table, defaults: Defaults, record: Record, said: Collection[str]) -> None:
    """Check that a line is not one that says of the homes below it what their class, city, plan or winter is.

    Nor that they are stopped, or granted a relief. `said` is what rows say themselves, by meaning.

    Raises:
        InputFileError: it is.
    """
    said_in = [record.raw.strip(" ,;|\t")] if record.fault else record.fields
    words = list(dict.fromkeys(field.strip() for field in said_in if field.strip()))
    if len(words) == 1 and len(words[0]) <= _LONGEST and not _SEPARATOR.search(words[0]):
        _refuse("ledger.section", words[0], plain_word(words[0]), table, defaults, record, said)


def refuse_subtotal(table: Table, defaults: Defaults, record: Record, said: Collection[str]) -> None:
    """Check that a line of totals, or a note, is not one that says the same of other homes: 商铺小计, 以上均为商铺.

    Raises:
        InputFileError: it is.
    """
    for field in record.fields:
        if of := summed_up(field):
            _refuse("ledger.subtotal", field, of, table, defaults, record, said)
        plain = plain_word(field)
        if noted := _ALL_ARE.search(plain):
            _refuse("ledger.subtotal", field, noted[1], table, defaults, record, said)
        if OF_AREAS.search(plain):
            _raise("ledger.subtotal", field, "usable_m2", record, said)


def _refuse(
    key: str, field: str, text: str, table: Table, defaults: Defaults, record: Record, said: Collection[str]
) -> None:
    _raise(key, field, _meaning_of(table, defaults, text), record, said)


def _raise(key: str, field: str, meaning: str, record: Record, said: Collection[str]) -> None:
    if meaning and meaning not in said:
        column = known_columns()[meaning][0]
        raise InputFileError(key, line=record.line, found=field.strip()[:40], column=column)


def _meaning_of(table: Table, defaults: Defaults, text: str) -> str:
    """Return what the text of a line says of other homes; blank for what says nothing of a bill."""
    if winters := winters_in(text):
        billed = winter_billed(table, defaults) if defaults.winter is None else defaults.winter
        return "" if billed in winters else "winter"
    text = _COUNTED.sub("", _NUMBERED.sub("", text.strip(_FRAME)))
    word = _ENDING.sub("", _LEADING.sub("", text))
    if not word or word.isascii():
        return ""
    inner, outer = _BRACKETS.search(word), _ENDING.sub("", _BRACKETS.sub("", text))
    words = {word, inner[1] if inner else word, outer}
    if {*words, *(_PLACE.sub("", each) for each in words)} & other_classes(table, defaults):
        return "class"
    named = next((city for city in table.city if word.removesuffix("市") == city.name), None)
    if named is not None:
        return "" if (defaults.city or table.default_city) in (named.name, named.id) else "city"
    if TOLD["plan"].search(word) or word == "计量":
        return "plan" if defaults.plan == Defaults().plan else ""
    if is_stopped(word, "") or _VACANT.search(text):
        return "status"
    return "relief" if TOLD["relief"].fullmatch(word) or _REDUCED.search(word) else ""


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
