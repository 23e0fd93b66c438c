"""Columns of payments that say that money never came, or is not for heat: nothing is worked out until someone says."""

import datetime as dt
from pathlib import Path

import pytest

import heatcalc

TABLE = Path(__file__).parents[1] / "tables/balance.toml"
ON = dt.date(2024, 3, 1)
GOOD = "1,2023-12-01,2000"


def settled(folder: Path, header: str, said: str, **how: object) -> heatcalc.Balance:
    """Return the balances of one home that paid, where a further column of the payment says something."""
    (folder / "ledger.csv").write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    (folder / "paid.csv").write_text(f"户号,缴费日期,实缴,{header}\n{GOOD},{said}\n", encoding="utf-8")
    files = (folder / "ledger.csv", folder / "paid.csv")
    return heatcalc.balance(*files, ON, tariffs=TABLE, winter="2023-2024", **how)  # type: ignore[arg-type]


STOPPED = [
    *(("状态", said) for said in ("失败", "未支付", "作废", "0", "否")),
    *(("支付状态", said) for said in ("失败", "处理中")),
    *(("交易状态", "已关闭"), ("票据状态", "作废"), ("Status", "failed")),
    *((header, said) for header, said in (("是否作废", "是"), ("作废标志", "1"), ("有效", "否"), ("是否有效", "否"))),
    *(("红冲", "Y"), ("撤销标记", "1"), ("是否到账", "否"), ("支付成功标志", "0"), ("Void", "1"), ("is_valid", "0")),
    *(
        ("收支", "支"),
        ("借贷标志", "借"),
        ("项目", "水费"),
        ("项目", "违约金"),
        ("费用类型", "水费"),
        ("缴费项目", "水费"),
    ),
    *(("备注", "支票退票"), ("对账结果", "短款"), ("备注", "含违约金20"), ("摘要", "物业费"), ("备注", "找零50")),
    *(("找零", "50"), ("其中热费", "1800"), ("押金", "100"), ("抹零", "0.5"), ("减免", "20")),
]


@pytest.mark.parametrize(("header", "said"), STOPPED)
def test_money_that_may_not_count_stops_the_run_until_its_user_says(header: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(heatcalc.InputFileError, match=f"--carry {header}") as stopped:
        settled(tmp_path, header, said)
    assert "--map" not in str(stopped.value)
    done = settled(tmp_path, header, said, carry=[header])
    assert done.manifest["paid"] == "2000.00"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        *(("状态", "成功"), ("状态", ""), ("支付状态", "支付成功"), ("票据状态", "已开"), ("交易状态", "交易成功")),
        *(("备注", "微信"), ("渠道", "支付宝"), ("应缴违约金", "5"), ("建筑面积", "100"), ("用户类别", "居民")),
        *(("上年违约金", "3"), ("收费员", "张"), ("票据号", "0001")),
    ],
)
def test_what_says_nothing_against_a_payment_lets_it_count(header: str, said: str, tmp_path: Path) -> None:
    done = settled(tmp_path, header, said)
    assert done.manifest["paid"] == "2000.00"
    assert header in done.manifest["input"]["payments"][0]["carried"]
