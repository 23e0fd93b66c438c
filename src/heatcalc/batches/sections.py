"""A line among homes that speaks of others: of those below it or above it."""

import re
from collections.abc import Callable, Collection, Container, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.groups import meaning_of_group, names_group
from heatcalc.batches.other_heads import NUMBER
from heatcalc.batches.titles import OF_AREAS, excludes, told_by_title
from heatcalc.errors import InputFileError
from heatcalc.ledger.blocks import Block, lines_of
from heatcalc.ledger.columns import OF_WHOM, WITHIN, called
from heatcalc.ledger.english_words import is_english
from heatcalc.ledger.header import Header
from heatcalc.ledger.home_words import IN_REMARKS, finder
from heatcalc.ledger.records import Record
from heatcalc.ledger.total_lines import is_sum_word, summed_up
from heatcalc.ledger.words import SUPPLIED
from heatcalc.measures import Both
from heatcalc.money import half_width
from heatcalc.schema.suggest import plain_word
from heatcalc.tariffs.model import Table
from heatcalc.tariffs.names import class_words

_ALL_ARE = re.compile(r"(?:以上|以下|上述|本表|全部|所有|均|都)[^,;。]{0,8}?(?:为|是|系|按)([^,;。:：]{2,12})")
"""What a note says of all homes."""
_OF_ALL = re.compile("(?:以上|上述|本表|全部|所有|各户|均|都)")
"""What is in a note of all homes, such as 注：全部报停."""
_NOTE = re.compile("(?:附?注|说明|备注)[0-9]*[:、]")
_OF_SOME = re.compile(
    r"[0-9]+号?(?:户|用户|室|房)|[0-9]+号[已为从自于报是]|[0-9]{3,}[已为从自于报是]|(?:为|系)[^,;。]{0,6}[户铺面店停保房商]$"
)
"""What is in a note of some homes: 注：2号户从12月1日报停; 备注：报停户按30%收费 is of none."""
_LONGEST = 20
"""A line above homes is short; what is longer is a note."""
_FAR = 1000
"""Past so many lines of totals no home is looked for."""
_TAIL = 2**16
"""In so many bytes at the end of a block the last home is looked for."""
_MORE = re.compile("[1-9１-９]")
"""What is in figures that are not all nothing."""
_ABOVE = re.compile("以上|上述|上面|上列")
_ITS_NUMBER = re.compile("[一二三四五六七八九十]+[、.]?|[0-9]+[、.]")
_NAMED = ("account", "name", "address", WITHIN)
"""The meanings of columns in which a line of totals may say what it adds up."""
_NOBODY = re.compile("(?<![0-9])0户|户数[:：]?0$")
_HOW_MANY = re.compile("[1-9][0-9]*户|户数?:?[1-9]")
_SEPARATOR = re.compile(r"[,;|\t\n]")


class Told(NamedTuple):
    """What a line says of other homes: the field, and the meaning of the column that would say it of each."""

    field: str
    meaning: str
    below: bool
    """Whether the homes are below the line, or above it."""
    is_counted: bool = False
    """Whether the line says how many there are: then there are some, wherever they stand."""


def told_of_others(
    table: Table, defaults: Defaults, classes: Container[str], record: Record, meanings: Sequence[str], *, skipped: bool
) -> Iterator[Told]:
    """Yield what a line says of homes below it (商铺：), or, if it is `skipped`, of those above it.

    That is their class, city, plan or winter; that they are stopped, granted a relief, or measured otherwise. Of those
    above it a line of totals speaks (商铺小计), or a note (以上均为商铺). `meanings` are those of its fields;
    `classes` are the words for classes.
    """
    said_in = [record.raw.strip(" ,;|\t")] if record.fault else record.fields
    alone = _first_words(said_in)
    its = "" if record.fault or skipped or "account" not in meanings else record.fields[meanings.index("account")]
    account = "" if its.isascii() else its
    if len(alone) > 1 and not (skipped or account):
        return  # as of most rows
    words = list(dict.fromkeys(field.strip() for field in said_in if field.strip()))
    figures = [word for word in words if NUMBER.fullmatch(half_width(word).removesuffix("户"))]
    if figures and not _MORE.search(" ".join(figures)):
        return  # 商铺小计 0
    if skipped:
        yield from _told_above(table, defaults, classes, record, meanings, words)
    plain = plain_word(alone[0]) if len(alone) == 1 else ""
    if plain and len(plain) <= _LONGEST and not (_SEPARATOR.search(alone[0]) or _NOBODY.search(plain)):
        meaning = meaning_of_group(table, defaults, alone[0] if is_english(alone[0]) else plain)
        yield Told(alone[0], meaning, not _ABOVE.match(plain), _HOW_MANY.search(plain) is not None)
    elif account and not _has_name(record, meanings) and names_group(classes, account):
        # With a figure it adds up homes; which ones is not known.
        meaning = meaning_of_group(table, defaults, plain_word(account))
        if meaning not in meanings:
            yield Told(account, meaning, below=False)


def _has_name(record: Record, meanings: Sequence[str]) -> bool:
    said = (field for field, meaning in zip(record.fields, meanings, strict=True) if meaning in OF_WHOM)
    return any(plain_word(field) and not is_sum_word(field) for field in said)


def _first_words(fields: Sequence[str]) -> list[str]:
    """Return the first word of a line, and the next that differs; a number before a heading is none."""
    found: list[str] = []
    for field in fields:
        word = field.strip()
        if word and word not in found and not _ITS_NUMBER.fullmatch(word):
            found.append(word)
            if len(found) > 1:
                break
    return found


def _told_above(
    table: Table,
    defaults: Defaults,
    classes: Container[str],
    record: Record,
    meanings: Sequence[str],
    words: Sequence[str],
) -> Iterator[Told]:
    summed = any(is_sum_word(word) for word in words)
    for field, meaning in zip(record.fields, meanings, strict=True):
        plain = plain_word(field)
        noted = None if "以下" in plain else _ALL_ARE.search(plain)
        # In a column of its own, such as that of classes, a word says what the line itself is.
        named = meaning in _NAMED if meaning else names_group(classes, field)
        beside = plain if summed and named and len(plain) <= _LONGEST else ""
        of_some = _NOTE.match(plain) is not None and _OF_SOME.search(plain) is not None
        of_all = _OF_ALL.search(plain) is not None
        if (of_some or of_all) and not _NOBODY.search(field):
            told = [each for each, _ in told_by_title(table, defaults, field)]
            told += ["status"] if not (of_all or told) and finder(IN_REMARKS)(plain) else []
            yield from (Told(field, each, below=False) for each in told)
        if field.strip() and not (_NOBODY.search(field) or excludes(plain)):
            for text in filter(None, (summed_up(field), noted[1] if noted else "", beside)):
                yield Told(field, meaning_of_group(table, defaults, text), below=False)
        if OF_AREAS.search(plain):
            yield Told(field, "usable_m2", below=False)


def refusal_of(told: Told, line: int) -> InputFileError:
    """Return the error that a line speaks of homes which cannot say it themselves, as there is no column for it."""
    key = "ledger.section" if told.below else "ledger.subtotal"
    return InputFileError(key, line=line, found=told.field.strip()[:40], column=called(told.meaning))


def refusal_of_blank(told: Told, line: int, home: int) -> InputFileError:
    """Return the error that a home beside a line leaves the column blank that would say what the line says of it."""
    column = called(told.meaning)
    return InputFileError("ledger.blank_beside", line=line, found=told.field.strip()[:40], column=column, home=home)


def refusal_of_title(title: str, meaning: str, found: str | Both) -> InputFileError:
    """Return the error that no home says in the column there is what a title says of all."""
    column = called(meaning)
    return InputFileError("ledger.title_blank", title=title[:60], found=found, column=column)


class Sections:
    """Asks about lines among the homes of a ledger's blocks that speak of others.

    Where there is a column for what a line says, the homes beside it must say it themselves: each below a line such as
    商铺：, up to the next line that is no home's; above a subtotal one at least.
    """

    def __init__(
        self,
        table: Table,
        defaults: Defaults,
        header: Header,
        skips: Callable[[Record], bool],
        moot: Collection[str] = (),
    ) -> None:
        """Make it for a ledger; `skips` is whether a record is no home's. Of what is `moot` nothing is asked."""
        self._table, self._defaults, self._skips, self._moot = table, defaults, skips, {"", *moot}
        self._meanings, self._classes = header.meanings, class_words(table)
        self.restart()

    def restart(self) -> None:
        """Begin at the start of the ledger."""
        self._block: Block | None = None
        self._before: Record | None = None
        self._open: list[tuple[Told, int]] = []
        """What is said of the first homes of the next block, and in which lines."""

    def begin(self, block: Block, said: Collection[str], titles: Sequence[str] = ()) -> None:
        """Begin with the rows of a block; `said` is what they say themselves, by meaning.

        Raises:
            InputFileError: its first homes leave blank what the block before ended with; or the first of its file or
                sheet all leave blank what `titles` say.
        """
        before = self._block
        follows = before is not None and (before.part, before.sheet) == (block.part, block.sheet)
        self._before = self._last() if follows else None
        self._block, self._lines, self._said = block, list[str](), said
        asked, self._open = self._open, []
        if not follows:
            self._hold_titles([block.sheet] if block.sheet else titles)
        for told, line in asked if follows else ():
            self._hold_below(told, line, 0)

    def look(self, record: Record, *, skipped: bool) -> None:
        """Check that a record does not speak of other homes; see `told_of_others`.

        Raises:
            InputFileError: it does.
        """
        asked = self._table, self._defaults, self._classes
        for told in told_of_others(*asked, record, self._meanings, skipped=skipped):
            if told.meaning in self._moot:
                continue
            assert self._block is not None
            at = record.line - self._block.line
            if told.below:
                self._hold_below(told, record.line, at + record.lines)
            elif told.meaning not in self._said:
                raise refusal_of(told, record.line)
            elif told.meaning in self._meanings:
                self._hold_above(told, record.line, at - 1)

    def _hold_below(self, told: Told, line: int, at: int) -> None:
        """Check the homes below a line, up to the next one; where they cannot say it, there must be none at all."""
        assert self._block is not None
        is_there = told.meaning in self._meanings
        if not is_there and (told.meaning in self._said or told.meaning in {each.meaning for each, _ in self._open}):
            return  # folders say it, or there is no home
        if told.is_counted and not is_there:
            raise refusal_of(told, line)
        for record in self._records(range(at, self._block.length)):
            if self._is_home(record):
                if not is_there:
                    raise refusal_of(told, line)
                if not self._states(record, told.meaning):
                    raise refusal_of_blank(told, line, record.line)
            elif is_there and any(field.strip() for field in record.fields):
                return
        self._open.append((told, line))

    def _hold_above(self, told: Told, line: int, at: int) -> None:
        """Check the homes above a subtotal; below another one it is of all homes, of which one must say it."""
        last = others = 0
        for record in self._records(range(at, -1, -1)):
            if self._is_home(record):
                if self._states(record, told.meaning):
                    return
                last = last or record.line
            elif any(field.strip() for field in record.fields):
                others += 1
                if last or others > _FAR:
                    break
        else:
            if self._before is not None and self._states(self._before, told.meaning):
                return
            last = last or (self._before.line if self._before is not None else 0)
        if last:
            raise refusal_of_blank(told, line, last)

    def _hold_titles(self, titles: Sequence[str]) -> None:
        assert self._block is not None
        for title in titles:
            for meaning, found in told_by_title(self._table, self._defaults, title):
                if meaning in self._meanings and meaning not in self._moot:
                    homes = filter(self._is_home, self._records(range(self._block.length)))
                    first = next(homes, None)
                    if first is not None and not any(self._states(home, meaning) for home in chain([first], homes)):
                        raise refusal_of_title(title, meaning, found)

    def _states(self, home: Record, meaning: str) -> bool:
        said = (field.strip() for each, field in zip(self._meanings, home.fields, strict=True) if each == meaning)
        return any(field and not (meaning == "status" and field in SUPPLIED) for field in said)

    def _records(self, places: range) -> Iterator[Record]:
        assert self._block is not None
        self._lines = self._lines or self._block.lines()
        found = (self._block.record(at, self._lines[at], len(self._meanings)) for at in places)
        return (record for record in found if record is not None)

    def _last(self) -> Record | None:
        """Return the last home near the end of the block."""
        assert self._block is not None
        tail = self._block.text[-_TAIL:]
        lines = lines_of(tail if len(tail) < _TAIL else tail[tail.find(b"\n") + 1 :])
        width, end = len(self._meanings), self._block.length
        found = (self._block.record(end - back, lines[-back], width) for back in range(1, len(lines) + 1))
        return next((record for record in found if record is not None and self._is_home(record)), self._before)

    def _is_home(self, record: Record) -> bool:
        said = [meaning for meaning, field in zip(self._meanings, record.fields, strict=False) if field.strip()]
        return (len(said) > 1 or "name" in said) and not self._skips(record)
