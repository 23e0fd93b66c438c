"""Make the map of what the table has of each city, and of what it lacks, from the table itself.

python docs/coverage_map.py            # writes docs/coverage.md
python docs/coverage_map.py --check    # checks that it is current
"""

import sys
from collections import Counter
from pathlib import Path

from heatcalc import load_tariffs
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.coverage import FIGURES, OLD, RECENT, Covered, covered, newest_winter
from heatcalc.tariffs.model import City

PAGE = Path(__file__).parent / "coverage.md"
HEADS = {
    "price": ("价格", "price"),
    "season": ("采暖季", "season"),
    "metered": ("两部制", "metered"),
    "stop": ("停供", "stop"),
    "relief": ("优惠", "relief"),
    "refund": ("退费", "refund"),
    "height": ("层高", "height"),
    "late": ("逾期", "late"),
    "source-price": ("热源价", "source price"),
}
LACKS = {"others": "非居民", "no_figure": "数字不明", "missing": "缺"}
MARKS = {"recent": "●", "older": "◐", "old": "○", "undated": "◇"}
STYLE = """\
<style>
.recent, .older, .old, .undated { padding: 0 .3em; white-space: nowrap; color: #000; }
.recent { background: #b7e1c0; } .older { background: #fbe7a1; } .old { background: #f3c0b0; }
.undated { background: #ddd; }
.md-typeset table:not([class]) :is(td, th) { min-width: 0; padding: .4em .5em; }
.md-typeset table:not([class]) td:nth-child(-n+2) { white-space: nowrap; }
.md-sidebar--secondary { display: none !important; } .md-grid { max-width: 84rem; }
</style>"""

HEAD = """\
# 覆盖 / Coverage

{style}

价目表有什么、到哪一个采暖季为止有出处确认、还缺什么。共 {cities} 个城市，最新的价格是 {winter} 采暖季的。
价格、两部制、停供、优惠、退费、层高和逾期只数居民的；只有其他用户的写“非居民”，
只知道影响价格而没有数字的写“数字不明”，都算缺。
“缺”和这两种连到一张[更正单](correct-a-figure.md)，城市和项目已经填好；已知而没有用上的见[没有用上的事实](unused.md)。

What the table has, the last winter for which a source confirms it, and what is missing, for {cities} cities; the newest
price is that of {winter}. Prices and rules are those of residents: 非居民 is had by others alone, and of 数字不明 it is
known that it matters and not the figure; both count as missing. Each of these and each 缺 (missing) links to a
[correction form](correct-a-figure.md) with city and figure filled in; what is known and not used is among the
[unused facts](unused.md).

- {mark_recent} 当季或前一季 / this winter or the one before
- {mark_older} 早 {second} 至 {third} 季 / {second} to {third} winters before
- {mark_old} 早 {old} 季以上 / {old} or more
- {mark_undated} 出处没有日期 / its source has no date
"""


def page() -> str:
    """Return the map as a page of Markdown, which says the same without its colours."""
    table = load_tariffs()
    newest = newest_winter(table)
    cities = sorted(table.city, key=lambda city: (city.province, city.id))
    said = HEAD.format(
        style=STYLE,
        cities=len(cities),
        winter=winter_text(newest),
        second=RECENT + 1,
        third=OLD - 1,
        old=OLD,
        **{f"mark_{age}": _mark(age) for age in MARKS},
    )
    had = Counter[str]()
    lines = [said, "| 省 | 城市 | " + " | ".join(f"{zh}<br>{en}" for zh, en in HEADS.values()) + " | 缺 |"]
    lines.append("| --- " * (len(FIGURES) + 3) + "|")
    for city in cities:
        found = {figure: covered(table, city, figure, newest) for figure in FIGURES}
        cells = [_cell(city, figure, each) for figure, each in found.items()]
        missing = sum(bool(each.lack) for each in found.values())
        had.update(figure for figure, each in found.items() if not each.lack)
        lines.append(f"| {city.province} | {city.name} {city.english} | {' | '.join(cells)} | {missing} |")
    lines.append("| | **有 / has it** | " + " | ".join(f"**{had[figure]}**" for figure in FIGURES) + " | |")
    return "\n".join(lines) + "\n"


def _cell(city: City, figure: str, found: Covered) -> str:
    if found.lack:
        return f"[{LACKS[found.lack]}](correct-a-figure.md?city={city.id}&figure={figure})"
    year = found.winter
    return _mark(found.age, "" if year is None else f" {year}-{(year + 1) % 100:02}")


def _mark(age: str, text: str = "") -> str:
    return f'<span class="{age}">{MARKS[age]}{text}</span>'


def main() -> None:
    """Write the page, or check it."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/coverage.md is not what the table says; run python docs/coverage_map.py")


if __name__ == "__main__":
    main()
