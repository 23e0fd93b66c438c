"""The rooms of the house: imports run downwards only, and nothing heavy is loaded at the start."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc

SOURCE = Path(heatcalc.__file__).parent

# From the ground up; a room may import those below it, and itself.
FLOORS = [
    {"messages", "version"},
    {"measures", "money", "errors"},
    {"schema"},
    {"inputs"},
    {"files"},
    {"formula"},
    {"ledger"},
    {"rules"},
    {"tariffs"},
    {"billing"},
    {"costing"},
    {"batches"},
    {"export"},
    {"show"},
    {"interface"},
    {"cli"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def _imports(file: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            modules.add(node.module or "")
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    return modules


def _files() -> list[Path]:
    return [file for file in sorted(SOURCE.rglob("*.py")) if file.parent != SOURCE or file.stem in LEVEL]


@pytest.mark.parametrize("file", _files(), ids=lambda file: str(file.relative_to(SOURCE)))
def test_imports_run_downwards(file: Path) -> None:
    room = file.relative_to(SOURCE).parts[0].removesuffix(".py")
    for module in _imports(file):
        if module.startswith("heatcalc."):
            other = module.split(".")[1]
            assert other == room or LEVEL[other] < LEVEL[room], f"{room} imports {other}"


def test_only_the_command_line_knows_typer() -> None:
    users = {file.relative_to(SOURCE).parts[0] for file in _files() if any("typer" in m for m in _imports(file))}
    assert users == {"cli"}


def test_no_job_prints() -> None:
    for file in [
        file for room in ("billing", "costing", "batches", "export") for file in (SOURCE / room).rglob("*.py")
    ]:
        assert "print(" not in file.read_text(encoding="utf-8")


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


def test_modules_stay_short() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in _files()}
    assert max(lengths.values()) <= 600, max(lengths, key=lambda file: lengths[file])
    assert sorted(lengths.values())[len(lengths) // 2] <= 200
