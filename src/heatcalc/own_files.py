"""The files that come with heatcalc, wherever it runs from: a folder, or an archive such as `heatcalc.pyz`."""

import os
import sys
from pathlib import Path
from typing import Any

_LOADER: Any = __spec__.loader


def own_file(name: str) -> bytes:
    """Return the bytes of a file of the package, named from its top: `messages/bill.json`.

    Raises:
        OSError: there is none of that name.
    """
    # What `importlib.resources` does, whose import takes 2 ms. An archive is known as it was named, perhaps by `./`.
    data: bytes = _LOADER.get_data(f"{os.path.dirname(__file__)}/{name}")  # noqa: PTH120 - a path would drop that
    return data


def archive() -> Path | None:
    """Return the archive that heatcalc runs from; None where it lies in a folder."""
    found = getattr(_LOADER, "archive", None)
    return None if found is None else Path(found)


def packages_beside(archive: Path) -> Path:
    """Return the folder beside an archive where packages are found that the archive has not."""
    return archive.resolve().parent / "heatcalc-packages"


def packages_of_user() -> Path:
    """Return the folder of the user's own where they are found too: for an archive in a folder of somebody else."""
    usual = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_DATA_HOME")
    return Path(usual or os.path.expanduser("~/.local/share")) / "heatcalc" / "packages"  # noqa: PTH111 - never fails


def packages_to_add(archive: Path) -> Path:
    """Return the folder for packages that the archive lacks: beside it where its user may write there."""
    beside = packages_beside(archive)
    place = beside if beside.exists() else beside.parent
    return beside if os.access(place, os.W_OK) else packages_of_user()


def find_packages_beside() -> None:
    """Let Python look there too, after all else."""
    if found := archive():
        sys.path += [str(packages_beside(found)), str(packages_of_user())]
