"""A first look at ledgers of every kind, and the bill of a row wherever it stands."""

from pathlib import Path

import duckdb
import pytest

import heatcalc
from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger.first_rows import first_rows
from heatcalc.messages import Lang
from heatcalc.web.desk.choices import Choices, Memory
from heatcalc.web.desk.explained_row import AskedRow, ExplainedRow, explain_row
from heatcalc.web.desk.looking import Look, SeenLedger, look, to_remember
from heatcalc.web.desk.offers import column_offers, word_offers
from tests.helpers.workbooks import xlsx

ROWS = [["户号", "房屋用途", "建筑面积"], ["0001", "居民", "100"], ["0002", "住宅楼", "80"]]


NOTHING = Choices()


def looked(ledger: Path, choices: Choices = NOTHING, memory: Path | None = None) -> SeenLedger:
    return look(Look(ledger.parent, ledger, None, choices, memory, "zh"), lambda _: None)


def bill_of(ledger: Path, line: int, sheet: str = "", corrected: tuple[Path, ...] = ()) -> ExplainedRow | None:
    asked = AskedRow(ledger.parent, ledger, None, Choices(), corrected, line, sheet, "zh")
    return explain_row(asked, lambda _: None)


def written(folder: Path, kind: str) -> Path:
    text = "\n".join(",".join(row) for row in ROWS) + "\n"
    file = folder / f"ledger.{kind.partition('-')[0]}"
    match kind:
        case "csv":
            file.write_text(text, encoding="utf-8-sig")
        case "csv-gbk":
            file.write_text(text, encoding="gb18030")
        case "csv-utf16":
            file.write_text(text, encoding="utf-16")
        case "tsv":
            file.write_text(text.replace(",", "\t"), encoding="utf-8")
        case "xlsx":
            file.write_bytes(xlsx([{"name": "一期", "rows": ROWS}, {"name": "说明", "rows": [["填表说明"]]}]))
        case "parquet":
            values = ",".join(str(tuple(row)) for row in ROWS[1:])
            names = ",".join(f'"{each}"' for each in ROWS[0])
            duckdb.sql(f"COPY (SELECT * FROM (VALUES {values}) AS t({names})) TO '{file}' (FORMAT parquet)")
    return file


@pytest.mark.parametrize("kind", ["csv", "csv-gbk", "csv-utf16", "tsv", "xlsx", "parquet"])
def test_a_ledger_of_any_kind_is_seen_alike(kind: str, tmp_path: Path) -> None:
    file = written(tmp_path, kind)
    seen = looked(file)
    assert seen.failure is None
    assert (seen.line, seen.words, seen.meanings) == (1, tuple(ROWS[0]), ("account", "class", "building_m2"))
    assert [cells for _, cells in seen.rows] == [tuple(row) for row in ROWS[1:]]
    assert seen.tried == 2
    assert [each.code for each in seen.rejects] == ["R15"]
    assert seen.unknown == {"房屋用途": {"住宅楼": 1}}
    with file.open("rb") as opened:
        assert first_rows(Hashed(opened)) == ROWS
    found = bill_of(file, seen.rows[0][0])
    assert found is not None
    assert found.bill == heatcalc.bill(area=100, lang="zh")
    assert dict(found.said) == dict(zip(ROWS[0], ROWS[1], strict=True))
    assert "住宅楼" in (bill_of(file, seen.rows[1][0]) or found).reason


def test_a_row_that_was_mended_is_billed_as_it_was_mended(tmp_path: Path) -> None:
    ledger, mended = tmp_path / "a.csv", tmp_path / "mended-1.csv"
    ledger.write_text("户号,建筑面积\n1,x\n2,90\n", encoding="utf-8")
    mended.write_text("户号,建筑面积,行号,列,代码,原因\n1,100,2,建筑面积,R06,x\n", encoding="utf-8")
    found = bill_of(ledger, 2, corrected=(mended,))
    assert found is not None
    assert found.bill == heatcalc.bill(area=100, lang="zh")


def test_a_row_of_one_of_several_sheets_is_found_by_its_sheet(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows = [[["户号", "建筑面积"], [area, area]] for area in ("100", "50")]
    file.write_bytes(xlsx([{"name": name, "rows": each} for name, each in zip("甲乙", rows, strict=True)]))
    found = [bill_of(file, 2, sheet) for sheet in "甲乙"]
    assert [str(each.bill.due) for each in found if each and each.bill] == ["1512.00", "756.00"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("户号,户名,建筑面积,退费天数\n1,a,90,30\n", "ledger.unread"),
        ("商铺台账,,\n户号,户名,建筑面积\n1,a,90\n", "ledger.title_class"),
    ],
)
def test_a_row_of_a_ledger_that_a_run_refuses_has_no_bill(text: str, key: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError) as caught:
        bill_of(file, text.count("\n"))
    assert caught.value.key == key


@pytest.mark.parametrize("again", ["0001", "０００１", '"=""0001"""'])
def test_a_row_whose_account_was_billed_above_has_no_bill(again: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"户号,建筑面积\n0001,x\n0001,90\n00012,50\n{again},60\n", encoding="utf-8")
    found = [bill_of(file, line) for line in (2, 3, 4, 5)]
    assert [each is not None and each.bill is not None for each in found] == [False, True, True, False]
    assert found[3] is not None
    assert "重复" in found[3].reason
    asked = AskedRow(tmp_path, file, None, Choices(several=True), (), 5, "", "zh")
    allowed = explain_row(asked, lambda _: None)
    assert allowed is not None
    assert allowed.bill is not None


def test_what_is_wrong_with_a_ledger_as_a_whole_is_seen_beside_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("建筑面积,面积\n100,100\n", encoding="utf-8")
    seen = looked(file)
    assert seen.failure is None or seen.words
    file.write_text("甲,乙\n1,100\n", encoding="utf-8")
    seen = looked(file)
    assert seen.failure is not None
    assert seen.failure.key == "ledger.no_header"
    assert (seen.line, seen.words, seen.rows) == (0, ("甲", "乙"), ((2, ("1", "100")),))
    assert looked(file, Choices({"乙": "building_m2"})).failure is None
    for data in (b"", b"\n \n", b"PK\x03\x04", b"PAR1"):
        file.write_bytes(data)
        with pytest.raises(InputFileError):
            looked(file)


@pytest.mark.parametrize("data", ["x" * 200_000, ",".join(f"c{at}" for at in range(20_000)) + "\n1\n"])
def test_a_file_of_one_endless_line_is_not_called_empty(data: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(data, encoding="utf-8")
    with file.open("rb") as opened, pytest.raises(InputFileError) as caught:
        first_rows(Hashed(opened))
    assert caught.value.key == "ledger.long_lines"
    with pytest.raises(InputFileError) as refused:
        heatcalc.batch(file, tmp_path / "bills.csv")
    assert refused.value.key == "ledger.long_lines"


def test_a_column_that_may_change_money_is_pointed_at(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("户号,建筑面积,停热说明\n1,100,\n", encoding="utf-8")
    assert looked(file).unread == ("停热说明",)
    assert looked(file, Choices({"停热说明": ""})).unread == ()


def test_what_was_chosen_before_is_taken_for_the_same_headers(tmp_path: Path) -> None:
    file = written(tmp_path, "csv")
    memory = Memory(tmp_path / "desk")
    key = looked(file, memory=memory.folder).key
    memory.keep(key, Choices(words={"房屋用途": {"住宅楼": "居民"}}))
    seen = looked(file, Choices(winter="2022-2023"), memory.folder)
    assert (seen.remembered, seen.key, seen.rejects) == ("used", key, ())
    assert seen.choices.winter == "2022-2023"


def test_nothing_that_stands_in_a_home_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = "".join(f"{at},户{at},{('甲类', '乙类')[at % 2]},90,重名,70\n" for at in range(1, 30))
    file.write_text(f"户号,称呼,类,建筑面积,户名,大小\n{rows}", encoding="utf-8")
    words = {"称呼": {"户1": "居民"}, "类": {"甲类": "居民"}, "户名": {"重名": "居民"}}
    words |= {"建筑面积": {"90": "9"}, "大小": {"70": "7"}}
    columns = {"类": "class", "大小": "usable_m2"}
    choices = Choices({**columns, "旧列": ""}, words, city="taiyuan")
    kept = to_remember(choices, looked(file))
    assert kept == choices._replace(columns=columns, words={"类": {"甲类": "居民"}})
    file.write_text("0001,张三,居民,90\n0002,李四,居民,80\n", encoding="utf-8")
    assert to_remember(Choices({"90": "building_m2"}), looked(file)) is None
    assert to_remember(Choices({"90": "building_m2"}), looked(file, Choices({"90": "building_m2"}))) is None
    assert to_remember(choices, None) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_offers_are_understood_by_the_ledger_reader(lang: Lang, shipped: heatcalc.Table, tmp_path: Path) -> None:
    offers = column_offers(shipped, lang)
    assert len({each.label for each in offers}) == len(offers)
    assert Choices({f"h{at}": each.value for at, each in enumerate(offers)}).options(shipped, lang)
    file = tmp_path / "a.csv"
    for header, meaning in (
        ("用户类别", "class"),
        ("计费方式", "plan"),
        ("状态", "status"),
        ("优惠", "relief"),
        ("城市", "city"),
    ):
        for offer in word_offers(shipped, meaning, lang)[:12]:
            file.write_text(f"户号,建筑面积,{header}\n1,100,怪词\n", encoding="utf-8")
            seen = looked(file, Choices(words={header: {"怪词": offer.value}}))
            assert not [each for each in seen.rejects if "怪词" in each.message], offer
    assert word_offers(shipped, "winter", lang) == []
