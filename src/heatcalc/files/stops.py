"""Signals that end a run: they wait where half a step would be left behind, such as files that are put in place."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class _Told:
    number = 0
    """The signal that told this process to end."""
    shields = 0


def heed() -> None:
    """End this process on SIGINT and SIGTERM by an exception, so that it clears away what it has begun to write.

    A SIGINT that the parent ignores, as a shell does for its jobs in the background, stays ignored.
    """
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def exit_code() -> int:
    """Return the exit code of a process that was told to end; 0 of one that was not."""
    return 128 + _Told.number if _Told.number else 0


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off being ended until this is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = _Told.number
    _Told.shields += 1
    try:
        yield
    finally:
        _Told.shields -= 1
        if _Told.number and not before and not _Told.shields:
            _end(_Told.number, None)


def _end(number: int, _: FrameType | None) -> None:
    _Told.number = number
    if _Told.shields:
        return
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(exit_code())
