"""A ledger at the desk: seen, mapped, billed, mended and exported, with the very files of the command."""

import re
import shlex
from html import unescape
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.helpers.clerk import Clerk, text_of
from tests.helpers.serving import Served, serving
from tests.helpers.workbooks import xlsx

LEDGER = (
    "编号,业主,房屋用途,供热面积,备用,状态\r\n"
    "0001,甲,住宅楼,100,,正常\r\n"
    "0002,=乙,居民,80,,报停中\r\n"
    "0003,丙<b>,居民,九十,,正常\r\n"
    "0004,丁,居民,,,正常\r\n"
    "0005,戊,居民,九〇,,正常\r\n"
    "0005,己,居民,60,,正常\r\n"
    "合计,,,,,\r\n"
).encode("gb18030")
WORDS = [
    ("of", "房屋用途"),
    ("word", "住宅楼"),
    ("meant", "居民"),
    ("of", "状态"),
    ("word", "报停中"),
    ("meant", "正常"),
]


def command_of(page: str) -> list[str]:
    """Return the command that a page says makes the same."""
    found = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    assert found
    return shlex.split(unescape(found[1]))


def files_of(clerk: Clerk, made: str) -> dict[str, bytes]:
    """Return the files that a page offers, as they are given."""
    page = clerk.page(made)
    found = {name: clerk.get(f"{made}/file/{name}") for name in re.findall(rf'href="{made}/file/([^"]+)"', page)}
    assert {reply.status for reply in found.values()} == {200}
    return {name: reply.body for name, reply in found.items()}


def assert_as_the_command(clerk: Clerk, made: str, heat: Program, tmp_path: Path, others: dict[str, bytes]) -> None:
    """Check that what was made are the files that the command writes which the page shows, byte for byte."""
    page = clerk.page(made)
    files = files_of(clerk, made)
    folder = tmp_path / made.replace("/", "_")
    folder.mkdir()
    command = command_of(page)
    assert command[0] == "heatcalc"
    for name, data in others.items():
        (folder / name).write_bytes(data)
    for name in re.findall(rf'href="({made}/read/[^"]+)"', page):
        (folder / name.rpartition("/")[2]).write_bytes(clerk.get(name).body)
    places = [str(folder / each) if "." in each and (folder / each).exists() else each for each in command[1:]]
    run = heat(*places[:-1], str(folder / command[-1]))
    assert run.code in (0, 1), run.err
    written = {
        each.name: each.read_bytes() for each in folder.iterdir() if each.stem.partition(".")[0] in ("bills", "notices")
    }
    assert files == written


def mended_cells(page: str, texts: dict[str, str]) -> list[tuple[str, str]]:
    """Return the cells of a page of rejects, those with some texts changed."""
    cells = re.findall(r'<input name="(cell-[0-9]+-[0-9]+)" value="([^"]*)"', page)
    return [(name, texts.get(unescape(value), unescape(value))) for name, value in cells]


@pytest.mark.slow
def test_a_ledger_is_mapped_billed_mended_and_exported_as_by_the_command(
    server: Served, heat: Program, tmp_path: Path
) -> None:
    clerk = Clerk(server)
    name = "城西 台账.csv"
    job = clerk.job(name, LEDGER)
    seen = text_of(clerk.page(job))
    assert "gb18030" in seen
    assert "住宅楼" in seen
    ledger = {name: LEDGER}

    columns = [("header", "备用"), ("meaning", "carry"), ("header", "供热面积"), ("meaning", "building_m2")]
    first = clerk.done(f"{job}/choose", [*columns, ("then", "run")])
    page = clerk.page(first)
    assert "R15" in page
    assert_as_the_command(clerk, first, heat, tmp_path, ledger)

    second = clerk.done(f"{job}/choose", [*WORDS, ("then", "run")])
    page = clerk.page(second)
    assert set(re.findall(r"/rejects/(R[0-9]+)/1", page)) == {"R06", "R19"}
    assert_as_the_command(clerk, second, heat, tmp_path, ledger)

    kept = [*mended_cells(clerk.page(f"{second}/rejects/R06/1"), {"九十": "90", "九〇": "=90"}), ("then", "keep")]
    assert clerk.done(f"{second}/rejects/R06/1", kept) == f"{second}/rejects/R06/1"
    assert "2 行" in text_of(clerk.page(second))
    (area,) = re.findall(r'name="(cell-[0-9]+-3)"', clerk.page(f"{second}/rejects/R19/1"))
    third = clerk.done(f"{second}/rejects/R19/1", [(area, "60.5"), ("then", "run")])
    page = clerk.page(third)
    assert "--corrected mended-1.csv" in " ".join(command_of(page))
    assert_as_the_command(clerk, third, heat, tmp_path, ledger)
    mended = clerk.get(f"{third}/read/mended-1.csv").body.decode("utf-8-sig")
    assert "'=90" in mended  # which no spreadsheet runs
    assert "住宅楼" not in mended
    assert clerk.page(f"{third}/rejects/R06/1").count("<tr>") == 2

    again = [("cell-0-3", "90"), ("then", "run")]
    fourth = clerk.done(f"{third}/rejects/R06/1", again)
    assert set(re.findall(r"/rejects/(R[0-9]+)/1", clerk.page(fourth))) == {"R11"}
    fifth = clerk.done(f"{job}/choose", [("reading", "1"), ("several", "1"), ("then", "run")])
    page = clerk.page(fifth)
    assert "6 户已计费，0 行退回" in text_of(page)
    assert_as_the_command(clerk, fifth, heat, tmp_path, ledger)

    fields = [("format", "xlsx"), ("by", "状态"), ("explain", "1"), ("mask", "1")]
    book = clerk.done(f"{job}/run", fields)
    assert_as_the_command(clerk, book, heat, tmp_path, ledger)
    assert "bills.xlsx" in files_of(clerk, book)
    gbk = clerk.done(f"{job}/run", [("out_encoding", "gb18030")])
    assert_as_the_command(clerk, gbk, heat, tmp_path, ledger)

    notices = clerk.done(f"{job}/notices", [("company", "本市热力"), ("pay_by", "2026-10-31"), ("paper", "A4")])
    page = clerk.page(notices)
    assert "notices.html" in page
    assert_as_the_command(clerk, notices, heat, tmp_path, ledger)
    assert server.process.poll() is None


def test_what_was_chosen_is_remembered_for_the_same_headers_with_no_cell(tmp_path: Path) -> None:
    with serving(XDG_CONFIG_HOME=str(tmp_path)) as served:
        clerk = Clerk(served)
        job = clerk.job("a.csv", LEDGER)
        clerk.done(f"{job}/choose", [*WORDS, ("reading", "1"), ("city", "taiyuan"), ("winter", "2024-2025")])
        (kept,) = (tmp_path / "heatcalc" / "desk").iterdir()
        assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        text = kept.read_text(encoding="utf-8")
        assert "taiyuan" in text
        assert not re.search("甲|乙|丙|0001|2024", text)
        other = "编号,业主,房屋用途,供热面积,备用,状态\n9,丑,住宅楼,70,,正常\n".encode()
        page = clerk.page(clerk.job("b.csv", other))
        assert "已按上次的选择读取" in page
        taken = re.findall(r'<a href="#([a-z]+)">([^<]*)</a>', page)
        assert taken == [("city", "太原"), ("words", "词语：住宅楼、报停中")]
        assert all(f'id="{field}"' in page for field, _ in taken)
        assert "住宅楼" in page
        assert re.search(r'<option value="taiyuan" selected>', page)
        assert 'name="winter" value=""' in page
        unseen = clerk.done(f"{clerk.job('e.csv', other)}/run")  # before its page was looked at
        assert "--city taiyuan" in " ".join(command_of(clerk.page(unseen)))
        third = clerk.page(clerk.job("c.csv", b"account,area\n1,70\n"))
        assert "已按上次的选择读取" not in third
        kept.write_text("{", encoding="utf-8")
        assert "无法读取，没有使用" in clerk.page(clerk.job("d.csv", other))


def test_a_city_or_a_winter_that_is_not_there_is_an_error_of_the_form(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,建筑面积,附记\n1,100,\n".encode())
    for field in (("city", "nowhere"), ("class", "x"), ("plan", "x"), ("winter", "2022"), ("winter", "soon")):
        assert clerk.post(f"{job}/choose", [("reading", "1"), field, ("then", "run")]).status == 422
    assert "没有计费" not in clerk.page(job)
    assert "1 户已计费" in text_of(clerk.page(clerk.done(f"{job}/choose", [("then", "run")])))


def test_a_file_in_utf_16_without_a_mark_is_read_as_its_message_says(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "account,area,note\n0001,100,x\n".encode("utf-16-be"))
    refused = clerk.page(job, 422)
    (encoding,) = re.findall(r"--encoding (utf-16-[a-z]+)", refused)
    assert f"<option>{encoding}</option>" in refused
    assert "--encoding 是“编码”" in refused
    clerk.done(f"{job}/choose", [("reading", "1"), ("encoding", encoding)])
    assert "表头在第 1 行" in clerk.page(job)


def test_what_a_message_says_by_an_option_is_said_by_a_field_of_the_page(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "丙列,丁列\n1,100\n1,90\n".encode())
    page = clerk.page(job)
    assert f'<a href="{job}#columns">--map 是“各列读作什么”</a>' in page
    assert f'<a href="{job}#encoding">' in page
    assert all(f'id="{field}"' in page for field in re.findall(rf'href="{job}#([a-z]+)"', page))
    columns = [("header", "丙列"), ("meaning", "account"), ("header", "丁列"), ("meaning", "building_m2")]
    clerk.done(f"{job}/choose", columns)
    assert f'<a href="{job}#several">--several 是“一个户号可以有几行”</a>' in clerk.page(f"{job}/row/3")
    made = clerk.done(f"{job}/choose", [("then", "run")])
    for shown in (clerk.page(job), clerk.page(made), clerk.page(f"{made}/rejects/R11/1")):
        assert f'<a href="{job}#several">' in shown
    headless = clerk.page(clerk.job("b.csv", "0001,张三,居民,90\n".encode()))
    assert "#columns" not in headless


def test_of_several_sheets_the_page_says_which_is_looked_at(server: Served) -> None:
    clerk = Clerk(server)
    rows = [["户号", "建筑面积"], ["1", "100"]]
    job = clerk.job("a.xlsx", xlsx([{"name": "一期", "rows": rows}, {"name": "二期", "rows": rows}]))
    assert "只是工作表“一期”的前几行；二期 也会计费" in clerk.page(job)
    clerk.done(f"{job}/choose", [("reading", "1"), ("sheet", "二期")])
    assert "前几行；" not in clerk.page(job)


def test_a_row_is_explained_in_the_words_of_a_bill(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", b"account,area,city\n0001,185,shuozhou\n0002,nine,shuozhou\ntotal,,\n")
    bill = text_of(clerk.page(f"{job}/row/2"))
    assert "185㎡ × 2.52元/㎡·月 × 6个月" in bill
    assert "2797.20" in bill
    assert "nine" in clerk.page(f"{job}/row/3")
    assert "不计费" in clerk.page(f"{job}/row/4")
    assert "没有第 9 行" in clerk.page(f"{job}/row/9", 404)
    assert clerk.get(f"{job}/row/0").status == 404


def test_a_column_that_may_change_money_is_asked_for_and_then_billed(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,建筑面积,优惠情况说明\n1,100,\n2,90,低保\n".encode())
    made = clerk.done(f"{job}/choose", [("then", "run")])
    failed = clerk.page(made)
    assert "优惠情况说明" in failed
    assert "没有计费" in failed
    again = clerk.done(f"{job}/choose", [("header", "优惠情况说明"), ("meaning", "carry"), ("then", "run")])
    page = clerk.page(again)
    assert "--carry 优惠情况说明" in " ".join(command_of(page))
    assert "2 户已计费" in text_of(page)


def test_a_ledger_without_a_known_header_is_shown_and_can_be_mapped(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "甲列,乙列\n1,100\n2,90\n".encode())
    page = clerk.page(job)
    assert "没有找到表头" in page
    clerk.done(
        f"{job}/choose", [("header", "甲列"), ("meaning", "account"), ("header", "乙列"), ("meaning", "building_m2")]
    )
    assert "表头在第 1 行" in clerk.page(job)
    made = clerk.done(f"{job}/choose", [("then", "run")])
    assert "2 户已计费" in text_of(clerk.page(made))


@pytest.mark.parametrize("row", ["0001,张三,居民,90", "1,甲,80.5,"])
def test_a_ledger_without_a_header_is_told_so_and_no_home_of_it_can_be_taken_for_one(row: str, server: Served) -> None:
    clerk = Clerk(server)
    page = clerk.page(clerk.job("a.csv", f"{row}\n0002,李四,居民,80\n".encode()))
    assert "加一行表头" in page
    assert 'name="meaning"' not in page
    years = clerk.page(clerk.job("a.csv", "甲,乙,2024\n1,90,x\n".encode()))
    assert "加一行表头" not in years
    assert years.count('name="meaning"') == 3


def test_columns_of_one_name_have_one_drop_down(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,大小,建筑面积,大小\n1,80,90,70\n".encode())
    page = clerk.page(job)
    assert page.count('name="meaning"') == 3
    assert "与第 2 列同名" in page
    clerk.done(f"{job}/choose", [("header", "大小"), ("meaning", "usable_m2"), ("then", "look")])
    assert "几列都叫“大小”" in clerk.page(job)  # and nothing is dropped without a word


def test_what_no_option_can_say_is_said_by_a_file_that_the_page_gives(
    server: Served, heat: Program, tmp_path: Path
) -> None:
    clerk = Clerk(server)
    ledger = "户号,面积=建筑,类 别\n1,100,住:宅=楼\n".encode()
    job = clerk.job("a.csv", ledger)
    columns = [("header", "面积=建筑"), ("meaning", "building_m2"), ("header", "类别"), ("meaning", "class")]
    words = [("of", "类别"), ("word", "住:宅=楼"), ("meant", "居民")]
    made = clerk.done(f"{job}/choose", [*columns, *words, ("then", "run")])
    assert "1 户已计费" in text_of(clerk.page(made))
    clerk.done(f"{job}/choose", [("header", "类别"), ("meaning", "carry")])  # which changes nothing of what was made
    assert_as_the_command(clerk, made, heat, tmp_path, {"a.csv": ledger})


def test_two_ledgers_do_not_mix(server: Served) -> None:
    clerk = Clerk(server)
    one, two = clerk.job("a.csv", b"account,area\n1,100\n"), clerk.job("a.csv", b"account,area\n1,50\n")
    assert one != two
    for job, due in ((one, "1,512.00"), (two, "756.00"), (one, "1,512.00")):
        assert due in clerk.page(clerk.done(f"{job}/choose", [("then", "run")]))
    clerk.done(f"{one}/forget")
    assert clerk.get(one).status == 410
    assert "756.00" in clerk.page(f"{two}/made/1")


def test_all_is_english_where_that_is_asked_for() -> None:
    with serving() as served:
        assert_english(Clerk(served, "en"))


def assert_english(clerk: Clerk) -> None:
    job = clerk.job("a.csv", b"account,area,class\n1,100,flat\n2,x,residential\n3,80,residential\n")
    made = clerk.done(f"{job}/choose", [("then", "run")])
    for path in ("/desk", job, made, f"{made}/rejects/R06/1", f"{job}/row/4"):
        page = clerk.page(path)
        assert '<html lang="en">' in page
        shown = text_of(page.replace("中文", ""))
        assert not re.search("[\u4e00-\u9fff]", re.sub('《[^》]*》|“[^”]*”|"[^"]*"|朔州日报', "", shown)), path


@pytest.mark.slow
def test_a_run_tells_how_far_it_is_and_can_be_cancelled(server: Served) -> None:
    clerk = Clerk(server)
    rows = "".join(f"{at},{50 + at % 100},居民{at % 7}\n" for at in range(400_000))
    job = clerk.job("a.csv", f"户号,建筑面积,备注\n{rows}".encode())
    made = clerk.done(f"{job}/choose", [("explain", "1"), ("format", "csv"), ("then", "run")])
    assert 'id="progress"' in clerk.get(made).body.decode()
    state = clerk.get(f"{made}/state").value
    assert state["over"] is False
    assert state["percent"] is None or 0 <= state["percent"] < 100
    assert clerk.done(f"{made}/cancel") == made
    assert "已取消" in clerk.page(made)
    assert clerk.get(f"{made}/file/bills.csv").status == 404
    again = clerk.done(f"{job}/run")
    assert "400,000 户已计费" in text_of(clerk.page(again))


@pytest.mark.slow
def test_sheets_line_ends_broken_rows_and_another_table_are_as_the_command_has_them(
    heat: Program, tmp_path: Path
) -> None:
    table = Path(__file__).parents[3] / "tariffs.toml"
    own = tmp_path / "own.toml"
    own.write_bytes(table.read_bytes())
    rows = [["户号", "户名", "建筑面积"], ["1", "甲", "100"], ["2", "=乙\n丙\u200b", "x"], ["3", "丁", "y"]]
    book = xlsx([{"name": "一期", "rows": rows}, {"name": "二期", "rows": [rows[0], ["4", "戊", "z"]]}])
    with serving("--tariffs", str(own)) as served:
        clerk = Clerk(served)
        job = clerk.job("bills.xlsx", book)
        made = clerk.done(f"{job}/choose", [("reading", "1"), ("winter", "2022-2023"), ("then", "run")])
        assert str(own) in command_of(clerk.page(made))
        ledger = {"ledger-bills.xlsx": book}
        assert_as_the_command(clerk, made, heat, tmp_path, ledger)
        page = clerk.page(f"{made}/rejects/R06/1")
        again = clerk.done(f"{made}/rejects/R06/1", [*mended_cells(page, {"x": "90", "z": "80"}), ("then", "run")])
        assert "3 户已计费，1 行退回" in text_of(clerk.page(again))
        assert_as_the_command(clerk, again, heat, tmp_path, ledger)
        before = files_of(clerk, made)["bills.rejects.csv"].decode("utf-8-sig").split("\r\n")
        mended = clerk.get(f"{again}/read/mended-1.csv").body.decode("utf-8-sig").split("\r\n")
        assert len(mended) == len(before) - 1
        assert [line for line in before if ",y," not in line] == [
            line.replace(",90,", ",x,").replace(",80,", ",z,") for line in mended
        ]
        assert clerk.done(f"{job}/take-back") == made
        assert "--corrected" not in command_of(clerk.page(clerk.done(f"{job}/run")))

        job = clerk.job("a.csv", "户号,建筑面积,备注\n1,100\n2,90,\n".encode())
        made = clerk.done(f"{job}/choose", [("then", "run")])
        page = clerk.page(f"{made}/rejects/R04/1")
        (place,) = re.findall(r'name="right-([0-9]+)"', page)
        right = [*mended_cells(page, {}), (f"right-{place}", "1")]
        clerk.done(f"{made}/rejects/R04/1", [*right, ("then", "keep")])
        assert f'name="right-{place}" value="1" aria-label="第 2 行确认无误" checked' in clerk.page(
            f"{made}/rejects/R04/1"
        )
        again = clerk.done(f"{made}/rejects/R04/1", [*right, ("then", "run")])
        assert "2 户已计费，0 行退回" in text_of(clerk.page(again))
        assert_as_the_command(clerk, again, heat, tmp_path, {"a.csv": "户号,建筑面积,备注\n1,100\n2,90,\n".encode()})


def test_many_rejects_are_on_pages_and_edits_of_all_of_them_are_kept(server: Served) -> None:
    clerk = Clerk(server)
    rows = "".join(f"{at},x{at}\n" for at in range(120))
    job = clerk.job("a.csv", f"户号,建筑面积\n{rows}999,100\n".encode())
    made = clerk.done(f"{job}/choose", [("then", "run")])
    for number in (1, 3):
        page = clerk.page(f"{made}/rejects/R06/{number}")
        name, value = next(each for each in mended_cells(page, {}) if each[1].startswith("x"))
        assert (name, value) == (f"cell-{(number - 1) * 50}-1", f"x{(number - 1) * 50}")
        clerk.done(f"{made}/rejects/R06/{number}", [(name, "90"), ("cell-99999-1", "1"), ("cell-0-99", "1")])
    assert 'rel="next"' not in clerk.page(f"{made}/rejects/R06/3")
    assert "已改 2 行" in clerk.page(made)
    again = clerk.done(f"{made}/rejects/R06/1", [("then", "run")])
    assert "3 户已计费，118 行退回" in text_of(clerk.page(again))
