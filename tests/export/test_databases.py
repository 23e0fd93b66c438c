"""The printed SELECT gives the fen of the exact reader in DuckDB, SQLite, Spark, PostgreSQL, MariaDB and ClickHouse.

For SQL Server and Oracle, which cannot be run here, DuckDB stands in.
"""

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from pathlib import Path
from typing import Any

import duckdb
import pytest

from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.run import run
from heatcalc.billing.calculate import calculate, price_tariff
from heatcalc.billing.request import BillRequest
from heatcalc.errors import HeatcalcError, Refused, UsageError
from heatcalc.export.sql import select_of
from heatcalc.formula.home import Home
from heatcalc.formula.sql.dialects import DIALECTS
from heatcalc.tariffs.model import Table
from tests.conftest import Program
from tests.generated import WINTER, Draw
from tests.helpers.asking import table_of
from tests.helpers.databases import (
    Ask,
    MariaDB,
    Postgres,
    Rows,
    Tables,
    ask_clickhouse,
    ask_duckdb,
    ask_spark,
    ask_sqlite,
)
from tests.helpers.stand_ins import ask_stand_in

COLUMNS = {"account": "no", "building_m2": "building", "usable_m2": "usable", "height_m": "height", "kWh": "heat"}
WORDS = {"relief": "relief", "stopped": "stopped"}
TYPES = {
    "no": "TEXT",
    "building": "NUMERIC(12,5)",
    "usable": "NUMERIC(12,4)",
    "height": "NUMERIC(6,3)",
    "heat": "NUMERIC(12,2)",
    "relief": "TEXT",
    "stopped": "TEXT",
}

FIELDS = ("building", "usable", "height", "heat", "relief", "stopped")

Row = dict[str, Any]


def homes() -> list[Row]:
    """Return homes of every sort, among them some that have to be refused."""
    drawn = random.Random(7)  # noqa: S311 - repeatable, not secret
    found = []
    for number in range(80):
        row: Row = {
            "no": f"{number:04}",
            **dict.fromkeys(("building", "usable", "height", "heat", "relief", "stopped")),
        }
        if drawn.random() < 0.9:
            row["building"] = Decimal(drawn.randint(1000, 30_000)).scaleb(-2)
        if drawn.random() < 0.3:
            row["usable"] = Decimal(drawn.randint(1000, 25_000)).scaleb(-2)
        if drawn.random() < 0.3:
            row["height"] = Decimal(drawn.randint(24, 62)).scaleb(-1)
        if drawn.random() < 0.8:
            row["heat"] = Decimal(drawn.randint(0, 900_000)).scaleb(-2)
        if drawn.random() < 0.2:
            row["relief"] = drawn.choice(("城市低保户", "低保", "特困", "it's nobody"))
        if drawn.random() < 0.1:
            row["stopped"] = "yes"
        found.append(row)
    found[0] |= {"building": Decimal("100.12345"), "usable": None}  # more decimals than a bill is reckoned with
    found[1] |= {"building": Decimal(0), "usable": None}
    found[2] |= {"building": Decimal(-5), "usable": None}
    found[3] |= {
        "building": Decimal("9999999.99"),
        "usable": None,
        "heat": Decimal("999999999.99"),
    }  # as great as may be
    found[4] |= {"building": Decimal("25000.5"), "usable": Decimal("20000.25"), "height": None, "relief": None}
    return found


HOMES = homes()
HOUSEHOLDS: Tables = {"households": (TYPES, [tuple(row.values()) for row in HOMES])}


def exact(table: Table, question: BillRequest, row: Row, columns: dict[str, str]) -> tuple[int, ...] | None:
    """Return the amounts [fen] of the exact reader; None where it refuses."""
    measures = {name: row[called] for name, called in columns.items() if name in COLUMNS and name != "account"}
    stated = {name: Fraction(value) for name, value in measures.items() if value is not None}
    if any((value * 10_000).denominator > 1 for value in stated.values()):
        return None
    words = {name: row[called] for name, called in columns.items() if name in WORDS and row[called] is not None}
    try:
        made = calculate(table, question._replace(home=Home(stated, {**question.home.attributes, **words}))).amounts
    except HeatcalcError:
        return None
    others = sum(made.payers.values(), Decimal(0))
    return tuple(int(amount * 100) for amount in (made.total, made.total - others, others, made.due))


def questions(table: Table) -> Iterator[BillRequest]:
    """Yield what may be asked of every tariff of the shipped table."""
    for city in table.city:
        known = {name: value for when in city.whens() for name, value in when.items()}
        for class_, plan in dict.fromkeys((tariff.class_, tariff.plan) for tariff in city.tariff):
            yield BillRequest(Home({}, known), city.id, class_, plan)


@pytest.fixture(scope="session")
def truths() -> dict[Any, Any]:
    """Return what keeps the exact reader's answers from one database to the next."""
    return {}


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    server = MariaDB()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


SERVED = {"postgres": pytest.mark.database, "mysql": pytest.mark.database, "spark": pytest.mark.spark}
ENGINES = {name: pytest.param(name, marks=SERVED.get(name, pytest.mark.slow)) for name in DIALECTS}


@pytest.fixture(params=ENGINES.values())
def database(request: pytest.FixtureRequest) -> tuple[str, Ask]:
    if request.param == "postgres":
        return "postgres", request.getfixturevalue("postgres").ask
    if request.param == "mysql":
        return "mysql", request.getfixturevalue("mariadb").ask
    if request.param == "spark":
        return "spark", ask_spark(request.getfixturevalue("spark"))
    if DIALECTS[request.param].unproved:
        return request.param, ask_stand_in(request.param)
    in_process = {"duckdb": ask_duckdb, "sqlite": ask_sqlite, "clickhouse": ask_clickhouse}
    return request.param, in_process[request.param]


def columns_for(question: BillRequest, every: bool) -> dict[str, str]:
    if not every:
        return {"account": "no", "building_m2": "building", **({"kWh": "heat"} if question.plan == "metered" else {})}
    return {**COLUMNS, **WORDS}


@pytest.mark.parametrize("every", [False, True])
def test_every_shipped_tariff_gives_the_fen_of_the_exact_reader(
    every: bool, database: tuple[str, Ask], shipped: Table, truths: dict[Any, Any]
) -> None:
    dialect, ask = database
    asked, statements, left, too_wide = [], [], 0, 0
    # Few columns are told apart by the statement alone; Spark takes a second for each, and ClickHouse half of one.
    part = {"spark": 4 if every else 12, "clickhouse": 2 if every else 4}.get(dialect, 1)
    for question in list(questions(shipped))[::part]:
        columns = columns_for(question, every)
        try:
            price_tariff(shipped, question)
            statements.append(select_of(shipped, question, dialect, columns))
        except Refused:
            left += 1
            continue
        except UsageError:
            too_wide += 1
            continue
        asked.append((question, columns))
    billed = 0
    for (question, columns), answer in zip(asked, ask(HOUSEHOLDS, statements), strict=True):
        found = {row[0]: None if None in row[1:] else tuple(int(value) for value in row[1:]) for row in answer}
        key = question.city, question.class_, question.plan, every
        if key not in truths:
            truths[key] = {row["no"]: exact(shipped, question, row, columns) for row in HOMES}
        truth = truths[key]
        wrong = {no: (found[no], truth[no]) for no in truth if found[no] != truth[no]}
        assert not wrong, (question.city, question.class_, question.plan, wrong)
        billed += sum(amounts is not None for amounts in truth.values())
    assert len(asked) * part > 60, left
    assert too_wide * 12 <= (len(asked) if every else 0)
    assert billed * part > 2_000


def test_the_printed_postgresql_bills_a_hundred_thousand_homes_as_batch_does(
    heat: Program, postgres: Postgres, tmp_path: Path, shipped: Table
) -> None:
    drawn = random.Random(11)  # noqa: S311 - repeatable, not secret
    areas = [f"{drawn.randint(1000, 30_000) / 100:.2f}" for _ in range(100_000)]
    text = "户号,建筑面积\n" + "".join(f"{number:06},{area}\n" for number, area in enumerate(areas))
    run(io.BytesIO(text.encode()), tmp_path / "bills.csv", shipped, "0", BatchOptions(Defaults("忻州")))
    statement = heat("sql", "--city", "忻州", "--dialect", "postgres", "--table", "h", "--view", "bills").out
    script = [
        "CREATE TABLE h (account TEXT, building_m2 NUMERIC(10,2));",
        "COPY h FROM STDIN WITH (FORMAT csv);",
        *(f"{number:06},{area}" for number, area in enumerate(areas)),
        "\\.",
        statement,
        "SELECT * FROM bills ORDER BY account;",
        "SELECT 'sum', sum(due_fen), 0, 0, 0 FROM bills;",
    ]
    *rows, sums = csv.reader(io.StringIO(postgres.psql("\n".join(script))))
    with (tmp_path / "bills.csv").open(encoding="utf-8-sig", newline="") as file:
        bills = list(csv.DictReader(file))
    assert [(row[0], int(row[4])) for row in rows] == [
        (bill["户号"], int(Decimal(bill["应缴"]) * 100)) for bill in bills
    ]
    assert int(sums[1]) == sum(int(Decimal(bill["应缴"]) * 100) for bill in bills)


def test_names_from_outside_stay_names(shipped: Table) -> None:
    question = BillRequest(Home({}, {}), "朔州")
    nasty = 'x"; DROP TABLE households; --'
    statement = select_of(
        shipped, question, "duckdb", {"account": nasty, "building_m2": "a'b"}, source=nasty, view=nasty
    )
    quoted = '"' + nasty.replace('"', '""') + '"'
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE households (a INTEGER)")
        connection.execute(f'CREATE TABLE {quoted} ({quoted} TEXT, "a\'b" DECIMAL(9,2))')
        connection.execute(f"INSERT INTO {quoted} VALUES ('1', 100)")
        connection.execute(statement.replace(f"CREATE VIEW {quoted}", "CREATE VIEW v"))
        assert connection.execute("SELECT due_fen FROM v").fetchall() == [(151_200,)]
        assert connection.execute("SELECT count(*) FROM households").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--dialect", "access"), 2),
        (("--columns", "building_m2"), 2),
        (("--columns", "account,nonsense"), 2),
        (("--columns", "account,account,building_m2"), 2),
        (("--dialect", "sqlite", "--columns", "account,building_m2,paid_on"), 2),
        (("--city", "nowhere"), 4),
        (("--class", "school"), 4),
        (("--city", "朔州", "--dialect", "sqlite"), 0),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, heat: Program) -> None:
    done = heat("sql", *arguments)
    assert done.code == code, done.err
    assert "Traceback" not in done.err


def test_dates_of_payment_change_the_due_as_the_rules_say(database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    columns = {"account": "account", "building_m2": "building_m2", "paid_on": "paid_on"}
    if not DIALECTS[dialect].day:
        with pytest.raises(UsageError):
            select_of(shipped, BillRequest(Home({}, {}), "忻州"), dialect, columns)
        return
    first = dt.date(2022, 8, 20)
    rows = [(f"{n:04}", dt.date.fromordinal(first.toordinal() + n)) for n in range(160)]
    types = {"account": "TEXT", "building_m2": "NUMERIC(9,2)", "paid_on": "DATE"}
    paid: Tables = {"paid": (types, [(no, Decimal("100.5"), day) for no, day in rows])}
    asked, statements = [], []
    for city in shipped.city:
        if not any(rule.kind in ("early_payment", "late_payment") for rule in city.rule):
            continue
        for winter in (2020, 2022, 2023):
            question = BillRequest(Home({}, {}), city.id, "residential", "area", winter)
            try:
                statement = select_of(shipped, question, dialect, columns, source="paid")
            except Refused:
                continue
            asked.append(question)
            statements.append(statement)
    changed = 0
    for question, answer in zip(asked, ask(paid, statements), strict=True):
        found = {row[0]: None if None in row[1:] else int(row[4]) for row in answer}
        for no, day in rows:
            stated = {"building_m2": Fraction("100.5"), "paid_on": Fraction(day.toordinal())}
            try:
                made = calculate(shipped, question._replace(home=Home(stated, {}))).amounts
            except Refused:  # whose price depends on more than is stated
                assert found[no] is None, (question.city, question.winter, day)
                continue
            assert found[no] == int(made.due * 100), (question.city, question.winter, day)
            changed += made.due != made.household
    assert changed > 20


DRAWN = ("building_m2", "usable_m2", "inner_m2", "kWh", "GJ", "Gcal", "Mcal", "height_m", "excess", "person")
SAID = ("building", "relief", "stopped")


def drawn_homes(draw: Draw, document: dict[str, Any]) -> list[Home]:
    """Return homes drawn for a table, with what a SELECT has columns for."""
    homes = []
    for _ in range(80):
        home = draw.home(document)
        measures = {name: Fraction(value) for name, value in home["measures"].items() if name in DRAWN}
        words = {**home["attributes"], **({"relief": home["relief"]} if "relief" in home else {})}
        homes.append(Home(measures, {**words, **({"stopped": "yes"} if home.get("stopped") else {})}))
    return homes


def rows_of(homes: list[Home]) -> Rows:
    """Return homes as the rows of a table; their numbers are the accounts."""
    rows = []
    for number, home in enumerate(homes):
        measures = (home.measures.get(name) for name in DRAWN)
        cells = (None if each is None else Decimal(each.numerator) / each.denominator for each in measures)
        rows.append((f"{number:04}", *cells, *(home.attributes.get(name) for name in SAID)))
    return rows


def due_of(table: Table, question: BillRequest) -> tuple[int, int] | None:
    """Return the total and the amount due by the exact reader [minor units]; None where it refuses."""
    with suppress(HeatcalcError):
        made = calculate(table, question)
        in_minor = made.formula.currency.in_minor
        return in_minor(made.amounts.total), in_minor(made.amounts.due)
    return None


@pytest.mark.parametrize(
    "database", [ENGINES[name] for name in ("duckdb", "sqlite", "postgres", "clickhouse")], indirect=True
)
def test_generated_tariffs_give_the_fen_of_the_exact_reader(database: tuple[str, Ask], truths: dict[Any, Any]) -> None:
    dialect, ask = database
    types = {"account": "TEXT", **dict.fromkeys(DRAWN, "NUMERIC(12,4)"), **dict.fromkeys(SAID, "TEXT")}
    tables: Tables = {}
    asked, statements, too_narrow = [], [], 0
    part = {"clickhouse": 4, "sqlite": 1}.get(dialect, 2)  # ClickHouse takes half a second for each statement
    for seed in range(5000, 5060, part):
        draw = Draw(seed)
        document = draw.table()
        table, homes = table_of(document), drawn_homes(draw, document)
        tables[f"homes_{seed}"] = types, rows_of(homes)
        for class_, plan in dict.fromkeys((each["class"], each["plan"]) for each in document["city"][0]["tariff"]):
            question = BillRequest(Home({}, {}), "city", class_, plan, WINTER)
            columns = {name: name for name in types if name != "building" or table.city[0].attributes()}
            try:
                statements.append(select_of(table, question, dialect, columns, source=f"homes_{seed}"))
            except Refused:
                continue
            except UsageError:  # SQL cannot be exact for it in so narrow integers
                too_narrow += 1
                continue
            asked.append((seed, table, question, homes))
    billed = 0
    for (seed, table, question, homes), answer in zip(asked, ask(tables, statements), strict=True):
        found = {row[0]: None if None in row[1:] else (int(row[1]), int(row[4])) for row in answer}
        key = seed, question.class_, question.plan
        if key not in truths:
            truths[key] = [due_of(table, question._replace(home=home)) for home in homes]
        for number, (home, truth) in enumerate(zip(homes, truths[key], strict=True)):
            billed += truth is not None
            assert found[f"{number:04}"] == truth, (question, home)
    assert len(asked) * 80 * part > 4_500, (dialect, len(asked), too_narrow)
    assert billed * part > 1_200, billed


def shuozhou(ask: Ask, dialect: str, table: Table, area: str, rows: list[Any], called: str = "no") -> list[int | None]:
    """Return what homes of 朔州 owe [fen], whose areas stand in a column of a type, and accounts in one of a name."""
    columns = {"account": called, "building_m2": "area"}
    statement = select_of(table, BillRequest(Home({}, {}), "朔州"), dialect, columns)
    homes = [(f"{at:04}", value) for at, value in enumerate(rows)]
    [answer] = ask(
        {"households": ({called: "VARCHAR(9)" if dialect == "mysql" else "TEXT", "area": area}, homes)}, [statement]
    )
    assert sorted(row[0] for row in answer) == [account for account, _ in homes]
    return [row[4] for row in sorted(answer)]


@pytest.mark.parametrize("database", [ENGINES["sqlite"], ENGINES["mysql"]], indirect=True)
def test_a_text_is_a_number_or_none(database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    texts = ["100", "88.5", "1,000", "0.5亩", "10-20", "1/2", "90㎡", "", " ", "1e3", "0x10", "-5", "3.1.2", "１００"]
    texts += ["12.", "100.0000001", "100.00001"]
    area = "TEXT" if dialect == "sqlite" else "VARCHAR(20)"
    assert shuozhou(ask, dialect, shipped, area, texts) == [151_200, 133_812, *[None] * 15]


FLOATS = {
    "duckdb": ("REAL", "DOUBLE"),
    "postgres": ("REAL", "DOUBLE PRECISION"),
    "spark": ("FLOAT", "DOUBLE"),
    "clickhouse": ("Float32", "Float64"),
}


@pytest.mark.parametrize("database", [ENGINES[name] for name in FLOATS], indirect=True)
def test_a_narrow_float_is_what_it_is_written_as(database: tuple[str, Ask], shipped: Table) -> None:
    """15.12 × 12,345.67 = 186,666.5304, and × 99,999.99 = 1,511,999.8488."""
    dialect, ask = database
    for type_ in FLOATS[dialect]:
        found = shuozhou(ask, dialect, shipped, type_, [100.0, 12345.67, 99999.99, 88.12345, 1e30, nan, inf])
        assert found == [151_200, 18_666_653, 151_199_985, None, None, None, None]


@pytest.mark.parametrize("database", [ENGINES["mysql"]], indirect=True)
def test_a_float_of_mysql_is_what_is_written_of_it_or_none(database: tuple[str, Ask], shipped: Table) -> None:
    """It writes 12345.67 as 12345.7, and bills no such home."""
    dialect, ask = database
    areas = [3.3, 88.1, 1234.56, 100.5, 12345.67, 99999.99, 88.12345, 1e30]
    due = [4_990, 133_207, 1_866_655, 151_956]
    assert shuozhou(ask, dialect, shipped, "FLOAT", areas) == [*due, *[None] * 4]
    assert shuozhou(ask, dialect, shipped, "DOUBLE", areas) == [*due, 18_666_653, 151_199_985, None, None]


NAMES = ("total", "due", "others", "whole", "billed", "building_m2_", "building_m2_there", "account_", "sum_1", "bills")


@pytest.mark.parametrize("called", NAMES)
def test_a_column_may_have_any_name(called: str, database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    if dialect == "spark" and called != "due":
        return  # a second each
    assert shuozhou(ask, dialect, shipped, "NUMERIC(9,2)", [Decimal(100), Decimal(50)], called) == [151_200, 75_600]


@pytest.mark.parametrize("called", ["due", "total", "others", "quantities"])
def test_a_column_of_words_may_have_any_name(called: str, shipped: Table) -> None:
    columns = {"account": "no", "building_m2": "area", "relief": called}
    statement = select_of(shipped, BillRequest(Home({}, {}), "太原"), "duckdb", columns)
    types = {"no": "TEXT", "area": "NUMERIC(9,2)", called: "TEXT"}
    [answer] = ask_duckdb({"households": (types, [("1", 60, "低保"), ("2", 60, None)])}, [statement])
    assert [row[4] for row in sorted(answer)] == [16_200, 108_000]


@pytest.mark.parametrize("database", [ENGINES["mysql"]], indirect=True)
def test_an_amount_is_no_less_for_being_great(database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    types = {
        "no": "VARCHAR(9)",
        "building": "NUMERIC(14,4)",
        "usable": "NUMERIC(14,4)",
        "days": "NUMERIC(14,4)",
        "kind": "VARCHAR(20)",
    }
    columns = {"account": "no", "building_m2": "building", "usable_m2": "usable", "days": "days", "building_": "kind"}
    columns = {name.removesuffix("_"): called for name, called in columns.items()}
    statement = select_of(shipped, BillRequest(Home({}, {}), "洛阳"), dialect, columns)
    homes = [
        ("1", 21000, None, None, "mid_rise"),
        ("2", 25000, None, None, "mid_rise"),
        ("3", 50000, None, 60, "high_rise"),
    ]
    [answer] = ask({"households": (types, homes)}, [statement])
    assert [row[4] for row in sorted(answer)] == [39_659_760, 47_214_000, 44_280_000]


def paid_on(ask: Ask, table: Table, dialect: str, type_: str, days: list[Any]) -> list[bool]:
    """Return which homes have a bill that have paid on a day, in a column of a type; in 忻州 it decides a discount."""
    columns = {name: name for name in ("account", "building_m2", "paid_on")}
    statement = select_of(table, BillRequest(Home({}, {}), "忻州", winter=2022), dialect, columns)
    account = "VARCHAR(9)" if dialect == "mysql" else "TEXT"
    types = {"account": account, "building_m2": "NUMERIC(9,2)", "paid_on": type_}
    rows = [(str(at), Decimal(100), day) for at, day in enumerate(days)]
    [answer] = ask({"households": (types, rows)}, [statement])
    return [row[4] is not None for row in sorted(answer)]


@pytest.mark.parametrize("database", [ENGINES["duckdb"], ENGINES["postgres"]], indirect=True)
def test_a_moment_with_a_time_zone_is_no_date(database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    for type_, is_day in (("DATE", True), ("TIMESTAMP", True), ("TIMESTAMP WITH TIME ZONE", False)):
        found = paid_on(ask, shipped, dialect, type_, ["2022-10-01", None, "infinity"])
        assert found == [is_day, True, False]


@pytest.mark.parametrize("database", [ENGINES["clickhouse"]], indirect=True)
def test_a_moment_is_no_date_in_clickhouse(database: tuple[str, Ask], shipped: Table) -> None:
    """It shows a moment in the server's time zone."""
    dialect, ask = database
    assert paid_on(ask, shipped, dialect, "DateTime", ["2022-10-01 00:00:00", None]) == [False, True]


TEXTS = {"postgres": "TEXT", "mysql": "VARCHAR(20)", "spark": "STRING"}


@pytest.mark.parametrize("database", [ENGINES[name] for name in TEXTS], indirect=True)
def test_a_text_is_a_date_where_it_can_be_no_other(database: tuple[str, Ask], shipped: Table) -> None:
    """Sessions of PostgreSQL differ in the order of day and month, MySQL takes 22-8-1, and both what is no date."""
    dialect, ask = database
    days = ["2022-10-01", "today", "08/09/2022", "22-8-1", "2022-08-01x", "2022", "20:10", None]
    assert paid_on(ask, shipped, dialect, TEXTS[dialect], days) == [True, *[False] * 6, True]


YES_AND_NO = {"sqlite": "INTEGER", "mysql": "TINYINT", "sqlserver": "TINYINT", "clickhouse": "Bool"}
OF_TWO = {"duckdb": "ENUM('低保', '无')", "mysql": "ENUM('低保', '无')", "clickhouse": "Enum8('低保' = 1, '无' = 2)"}


def by_words(ask: Ask, table: Table, city: str, dialect: str, name: str, type_: str, said: list[Any]) -> list[Any]:
    """Return what homes of 100 ㎡ owe [fen] that say something in a column of words of a type."""
    columns = {"account": "no", "building_m2": "area", name: "said"}
    statement = select_of(table, BillRequest(Home({}, {}), city), dialect, columns)
    types = {"no": "VARCHAR(9)" if dialect == "mysql" else "TEXT", "area": "NUMERIC(9,2)", "said": type_}
    rows = [(str(at), Decimal(100), each) for at, each in enumerate(said)]
    [answer] = ask({"households": (types, rows)}, [statement])
    return [row[4] for row in sorted(answer)]


def test_a_column_of_yes_and_no_says_who_is_stopped(database: tuple[str, Ask], shipped: Table) -> None:
    """MySQL takes each word for 0, so that homes whose `stopped` was 0 paid as stopped ones: 30 % of 18 × 100."""
    dialect, ask = database
    type_ = YES_AND_NO.get(dialect, "BOOLEAN")
    said = [True, False, None] if type_ in ("BOOLEAN", "Bool") else [1, 0, None]
    assert by_words(ask, shipped, "太原", dialect, "stopped", type_, said) == [54_000, 180_000, 180_000]
    words = ["yes", "no", "", None, "perhaps"]
    text = "VARCHAR(9)" if dialect == "mysql" else "TEXT"
    assert by_words(ask, shipped, "太原", dialect, "stopped", text, words) == [54_000, *[180_000] * 3, None]


def test_a_number_is_no_word(database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    assert by_words(ask, shipped, "洛阳", dialect, "building", "INTEGER", [0, 1]) == [None, None]
    assert by_words(ask, shipped, "德州", dialect, "relief", "INTEGER", [0, 1, None]) == [220_000, None, 220_000]


@pytest.mark.parametrize("database", [ENGINES[name] for name in OF_TWO], indirect=True)
def test_words_may_be_of_an_enum(database: tuple[str, Ask], shipped: Table) -> None:
    dialect, ask = database
    due = by_words(ask, shipped, "德州", dialect, "relief", OF_TWO[dialect], ["低保", "无", None])
    assert due == [150_000, None, 220_000]
