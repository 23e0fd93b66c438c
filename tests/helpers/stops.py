"""Runs of the program that are stopped at a chosen step, not after a time: the same on any machine.

A step is a change of a folder's files: a file opened to be written, a folder made, a rename, a mode, a removal. The
signal, or the error of the disk, comes just before it. Each run is a process of its own, forked from one that has
imported the program: most of the time of a small run is its start.
"""

import json
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.conftest import environment

_FORKING = """
import errno, importlib, json, os, pkgutil, signal, sys
import duckdb
import heatcalc
from heatcalc.cli.app import main

for each in pkgutil.walk_packages(heatcalc.__path__, "heatcalc."):
    if not any(part in each.name for part in ("__main__", "spark")):
        importlib.import_module(each.name)

changes = {"os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir", "os.link"}
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

while line := sys.stdin.readline():
    said, folder, at, blow, *sys.argv[1:] = json.loads(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    for handle, path in enumerate((os.devnull, os.devnull, said)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC), handle)
    # A parent that ignores interrupts, such as a shell's job in the background, would have them ignored here too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not blow:
        os.fsync = synced
    sys.addaudithook(noting)
    try:
        main()
    finally:
        sys.stderr.write(f"STEPS {len(steps)}")
"""


@cache
def _forking() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _FORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )


def _run(folder: Path, at: int, blow: int, arguments: tuple[str, ...]) -> tuple[int, str, int]:
    forking = _forking()
    assert forking.stdin
    assert forking.stdout
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as said:
        forking.stdin.write(json.dumps([said.name, str(folder), at, blow, *arguments]) + "\n")
        forking.stdin.flush()
        code = int(forking.stdout.readline())
        text, _, steps = said.read().rpartition("STEPS ")
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
