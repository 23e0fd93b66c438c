"""The folder of a desk: for its user alone, gone when the desk is, and swept by the next one if that was killed."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from heatcalc.errors import OutputError
from heatcalc.files.lock import Lock

_PREFIX = "heatcalc-desk-"
_LOCK = "lock"
_MAKING_SECONDS = 24 * 3600
"""A folder that has no lock for so long [s] is none that is being made: its lock was lost."""


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder of mode 700, in which all that this process makes is for its user alone; it is gone at the end.

    What desks that were killed have left is removed first.

    Raises:
        OutputError: it cannot be made.
    """
    before = os.umask(0o077)
    try:
        parent = Path(tempfile.gettempdir())
        sweep(parent)
        try:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            lock = Lock(folder / _LOCK)
        except OSError as error:
            raise OutputError("files.unwritable", file=parent, reason=error.strerror or error) from error
        try:
            yield folder
        finally:
            lock.release(remove=False)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.umask(before)


def sweep(parent: Path) -> None:
    """Remove the folders of this user's desks that no process holds any more."""
    for left in parent.glob(f"{_PREFIX}*"):
        # A folder that another user made, or a link, is none of ours.
        with suppress(OSError):
            found = left.lstat()
            if left.is_symlink() or not left.is_dir() or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
                continue
            if (left / _LOCK).exists():
                Lock(left / _LOCK).release(remove=False)
            elif time.time() - found.st_mtime < _MAKING_SECONDS:
                continue  # it may be being made at this moment
            shutil.rmtree(left, ignore_errors=True)
