"""Ledgers drawn at random, as clerks export them: many cities, ways to write a figure, and broken lines."""

import csv
import io
import random
from typing import Any

HEADER = (
    "户号", "户名", "联系电话", "城市", "用户类别", "计费方式", "采暖季", "建筑面积", "使用面积", "套内面积", "层高",
    "状态", "优惠", "用热量(kWh)", "月数", "缴费日期", "building", "备注",
)  # fmt: skip

_CITIES = (
    "朔州",
    "太原",
    "taiyuan",
    "大同市",
    "洛阳",
    "郑州",
    "西安",
    "忻州",
    "兰州",
    "长春",
    "",
    "",
    "无此城",
    " 朔州 ",
)
_CLASSES = ("居民", "居民", "residential", "非居民", "经营性", "商业", "", "居民 ", "住宅楼", "#N/A")
_NAMES = (
    "张三", "欧阳䶮", "𬱖四", "李 四", "=HYPERLINK(1)", "+86", "-", "@x", "＝x", "'=x", "[red]x[/]", "<script>",
    "王,五", '赵"六', "", "A\u202eB", "1", "合计户", "（孙）", "#DIV/0!", "3#楼", "a\x1fb", "\t钱",
)  # fmt: skip
_REMARKS = ("", "", "ok", "-", "-5.20", "1,850", "合计", "无", "x;y", "a|b")
_DATES = (
    "2022-10-13", "2022/9/1", "2022年10月3日", "20221231", "2023-01-05 0:00:00", "2022-02-30", "昨天", "22/10/13",
    "２０２２-10-13",
)  # fmt: skip


class Messy:
    """Draws from one seed; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def figure(self, low: float, high: float, unit: str) -> str:
        value = f"{self.random.uniform(low, high):.{self.random.choice((0, 1, 2, 2, 2, 4))}f}"
        if self.maybe(0.9):
            return value
        return self.random.choice(
            (
                value + unit,
                value.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
                f" {value} ",
                f"{value} {unit}",
                "1,234.5",
                "0,854",
                "0",
                "-" + value,
                value + "0000",
                "1e2",
                "九十",
                "#DIV/0!",
                "99999999",
                "",
            )
        )

    def row(self, number: int) -> list[str]:
        draw = self.random.choice
        account = f"{number:06d}"
        if self.maybe(0.03):
            account = draw(
                (f"{max(number - 3, 0):06d}", f"{number // 50:06d}", "", "ＡＢ", f" {number:06d}", "合计", "=1")
            )
        areas = [self.figure(20, 250, "㎡"), "", ""]
        if self.maybe(0.2):
            self.random.shuffle(areas)
        if self.maybe(0.1):
            areas[1] = self.figure(20, 200, "平方米")
        return [
            account,
            draw(_NAMES) if self.maybe(0.3) else "张三",
            draw(("13812345678", "", "0349-123", "+86 138")) if self.maybe(0.3) else "13812345678",
            draw(_CITIES),
            draw(_CLASSES) if self.maybe(0.4) else "居民",
            draw(("metered", "area", "按面积", "")) if self.maybe(0.2) else "",
            draw(("2022-2023", "2023-2024", "2022/2023", "去年", "2022")) if self.maybe(0.3) else "",
            *areas,
            self.figure(2.5, 6, "米") if self.maybe(0.2) else "",
            draw(("正常", "报停", "也许", "stopped", "否")) if self.maybe(0.2) else "",
            draw(("城市低保户", "低保", "无", "nobody")) if self.maybe(0.1) else "",
            self.figure(500, 9000, "kWh") if self.maybe(0.2) else "",
            draw(("4", "5.5", "5个月", "13", "0")) if self.maybe(0.1) else "",
            draw(_DATES) if self.maybe(0.2) else "",
            draw(("multi_storey", "high_rise", "tower")) if self.maybe(0.2) else "",
            draw(_REMARKS) if self.maybe(0.3) else "",
        ]

    def ledger(self, rows: int, **dialect: Any) -> str:
        """Return a ledger; some of its lines are broken after the writing."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n", **dialect)
        writer.writerow(HEADER)
        lines = []
        for number in range(rows):
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n", **dialect).writerow(self.row(number))
            line = text.getvalue().removesuffix("\n")
            if self.maybe(0.02):
                line = self.random.choice(
                    (
                        line[: len(line) // 2],
                        line + ",",
                        line.replace("居", '居"', 1),
                        "",
                        '"' + line,
                        line + "\x00",
                        ",,,",
                    )
                )
            lines.append(line)
            if self.maybe(0.01):
                lines.append(line)
        header = io.StringIO(newline="")
        csv.writer(header, lineterminator="\n", **dialect).writerow(HEADER)
        return "2022 台账\n" + header.getvalue() + "\n".join(lines) + "\n"
