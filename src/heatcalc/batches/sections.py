"""A line among homes that speaks of others: of those below it or above it, or of another order of columns."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.titles import OF_AREAS, TOLD, other_classes, winter_billed, winters_in
from heatcalc.errors import InputFileError
from heatcalc.inputs import INPUTS
from heatcalc.ledger.blocks import Block, lines_of
from heatcalc.ledger.columns import known_columns, meaning_said
from heatcalc.ledger.header import Header
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
_NEAR = 1000
"""So many lines are looked through for the home next to a line."""
_SEPARATOR = re.compile(r"[,;|\t\n]")


class Told(NamedTuple):
    """What a line says of other homes: the field, and the meaning of the column that would say it of each."""

    field: str
    meaning: str
    below: bool
    """Whether the homes are below the line, or above it."""


def told_of_others(table: Table, defaults: Defaults, record: Record, *, skipped: bool) -> Iterator[Told]:
    """Yield what a line says of homes below it (商铺：), or, if it is `skipped`, of those above it.

    That is their class, city, plan or winter; that they are stopped, granted a relief, or measured otherwise. Of those
    above it a line of totals speaks (商铺小计), or a note (以上均为商铺).
    """
    said_in = [record.raw.strip(" ,;|\t")] if record.fault else record.fields
    words = list(dict.fromkeys(field.strip() for field in said_in if field.strip()))
    if len(words) == 1 and len(words[0]) <= _LONGEST and not _SEPARATOR.search(words[0]):
        yield Told(words[0], _meaning_of(table, defaults, plain_word(words[0])), below=True)
    for field in record.fields if skipped else ():
        plain = plain_word(field)
        noted = _ALL_ARE.search(plain)
        for text in filter(None, (summed_up(field), noted[1] if noted else "")):
            yield Told(field, _meaning_of(table, defaults, text), below=False)
        if OF_AREAS.search(plain):
            yield Told(field, "usable_m2", below=False)


def refusal_of(told: Told, line: int) -> InputFileError:
    """Return the error that a line speaks of homes which cannot say it themselves, as there is no column for it."""
    key = "ledger.section" if told.below else "ledger.subtotal"
    return InputFileError(key, line=line, found=told.field.strip()[:40], column=known_columns()[told.meaning][0])


def refuse_blank(told: Told, line: int, meanings: Sequence[str], home: int, fields: Sequence[str]) -> None:
    """Check that the home next to a line, in the line `home`, says in its fields itself what the line says of it.

    Raises:
        InputFileError: it leaves it blank.
    """
    stated = [field for meaning, field in zip(meanings, fields, strict=True) if meaning == told.meaning]
    if not any(field.strip() for field in stated):
        column = known_columns()[told.meaning][0]
        found = told.field.strip()[:40]
        raise InputFileError("ledger.blank_beside", line=line, found=found, column=column, home=home)


class Sections:
    """Asks about lines among the homes of a ledger's blocks that speak of others.

    Where there is a column for what a line says, the home next to the line must fill it in.
    """

    def __init__(
        self,
        table: Table,
        defaults: Defaults,
        header: Header,
        skips: Callable[[Record], bool],
        moot: Collection[str] = (),
    ) -> None:
        """Make it for a ledger; `skips` tells records that are no home's. Of what is `moot` nothing is asked."""
        self._table, self._defaults, self._skips, self._moot = table, defaults, skips, {"", *moot}
        self._meanings = header.meanings
        self.restart()

    def restart(self) -> None:
        """Begin at the start of the ledger."""
        self._block: Block | None = None
        self._lines: list[str] | None = None
        self._open: tuple[Told, int] | None = None
        """What the last lines of a block say of homes below them, and where."""

    def begin(self, block: Block, said: Collection[str]) -> None:
        """Begin with the rows of a block; `said` is what they say themselves, by meaning.

        Raises:
            InputFileError: its first home leaves blank what the block before ended with.
        """
        before = self._block
        follows = before is not None and (before.part, before.sheet) == (block.part, block.sheet)
        self._before = self._last() if follows else None
        self._block, self._lines, self._said = block, None, said
        asked, self._open = self._open, None
        if asked is not None and follows:
            self._hold(*asked, self._home(range(block.length)))

    def look(self, record: Record, *, skipped: bool) -> None:
        """Check that a record does not speak of other homes; see `told_of_others`.

        Raises:
            InputFileError: it does.
        """
        for told in told_of_others(self._table, self._defaults, record, skipped=skipped):
            if told.meaning not in self._moot:
                if told.meaning not in self._said:
                    raise refusal_of(told, record.line)
                if told.meaning in self._meanings:
                    self._ask(told, record)

    def _ask(self, told: Told, record: Record) -> None:
        assert self._block is not None
        at = record.line - self._block.line
        if not told.below:
            self._hold(told, record.line, self._home(range(at - 1, -1, -1)) or self._before)
            return
        home = self._home(range(at + record.lines, self._block.length))
        self._hold(told, record.line, home)
        if home is None:
            self._open = told, record.line

    def _hold(self, told: Told, line: int, home: Record | None) -> None:
        if home is not None:
            refuse_blank(told, line, self._meanings, home.line, home.fields)

    def _home(self, places: range) -> Record | None:
        """Return the first home at some places of the block; None where there is none near by."""
        assert self._block is not None
        if self._lines is None:
            self._lines = self._block.lines()
        records = (self._block.record(at, self._lines[at], len(self._meanings)) for at in places[:_NEAR])
        return next((record for record in records if record is not None and self._is_home(record)), None)

    def _last(self) -> Record | None:
        """Return the home in the last line of the block."""
        assert self._block is not None
        text, last = self._block.text, self._block.length - 1
        [line] = lines_of(text[text.rfind(b"\n", 0, -1) + 1 :])
        record = self._block.record(last, line, len(self._meanings))
        return record if record is not None and self._is_home(record) else None

    def _is_home(self, record: Record) -> bool:
        return sum(1 for field in record.fields if field.strip()) > 1 and not self._skips(record)


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
