"""What heatcalc wrote of a ledger, read again: rejects that were corrected, and a ledger that was checked.

Rejects are read as a ledger of their own, or in their places in the ledger that they are from.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.files.spreadsheet_text import unescaped
from heatcalc.ledger.accounts import account_text
from heatcalc.ledger.blocks import UNIT_SEPARATOR, Block, joined
from heatcalc.ledger.columns import FOUND, IN_CHINESE, REJECT, RESULTS
from heatcalc.ledger.header import Header
from heatcalc.ledger.records import DELIMITERS, Record, split

_FIELDS = re.compile(r"([0-9]{1,9}) / [0-9]{1,9}")
BROKEN = ("R01", "R02", "R03", "R04")
"""The codes of lines that have no fields; rejects hold such a line in their first column."""
_OF_ACCOUNTS = ("R05", "R11", "R12", "R13")
"""The codes of rows whose account may be what was corrected."""

FILE_HEADERS = ("file", "sheet", IN_CHINESE["file"], IN_CHINESE["sheet"])
"""What the column is called that says which of many files or sheets a reject is of."""
_LINE = re.compile("[0-9]{1,12}")
_AGAIN = re.compile("_[0-9]+$")
"""What stands behind the name of an added column where the ledger has one of that name."""


class Corrected(NamedTuple):
    """What rejects add to a ledger's own columns: how many columns, and the places of each."""

    added: int
    file: int | None
    line: int

    @property
    def code(self) -> int:
        """The place of the code; that of the message is the next one."""
        return self.line + 2


def added_to(header: Header, own: int | None = None) -> Corrected | None:
    """Return what rejects added to the columns of a ledger; None of a ledger that is none of rejects.

    `own` is how many columns the ledger itself has, where that is known: its last may be called as the one of files.
    """
    for names in (REJECT, tuple(IN_CHINESE[name] for name in REJECT)):
        width = len(header.words) - len(names)
        if width > 0 and header.words[width:] == names:
            many = own != width and header.words[width - 1] in FILE_HEADERS
            return Corrected(len(names) + many, width - 1 if many else None, width)
    return None


def without_added(header: Header, blocks: Iterator[Block]) -> tuple[Header, Iterator[Block]]:
    """Return a ledger of rejects, or one that was checked, without the columns that were added; any other as it is."""
    found = added_to(header)
    added = _checked(header) if found is None else found.added
    if not added:
        return header, blocks
    width = len(header.words) - added
    own = Header(header.line, header.words[:width], header.meanings[:width])
    account = own.place("account")

    def own_of(record: Record) -> Record:
        if found is None:
            return record._replace(fields=record.fields[:width])
        return own_record(record, width, found, account)

    return own, (_own(block, len(header.words), width, own_of) for block in blocks)


def _checked(header: Header) -> int:
    """Return how many columns a check has added to those of a ledger; 0 of any other."""
    words = [_AGAIN.sub("", word) for word in header.words]
    for names in ([*RESULTS, *FOUND], [IN_CHINESE[name] for name in (*RESULTS, *FOUND)]):
        if len(words) > len(names) and words[-len(names) :] == names:
            return len(names)
    return 0


def _own(block: Block, width: int, own: int, own_of: Callable[[Record], Record]) -> Block:
    lines = []
    odd: dict[int, Record | None] = {}
    for at, line in enumerate(block.lines()):
        record = block.record(at, line, width)
        odd[at] = None if record is None else own_of(record)
        lines.append(UNIT_SEPARATOR * (own - 1))
    return block._replace(text=joined(lines), separator=UNIT_SEPARATOR, odd=odd)


def own_record(record: Record, own: int, found: Corrected, account: int | None = None) -> Record:
    """Return a reject as its ledger has it. One that was not corrected is as broken as it was.

    Laid out in columns, a line with too few fields looks like a whole one: it was corrected if there is more in it now
    than its message says. An account that was there twice still is, if it is the same. What is right as it is has its
    code removed by the clerk. `account` is its place, where the other rows of the ledger are not at hand.
    """
    if record.fault:
        return record._replace(fields=(), raw=",".join(record.fields[:own]) or record.raw)
    fields, code, message = record.fields[:own], record.fields[found.code], record.fields[found.code + 1]
    few = _FIELDS.search(message) if code == "R04" else None
    if code in BROKEN and not any(fields[1:]):
        return record._replace(fields=(), raw=fields[0], fault=f"{code}:{few[0]}" if few else code)
    if few and not any(fields[int(few[1]) :]):
        return record._replace(fields=(), raw=",".join(fields[: int(few[1])]), fault=f"{code}:{few[0]}")
    if code == "R11" and account is not None:
        its = account_text(fields[account])
        shown = (its, unescaped(fields[account]).strip())
        if any(f" {each}{end}" in f"{message} " for each in shown for end in (" ", ". ")):  # Chinese, and English
            return record._replace(fields=fields, fault=f"{code}:{its}")
    return record._replace(fields=fields)


def _fields_of(record: Record, width: int) -> tuple[str, ...]:
    """Return the fields of a row of rejects, also of one that is no text (R01, R02); none of one broken otherwise."""
    if not record.fault:
        return record.fields
    found = (split(record.raw, delimiter) for delimiter in DELIMITERS if record.fault.startswith(("R01", "R02")))
    return next((tuple(each) for each in found if each is not None and len(each) == width), ())


def _same(written: Sequence[str], own: Sequence[str]) -> bool:
    """Return whether headers that heatcalc has written are a ledger's own, of which one may look like a formula."""
    return [*map(unescaped, written)] == [*map(unescaped, own)]


class Corrections:
    """The rows that were corrected, by the file and the physical line of the ledger that they replace."""

    def __init__(self, folders: Iterable[str] = ()) -> None:
        """Make it for a ledger whose `folders` stand for columns of these names, which its rejects have first."""
        self._folders = tuple(folders)
        self._rows: dict[tuple[str, int], tuple[Record, str, list[str]]] = {}
        """Each with the code for which the row was rejected, and what its folders said."""
        self._left: set[tuple[str, int]] = set()
        self._account: int | None = None

    def read(self, name: str, header: Header, whole: Header, blocks: Iterator[Block]) -> None:
        """Read a file of rejects, called `name` and with the header `whole`, of a ledger with this `header`.

        A row that an earlier file has too is that of the later file.

        Raises:
            InputFileError: it is none, is of another ledger, or has a line twice.
        """
        self._account = header.place("account")
        folders = len(self._folders)
        found = added_to(whole, folders + len(header.words))
        width, rows = len(whole.words), dict[tuple[str, int], tuple[Record, str, list[str]]]()
        if found is None or not _same(whole.words[: width - found.added], (*self._folders, *header.words)):
            raise InputFileError("ledger.no_rejects", file=name)
        behind = Corrected(found.added, None, found.line - folders)
        for block in blocks:
            for read in block.records(width):
                record = read._replace(fields=_fields_of(read, width))
                if not record.fields or not _LINE.fullmatch(record.fields[found.line]):
                    raise InputFileError("ledger.bad_correction", file=name, line=record.line)
                file = "" if found.file is None else record.fields[found.file]
                place = (file, int(record.fields[found.line]))
                if place in rows:
                    raise InputFileError("ledger.corrected_twice", file=name, line=record.line, of=place[1])
                if not any(field.strip() for field in record.fields[folders : width - found.added]):
                    raise InputFileError("ledger.bad_correction", file=name, line=record.line)
                own = own_record(record._replace(fields=record.fields[folders:]), len(header.words), behind)
                rows[place] = own, record.fields[found.code], list(record.fields[:folders])
        self._rows |= rows
        self._left = set(self._rows)

    def put_into(
        self,
        block: Block,
        file: str,
        width: int,
        refuse_billed: Callable[[Record], None],
        folders: Iterable[str] = (),
    ) -> Block:
        """Return a block of a file, of so many columns, with the corrected rows in their places.

        `refuse_billed` is asked of each row that is replaced, which must have been a reject; `folders` are what those
        of the file say.

        Raises:
            InputFileError: a row has another account than the one that it replaces, or says that it lies elsewhere.
        """
        here = [place for place in self._rows if place[0] == file and 0 <= place[1] - block.line < block.length]
        if not here:
            return block
        lines, odd = block.lines(), dict(block.odd)
        for place in here:
            (corrected, code, said), at = self._rows[place], place[1] - block.line
            for column, before, now in zip(self._folders, folders, said, strict=True):
                if before != now:
                    raise InputFileError("ledger.other_folder", line=place[1], column=column, before=before, now=now)
            replaced = block.record(at, lines[at], width)
            if replaced is not None and not replaced.fault and code != "R11":
                if not _same(corrected.fields, replaced.fields):  # it may have a bill now, as of words that are mapped
                    refuse_billed(replaced)
                self._refuse_other_account(corrected, replaced, code)
            odd[at] = corrected._replace(line=place[1], lines=1 if replaced is None else replaced.lines)
            lines[at] = block.separator * (width - 1)
            self._left.discard(place)
        return block._replace(text=joined(lines), odd=odd)

    def _refuse_other_account(self, corrected: Record, replaced: Record, code: str) -> None:
        """Check that a correction of something else has not changed the account, as spreadsheets do with 0005.

        Raises:
            InputFileError: it has.
        """
        if self._account is None or code in _OF_ACCOUNTS or corrected.fault:
            return
        before, now = (account_text(each.fields[self._account]) for each in (replaced, corrected))
        if before != now:
            raise InputFileError("ledger.other_account", line=replaced.line, before=before, now=now)

    def close(self) -> None:
        """Check that every corrected row had its place.

        Raises:
            InputFileError: one had none: it is of another ledger.
        """
        if self._left:
            raise InputFileError("ledger.no_place", line=min(self._left)[1])
