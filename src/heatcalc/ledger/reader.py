"""A ledger of any kind of file, opened: its header, and its lines in blocks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.blocks import BLOCK_BYTES, UNIT_SEPARATOR, Block, row_blocks
from heatcalc.ledger.columns import one_line
from heatcalc.ledger.corrected import without_added
from heatcalc.ledger.disguise import refuse_disguised
from heatcalc.ledger.header import Header, find_header
from heatcalc.ledger.header_lines import SEARCHED
from heatcalc.ledger.kinds import HOUSEHOLDS, NO_HEADER, PAYMENTS, Kind
from heatcalc.ledger.parquet import is_parquet, parquet_text
from heatcalc.ledger.records import LONGEST_LINE, Decoded, Record, delimiters_of, row_record, split
from heatcalc.ledger.text_blocks import text_blocks
from heatcalc.ledger.xlsx_beside import comments_read
from heatcalc.schema.attributes import Attributes

if TYPE_CHECKING:
    from heatcalc.ledger.excel import SheetRows

_HEADER_LINES = 5
"""A word of a header is wrapped onto fewer lines."""


class Ledger(NamedTuple):
    """A ledger that is being read: what its columns mean, and its lines after the header."""

    header: Header
    delimiter: str
    encoding: Callable[[], str]
    """Tells the encoding, which is certain once all blocks are read."""
    blocks: Iterator[Block]
    heads: int
    """The physical lines down to the header, of all sheets that are read."""
    sheets: "Sheets | None" = None

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.header.words)


def open_ledger(
    file: Hashed,
    encoding: str | None,
    renamed: Mapping[str, str],
    attributes: Attributes,
    size: int = BLOCK_BYTES,
    sheets: Sequence[str] = (),
    *,
    whole: bool = False,
    kind: Kind = HOUSEHOLDS,
    own: Callable[[str], bool] | None = None,
) -> Ledger:
    """Begin to read a ledger from the start of its file, of a workbook `sheets`; a block has about `size` bytes.

    `own` tells of the header of a column that is carried along whether each row has a figure of its own in it.
    Of a ledger of rejects, the columns that they have added are left out, unless it is read as a `whole`.

    Raises:
        InputFileError: it is no ledger as a whole.
        UsageError: an unknown encoding or column.
    """
    file.restart()
    start = file.read(512)
    file.restart()
    refuse_disguised(start, encoding)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from heatcalc.ledger.excel import sheets_of

        ledger = _of_sheets(sheets_of(file.read()), sheets, renamed, attributes, kind, own)
    elif is_parquet(start):
        ledger = _of_parquet(file, renamed, attributes, size, kind)
    else:
        ledger = _of_text(Decoded(file, encoding, size), renamed, attributes, kind)
    if whole:
        return ledger
    header, blocks = without_added(ledger.header, ledger.blocks)
    return ledger._replace(header=header, blocks=blocks)


def _of_text(decoded: Decoded, renamed: Mapping[str, str], attributes: Attributes, kind: Kind) -> Ledger:
    pieces = iter(decoded)
    first = next(pieces, b"")
    if not first.strip():
        raise InputFileError("ledger.empty")
    lines = first.split(b"\n", SEARCHED)[:SEARCHED]
    short = (line if len(line) <= LONGEST_LINE else b"" for line in lines)
    words = [line.decode("utf-8", "replace").removesuffix("\r") for line in short]
    try:
        header, delimiter = _text_header(words, renamed, attributes, kind)
    except InputFileError as error:
        if error.key in ("ledger.no_columns", *NO_HEADER) and max(map(len, lines)) > LONGEST_LINE:
            raise InputFileError("ledger.long_lines", most=LONGEST_LINE) from None
        raise
    body = first[sum(len(line) + 1 for line in lines[: header.line]) :]
    blocks = text_blocks(chain([body], pieces), header, delimiter)
    return Ledger(header, delimiter, lambda: decoded.encoding, blocks, header.line)


def _text_header(
    lines: list[str], renamed: Mapping[str, str], attributes: Attributes, kind: Kind
) -> tuple[Header, str]:
    """Return the header of a text, and the separator by which most of its columns are understood.

    Raises:
        InputFileError: there is none; that of the separator that is most frequent.
    """
    found: list[tuple[int, Header, str]] = []
    fault: InputFileError | None = None
    for delimiter in delimiters_of(lines):
        rows, ends = _first_rows(lines, delimiter)
        try:
            header = find_header(rows, renamed, attributes, ends, kind)
        except InputFileError as error:
            fault = fault if fault is not None and error.key in NO_HEADER else error
            continue
        found.append((sum(map(bool, header.meanings)), header, delimiter))
    if not found or (fault is not None and fault.key not in NO_HEADER):
        assert fault is not None, "there is a separator"
        raise fault
    _, header, delimiter = max(found, key=lambda each: each[0])
    return header, delimiter


def _first_rows(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the first rows of a text and the lines that they end on: in a header a quoted word may take several."""
    rows, ends = list[list[str]](), list[int]()
    at = 0
    while at < len(lines):
        joined = ["\n".join(lines[at : at + more]) for more in range(1, _HEADER_LINES)]
        read = [split(each, delimiter) for each in joined]
        taken = next((more for more, row in enumerate(read, 1) if row), 1)
        rows.append(read[taken - 1] or [])
        at += taken
        ends.append(at)
    return rows, ends


def _of_parquet(file: Hashed, renamed: Mapping[str, str], attributes: Attributes, size: int, kind: Kind) -> Ledger:
    """Return a ledger of the rows of a Parquet file, each of which counts as a line, as do the names of its columns."""
    stack = ExitStack()
    try:
        headers: list[Header] = []

        def meanings_of(names: list[str]) -> Sequence[str]:
            headers.append(find_header([names], renamed, attributes, kind=kind))
            return headers[0].meanings

        text = stack.enter_context(parquet_text(file, UNIT_SEPARATOR, meanings_of))
        header = headers[0]
    except BaseException:
        stack.close()
        raise

    def blocks() -> Iterator[Block]:
        with stack:
            line, waiting = 2, next(text.odd, None)
            for piece in text.pieces(size):
                length = piece.count(b"\n")
                odd: dict[int, Record | None] = {}
                while waiting is not None and waiting[0] + 2 < line + length:
                    at, fields = waiting
                    odd[at + 2 - line] = row_record(at + 2, fields, fields)
                    waiting = next(text.odd, None)
                yield Block(line, length, piece, UNIT_SEPARATOR, odd)
                line += length

    return Ledger(header, "\t", lambda: "parquet", blocks(), header.line)


class Sheets(NamedTuple):
    """What of a workbook was read: sheets, merged cells, and what its user may not see."""

    read: Sequence[str] = ()
    others: Sequence[str] = ()
    hidden: Sequence[str] = ()
    """Hidden sheets, which are read only if they are asked for."""
    merged: Sequence[str] = ()
    hidden_rows: int = 0
    hidden_columns: Sequence[str] = ()
    """The headers of hidden columns that are read."""
    comments: Sequence[str] = ()
    """The cells with comments, which are not read."""


def refuse_many_sheets(ledger: Ledger, file: str) -> None:
    """Check that a workbook in a folder, where files have names, is one table: its bills are one file.

    Raises:
        InputFileError: several of its sheets are ledgers.
    """
    if file and ledger.sheets and len(ledger.sheets.read) > 1:
        raise InputFileError("ledger.many_sheets", file=file, sheets=list(ledger.sheets.read))


def _chosen(
    sheets: "list[SheetRows]", asked: Sequence[str], renamed: Mapping[str, str], attributes: Attributes, kind: Kind
) -> "list[SheetRows]":
    """Return the sheets that are asked for, or all that are seen and are ledgers; they have the same header.

    Raises:
        InputFileError: several are ledgers with unlike headers, or there is none of that name.
    """
    names = [each.name for each in sheets]
    for name in asked:
        if name not in names:
            raise InputFileError("ledger.no_sheet", sheet=name, sheets=names)
    if len({*asked}) == 1:
        return [sheets[names.index(asked[0])]]
    if asked:
        sheets = [sheet for sheet in sheets if sheet.name in asked]
    seen = [each for each in sheets if asked or not each.hidden]
    if not seen:
        raise InputFileError("ledger.hidden" if sheets else "ledger.empty", sheets=names)
    ledgers, headers = [], set()
    for each in seen:
        try:
            header = find_header(_first(each), renamed, attributes, kind=kind)
            if not asked and header.is_of_sums():
                continue
            headers.add(header.words)
        except InputFileError as error:
            if error.key in NO_HEADER and not asked:
                continue
            headers.add((each.name, error.key))
        ledgers.append(each)
    if len(headers) > 1:
        raise InputFileError(
            "ledger.sheets_paid" if kind is PAYMENTS else "ledger.sheets", sheets=[each.name for each in ledgers]
        )
    return ledgers or seen[:1]


def _first(sheet: "SheetRows") -> list[list[str]]:
    return [_trimmed(row) for row in sheet.rows[:SEARCHED]]


def _of_sheets(
    sheets: "list[SheetRows]",
    asked: Sequence[str],
    renamed: Mapping[str, str],
    attributes: Attributes,
    kind: Kind,
    own: Callable[[str], bool] | None,
) -> Ledger:
    """Return a ledger of the rows of a workbook's sheets, each of which counts as a line."""
    from heatcalc.ledger.as_seen import put_as_seen

    chosen = _chosen(sheets, asked, renamed, attributes, kind)
    headers = [find_header(_first(each), renamed, attributes, kind=kind) for each in chosen]
    for sheet, header in zip(chosen, headers, strict=True):
        put_as_seen(sheet, header, attributes, own)

    def blocks() -> Iterator[Block]:
        for sheet, header in zip(chosen, headers, strict=True):
            for block in row_blocks(iter(sheet.rows[header.line :]), header):
                yield block._replace(sheet=sheet.name if len(chosen) > 1 else "")

    hidden = {at for each in chosen for at in each.hidden_columns}
    seen = Sheets(
        [each.name for each in chosen],
        [each.name for each in sheets if each not in chosen and not each.hidden],
        [each.name for each in sheets if each.hidden],
        [f"{each.name}!{cells}" if len(chosen) > 1 else cells for each in chosen for cells in each.merged],
        sum(each.hidden_rows for each in chosen),
        [one_line(word) for at, word in enumerate(headers[0].words) if headers[0].meanings[at] and at in hidden],
        comments_read((each.name, each.comments, head.line) for each, head in zip(chosen, headers, strict=True)),
    )
    heads = sum(header.line for header in headers)
    told = ((*header.titles, *sheet.printed, sheet.name) for sheet, header in zip(chosen, headers, strict=True))
    header = headers[0]._replace(titles=(*chain.from_iterable(told),))
    return Ledger(header, "\t", lambda: "excel", blocks(), heads, seen)


def _trimmed(row: list[str]) -> list[str]:
    """Return a row without the blank cells at its end, which a spreadsheet has as far as its widest row goes."""
    width = max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)
    return row[:width]
