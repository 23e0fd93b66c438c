"""Files that are not what their name says: web pages and XML called .xls, and UTF-16 that does not say so."""

import codecs

from heatcalc.errors import InputFileError

_SIGNS = (
    ("ledger.xml_2003", (b"<?mso-application", b"urn:schemas-microsoft-com:office:spreadsheet")),
    ("ledger.html", (b"<html", b"<!doctype html", b"<table", b"<meta", b"mime-version:")),
    ("ledger.xml", (b"<?xml",)),
)

_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"(\xb5/\xfd", "Zstandard"),
)


def refuse_disguised(start: bytes, encoding: str | None) -> None:
    """Refuse a ledger whose first bytes say that it is of a kind that is not read, or not in the `encoding` asked for.

    Raises:
        InputFileError: it is; the message says of which, and what to do.
    """
    for sign, called in _PACKED:
        if start.startswith(sign):
            raise InputFileError("ledger.packed", called=called)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK", b"PAR1")):
        return
    small = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if small.startswith((b"<", b"mime-version:")):
        for message, signs in _SIGNS:
            if any(sign in small for sign in signs):
                raise InputFileError(message)
    zeros = start[1::2].count(0), start[::2].count(0)
    if (
        encoding is None
        and len(start) > 16
        and not start.startswith(b"\xd0\xcf")
        and max(zeros) * 8 > len(start)
        and min(zeros) == 0
    ):
        encoding = "utf-16-le" if zeros[0] else "utf-16-be"
        raise InputFileError("ledger.unmarked_utf16", encoding=encoding)
