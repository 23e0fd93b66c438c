"""The files that come with heatcalc, wherever it runs from: a folder, or an archive such as `heatcalc.pyz`."""

import sys
from pathlib import Path
from typing import Any

_LOADER: Any = __spec__.loader


def own_file(name: str) -> bytes:
    """Return the bytes of a file of the package, named from its top: `messages/bill.json`.

    Raises:
        OSError: there is none of that name.
    """
    # What `importlib.resources` does, whose import takes 2 ms.
    data: bytes = _LOADER.get_data(str(Path(__file__).parent / name))
    return data


def archive() -> Path | None:
    """Return the archive that heatcalc runs from; None where it lies in a folder."""
    found = getattr(_LOADER, "archive", None)
    return None if found is None else Path(found)


def packages_beside(archive: Path) -> Path:
    """Return the folder beside an archive where packages are found that the archive has not."""
    return archive.resolve().parent / "heatcalc-packages"


def find_packages_beside() -> None:
    """Let Python look there too, after all else."""
    if found := archive():
        sys.path.append(str(packages_beside(found)))
