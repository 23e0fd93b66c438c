"""Little memory, ledgers made to take much of it, pipes, and streams that are closed."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import environment
from tests.helpers.files import read
from tests.ledger.test_excel import forged

if sys.platform == "win32":
    pytest.skip("limits and pipes of POSIX", allow_module_level=True)
import resource

MB = 2**20
KEPT = 131_072
HEADER = "户号,户名,建筑面积\n"


def heat(*arguments: str, before: Callable[[], None] | None = None, **streams: int) -> subprocess.CompletedProcess[str]:
    """Run heatcalc in a process of its own, in which `before` was called first."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    command = [sys.executable, "-m", "heatcalc", *arguments]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        command, env=environment(), encoding="utf-8", check=False, preexec_fn=before, timeout=100, **streams
    )


def peak_of(*arguments: str) -> tuple[int, int]:
    """Return the exit code of a run and the most memory that it took [MB]."""
    # By way of a small process: what the one that starts a run takes itself counts as the run's.
    program = (
        "import os, sys\n"
        "run = os.posix_spawn(sys.executable, [sys.executable, '-m', 'heatcalc', *sys.argv[1:]], os.environ)\n"
        "_, status, used = os.wait4(run, 0)\n"
        "sys.stderr.write(f'{os.waitstatus_to_exitcode(status)} {used.ru_maxrss}')\n"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment(), check=True)
    code, taken = map(int, done.stderr.splitlines()[-1].split())
    return code, taken * (1 if sys.platform == "darwin" else 1024) // MB


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return a ledger of more lines than are billed without DuckDB."""
    file = tmp_path / "ledger.csv"
    file.write_text(HEADER + "".join(f"{at:05},张三,{at % 90 + 10}\n" for at in range(6000)), encoding="utf-8")
    return file


@pytest.mark.parametrize("limit", [200, 500, 800])
def test_a_run_that_may_take_little_memory_bills_without_duckdb(limit: int, ledger: Path, tmp_path: Path) -> None:
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit * MB, limit * MB))

    out, free = tmp_path / "bills.csv", tmp_path / "free.csv"
    asked = ("batch", str(ledger), "--city", "太原", "-o")
    assert heat(*asked, str(free)).returncode == 0
    done = heat(*asked, str(out), before=little)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes() == free.read_bytes()
    for more in ("--engine=duckdb", "--out-format=parquet"):
        refused = heat(*asked, str(tmp_path / "refused.csv"), more, before=little)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused
        assert "ulimit -v" in refused.stderr
    left = ["bills.csv", "bills.manifest.json", "free.csv", "free.manifest.json", "ledger.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == left


def long_line(file: Path) -> None:
    with file.open("w", encoding="utf-8") as text:
        text.write(f"{HEADER}1,张三,100\n2,")
        for _ in range(300):
            text.write("a" * 10**6)
        text.write(",90\n3,王五,80\n")


def odd_quotes(file: Path) -> None:
    rows = "".join(f'{at},"管,80\n' for at in range(2, 40_002))
    file.write_text(f"{HEADER}1,张三,100\n{rows}3,王五,80\n", encoding="utf-8")


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
@pytest.mark.parametrize("bad", [long_line, odd_quotes])
def test_lines_made_to_take_memory(bad: Callable[[Path], None], engine: str, tmp_path: Path) -> None:
    file, out = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    bad(file)
    code, peak = peak_of("batch", str(file), "-o", str(out), "--city", "太原", "--engine", engine)
    assert (code, peak < 300) == (1, True), peak
    assert [(row["户号"], row["due"]) for row in read(out)] == [("1", "1800.00"), ("3", "1440.00")]
    assert out.with_name("bills.rejects.csv").stat().st_size < 4 * MB


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_of_a_line_that_is_too_long_the_begin_is_kept(encoding: str, tmp_path: Path) -> None:
    file, out = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    for end in ("\n", "\r\n", "\r"):
        text = f"{HEADER}1,张三,100\n2,{'字' * 20_000_000},90\n3,王五,80\n".replace("\n", end)
        file.write_bytes(text.encode(encoding))
        heat("batch", str(file), "-o", str(out), "--city", "太原", "--force")
        assert [row["户号"] for row in read(out)] == ["1", "3"], repr(end)
        (reject,) = read(out.with_name("bills.rejects.csv"))
        assert (reject["line"], reject["code"], len(reject["户名"])) == ("3", "R02", KEPT - len("2,")), repr(end)
        assert f"前 {KEPT} 个字符" in reject["message"]


@pytest.mark.parametrize("bomb", ["sparse", "strings", "many strings"])
def test_workbooks_made_to_take_memory(bomb: str, tmp_path: Path) -> None:
    file = {
        "sparse": lambda: forged(tmp_path, '<row r="180"><c r="XFD180"><v>1</v></c></row>'),
        "strings": lambda: forged(tmp_path, "", more={"xl/sharedStrings.xml": f"<sst>{'<si/>' * 3_900_000}</sst>"}),
        "many strings": lambda: forged(
            tmp_path, "", more={"xl/sharedStrings.xml": f"<sst>{'<si/>' * 4_100_000}</sst>"}
        ),
    }[bomb]()
    code, peak = peak_of("batch", str(file), "--dry-run", "--city", "太原")
    assert (code, peak < 300) == ({"sparse": 1, "strings": 0, "many strings": 3}[bomb], True), peak


def test_a_pipe_is_a_ledger(ledger: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for asked in (["batch", str(pipe), "-n"], ["notice", "--ledger", str(pipe), "-o", f"{tmp_path}/n.html"]):
        with subprocess.Popen(["cp", str(ledger), str(pipe)]):
            done = heat(*asked, "--city", "太原")
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("asked", [("batch", "-", "-n", "--city", "太原"), ("bill", "--area", "x")])
@pytest.mark.parametrize("closed", [(0,), (0, 2), (0, 1, 2)])
def test_streams_that_are_closed(asked: tuple[str, ...], closed: tuple[int, ...]) -> None:
    def close() -> None:
        for each in closed:
            os.close(each)

    done = heat(*asked, before=close)
    assert done.returncode == {"batch": 3, "bill": 2}[asked[0]]
    assert ("标准输出" in done.stderr, "Traceback" in done.stderr) == (False, False)


def test_who_reads_the_bills_may_stop(ledger: Path) -> None:
    command = [sys.executable, "-m", "heatcalc", "batch", str(ledger), "-o", "-", "--city", "太原"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as started:
        assert started.stdout is not None
        started.stdout.readline()
        started.stdout.close()
        assert started.stderr is not None
        assert b"Traceback" not in started.stderr.read()
    assert started.returncode == 0
