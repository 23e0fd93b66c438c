"""Python as it is on Windows, as far as that can be had elsewhere: what POSIX alone has is gone, open files stay."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import environment

_PROGRAM = """
import builtins, errno, fcntl, os, shutil, sys, tempfile, types

# What is not heatcalc's own is as it is here.
import csv, ctypes, ctypes.util, http.server, locale, multiprocessing, subprocess, webbrowser, zipfile
for name in ("duckdb", "python_calamine", "rich.console", "rich.progress", "rich.table", "typer",
             "typer.main", "xlrd", "xlsxwriter"):
    __import__(name)

def locking(handle, mode, count, take=fcntl.flock, flags=fcntl.LOCK_EX | fcntl.LOCK_NB):
    try:
        take(handle, flags)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "locked") from None

sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
for name in ("fcntl", "resource", "termios", "tty", "pty", "pwd", "grp", "syslog"):
    sys.modules[name] = None
for name in ("chown", "fchmod", "fork", "getuid", "geteuid", "getpgid", "kill", "killpg", "mkfifo", "posix_spawn",
             "setsid", "statvfs", "sysconf", "uname"):
    delattr(os, name)
sys.platform = "win32"
shutil._use_fd_functions = False

def refused(path, what):
    raise PermissionError(errno.EACCES, f"{what} on Windows", str(path))

def is_open(path):
    found = os.path.realpath(path)
    for handle in os.listdir("/proc/self/fd"):
        try:
            at = os.readlink(f"/proc/self/fd/{handle}")
        except OSError:
            continue
        if at == found or at.startswith(found + "/"):
            return True
    return False

def opening(path, flags, *more, real=os.open, **named):
    if isinstance(path, (str, os.PathLike)) and os.path.isdir(path):
        refused(path, "a folder is opened")
    return real(path, flags, *more, **named)

def moving(real):
    def move(source, target, *more, **named):
        for each in (source, target):
            if is_open(each):
                refused(each, "an open file is moved")
        if os.path.isdir(target):
            refused(target, "a folder is replaced")
        return real(source, target, *more, **named)
    return move

def removing(real):
    def remove(path, *more, **named):
        if is_open(path):
            refused(path, "an open file is removed")
        return real(path, *more, **named)
    return remove

os.open = opening
os.rename, os.replace = moving(os.rename), moving(os.replace)
os.remove, os.unlink, os.rmdir = removing(os.remove), removing(os.unlink), removing(os.rmdir)
os.symlink = lambda *_, **__: refused("", "a link is made")

"""
_HEATCALC = "from heatcalc.cli.app import main\nmain()\n"


def on_windows(folder: Path, *arguments: str, program: str = _HEATCALC) -> subprocess.CompletedProcess[bytes]:
    """Run heatcalc, or another program, in a folder, as on Windows with a console in GBK."""
    command = [sys.executable, "-c", _PROGRAM + program, *arguments]
    changes = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0", "HEATCALC_DEBUG": "1"}
    return subprocess.run(command, capture_output=True, cwd=folder, env=environment(**changes), check=False)
