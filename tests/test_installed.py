"""What is lacking is named with a command that installs it, however heatcalc was installed."""

import shlex
import sys
from pathlib import Path

import pytest

from heatcalc import installed


def test_packages_of_an_extra_are_named_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_is_there", lambda name: name.startswith("duckdb"))
    error = installed.lacking("duckdb")
    assert error.text("en") == (
        f"Not installed: nanoarrow. Install with: {sys.executable} -m pip install 'nanoarrow>=0.7'"
    )


@pytest.mark.parametrize(
    ("prefix", "pip", "begins"),
    [
        (str(Path("/home/x/.local/pipx/venvs/heatcalc")), True, "pipx inject heatcalc 'reportlab>=4.4'"),
        (str(Path("/home/x/.local/share/uv/tools/heatcalc")), False, "uv pip install --python "),
        (sys.prefix, True, f"{sys.executable} -m pip install 'reportlab>=4.4'"),
    ],
)
def test_the_command_is_one_of_what_installed_heatcalc(
    prefix: str, pip: bool, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(installed.shutil, "which", lambda _: "/usr/bin/uv")
    monkeypatch.setattr(installed, "find_spec", lambda _: object() if pip else None)
    assert installed.lacking("pdf").text("en").partition("Install with: ")[2].startswith(begins)


@pytest.mark.parametrize(("pip", "begins"), [(True, f"{sys.executable} -m pip"), (False, "uv pip")])
def test_to_a_single_file_packages_are_added_beside_it(
    pip: bool, begins: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "heat calc").mkdir()
    monkeypatch.setattr(installed, "archive", lambda: tmp_path / "heat calc" / "heatcalc.pyz")
    monkeypatch.setattr(installed.shutil, "which", lambda _: "/usr/bin/uv")
    monkeypatch.setattr(installed, "find_spec", lambda _: object() if pip else None)
    command = installed.lacking("pdf").text("en").partition("Install with: ")[2]
    assert command.startswith(f"{begins} install ")
    assert shlex.split(command)[-3:] == ["--target", str(tmp_path / "heat calc/heatcalc-packages"), "reportlab>=4.4"]


def test_a_file_in_a_folder_of_somebody_else_takes_packages_from_a_folder_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "archive", lambda: tmp_path / "heatcalc.pyz")
    monkeypatch.setattr("heatcalc.own_files.os.access", lambda _, __: False)
    monkeypatch.setenv("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME", str(tmp_path / "own"))
    command = installed.lacking("pdf").text("en").partition("Install with: ")[2]
    assert shlex.split(command)[-2] == str(tmp_path / "own/heatcalc/packages")


def test_without_pip_and_uv_it_says_how_to_have_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "find_spec", lambda _: None)
    monkeypatch.setattr(installed.shutil, "which", lambda _: None)
    said = installed.lacking("pdf").text("en")
    assert f"{sys.executable} -m ensurepip" in said
    assert said.endswith(f"then: {sys.executable} -m pip install 'reportlab>=4.4'")


def test_powershell_calls_what_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed.sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Python\python.exe")
    assert (
        installed.lacking("pdf")
        .text("en")
        .endswith(r"& 'C:\Program Files\Python\python.exe' -m pip install 'reportlab>=4.4'")
    )


def test_what_the_base_needs_is_of_no_extra() -> None:
    said = installed.lacking().text("zh")
    assert "python-calamine" in said
    assert "duckdb" not in said
