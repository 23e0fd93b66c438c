"""Check the built packages: python tests/packaging.py FOLDER. The wheel must carry the table, and print a bill.

The single file must do so without any package beside it, and write what the installed heatcalc writes.
"""

import os
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
    check_pyz(folder / "heatcalc.pyz", wheel)


LEDGER = "户号,用户类别,建筑面积,状态\r\n0001,居民,185,\r\n0002,居民,一百,\r\n0003,居民,90.5,报停\r\n"
RUNS = {
    ("bill", "--area", "185"): (0, "2797.20"),
    ("check", "--paid", "2500", "--area", "185"): (1, "2797.20"),
    ("compare", "--area", "100"): (0, "朔州"),
    ("supply",): (0, "神头二电厂"),
    ("batch", "台账.csv", "-o", "账单.csv", "--city", "朔州"): (1, "账单.rejects.csv"),
    ("batch", "台账.csv", "-o", "表格.xlsx", "--city", "朔州"): (1, "表格.xlsx"),
    ("page", "--city", "朔州", "-o", "网页.html"): (0, "网页.html"),
}
"""What is run, with its exit code and a part of what it says."""


def check_pyz(pyz: Path, wheel: Path) -> None:
    """Run the single file in a folder of blanks and Chinese, by a Python that has no packages."""
    with tempfile.TemporaryDirectory() as folder:
        alone, beside = Path(folder, "供热 计费"), Path(folder, "installed")
        for place in (alone, beside):
            place.mkdir()
            (place / "台账.csv").write_bytes(LEDGER.encode("gb18030"))
        (alone / pyz.name).write_bytes(pyz.read_bytes())
        for arguments, (code, part) in RUNS.items():
            done = run([sys.executable, "-I", "-S", pyz.name, *arguments], alone)
            assert (done.returncode, part in done.stdout) == (code, True), (arguments, done.stdout, done.stderr)
            if "-o" in arguments:
                installed = run([sys.executable, "-m", "heatcalc", *arguments], beside)
                assert (done.stdout, done.stderr) == (installed.stdout, installed.stderr), arguments
        (alone / pyz.name).rename(Path(folder) / pyz.name)
        assert files(alone) == files(beside)
        refused = run([sys.executable, "-I", "-S", f"../{pyz.name}", "batch", "表格.xlsx", "-o", "x.csv"], alone)
        assert refused.returncode == 2, refused.stdout
        assert "python-calamine" in refused.stderr, refused.stderr
        assert str(Path(folder, "heatcalc-packages")) in refused.stderr, refused.stderr
        again = Path(folder, "again.pyz")
        subprocess.run([sys.executable, str(ROOT / "packaging/make_pyz.py"), str(again), str(wheel)], check=True)
        assert again.read_bytes() == pyz.read_bytes(), "other bytes the second time"
    sys.stdout.write(f"{pyz.name}: {len(RUNS)} commands as installed, without a package beside it\n")


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HEATCALC_LANG": "zh", "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    main()
