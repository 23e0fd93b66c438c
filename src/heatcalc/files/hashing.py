"""Files that are hashed on the way, as they are read or written from their start to their end."""

import hashlib
import os
from pathlib import Path
from typing import IO

_CHUNK = 2**20


class Hashed:
    """A file of bytes and the hash of all that was read from it, or written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._state = _state(file)

    def has_changed(self) -> bool:
        """Return whether somebody has written into the file since this began."""
        return _state(self._file) != self._state

    @property
    def path(self) -> Path | None:
        """Where the file lies, if it has a name."""
        name = getattr(self._file, "name", None)
        return Path(name) if isinstance(name, str) and Path(name).is_file() else None

    def restart(self) -> None:
        """Go back to the start."""
        self._file.seek(0)
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, or all that are left."""
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def readline(self, most: int = -1) -> bytes:
        """Return what is left of the line, or the next `most` bytes of it."""
        data = self._file.readline(most)
        self._digest.update(data)
        return data

    def write(self, data: bytes) -> int:
        """Write bytes, and return how many."""
        self._digest.update(data)
        return self._file.write(data)

    def sha256(self) -> str:
        """Return the hash so far."""
        return self._digest.hexdigest()


def _state(file: IO[bytes]) -> tuple[int, int]:
    """Return the size and the time of a file on a disk."""
    try:
        found = os.fstat(file.fileno())
    except (OSError, AttributeError):
        return 0, 0
    return found.st_size, found.st_mtime_ns


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as opened:
        file = Hashed(opened)
        while file.read(_CHUNK):
            pass
    return file.sha256()
