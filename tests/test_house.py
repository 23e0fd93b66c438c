"""The rooms of the house: what must hold of them holds, and a planted defect is found; nothing heavy at the start."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc
from tests.helpers.house import LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FILE, MOST_PARAMETERS, Defect, defects

SOURCE = Path(heatcalc.__file__).parent

# Two files of one name: that of `cli` is the command, the other does its work.
COMMANDS = {
    f"{name}.py" for name in ("allocate", "balance", "bill", "check", "compare", "diff", "sql", "supply", "template")
}
MEANT = {Defect("file name", name) for name in COMMANDS} | {
    # A caller in Python names what is asked for; nobody builds it first.
    Defect("many parameters", "batches/allocate.py: allocate"),
}


def test_the_house_is_in_order() -> None:
    found = set(defects(SOURCE))
    assert sorted(found - MEANT) == []
    assert sorted(MEANT - found) == [], "an exception that is no longer needed"


def _long(lines: int) -> str:
    return "\n" * lines


PLANTED: dict[str, tuple[str, str, Defect]] = {
    "a package's member from above": (
        "formula/explain.py",
        "from heatcalc import billing\n",
        Defect("upward import", "formula/explain.py: billing"),
    ),
    "a module from above, in a function": (
        "formula/explain.py",
        "def f() -> None:\n    import heatcalc.billing.bill\n",
        Defect("upward import", "formula/explain.py: billing"),
    ),
    "a name from above": (
        "tariffs/model.py",
        "from heatcalc.cli import app as typed\n",
        Defect("upward import", "tariffs/model.py: cli"),
    ),
    "a public name": (
        "billing/check.py",
        "from heatcalc import bill\n",
        Defect("upward import", "billing/check.py: heatcalc"),
    ),
    "the package": ("ledger/mask.py", "import heatcalc\n", Defect("upward import", "ledger/mask.py: heatcalc")),
    "a relative import": ("rules/base.py", "from . import registry\n", Defect("relative import", "rules/base.py")),
    "Typer": ("show/wrap.py", "from typer import echo\n", Defect("typer", "show/wrap.py")),
    "print": ("billing/bill.py", "print('x')\n", Defect("prints", "billing/bill.py")),
    "a stream": ("billing/bill.py", "import sys\nsys.stdout.write('x')\n", Defect("prints", "billing/bill.py")),
    "a stream by another name": (
        "files/hashing.py",
        "from sys import stderr as out\n",
        Defect("prints", "files/hashing.py"),
    ),
    "a long file": ("show/wrap.py", _long(LONGEST_FILE), Defect("long file", "show/wrap.py")),
    "a long function": (
        "show/wrap.py",
        f"def f() -> None:{_long(LONGEST_FUNCTION)}    pass\n",
        Defect("long function", "show/wrap.py: f"),
    ),
    "many parameters": (
        "show/wrap.py",
        f"def f({', '.join(f'p{at}' for at in range(MOST_PARAMETERS))}, **more): ...\n",
        Defect("many parameters", "show/wrap.py: f"),
    ),
    "a class of a name that is taken": ("show/wrap.py", "class Home: ...\n", Defect("class name", "Home")),
    "a file of a name that is taken": ("show/evaluate.py", "", Defect("file name", "evaluate.py")),
    "a sentence outside the messages": (
        "cli/bill.py",
        "from heatcalc.measures import Both\nSAID = Both('账单', 'the bill')\n",
        Defect("sentence", "cli/bill.py"),
    ),
    "a room without a floor": ("attic/box.py", "", Defect("no floor", "attic/box.py")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_defect_is_found(name: str, tmp_path: Path) -> None:
    file, text, defect = PLANTED[name]
    copied = shutil.copytree(SOURCE, tmp_path / "heatcalc", ignore=shutil.ignore_patterns("__pycache__"))
    before = set(defects(copied))
    (copied / file).parent.mkdir(exist_ok=True)
    with (copied / file).open("a", encoding="utf-8") as source:
        source.write(text)
    assert defect in set(defects(copied)) - before


def test_a_circle_of_imports_is_found(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.py").write_text("from heatcalc.rules import two\n", encoding="utf-8")
    (tmp_path / "rules" / "two.py").write_text("def f():\n    import heatcalc.rules.three\n", encoding="utf-8")
    (tmp_path / "rules" / "three.py").write_text("from heatcalc.rules.one import x\n", encoding="utf-8")
    assert defects(tmp_path) == [Defect("circle", "rules.one > rules.two > rules.three > rules.one")]


def test_a_house_of_long_files_is_found(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / f"{name}.py").write_text("\n" * (MEDIAN_FILE + (name != "one")), encoding="utf-8")
    assert defects(tmp_path) == [Defect("long files", "the median")]


@pytest.mark.parametrize("format_", ["json", "plain", "csv", "md"])
def test_a_bill_loads_no_more_than_it_needs(format_: str) -> None:
    code = (
        "import sys, json\n"
        f"sys.argv = ['heatcalc', 'bill', '--area', '185', '--format', '{format_}']\n"
        "from heatcalc.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = {module.split(".")[0] for module in json.loads(done.stderr)}
    assert not loaded & {"rich", "tomli_w", "pydantic", "duckdb", "pandas", "jsonschema"}


def test_what_is_exported_is_there() -> None:
    for name in heatcalc.__all__:
        assert getattr(heatcalc, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = heatcalc.nonsense
