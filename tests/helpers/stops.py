"""Runs of the program that are stopped at a chosen step, not after a time: the same on any machine.

A step is a change of a folder's files: a file opened to be written, a folder made, a rename, a mode, a removal. The
signal comes just before it.
"""

import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import environment

_PROGRAM = """
import os, signal, sys

folder, at, blow, *sys.argv[1:] = sys.argv[1:]
changes = {"os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir"}
steps = []

def noting(event, given):
    if event in changes or (event == "open" and given[1] not in ("r", None)):
        if str(given[0]).startswith(folder):
            steps.append(event)
            if len(steps) - 1 == int(at):
                os.kill(os.getpid(), int(blow))

# A parent that ignores interrupts, such as a shell's job in the background, would have them ignored here too.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(noting)
from heatcalc.cli.app import main
try:
    main()
finally:
    if int(at) < 0:
        sys.stderr.write(f"STEPS {len(steps)}")
"""


def stopped(folder: Path, at: int, blow: signal.Signals, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run heatcalc, and send it a signal before it changes the files of a folder for the time numbered `at`, from 0."""
    command = [sys.executable, "-c", _PROGRAM, str(folder), str(at), str(int(blow)), *arguments]
    return subprocess.run(command, capture_output=True, env=environment(), check=False)


def steps_of(folder: Path, *arguments: str) -> int:
    """Run heatcalc to its end, and return in how many steps it changes the files of a folder."""
    done = stopped(folder, -1, signal.SIGKILL, *arguments)
    assert done.returncode in (0, 1), done.stderr
    return int(done.stderr.rpartition(b"STEPS ")[2])


_FAULTY = """
import errno, os, sys

folder, at, *sys.argv[1:] = sys.argv[1:]
changes = {"os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir", "os.link"}
steps = []

def step(what):
    steps.append(what)
    if len(steps) - 1 == int(at):
        raise OSError(errno.EIO, "injected")

def noting(event, given):
    if event in changes or (event == "open" and given[1] not in ("r", None)):
        if str(given[0]).startswith(folder):
            step(event)

def fsync(handle, real=os.fsync):
    step("fsync")
    real(handle)

os.fsync = fsync
sys.addaudithook(noting)
from heatcalc.cli.app import main
try:
    main()
finally:
    sys.stderr.write(f"STEPS {len(steps)}")
"""


def faulty(folder: Path, at: int, *arguments: str) -> tuple[int, str, int]:
    """Run heatcalc with an error of the disk at the step numbered `at`, from 0; syncing is a step too.

    Return the exit code, what is said on standard error, and how many steps there were.
    """
    command = [sys.executable, "-c", _FAULTY, str(folder), str(at), *arguments]
    done = subprocess.run(command, capture_output=True, env=environment(), check=False)
    said, _, steps = done.stderr.decode().rpartition("STEPS ")
    return done.returncode, said, int(steps)
