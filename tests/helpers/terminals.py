"""A real terminal for a command to print on."""

import os
import pty
import struct
import subprocess
import sys
from fcntl import ioctl
from termios import TIOCSWINSZ

from tests.conftest import environment, shown_on


def on_terminal(*arguments: str, columns: int = 80, **changes: str) -> str:
    """Run heatcalc with a terminal for its output, and no pager, and return what appears on it."""
    master, slave = pty.openpty()
    ioctl(slave, TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "heatcalc", *arguments],
        stdout=slave,
        stderr=slave,
        stdin=slave,
        env=environment(**{"TERM": "xterm-256color", "HEATCALC_PAGER": "", "CI": "", **changes}),
    )
    os.close(slave)
    shown = shown_on(master)
    process.wait()
    return shown.decode(changes.get("PYTHONIOENCODING", "utf-8")).replace("\r\n", "\n")
