"""A DataFrame is billed: each row once, to what its files are billed to, with nothing asked of Spark but frames."""

import csv
import datetime as dt
import itertools
import re
import subprocess
import sys
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import heatcalc
from heatcalc.batches.batch_options import Defaults
from heatcalc.batches.spark.outcomes import outcomes, profiles_of
from heatcalc.batches.spark.proof import amounts_again
from heatcalc.batches.spark.session import with_setting
from heatcalc.batches.spark.workers import ExactBiller
from heatcalc.errors import InputFileError, UnprovenError, UsageError
from heatcalc.formula.sql.dialects import SPARK
from heatcalc.ledger.accounts import BLANKS, UNSEEN, account_sql, account_text
from heatcalc.ledger.header import find_header
from heatcalc.tariffs.model import Table
from tests.batches.mixed import write
from tests.conftest import Program, environment
from tests.helpers.machine import needs_java

PAGE = (Path(__file__).parents[2] / "docs/spark.md").read_text(encoding="utf-8")
HOMES = "account STRING, class STRING, area STRING"
AMOUNTS = ("total", "household", "others", "due")


def bill(*given: Any, **said: Any) -> tuple[Any, Any]:
    from heatcalc.spark import bill

    return bill(*given, **said)


def prove(*given: Any, **said: Any) -> Any:
    from heatcalc.spark import prove

    return prove(*given, **said)


def numbered(folder: Path, table: Table, number: int) -> None:
    """Write mixed households, each with a number of its own."""
    write(folder.with_name("drawn"), table, number, 1)
    with duckdb.connect() as connection:
        rows = f"read_parquet('{folder.with_name('drawn')}/**/*.parquet', hive_partitioning = true)"
        connection.execute(
            f"COPY (SELECT *, CAST(row_number() OVER () AS INTEGER) AS serial FROM {rows})"
            f" TO '{folder}' (FORMAT parquet, PARTITION_BY (city))"
        )


def test_mixed_households_are_billed_as_in_their_files(tmp_path: Path, spark: Any, shipped: Table) -> None:
    table = shipped._replace(city=shipped.city[::4])
    numbered(tmp_path / "ledger", table, 600)
    done = heatcalc.batch(tmp_path / "ledger", tmp_path / "bills", engine="exact", lang="en")
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT CAST(serial AS INTEGER), 合计, 用户承担, 他方承担, 应缴"
            f" FROM read_parquet('{tmp_path}/bills/**/*.parquet')"
        ).fetchall()
    with (tmp_path / "bills.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        wrong = {int(row["serial"]): (row["列"], row["代码"], row["原因"]) for row in csv.DictReader(file)}

    homes = spark.read.parquet(str(tmp_path / "ledger"))
    said = {"order": ["serial"], "lang": "en"}
    bills, rejects = bill(homes, **said)
    proof = prove(homes, bills, rejects, **said)
    assert bills.columns == [*homes.columns, "合计", "用户承担", "他方承担", "应缴"]
    amounts = bills.select("serial", *bills.columns[-4:])
    assert sorted(map(tuple, amounts.collect())) == sorted(found)
    reasons = {row[0]: tuple(row[1:]) for row in rejects.select("serial", *rejects.columns[-3:]).collect()}
    assert {at: why for at, why in reasons.items() if why[1] != "skipped"} == wrong
    skipped = done.manifest["skipped"] - len(done.manifest["input"]["files"])  # each of which has a header
    assert proof == (600, done.manifest["households"], done.manifest["rejects"], skipped)


def test_columns_keep_their_types_whatever_they_are_called(spark: Any) -> None:
    types = (
        "account INT, c0 STRING, total MAP<STRING, INT>, `建筑面积` DECIMAL(10,1), key TIMESTAMP, kind ARRAY<INT>,"
        " paid_on DATE, own1 DOUBLE, due BOOLEAN, `a``b` BINARY"
    )
    row = (
        7,
        "x",
        {"a": 1},
        Decimal("100.0"),
        dt.datetime(2022, 1, 1),  # noqa: DTZ001 - as Spark gives it back
        [1, None],
        dt.date(2022, 10, 1),
        0.1,
        True,
        b"\0",
    )
    homes = spark.createDataFrame([row, (8, *[None] * 9)], types)
    bills, rejects = bill(homes, city="朔州")
    assert bills.dtypes[:10] == rejects.dtypes[:10] == homes.dtypes
    assert [name for name, _ in bills.dtypes[10:]] == ["合计", "用户承担", "他方承担", "应缴"]
    assert {type_ for _, type_ in bills.dtypes[10:]} == {"decimal(18,2)"}
    assert [tuple(each) for each in bills.collect()] == [
        (*row, *[Decimal("1512.00")] * 2, Decimal("0.00"), Decimal("1512.00"))
    ]
    assert [(each["代码"], *each[:2]) for each in rejects.collect()] == [("R19", 8, None)]
    assert prove(homes, bills, rejects, city="朔州") == (2, 1, 1, 0)


def test_of_several_rows_of_an_account_none_is_billed_unless_their_order_is_known(spark: Any) -> None:
    rows = [("1", "100", 3), ("1", "90", 2), ("1", "x", 1), ("2", "80", 4), ("２", "70", 5), ("3", "60", 6)]
    entered = [2, 2, 1, 1, 2, None]
    typed = [(*row, day) for row, day in zip(rows, entered, strict=True)]
    homes = spark.createDataFrame(typed, "account STRING, area STRING, line INT, entered INT").repartition(3)

    def billed(**said: Any) -> tuple[list[int], dict[int, str]]:
        bills, rejects = bill(homes, city="朔州", **said)
        assert prove(homes, bills, rejects, city="朔州", **said).rows == len(rows)
        return sorted(row.line for row in bills.collect()), {row.line: row.code for row in rejects.collect()}

    assert billed() == ([6], {1: "R06", 2: "R11", 3: "R11", 4: "R11", 5: "R11"})
    assert billed(order=["line"]) == ([2, 4, 6], {1: "R06", 3: "R11", 5: "R11"})
    # Of account 1 two are first: whichever Spark took, another time it would take the other.
    assert billed(order=["entered"]) == ([4, 6], {1: "R06", 2: "R11", 3: "R11", 5: "R11"})
    assert billed(order=["entered", "line"]) == ([2, 4, 6], {1: "R06", 3: "R11", 5: "R11"})
    assert billed(several=True) == ([2, 3, 4, 5, 6], {1: "R06"})


def test_spark_compares_accounts_as_all_others_do(spark: Any) -> None:
    around = ["", *BLANKS, *UNSEEN, "\u180e", "'", '"', "=", "−"]
    texts = [f"{one}{account}{other}" for one in around for account in ("", "00\u200b01", '="Ａ1"') for other in around]
    said = spark.createDataFrame(list(enumerate(texts)), "at INT, c STRING")
    found = said.selectExpr("at", account_sql("c", SPARK.literal)).collect()
    assert {texts[at]: text for at, text in found} == {text: account_text(text) for text in texts}


SETTINGS = {
    "spark.sql.ansi.enforceReservedKeywords": "true",
    "spark.sql.legacy.consecutiveStringLiterals.enabled": "true",
    "spark.sql.parser.escapedStringLiterals": "true",
}
"""Settings of a session by which a name, or a quotation mark or backslash in a text, is read in another way."""


@pytest.mark.parametrize("names", [[name] for name in SETTINGS] + [[*SETTINGS]], ids=[*"krb", "all"])
def test_a_session_may_read_texts_and_names_in_another_way(names: list[str], spark: Any) -> None:
    rows = [
        ("1", "居民", "100"),
        ("'1", "居民", "90"),
        ("2", "居民", "九十"),
        ("3", "'-5", "7"),
        ('="4"', "居民", "50"),
    ]
    homes = spark.createDataFrame(rows, HOMES)
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(with_setting(spark, name, SETTINGS[name]))
        bills, rejects = bill(homes, city="朔州")
        assert [row.account for row in bills.collect()] == ['="4"']
        codes = {row.area: (row["column"], row.code) for row in rejects.collect()}
        assert prove(homes, bills, rejects, city="朔州") == (5, 1, 4, 0)
    account, area = ("account", "R11"), ("area", "R06")
    assert codes == {"100": account, "90": account, "九十": area, "7": ("class", "R15")}


def test_the_session_stays_as_it_was(spark: Any) -> None:
    def state() -> Any:
        settings = sorted(map(tuple, spark.sql("SET").collect()))
        return settings, spark.catalog.listTables()

    homes = spark.createDataFrame([("1", "居民", "100"), ("1", "居民", "九十"), ("合计", "", "190")], HOMES)
    before = state()
    bills, rejects = bill(homes, city="朔州")
    assert prove(homes, bills, rejects, city="朔州") == (3, 1, 1, 1)
    assert state() == before


def test_what_is_not_the_bills_of_a_frame_is_found_out(spark: Any) -> None:
    rows = [(str(n), "居民", str(n + 10)) for n in range(20)]
    homes = spark.createDataFrame([*rows, ("x", "居民", "九十")], HOMES)
    bills, rejects = (made.cache() for made in bill(homes, city="朔州"))
    names = [name for name in bills.columns if name not in ("due", "account")]
    lies = {
        "lost": (bills.where("account <> '7'"), rejects),
        "doubled": (bills.where("account <> '7'").unionByName(bills.where("account = '8'")), rejects),
        "in both": (bills, rejects.unionByName(rejects)),
        "another's": (bills.selectExpr("IF(account = '7', '70', account) AS account", *names, "due"), rejects),
        "another amount": (bills.selectExpr("account", *names, "IF(account = '7', 1.00BD, due) AS due"), rejects),
    }
    assert prove(homes, bills, rejects, city="朔州") == (21, 20, 1, 0)
    for lie in lies.values():
        with pytest.raises(UnprovenError):
            prove(homes, *lie, city="朔州")


def test_keywords_and_columns_that_are_not_there_are_refused(spark: Any) -> None:
    homes = spark.createDataFrame([("1", "居民", "100")], HOMES)
    with pytest.raises(TypeError):
        bill(homes, town="朔州")
    with pytest.raises(TypeError, match="order is a list"):
        bill(homes, order="account")
    for said in ({"columns": {"产权": "building_m2"}}, {"order": ["户号"]}, {"winter": "2022"}):
        with pytest.raises(UsageError):
            bill(homes, city="朔州", **said)
    told = spark.createDataFrame([("1", "居民", "100", "已报停")], f"{HOMES}, `备注` STRING")
    with pytest.raises(InputFileError, match=r"有一行写着“已报停”.*写进 carry。$"):
        bill(told, city="朔州")
    bills, _ = bill(told, city="朔州", carry=["备注"])
    assert [row["备注"] for row in bills.collect()] == ["已报停"]


def test_formulas_of_every_city_are_compiled_whole(tmp_path: Path, spark: Any, shipped: Table) -> None:
    """Of too many formulas Java makes no method; without its fallback Spark then says so."""
    numbered(tmp_path / "ledger", shipped, 2000)
    homes = spark.read.parquet(str(tmp_path / "ledger"))
    with with_setting(spark, "spark.sql.codegen.fallback", "false"):
        bills, rejects = bill(homes, order=["serial"])
        proof = prove(homes, bills, rejects, order=["serial"])
    assert (proof.rows, proof.billed > 800) == (2000, True)


def test_thousands_of_kinds_of_homes_are_billed_by_sql(spark: Any, shipped: Table) -> None:
    words = ("户号", "城市", "用户类别", "建筑面积", "使用面积", "层高", "月数", "缴费日期")
    header = find_header([words], {}, [])
    kinds = [
        (city.name, class_, "100", *stated)
        for city, class_ in itertools.product(shipped.city, ("居民", "非居民"))
        for stated in itertools.product(("", "70.5"), ("", "2.8"), ("", "4"), ("", "2025-12-20"))
    ]
    homes = [(f"{at:05}", *kind) for at, kind in enumerate(kinds * 2)]
    rows = spark.createDataFrame(homes, ", ".join(f"c{at} STRING" for at in range(len(words))))
    rows = rows.selectExpr("*", "'' AS fault", "'' AS raw")
    exact = ExactBiller(shipped, Defaults(), "zh", header, {})
    biller = exact.biller()
    profiles = profiles_of(rows, biller, header)
    found = outcomes(rows, profiles, exact).where("tariff > 0").collect()
    assert len({row.tariff for row in found}) > 500, len(found)
    for row in found:
        again = amounts_again(biller, tuple(row[: len(words)]))
        minor = (row.total, row.total - row.others, row.others, row.due)
        assert again == tuple(map(biller.currency.amount, minor)), row[: len(words)]


def test_one_winter_is_written_over_another_run_of_it_alone(tmp_path: Path, spark: Any) -> None:
    """As the page says: the caller overwrites the partitions that a frame has rows of."""
    out = str(tmp_path / "bills")

    def written(homes: list[tuple[str, str, str]]) -> dict[tuple[str, str], Decimal]:
        frame = spark.createDataFrame(homes, "account STRING, area STRING, winter STRING")
        bills, _ = bill(frame, city="太原")
        writer = bills.write.mode("overwrite").option("partitionOverwriteMode", "dynamic")
        writer.partitionBy("winter").parquet(out)
        there = spark.read.parquet(out)
        return {(row.winter, row.account): row.due for row in there.collect()}

    first = written([("1", "100", "2022-2023"), ("1", "100", "2023-2024"), ("2", "50", "2023-2024")])
    assert set(first) == {("2022-2023", "1"), ("2023-2024", "1"), ("2023-2024", "2")}
    again = written([("1", "90", "2023-2024")])
    # 3.60 CNY/㎡·month × 5 months × 90 ㎡, beside the winter before as it was
    assert again == {("2022-2023", "1"): first["2022-2023", "1"], ("2023-2024", "1"): Decimal("1620.00")}


def script(tmp_path: Path) -> str:
    """Write the script of the page, and return where."""
    (text,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len([line for line in text.splitlines() if line]) <= 12
    (tmp_path / "script.py").write_text(text, encoding="utf-8")
    return str(tmp_path / "script.py")


@pytest.mark.spark
@pytest.mark.parametrize("remote", ["", "local[2]"])
def test_the_script_of_the_page_bills_a_frame_also_by_spark_connect(remote: str, tmp_path: Path) -> None:
    needs_java()
    if remote:
        pytest.importorskip("grpc")
    with duckdb.connect() as connection:
        rows = "SELECT lpad(n::VARCHAR, 7, '0') AS account, '居民' AS class, CAST(n % 90 + 10 AS DECIMAL(9,2)) AS area"
        rows += ", CASE WHEN n % 7 = 0 THEN '6个月' END AS months, [n] AS meters"
        connection.execute(f"COPY ({rows} FROM range(3000) AS t(n)) TO '{tmp_path}/ledger.parquet'")
    asked = {"PYSPARK_PYTHON": sys.executable, **({"SPARK_REMOTE": remote} if remote else {})}
    command = [sys.executable, script(tmp_path), str(tmp_path / "ledger.parquet"), str(tmp_path), "parquet"]
    done = subprocess.run(command, capture_output=True, env=environment(**asked), check=False)
    assert done.stdout.decode().split("\n")[-2:] == [
        "Proof(rows=3000, billed=3000, rejected=0, skipped=0)",
        "",
    ], done.stderr.decode()[-3000:]
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT count(*), sum(due), typeof(any_value(meters)) FROM read_parquet('{tmp_path}/bills/*.parquet')"
        ).fetchone()
    area = sum(n % 90 + 10 for n in range(3000))
    assert found == (3000, Decimal(area) * 6 * Decimal("2.52"), "BIGINT[]")


@pytest.mark.spark
def test_spark_submit_says_where_to_bill(tmp_path: Path) -> None:
    needs_java()
    import pyspark

    program = "from heatcalc.batches.spark.session import session\n"
    program += "with session(None, None) as spark:\n    print(spark.sparkContext.master)\n"
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = [str(Path(pyspark.__file__).parent / "bin/spark-submit"), "--master", "local[3]"]
    asked = environment(PYSPARK_PYTHON=sys.executable)
    done = subprocess.run([*command, str(tmp_path / "program.py")], capture_output=True, env=asked, check=False)
    assert done.stdout.decode().split() == ["local[3]"], done.stderr.decode()[-2000:]


def test_a_path_that_is_not_there_is_an_unusable_ledger(tmp_path: Path, heat: Program) -> None:
    done = heat("batch", str(tmp_path / "ledger"), "-o", str(tmp_path / "bills"), "--engine", "spark")
    assert (done.code, str(tmp_path / "ledger") in done.err) == (3, True)
    assert list(tmp_path.iterdir()) == []


def test_names_that_spark_takes_for_one_are_told_by_their_places(spark: Any) -> None:
    df = spark.sql(
        "SELECT '1' AS account, 90.5D AS building_m2, 1 AS x, 2 AS X, 'a' AS total, 'b' AS total_6, 3 AS Total"
    )
    bills, rejects = bill(df, city="太原")
    assert prove(df, bills, rejects, city="太原") == (1, 1, 0, 0)
    names = [name.casefold() for name in bills.columns[len(df.columns) :]]
    assert len({*names} - {name.casefold() for name in df.columns}) == len(AMOUNTS)


def test_texts_of_any_collation_are_texts(spark: Any) -> None:
    homes = "SELECT '1' COLLATE UNICODE AS account, 90.5D AS building_m2, '{}' COLLATE UNICODE_CI AS remark"
    bills, _ = bill(spark.sql(homes.format("x")), city="朔州", winter="2022-2023")
    assert [row["due"] for row in bills.collect()] == [Decimal("1368.36")]
    with pytest.raises(InputFileError, match="remark"):
        bill(spark.sql(homes.format("报停")), city="朔州", winter="2022-2023")


@pytest.mark.parametrize("tags", ["array('{}')", "named_struct('remark', '{}')", "map('备注', '{}')"])
def test_texts_within_others_are_looked_through(tags: str, spark: Any) -> None:
    homes = f"SELECT '1' AS account, 90.5D AS building_m2, {tags} AS tags"
    bills, _ = bill(spark.sql(homes.format("按时")), city="朔州", winter="2022-2023")
    assert [row["due"] for row in bills.collect()] == [Decimal("1368.36")]
    with pytest.raises(InputFileError, match="tags"):
        bill(spark.sql(homes.format("报停")), city="朔州", winter="2022-2023")


def test_texts_of_a_length_are_texts(tmp_path: Path, spark: Any) -> None:
    with with_setting(spark, "spark.sql.preserveCharVarcharTypeInfo", "true"):
        remarks = {"paid": "在家", "stopped": "报停"}
        for name, remark in remarks.items():
            spark.sql(f"DROP TABLE IF EXISTS homes_{name}")
            types = "account CHAR(5), building_m2 VARCHAR(9), remark CHAR(9)"
            spark.sql(f"CREATE TABLE homes_{name} ({types}) USING PARQUET LOCATION '{tmp_path / name}'")
            spark.sql(f"INSERT INTO homes_{name} VALUES ('1', '90.5', '{remark}')")
        bills, rejects = bill(spark.table("homes_paid"), city="朔州", winter="2022-2023")
        assert [row["due"] for row in bills.collect()] == [Decimal("1368.36")]
        assert prove(spark.table("homes_paid"), bills, rejects, city="朔州", winter="2022-2023").billed == 1
        with pytest.raises(InputFileError, match="remark"):
            bill(spark.table("homes_stopped"), city="朔州", winter="2022-2023")


def test_what_is_no_text_is_a_reject(spark: Any) -> None:
    rows = "SELECT account, area, CAST(unhex(hex) AS STRING) AS remark FROM VALUES {} AS t(account, area, hex)"
    df = spark.sql(
        rows.format("('1', '100', 'CED2'), ('2', '100', 'E4B8AD'), ('3', '1,000', 'CED2'), ('4', '1,000', '')")
    )
    bills, rejects = bill(df.withColumnRenamed("area", "building_m2"), city="朔州", winter="2022-2023")
    assert sorted((row["account"], row["due"]) for row in bills.collect()) == [
        ("2", Decimal("1512.00")),
        ("4", Decimal("15120.00")),
    ]
    assert sorted(tuple(row) for row in rejects.select("account", "code").collect()) == [("1", "R01"), ("3", "R01")]


@pytest.mark.parametrize(
    "said",
    [{"lang": "fr"}, {"city": 123}, {"class_": None}, {"winter": 2022.5}, {"columns": ["a"]}, {"carry": [1]}],
    ids=str,
)
def test_what_is_said_is_of_its_kind(said: dict[str, Any], spark: Any) -> None:
    df = spark.sql("SELECT '1' AS account, 90.5D AS building_m2")
    with pytest.raises(TypeError, match=next(iter(said))):
        bill(df, **said)
    with pytest.raises(TypeError, match="DataFrame"):
        bill(None)


def test_a_column_of_nothing_says_nothing(spark: Any) -> None:
    df = spark.sql("SELECT '1' AS account, 90.5D AS building_m2, NULL AS relief")
    bills, _ = bill(df, city="朔州", winter="2022-2023")
    assert [row["due"] for row in bills.collect()] == [Decimal("1368.36")]
