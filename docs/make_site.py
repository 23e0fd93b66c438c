"""Make the documentation site and the man page from what the program says of itself.

python docs/make_site.py            # writes docs/heatcalc.1
python docs/make_site.py --check    # checks that it is current
python docs/make_site.py --site DIR # writes the pages of the site, for zensical.toml
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

from city_changes import CityChange, changes

from heatcalc import __version__, load_tariffs
from heatcalc.cli.app import COMMANDS
from heatcalc.costing.figures import COST_FIGURES
from heatcalc.measures import MEASURES
from heatcalc.messages import say
from heatcalc.money import plain
from heatcalc.rules.base import Rule
from heatcalc.show.bill_sheet import source_text
from heatcalc.show.cost_entries import price_words, rural_text, split_text, unit_cost_text, use_text
from heatcalc.show.rules import rule_text
from heatcalc.show.tariff_sheets import conversion_text, price_text, season_text
from heatcalc.tariffs.model import City, Conversion, Entry, Table, Tariff
from heatcalc.tariffs.model_costs import HeatUse, RuralSubsidy, Split, UnitCost
from heatcalc.tariffs.model_season import Season
from heatcalc.tariffs.model_supply import Figure, HeatPrice, Plant

ROOT = Path(__file__).parents[1]
MAN = ROOT / "docs/heatcalc.1"
TARIFF = ("list", "show", "sources", "validate", "history", "diff", "export", "schema", "init", "add")
TOPICS = ("exit-codes", "rules", "ledger", "config")
PAGES = (
    "install",
    "table",
    "ledger",
    "rejects",
    "check-ledger",
    "diff",
    "balance",
    "allocate",
    "subsidy",
    "page",
    "notice",
    "serve",
    "security",
    "manners",
    "reliability",
    "spark",
    "scale",
    "benchmarks",
    "add-a-city",
    "add-a-rule",
    "coverage",
    "correct-a-figure",
    "unused",
)
WORDS = (
    ("tariff", "供热价格"), ("class", "用户类别"), ("plan", "计费方式"), ("two-part tariff", "两部制"),
    ("charge", "费用项"), ("basic charge", "基本热费"), ("season", "采暖季"), ("source", "出处"), ("total", "总额"),
    ("household", "用户承担"), ("others", "他方承担"), ("due", "应缴"), ("source price", "热源价"),
    ("ledger", "台账"), ("reject", "退回行"), ("relief", "优惠"), ("stopped supply", "报停"), ("manifest", "清单"),
)  # fmt: skip


def said(*arguments: str, lang: str) -> str:
    """Return what the program prints, a hundred columns wide."""
    environment = {**os.environ, "HEATCALC_LANG": lang, "COLUMNS": "100", "PYTHONUTF8": "1", "XDG_CONFIG_HOME": "/~"}
    command = [sys.executable, "-m", "heatcalc", *arguments]
    done = subprocess.run(
        command, capture_output=True, env=environment, encoding="utf-8", check=True, cwd=ROOT / "docs"
    )
    return done.stdout.replace("/~/heatcalc/config.toml", "~/.config/heatcalc/config.toml")


def commands() -> list[tuple[str, ...]]:
    """Return all commands."""
    return [(name,) for name in COMMANDS] + [("tariff", name) for name in TARIFF] + [("config", "show")]


def man_page() -> str:
    """Return the man page: the help of every command, in English, and the topics."""
    lines = [f'.TH HEATCALC 1 "" "heatcalc {__version__}" "User Commands"', ".SH NAME"]
    lines += [r"heatcalc \- what district heat should cost, why, and who pays"]
    sections = [("heatcalc", said("--help", lang="en"))]
    sections += [(" ".join(("heatcalc", *each)), said(*each, "--help", lang="en")) for each in commands()]
    sections += [(topic, said("help", topic, lang="en")) for topic in TOPICS]
    for name, text in sections:
        escaped = text.rstrip().replace("\\", r"\e").replace("-", r"\-")
        lines += [f'.SH "{name.upper()}"', ".nf", *(rf"\&{line}" for line in escaped.splitlines()), ".fi"]
    return "\n".join(lines) + "\n"


def write_site(folder: Path) -> None:
    """Write the pages: commands, topics, glossary, cities, and the documents that there are."""
    (folder / "commands").mkdir(parents=True, exist_ok=True)
    (folder / "cities").mkdir(exist_ok=True)
    for kept in ("gallery", "schemas"):
        shutil.copytree(ROOT / f"docs/{kept}", folder / kept, dirs_exist_ok=True)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (folder / "index.md").write_text(_relinked(readme.replace("](docs/", "](")), encoding="utf-8")
    for name in PAGES:
        text = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
        (folder / f"{name}.md").write_text(_relinked(text.replace("](docs/", "](")), encoding="utf-8")
    for picture in [*(ROOT / "docs").glob("*.svg"), ROOT / "docs/scenarios.toml", ROOT / "docs/example.toml"]:
        shutil.copy(picture, folder)
    for words in commands():
        text = f"# heatcalc {' '.join(words)}\n"
        for lang in ("zh", "en"):
            text += f"\n```text\n{said(*words, '--help', lang=lang)}```\n"
        (folder / f"commands/{'-'.join(words)}.md").write_text(text, encoding="utf-8")
    for topic in TOPICS:
        text = "".join(f"\n```text\n{said('help', topic, lang=lang)}```\n" for lang in ("zh", "en"))
        (folder / f"topic-{topic}.md").write_text(f"# {topic}\n{text}", encoding="utf-8")
    (folder / "glossary.md").write_text(_glossary(), encoding="utf-8")
    found = changes()
    _write_cities(folder / "cities", found)
    (folder / "changes.md").write_text(_changes_page(found), encoding="utf-8")


def _relinked(text: str) -> str:
    """Return a page whose links to files that the site has not are plain text."""
    known = {f"{name}.md" for name in PAGES} | {
        "scenarios.toml",
        "example.toml",
        "gallery/README.md",
        *(f"schemas/{each.name}" for each in (ROOT / "docs/schemas").iterdir()),
    }

    def link(match: re.Match[str]) -> str:
        target = re.split("[#?]", match[2])[0]
        return match[0] if target in known or target.endswith(".svg") or "://" in target else match[1]

    return re.sub(r"(?<!!)\[([^\]]*)\]\(([^)]*)\)", link, text)


def _glossary() -> str:
    lines = ["# 词汇 / Glossary", "", "| English | 中文 |", "| --- | --- |"]
    lines += [f"| {english} | {chinese} |" for english, chinese in WORDS]
    lines += ["", "## 计量 / Measures", "", "| name | 名称 | unit | English |", "| --- | --- | --- | --- |"]
    for name, measure in MEASURES.items():
        lines.append(f"| `{name}` | {measure.name.zh} | {measure.unit.zh} | {measure.name.en} |")
    return "\n".join(lines) + "\n"


SORTS = {"added": "新增 / added", "changed": "改动 / changed", "removed": "删去 / removed", "sourced": "出处 / source"}
"""What the changes of an entry are called."""
NO_HISTORY = (
    "这一份站点是在没有 git 历史的地方生成的，列不出改动。 / "
    "This site was made without the history in git, so changes are not known."
)


def _changes_page(found: list[CityChange] | None) -> str:
    """Return what changed in the table, by day and city, the newest first."""
    lines = ["# 价目表的改动 / Changes of the table", "", *([NO_HISTORY] if found is None else [])]
    names = {city.id: city.name for city in load_tariffs().city}
    for day, of_day in groupby(found or [], lambda each: each.day):
        lines += [f"## {day}", ""]
        for city, of_city in groupby(sorted(of_day, key=lambda each: each.city), lambda each: each.city):
            counts = Counter(SORTS[each.sort] for each in of_city)
            told = "，".join(f"{sort} {count}" for sort, count in counts.items())
            lines.append(f"- [{names[city]}](cities/{city}.md)：{told}" if city in names else f"- {city}：{told}")
        lines.append("")
    return "\n".join(lines) + "\n"


def _changes_of(city: str, found: list[CityChange] | None) -> list[str]:
    """Return the lines that say what changed about a city: what, when and from which source."""
    if found is None:
        return [NO_HISTORY]
    return [
        f"- {each.day} {SORTS[each.sort]}：{_plain(each.entry)}"
        + (f"（{_plain(each.figures)}）" if each.figures else "")
        + (f"；{_plain(each.source)}" if each.source else "")
        for each in found
        if each.city == city
    ]


def _write_cities(folder: Path, found: list[CityChange] | None) -> None:
    """Write a page for each city: its prices and rules, each with its source and its words, and what changed."""
    table = load_tariffs()
    index = ["# 城市 / Cities", "", "| 城市 | city | 省 |", "| --- | --- | --- |"]
    for city in table.city:
        index.append(f"| [{city.name}]({city.id}.md) | {city.english} | {city.province} |")
        lines = [f"# {city.name} {city.english}", ""]
        for entry in city.entries():
            source = table.sources[entry.source]
            heading, said = _entry(entry, table, city)
            lines += [f"## {heading}", "", *(f"- {_plain(each)}" for each in said)]
            lines += [f"- 出处：{_plain(source_text(source, 'zh'))}"]
            lines += [f"- > {_plain(entry.quote)}"] if entry.quote else []
            lines.append("")
        lines += [f"[更正或补充 / correct or add](../correct-a-figure.md?city={city.id})", ""]
        lines += ["## 改动 / Changes", "", *_changes_of(city.id, found), ""]
        (folder / f"{city.id}.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")


def _plain(text: str) -> str:
    """Return a text in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text.replace("\n", " "))


def _entry(entry: Entry, table: Table, city: City) -> tuple[str, list[str]]:
    """Return the heading of an entry and what it says: figures with their units, conditions and dates."""
    if isinstance(entry, Tariff):
        charges = [price_text(charge, table, "zh", table.currency_of(city)) for charge in entry.charge]
        until = f" 至 {entry.until}" if entry.until else ""
        dates = f"执行：{entry.from_text} 起{until}；最近确认：{table.last_seen(entry)[0]}"
        return f"{table.class_name(entry.class_).zh}，{table.plan_called(entry, {}).zh}", [*charges, dates]
    if isinstance(entry, Season):
        return "采暖季", [season_text(entry, table, "zh")]
    if isinstance(entry, Conversion):
        return "面积换算", [conversion_text(entry, table, "zh")]
    if isinstance(entry, Rule):
        return f"规则：{say(f'rules.{entry.kind}', 'zh')}", [rule_text(entry, table, "zh", table.currency_of(city))]
    if isinstance(entry, HeatPrice):
        cap = "（上限）" if entry in city.guide_price else ""
        return f"热源价{cap}", [f"{plain(entry.rate)} 元/GJ，{price_words(entry, table, 'zh')}"]
    match entry:
        case HeatUse():
            return "单位耗热量", [use_text(entry, table, city, "zh")]
        case UnitCost():
            return "单位供热成本", [unit_cost_text(entry, table, "zh")]
        case Split():
            return "补贴分担", [split_text(entry, "zh")]
        case RuralSubsidy():
            return "农村取暖运行补贴", [rural_text(entry, "zh")]
        case Plant():
            price = "" if entry.price is None else f"，{plain(entry.price)} 元/GJ"
            return f"热源：{entry.name}", [f"供热能力 {plain(entry.capacity_m2)} ㎡{price} {entry.units}".rstrip()]
        case Figure():
            return f"公布的数字：{entry.name}", [f"{plain(entry.value)} {say(f'supply.unit_{entry.unit}', 'zh')}"]
    figures = {name: getattr(entry, name, None) for name in COST_FIGURES}
    return "供热成本", [
        f"{COST_FIGURES[name].label.zh}：{plain(each)}" for name, each in figures.items() if each is not None
    ]


def main() -> None:
    """Write what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--site", type=Path)
    arguments = parser.parse_args()
    if arguments.site:
        write_site(arguments.site)
    elif not arguments.check:
        MAN.write_text(man_page(), encoding="utf-8")
    elif MAN.read_text(encoding="utf-8") != man_page():
        sys.exit("docs/heatcalc.1 is not what the help says; run python docs/make_site.py")


if __name__ == "__main__":
    main()
