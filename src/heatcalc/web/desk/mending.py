"""Rejects as rows of inputs, and the file of those that were mended, of which only the changed cells differ."""

import csv
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from heatcalc.files.spreadsheet_text import escaped, unescaped
from heatcalc.ledger.columns import REJECT
from heatcalc.ledger.corrected import FILE_HEADERS
from heatcalc.ledger.format_names import OutputEncoding
from heatcalc.ledger.records import DELIMITERS, split
from heatcalc.show.sheet import clean

PAGE_ROWS = 50
"""How many rows a page of rejects has at most."""
_PAGE_CELLS = 10_000
"""How many cells a page has, of which all are fields of a form: of a wide ledger it has fewer rows."""
RIGHT_AS_IT_IS = ("R04",)
"""The codes of rows that may be right: their user says so by removing the code."""

Edits = Mapping[int, Mapping[int, str]]
"""Row of the file, from 0 → column → text."""


class RejectedRow(NamedTuple):
    """A row of a file of rejects: its place, its own cells, and why it has no bill."""

    at: int
    cells: tuple[str, ...]
    line: str
    column: str
    code: str
    message: str
    file: str = ""
    surplus: tuple[str, ...] = ()
    """What is right of the header in a row with too many fields, which a file of rejects has in its first column."""


class RejectedPage(NamedTuple):
    """A page of rejects of one cause, under the ledger's own headers."""

    headers: tuple[str, ...]
    rows: tuple[RejectedRow, ...]
    more: bool
    code_place: int
    """The place of the code: of a row that is right as it is, it is removed."""


def wrong_first(page: RejectedPage) -> list[int]:
    """Return the places of the columns of a page, those in which something is wrong first."""
    wrong = {name for row in page.rows for name in row.column.split(",")}
    return sorted(range(len(page.headers)), key=lambda place: page.headers[place] not in wrong)


def own_width(headers: list[str]) -> int:
    """Return how many columns of a file of rejects are the ledger's own."""
    many = headers[-5:-4]
    added = many and many[0] in FILE_HEADERS
    return len(headers) - len(REJECT) - bool(added)


def page_of(rejects: Path, encoding: OutputEncoding, code: str, page: int, edits: Edits) -> RejectedPage:
    """Return a page, from 1, of the rejects with a code, as far as they are mended.

    Raises:
        OSError: the file cannot be read.
    """
    with rejects.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file)
        headers = next(rows)
        width = own_width(headers)
        found = (row for row in _rows(rows, width, edits) if row.code == code)
        many = max(1, min(PAGE_ROWS, _PAGE_CELLS // width))
        shown = list(islice(found, (page - 1) * many, page * many + 1))
    return RejectedPage(tuple(headers[:width]), tuple(shown[:many]), len(shown) > many, len(headers) - 2)


def _rows(rows: Iterator[list[str]], width: int, edits: Edits) -> Iterator[RejectedRow]:
    for at, row in enumerate(rows):
        changed = edits.get(at, {})
        file = row[width] if len(row) > width + len(REJECT) else ""
        line, column, code, message = row[-len(REJECT) :]
        own = row[:width]
        found = _laid_out(own[0], width, message) if code in RIGHT_AS_IT_IS and not any(own[1:]) else own
        cells = tuple(changed.get(place, cell) for place, cell in enumerate(found[:width]))
        yield RejectedRow(at, cells, line, column, code, message, file, tuple(found[width:]))


def _laid_out(raw: str, width: int, message: str) -> list[str]:
    """Return the fields of a row that has too many, of which the message says how many; else the row as one."""
    for delimiter in DELIMITERS:
        fields = split(unescaped(raw), delimiter) or []
        told = re.search(rf"(?<![0-9]){len(fields)} / {width}(?![0-9])", message)
        if told and len(fields) > width:
            return fields
    return [raw, *[""] * (width - 1)]


def write_mended(rejects: Path, mended: Path, encoding: OutputEncoding, edits: Edits) -> None:
    """Write the rows of rejects that were edited, with their changed cells: a file for `batch --corrected`.

    A row that nobody has edited is not in it, since what words mean may be said later, and the row then has a bill.
    What is changed is text, which a spreadsheet will not run.

    Raises:
        OSError: the file cannot be read, or the other not written.
    """
    made = mended.with_suffix(".making")
    try:
        with rejects.open(encoding=encoding, newline="") as file, made.open("w", encoding=encoding, newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            rows = csv.reader(file)
            writer.writerow(next(rows))
            for at, row in enumerate(rows):
                if at in edits:
                    changed = {place: escaped(text) for place, text in edits[at].items()}
                    writer.writerow([changed.get(place, cell) for place, cell in enumerate(row)])
        made.replace(mended)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def blanked(rows: Mapping[int, RejectedRow], edits: Edits) -> RejectedRow | None:
    """Return a row of a page of which edits leave nothing; None where there is none.

    A file of corrections cannot have such a row: it might be meant to go, or be a slip.
    """
    for at, row in rows.items():
        changed = edits.get(at, {})
        if changed and not any(changed.get(place, cell).strip() for place, cell in enumerate(row.cells)):
            return row
    return None


def keep_right(
    before: Edits, edits: dict[int, dict[int, str]], rows: Iterable[RejectedRow], right: Container[int], code_place: int
) -> dict[int, dict[int, str]]:
    """Return edits of a page with what is said to be `right` as it is: its code goes.

    Of a row that was laid out all cells are written, and what is right of the header is left away.
    """
    kept = {at: dict(changed) for at, changed in edits.items()}
    for row in rows:
        changed = kept.get(row.at, {})
        if row.surplus:
            is_meant = row.at in right or changed != before.get(row.at, {})
            kept[row.at] = {**dict(enumerate(row.cells)), **changed, code_place: ""} if is_meant else {}
        elif row.at in right:
            kept[row.at] = {**changed, code_place: ""}
        else:
            changed.pop(code_place, None)
    return {at: changed for at, changed in kept.items() if changed}


def as_input(cell: str) -> str:
    """Return what a browser sends of a cell that is shown in an input of one line and was not changed."""
    return clean(cell.replace("\r", "").replace("\n", ""))


def keep_edits(
    before: Edits, rows: Mapping[int, RejectedRow], said: Mapping[tuple[int, int], str]
) -> dict[int, dict[int, str]]:
    """Return edits with those of a page added: what a page `said` of its rows, where it is another text than theirs."""
    edits = {at: dict(changed) for at, changed in before.items()}
    for (at, place), text in said.items():
        row = rows.get(at)
        if row is not None and place < len(row.cells) and text != as_input(row.cells[place]):
            edits.setdefault(at, {})[place] = text
    return edits
