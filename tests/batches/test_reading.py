"""What of a ledger was read is told, and neither the input nor somebody's work is written over."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import heatcalc
from tests.conftest import Program
from tests.helpers.files import read
from tests.helpers.workbooks import xlsx

RULES = Path(__file__).parents[1] / "tables/rules.toml"
LEDGER = "户号,户名,建筑面积,层高,备注\n0001,张三,100,2.8,x\n0002,李四,约90,,\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, encoding="utf-8")
    return file


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_every_column_is_told_as_read_carried_or_unused(engine: str, ledger: Path, heat: Program) -> None:
    out = ledger.with_name("bills.csv")
    done = heat("batch", str(ledger), "-o", str(out), "--city", "忻州", "--engine", engine, "--max-rejects", "1")
    manifest = json.loads(out.with_name("bills.manifest.json").read_text("utf-8"))
    assert manifest["header_line"] == 1
    assert manifest["read"] == {"户号": "account", "户名": "name", "建筑面积": "building_m2", "层高": "height_m"}
    assert (manifest["carried"], manifest["unused"]) == (["备注"], ["层高"])
    assert done.code == 1
    assert "只带过、没有用来计费的列：备注。" in done.out
    assert "读了但没有一户的价格用到的列：层高。" in done.out


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_an_attribute_that_no_city_of_a_home_asks_for_is_unused(engine: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("Account,Area,Supply,City\n1,100,stopped,taiyuan\n", encoding="utf-8")
    out = tmp_path / "bills.csv"
    assert heat("batch", str(file), "-o", str(out), "--engine", engine, "--lang", "en").code == 0
    manifest = json.loads(out.with_name("bills.manifest.json").read_text("utf-8"))
    assert (manifest["read"]["Supply"], manifest["unused"]) == ("supply", ["Supply"])


@pytest.mark.parametrize(
    "header",
    [
        "退费天数",
        "超高层高",
        "优抚",
        "扣减",
        "是否困难户",
        "用热量(MJ)",
        "建筑面积(亩)",
        "停供日期",
        *("阀门", "供热标志", "开/关", "是否启用", "销户日期", "房高", "举架", "实测温度", "供热日数", "费用年度"),
        "stop date",
    ],
)
def test_a_column_that_may_change_money_is_mapped_or_carried(header: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text(f"户号,使用面积,建筑面积,{header}\n1,70,100,\n", encoding="utf-8")
    asked = ["batch", str(file), "--dry-run", "--city", "朔州"]
    refused = heat(*asked)
    argument = f'"{header}"' if {*" ()"} & {*header} else header
    assert (refused.code, f"--carry {argument}" in refused.err) == (3, True)
    assert heat(*asked, "--carry", header).code == 0


@pytest.mark.parametrize(
    "header",
    [
        *(
            "代扣状态",
            "合同状态",
            "联系状态",
            "手机号是否有效",
            "是否启用短信",
            "测温员",
            "测温日期",
            "设计温度",
            "室外温度",
        ),
        *("室温采集器编号", "供热标志牌", "建筑高度", "逾期天数", "银行卡注销日期", "阀门类型"),
        *("热量表编号", "阀门编号", "短信状态", "散热器类型", "供水温度", "建成年份"),
        "停车位",
        "上年面积",
        "电话",
        "身份证号",
        "备注",
        "楼号",
        "单价",
        "应收金额",
        "滞纳金",
        "缴费截止日期",
        "热表读数",
    ],
)
def test_other_columns_go_along(header: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text(f"户号,建筑面积,{header}\n1,100,x\n", encoding="utf-8")
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 0


@pytest.mark.parametrize("option", ["--map", "--carry"])
def test_an_option_names_a_column_that_is_there(option: str, ledger: Path, heat: Program) -> None:
    said = "单位面积=building_m2" if option == "--map" else "单位面积"
    done = heat("batch", str(ledger), "--dry-run", "--city", "朔州", option, said)
    assert (done.code, "单位面积" in done.err, "建筑面积" in done.err) == (2, True, True)


def test_rejects_are_not_billed_into_their_own_bills(ledger: Path, heat: Program) -> None:
    out = ledger.with_name("bills.csv")
    asked = ["--city", "朔州", "--max-rejects", "1"]
    assert heat("batch", str(ledger), "-o", str(out), *asked).code == 1
    rejects = ledger.with_name("bills.rejects.csv")
    kept = {file: file.read_bytes() for file in ledger.parent.iterdir()}
    for force in ([], ["--force"]):
        done = heat("batch", str(rejects), "-o", str(out), *asked, *force)
        assert (done.code, "bills.rejects.csv" in done.err) == (5, True)
    assert {file: file.read_bytes() for file in ledger.parent.iterdir()} == kept


@pytest.mark.parametrize("name", ["bills.csv", "bills.rejects.csv"])
def test_what_was_edited_is_replaced_by_force_alone(name: str, ledger: Path, heat: Program) -> None:
    asked = ["batch", str(ledger), "-o", str(ledger.with_name("bills.csv")), "--city", "朔州", "--max-rejects", "1"]
    assert heat(*asked).code == 1
    assert heat(*asked).code == 1
    edited = ledger.with_name(name)
    edited.write_bytes(edited.read_bytes() + b"x\r\n")
    assert heat(*asked).code == 5
    assert edited.read_bytes().endswith(b"x\r\n")
    assert heat(*asked, "--force").code == 1
    assert not edited.read_bytes().endswith(b"x\r\n")


def test_bills_of_another_format_keep_their_manifest(ledger: Path, heat: Program) -> None:
    asked = ["--city", "朔州", "--max-rejects", "1"]
    assert heat("batch", str(ledger), "-o", str(ledger.with_name("bills.csv")), *asked).code == 1
    mark = ledger.with_name("bills.manifest.json").read_bytes()
    assert heat("batch", str(ledger), "-o", str(ledger.with_name("bills.jsonl")), *asked).code == 5
    assert ledger.with_name("bills.manifest.json").read_bytes() == mark


def test_all_sheets_with_one_header_are_billed_and_the_others_named(tmp_path: Path, heat: Program) -> None:
    file, out = tmp_path / "l.xlsx", tmp_path / "bills.csv"
    rows = [["户号", "建筑面积"], ["0001", 100]]
    sheets = [
        {"name": "1号楼", "rows": rows},
        {"name": "2号楼", "rows": [["小区二期", None], *rows[:1], ["0002", 50], ["0003", "约"], ["0001", 10]]},
        {"name": "说明", "rows": [["填表说明"]]},
    ]
    file.write_bytes(xlsx(sheets))
    asked = ["batch", str(file), "--city", "朔州", "--max-rejects", "2"]
    done = heat(*asked, "-o", str(out))
    assert [row["户号"] for row in read(out)] == ["0001", "0002"]
    bad = out.with_name("bills.rejects.csv")
    told = [(row["sheet"], row["line"], row["code"]) for row in read(bad)]
    assert told == [("2号楼", "4", "R06"), ("2号楼", "5", "R11")]
    assert "读取的工作表：1号楼、2号楼。" in done.out
    assert "没有读的工作表：说明。" in done.out
    manifest = json.loads(out.with_name("bills.manifest.json").read_text("utf-8"))
    assert manifest["sheets"] == {"read": ["1号楼", "2号楼"], "others": ["说明"], "hidden": []}
    assert (manifest["lines"], manifest["billed"], manifest["rejected"], manifest["skipped"]) == (7, 2, 2, 3)
    alone = heat(*asked, "--dry-run", "--sheet", "2号楼", "--format", "json")
    assert json.loads(alone.out)["households"] == 2
    assert heat(*asked, "--dry-run", "--sheet", "3号楼").code == 3
    bad.write_bytes(bad.read_bytes().decode("utf-8-sig").replace("约", "30").encode("utf-8-sig"))
    again = heat(*asked, "-o", str(out), "--corrected", str(bad))
    assert (again.code, [row["户号"] for row in read(out)]) == (1, ["0001", "0002", "0003"])


def test_sheets_with_unlike_headers_are_chosen_by_name(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.xlsx"
    sheets = [
        {"name": "甲", "rows": [["户号", "建筑面积"], ["0001", 100]]},
        {"name": "乙", "rows": [["户号", "使用面积"], ["0002", 50]]},
    ]
    file.write_bytes(xlsx(sheets))
    refused = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert (refused.code, "甲、乙" in refused.err, "--sheet" in refused.err) == (3, True, True)


def test_skipped_lines_are_told_with_their_words(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("户号,户名,建筑面积\n1,张三,100\n合 计,,100\n制表：王,审核：李,\n,,\n第1页,,\n", encoding="utf-8")
    for engine in ("exact", "duckdb"):
        done = heat("batch", str(file), "--dry-run", "--city", "朔州", "--format", "json", "--engine", engine)
        told = json.loads(done.out)
        assert told["skipped_lines"] == [
            {"line": 3, "text": "合 计 100"},
            {"line": 4, "text": "制表：王 审核：李"},
            {"line": 6, "text": "第1页"},
        ]
        assert (done.code, told["skipped"], told["billed"]) == (0, 5, 1)


def test_a_figure_merged_over_homes_is_no_home_s_own(tmp_path: Path, heat: Program) -> None:
    file, out = tmp_path / "l.xlsx", tmp_path / "bills.csv"
    rows = [["户号", "用户类别", "建筑面积"], ["0001", "非居民", 100], ["0002", None, None], ["0003", "居民", 50]]
    file.write_bytes(xlsx([{"name": "1", "rows": rows, "merge": ["B2:B3", "C2:C3"]}]))
    done = heat("batch", str(file), "-o", str(out), "--city", "朔州")
    assert done.code == 1
    rejects = read(out.with_name("bills.rejects.csv"))
    assert [(row["户号"], row["code"], "合并" in row["message"]) for row in rejects] == [
        ("0001", "R05", True),
        ("0002", "R05", True),
    ]


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_accounts_are_unique_where_their_user_says(engine: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("小区,户号,建筑面积\n甲,1,100\n乙,1,50\n乙,1,20\n", encoding="utf-8")
    asked = ["batch", str(file), "--dry-run", "--city", "朔州", "--max-rejects", "2", "--format", "json"]
    asked += ["--engine", engine]

    def billed(*more: str) -> int:
        households: int = json.loads(heat(*asked, *more).out)["households"]
        return households

    assert [billed(), billed("--account", "小区,户号"), billed("--several")] == [1, 2, 3]
    assert heat(*asked, "--account", "a,b,c").code == 2


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_what_happened_to_a_home_is_billed_as_bill_does(engine: str, tmp_path: Path, heat: Program) -> None:
    file, out = tmp_path / "l.csv", tmp_path / "bills.csv"
    header = "户号,建筑面积,供热起,供热止,室温,不达标天数,停热小时"
    rows = {
        "1": ("", "", "20", "", ""),
        "2": ("2022-12-15", "", "", "", ""),
        "3": ("", "2023-01-31", "", "", ""),
        "4": ("", "", "15", "10", ""),
        "5": ("", "", "", "", "100"),
    }
    file.write_text("\n".join([header, *(f"{name},100,{','.join(row)}" for name, row in rows.items())]) + "\n", "utf-8")
    asked = ["--tariffs", str(RULES), "--winter", "2022-2023"]
    assert heat("batch", str(file), "-o", str(out), *asked, "--engine", engine).code == 0
    options = ("--from", "--to", "", "", "--outage")
    for bill in read(out):
        row = rows[bill["户号"]]
        given = [word for option, said in zip(options, row, strict=True) if option and said for word in (option, said)]
        given += ["--cold", f"{row[2]}:{row[3]}"] if row[3] else []
        alone = heat("bill", "--area", "100", *asked, *given, "--format", "json")
        assert json.loads(alone.out)["due"] == bill["due"], alone.err


@pytest.mark.parametrize(
    ("header", "field", "code"),
    [
        ("供热起", "2024-01-15", "R20"),
        ("供热止", "2024-01-15", "R20"),
        ("供热止", "2023-01-15", "R24"),
        ("状态,停热小时", "停供,48", "R20"),
        ("室温不达标", "15:10", "R20"),
        ("室温不达标", "很冷", "R06"),
        ("停热小时", "48", "R20"),
        ("室温,不达标天数", "15,10", "R20"),
        ("室温,不达标天数", ",10", "R19"),
        ("室温,不达标天数", "冷,10", "R06"),
        ("热负荷", "5", ""),
        ("停热小时", "0", ""),
    ],
)
@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_what_a_city_has_no_rule_for_is_no_bill(
    engine: str, header: str, field: str, code: str, tmp_path: Path, heat: Program
) -> None:
    file, out = tmp_path / "l.csv", tmp_path / "bills.csv"
    file.write_text(f"户号,建筑面积,{header}\n1,100,{field}\n", encoding="utf-8")
    asked = ["--city", "太原", "--winter", "2023-2024", "--engine", engine, "--max-rejects", "1"]
    heat("batch", str(file), "-o", str(out), *asked)
    rejects = out.with_name("bills.rejects.csv")
    assert [row["code"] for row in (read(rejects) if rejects.exists() else [])] == ([code] if code else [])


def test_a_temperature_without_days_says_nothing(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("户号,建筑面积,室温\n1,100,15\n", encoding="utf-8")
    refused = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert (refused.code, "没有 室温不达标天数" in refused.err, "--carry 室温" in refused.err) == (3, True, True)


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
@pytest.mark.parametrize(
    "line",
    [
        *("2,100,报停", '2,100,"23年,报停"', '2,100,"低保\n户"', "2,100,  减半收取 ", "2,100,未供热", "2,100,住改商"),
        *("2,100,停两个月", "2,100,实际供热60天", "2,100,层高5米", "2,100,打八折", "2,100,室温15度"),
    ],
)
def test_the_words_of_a_carried_column_are_not_passed_over(
    line: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    file = tmp_path / "l.csv"
    file.write_text(f"户号,建筑面积,备注,状态\n1,100,张三,报停\n{line},\n", encoding="utf-8")
    asked = ["batch", str(file), "--dry-run", "--city", "太原", "--winter", "2023-2024", "--engine", engine]
    refused = heat(*asked)
    assert (refused.code, "备注 不用来计费，但第 3 行写着" in refused.err) == (3, True), refused.err
    assert heat(*asked, "--carry", "备注").code == 0


def test_a_stop_of_a_part_is_told_what_to_do(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("户号,建筑面积,状态\n1,100,部分报停\n2,100,停一半\n3,100,封了\n4,100,停半季\n", encoding="utf-8")
    done = heat("batch", str(file), "-o", str(tmp_path / "bills.csv"), "--city", "太原", "--winter", "2023-2024")
    assert done.code == 1
    said = [("报停面积" in row["message"], "=报停" in row["message"]) for row in read(tmp_path / "bills.rejects.csv")]
    assert said == [(True, False), (True, False), (False, True), (False, False)]


def test_a_ledger_without_a_column_for_what_was_paid(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    done = heat("check", "--ledger", str(file), "--city", "朔州")
    assert (done.code, "请加上一列 实缴" in done.err, "--against" in done.err) == (2, True, False)


def test_a_remark_that_changes_no_bill_is_carried(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    remarks = [
        "停车场2号",
        "幼儿园旁",
        "供热站3号楼",
        "供热一公司",
        "新供热3所",
        "室温正常",
        "6折叠床",
        "电话停机",
        "1减速带",
    ]
    homes = "".join(f"{at},100,{each}\n" for at, each in enumerate(remarks))
    file.write_text(f"户号,建筑面积,备注\n{homes}", encoding="utf-8")
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 0


def test_words_of_last_year_are_no_words_of_this_one(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("户号,建筑面积,上年备注\n1,100,报停\n", encoding="utf-8")
    assert heat("batch", str(file), "--dry-run", "--city", "朔州").code == 0


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_the_header_again_and_who_made_the_list_are_skipped(engine: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "l.csv"
    file.write_text("户号,户名,建筑面积\n1,张三,100\n户号,户名,建筑面积\n2,李四,50\n填表人,王,2024\n", encoding="utf-8")
    told = heat("batch", str(file), "--dry-run", "--city", "朔州", "--engine", engine, "--format", "json")
    assert [line["line"] for line in json.loads(told.out)["skipped_lines"]] == [3, 5]
    assert json.loads(told.out)["billed"] == 2


def test_a_map_is_not_written_over_the_ledger(ledger: Path, heat: Program) -> None:
    kept = ledger.read_bytes()
    assert heat("batch", str(ledger), "--suggest-map", str(ledger), "--force", "--city", "朔州").code == 5
    said = ledger.with_name("map.csv")
    said.write_text("[columns]\n", encoding="utf-8")
    asked = ["batch", str(ledger), "-o", str(said), "--map-file", str(said), "--force", "--city", "朔州"]
    assert heat(*asked).code == 5
    assert (ledger.read_bytes(), said.read_text("utf-8")) == (kept, "[columns]\n")


@pytest.mark.parametrize("engine", ["exact", "compiled"])
def test_an_area_that_no_price_was_taken_by_is_unused(engine: str, tmp_path: Path) -> None:
    # 太原 has a price for either area, and takes that of the building where both are stated.
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积,使用面积\n1,100,80\n2,90,70\n", encoding="utf-8")
    asked = {"city": "太原", "winter": "2023-2024", "engine": engine}
    assert heatcalc.batch(ledger, **asked).manifest["unused"] == ["使用面积"]  # type: ignore[arg-type]
    ledger.write_text("户号,建筑面积,使用面积\n1,100,80\n2,,70\n", encoding="utf-8")
    assert heatcalc.batch(ledger, **asked).manifest["unused"] == []  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize(
    ("name", "address"),
    [("李四（报停）", "1号"), ("王五(低保)", "1号"), ("张三(商铺)", "1号"), ("张三", "3栋(底商)2号")],
)
def test_what_stands_in_brackets_behind_a_name(
    name: str, address: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(f"户号,户名,地址,建筑面积\n1,某（某）,（1）,100\n2,{name},{address},100\n", encoding="utf-8")
    asked = ("batch", str(file), "-n", "--city", "朔州", "--engine", engine)
    refused = heat(*asked)
    assert (refused.code, "第 3 行的 " in refused.err) == (3, True), refused.err
    assert heat(*asked, "--carry", "户名" if name != "张三" else "地址").code == 0
    for said, code in ((",,", 3), ("居民,正常,无", 0)):
        file.write_text(
            f"户号,户名,地址,建筑面积,用户类别,状态,优惠\n2,{name},{address},100,{said}\n", encoding="utf-8"
        )
        assert heat(*asked).code == code, "there are columns that would say it"
    file.write_text("户号,户名,建筑面积\n1,王（商铺）,100\n", encoding="utf-8")
    assert heat(*asked, "--class", "商铺").code == 0


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_a_figure_that_counts_for_other_homes_is_of_no_use_here(engine: str, tmp_path: Path) -> None:
    """In 烟台 days count for homes with cold rooms, in 邯郸 an area of its own for those with a relief."""
    homes = {"烟台": ("days", "60"), "邯郸": ("billed_m2", "77")}
    for city, (column, figure) in homes.items():
        ledger = tmp_path / f"{column}.csv"
        ledger.write_text(f"account,building_m2,{column}\n1,100,{figure}\n2,100,\n", encoding="utf-8")
        out = tmp_path / "bills.csv"
        done = heatcalc.batch(ledger, out, engine=engine, city=city, winter="2022-2023", force=True)
        assert (done.manifest["households"], done.manifest["rejects"]) == (1, 1)
        with out.with_suffix(".rejects.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [(row["account"], row["code"], row["column"]) for row in csv.DictReader(file)] == [
                ("1", "R22", column)
            ]


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
@pytest.mark.parametrize("header", ["地区", "区县", "分公司", "branch"])
def test_another_city_in_a_carried_column_is_asked_about(
    engine: str, header: str, tmp_path: Path, heat: Program
) -> None:
    ledger, bills = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    ledger.write_text(f"户号,{header},建筑面积\n1,朔州,100\n2,朔城区,90\n3,大同市,90\n", encoding="utf-8")
    asked = ("batch", str(ledger), "-o", str(bills), "--engine", engine, "--winter", "2022-2023")
    done = heat(*asked)
    assert (done.code, "第 4 行写着另一个城市“大同市”" in done.err, header in done.err) == (3, True, True)
    assert heat(*asked, "--carry", header).code == 0
    assert heat(*asked, "--map", f"{header}=城市", "--force").code == 0
    folder = tmp_path / "ledgers/city=大同"
    folder.mkdir(parents=True)
    ledger.rename(folder / "ledger.csv")
    asked = ("batch", str(tmp_path / "ledgers"), "-o", str(tmp_path / "all"), "--engine", engine)
    assert heat(*asked, "--winter", "2022-2023").code == 0  # the folder says whose prices hold


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_an_address_in_another_city_is_asked_about_where_nobody_says_the_city(engine: str, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"

    def billed(address: str, **said: Any) -> int:
        ledger.write_text(f"户号,地址,建筑面积\n1,{address},100\n", encoding="utf-8")
        return int(heatcalc.batch(ledger, engine=engine, **said).manifest["households"])  # type: ignore[arg-type]

    for address in ("太原市小店区1号", "山西省太原市小店区1号"):
        with pytest.raises(heatcalc.InputFileError, match="在另一个城市"):
            billed(address)
    assert billed("太原市小店区1号", carry=["地址"]) == 1
    assert billed("潍坊市青州市1号", city="青州", columns={"建筑面积": "inner_m2"}) == 1
    assert [billed(each) for each in ("大同市场3号", "北京路3号", "朔州市朔城区2号")] == [1, 1, 1]
