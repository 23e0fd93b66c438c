"""What a test needs of its machine: without it the test is skipped, but under CI, where all is installed, it fails."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from heatcalc.show import notices_pdf

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _need(what: str, present: object) -> None:
    if not present:
        if os.environ.get("CI"):
            pytest.fail(f"{what} is needed", pytrace=False)
        pytest.skip(f"no {what} on this machine")


def needs_font() -> None:
    """Go on only where a PDF can be written in Chinese."""
    _need("font with Chinese", any(Path(font).exists() for font in notices_pdf._FONTS))


def needs_java() -> None:
    """Go on only where Spark can run."""
    _need("Java", shutil.which("java"))


def needs_browser() -> str:
    """Return the browser of this machine."""
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    _need("Chromium", found)
    return found[0]


def needs_clickhouse() -> None:
    """Go on only where ClickHouse can be run in a process: there is none for Windows."""
    _need("ClickHouse", find_spec("chdb"))


def needs_server(name: str, *programs: str) -> list[Path]:
    """Return the programs of a database server, of the newest version that is installed."""
    folders = ["/usr/sbin", "/usr/local/bin", "/usr/bin", *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    path = os.pathsep.join(sorted(folders, key=_version, reverse=True))
    found = [Path(program) for each in programs if (program := shutil.which(each, path=path))]
    _need(name, len(found) == len(programs))
    return found


def _version(folder: str) -> int:
    number = Path(folder).parent.name
    return int(number) if number.isdigit() else 0
