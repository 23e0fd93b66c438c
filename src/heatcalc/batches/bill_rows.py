"""The rows of a file of bills, each with its own text, so that columns can be added and no byte of it changes."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from heatcalc.batches.bill_writer import csv_line


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


def longer(text: str, cells: Iterable[str]) -> bytes:
    """Return the line of a row with more cells behind its own."""
    return f"{text},{csv_line(list(cells))}\n".encode()
