"""Odd surroundings: links in circles, devices, names that are no text, homes that are none, broken settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Program, environment

if sys.platform == "win32":
    pytest.skip("links, devices and bytes in names", allow_module_level=True)

LEDGER = "户号,户名,建筑面积\n1,张三,100\n2,李四,50\n"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def left(work: Path) -> list[str]:
    return sorted(path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file())


def heat(*arguments: str | bytes, **changes: str | bytes) -> tuple[int, str]:
    """Run heatcalc with arguments and an environment that may be no text, and return its exit code and its message."""
    command = [sys.executable, "-m", "heatcalc", *arguments]
    done = subprocess.run(command, capture_output=True, env={**environment(), **changes}, check=False, timeout=60)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("ledger", "out"), [("k", "k"), ("k/in", "k"), ("k/*.csv", "k"), ("k", "k/"), ("l.csv", "l.csv/../l.csv")]
)
def test_bills_never_replace_what_they_are_made_from(ledger: str, out: str, work: Path) -> None:
    (work / "k/in").mkdir(parents=True)
    for place in ("k", "k/in"):
        (work / place / "a.csv").write_text(LEDGER, encoding="utf-8")
    for beside in ("k.manifest.json", ".k.lock"):
        (work / beside).write_text("{}", encoding="utf-8")
    before = left(work)
    assert heat("batch", ledger, "-o", out, "--city", "朔州", "--force")[0] == 5
    assert left(work) == before


def test_a_folder_of_bills_with_a_file_of_one_s_own_stays(work: Path) -> None:
    (work / "k").mkdir()
    (work / "k/a.csv").write_text(LEDGER, encoding="utf-8")
    assert heat("batch", "k", "-o", "b", "--city", "朔州")[0] == 0
    assert heat("batch", "k", "-o", "b", "--city", "朔州")[0] == 0
    (work / "b/notes.csv").write_text("mine", encoding="utf-8")
    assert heat("batch", "k", "-o", "b", "--city", "朔州", "--force")[0] == 5
    assert (work / "b/notes.csv").read_text(encoding="utf-8") == "mine"


def test_every_part_of_a_folder_is_billed_or_named(work: Path) -> None:
    folder = work / "k"
    folder.mkdir()
    (folder / "a.csv").write_text(LEDGER, encoding="utf-8")
    (work / "elsewhere").mkdir()
    for name, make in {
        "b.csv": lambda path: path.symlink_to("nowhere"),
        "c.csv": os.mkfifo,
        "d": lambda path: path.symlink_to(work / "elsewhere"),
        "a.csv.parquet": lambda path: path.write_text(LEDGER, encoding="utf-8"),
    }.items():
        make(folder / name)  # type: ignore[no-untyped-call]
        code, said = heat("batch", "k", "-n", "--city", "朔州")
        assert (code, name in said) == (3, True), said
        (folder / name).unlink()
    assert heat("batch", "k", "-n", "--city", "朔州")[0] == 0


@pytest.mark.parametrize("out", ["pipe.csv", "p.csv", "/dev/null", "", "/", "loop.csv"])
def test_an_output_is_a_file(out: str, work: Path) -> None:
    os.mkfifo(work / "pipe.csv")
    os.mkfifo(work / "p.manifest.json")
    (work / "loop.csv").symlink_to("loop.csv")
    for force in ([], ["--force"]):
        assert heat("batch", "l.csv", "-o", out, "--city", "朔州", *force)[0] in (2, 5)
    for asked in (["bill", "--area", "100", "--html"], ["page", "-o"]):
        if out not in ("p.csv", ""):
            assert heat(*asked, out, "--force")[0] == 5
    assert left(work) == ["l.csv"]


def test_a_broken_manifest_is_somebody_elses(work: Path) -> None:
    for broken in (b"\xff\xfe", b"[" * 100_000, b'{"outputs": 1}'):
        (work / "b.manifest.json").write_bytes(broken)
        asked = ["batch", "l.csv", "-o", "b.csv", "--city", "朔州"]
        assert heat(*asked)[0] == 5
        assert (left(work), (work / "b.manifest.json").read_bytes()) == (["b.manifest.json", "l.csv"], broken)
        assert heat(*asked, "--force")[0] == 0
        for made in work.glob("b.*"):
            made.unlink()


def test_words_that_are_no_text(work: Path) -> None:  # noqa: ARG001
    assert heat("batch", "l.csv", "-n", HEATCALC_CITY=b"\xff")[0] == 4
    assert heat("bill", "--area", "100", "--format", "json", HEATCALC_CITY=b"\xff")[0] == 4
    assert heat("batch", "l.csv", "-o", b"y\xff.csv", "--city", "朔州")[0] == 0
    code, said = heat("batch", "l.csv", "-o", b"z\xff.parquet", "--city", "朔州")
    assert (code, "UTF-8" in said) == (2, True)
    old = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "HEATCALC_LANG": "en"}
    assert heat("bill", "--area", "100", "--city", "朔州", **old)[0] == 0


@pytest.mark.parametrize("home", ["/dev/null", "~nobody-of-that-name", "", "/nowhere"])
def test_a_home_folder_that_is_none(home: str, work: Path) -> None:  # noqa: ARG001
    assert heat("bill", "--area", "100", HOME=home)[0] == 0


@pytest.mark.parametrize(
    "settings",
    [
        "a = " + "[" * 5000,
        "city = " + "9" * 5000,
        "tariffs = true",
        'tariffs = ["x"]',
        'tariffs = "a\\u0000b"',
        '[batch]\nmap-file = ["b"]',
        "city = 2022-10-01",
    ],
)
def test_settings_that_are_broken(settings: str, work: Path) -> None:
    (work / "heatcalc.toml").write_text(settings, encoding="utf-8")
    code, said = heat("batch", "l.csv", "-n", "--city", "朔州")
    assert (code, said.count("\n")) == (3, 1), said


def test_a_file_without_end_is_another_than_was_meant(work: Path) -> None:  # noqa: ARG001
    for option in ("--map-file", "--corrected"):
        code, said = heat("batch", "l.csv", "-o", "b.csv", "--city", "朔州", option, "/dev/zero")
        assert (code, said.count("\n")) == (3, 1), said
    assert heat("notice", "--area", "100", "-o", "n.html", "--code", "/dev/zero")[0] == 3


def test_json_is_clean_too(work: Path, heat: Program) -> None:
    (work / "c.csv").write_text("户号,备\x9b注\u202e,建筑面积\n1,a,100\n", encoding="utf-8")
    said = heat("batch", "c.csv", "-n", "--city", "朔州", "--format", "json").out
    assert all(each.isprintable() or each == "\n" for each in said)
    assert "\\u009b" in said


def test_a_wide_header_takes_no_square_of_its_width(work: Path) -> None:
    commas = "," * 20_000
    (work / "wide.csv").write_text(f"户号,建筑面积{commas}\n1,100{commas}\n", encoding="utf-8")
    assert heat("batch", "wide.csv", "-n", "--city", "朔州")[0] == 0  # in a second or two; the square takes a minute


def test_an_interrupt_while_it_is_loaded_is_quiet() -> None:
    program = (
        "import importlib, sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from heatcalc.__main__ import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stderr) == (130, b"")
