"""Write the reference of the tariff table, `docs/table.md`, from the keys themselves: python docs/make_table.py."""

import sys
from pathlib import Path

from heatcalc.measures import CHARGEABLE, MEASURES
from heatcalc.rules.registry import RULE_KINDS, AnyKind, shape_of
from heatcalc.schema.record import ListOf, MapOf, Shape, ShapeLater
from heatcalc.tariffs.arrays import TableArray
from heatcalc.tariffs.schema import TABLE

HERE = Path(__file__).parent
FILE = HERE / "table.md"
COMMON = ("kind", "source", "quote", "classes", "plans", "from", "until", "when")


def keys(shape: Shape, without: tuple[str, ...] = ()) -> list[str]:
    """Return the keys of a shape as a Markdown table."""
    rows = ["| key | | allowed | 含义 | meaning |", "| --- | --- | --- | --- | --- |"]
    for name, key in shape.keys.items():
        if name not in without:
            allowed = key.field.allowed.en.replace("|", "\\|")
            rows.append(f"| `{name}` | {'*' if key.required else ''} | {allowed} | {key.doc.zh} | {key.doc.en} |")
    return [*rows, ""]


def below(shape: Shape) -> list[tuple[str, Shape]]:
    """Return the shapes within the keys of a shape, each with its key."""
    found = []
    for name, key in shape.keys.items():
        check = key.field
        while isinstance(check, ListOf | MapOf | TableArray):
            check = check.row if isinstance(check, TableArray) else check.item
        check = check.shape() if isinstance(check, ShapeLater) else check
        if isinstance(check, Shape):
            found.append((name, check))
    return found


def sections(name: str, shape: Shape, depth: int, seen: set[str]) -> list[str]:
    """Return a shape's section and those of the shapes in it."""
    lines = [f"{'#' * depth} `{name}`", "", *keys(shape)]
    for key, inner in below(shape):
        path = f"{name}.{key}" if name != "the table" else key
        if inner.name not in seen and not isinstance(inner, AnyKind):
            seen.add(inner.name)
            lines += sections(path, inner, min(depth + 1, 4), seen)
    return lines


def text() -> str:
    """Return the whole page."""
    lines = [
        "# 价目表 / The tariff table",
        "",
        "由 `docs/make_table.py` 从程序的键定义生成；`*` 表示必填。",
        "Generated from the program's own keys by `docs/make_table.py`; `*` marks a required key.",
        "A complete table, which the tests use:",
        "",
        "```toml",
        (HERE / "example.toml").read_text(encoding="utf-8").rstrip(),
        "```",
        "",
        'Numbers are read as exact decimals. A day is `2022-11-15`; a day of every winter is `"11-15"`, where July to',
        'December are in the winter\'s first year and January to June in its second; a winter is `"2022-2023"`.',
        "",
        (HERE / "how_a_bill_is_made.txt").read_text(encoding="utf-8").rstrip(),
        "",
        "## 计量 / Measures",
        "",
        "| measure | 单位 | unit | 含义 | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in CHARGEABLE:
        unit, meaning = MEASURES[name].unit, MEASURES[name].name
        lines.append(f"| `{name}` | {unit.zh} | {unit.en} | {meaning.zh} | {meaning.en} |")
    lines += ["", *sections("the table", TABLE, 2, set())]
    first = shape_of(next(iter(RULE_KINDS)))
    lines += ["## `city.rule`", "", "Every rule has:", ""]
    lines += keys(Shape("", {name: first.keys[name] for name in COMMON}, dict))
    lines += ["Rules are applied in the order of this page, whatever their order in the file.", ""]
    for kind in RULE_KINDS:
        shape = shape_of(kind)
        module = sys.modules["heatcalc.rules." + RULE_KINDS[kind].partition(":")[0]]
        lines += [f"### `{kind}`", "", (module.__doc__ or "").strip(), "", *keys(shape, COMMON)]
        for key, inner in below(shape):
            lines += [f"#### `{kind}.{key}`", "", *keys(inner)]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
