"""A ledger that a command reads: a file, or standard input."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from heatcalc.cli.language import LANG
from heatcalc.cli.output import warn
from heatcalc.errors import InputFileError
from heatcalc.ledger.dataset import opened
from heatcalc.ledger.remote import at_hand
from heatcalc.messages import say


@contextmanager
def opened_ledger(ledger: Path) -> Iterator[IO[bytes]]:
    """Open a ledger; standard input is kept in a file first, so that it can be read twice."""
    if str(ledger) == "-":
        if sys.stdin is None:
            raise InputFileError("files.unreadable", file=ledger, reason=os.strerror(errno.EBADF))
        with tempfile.TemporaryFile() as kept:
            if sys.stdin.isatty():
                warn(say("ledger.awaited", LANG) + "\n")
                kept.write(sys.stdin.buffer.read())  # which one Ctrl-D ends
            else:
                shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.seek(0)  # what is kept is on the disk from here on, and its size no longer changes
            yield kept
        return
    with at_hand(ledger) as there, opened(there) as file:
        yield file
