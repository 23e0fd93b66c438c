"""Runs of the program, each a process of its own that is forked from one which has imported most of it.

To start Python, to import Typer, Rich, DuckDB and heatcalc, and to read the shipped table takes most of the time of a
small run. The modules of the command line, which find out the language, are imported by each run anew.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_TABLE_ONCE = Path(__file__).with_name("table_once.py")
FORKS = hasattr(os, "fork")
_TIME = 60
"""So long may a run take [s]."""
_READ_LATER = ("HEATCALC_", "LANG", "LC_", "HOME", "XDG_", "TMPDIR", "TZ", "PATH", "JAVA_HOME")
"""What the names of variables begin with that nothing reads when it is imported, but for the command line."""
_FORKING = """
import gc, importlib, json, os, pkgutil, runpy, signal, sys, time
import rich.console, rich.markup, rich.padding, rich.panel, rich.table, rich.text, typer, typer.core, typer.main
import heatcalc

for each in pkgutil.walk_packages(heatcalc.__path__, "heatcalc."):
    if not any(part in each.name for part in (".cli", ".web", "__main__", "spark")):
        try:
            importlib.import_module(each.name)
        except ImportError:  # of an extra that is not installed
            pass
runpy.run_path(sys.argv[1])["read_once"]()
heatcalc.load_tariffs()
gc.collect()
gc.freeze()

while line := sys.stdin.readline():
    out, err, folder, variables, before, *sys.argv = json.loads(line)
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
for handle, path in enumerate((os.devnull, out, err)):
    opened = os.open(path, os.O_RDWR)
    os.dup2(opened, handle)
    os.close(opened)
os.chdir(folder)
os.environ.clear()
os.environ.update(variables)
time.tzset()
# A parent that ignores interrupts, such as a shell's job in the background, would have them ignored here too.
signal.signal(signal.SIGINT, signal.default_int_handler)
exec(before)
runpy.run_module("heatcalc", run_name="__main__", alter_sys=True)
"""


def may_fork(changes: Mapping[str, str]) -> bool:
    """Return whether a run with some variables changed is the same if it is forked."""
    return FORKS and all(name.startswith(_READ_LATER) for name in changes)


@cache
def _forking() -> "subprocess.Popen[str]":
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    variables |= {"LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"}  # each run has its own, but for Python's
    command = [sys.executable, "-X", "warn_default_encoding", "-c", _FORKING, str(_TABLE_ONCE)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables)


def run(arguments: Sequence[str], variables: Mapping[str, str], before: str = "") -> tuple[int, bytes, bytes]:
    """Run heatcalc with variables of the environment, and return its exit code and what it writes.

    `before` is Python that it runs first.

    Raises:
        TimeoutError: it takes too long.
    """
    forking = _forking()
    assert forking.stdin
    assert forking.stdout
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        asked = [out.name, err.name, str(Path.cwd()), dict(variables), before, "heatcalc", *arguments]
        forking.stdin.write(json.dumps(asked) + "\n")
        forking.stdin.flush()
        if not select.select([forking.stdout], [], [], _TIME)[0]:
            forking.kill()
            raise TimeoutError(f"heatcalc {' '.join(arguments)}: {_TIME} s")
        return int(forking.stdout.readline()), out.read(), err.read()
