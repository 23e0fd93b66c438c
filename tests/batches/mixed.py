"""Households of every city, class, plan, attribute, relief and rule of a table, in a folder for each city."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb

from heatcalc.tariffs.model import Table

COLUMNS = {
    "户号": "VARCHAR", "用户类别": "VARCHAR", "计费方式": "VARCHAR", "采暖季": "VARCHAR",
    "建筑面积": "DECIMAL(12,2)", "使用面积": "DECIMAL(12,4)", "套内面积": "DOUBLE", "层高": "DECIMAL(5,2)",
    "状态": "VARCHAR", "优惠": "VARCHAR", "用热量(kWh)": "DECIMAL(14,2)", "月数": "DECIMAL(6,1)",
    "缴费日期": "DATE", "备注": "VARCHAR",
}  # fmt: skip
_REMARKS = ("", "", "3#楼", "=1+1", "'=x", "a,b", '双"引号', "A\u202eB", "一行\n两行", "合计", "䶮")
_ODD = ("合计", " 000001", "ＡＢ", "", "1\t2", "=1")


def rows_of(table: Table, number: int, seed: int) -> Iterator[list[str]]:
    """Yield rows of a city, then `COLUMNS`, then the attributes that prices of the table depend on."""
    drawn = random.Random(seed)  # noqa: S311 - repeatable, not secret
    attributes = attributes_of(table)
    asked = [
        (city, tariff.class_, tariff.plan, {name: value for when in city.whens() for name, value in when.items()})
        for city in table.city
        for tariff in city.tariff
    ]
    reliefs = {
        city.id: [getattr(rule, "group", "") for rule in city.rule if rule.kind == "relief"] for city in table.city
    }
    account = ""
    for at in range(number):
        city, class_, plan, known = drawn.choice(asked)

        def some(share: float, value: str) -> str:
            return value if drawn.random() < share else ""

        if drawn.random() > 0.002:
            account = f"{at:08}" if drawn.random() > 0.005 else drawn.choice(_ODD)
        status = drawn.choice(("正常", "正常", "报停", "也许")) if drawn.random() < 0.05 else ""
        relief = drawn.choice([*reliefs[city.id], "无", "nobody"]) if drawn.random() < 0.05 else ""
        area = f"{drawn.randint(1500, 30_000) / 100:.2f}" if drawn.random() > 0.001 else "0"
        yield [
            city.id if drawn.random() > 0.001 else "nowhere",
            account,
            class_,
            plan,
            some(0.05, drawn.choice(("2022-2023", "2023-2024", "2022/2023", "2022-23", "2022"))),
            some(0.97, area),
            some(0.2, f"{drawn.randint(15_000, 250_000) / 1000:.4f}"),
            some(0.1, f"{drawn.randint(1500, 25_000) / 100:.2f}"),
            some(0.2, f"{drawn.randint(240, 620) / 100:.2f}"),
            status,
            relief,
            some(0.95 if plan == "metered" else 0.02, f"{drawn.randint(0, 900_000) / 100:.2f}"),
            some(0.02, drawn.choice(("4", "5.5", "13"))),
            some(0.2, f"2022-{drawn.randint(7, 12):02}-{drawn.randint(1, 28):02}"),
            some(0.2, drawn.choice(_REMARKS)),
            *(known.get(name, "") if drawn.random() < 0.97 else "" for name in attributes),
        ]


def attributes_of(table: Table) -> list[str]:
    """Return the attributes that prices of a table depend on."""
    return sorted({name for city in table.city for when in city.whens() for name in when})


def write(folder: Path, table: Table, number: int, seed: int = 1) -> None:
    """Write households as Parquet: `folder/city=朔州/….parquet`."""
    columns = {"city": "VARCHAR", **COLUMNS, **dict.fromkeys(attributes_of(table), "VARCHAR")}
    text = folder.with_suffix(".csv")
    with text.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows_of(table, number, seed))
    types = ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items())
    with duckdb.connect() as connection:
        options = "header = false, auto_detect = false, quote = '\"', escape = '\"', parallel = false"
        source = f"read_csv('{text}', columns = {{{types}}}, {options})"
        connection.execute(f"COPY (SELECT * FROM {source}) TO '{folder}' (FORMAT parquet, PARTITION_BY (city))")
    text.unlink()


def different(one: Path, other: Path) -> int:
    """Count the bills that are in one of two folders, but not in the other."""
    with duckdb.connect() as connection:
        options = "hive_partitioning = true, hive_types_autocast = false"
        left, right = (f"(FROM read_parquet('{folder}/**/*.parquet', {options}))" for folder in (one, other))
        more, less = (f"(SELECT count(*) FROM ({a} EXCEPT ALL {b}))" for a, b in ((left, right), (right, left)))
        found = connection.execute(f"SELECT {more} + {less}").fetchone()
    assert found is not None
    return int(found[0])
