"""The rows of a file of bills, each with its own text, so that columns can be added and no byte of it changes."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path

from heatcalc.batches.bill_writer import csv_line

_BLOCK = 2**15
"""So many bytes are read together [B]; with more of them the fields take longer to make."""


class BillBlock:
    """Rows of a file of bills that stand one behind the other; `text` is their own."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.is_plain = b'"' not in text
        """Whether no field is quoted, so that each line is a row."""

    def fields(self) -> list[list[str]]:
        """Return the fields of each row."""
        text = self.text.decode()
        if self.is_plain:
            return [line.split(",") for line in text.removesuffix("\r\n").split("\r\n")]
        return list(csv.reader(io.StringIO(text, newline="")))

    def lines(self) -> list[bytes]:
        """Return the text of each row, without its line end."""
        lines = self.text.removesuffix(b"\r\n").split(b"\r\n")
        if self.is_plain:
            return lines
        rows = list[bytes]()
        for line in lines:
            if rows and rows[-1].count(b'"') % 2:
                rows[-1] += b"\r\n" + line
            else:
                rows.append(line)
        return rows


def blocks_of(bills: Path) -> Iterator[BillBlock]:
    """Yield the rows of a file of bills as `BillWriter` writes them, without its header: some hundreds at a time."""
    with bills.open("rb") as file:
        header, text = file.readline(), b""
        while header.count(b'"') % 2:
            header += file.readline()
        while more := file.read(_BLOCK):
            text += more + file.readline()
            if text.count(b'"') % 2 == 0:  # else the last row goes on
                yield BillBlock(text)
                text = b""


def rows_of(bills: Path, encoding: str = "utf-8-sig") -> Iterator[tuple[list[str], str]]:
    """Yield the header and the rows of a file of CSV: the fields, and the text without its line end."""
    with bills.open(encoding=encoding, newline="") as file:
        for line in file:
            if '"' not in line:
                text = line.rstrip("\r\n")
                yield text.split(","), text
                continue
            taken: list[str] = []
            fields = next(csv.reader(_kept(chain([line], file), taken)))
            yield fields, "".join(taken).removesuffix("\n").removesuffix("\r")


def _kept(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    """Yield the lines, and keep those of the row that is being read."""
    for line in lines:
        taken.append(line)
        yield line


def cells_behind(cells: Sequence[str]) -> bytes:
    """Return what stands behind a row of bills that gets more cells, with the line end."""
    return f",{csv_line(cells)}\n".encode()


def fields_at(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return a function that returns the fields at some places of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple([row[at] for at in places])
