"""From the bytes of a ledger to records, each with its physical lines. One broken line costs one line.

A reader that trusts quotes loses thousands of households to one that is not closed; here each physical line is read by
itself, and lines are joined only where a quoted field that begins on one ends properly on a later one.
"""

import codecs
import csv
from collections.abc import Iterator
from typing import NamedTuple

from heatcalc.errors import InputFileError, UsageError

ENCODINGS = ("utf-8", "gb18030", "utf-16")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LONGEST_LINE = 65_536
_JOINED = 50
"""The most physical lines that a quoted field may run over."""


class Record(NamedTuple):
    """One record: where it begins (from 1), how many physical lines it takes, its fields, or why it has none."""

    line: int
    lines: int
    fields: tuple[str, ...]
    raw: str
    fault: str = ""


def decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the encoding of a ledger and its text: by its byte order mark, else UTF-8, else GB18030.

    A byte that is none of the encoding's becomes U+FFFD, for the line that holds it to be rejected.

    Raises:
        UsageError: there is no such encoding.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return marked, data[len(mark) :].decode(marked, "replace")
    if encoding is not None:
        try:
            return encoding, data.decode(encoding, "replace")
        except LookupError:
            raise UsageError("usage.encoding", encoding=encoding, encodings=list(ENCODINGS)) from None
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One bad byte in a UTF-8 file is a bad line; a file of another encoding has them everywhere.
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") <= 1 + len(data) // 10_000 and any(byte > 0xDF for byte in data[: error.start]):
            return "utf-8", text
        return "gb18030", data.decode("gb18030", "replace")


def delimiter_of(header: str) -> str:
    """Return the character between the columns of a header line.

    Raises:
        InputFileError: there is none.
    """
    found = max((",", "\t", ";", "，"), key=header.count)
    if not header.count(found):
        raise InputFileError("ledger.no_columns", header=header[:60])
    return found


def records(text: str, delimiter: str, width: int, first_line: int) -> Iterator[Record]:
    """Yield the records of the lines after the header, which has `width` columns; `first_line` is their number."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    at = 0
    while at < len(lines):
        line = lines[at].removesuffix("\r")
        taken = 1
        fields = _fields(line, delimiter, width)
        if fields is None and line.count('"') % 2:
            for more in range(2, min(_JOINED, len(lines) - at) + 1):
                joined = "\n".join(each.removesuffix("\r") for each in lines[at : at + more])
                fields = _fields(joined, delimiter, width)
                if fields is not None:
                    line, taken = joined, more
                    break
        fault = _fault(line, fields, delimiter)
        yield Record(first_line + at, taken, () if fault else tuple(fields or ()), line, fault)
        at += taken


def _fields(line: str, delimiter: str, width: int) -> list[str] | None:
    """Return the fields of a line, or None where it cannot be read or has not as many as the header."""
    fields = split(line, delimiter)
    return fields if fields is not None and len(fields) == width else None


def split(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of one record; None where its quotes are not in order."""
    if '"' not in line:
        return line.split(delimiter)
    if line.count('"') % 2 or len(line) > _LONGEST_LINE:
        return None
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _fault(line: str, fields: list[str] | None, delimiter: str) -> str:
    if "\ufffd" in line:
        return "R01"
    if "\x00" in line or len(line) > _LONGEST_LINE:
        return "R02"
    if fields is None:
        return "R03" if split(line, delimiter) is None else "R04"
    return ""
