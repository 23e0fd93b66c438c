"""Make the map of what the table has of each city, and of what it lacks, from the table itself.

python docs/coverage_map.py            # writes docs/coverage.md
python docs/coverage_map.py --check    # checks that it is current
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from heatcalc import Table, load_tariffs
from heatcalc.schema.winters import winter_text
from heatcalc.tariffs.model import City, Entry, Tariff, winter_of
from heatcalc.tariffs.model_season import Season

PAGE = Path(__file__).parent / "coverage.md"
FIGURES = {
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
"""What a city may have in the table, by the name that links and the correction page use."""
RULES = {
    "stop": ("stopped_supply",),
    "relief": ("relief",),
    "refund": ("cold_room", "outage"),
    "height": ("ceiling_height",),
    "late": ("late_payment",),
}
RECENT, OLD = 1, 4
"""Winters before the newest of the table up to which a figure is recent, and from which it is old."""
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
    newest = max(year for city in table.city for year in _years(table, city.tariff))
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
    lines = [said, "| 省 | 城市 | " + " | ".join(f"{zh}<br>{en}" for zh, en in FIGURES.values()) + " | 缺 |"]
    lines.append("| --- " * (len(FIGURES) + 3) + "|")
    for city in cities:
        found = {figure: _found(table, city, figure) for figure in FIGURES}
        cells = [_cell(table, city, figure, entries, newest) for figure, entries in found.items()]
        missing = sum(not entries.residents for entries in found.values())
        lines.append(f"| {city.province} | {city.name} {city.english} | {' | '.join(cells)} | {missing} |")
    counts = [sum(bool(_found(table, city, figure).residents) for city in cities) for figure in FIGURES]
    lines.append("| | **有 / has it** | " + " | ".join(f"**{count}**" for count in counts) + " | |")
    return "\n".join(lines) + "\n"


class _Found(NamedTuple):
    """What a city has of a figure."""

    residents: list[Entry]
    without: str
    """What is said where residents have nothing."""


def _found(table: Table, city: City, figure: str) -> _Found:
    entries = list(_entries(city, figure))
    stated = [entry for entry in entries if not _only_refuses(entry)]
    residents = [entry for entry in stated if _for_residents(table, entry)]
    return _Found(residents, "非居民" if stated else "数字不明" if entries else "缺")


def _for_residents(table: Table, entry: Entry) -> bool:
    """Return whether an entry is for residents, or for everybody; what the network pays is."""
    if isinstance(entry, Tariff):
        classes: tuple[str, ...] = (entry.class_,)
    else:
        terms = getattr(entry, "terms", None)
        classes = () if terms is None else terms.classes
    return not classes or any("residential" in (each, table.classes[each].kind) for each in classes)


def _entries(city: City, figure: str) -> Iterator[Entry]:
    """Yield what a city has of a figure."""
    if figure in ("price", "metered"):
        plan = "area" if figure == "price" else "metered"
        yield from (tariff for tariff in city.tariff if tariff.plan == plan)
    elif figure == "season":
        yield from (season for season in city.season if season.months or season.days or season.end)
    elif figure == "source-price":
        yield from (*city.source_price, *city.guide_price)
    else:
        yield from (rule for rule in city.rule if rule.kind in RULES[figure])


def _only_refuses(entry: Entry) -> bool:
    """Return whether an entry says that a height matters, and not what it costs."""
    if getattr(entry, "kind", "") != "ceiling_height":
        return False
    bands = getattr(entry, "bands", ())
    return getattr(entry, "over", None) == getattr(entry, "refuse_over", ()) or (
        bool(bands) and all(band.times == 1 for band in bands)
    )


def _years(table: Table, entries: Iterable[Entry]) -> Iterator[int]:
    """Yield the winters for which entries were last confirmed, by their first years."""
    for entry in entries:
        if isinstance(entry, Tariff):
            yield table.last_seen(entry)[1]
        elif isinstance(entry, Season) and entry.winter is not None:
            yield entry.winter
        else:
            since = getattr(getattr(entry, "terms", entry), "from_", None)
            days = [table.sources[entry.source].date, "" if since is None else since.isoformat()]
            yield from [winter_of(max(days))] if any(days) else []


def _cell(table: Table, city: City, figure: str, found: _Found, newest: int) -> str:
    if not found.residents:
        return f"[{found.without}](correct-a-figure.md?city={city.id}&figure={figure})"
    year = max(_years(table, found.residents), default=None)
    if year is None:
        return _mark("undated")
    age = "recent" if newest - year <= RECENT else "older" if newest - year < OLD else "old"
    return _mark(age, f" {year}-{(year + 1) % 100:02}")


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
