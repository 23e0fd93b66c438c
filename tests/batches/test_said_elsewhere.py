"""What notes, headers, remarks and names say of homes is asked about; what says nothing of their bills is not."""

from pathlib import Path

import pytest

import heatcalc

NOTES = [
    "注：2号户从12月1日报停",
    "说明：李四为商铺",
    "注：李四为低保户",
    "备注：2号户已停",
    "注：标红的为报停户",
    "注：201为门面",
]
NO_NOTES = [
    "备注：报停户按30%收费",
    "说明：报停须提前一个月申请",
    "说明：低保户优惠标准为15%",
    "注：本表共2户",
    "说明：商铺另表",
    "注：201室电话有误",
    "注：本表不含报停户",
    "说明：报停手续费为50元",
    "注：建筑面积以房产证为准",
    "说明：12月1日前缴费",
]
HEADERS = {
    **dict.fromkeys(["供热终止日期", "供热截止", "供暖到期", "止热日期", "退网日期"], "2025-12-31"),
    **dict.fromkeys(["冻结标志", "特殊人群", "是否特殊用户"], "是"),
    **dict.fromkeys(["是否入网", "入住"], "否"),
    "缴费标准": "30%",
    "合同状态": "已终止",
    "变更后": "120",
    "用量": "20",
}
NO_HEADERS = {
    **dict.fromkeys(["公摊面积", "入住率", "用水量"], "20"),
    "扣款状态": "成功",
    "入网日期": "2015-1-1",
    "特殊说明": "无",
}
REMARKS = [
    "2021年已退网",
    "1月份才开栓",
    "12月1日开始供热",
    "只开一半",
    "自采暖",
    "改电采暖",
    "壁挂炉",
    "沿街商业",
    "开了小卖部",
    "商住两用",
    "按流量计",
    "装了热表",
    "低收入",
    "孤儿",
    "加50平",
    "断网户",
    "半期供热",
]
NO_REMARKS = [
    "11月5日缴",
    "孤山小区",
    "已缴50%",
    "加微信",
    "加急",
    "断网已修",
    "1月份缴清",
    "按流量缴费",
    "增加1人",
    "办公楼后",
    "写字楼旁",
    "小卖部对面",
    "12月1日开始缴费",
]
NAMES = [
    "张记面馆",
    "某某银行朔州分行",
    "朔州市财政局",
    "派出所",
    "烟酒店",
    "美发沙龙",
    "某某营业厅",
    "物业用房",
    "公共部位",
]
NO_NAMES = ["张分行", "王小店", "李局", "赵面馆长", "钱营业"]
HOME = "户号,户主,建筑面积"


def billed(text: str, folder: Path) -> int | str:
    """Return how many homes of a ledger are billed, or which error ends the run."""
    ledger = folder / "ledger.csv"
    ledger.write_text(text, encoding="utf-8")
    try:
        return int(heatcalc.batch(ledger, city="朔州").manifest["households"])
    except heatcalc.InputFileError as error:
        return error.key.partition(".")[2]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_some_homes_is_asked_about(note: str, tmp_path: Path) -> None:
    assert billed(f"{HOME}\n1,张三,100\n2,李四,100\n{note},,\n", tmp_path) == "subtotal"


@pytest.mark.parametrize("header", HEADERS)
def test_a_column_that_may_end_or_change_the_supply_is_asked_about(header: str, tmp_path: Path) -> None:
    assert billed(f"{HOME},{header}\n1,张三,100,{HEADERS[header]}\n", tmp_path) in ("unread", "said")


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_of_less_heat_is_asked_about(remark: str, tmp_path: Path) -> None:
    assert billed(f"{HOME},备注\n1,张三,100,{remark}\n", tmp_path) == "said"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_no_resident_is_asked_about(name: str, tmp_path: Path) -> None:
    assert billed(f"{HOME}\n1,{name},100\n", tmp_path) == "said_in_name"


def test_what_changes_no_bill_is_not_asked_about(tmp_path: Path) -> None:
    asked = {
        **{note: f"{HOME}\n1,张三,100\n{note},,\n" for note in NO_NOTES},
        **{header: f"{HOME},{header}\n1,张三,100,{said}\n" for header, said in NO_HEADERS.items()},
        **{remark: f"{HOME},备注\n1,张三,100,{remark}\n" for remark in NO_REMARKS},
        **{name: f"{HOME}\n1,{name},100\n" for name in NO_NAMES},
    }
    assert {said: found for said, text in asked.items() if (found := billed(text, tmp_path)) != 1} == {}


def test_a_column_that_is_mapped_leaves_the_others_of_its_meaning_read(tmp_path: Path) -> None:
    """50 ㎡ in 太原 are 900.00, of which low-income homes pay 135.00."""
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积,人员类别,是否低保\n1,50,普通,是\n2,50,普通,否\n", encoding="utf-8")
    said = {"columns": {"人员类别": "relief"}, "words": {"人员类别": {"普通": "无"}}}
    done = heatcalc.batch(ledger, city="太原", **said)  # type: ignore[arg-type]
    assert (done.manifest["household"], done.manifest["rejects"]) == ("1035.00", 0)


def test_the_number_of_a_database_is_no_account(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("ID,用户编号,户主,建筑面积\n1,A01,张,100\n2,A01,张,100\n", encoding="utf-8")
    assert heatcalc.batch(ledger, city="朔州").manifest["rejects"] == 1


def test_an_area_of_which_a_part_is_taken_is_no_building_area(tmp_path: Path) -> None:
    """邯郸 takes 21 for 90 % of the building area: 计费面积 is that part, which must not be taken twice."""
    ledger, bills = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    ledger.write_text("户号,建筑面积,计费面积\n1,100,90\n", encoding="utf-8")
    heatcalc.batch(ledger, bills, city="邯郸")
    reason = bills.with_suffix(".rejects.csv").read_text("utf-8-sig").splitlines()[1]
    assert "R22" in reason
    assert "--carry 计费面积" in reason
    assert "--map" not in reason
