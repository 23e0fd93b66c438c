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
from tests.conftest import Program, Run

TARIFF = {
    "class": "residential",
    "from": "2024-2025",
    "charge": [{"rate": 4, "per": ["building_m2", "month"]}],
    "source": "shuozhou-daily-2022",
}
SOURCE: tuple[str, dict[str, str]] = ("shuozhou-daily-2022", {})


def test_the_first_table_is_sound_and_bills(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    write_whole(file, first_table(), force=False)
    answer = heatcalc.bill(area=100, tariffs=heatcalc.load_tariffs(file))
    assert isinstance(answer, heatcalc.Bill)


@pytest.mark.parametrize("city", ["shuozhou", "datong", "taiyuan"])
def test_a_tariff_is_added_to_its_city_and_all_else_stays(city: str) -> None:
    before = shipped().read_text(encoding="utf-8")
    after = add_tariff(before, {"id": city}, TARIFF, source=SOURCE, file="x").text
    kept = iter(after.split("\n"))
    assert all(line in kept for line in before.split("\n")), "a line of the table was lost or moved"
    old, new = tomllib.loads(before), tomllib.loads(after)
    for one, two in zip(old["city"], new["city"], strict=True):
        added: list[Any] = [TARIFF] if one["id"] == city else []
        assert two == ({**one, "tariff": one["tariff"] + added} if added else one)


def test_a_new_city_and_a_new_source_are_added_with_it() -> None:
    source = {"title": "t", "publisher": "p", "date": "2024", "kind": "web"}
    city = {"id": "newtown", "name": "新城", "season": [{"months": 4, "source": "new"}]}
    after = add_tariff(
        shipped().read_text(encoding="utf-8"), city, {**TARIFF, "source": "new"}, source=("new", source), file="x"
    ).text
    table, _ = inspect_text(after, Findings(), "x")
    assert table is not None
    answer = heatcalc.bill(area=100, city="新城", tariffs=table)
    assert isinstance(answer, heatcalc.Bill)
    assert str(answer.total) == "1600.00"


def test_what_would_make_the_table_invalid_is_not_added() -> None:
    with pytest.raises(heatcalc.UsageError, match=r"nowhere.*--source-title"):
        add_tariff(
            shipped().read_text(encoding="utf-8"),
            {"id": "datong"},
            {**TARIFF, "source": "nowhere"},
            source=("nowhere", {}),
            file="x",
        )


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


def _add(heat: Program, file: Path, *options: str) -> Run:
    usual = {"--rate": "5", "--per": "building_m2,month", "--source": "example-notice"}
    price = [word for option in usual if option not in options for word in (option, usual[option])]
    return heat("tariff", "add", str(file), *price, *options)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "my.toml"
    write_whole(file, first_table(), force=False)
    return file


@pytest.mark.parametrize("called", ["example", "示例市", "EXAMPLE"])
def test_a_price_goes_to_the_city_of_that_name(called: str, heat: Program, mine: Path) -> None:
    assert _add(heat, mine, "--city", called, "--from", "2024-2025").code == 0
    (city,) = heatcalc.load_tariffs(mine).city
    assert [tariff.from_text for tariff in city.tariff] == ["2022-2023", "2024-2025"]


def test_a_new_city_needs_an_id_and_takes_the_place_of_the_example(heat: Program, mine: Path) -> None:
    before = mine.read_bytes()
    run = _add(heat, mine, "--city", "新城", "--from", "2024-2025")
    assert run.code == 2
    assert "--city newtown --city-name 新城" in run.err
    assert mine.read_bytes() == before
    assert "是不是要找 示例市？" in _add(heat, mine, "--city", "示列市", "--from", "2024-2025").err
    run = _add(heat, mine, "--city", "newtown", "--city-name", "新城", "--from", "2024-2025")
    assert "默认城市由示例改为 新城" in run.out
    table = heatcalc.load_tariffs(mine)
    assert (table.default_city, [city.id for city in table.city]) == ("newtown", ["example", "newtown"])
    _add(heat, mine, "--city", "other", "--city-name", "另一城", "--from", "2024-2025")
    assert heatcalc.load_tariffs(mine).default_city == "newtown"


def test_a_class_that_the_table_lacks_is_added_by_its_name(heat: Program, mine: Path) -> None:
    assert _add(heat, mine, "--city", "示例市", "--from", "2024-2025", "--class", "经营性").code == 0
    assert (
        _add(heat, mine, "--city", "示例市", "--from", "2024-2025", "--class", "bath", "--class-name", "浴池").code == 0
    )
    assert _add(heat, mine, "--city", "示例市", "--from", "2025-2026", "--class", "浴池").code == 0
    table = heatcalc.load_tariffs(mine)
    assert {id_: each.name for id_, each in table.classes.items()} == {
        "residential": "居民",
        "commercial": "经营性",
        "bath": "浴池",
    }
    assert [tariff.class_ for tariff in table.city[0].tariff] == ["residential", "commercial", "bath", "bath"]
    run = _add(heat, mine, "--city", "示例市", "--from", "2026-2027", "--class", "residental")
    assert run.code == 2
    assert "“residental”" in run.err
    assert "residential" in run.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--class", "渔场"), ("--class care_home --class-name 渔场",)),
        (("--class", "care_home"), ("care_home", "--class-name")),
        (("--per", "平方米"), ("--per", "平方米", "building_m2")),
        (("--per", "building_m,month"), ("building_m2",)),
        (("--from", "明年"), ("--from", "2022-2023")),
        (("--plan", "meterd"), ("metered",)),
        (("--source", "nosuch"), ("nosuch", "--source-title、--publisher、--source-kind")),
        (("--source", "exemple-notice"), ("example-notice",)),
        (("--source", "new", "--source-title", "t", "--publisher", "p"), ("--source-kind",)),
    ],
)
def test_what_cannot_be_added_is_named_by_its_option(
    options: tuple[str, ...], words: tuple[str, ...], heat: Program, mine: Path
) -> None:
    before = mine.read_bytes()
    winter = () if "--from" in options else ("--from", "2024-2025")
    run = _add(heat, mine, "--city", "example", *winter, *options)
    assert (run.code, run.out) == (2, "")
    assert all(word in run.err for word in words), run.err
    assert mine.read_bytes() == before


def test_what_is_wrong_with_an_unsaved_text_has_no_line(heat: Program, mine: Path) -> None:
    run = _add(heat, mine, "--city", "example", "--from", "2022-2023")
    assert run.code == 4
    assert "my.toml: 错误" in run.err


def test_a_price_without_a_quote_is_added_with_a_warning(heat: Program, mine: Path) -> None:
    run = _add(heat, mine, "--city", "example", "--from", "2024-2025")
    assert (run.code, "--quote" in run.err) == (0, True)
    run = _add(heat, mine, "--city", "example", "--from", "2025-2026", "--quote", "建筑面积每月5元")
    assert (run.code, run.err) == (0, "")


def test_a_price_that_its_quote_does_not_hold_is_added_with_a_warning(heat: Program, mine: Path) -> None:
    run = _add(heat, mine, "--city", "example", "--from", "2025-2026", "--quote", "建筑面积每月5.2元")
    assert run.code == 0
    assert "[figure_not_quoted]" in run.err
    assert "[no_quote]" not in run.err


def test_a_new_city_is_called_by_its_name_in_the_language(heat: Program, mine: Path) -> None:
    names = ("--city", "berlin", "--city-name", "柏林", "--city-english", "Berlin", "--from", "2024-2025")
    assert "New city: Berlin." in _add(heat, mine, *names, "--lang", "en").out


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--city-name", "样例市"), "--city-name"),
        (("--season-months", "5"), "--season-months"),
        (("--source-title", "别的通知"), "--source-title"),
        (("--class-name", "住户"), "--class-name"),
    ],
)
def test_what_the_table_has_is_not_described_anew(
    options: tuple[str, str], named: str, heat: Program, mine: Path
) -> None:
    run = _add(heat, mine, "--city", "示例市", "--from", "2024-2025", *options)
    assert run.code == 2
    assert named in run.err
    same = ("--city-name", "示例市", "--season-months", "4", "--source-date", "2022", "--class-name", "居民")
    assert _add(heat, mine, "--city", "示例市", "--from", "2024-2025", *same).code == 0


def test_a_name_of_two_cities_is_refused(heat: Program, mine: Path) -> None:
    text = mine.read_text(encoding="utf-8")
    second = '\n[[city]]\nid = "second"\nname = "示例"\n'
    mine.write_text(text + second, encoding="utf-8")
    run = _add(heat, mine, "--city", "示例市", "--from", "2024-2025")
    assert run.code == 4
