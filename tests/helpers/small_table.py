"""A small table in text, and what is found wrong in one like it."""

from pathlib import Path

from heatcalc.schema.findings import path_text
from heatcalc.tariffs.load import inspect

HEAD = """\
schema = 1
[classes.residential]
name = "居民"
[classes.shop]
name = "商铺"
[sources.s]
title = "t"
publisher = "p"
date = "2022"
kind = "web"
[[city]]
id = "jia"
name = "甲"
"""
TARIFF = """\
[[city.tariff]]
class = "residential"
from = 2022-11-01
charge = [{ rate = 5, per = ["building_m2", "month"] }]
source = "s"
"""


def findings(text: str, tmp_path: Path) -> list[tuple[int, str, str]]:
    """Return line, path and code of each finding in a table."""
    file = tmp_path / "table.toml"
    file.write_text(text, encoding="utf-8")
    return [(each.line, path_text(each.path), each.code) for each in inspect(file)[1]]


def season(start: str = "11-15", end: str = "03-15", more: str = "months = 4") -> str:
    """Return the season of every winter, for a table in text."""
    return f'[[city.season]]\nstart = "{start}"\nend = "{end}"\n{more}\nsource = "s"\n'
