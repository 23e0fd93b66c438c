"""Writing tables: the first one, and one more tariff."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from heatcalc.files.atomic import write_whole
from heatcalc.schema.findings import Findings
from heatcalc.tariffs.edit import add_tariff, first_table
from heatcalc.tariffs.load import inspect_text, shipped

TARIFF = {
    "class": "residential",
    "from": "2024-2025",
    "charge": [{"rate": 4, "per": ["building_m2", "month"]}],
    "source": "shuozhou-daily-2022",
}


def test_the_first_table_is_sound_and_bills(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    write_whole(file, first_table(), force=False)
    answer = heatcalc.bill(area=100, tariffs=heatcalc.load_tariffs(file))
    assert isinstance(answer, heatcalc.Bill)


@pytest.mark.parametrize("city", ["shuozhou", "datong", "taiyuan"])
def test_a_tariff_is_added_to_its_city_and_all_else_stays(city: str) -> None:
    before = shipped().read_text(encoding="utf-8")
    after = add_tariff(before, {"id": city}, TARIFF, None, "x")
    kept = iter(after.split("\n"))
    assert all(line in kept for line in before.split("\n")), "a line of the table was lost or moved"
    old, new = tomllib.loads(before), tomllib.loads(after)
    for one, two in zip(old["city"], new["city"], strict=True):
        added: list[Any] = [TARIFF] if one["id"] == city else []
        assert two == ({**one, "tariff": one["tariff"] + added} if added else one)


def test_a_new_city_and_a_new_source_are_added_with_it() -> None:
    source = {"title": "t", "publisher": "p", "date": "2024", "kind": "web"}
    city = {"id": "newtown", "name": "新城", "season": [{"months": 4, "source": "new"}]}
    after = add_tariff(shipped().read_text(encoding="utf-8"), city, {**TARIFF, "source": "new"}, ("new", source), "x")
    table, _ = inspect_text(after, Findings(), "x")
    assert table is not None
    answer = heatcalc.bill(area=100, city="新城", tariffs=table)
    assert isinstance(answer, heatcalc.Bill)
    assert str(answer.total) == "1600.00"


def test_what_would_make_the_table_invalid_is_not_added() -> None:
    with pytest.raises(heatcalc.InvalidTable, match="nowhere"):
        add_tariff(shipped().read_text(encoding="utf-8"), {"id": "datong"}, {**TARIFF, "source": "nowhere"}, None, "x")


def test_a_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(heatcalc.OutputError, match="--force"):
        write_whole(file, "theirs", force=False)
    assert file.read_text(encoding="utf-8") == "mine"
    write_whole(file, "theirs", force=True)
    assert file.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(heatcalc.OutputError):
        write_whole(tmp_path / "no" / "my.toml", "text", force=False)
