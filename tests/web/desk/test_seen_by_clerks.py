"""What a clerk is told at the desk: what was taken for granted, what must be said, what was kept, and what goes on."""

import re

import pytest

from tests.helpers.clerk import Clerk, text_of
from tests.helpers.serving import Served
from tests.helpers.workbooks import xlsx

PLAIN = "户号,建筑面积\n1,100\n2,九十\n".encode()


def test_what_blanks_mean_is_said_before_and_after_billing(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,建筑面积,楼层\n1,100,3\n2,九十,4\n".encode())  # of which the city is remembered
    page = clerk.page(job)
    shown = text_of(page)
    assert "默认（朔州）" in shown
    assert "默认（居民）" in shown
    assert "留空为 2022-2023" in shown
    assert 'placeholder="2022-2023"' in page
    told = text_of(clerk.page(clerk.done(f"{job}/choose", [("then", "run")])))
    assert "没有说明城市，全部按默认的朔州计费" in told
    assert "没有说明采暖季，按有记录的最近一季计费：2022-2023" in told
    chosen = [("reading", "1"), ("city", "taiyuan"), ("winter", "2024-2025")]
    clerk.done(f"{job}/choose", chosen)
    assert "默认（朔州）" in text_of(clerk.page(job))
    assert "没有说明" not in text_of(clerk.page(clerk.done(f"{job}/choose", [*chosen, ("then", "run")])))


def test_a_ledger_with_cities_is_not_told_one_winter_for_all(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,城市,建筑面积\n1,太原,100\n".encode())
    assert "留空为各户的城市" in text_of(clerk.page(job))
    told = text_of(clerk.page(clerk.done(f"{job}/choose", [("then", "run")])))
    assert "没有说明城市" not in told
    assert "没有说明采暖季" in told


def test_columns_that_must_be_said_are_named_first_and_the_ledger_is_not_billed_before(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,建筑面积,楼栋,优惠情况说明\n1,100,1,\n".encode())
    page = clerk.page(job)
    assert "1 列需要您说明" in text_of(page)
    assert page.index('href="#column-4">优惠情况说明') < page.index('id="rows"')
    assert 'id="column-4"' in page
    assert 'aria-describedby="unsure-4"' in page
    assert "需要您说明：" in text_of(page.partition('id="unsure-4"')[2])
    assert '<button name="then" value="look" class="main">' in page
    assert '<button name="then" value="run">' in page
    clerk.done(f"{job}/choose", [("header", "优惠情况说明"), ("meaning", "carry")])
    page = clerk.page(job)
    assert "需要您说明" not in page
    assert '<button name="then" value="run" class="main">' in page


@pytest.mark.parametrize("is_run", [False, True])
@pytest.mark.parametrize(("at", "winter"), [(0, "2023-2024"), (1, "2022-2023")])
def test_the_winter_of_a_title_is_chosen_by_a_button(server: Served, at: int, winter: str, is_run: bool) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "2023-2024采暖季收费台账,,\n户号,建筑面积,备注\n1,100,\n".encode())
    shown = clerk.done(f"{job}/choose", [("then", "run")]) if is_run else job
    buttons = re.findall(r'<button name="as_winter" value="([^"]*)"[^>]*>([^<]*)<', clerk.page(shown))
    assert buttons == [("2023-2024", "按 2023-2024 采暖季"), ("2022-2023", "按默认的 2022-2023 采暖季")]
    pressed = [("as_winter", buttons[at][0])]
    if is_run:
        made = clerk.done(f"{job}/choose", [("then", "run"), *pressed])
    else:
        clerk.done(f"{job}/choose", [("reading", "1"), ("winter", ""), *pressed])
        assert f'name="winter" value="{winter}"' in clerk.page(job)
        made = clerk.done(f"{job}/choose", [("then", "run")])
    assert f"--winter {winter}" in clerk.page(made)


def test_the_next_page_of_rejects_keeps_this_one(server: Served) -> None:
    clerk = Clerk(server)
    rows = "".join(f"{at},x{at}\n" for at in range(60))
    job = clerk.job("a.csv", f"户号,建筑面积\n{rows}".encode())
    made = clerk.done(f"{job}/choose", [("then", "run")])
    first, second = f"{made}/rejects/R06/1", f"{made}/rejects/R06/2"
    page = clerk.page(first)
    assert 'name="then" value="next"' in page
    assert 'name="then" value="before"' not in page
    assert re.search(r'id="kept"[^>]* hidden>', page)
    assert clerk.done(first, [("cell-0-1", "90"), ("then", "next")]) == second
    page = clerk.page(second)
    assert "已改 1 行，尚未重新计费" in text_of(page)
    assert page.index("已改 1 行") < page.index("<table")
    assert page.index("按改动重新计费") < page.index("<table")
    assert 'name="then" value="next"' not in page
    assert clerk.done(second, [("cell-50-1", "80"), ("then", "before")]) == first
    assert "已改 2 行" in text_of(clerk.page(first))


def test_what_is_wrong_comes_first_with_its_reason_and_names_the_sheet(server: Served) -> None:
    clerk = Clerk(server)
    head = ["户号", "户名", "地址", "备注", "建筑面积"]
    sheets = [{"name": name, "rows": [head, [f"1-{name}", name, "路", "", "x"]]} for name in ("一期", "二期")]
    job = clerk.job("a.xlsx", xlsx(sheets))
    made = clerk.done(f"{job}/choose", [("then", "run")])
    page = clerk.page(f"{made}/rejects/R06/1")
    heads = re.findall(r'<th scope="col">([^<]*)</th>', page)
    assert heads == ["行", "原因", "建筑面积", "户号", "户名", "地址", "备注"]
    cells = re.findall(r'<input name="(cell-[0-9]+-[0-9]+)"[^>]*aria-label="([^"]*)"([^>]*)', page)
    labels = [label for _, label, _ in cells]
    assert labels[0].startswith("一期 第 2 行 建筑面积")
    assert len(set(labels)) == len(labels) == 10
    assert [(name, re.findall('describedby="([^"]*)"', rest)) for name, _, rest in cells if "invalid" in rest] == [
        ("cell-0-4", ["why-0"]),
        ("cell-1-4", ["why-1"]),
    ]
    assert page.count('id="why-0"') == page.count('id="why-1"') == 1
    mended = [("cell-0-4", "90"), ("cell-1-4", "80"), ("then", "run")]
    assert "2 户已计费，0 行退回" in text_of(clerk.page(clerk.done(f"{made}/rejects/R06/1", mended)))


def test_runs_and_ledgers_are_told_apart_and_nothing_is_removed_unasked(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("城东.csv", PLAIN)
    home = text_of(clerk.page("/desk"))
    assert re.search("城东.csv 0.1 kB, [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} 放入 还没有计费", home)
    first = clerk.done(f"{job}/choose", [("then", "run")])
    mend = clerk.page(f"{first}/rejects/R06/1")
    assert f'<a href="{job}">城东.csv</a> &gt; <a href="{first}">第 1 次' in mend
    clerk.done(f"{job}/run", [("format", "xlsx")])
    notices = clerk.done(f"{job}/notices")
    for made, name in ((first, "第 1 次：CSV，"), (notices, "第 3 次：缴费通知单 HTML，")):
        assert re.search(f"<h1>{name}[0-9: -]{{16}}</h1>", clerk.page(made))
    shown = text_of(clerk.page(job))
    places = [shown.index(each) for each in ("已计费 第 2 次：Excel", "第 1 次：CSV", "缴费通知单 第 3 次")]
    assert places == sorted(places)
    assert "第 3 次：缴费通知单 HTML" in text_of(clerk.page("/desk"))
    asked = re.search(
        r'<details class="ask"><summary aria-label="移除 城东.csv">移除</summary>(.*?)</details>',
        clerk.page("/desk"),
        re.DOTALL,
    )
    assert asked
    assert f'action="{job}/forget"' in asked[1]
    assert "移除这份台账和由它做成的全部文件？" in asked[1]


def test_the_trial_counts_each_cause_and_says_that_it_is_of_the_ledger_as_it_came(server: Served) -> None:
    clerk = Clerk(server)
    job = clerk.job("a.csv", "户号,建筑面积\n1,100\n2,九十\n3,八十\n4,0\n".encode())
    shown = text_of(clerk.page(job))
    assert "R06 共 2 行，如 第 3 行" in shown
    assert "R07 共 1 行，如 第 5 行" in shown
    assert "这是台账放入时的样子" not in shown
    made = clerk.done(f"{job}/choose", [("then", "run")])
    clerk.done(f"{made}/rejects/R06/1", [("cell-0-1", "90"), ("then", "run")])
    page = clerk.page(job)
    assert "这是台账放入时的样子" in page
    assert re.search(r'<details class="ask">.{0,400}action="[^"]*/take-back"', page, re.DOTALL)


def test_the_bill_of_any_line_is_found_by_its_number(server: Served) -> None:
    clerk = Clerk(server)
    rows = "".join(f"{at},{50 + at}\n" for at in range(30))
    job = clerk.job("a.csv", f"户号,建筑面积\n{rows}".encode())
    assert f'action="{job}/row"' in clerk.page(job)
    for asked in ("27", "%EF%BC%92%EF%BC%97", " 027".replace(" ", "%20")):
        assert clerk.get(f"{job}/row?line={asked}").headers["location"] == f"{job}/row/27"
    assert "75㎡ × 2.52元/㎡·月" in text_of(clerk.page(f"{job}/row/27"))
    for asked in ("", "x", "9" * 5000, "-1", "0", "1&sheet=x"):
        assert clerk.get(f"{job}/row?line={asked}").status == 404
    sheets = [
        {"name": name, "rows": [["户号", "建筑面积"], [name, area]]} for name, area in (("甲", "70"), ("乙", "80"))
    ]
    book = clerk.job("a.xlsx", xlsx(sheets))
    assert '<option value="2">乙</option>' in clerk.page(book)
    assert clerk.get(f"{book}/row?line=2&sheet=2").headers["location"] == f"{book}/row/2/2"
    assert "80㎡" in text_of(clerk.page(f"{book}/row/2/2"))


def test_what_was_cancelled_is_billed_again_by_a_button(server: Served) -> None:
    clerk = Clerk(server)
    rows = "".join(f"{at},{50 + at % 100},居民\n" for at in range(300_000))
    job = clerk.job("a.csv", f"户号,建筑面积,备注\n{rows}".encode())
    made = clerk.done(f"{job}/run", [("format", "jsonl"), ("explain", "1"), ("by", "备注")])
    clerk.done(f"{made}/cancel")
    page = clerk.page(made)
    assert "<h1>已取消</h1>" in page
    assert "没有计费" not in page
    again = re.search(r'<form method="post" action="([^"]*/run)">(.*?再计费.*?)</form>', page, re.DOTALL)
    assert again
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', again[2])
    assert [each for each in fields if each[0] != "form"] == [
        ("format", "jsonl"),
        ("out_encoding", "utf-8-sig"),
        ("by", "备注"),
        ("explain", "1"),
    ]


def test_what_no_file_of_its_kind_has_is_not_asked(server: Served) -> None:
    clerk = Clerk(server)
    page = clerk.page(clerk.job("a.xlsx", xlsx([{"name": "台账", "rows": [["户号", "建筑面积"], ["1", "1000"]]}])))
    assert "表头在第 1 行。" in text_of(page)
    assert 'name="encoding"' not in page
    page = clerk.page(clerk.job("a.csv", PLAIN))
    assert 'name="encoding"' in page
    assert "编码 utf-8" in text_of(page)


def test_the_page_of_bills_leads_back_to_the_desk(server: Served) -> None:
    page = server.ask("GET", "/", headers={"accept-language": "zh"}).body.decode()
    assert '<main>\n<nav>\n<a href="/desk">收费工作台</a>\n</nav>\n' in page
