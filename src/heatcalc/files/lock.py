"""A file that one process at a time holds, by the lock of the operating system: a killed process holds nothing."""

import os
import platform
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_AT = 2**20
"""Which byte Windows locks: one behind the text, which others may read."""


class Lock:
    """A held lock. Its file says for people who holds it; what it says decides nothing."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            BlockingIOError: another process holds it.
            OSError: the file cannot be made.
        """
        self.path = path
        while True:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
            try:
                _take(self._handle)
                if path.exists() and os.path.samestat(os.fstat(self._handle), path.stat()):
                    break
            except BaseException:
                os.close(self._handle)
                raise
            os.close(self._handle)  # its holder has removed it in between
        with suppress(OSError):  # a full disk is reported by the write that matters
            os.truncate(self._handle, 0)
            os.write(self._handle, f"{platform.node()} {os.getpid()}\n".encode())

    def release(self, *, remove: bool) -> None:
        """Let go of it, and `remove` its file; where it is left, the next run knows that this one was stopped."""
        if sys.platform == "win32":  # where no open file can be removed
            os.close(self._handle)
        if remove:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
        if sys.platform != "win32":
            os.close(self._handle)


def holder_of(path: Path) -> str:
    """Return who holds a lock, as far as its file says."""
    try:
        return " ".join(path.read_bytes().decode("utf-8", "replace").split())
    except OSError:
        return ""


def _take(handle: int) -> None:
    if sys.platform == "win32":
        try:
            os.lseek(handle, _AT, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        except PermissionError as error:
            raise BlockingIOError(error.errno, error.strerror) from error
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
