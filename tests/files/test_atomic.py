"""One policy for every file that heatcalc writes: modes, links, and whole files or none."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import environment

LEDGER = "户号,建筑面积\n1,100\n"

WRITERS = {
    "batch": ("batch", "ledger.csv", "-o", "out.csv", "--city", "朔州", "--force"),
    "notice": ("notice", "--ledger", "ledger.csv", "--city", "朔州", "-o", "out.html", "--force"),
    "page": ("page", "-o", "out.html", "--force"),
    "template": ("template", "out.csv", "--force"),
    "bill": ("bill", "--area", "100", "--html", "out.html", "--force"),
    "compare": ("compare", "--area", "100", "--svg", "out.svg", "--force"),
    "subsidy": ("subsidy", "--area", "100", "--heat-use", "0.4", "--save", "out.toml", "--force"),
    "init": ("tariff", "init", "out.toml", "--force"),
}


def output_of(arguments: tuple[str, ...]) -> str:
    return next(each for each in arguments if each.startswith("out."))


def heatcalc(arguments: tuple[str, ...], folder: Path, umask: int = 0o022) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "heatcalc", *arguments],
        cwd=folder,
        capture_output=True,
        env=environment(),
        umask=umask,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_mode_that_the_umask_gives(writer: str, umask: int, mode: int, folder: Path) -> None:
    heatcalc(WRITERS[writer], folder, umask)
    assert mode_of(folder / output_of(WRITERS[writer])) == mode


@pytest.mark.parametrize("writer", WRITERS)
def test_a_replaced_file_keeps_its_mode(writer: str, folder: Path) -> None:
    out = folder / output_of(WRITERS[writer])
    out.write_text("old", encoding="utf-8")
    out.chmod(0o640)
    heatcalc(WRITERS[writer], folder)
    assert out.read_bytes() != b"old"
    assert mode_of(out) == 0o640


@pytest.mark.parametrize("writer", [each for each in WRITERS if each != "batch"])
def test_a_link_stays_and_its_file_is_replaced(writer: str, folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    real, out = folder / "elsewhere" / "real", folder / output_of(WRITERS[writer])
    real.write_text("old", encoding="utf-8")
    out.symlink_to(real)
    heatcalc(WRITERS[writer], folder)
    assert out.is_symlink()
    assert real.read_bytes() != b"old"
    assert [each.name for each in (folder / "elsewhere").iterdir()] == ["real"]


def test_a_ledger_is_not_billed_into_a_link(folder: Path) -> None:
    (folder / "real.csv").write_text("old", encoding="utf-8")
    (folder / "out.csv").symlink_to("real.csv")
    command = [sys.executable, "-m", "heatcalc", *WRITERS["batch"]]
    done = subprocess.run(command, cwd=folder, capture_output=True, env=environment(), check=False)
    assert done.returncode == 5
    assert (folder / "real.csv").read_text(encoding="utf-8") == "old"
