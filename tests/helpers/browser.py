"""Pages in a real browser."""

import subprocess
from pathlib import Path

from tests.helpers.machine import needs_browser

QUIETLY = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
"""The options of a browser without a window, which asks nothing of its own."""


def browse(page_: Path, *arguments: str, width: int = 1280) -> bytes:
    """Open a page in a browser without a network, and return what it prints."""
    command = [
        needs_browser(),
        *QUIETLY,
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={page_.parent / 'profile'}",
        f"--window-size={width},900",
        *arguments,
        page_.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, timeout=120, check=True).stdout
