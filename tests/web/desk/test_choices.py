"""What is chosen for a ledger: as options, as arguments of the command, and as a file to remember."""

import json
from pathlib import Path

import pytest

import heatcalc
from heatcalc.billing.request import period_of
from heatcalc.errors import HeatcalcError, OutputError, UsageError
from heatcalc.ledger.map_file import read_map
from heatcalc.web.desk.choices import Choices, Memory, key_of_headers
from heatcalc.web.desk.form_fields import choices_of, output_of, stationery_of
from heatcalc.web.wrong import WrongRequest

CHOSEN = Choices(
    {"供热面积": "building_m2", "备注": ""},
    {"用途": {"住宅 楼": "居民"}},
    "taiyuan",
    "residential",
    "metered",
    "2024-2025",
    "gb18030",
    ("一 期",),
    several=True,
)


def test_choices_are_options_and_the_arguments_that_mean_them(shipped: heatcalc.Table) -> None:
    options = CHOSEN.options(shipped, "zh")
    assert dict(options.renamed) == {"供热面积": "building_m2", "备注": ""}
    assert (options.encoding, options.sheets, options.several) == ("gb18030", ("一 期",), True)
    assert options.defaults == ("taiyuan", "residential", "metered", 2024, ("class_", "plan"))
    assert CHOSEN.arguments() == [
        *("--map", "供热面积=building_m2", "--carry", "备注", "--map-value", "用途:住宅 楼=居民"),
        *("--city", "taiyuan", "--class", "residential", "--plan", "metered", "--winter", "2024-2025"),
        *("--several", "--encoding", "gb18030", "--sheet", "一 期"),
    ]
    assert Choices().arguments() == []
    assert Choices(winter="2018").arguments() == ["--year", "2018"]
    assert Choices(winter="2018").options(shipped, "zh").defaults.winter == period_of(None, "2018")
    with pytest.raises(UsageError):
        Choices({"x": "nonsense"}).options(shipped, "zh")
    with pytest.raises(UsageError):
        Choices(winter="soon").options(shipped, "zh")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Choices(city="nowhere"), ("city",)),
        (Choices(class_="x"), ()),
        (Choices(plan="x"), ("plan",)),
        (Choices(winter="2022"), ()),  # a winter is 2022-2023, as --winter has it, and 朔州 bills by no calendar year
        (Choices(winter="1990-1991"), ()),
        (Choices(winter="soon"), ("city",)),
    ],
)
def test_what_no_row_can_be_billed_by_is_refused(
    wrong: Choices, said: tuple[str, ...], shipped: heatcalc.Table
) -> None:
    with pytest.raises(HeatcalcError):
        wrong.refuse_unknown(shipped, said)


@pytest.mark.parametrize("right", [Choices(), CHOSEN, Choices(city="太原", class_="居民", winter="2021-2022")])
def test_what_rows_can_be_billed_by_is_taken(right: Choices, shipped: heatcalc.Table) -> None:
    right.refuse_unknown(shipped, ())
    right.refuse_unknown(shipped, ("city", "class"))


@pytest.mark.parametrize("header", ["a=b", "a:b", "甲：乙", "a b"])
def test_what_no_option_can_say_is_said_by_a_file(header: str, tmp_path: Path) -> None:
    chosen = Choices({header: "building_m2"}, {"用途": {"a=b": "居民"}})
    assert chosen.arguments() == ["--map-file", "map.toml"]
    file = tmp_path / "map.toml"
    file.write_text(chosen.map_file("zh"), encoding="utf-8")
    read = read_map(file)
    assert (read.columns, read.words) == (chosen.columns, chosen.words)


def test_headers_are_a_set() -> None:
    assert key_of_headers(["户号", "面积"]) == key_of_headers(["面积 ", "户号"])
    assert key_of_headers(["户号"]) != key_of_headers(["户号", "面积"])


def test_what_is_remembered_is_given_back_without_what_is_of_one_ledger(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "a" / "desk")
    assert memory.recall("k") is None
    memory.keep("k", CHOSEN)
    memory.keep("k", CHOSEN._replace(city="datong"))
    assert memory.recall("k") == CHOSEN._replace(city="datong", winter="", encoding="", sheets=())
    (file,) = memory.folder.iterdir()
    file.chmod(0o644)
    memory.keep("k", CHOSEN)
    assert file.stat().st_mode & 0o777 == 0o600
    (tmp_path / "b").touch()
    with pytest.raises(OutputError):
        Memory(tmp_path / "b" / "desk").keep("k", CHOSEN)
    assert Memory(tmp_path / "b" / "desk").recall("k") is None


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "x"},
        {"city": 1},
        {"columns": []},
        {"columns": {"a": None}},
        {"words": {"a": "b"}},
        {"words": {"a": {"b": 1}}},
        {"several": 1},
        {"more": 1},
    ],
)
def test_what_was_edited_to_something_else_is_not_used(change: dict[str, object], tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.keep("k", CHOSEN)
    file = tmp_path / "k.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"heatcalc\.desk/1"):
        memory.recall("k")
    file.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(ValueError, match=r"heatcalc\.desk/1"):
        memory.recall("k")
    file.write_bytes(b"\xff" * 10)
    with pytest.raises(ValueError, match="utf-8"):
        memory.recall("k")


def test_a_form_changes_what_it_asks_for_and_nothing_else() -> None:
    fields = [("header", "备 注"), ("meaning", "auto"), ("header", "x"), ("meaning", "carry"), ("header", "")]
    fields += [("meaning", "building_m2"), ("of", "用途"), ("word", "住宅 楼"), ("meant", ""), ("of", "状态")]
    fields += [("word", "开"), ("meant", "正常")]
    made = choices_of(fields, CHOSEN)
    assert made == CHOSEN._replace(columns={"供热面积": "building_m2", "x": ""}, words={"状态": {"开": "正常"}})
    asked = choices_of([("reading", "1"), ("city", " datong "), ("sheet", "a"), ("sheet", "b")], CHOSEN)
    assert (asked.city, asked.winter, asked.sheets, asked.several) == ("datong", "", ("a", "b"), False)
    assert asked.columns == CHOSEN.columns


@pytest.mark.parametrize("fields", [[("header", "a")], [("of", "a"), ("word", "b")]])
def test_a_form_with_half_a_row_is_none(fields: list[tuple[str, str]]) -> None:
    with pytest.raises(WrongRequest):
        choices_of(fields, Choices())


def test_outputs_are_those_that_there_are() -> None:
    assert output_of([]).arguments() == []
    output = output_of([("format", "xlsx"), ("by", ""), ("by", "街道"), ("explain", "1"), ("mask", "1")])
    assert (output.bills, output.arguments()) == ("bills.xlsx", ["--by", "街道", "--explain", "--mask"])
    assert output_of([("out_encoding", "gb18030")]).arguments() == ["--out-encoding", "gb18030"]
    for wrong in ("exe", "../x", "CSV"):
        with pytest.raises(WrongRequest):
            output_of([("format", wrong)])
    with pytest.raises(WrongRequest):
        output_of([("out_encoding", "rot13")])
    notices = stationery_of(
        [("notice_format", "pdf"), ("company", "本市 热力"), ("pay_by", "2026-10-31"), ("paper", "A4")]
    )
    assert notices.notices == "notices.pdf"
    assert notices.arguments() == ["--company", "本市 热力", "--due", "2026-10-31", "--paper", "A4"]
    for wrong in ([("notice_format", "exe")], [("paper", "A0")]):
        with pytest.raises(WrongRequest):
            stationery_of(wrong)
