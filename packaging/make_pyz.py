"""Make `heatcalc.pyz`: heatcalc and what it needs of pure Python in one file, for any Python from 3.11 on.

python packaging/make_pyz.py heatcalc.pyz [WHEEL]

Without a wheel of heatcalc one is built. The packages are those of the Python that runs this: `requirements.txt` pins
them. The same packages make the same bytes; `SOURCE_DATE_EPOCH` is the date of all that is inside.
"""

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

MAIN = """\
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("heatcalc 需要 Python 3.11 或更高的版本 / heatcalc needs Python 3.11 or later\\n")
    sys.exit(2)
from heatcalc.__main__ import main

main()
"""
SYSTEMS = (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
OLDEST = 315532800
"""What a ZIP file can say: 1 January 1980 [s since 1970]."""
UNWANTED = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "entry_points.txt")
"""Of a package's description: what tells how it was installed, and what is of no use in an archive."""


def main() -> None:
    out, *wheels = map(Path, sys.argv[1:])
    members = (dict(of_wheel(wheels[0])) if wheels else built()) | {"__main__.py": MAIN.encode()}
    left_out = []
    for found in needed(members):
        if "Root-Is-Purelib: true" not in (found.read_text("WHEEL") or ""):
            left_out.append(found.name)
            continue
        members |= dict(of_installed(found))
    date = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), OLDEST))[:6]
    with out.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(members):
                member = zipfile.ZipInfo(name, date)
                member.external_attr = 0o100644 << 16
                member.create_system = 3  # Unix, wherever it is made
                archive.writestr(member, members[name], zipfile.ZIP_DEFLATED, 9)
    out.chmod(0o755)
    sys.stdout.write(f"{out}: {out.stat().st_size:,} bytes, {len(members)} files, without {', '.join(left_out)}\n")


def built() -> dict[str, bytes]:
    """Return the files of a wheel that is built from this checkout."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--outdir", folder, str(Path(__file__).parents[1])]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        return dict(of_wheel(wheel))


def of_wheel(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a wheel that belong on Python's path."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if ".data/" not in name and Path(name).name not in UNWANTED:
                yield name, archive.read(name)


def of_installed(found: Distribution) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an installed package that belong on Python's path."""
    for each in found.files or ():
        name = each.as_posix()
        if ".." not in each.parts and "__pycache__" not in each.parts and each.name not in UNWANTED:
            yield name, each.locate().read_bytes()


def needed(members: dict[str, bytes]) -> list[Distribution]:
    """Return the packages that heatcalc needs, and those that they need, on any system."""
    (metadata,) = (text.decode() for name, text in members.items() if name.endswith(".dist-info/METADATA"))
    found: dict[str, Distribution] = {}
    waiting = [line.partition(": ")[2] for line in metadata.splitlines() if line.startswith("Requires-Dist: ")]
    while waiting:
        asked = Requirement(waiting.pop())
        if asked.name not in found and _is_wanted(asked):
            found[asked.name] = distribution(asked.name)
            waiting += found[asked.name].requires or []
    return [found[name] for name in sorted(found)]


def _is_wanted(asked: Requirement) -> bool:
    """Return whether a requirement is of any system, and of no extra."""
    named = ({"extra": "", "sys_platform": each, "platform_system": system} for each, system in SYSTEMS)
    return asked.marker is None or any(asked.marker.evaluate(each) for each in named)


if __name__ == "__main__":
    main()
