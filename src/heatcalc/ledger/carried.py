"""Columns that are only carried along are looked through: their words may say what their headers do not."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.ledger.columns import OF_WHOM, as_argument, bare, one_line
from heatcalc.ledger.header import Header
from heatcalc.ledger.home_words import IN_REMARKS, finder, in_names
from heatcalc.ledger.money_headers import is_of_other_years
from heatcalc.ledger.records import Record


class Watched(NamedTuple):
    """A column to look through: its place, its header, and a pattern of what may change a bill."""

    at: int
    header: str
    pattern: str
    of_name: bool = False
    """Whether it has names or addresses."""
    in_brackets: bool = False
    """Whether what it finds has a bracket."""
    unless: int | None = None
    """The place of the column that would say it; nothing is looked for in rows that fill it in."""
    of_city: bool = False
    """Whether it finds another city than the one whose prices hold."""


def watched_columns(
    header: Header,
    renamed: Mapping[str, str],
    asked: Collection[str] = (),
    cities: str = "",
    *,
    also_in_addresses: bool = False,
) -> list[Watched]:
    """Return the columns to look through; `renamed` has those that an option speaks of.

    They are those that are only carried along; and, for rows that say nothing in the column of what is `asked`, those
    of names and addresses, in which it may stand: 李四（报停）, 1-1-101报停. `cities` are the names, with | between, of
    other cities than the one whose prices hold: `also_in_addresses` where nobody has said which one that is, since an
    address in 青州 may begin with 潍坊市.
    """
    said, watched = {bare(word) for word in renamed}, list[Watched]()
    carried = {bare(word) for word, meaning in renamed.items() if not meaning}
    by_column: dict[int | None, list[str]] = {}
    for each in asked:
        by_column.setdefault(header.place(each), []).append(each)
    for at, (word, meaning) in enumerate(zip(header.words, header.meanings, strict=True)):
        called = one_line(word) or f"#{at + 1}"
        if not meaning and bare(word) not in said and not is_of_other_years(word):
            watched.append(Watched(at, called, IN_REMARKS))
            watched += [Watched(at, called, f"^(?:{cities})[市县区]?$", of_city=True)] if cities else []
        if meaning == "address" and cities and also_in_addresses and bare(word) not in carried:
            # 大同市场 is a place in any city.
            watched.append(Watched(at, called, f"^(?:[一-龥]+省)?(?:{cities})市[^场]", of_name=True, of_city=True))
        for unless, some in by_column.items() if meaning in OF_WHOM and bare(word) not in carried else ():
            says = in_names(some, of_name=meaning == "name")
            watched.append(Watched(at, called, says, True, some == ["relief"], unless))
    return watched


def look_through(record: Record, watched: Sequence[Watched]) -> None:
    """Look through the columns of a record that change no bill.

    Raises:
        InputFileError: a word in one speaks of what may change a bill.
    """
    for each in watched if record.fields else ():
        field = record.fields[each.at]
        said = each.unless is not None and record.fields[each.unless]
        if field and not said and finder(each.pattern)(field):
            raise said_in(each, field, line=record.line)


def said_in(watched: Watched, field: str, *, line: int | None = None) -> InputFileError:
    """Return the error that a field speaks of what may change a bill; rows of a frame have no lines."""
    key = "ledger.said_city" if watched.of_city else "ledger.said"
    key += "_in_frame" if line is None else "_in_name" if watched.of_name else ""
    values = {"columns": [watched.header], "header": as_argument(watched.header), "found": field.strip()[:40]}
    return InputFileError(key, **values, **({} if line is None else {"line": line}))
