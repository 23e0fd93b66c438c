"""The first rows of a file of households as they stand, whether or not its header is understood: to be looked at."""

from collections.abc import Sequence

from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.disguise import refuse_disguised
from heatcalc.ledger.header_lines import SEARCHED
from heatcalc.ledger.parquet import is_parquet, parquet_text
from heatcalc.ledger.records import LONGEST_LINE, Decoded, delimiters_of, split

_PIECE = 2**20


def first_rows(file: Hashed, encoding: str | None = None, sheets: Sequence[str] = ()) -> list[list[str]]:
    """Return the first rows of a file, of a workbook those of the first sheet that is asked for, or of its first.

    Raises:
        InputFileError: it cannot be read, or nothing is in it.
        UsageError: an unknown encoding, or an extra that is not installed.
    """
    file.restart()
    start = file.read(512)
    file.restart()
    refuse_disguised(start, encoding)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from heatcalc.ledger.excel import sheets_of

        found = sheets_of(file.read())
        chosen = [each for each in found if each.name in sheets] or [each for each in found if not each.hidden]
        if not chosen:
            raise InputFileError("ledger.hidden" if found else "ledger.empty", sheets=[each.name for each in found])
        return chosen[0].rows[:SEARCHED]
    if is_parquet(start):
        with parquet_text(file, "\x1f") as text:
            piece = next(text.pieces(_PIECE), b"").decode("utf-8", "replace").split("\n")[: SEARCHED - 1]
            return [text.names, *(line.split("\x1f") for line in piece if line)]
    first = next(iter(Decoded(file, encoding, _PIECE)), b"")
    if not first.strip():
        raise InputFileError("ledger.empty")
    lines = [line.decode("utf-8", "replace").removesuffix("\r") for line in first.split(b"\n")[:SEARCHED]]
    short = [line for line in lines if line.strip() and len(line) <= LONGEST_LINE]
    try:
        delimiter = delimiters_of(short or [""])[0]
    except InputFileError:
        if len(max(lines, key=len)) > LONGEST_LINE:
            raise InputFileError("ledger.long_lines", most=LONGEST_LINE) from None
        raise
    return [split(line, delimiter) or line.split(delimiter) for line in short]
