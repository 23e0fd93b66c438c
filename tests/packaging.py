"""Check the built packages: python tests/packaging.py FOLDER. The wheel must carry the table, and print a bill."""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    folder = Path(sys.argv[1])
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        members = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = {Path(name).name for name in archive.namelist() if ".dist-info/licenses/" in name}
        assert licences == {"LICENSE", "LICENSE-DATA"}, licences
        assert archive.read("heatcalc/tariffs.toml") == (ROOT / "tariffs.toml").read_bytes()
    tracked = subprocess.run(["git", "ls-files", "src"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    expected = {name.removeprefix("src/") for name in tracked.split()} | {"heatcalc/tariffs.toml"}
    expected |= {name for name in members if name.endswith(".data/data/share/man/man1/heatcalc.1")}
    assert members == expected, members ^ expected
    with tarfile.open(sdist) as archive:
        top = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {
        "src",
        "tests",
        "tariffs.toml",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "LICENSE-DATA",
        "CITATION.cff",
    } <= top, top
    with tempfile.TemporaryDirectory() as target:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)  # noqa: S202 - our own
        code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from heatcalc.cli.app import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, target, "bill", "--area", "185", "--format", "json"],
            capture_output=True,
            cwd=target,
            check=True,
        )
        assert b'"total": "2797.20"' in done.stdout
    sys.stdout.write(f"{wheel.name}: {len(members)} files, prints a bill\n")


if __name__ == "__main__":
    main()
