"""Files that heatcalc wrote, read again."""

import csv
import io
from pathlib import Path

from heatcalc.ledger.columns import IN_CHINESE


def ledger_in(folder: Path, text: str) -> Path:
    """Write a ledger in UTF-8 into a folder."""
    file = folder / "ledger.csv"
    file.write_text(text, encoding="utf-8")
    return file


def read(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file of bills or rejects, with the added columns by their English names."""
    rows = csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    header = next(rows)
    english = {chinese: name for name, chinese in IN_CHINESE.items()}
    names = [english.get(word, word) for word in header]
    return [dict(zip(names, row, strict=True)) for row in rows]
