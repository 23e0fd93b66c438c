"""Lines as they come: of old Macs, joined by quotes, below titles full of separators, in two encodings."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heatcalc.batches.batch_options import BatchOptions, Defaults, EngineName
from heatcalc.batches.run import run
from heatcalc.errors import InputFileError
from heatcalc.files.hashing import Hashed
from heatcalc.ledger import text_blocks
from heatcalc.ledger.encodings import guessed_encoding
from heatcalc.ledger.header import find_header
from heatcalc.ledger.records import Decoded, record_at, split
from heatcalc.tariffs.load import load_tariffs
from tests.conftest import Program
from tests.helpers.files import ledger_in, read

ENGINES = pytest.mark.parametrize("engine", ["exact", "duckdb"])


def _billed(
    heat: Program, file: Path, engine: str, *more: str
) -> tuple[int, list[dict[str, str]], list[dict[str, str]]]:
    out = file.with_name("bills.csv")
    done = heat("batch", str(file), "-o", str(out), "--city", "太原", "--engine", engine, *more)
    rejects = out.with_name("bills.rejects.csv")
    return done.code, read(out) if out.exists() else [], read(rejects) if rejects.exists() else []


@ENGINES
@pytest.mark.parametrize(
    ("encoding", "last"), [("utf-8", ""), ("utf-8", "\r\n"), ("gb18030", "\n"), ("utf-16", "\r"), ("utf-16", "\r\n")]
)
def test_carriage_returns_end_lines_where_nothing_else_does(
    encoding: str, last: str, engine: str, tmp_path: Path, heat: Program
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_bytes(f"户号,户名,建筑面积\r0001,张三,100\r0002,李四,约\r0003,王五,80{last}".encode(encoding))
    code, bills, rejects = _billed(heat, file, engine)
    assert code == 1
    assert [(row["户号"], row["due"]) for row in bills] == [("0001", "1800.00"), ("0003", "1440.00")]
    assert [row["line"] for row in rejects] == ["3"]


def test_carriage_returns_over_several_pieces(tmp_path: Path) -> None:

    file = tmp_path / "ledger.csv"
    rows = "".join(f"{at:04},{at % 90 + 10}\r" for at in range(500))
    file.write_bytes(("户号,建筑面积\r" + rows).encode())
    for block_bytes in (64, 1000, 2**20):
        options = BatchOptions(Defaults(city="太原"), block_bytes=block_bytes)
        with file.open("rb") as opened:
            manifest = run(opened, None, load_tariffs(), "0", options).manifest
        assert (manifest["billed"], manifest["lines"]) == (500, 501)


@pytest.mark.parametrize("engine", ["exact", "duckdb"])
def test_a_ledger_that_changes_while_it_is_read_is_not_billed(engine: EngineName, tmp_path: Path) -> None:
    file, out = tmp_path / "ledger.csv", tmp_path / "bills.csv"
    file.write_text("户号,建筑面积\n" + "".join(f"{at:05},90\n" for at in range(20_000)), encoding="utf-8")
    options = BatchOptions(Defaults(city="太原"), engine=engine, block_bytes=20_000)

    def somebody_writes(_: int) -> None:
        with file.open("a", encoding="utf-8") as more:
            more.write("99999,")

    with file.open("rb") as opened, pytest.raises(InputFileError, match="被改动"):
        run(opened, out, load_tariffs(), "0", options, progress=somebody_writes)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]


@ENGINES
@pytest.mark.parametrize("text", ["户号,建筑面积\n", "户号,建筑面积\n\n\n", "户号,建筑面积\n合计,100\n"])
def test_a_ledger_without_a_home_is_no_success(text: str, engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, text)
    assert _billed(heat, file, engine) == (3, [], [])


@ENGINES
def test_lines_that_quotes_join_are_a_reject_if_each_is_a_home(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, '户号,户名,建筑面积\n1,"张三,90\n2,李四,80\n3,王五",70\n4,"赵\n六",60\n')
    code, bills, rejects = _billed(heat, file, engine)
    assert (code, [row["户号"] for row in bills]) == (1, ["4"])
    assert [(row["line"], row["code"], "2-4" in row["message"]) for row in rejects] == [("2", "R03", True)]
    assert "李四" in file.with_name("bills.rejects.csv").read_text("utf-8-sig")
    assert json.loads(file.with_name("bills.manifest.json").read_text("utf-8"))["joined"] == 2


@ENGINES
def test_a_title_does_not_decide_the_separator(engine: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "说明;一;二;三;四\n户号,户名,建筑面积\n1,张三,100\n")
    code, bills, _ = _billed(heat, file, engine)
    assert (code, [row["due"] for row in bills]) == (0, ["1800.00"])


@ENGINES
def test_a_line_in_another_encoding_is_a_reject(engine: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "ledger.csv"
    lines = ["户号,户名,建筑面积,备注", "0001,张三,100,", "0002,李四,90,申请停热", "0003,联通,80,"]
    coded = [line.encode("utf-8" if "李四" in line else "gb18030") for line in lines]
    file.write_bytes(b"\r\n".join([*coded, b""]))
    code, bills, rejects = _billed(heat, file, engine)
    assert (code, [row["户名"] for row in bills]) == (1, ["张三", "联通"])
    assert [(row["line"], row["code"]) for row in rejects] == [("3", "R01")]


@pytest.mark.parametrize("home", ["买·提,90,报停", "张A,90,", "王①,90,", "😀,90,", "李四,90,"])
@pytest.mark.parametrize("encoding", [None, "gbk", "gb2312"])
def test_no_line_is_billed_that_can_be_read_in_two_encodings(home: str, encoding: str | None) -> None:
    """In GB18030 the word 报停 of such a line is none, and the home would be billed in full."""
    lines = ["户号,户名,建筑面积,备注", "0001,张三,100,", f"0002,{home}"]
    coded = b"\n".join((*(line.encode("gb18030") for line in lines[:2]), lines[2].encode(), b""))
    records = [record for block in Decoded(Hashed(io.BytesIO(coded)), encoding, 10**6) for record in block.splitlines()]
    assert b"\xef\xbf\xbd" in records[2]


def test_a_ledger_in_gbk_of_any_city_is_read_as_such() -> None:
    for city in load_tariffs().city:
        text = "户号,城市,建筑面积\n" + "".join(f"{at:04},{city.name},50\n" for at in range(99))
        assert guessed_encoding(text.encode("gbk")) == "gb18030", city.name
        assert guessed_encoding(text.encode() + "0099,\xff".encode("latin-1")) == "utf-8", city.name


@pytest.mark.parametrize("name", ["张三", "欧阳娜娜", "模", "眉", "喆", "镕基", "é"])
def test_a_name_in_gb18030_is_no_line_in_utf_8(name: str) -> None:
    text = f"户号,户名,建筑面积\n0001,{name},90\n"
    assert b"".join(Decoded(Hashed(io.BytesIO(text.encode("gb18030"))), "gb18030", 10**6)) == text.encode()


def test_a_record_separator_is_the_same_in_every_engine(tmp_path: Path, heat: Program) -> None:
    rows = "1,张\x1e三,100,\x1e\n2\x1e,李四,80,x\n3,王五,\x1e90,y\n\x1e,,,\n"
    file = ledger_in(tmp_path, f"户号,户名,建筑面积,备注\n{rows}")
    found = {engine: _billed(heat, file, engine, "--force") for engine in ("exact", "duckdb")}
    assert found["exact"] == found["duckdb"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "gbk", "big5"])
def test_an_encoding_that_is_asked_for_needs_no_mark(encoding: str, tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "ledger.csv"
    unmarked = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding)
    file.write_bytes("account,building_m2\n戶,100\n".encode(unmarked))
    code, bills, _ = _billed(heat, file, "exact", "--encoding", encoding)
    assert (code, [(row["account"], row["due"]) for row in bills]) == (0, [("戶", "1800.00")])


NO_ENCODINGS = (
    "base64",
    "rot13",
    "zlib",
    "hex",
    "bz2",
    "uu",
    "quopri",
    "idna",
    "punycode",
    "unicode_escape",
    "undefined",
)


@pytest.mark.parametrize("encoding", [*NO_ENCODINGS, "utf-7", "hz", "cp037", "no-such", "a b", "x" * 5000])
def test_a_codec_that_is_no_encoding_of_a_ledger_is_refused(encoding: str, tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, "户号,建筑面积\n1,100\n")
    done = heat("batch", str(file), "-n", "--city", "太原", "--encoding", encoding)
    assert (done.code, "utf-8、gb18030、utf-16" in done.err) == (2, True), done


FIELDS = st.lists(st.sampled_from("ab,;\t 朔，'\n\r\u2028="), max_size=3).map("".join)
WRITTEN = st.one_of(
    FIELDS.map('"{}"'.format),
    st.sampled_from(["a", "朔州", "", "1,000", "a b"]),
    st.sampled_from(['"a""b"', '"', 'a"b', '""', '"""', ' "a"', '"a" ', "\x1f", '"\x1d"', "\ufffd", '"\r\n"']),
)
WELL = st.one_of(st.sampled_from(['"a"', '"朔州"', '""', "a", ""]), st.just('"b, c"'))


@given(
    st.lists(
        st.one_of(st.lists(WELL, min_size=3, max_size=3), st.lists(WRITTEN, min_size=1, max_size=4)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 60),
    st.integers(1, 3),
)
def test_quoted_lines_read_together_are_those_read_one_by_one(
    rows: list[list[str]], end: str, size: int, times: int
) -> None:
    text = "".join((",".join(row) + end) * times for row in rows).encode()
    header = find_header([["户号", "户名", "建筑面积"]], {}, [])

    def records() -> list[tuple[int, int, tuple[str, ...], str]]:
        made = [record for block in text_blocks.text_blocks([text], header, ",") for record in block.records(3)]
        return [(each.line, each.lines, each.fields, each.fault) for each in made]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text_blocks, "_PIECE", size)
        together = records()
        patched.setattr(text_blocks, "_unquoted", lambda *_: b"")
        assert together == records()


@pytest.mark.parametrize("one", ['{},"a,80', '{},5"b,80', '"{},c,80', '{},"d""e,80', '{},f,"80'])
def test_quotes_that_stay_open_cost_their_own_lines(one: str) -> None:
    """What a slow reader that tries each number of lines finds, the quick one finds too."""
    lines = [one.format(1), "2,x,3", 'y",4', "5,z,6", one.format(7), "8,w,9", 'v",10', '11,"u"",12', "13,t,14"]
    for at in range(len(lines)):
        tried = (
            (["\n".join(lines[at : at + more]) for more in range(1, len(lines) - at + 1)]) if '"' in lines[at] else []
        )
        fitting = [more for more, text in enumerate(tried, 1) if len(split(text, ",") or ()) == 3]
        record = record_at(lines, at, 1, ",", 3)
        assert record.lines == (fitting[0] if fitting and lines[at].count('"') % 2 else 1), (at, tried)


def test_no_whole_line_is_a_part_of_another_household(tmp_path: Path, heat: Program) -> None:
    text = '户号,户名,建筑面积,用户类别\n0001,"张三\n0002,李四,90,居民\nx",80,居民\n0003,王五,70,居民\n'
    code, bills, rejects = _billed(heat, ledger_in(tmp_path, text), "exact")
    assert (code, [row["户号"] for row in bills]) == (1, ["0003"])
    assert [(row["line"], row["code"]) for row in rejects] == [("2", "R03")]


def test_columns_and_reasons_of_rejects_are_no_formulas(tmp_path: Path, heat: Program) -> None:
    _, _, rejects = _billed(heat, ledger_in(tmp_path, "户号,户名,-建筑面积\n0001,张三,九十\n"), "exact")
    assert (rejects[0]["column"], rejects[0]["message"][:2]) == ("'-建筑面积", "'-")


@pytest.mark.parametrize("sign", [b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!\x1a", b"BZh9", b"(\xb5/\xfd"])
def test_a_packed_file_is_to_be_unpacked(sign: bytes, tmp_path: Path, heat: Program) -> None:
    (tmp_path / "ledger.csv").write_bytes(sign + b"\x00\x01" * 600)
    done = heat("batch", str(tmp_path / "ledger.csv"), "-n", "--city", "太原")
    assert (done.code, "解压" in done.err) == (3, True), done.err


def test_a_packed_ledger_is_no_broken_workbook(tmp_path: Path, heat: Program) -> None:
    file = tmp_path / "ledger.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("ledger.csv", "户号,建筑面积\n1,90\n")
    done = heat("batch", str(file), "--dry-run")
    assert (done.code, "压缩文件（ZIP）。请先解压" in done.err) == (3, True)


def test_lines_of_thousands_of_separators_are_no_headers(tmp_path: Path, heat: Program) -> None:
    commas = "，" * 20_000
    rows = "".join(f"{number},张三,100,{commas}\n" for number in range(18))
    code, bills, _ = _billed(heat, ledger_in(tmp_path, f"户号,户名,建筑面积,备注\n{rows}"), "exact")
    assert (code, len(bills)) == (0, 18)


def test_homes_are_counted_where_some_have_several_lines(tmp_path: Path, heat: Program) -> None:
    file = ledger_in(tmp_path, '户号,备注,建筑面积\n1,"a\nb",90\n2,"c\nd\ne",x\n3,,80\n')
    done = heat("batch", str(file), "--dry-run", "--city", "朔州")
    assert "计费 3，退回 3" in done.out
    assert "上面数的是物理行；计费 2 户，退回 1 户。" in done.out
