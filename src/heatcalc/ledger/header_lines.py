"""What of the first lines of a ledger may be its header: each of them alone, and with the next."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from heatcalc.ledger.columns import TARIFF_WORDS, bare, is_neutral, meaning_of
from heatcalc.ledger.kinds import Kind
from heatcalc.ledger.money_headers import is_of_other_years, may_change_money
from heatcalc.ledger.words import is_stopped
from heatcalc.schema.attributes import Attributes
from heatcalc.schema.suggest import plain_word

SEARCHED = 20
"""How many lines may come before the header."""
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
"""What is in no header: a line with one is of households, or a summary above them."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBERING = ("栏次", "栏号", "列号", "列次")
_NUMBER_OF_COLUMN = re.compile(r"[(]?([0-9]+)[)]?(?:=.*)?")
_LONGEST_NUMBER = 4
_FEWEST_NUMBERED = 3
_WORDS = ("name", *TARIFF_WORDS, "status", "relief", "paid_on")
"""The meanings of columns in which no home has a small number."""


class Candidate(NamedTuple):
    """What may be the header, with its columns' meanings, and the columns of which one must say what they mean."""

    line: int
    words: list[str]
    meanings: list[str]
    unread: list[str]
    explained: int
    sure: bool = False
    """Whether a line alone would lose columns that are known."""
    heads: tuple[tuple[str, ...], ...] = ()
    """The lines, where it takes more than one."""


def is_figure(word: str) -> bool:
    """Return whether a word is a number, which no column is called."""
    return _FIGURE.fullmatch(word.strip()) is not None


def one_line_head(
    index: int, row: Sequence[str], renamed: Mapping[str, str], attributes: Attributes, kind: Kind
) -> Candidate | None:
    """Return the head that a line is alone; None where it is none."""
    words = list(row)
    meanings = [meaning_of(word, renamed, attributes) for word in words]
    if not kind.is_header(meanings):
        return None
    unread = [word for word, meaning in zip(words, meanings, strict=True) if not meaning and kind.matters(word)]
    return Candidate(index + 1, words, meanings, unread, len({*meanings} - {""}))


def two_line_head(
    rows: Sequence[Sequence[str]], index: int, renamed: Mapping[str, str], attributes: Attributes, kind: Kind
) -> Candidate | None:
    """Return the head that a line is together with the next one; None where it is none.

    A word above stands over its own column and the blank cells right of it that have a word below. It may be a group
    (`房屋`), the first part of a word that is wrapped (`建筑` above `面积`), or what changes the meaning of the word
    below: 状态 below 去年 is no status of this winter.
    """
    if index + 1 >= min(len(rows), SEARCHED):
        return None
    upper, lower = ([cell.strip() for cell in rows[at]] for at in (index, index + 1))
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    if not any(upper) or not any(lower) or any(map(is_figure, (*upper, *lower))):
        return None
    if all(lower) and sum(map(bool, upper)) == 1 and upper[0]:
        return None  # a title
    words, meanings, unread = [], [], []
    explained, joined, over, before = 0, False, "", ""
    for top, under in zip(upper, lower, strict=True):
        over = top or (over if under else "")
        spans, before = not top and bool(before), under
        word, meaning, clear = _joined(over, under, renamed, attributes)
        words.append(word)
        meanings.append(meaning)
        explained += bool(meaning) or is_of_other_years(word)
        # Two words that are not known are no head: a line such as 商铺： stands below 序号, too.
        told = bool(meaning) or spans or over == under or is_of_other_years(word) or bare(word) in map(bare, renamed)
        joined = joined or (clear and told and bool(over) and bool(under))
        if meaning_of(top, renamed, attributes) == "status" and under and is_stopped(under, top) is not None:
            return None  # the lower line is a home
        # Below 本年 a word that is not known, such as 实缴, is what it would be in a line alone.
        clear = clear or is_neutral(over) or is_neutral(under)
        if not clear or (not meaning and not is_of_other_years(word) and kind.matters(word)):
            unread.append(word)
    above, below = ([meaning_of(word, renamed, attributes) for word in line] for line in (upper, lower))
    sure = any(meaning for meaning, word in zip(above, lower, strict=True) if not word) and any(
        # 低保户 below 户号 is a heading among homes.
        meaning and not over
        for meaning, over in zip(below, above, strict=True)
    )
    if not (joined or sure) or not kind.is_header([*meanings, *above, *below]):
        return None
    return Candidate(index + 2, words, meanings, unread, explained, sure, (tuple(upper), tuple(lower)))


def _joined(above: str, below: str, renamed: Mapping[str, str], attributes: Attributes) -> tuple[str, str, bool]:
    """Return the word of a column of a head of two lines, its meaning, and whether that is explained."""
    if not above or not below or above == below:
        word = above or below
        meaning = meaning_of(word, renamed, attributes)
        return word, meaning, True
    both = above + below
    if is_of_other_years(both):
        return both, "", True
    for word in (both, below + above):
        meaning = meaning_of(word, renamed, attributes)
        if meaning or bare(word) in map(bare, renamed):
            return word, meaning, True
    upper, lower = (meaning_of(word, renamed, attributes) for word in (above, below))
    if is_neutral(above):
        return below, lower, bool(lower)
    if is_neutral(below):
        return above, upper, bool(upper)
    # 阳台 above 面积: one of the words is known, but not what it means beside the other.
    return both, "", not upper and not lower and not may_change_money(both)


def is_numbering(row: Sequence[str], words: Sequence[str], meanings: Sequence[str]) -> bool:
    """Return whether a line below a head numbers its columns, as forms have it (甲, 乙, 1, 2, 3=1×2; 栏次, 1, 2).

    It is none where it may be a home: a word, such as the name, must be a number in it.
    """
    if not row or len(row[0]) > _LONGEST_NUMBER:
        return False
    cells = [plain_word(cell) for cell in row]
    columns = [at for at, word in enumerate(words) if word.strip()]
    if len(columns) < _FEWEST_NUMBERED or any(cell for at, cell in enumerate(cells) if at not in columns):
        return False
    said = [(cells[at] if at < len(cells) else "", meanings[at]) for at in columns]
    label = said[0][0] == "" or said[0][0] in _NUMBERING
    stems = sum(1 for (cell, _), stem in zip(said, _STEMS, strict=False) if cell == stem)
    numbered = said[label or stems :]
    numbers = [found[1] if (found := _NUMBER_OF_COLUMN.fullmatch(cell)) else "" for cell, _ in numbered]
    is_word = stems or any(meaning in _WORDS for _, meaning in numbered)
    return bool(is_word) and numbers == [str(at) for at in range(1, len(numbers) + 1)]
