"""A ledger of 3,000 homes as a clerk of a heat company would have it, with what each home should owe in 太原.

18 CNY/㎡ for homes, 37.5 for others; 30 % of it where the supply is stopped; of 城市低保户 15 % up to 60 ㎡.
"""

import random
from decimal import Decimal
from typing import Any, NamedTuple

HOMES = 3000
RESIDENTIAL = ("居民", "住宅", "居民用户", "民用", "普通住宅", "高层住宅", "小产权房", "还建房")
OTHERS = ("非居民", "商铺", "公建", "底商", "单位", "车库", "仓库")
SUPPLIED = ("正常", "", "供热", "开", "已开通", "在供", "用着")
STOPPED = ("停供", "报停", "关", "停 热", "未开通", "拆表停用")
NO_RELIEF = ("", "无", "否", "/")
RELIEF = ("是", "低保", "低保户", "城市低保户", "√")
SAID = {
    "用户类别": {
        "高层住宅": "居民",
        "小产权房": "居民",
        "还建房": "居民",
        "车库": "非居民",
        "仓库": "非居民",
    },
    "供热状态": {"用着": "正常", "拆表停用": "报停"},
}
"""The words that only the clerk can explain."""


class Field(NamedTuple):
    """The rows of the sheet, merged cells, and what each account owes; `wrong` accounts cannot be billed."""

    rows: list[list[Any]]
    merged: list[str]
    due: dict[str, Decimal]
    wrong: set[str]
    unsaid: set[str]
    """The accounts of which a word has to be explained."""


def field_ledger(seed: int = 1) -> Field:
    """Make the ledger: titles, two-line head, estates with subtotals, damaged accounts, words of all kinds."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    rows: list[list[Any]] = [
        ["某热力公司2023-2024采暖季用户台账", *[None] * 9],
        ["编制单位：收费科", None, None, None, None, None, "面积单位：平方米", *[None] * 3],
        ["小区", "户号", "户名", "用户类别", "房屋", None, "供热", "是否低保", "上年状态", "备注"],
        [None, None, None, None, "建筑面积(㎡)", "房号", "状态", None, None, None],
    ]
    field = Field(rows, [], {}, set(), set())
    for number in range(HOMES):
        if number % 300 == 0 and number:
            rows.append([f"{number // 300}号院小计", None, None, None, 27000, *[None] * 5])
        _home(field, number, drawn)
    rows.append(["合  计", None, None, None, 270000, *[None] * 5])
    rows.append(["制表：王某", None, None, None, None, None, "审核：李某", *[None] * 3])
    return field


def _home(field: Field, number: int, drawn: random.Random) -> None:
    account: Any = f"{number + 1:06}"
    class_ = drawn.choice(RESIDENTIAL if drawn.random() < 0.8 else OTHERS)
    status = drawn.choice(STOPPED if drawn.random() < 0.06 else SUPPLIED)
    home = class_ in RESIDENTIAL
    relief = drawn.choice(RELIEF if drawn.random() < 0.05 and home and status in SUPPLIED else NO_RELIEF)
    area: Any = round(drawn.uniform(30, 180), 2)
    if drawn.random() < 0.005:
        account = 140211000000000000 + number
    elif drawn.random() < 0.005:
        area = drawn.choice(["约90", None, "#N/A"])
    shown = str(account)
    field.rows.append(
        [f"{number // 300 + 1}号院", account, "张三", class_, area, f"{number}室", status, relief, "报停", "已核"]
    )
    if not isinstance(account, str) or not isinstance(area, float):
        field.wrong.add(shown)
        return
    if class_ in SAID["用户类别"] or status in SAID["供热状态"]:
        field.unsaid.add(shown)
    field.due[shown] = _due(Decimal(str(area)), home=home, stopped=status in STOPPED, low_income=relief in RELIEF)


def _due(area: Decimal, *, home: bool, stopped: bool, low_income: bool) -> Decimal:
    """Return what a home owes, calculated without heatcalc."""
    whole = area * (Decimal(18) if home else Decimal("37.5"))
    if stopped:
        whole *= Decimal("0.3")
    if low_income:
        limited = min(area, Decimal(60)) / area
        whole -= whole * Decimal("0.85") * limited
    return whole.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
