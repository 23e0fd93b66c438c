"""A clerk's ledger: every line is billed, rejected with its reason, or skipped; broken lines harm no neighbour."""

import io
import json
import os
import random
import re
import resource
import shutil
import socket
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import heatcalc
from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.control_totals import Reason
from heatcalc.batches.rejects import Reject
from heatcalc.batches.run import Batch, run
from heatcalc.errors import UsageError
from heatcalc.files.lock import Lock
from heatcalc.tariffs.load import load_tariffs
from heatcalc.tariffs.model import Table
from tests.conftest import Program, environment
from tests.helpers.files import ledger_in, read

HEADER = "户号,户名,用户类别,建筑面积,状态,缴费日期"
GOOD = ["0001,张三,居民,185,,", "0002,欧阳䶮,居民,100,正常,", "0003,李四,非居民,100,,"]
DUE = ["2797.20", "1512.00", "2880.00"]


def bill(text: str | bytes, out: Path, table: Table, **options: Any) -> Batch:
    """Bill by the exact reader, and check that the other engines, in one block or many, write the same bytes."""
    data = text if isinstance(text, bytes) else text.encode()
    wanted = BatchOptions(Defaults(city="朔州"), engine="exact", **options)
    batch = run(io.BytesIO(data), out, table, "0", wanted)
    small, large = max(200, len(data) // 20), 2**20
    for engine, size in (("compiled", small), ("duckdb", small), ("duckdb", large)):
        other = out.with_name(f"{engine}-{size}") / out.name
        other.parent.mkdir(exist_ok=True)
        again = run(io.BytesIO(data), other, table, "0", wanted._replace(engine=engine, block_bytes=size))
        assert (again.manifest, again.groups, again.reasons) == (batch.manifest, batch.groups, batch.reasons), (
            engine,
            size,
        )
        for file, other_file in zip(batch.files, again.files, strict=True):
            assert file.read_bytes() == other_file.read_bytes(), (engine, size, file.name)
        shutil.rmtree(other.parent)
    return batch


def rejects_of(reasons: tuple[Reason, ...]) -> list[Reject]:
    """Return the rejects that are told of, in the order of their lines."""
    return sorted((reject for reason in reasons for reject in reason.first), key=lambda reject: reject.line)


def sound(batch: Batch, out: Path, text: str) -> None:
    """Check the contract of a run: the counts and the sums are those of what was written."""
    manifest = json.loads(out.with_name("bills.manifest.json").read_text(encoding="utf-8"))
    assert manifest == batch.manifest
    assert manifest["lines"] == manifest["billed"] + manifest["rejected"] + manifest["skipped"]
    assert manifest["lines"] == len(text.removesuffix("\n").split("\n"))
    rows = read(out)
    assert len(rows) == manifest["households"]
    for name in ("total", "household", "others", "due"):
        assert str(sum((Decimal(row[name]) for row in rows), Decimal(0))) == str(Decimal(manifest[name]))


def test_what_others_pay_is_the_same_in_a_bill_and_in_a_ledger(tmp_path: Path) -> None:
    table = load_tariffs(Path(__file__).parents[1] / "tables" / "rules.toml")
    one = heatcalc.bill(area=100, relief="优抚", city="test", tariffs=table)
    assert isinstance(one, heatcalc.Bill)
    assert one.payers == {"household": Decimal(1300), "civil_affairs": Decimal(700)}
    ledger = b"account,building_m2,relief\n1,100,\xe4\xbc\x98\xe6\x8a\x9a\n"
    batch = run(io.BytesIO(ledger), tmp_path / "bills.csv", table, "0", BatchOptions(Defaults(city="test")))
    (row,) = read(tmp_path / "bills.csv")
    assert row["others"] == batch.manifest["others"] == one.to_dict()["others"] == "700.00"


def test_a_sound_ledger(tmp_path: Path, shipped: Table) -> None:
    out = tmp_path / "bills.csv"
    text = "\n".join([HEADER, *GOOD]) + "\n"
    batch = bill(text, out, shipped)
    sound(batch, out, text)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert out.read_bytes().count(b"\r\n") == 4
    rows = read(out)
    assert [row["due"] for row in rows] == DUE
    assert [row["户号"] for row in rows] == ["0001", "0002", "0003"]
    assert list(rows[0]) == [*HEADER.split(","), "total", "household", "others", "due"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bills.csv", "bills.manifest.json"]


BROKEN = [
    ('0009,王"五,居民,90,,', "R03"),
    ('0009,"王五,居民,90,,', "R03"),
    ('"0009,王五,居民,90,,', "R03"),
    ('0009,王五,居民,"90,,', "R03"),
    ('0009,"王"五,居民,90,,', "R03"),
    ('0009,王五,居民,90,,"', "R03"),
    ("0009,王五,居民", "R04"),
    ("0009,王五,居民,90,,,", "R04"),
    ("0009,王五,居民,1,850,,", "R04"),
    ("0009", "R04"),
    ("0009;王五;居民;90;;", "R04"),
    ("0009,王\x00五,居民,90,,", "R02"),
    (f"0009,{'长' * 70_000},居民,90,,", "R02"),
    *((f"0009,王五,居民,{error},,", "R05") for error in ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?")),
    ("0009,王五,居民,90,#N/A,", "R05"),
    *(
        (f"0009,王五,居民,{figure},,", "R06")
        for figure in ("-90", "九十", "9e1", "NaN", "1_000", "90.12345", "½", "90㎡㎡")
    ),
    ("0009,王五,居民,0,,", "R07"),
    ("0009,王五,居民,99999999,,", "R07"),
    ("0009,王五,居民,90,也许,", "R08"),
    ("0009,王五,居民,90,,2022-13-01", "R09"),
    ("0009,王五,居民,90,,22/10/13", "R09"),
    ("0009,王五,居民,90,,2022-02-30", "R09"),
    ("0009,王五,居民,90,,昨天", "R09"),
    ("0009,王五,居民,,,", "R19"),
    ("0009,王五,住宅楼,90,,", "R15"),
    ("0009,王五,居民,90,报停,", "R20"),
    ("0001,王五,居民,90,,", "R11"),
]


# Of two equal accounts the later one is rejected, so it cannot stand first.
PLACED = [
    pytest.param(line, code, place, marks=[pytest.mark.slow] * (place != 2))
    for line, code in BROKEN
    for place in (1, 2, 3)
    if (code, place) != ("R11", 1)
]


@pytest.mark.slow
@pytest.mark.parametrize(("line", "code", "place"), PLACED, ids=lambda value: str(value)[:40])
def test_one_broken_line_is_one_reject(line: str, code: str, place: int, tmp_path: Path, shipped: Table) -> None:
    out = tmp_path / "bills.csv"
    lines = [HEADER, *GOOD]
    lines.insert(place, line)
    text = "\n".join(lines) + "\n"
    batch = bill(text, out, shipped)
    sound(batch, out, text)
    assert [(reject.line, reject.code) for reject in rejects_of(batch.reasons)] == [(place + 1, code)]
    assert [row["due"] for row in read(out)] == DUE
    (reject,) = read(tmp_path / "bills.rejects.csv")
    assert (reject["line"], reject["code"]) == (str(place + 1), code)
    assert reject["message"]


def test_a_rejects_file_is_a_ledger_again(tmp_path: Path, shipped: Table) -> None:
    out = tmp_path / "bills.csv"
    bill("\n".join([HEADER, *GOOD, "0009,=王五,居民,九十,,", "0010,赵六,居民"]) + "\n", out, shipped)
    rejects = (tmp_path / "bills.rejects.csv").read_text(encoding="utf-8-sig")
    assert "'=王五" in rejects
    corrected = rejects.replace("九十", "90").replace("0010,赵六,居民,", "0010,赵六,居民,100")
    again = bill(corrected, tmp_path / "again.csv", shipped)
    assert again.reasons == ()
    assert [(row["户名"], row["due"]) for row in read(tmp_path / "again.csv")] == [
        ("'=王五", "1360.80"),
        ("赵六", "1512.00"),
    ]


@pytest.mark.slow
def test_twenty_thousand_lines_with_one_unclosed_quote_are_one_reject(tmp_path: Path, shipped: Table) -> None:
    lines = [HEADER, *(f"{number:06},用户,居民,100,," for number in range(20_000))]
    lines[9_000] = '008999,"用户,居民,100,,'
    batch = bill("\n".join(lines) + "\n", tmp_path / "bills.csv", shipped)
    assert [(reject.line, reject.code) for reject in rejects_of(batch.reasons)] == [(9_001, "R03")]
    assert batch.manifest["households"] == 19_999


def test_a_quoted_field_over_two_lines_is_one_household(tmp_path: Path, shipped: Table) -> None:
    text = HEADER + '\n0001,"张\n三",居民,185,,\n0002,"李,""四""",居民,100,,\n'
    batch = bill(text, tmp_path / "bills.csv", shipped)
    sound(batch, tmp_path / "bills.csv", text)
    assert (batch.manifest["lines"], batch.manifest["billed"], batch.manifest["households"]) == (4, 3, 2)
    assert [row["户名"] for row in read(tmp_path / "bills.csv")] == ["张\n三", '李,"四"']


TITLED = (
    "\n".join(["2022-2023 采暖季台账,,,,,", HEADER, *GOOD, ",,,,,", "合计,,,385,,", "0004,𬱖,居民,１００㎡,,"]) + "\n"
)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_give_equal_bills(encoding: str, end: str, tmp_path: Path, shipped: Table) -> None:
    out = tmp_path / "bills.csv"
    batch = bill(TITLED.replace("\n", end).encode(encoding), out, shipped)
    assert (batch.manifest["lines"], batch.manifest["skipped"], batch.reasons) == (8, 4, ())
    assert [row["due"] for row in read(out)] == [*DUE, "1512.00"]
    assert read(out)[3]["户名"] == "𬱖"
    assert out.read_bytes() == _reference(tmp_path, shipped)


def _reference(tmp_path: Path, shipped: Table) -> bytes:
    bill(TITLED, tmp_path / "reference.csv", shipped)
    return (tmp_path / "reference.csv").read_bytes()


@pytest.mark.parametrize(("encoding", "bad"), [("utf-8", b"\xff\xfe\xe5"), ("gb18030", b"\xff\xd5\xff")])
def test_a_bad_byte_costs_its_line(encoding: str, bad: bytes, tmp_path: Path, shipped: Table) -> None:
    out = tmp_path / "bills.csv"
    text = "\n".join([HEADER, *(f"{n:05},张三,居民,100,," for n in range(3000))])
    spoilt = text.encode(encoding).replace("00007,张三".encode(encoding), b"00007," + bad)
    batch = bill(spoilt, out, shipped)
    assert [(reject.line, reject.code) for reject in rejects_of(batch.reasons)] == [(9, "R01")]
    rows = read(out)
    assert [row["户号"] for row in rows] == [f"{n:05}" for n in range(3000) if n != 7]
    assert {(row["户名"], row["due"]) for row in rows} == {("张三", "1512.00")}
    assert batch.manifest["input"]["encoding"] == encoding


def test_rows_permuted_are_bills_permuted(tmp_path: Path, shipped: Table) -> None:
    rows = [f"{n:04},用户,{'居民' if n % 3 else '非居民'},{n}.5,," for n in range(1, 200)]
    shuffled = random.Random(3).sample(rows, len(rows))  # noqa: S311 - repeatable, not secret
    one = bill("\n".join([HEADER, *rows]), tmp_path / "one.csv", shipped)
    two = bill("\n".join([HEADER, *shuffled]), tmp_path / "two.csv", shipped)
    by_account = [sorted((row["户号"], row["due"]) for row in read(tmp_path / name)) for name in ("one.csv", "two.csv")]
    assert by_account[0] == by_account[1]
    assert one.manifest["due"] == two.manifest["due"]


def test_no_fen_is_off_by_an_independent_reckoning(tmp_path: Path, shipped: Table) -> None:
    prices = {"居民": Fraction("3.3"), "非居民": Fraction(7)}
    drawn = random.Random(5)  # noqa: S311 - repeatable, not secret
    rows = [(f"{n:05}", drawn.choice(list(prices)), f"{drawn.randint(1000, 30000) / 100:.2f}") for n in range(5000)]
    text = "户号,用户类别,建筑面积\n" + "\n".join(",".join(row) for row in rows)
    run(io.BytesIO(text.encode()), tmp_path / "bills.csv", shipped, "0", BatchOptions(Defaults(city="忻州")))
    for (_, class_, area), row in zip(rows, read(tmp_path / "bills.csv"), strict=True):
        twice_fen = Fraction(area) * prices[class_] * 5 * 200
        assert Fraction(row["due"]) * 100 == (twice_fen + 1) // 2


def test_cities_winters_and_attributes_may_stand_in_columns(tmp_path: Path, shipped: Table) -> None:
    text = (
        "户号,城市,采暖季,面积,套内面积,building,优惠\n1,洛阳,2022-2023,100,,multi_storey,\n2,洛阳,2023-2024,100,,high_rise,\n"
        "3,太原,2022-2023,100,,,城市低保户\n4,郑州,,,100,,无\n"
    )
    batch = bill(text, tmp_path / "bills.csv", shipped)
    assert batch.reasons == ()
    assert [(row["total"], row["due"]) for row in read(tmp_path / "bills.csv")] == [
        ("1960.20", "1960.20"),
        ("1800.72", "1800.72"),
        ("1800.00", "882.00"),
        ("2280.00", "2280.00"),
    ]


def test_equal_rejects_are_counted_and_three_shown(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "户号,建筑面积\n0001,100\n" + "".join(f"1{at},约{at}\n" for at in range(10, 17)), encoding="utf-8"
    )
    done = heat("batch", str(ledger), "--dry-run", "--city", "朔州")
    assert "R06 共 7 行" in done.out
    assert [f"第 {line} 行" in done.out for line in range(3, 10)] == [True] * 3 + [False] * 4


def test_a_second_run_changes_nothing(heat: Program, tmp_path: Path) -> None:
    ledger, out = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    ledger.write_bytes("\r\n".join([HEADER, *GOOD, '0009,"王五,居民,90,,']).encode("gb18030"))
    arguments = ("batch", str(ledger), "-o", str(out), "--city", "朔州")
    first = heat(*arguments)
    assert first.code == 1
    assert "计费 3，退回 1，跳过 1" in first.out
    assert "王五" not in first.out + first.err
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    second = heat(*arguments)
    assert (second.code, "没有改动" in second.out) == (1, True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    ledger.write_bytes("\r\n".join([HEADER, *GOOD]).encode("gb18030"))
    assert heat(*arguments).code == 0
    assert not (tmp_path / "bills.rejects.csv").exists(), "rejects of an earlier run stayed"
    assert json.loads(heat(*arguments, "--format", "json").out)["households"] == 3


@pytest.mark.slow
def test_what_is_refused_before_anything_is_written(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("\n".join([HEADER, *GOOD, "x,y,居民,九十,,"]), encoding="utf-8")
    for arguments, code in (
        ((str(ledger),), 2),
        ((str(ledger), "-o", str(ledger)), 5),
        ((str(tmp_path / "none.csv"), "-o", str(tmp_path / "o.csv")), 3),
        ((str(ledger), "-o", str(tmp_path / "no" / "o.csv")), 5),
        ((str(ledger), "-o", str(tmp_path / "o.xls")), 5),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--out-format", "pdf"), 2),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--max-rejects", "0"), 3),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--max-rejects", "24.9%"), 3),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--max-rejects", "101%"), 2),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--max-rejects", "1.5"), 2),
        ((str(ledger), "--dry-run", "--max-rejects", "25%"), 1),
        ((str(ledger), "--dry-run", "--max-rejects", "２５％"), 1),
        ((str(ledger), "--dry-run", "--max-rejects", "1"), 1),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--map", "x=nonsense"), 2),
        ((str(ledger), "-o", str(tmp_path / "o.csv"), "--encoding", "klingon"), 2),
        ((str(ledger), "--dry-run"), 1),
    ):
        run_ = heat("batch", *arguments, "--city", "朔州")
        assert run_.code == code, (arguments, run_.err)
        assert "Traceback" not in run_.err
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]
    for content in (
        b"",
        b"PK\x03\x04rest",
        "没有表头\n一行".encode(),
        "甲,乙\n1,2".encode(),
        "面积,用户面积\n1,2".encode(),
    ):
        ledger.write_bytes(content)
        assert heat("batch", str(ledger), "-o", str(tmp_path / "o.csv")).code == 3
    other = tmp_path / "o.csv"
    other.write_text("mine", encoding="utf-8")
    ledger.write_text("\n".join([HEADER, *GOOD]), encoding="utf-8")
    assert heat("batch", str(ledger), "-o", str(other), "--city", "朔州").code == 5
    assert other.read_text(encoding="utf-8") == "mine"
    assert heat("batch", str(ledger), "-o", str(other), "--city", "朔州", "--force").code == 0


def test_standard_input_and_named_columns() -> None:
    text = "门牌,大小\n1,100\n"
    command = [
        sys.executable,
        "-m",
        "heatcalc",
        "batch",
        "-",
        "--dry-run",
        "--city",
        "朔州",
        "--map",
        "大小=building_m2",
    ]
    done = subprocess.run(
        [*command, "--format", "json"], input=text.encode(), capture_output=True, env=environment(), check=True
    )
    assert json.loads(done.stdout)["due"] == "1512.00"


FULL = {
    **{name: ("batch", "LEDGER", "-o", f"bills.{name}") for name in ("csv", "xlsx", "parquet", "jsonl")},
    "duckdb": ("batch", "LEDGER", "-o", "bills.csv", "--engine", "duckdb"),
    "html": ("notice", "--ledger", "LEDGER", "-o", "n.html"),
    "each": ("notice", "--ledger", "LEDGER", "-o", "n.html", "--each"),
}


@pytest.mark.parametrize("size", [1, 400, 2_000, 20_000, 60_000])
@pytest.mark.parametrize("what", FULL)
def test_a_full_disk_leaves_what_was_there(what: str, size: int, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("\n".join([HEADER, *(f"{n:06},用户,居民,100,," for n in range(3000))]), encoding="utf-8")
    asked = [str(ledger) if each == "LEDGER" else each for each in FULL[what]]
    command = [sys.executable, "-m", "heatcalc", *asked, "--city", "朔州"]

    def small_disk() -> None:  # the write that reaches the size is the first that fails
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        command, capture_output=True, env=environment(), preexec_fn=small_disk, check=False, cwd=tmp_path
    )
    if done.returncode == 0:
        small = [path.stat().st_size < size for path in tmp_path.iterdir() if path != ledger]
        assert all(small), "each of them is small"
        assert len(small) == 2 or what == "each"
        return
    assert done.returncode == 5, done.stderr
    assert done.stderr.decode().count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]


def test_two_runs_on_one_output_do_not_mix(heat: Program, tmp_path: Path) -> None:
    ledger, out = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    ledger.write_text("\n".join([HEADER, *GOOD]), encoding="utf-8")
    path = tmp_path / ".bills.csv.lock"
    lock = Lock(path)
    run_ = heat("batch", str(ledger), "-o", str(out), "--city", "朔州")
    assert (run_.code, out.exists()) == (5, False)
    assert f"另一个运行（{socket.gethostname()} {os.getpid()}）" in run_.err
    lock.release(remove=False)
    path.write_bytes(b"\xff\x00 of a run that was killed, in whatever words")
    assert heat("batch", str(ledger), "-o", str(out), "--city", "朔州").code == 0
    assert not path.exists()


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_a_file_with_both_line_ends_is_read(engine: EngineName, shipped: Table) -> None:
    text = b"\r\n".join(f"{number},100".encode() for number in range(50))
    ledger = "户号,建筑面积\r\n".encode() + text + b"\r\n" + text.replace(b"\r\n", b"\n").replace(b",", b"x,") + b"\n"
    options = BatchOptions(Defaults(city="朔州"), engine=engine)
    batch = run(io.BytesIO(ledger), None, shipped, "0", options)
    assert (batch.manifest["billed"], batch.manifest["rejected"]) == (100, 0)


@pytest.mark.parametrize("engine", ["exact", "compiled", "duckdb"])
def test_bills_are_summed_by_any_column(engine: EngineName, shipped: Table, tmp_path: Path) -> None:
    rows = ["1,滨河,185,", "2,滨河,100㎡,是", "3,=城东,100,", "4,,50,", "5,滨河,abc,", "6,北苑,0,", '7,北苑,"80,']
    ledger = "\n".join(["户号,小区,建筑面积,报停", *rows]).encode()
    options = BatchOptions(Defaults(city="朔州"), engine=engine, by=("小区", "报停"))
    batch = run(io.BytesIO(ledger), tmp_path / "bills.xlsx", shipped, "0", options)
    by_estate = [
        (each["value"], each["households"], each["rejected"], each["area"], each["due"])
        for each in batch.manifest["by"]["小区"]
    ]
    assert by_estate == [
        ("滨河", 1, 2, "185", "2797.20"),
        ("=城东", 1, 0, "100", "1512.00"),
        ("", 1, 1, "50", "756.00"),  # a line whose quotes are not in order names no estate
        ("北苑", 0, 1, "0", "0.00"),
    ]
    for sums in batch.manifest["by"].values():
        assert sum(each["rejected"] for each in sums) == batch.manifest["rejected"]
        for name in ("total", "household", "others", "due"):
            assert sum(Decimal(each[name]) for each in sums) == Decimal(batch.manifest[name])
    written = json.loads((tmp_path / "bills.manifest.json").read_text(encoding="utf-8"))
    assert written["by"] == batch.manifest["by"]
    sheet = CalamineWorkbook.from_path(str(tmp_path / "bills.xlsx")).get_sheet_by_name("按小区").to_python()
    assert [row[0] for row in sheet] == ["小区", "滨河", "=城东", "", "北苑"]
    assert sheet[0][2] == "退回"
    assert [int(row[2]) for row in sheet[1:]] == [2, 0, 1, 1]


def test_sums_by_a_column_name_rejects_and_are_not_left_out_in_silence(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "l.csv"
    ledger.write_text("户号,小区,建筑面积\n1,滨河,100\n2,城东,x\n", encoding="utf-8")
    asked = ("batch", str(ledger), "--dry-run", "--city", "朔州", "--by", "小区")
    said = heat(*asked).out
    assert re.search("城东：0 户.*另退回 1 行", said)
    assert not re.search("滨河：1 户.*另退回", said)
    assert "--format json" in heat(*asked, "--format", "csv").err


def test_a_column_to_sum_by_must_be_there_and_have_few_values(heat: Program, tmp_path: Path) -> None:
    ledger = tmp_path / "l.csv"
    ledger.write_text("户号,小区,建筑面积\n" + "".join(f"{n},滨河,100\n" for n in range(10_001)), encoding="utf-8")
    asked = ("batch", str(ledger), "-o", str(tmp_path / "b.csv"), "--city", "朔州", "--lang", "en")
    unknown, accounts, done = (heat(*asked, "--by", each) for each in ("小 区x", "户号", "小 区"))
    assert (unknown.code, "户号, 小区, 建筑面积" in unknown.err) == (2, True)
    assert (accounts.code, "more than 10000 different values" in accounts.err) == (3, True)
    assert (done.code, "滨河: 10001 homes" in done.out) == (0, True)


def test_a_city_that_is_none_is_told_though_no_row_needs_it(tmp_path: Path, heat: Program) -> None:
    ledger = ledger_in(tmp_path, "户号,城市,建筑面积\n1,太原,100\n")
    done = heat("batch", str(ledger), "-o", str(tmp_path / "b.csv"), "--city", "火星")
    assert (done.code, "火星" in done.err, list(tmp_path.iterdir())) == (4, True, [ledger])


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--class", "外星"), 4, "没有用户类别“外星”"),
        (("--plan", "包干"), 2, "没有“包干”这种计费方式"),
        (("--master", "local[2]"), 2, "--master 说明 Spark 在哪里运行"),
        (("--dry-run", "-o", "bills.foo"), 5, "无法判断 bills.foo 的格式"),
    ],
)
def test_what_cannot_hold_of_any_row_is_told_before_the_run(
    asked: tuple[str, ...], code: int, said: str, heat: Program, tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积\n1,100\n", encoding="utf-8")
    out = () if "-o" in asked else ("-o", str(tmp_path / "bills.csv"))
    done = heat("batch", str(ledger), *out, *asked)
    assert (done.code, said in done.err) == (code, True), done.err
    assert [each.name for each in tmp_path.iterdir()] == ["ledger.csv"]


def test_an_engine_that_is_not_there_and_a_text_for_a_list_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("户号,小区,建筑面积\n1,东,100\n", encoding="utf-8")
    with pytest.raises(UsageError, match="没有“foo”这种引擎。可用：exact、compiled、duckdb、spark"):
        heatcalc.batch(tmp_path / "ledger.csv", engine="foo")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="by is a list"):
        heatcalc.batch(tmp_path / "ledger.csv", by="小区")


def test_errors_are_told_in_the_language_that_was_asked_for(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户号,建筑面积,面积差\n1,100,2\n", encoding="utf-8")
    for lang, said in (("zh", "没有读懂"), ("en", "not understood")):
        with pytest.raises(heatcalc.InputFileError, match=said):
            heatcalc.batch(ledger, city="朔州", lang=lang)  # type: ignore[arg-type]
