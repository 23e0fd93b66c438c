"""The cells of an .xlsx looked through by patterns, where they are written as spreadsheets write them.

A sheet is plain if every byte of its rows is of the shape below. Of such a sheet the patterns say what the parser of
`xlsx_scan` would, in a seventh of its time. Of any other, and of any that has to be refused, they say nothing, and
the parser reads all of it. What stands around the rows, and the tags that rows have, are parsed here too.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from operator import lt
from typing import IO, NamedTuple
from xml.parsers.expat import ExpatError

from heatcalc.errors import InputFileError
from heatcalc.ledger.archive import parser_of
from heatcalc.ledger.excel_scan import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, NEVER_CALCULATED, Place
from heatcalc.ledger.number_formats import NumberLook
from heatcalc.ledger.xlsx_beside import PrintedText

_PIECE = 4 * 2**20
"""So much is read at once; a row that is longer is not plain."""


class Seen(NamedTuple):
    """What was seen of a sheet: how far its cells reach, how many there are, and what is odd about them."""

    rows: int
    columns: int
    cells: int
    hidden_rows: int
    hidden_columns: frozenset[int]
    faults: dict[Place, str]
    """Cells with an error, or with a formula that was never calculated."""
    looks: dict[Place, NumberLook]
    """How numbers are shown whose format shows more than their digits, or another number."""
    printed: tuple[str, ...] = ()
    """What stands above and below its printed pages."""


def place_of(letters: str | bytes, row: str | bytes) -> Place:
    """Return the place of a cell whose reference has these two parts."""
    return int(row) - 1, _column(letters) - 1


def hidden_by(column: Mapping[str, str]) -> range:
    """Return the places of the columns that a tag of columns hides, by its attributes."""
    if column.get("hidden") not in ("1", "true"):
        return range(0)
    return range(int(column.get("min", 0)) - 1, min(int(column.get("max", 0)), MOST_COLUMNS))


def _column(letters: str | bytes) -> int:
    column = 0
    for letter in letters.upper() if isinstance(letters, bytes) else letters.upper().encode():
        column = column * 26 + letter - ord("A") + 1
    return column


def plain_seen(sheet: IO[bytes], styles: Mapping[str, NumberLook]) -> Seen | None:
    """Return what the parser would see of a sheet; nothing if it is not plain, or may have to be refused.

    Numbers of some `styles` are shown otherwise than by their digits.
    """
    rest = sheet.read(_PIECE)
    begin = _BEGIN.search(rest)
    if not begin:
        return None
    shape = _shape(begin[1].decode(), "|".join(styles))
    frame, rows = _Frame(begin[1]), _Rows(shape, styles)
    try:
        frame.parser.Parse(rest[: begin.end()])
        if frame.begun != [begin.start()] or not frame.in_utf8:
            return None
        rest = rest[begin.end() :]
        while True:
            whole = shape.rows.match(rest)
            if not whole or not rows.take(whole[0], frame):
                return None
            rest = rest[whole.end() :]
            if rest.startswith(shape.end):
                break
            more = sheet.read(_PIECE)
            if not more or len(rest) > _PIECE or shape.row_end in rest:
                return None
            rest += more
        while rest:
            frame.parser.Parse(rest)
            rest = sheet.read(_PIECE)
        frame.parser.Parse(b"", True)
    except (ExpatError, InputFileError, LookupError, ValueError):  # no XML, a DTD, or an unknown encoding
        return None
    if len(frame.begun) != 1:
        return None
    return rows.seen(frozenset(frame.hidden_columns))._replace(printed=frame.printed.texts())


class _Frame:
    """Parses what stands around the rows, and one empty row with each tag that rows have."""

    def __init__(self, prefix: bytes) -> None:
        self.parser = parser_of(self)
        self.parser.XmlDeclHandler = self._declared
        self.in_utf8 = True
        self.begun: list[int] = []
        """The places of the tags behind which rows stand."""
        self.hidden_columns: set[int] = set()
        self.printed = PrintedText()
        self._prefix = prefix
        self._hidden: bool | None = None

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.in_utf8 = encoding is None or encoding.lower() == "utf-8"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.printed.start(name)
        match name.rpartition(" ")[2]:
            case "sheetData":
                self.begun.append(self.parser.CurrentByteIndex)
            case "col" if not self.begun:
                self.hidden_columns.update(hidden_by(attributes))
        self._hidden = attributes.get("hidden") in ("1", "true")

    def end(self, name: str) -> None:  # noqa: ARG002 - of whichever
        self.printed.end()

    def characters(self, text: str) -> None:
        self.printed.characters(text)

    def hides(self, tag: bytes) -> bool | None:
        """Return whether a row whose tag ends so is hidden.

        Raises:
            ExpatError: it is no tag.
        """
        self._hidden = None
        close = b"" if tag.endswith(b"/") else b"</%brow>" % self._prefix
        self.parser.Parse(b'<%brow r="1"%b>%b' % (self._prefix, tag, close))
        return self._hidden


class _Shape(NamedTuple):
    """The shape of the rows of a sheet, and of what is looked for in them."""

    rows: re.Pattern[bytes]
    """Whole rows, as many as there are, whose cells have the number of their row."""
    row: re.Pattern[bytes]
    """The number of a row, and the rest of its tag."""
    letters: re.Pattern[bytes]
    """Those of a cell; none of a row."""
    error: re.Pattern[bytes]
    uncalculated: re.Pattern[bytes]
    number: re.Pattern[bytes]
    """A cell of one of some styles."""
    cell: bytes
    formula: bytes
    row_end: bytes
    end: bytes


_BEGIN = re.compile(rb"<((?:[a-z]++:)?+)sheetData>")
_NUMBER = re.compile(rb"[0-9]++")
_CHANGED = re.compile(rb"[&\r]")
"""A parser reads these as something else."""
_OTHER = re.compile(rb' t="(?!n")')
"""Says that a cell is no number."""
_FORBIDDEN = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""The mark, and two code points that are no characters; control characters are not of the shape."""
_BLANK = r"[ \t\r\n]*+"
_CHARACTERS = r"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_TEXT = rf"{_CHARACTERS}(?:&(?:amp|lt|gt|quot|apos);{_CHARACTERS})*+"
_STYLE, _KIND = ' s="[0-9]++"', ' t="[A-Za-z]++"'


@cache
def _shape(p: str, styles: str) -> _Shape:
    """Return the shape of a sheet whose elements have a prefix, such as `x:`, or none."""
    formula = (
        f'<{p}f(?: t="[A-Za-z]++")?+(?: aca="[a-z0-9]++")?+(?: ref="[A-Z0-9:]++")?+(?: ca="[a-z0-9]++")?+'
        f'(?: si="[0-9]++")?+(?: ?/>|>{_TEXT}</{p}f>)'
    )
    value = f"<{p}v(?: ?/>|>{_TEXT}</{p}v>)"
    inline = f'<{p}is><{p}t(?: xml:space="preserve")?+(?: ?/>|>{_TEXT}</{p}t>)</{p}is>'
    cell = (
        rf'<{p}c r="[A-Z]{{1,3}}+\1"(?:{_STYLE}(?:{_KIND})?+|{_KIND}(?:{_STYLE})?+)?+'
        f"(?: ?/>|>(?:{inline}|(?:{formula})?+(?:{value})?+)</{p}c>){_BLANK}"
    )
    row = f'<{p}row r="([1-9][0-9]{{0,6}}+)"[^<>]*+(?:(?<=/)>|(?<!/)>{_BLANK}(?:{cell})*+</{p}row>){_BLANK}'
    place = f'<{p}c r="([A-Z]++)([0-9]++)"'
    return _Shape(
        rows=re.compile(f"{_BLANK}(?:{row})*+".encode()),
        row=re.compile(f'<{p}row r="([0-9]++)"([^<>]*+)>'.encode()),
        letters=re.compile(f'<{p}row r|<{p}c r="([A-Z]++)'.encode()),
        error=re.compile(f'{place}(?=[^>]* t="e")[^>]*+>(?:{formula})?+(?:<{p}v>([^<]*+))?+'.encode()),
        uncalculated=re.compile(f"{place}([^>]*+)>{formula}(?!<{p}v>[^<])".encode()),
        number=re.compile(f'{place}(?=[^>]* s="({styles})")([^>]*+)>(?:{formula})?+<{p}v>([^<]*+)'.encode()),
        cell=f'<{p}c r="'.encode(),
        formula=f"<{p}f".encode(),
        row_end=f"</{p}row>".encode(),
        end=f"</{p}sheetData>".encode(),
    )


class _Rows:
    """What was seen of rows so far."""

    def __init__(self, shape: _Shape, styles: Mapping[str, NumberLook]) -> None:
        self._shape, self._styles = shape, styles
        self._number = self._rows = self._columns = self._cells = self._hidden = 0
        self._hides: dict[bytes, bool] = {}
        self._ends: dict[bytes, int] = {b"": 0}
        """The last column of a row with cells in these columns."""
        self._faults: dict[Place, str] = {}
        self._looks: dict[Place, NumberLook] = {}

    def seen(self, hidden: frozenset[int]) -> Seen:
        """Return it, with the columns that are hidden."""
        return Seen(self._rows, self._columns, self._cells, self._hidden, hidden, self._faults, self._looks)

    def take(self, text: bytes, frame: _Frame) -> bool:
        """Look through whole rows; return whether they are plain and in order, and no limit is passed.

        Raises:
            ExpatError: one of them has a tag that is none.
        """
        return _is_text(text) and self._take_rows(text, frame) and self._take_columns(text) and self._take_odd(text)

    def _take_rows(self, text: bytes, frame: _Frame) -> bool:
        found = self._shape.row.findall(text)
        numbers = [self._number, *(int(number) for number, _ in found)]
        if not all(map(lt, numbers, numbers[1:])):
            return False
        self._number = numbers[-1]
        for tag, times in Counter(tag for _, tag in found).items():
            if tag not in self._hides:
                hides = frame.hides(tag)
                if hides is None:
                    return False
                self._hides[tag] = hides
            self._hidden += times * self._hides[tag]
        return True

    def _take_columns(self, text: bytes) -> bool:
        letters = self._shape.letters.findall(text)
        self._cells += len(letters) - letters.count(b"")
        for columns in {each.strip(b",") for each in b",".join(letters).split(b",,")}:
            if columns not in self._ends:
                numbers = [0, *map(_column, columns.split(b","))]
                if not all(map(lt, numbers, numbers[1:])):
                    return False
                self._ends[columns] = numbers[-1]
            self._columns = max(self._columns, self._ends[columns])
        if letters.count(b"") < len(letters):
            last = _NUMBER.search(text, text.rfind(self._shape.cell))
            self._rows = int(last[0]) if last else 0
        within = self._rows <= MOST_ROWS and self._columns <= MOST_COLUMNS
        return within and self._rows * self._columns <= MOST_CELLS

    def _take_odd(self, text: bytes) -> bool:
        """Find errors, formulas that were never calculated, and numbers that are shown otherwise."""
        if self._shape.formula in text:
            for letters, row, tag in self._shape.uncalculated.findall(text):
                if b' t="str"' not in tag:
                    self._faults[place_of(letters, row)] = NEVER_CALCULATED
        if b' t="e"' in text:
            for letters, row, shown in self._shape.error.findall(text):
                if _CHANGED.search(shown):
                    return False
                self._faults[place_of(letters, row)] = shown.decode() or "#N/A"
        if self._styles:
            for letters, row, style, tag, shown in self._shape.number.findall(text):
                look = self._styles[style.decode()]
                if shown and not _OTHER.search(tag) and look.alters(shown.decode()):
                    self._looks[place_of(letters, row)] = look
        return True


def _is_text(rows: bytes) -> bool:
    """Return whether rows have only characters of XML, and no mark that it forbids."""
    if rows.isascii():
        return _FORBIDDEN[0] not in rows
    try:
        rows.decode()
    except UnicodeDecodeError:
        return False
    return not any(each in rows for each in _FORBIDDEN)
