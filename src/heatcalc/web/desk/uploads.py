"""A ledger that is uploaded, straight into a file of the job: one part of a form, of bounded size."""

import asyncio
import errno
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request

from heatcalc.files.plain_name import plain_name
from heatcalc.ledger.dataset import SUFFIXES
from heatcalc.web.wrong import WrongRequest

STALLED_SECONDS = 15
"""How long nothing may come [s]."""
_MOST_HEAD = 8 * 1024
_MOST_TAIL = 64 * 1024
"""How much may follow the end of a form [byte], which nobody reads."""
_MOST_FORM = 4 * 2**20
_MOST_FIELDS = 20_000
_MOST_NAME = 40
"""How long the name of a field may be; a longer one is none of ours."""
_BOUNDARY = re.compile(r'multipart/form-data;\s*boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?\s*', re.IGNORECASE)
_FILE_NAME = re.compile(rb'filename="((?:[^"\\\r\n]|\\.)*)"')


class Uploaded(NamedTuple):
    """A file that was uploaded: a plain name for it, and how many bytes it has."""

    name: str
    size: int
    called: str = ""
    """How its user calls it, where that is not the plain name."""


def refuse_announced(request: Request, most: int, folder: Path) -> None:
    """Check what a request says of its length, before any of it is read.

    Raises:
        WrongRequest: it is longer than allowed, or than what is free on the disk.
    """
    announced = request.headers.get("content-length", "")
    if announced and not (announced.isdecimal() and len(announced) < 19):
        raise WrongRequest(400, "no_request")
    length = int(announced or 0)
    if length > most + _MOST_HEAD:
        raise WrongRequest(413, "desk_long", most=shown_size(most))
    if length > shutil.disk_usage(folder).free:
        raise WrongRequest(507, "desk_full")


async def receive(request: Request, into: Path, most: int) -> Uploaded:
    """Put the one file of a form into a new file `into`, for its user alone, and return what it is.

    Raises:
        WrongRequest: there is none, it is too long or of another kind, it stalls, or the disk is full.
    """
    found = _BOUNDARY.fullmatch(request.headers.get("content-type", "").strip())
    if found is None or request.headers.get("content-encoding"):
        raise WrongRequest(415, "desk_no_file")
    boundary = b"--" + found[1].encode()
    parts = _chunks(request)
    buffer = b""
    while b"\r\n\r\n" not in buffer:
        if len(buffer) > _MOST_HEAD:
            raise WrongRequest(400, "desk_no_file")
        piece = await anext(parts, None)
        if piece is None:
            raise WrongRequest(400, "desk_no_file")
        buffer += piece
    head, _, rest = buffer.partition(b"\r\n\r\n")
    if not head.startswith(boundary + b"\r\n"):
        raise WrongRequest(400, "desk_no_file")
    name = _FILE_NAME.search(head)
    if name is None or not name[1]:
        raise WrongRequest(400, "desk_no_file")
    called = _called(name[1])
    suffix = called.suffix.lower()
    if suffix not in SUFFIXES:
        raise WrongRequest(415, "desk_kind", kinds=list(SUFFIXES))
    try:
        size = await _write(into, b"\r\n" + boundary, rest, parts, most)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise WrongRequest(507, "desk_full") from None
        raise
    if not size:
        raise WrongRequest(400, "desk_empty")
    stem = plain_name(called.stem)
    plain = f"{stem}{suffix}" if stem else f"ledger{suffix}"
    return Uploaded(plain, size, "" if called.name == plain else called.name)


def _called(name: bytes) -> PurePosixPath:
    """Return the name alone, whatever folders a browser says that it lies in."""
    text = name.decode("utf-8", "replace").replace('\\"', '"').replace("%22", '"')
    return PurePosixPath(PureWindowsPath(PurePosixPath(text).name).name)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = request.stream()
    while True:
        try:
            piece = await asyncio.wait_for(anext(stream, b""), STALLED_SECONDS)
        except TimeoutError:
            raise WrongRequest(408, "slow_body", seconds=STALLED_SECONDS) from None
        if not piece:
            return
        yield piece


async def _write(into: Path, end: bytes, rest: bytes, parts: AsyncIterator[bytes], most: int) -> int:
    """Write what comes before the `end` mark, and return how many bytes that is."""
    size = 0
    with os.fdopen(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while True:
            before, mark, after = rest.partition(end)
            if mark:
                size += file.write(before)
                break
            sure = max(0, len(rest) - len(end) + 1)  # what follows may be the beginning of the mark
            ready, rest = rest[:sure], rest[sure:]
            size += file.write(ready)
            if size > most:
                raise WrongRequest(413, "desk_long", most=shown_size(most))
            piece = await anext(parts, None)
            if piece is None:
                raise WrongRequest(400, "desk_broken_off")
            rest += piece
        if size > most:
            raise WrongRequest(413, "desk_long", most=shown_size(most))
    await _end(after, parts)
    return size


async def _end(after: bytes, parts: AsyncIterator[bytes]) -> None:
    """Check that a form ends behind its file, and soon: what follows is no part of the file that is bounded.

    Raises:
        WrongRequest: there is another file, or no end.
    """
    length = len(after)
    while True:
        if len(after) >= 2 and after[:2] != b"--":
            raise WrongRequest(400, "desk_one_file")
        if length > _MOST_TAIL:
            raise WrongRequest(400, "no_request")
        piece = await anext(parts, None)
        if piece is None:
            break
        length += len(piece)
        after = (after[:4] + piece)[:4]
    if len(after) < 2 or not b"--\r\n".startswith(after[:4]):
        raise WrongRequest(400, "desk_broken_off")


async def form_of(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form without files, in their order.

    Raises:
        WrongRequest: it is none, too long or too slow.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise WrongRequest(415, "desk_no_form")
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > 9 or int(announced) > _MOST_FORM:
        raise WrongRequest(413, "long_body", most=_MOST_FORM)
    data = bytearray()
    async for piece in _chunks(request):
        data += piece
        if len(data) > _MOST_FORM:
            raise WrongRequest(413, "long_body", most=_MOST_FORM)
    try:
        fields = parse_qsl(
            bytes(data).decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace"
        )
    except ValueError:
        raise WrongRequest(400, "desk_no_form") from None
    if any(len(name) > _MOST_NAME for name, _ in fields):
        raise WrongRequest(400, "desk_no_form")
    return fields


def shown_size(size: int) -> str:
    """Return a size [byte] as people write it."""
    for unit, of in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if size >= of and size % of == 0:
            return f"{size // of} {unit}"
    return f"{size} B"
