"""Ledgers as the forms of heat companies have them: pages, numbered columns, headings among homes, notes below."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.errors import InputFileError
from heatcalc.ledger.dataset import parts_of
from heatcalc.tariffs.model import Table
from tests.batches.test_engines import alike
from tests.batches.test_parts import billed, billed_alike

_TAIYUAN = Defaults(city="太原")


class Form(NamedTuple):
    """A ledger, and the accounts that are billed; with how many rows are rejected, and the lines that are skipped."""

    text: str
    billed: str
    rejected: int = 0
    skipped: tuple[str, ...] = ()


_HEAD = "户号,户名,建筑面积"
_WITH_NUMBERS = "序号,户号,户名,面积"
FORMS = {
    "a page that begins with a heading": Form(
        f"{_WITH_NUMBERS}\n1,0001,张三,100\n2,0002,李四,90\n{_WITH_NUMBERS}\n2号楼,,,\n3,0003,王五,50\n",
        "0001 0002 0003",
        skipped=("序号 户号 户名 面积", "2号楼"),
    ),
    "a page that begins with units": Form(
        "户号,户名,面积\n0001,张三,100\n户号,户名,面积\n,,㎡\n0003,王五,50\n",
        "0001 0003",
        rejected=1,
        skipped=("户号 户名 面积",),
    ),
    "a heading right below the header": Form(
        f"{_WITH_NUMBERS}\n1号楼,,,\n1,0001,张三,100\n2,0002,李四,90\n", "0001 0002", skipped=("1号楼",)
    ),
    "a head of two lines on each page": Form(
        "序号,户号,户名,面积,\n,,,建筑,使用\n1,0001,张三,100,75\n序号,户号,户名,面积,\n,,,建筑,使用\n2,0002,王五,50,40\n",
        "0001 0002",
        skipped=("序号 户号 户名 面积", "建筑 使用"),
    ),
    "a group of columns that are only carried": Form(
        "序号,户号,户名,面积,联系方式,\n,,,,手机,座机\n1,0001,张三,100,1,2\n", "0001"
    ),
    "columns that are numbered on each page": Form(
        f"{_HEAD},备注\n1,2,3,4\n0001,张三,100,\n{_HEAD},备注\n1,2,3,4\n0002,张三,100,\n",
        "0001 0002",
        skipped=("1 2 3 4", "户号 户名 建筑面积 备注", "1 2 3 4"),
    ),
    "columns that are numbered behind the stems": Form(
        "序号,户号,户名,建筑面积,单价\n甲,乙,1,2,3\n1,1,张三,100,\n", "1", skipped=("甲 乙 1 2 3",)
    ),
    "columns that are numbered in brackets": Form(
        f"{_HEAD}\n(1),(2),（3）\n0001,张三,100\n", "0001", skipped=("(1) (2) （3）",)
    ),
    "columns that are numbered with a formula": Form(
        f"{_HEAD},金额\n1,2,3,4＝3×2\n0001,张三,100,\n", "0001", skipped=("1 2 3 4＝3×2",)
    ),
    "a first home whose figures look like numbers of columns": Form("户号,建筑面积,月数\n1,2,3\n2,100,5\n", "1 2"),
    "what is no home": Form(
        f"{_HEAD}\n0001,张三,100\n0002,李四,90\n居民：,,\n0003,王五,80\n2户,,190\n户均面积,,95\n"
        "最大,,100\n"
        "以下空白,,\n—— 完 ——,,\n2、报停户按30%收取。,,\n收费率：95%,,\n2025年10月8日,,\n"
        "太原市热力公司,,\n单位（盖章）：,,\n",
        "0001 0002 0003",
        skipped=(
            *("居民：", "2户 190", "户均面积 95", "最大 100", "以下空白", "—— 完 ——"),
            *("2、报停户按30%收取。", "收费率：95%", "2025年10月8日", "太原市热力公司", "单位（盖章）："),
        ),
    ),
    "homes of which but one word is there, and what may be one": Form(
        f"{_HEAD}\n1号院,张三,100\n2号院,,\n,李四,\n张三,,\n5-3-101室,,\n1号楼,,\n张家楼,,\n阳光小区,,\n",
        "1号院",
        rejected=7,
    ),
    "columns that are numbered below a label, or a heading": Form(
        f"{_WITH_NUMBERS}\n栏次,1,2,3\n1,0001,张三,100\n1号楼,,,\n,1,2,3\n2,0002,李四,90\n",
        "0001 0002",
        skipped=("栏次 1 2 3", "1号楼", "1 2 3"),
    ),
    "homes whose figures are as small as numbers of columns": Form(
        f"{_HEAD}\n1,张三,3\n2,李四,29\n3,王五,90\n", "1 2 3"
    ),
    "the header in other words": Form(
        "户号,户名,建筑面积,状态\n0001,张三,100,正常\n户号,姓名,建筑面积（㎡）,供热状态\n0002,李四,90,报停\n",
        "0001 0002",
        skipped=("户号 姓名 建筑面积（㎡） 供热状态",),
    ),
    "the header again, with another remark": Form(
        f"{_HEAD},备注\n0001,张三,100,\n{_HEAD},说明\n0002,李四,90,\n",
        "0001 0002",
        skipped=("户号 户名 建筑面积 说明",),
    ),
    "words of totals beside homes": Form(
        "小区,户号,建筑面积\n其中路3号,1,100\n锦绣小区,2,50\n共2户人家,3,40\n合计,3,190\n",
        "1 2 3",
        skipped=("合计 3 190",),
    ),
    "accounts like words of totals, of somebody": Form(
        f"{_HEAD}\n001户,张三,100\n2户,李四,50\n其中1,王五,50\n合计,,200\n2户,,200\n审核：赵六,制表：钱七,\n",
        "001户 2户 其中1",
        skipped=("合计 200", "2户 200", "审核：赵六 制表：钱七"),
    ),
    "places that have a word of shops or stops in their names": Form(
        "户号,户名,地址,工作单位,建筑面积\n0001,张三,玉门市2号,厦门市教育局,100\n0002,李四,太原日报停车场3号,,90\n商铺街,,,,\n",
        "0001 0002",
        rejected=1,
    ),
    "lines of forms between pages": Form(
        f"{_HEAD}\n0001,张三,100\n单位（章）：,,\n停供日期：2026年3月31日,,\n报停电话：123,,\n备注：报停户按30%收费,,\n0002,李四,90\n",
        "0001 0002",
        skipped=("单位（章）：", "停供日期：2026年3月31日", "报停电话：123", "备注：报停户按30%收费"),
    ),
    "addresses that are places": Form(
        "户号,户名,地址,建筑面积\n0001,张三,门市巷3号,90\n0002,李四,商铺街5号,90\n0003,王五,底商楼上3-201,90\n",
        "0001 0002 0003",
    ),
    "a shop for an account": Form(f"{_HEAD},地址\n0001,张三,100,\n商铺,李四,90,1号楼102\n", "0001", rejected=1),
    "sums of buildings that do not say so": Form(
        f"{_HEAD}\n0001,张三,100\n1号楼,,100\n3号楼,机械厂,900\n", "0001 3号楼", rejected=1
    ),
    "sums without a word, where nobody has an account": Form(
        "序号,户名,地址,建筑面积,备注\n1,张三,1-1-101,100,\n2,,1-1-102,90,\n3,,,80,\n,,,270,\n,\u3000, ,270,\n",
        "1 2 3",
        rejected=2,
    ),
    "words of totals beside how many homes, where nobody has an account": Form(
        "序号,楼栋,单元,房号,户名,建筑面积\n1,1,1,101,张三,88.5\n2,1,1,102,,100\n3,1,1,3户,,60\n"
        "合计,,,,3,248.5\n合计,,,3户,,248.5\n,,,合计,3,248.5\n,,,,以上3户,248.5\n",
        "1 2 3",
        skipped=("合计 3 248.5", "合计 3户 248.5", "合计 3 248.5", "以上3户 248.5"),
    ),
    "how many homes there are for a name, beside a word of totals": Form(
        "序号,户号,户名,地址,建筑面积\n1,01,张三,1-1-101,88.5\n合计,,3,,88.5\n合计,,,3户,88.5\n",
        "01",
        skipped=("合计 3 88.5", "合计 3户 88.5"),
    ),
    "sums and dates for an account, of nobody": Form(
        f"{_HEAD}\n南1-101,张三,100\nA-2,李四,90\n3号楼4户,王五,80\n阳光3-2,,70\n以上共4户,,340\n"
        "1号楼（4户）,,340\n1#楼4户,,340\n供热户数4,,340\n4条记录,,340\n340㎡,,340\n5592元,,340\n2025年度,,340\n"
        "Total: 4,,340\nBuilding 1 (3 homes),,340\n4 records,,340\n",
        "南1-101 A-2 3号楼4户 阳光3-2",
        rejected=10,
        skipped=("以上共4户 340",),
    ),
    "a word for an account, of nobody": Form(
        f"{_HEAD}\n0001,张三,100\n公司,李四,90\n总部,,190\nAll,,190\n合,计,190\n",
        "0001 公司",
        rejected=2,
        skipped=("合 计 190",),
    ),
    "words of totals in remarks of homes": Form(
        "户号,户名,备注,地址,建筑面积\n1,王五,一层二层合计,,90\n2,李四,本户合计,,90\n3,张三,,3号楼301、302室合计,90\n4,赵六,总计2户,,90\n合计,,,,360\n",
        "1 2 3 4",
        skipped=("合计 360",),
    ),
    "words of totals beside somebody, where nobody has an account": Form(
        "序号,小区,户名,地址,户数,建筑面积\n1,甲,王五,1-1,1户,100\n2,甲,计**,1-2,,90\n3,甲,平均安,1-3,,90\n4,甲,李四,其中路3号,,90\n5,其中路小区,张三,2-1,,90\n"
        ",,小计,甲小区,,190\n,,3户,,,190\n,,,甲小区合计,,190\n",
        "1 2 3 4 5",
        skipped=("小计 甲小区 190", "3户 190", "甲小区合计 190"),
    ),
    "people whose names end as headings do": Form(
        "户名,户号,建筑面积\n王丰年,,\n张四季,,\n李四,1,90\n", "1", rejected=2
    ),
    "notes of no home": Form(
        f"{_HEAD}\n0001,张三,100\n报停0户,,\n商铺：,,\n停供户数：0,,\n合计（不含报停）,,100\n备注：商铺按非居民,,\n",
        "0001",
        skipped=("报停0户", "商铺：", "停供户数：0", "合计（不含报停） 100", "备注：商铺按非居民"),
    ),
    "an address of a shop that its column says": Form(
        "户号,户名,地址,用户类别,状态,建筑面积\n0001,张三,阳光小区S-3商铺,居民,,100\n0002,李四,停车场路2号,,,90\n",
        "0001 0002",
    ),
    "an address that speaks of no stop": Form("户号,户名,地址,建筑面积\n0001,张三,停车场路2号,100\n", "0001"),
    "words of clerks": Form(
        f"{_HEAD},采暖季,状态,优惠,计费方式,缴费日期\n0001,张三,100,25-26,供暖中,不减免,按建筑面积,未缴\n"
        "0002,李四,90,2025-2026年度,不报停,非低保,,-\n0003,王五,80,2025—2026,,,,已缴\n〃,赵六,70,,,,,\n",
        "0001 0002",
        rejected=2,
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_form_is_read_as_a_clerk_reads_it(form: Form, tmp_path: Path, shipped: Table) -> None:
    batch, files = alike(form.text.encode(), tmp_path, shipped, BatchOptions(_TAIYUAN))
    manifest = batch.manifest
    assert (manifest["households"], manifest["rejects"]) == (len(form.billed.split()), form.rejected)
    assert tuple(each["text"] for each in manifest["skipped_lines"]) == form.skipped
    head, *bills = files[0].decode("utf-8-sig").splitlines()
    account = head.split(",").index("户号" if "户号" in head else "序号")
    assert [line.split(",")[account] for line in bills] == form.billed.split()


REFUSED = {
    "a heading of shops right below the header": (
        "序号,户号,户名,地址,建筑面积\n商铺：,,,,\n1,0001,张三,1-1-101,100\n",
        "section",
    ),
    "a heading of shops, and one of an entrance below it": (f"{_HEAD}\n商户：,,\n一单元,,\n0001,张三,100\n", "section"),
    "homes between two heads": ("户号,户名,面积\n0001,张三,100\n户号,户名,面积,地址\n0003,王五,50,x\n", "two_heads"),
    "a column that asks for shops": (f"{_HEAD},是否商铺\n0001,张三,100,是\n", "unread"),
    "a remark of a stop": (f"{_HEAD},备注\n0001,张三,100,停了\n", "said"),
    "a stop in an address": ("户号,户名,地址,建筑面积\n0001,张三,1-1-101报停,100\n", "said_in_name"),
    "a stop in brackets": ("户号,户名,地址,建筑面积\n0001,张三,1-1-101（停）,100\n", "said_in_name"),
    "a shop in an address": ("户号,户名,地址,状态,建筑面积\n0001,张三,阳光小区S-3商铺,,100\n", "said_in_name"),
    "a stop in a name whose column is blank": (
        "户号,户名,建筑面积,状态\n0001,张三,100,\n0002,李四(报停),90,\n",
        "said_in_name",
    ),
    "a note of all homes": (f"{_HEAD}\n0001,张三,100\n注：以上各户全部报停,,\n", "subtotal"),
    "a note of all homes, of a relief": (f"{_HEAD}\n0001,张三,100\n注：均享受低保,,\n", "subtotal"),
    "a title beside what it does not have": (f"商铺收费台账 不含税,,\n{_HEAD}\n0001,张三,100\n", "title_class"),
    "a title behind a company": (f"单位：太原热力 报停户明细,,\n{_HEAD}\n0001,张三,100\n", "title_column"),
    "a count of stops below the homes": (f"{_HEAD}\n0001,张三,100\n报停2户,,\n", "section"),
    "a title of a year": (f"采暖年度：2024,,\n{_HEAD}\n0001,张三,100\n", "title_winter"),
} | {
    f"a heading {word}": (f"{_HEAD}\n0001,张三,100\n{word},,\n0002,李四,90\n", "section")
    for word in (
        "商业用房：",
        "单价：37.5元/㎡",
        "使用面积",
        "注：以下为使用面积",
        "以下按37.5元/㎡收费",
        "五保户",
        "经营户",
        "网点",
        "办公楼：",
        "享受低保",
        "低保、特困",
        "分户计量",
    )
}


@pytest.mark.parametrize(("text", "key"), REFUSED.values(), ids=list(REFUSED))
def test_a_form_of_which_the_bills_are_in_doubt_is_refused(text: str, key: str, tmp_path: Path, shipped: Table) -> None:
    with pytest.raises(InputFileError) as raised:
        alike(text.encode(), tmp_path, shipped, BatchOptions(_TAIYUAN))
    assert raised.value.key == f"ledger.{key}"


@pytest.mark.parametrize(
    "title",
    [
        *(
            "收费标准：居民3.6元/㎡·月，非居民7.5元/㎡·月",
            "说明：报停户按30%收取，商铺按7.5元收取",
            "报停截止日期：10月31日",
        ),
        *("已报停用户不在此表", "低保优惠见附件", "合同编号：2024-2025-01", "上采暖季：2024-2025", "2025年度"),
    ],
)
def test_a_title_that_says_nothing_of_these_homes_is_passed_over(title: str, tmp_path: Path, shipped: Table) -> None:
    text = f"{title},,\n{_HEAD}\n0001,张三,100\n"
    batch, _ = alike(text.encode(), tmp_path, shipped, BatchOptions(_TAIYUAN))
    assert batch.manifest["households"] == 1


def test_what_excel_keeps_beside_an_open_workbook_is_no_file_of_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{_HEAD}\n0001,张三,100\n", encoding="utf-8")
    (tmp_path / "~$a.xlsx").write_bytes(b"\x06user")
    assert [part.name for part in parts_of(tmp_path)] == ["a.csv"]


@pytest.mark.spark
@pytest.mark.parametrize(
    "name",
    [
        "columns that are numbered on each page",
        "sums without a word, where nobody has an account",
        "sums and dates for an account, of nobody",
        "what is no home",
        "notes of no home",
        "words of clerks",
    ],
)
def test_spark_reads_a_form_as_the_exact_reader_does(name: str, tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "a.csv").write_text(FORMS[name].text, encoding="utf-8")
    manifest = billed_alike(tmp_path / "ledger", ("exact", "spark"), spark, city="太原")
    assert (manifest["households"], manifest["rejects"]) == (len(FORMS[name].billed.split()), FORMS[name].rejected)


@pytest.mark.spark
def test_spark_asks_of_a_heading_as_the_exact_reader_does(tmp_path: Path, spark: Any) -> None:
    (tmp_path / "ledger").mkdir()
    text, _ = REFUSED["a heading of shops, and one of an entrance below it"]
    (tmp_path / "ledger" / "a.csv").write_text(text, encoding="utf-8")
    said = []
    for engine in ("exact", "spark"):
        with pytest.raises(InputFileError) as raised:
            billed(tmp_path / "ledger", tmp_path / engine, engine=engine, spark=spark, city="太原")
        said.append(raised.value.text("zh"))
    assert said[0] == said[1]


def test_a_word_alone_is_told_how_to_be_no_home(tmp_path: Path, shipped: Table) -> None:
    _, files = alike("户号,建筑面积\n0001,100\n完,\n".encode(), tmp_path, shipped, BatchOptions(_TAIYUAN))
    assert "这一行只写着“完”：是小标题或说明的，请写“合计”或删去这一行" in files[1].decode("utf-8-sig")
