"""What tests share: running the program as a user does, and the shipped table."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from tests.helpers import forked
from tests.helpers.machine import needs_java
from tests.helpers.table_once import read_once

read_once()

with suppress(ImportError):  # where only the command line is tried, with the lowest versions
    from hypothesis import settings

    settings.register_profile("heatcalc", deadline=None)  # no test depends on how fast the machine is
    settings.load_profile("heatcalc")

ON_POSIX = (
    "batches/test_batch.py",
    "batches/test_small_machines.py",
    "batches/test_stops.py",
    "cli/test_ask.py",
    "cli/test_display.py",
    "cli/test_manners.py",
    "cli/test_next_steps.py",
    "cli/test_terminal.py",
    "files/test_faults.py",
)
"""Tests that need terminals, signals and limits as POSIX has them."""
collect_ignore = ON_POSIX if sys.platform == "win32" else ()


NOT_QUICK = (
    "balances/test_account",
    "balances/test_charges",
    "batches/test_allocat",
    "batches/test_batch",
    "batches/test_engines",
    "batches/test_parts",
    "batches/test_proof",
    "batches/test_small_machines",
    "batches/test_types_kept",
    "cli/test_display",
    "cli/test_manners",
    "cli/test_surroundings",
    "cli/test_terminal",
    "costing/test_allocation",
    "diffs/test_diff",
    "export/test_dialects",
    "files/test_atomic",
    "formula/test_shapes",
    "formula/test_sql",
    "ledger/test_carried_types",
    "ledger/test_lines",
    "tariffs/test_any_value",
    "tariffs/test_explained",
    "tariffs/test_writing",
    "test_laws",
    "test_own_files",
    "test_windows",
    "web/desk/",
    "web/test_flood",
    "web/test_pages",
    "web/test_serve",
)
"""Where tests that are not slow take a tenth of a second each, or more."""
TESTS = Path(__file__).parent
JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""The options of a JVM of tests, which ends before its second compiler would pay."""


def pytest_report_header() -> list[str]:
    """Say which tests are left out on this system."""
    return [f"not run on Windows, which lacks what they need: {', '.join(ON_POSIX)}"] if collect_ignore else []


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups when it is its turn
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use.

    Whatever starts a JVM, a server or a browser, or stops runs, is slow as well; its like stays in one process. What is
    neither slow nor runs the program in a process of its own is quick.
    """
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if "spark" in used:
            item.add_marker("spark")
        if used & {"postgres", "mariadb"}:
            item.add_marker("database")
        for name in ("spark", "database", "browser", "kill"):
            if item.get_closest_marker(name):
                item.add_marker("slow")
                item.add_marker(pytest.mark.xdist_group(name))
        room = item.path.relative_to(TESTS).as_posix()
        if not (item.get_closest_marker("slow") or "heat" in used or room.startswith(NOT_QUICK)):
            item.add_marker("quick")


@dataclass
class Run:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


Program = Callable[..., Run]


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a run: a UTF-8 terminal in Chinese, and nothing of the tester's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEATCALC_", "LC_", "LANG"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "PYTHONIOENCODING"):
        kept.pop(name, None)
    kept.setdefault("SPARK_SUBMIT_OPTS", JVM)
    return {**kept, "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1", **changes}


def shown_on(terminal: int) -> bytes:
    """Return what appears on a terminal until its programs have ended, and close it."""
    shown = b""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(terminal)
    return shown


@pytest.fixture
def heat() -> Program:
    """Return a function that runs heatcalc in a process of its own, with its output in files or pipes."""

    def run(*arguments: str, encoding: str = "utf-8", **changes: str) -> Run:
        if forked.may_fork(changes):
            code, out, err = forked.run(arguments, environment(**changes))
        else:
            command = [sys.executable, "-X", "warn_default_encoding", "-m", "heatcalc", *arguments]
            done = subprocess.run(command, capture_output=True, env=environment(**changes), timeout=60, check=False)
            code, out, err = done.returncode, done.stdout, done.stderr
        return Run(code, out.decode(encoding), err.decode(encoding))

    return run


@pytest.fixture(scope="session")
def shipped() -> heatcalc.Table:
    """Return the shipped table."""
    return heatcalc.load_tariffs()


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Return a Spark session on this machine, as a caller of the Python interface may have one."""
    needs_java()
    os.environ.setdefault("SPARK_SUBMIT_OPTS", JVM)
    from heatcalc.batches.spark.session import session

    with session(None, "local[2]") as made:
        yield made
