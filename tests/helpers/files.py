"""Files that heatcalc wrote, read again."""

import csv
import io
from pathlib import Path


def read(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file of bills or rejects."""
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
