"""Runs that are broken on purpose, counted: what was injected, how often, and what was left.

    python bench/faults.py --write    # writes the table of docs/reliability.md; some five minutes

An error of the disk comes at each step at which a run changes files; a full disk at each size of a file; SIGKILL and
SIGTERM at a random time in the last 50 ms of a run. A set of outputs is the earlier one, the new one, or, after a
SIGKILL, half in place without its manifest, for the next run to complete. Anything else is counted as broken.
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.conftest import environment  # noqa: E402
from tests.files.test_faults import HEADER, RUNS, contents  # noqa: E402
from tests.helpers.stops import faulty  # noqa: E402

PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- bench/faults.py -->", "<!-- end -->"
LAST = 0.05
"""The last seconds of a run, in which it is killed."""


def _earlier(folder: Path, rows: int = 1) -> Path:
    """Return a folder with a ledger whose bills are there, and then another ledger in its place."""
    folder.mkdir()
    ledger = folder / "ledger.csv"
    homes = "".join(f"{at:06},张三,{at % 90 + 10}\n" for at in range(rows))
    ledger.write_text(f"{HEADER}{homes}x,李四,约\n", encoding="utf-8")
    return folder


def _next_ledger(folder: Path) -> None:
    ledger = folder / "ledger.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8") + "y,王五,80\n", encoding="utf-8")


def _asked(kind: str, folder: Path, area: str) -> list[str]:
    return [each.format(folder, area) for each in RUNS[kind]]


def disk_errors(kind: str, work: Path) -> Iterator[str]:
    """Yield what each error of the disk leaves."""
    earlier = _earlier(work / "earlier")
    faulty(earlier, -1, *_asked(kind, earlier, "100"))
    before = contents(earlier)
    _next_ledger(earlier)
    whole = shutil.copytree(earlier, work / "whole")
    _, _, steps = faulty(whole, -1, *_asked(kind, whole, "90"))
    after = contents(whole)
    for at in range(steps):
        folder = shutil.copytree(earlier, work / "broken")
        code, _, _ = faulty(folder, at, *_asked(kind, folder, "90"))
        yield _outcome(code, contents(folder), before, after)
        shutil.rmtree(folder)


def full_disks(kind: str, work: Path) -> Iterator[str]:
    """Yield what a run leaves that may write so many bytes into a file."""
    import resource

    earlier = _earlier(work / "earlier", 300)
    _run(*_asked(kind, earlier, "100"))
    before = contents(earlier)
    _next_ledger(earlier)
    whole = shutil.copytree(earlier, work / "whole")
    _run(*_asked(kind, whole, "90"))
    after = contents(whole)
    most = max(map(len, after.values()))
    for size in sorted({*range(0, most, max(1, most // 12)), *(len(each) - 1 for each in after.values() if each)}):

        def small(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        folder = shutil.copytree(earlier, work / "broken")
        code = _run(*_asked(kind, folder, "90"), before=small).returncode
        yield _outcome(code, contents(folder), before, after)
        shutil.rmtree(folder)


def _outcome(code: int, left: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> str:
    shown = {name: data for name, data in left.items() if not name.startswith(".")}
    if shown == before and code == 5 and left == shown:
        return "earlier"
    return "new" if shown == after and code in (0, 1, 5) else "broken"


def ends(blow: signal.Signals, times: int, work: Path) -> Iterator[str]:
    """Yield what a run leaves that is ended in its last milliseconds; the next one must complete it."""
    earlier = _earlier(work / "earlier", 8000)
    _run(*_asked("csv", earlier, ""))
    before = contents(earlier)
    _next_ledger(earlier)
    whole = shutil.copytree(earlier, work / "whole")
    began = time.monotonic()
    _run(*_asked("csv", whole, ""))
    took = time.monotonic() - began
    after = contents(whole)
    for _ in range(times):
        folder = shutil.copytree(earlier, work / "broken")
        started = time.monotonic()
        run = subprocess.Popen(
            [sys.executable, "-m", "heatcalc", *_asked("csv", folder, "")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(),
        )  # fmt: skip
        time.sleep(max(0, took - LAST * random.random()))  # noqa: S311 - no secret
        run.send_signal(blow)
        run.wait()
        took += 0.2 * (time.monotonic() - started - took) if run.returncode in (0, 1) else 0
        left = contents(folder)
        shown = {name: data for name, data in left.items() if not name.startswith(".")}
        half = blow == signal.SIGKILL and not _manifest_of_others(shown)
        _run(*_asked("csv", folder, ""))
        completed = contents(folder) == after
        outcome = "earlier" if shown == before else "new" if shown == after else "half" if half else "broken"
        yield outcome if completed and (blow == signal.SIGKILL or run.returncode < 2 or left == shown) else "broken"
        shutil.rmtree(folder)


def _manifest_of_others(shown: dict[str, bytes]) -> bool:
    """Return whether a manifest calls outputs whole that are not its own."""
    from hashlib import sha256

    manifest = shown.get("bills.manifest.json")
    return manifest is not None and json.loads(manifest)["outputs"]["csv"] != sha256(shown["bills.csv"]).hexdigest()


def _run(*arguments: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "heatcalc", *arguments],
        capture_output=True, check=False, env=environment(), preexec_fn=before,
    )  # fmt: skip


def main() -> None:
    """Break runs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    kinds = {f"disk error, {kind}": lambda work, kind=kind: disk_errors(kind, work) for kind in RUNS}
    kinds |= {f"full disk, {kind}": lambda work, kind=kind: full_disks(kind, work) for kind in RUNS if kind != "html"}
    for blow in (signal.SIGKILL, signal.SIGTERM):
        kinds[f"{blow.name}, last 50 ms"] = lambda work, blow=blow: ends(blow, given.kills, work)
    names = ("earlier", "new", "half", "broken")
    lines = [
        "| 注入 injected | 次数 times | 旧的 earlier | 新的 new | 待补完 half, completed by the next | 坏 broken |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, trial in kinds.items():
        with tempfile.TemporaryDirectory() as work:
            found = Counter(trial(Path(work)))
        lines.append(f"| {name} | {found.total()} | {' | '.join(str(found[each]) for each in names)} |")
        print(lines[-1], flush=True)
    if given.write:
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{chr(10).join(lines)}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
