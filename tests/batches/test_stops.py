"""A run that is stopped at any of its steps leaves bills that are whole or none, and the next run completes them."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc
from tests.conftest import environment
from tests.helpers.stops import steps_of, stopped

pytestmark = pytest.mark.kill
HEADER = "户号,户名,用户类别,建筑面积"
BROKEN = "x,王五,居民,九十"
FILES = ["bills.csv", "bills.manifest.json", "bills.rejects.csv"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Return a folder with the bills of an earlier ledger, and a new ledger."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    ledger = folder / "ledger.csv"
    for number in (3, 400):
        rows = [f"{n:06},用户,居民,{n % 200 + 10}" for n in range(number)]
        ledger.write_text("\n".join([HEADER, *rows, BROKEN]), encoding="utf-8")
        if number == 3:
            heatcalc.batch(ledger, folder / "bills.csv", city="朔州")
    return folder


@pytest.mark.parametrize(
    ("engine", "blow", "code"),
    [
        ("exact", signal.SIGKILL, -signal.SIGKILL),
        ("duckdb", signal.SIGKILL, -signal.SIGKILL),
        ("duckdb", signal.SIGTERM, 143),
        ("duckdb", signal.SIGINT, 130),
    ],
)
def test_a_run_that_is_stopped_at_any_step(
    engine: str, blow: signal.Signals, code: int, earlier: Path, tmp_path: Path
) -> None:
    def arguments(folder: Path) -> list[str]:
        return ["batch", f"{folder}/ledger.csv", "-o", f"{folder}/bills.csv", "--city", "朔州", "--engine", engine]

    before, whole = contents(earlier), shutil.copytree(earlier, tmp_path / "whole")
    steps = steps_of(whole, *arguments(whole))
    assert steps > 12
    expected = contents(whole)
    begun = 0
    # What a run does when it is told to stop is the same at all steps: each of two signals comes at every other one.
    taken = {signal.SIGTERM: range(0, steps, 2), signal.SIGINT: range(1, steps, 2)}.get(blow, range(steps))
    for at in taken:
        folder = shutil.copytree(earlier, tmp_path / str(at))
        ended, said = stopped(folder, at, blow, *arguments(folder))
        assert (ended, "Traceback" in said) == (code, False), (at, said)
        left = contents(folder)
        assert left["ledger.csv"] == before["ledger.csv"], at
        if "bills.manifest.json" in left:
            said = json.loads(left["bills.manifest.json"])["outputs"]
            assert said["csv"] == hashlib.sha256(left["bills.csv"]).hexdigest(), at
        if blow != signal.SIGKILL and ".bills.csv.lock" not in left:
            assert left in (before, expected), (at, "it had time to clear up")
            assert len(left) == len(list(folder.iterdir())), at
        begun += left != before
        swept = any(path.name.startswith(".") for path in folder.iterdir())
        again = heatcalc.batch(folder / "ledger.csv", folder / "bills.csv", city="朔州", engine=engine)
        assert again.after_stop == swept, at
        assert contents(folder) == expected, at
        assert sorted(path.name for path in folder.iterdir()) == [*FILES, "ledger.csv"], at
    assert 0 < begun <= steps


def test_an_interrupt_is_told_apart_under_a_parent_that_ignores_it(earlier: Path) -> None:
    program = (
        "import signal\nfrom pathlib import Path\nfrom tests.helpers.stops import stopped\n"
        f"code, _ = stopped(Path({str(earlier)!r}), 3, signal.SIGINT, 'batch', {str(earlier / 'ledger.csv')!r}, '-o', "
        f"{str(earlier / 'bills.csv')!r}, '--city', '朔州')\nprint(code)"
    )
    root = Path(__file__).parents[2]
    command = ["sh", "-c", 'trap "" INT; exec "$0" -c "$1"', sys.executable, program]
    done = subprocess.run(command, capture_output=True, cwd=root, env=environment(), check=True)
    assert done.stdout.decode().split() == ["130"]
