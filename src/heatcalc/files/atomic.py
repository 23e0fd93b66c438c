"""Files that appear whole or not at all: temporary files in the same folder, put in place at the end, in order.

One policy for all that heatcalc writes: a file that is replaced keeps its mode, a new one has the mode that the user's
umask gives; a link stays, and the file that it points to is replaced; file and folder are synced to the disk.
"""

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from heatcalc.errors import OutputError


class Outputs:
    """Files that are being written, to be published together. Leaving it without `publish` leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[tuple[IO[bytes] | None, Path, Path]] = []
        self._folders: list[Path] = []
        self._lock: Path | None = None
        self._publishing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file, temporary, _ in self._open:
            if file is not None:
                file.close()
                temporary.unlink(missing_ok=True)
        for folder in self._folders:
            _remove(folder)
        if self._lock is not None and not self._publishing:
            # Where the files are half in place the lock stays, as the sign that they are this program's to replace.
            self._lock.unlink(missing_ok=True)

    def lock(self, target: Path) -> None:
        """Keep other runs off `target`, and sweep what a killed run has left.

        Raises:
            OutputError: another run is at it, or the folder cannot be written.
        """
        lock = lock_of(target)
        try:
            if lock.exists() and not _runs(lock.read_text(encoding="ascii")):
                lock.unlink(missing_ok=True)
            with lock.open("x", encoding="ascii") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            raise OutputError("ledger.locked", file=target, lock=lock) from None
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        self._lock = lock
        for left in self.folder.glob(f".{glob.escape(target.name)}.*.tmp"):
            _remove(left)

    def file(self, target: Path, swept_as: Path) -> IO[bytes]:
        """Return a new file that `publish` will put in the place of `target`.

        Raises:
            OutputError: the folder cannot be written.
        """
        try:
            folder = target.resolve().parent if target.is_symlink() else self.folder
            handle, name = tempfile.mkstemp(prefix=f".{swept_as.name}.", suffix=".tmp", dir=folder)
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        file = os.fdopen(handle, "w+b")
        self._open.append((file, Path(name), target))
        return file

    def take(self, made: Path, target: Path) -> None:
        """Take a file or a folder of the workplace, which `publish` will put in the place of `target`."""
        self._open.append((None if made.is_dir() else made.open("r+b"), made, target))

    def workplace(self, target: Path) -> Path:
        """Return a new folder for files that are of use only while `target` is made.

        Raises:
            OutputError: it cannot be made.
        """
        try:
            self._folders.append(Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=self.folder)))
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        return self._folders[-1]

    def publish(self, mark: Path | None = None) -> None:
        """Put the files in their places, in the order in which they were opened.

        A `mark` that tells that all are there, such as a manifest, is gone until the last is.

        Raises:
            OutputError: one cannot be put there.
        """
        target = self.folder
        try:
            for file, temporary, target in self._open:
                for each in _files_of(temporary, file):
                    each.flush()
                    os.fsync(each.fileno())
                    each.close()
                temporary.chmod(_mode_of(target, folder=file is None))
            self._publishing = True
            if mark is not None:
                mark.unlink(missing_ok=True)
            for _, temporary, target in self._open:
                if target.is_dir():
                    shutil.rmtree(target)
                temporary.replace(target.resolve())
            folders = {self.folder, *(temporary.parent for file, temporary, _ in self._open if file is not None)}
            self._open.clear()
            self._publishing = False
            for folder in folders:
                _sync(folder)
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error


def lock_of(target: Path) -> Path:
    """Return the file that keeps other runs off `target`; one that is left behind tells of a run that was killed."""
    return target.absolute().with_name(f".{target.name}.lock")


def _files_of(made: Path, file: IO[bytes] | None) -> Iterator[IO[bytes]]:
    """Yield the file, or those of the folder, which nobody else writes any more."""
    if file is not None:
        yield file
        return
    for each in sorted(made.rglob("*")):
        if each.is_file():
            with each.open("r+b") as opened:
                yield opened


def _runs(process: str) -> bool:
    """Return whether a process of this number runs."""
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write one file whole or not at all; text is UTF-8.

    Raises:
        OutputError: the file exists and `force` is not set, or it cannot be written.
    """
    if path.exists() and not force:
        raise OutputError("files.exists", file=path)
    with Outputs(path.absolute().parent) as outputs:
        outputs.file(path, path).write(content.encode() if isinstance(content, str) else content)
        outputs.publish()


def _mode_of(target: Path, *, folder: bool) -> int:
    """Return the mode that a file or folder gets: that of the one it replaces, or what the umask leaves."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return (0o777 if folder else 0o666) & ~mask


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
