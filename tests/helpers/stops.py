"""Runs of the program that are stopped at a chosen step, not after a time: the same on any machine.

A step is a change of a folder's files: a file opened to be written, a folder made, a rename, a mode, a removal. The
signal, or the error of the disk, comes just before it.
"""

import signal
from pathlib import Path

from tests.conftest import environment
from tests.helpers import forked

_NOTING = """
import atexit, errno

folder, at, blow = {noted!r}
changes = {{"os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir", "os.link"}}
steps = []
fsync = os.fsync

def step(what):
    steps.append(what)
    if len(steps) - 1 == at:
        if not blow:
            raise OSError(errno.EIO, "injected")
        os.kill(os.getpid(), blow)

def noting(event, given):
    if event in changes or (event == "open" and given[1] not in ("r", None)):
        if str(given[0]).startswith(folder):
            step(event)

def synced(handle):
    step("fsync")
    fsync(handle)

if not blow:
    os.fsync = synced
sys.addaudithook(noting)
atexit.register(lambda: sys.stderr.write(f"STEPS {{len(steps)}}"))
"""


def _run(folder: Path, at: int, blow: int, arguments: tuple[str, ...]) -> tuple[int, str, int]:
    before = _NOTING.format(noted=(str(folder), at, int(blow)))
    code, _, said = forked.run(arguments, environment(), before)
    text, _, steps = said.decode().rpartition("STEPS ")
    return (code, text, int(steps)) if steps.isdigit() else (code, steps, -1)


def stopped(folder: Path, at: int, blow: signal.Signals, *arguments: str) -> tuple[int, str]:
    """Run heatcalc, and send it a signal before it changes the files of a folder for the time numbered `at`, from 0.

    Return the exit code and what is said on standard error.
    """
    return _run(folder, at, blow, arguments)[:2]


def steps_of(folder: Path, *arguments: str) -> int:
    """Run heatcalc to its end, and return in how many steps it changes the files of a folder."""
    code, said, steps = _run(folder, -1, signal.SIGKILL, arguments)
    assert code in (0, 1), said
    return steps


def faulty(folder: Path, at: int, *arguments: str) -> tuple[int, str, int]:
    """Run heatcalc with an error of the disk at the step numbered `at`, from 0; syncing is a step too.

    Return the exit code, what is said on standard error, and how many steps there were.
    """
    return _run(folder, at, 0, arguments)
