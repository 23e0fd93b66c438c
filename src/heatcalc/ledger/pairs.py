"""Small files of two columns, as clerks write them beside a ledger: what something is called, and its figure."""

import csv
import io
from pathlib import Path

from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.files.small import read_small
from heatcalc.ledger.blocks import BLOCK_BYTES
from heatcalc.ledger.records import Decoded, delimiters_of


def read_pairs(path: Path, example: str = "11,120") -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """Return the header of a CSV file of two columns, and its rows without blank ones, in any encoding of a ledger.

    `example` is a row that its errors show.

    Raises:
        InputFileError: it cannot be read, or a row has not two fields.
    """
    try:
        data = read_small(path)
    except OSError as error:
        raise InputFileError("files.unreadable", file=path, reason=error.strerror or error) from error
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise InputFileError("ledger.pairs_csv", file=path, example=example)
    text = b"".join(Decoded(Hashed(io.BytesIO(data)), None, BLOCK_BYTES)).decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputFileError("ledger.pairs", file=path, line=1, example=example)
    delimiter = delimiters_of(lines[:1])[0]
    rows = []
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        if len(row) != 2 or not all(field.strip() for field in row) or "\ufffd" in "".join(row):
            raise InputFileError("ledger.pairs", file=path, line=number, example=example)
        rows.append((row[0].strip(), row[1].strip()))
    return rows[0], rows[1:]
