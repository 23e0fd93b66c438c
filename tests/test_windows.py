"""No command needs what Windows lacks: descriptors of folders, modes, flock, signals to processes, open files moved."""

import sys
from pathlib import Path

import pytest

from tests.helpers.windows import on_windows

if not sys.platform.startswith("linux"):
    pytest.skip("it looks at /proc for open files", allow_module_level=True)

ROWS = "".join(f"{at:05},用户,{at % 90 + 10}\r\n" for at in range(6000))
LEDGERS = ("ledger.csv", "few.csv", "a.csv")
COMMANDS = {
    "bill": (["bill", "--area", "100", "--html", "bill.html", "--force"], 0),
    "exact": (["batch", "ledger.csv", "-o", "b.csv", "--city", "太原", "--engine", "exact"], 1),
    "duckdb": (["batch", "ledger.csv", "-o", "b.csv", "--city", "太原", "--engine", "duckdb"], 1),
    "stdout": (["batch", "ledger.csv", "-o", "-", "--city", "太原"], 1),
    "xlsx": (["batch", "ledger.csv", "-o", "b.xlsx", "--city", "太原"], 1),
    "parquet": (["batch", "ledger.csv", "-o", "b.parquet", "--city", "太原"], 1),
    "jsonl": (["batch", "ledger.csv", "-o", "b.jsonl", "--city", "太原", "--explain"], 1),
    "gb18030": (["batch", "ledger.csv", "-o", "b.csv", "--city", "太原", "--out-encoding", "gb18030"], 1),
    "folder": (["batch", "folder", "-o", "bills", "--city", "太原"], 1),
    "notices": (["notice", "--ledger", "few.csv", "--city", "太原", "-o", "n.html", "--each", "--force"], 0),
    "page": (["page", "-o", "p.html", "--force"], 0),
    "template": (["template", "t.xlsx", "--city", "太原", "--force"], 0),
    "table": (["tariff", "init", "table.toml", "--force"], 0),
    "compare": (["compare", "--area", "100", "--html", "c.html", "--svg", "c.svg", "--force"], 0),
    "doctor": (["doctor"], 0),
}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    for name, rows in (("ledger.csv", ROWS), ("few.csv", "1,用户,100\r\n"), ("folder/a.csv", ROWS)):
        bad = "" if name == "few.csv" else "x,用户,九十\r\n"
        (tmp_path / name).write_bytes(f"户号,户名,建筑面积\r\n{rows}{bad}".encode("gb18030"))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_needs_nothing_that_windows_lacks(command: str, work: Path) -> None:
    arguments, code = COMMANDS[command]
    for time in ("1", "2"):  # the second time over the first one's outputs
        for file in work.rglob("*.csv"):
            if file.name in LEDGERS:
                file.write_bytes(file.read_bytes() + f"y{time},用户,100\r\n".encode("gb18030"))
        done = on_windows(work, *arguments)
        said = (done.stdout + done.stderr).decode("gb18030" if command != "stdout" else "utf-8", "replace")
        assert (done.returncode, "Traceback" in said) == (code, False), said
    assert not [path.name for path in work.rglob(".*")]


@pytest.mark.parametrize(
    "lacking",
    [
        "import fcntl",
        "import resource",
        "os.fchmod(1, 0o600)",
        "os.kill(os.getpid(), 0)",
        "os.open('.', os.O_RDONLY)",
        "open('x', 'w'); kept = open('x'); os.replace('x', 'y')",
        "open('x', 'w'); kept = open('x'); Path('x').unlink()",
        "os.mkdir('a'); kept = open('a/x', 'w'); Path('a').rename('b')",
    ],
)
def test_what_windows_lacks_is_lacking(lacking: str, tmp_path: Path) -> None:
    done = on_windows(tmp_path, program=f"from pathlib import Path\n{lacking}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].partition(b":")[0] in (
        b"ModuleNotFoundError",
        b"AttributeError",
        b"PermissionError",
    )


def test_a_console_in_gbk_is_written_in_gbk(work: Path) -> None:
    done = on_windows(work, "bill", "--area", "100", "--city", "太原")
    assert "太原  居民" in done.stdout.decode("gbk")
