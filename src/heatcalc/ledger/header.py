"""The header of a ledger: the line, or the two lines, of which most columns are understood."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from heatcalc.errors import InputFileError, UsageError
from heatcalc.inputs import INPUTS, UNITLESS
from heatcalc.ledger.accounts import UNSEEN
from heatcalc.ledger.columns import (
    ALSO,
    IN_CHINESE,
    OF_WHOM,
    WITHIN,
    as_argument,
    bare,
    known_columns,
    meaning_of,
    meaning_said,
    one_line,
    plain_header,
)
from heatcalc.ledger.header_lines import (
    SEARCHED,
    Candidate,
    is_figure,
    is_numbering,
    one_line_head,
    two_line_head,
)
from heatcalc.ledger.kinds import HOUSEHOLDS, PAYMENTS, Kind, has_amount, missing_of
from heatcalc.measures import Both
from heatcalc.schema.attributes import Attributes, attribute_label
from heatcalc.schema.suggest import near_miss

_OF_UNIT = re.compile("[(（]?(?:金额|计量|货币)?单位[:：]")
_ALIKE = ("class", "plan", "status", "relief")
"""Several columns may say these in words, as long as they agree."""


class Header(NamedTuple):
    """The header: its physical line, from 1, its words, and what each column means (`""`: carried through)."""

    line: int
    words: tuple[str, ...]
    meanings: tuple[str, ...]
    titles: tuple[str, ...] = ()
    """What the lines above say, and the names of sheets: it holds for all homes below."""
    heads: tuple[tuple[str, ...], ...] = ()
    """The lines of a head of several: each may be there again."""

    def place(self, meaning: str) -> int | None:
        """Return the place of the column that means something; None where there is none."""
        return self.meanings.index(meaning) if meaning in self.meanings else None

    def word_for(self, meaning: str) -> str:
        """Return how the ledger calls a column, or its meaning where it has none."""
        place = self.place(meaning)
        return meaning if place is None else self.words[place]

    def is_again(self, fields: Sequence[str]) -> bool:
        """Return whether a record is the header again, as on each page of a print; a carried column may number rows.

        Where files were put one behind the other it begins with a byte order mark.
        """
        columns = zip((fields[0].lstrip(UNSEEN), *fields[1:]), self.words, self.meanings, strict=True)
        if any(self.meanings) and all(
            bare(each) == bare(word) or (not means and bare(each).isdecimal()) or meaning_said(each) == means
            for each, word, means in columns
        ):
            return True
        if self.heads and [*map(bare, fields)] in [[*map(bare, head)] for head in self.heads]:
            return True
        return is_numbering(fields, self.words, self.meanings)

    def is_of_sums(self) -> bool:
        """Return whether each row is many homes, as in a sheet of sums beside a ledger: no account, but a 户数."""
        return "account" not in self.meanings and "户数" in map(bare, self.words)

    def repeats_title(self, fields: Sequence[str]) -> bool:
        """Return whether a record is a title again, as on each page of a print."""
        return bool(self.titles) and {*map(bare, fields)} - {""} in [{bare(title)} for title in self.titles]

    def added(self, names: Sequence[str]) -> list[str]:
        """Return what columns that are added are called, in the language of the columns that are understood."""
        known = "".join(word for word, meaning in zip(self.words, self.meanings, strict=True) if meaning)
        return [IN_CHINESE[name] for name in names] if re.search("[一-龥]", known) else list(names)


def find_header(
    rows: Sequence[Sequence[str]],
    renamed: Mapping[str, str],
    attributes: Attributes,
    ends: Sequence[int] | None = None,
    kind: Kind = HOUSEHOLDS,
) -> Header:
    """Return the header of a ledger: the line, or the two lines, of which most columns are understood.

    There may be titles and a summary above it. `renamed` gives columns that are called otherwise, as `--map` does:
    header → meaning, and `""` for a column that is only carried. A header that is the name of an attribute of the table
    (`building`) states that attribute. `ends` are the physical lines on which the rows end, where they take several.

    Raises:
        InputFileError: no line names an area, two columns mean the same, or one that may change what is owed is not
            understood.
    """
    best = _best(rows[:SEARCHED], renamed, attributes, kind)
    if best is None:
        raise InputFileError(
            "ledger.no_payments" if kind is PAYMENTS else "ledger.no_header",
            lines=min(len(rows), SEARCHED),
            columns=list(kind.columns),
            missing=missing_of([meaning_of(word, renamed, attributes) for word in row] for row in rows[:SEARCHED]),
        )
    line = ends[best.line - 1] if ends else best.line
    around = [*rows[: best.line - 1], *_units_below(rows[best.line :])]
    above = (" ".join(cell.strip() for cell in row if cell.strip()) for row in around)
    header = Header(line, tuple(best.words), tuple(best.meanings), tuple(filter(None, above)), best.heads)
    _refuse_same(header, renamed)
    settled = header._replace(meanings=_settled(header, renamed))
    for one, other in (("room_c", "cold_days"), ("cold_days", "room_c")):
        if one in settled.meanings and other not in settled.meanings:
            raise InputFileError(
                "ledger.half", header=settled.word_for(one), other=INPUTS[other].headers[0], line=header.line
            )
    unread = [word for word in best.unread if bare(word) not in map(bare, renamed)]
    unitless = [one_line(word).strip() for word in unread if plain_header(word) in UNITLESS]
    if unitless:
        raise InputFileError("ledger.no_unit", column=unitless[0])
    if unread:
        raise InputFileError(kind.unread, columns=unread, header=as_argument(unread[0]), meanings=_meanings(attributes))
    return settled


def _best(
    rows: Sequence[Sequence[str]], renamed: Mapping[str, str], attributes: Attributes, kind: Kind
) -> Candidate | None:
    """Return the head of which most columns are understood; the first, where it is there again.

    Raises:
        InputFileError: there are homes above it, below another head.
    """
    best: Candidate | None = None
    rank, others = (False, False, 0, False), list[Candidate]()
    for index, row in enumerate(rows):
        if best is not None and _is_alike(row, best.heads[0] if best.heads else best.words):
            break
        one = one_line_head(index, row, renamed, attributes, kind)
        below = rows[index + 1] if index + 1 < len(rows) else ()
        is_numbered = one is not None and is_numbering(below, one.words, one.meanings)
        two = None if is_numbered else two_line_head(rows, index, renamed, attributes, kind)
        for each in (one, two):
            if each is None:
                continue
            others.append(each)
            found = (not any(map(is_figure, each.words)), each.sure, each.explained, each is two)
            if best is None or found > rank:
                best, rank = each, found
    if best is None:
        return None
    for other in others:
        for at in range(other.line, best.line - max(1, len(best.heads))):
            if _is_home(rows[at], other.meanings):
                raise InputFileError("ledger.two_heads", one=other.line, other=best.line, line=at + 1)
    return best


def _units_below(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Return the line right below a header that says in which unit all figures are: 单位：万元."""
    words = [cell.strip() for cell in rows[0] if cell.strip()] if rows else []
    return rows[:1] if len(words) == 1 and _OF_UNIT.match(words[0]) else ()


def _is_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two lines say the same, but for blanks at their end."""
    words, others = ("\t".join(map(bare, each)).rstrip("\t") for each in (one, other))
    return words == others


def _is_home(row: Sequence[str], meanings: Sequence[str]) -> bool:
    """Return whether a line has an account and a figure that is billed, below a head with these meanings."""
    said = {meaning: field.strip() for meaning, field in zip(meanings, row, strict=False) if meaning}
    return bool(said.get("account")) and any(has_amount([each]) and is_figure(said[each]) for each in said)


def renamed_to(
    said: Mapping[str, str],
    attributes: Attributes = MappingProxyType({}),
    also: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return what `--map` says, header → meaning: a column's own name, one of the headers that mean it, an attribute.

    `also` are headers of columns that only some files have, each with its meaning.

    Raises:
        UsageError: there is no such column.
    """
    known = [*known_columns(), WITHIN, *also.values()]
    found = {}
    for word, meaning in said.items():
        found[word] = meaning if not meaning or meaning in known else meaning_of(meaning, also, attributes)
        if meaning and not found[word]:
            hint = near_miss(meaning, known)
            raise UsageError("usage.column", column=meaning, columns=_meanings(attributes), hint=hint)
    return found


def _meanings(attributes: Attributes) -> list[Both | str]:
    """Return what `--map` may say, as ledgers in both languages call it."""
    known = ((name, headers[0]) for name, headers in known_columns().items() if headers)
    inputs = [name if header[-1].isascii() else Both(header, name) for name, header in known]
    return inputs + [Both(attribute_label(each, attributes), each) for each in attributes]


def _refuse_same(header: Header, renamed: Mapping[str, str]) -> None:
    """Refuse columns that are called the same where an option names them, or where it matters which is read.

    Raises:
        InputFileError: there are such.
    """
    asked = set(map(bare, renamed))
    called: dict[str, list[str]] = {}
    for at, word in enumerate(header.words, 1):
        called.setdefault(bare(word), []).append(str(at))
    for word, meaning in zip(header.words, header.meanings, strict=True):
        places = called[bare(word)]
        if meaning == "account" and len(places) > 1 and bare(word) not in asked:
            raise InputFileError("ledger.side_by_side", header=word, places=places)
        matters = bare(word) in asked or meaning not in ("", "name", "address", "account")
        if word.strip() and len(places) > 1 and matters:
            raise InputFileError("ledger.same_header", header=word, places=places)


def _settled(header: Header, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return what each column means where several mean the same: one is read, and the others are carried.

    `--map` of one settles it, and then the column's own name, before the other words for it; of names, addresses and
    accounts the first. What is said in words, such as the class, is read from all, which must agree: beside
    人员类别, which `--map` calls a relief, 是否低保 still says one.

    Raises:
        InputFileError: it is not settled.
    """
    meanings = list(header.meanings)
    carried = {bare(word) for word, meaning in renamed.items() if not meaning}
    for meaning in dict.fromkeys(meanings):
        places = [at for at, each in enumerate(meanings) if each == meaning]
        if not meaning or len(places) == 1:
            continue
        if meaning in OF_WHOM:  # of several, one that is carried through is not the one that is shown
            read = [at for at in places if bare(header.words[at]) not in carried] or places
            for at in {*places} - {*read}:
                meanings[at] = ""
            places = read
            if len(places) == 1:
                continue
        own = plain_header(meaning), plain_header(known_columns().get(meaning, (meaning,))[0])
        chosen = [at for at in places if bare(header.words[at]) in map(bare, renamed)]
        if meaning in _ALIKE:
            read = [*chosen, *(at for at in places if at not in chosen)]
            for number, at in enumerate(read[1:], 2):
                meanings[at] = f"{ALSO} {number} {meaning}"
            continue
        if meaning not in ("city", "winter"):  # of which one may be blank where the other says it
            chosen = chosen or [at for at in places if plain_header(header.words[at]) in own]
        if meaning == "account":  # the number of a database beside that of the company is no account
            places.sort(key=lambda at: plain_header(header.words[at]) == "id")
        if len(chosen) != 1 and meaning in ("account", *OF_WHOM):
            chosen = (chosen or places)[:1]
        if len(chosen) != 1:
            words = [header.words[at] for at in places]
            raise InputFileError(
                "ledger.two_columns", line=header.line, columns=words, header=words[0], meaning=meaning
            )
        for at in places:
            if at not in chosen:
                meanings[at] = ""
    return tuple(meanings)
