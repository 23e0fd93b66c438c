"""Files that appear whole or not at all: temporary files in the same folder, put in place at the end, in order.

One policy for all that heatcalc writes: a file that is replaced keeps its mode, a new one has the mode that the user's
umask gives; a link stays, and the file that it points to is replaced; file and folder are synced to the disk.
"""

import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from heatcalc.errors import OutputError
from heatcalc.files.lock import Lock, holder_of
from heatcalc.files.stops import undisturbed


class Outputs:
    """Files that are being written, to be published together. Leaving it without `publish` leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[tuple[IO[bytes] | None, Path, Path]] = []
        self._folders: list[Path] = []
        self._lock: Lock | None = None
        self._name = ""
        self._kept: list[Path] = []
        """What was replaced, until all is in place."""
        self._publishing = False
        self.after_stop = False
        """Whether another run was stopped at the same outputs, and its files were swept."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with undisturbed():
            self._clear()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            target = self._open[-1][2] if self._open else self.folder
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error

    def _clear(self) -> None:
        """Remove what is not published, and let go of the lock."""
        for file, temporary, _ in self._open:
            if file is not None:
                with suppress(OSError):  # what is still to be written has no room on a full disk
                    file.close()
                _remove(temporary)
        for left in (*self._folders, *self._kept):
            _remove(left)
        if self._lock is not None:
            # Where files are half in place the lock stays, as the sign that they are this program's to replace.
            self._lock.release(remove=not self._publishing)

    def lock(self, target: Path) -> None:
        """Keep other runs off `target`, and sweep what a killed run has left.

        Raises:
            OutputError: another run is at it, or the folder cannot be written.
        """
        path, self._name = lock_of(target), target.name
        self.after_stop = path.exists()
        try:
            self._lock = Lock(path)
        except BlockingIOError:
            raise OutputError("ledger.locked", file=target, lock=path, holder=holder_of(path)) from None
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        for left in self.folder.glob(f".{glob.escape(target.name)}.*.tmp"):
            self.after_stop = True
            _remove(left)

    def file(self, target: Path, swept_as: Path) -> IO[bytes]:
        """Return a new file that `publish` will put in the place of `target`.

        Raises:
            OutputError: the folder cannot be written.
        """
        if target.exists() and not target.is_file():
            raise OutputError("ledger.no_file", file=target)
        try:
            folder = target.resolve().parent if target.is_symlink() else self.folder
            with undisturbed():
                handle, name = tempfile.mkstemp(prefix=f".{swept_as.name}.", suffix=".tmp", dir=folder)
                file = os.fdopen(handle, "w+b")
                self._open.append((file, Path(name), target))
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        return file

    def take(self, made: Path, target: Path) -> None:
        """Take a file or a folder of the workplace, which `publish` will put in the place of `target`."""
        self._open.append((None, made, target))

    def workplace(self, target: Path) -> Path:
        """Return a new folder for files that are of use only while `target` is made.

        Raises:
            OutputError: it cannot be made.
        """
        try:
            with undisturbed():
                made = tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=self.folder)
                self._folders.append(Path(made))
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        return self._folders[-1]

    def publish(self, mark: Path | None = None, gone: Sequence[Path] = ()) -> None:
        """Put the files in their places, in the order in which they were opened, and remove those that are to be gone.

        A `mark` that tells that all are there, such as a manifest, is gone until the last is. Where one cannot be put
        in its place, what was there before is put back.

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
                temporary.chmod(_mode_of(target, folder=temporary.is_dir()))
        except OSError as error:
            raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
        with undisturbed():
            self._place(mark, gone)

    def _place(self, mark: Path | None, gone: Sequence[Path]) -> None:
        target = self.folder
        folders = {self.folder, *(target.resolve().parent for _, _, target in self._open)}
        undo: list[Callable[[], object]] = []
        self._publishing = True
        try:
            for target in (*((mark,) if mark is not None else ()), *gone):
                if target.exists():
                    self._keep(target, undo)
                    target.unlink(missing_ok=True)
            for _, temporary, target in self._open:
                place = target.resolve()
                if place.exists():
                    self._keep(place, undo)
                else:
                    undo.append(partial(_remove, place))
                temporary.replace(place)
        except BaseException as error:
            for step in reversed(undo):
                step()
            self._publishing = False
            if isinstance(error, OSError):
                raise OutputError("files.unwritable", file=target, reason=error.strerror or error) from error
            raise
        self._open.clear()
        self._publishing = False
        try:
            for folder in folders:
                _sync(folder)
        except OSError as error:
            raise OutputError("files.unwritable", file=folder, reason=error.strerror or error) from error

    def _keep(self, place: Path, undo: list[Callable[[], object]]) -> None:
        """Keep what is at a place, so that it can be put back."""
        kept = place.with_name(f".{self._name or place.name}.{os.urandom(6).hex()}.old.tmp")
        self._kept.append(kept)
        if place.is_dir():
            undo.append(partial(_put_back, kept, place))
            place.replace(kept)
            return
        try:
            kept.hardlink_to(place)
        except OSError:  # the disk knows no links
            shutil.copy2(place, kept)
        undo.append(partial(_put_back, kept, place))


def lock_of(target: Path) -> Path:
    """Return the file that keeps other runs off `target`; one that is left behind tells of a run that was killed."""
    return target.absolute().with_name(f".{target.name}.lock")


def _files_of(made: Path, file: IO[bytes] | None) -> Iterator[IO[bytes]]:
    """Yield the file, or those of the folder, which nobody else writes any more."""
    if file is not None:
        yield file
        return
    if made.is_file():
        with made.open("r+b") as opened:
            yield opened
        return
    for each in sorted(made.rglob("*")):
        if each.is_file():
            with each.open("r+b") as opened:
                yield opened


def _put_back(kept: Path, place: Path) -> None:
    if kept.exists():
        if place.is_dir():
            shutil.rmtree(place)
        kept.replace(place)


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left, ignore_errors=True)
    else:
        with suppress(OSError):  # the next run sweeps it
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
    if sys.platform == "win32":
        return  # a folder cannot be opened there, and NTFS keeps a journal of its own
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
