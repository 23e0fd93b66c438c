"""What comes with heatcalc is read from a folder and from an archive alike."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heatcalc
from heatcalc.own_files import archive, own_file

SOURCE = Path(heatcalc.__file__).parent
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of heatcalc, as the single file is one, and with what a wheel adds to the source."""
    folder = tmp_path_factory.mktemp("供热 计费")
    shutil.copytree(SOURCE, folder / "in/heatcalc", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tariffs.toml", folder / "in/heatcalc")
    return Path(shutil.make_archive(str(folder / "heatcalc"), "zip", folder / "in"))


def ask(zipped: Path, code: str) -> str:
    """Return what is printed by a program that has heatcalc from the archive."""
    start = f"import sys; sys.path.insert(0, {str(zipped)!r})\n"
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", start + code], capture_output=True, check=False)
    return done.stdout.decode() or done.stderr.decode()


def test_what_is_not_there_is_an_error() -> None:
    assert own_file("messages/bill.json").startswith(b"{")
    assert archive() is None
    with pytest.raises(OSError, match=r"none\.json"):
        own_file("messages/none.json")


@pytest.mark.parametrize(
    ("code", "here"),
    [
        ("import heatcalc; print(heatcalc.bill(area=185).due)", "2797.20"),
        ("import heatcalc; print(len(heatcalc.load_tariffs().city))", str(len(heatcalc.load_tariffs().city))),
        ("from heatcalc.tariffs.load import hash_of_table; print(hash_of_table()[:8])", None),
        ("from heatcalc.web.schemas import schema_names; print(schema_names())", None),
        ("import heatcalc; from hashlib import sha256; print(sha256(heatcalc.page().encode()).hexdigest())", None),
    ],
)
def test_an_archive_answers_as_a_folder_does(code: str, here: str | None, zipped: Path) -> None:
    if here is None:
        here = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.decode().strip()
    assert ask(zipped, code).strip() == here


def test_packages_beside_an_archive_are_found_after_all_else(zipped: Path) -> None:
    beside = zipped.parent / "heatcalc-packages"
    beside.mkdir()
    (beside / "only_there.py").touch()
    (beside / "typer.py").touch()
    code = (
        "from heatcalc.own_files import find_packages_beside\nfind_packages_beside()\n"
        "import only_there, typer\nprint(only_there.__file__, typer.Typer.__name__)"
    )
    assert ask(zipped, code).strip() == f"{beside / 'only_there.py'} Typer"


def test_an_archive_is_not_given_to_spark(zipped: Path) -> None:
    code = (
        "from heatcalc.batches.spark.session import session\nfrom heatcalc.errors import UsageError\n"
        "try:\n    session(None, None).__enter__()\nexcept UsageError as error:\n    print(error.text('en'))"
    )
    assert "heatcalc.pyz" in ask(zipped, code)


def test_packages_of_the_user_are_found_too(zipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME", str(tmp_path))
    mine = tmp_path / "heatcalc/packages"
    mine.mkdir(parents=True)
    (mine / "of_the_user.py").touch()
    code = "from heatcalc.own_files import find_packages_beside\nfind_packages_beside()\nimport of_the_user as it\n"
    assert ask(zipped, f"{code}print(it.__file__)").strip() == str(mine / "of_the_user.py")


def test_an_archive_may_be_named_from_the_folder_that_it_lies_in(zipped: Path) -> None:
    # So Spark names what it sends to its workers.
    start = "import sys; sys.path.insert(0, './heatcalc.zip'); import heatcalc"
    code = f"{start}; print(heatcalc.bill(area=185, lang='en').due)"
    done = subprocess.run([sys.executable, "-c", code], cwd=zipped.parent, capture_output=True, check=False)
    assert done.stdout.decode().strip() == "2797.20", done.stderr.decode()[-500:]
