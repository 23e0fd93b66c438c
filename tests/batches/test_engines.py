"""Every engine of one machine bills a ledger to the same bytes, of any dialect, encoding and size of block."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from heatcalc.batches import compiled_plans
from heatcalc.batches.batch_options import BatchOptions, Defaults
from heatcalc.batches.compiled_rows import CompiledRows
from heatcalc.batches.duckdb import Engine
from heatcalc.batches.local import LocalBatch
from heatcalc.batches.one_by_one import OneByOne
from heatcalc.batches.run import Batch, run
from heatcalc.errors import UnprovenError
from heatcalc.ledger.blocks import Block
from heatcalc.tariffs.model import Table
from tests.batches.messy import Messy
from tests.batches.mixed import COLUMNS, attributes_of, rows_of

DIALECTS: dict[str, dict[str, Any]] = {
    "commas": {},
    "all quoted": {"quoting": csv.QUOTE_ALL},
    "tabs": {"delimiter": "\t"},
    "semicolons": {"delimiter": ";"},
}


def alike(data: bytes, folder: Path, table: Table, wanted: BatchOptions) -> tuple[Batch, list[bytes]]:
    """Bill by each engine of one machine, and return what they agree on."""
    made = []
    for name in ("exact", "compiled", "duckdb"):
        (folder / name).mkdir()
        engine: Any = name
        batch = run(io.BytesIO(data), folder / name / "bills.csv", table, "0", wanted._replace(engine=engine))
        made.append((batch, [file.read_bytes() for file in batch.files]))
    (exact, by_exact), *others = made
    for batch, files in others:
        for one, other in zip(by_exact, files, strict=True):
            for line, (left, right) in enumerate(zip(one.split(b"\n"), other.split(b"\n"), strict=False), 1):
                assert left == right, (line, left.decode(), right.decode())
        assert batch.manifest == exact.manifest
        assert (batch.groups, batch.reasons) == (exact.groups, exact.reasons)
    return exact, by_exact


_COMMAS = "".join(f'{at}号楼,{at:05},{at % 90 + 10},"东区,{at}号"\n' for at in range(60))
_PLAIN = "".join(f"{at}号楼,{at:05},{at % 90 + 10},x\n" for at in range(60))
ODD: dict[str, tuple[bytes, tuple[int, ...], list[str]]] = {
    "a subtotal with a comma": ((_PLAIN + '"1,2号楼小计",200,17000,\n').encode(), (60, 0, 2), []),
    "a subtotal with a quotation mark": ((_PLAIN + '"""东""区小计",200,17000,\n').encode(), (60, 0, 2), []),
    "an error of Excel's beside a comma": ((_PLAIN + '1号楼,B1,77,"#REF!, 3单元"\n').encode(), (60, 1, 1), ["R05"]),
    "a line in GBK among quoted commas": (
        _COMMAS.encode() + "1号楼,B1,77,张三\n".encode("gbk") + _COMMAS.replace("号楼,0", "号楼,9").encode(),
        (120, 1, 1),
        ["R01"],
    ),
    "a long line among quoted commas": ((_COMMAS + f"1号楼,B1,77,{'x' * 66_000}\n").encode(), (60, 1, 1), ["R02"]),
    "byte order marks of files put together": (
        f"\ufeff{_PLAIN}\ufeff楼栋,户号,建筑面积,地址\n1号楼,B1,77,x\n".encode(),
        (61, 0, 2),
        [],
    ),
    "two carriage returns": ((_PLAIN + "1号楼,B1,77,\r\r\n1号楼,B2,77,x\n").encode(), (62, 0, 1), []),
}


@pytest.mark.parametrize(("lines", "counts", "codes"), ODD.values(), ids=list(ODD))
def test_an_odd_row_is_looked_at_as_any_other(
    lines: bytes, counts: tuple[int, ...], codes: list[str], tmp_path: Path, shipped: Table
) -> None:
    data = "楼栋,户号,建筑面积,地址\n".encode() + lines
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州")))
    assert tuple(batch.manifest[name] for name in ("billed", "rejected", "skipped")) == counts
    assert [reason.code for reason in batch.reasons] == codes
    assert len(batch.manifest["skipped_lines"]) == counts[2] - 1


@pytest.mark.parametrize("seed", range(3))
def test_repeated_accounts_are_found_as_they_come(
    seed: int, tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = random.Random(seed)  # noqa: S311 - repeatable, not secret
    lines = ["户号,城市,采暖季,建筑面积,备注", "x,朔州,,abc,"]
    for _ in range(500):
        city, winter = drawn.choice(("朔州", "太原")), drawn.choice(("", "2022-2023"))
        area, remark = drawn.choice(("90", "61.5", "八十")), drawn.choice(("", "", "", '"a,b"'))
        lines.append(f"{drawn.randrange(120):04},{city},{winter},{area},{remark}")
    passes = 0
    through = LocalBatch._through

    def counting(self: LocalBatch, *given: Any) -> None:
        nonlocal passes
        passes += 1
        through(self, *given)

    monkeypatch.setattr(LocalBatch, "_through", counting)
    data = "\n".join([*lines, ""]).encode()
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(block_bytes=(300, 4000, 2**20)[seed], by=("备注",)))
    assert {reason.code: reason.rows for reason in batch.reasons}["R11"] > 20
    assert passes == 3, "once for each engine"


def test_an_account_is_one_though_its_city_and_winter_are_written_with_blanks(tmp_path: Path, shipped: Table) -> None:
    rows = (
        "1,朔州,2022-2023,90",
        "1,朔州 ,2022-2023,90",
        "1,朔州,2022-2023 ,90",
        "1,朔州,２０２２-２０２３,90",
        "1 ,朔州,2022-2023,90",
    )
    for at, lines in enumerate((rows, rows[::-1])):
        (tmp_path / str(at)).mkdir()
        text = "\n".join(["户号,城市,采暖季,建筑面积", *lines, "1,朔州市,2022-2023,90", "1,朔州,,90", ""])
        batch, _ = alike(text.encode(), tmp_path / str(at), shipped, BatchOptions())
        assert (batch.manifest["households"], {each.code: each.rows for each in batch.reasons}) == (3, {"R11": 4})


def test_what_cannot_be_read_is_told_alike_whatever_it_says(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas = ("90", "9o", "１２x", "1e3", "0", "0.0", "5.55555", "-5", "'=5", "八十", "1,2", " x ", "90㎡", "")
    heats = ("", "12", "1e2", "x")
    read = 0
    exactly = OneByOne._exactly

    def counting(self: OneByOne, *row: Any, **how: Any) -> Any:
        nonlocal read
        read += self._options.engine == "compiled"
        return exactly(self, *row, **how)

    monkeypatch.setattr(OneByOne, "_exactly", counting)
    drawn = random.Random(1)  # noqa: S311 - repeatable, not secret
    rows = [
        (
            *(
                f"{drawn.randrange(900):04}",
                drawn.choice(("朔州", "太原", "某市")),
                drawn.choice(("正常", "报停", "?")),
            ),
            *(f"{drawn.choice(areas)}{at if at % 3 else ''}", drawn.choice(heats), drawn.choice(("", "2022-11-01"))),
        )
        for at in range(2000)
    ]
    text = io.StringIO()
    csv.writer(text).writerows([("户号", "城市", "状态", "建筑面积", "用热量(GJ)", "缴费日期"), *rows])
    batch, _ = alike(text.getvalue().encode(), tmp_path, shipped, BatchOptions(Defaults(plan="area")))
    found = {reason.code: reason.rows for reason in batch.reasons}
    assert found["R06"] > 900
    assert min(found[code] for code in ("R07", "R08", "R11", "R14", "R19", "R20")) > 0, found
    assert read < 1000, read


def test_what_is_no_home_says_nothing_of_what_homes_are_billed_by(tmp_path: Path, shipped: Table) -> None:
    homes = "".join(f"B{at},,100,\n" for at in range(3))
    others = "合计,两部制,100,5\n合计,两部制,100,5\nC1,两部制,abc,5\nC2,两部制,abc,5\n,两部制,100,5\n,两部制,100,5\n"
    means = {"计费方式": {"两部制": "按热量", "包月": "按面积"}}
    options = BatchOptions(Defaults(city="太原"), values=means)
    batch, _ = alike(f"户号,计费方式,建筑面积,用热量(GJ)\n{homes}{others}".encode(), tmp_path, shipped, options)
    assert batch.manifest["unused"] == ["用热量(GJ)"]
    assert batch.manifest["unmatched_words"] == ["计费方式:包月"]


def test_what_one_home_of_each_block_says_is_known_from_the_second_block_on(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [(city.name, class_) for city in shipped.city for class_ in ("居民", "非居民")]
    rows = [f"{at:07},{city},{class_},{at % 90 + 10}" for at, (city, class_) in enumerate(kinds * 4)]
    data = "\n".join(["户号,城市,用户类别,建筑面积", *rows, ""]).encode()
    left: list[int] = []
    rows_of_block = Engine._rows

    def counting(self: Engine, block: Block) -> Any:
        answer = rows_of_block(self, block)
        left.append(sum(homes for tariff, _, homes, *_ in answer[1] if tariff is None))
        return answer

    monkeypatch.setattr(Engine, "_rows", counting)
    alike(data, tmp_path, shipped, BatchOptions(block_bytes=len(data) // 4))
    assert left[0] > len(kinds) * 0.9
    assert left[-1] == 0


# Each dialect, and each pair of a size of block and a mask; small blocks take four times as long.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("dialect", "size", "mask"),
    [
        ("commas", 2**20, False),
        ("all quoted", 2**20, True),
        ("tabs", 2**20, False),
        ("semicolons", 2**20, True),
        pytest.param("commas", 20_000, True, marks=pytest.mark.slow),
        pytest.param("tabs", 20_000, False, marks=pytest.mark.slow),
    ],
)
def test_messy_ledgers_are_billed_alike(
    dialect: str, size: int, mask: bool, tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Messy(size).ledger(1500, **DIALECTS[dialect])
    ends = {"commas": "\r\n", "tabs": "\n"}.get(dialect, "\n")
    encoding = {"tabs": "utf-16", "semicolons": "gb18030"}.get(dialect, "utf-8")
    data = text.replace("\n", ends).encode(encoding)
    wanted = BatchOptions(Defaults(city="朔州"), mask=mask, block_bytes=size)
    billed_by_duckdb, by_function = [], []

    def counting(self: Engine, block: Block) -> Any:
        found = bill(self, block)
        assert found[1] is not None
        billed_by_duckdb.append(sum(each.households for each in found[1].sums))
        return found

    def noting(self: CompiledRows, *row: Any, **how: Any) -> Any:
        made = compiled(self, *row, **how)
        by_function.append(made)
        return made

    bill, compiled = Engine.bill, CompiledRows.bill
    monkeypatch.setattr(Engine, "bill", counting)
    monkeypatch.setattr(CompiledRows, "bill", noting)
    batch, _ = alike(data, tmp_path, shipped, wanted)
    assert batch.manifest["households"] > 300
    assert sum(billed_by_duckdb) > (150 if size > 100_000 else 10)
    assert len([made for made in by_function if made]) > 150
    assert {reason.code for reason in batch.reasons} >= {"R04", "R06", "R07", "R09", "R11", "R21"}


def test_an_account_of_a_later_block_is_found_again(tmp_path: Path, shipped: Table) -> None:
    rows = [f"{number:05},居民,{number % 90 + 10}.5" for number in range(8000)]
    rows[7000], rows[7001], rows[30] = "00007,居民,50", "00008,居民,#N/A", "00009,居民,1e3"
    data = "\n".join(["户号,用户类别,建筑面积", *rows]).encode()
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州"), block_bytes=20_000))
    found = [(reject.line, reject.code) for reason in batch.reasons for reject in reason.first]
    assert found == [(7003, "R05"), (32, "R06"), (7002, "R11")]


def test_a_compiled_formula_that_gives_another_amount_ends_the_run(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_plans, "compiled", lambda *_: lambda area: (area + 1, 0, area + 1))
    data = "户号,户名,建筑面积\n1,张三,90\n2,李四,100\n3,王五,90\n4,赵六,100\n".encode()
    with pytest.raises(UnprovenError) as raised:
        run(io.BytesIO(data), tmp_path / "bills.csv", shipped, "0", BatchOptions(engine="compiled"))
    assert 'for "4 赵六 100" the compiled formula gives' in raised.value.text("en")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_mixed_homes_of_every_city_are_billed_alike(tmp_path: Path, shipped: Table) -> None:
    text = io.StringIO()
    rows = rows_of(shipped, 4000, 1)
    csv.writer(text, lineterminator="\n").writerows([["city", *COLUMNS, *attributes_of(shipped)], *rows])
    batch, _ = alike(text.getvalue().encode(), tmp_path, shipped, BatchOptions(block_bytes=100_000))
    assert batch.manifest["households"] > 1000


def test_mixed_homes_are_explained_alike(tmp_path: Path, shipped: Table) -> None:
    text = io.StringIO()
    rows = list(rows_of(shipped, 400, 3))
    again = [[row[0], f"{at}-2", *row[2:]] for at, row in enumerate(rows)]  # the same homes under other accounts
    columns = ["city", *COLUMNS, *attributes_of(shipped)]
    csv.writer(text, lineterminator="\n").writerows([columns, *rows, *again])
    batch, (bills, *_) = alike(text.getvalue().encode(), tmp_path, shipped, BatchOptions(explain=True))
    assert batch.manifest["households"] > 200
    assert bills.count("元/㎡·月".encode()) > 50


@pytest.mark.slow
def test_lines_of_rare_tariffs_are_billed_alike(tmp_path: Path, shipped: Table) -> None:
    cities = [city.id for city in shipped.city]
    drawn = random.Random(1)  # noqa: S311 - repeatable, not secret
    rows = [f"{n:05},{cities[n // 90 % len(cities)]},居民,{drawn.randint(1000, 20000) / 100:.2f}" for n in range(9000)]
    data = "\n".join(["户号,城市,用户类别,建筑面积", *rows]).encode()
    alike(data, tmp_path, shipped, BatchOptions(block_bytes=30_000))


@pytest.mark.slow
def test_a_column_of_free_words_does_not_make_the_query_endless(tmp_path: Path, shipped: Table) -> None:
    rows = [f"{n:05},居民,{n % 90 + 10}.5,{f'备注{n}' if n % 2 else ''}" for n in range(6000)]
    data = "\n".join(["户号,用户类别,建筑面积,优惠", *rows]).encode()
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州")))
    assert (batch.manifest["households"], batch.manifest["rejects"]) == (3000, 3000)


def test_a_block_that_duckdb_cannot_cope_with_is_billed_all_the_same(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill, turns = Engine._bill, iter(range(1000))

    def failing(self: Engine, block: Block) -> Any:
        if next(turns) % 4 < 2:
            raise duckdb.OutOfMemoryException("no memory")
        return bill(self, block)

    monkeypatch.setattr(Engine, "_bill", failing)
    rows = [f"{number:05},居民,{number % 90 + 10}.5" for number in range(6000)]
    data = "\n".join(["户号,用户类别,建筑面积", *rows]).encode()
    batch, _ = alike(data, tmp_path, shipped, BatchOptions(Defaults(city="朔州"), block_bytes=20_000))
    assert batch.manifest["households"] == 6000


def test_duckdb_bills_every_block(tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    bill, billed = Engine.bill, list[int]()

    def counting(self: Engine, block: Block) -> Any:
        found = bill(self, block)
        billed.append(0 if found[1] is None else sum(each.households for each in found[1].sums))
        return found

    monkeypatch.setattr(Engine, "bill", counting)
    rows = "".join(f"{number:05},居民,{number % 90 + 10}.5\n" for number in range(6000))
    options = BatchOptions(Defaults(city="朔州"), engine="duckdb", block_bytes=20_000)
    run(io.BytesIO(f"户号,用户类别,建筑面积\n{rows}".encode()), tmp_path / "bills.csv", shipped, "0", options)
    assert len(billed) > 3
    assert all(billed)
    assert sum(billed) == 6000


@pytest.mark.slow
def test_thousands_of_profiles_are_billed_by_duckdb(
    tmp_path: Path, shipped: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, said = ("使用面积", "套内面积", "层高", "缴费日期"), ("40", "45", "2.8", "2022-10-01")
    stated = [[said[at] if some >> at & 1 else "" for at in range(4)] for some in range(16)]
    homes = [(city.id, *fields) for city in shipped.city for fields in stated for _ in range(3)]
    rows = [f"{n:05},居民,{n % 90 + 50}.5,{','.join(home)}" for n, home in enumerate(homes)]
    data = "\n".join([",".join(("户号,用户类别,建筑面积,城市", *columns)), *rows]).encode()
    sums = []

    def counting(self: Engine, block: Block) -> Any:
        found = bill(self, block)
        assert found[1] is not None
        sums.extend(found[1].sums)
        return found

    bill = Engine.bill
    monkeypatch.setattr(Engine, "bill", counting)
    batch, _ = alike(data, tmp_path, shipped, BatchOptions())
    assert len(sums) > 500
    assert sum(each.households for each in sums) == batch.manifest["households"]
