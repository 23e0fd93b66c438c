"""Every home once, at its place, at its amount: held by what each row is, not by how many there are.

DuckDB makes a join of an `IN` of five values or more, and a join loses the order of rows; ledgers of five profiles and
more lost homes by it. The ledgers here are of that kind, and engines that lie must be found out.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from heatcalc.batches import audit
from heatcalc.batches.arrow_rows import ArrowRows
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.block_sql import BlockSql
from heatcalc.batches.duckdb import Answer, Engine
from heatcalc.batches.local import LocalBatch
from heatcalc.batches.run import Batch, run
from heatcalc.errors import UnprovenError
from heatcalc.ledger import blocks
from heatcalc.ledger.blocks import Block
from heatcalc.ledger.dataset import parts_of
from heatcalc.ledger.header import find_header
from heatcalc.ledger.parquet import ParquetText
from heatcalc.ledger.parquet_bills import Held, write_parquet
from heatcalc.tariffs.model import Table
from tests.batches import mixed

pytestmark = pytest.mark.slow  # ledgers of up to 120,000 homes
HOMES = 120_000
SHUOZHOU = BatchOptions(Defaults(city="朔州"), engine="duckdb")
Rows = list[list[str]]


def homes(number: int, first: str = "序", *, odd: bool = False, seed: int = 5) -> Rows:
    """Return a ledger of one city with six profiles, and with two in a hundred areas that cannot be read if `odd`."""
    drawn = random.Random(seed)  # noqa: S311 - repeatable, not secret
    rows = [[first, "户名", "地址", "用户类别", "建筑面积", "状态"]]
    for at in range(number):
        area = "约100" if odd and at % 50 == 0 else str(drawn.randint(2000, 25000) / 100)
        class_ = "非居民" if at % 7 == 0 else "居民"
        place = f"滨河湾小区{at % 60}号楼{at % 1800}室"
        rows.append([f"{at:06d}", f"张三{at % 997}", place, class_, area, ("正常", "在用", "")[at % 3]])
    return rows


def of_many_cities(table: Table, number: int) -> Rows:
    """Return a ledger of every city that a home can be billed in by its area and status alone, and others besides."""
    names = [city.name for city in table.city]
    rows = [["户号", "城市", "用户类别", "建筑面积", "状态", "采暖季"]]
    for at in range(number):
        area, winter = f"{1500 + at * 7919 % 23000}", ("", "2022-2023", "2023-2024")[at % 3]
        status = ("正常", "在用", "", "用热", "供热")[at % 5]
        rows.append([f"{at:07}", names[at // 5 % len(names)], "居民", f"{area[:-2]}.{area[-2:]}", status, winter])
    return rows


def of_attributes(number: int) -> Rows:
    """Return a ledger of one city whose price depends on an attribute and a relief."""
    rows = [["户号", "用户类别", "建筑面积", "lift", "优惠", "层高"]]
    for at in range(number):
        lift = ("no", "yes", "")[at % 3]
        rows.append(
            [f"{at:07}", "居民", f"{30 + at % 170}.5", lift, ("", "无", "否")[at // 3 % 3], ("", "2.8")[at % 2]]
        )
    return rows


def in_csv(rows: Rows, **dialect: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue().encode()


def read(file: Path) -> Rows:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def hold(rows: Rows, batch: Batch, sample: Callable[[Rows], dict[tuple[str, ...], list[str]]] | None = None) -> None:
    """Check that the bills are the ledger's rows in their order, without those that were rejected."""
    width = len(rows[0])
    bills, *rest = [read(file) for file in batch.files if file.suffix == ".csv"]
    rejected = Counter(tuple(row[:width]) for row in rest[0][1:]) if rest else Counter[tuple[str, ...]]()
    expected = []
    for row in rows[1:]:
        if rejected[tuple(row)]:
            rejected[tuple(row)] -= 1
        else:
            expected.append(row)
    assert not +rejected
    assert [bill[:width] for bill in bills[1:]] == expected
    if sample is not None:
        exact = sample([rows[0], *expected[::83]])
        assert all(bill[width:] == exact[tuple(bill[:width])] for bill in bills[1::83])


@pytest.fixture
def exactly(
    tmp_path: Path, shipped: Table
) -> Callable[[BatchOptions], Callable[[Rows], dict[tuple[str, ...], list[str]]]]:
    """Return what bills rows one by one, without any engine."""

    def reader(wanted: BatchOptions) -> Callable[[Rows], dict[tuple[str, ...], list[str]]]:
        def bills(rows: Rows) -> dict[tuple[str, ...], list[str]]:
            out = tmp_path / "exact.csv"
            alone = wanted._replace(engine="exact", mask=False)
            ledger = [rows[0], *({tuple(row): row for row in rows[1:]}).values()]
            run(io.BytesIO(in_csv(ledger)), out, shipped, "0", alone)
            return {tuple(row[: len(rows[0])]): row[len(rows[0]) :] for row in read(out)[1:]}

        return bills

    return reader


KINDS: dict[str, Callable[[Table], Rows]] = {
    "no accounts, some areas odd": lambda _: homes(HOMES, odd=True),
    "no accounts": lambda _: homes(HOMES),
    "accounts": lambda _: homes(HOMES, "户号"),
    "accounts, some areas odd": lambda _: homes(HOMES, "户号", odd=True),
    "all cities and three winters": lambda table: of_many_cities(table, HOMES),
    "attributes and heights": lambda _: of_attributes(HOMES),
}


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        *((kind, size) for kind in list(KINDS)[:4] for size in (200_000, 2**22)),
        ("all cities and three winters", 2**20),
        ("attributes and heights", 200_000),
    ],
)
def test_every_home_is_billed_once_in_its_place(
    kind: str, size: int, tmp_path: Path, shipped: Table, exactly: Any
) -> None:
    rows = KINDS[kind](shipped)
    city = "石家庄" if kind.startswith("attributes") else "朔州"
    wanted = BatchOptions(Defaults(city=city), engine="duckdb", block_bytes=size)
    batch = run(io.BytesIO(in_csv(rows)), tmp_path / "bills.csv", shipped, "0", wanted)
    assert batch.manifest["households"] > HOMES // 4
    hold(rows, batch, exactly(wanted))


WAYS: dict[str, Callable[[Rows], bytes]] = {
    "every field quoted": lambda rows: in_csv(rows, quoting=csv.QUOTE_ALL),
    "semicolons, line feeds": lambda rows: in_csv(rows, delimiter=";", lineterminator="\n"),
    "GB18030": lambda rows: in_csv(rows).decode().encode("gb18030"),
    "bars, UTF-16": lambda rows: in_csv(rows, delimiter="|").decode().encode("utf-16"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_written_otherwise_gives_the_same_bills(way: str, tmp_path: Path, shipped: Table) -> None:
    rows = homes(HOMES, odd=True)
    batch = run(io.BytesIO(WAYS[way](rows)), tmp_path / "bills.csv", shipped, "0", SHUOZHOU)
    assert batch.manifest["rejects"] == HOMES // 50
    hold(rows, batch)


@pytest.mark.parametrize("options", [{}, {"mask": True}, {"by": ("用户类别", "户名")}, {"mask": True, "by": ("户名",)}])
@pytest.mark.parametrize("way", ["every field quoted", "semicolons, line feeds"])
def test_the_engine_bills_every_block_itself(
    options: dict[str, Any], way: str, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    bill = Engine.bill

    def noting(self: Engine, block: Block) -> tuple[Block, Answer | None]:
        answers.append(bill(self, block))
        return answers[-1]

    monkeypatch.setattr(Engine, "bill", noting)
    run(io.BytesIO(WAYS[way](homes(20_000))), None, shipped, "0", SHUOZHOU._replace(**options))
    assert answers
    assert all(answer is not None for _, answer in answers)


def test_masked_rows_stay_in_their_places(tmp_path: Path, shipped: Table) -> None:
    rows = homes(HOMES)
    batch = run(io.BytesIO(in_csv(rows)), tmp_path / "bills.csv", shipped, "0", SHUOZHOU._replace(mask=True))
    hold([rows[0], *([number, "张" + "*" * (len(name) - 1), *rest] for number, name, *rest in rows[1:])], batch)


@pytest.mark.parametrize("number", [19, 20, 21, 30, 20_000])
def test_no_row_of_a_workbook_is_lost(number: int, tmp_path: Path, shipped: Table) -> None:
    # One row of each was, where the search for the header ends, and one of each block.
    rows = homes(number, odd=True)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "ledger.xlsx")
    with (tmp_path / "ledger.xlsx").open("rb") as file:
        batch = run(file, tmp_path / "bills.csv", shipped, "0", SHUOZHOU)
    assert batch.manifest["lines"] == number + 1
    hold(rows, batch)


def test_no_row_is_lost_between_the_blocks_of_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_BLOCK_ROWS", 7)
    rows = homes(100)
    header = find_header(rows[:1], {}, [])
    made = list(blocks.row_blocks(iter(rows[1:]), header))
    assert [record.fields for block in made for record in block.records(6)] == [tuple(row) for row in rows[1:]]


@pytest.mark.parametrize("out", ["bills.csv", "bills.parquet"])
def test_a_parquet_file_is_billed_in_its_order(out: str, tmp_path: Path, shipped: Table) -> None:
    rows = homes(HOMES)
    (tmp_path / "ledger.csv").write_bytes(in_csv(rows))
    ledger = tmp_path / "ledger.parquet"
    with duckdb.connect() as connection:
        source = f"read_csv('{tmp_path}/ledger.csv', all_varchar = true)"
        connection.execute(f"COPY (FROM {source}) TO '{ledger}' (FORMAT parquet, ROW_GROUP_SIZE 10000)")
        with ledger.open("rb") as file:
            batch = run(file, tmp_path / out, shipped, "0", SHUOZHOU)
        if out.endswith(".csv"):
            hold(rows, batch)
            return
        written = connection.execute(f"FROM read_parquet('{tmp_path / out}') ").fetchall()
    assert [list(row[: len(rows[0])]) for row in written] == rows[1:]


def test_the_files_of_a_folder_are_each_billed_in_order(tmp_path: Path, shipped: Table) -> None:
    folder = tmp_path / "ledger"
    ledgers = {f"part-{at}": homes(70_000, seed=at) for at in range(3)}
    folder.mkdir()
    for name, rows in ledgers.items():
        (folder / f"{name}.csv").write_bytes(in_csv(rows))
    run(parts_of(folder), tmp_path / "bills", shipped, "0", SHUOZHOU)
    for name, rows in ledgers.items():
        with duckdb.connect() as connection:
            written = connection.execute(f"FROM read_parquet('{tmp_path}/bills/{name}.csv.parquet')").fetchall()
        assert [list(row[: len(rows[0])]) for row in written] == rows[1:]


def test_a_ledger_of_many_cities_is_gone_through_once(shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # Disorder made accounts look repeated, so that the whole ledger was billed again home by home.
    lines = 0
    merged = LocalBatch._merged

    def counting(self: LocalBatch, block: Block, answer: Answer) -> Iterator[tuple[bytes, int]]:
        nonlocal lines
        lines += block.length
        return merged(self, block, answer)

    monkeypatch.setattr(LocalBatch, "_merged", counting)
    run(io.BytesIO(in_csv(of_many_cities(shipped, 50_000))), None, shipped, "0", BatchOptions(engine="duckdb"))
    assert lines == 50_000


def pieces(answer: list[memoryview]) -> list[bytes]:
    """Return an answer in four pieces of whole records."""
    lines = b"".join(answer).split(b"\n")[:-1]
    quarter = len(lines) // 4
    return [b"".join(line + b"\n" for line in lines[at * quarter : (at + 1) * quarter]) for at in range(4)]


def with_amounts_of(lines: bytes, others: bytes) -> bytes:
    """Return the records with the amounts of other ones."""
    pairs = zip(lines.split(b"\n")[:-1], others.split(b"\n")[:-1], strict=True)
    split = ((line.rsplit(b"\x1d", 2), other.rsplit(b"\x1d", 2)) for line, other in pairs)
    return b"".join(b"\x1d".join([line[0], *other[1:]]) + b"\n" for line, other in split)


def swapped(lines: list[bytes]) -> list[bytes]:
    """Return lines, the first two of which have changed places."""
    return [lines[1], lines[0], *lines[2:]]


LIES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "two pieces swapped": lambda all_: [all_[0], all_[2], all_[1], all_[3]],
    "a piece dropped": lambda all_: [all_[0], all_[1], all_[3]],
    "the last piece dropped": lambda all_: all_[:3],
    "a piece twice": lambda all_: [*all_[:2], all_[1], *all_[2:]],
    "a piece in place of another": lambda all_: [all_[0], all_[0], all_[2], all_[3]],
    "two homes swapped": lambda all_: [
        b"\n".join([*all_[0].split(b"\n")[1::-1], *all_[0].split(b"\n")[2:]]),
        *all_[1:],
    ],
    "the amounts of two pieces swapped": lambda all_: [
        with_amounts_of(all_[0], all_[1]),
        with_amounts_of(all_[1], all_[0]),
        *all_[2:],
    ],
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize(("odd", "mask"), [(False, False), (True, False), (True, True)])
def test_an_engine_that_lies_is_found_out(
    lie: str, odd: bool, mask: bool, tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ArrowRows.texts

    def lying(self: ArrowRows) -> list[memoryview]:
        return [memoryview(each) for each in LIES[lie](pieces(texts(self)))]

    monkeypatch.setattr(ArrowRows, "texts", lying)
    with pytest.raises(UnprovenError) as raised:
        run(
            io.BytesIO(in_csv(homes(30_000, odd=odd))),
            tmp_path / "bills.csv",
            shipped,
            "0",
            SHUOZHOU._replace(mask=mask),
        )
    assert raised.value.exit_code == 70
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_loses_the_order_is_found_out(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = BlockSql.source
    monkeypatch.setattr(BlockSql, "source", lambda *asked: f"(SELECT * FROM {source(*asked)} ORDER BY hash(c0))")
    with pytest.raises(UnprovenError):
        run(io.BytesIO(in_csv(homes(20_000))), tmp_path / "bills.csv", shipped, "0", SHUOZHOU)
    assert list(tmp_path.iterdir()) == []


def test_sums_that_stand_for_other_homes_are_found_out(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Engine._bill
    monkeypatch.setattr(
        Engine, "_bill", lambda self, block: (given := answer(self, block))._replace(sums=given.sums[1:])
    )
    with pytest.raises(UnprovenError):
        run(io.BytesIO(in_csv(homes(20_000))), tmp_path / "bills.csv", shipped, "0", SHUOZHOU)
    assert list(tmp_path.iterdir()) == []


def test_the_same_homes_are_drawn_in_every_run(tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[list[int]] = []
    hold_ = audit._hold

    def noting(block: Block, place: int, line: bytes, exact: bytes | None) -> None:
        drawn[-1].append(block.line + place)
        hold_(block, place, line, exact)

    monkeypatch.setattr(audit, "_hold", noting)
    for _ in range(2):
        drawn.append([])
        run(io.BytesIO(in_csv(homes(50_000))), tmp_path / "bills.csv", shipped, "0", SHUOZHOU)
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == -(-50_000 // audit.STRETCH)
    assert all(at * audit.STRETCH <= line - 2 < (at + 1) * audit.STRETCH for at, line in enumerate(drawn[0]))


def test_no_plan_may_reorder_rows(tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed.write(tmp_path / "ledger", shipped, 500)
    rows = of_many_cities(shipped, 3000)
    rows += [rows[at] for at in range(2, 400, 2)]
    plans: list[str] = []
    rows_of = Engine._rows

    def explaining(self: Engine, block: Block) -> tuple[ArrowRows, list[tuple[Any, ...]]]:
        rows = rows_of(self, block)
        query = self._sql.query(block, self._block)
        found = self._connection.execute(f"EXPLAIN {query.text}", query.values or None).fetchall()
        plans.append("\n".join(text for _, text in found))
        return rows

    monkeypatch.setattr(Engine, "_rows", explaining)
    run(io.BytesIO(in_csv(rows)), None, shipped, "0", BatchOptions(engine="duckdb", block_bytes=60_000))
    run(parts_of(tmp_path / "ledger")[::3], None, shipped, "0", BatchOptions(engine="duckdb"))
    assert len(plans) > 25
    for plan in plans:
        for word in ("JOIN", "WINDOW", "GROUP", "ORDER", "DISTINCT", "UNION"):
            assert word not in plan, plan


def test_a_row_of_a_parquet_file_that_is_not_in_its_place_is_found_out() -> None:
    def given(numbers: list[int], rows: int) -> Iterator[bytes]:
        text = b"".join(b"a\x1fb\x1d%d\x1d\n" % number for number in numbers)
        return ParquetText(["户号", "面积"], rows, io.BytesIO(text), iter(())).pieces(100)

    assert b"".join(given([0, 1, 2], 3)) == b"a\x1fb\n" * 3
    for numbers in ([0, 2, 1], [0, 1], [0, 1, 1], [1, 2, 3], []):
        with pytest.raises(UnprovenError):
            list(given(numbers, 3))


@pytest.mark.parametrize(
    "held", [Held(3, {}), Held(1, {}), Held(2, {1: ["02", "90.00"]}), Held(2, {0: ["1", "80.00"]})]
)
def test_a_parquet_file_that_is_not_what_was_billed_is_found_out(held: Held, tmp_path: Path) -> None:
    (tmp_path / "bills.csv").write_text("户号,合计\r\n01,80.00\r\n02,80.00\r\n", encoding="utf-8-sig")
    write_parquet(tmp_path / "bills.csv", tmp_path / "right.parquet", range(1, 2), Held(2, {1: ["02", "80.00"]}))
    with pytest.raises(UnprovenError):
        write_parquet(tmp_path / "bills.csv", tmp_path / "bills.parquet", range(1, 2), held)


def test_a_run_holds_some_of_its_bills(tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Held] = []
    bill = LocalBatch.bill

    def noting(self: LocalBatch) -> None:
        bill(self)
        kept.append(self.written.held)

    monkeypatch.setattr(LocalBatch, "bill", noting)
    batch = run(io.BytesIO(in_csv(homes(50_000, odd=True))), tmp_path / "bills.csv", shipped, "0", SHUOZHOU)
    bills = read(batch.files[0])[1:]
    assert kept[0].rows == len(bills)
    assert len(kept[0].some) >= len(bills) // audit.STRETCH
    assert all(bills[number] == row for number, row in kept[0].some.items())


SPARK_LIES: dict[str, Callable[[Any], Any]] = {
    "one home twice, another lost": lambda bills: bills.where("c0 <> '000007'").unionByName(
        bills.where("c0 = '000010'")
    ),
    "the amounts of two classes swapped": lambda bills: bills.selectExpr(
        *(name for name in bills.columns if name not in ("total", "due")),
        "CASE c0 WHEN '000001' THEN 151200 WHEN '000002' THEN 302400 ELSE total END AS total",
        "CASE c0 WHEN '000001' THEN 151200 WHEN '000002' THEN 302400 ELSE due END AS due",
    ),
}


@pytest.mark.parametrize("lie", SPARK_LIES)
def test_a_spark_that_lies_is_found_out(
    lie: str, tmp_path: Path, shipped: Table, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from heatcalc.batches.spark.run import SparkBatch

    rows = homes(40)
    rows[2][4], rows[3][4] = "200", "100"  # of one class, so that the sums stay what they are
    rows[8][4] = rows[11][4] = "80"
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/part.csv").write_bytes(in_csv(rows))
    write = SparkBatch._write
    monkeypatch.setattr(SparkBatch, "_write", lambda self, bills: write(self, SPARK_LIES[lie](bills)))
    wanted = BatchOptions(Defaults(city="朔州"), engine="spark", spark=spark)
    with pytest.raises(UnprovenError):
        run(parts_of(tmp_path / "ledger"), tmp_path / "bills", shipped, "0", wanted)
    assert [each.name for each in tmp_path.iterdir()] == ["ledger"]
