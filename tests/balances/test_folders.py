"""Folders of ledgers, of bills and of payments: all of their files are read, with the manifest beside the folder."""

import datetime as dt
from pathlib import Path

import pytest

import heatcalc

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
ON = dt.date(2024, 3, 1)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with two ledgers in one folder, and two files of payments in another."""
    for name, text in {
        "ledgers/a.csv": "户号,建筑面积\n1,100\n",
        "ledgers/b.csv": "户号,建筑面积\n2,50\n",
        "paid/one.csv": "户号,缴费日期,实缴\n1,2023-12-01,2000\n",
        "paid/two.csv": "户号,缴费日期,实缴\n2,2023-12-01,400\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_all_files_of_a_folder_are_read(files: Path) -> None:
    done = heatcalc.balance(files / "ledgers", files / "paid", ON, tariffs=TABLE, winter="2023-2024")
    assert [each["file"] for each in done.manifest["input"]["ledgers"]] == ["a.csv", "b.csv"]
    assert [each["file"] for each in done.manifest["input"]["payments"]] == ["one.csv", "two.csv"]
    assert (done.manifest["accounts"], done.manifest["paid"], done.manifest["due"]) == (2, "2400.00", "3000.00")
    assert heatcalc.balance(files / "ledgers/*.csv", files / "paid/*.csv", ON, tariffs=TABLE).manifest["bills"] == 2


def test_a_folder_of_bills_is_of_the_winter_of_the_manifest_beside_it(files: Path) -> None:
    heatcalc.batch(files / "ledgers", files / "bills", tariffs=TABLE, winter="2022-2023")
    done = heatcalc.balance(files / "bills", files / "paid", ON, tariffs=TABLE)
    assert [(each["kind"], each["winters"]) for each in done.manifest["input"]["ledgers"]] == [
        ("bills", ["2022-2023"]),
        ("bills", ["2022-2023"]),
    ]
    assert done.manifest["due"] == "3000.00"
    (files / "bills.manifest.json").unlink()
    with pytest.raises(heatcalc.InputFileError, match="--winter"):
        heatcalc.balance(files / "bills", files / "paid", ON, tariffs=TABLE)


def test_what_the_name_of_a_folder_says_is_not_passed_over(files: Path) -> None:
    (files / "parts/winter=2022-2023").mkdir(parents=True)
    (files / "ledgers/a.csv").rename(files / "parts/winter=2022-2023/a.csv")
    with pytest.raises(heatcalc.InputFileError, match="winter=2022-2023"):
        heatcalc.balance(files / "parts", files / "paid", ON, tariffs=TABLE)


def test_no_output_goes_into_a_folder_that_is_read(files: Path) -> None:
    with pytest.raises(heatcalc.OutputError):
        heatcalc.balance(files / "ledgers", files / "paid", ON, files / "ledgers/a.csv", tariffs=TABLE, force=True)
