"""The file of CSV that a ledger's bills are written into, with some of its rows held for the proof of other formats."""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from heatcalc.batches.audit import STRETCH
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.parquet_bills import Held


class BillWriter:
    """Writes bills into a file, in UTF-8 with a byte order mark and CRLF."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path, self._file = path, path.open("wb")
        self._hashed = Hashed(self._file)
        self._hashed.write(csv_line(columns).encode("utf-8-sig") + b"\n")
        self._rows, self._some = 0, dict[int, list[str]]()

    def write(self, lines: bytes, rows: int) -> None:
        """Write the lines of some bills; of every stretch the first is held."""
        if self._rows >= len(self._some) * STRETCH:
            self._some[self._rows] = _first_of(lines)
        self._rows += rows
        self._hashed.write(lines)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @contextmanager
    def being_synced(self) -> Iterator[None]:
        """Bring the closed file to the disk, while other work goes on: to publish it need not wait for that.

        Raises:
            OSError: it cannot be brought there.
        """
        with ThreadPoolExecutor(1) as pool:
            synced = pool.submit(_sync, self._path)
            yield
            synced.result()

    def sha256(self) -> str:
        """Return the hash of the file."""
        return self._hashed.sha256()

    @property
    def held(self) -> Held:
        """What is held of the bills, for their other formats."""
        return Held(self._rows, self._some)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _first_of(lines: bytes) -> list[str]:
    """Return the fields of the first of some lines of CSV."""
    first = lines[: lines.find(b"\n") + 1]
    whole = lines if b'"' in first else first  # a quoted field may hold a line feed
    return next(csv.reader(io.StringIO(whole.decode(), newline="")))


def csv_line(cells: Sequence[Any]) -> str:
    """Return a line of CSV, with a carriage return and no line feed."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\n")
