"""What a title, a sheet's name or a line above some homes says of all of them is billed so, or asked about."""

import io
import re
from itertools import product
from pathlib import Path

import pytest

from heatcalc import load_tariffs
from heatcalc.batches.batch_options import BatchOptions
from heatcalc.batches.run import run
from heatcalc.batches.said_winters import winters_in
from heatcalc.errors import InputFileError
from heatcalc.ledger.accounts import PLAIN
from heatcalc.ledger.row_parser import refuse_damaged
from tests.conftest import Program
from tests.helpers.files import ledger_in, read
from tests.helpers.workbooks import xlsx

HOMES = "户号,建筑面积\n0001,100\n"
ENGINES = pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])


@ENGINES
@pytest.mark.parametrize(
    ("title", "remedy"),
    [
        ("2020-2021采暖季供热台账", ["--winter", "2020-2021"]),
        ("2021~22年度", ["--winter", "2022-2023"]),
        ("非居民用户热费明细", ["--class", "非居民用户"]),
        ("某某公司（商业）", ["--class", "商业"]),
        ("太原市采暖费", ["--city", "太原"]),
        ("热计量用户台账", ["--plan", "metered"]),
        ("计量户台账", ["--plan", "metered"]),
        ("门市房明细", ["--class", "门市"]),
        ("临江商铺台账", ["--class", "商铺"]),
        ("太原", ["--city", "太原"]),
        ("2020年冬季收费台账", ["--winter", "2020-2021"]),
    ],
)
def test_a_title_of_another_winter_or_class(
    engine: str, title: str, remedy: list[str], tmp_path: Path, heat: Program
) -> None:
    city = [] if "--city" in remedy else ["--city", "朔州"]
    asked = ["batch", str(ledger_in(tmp_path, f"{title}\n{HOMES}")), "--dry-run", *city, "--engine", engine]
    refused = heat(*asked)
    assert (refused.code, " ".join(remedy) in refused.err) == (3, True)
    unpriced = {"2020-2021", "metered"} & {*remedy}
    assert heat(*asked, *remedy).code == (1 if unpriced else 0), "朔州 has no price for 2020-2021, nor by heat"


@pytest.mark.parametrize(
    ("title", "column"),
    [
        *(("停供用户明细", "状态"), ("2022-2023报停", "状态"), ("空置房台账", "状态")),
        *(("低保户采暖费台账", "优惠"), ("免费户名单", "优惠")),
    ],
)
def test_a_title_of_what_rows_do_not_say(title: str, column: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{title}\n{HOMES}")
    refused = heat("batch", str(file), "--dry-run", "--city", "太原")
    assert (refused.code, f"没有 {column} 这一列" in refused.err) == (3, True)
    asked = ("--dry-run", "--city", "太原", "--winter", "2023-2024")
    file = ledger_in(tmp_path, f"{title}\n户号,建筑面积,{column}\n0001,100,\n")
    refused = heat("batch", str(file), *asked)
    assert (refused.code, f"{column} 列是空的" in refused.err) == (3, True)
    word = "停供" if column == "状态" else "低保"
    file = ledger_in(tmp_path, f"{title}\n户号,建筑面积,{column}\n0001,100,\n0002,100,{word}\n")
    assert heat("batch", str(file), *asked).code < 3


@ENGINES
@pytest.mark.parametrize(
    ("name", "column", "said"),
    [
        ("商铺", "用户类别", "商铺"),
        ("报停用户", "状态", "报停"),
        ("2020-2021采暖季", "采暖季", "2020-2021"),
        ("太原市台账", "城市", "太原"),
    ],
)
def test_a_blank_column_of_what_a_title_says(
    name: str, column: str, said: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    head = ["户号", "建筑面积", column]
    sheets = [{"name": each, "rows": [head, [each, 100, ""]]} for each in ("一", name)]
    for each in sheets:
        each["rows"][1][0] = str(len(each["name"]))
    book, text = tmp_path / "book.xlsx", tmp_path / f"{name}.csv"
    book.write_bytes(xlsx(sheets))
    text.write_text(f"户号,建筑面积,{column}\n1,100,\n2,100,\n", encoding="utf-8")
    for file in (book, text):
        refused = heat("batch", str(file), "-n", "--engine", engine)
        assert (refused.code, f"{column} 列是空的" in refused.err) == (3, True), refused.err
    text.write_text(f"户号,建筑面积,{column}\n1,100,\n2,100,{said}\n", encoding="utf-8")
    assert heat("batch", str(text), "-n", "--engine", engine).code < 3


@pytest.mark.parametrize(
    "title",
    ["报停用户除外", "居民台账（报停、低保除外）", "已剔除报停用户", "不含商铺", "居民台账（商铺另见附表）", "报停0户"],
)
def test_titles_of_what_homes_are_not(title: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / f"{title}.csv"
    file.write_text(f"{title},\n{HOMES}", encoding="utf-8")
    for asked in ((), ("--class", "居民")):
        done = heat("batch", str(file), "-n", "--city", "朔州", *asked)
        assert done.code == 0, done.err


@pytest.mark.parametrize("title", ["面积均为使用面积", "热费明细（使用面积）", "以下面积指套内使用面积"])
def test_a_title_that_says_what_areas_are(title: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{title}\n户号,面积\n0001,70\n")
    asked = ["batch", str(file), "--dry-run", "--city", "朔州"]
    refused = heat(*asked)
    assert (refused.code, "--map 表头=使用面积" in refused.err) == (3, True)
    # 70 m² of usable area are 100 m² of building area: 2.52 × 6 × 100.
    assert "1512.00" in heat(*asked, "--map", "面积=使用面积").out


@pytest.mark.parametrize("title", ["面积单位：亩", "单位：百平方米", "Area in thousand sq m"])
def test_a_title_of_another_unit_of_areas_ends_the_run(title: str, tmp_path: Path, heat: Program) -> None:
    refused = heat("batch", str(ledger_in(tmp_path, f"{title},\n{HOMES}")), "-n", "--city", "朔州")
    assert (refused.code, "平方米计费" in refused.err) == (3, True)


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        *(
            ("收费年度", "2021-2022", 0),
            ("取暖季", "2021-2022", 0),
            ("season", "2021-2022", 0),
            ("账期", "2021-2022", 3),
        ),
        *(
            ("年份", "2021", 3),
            ("建成年份", "2011", 0),
            ("所属城市", "太原", 0),
            ("市", "大同市", 0),
            ("municipality", "太原", 0),
        ),
    ],
)
def test_columns_of_another_winter_or_city_are_read_or_asked_about(
    column: str, word: str, code: int, tmp_path: Path, heat: Program
) -> None:
    file = ledger_in(tmp_path, f"户号,建筑面积,{column}\n0001,100,{word}\n")
    done = heat("batch", str(file), "-n")
    assert done.code == code, done.err
    # 2021-2022 in 朔州: 2.31 x 6 x 100; 2.52 a winter later.
    assert ("1386.00" in done.out) is (word == "2021-2022" and code == 0), done.out


def test_sheets_of_stopped_homes_and_of_two_winters(tmp_path: Path, heat: Program) -> None:
    rows = [["户号", "建筑面积"], ["0001", 100]]
    for names, asked, right in (
        (("正常", "报停"), [], "正常"),
        (("2022-2023", "2023-2024"), ["--winter", "2023-2024"], "2023-2024"),
    ):
        file = tmp_path / "ledger.xlsx"
        file.write_bytes(xlsx([{"name": name, "rows": rows} for name in names]))
        batch = ["batch", str(file), "--dry-run", "--city", "太原", *asked]
        refused = heat(*batch)
        assert (refused.code, "--sheet" in refused.err) == (3, True)
        assert "1800.00" in heat(*batch, "--sheet", right).out


@pytest.mark.parametrize(
    "title",
    [
        *(
            "2022-2023采暖季居民供热台账",
            "商业街小区",
            "学校路1号",
            "2022年制",
            "热力公司",
            "单位：元",
            "计量单位：平方米",
        ),
        *("非计量户台账", "商业房产公司", "按使用面积计费"),
        *(
            "收费单位：石坪热力站",
            "单位：万亩花园物业",
            "总供热面积约三百万平方米",
            "早交优惠户9.8折",
            "商铺：无",
            "报停：无",
        ),
        *(
            "热费收缴台账（提前缴费优惠2%）",
            "报停流程",
            "面积（使用面积另列）",
            "2024-2025学年",
            "填表说明：状态填 正常 或 报停",
        ),
        *("金额单位：元", "填报单位：某某热力公司", "（单位：元）", "太原街小区", "朔州市供热台账", "不含报停户"),
    ],
)
def test_other_titles_do_not_matter(title: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{title}\n{HOMES}")
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 0


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("商铺", ["--class", "商铺"]),
        ("朔州_非居民用户_2022-2023", ["--class", "非居民"]),
        ("2020-2021采暖季", ["--winter", "2020-2021"]),
        ("太原台账", []),
        ("太原市台账", ["--city", "太原"]),
        ("热计量用户", ["--plan", "metered"]),
        ("报停用户", None),
        ("低保户-1", None),
    ],
)
def test_the_name_of_a_file_is_a_title(name: str, remedy: list[str] | None, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / f"{name}.csv"
    file.write_text(HOMES, encoding="utf-8")
    city = [] if "--city" in (remedy or ()) else ["--city", "朔州"]
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / file.name).write_text(HOMES, encoding="utf-8")
    for asked in (
        ["batch", str(file), "-n"],
        ["batch", str(folder), "-n"],
        ["batch", str(file), "-n", "--engine", "exact"],
    ):
        done = heat(*asked, *city)
        assert (done.code, name.replace("_", " ") in done.err) == ((0, False) if remedy == [] else (3, True)), done.err
        if remedy:
            assert heat(*asked, *city, *remedy).code != 3


@pytest.mark.parametrize(("ledger", "asked"), [("居民", False), ("居民/a.csv", False), (".", True), ("..", True)])
def test_the_folder_that_holds_a_ledger_is_a_title(ledger: str, asked: bool, tmp_path: Path, heat: Program) -> None:
    inside = tmp_path / "商铺/居民"
    inside.mkdir(parents=True)
    (inside / "a.csv").write_text(HOMES, encoding="utf-8")
    done = heat("batch", str(tmp_path / "商铺" / ledger), "-n", "--city", "朔州")
    assert (done.code, "商铺" in done.err) == ((3, True) if asked else (0, False)), done.err


@pytest.mark.parametrize("ledger", ["商铺/a.csv", "商铺", "商铺/*.csv"])
def test_a_part_of_a_larger_ledger(ledger: str, tmp_path: Path, heat: Program) -> None:
    (tmp_path / "商铺").mkdir()
    (tmp_path / "商铺/a.csv").write_text(HOMES, encoding="utf-8")
    asked = ("batch", str(tmp_path / ledger), "-n", "--city", "朔州")
    refused = heat(*asked)
    assert (refused.code, "--class 商铺" in refused.err) == (3, True)
    assert "2880.00" in heat(*asked, "--class", "商铺").out


def test_a_ledger_with_a_class_of_its_own_may_have_any_title(tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "非居民用户热费\n户号,建筑面积,用户类别\n0001,100,居民\n")
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 0


def test_sheets_that_are_called_after_classes(tmp_path: Path, heat: Program) -> None:
    rows = [["户号", "建筑面积"], ["0001", 100]]
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(xlsx([{"name": name, "rows": rows} for name in ("住宅", "商铺")]))
    asked = ["batch", str(file), "--dry-run", "--city", "朔州"]
    refused = heat(*asked)
    assert (refused.code, "--class 商铺" in refused.err, "--sheet" in refused.err) == (3, True, True)
    assert "2880.00" in heat(*asked, "--sheet", "商铺", "--class", "商铺").out
    assert "1512.00" in heat(*asked, "--sheet", "住宅").out


def assert_asked_for(column: str, file: Path, engine: str, heat: Program) -> None:
    """Assert that a ledger whose third line speaks of other homes is not billed without a column."""
    refused = heat("batch", str(file), "--dry-run", "--city", "朔州", "--engine", engine)
    assert (refused.code, "第 3 行" in refused.err, f"没有 {column} 这一列" in refused.err) == (3, True, True)


@ENGINES
@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("二、商铺,", "用户类别"),
        ("报停户：,", "状态"),
        (",（二）非居民", "用户类别"),
        ("以下为报停用户：,", "状态"),
        ("低保户,", "优惠"),
        ("商铺：", "用户类别"),  # without the other column's comma
        ("报停户", "状态"),
        ("商铺：,,,,", "用户类别"),  # with too many
        *((f"{line},", "用户类别") for line in ("商铺（共1户）", "二、商铺 2户", "【门面房】", "==商铺==")),
        *((f"{line},", "用户类别") for line in ("2号楼商铺：", "B区商铺", "II 商铺", "第二部分 非居民")),
        *((f"{line},", "用户类别") for line in ("非居民用户（按4.8元）", "商业用户（4.8元/㎡）", "以上为商铺")),
        *(
            ("沿街商铺部分,", "用户类别"),
            ("本季未供热用户,", "状态"),
            ("欠费停供户,", "状态"),
            ("临街门店,", "用户类别"),
        ),
        *(("商铺,商铺", "用户类别"), ("报停用户明细表,", "状态"), ("低保户名单,", "优惠"), ("空房,", "状态")),
    ],
)
def test_a_line_that_speaks_of_the_homes_below(
    line: str, column: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    assert_asked_for(column, ledger_in(tmp_path, f"{HOMES}{line}\n0002,50\n"), engine, heat)


@ENGINES
@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("商铺小计,50", "用户类别"),
        (" 报停户 合计：,50", "状态"),
        ("其中：低保户小计,50", "优惠"),
        ("（热计量合计）,50", "计费方式"),
        ("2020-2021采暖季合计,50", "采暖季"),
        ("太原市小计,50", "城市"),
        *(
            ("大厦商铺小计,50", "用户类别"),
            ("欠费停供户小计,50", "状态"),
        ),
        *(("其中：商铺,50", "用户类别"), ("其中商铺,50", "用户类别"), ("小计：商铺,50", "用户类别")),
        *(("说明：以上用户均为商铺,", "用户类别"), ("备注：以上均为报停户,", "状态")),
        ("注：本表面积为使用面积,", "使用面积"),
    ],
)
def test_a_line_of_totals_that_speaks_of_the_homes_above(
    line: str, column: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    assert_asked_for(column, ledger_in(tmp_path, f"{HOMES}{line}\n0002,50\n"), engine, heat)
    file = ledger_in(tmp_path, f"户号,建筑面积,{column}\n0001,100,\n{line},\n")
    refused = heat("batch", str(file), "--dry-run", "--city", "朔州", "--engine", engine)
    assert (refused.code, f"第 2 行的 {column} 是空的" in refused.err) == (3, True), refused.err


@ENGINES
@pytest.mark.parametrize(
    ("rows", "blank"),
    [
        ("二、商铺,,\n,,\n1,50,\n", 4),
        ("1,50,\n小计,50,\n二、商铺,,\n1号楼,,\n2,50,商铺\n", 0),
        ("1,50,\n2,50,商铺\n商铺小计,50,\n", 0),
        ("1,50,居民\n小计,50,\n2,50,\n商铺小计,50,\n", 4),
        ("1,50,商铺\n2,50,\n商铺小计,50,\n", 0),
        ("1,50,商铺\n2,50,\n合计,100,\n其中：居民,50,\n其中：商铺,50,\n", 0),
        ("1,50,\n2,50,\n合计,100,\n,,\n其中：居民,50,\n其中：商铺,50,\n", 3),
        ("商铺：,,\n1,50,商铺\n2,50,\n", 4),
        ("商铺：,,\n1,50,商铺\n,,\n小计,50,\n2,50,\n", 0),
        ("1,50,\n商铺小计,0,\n其中：商铺0户,,\n商铺（0户）,,\n", 0),
        ("商铺：,,\n1,五十,\n", 3),
    ],
)
def test_homes_beside_a_line_must_say_what_it_says(
    rows: str, blank: int, engine: str, tmp_path: Path, heat: Program
) -> None:
    file = ledger_in(tmp_path, f"户号,建筑面积,用户类别\n{rows}")
    done = heat("batch", str(file), "--dry-run", "--city", "朔州", "--engine", engine)
    assert (done.code == 3, f"第 {blank} 行的 用户类别 是空的" in done.err) == (blank > 0, blank > 0), done.err
    asked = heat("notice", "--ledger", str(file), "-o", str(tmp_path / "n.html"), "--city", "朔州")
    assert f"第 {blank} 行的 用户类别 是空的" in asked.err or not blank


def test_a_word_of_totals_beside_a_class(tmp_path: Path, heat: Program) -> None:
    for line in ("商铺,小计,50", "小计,商铺,50", "商铺,1户,50", "小计（商铺）,,50", "商铺（2户）,,50"):
        file = ledger_in(tmp_path, f"户号,户名,建筑面积\n1,王,50\n{line}\n")
        refused = heat("batch", str(file), "-n", "--city", "朔州")
        assert (refused.code, "第 3 行" in refused.err, "用户类别" in refused.err) == (3, True, True), refused.err


@pytest.mark.parametrize(
    "line",
    [
        "商铺,1户,50",
        "商铺,王,50",
        "居民,,50",
        "供热户：1户,,50",
        "报停1户,,50",
        "住宅面积,,50",
        "低保户,,50",
        "1号楼,1户,50",
    ],
)
def test_a_word_for_homes_of_a_kind_is_no_account(line: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"户号,户名,建筑面积,用户类别,状态,优惠\n1,王,50,居民,,\n合计,,50,,,\n{line},商铺,,\n")
    for engine in ("exact", "compiled", "duckdb"):
        done = heat("batch", str(file), "-n", "--city", "朔州", "--engine", engine)
        assert "计费 1，" in done.out, done.out + done.err
        assert ("R12" in done.out) is (",1户," not in line)


@pytest.mark.parametrize("rows", ["商铺：,,\n0000,50,\n", "0000,50,\n商铺小计,50,\n"])
def test_homes_beside_a_line_may_be_in_another_block(rows: str) -> None:
    head, before = "户号,建筑面积,用户类别\n", [f"{at:04},50,\n" for at in range(1, 4)]
    of, end = rows.splitlines(keepends=True)
    text = head + "".join([*before, of])
    data = (text + end + "9,50,\n").encode()
    for size in (len(text.encode()) - len(head.encode()), 2**20):
        with pytest.raises(InputFileError, match="是空的"):
            run(io.BytesIO(data), None, load_tariffs(), "0", BatchOptions(block_bytes=size))


def test_other_lines_of_totals_do_not_matter(tmp_path: Path, heat: Program) -> None:
    totals = ("居民小计", "1号楼小计", "2022-2023采暖季合计", "朔州合计", "某某小区小计", "本页合计", "合计")
    totals += (
        "三户",
        "共计三户",
        "总供热面积",
        "应收总额",
        "合计①",
        "合计人民币",
        "総計",
        "全部",
        "整楼",
        "本页",
        "续前页",
        "结转",
    )
    totals += (
        "求和",
        "计数",
        "楼计",
        "增减",
        "Page total",
        "Total homes: 3",
        "3 homes",
        "Building 1 total",
        "Carried forward",
    )
    totals += ("其中：居民", "总共", "合共", "Σ", "过次页", "承前页", "*合计*", "合计=", "差额", "大写", "小计-居民")
    file = ledger_in(tmp_path, HOMES + "".join(f"{each},100\n" for each in totals))
    for engine in ("exact", "compiled", "duckdb"):
        done = heat("batch", str(file), "--dry-run", "--city", "朔州", "--engine", engine)
        assert (done.code, f"跳过 {len(totals) + 1}" in done.out) == (0, True), done.err
    file = ledger_in(tmp_path, "户号,建筑面积,用热量(kWh)\n0001,100,5000\n热计量小计,100,5000\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--plan", "metered")
    assert (done.code, "跳过 2" in done.out) == (0, True), done.err


@pytest.mark.parametrize("line", ["某某小区", "3号楼", "一单元", "一、居民", "学校路小区", "注：以上数据均为实测"])
def test_other_lines_among_homes_do_not_matter(line: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"{HOMES}{line},\n0002,50\n")
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert ("2268.00" in done.out, done.code < 2) == (True, True), done.err


def test_titles_of_two_classes_are_not_billed_as_one(tmp_path: Path, heat: Program) -> None:
    for number, title in enumerate(("某小区商铺收费表", "某小区居民收费表")):
        (tmp_path / f"{number}.csv").write_text(f"{title}\n{HOMES.replace('0001', str(number))}", encoding="utf-8")
    asked = ("--dry-run", "--city", "朔州", "--class", "商铺")
    refused = heat("batch", str(tmp_path / "*.csv"), *asked)
    assert (refused.code, "1.csv：" in refused.err, "别处说的是 商铺" in refused.err) == (3, True, True)
    assert "2880.00" in heat("batch", str(tmp_path / "0.csv"), *asked).out


def test_a_title_that_is_there_again_is_skipped(tmp_path: Path, heat: Program) -> None:
    text = "朔州市某小区供热台账,\n" + HOMES
    done = heat("batch", str(ledger_in(tmp_path, text + text.replace("0001", "0002"))), "--dry-run")
    assert (done.code, "跳过 4" in done.out) == (0, True), done.out + done.err


def test_a_sheet_of_sums_beside_a_ledger_is_not_read(tmp_path: Path, heat: Program) -> None:
    sheets = [
        {"name": "台账", "rows": [["户号", "建筑面积"], ["0001", 100]]},
        {"name": "汇总", "rows": [["楼号", "户数", "建筑面积"], ["1号楼", 1, 100]]},
    ]
    (tmp_path / "l.xlsx").write_bytes(xlsx(sheets))
    done = heat("batch", str(tmp_path / "l.xlsx"), "--dry-run", "--city", "朔州")
    assert (done.code, "汇总" in done.out, "1512.00" in done.out) == (0, True, True), done.err


@ENGINES
def test_accounts_that_became_dates_or_numbers(engine: str, tmp_path: Path, heat: Program) -> None:
    damaged = ("3-May", "5月3日", "May-03", "2026-05-03 00:00:00", "1.4E11", "1.40211E+11", "2.5e3")
    good = ("5-3-101", "1E11", "E.14", "1.4A")
    file = ledger_in(tmp_path, HOMES + "".join(f"{account},90\n" for account in (*damaged, *good)))
    out = tmp_path / "bills.csv"
    assert heat("batch", str(file), "-o", str(out), "--city", "朔州", "--engine", engine).code == 1
    rejects = read(tmp_path / "bills.rejects.csv")
    assert [(row["户号"], row["code"], row["column"]) for row in rejects] == [
        (account, "R13", "户号") for account in damaged
    ]
    assert [row["户号"] for row in read(out)] == ["0001", *good]


@ENGINES
def test_what_stands_for_no_account_is_none(engine: str, tmp_path: Path, heat: Program) -> None:
    none = ("NULL", "none", "N/A", "nan", "无", "（空）", "同上", "—", "***", "/", "-")
    good = ("A-1", "ABC", "NULL1", "无1", "张三", "#1")
    file = ledger_in(tmp_path, HOMES + "".join(f"{account},90\n" for account in ("#######", *none, *good)))
    out = tmp_path / "bills.csv"
    assert heat("batch", str(file), "-o", str(out), "--city", "朔州", "--engine", engine).code == 1
    rejects = read(tmp_path / "bills.rejects.csv")
    assert [(row["户号"].removeprefix("'"), row["code"]) for row in rejects] == [
        ("#######", "R13"),
        *((account, "R12") for account in none),
    ]
    assert [row["户号"] for row in read(out)] == ["0001", *good]


def test_no_account_is_taken_as_it_is_written_that_a_spreadsheet_made() -> None:
    letters = "10.eE-+/_#JanZ"
    texts = {"".join(each) for length in range(1, 6) for each in product(letters, repeat=length)}
    for account in filter(re.compile(PLAIN).fullmatch, texts):
        refuse_damaged(account)


def test_a_column_of_estates_is_asked_for_only_where_there_is_none(tmp_path: Path, heat: Program) -> None:
    with_estates = "户号,小区,建筑面积\n1,甲,100\n1,乙,100\n"
    for text, are_there in ((with_estates, True), ("户号,建筑面积\n1,100\n1,100\n", False)):
        done = heat("batch", str(ledger_in(tmp_path, text)), "--dry-run", "--city", "朔州")
        assert ("用 --account 小区,户号" in done.out, "加一列 小区" in done.out) == (True, not are_there)


@ENGINES
def test_a_row_with_a_figure_and_its_unit_is_no_other_head(engine: str, tmp_path: Path, heat: Program) -> None:
    text = "户名,用户类别,建筑面积\n张,居民,100\n李,居民,90\n建筑面积,用户类别,185㎡\n"
    done = heat("batch", str(ledger_in(tmp_path, text)), "--dry-run", "--city", "朔州", "--engine", engine)
    assert (done.code, "R15" in done.out) == (1, True), done.err


@ENGINES
def test_a_head_is_seen_below_a_home_that_says_the_same(engine: str, tmp_path: Path, heat: Program) -> None:
    homes = "户号,建筑面积,备注\n1,100,\n2,不详,\n3,不详,\n"
    asked = ("--dry-run", "--city", "朔州", "--engine", engine)
    done = heat("batch", str(ledger_in(tmp_path, homes)), *asked)
    assert (done.code, done.out.count("R06"), "共 2 行" in done.out) == (1, 1, True)
    head = heat("batch", str(ledger_in(tmp_path, f"{homes}account,不详,使用面积\n")), *asked)
    assert (head.code, "第 5 行是另一个表头" in head.err) == (3, True)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        *(("热计量用户", "计费方式"), ("以下按热量收费", "计费方式"), ("2022-2023采暖季", "采暖季"), ("西安", "城市")),
        *(("空置户", "状态"), ("免费户", "优惠"), ("半价户：", "优惠"), ("3号楼（商铺）", "用户类别")),
    ],
)
def test_a_line_that_speaks_of_the_homes_below_it(line: str, column: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, f"户号,建筑面积,备注\n0001,100,\n{line},,\n0002,100,\n")
    refused = heat("batch", str(file), "--dry-run", "--city", "太原", "--winter", "2023-2024")
    assert (refused.code, f"没有 {column} 这一列" in refused.err) == (3, True)


@pytest.mark.parametrize(("line", "code"), [("未缴费用户：", 0), ("2023-2024采暖季", 0), ("太原", 1), ("3号楼", 1)])
def test_a_line_of_what_is_billed_anyway_is_asked_about_no_home(
    line: str, code: int, tmp_path: Path, heat: Program
) -> None:
    file = ledger_in(tmp_path, f"户号,建筑面积,备注\n0001,100,\n{line},,\n0002,100,\n")
    done = heat("batch", str(file), "--dry-run", "--city", "太原", "--winter", "2023-2024")
    assert (done.code, f"第 3 行 {line}" in done.out) == (code, code == 0)


@pytest.mark.parametrize(
    ("title", "winters"),
    [
        *(("2023年度供热收费台账", [2023, 2022]), ("供暖期：2023.11-2024.3", [2023]), ("23-24采暖季", [2023])),
        *(("二〇二三至二〇二四采暖季", [2023]), ("2023年11月1日至2024年3月31日", [2023]), ("2023/24供热季", [2023])),
        *(("建于2012年，2012-2013年入网", []), ("台账（含2021-2022年欠费）", []), ("2021-2022年欠费台账", [2021])),
        *(("2023年10月制表", []), ("1-2号楼采暖费", []), ("截至2023-10-15", []), ("10-11层供热", [])),
    ],
)
def test_the_winters_that_a_title_may_name(title: str, winters: list[int]) -> None:
    assert winters_in(title) == winters


def test_a_folder_above_what_is_billed_says_nothing_and_is_asked_about(tmp_path: Path, heat: Program) -> None:
    folder = tmp_path / "winter=2022-2023" / "city=西安"
    folder.mkdir(parents=True)
    file = ledger_in(folder, HOMES)
    whole = heat("batch", str(tmp_path), "--dry-run")
    assert (whole.code, "2320.00" in whole.out) == (0, True)
    for asked in (folder, file, folder / "*.csv", folder.parent / "*" / "*.csv"):
        refused = heat("batch", str(asked), "--dry-run")
        assert (refused.code, "--winter 2022-2023" in refused.err) == (3, True)
        named = heat("batch", str(asked), "--dry-run", "--city", "西安", "--winter", "2022-2023")
        assert (named.code, "2320.00" in named.out) == (0, True)
    refused = heat("batch", str(file), "--dry-run", "--winter", "2022-2023")
    assert (refused.code, "--city 西安" in refused.err) == (3, True)
