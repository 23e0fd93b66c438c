"""What an .xlsx says beside its cells: the headers and footers of its printed pages, and the comments on its cells."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from posixpath import dirname, normpath

from heatcalc.errors import InputFileError
from heatcalc.ledger.archive import elements_of, parser_of
from heatcalc.ledger.home_words import IN_REMARKS, finder

_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]+|[A-Za-z])')
"""What stands for a font, a size, a date or a number of the page; && is a character."""
_ROW = re.compile(r"[A-Za-z]+\$?([0-9]+)")


class PrintedText:
    """Takes what a sheet's XML says of its printed pages, as a parser comes by it."""

    def __init__(self) -> None:
        """Begin before the sheet."""
        self._texts: list[str] = []
        self._within = False

    def start(self, name: str) -> None:
        """Take the begin of an element."""
        if name.endswith(("Header", "Footer")):
            self._within = True
            self._texts.append("")

    def characters(self, text: str) -> None:
        """Take text."""
        if self._within:
            self._texts[-1] += text

    def end(self) -> None:
        """Take the end of an element."""
        self._within = False

    def texts(self) -> tuple[str, ...]:
        """Return the texts, without what stands for fonts, dates and numbers."""
        return (*dict.fromkeys(filter(None, (" ".join(_CODES.sub(" ", each).split()) for each in self._texts))),)


def comments_of(archive: zipfile.ZipFile, sheet: str) -> dict[str, str]:
    """Return the comments on the cells of a sheet, each by its cell, such as B3."""
    folder, _, name = sheet.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    found: dict[str, str] = {}
    if relations in archive.namelist():
        for each in elements_of(archive, relations, "Relationship"):
            if each.get("Type", "").lower().endswith(("/comments", "/threadedcomment")):
                target = each["Target"]
                member = target.removeprefix("/") if target.startswith("/") else normpath(f"{dirname(sheet)}/{target}")
                reader = _CommentReader()
                reader.parser.Parse(archive.read(member), True)
                found |= reader.found
    return found


class _CommentReader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._cell = ""
        self._within = False
        self.parser = parser_of(self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "comment" | "threadedComment":
                self._cell = attributes.get("ref", "")
            case "t" | "text":
                self._within = True

    def characters(self, text: str) -> None:
        if self._within and self._cell:
            self.found[self._cell] = self.found.get(self._cell, "") + text

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] in ("comment", "threadedComment"):
            self._cell = ""
        self._within = self._within and name.rpartition(" ")[2] != "text"


def comments_read(sheets: Iterable[tuple[str, Mapping[str, str], int]]) -> list[str]:
    """Return the cells with comments of some sheets: of each its name, its comments, and the last line of its header.

    What is said of a cell down to the header says how the sheet is filled in.

    Raises:
        InputFileError: a comment below it speaks of what may change a bill.
    """
    read = list(sheets)
    for sheet, comments, head in read:
        for cell, text in comments.items():
            row = _ROW.match(cell)
            if row and int(row[1]) > head and finder(IN_REMARKS)(text):
                raise InputFileError("ledger.said_comment", cell=cell, found=" ".join(text.split())[:40], sheet=sheet)
    return [f"{sheet}!{cell}" if len(read) > 1 else cell for sheet, comments, _ in read for cell in comments]
